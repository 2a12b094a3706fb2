"""Rows read back: statements of tables give these tables again; nothing gets lost unseen."""

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
)
from rdflib import Dataset, Graph
from table_worlds import NETWORK, OWN_TOPICS, make_tables, networks, row_key

import hubgraph as hg
from hubgraph.errors import LeftoverError
from hubgraph.knowledge.quads import sort_quads
from hubgraph.knowledge.resources import network_path
from hubgraph.knowledge.rows import find_leftovers, read_rows
from hubgraph.knowledge.store import Term, native_store, open_dataset
from hubgraph.knowledge.triples import load_tables, node
from hubgraph.knowledge.workbook import read_intake
from hubgraph.knowledge.writing import write_tables
from hubgraph.workbook.contracts import input_tables
from hubgraph.workbook.filled import FilledTable, Tables, fill_table

BUNDLED = ("baden-wuerttemberg", "musterland")
FORMS = ("", ".xlsx", ".ods", ".parquet")


def own_topics() -> Graph:
    """Topics a workbook brings itself, blank nodes and a list among them."""
    store = Store()
    store.load(OWN_TOPICS.encode(), format=RdfFormat.TURTLE)
    return open_dataset(store)


def in_order(table: FilledTable, hidden: Collection[str]) -> FilledTable:
    """Rows as a graph gives them back: sorted; the graph's source first, the others sorted."""
    contract = table.contract
    rows = sorted(table.rows(), key=lambda row: row_key(row, contract))
    for row in rows:
        for column in contract.columns:
            if column.kind == "sources":
                first, *others = sorted(row[column.name].split(), key=lambda s: s not in hidden)
                row[column.name] = " ".join([first, *sorted(others)])
            if column.kind == "url":
                row[column.name] = " ; ".join(sorted(row[column.name].split(" ; ")))
    return fill_table(contract.name, rows)


def restricted(tables: Tables) -> set[str]:
    """Identifiers of the restricted sources."""
    return {row["id"] for row in tables["sources"].rows() if row["access"] == "restricted"}


def stated(graph: Dataset) -> set[Quad]:
    """Statements of a graph; the ontology's lists have blank nodes, but it is no one's table."""
    return {quad for quad in native_store(graph) if quad.graph_name != node("hgd:ontology")}


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_tables_come_back_cell_by_cell(name: str) -> None:
    given_tables = read_intake(network_path(name))[1].tables
    found = read_rows(hg.load_graph(name))
    assert list(found) == list(input_tables())
    hidden = restricted(given_tables)
    for table in found:
        assert found[table] == in_order(given_tables[table], hidden), table


@pytest.mark.parametrize("name", BUNDLED)
@pytest.mark.parametrize("suffix", FORMS)
def test_bundled_graphs_come_back_statement_by_statement(
    name: str, suffix: str, tmp_path: Path
) -> None:
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")
    graph = hg.load_graph(name)
    quads = stated(graph)
    assert not [quad for quad in quads for term in quad if isinstance(term, BlankNode)]
    path = hg.write_workbook(graph, tmp_path / f"again{suffix}", lang="de")
    assert stated(hg.read_workbook(path)) == quads
    assert len({quad.graph_name for quad in quads}) > 70


def test_any_tables_come_back(tmp_path_factory: pytest.TempPathFactory) -> None:
    filled: set[tuple[str, str]] = set()

    @settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
    @given(networks())
    def come_back(drawn: dict[str, FilledTable]) -> None:
        """Write tables, read them as a graph, and get them back."""
        tables = {name: in_order(table, restricted(drawn)) for name, table in drawn.items()}
        folder = tmp_path_factory.mktemp("networks")
        write_tables(tables, folder / "first", topics=own_topics())
        graph = hg.read_workbook(folder / "first")
        assert read_rows(graph) == tables
        assert find_leftovers(graph, tables) == []
        hg.write_workbook(graph, folder / "second")
        assert contents(folder / "second") == contents(folder / "first")
        cells = ((name, *each) for name, table in tables.items() for each in table.cells.items())
        filled.update((name, column) for name, column, found in cells if any(found))

    come_back()
    columns = {(t.name, column.name) for t in input_tables().values() for column in t.columns}
    assert filled == columns


