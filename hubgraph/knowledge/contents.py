"""What is about to be published, as text to be searched: files, folders, graphs, answers."""

import csv
import gzip
import json
import re
import zlib
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from os import PathLike
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import pandas as pd
import pyoxigraph
from rdflib import Graph

from hubgraph.errors import MissingFileError, UnreadableFileError, WrongTypeError
from hubgraph.knowledge.decoding import read_pdf, read_png
from hubgraph.knowledge.store import native_store

_FORMATS = {
    ".jsonld": pyoxigraph.RdfFormat.JSON_LD,
    ".nq": pyoxigraph.RdfFormat.N_QUADS,
    ".nt": pyoxigraph.RdfFormat.N_TRIPLES,
    ".rdf": pyoxigraph.RdfFormat.RDF_XML,
    ".trig": pyoxigraph.RdfFormat.TRIG,
    ".ttl": pyoxigraph.RdfFormat.TURTLE,
}
_SNAPSHOT = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_EMBEDDED = re.compile(r";base64,([A-Za-z0-9+/]+={0,2})")
_ONE_DOCUMENT = {"[Content_Types].xml", "mimetype"}
"""Members that make a zip file one document: a workbook of Excel or LibreOffice."""
_BROKEN = (
    *(OSError, EOFError, RuntimeError, SyntaxError, ValueError),
    *(BadZipFile, csv.Error, zlib.error),
)
"""What reading a broken file ends in."""
_VIEWS = ("_repr_html_", "_repr_svg_", "to_text")


@dataclass(frozen=True)
class Content:
    """One file, one member of an archive, or one thing in memory (`place` is empty then).

    `text` is all that can be read in it. `snapshots` are those it says it was made from, '' for
    a record that says nothing of it. `quads` are the statements of a graph, None for anything
    else. `latin` means that letters beyond Latin-1 may be missing.
    """

    place: str
    text: str
    snapshots: frozenset[str]
    quads: tuple[pyoxigraph.Quad, ...] | None = None
    latin: bool = False


def read_contents(thing: object) -> Iterator[Content]:
    """Contents of a graph, of a file or folder, of markup ('<…'), or of an answer of hubgraph.

    Raises MissingFileError, UnreadableFileError, and WrongTypeError for anything else.
    """
    if isinstance(thing, Graph):
        quads = tuple(native_store(thing))
        yield Content("", "\n".join(map(str, quads)), frozenset(), quads)
    elif isinstance(thing, str) and thing.lstrip().startswith("<"):
        yield _read_text("", thing)
    elif isinstance(thing, str | PathLike):
        yield from _read_path(Path(thing))
    else:
        yield _read_answer(thing)


def _read_answer(thing: object) -> Content:
    """Content of a table, of a NetworkX network, or of an object that shows itself."""
    values = [thing, *getattr(thing, "__dict__", {}).values()]
    tables = [value for value in values if isinstance(value, pd.DataFrame)]
    texts = [str(table.to_csv()) for table in tables]
    texts += [getattr(thing, view)() for view in _VIEWS if hasattr(thing, view)]
    notes = getattr(thing, "attrs", {})
    if hasattr(thing, "nodes") and hasattr(thing, "edges"):
        notes = getattr(thing, "graph", {})
        texts += [str([notes, thing.nodes(data=True), thing.edges(data=True)])]
    if not texts:
        hint = "Give a graph, a path, or what a function of hubgraph returned."
        raise WrongTypeError(thing, Graph, hint=hint)
    snapshot = getattr(thing, "snapshot", None) or notes.get("snapshot")
    return Content("", "\n".join(texts), frozenset({snapshot or ""}))


def _read_path(path: Path) -> Iterator[Content]:
    """Contents of a file, or of all files of a folder in order."""
    if not path.exists():
        raise MissingFileError(path, hint="Export it first.")
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    if not files:
        raise UnreadableFileError(path, "it holds no file")
    for file in files:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise UnreadableFileError(file, str(error.strerror)) from None
        yield from _read_bytes(str(file), data)


def _read_bytes(place: str, data: bytes) -> Iterator[Content]:
    """Contents of a file by its first bytes, whatever it is called."""
    if not data:
        raise UnreadableFileError(place, "it is empty")
    try:
        if data.startswith(b"\x1f\x8b"):
            yield from _read_bytes(place.removesuffix(".gz"), gzip.decompress(data))
        elif data.startswith(b"PK\x03\x04"):
            yield from _read_zip(place, ZipFile(BytesIO(data)))
        elif data.startswith(b"%PDF-"):
            text = read_pdf(data)
            yield Content(place, text, _find_snapshots(text), latin=True)
        elif data.startswith(b"\x89PNG"):
            text = read_png(data)
            yield Content(place, text, _find_snapshots(text))
        else:
            yield _read_text(place, _decode(data))
    except UnreadableFileError:
        raise
    except _BROKEN as error:
        raise UnreadableFileError(place, str(error) or type(error).__name__) from None


def _read_zip(place: str, archive: ZipFile) -> Iterator[Content]:
    """Contents of the members of an archive; those of a workbook are one content."""
    names = sorted(name for name in archive.namelist() if not name.endswith("/"))
    members = [(name, archive.read(name)) for name in names]
    contents = [
        each for name, data in members if data for each in _read_bytes(f"{place}/{name}", data)
    ]
    if not _ONE_DOCUMENT.intersection(names):
        yield from contents
        return
    text = "\n".join(each.text for each in contents)
    yield Content(place, text, _find_snapshots(text))


def _decode(data: bytes) -> str:
    """Text of a file in UTF-8, or in UTF-16 with its mark; ValueError for anything else."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        message = "it is neither text in UTF-8 nor PDF, PNG, zip or gzip"
        raise ValueError(message)
    return text


def _read_text(place: str, text: str) -> Content:
    """Content of a text: a graph, a table, or anything else, by the suffix of its place."""
    suffix = Path(place).suffix.lower()
    if suffix in _FORMATS:
        quads = tuple(pyoxigraph.parse(text.encode(), format=_FORMATS[suffix]))
        return Content(place, text, frozenset(), quads)
    if suffix == ".csv":
        rows = csv.DictReader(StringIO(text))
        found = {row.get("snapshot") or "" for row in rows}
        named = "snapshot" in (rows.fieldnames or ())
        return Content(place, text, frozenset(found) if found or named else frozenset({""}))
    if suffix == ".json":
        document = json.loads(text)
        records = document if isinstance(document, list) else [document]
        notes = [record if isinstance(record, dict) else {} for record in records]
        found = {str(note.get("snapshot") or "") for note in notes}
        return Content(place, text, frozenset(found))
    inside = [
        content.text
        for code in _EMBEDDED.findall(text)
        for content in _read_embedded(b64decode(code))
    ]
    return Content(place, "\n".join([text, *inside]), _find_snapshots(text))


def _read_embedded(data: bytes) -> list[Content]:
    """Contents of a picture inside a page; none of a font or photograph."""
    try:
        return list(_read_bytes("", data))
    except UnreadableFileError:
        return []


def _find_snapshots(text: str) -> frozenset[str]:
    """Snapshots named in a text, '' if there is none."""
    return frozenset(_SNAPSHOT.findall(text) or [""])
