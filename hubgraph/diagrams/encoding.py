"""From values to looks: colour, shape and size of a kind, width of an edge. Data only.

Colours are from the palette for colour-blind readers by Okabe and Ito (2008), plus a light
grey; they were chosen so that lightness alone tells them apart, and each kind has a shape of
its own as a second sign.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, sin, sqrt
from types import MappingProxyType
from typing import Literal

Shape = Literal["circle", "diamond", "square", "triangle"]

INK = "#1A1A1A"
QUIET_INK = "#5F5F5F"
EDGE_COLOUR = "#7A7A7A"
RULE_COLOUR = "#D9D9D9"
PAPER = "#FFFFFF"
BAND = "#F3F5F7"
GAP = "#B24A00"
GAP_BAND = "#FBEBE3"
OFFER_STEPS = ("#DCEAF5", "#A9CFE9", "#6FB1DC", "#0F6DA8", "#08426B")
"""Colours of offers of level 1 to 5; text on the first three is ink, on the others paper."""
NEED_STEPS = ("#FDEBD0", "#FACB85", "#F0A532", "#A35E00", "#6B3D00")
"""Colours of needs of target level 1 to 5."""

_DARK_OFFERS = ("#16344A", "#1F4E70", "#2B6A97", "#6FB8E6", "#B8DFF7")
_DARK_NEEDS = ("#453214", "#644612", "#835A10", "#F0A532", "#FFD793")

DARK: Mapping[str, str] = MappingProxyType(
    {
        PAPER: "#14181D",
        INK: "#F2F2F2",
        QUIET_INK: "#B5BAC0",
        EDGE_COLOUR: "#8F969D",
        RULE_COLOUR: "#3A4048",
        "#0072B2": "#56B4E9",
        "#E69F00": "#FFC857",
        "#DADADA": "#6E757D",
        "#808080": "#C5CAD0",
        "#D55E00": "#F0894A",
        "#F3F3F1": "#20262D",
        "#C4DDEC": "#1F4A66",
        "#FAE3B4": "#66501A",
        "#F5E4A8": "#7A6B24",
        "#B5DCC6": "#2B6149",
        "#8DBBDD": "#1F4966",
        "#BE86A6": "#4E2239",
        "#DCD5F0": "#5B5288",
        BAND: "#1D232A",
        GAP: "#FF9E6B",
        GAP_BAND: "#33221B",
        **dict(zip(OFFER_STEPS, _DARK_OFFERS, strict=True)),
        **dict(zip(NEED_STEPS, _DARK_NEEDS, strict=True)),
    }
)
"""Every colour of the pictures with the one that takes its place on a dark ground."""

LOSS_COLOUR = "#D55E00"
"""Colour of what is taken off, or missing."""
NEUTRAL = "#F3F3F1"
"""Fill of what nothing is said of."""
BARS: Mapping[str, str] = MappingProxyType(
    {
        "regional_hub": "#C4DDEC",
        "thematic_hub": "#FAE3B4",
        "company": NEUTRAL,
        "organisation": NEUTRAL,
    }
)
"""Light fill of a bar of each kind, for text on it; its rim has the colour of the kind."""
TINTS = ("#F5E4A8", "#8DBBDD", "#B5DCC6", "#BE86A6", "#DCD5F0")
"""Light fills for neighbouring areas; lightness alone tells the first four apart."""

DENSE = 4
"""An undirected network with more edges than this many times its nodes is drawn lighter."""
CROWD = 300
"""With more nodes than this, edges have no arrow heads."""

_MANY = 200
_THIN = 0.25
"""Width of the thinnest edge, as a share of the thickest."""


@dataclass(frozen=True, slots=True)
class KindStyle:
    """Look of one kind: colours of fill and rim, shape, size relative to the other kinds."""

    colour: str
    rim: str
    shape: Shape
    scale: float


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes in points that fit a number of nodes; `seat` is 0 where the seat is not written.

    `node` is the size of a sign, `label` and `seat` are font sizes, `edge` is the width of the
    thickest edge, `head` the length of the arrow head on a thin one.
    """

    node: float
    label: float
    seat: float
    edge: float
    head: float


@dataclass(frozen=True, slots=True)
class EdgeStyle:
    """Opacity of edges (0 to 1), and whether they bear arrow heads."""

    opacity: float
    heads: bool


KINDS: Mapping[str, KindStyle] = MappingProxyType(
    {
        "regional_hub": KindStyle(colour="#0072B2", rim=PAPER, shape="circle", scale=1.0),
        "thematic_hub": KindStyle(colour="#E69F00", rim=PAPER, shape="diamond", scale=0.92),
        "company": KindStyle(colour=INK, rim=PAPER, shape="triangle", scale=0.85),
        "organisation": KindStyle(colour="#DADADA", rim="#808080", shape="square", scale=0.8),
        "node": KindStyle(colour="#DADADA", rim="#808080", shape="square", scale=0.8),
    }
)
"""Look of each kind of organisation, in the order of the legend; a 'node' may be anything."""


def build_sizes(count: int) -> Sizes:
    """Return the sizes for a picture of so many nodes; more nodes, smaller signs.

    >>> build_sizes(13).node > build_sizes(300).node
    True
    """
    node = min(max(62 / sqrt(max(count, 1)), 3.8), 15.0)
    steps = ((20, 9.5, 7.5), (60, 7.5, 6.5), (150, 6.5, 0.0))
    label, seat = next(((big, small) for most, big, small in steps if count <= most), (5.5, 0.0))
    edge = min(max(node / 5, 1.2), 2.8)
    return Sizes(node=node, label=label, seat=seat, edge=edge, head=min(max(node / 2, 3.0), 7.0))


def build_edge_style(nodes: int, edges: int, *, directed: bool) -> EdgeStyle:
    """Return the look of edges: lighter in a dense network, heads up to `CROWD` nodes.

    >>> build_edge_style(13, 78, directed=False)
    EdgeStyle(opacity=0.35, heads=False)
    """
    dense = edges > (_MANY if directed else DENSE * nodes)
    return EdgeStyle(opacity=0.35 if dense else 0.75, heads=directed and nodes <= CROWD)


def build_widths(weights: Sequence[float], *, thickest: float) -> list[float]:
    """Return one line width in points per weight, growing linearly from thin to thick.

    `thickest` is the width of the greatest weight. Where all weights are equal, so are the
    widths, at the middle.

    >>> build_widths([0.5, 1.0], thickest=2.0)
    [0.5, 2.0]
    """
    thin, thick = _THIN * thickest, thickest
    low, high = min(weights, default=0.0), max(weights, default=0.0)
    if high == low:
        return [(thin + thick) / 2] * len(weights)
    return [thin + (thick - thin) * (weight - low) / (high - low) for weight in weights]


def list_kinds(kinds: Iterable[str]) -> list[str]:
    """Return the kinds that occur, each once, in the order of the legend.

    >>> list_kinds(["organisation", "regional_hub", "organisation"])
    ['regional_hub', 'organisation']
    """
    present = set(kinds)
    return [kind for kind in KINDS if kind in present]


def measure_border(shape: Shape, size: float, angle: float) -> float:
    """Return the distance in points from the centre of a sign to its border.

    `size` is the diameter of the circle and the side of square and diamond; `angle` is the
    direction in radians, counted from the right, against the clock.

    >>> measure_border("circle", 10, 1.0)
    5.0
    """
    across, up = abs(cos(angle)), abs(sin(angle))
    if shape == "square":
        return size / 2 / max(across, up)
    if shape == "diamond":
        return size / sqrt(2) / (across + up)
    return size / 2  # a triangle about as well
