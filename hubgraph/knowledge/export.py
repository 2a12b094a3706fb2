"""Graph to file: Turtle, TriG, N-Quads, JSON-LD, byte-equal twice."""

import json
from pathlib import Path
from tempfile import NamedTemporaryFile

import pyoxigraph
from rdflib import Dataset, Graph

from hubgraph.errors import MissingFileError, UnknownFormatError
from hubgraph.knowledge.store import native_store
from hubgraph.vocabulary import PREFIXES

SUFFIXES = (".jsonld", ".nq", ".trig", ".ttl")
"""Suffixes a graph can be exported with."""


def export_graph(graph: Graph, path: str | Path) -> Path:
    """Write a graph to a file; the suffix decides the format.

    ``.nq``, ``.trig`` and ``.jsonld`` keep the named graphs, and with them the source of
    every statement; ``.ttl`` writes the union. Order is fixed, so two exports are equal to
    the byte. The file appears whole or not at all.

    Returns the path. Raises UnknownFormatError for another suffix, MissingFileError if the
    folder does not exist.

    >>> import hubgraph as hg, tempfile
    >>> folder = tempfile.mkdtemp()
    >>> hg.export_graph(hg.load_graph("baden-wuerttemberg"), f"{folder}/network.nq").name
    'network.nq'
    """
    target = Path(path)
    writers = {".jsonld": _to_jsonld, ".nq": _to_nquads, ".trig": _to_trig, ".ttl": _to_turtle}
    if target.suffix not in writers:
        raise UnknownFormatError(target.suffix or target.name, SUFFIXES)
    return write_whole(target, writers[target.suffix](native_store(graph)))


def write_whole(target: Path, content: str) -> Path:
    """Write a text file whole or not at all.

    Raises MissingFileError if its folder does not exist.
    """
    if not target.parent.is_dir():
        raise MissingFileError(target.parent, hint="Make the folder first.")
    with NamedTemporaryFile(
        "w", encoding="utf-8", newline="\n", dir=target.parent, delete=False
    ) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(target)
    return target


def _to_nquads(store: pyoxigraph.Store) -> str:
    """Sorted lines, one statement each."""
    text = store.dump(format=pyoxigraph.RdfFormat.N_QUADS)
    return "".join(f"{line}\n" for line in sorted((text or b"").decode().splitlines()))


def _to_turtle(store: pyoxigraph.Store) -> str:
    """Union of all graphs, grouped by subject, sorted."""
    union = Graph(bind_namespaces="none")
    lines = {str(quad.triple) + " ." for quad in store.quads_for_pattern(None, None, None, None)}
    union.parse(data="\n".join(sorted(lines)), format="nt")
    _bind(union)
    return union.serialize(format="turtle")


def _to_trig(store: pyoxigraph.Store) -> str:
    """One block per named graph, sorted by its IRI."""
    names = sorted(store.named_graphs(), key=str)
    blocks = []
    for name in names:
        text = pyoxigraph.serialize(
            sorted((q.triple for q in store.quads_for_pattern(None, None, None, name)), key=str),
            format=pyoxigraph.RdfFormat.TURTLE,
            prefixes=dict(PREFIXES),
        )
        body = [
            line for line in (text or b"").decode().splitlines() if not line.startswith("@prefix")
        ]
        blocks.append("\n".join([f"{name} {{", *(f"    {line}" for line in body), "}"]))
    head = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items()]
    return "\n".join([*head, "", "\n\n".join(blocks), ""])


def _to_jsonld(store: pyoxigraph.Store) -> str:
    """Expanded JSON-LD with everything sorted."""
    dataset = Dataset()
    dataset.parse(data=_to_nquads(store), format="nquads")
    document = json.loads(dataset.serialize(format="json-ld", auto_compact=False))
    return json.dumps(_sort_document(document), ensure_ascii=False, indent=1) + "\n"


def _sort_document(value: object) -> object:
    """Same document with every list and every key in fixed order."""
    if isinstance(value, dict):
        return {key: _sort_document(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted(map(_sort_document, value), key=lambda item: json.dumps(item, sort_keys=True))
    return value


def _bind(graph: Graph) -> None:
    """Bind the project's prefixes."""
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, replace=True)
