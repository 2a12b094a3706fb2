"""Tables in: every wrong cell is named with file, row, column, value and remedy, all at once."""

import csv
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hubgraph as hg
from hubgraph.errors import TableError
from hubgraph.knowledge.workbook import read_intake
from hubgraph.workbook.contracts import input_tables

GOOD_STATEMENT = {
    "id": "x", "kind": "offer", "organisation": "ulm", "topic": "advice", "basis": "harvested",
    "source": "S01", "confidence": "high",
}  # fmt: skip


def add_row(folder: Path, table: str, row: dict[str, str]) -> int:
    """Append a row to a table and return its number as a spreadsheet counts."""
    path = folder / f"{table}.csv"
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow([row.get(name, "") for name in rows[0]])
    return len(rows) + 1


def findings(folder: Path) -> Sequence[str]:
    """Read broken tables and return what is wrong with them."""
    with pytest.raises(TableError) as caught:
        hg.read_workbook(folder)
    for finding in caught.value.findings:
        assert finding in str(caught.value)
    return caught.value.findings


BAD_CELLS = [
    ("statements", "id", "has space", "Use letters, digits"),
    ("statements", "kind", "wish", "is not on the list. Choose one of: offer, need, own level"),
    ("statements", "kind", "", "Fill it in"),
    ("statements", "organisation", "atlantis", "is not in “Organisations”"),
    ("statements", "topic", "juggling", "is not in “Topics”"),
    ("statements", "topic", "hg:level0", "is not in “Topics”"),
    ("statements", "level", "three", "is no whole number"),
    ("statements", "level", "1_0", "is no whole number"),
    ("statements", "level", "2.5", "is no whole number"),
    ("statements", "level", "٣", "is no whole number"),
    ("statements", "level", "9" * 30, "is no whole number"),
    ("statements", "priority", "nan", "is no number"),
    ("statements", "priority", "inf", "is no number"),
    ("statements", "priority", "1e-2", "is no number"),
    ("statements", "lang", "Deutsch", "such as de or en"),
    ("statements", "level", "6", "is out of range. Possible: 0 … 5"),
    ("statements", "target_level", "0", "is out of range. Possible: 1 … 5"),
    ("statements", "priority", "0", "is out of range. Possible: > 0 … 1"),
    ("statements", "priority", "1.5", "is out of range"),
    ("statements", "issued", "2019-02-29", "is no date"),
    ("statements", "issued", "\uff12\uff10\uff11\uff19", "is no date"),
    ("statements", "source", "S01 S999", "is not in “Sources”"),
    ("statements", "confidence", "sure", "is not on the list. Choose one of: high, medium, low"),
    ("memberships", "duration", "3 years", "is no duration"),
    ("memberships", "duration", "P", "is no duration"),
    ("memberships", "network", "nobody", "is not in “Network”"),
    ("organisations", "homepage", "example.org", "is no web address. Write it with https://"),
    ("organisations", "homepage", "https://example.org/<script>", "is no web address"),
    ("sources", "url", "https://example.org ; ftp://example.org", "is no web address"),
    ("networks", "reference_date", "2020", "Write 2018-10-10"),
    ("places", "lat", "48° N", "is no number"),
    ("places", "district", "99999", "is not in “Districts”"),
    ("sites", "place", "nowhere", "is not in “Places”"),
    ("participations", "event", "party", "is not in “Events”"),
]


@pytest.mark.parametrize(("table", "column", "value", "remedy"), BAD_CELLS)
def test_bad_cell_is_named(folder: Path, table: str, column: str, value: str, remedy: str) -> None:
    row = {**next(read_intake(folder)[1].tables[table].rows()), "id": "x", "key": "x"}
    number = add_row(folder, table, {**row, column: value})
    (finding,) = findings(folder)
    assert finding.startswith(f"{table}.csv, sheet {table}, row {number}, column “{column}”: ")
    assert remedy in finding
    assert not value or value.rsplit(maxsplit=1)[-1] in finding


def test_all_bad_cells_of_all_tables_are_named_at_once(folder: Path) -> None:
    bad = {"kind": "wish", "topic": "juggling", "level": "x", "confidence": "sure"}
    first = add_row(folder, "statements", GOOD_STATEMENT | bad)
    second = add_row(folder, "sources", {"id": "S 1", "url": "no"})
    places = [finding.partition("”: ")[0] for finding in findings(folder)]
    statement = [f"statements.csv, sheet statements, row {first}, column “{c}" for c in bad]
    source = [f"sources.csv, sheet sources, row {second}, column “{c}" for c in ("id", "url")]
    assert sorted(places) == sorted(statement + source)


