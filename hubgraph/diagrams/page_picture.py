"""The network of an interactive page as SVG: it can be read and followed without a program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import networkx as nx
import numpy as np

from hubgraph.diagrams.drawing import measure_text
from hubgraph.diagrams.edges import build_strokes, choose_curves, sample_curves
from hubgraph.diagrams.elements import Edge, Node
from hubgraph.diagrams.encoding import KINDS as LOOKS
from hubgraph.diagrams.encoding import EdgeStyle, Sizes, build_sizes
from hubgraph.diagrams.labels import build_label, draw_label, place_labels
from hubgraph.diagrams.layout import build_layout
from hubgraph.diagrams.markup import Html, element
from hubgraph.diagrams.page_content import KINDS, Content, Tie
from hubgraph.diagrams.scene import Area, Box, Line, Mark, Point, Stroke, TextStyle

WIDTH, HEIGHT = 720.0, 500.0
_FRAME = Box(0.0, 0.0, WIDTH, HEIGHT)
_LABEL_WIDTH = 118.0
OFF = frozenset({"strength"})
"""Kinds of ties that are not shown at first."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture as markup, and where each node is (x to the right, y down, in points)."""

    markup: Html
    places: Mapping[str, Point]


def draw_picture(content: Content, names: Mapping[str, str], lang: str) -> Picture:
    """Draw all nodes that ever were members; those that were not on the first day are marked.

    `names` are the names of the nodes for readers who cannot see them. A node stays at its
    place on every day.
    """
    sizes = build_sizes(len(content.nodes))
    marks = _place_marks(content, sizes)
    groups, ink = [], np.empty((0, 2))
    for kind in KINDS:
        ties = content.ties[kind]
        edges = [Edge(tie.source, tie.target, tie.weight) for tie in ties]
        directed = kind == "suggestion"
        curves = choose_curves(edges, marks, frame=_FRAME, directed=directed)
        style = EdgeStyle(opacity=1.0, heads=directed)
        width = sizes if directed else replace(sizes, edge=sizes.edge / 2)
        strokes, heads = build_strokes(edges, curves, marks, style=style, sizes=width)
        groups.append(_draw_ties(kind, ties, strokes[::-1], heads[::-1], content.day))
        ink = sample_curves(curves) if directed else ink
    labels = _place_labels(content.nodes, marks, sizes, ink)
    hubs = [
        _draw_hub(number, node, marks[node.id], labels, content, (names[node.id], lang))
        for number, node in enumerate(content.nodes)
    ]
    markup = element(
        "svg",
        *groups,
        element("g", class_="lights", aria_hidden="true"),
        element("g", *hubs, class_="hubs"),
        id="network",
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        role="group",
        data_label="network",
    )
    return Picture(markup, {node: _turn(mark.centre) for node, mark in marks.items()})


def _place_marks(content: Content, sizes: Sizes) -> dict[str, Mark]:
    """Return the sign of each node at its place; room for labels stays free at the rim."""
    network: nx.Graph = nx.Graph()
    for node in content.nodes:
        network.add_node(node.id, kind=node.kind, lat=node.lat, lon=node.lon)
    network.add_edges_from((tie.source, tie.target) for tie in content.ties["suggestion"])
    layout = build_layout(network)
    side, rim = 6 * sizes.label + 14, 2.5 * sizes.label + 4
    points = layout[["x", "y"]].to_numpy(dtype=float)
    marks = {}
    for node, (x, y) in zip(content.nodes, points, strict=True):
        look = LOOKS[node.kind]
        centre = side + float(x) * (WIDTH - 2 * side), rim + float(y) * (HEIGHT - 2 * rim)
        marks[node.id] = Mark(centre, look.shape, sizes.node * look.scale, look.colour, look.rim)
    return marks


def _draw_ties(
    kind: str, ties: Sequence[Tie], strokes: Sequence[Stroke], heads: Sequence[Area], day: int
) -> Html:
    """Return the ties of one kind, strongest first, as the data of the page lists them."""
    drawn = []
    for number, (tie, stroke) in enumerate(zip(ties, strokes, strict=True)):
        (x0, y0), (x1, y1), (x2, y2) = map(_turn, (stroke.start, stroke.control, stroke.end))
        curve = f"M{x0:.1f} {y0:.1f}Q{x1:.1f} {y1:.1f} {x2:.1f} {y2:.1f}"
        lines = [element("path", d=curve, stroke_width=f"{stroke.width:.2f}")]
        if heads:
            corners = "L".join(f"{x:.1f} {y:.1f}" for x, y in map(_turn, heads[number].corners))
            lines.append(element("path", d=f"M{corners}Z", class_="head"))
        drawn.append(element("g", *lines, class_=None if tie.counts[day] else "away"))
    off = " off" if kind in OFF else ""
    return element("g", *drawn, class_=f"ties {kind}{off}", data_kind=kind, aria_hidden="true")


