"""The map: districts each hub serves, seats and further sites, ties between seats."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import numpy.typing as npt

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.diagrams.borders import load_borders
from hubgraph.diagrams.captions import find_relation
from hubgraph.diagrams.density import choose_edges, find_chooser
from hubgraph.diagrams.drawing import Drawing, measure_text
from hubgraph.diagrams.edges import build_strokes, choose_curves, sample_curves
from hubgraph.diagrams.elements import Edge, to_edges
from hubgraph.diagrams.encoding import (
    INK,
    KINDS,
    PAPER,
    QUIET_INK,
    build_edge_style,
    build_sizes,
)
from hubgraph.diagrams.frame import Frame, Size
from hubgraph.diagrams.heading import Heading, build_heading, join_scenes
from hubgraph.diagrams.key import KeyRow
from hubgraph.diagrams.labels import build_label, draw_label, place_labels
from hubgraph.diagrams.map_data import (
    MapData,
    MapSubject,
    choose_tints,
    has_borders,
    read_map,
)
from hubgraph.diagrams.map_ground import Projection, draw_districts, fit_projection
from hubgraph.diagrams.map_key import build_map_key, explain_signs, list_map, list_map_notes
from hubgraph.diagrams.scene import (
    Box,
    Line,
    Mark,
    Point,
    Scene,
    Stroke,
    TextStyle,
    draw_straight,
)
from hubgraph.diagrams.suggestion_network import to_network
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.knowledge.queries import reference_date, to_date

if TYPE_CHECKING:
    from rdflib import Graph

Points = npt.NDArray[np.float64]

_KEY_WIDTH = 208.0
_FOOT = 54.0
_SEAT = 10.0
_BESIDE = sorted(
    ((across, up) for across in range(-2, 3) for up in range(-3, 4)),
    key=lambda step: (step[0] ** 2 + step[1] ** 2, -step[0], step[1]),
)
"""Where signs at one place stand: the first on it, the others around it."""
_FURTHER = 5.0
_NAME = TextStyle(8.5, bold=True)


def plot_map(
    graph: "Graph",
    *,
    as_of: str | date | None = None,
    ties: nx.Graph | Suggestions | None = None,
    lang: str = "en",
    title: str | None = None,
    size: Size = "print",
) -> Drawing:
    """Draw a map: the districts each hub serves on a day, seats, further sites, ties.

    `as_of` None means the reference date. `ties` are drawn between the seats: a network of
    the same organisations, as `build_network` makes it, or suggestions (arrow from learner to
    teacher); None draws none. `lang` is ``en`` or ``de``, `title` None the usual one, `size`
    'print' or 'slide'. Borders are drawn for districts of Baden-Württemberg, known by their
    official key; their licence line stands below. Other networks are drawn by the coordinates
    of their sites alone. What has no coordinates is on no map, but in `listing`.

    Raises InvalidDateError for a date that is none, UnknownNameError for an unknown language,
    OptionError for another size.

    >>> import hubgraph as hg
    >>> hg.plot_map(hg.load_graph("baden-wuerttemberg"))
    <Drawing 'Who is there for which district · Digital Hub Network Baden-Württemberg': \
