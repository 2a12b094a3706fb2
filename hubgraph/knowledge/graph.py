"""The graph: a dataset on an embedded Oxigraph store, one named graph per source."""

from pathlib import Path

import pyoxigraph
from rdflib import Dataset

from hubgraph.errors import TableError
from hubgraph.knowledge.resources import network_path, ontology_path
from hubgraph.knowledge.shortcuts import derive_shortcuts
from hubgraph.knowledge.store import open_dataset
from hubgraph.knowledge.triples import build_quads, node
from hubgraph.knowledge.workbook import read_tables, require_fitting
from hubgraph.vocabulary import PREFIXES, compact_iri

_ONTOLOGY_FILES = ("hubgraph.ttl", "levels.ttl", "reused.ttl")


def load_graph(name: str) -> Dataset:
    """Load a bundled network as a graph, e.g. 'baden-wuerttemberg'.

    Returns a dataset whose default graph is the union of its named graphs: one per source
    (named by the source's IRI), ``hgd:ontology``, ``hgd:topics``, ``hgd:alignments``, and
    ``hgd:derived`` with the shortcuts ``hg:offers`` and ``hg:needs`` inferred at the
    network's reference date.

    Raises UnknownNameError for a network that is not bundled, and TableError if its tables
    were changed and no longer fit.

    >>> import hubgraph as hg
    >>> len(hg.query(hg.load_graph("baden-wuerttemberg"), "members", as_of="2018-10-10"))
    13
    """
    return read_workbook(network_path(name))


def read_workbook(path: str | Path) -> Dataset:
    """Read a network from a folder of CSV tables (see knowledge/tables.toml) as a graph.

    A file ``topics.ttl`` in the folder adds topics of your own to the packaged scheme.
    Nothing is loaded unless every cell fits: the graph is new, or there is none.

    Raises MissingFileError for a missing folder or table, and TableError with file, row,
    column, value and remedy of every cell that is wrong, or for topics.ttl that is no Turtle.

    >>> import hubgraph as hg
    >>> hg.read_workbook("no-such-folder")
    Traceback (most recent call last):
        ...
    hubgraph.errors.MissingFileError: no-such-folder does not exist. Give a folder ...
    """
    folder = Path(path)
    tables = read_tables(folder)
    store = pyoxigraph.Store()
    _load_ontology(store, own_topics=folder / "topics.ttl")
    require_fitting(tables, _topic_names(store), place=str(path))
    store.extend(build_quads(tables))
    graph = open_dataset(store)
    store.extend(derive_shortcuts(graph))
    return graph


def _load_ontology(store: pyoxigraph.Store, *, own_topics: Path) -> None:
    """Load the packaged ontology and topics, and the folder's own topics if there are any."""
    ontology = ontology_path()
    for file_name in _ONTOLOGY_FILES:
        _load_turtle(store, ontology / file_name, "hgd:ontology")
    _load_turtle(store, ontology / "topics.ttl", "hgd:topics")
    _load_turtle(store, ontology / "alignments.ttl", "hgd:alignments")
    if own_topics.is_file():
        try:
            _load_turtle(store, own_topics, "hgd:own-topics")
        except SyntaxError as error:
            finding = f"{own_topics.name}: {error.msg}. Write it as Turtle, UTF-8."
            raise TableError([finding], place=str(own_topics.parent)) from None


def _load_turtle(store: pyoxigraph.Store, path: Path, graph: str) -> None:
    """Load one Turtle file into a named graph."""
    store.load(path=path, format=pyoxigraph.RdfFormat.TURTLE, to_graph=node(graph))


def _topic_names(store: pyoxigraph.Store) -> frozenset[str]:
    """Identifiers of all loaded topics: IRIs, CURIEs, and local names of the packaged scheme."""
    quads = store.quads_for_pattern(None, node("skos:inScheme"), None, None)
    topics = {
        quad.subject.value
        for quad in quads
        if isinstance(quad.subject, pyoxigraph.NamedNode)
        and quad.graph_name != node("hgd:ontology")  # levels and roles are no topics
    }
    packaged = PREFIXES["hgt"]
    short = {name for t in topics for name in (t.removeprefix(packaged), compact_iri(t))}
    return frozenset(topics | short)