def test_every_kind_of_cell_with_a_rule_has_a_bad_example() -> None:
    shown = {input_tables()[table].column(column).kind for table, column, *_ in BAD_CELLS}
    kinds = {column.kind for table in input_tables().values() for column in table.columns}
    assert kinds - shown == {"text", "yes"} & kinds


def test_a_good_row_fits(folder: Path) -> None:
    add_row(folder, "statements", GOOD_STATEMENT | {"topic": "hgt:advice", "priority": "0.50"})
    stated = hg.query(hg.read_workbook(folder), "statements", organisation="ulm")
    assert stated.set_index("statement").loc["hgd:x", "topic"] == "hgt:advice"


def test_structural_faults_of_all_tables_are_named_at_once(folder: Path) -> None:
    districts, places = folder / "districts.csv", folder / "places.csv"
    districts.write_text("key,nom,nom\n1,a,b\n", "utf-8")
    places.write_text(places.read_text("utf-8") + "1,a,1,,1,2,extra\n", "utf-8")
    (folder / "events.csv").write_text('id\n"ulm\n', "utf-8")
    (folder / "participations.csv").unlink()
    found = [finding for finding in findings(folder) if "is not in" not in finding]
    assert found[0].startswith(
        "districts.csv, sheet districts, row 1: The column “name” is missing"
    )
    assert found[1].startswith("events.csv: The file cannot be read")
    assert "more cells than there are columns. Put a text with commas" in found[2]


def test_what_german_spreadsheet_programs_save_is_read(folder: Path) -> None:
    path = folder / "districts.csv"
    text = path.read_text("utf-8").replace(",", ";")
    for encoding, told in (
        ("cp1252", ["encoding"]),
        ("utf-16", []),
        ("utf-32", []),
        ("utf-8-sig", []),
    ):
        path.write_bytes(text.encode(encoding))
        _, intake = read_intake(folder)
        assert [finding.key for finding in intake.findings] == told
        assert "Böblingen" in intake.tables["districts"].cells["name"]


def test_a_column_may_stand_only_once(folder: Path) -> None:
    (folder / "districts.csv").write_text("key,name,Name\n1,a,b\n", "utf-8")
    told = "districts.csv, sheet districts, row 1, column “Name”: This column stands twice."
    assert any(finding.startswith(told) for finding in findings(folder))


@pytest.mark.parametrize("text", ["", "\n", ",,\n"])
def test_an_empty_file_misses_its_columns(folder: Path, text: str) -> None:
    (folder / "ties.csv").write_text(text, "utf-8")
    assert "The column “partner” is missing. Add it." in "".join(findings(folder))


@pytest.mark.parametrize(
    ("table", "row", "place"),
    [
        (
            "statements",
            {**GOOD_STATEMENT, "id": "need-ulm-broadband"},
            "first in sheet statements, row ",
        ),
        ("statements", {**GOOD_STATEMENT, "id": "ulm"}, "first in sheet organisations, row 6"),
        ("sources", {"id": "S01"}, "first in sheet sources, row 2"),
        ("sources", {"id": "derived"}, "is a name hubgraph uses itself"),
        ("sources", {"id": "alignments"}, "is a name hubgraph uses itself"),
        (
            "names",
            {"organisation": "ulm", "name": "u.a.b", "source": "S01", "confidence": "high"},
            "",
        ),
    ],
)
def test_an_identifier_may_stand_only_once(
    folder: Path, table: str, row: dict[str, str], place: str
) -> None:
    if table == "names":
        add_row(folder, table, {**row, "name": "U A B"})
    number = add_row(folder, table, row)
    (finding,) = findings(folder)
    assert finding.startswith(f"{table}.csv, sheet {table}, row {number}, column ")
    assert "Give each row its own." in finding or "Choose another." in finding
    assert place in finding


def test_rows_are_counted_as_a_spreadsheet_counts(folder: Path) -> None:
    path = folder / "districts.csv"
    text = path.read_text("utf-8").replace("08111,Stuttgart", '\n,,\n08111,"Stutt\ngart"')
    path.write_text(text, "utf-8")
    hg.read_workbook(folder)
    records = list(csv.reader(text.splitlines(keepends=True)))
    add_row(folder, "districts", {"key": "0 9", "name": "x"})
    (finding,) = findings(folder)
    place = f"districts.csv, sheet districts, row {len(records) + 1}, column “key”"
    assert finding.startswith(place)


