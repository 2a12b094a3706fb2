"""The embedded store: an Oxigraph store behind rdflib's Dataset."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pyoxigraph
from oxrdflib import OxigraphStore
from rdflib import Dataset, Graph
from rdflib.namespace import NamespaceManager
from rdflib.term import BNode, Literal, Node

from hubgraph.errors import HubgraphError, require_type
from hubgraph.vocabulary import PREFIXES

_COPY = (
    "A network in a folder changes by hubgraph.import_workbook. To try something out, work on a "
    "copy: hubgraph.open_graph(hubgraph.export_graph(graph, 'copy.trig'))."
)

Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple


class EmbeddedStore(OxigraphStore):
    """rdflib's Oxigraph store with its native side open for bulk work.

    `snapshot` is the fingerprint of a public part (see `hubgraph.knowledge.rights`), None for
    any other graph; whoever changes the graph loses it.
    """

    snapshot: str | None = None

    @property
    def native(self) -> pyoxigraph.Store:
        """The Oxigraph store itself."""
        return self._inner

    def add(self, *args: Any, **options: Any) -> None:
        """Add a statement."""
        with self._changing():
            super().add(*args, **options)

    def addN(self, *args: Any, **options: Any) -> None:  # noqa: N802 - rdflib's name
        """Add statements."""
        with self._changing():
            super().addN(*args, **options)

    def remove(self, *args: Any, **options: Any) -> None:
        """Remove statements."""
        with self._changing():
            super().remove(*args, **options)

    def add_graph(self, *args: Any) -> None:
        """Add a named graph."""
        with self._changing():
            super().add_graph(*args)

    def remove_graph(self, *args: Any) -> None:
        """Remove a named graph."""
        with self._changing():
            super().remove_graph(*args)

    def update(self, *args: Any, **options: Any) -> None:
        """Run a SPARQL update."""
        with self._changing():
            self.native.update("INSERT DATA {}")  # rdflib may do the rest itself
            super().update(*args, **options)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Let go of the snapshot; say how to change a graph that is open to read from only."""
        self.snapshot = None
        try:
            yield
        except NotImplementedError:
            raise  # rdflib does it itself then
        except RuntimeError as error:
            raise HubgraphError("This graph is open to read from only.", hint=_COPY) from error


def find_snapshot(graph: Graph) -> str | None:
    """Fingerprint of a graph that is a public part, None for any other graph."""
    return graph.store.snapshot if isinstance(graph.store, EmbeddedStore) else None


def open_dataset(store: pyoxigraph.Store) -> Dataset:
    """Dataset on a store: the union of all graphs by default, the project's prefixes bound."""
    graph = Dataset(store=EmbeddedStore(store=store), default_union=True)
    graph.namespace_manager = NamespaceManager(graph, bind_namespaces="none")
    bind_prefixes(graph)
    return graph


def require_graph(thing: object) -> Graph:
    """Thing, if it is a graph; WrongTypeError if it is none."""
    hint = "Give what hg.load_graph or hg.open_graph returned."
    require_type(thing, Graph, hint=hint)
    return cast("Graph", thing)


def bind_prefixes(graph: Graph) -> None:
    """Bind the project's prefixes, whatever the graph bound before."""
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, replace=True)


def native_store(graph: Graph) -> pyoxigraph.Store:
    """Oxigraph store of a graph: its own, or a copy where it lives in another rdflib store.

    One named graph of a dataset is a graph of its own: only its statements are copied.
    """
    if isinstance(graph, Dataset) and isinstance(graph.store, EmbeddedStore):
        return graph.store.native
    store = pyoxigraph.Store()
    store.extend(_native_quads(graph))
    return store


def native_term(term: Node) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal:
    """Oxigraph term of an rdflib term; ValueError for a URIRef that is not an IRI."""
    return _native_literal(term) if isinstance(term, Literal) else _native_node(term)


def _native_quads(graph: Graph) -> Iterator[pyoxigraph.Quad]:
    """All statements of a graph in another rdflib store."""
    quads = graph.quads() if isinstance(graph, Dataset) else ((*t, None) for t in graph)
    for subject, predicate, value, name in quads:
        place = pyoxigraph.DefaultGraph() if name is None else _native_node(name)
        link = pyoxigraph.NamedNode(str(predicate))
        yield pyoxigraph.Quad(_native_node(subject), link, native_term(value), place)


def _native_node(term: Node) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode:
    """Oxigraph node of an IRI or a blank node."""
    kind = pyoxigraph.BlankNode if isinstance(term, BNode) else pyoxigraph.NamedNode
    return kind(str(term))


def _native_literal(literal: Literal) -> pyoxigraph.Literal:
    """Oxigraph literal with the same text, language and datatype."""
    if literal.language:
        return pyoxigraph.Literal(str(literal), language=literal.language)
    datatype = pyoxigraph.NamedNode(literal.datatype) if literal.datatype else None
    return pyoxigraph.Literal(str(literal), datatype=datatype)
