"""Tables in: every wrong cell is named with file, row, column, value and remedy, all at once."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hubgraph as hg
from hubgraph.errors import MissingFileError, TableError
from hubgraph.knowledge.contracts import input_tables
from hubgraph.knowledge.workbook import read_tables

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
    ("statements", "id", "has space", "use letters, digits"),
    ("statements", "id", "", "Fill it in"),
    ("statements", "kind", "wish", "is not one of: offer, need, own_level"),
    ("statements", "kind", "", "Fill it in"),
    ("statements", "organisation", "atlantis", "is not in organisations. Add it there"),
    ("statements", "topic", "juggling", "is not in topics. Add it there or correct it"),
    ("statements", "topic", "hg:level0", "is not in topics"),
    ("statements", "level", "three", "is not a whole number, such as 3"),
    ("statements", "level", "1_0", "is not a whole number"),
    ("statements", "level", "2.5", "is not a whole number"),
    ("statements", "level", "٣", "is not a whole number"),
    ("statements", "level", "9" * 30, "is not a whole number"),
    ("statements", "priority", "0,5", "is not a number, such as 0.5"),
    ("statements", "priority", "nan", "is not a number"),
    ("statements", "priority", "inf", "is not a number"),
    ("statements", "priority", "1e-2", "is not a number"),
    ("statements", "lang", "Deutsch", "use de, en"),
    ("statements", "issued", "11.10.2018", "Write YYYY-MM-DD, YYYY-MM or YYYY"),
    ("statements", "level", "6", "is out of range: level offered or held, 0 to 5"),
    ("statements", "target_level", "0", "is out of range: level aimed at, 1 to 5"),
    ("statements", "priority", "0", "is out of range: weight of the need, above 0, at most 1"),
    ("statements", "priority", "1.5", "is out of range"),
    ("statements", "issued", "2019-02-29", "is not a date"),
    ("statements", "issued", "\uff12\uff10\uff11\uff19", "is not a date"),
    ("statements", "source", "S01 S999", "'S999' is not in sources"),
    ("statements", "confidence", "sure", "is not one of: high, medium, low"),
    ("memberships", "duration", "3 years", "is not a duration such as P3Y"),
    ("memberships", "duration", "P", "is not a duration"),
    ("memberships", "network", "nobody", "is not in networks"),
    ("organisations", "homepage", "example.org", "is not a web address. Write https://"),
    ("organisations", "homepage", "https://example.org/<script>", "is not a web address"),
    ("sources", "url", "https://example.org ; ftp://example.org", "is not a web address"),
    ("networks", "reference_date", "2020", "is not a day. Write YYYY-MM-DD"),
    ("places", "lat", "48° N", "is not a number"),
    ("places", "district", "99999", "is not in districts"),
    ("sites", "place", "nowhere", "is not in places"),
    ("participations", "event", "party", "is not in events"),
]


@pytest.mark.parametrize(("table", "column", "value", "remedy"), BAD_CELLS)
def test_bad_cell_is_named(folder: Path, table: str, column: str, value: str, remedy: str) -> None:
    row = {**read_tables(folder)[table][0], "id": "x", "key": "x"}
    number = add_row(folder, table, {**row, column: value})
    (finding,) = findings(folder)
    assert finding.startswith(f"{table}.csv, row {number}, column {column}: ")
    assert remedy in finding
    assert not value or value.rsplit(maxsplit=1)[-1] in finding


def test_all_bad_cells_of_all_tables_are_named_at_once(folder: Path) -> None:
    bad = {"kind": "wish", "topic": "juggling", "level": "x", "confidence": ""}
    first = add_row(folder, "statements", GOOD_STATEMENT | bad)
    second = add_row(folder, "sources", {"id": "S 1", "url": "no"})
    places = [finding.partition(":")[0] for finding in findings(folder)]
    statement = [f"statements.csv, row {first}, column {c}" for c in bad]
    source = [f"sources.csv, row {second}, column {c}" for c in ("id", "url")]
    assert sorted(places) == sorted(statement + source)


def test_every_kind_of_cell_with_a_rule_has_a_bad_example() -> None:
    shown = {input_tables()[table].column(column).kind for table, column, *_ in BAD_CELLS}
    kinds = {column.kind for table in input_tables().values() for column in table.columns}
    assert kinds - shown == {"text"}


def test_a_good_row_fits(folder: Path) -> None:
    add_row(folder, "statements", GOOD_STATEMENT | {"topic": "hgt:advice", "priority": "0.50"})
    stated = hg.query(hg.read_workbook(folder), "statements", organisation="ulm")
    assert stated.set_index("statement").loc["hgd:x", "topic"] == "hgt:advice"


def test_structural_faults_of_all_tables_are_named_at_once(folder: Path) -> None:
    districts, places = folder / "districts.csv", folder / "places.csv"
    districts.write_text("key,nom,nom\n1,a,b\n", "utf-8")
    places.write_text(places.read_text("utf-8") + "1,a,08111,,1,2,extra\n", "utf-8")
    (folder / "sites.csv").write_bytes("id\nBöblingen\n".encode("cp1252"))
    (folder / "areas.csv").write_text('organisation\n"ulm\n', "utf-8")
    found = findings(folder)
    files = [re.match(r"\w+", finding) for finding in found]
    order = ["districts", "districts", "places", "sites", "areas"]
    assert [file[0] for file in files if file] == order
    assert "row 1: column 'name' is missing" in found[0]
    assert "unknown column 'nom'. Known: key, name, kind." in found[1]
    assert "7 cells, but 6 columns. Put a text with commas into quotation marks." in found[2]
    assert "is not UTF-8. Save it as CSV UTF-8." in found[3]
    assert "is not CSV" in found[4]


def test_a_column_may_stand_only_once(folder: Path) -> None:
    (folder / "districts.csv").write_text("key,name,name\n", "utf-8")
    assert "districts.csv, row 1: column 'name' stands twice. Keep one." in findings(folder)


@pytest.mark.parametrize("text", ["", "\n", ",,\n"])
def test_an_empty_file_misses_its_columns(folder: Path, text: str) -> None:
    (folder / "districts.csv").write_text(text, "utf-8")
    assert "districts.csv, row 1: column 'key' is missing. Add it." in findings(folder)


@pytest.mark.parametrize(
    ("table", "row", "place"),
    [
        ("statements", {**GOOD_STATEMENT, "id": "need-ulm-broadband"}, "statements.csv, row "),
        ("statements", {**GOOD_STATEMENT, "id": "ulm"}, "organisations.csv, row 6"),
        ("sources", {"id": "S01"}, "sources.csv, row 2"),
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
    assert finding.startswith(f"{table}.csv, row {number}, column ")
    assert "Give each row its own." in finding
    assert place in finding


def test_rows_are_counted_as_a_spreadsheet_counts(folder: Path) -> None:
    path = folder / "districts.csv"
    text = path.read_text("utf-8").replace("08111,Stuttgart", '\n,,\n08111,"Stutt\ngart"')
    path.write_text(text, "utf-8")
    hg.read_workbook(folder)
    records = list(csv.reader(text.splitlines(keepends=True)))
    add_row(folder, "districts", {"key": "0 9", "name": "x"})
    (finding,) = findings(folder)
    assert finding.startswith(f"districts.csv, row {len(records) + 1}, column key")


@pytest.mark.parametrize("table", [t.name for t in input_tables().values() if t.required])
def test_a_missing_table_is_named(folder: Path, table: str) -> None:
    (folder / f"{table}.csv").unlink()
    with pytest.raises(MissingFileError, match=rf"{table}\.csv does not exist.*required") as caught:
        hg.read_workbook(folder)
    assert caught.value.path == folder / f"{table}.csv"


def test_a_missing_table_is_named_beside_other_faults(folder: Path) -> None:
    (folder / "statements.csv").unlink()
    (folder / "districts.csv").write_text("key\n", "utf-8")
    assert findings(folder)[-1] == "statements.csv is missing. Add it."


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"atlantis does not exist\. Give a"):
        hg.read_workbook(tmp_path / "atlantis")


def test_a_network_is_needed(folder: Path) -> None:
    path = folder / "networks.csv"
    path.write_text(path.read_text("utf-8").partition("\n")[0] + "\n", "utf-8")
    assert findings(folder)[-1].startswith("networks.csv has no row. Enter the network")


def test_byte_order_mark_and_spaces_are_forgiven(folder: Path) -> None:
    path = folder / "districts.csv"
    text = path.read_text("utf-8").replace("key,name,kind", " key , name,kind ")
    path.write_text("\ufeff" + text.replace("Stuttgart", " \u00a0Stuttgart\t "), "utf-8")
    rows = read_tables(folder)["districts"]
    assert [row for row in rows if row["name"] == "Stuttgart"]
    assert {tuple(row) for row in rows} == {("key", "name", "kind")}


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
    assert "Write it as Turtle" in finding


TABLES = {
    "networks": "id,name_de,name_en,reference_date,source,confidence\nn,N,N,2020-12-31,S,high\n",
    "sources": "id,title\nS,Quelle\n",
    "organisations": "id,kind,name,source,confidence\no,regional_hub,O,S,high\n",
    "memberships": "id,network,member,role,source,confidence\nm,n,o,member,S,high\n",
}
HARD_TEXTS = [
    "<script>alert(1)</script>",
    '"',
    "a\r\nb",
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
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=8))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, wordings: list[str]) -> None:
    folder = tmp_path_factory.mktemp("texts")
    assert read_wordings(folder, wordings) == [wording.strip() for wording in wordings]


def test_hard_texts_survive(tmp_path: Path) -> None:
    assert read_wordings(tmp_path, HARD_TEXTS) == HARD_TEXTS
