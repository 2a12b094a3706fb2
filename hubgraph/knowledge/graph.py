"""The graph: a dataset on an embedded Oxigraph store, one named graph per source."""

from pathlib import Path

import pyoxigraph
from rdflib import Dataset

from hubgraph.errors import TableError
from hubgraph.knowledge.queries import query, reference_date
from hubgraph.knowledge.resources import network_path, ontology_path
from hubgraph.knowledge.store import native_store, open_dataset
from hubgraph.knowledge.triples import load_tables, node
from hubgraph.vocabulary import PREFIXES, compact_iri
from hubgraph.workbook.findings import SheetFinding
from hubgraph.workbook.intake import Intake, take_in
from hubgraph.workbook.readers import read_sheets
from hubgraph.workbook.references import NameIndex

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
    """Read a network from a workbook as a graph.

    `path` is a spreadsheet (.xlsx, .ods), or a folder of tables (.csv, .parquet). Sheets and
    columns may be called by their names or by their German or English headings, in any order;
    see workbook/tables.toml and workbook/forms.toml. A file ``topics.ttl`` in the folder adds
    topics of your own to the packaged scheme. Nothing is loaded unless every cell fits: the
    graph is new, or there is none. `check_workbook` lists what is wrong, and what is odd.

    Raises MissingFileError if there is nothing, UnknownFormatError for another kind of file,
    and TableError with file, sheet, row, column, value and remedy of every cell that is wrong.

    >>> import hubgraph as hg
    >>> hg.read_workbook("no-such-folder")
    Traceback (most recent call last):
        ...
    hubgraph.errors.MissingFileError: no-such-folder does not exist. Give a workbook, ...
    """
    store, intake = read_intake(Path(path))
    if not intake.fits:
        wrong = [finding for finding in intake.findings if finding.severity == "violation"]
        raise TableError([finding.sentence("en") for finding in wrong], place=str(path))
    load_tables(store, intake.tables)
    graph = open_dataset(store)
    _derive_shortcuts(graph)
    return graph


def read_intake(path: Path) -> tuple[pyoxigraph.Store, Intake]:
    """Tables of a workbook with their findings, and a store that holds the ontology so far.

    Raises MissingFileError or UnknownFormatError as `read_workbook` does.
    """
    sheets, findings = read_sheets(path)
    store = pyoxigraph.Store()
    _load_ontology(store)
    findings += _load_own_topics(store, path / "topics.ttl")
    return store, take_in(sheets, _index_topics(store), file=path.name, findings=findings)


def _load_ontology(store: pyoxigraph.Store) -> None:
    """Load the packaged ontology and topics."""
    ontology = ontology_path()
    for file_name in _ONTOLOGY_FILES:
        _load_turtle(store, ontology / file_name, "hgd:ontology")
    _load_turtle(store, ontology / "topics.ttl", "hgd:topics")
    _load_turtle(store, ontology / "alignments.ttl", "hgd:alignments")


def _load_own_topics(store: pyoxigraph.Store, path: Path) -> list[SheetFinding]:
    """Load topics beside the tables, if there are any; a file that is no Turtle is a finding."""
    if path.is_file():
        try:
            _load_turtle(store, path, "hgd:own-topics")
        except SyntaxError as error:
            words = {"problem": error.msg}
            return [SheetFinding("broken_turtle", "violation", path.name, words=words)]
    return []


def _load_turtle(store: pyoxigraph.Store, path: Path, graph: str) -> None:
    """Load one Turtle file into a named graph."""
    store.load(path=path, format=pyoxigraph.RdfFormat.TURTLE, to_graph=node(graph))


def _index_topics(store: pyoxigraph.Store) -> NameIndex:
    """All loaded topics by IRI, CURIE, local name of the packaged scheme, and label."""
    index = NameIndex()
    for topic in _list_topics(store):
        labels = (
            quad.object.value
            for predicate in ("skos:prefLabel", "skos:altLabel")
            for quad in store.quads_for_pattern(topic, node(predicate), None, None)
            if isinstance(quad.object, pyoxigraph.Literal)
        )
        name = topic.value.removeprefix(PREFIXES["hgt"])
        own = name if ":" not in name else compact_iri(topic.value)
        index.add(own, labels)
        index.identifiers |= {topic.value: own, compact_iri(topic.value): own}
    return index


def _list_topics(store: pyoxigraph.Store) -> list[pyoxigraph.NamedNode]:
    """All loaded topics, sorted by IRI; levels and roles are none."""
    topics = {
        quad.subject
        for quad in store.quads_for_pattern(None, node("skos:inScheme"), None, None)
        if isinstance(quad.subject, pyoxigraph.NamedNode)
        and quad.graph_name != node("hgd:ontology")
    }
    return sorted(topics, key=lambda topic: topic.value)


def _derive_shortcuts(graph: Dataset) -> None:
    """State hg:offers and hg:needs, valid at the reference date, in the graph hgd:derived."""
    stated = query(graph, "statements", as_of=reference_date(graph))
    for kind, predicate in (("hg:Offer", "hg:offers"), ("hg:Need", "hg:needs")):
        rows = stated[stated["kind"] == kind]
        native_store(graph).extend(
            pyoxigraph.Quad(node(owner), node(predicate), node(topic), node("hgd:derived"))
            for owner, topic in sorted(set(zip(rows["organisation"], rows["topic"], strict=True)))
        )
