"""The picture of a network: title, nodes with labels, edges, legend, source line."""

from collections import defaultdict
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np
import pandas as pd

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.diagrams.captions import (
    build_source_line,
    build_subtitle,
    build_title,
    describe,
    explain_edges,
    find_relation,
    list_notes,
    name_kinds,
    name_network,
)
from hubgraph.diagrams.drawing import Drawing, measure_text
from hubgraph.diagrams.edges import build_strokes, choose_curves, sample_curves
from hubgraph.diagrams.elements import Edge, Node, to_edges, to_line, to_nodes
from hubgraph.diagrams.encoding import (
    EDGE_LIMIT,
    KINDS,
    QUIET_INK,
    EdgeStyle,
    Sizes,
    build_edge_style,
    build_sizes,
)
from hubgraph.diagrams.labels import LabelText, build_label, draw_label, place_labels, wrap_text
from hubgraph.diagrams.layout import build_layout
from hubgraph.diagrams.legend import LegendTexts, build_legend
from hubgraph.diagrams.scene import Box, Line, Mark, Scene, TextStyle
from hubgraph.errors import OptionError

_WIDTH, _HEIGHT = 720.0, 576.0
_MARGIN = 36.0
_FOOT = 92.0
_LABEL_WIDTH = 118.0
_HEAD_WEIGHT = 10
"""To hide a corner of an arrow head is as bad as to hide so many points along an edge."""
_TITLE = TextStyle(19, bold=True)
_SUBTITLE = TextStyle(10, colour=QUIET_INK)
_SOURCE = TextStyle(7, colour=QUIET_INK)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is drawn: nodes, all edges, those shown, and how."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    shown: tuple[Edge, ...]
    sizes: Sizes
    style: EdgeStyle
    relation: str
    directed: bool


def plot_network(
    network: nx.Graph,
    *,
    lang: str = "en",
    title: str | None = None,
    layout: pd.DataFrame | None = None,
) -> Drawing:
    """Draw a network of organisations: who is tied to whom, how strongly, in which direction.

    `lang` is ``en`` or ``de``. `title` None takes the one stated in the network, else one that
    says what an edge means. `layout` is a table as `build_layout` returns it, None for that of
    this network; give the same one to several pictures to keep nodes in place (it may hold
    further nodes). At most 400 edges are drawn, the strongest; the picture says so. Labels
    that find no room are left out and counted on the picture. Raises `UnknownNameError` for
    an unknown language, `OptionError` for a layout that lacks a node or leaves the square
    from 0 to 1.

    >>> network = nx.DiGraph(relation="learning", as_of="2020-12-31")
    >>> network.add_edge("hgd:ulm", "hgd:aalen", weight=0.8)
    >>> plot_network(network)
    <Drawing 'Who can learn from whom': .save('picture.svg'), also .pdf or .png>
    """
    catalogue = load_catalogue(lang)
    stated = build_title(network, catalogue)
    heading = stated if title is None else to_line(title)
    subject = _build_subject(network)
    subtitle = build_subtitle(network, subject.nodes, len(subject.edges), catalogue)
    head, top = _build_head(heading, subtitle)
    foot = _build_foot(build_source_line(network, catalogue))
    frame = Box(_MARGIN, _FOOT, _WIDTH - 2 * _MARGIN, top - _FOOT)
    if subject.nodes:
        points = build_layout(network) if layout is None else layout
        scene = _build_scene(subject, _place_marks(subject, points, frame), frame, catalogue)
    else:
        note = Line(catalogue.text("diagram.empty"), (_WIDTH / 2, _HEIGHT / 2), _SUBTITLE, "center")
        scene = Scene(_WIDTH, _HEIGHT, lines=(note,))
    words = describe(network, subject.nodes, subject.edges, len(subject.shown), catalogue)
    return Drawing(
        scene=replace(scene, lines=(*head, *scene.lines, *foot)),
        title=" · ".join(filter(None, [heading, name_network(network, catalogue)])),
        description=words,
        lang=lang,
        snapshot=to_line(network.graph.get("snapshot")),
    )


def _build_subject(network: nx.Graph) -> _Subject:
    """Read the network and decide what is shown, in which sizes."""
    nodes, edges = to_nodes(network), to_edges(network)
    directed = bool(network.is_directed())
    return _Subject(
        nodes=nodes,
        edges=edges,
        shown=edges[:EDGE_LIMIT],
        sizes=build_sizes(len(nodes)),
        style=build_edge_style(len(nodes), len(edges), directed=directed),
        relation=find_relation(network),
        directed=directed,
    )


def _build_head(title: str, subtitle: str) -> tuple[list[Line], float]:
    """Return the lines of title and subtitle, and the height at which the picture begins."""
    lines, y = [], _HEIGHT - 26.0
    for text, style, most in ((title, _TITLE, 2), (subtitle, _SUBTITLE, 2)):
        rows = wrap_text(text, style, width=_WIDTH - 2 * _MARGIN, most=most, measure=measure_text)
        for row in rows:
            y -= style.size * 1.25
            lines.append(Line(row, (_MARGIN, y + style.size * 0.25), style))
    return lines, y - 6


