"""Graph to file: Turtle, TriG, N-Quads, JSON-LD, byte-equal twice."""

import json
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph
from rdflib import Graph

from hubgraph.errors import UnknownFormatError
from hubgraph.files import write_whole
from hubgraph.knowledge.quads import serialize, sort_quads, to_nquads
from hubgraph.knowledge.rights import build_public
from hubgraph.knowledge.store import bind_prefixes, native_store
from hubgraph.vocabulary import PREFIXES

SUFFIXES = (".jsonld", ".nq", ".trig", ".ttl")
"""Suffixes a graph can be exported with."""


def export_graph(graph: Graph, path: str | Path, *, public: bool = False) -> Path:
    """Write a graph to a file; the suffix decides the format.

    ``.nq``, ``.trig`` and ``.jsonld`` keep the named graphs, and with them the source of
    every statement; ``.ttl`` writes the union. Order is fixed, so two exports are equal to
    the byte. The file appears whole or not at all. With `public`, restricted sources and
    everything derived from them are left out; see `check_leaks`.

    Returns the path. Raises UnknownFormatError for another suffix, MissingFileError if the
    folder does not exist.

    >>> import hubgraph as hg, tempfile
    >>> folder = tempfile.mkdtemp()
    >>> hg.export_graph(hg.load_graph("baden-wuerttemberg"), f"{folder}/network.nq").name
    'network.nq'
    """
    target = Path(path)
    writers = {".jsonld": _to_jsonld, ".nq": to_nquads, ".trig": _to_trig, ".ttl": to_turtle}
    if target.suffix.lower() not in writers:
        raise UnknownFormatError(target.suffix or target.name, SUFFIXES)
    source = build_public(graph) if public else graph
    return write_whole(target, writers[target.suffix.lower()](sort_quads(native_store(source))))


def to_turtle(quads: Sequence[pyoxigraph.Quad]) -> str:
    """Union of all graphs, grouped by subject, sorted."""
    union = Graph(bind_namespaces="none")
    lines = sorted({f"{quad.triple} ." for quad in quads})
    nodes = (node for quad in quads for node in quad)
    labels = {node.value: node.value for node in nodes if isinstance(node, pyoxigraph.BlankNode)}
    union.parse(data="\n".join(lines), format="nt", bnode_context=labels)
    bind_prefixes(union)
    return union.serialize(format="turtle")


def _to_trig(quads: Sequence[pyoxigraph.Quad]) -> str:
    """Statements without a named graph, then one block per named graph, sorted by its IRI."""
    lines = serialize(quads, pyoxigraph.RdfFormat.TRIG).splitlines(keepends=True)
    return "".join(sorted(lines[: len(PREFIXES)]) + lines[len(PREFIXES) :])


def _to_jsonld(quads: Sequence[pyoxigraph.Quad]) -> str:
    """Expanded JSON-LD, in the order of the sorted statements."""
    document = json.loads(serialize(quads, pyoxigraph.RdfFormat.JSON_LD))
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
