"""How the nodes and edges of a portable network look in other tools: as on our own pictures."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

import networkx as nx
import pandas as pd

from hubgraph.diagrams.elements import to_nodes
from hubgraph.diagrams.encoding import INK, KINDS, PAPER, Shape, build_sizes, build_widths
from hubgraph.diagrams.layout import build_layout
from hubgraph.errors import OptionError

SIDE = 1000.0
"""Side of the square, in points, that holds the positions."""

_NEUTRAL = "organisation"
_DARK = 128


@dataclass(frozen=True, slots=True)
class Look:
    """Look of a node: label, kind, place in points (y grows upwards), size in points, colours.

    `ink` is the colour of a text inside it.
    """

    label: str
    kind: str
    x: float
    y: float
    size: float
    colour: str
    rim: str
    ink: str
    shape: Shape


def build_looks(network: nx.Graph, layout: pd.DataFrame | None = None) -> dict[str, Look]:
    """Return the look of each node of a portable network, by id.

    A node of a foreign kind looks like an organisation. `layout` is a table as `build_layout`
    returns it, None for that of this network. Raises OptionError for a layout without a node.

    >>> build_looks(nx.Graph([("a", "b")]))["a"].colour
    '#DADADA'
    """
    bare = network.__class__()
    for node, values in network.nodes(data=True):
        kind = values.get("kind")
        bare.add_node(node, **values | {"kind": kind if kind in KINDS else _NEUTRAL})
    bare.add_edges_from(network.edges())
    points = build_layout(bare) if layout is None else layout
    if missing := [node for node in network if node not in points.index]:
        raise OptionError("layout", f"without {missing[0]}", "a row for each node")
    size = build_sizes(len(network)).node
    looks = {}
    for node in to_nodes(bare):
        style = KINDS[node.kind]
        x, y = (round(SIDE * float(points[axis][node.id]), 2) for axis in ("x", "y"))
        looks[node.id] = Look(
            node.label, node.kind, x, y, round(size * style.scale, 2),
            style.colour, style.rim, _find_ink(style.colour), style.shape,
        )  # fmt: skip
    return looks


def build_edge_widths(network: nx.Graph) -> list[float]:
    """Return the width in points of each edge, in the order of the network's edges.

    Where a weight is missing it counts as 1; where one is not above 0, all widths are equal.
    """
    weights = [_to_weight(values) for _, _, values in network.edges(data=True)]
    thickest = build_sizes(len(network)).edge
    if min(weights, default=1.0) <= 0:
        weights = [1.0] * len(weights)
    return [round(width, 2) for width in build_widths(weights, thickest=thickest)]


def _to_weight(values: Mapping[str, object]) -> float:
    """Weight of an edge, 0 for what is no number."""
    weight = values.get("weight", 1.0)
    return float(weight) if isinstance(weight, int | float) and isfinite(weight) else 0.0


def _find_ink(colour: str) -> str:
    """Dark ink, or the colour of paper on a dark colour (lightness after ITU-R BT.601)."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return PAPER if 0.299 * red + 0.587 * green + 0.114 * blue < _DARK else INK
