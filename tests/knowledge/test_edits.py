"""A workbook exported, edited by hand and imported again changes exactly what was edited."""

import csv
import shutil
from collections.abc import Callable, Mapping
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Literal, URIRef
from table_worlds import HARD_TEXTS, NETWORK, make_tables

import hubgraph as hg
from hubgraph.errors import HubgraphError, TableError
from hubgraph.knowledge import batches
from hubgraph.knowledge.imports import Import
from hubgraph.knowledge.resources import network_path
from hubgraph.knowledge.rows import read_rows
from hubgraph.knowledge.states import is_batch
from hubgraph.knowledge.store import native_store
from hubgraph.knowledge.writing import write_tables
from hubgraph.workbook.base import MARK_FILE, read_base
from hubgraph.workbook.filled import Tables, fill_table
from hubgraph.workbook.forms import find_column, find_form

Grid = list[list[object]]
FORMS = (".xlsx", ".ods", "")


# ------------------------------------------------------- spreadsheets, edited as people do


def read_grids(path: Path) -> dict[str, Grid]:
    """Cells of every sheet of a workbook, or of every file of a folder."""
    if path.is_dir():
        texts = {file.stem: file.read_text("utf-8") for file in path.glob("*.csv")}
        return {name: [*csv.reader(StringIO(text, newline=""))] for name, text in texts.items()}
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return {page.title: [list(row) for row in page.values] for page in book.worksheets}
    odfdo = pytest.importorskip("odfdo")
    tables = odfdo.Document(path).body.tables
    grids = {table.name: [*table.get_values()] for table in tables}
    return {name: [row for row in grid if any(row)] for name, grid in grids.items()}


def write_grids(path: Path, grids: Mapping[str, Grid]) -> None:
    """Write the cells of sheets back, in this order, with all else in the file as it is."""
    if path.is_dir():
        for name, grid in grids.items():
            with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(grid)
    elif path.suffix == ".xlsx":
        _write_xlsx(path, grids)
    else:
        _write_ods(path, grids)


def _write_xlsx(path: Path, grids: Mapping[str, Grid]) -> None:
    """Write sheets with openpyxl, into the file that is there."""
    book = openpyxl.load_workbook(path)
    for page in book.worksheets:
        page.delete_rows(1, page.max_row)
        for number, row in enumerate(grids[page.title], start=1):
            for column, value in enumerate(row, start=1):
                cell = page.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
    book._sheets.sort(key=lambda page: list(grids).index(page.title))  # noqa: SLF001
    book.save(path)


def _write_ods(path: Path, grids: Mapping[str, Grid]) -> None:
    """Write sheets with odfdo, into the file that is there."""
    odfdo = pytest.importorskip("odfdo")
    document = odfdo.Document(path)
    document.body.clear()
    for name, grid in grids.items():
        table = odfdo.Table(name)
        table.set_values(grid)
        document.body.append(table)
    document.save(path)


def find_sheet(grids: Mapping[str, Grid], table: str) -> Grid:
    """Cells of the sheet of a table, whatever it is called."""
    forms = {name: find_form(name) for name in grids}
    return grids[next(name for name, form in forms.items() if form and form.table == table)]


def locate(grid: Grid, table: str, column: str) -> int:
    """Index of a column in a sheet, whatever it is called."""
    return next(i for i, title in enumerate(grid[0]) if find_column(str(title), table) == column)


def find_row(grid: Grid, table: str, identifier: str) -> list[object]:
    """Row of a sheet with an identifier."""
    at = locate(grid, table, "id")
    return next(row for row in grid if row[at] == identifier)


# ---------------------------------------------------------------------------- what is equal


def facts(place: Path) -> set[str]:
    """Statements of a network, but for what tells of batches, and for blank nodes: ours only."""
    store = native_store(hg.open_graph(place))
    told = (quad for quad in store if not is_batch(quad.graph_name))
    return {str(quad) for quad in told if "_:" not in f"{quad.subject} {quad.object}"}


