"""The public part: as if the restricted rows had never been written down."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, Quad
from rdflib import Dataset, URIRef
from rdflib import Literal as Text
from small_networks import WORKED_EXAMPLE, Row, offer, own, write_network, write_rows

import hubgraph as hg
from hubgraph.knowledge.quads import sort_quads, to_nquads
from hubgraph.knowledge.store import find_snapshot, native_store, open_dataset
from hubgraph.knowledge.triples import node

SOURCES = tuple(f"S{number}" for number in range(1, 8))
PLAIN = {"confidence": "high"}


def spread_rows(rows: Iterable[Row]) -> list[Row]:
    """Rows with one or two sources each, the network's own apart, and wordings of their own."""
    return [
        dict(row)
        | {"source": f"{SOURCES[1 + n % 6]} {SOURCES[1 + n * n % 6] if n % 2 else ''}".strip()}
        | {"wording": f"Wortlaut Nummer {n}", "lang": "de"}
        for n, row in enumerate(rows)
    ]


STATED = spread_rows(
    [
        *WORKED_EXAMPLE,
        offer("a", "DS", 2, id="old", issued="2018-01-01", valid_through="2019-01-01"),
        offer("a", "DS", 2, id="new"),
        own("c", "CV", 5),
    ]
)
TIES = [
    {"id": f"tie-{source}", "organisation": "a", "partner": "b", "role": "partner"}
    | {"source": source.replace("-", " "), **PLAIN}
    for source in ("S2", "S3-S4", "S5")
]
"""Three rows that all say by a shortcut that a is linked to b."""

AREAS = [{"organisation": "b", "district": "D1", "source": "S3 S4", **PLAIN}]


def write_marked(folder: Path, restricted: Iterable[str], *, whole: bool) -> Path:
    """Write the network with marks; unless `whole`, without sources and rows that are marked."""
    marked = set(restricted)
    write_network(folder)

    def keep(rows: Iterable[Row]) -> list[Row]:
        return [row for row in rows if whole or marked.isdisjoint(str(row["source"]).split())]

    sources = [
        {"id": source, "title": f"Quelle {source}", "access": "restricted" * (source in marked)}
        for source in SOURCES
        if whole or source not in marked
    ]
    write_rows(folder / "sources.csv", sources)
    write_rows(folder / "statements.csv", keep(STATED))
    write_rows(folder / "districts.csv", [{"key": "D1", "name": "Kreis"}])
    write_rows(folder / "areas.csv", keep(AREAS))
    write_rows(folder / "ties.csv", keep(TIES))
    return folder


def statements(graph: Dataset) -> set[str]:
    """Statements of a graph with the names of their graphs, blank nodes named alike."""
    return set(to_nquads(sort_quads(native_store(graph))).split("\n"))


@settings(max_examples=12, deadline=None)
@given(restricted=st.sets(st.sampled_from(SOURCES[1:])))
def test_the_public_part_is_what_was_never_restricted(
    tmp_path_factory: pytest.TempPathFactory, restricted: set[str]
) -> None:
    folder = tmp_path_factory.mktemp("marked")
    graph = hg.read_workbook(write_marked(folder / "whole", restricted, whole=True))
    expected = hg.read_workbook(write_marked(folder / "rest", restricted, whole=False))
    public = hg.build_public(graph)
    assert statements(public) == statements(expected)
    assert statements(hg.build_public(public)) == statements(public)
    assert hg.check_leaks(graph, public).empty
    made, whole = (hg.suggest_learning(hg.build_profiles(g)) for g in (public, graph))
    assert made.table.equals(hg.suggest_learning(hg.build_profiles(expected)).table)
    assert hg.check_leaks(graph, made).empty
    assert hg.check_leaks(graph, whole).empty == (not restricted)
    path = hg.export_graph(graph, folder / "public.trig", public=True)
    text = path.read_text("utf-8")
    for row in STATED:
        secret = not restricted.isdisjoint(str(row["source"]).split())
        assert (f'"{row["wording"]}"' in text) != secret
        assert (f"/{row['id']}> " in text or f"hgd:{row['id']} " in text) != secret
    for source in SOURCES:
        assert (f"Quelle {source}" in text) == (source not in restricted)


def test_a_graph_without_restrictions_stays_whole(graph: Dataset) -> None:
    assert statements(hg.build_public(graph)) == statements(graph)


def test_a_shortcut_needs_a_statement_that_holds_on_the_day(tmp_path: Path) -> None:
    rows = [
        offer("a", "DS", id="old", issued="2018-01-01", valid_through="2019-01-01"),
        offer("a", "DS", id="new", source="S2"),
    ]
    folder = write_network(tmp_path, rows)
    write_rows(folder / "sources.csv", [{"id": "S1"}, {"id": "S2", "access": "restricted"}])
    graph = hg.read_workbook(folder)
    ask = "ASK { hgd:a hg:offers ?topic }"
    assert hg.query(graph, ask)["answer"].all()
    assert not hg.query(hg.build_public(graph), ask)["answer"].any()


