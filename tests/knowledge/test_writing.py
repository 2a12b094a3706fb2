"""Tables out: whole or not at all, no live formulas, and only what may be published."""

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Literal, Quad, RdfFormat, Store
from pyoxigraph import Dataset as Quads
from rdflib import Dataset
from table_worlds import HARD_TEXTS, NETWORK, OWN_TOPICS, make_tables

import hubgraph as hg
from hubgraph.errors import (
    ExistingPathError,
    LeftoverError,
    MissingFileError,
    TableError,
    UnknownFormatError,
)
from hubgraph.formulas import bare_cell, guard_cell
from hubgraph.knowledge.ontology_graphs import load_ontology
from hubgraph.knowledge.triples import load_tables, node
from hubgraph.knowledge.workbook import finish_graph, read_intake
from hubgraph.knowledge.writing import write_tables
from hubgraph.workbook.contracts import input_tables
from hubgraph.workbook.filled import Tables, fill_table

FORMULA = re.compile(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")


def read_tables(folder: Path) -> Tables:
    """Tables of a folder."""
    return read_intake(folder)[1].tables


def contents(folder: Path) -> Mapping[str, bytes]:
    """Files of a folder by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@given(st.sampled_from(HARD_TEXTS) | st.text(st.sampled_from("'=+-@\t\r\uff20a"), max_size=4))
def test_no_cell_begins_as_a_formula_and_each_comes_back(cell: str) -> None:
    assert not FORMULA.match(guard_cell(cell))
    assert bare_cell(guard_cell(cell)) == cell
    assert guard_cell(cell) == cell or FORMULA.match(cell.lstrip("'"))


def test_an_apostrophe_of_ones_own_stays(tmp_path: Path) -> None:
    texts = ["'tis", "'", "''", "a'=1", "'=1", "''=1"]
    text = "".join(f"{number},{cell}\n" for number, cell in enumerate(texts))
    write_tables(make_tables(NETWORK), tmp_path / "network")
    (tmp_path / "network" / "districts.csv").write_text(f"key,name\n{text}", "utf-8")
    names = read_tables(tmp_path / "network")["districts"].cells["name"]
    assert names == ["'tis", "'", "''", "a'=1", "=1", "'=1"]


def test_texts_are_guarded_and_numbers_are_not(tmp_path: Path) -> None:
    place = {"key": "1", "name": "-1.5", "district": "1", "lat": "-1.5"}
    write_tables(make_tables(NETWORK | {"places": [place]}), tmp_path / "network")
    with (tmp_path / "network" / "places.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["name"], row["lat"]) == ("'-1.5", "-1.5")


def test_a_folder_holds_plain_csv(tmp_path: Path) -> None:
    tables = make_tables(NETWORK)
    tables["statements"] = fill_table("statements", ())
    files = contents(write_tables(tables, tmp_path / "network"))
    required = {f"{table.name}.csv" for table in input_tables().values() if table.required}
    assert set(files) == required | {f"{name}.csv" for name in NETWORK}
    for name, data in files.items():
        header = ",".join(column.name for column in input_tables()[name[:-4]].columns)
        assert data.decode().startswith(f"{header}\n"), name
        assert data.endswith(b"\n")
        assert b"\r" not in data
    assert files["districts.csv"] == b"key,name,kind\n1,Kreis,\n"
    assert files["statements.csv"].count(b"\n") == 1


def test_equal_to_the_byte_twice(graph: Dataset, tmp_path: Path) -> None:
    first = hg.write_workbook(graph, tmp_path / "first")
    assert contents(hg.write_workbook(graph, str(tmp_path / "second"))) == contents(first)
    assert first == tmp_path / "first"
    assert (tmp_path / "first").stat().st_mode & 0o777 == 0o755


def test_own_topics_come_back_with_their_blank_nodes(tmp_path: Path) -> None:
    folder = write_tables(make_tables(NETWORK), tmp_path / "network")
    (folder / "topics.ttl").write_text(OWN_TOPICS, "utf-8")
    again = hg.write_workbook(hg.read_workbook(folder), tmp_path / "again")
    found, expected = (read_topics(path / "topics.ttl") for path in (again, folder))
    assert found == expected
    assert len(found) > 8


def read_topics(path: Path) -> Quads:
    """Statements of a Turtle file as a store spells them, blank nodes named alike."""
    store = Store()
    store.load(path=path, format=RdfFormat.TURTLE)
    quads = Quads(store)
    quads.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return quads


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_fault_leaves_nothing_behind(tmp_path: Path, *, overwrite: bool) -> None:
    broken = make_tables(NETWORK)
    broken["statements"].cells["wording"] = ["\ud800"]
    if overwrite:
        write_tables(make_tables(NETWORK), tmp_path / "network")
    before = {path.name: contents(path) for path in tmp_path.iterdir()}
    with pytest.raises(UnicodeEncodeError):
        write_tables(broken, tmp_path / "network", overwrite=overwrite)
    assert {path.name: contents(path) for path in tmp_path.iterdir()} == before


def test_the_old_folder_comes_back_if_the_new_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = contents(write_tables(make_tables(NETWORK), tmp_path / "network"))
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        """Rename anything but the new folder."""
        if path.name.startswith(".network-") and not path.name.endswith("-old"):
            raise PermissionError(path)
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        write_tables(make_tables({}), tmp_path / "network", overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["network"]
    assert contents(tmp_path / "network") == old


def test_tables_are_replaced_only_if_asked(tmp_path: Path) -> None:
    (tmp_path / "network").mkdir()
    tables = make_tables(NETWORK)
    write_tables(tables, tmp_path / "network")
    assert "names.csv" in contents(tmp_path / "network")
    tables["names"] = fill_table("names", ())
    with pytest.raises(ExistingPathError, match=r"network is already there\. .*overwrite=True"):
        write_tables(tables, tmp_path / "network")
    write_tables(tables, tmp_path / "network", overwrite=True)
    assert "names.csv" not in contents(tmp_path / "network")
    assert [path.name for path in tmp_path.iterdir()] == ["network"]


def test_nothing_but_tables_is_ever_replaced(tmp_path: Path) -> None:
    folder = write_tables(make_tables(NETWORK), tmp_path / "network")
    (folder / "notes.md").write_text("mine", "utf-8")
    for taken in (folder, folder / "notes.md"):
        with pytest.raises(ExistingPathError, match=r"alone: notes\.md\. Choose a new name"):
            write_tables(make_tables(NETWORK), taken, overwrite=True)
    assert (folder / "notes.md").read_text("utf-8") == "mine"


def test_a_path_that_cannot_be_is_named(graph: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match=r"'\.pdf'.*a folder name without a suffix"):
        hg.write_workbook(graph, tmp_path / "network.pdf")
    with pytest.raises(MissingFileError, match=r"missing does not exist\. Make the folder first"):
        hg.write_workbook(graph, tmp_path / "missing" / "network")
    (tmp_path / "network.v2").mkdir()
    assert hg.write_workbook(graph, tmp_path / "network.v2").is_dir()


def build(rows: Mapping[str, list[dict[str, str]]], *more: Quad) -> Dataset:
    """Graph of rows and further statements."""
    store = Store()
    load_ontology(store)
    load_tables(store, make_tables(rows))
    store.extend(more)
    return finish_graph(store)


def test_a_cell_that_would_not_be_read_again_is_named(tmp_path: Path) -> None:
    level = Literal("7", datatype=node("xsd:integer"))
    graph = build(NETWORK, Quad(node("hgd:s"), node("hg:level"), level, node("hgd:S1")))
    place = r"statements\.csv, sheet statements, row 2, column “level”: “7” is out of"
    with pytest.raises(TableError, match=place):
        hg.write_workbook(graph, tmp_path / "network", partial=True)
    assert not list(tmp_path.iterdir())


RESTRICTED: Mapping[str, list[dict[str, str]]] = {
    **NETWORK,
    "sources": [{"id": "S1"}, {"id": "S2"}, {"id": "hidden", "access": "restricted"}],
    "networks": [
        *NETWORK["networks"],
        NETWORK["networks"][0] | {"id": "secret-network", "source": "hidden"},
    ],
    "organisations": [
        *NETWORK["organisations"],
        {"id": "secret", "kind": "company", "name": "Secret", "source": "S1 hidden"},
    ],
    "events": [
        {
            "id": f"event-{network}", "kind": "meeting", "name_de": "E", "name_en": "E",
            "begins": "2020", "network": network, "source": "S1",
        }
        for network in ("n", "secret-network")
    ],
    "participations": [
        {"id": f"{who}-{network}", "event": f"event-{network}", "organisation": who,
         "role": "host", "source": "S1"}
        for who in ("o", "secret") for network in ("n", "secret-network")
    ],
    "ties": [
        {"id": f"tie-{source}", "organisation": "o", "partner": "p", "role": "partner",
         "source": source}
        for source in ("S1", "hidden")
    ],
}  # fmt: skip


def test_a_public_workbook_holds_no_secret_and_no_row_that_hangs_on_one(tmp_path: Path) -> None:
    graph = build(RESTRICTED)
    folder = hg.write_workbook(graph, tmp_path / "public", public=True)
    tables = read_tables(folder)
    ids = {name: table.cells.get("id") for name, table in tables.items()}
    assert ids["sources"] == ["S1", "S2"]
    assert (ids["networks"], ids["organisations"]) == (["n"], ["o", "p"])
    assert (ids["events"], ids["participations"]) == (["event-n"], ["o-n"])
    assert (ids["ties"], ids["statements"]) == (["tie-S1"], ["s"])
    assert hg.check_leaks(graph, public=hg.read_workbook(folder)).empty
    assert not hg.check_leaks(graph, public=graph).empty


def test_the_public_part_of_the_invented_network_can_be_read(tmp_path: Path) -> None:
    graph = hg.load_graph("musterland")
    folder = hg.write_workbook(graph, tmp_path / "public", public=True)
    assert hg.check_leaks(graph, public=hg.read_workbook(folder)).empty
    for path in folder.iterdir():  # tables for people bear no snapshot
        assert set(hg.check_leaks(graph, public=path)["kind"]) <= {"origin"}, path.name
    everything = hg.write_workbook(graph, tmp_path / "all")
    kinds = {kind for path in everything.iterdir() for kind in hg.check_leaks(graph, path)["kind"]}
    assert kinds == {"node", "origin", "text"}
    whole, part = (
        {name: len(table) for name, table in read_tables(path).items()}
        for path in (everything, folder)
    )
    fewer = {name for name in whole if part[name] < whole[name]}
    assert fewer == {"events", "participations", "sources", "statements"}


def test_a_leftover_that_is_restricted_is_none_of_a_public_workbook(tmp_path: Path) -> None:
    note = Quad(node("hgd:o"), node("rdfs:comment"), Literal("secret note"), node("hgd:hidden"))
    graph = build(RESTRICTED, note)
    assert hg.write_workbook(graph, tmp_path / "public", public=True).is_dir()
    with pytest.raises(LeftoverError, match="secret note"):
        hg.write_workbook(graph, tmp_path / "all")


def test_a_network_that_is_secret_altogether_cannot_be_published(tmp_path: Path) -> None:
    network = NETWORK["networks"][0] | {"source": "hidden"}
    rows = NETWORK | {"sources": RESTRICTED["sources"], "networks": [network]}
    with pytest.raises(TableError, match="No network is entered"):
        hg.write_workbook(build(rows), tmp_path / "public", public=True)
