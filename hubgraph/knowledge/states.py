"""States of a network: each has a mark, by which a workbook written from it is known again."""

from hashlib import sha256
from pathlib import Path

import pyoxigraph

from hubgraph.knowledge.batches import BATCH_GRAPHS, Manifest, find_generation
from hubgraph.knowledge.triples import node
from hubgraph.vocabulary import expand_curie


def mark_state(store: pyoxigraph.Store) -> str:
    """SHA-256 of what a store tells of its batches, '' if it tells of none.

    A public part tells of none, so nothing that is published bears a mark.
    """
    told = store.quads_for_pattern(None, node("rdf:type"), node("prov:Activity"), None)
    graphs = {quad.graph_name for quad in told if is_batch(quad.graph_name)}
    lines = [
        str(quad) for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph)
    ]
    return sha256("\n".join(sorted(lines)).encode()).hexdigest() if lines else ""


def find_state(folder: Path, manifest: Manifest, mark: str) -> pyoxigraph.Store | None:
    """Store of the generation that bears a mark, the latest first; None if none is kept."""
    numbers = sorted({batch.generation for batch in manifest.batches}, reverse=True)
    stores = (find_generation(folder, number) for number in numbers)
    return next((each for each in stores if each and mark_state(each) == mark), None)


def is_batch(graph: object) -> bool:
    """Whether a named graph tells of a batch."""
    name = graph.value if isinstance(graph, pyoxigraph.NamedNode) else ""
    return name.startswith(expand_curie(BATCH_GRAPHS))