@pytest.mark.parametrize(("suffix", "count"), [(".xlsx", 50), (".ods", 50), (".parquet", 20)])
def test_any_graph_comes_back_from_any_workbook(
    suffix: str, count: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")

    @settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck))
    @given(networks(), st.sampled_from(("de", "en")))
    def come_back(drawn: dict[str, FilledTable], lang: str) -> None:
        """Write a graph, read it, and get the same statements and topics."""
        folder = tmp_path_factory.mktemp("networks")
        before = hg.read_workbook(write_tables(drawn, folder / "first", topics=own_topics()))
        path = hg.write_workbook(before, folder / f"second{suffix}", lang=lang)
        after = hg.read_workbook(path)
        assert canonical(after) == canonical(before)
        again = hg.write_workbook(after, folder / f"third{suffix}", lang=lang)
        assert contents(again) == contents(path)

    come_back()


def canonical(graph: Dataset) -> list[Quad]:
    """Statements of a graph, blank nodes named alike."""
    store = Store()
    store.extend(stated(graph))
    return sort_quads(store)


def contents(folder: Path) -> Mapping[str, bytes]:
    """Files of a folder by name, or the file itself."""
    if folder.is_file():
        return {"": folder.read_bytes()}
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_graph_of_another_store_gives_the_same_rows(graph: Dataset) -> None:
    other = Dataset(default_union=True)
    for *triple, name in graph.quads():
        other.graph(name).add(triple)
    assert read_rows(other) == read_rows(graph)
    assert find_leftovers(other, read_rows(other)) == []


def test_without_named_graphs_only_the_first_source_is_lost(graph: Dataset, tmp_path: Path) -> None:
    text = hg.export_graph(graph, tmp_path / "network.ttl").read_text("utf-8")
    union = Graph().parse(data=text)
    (row,) = [row for row in read_rows(union)["networks"].rows() if row["source"] == "S01 S06"]
    assert row["reference_date"] == "2020-12-31"
    assert len(find_leftovers(union, read_rows(union))) == len(union)


@pytest.fixture(scope="module", name="network")
def read_network(tmp_path_factory: pytest.TempPathFactory) -> list[Quad]:
    """Statements of a small network, with the ontology."""
    folder = write_tables(make_tables(NETWORK), tmp_path_factory.mktemp("small") / "network")
    return list(native_store(hg.read_workbook(folder)))


def with_more(network: list[Quad], *more: Quad) -> Dataset:
    """Graph of a network and further statements."""
    store = Store()
    store.extend([*network, *more])
    return open_dataset(store)


def quad(subject: str, predicate: str, value: str | Term, graph: str = "hgd:S1") -> Quad:
    """Statement by CURIEs; the value may be a term, the graph '' for none."""
    place = node(graph) if graph else DefaultGraph()
    term = node(value) if isinstance(value, str) else value
    return Quad(node(subject), node(predicate), term, place)


LEFTOVERS = {
    "a property of no table": [quad("hgd:p", "schema:telephone", Literal("1"))],
    "a property of another table": [quad("hgd:p", "schema:duration", Literal("x"))],
    "a second name": [quad("hgd:p", "skos:prefLabel", Literal("Q"))],
    "a name in a third language": [quad("hgd:n", "skos:prefLabel", Literal("X", language="fr"))],
    "a language nobody asks for": [
        quad("hgd:p", "schema:alternateName", Literal("Q", language="de"))
    ],
    "letters and marks apart": [quad("hgd:p", "schema:alternateName", Literal("e\u0301"))],
    "line ends of another system": [quad("hgd:p", "schema:alternateName", Literal("a\r\nb"))],
    "spaces around a text": [quad("hgd:p", "schema:alternateName", Literal(" x"))],
    "a date of another form": [
        quad("hgd:m", "schema:validFrom", Literal("2020-01-01Z", datatype=node("xsd:date")))
    ],
    "a date that says it is a text": [quad("hgd:m", "schema:validFrom", Literal("2020"))],
    "a number of another type": [
        quad("hgd:s", "hg:priority", Literal("0.5", datatype=node("xsd:double")))
    ],
    "a text for a node": [quad("hgd:m", "org:role", Literal("member"))],
    "a node for a text": [quad("hgd:p", "schema:alternateName", "hgd:o")],
    "a word outside the list": [quad("hgd:m", "org:role", "hg:hostRole")],
    "something that has no row": [quad("hgd:m", "org:member", "urn:x")],
    "a topic no cell can name": [quad("hgd:s", "hg:topic", NamedNode("doi:10"))],
    "a second class": [quad("hgd:p", "rdf:type", "hg:ThematicHub")],
    "a statement in another graph": [quad("hgd:p", "schema:alternateName", Literal("Q"), "hgd:S2")],
    "a statement in two graphs": [quad("hgd:p", "skos:prefLabel", Literal("P"), "hgd:S2")],
    "a statement without a graph": [quad("hgd:p", "skos:prefLabel", Literal("P"), "")],
    "a source where no column is": [
        quad("hgd:district-1", "prov:wasDerivedFrom", "hgd:S1", "hgd:districts")
    ],
    "a class in graphs before and after": [
        quad("hgd:p", "rdf:type", "hg:Company", name) for name in ("hgd:A", "hgd:Z")
    ],
    "a shortcut without its row": [quad("hgd:o", "org:linkedTo", "hgd:p")],
    "a second owner": [quad("hgd:p", "skosxl:altLabel", "hgd:name-o-x")],
    "a node outside": [quad("urn:x", "rdf:type", "hg:Company")],
    "a node without the prefix of its table": [quad("hgd:2", "rdf:type", "schema:City")],
    "a node named otherwise": [
        quad("hgd:name-1", "rdf:type", "skosxl:Label"),
        quad("hgd:name-1", "skosxl:literalForm", Literal("Y")),
        quad("hgd:o", "skosxl:altLabel", "hgd:name-1"),
    ],
    "a blank node": [Quad(BlankNode("b"), node("rdf:type"), node("hg:Company"), node("hgd:S1"))],
    "a statement about a statement": [
        quad("hgd:p", "rdfs:seeAlso", Triple(node("hgd:o"), node("org:linkedTo"), node("hgd:p")))
    ],
}