@pytest.mark.parametrize("table", ["networks", "organisations", "statements"])
def test_a_missing_table_is_named(folder: Path, table: str) -> None:
    (folder / f"{table}.csv").unlink()
    told = [finding for finding in findings(folder) if "The sheet is missing" in finding]
    assert [finding.partition(":")[0] for finding in told] == [f"{folder.name}, sheet {table}"]


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    told = findings(tmp_path)
    assert "There is no sheet hubgraph knows. Begin with the template" in told[0]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"atlantis does not exist\. Give a"):
        hg.read_workbook(tmp_path / "atlantis")


def test_a_network_is_needed(folder: Path) -> None:
    path = folder / "networks.csv"
    path.write_text(path.read_text("utf-8").partition("\n")[0] + "\n", "utf-8")
    assert "No network is entered. Enter its name" in "".join(findings(folder))


def test_byte_order_mark_and_spaces_are_forgiven(folder: Path) -> None:
    path = folder / "districts.csv"
    text = path.read_text("utf-8").replace("key,name,kind", " key , name,kind ")
    path.write_text("\ufeff" + text.replace("Stuttgart", " \u00a0Stuttgart\t "), "utf-8")
    _, intake = read_intake(folder)
    assert intake.fits
    assert "Stuttgart" in intake.tables["districts"].cells["name"]


def test_own_topics_extend_the_scheme(folder: Path) -> None:
    (folder / "topics.ttl").write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix hgt: <https://w3id.org/hubgraph/topic/> .\n"
        "<urn:example:juggling> a skos:Concept ; skos:inScheme hgt:scheme ;\n"
        '  skos:broader hgt:advice ; skos:prefLabel "Jonglieren"@de , "Juggling"@en .\n',
        "utf-8",
    )
    for ending in ("a", "b"):
        topic = "urn:example:juggling" if ending == "a" else "advice"
        add_row(folder, "statements", GOOD_STATEMENT | {"id": f"own-{ending}", "topic": topic})
    own = hg.read_workbook(folder)
    assert hg.query(own, "offers", topic="jonglieren")["topic"].tolist() == ["urn:example:juggling"]
    names = hg.query(own, "SELECT ?g WHERE { GRAPH ?g { ?t skos:broader hgt:advice } }")
    assert "hgd:own-topics" in set(names["g"])


@pytest.mark.parametrize("data", [b"@prefix : <", b"\xff", b"<a> <b> <c> ."])
def test_own_topics_that_cannot_be_read_are_named(folder: Path, data: bytes) -> None:
    (folder / "topics.ttl").write_bytes(data)
    (finding,) = findings(folder)
    assert finding.startswith("topics.ttl: ")
    assert "Write the file as Turtle" in finding


TABLES = {
    "networks": "id,name_de,name_en,reference_date,source,confidence\nn,N,N,2020-12-31,S,high\n",
    "sources": "id,title\nS,Quelle\n",
    "organisations": "id,kind,name,source,confidence\no,regional_hub,O,S,high\n",
    "memberships": "id,network,member,role,source,confidence\nm,n,o,member,S,high\n",
}
HARD_TEXTS = [
    "<script>alert(1)</script>",
    '"',
    "a\nb",
    "\u202eabc\u202c",
    "a\u2028b\x85c",
    "'''\\",
]


def read_wordings(folder: Path, wordings: Sequence[str]) -> list[str]:
    """Write wordings into a table, read it as a graph, and get them back."""
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    header = [*GOOD_STATEMENT, "wording", "lang"]
    with (folder / "statements.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(header)
        for number, wording in enumerate(wordings):
            row = GOOD_STATEMENT | {"id": f"s{number:03}", "organisation": "o", "source": "S"}
            writer.writerow([*row.values(), wording, "de"])
    stated = hg.query(hg.read_workbook(folder), "statements").sort_values("statement")
    return stated["wording"].fillna("").tolist()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=20),
        min_size=1,
        max_size=8,
    )
)
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, wordings: list[str]) -> None:
    folder = tmp_path_factory.mktemp("texts")
    composed = [unicodedata.normalize("NFC", wording.strip()) for wording in wordings]
    assert read_wordings(folder, composed) == composed


def test_hard_texts_survive(tmp_path: Path) -> None:
    assert read_wordings(tmp_path, HARD_TEXTS) == HARD_TEXTS