def changes(found: Import) -> list[tuple[object, ...]]:
    """Rows of the diff."""
    table = found.table.astype(object)
    return [*table.where(table.notna(), None).itertuples(index=False, name=None)]


def keys(found: Import) -> list[str]:
    """Kinds of the warnings of an import."""
    return [finding.key for finding in found.findings if finding.severity == "warning"]


@pytest.fixture(scope="module", params=["baden-wuerttemberg", "musterland"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a bundled network in a folder, imported once."""
    folder = tmp_path_factory.mktemp("kept") / f"{request.param}.hg"
    hg.import_workbook(network_path(request.param), into=folder)
    return folder


@pytest.fixture(name="bundled")
def copy_bundled(kept: Path, tmp_path: Path) -> Path:
    """Return a copy of it, to be written to."""
    return Path(shutil.copytree(kept, tmp_path / kept.name))


# ------------------------------------------------------------------ both bundled networks


def draw_edits(tables: Tables) -> tuple[dict[str, dict[str, str]], dict[str, str], str]:
    """Cells to be changed by row and column, a row to be added, and one to be deleted.

    The rows are statements and sources that stand first and last, so that nothing hangs on them.
    """
    first, *_, last = tables["statements"].rows()
    dated = next(row for row in tables["statements"].rows() if row["issued"] and row != first)
    named = next(row for row in tables["sources"].rows() if row["publisher"])
    cells = {
        first["id"]: {"wording": "wörtlich: „so“\n=1+1", "lang": "de"},
        dated["id"]: {"issued": "2020-02-29"},
        named["id"]: {"publisher": "", "title": "Ein anderer Titel"},
    }
    return cells, first | {"id": "added-by-hand", "issued": "2020-03", "level": "3"}, last["id"]


def edit_grids(
    grids: dict[str, Grid],
    cells: Mapping[str, Mapping[str, str]],
    new: Mapping[str, str],
    gone: str,
) -> dict[str, Grid]:
    """Sheets as a person leaves them: cells edited, all sorted otherwise, a note beside."""
    for table in ("statements", "sources"):
        grid = find_sheet(grids, table)
        at = locate(grid, table, "id")
        for row in grid:
            for column, cell in cells.get(str(row[at]), {}).items():
                row[locate(grid, table, column)] = cell or None
    grid = find_sheet(grids, "statements")
    columns = [find_column(str(title), "statements") for title in grid[0]]
    words = [*zip(columns, find_row(grid, "statements", str(new["like"])), strict=True)]
    edited = {"id", "issued", "level", *cells[str(new["like"])]}
    grid.append([new[str(c)] if c in edited else word for c, word in words])
    grid.remove(find_row(grid, "statements", gone))
    grid[1:] = reversed(grid[1:])
    for row, note in zip(grid, ("Notiz", *"x" * (len(grid) - 1)), strict=True):
        row.insert(0, note)
        row[1:] = reversed(row[1:])
    return dict(reversed(grids.items()))


def expect(
    tables: Tables,
    cells: Mapping[str, Mapping[str, str]],
    new: dict[str, str],
    gone: str,
    folder: Path,
) -> set[str]:
    """Statements of the network with the same edits made in its tables, without any merging."""
    edited = {}
    for name, table in tables.items():
        rows = [
            row | cells.get(row.get("id", ""), {}) if name in {"statements", "sources"} else row
            for row in table.rows()
            if row.get("id") != gone
        ]
        edited[name] = fill_table(name, [*rows, *[new] * (name == "statements")])
    return facts(write_tables(edited, folder))


@pytest.mark.parametrize("form", FORMS)
def test_the_diff_is_exactly_the_edit(bundled: Path, tmp_path: Path, form: str) -> None:
    graph = hg.open_graph(bundled)
    tables = read_rows(graph)
    path = hg.write_workbook(graph, tmp_path / f"network{form}", lang="de")
    unedited = hg.import_workbook(path, into=bundled)
    assert (changes(unedited), unedited.batch, keys(unedited)) == ([], None, [])
    cells, new, gone = draw_edits(tables)
    like = next(iter(cells))
    new |= {"like": like, **cells[like]}
    write_grids(path, edit_grids(read_grids(path), cells, new, gone))
    found = hg.import_workbook(path, into=bundled)
    rows = {row["id"]: row for name in ("statements", "sources") for row in tables[name].rows()}
    assert sorted(changes(found), key=str) == sorted(
        [
            ("added", "statements", "added-by-hand", None, None, None),
            ("removed", "statements", gone, None, None, None),
            *(
                ("changed", name, row, column, rows[row][column] or None, cell or None)
                for row, edited in cells.items()
                for name in ["statements" if row in tables["statements"].cells["id"] else "sources"]
                for column, cell in edited.items()
                if rows[row][column] != cell
            ),
        ],
        key=str,
    )
    assert found.batch is not None
    del new["like"]
    assert facts(bundled) == expect(tables, cells, new, gone, tmp_path / "expected")
    again = hg.import_workbook(path, into=bundled)
    assert (changes(again), again.batch) == ([], None)


# ------------------------------------------------------------------------ a small network

PLACES = {
    "sources": [*NETWORK["sources"], {"id": "secret", "access": "restricted"}],
    "places": [{"key": "10", "name": "Ort", "district": "1"}],
    "ties": [
        {"id": f"tie-{s}", "organisation": "o", "partner": "p", "role": "partner", "source": s}
        for s in ("S1", "secret")
    ],
}
Cells = Mapping[tuple[str, str], Mapping[str, str] | None]


def write_network(folder: Path) -> Path:
    """Write a small network, one tie of it restricted, by a first import."""
    tables = write_tables(make_tables(NETWORK | PLACES), folder / "first")
    hg.import_workbook(tables, into=folder / "n.hg")
    return folder / "n.hg"


@pytest.fixture(name="network")
def import_small(tmp_path: Path) -> Path:
    """Return the small network."""
    return write_network(tmp_path)


def export(network: Path, name: str = "out.xlsx") -> Path:
    """Export a network beside its folder."""
    return hg.write_workbook(hg.open_graph(network), network.with_name(name))


def edit(path: Path, cells: Cells) -> Path:
    """Edit cells of a workbook by table and identifier; None deletes a row."""
    grids = read_grids(path)
    for (table, identifier), edits in cells.items():
        grid = find_sheet(grids, table)
        row = find_row(grid, table, identifier)
        for column, cell in (edits or {}).items():
            row[locate(grid, table, column)] = cell
        if edits is None:
            grid.remove(row)
    write_grids(path, grids)
    return path


def cell(network: Path, table: str, identifier: str, column: str) -> str | None:
    """Cell of a network; None if the row is not there."""
    rows = {row["id"]: row for row in read_rows(hg.open_graph(network))[table].rows()}
    return rows[identifier][column] if identifier in rows else None


S = ("statements", "s")


@pytest.mark.parametrize("form", FORMS)
def test_both_sides_count_cell_by_cell(network: Path, form: str) -> None:
    mine, theirs = export(network, f"mine{form}"), export(network, f"theirs{form}")
    edit(theirs, {S: {"issued": "2021"}, ("organisations", "o"): {"name": "Neu"}})
    hg.import_workbook(theirs, into=network)
    found = hg.import_workbook(edit(mine, {S: {"level": "2", "kind": "offer"}}), into=network)
    assert [(*row[1:4], row[5]) for row in changes(found)] == [
        ("statements", "s", "kind", "offer"),
        ("statements", "s", "level", "2"),
    ]
    assert keys(found) == []
    assert cell(network, *S, "issued") == "2021"
    assert cell(network, "organisations", "o", "name") == "Neu"


def test_a_conflict_names_both_values_and_the_winner(network: Path) -> None:
    mine, theirs = export(network, "mine.xlsx"), export(network, "theirs.xlsx")
    hg.import_workbook(edit(theirs, {S: {"issued": "2021"}}), into=network)
    edit(mine, {S: {"issued": "2022-02"}, ("ties", "tie-S1"): {"role": "sponsor"}})
    found = hg.import_workbook(mine, into=network, lang="de")
    assert cell(network, *S, "issued") == "2022-02"
    assert keys(found) == ["conflict"]
    [conflict] = found.findings
    assert conflict.sentence("en") == (
        "mine.xlsx, sheet Statements, row 2, column “Stated on”: The workbook says “2022-02”, and"
        " somebody else has entered “2021” since it was exported. The workbook wins. If the other"
        " is right, enter it here, or take the import back."
    )
    assert "Es gilt die Arbeitsmappe" in conflict.sentence("de")


def test_the_same_edit_on_both_sides_is_no_conflict(network: Path) -> None:
    paths = [edit(export(network, f"{n}.xlsx"), {S: {"issued": "2021"}}) for n in "ab"]
    assert hg.import_workbook(paths[0], into=network).batch is not None
    found = hg.import_workbook(paths[1], into=network)
    assert (found.batch, keys(found)) == (None, [])


@pytest.mark.parametrize(
    ("mine", "theirs", "warned", "stands"),
    [
        (None, {"issued": "2021"}, ["conflict_goes"], None),
        ({"issued": "2021"}, None, ["conflict_returns"], "2021"),
        ({}, None, [], None),
        (None, None, [], None),
    ],
)
def test_a_row_edited_here_and_deleted_there(
    network: Path,
    mine: Mapping[str, str] | None,
    theirs: Mapping[str, str] | None,
    warned: list[str],
    stands: str | None,
) -> None:
    paths = export(network, "mine.xlsx"), export(network, "theirs.xlsx")
    hg.import_workbook(edit(paths[1], {S: theirs}), into=network)
    found = hg.import_workbook(edit(paths[0], {S: mine}), into=network)
    assert keys(found) == warned
    assert cell(network, *S, "issued") == stands


def test_a_row_that_is_still_named_cannot_go(network: Path) -> None:
    gone = dict.fromkeys([("organisations", "p"), ("ties", "tie-S1")])
    path = edit(export(network), gone)
    with pytest.raises(TableError, match=r"sheet Ties, row 2.*“p” is deleted from “Organisations”"):
        hg.import_workbook(path, into=network)
    edit(path, {("ties", "tie-secret"): None})
    mine, theirs = path, export(network, "theirs.xlsx")
    tie = {"id": "tie-new", "partner": "p"}
    grids = read_grids(theirs)
    grid = find_sheet(grids, "ties")
    grid.append(
        [tie.get(str(find_column(str(t), "ties")), c) for t, c in zip(*grid[:2], strict=True)]
    )
    write_grids(theirs, grids)
    hg.import_workbook(theirs, into=network)
    with pytest.raises(TableError, match=r"out\.xlsx: “p” is deleted.*“tie-new” still names it"):
        hg.import_workbook(mine, into=network)


def test_a_sheet_or_column_that_is_missing_deletes_nothing(network: Path) -> None:
    path = export(network, "out")
    for table in ("names", "districts"):
        (path / f"{table}.csv").unlink()
    grids = read_grids(path)
    absent = {"statements": ("basis", "issued", "source"), "ties": ("id",)}
    for table, columns in absent.items():
        for column in columns:
            at = locate(grids[table], table, column)
            grids[table] = [[*row[:at], *row[at + 1 :]] for row in grids[table]]
    write_grids(path, grids)
    found = hg.import_workbook(path, into=network, dry_run=True)
    assert {row[:2] for row in changes(found)} == {("added", "sources"), ("added", "ties")}


def test_an_undone_state_is_known_until_it_is_gone(network: Path) -> None:
    hg.import_workbook(edit(export(network), {S: {"issued": "2021"}}), into=network)
    path = edit(export(network, "second.xlsx"), {S: {"level": "4"}})
    hg.undo_batch(network)
    found = hg.import_workbook(path, into=network, dry_run=True)
    assert [row[2:] for row in changes(found)] == [("s", "level", None, "4")]
    other = edit(export(network, "third.xlsx"), {("organisations", "o"): {"name": "Neu"}})
    hg.import_workbook(other, into=network)
    found = hg.import_workbook(path, into=network, dry_run=True)
    assert keys(found) == ["base_gone"]
    assert "removed" not in found.counts


def test_a_pruned_state_deletes_nothing(network: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_KEPT", 1)
    path = edit(export(network), {("ties", "tie-S1"): None})
    for day in ("2021", "2022"):
        hg.import_workbook(edit(export(network, f"{day}.xlsx"), {S: {"issued": day}}), into=network)
    found = hg.import_workbook(path, into=network, dry_run=True)
    assert keys(found) == ["base_gone"]
    assert "removed" not in found.counts


def test_a_workbook_of_another_network_deletes_nothing(network: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = write_network(tmp_path / "other")
    hg.import_workbook(edit(export(other), {S: {"issued": "2021"}}), into=other)
    path = edit(export(other, "later.xlsx"), {("ties", "tie-S1"): None})
    found = hg.import_workbook(path, into=network, dry_run=True)
    assert keys(found) == ["base_gone"]
    assert "removed" not in found.counts


@pytest.mark.parametrize("form", FORMS)
def test_a_public_export_bears_no_mark_and_deletes_nothing(network: Path, form: str) -> None:
    graph = hg.open_graph(network)
    for number, options in enumerate(({"public": True}, {"public": False})):
        source = hg.build_public(graph) if number else graph
        path = hg.write_workbook(source, network.with_name(f"p{number}{form}"), **options)
        assert read_base(path) == ""
        assert not (path / MARK_FILE).exists()
        edit(path, {("ties", "tie-S1"): None})
        found = hg.import_workbook(path, into=network)
        assert (found.batch, changes(found)) == (None, [])
    assert read_base(export(network, f"whole{form}"))
    assert cell(network, "ties", "tie-secret", "source") == "secret"


def test_own_topics_follow_the_workbook(network: Path) -> None:
    topic = "<https://w3id.org/hubgraph/topic/own>"
    path = export(network, "topics")
    (path / "topics.ttl").write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . "
        f"{topic} skos:inScheme <https://w3id.org/hubgraph/topic/scheme> ;"
        ' skos:prefLabel "A"@de ; skos:note [ skos:note "b" ] .',
        "utf-8",
    )
    assert hg.import_workbook(path, into=network).batch is not None
    path = export(network, "again")
    assert hg.import_workbook(path, into=network).batch is None
    text = (path / "topics.ttl").read_text("utf-8")
    (path / "topics.ttl").write_text(text.replace('"A"@de', '"B"@de'), "utf-8")
    found = hg.import_workbook(path, into=network)
    label = f"{topic} <http://www.w3.org/2004/02/skos/core#prefLabel>"
    assert [row[:3] for row in changes(found)] == [
        ("removed", "own_topics", f'{label} "A"@de'),
        ("added", "own_topics", f'{label} "B"@de'),
    ]
    assert "Own topics" in found.to_text()


# -------------------------------------------------------------------- any edits by anybody

TEXT_CELLS = {
    ("organisations", "o"): ("name", "homepage"),
    ("sources", "S1"): ("title", "publisher", "issued"),
    ("statements", "s"): ("issued", "valid_from", "level"),
    ("ties", "tie-S1"): ("valid_from", "role"),
}
VALUES = {
    "name": st.sampled_from(sorted({text.strip() for text in HARD_TEXTS if len(text) < 50})),
    "homepage": st.sampled_from(["", "https://a.example/?b=%22"]),
    "publisher": st.sampled_from(["", "0049", "1.10", "2020-01-01", "wahr", "1e5"]),
    "title": st.sampled_from(["", "a\nb", "=x", "'y"]),
    "issued": st.sampled_from(["", "1850-01-01", "2020-02-29", "2020-02", "2020"]),
    "valid_from": st.sampled_from(["", "2019-12-31", "2019"]),
    "level": st.sampled_from(["", "0", "5"]),
    "role": st.sampled_from(["partner", "sponsor", "customer"]),
}
EDITS = st.fixed_dictionaries(
    {
        row: st.fixed_dictionaries({}, optional={c: VALUES[c] for c in columns})
        | (st.none() if row[0] in {"ties", "statements"} else st.nothing())
        for row, columns in TEXT_CELLS.items()
    }
)


@pytest.fixture(scope="module", name="exports")
def export_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small network, with an export of each form beside it."""
    network = write_network(tmp_path_factory.mktemp("exports"))
    for form in ("", ".xlsx"):
        export(network, f"x{form}")
    return network


@settings(max_examples=15, deadline=None, derandomize=True)
@given(EDITS, st.sampled_from(("", ".xlsx")))
def test_the_diff_is_the_edits_whatever_they_are(exports: Path, edits: Cells, form: str) -> None:
    tables = read_rows(hg.open_graph(exports))
    with TemporaryDirectory() as folder:
        copy = shutil.copytree if not form else shutil.copy
        path = Path(copy(exports.with_name(f"x{form}"), Path(folder) / f"x{form}"))
        found = hg.import_workbook(edit(path, edits), into=exports, dry_run=True)
    expected: list[tuple[object, ...]] = []
    for (table, name), cells in edits.items():
        row = next(row for row in tables[table].rows() if row["id"] == name)
        if cells is None:
            expected.append(("removed", table, name, None, None, None))
        for column, new in (cells or {}).items():
            if new != row[column]:
                expected.append(("changed", table, name, column, row[column] or None, new or None))
    assert sorted(changes(found), key=str) == sorted(expected, key=str)


# ---------------------------------------------------- what spreadsheet programs do in passing


def save_again(path: Path, damage: Callable[[openpyxl.cell.Cell], None]) -> Path:
    """Save a spreadsheet as a program does that touches every cell below the headings."""
    book = openpyxl.load_workbook(path)
    for page in book.worksheets:
        for row in page.iter_rows(min_row=2):
            for found in row:
                if found.value is not None:
                    damage(found)
        page.column_dimensions["A"].width = 99
    book.save(path)
    return path


def to_number(found: openpyxl.cell.Cell) -> None:
    """Make a number of a text that looks like one and has no zero to lose."""
    text = str(found.value)
    if text.isdecimal() and str(int(text)) == text:
        found.value = float(text)


def to_day(found: openpyxl.cell.Cell) -> None:
    """Make a date with a time of a day."""
    if isinstance(found.value, date) and not isinstance(found.value, datetime):
        found.value = datetime(found.value.year, found.value.month, found.value.day)  # noqa: DTZ001


def pad(found: openpyxl.cell.Cell) -> None:
    """Put blanks around a text, and end its lines as Windows does."""
    if isinstance(found.value, str):
        found.value = "\u00a0" + found.value.replace("\n", "\r\n") + "  "


@pytest.mark.parametrize("damage", [to_number, to_day, pad, lambda _: None])
def test_saving_is_no_edit(
    kept: Path, tmp_path: Path, damage: Callable[[openpyxl.cell.Cell], None]
) -> None:
    path = hg.write_workbook(hg.open_graph(kept), tmp_path / "x.xlsx")
    found = hg.import_workbook(save_again(path, damage), into=kept, dry_run=True)
    assert (changes(found), keys(found)) == ([], [])


# -------------------------------------------------------------------------- shown, and asked


def test_nothing_is_written_unless_it_is_confirmed(network: Path) -> None:
    path = edit(export(network), {S: {"issued": "2021"}})
    shown: list[Import] = []
    before = (network / "manifest.json").read_bytes()
    for answer in (False, True):
        assert (network / "manifest.json").read_bytes() == before

        def decide(found: Import, answer: bool = answer) -> bool:  # noqa: FBT001
            """Keep what is shown."""
            shown.append(found)
            return answer

        found = hg.import_workbook(path, into=network, confirm=decide)
        assert (found.batch is not None) == answer
    assert [changes(each) for each in shown] == [changes(found)] * 2
    hg.import_workbook(path, into=network, confirm=decide)
    assert len(shown) == 2, "nobody is asked where nothing changes"


def test_an_import_shows_itself(network: Path) -> None:
    long = "x" * 200
    path = edit(export(network), {("organisations", "o"): {"name": f"<b>{long}"}})
    hg.import_workbook(path, into=network)
    edit(path, {("organisations", "o"): {"name": f"<b>{long}y"}, S: {"kind": "offer"}})
    found = hg.import_workbook(path, into=network, dry_run=True, lang="de")
    text = found.to_text()
    assert "…xxxxxxxxxxxxxxxxy" in text
    assert "Bedarf" in text
    assert text.endswith("Zeilen: 0 neu, 2 geändert, 0 gelöscht.\n")
    edit(path, {("organisations", "o"): {"name": "<b>A & B"}})
    html = hg.import_workbook(path, into=network, dry_run=True)._repr_html_()
    assert "&lt;b&gt;A &amp; B" in html
    assert "<b>" not in html


def test_a_long_diff_is_cut(network: Path, tmp_path: Path) -> None:
    rows = [
        {"id": f"o{number}", "kind": "company", "name": "N", "source": "S1"} for number in range(23)
    ]
    tables = make_tables({**NETWORK, "organisations": [*NETWORK["organisations"], *rows]})
    found = hg.import_workbook(write_tables(tables, tmp_path / "more"), into=network, dry_run=True)
    lines = found.to_text().splitlines()
    assert lines[-2:] == ["… and 3 more changes", "Rows: 23 added, 0 changed, 0 removed."]
    assert len(lines) == 1 + 20 + 2
    first = hg.import_workbook(tmp_path / "more", into=tmp_path / "new.hg", dry_run=True)
    assert len(first.to_text().splitlines()) == 1


# ------------------------------------------------------------------- open to read from only


@pytest.mark.parametrize(
    "change",
    [
        lambda graph, triple: graph.add((*triple, graph.default_graph)),
        lambda graph, triple: graph.addN([(*triple, graph.default_graph)]),
        lambda graph, _: graph.remove((None, None, None)),
        lambda graph, _: graph.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 'c' } }"),
        lambda graph, _: graph.update("DELETE WHERE { ?s ?p ?o }"),
        lambda graph, _: graph.graph("urn:g"),
        lambda graph, _: graph.remove_graph(URIRef("urn:g")),
    ],
)
def test_a_network_in_a_folder_is_open_to_read_from(
    network: Path, change: Callable[[object, object], None]
) -> None:
    triple = (URIRef("urn:a"), URIRef("urn:b"), Literal("c"))
    graph = hg.open_graph(network)
    with pytest.raises(HubgraphError, match=r"to read from only.*import_workbook.*copy\.trig"):
        change(graph, triple)


def test_a_copy_can_be_changed(network: Path) -> None:
    copy = hg.open_graph(hg.export_graph(hg.open_graph(network), network.with_name("copy.trig")))
    name = URIRef("urn:g")
    copy.add((name, name, name, copy.default_graph))
    assert copy.query("ASK { <urn:g> <urn:g> <urn:g> }").askAnswer
