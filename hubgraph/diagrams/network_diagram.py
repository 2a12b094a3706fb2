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
    list_contents,
    list_notes,
    name_kinds,
    name_network,
)
from hubgraph.diagrams.density import Choice, choose_edges, find_chooser
from hubgraph.diagrams.drawing import Drawing, measure_text
from hubgraph.diagrams.edge_labels import place_edge_labels
from hubgraph.diagrams.edges import build_strokes, choose_curves, sample_curves
from hubgraph.diagrams.elements import Edge, Node, to_edges, to_line, to_nodes
from hubgraph.diagrams.encoding import (
    KINDS,
    QUIET_INK,
    EdgeStyle,
    Sizes,
    build_edge_style,
    build_sizes,
)
from hubgraph.diagrams.frame import Frame, Size, build_frame
from hubgraph.diagrams.labels import LabelText, build_label, draw_label, place_labels
from hubgraph.diagrams.layout import build_layout
from hubgraph.diagrams.legend import LegendTexts, build_legend
from hubgraph.diagrams.scene import Box, Line, Mark, Scene, TextStyle
from hubgraph.diagrams.suggestion_network import to_network
from hubgraph.errors import OptionError
from hubgraph.explanation.suggestions import Suggestions

_LABEL_WIDTH = 118.0
_HEAD_WEIGHT = 10
"""To hide a corner of an arrow head is as bad as to hide so many points along an edge."""
_NOTE = TextStyle(10, colour=QUIET_INK)
_TOPIC = TextStyle(6.5, colour=QUIET_INK)
_TOPIC_WIDTH = 92.0


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is drawn: nodes at their places, all edges, those shown, and how."""

    nodes: tuple[Node, ...]
    marks: dict[str, Mark]
    edges: tuple[Edge, ...]
    choice: Choice
    sizes: Sizes
    style: EdgeStyle
    relation: str
    directed: bool


def plot_network(
    network: nx.Graph | Suggestions,
    *,
    lang: str = "en",
    title: str | None = None,
    layout: pd.DataFrame | None = None,
    size: Size = "print",
) -> Drawing:
    """Draw a network of organisations: who is tied to whom, how strongly, in which direction.

    `network` is one as `build_network` makes it, or suggestions of learning, helping or
    openings: their arrows run from teacher to learner, as the knowledge does, with the topic.
    `lang` is ``en`` or ``de``. `title` None takes the one stated in the network, else one that
    says what an edge means. `layout` is a table as `build_layout` returns it, None for that of
    this network; give the same one to several pictures to keep nodes in place (it may hold
    further nodes). `size` is 'print' or 'slide' (16:9). With more than two edges per node only
    the strongest of each node are drawn; the picture says so. Labels that find no room are
    left out and counted on the picture. Raises `UnknownNameError` for an unknown language,
    `OptionError` for another size, suggestions without a direction, or a layout that lacks a
    node or leaves the square from 0 to 1.

    >>> network = nx.DiGraph(relation="learning", as_of="2020-12-31")
    >>> network.add_edge("hgd:ulm", "hgd:aalen", weight=0.8)
    >>> plot_network(network)
    <Drawing 'Who can learn from whom': .save('picture.svg'), also .pdf or .png>
    """
    catalogue = load_catalogue(lang)
    network = to_network(network)
    stated = build_title(network, catalogue)
    heading = stated if title is None else to_line(title)
    nodes, edges = to_nodes(network), to_edges(network)
    subtitle = build_subtitle(network, catalogue, nodes=nodes, edges=len(edges))
    frame = build_frame(heading, subtitle, build_source_line(network, catalogue), size=size)
    points = build_layout(network) if layout is None else layout
    subject = _build_subject(network, nodes, edges, _place_marks(nodes, points, frame.area))
    if nodes:
        scene = _build_scene(subject, frame, catalogue)
    else:
        note = Line(
            catalogue.text("diagram.empty"), (frame.width / 2, frame.height / 2), _NOTE, "center"
        )
        scene = Scene(frame.width, frame.height, lines=(note,))
    return Drawing(
        scene=replace(scene, lines=(*frame.lines, *scene.lines)),
        title=" · ".join(filter(None, [heading, name_network(network, catalogue)])),
        description=describe(network, nodes, edges, subject.choice, catalogue),
        lang=lang,
        snapshot=to_line(network.graph.get("snapshot")),
        listing=list_contents(network, nodes, edges, catalogue),
    )


def _build_subject(
    network: nx.Graph, nodes: tuple[Node, ...], edges: tuple[Edge, ...], marks: dict[str, Mark]
) -> _Subject:
    """Decide what of the network is shown, in which sizes."""
    directed, relation = bool(network.is_directed()), find_relation(network)
    choice = choose_edges(edges, marks, chooser=find_chooser(relation, directed=directed))
    return _Subject(
        nodes=nodes,
        marks=marks,
        edges=edges,
        choice=choice,
        sizes=build_sizes(len(nodes)),
        style=build_edge_style(len(nodes), len(choice.shown), directed=directed),
        relation=relation,
        directed=directed,
    )


def _place_marks(nodes: tuple[Node, ...], layout: pd.DataFrame, frame: Box) -> dict[str, Mark]:
    """Return the sign of each node at its place in the frame; room for labels stays free."""
    missing = [node.id for node in nodes if node.id not in layout.index]
    if missing:
        given = f"without {', '.join(missing[:3])}"
        allowed = "a row for each node, as build_layout(network, keep=layout) makes it"
        raise OptionError(option="layout", value=given, allowed=allowed)
    sizes = build_sizes(len(nodes))
    points = layout.loc[[node.id for node in nodes], ["x", "y"]].to_numpy(dtype=float).round(6)
    if not ((points >= 0) & (points <= 1)).all():
        given = "with a node outside the square"
        raise OptionError(option="layout", value=given, allowed="x and y from 0 to 1")
    side, rim = min(0.1 * frame.width, 6 * sizes.label + 18), 2.5 * sizes.label + 8
    marks = {}
    for node, (x, y) in zip(nodes, points, strict=True):
        look = KINDS[node.kind]
        centre = (
            frame.left + side + float(x) * (frame.width - 2 * side),
            frame.bottom + rim + float(y) * (frame.height - 2 * rim),
        )
        size = sizes.node * look.scale
        marks[node.id] = Mark(centre, look.shape, size, look.colour, look.rim)
    return marks


def _build_scene(subject: _Subject, frame: Frame, catalogue: Catalogue) -> Scene:
    """Return edges, nodes, labels and legend."""
    edges, sizes, marks = subject.choice.shown, subject.sizes, subject.marks
    curves = choose_curves(edges, marks, frame=frame.area, directed=subject.directed)
    strokes, heads = build_strokes(edges, curves, marks, style=subject.style, sizes=sizes)
    labels = _build_labels(subject)
    tips = [corner for head in heads for corner in head.corners] * _HEAD_WEIGHT
    ink = np.concatenate((sample_curves(curves), np.array(tips, dtype=float).reshape(-1, 2)))
    places = place_labels(labels, marks, area=frame.area, ink=ink)
    drawn = [
        draw_label(labels[node], place, measure_text) for node, place in sorted(places.items())
    ]
    topics = _label_edges(edges)
    room = [place.box for place in places.values()]
    spots = place_edge_labels(topics, curves, marks, area=frame.area, taken=room)
    drawn += [
        draw_label(topics[number], spot, measure_text, opacity=0.92)
        for number, spot in sorted(spots.items())
    ]
    omitted = len(labels) - len(places) + len(topics) - len(spots)
    legend = _build_legend(subject, omitted, frame.area, catalogue)
    return Scene(
        width=frame.width,
        height=frame.height,
        strokes=strokes + legend.strokes,
        heads=heads + legend.heads,
        panels=tuple(panel for panels, _ in drawn for panel in panels),
        marks=tuple(marks.values()) + legend.marks,
        lines=tuple(line for _, lines in drawn for line in lines) + legend.lines,
    )


def _label_edges(edges: tuple[Edge, ...]) -> dict[int, LabelText]:
    """Return the label of each edge that has one, by its number."""
    return {
        number: build_label([(edge.label, _TOPIC)], width=_TOPIC_WIDTH, measure=measure_text)
        for number, edge in enumerate(edges)
        if edge.label
    }


def _build_labels(subject: _Subject) -> dict[str, LabelText]:
    """Return the label of each node; hubs come first, and those with the strongest ties."""
    sizes = subject.sizes
    strength: defaultdict[str, float] = defaultdict(float)
    for edge in subject.edges:
        strength[edge.source] += edge.weight
        strength[edge.target] += edge.weight
    name, seat = TextStyle(sizes.label, bold=True), TextStyle(sizes.seat, colour=QUIET_INK)
    ranks = {"regional_hub": 0, "thematic_hub": 0}
    labels = {}
    for node in sorted(
        subject.nodes, key=lambda node: (ranks.get(node.kind, 1), -strength[node.id], node.id)
    ):
        told = sizes.seat and node.seat not in {"", node.label}
        parts = [(node.label, name), *([(node.seat, seat)] if told else [])]
        labels[node.id] = build_label(parts, width=_LABEL_WIDTH, measure=measure_text)
    return labels


def _build_legend(subject: _Subject, omitted: int, area: Box, catalogue: Catalogue) -> Scene:
    """Return the legend in the words of a language, with notes on what is left out."""
    heads, directed = subject.style.heads, subject.directed
    uneven = len({edge.weight for edge in subject.choice.shown}) > 1
    edges = explain_edges(subject.relation, catalogue, directed=directed, heads=heads)
    texts = LegendTexts(
        kinds=name_kinds(subject.nodes, catalogue),
        edges=edges if subject.choice.shown else [],
        weight=catalogue.text("diagram.weight") if uneven else "",
        notes=list_notes(omitted, subject.choice, len(subject.edges), catalogue),
    )
    at = (area.left, area.bottom - 12)
    return build_legend(texts, at=at, width=area.width, heads=heads, measure=measure_text)
