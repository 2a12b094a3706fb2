"""RDF of others: a file in any of the usual formats becomes a graph with our ontology beside it."""

import gzip
import zlib
from contextlib import suppress
from pathlib import Path
from typing import IO, cast
from urllib.parse import quote

import pyoxigraph
from rdflib import Dataset

from hubgraph.errors import InvalidDateError, MissingFileError, UnreadableFileError
from hubgraph.knowledge.ontology_graphs import load_ontology
from hubgraph.knowledge.store import open_dataset
from hubgraph.knowledge.triples import node
from hubgraph.knowledge.workbook import finish_graph


def find_format(path: Path) -> pyoxigraph.RdfFormat | None:
    """Format of an RDF file by its suffix, also before .gz; None for any other file."""
    name = path.name.lower().removesuffix(".gz")
    return pyoxigraph.RdfFormat.from_extension(name.rpartition(".")[2]) if "." in name else None


def read_foreign(path: Path) -> Dataset:
    """Graph of an RDF file, with what the rules conclude if it states a reference date.

    A file that has the ontology itself, as our exports do, is taken as it is.

    Raises MissingFileError, and UnreadableFileError with the line where reading stopped.
    """
    if not path.is_file():
        raise MissingFileError(path, hint="Give a file of RDF.")
    store = pyoxigraph.Store()
    _load(store, path)
    if any(store.quads_for_pattern(node("hg:Network"), node("rdf:type"), None, None)):
        return open_dataset(store)
    load_ontology(store)
    with suppress(InvalidDateError):
        finish_graph(store)
    return open_dataset(store)


def _load(store: pyoxigraph.Store, path: Path) -> None:
    """Load a file; addresses in it that are not complete begin with the file's name."""
    base = f"file:///{quote(path.name)}"
    try:
        with path.open("rb") as file:
            packed = path.suffix.lower() == ".gz"
            stream = cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if packed else file
            store.bulk_load(input=stream, format=find_format(path), base_iri=base)
    except (SyntaxError, ValueError) as error:
        raise UnreadableFileError(path, getattr(error, "msg", str(error))) from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableFileError(path, str(error)) from None
