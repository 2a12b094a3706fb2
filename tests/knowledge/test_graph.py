"""The bundled network: who belongs to it, and where every statement comes from."""

import re
from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, DefaultGraph
from pyoxigraph import Dataset as Quads
from rdflib import Dataset

import hubgraph as hg
from hubgraph.errors import UnknownNameError
from hubgraph.knowledge.resources import network_path
from hubgraph.knowledge.store import native_store
from hubgraph.vocabulary import PREFIXES, compact_iri

FACTS = Path(__file__).parents[2].parent / "shared" / "design" / "facts.md"

MEMBERS = [
    ("hgd:boeblingen", "hg:RegionalHub", "Böblingen"),
    ("hgd:bruchsal", "hg:RegionalHub", "Bruchsal"),
    ("hgd:heilbronnfranken", "hg:RegionalHub", "Künzelsau"),
    ("hgd:karlsruhe", "hg:ThematicHub", "Karlsruhe"),
    ("hgd:kurpfalz", "hg:RegionalHub", "Heidelberg"),
    ("hgd:mannheim", "hg:ThematicHub", "Ludwigshafen am Rhein / Mannheim"),
    ("hgd:neckaralb", "hg:RegionalHub", "Reutlingen"),
    ("hgd:nordschwarzwald", "hg:RegionalHub", "Pforzheim"),
    ("hgd:ostwuerttemberg", "hg:RegionalHub", "Aalen / Heidenheim an der Brenz / Schwäbisch Gmünd"),
    ("hgd:sbh", "hg:RegionalHub", "St. Georgen im Schwarzwald"),
    ("hgd:stuttgart", "hg:ThematicHub", "Stuttgart"),
    ("hgd:suedbaden", "hg:RegionalHub", "Freiburg im Breisgau"),
    ("hgd:ulm", "hg:RegionalHub", "Ulm"),
]


def sorted_parts(cell: str) -> str:
    """Seats of one hub in alphabetical order."""
    return " / ".join(sorted(cell.split(" / ")))


def test_thirteen_members_on_the_first_day(graph: Dataset) -> None:
    members = hg.query(graph, "members", as_of="2018-10-10")
    members["seat"] = members["seat"].map(sorted_parts)
    assert list(members[["hub", "kind", "seat"]].itertuples(index=False, name=None)) == MEMBERS
    assert members["since"].unique().tolist() == ["2018-10-10"]


def test_nobody_is_a_member_the_day_before(graph: Dataset) -> None:
    assert hg.query(graph, "members", as_of="2018-10-09").empty


@pytest.mark.parametrize(
    ("day", "missing"),
    [("2022-07-20", set()), ("2022-07-21", {4}), ("2025-12-31", {4}), ("2026-01-01", {4, 7})],
)
def test_members_leave(graph: Dataset, day: str, missing: set[int]) -> None:
    founders = {hub for row, (hub, *_) in enumerate(MEMBERS) if row not in missing}
    joined = {"hgd:esslingen", "hgd:oberschwaben", "hgd:rediko"}
    assert hg.query(graph, "members", as_of=day)["hub"].tolist() == sorted(founders | joined)


def test_every_named_graph_is_a_source_or_one_of_six(graph: Dataset) -> None:
    store = native_store(graph)
    sources = hg.query(graph, "SELECT ?s WHERE { ?s a dcterms:BibliographicResource }")["s"]
    names = {compact_iri(name.value) for name in store.named_graphs()}
    own = {"hgd:ontology", "hgd:topics", "hgd:alignments", "hgd:derived"}
    own |= {"hgd:places", "hgd:districts"}
    assert own <= names
    assert names - own <= set(sources)
    assert not list(store.quads_for_pattern(None, None, None, DefaultGraph()))


def test_no_statement_stands_in_two_graphs(graph: Dataset) -> None:
    quads = list(native_store(graph))
    assert len(quads) == len({quad.triple for quad in quads}) > 5000


UNSOURCED = """
SELECT ?node WHERE {
  ?node a $kind
  FILTER NOT EXISTS { ?node prov:wasDerivedFrom/a dcterms:BibliographicResource }
}
"""


@pytest.mark.parametrize(
    "kind",
    ["hg:Offer", "hg:Need", "org:Membership", "org:Site", "skosxl:Label", "prov:Association"],
)
def test_every_statement_names_a_known_source(graph: Dataset, kind: str) -> None:
    assert not hg.query(graph, f"SELECT ?x WHERE {{ ?x a {kind} }}").empty
    assert hg.query(graph, UNSOURCED.replace("$kind", kind)).empty


@pytest.mark.skipif(not FACTS.is_file(), reason="the compiled facts are not beside the project")
def test_every_source_stands_in_the_facts_or_names_its_page(graph: Dataset) -> None:
    known = set(re.findall(r"^(S\d+[a-z]?)\b", FACTS.read_text("utf-8"), re.MULTILINE))
    used = hg.query(
        graph,
        "SELECT DISTINCT ?id (BOUND(?url) || BOUND(?title) AS ?found) WHERE {"
        " ?n prov:wasDerivedFrom ?s . ?s dcterms:identifier ?id ."
        " OPTIONAL { ?s schema:url ?url } OPTIONAL { ?s dcterms:title ?title } }",
    )
    assert used["found"].all()
    further = set(used["id"]) - known
    assert {id_[0] for id_ in further} == {"N"}
    assert len(used) > 100


def test_prefixes_are_bound_exactly(graph: Dataset) -> None:
    assert {prefix: str(iri) for prefix, iri in graph.namespaces()} == dict(PREFIXES)


def test_an_unknown_network_is_named() -> None:
    with pytest.raises(UnknownNameError, match=r"bundled network 'baden'.*: baden-wuerttemberg"):
        hg.load_graph("baden")


def test_reading_the_folder_is_loading_the_network(graph: Dataset) -> None:
    again = hg.read_workbook(network_path("baden-wuerttemberg"))
    both = [Quads(native_store(each)) for each in (again, graph)]
    for quads in both:
        quads.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert both[0] == both[1]
