"""Small multiples: the network on several days, every node in the same place on each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil, log
from typing import TYPE_CHECKING

import networkx as nx
import pandas as pd

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.diagrams.captions import explain_edges, find_relation, list_contents, name_kinds
from hubgraph.diagrams.density import Choice, choose_edges, find_chooser
from hubgraph.diagrams.drawing import Drawing, measure_text
from hubgraph.diagrams.edges import build_strokes, choose_curves, sample_curves
from hubgraph.diagrams.elements import Edge, Node, to_edges, to_nodes
from hubgraph.diagrams.encoding import (
    DENSE,
    EDGE_COLOUR,
    INK,
    KINDS,
    PAPER,
    QUIET_INK,
    EdgeStyle,
    Sizes,
    build_edge_style,
    build_sizes,
)
from hubgraph.diagrams.frame import Size
from hubgraph.diagrams.heading import Heading, build_heading, join_scenes
from hubgraph.diagrams.key import KeyRow, build_key, fits
from hubgraph.diagrams.labels import LabelText, Place, build_label, draw_label, place_labels
from hubgraph.diagrams.layout import build_layout
from hubgraph.diagrams.scene import Box, Line, Mark, Scene, TextStyle, draw_ring, move_scene
from hubgraph.errors import OptionError
from hubgraph.knowledge.queries import to_date
from hubgraph.monitoring.indicators import list_days
from hubgraph.monitoring.network import Relation, build_network

if TYPE_CHECKING:
    from rdflib import Graph

_MOST = 12
_GUTTER = 14.0
_CAPTION = 32.0
_ASPECT = 1.1
_FEET = (72.0, 86.0, 99.0, 113.0, 126.0, 140.0)
_DAY = TextStyle(9.5, bold=True)
_COUNT = TextStyle(7.5, colour=QUIET_INK)
_NAME = TextStyle(7)
_RING = 4.5


def plot_years(
    graph: "Graph",
    *,
    days: Sequence[str | date] | None = None,
    relation: Relation = "learning",
    lang: str = "en",
    title: str | None = None,
    size: Size = "print",
) -> Drawing:
    """Draw the network on several days side by side, each node in the same place on all.

    `days` are the days, at most 12; None means the end of each year from the first
    membership on, up to the reference date, the last 12. `relation` says what an edge means, see
    `build_network`. Who is new since the picture before has a ring; who left is hollow, once.
    `lang` is ``en`` or ``de``, `title` None the usual one, `size` 'print' or 'slide'.

    Raises InvalidDateError for a date that is none, UnknownNameError for an unknown language,
    OptionError for no day or more than 12, an unknown relation or size.

    >>> import hubgraph as hg
    >>> drawing = hg.plot_years(hg.load_graph("musterland"), days=["2021-12-31", "2023-12-31"])
    >>> drawing.title
    'The network over the years · Hub Network Musterland (fictional)'
    """
    catalogue = load_catalogue(lang)
    heading = build_heading(graph, catalogue, title=title, default=catalogue.text("years.title"))
    chosen = list_days(graph)[-_MOST:] if days is None else sorted({to_date(day) for day in days})
    if len(chosen) > _MOST:
        raise OptionError("days", f"{len(chosen)} days", f"1 to {_MOST}")
    networks = [build_network(graph, as_of=d, relation=relation, lang=lang) for d in chosen]
    return draw_years(networks, heading, size=size)


@dataclass(frozen=True, slots=True)
class _Panel:
    """One day: the network, its nodes, those new and those gone since the day before."""

    day: str
    network: nx.Graph
    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]
    new: frozenset[str]
    left: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class _Look:
    """What all panels share: marks at the origin, labels and their places, sizes, edge style."""

    marks: Mapping[str, Mark]
    labels: Mapping[str, LabelText]
    places: Mapping[str, Place]
    sizes: Sizes
    style: EdgeStyle
    numbered: bool


def draw_years(networks: Sequence[nx.Graph], heading: Heading, *, size: Size = "print") -> Drawing:
    """Return small multiples of networks, in the order given; each states its day in `as_of`.

    Raises OptionError if there is none.
    """
    if not networks:
        raise OptionError("days", "no day", f"1 to {_MOST}")
    catalogue = load_catalogue(heading.lang)
    panels = _build_panels(networks)
    union = nx.compose_all(networks)
    layout = build_layout(union)
    days = [catalogue.day(panel.day, form="long") for panel in panels]
    for foot in _FEET:
        frame = heading.build_frame(
            [" – ".join(sorted({days[0], days[-1]}, key=days.index))], size=size, foot=foot
        )
        boxes = _share(frame.area, len(panels))
        inner = Box(0, 0, boxes[0].width, boxes[0].height - _CAPTION)
        look = _build_look(union, layout, inner)
        rows = _explain(panels, look, union, catalogue)
        below = Box(frame.area.left, 42, frame.area.width, foot - 50)
        if fits(rows, below, across=True):
            break
    scenes = [_draw_panel(*pair, look, catalogue) for pair in zip(panels, boxes, strict=True)]
    key = build_key(rows, below, across=True)
    told = [_tell(panel, catalogue) for panel in panels]
    sentence = catalogue.text("years.describe", n=len(panels), days="; ".join(told))
    listing = [line for panel in panels for line in _list(panel, catalogue)]
    return heading.build_drawing(join_scenes(frame, [*scenes, key]), [sentence], listing)


def _build_panels(networks: Sequence[nx.Graph]) -> list[_Panel]:
    """Return each day with what changed since the day before; on the first, nothing has."""
    nodes = [{node.id: node for node in to_nodes(network)} for network in networks]
    before = [nodes[0], *nodes[:-1]]
    return [
        _Panel(
            str(network.graph.get("as_of", "")),
            network,
            now,
            to_edges(network),
            frozenset(now.keys() - then.keys()),
            {node: then[node] for node in sorted(then.keys() - now.keys())},
        )
        for network, now, then in zip(networks, nodes, before, strict=True)
    ]


def _share(area: Box, count: int) -> list[Box]:
    """Return a box per panel, in rows, as near as can be to the shape a network likes."""

    def misfit(columns: int) -> float:
        """How far a number of columns is from that shape, and how many places stay empty."""
        rows = ceil(count / columns)
        shape = (area.width / columns) / (area.height / rows)
        return abs(log(shape / _ASPECT)) + 0.5 * (rows * columns - count)

    columns = min(range(1, count + 1), key=misfit)
    rows = ceil(count / columns)
    wide = int((area.width - (columns - 1) * _GUTTER) / columns)
    high = int((area.height - (rows - 1) * _GUTTER) / rows)
    left, top = round(area.left), round(area.top)
    return [
        Box(
            left + step % columns * (wide + _GUTTER),
            top - step // columns * (high + _GUTTER) - high,
            wide,
            high,
        )
        for step in range(count)
    ]


def _build_look(union: nx.Graph, layout: pd.DataFrame, inner: Box) -> _Look:
    """Return marks and labels of all nodes that ever occur, once for all panels.

    If not every name finds room, numbers stand for the names.
    """
    nodes, edges = to_nodes(union), to_edges(union)
    sizes = build_sizes(max(len(nodes), 1) * 4)
    rim = 16.0
    marks = {}
    for node in nodes:
        x, y = layout.loc[[node.id], ["x", "y"]].to_numpy(dtype=float)[0]
        centre = (
            round(1.6 * rim + float(x) * (inner.width - 3.2 * rim), 2),
            round(rim + float(y) * (inner.height - 2 * rim), 2),
        )
        look = KINDS[node.kind]
        mark = Mark(centre, look.shape, sizes.node * look.scale, look.colour, look.rim)
        marks[node.id] = mark
    directed = union.is_directed()
    edges = _choose(union, edges, marks).shown
    curves = choose_curves(edges, marks, frame=inner, directed=directed)
    around = {node: replace(mark, size=mark.size + _RING) for node, mark in marks.items()}
    ink = sample_curves(curves)
    for numbered in (False, True):
        names = {n.id: str(step) if numbered else n.label for step, n in enumerate(nodes, 1)}
        labels = {
            node: build_label([(name, _NAME)], width=64, measure=measure_text)
            for node, name in names.items()
        }
        places = place_labels(labels, around, area=inner, ink=ink)
        if len(places) == len(labels):
            break
    style = build_edge_style(len(nodes), len(edges), directed=directed)
    if len(edges) > DENSE * len(nodes):
        style = replace(style, opacity=0.4)
    return _Look(marks, labels, places, sizes, style, numbered)


def _draw_panel(panel: _Panel, box: Box, look: _Look, catalogue: Catalogue) -> Scene:
    """Return one day in its box: caption, edges, marks, labels of those who are there."""
    day = Line(catalogue.day(panel.day, form="long"), (box.left, box.top - 10), _DAY)
    count = Line(_count(panel, catalogue), (box.left, box.top - 21), _COUNT)
    present = {node: look.marks[node] for node in panel.nodes}
    frame = Box(0, 0, box.width, box.height - _CAPTION)
    edges = _choose(panel.network, panel.edges, present).shown
    curves = choose_curves(edges, present, frame=frame, directed=panel.network.is_directed())
    strokes, heads = build_strokes(edges, curves, present, style=look.style, sizes=look.sizes)
    rings = [draw_ring(look.marks[node], INK) for node in sorted(panel.new)]
    marks = [*present.values()]
    marks += [replace(look.marks[node], colour=PAPER, rim=QUIET_INK) for node in panel.left]
    shown = [node for node in (*panel.nodes, *panel.left) if node in look.places]
    written = [draw_label(look.labels[node], look.places[node], measure_text) for node in shown]
    scene = Scene(
        box.width,
        box.height,
        strokes=strokes,
        heads=heads,
        panels=(*rings, *(each for panels, _ in written for each in panels)),
        marks=tuple(marks),
        lines=tuple(each for _, lines in written for each in lines),
    )
    moved = move_scene(scene, box.left, box.bottom)
    return replace(moved, lines=(*moved.lines, day, count))


def _choose(network: nx.Graph, edges: Sequence[Edge], marks: Mapping[str, Mark]) -> Choice:
    """Return which edges of a network are drawn."""
    directed = network.is_directed()
    chooser = find_chooser(find_relation(network), directed=directed)
    return choose_edges(edges, marks, chooser=chooser)


def _count(panel: _Panel, catalogue: Catalogue) -> str:
    """Return how many hubs and ties a day has."""
    hubs = catalogue.count("diagram.count.hub", len(panel.nodes))
    edges = panel.network.number_of_edges()
    return f"{hubs}  ·  {catalogue.count(f'diagram.count.{find_relation(panel.network)}', edges)}"


def _tell(panel: _Panel, catalogue: Catalogue) -> str:
    """Return one day in words: counts, who is new, who left."""
    told = [f"{catalogue.day(panel.day, form='long')}: {_count(panel, catalogue)}"]
    for name, nodes in (
        ("new", [panel.nodes[n] for n in sorted(panel.new)]),
        ("left", [*panel.left.values()]),
    ):
        if nodes:
            names = catalogue.join([node.label for node in nodes])
            told.append(catalogue.text(f"years.{name}", names=names))
    return ", ".join(told)


def _list(panel: _Panel, catalogue: Catalogue) -> list[str]:
    """Return the lines of one day: what changed, then every node and tie."""
    nodes = tuple(panel.nodes.values())
    return [
        _tell(panel, catalogue),
        *list_contents(panel.network, nodes, to_edges(panel.network), catalogue),
    ]


def _explain(
    panels: Sequence[_Panel], look: _Look, union: nx.Graph, catalogue: Catalogue
) -> list[KeyRow]:
    """Return the key: kinds, new, left, edges, numbers, notes; only what occurs."""
    nodes = to_nodes(union)
    rows = [
        KeyRow(name, KINDS[kind].colour, KINDS[kind].rim, shape=KINDS[kind].shape)
        for kind, name in name_kinds(nodes, catalogue).items()
    ]
    if any(panel.new for panel in panels):
        rows.append(KeyRow(catalogue.text("years.key.new"), QUIET_INK, shape="circle", ring=True))
    if any(panel.left for panel in panels):
        rows.append(KeyRow(catalogue.text("years.key.left"), PAPER, QUIET_INK, shape="circle"))
    directed, heads = union.is_directed(), look.style.heads
    relation = find_relation(panels[-1].network)
    texts = explain_edges(relation, catalogue, directed=directed, heads=heads)
    if union.number_of_edges():
        rows += [KeyRow(text, EDGE_COLOUR, line=1.4, arrow=heads) for text in texts]
    if look.numbered:
        rows += [KeyRow(f"{step}  {node.label}", quiet=True) for step, node in enumerate(nodes, 1)]
    choices = [_choose(panel.network, panel.edges, look.marks) for panel in panels]
    if any(choice.each for choice in choices):
        rows.append(KeyRow(catalogue.text("years.thinned"), quiet=True))
    omitted = len(look.labels) - len(look.places)
    if omitted:
        rows.append(KeyRow(catalogue.count("diagram.omitted", omitted), quiet=True))
    return rows
