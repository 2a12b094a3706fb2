"""Graphs copied into rdflib's memory, where a validator's many small look-ups are fastest."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import pyoxigraph
from oxrdflib import OxigraphStore
from rdflib import XSD, Dataset, Graph
from rdflib.plugins.sparql.sparql import Query
from rdflib.plugins.stores.memory import Memory
from rdflib.query import Result
from rdflib.term import BNode, Identifier, Literal, Node, URIRef

from hubgraph.knowledge.store import EmbeddedStore, Term, native_store

Statement = tuple[Node, Node, Node]


class TwinStore(Memory):
    """rdflib's memory store with an Oxigraph twin that answers queries.

    rdflib would read and plan a query anew for every node it is asked about.
    """

    def __init__(self, graph: Graph) -> None:
        """Copy a graph into the twin; ValueError if it has an IRI that is none."""
        super().__init__()
        self._twin = OxigraphStore(store=native_store(graph))

    def query(
        self,
        query: Query | str,
        initNs: Mapping[str, object],  # noqa: N803 - rdflib's name
        initBindings: Mapping[str, Identifier],  # noqa: N803 - rdflib's name
        queryGraph: str,  # noqa: ARG002, N803 - rdflib's name; there is one graph
        **kwargs: object,
    ) -> Result:
        """Answer of the twin, bindings put in for their variables."""
        return self._twin.query(query, initNs, initBindings, "__UNION__", **kwargs)


def build_graph(statements: Iterable[Statement], *, store: Memory | None = None) -> Graph:
    """Graph of its own in rdflib's memory."""
    graph = Graph(store=Memory() if store is None else store, bind_namespaces="none")
    for statement in statements:
        graph.add(statement)
    return graph


def copy_graph(graph: Graph) -> Graph:
    """Union of all graphs of a dataset, or the graph itself, with its prefixes."""
    copy = build_graph(_read_statements(graph))
    for prefix, namespace in graph.namespaces():
        copy.bind(prefix, namespace, replace=True)
    return copy


def with_twin(graph: Graph) -> Graph:
    """Copy whose queries Oxigraph answers; the graph itself if one of its IRIs is no IRI."""
    try:
        return build_graph(graph, store=TwinStore(graph))
    except ValueError:
        return graph


def to_statements(quads: Iterable[pyoxigraph.Quad]) -> Iterator[Statement]:
    """Statements of Oxigraph as those of rdflib; TypeError for one about a statement."""
    convert = cache(_to_rdflib)
    for quad in quads:
        yield convert(quad.subject), convert(quad.predicate), convert(quad.object)


def _read_statements(graph: Graph) -> Iterator[Statement]:
    """Statements of all graphs; literals keep their form, a text has no datatype."""
    if isinstance(graph, Dataset) and isinstance(graph.store, EmbeddedStore):
        yield from to_statements(graph.store.native.quads_for_pattern(None, None, None, None))
        return
    for subject, predicate, value, *_ in graph.quads() if isinstance(graph, Dataset) else graph:
        is_text = isinstance(value, Literal) and value.datatype == XSD.string
        yield subject, predicate, Literal(str(value)) if is_text else value


def _to_rdflib(term: Term) -> Node:
    """Term of rdflib, a literal in its lexical form and a text without a datatype."""
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if not isinstance(term, pyoxigraph.Literal):
        raise TypeError("a statement about a statement")
    datatype = URIRef(term.datatype.value)
    plain = bool(term.language) or datatype == XSD.string
    return Literal(
        term.value, lang=term.language, datatype=None if plain else datatype, normalize=False
    )
