"""Which edges are drawn: all of a sparse network, of a dense one the strongest of each node."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import dist
from typing import Literal

from hubgraph.diagrams.elements import Edge
from hubgraph.diagrams.scene import Mark

Chooser = Literal["source", "target", "both"]
"""End of an edge that keeps its strongest: of a learning tie the learner."""

_DENSE = 2
"""A network with more edges than this many times its nodes is thinned out."""
_READABLE = 30
"""A network with labels on its edges is thinned out if it has more edges than this."""
_MANY = 100
"""With more nodes than this each keeps one edge only, else two."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Edges that are drawn, strongest first; `each` is how many a node keeps, 0 if all are.

    `equal` says that all are equally strong, so that the shortest ones are drawn.
    """

    shown: tuple[Edge, ...]
    each: int
    equal: bool = False


def choose_edges(edges: Sequence[Edge], marks: Mapping[str, Mark], *, chooser: Chooser) -> Choice:
    """Return all edges, or of more than two per node the strongest of each; `edges` are sorted.

    Where edges have labels, about 30 are drawn at most. Of equal ones the shorter on the
    picture stay, then those first by identifier.
    """
    limit = _DENSE * len(marks)
    if any(edge.label for edge in edges):
        limit = min(limit, _READABLE)
    if len(edges) <= limit:
        return Choice(tuple(edges), 0)
    each = 2 if 2 * len(marks) <= min(limit, 2 * _MANY) else 1
    kept: Counter[str] = Counter()
    chosen = set()
    for edge in sorted(edges, key=lambda edge: (-edge.weight, _measure_length(edge, marks))):
        for end in _list_choosers(edge, chooser):
            if kept[end] < each:
                kept[end] += 1
                chosen.add((edge.source, edge.target))
    shown = tuple(edge for edge in edges if (edge.source, edge.target) in chosen)
    return Choice(shown, each, equal=edges[0].weight == edges[-1].weight)


def find_chooser(relation: str, *, directed: bool) -> Chooser:
    """Return which end of an edge keeps its strongest: the learner, else both.

    >>> find_chooser("suggestion", directed=True), find_chooser("contact", directed=False)
    ('target', 'both')
    """
    if not directed:
        return "both"
    return "target" if relation == "suggestion" else "source"


def _list_choosers(edge: Edge, chooser: Chooser) -> Iterator[str]:
    """Yield the nodes that may keep an edge."""
    if chooser != "target":
        yield edge.source
    if chooser != "source":
        yield edge.target


def _measure_length(edge: Edge, marks: Mapping[str, Mark]) -> float:
    """Return the distance of the two ends in points, to a tenth."""
    return round(dist(marks[edge.source].centre, marks[edge.target].centre), 1)
