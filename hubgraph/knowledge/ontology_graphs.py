"""The packaged ontology in a store, and the topics a cell may name."""

from functools import cache

import pyoxigraph

from hubgraph.knowledge.resources import ontology_path
from hubgraph.knowledge.triples import node
from hubgraph.vocabulary import PREFIXES, compact_iri
from hubgraph.workbook.references import NameIndex

_FILES = {
    "hgd:ontology": ("hubgraph.ttl", "levels.ttl", "reused.ttl"),
    "hgd:topics": ("topics.ttl",),
    "hgd:alignments": ("alignments.ttl",),
}
OWN_TOPICS = node("hgd:own-topics")
"""Named graph of the topics a workbook brings itself."""

ONTOLOGY_GRAPHS = (*map(node, _FILES), OWN_TOPICS)
"""Named graphs that come from the package and from own topics."""


def load_ontology(store: pyoxigraph.Store) -> None:
    """Load the packaged ontology, topics and alignments, each into its named graph.

    A store that has a topic scheme of its own is left without the packaged one.
    """
    schemes = store.quads_for_pattern(None, node("rdf:type"), node("skos:ConceptScheme"), None)
    graphs = ["hgd:ontology"] if any(schemes) else list(_FILES)
    for graph in graphs:
        for name in _FILES[graph]:
            store.load(
                path=ontology_path() / name,
                format=pyoxigraph.RdfFormat.TURTLE,
                to_graph=node(graph),
            )


def index_topics(store: pyoxigraph.Store) -> NameIndex:
    """All loaded topics by IRI, CURIE, local name of the packaged scheme, and label."""
    index = NameIndex()
    for topic in list_topics(store):
        labels = (
            quad.object.value
            for predicate in ("skos:prefLabel", "skos:altLabel")
            for quad in store.quads_for_pattern(topic, node(predicate), None, None)
            if isinstance(quad.object, pyoxigraph.Literal)
        )
        own = name_topic(topic.value)
        index.add(own, labels)
        index.identifiers |= {topic.value: own, compact_iri(topic.value): own}
    return index


@cache
def index_packaged_topics() -> NameIndex:
    """Topics of the packaged scheme, indexed once; nobody may change the index."""
    store = pyoxigraph.Store()
    load_ontology(store)
    return index_topics(store)


def name_topic(iri: str) -> str:
    """What a cell calls a topic: its local name in the packaged scheme, else its CURIE or IRI."""
    name = iri.removeprefix(PREFIXES["hgt"])
    return name if ":" not in name else compact_iri(iri)


def list_topics(store: pyoxigraph.Store) -> list[pyoxigraph.NamedNode]:
    """All loaded topics, sorted by IRI; levels and roles are none."""
    topics = {
        quad.subject
        for quad in store.quads_for_pattern(None, node("skos:inScheme"), None, None)
        if isinstance(quad.subject, pyoxigraph.NamedNode)
        and quad.graph_name != node("hgd:ontology")
    }
    return sorted(topics, key=lambda topic: topic.value)
