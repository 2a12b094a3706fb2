"""Nodes and edges of a network as plain records, cleaned and in a decided order."""

from collections import defaultdict
from dataclasses import dataclass
from math import isfinite
from numbers import Real

import networkx as nx

from hubgraph.diagrams.encoding import KINDS
from hubgraph.errors import OptionError, UnknownNameError


@dataclass(frozen=True, slots=True)
class Node:
    """One organisation to draw; `seat` is empty and `lat`, `lon` are None where unknown."""

    id: str
    label: str
    kind: str
    seat: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class Edge:
    """One tie to draw, in its direction, else in order of id; `label` is written on it."""

    source: str
    target: str
    weight: float
    label: str = ""


def to_nodes(network: nx.Graph) -> tuple[Node, ...]:
    """Return the nodes of a network, sorted by id.

    A node without `label` is called by its `name`, without that by its id; one without `kind`
    is an organisation. Raises `UnknownNameError` for a kind that has no look of its own.

    >>> to_nodes(nx.Graph([("hgd:ulm", "hgd:aalen")]))[0].label
    'hgd:aalen'
    """
    return tuple(_to_node(str(node), network.nodes[node]) for node in sorted(network, key=str))


def to_edges(network: nx.Graph) -> tuple[Edge, ...]:
    """Return the edges of a network, strongest first, ties broken by source and target.

    Parallel edges become one with the sum of their weights; a tie of a node to itself is left
    out. A missing weight counts as 1; of several labels the first by alphabet counts. Raises
    `OptionError` for a weight that is not above 0.

    >>> to_edges(nx.Graph([("b", "a")]))
    (Edge(source='a', target='b', weight=1.0, label=''),)
    """
    weights: defaultdict[tuple[str, str], float] = defaultdict(float)
    labels: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    directed = network.is_directed()
    for source, target, values in network.edges(data=True):
        first, second = str(source), str(target)
        pair = (first, second) if directed or first <= second else (second, first)
        if first != second:
            weights[pair] += _to_weight(pair, values.get("weight", 1.0))
            labels[pair].add(to_line(values.get("label")))
    edges = (
        Edge(*pair, weight=weight, label=min(filter(None, labels[pair]), default=""))
        for pair, weight in weights.items()
    )
    return tuple(sorted(edges, key=lambda edge: (-edge.weight, edge.source, edge.target)))


def to_line(value: object) -> str:
    r"""Return a text on one line, without control characters; empty if it is no text.

    >>> to_line("Digital\x07 Hub\n Ulm"), to_line(None)
    ('Digital Hub Ulm', '')
    """
    if not isinstance(value, str):
        return ""
    printable = "".join(sign if sign.isprintable() else " " for sign in value)
    return " ".join(printable.split())


def _to_node(node: str, values: dict[str, object]) -> Node:
    """Clean the attributes of one node."""
    kind = to_line(values.get("kind")) or "organisation"
    if kind not in KINDS:
        raise UnknownNameError(kind, tuple(KINDS), kind=f"kind of organisation (node {node})")
    label = to_line(values.get("label")) or to_line(values.get("name")) or to_line(node)
    lat, lon = _to_degrees(values.get("lat")), _to_degrees(values.get("lon"))
    return Node(id=node, label=label, kind=kind, seat=to_line(values.get("seat")), lat=lat, lon=lon)


def _to_degrees(value: object) -> float | None:
    """Return a coordinate in degrees, None if it is missing or not a finite number."""
    if not isinstance(value, Real) or not isfinite(value):
        return None
    return float(value)


def _to_weight(pair: tuple[str, str], value: object) -> float:
    """Return a weight above 0, or raise naming the pair."""
    if not isinstance(value, Real) or not isfinite(value) or value <= 0:
        name = f"weight of {pair[0]} to {pair[1]}"
        raise OptionError(name, value, "a number above 0")
    return float(value)