def _place_labels(
    nodes: Sequence[Node], marks: Mapping[str, Mark], sizes: Sizes, ink: np.ndarray
) -> dict[str, list[Line]]:
    """Return the lines of each label that finds room."""
    name, seat = TextStyle(sizes.label, bold=True), TextStyle(sizes.seat)
    labels = {
        node.id: build_label(
            [(node.label, name), *([(node.seat, seat)] if node.seat and sizes.seat else [])],
            width=_LABEL_WIDTH,
            measure=measure_text,
        )
        for node in nodes
    }
    places = place_labels(labels, marks, area=_FRAME, ink=ink)
    return {
        node: draw_label(labels[node], place, measure_text)[1] for node, place in places.items()
    }


def _draw_hub(
    number: int,
    node: Node,
    mark: Mark,
    labels: Mapping[str, Sequence[Line]],
    content: Content,
    told: tuple[str, str],
) -> Html:
    """Return a node with its label, as a link to its card; without room the label is spare."""
    (x, y), (name, lang) = _turn(mark.centre), told
    style = TextStyle(build_sizes(len(content.nodes)).label, bold=True)
    above = mark.centre[0], mark.centre[1] + mark.size / 2 + 3
    lines = labels.get(node.id) or [Line(node.label, above, style, "center")]
    texts = [_write_line(line, mark.centre) for line in lines]
    label = element("g", *texts, class_="label" if node.id in labels else "label spare")
    away = "" if content.day in content.members[node.id] else " away"
    ring = element("circle", class_="ring", r=f"{mark.size / 2 + 3.5:.1f}")
    return element(
        "a",
        ring,
        _draw_sign(mark),
        label,
        class_=f"hub {node.kind}{away}",
        href=f"#hub-{number}-{lang}",
        transform=f"translate({x:.1f} {y:.1f})",
        aria_label=name,
    )


def _draw_sign(mark: Mark) -> Html:
    """Return the sign of a node around the origin."""
    half = mark.size / 2
    if mark.shape == "circle":
        return element("circle", class_="sign", r=f"{half:.1f}")
    if mark.shape == "diamond":
        half = mark.size / sqrt(2)
        return element(
            "path", class_="sign", d=f"M0 {-half:.1f}L{half:.1f} 0L0 {half:.1f}L{-half:.1f} 0Z"
        )
    if mark.shape == "triangle":
        d = f"M0 {-half:.1f}L{half:.1f} {half:.1f}L{-half:.1f} {half:.1f}Z"
        return element("path", class_="sign", d=d)
    corner, side = f"{-half:.1f}", f"{mark.size:.1f}"
    return element("rect", class_="sign", x=corner, y=corner, width=side, height=side)


def _write_line(line: Line, centre: Point) -> Html:
    """Return one line of a label, relative to its node."""
    x, y = line.at[0] - centre[0], centre[1] - line.at[1]
    anchor = {"left": None, "center": "middle", "right": "end"}[line.anchor]
    return element(
        "text",
        line.text,
        class_="name" if line.style.bold else "seat",
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        font_size=f"{line.style.size:g}",
        text_anchor=anchor,
    )


def draw_sample(kind: str) -> Html:
    """Return a sample of a kind of organisation or tie for the legend."""
    if kind in LOOKS:
        look = LOOKS[kind]
        mark = Mark((0, 0), look.shape, 12 * look.scale, look.colour, look.rim)
        inside = element("g", _draw_sign(mark), class_=kind, transform="translate(14 8)")
    else:
        line = element("path", d="M2 8H22" if kind == "suggestion" else "M2 8H26", stroke_width="2")
        head = [element("path", d="M19 4L27 8L19 12Z", class_="head")]
        both = [line, *(head if kind == "suggestion" else [])]
        inside = element("g", *both, class_=f"ties {kind}")
    return element("svg", inside, viewBox="0 0 28 16", aria_hidden="true")


def _turn(point: Point) -> Point:
    """Return a point of a picture whose y counts down from the top."""
    return point[0], HEIGHT - point[1]
