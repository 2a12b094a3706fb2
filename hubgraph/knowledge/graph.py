"""The graph: a dataset of statements, wherever they live, one named graph per source."""

import re
from pathlib import Path

from rdflib import Dataset

from hubgraph.errors import MissingFileError
from hubgraph.knowledge.batches import SUFFIX, open_generation
from hubgraph.knowledge.foreign import find_format, read_foreign
from hubgraph.knowledge.ontology_graphs import load_ontology
from hubgraph.knowledge.queries import query
from hubgraph.knowledge.remote import open_endpoint
from hubgraph.knowledge.resources import network_path
from hubgraph.knowledge.store import open_dataset
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


def open_graph(place: str | Path) -> Dataset:
    """Open a graph, whatever it lives in.

    `place` is a folder ``network.hg`` that `import_workbook` wrote, opened to read from: it
    stays what it is while others import; a file of RDF (.ttl .trig .nt .nq .n3 .rdf .jsonld,
    also with .gz), to which the packaged ontology is added, and the packaged topics unless the
    file has a topic scheme of its own; a workbook or a folder of tables, as in
    `read_workbook`; the address of a SPARQL endpoint, which is only asked, by `query` and what
    builds on it; or the name of a bundled network, as in `load_graph`.

    Raises MissingFileError if there is nothing, UnreadableFileError with the line for a file
    that is no RDF, UnknownFormatError for another kind of file, TableError for tables that do
    not fit, EndpointError for an endpoint that does not answer, UnknownNameError for a name
    that is no bundled network.

    >>> import hubgraph as hg
    >>> hg.open_graph("network.hg")
    Traceback (most recent call last):
        ...
    hubgraph.errors.MissingFileError: network.hg/manifest.json does not exist. Make a network: ...
    """
    if re.match(r"https?://", str(place), re.IGNORECASE):
        graph = open_endpoint(str(place))
        query(graph, "reference-dates")  # so that a wrong address is found now
        return graph
    path = Path(place)
    if path.suffix == SUFFIX:
        return _open_network(path)
    if find_format(path) is not None and not path.is_dir():
        return read_foreign(path)
    if path.exists():
        return read_workbook(path)
    if path.name != str(place) or path.suffix:
        raise MissingFileError(path, hint="Give a bundled network, a file, a folder or an address.")
    return load_graph(path.name)


def _open_network(path: Path) -> Dataset:
    """Graph of a network in a folder; without any batch only the ontology is in it."""
    store = open_generation(path)
    if not len(store):
        load_ontology(store)
    return open_dataset(store)