@pytest.mark.parametrize("kind", LEFTOVERS)
def test_what_no_table_carries_is_named(network: list[Quad], kind: str, tmp_path: Path) -> None:
    graph = with_more(network, *LEFTOVERS[kind])
    assert set(find_leftovers(graph, read_rows(graph))) == set(LEFTOVERS[kind])
    with pytest.raises(LeftoverError, match=r"No table of .*network can carry") as caught:
        hg.write_workbook(graph, tmp_path / "network")
    assert set(caught.value.leftovers) == {f"{lost}" for lost in LEFTOVERS[kind]}
    assert not list(tmp_path.iterdir())
    again = hg.read_workbook(hg.write_workbook(graph, tmp_path / "network", partial=True))
    assert stated(again) == stated(with_more(network))


def test_many_leftovers_are_counted(network: list[Quad], tmp_path: Path) -> None:
    more = [quad("hgd:p", "rdfs:comment", Literal(f"{number}")) for number in range(20)]
    with pytest.raises(
        LeftoverError, match=r"(?s)20 statements:\n- .*\n… and 8 more\n.*partial=True"
    ):
        hg.write_workbook(with_more(network, *more), tmp_path / "network")


def test_what_the_package_brings_or_infers_is_no_leftover(network: list[Quad]) -> None:
    names = ("hgd:ontology", "hgd:topics", "hgd:alignments", "hgd:own-topics", "hgd:derived")
    more = [quad("hgd:p", "rdf:type", "hg:Company", name) for name in names]
    graph = with_more(network, *more)
    assert find_leftovers(graph, read_rows(graph)) == []
    assert read_rows(graph) == make_tables(NETWORK)


def test_the_first_class_of_two_makes_the_row(network: list[Quad]) -> None:
    graph = with_more(network, quad("hgd:p", "rdf:type", "hg:ThematicHub"))
    assert read_rows(graph)["organisations"].cells["kind"] == ["company", "company"]


def test_numbers_and_durations_come_back_as_the_store_spells_them(network: list[Quad]) -> None:
    spelled = {"0.50": "0.5", "+1": "1", "P12M": "P1Y"}
    graph = with_more(
        network,
        quad("hgd:s", "hg:priority", Literal("0.50", datatype=node("xsd:decimal"))),
        quad("hgd:s", "hg:level", Literal("+1", datatype=node("xsd:integer"))),
        quad("hgd:m", "schema:duration", Literal("P12M", datatype=node("xsd:duration"))),
    )
    tables = read_rows(graph)
    (need,), (membership,) = tables["statements"].rows(), tables["memberships"].rows()
    found = [need["priority"], need["level"], membership["duration"]]
    assert found == list(spelled.values())
    assert find_leftovers(graph, tables) == []


def test_a_language_without_a_text_says_nothing() -> None:
    tables = make_tables(NETWORK)
    tables["statements"].cells["lang"] = ["de"]
    store = Store()
    load_tables(store, tables)
    assert read_rows(open_dataset(store))["statements"].cells["lang"] == [""]