def _build_foot(source: str) -> list[Line]:
    """Return the source line at the bottom, two rows at most."""
    width = _WIDTH - 2 * _MARGIN
    rows = wrap_text(source, _SOURCE, width=width, most=2, measure=measure_text)
    return [Line(row, (_MARGIN, 31 - 9.5 * step), _SOURCE) for step, row in enumerate(rows)]


def _place_marks(subject: _Subject, layout: pd.DataFrame, frame: Box) -> dict[str, Mark]:
    """Return the sign of each node at its place in the frame; room for labels stays free."""
    missing = [node.id for node in subject.nodes if node.id not in layout.index]
    if missing:
        given = f"without {', '.join(missing[:3])}"
        raise OptionError(option="layout", value=given, allowed="a row for each node")
    points = layout.loc[[node.id for node in subject.nodes], ["x", "y"]].to_numpy(dtype=float)
    if not ((points >= 0) & (points <= 1)).all():
        given = "with a node outside the square"
        raise OptionError(option="layout", value=given, allowed="x and y from 0 to 1")
    side, rim = min(0.1 * frame.width, 6 * subject.sizes.label + 18), 2.5 * subject.sizes.label + 8
    marks = {}
    for node, (x, y) in zip(subject.nodes, points, strict=True):
        look = KINDS[node.kind]
        centre = (
            frame.left + side + float(x) * (frame.width - 2 * side),
            frame.bottom + rim + float(y) * (frame.height - 2 * rim),
        )
        size = subject.sizes.node * look.scale
        marks[node.id] = Mark(centre, look.shape, size, look.colour, look.rim)
    return marks


def _build_scene(
    subject: _Subject, marks: dict[str, Mark], frame: Box, catalogue: Catalogue
) -> Scene:
    """Return edges, nodes, labels and legend."""
    edges, sizes = subject.shown, subject.sizes
    curves = choose_curves(edges, marks, frame=frame, directed=subject.directed)
    strokes, heads = build_strokes(edges, curves, marks, style=subject.style, sizes=sizes)
    labels = _build_labels(subject)
    tips = [corner for head in heads for corner in head.corners] * _HEAD_WEIGHT
    ink = np.concatenate((sample_curves(curves), np.array(tips, dtype=float).reshape(-1, 2)))
    places = place_labels(labels, marks, area=frame, ink=ink)
    drawn = [
        draw_label(labels[node], place, measure_text) for node, place in sorted(places.items())
    ]
    legend = _build_legend(subject, len(labels) - len(places), catalogue)
    return Scene(
        width=_WIDTH,
        height=_HEIGHT,
        strokes=strokes + legend.strokes,
        heads=heads + legend.heads,
        panels=tuple(panel for panels, _ in drawn for panel in panels),
        marks=tuple(marks.values()) + legend.marks,
        lines=tuple(line for _, lines in drawn for line in lines) + legend.lines,
    )


def _build_labels(subject: _Subject) -> dict[str, LabelText]:
    """Return the label of each node; hubs come first, and those with the strongest ties."""
    sizes = subject.sizes
    strength: defaultdict[str, float] = defaultdict(float)
    for edge in subject.edges:
        strength[edge.source] += edge.weight
        strength[edge.target] += edge.weight
    name, seat = TextStyle(sizes.label, bold=True), TextStyle(sizes.seat, colour=QUIET_INK)
    labels, ranks = {}, {"regional_hub": 0, "thematic_hub": 0, "organisation": 1, "node": 1}
    for node in sorted(
        subject.nodes, key=lambda node: (ranks[node.kind], -strength[node.id], node.id)
    ):
        parts = [(node.label, name)] + ([(node.seat, seat)] if node.seat and sizes.seat else [])
        labels[node.id] = build_label(parts, width=_LABEL_WIDTH, measure=measure_text)
    return labels


def _build_legend(subject: _Subject, omitted: int, catalogue: Catalogue) -> Scene:
    """Return the legend in the words of a language, with notes on what is left out."""
    heads, directed = subject.style.heads, subject.directed
    uneven = len({edge.weight for edge in subject.shown}) > 1
    edges = explain_edges(subject.relation, catalogue, directed=directed, heads=heads)
    texts = LegendTexts(
        kinds=name_kinds(subject.nodes, catalogue),
        edges=edges if subject.shown else [],
        weight=catalogue.text("diagram.weight") if uneven else "",
        notes=list_notes(omitted, len(subject.shown), len(subject.edges), catalogue),
    )
    at, width = (_MARGIN, _FOOT - 12), _WIDTH - 2 * _MARGIN
    return build_legend(texts, at=at, width=width, heads=heads, measure=measure_text)