def own_graph(*triples: tuple[object, str, object, str | None]) -> Dataset:
    """Graph of your own: subject, predicate, object as CURIEs or terms, name of the graph."""
    store = pyoxigraph.Store()
    for subject, predicate, value, name in triples:
        terms = [node(term) if isinstance(term, str) else term for term in (subject, value)]
        place = node(name) if name else DefaultGraph()
        store.add(Quad(terms[0], node(predicate), terms[1], place))  # type: ignore[arg-type]
    return open_dataset(store)


SECRET = ("hgd:S", "dcterms:accessRights", "hg:restrictedAccess", None)
KEPT = ("hgd:kept", "rdfs:label", Literal("kept"), "hgd:P")


@pytest.mark.parametrize(
    "dropped",
    [
        ("hgd:x", "rdfs:label", Literal("in the graph of the source"), "hgd:S"),
        ("hgd:x", "prov:wasDerivedFrom", "hgd:S", None),
        (BlankNode("x"), "prov:wasDerivedFrom", "hgd:S", "hgd:P"),
        ("hgd:S", "dcterms:title", Literal("title"), "hgd:P"),
        ("hgd:other", "rdfs:seeAlso", "hgd:S", "hgd:P"),
    ],
)
def test_what_depends_on_a_restricted_source_goes(
    dropped: tuple[object, str, object, str | None],
) -> None:
    public = hg.build_public(own_graph(SECRET, KEPT, dropped))
    assert statements(public) == statements(own_graph(KEPT))


def test_derivation_counts_over_any_number_of_steps() -> None:
    chain = [
        ("hgd:a", "prov:wasDerivedFrom", "hgd:S", None),
        ("hgd:b", "prov:wasDerivedFrom", "hgd:a", None),
        ("hgd:c", "prov:wasDerivedFrom", "hgd:b", "hgd:P"),
        ("hgd:c", "rdfs:label", Literal("score 0.7"), "hgd:P"),
        ("hgd:c", "dcterms:hasPart", BlankNode("part"), "hgd:P"),
        (BlankNode("part"), "rdfs:label", Literal("part of it"), "hgd:P"),
    ]
    assert statements(hg.build_public(own_graph(SECRET, KEPT, *chain))) == statements(
        own_graph(KEPT)
    )


def test_rights_that_nobody_knows_count_as_restricted() -> None:
    odd = ("hgd:S", "dcterms:accessRights", Literal("vertraulich"), None)
    said = ("hgd:x", "rdfs:label", Literal("x"), "hgd:S")
    open_ = ("hgd:P", "dcterms:accessRights", "hg:publicAccess", "hgd:P")
    public = hg.build_public(own_graph(odd, said, open_, KEPT))
    assert statements(public) == statements(own_graph(open_, KEPT))


def test_a_part_without_a_reference_date_has_no_shortcuts() -> None:
    shortcut = ("hgd:a", "hg:offers", "hgt:data", "hgd:derived")
    assert statements(hg.build_public(own_graph(SECRET, KEPT, shortcut))) == statements(
        own_graph(KEPT)
    )


def test_a_statement_about_a_restricted_statement_goes() -> None:
    quoted = pyoxigraph.Triple(node("hgd:S"), node("dcterms:title"), Literal("title"))
    public = hg.build_public(own_graph(SECRET, KEPT, ("hgd:x", "rdfs:seeAlso", quoted, "hgd:P")))
    assert statements(public) == statements(own_graph(KEPT))


def test_the_snapshot_is_the_checksum_of_the_export(graph: Dataset, tmp_path: Path) -> None:
    public = hg.build_public(graph)
    path = hg.export_graph(graph, tmp_path / "public.nq", public=True)
    assert find_snapshot(public) == sha256(path.read_bytes()).hexdigest()
    assert path.read_text("utf-8") == to_nquads(sort_quads(native_store(public)))
    assert find_snapshot(graph) is None
    assert find_snapshot(hg.build_public(public)) == find_snapshot(public)


@pytest.mark.parametrize("change", ["add", "addN", "remove", "update"])
def test_who_changes_the_part_loses_the_snapshot(change: str) -> None:
    public = hg.build_public(own_graph(SECRET, KEPT))
    triple = (URIRef("urn:a"), URIRef("urn:p"), Text("added"))
    assert find_snapshot(public)
    if change == "add":
        public.graph(URIRef("urn:g")).add(triple)
    elif change == "addN":
        public.addN([(*triple, public.graph(URIRef("urn:g")))])
    elif change == "remove":
        public.remove((None, None, None, None))
    else:
        public.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> 'added' } }")
    assert find_snapshot(public) is None
    assert "snapshot" not in hg.query(public, "ASK { ?s ?p ?o }").attrs