.save('picture.svg'), also .pdf or .png>
    """
    catalogue = load_catalogue(lang)
    day = reference_date(graph) if as_of is None else to_date(as_of)
    heading = build_heading(graph, catalogue, title=title, default=catalogue.text("map.title"))
    return draw_map(read_map(graph, day), heading, day=day, ties=ties, size=size)


def draw_map(
    data: MapData,
    heading: Heading,
    *,
    day: str,
    ties: nx.Graph | Suggestions | None = None,
    size: Size = "print",
) -> Drawing:
    """Return the map of data that is read already; `day` is written in the subtitle."""
    catalogue = load_catalogue(heading.lang)
    network = nx.Graph() if ties is None else to_network(ties)
    relation, directed = find_relation(network), network.is_directed()
    edges = tuple(edge for edge in to_edges(network) if {edge.source, edge.target} <= {*data.hubs})
    borders = load_borders()
    tints = choose_tints(data, borders)
    subject = MapSubject(data, borders, tints, edges, relation, directed)
    parts = [
        catalogue.text("diagram.as_of", day=catalogue.day(day, form="long")),
        catalogue.count("diagram.count.hub", len(data.hubs)),
    ]
    if edges:
        parts.append(catalogue.count(f"diagram.count.{relation}", len(edges)))
    frame = heading.build_frame(parts, size=size, foot=_FOOT)
    listing = list_map(data, edges, catalogue, directed=directed)
    scene, notes = _build_scene(subject, frame, catalogue)
    served = sum(bool(each.hubs) for each in data.districts)
    sentence = catalogue.text(
        "map.describe", served=served, districts=len(data.districts), hubs=len(data.hubs)
    )
    licence = borders.licence if has_borders(subject) else ""
    return heading.build_drawing(
        scene, [sentence, *notes, licence], [*listing, *filter(None, [licence])]
    )


def _build_scene(
    subject: MapSubject, frame: Frame, catalogue: Catalogue
) -> tuple[Scene, list[str]]:
    """Return districts, ties, seats with names and the key; and the notes that stand in it."""
    area = frame.area
    wide = min(area.width - _KEY_WIDTH, 1.15 * area.height)
    room = Box(area.left, area.bottom, wide, area.height)
    column = Box(room.right + 14, area.bottom, area.width - wide - 14, area.height)
    projection = fit_projection(subject, room)
    if projection is None:
        note = catalogue.text("map.nowhere")
        key = build_map_key([KeyRow(note, quiet=True)], [], subject, area, catalogue)
        return _join(frame, [key], subject, catalogue), [note]
    seats, further, spokes = _place_sites(subject, projection, room)
    edges = [e for e in subject.edges if {e.source, e.target} <= {*seats}]
    chooser = find_chooser(subject.relation, directed=subject.directed)
    choice = choose_edges(edges, seats, chooser=chooser)
    ties, curves = _draw_ties(choice.shown, seats, room, directed=subject.directed)
    lines = [*curves, *((each.start, each.control, each.end) for each in spokes)]
    names = _write_names(subject, seats, further, room, sample_curves(lines))
    ground = Scene(
        0,
        0,
        fields=draw_districts(subject, projection),
        strokes=tuple(spokes),
        marks=(*seats.values(), *further.values()),
    )
    omitted = len(seats) - sum(map(bool, names))
    notes = list_map_notes(subject, seats, omitted, choice, catalogue)
    rows = [
        *explain_signs(subject, further, catalogue),
        *(KeyRow(note, quiet=True) for note in notes),
    ]
    key = build_map_key([], rows, subject, column, catalogue)
    return _join(frame, [ground, *filter(None, names), ties, key], subject, catalogue), notes


def _write_names(
    subject: MapSubject,
    seats: Mapping[str, Mark],
    further: Mapping[str, Mark],
    room: Box,
    ink: Points,
) -> list[Scene | None]:
    """Return the name of each hub beside its seat, None for one that finds no room."""
    labels = {
        hub: build_label([(subject.data.hubs[hub].label, _NAME)], width=96, measure=measure_text)
        for hub in seats
    }
    places = place_labels(labels, {**seats, **further}, area=room, ink=ink)
    scenes: list[Scene | None] = []
    for hub, label in labels.items():
        if hub not in places:
            scenes.append(None)
            continue
        panels, lines = draw_label(label, places[hub], measure_text)
        scenes.append(Scene(0, 0, panels=tuple(panels), lines=tuple(lines)))
    return scenes


def _join(
    frame: Frame, scenes: Sequence[Scene], subject: MapSubject, catalogue: Catalogue
) -> Scene:
    """Return one scene of several parts in the frame, with the licence line if it is needed."""
    lines = []
    if has_borders(subject):
        style = TextStyle(7, colour=QUIET_INK)
        text = catalogue.text("map.borders", licence=subject.borders.licence)
        lines.append(Line(text, (frame.area.left, 40.5), style))
    return join_scenes(frame, scenes, lines)


def _place_sites(
    subject: MapSubject, projection: Projection, room: Box
) -> tuple[dict[str, Mark], dict[str, Mark], list[Stroke]]:
    """Return the main seat of each hub, all other sites, and lines from one to the others.

    Where several hubs sit at one place, their signs stand side by side.
    """
    seats: dict[str, Mark] = {}
    further: dict[str, Mark] = {}
    spokes: list[Stroke] = []
    taken: dict[Point, int] = {}
    side = build_sizes(len(subject.data.hubs)).node / 15 * _SEAT
    for site in subject.data.sites:
        if site.lat is None or site.lon is None:
            continue
        x, y = projection.place(np.array([[site.lon, site.lat]]))[0]
        look = KINDS[subject.data.hubs[site.hub].kind]
        spot = (round(float(x), 1), round(float(y), 1))
        if site.hub not in seats:
            taken[spot] = taken.get(spot, -1) + 1
            across, up = _BESIDE[taken[spot] % len(_BESIDE)]
            centre = (
                min(max(spot[0] + across * (side + 1.5), room.left + side), room.right - side),
                min(max(spot[1] + up * (side + 1.5), room.bottom + side), room.top - side),
            )
            rim = look.rim if look.rim != PAPER else INK
            seats[site.hub] = Mark(centre, look.shape, side * look.scale, look.colour, rim)
            continue
        number = f"{site.hub} {site.place} {len(further)}"
        further[number] = Mark(spot, look.shape, _FURTHER * look.scale, look.colour, INK)
        spokes.append(
            draw_straight(seats[site.hub].centre, spot, QUIET_INK, width=0.7, dash=(1.5, 1.5))
        )
    return seats, further, spokes


def _draw_ties(
    edges: Sequence[Edge], seats: Mapping[str, Mark], room: Box, *, directed: bool
) -> tuple[Scene, list[tuple[Point, Point, Point]]]:
    """Return the ties as curves between the seats, and those curves."""
    sizes = build_sizes(len(seats))
    style = build_edge_style(len(seats), len(edges), directed=directed)
    curves = choose_curves(edges, seats, frame=room, directed=directed)
    strokes, heads = build_strokes(edges, curves, seats, style=style, sizes=sizes)
    return Scene(0, 0, strokes=strokes, heads=heads), curves
