"""The graph: a dataset on an embedded Oxigraph store, one named graph per source."""

from rdflib import Dataset

from hubgraph.knowledge.resources import network_path
from hubgraph.knowledge.workbook import read_workbook


def load_graph(name: str) -> Dataset:
    """Load a bundled network as a graph, e.g. 'baden-wuerttemberg'.

    Returns a dataset whose default graph is the union of its named graphs: one per source
    (named by the source's IRI), ``hgd:ontology``, ``hgd:topics``, ``hgd:alignments``, and
    ``hgd:derived`` with what the rules of ontology/rules conclude for the network's reference
    date: what each hub offers and needs, where it belongs and where it sits.

    Raises UnknownNameError for a network that is not bundled, and TableError if its tables
    were changed and no longer fit.

    >>> import hubgraph as hg
    >>> len(hg.query(hg.load_graph("baden-wuerttemberg"), "members", as_of="2018-10-10"))
    13
    """
    return read_workbook(network_path(name))
