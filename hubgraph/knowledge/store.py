"""The embedded store: an Oxigraph store behind rdflib's Dataset."""

import pyoxigraph
from oxrdflib import OxigraphStore
from rdflib import Dataset, Graph
from rdflib.namespace import NamespaceManager

from hubgraph.vocabulary import PREFIXES


class EmbeddedStore(OxigraphStore):
    """rdflib's Oxigraph store with its native side open for bulk work."""

    @property
    def native(self) -> pyoxigraph.Store:
        """The Oxigraph store itself."""
        return self._inner


def open_dataset(store: pyoxigraph.Store) -> Dataset:
    """Dataset on a store: the union of all graphs by default, the project's prefixes bound."""
    graph = Dataset(store=EmbeddedStore(store=store), default_union=True)
    graph.namespace_manager = NamespaceManager(graph, bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, replace=True)
    return graph


def native_store(graph: Graph) -> pyoxigraph.Store:
    """Oxigraph store of a graph: its own, or a copy where it lives in another rdflib store."""
    if isinstance(graph.store, EmbeddedStore):
        return graph.store.native
    store = pyoxigraph.Store()
    syntax = "nquads" if isinstance(graph, Dataset) else "nt"
    store.load(graph.serialize(format=syntax).encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    return store
