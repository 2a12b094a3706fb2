"""The paths of a suggestion: from what the learner needs, over topics, to what is offered."""

from collections.abc import Sequence
from dataclasses import dataclass

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.diagrams.drawing import Drawing, measure_text
from hubgraph.diagrams.elements import to_line
from hubgraph.diagrams.encoding import BARS, EDGE_COLOUR, INK, KINDS, PAPER, QUIET_INK, build_widths
from hubgraph.diagrams.frame import Size
from hubgraph.diagrams.heading import join_scenes
from hubgraph.diagrams.key import KeyRow, build_key
from hubgraph.diagrams.labels import wrap_text
from hubgraph.diagrams.scene import (
    Area,
    Box,
    Line,
    Mark,
    Scene,
    TextStyle,
    draw_straight,
)
from hubgraph.diagrams.waterfall_diagram import build_pair_heading, write_pair
from hubgraph.explanation.explain import Explanation

_FOOT = 66.0
_HEAD = 30.0
_LEAST_ROW, _MOST_ROW = 50.0, 66.0
_SIDE = 0.25
_VALUE_WIDTH = 52.0
_WHO = TextStyle(10, bold=True)
_TOPIC = TextStyle(9)
_VIA = TextStyle(7.5)
_RELATION = TextStyle(8, colour=QUIET_INK)
_VALUE = TextStyle(9.5)


@dataclass(frozen=True, slots=True)
class Route:
    """One path: its topics from need to offer, the relation's key ('' if unknown), its value."""

    topics: tuple[str, ...]
    relation: str
    value: float


def plot_path(
    explanation: Explanation, *, title: str | None = None, size: Size = "print"
) -> Drawing:
    """Draw the ways from what the learner needs, over topics, to what the teacher offers.

    On each way stands how the offer is related to the need, behind it what it adds to the
    score; the largest comes first, and those that find no room are counted and listed. The
    language is that of the explanation; `title` None is the usual one, `size` 'print' or
    'slide'.

    Raises WrongTypeError for anything but an explanation, OptionError for another size.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> suggestions = hg.suggest_learning(profiles, learner="digiZ")
    >>> hg.plot_path(hg.explain_suggestion(suggestions)).listing[0]
    'IT security → IT security (exactly this topic): 0.054'
    """
    heading = build_pair_heading(explanation, title=title, default="path.title")
    catalogue = load_catalogue(explanation.lang)
    frame = heading.build_frame(write_pair(explanation, catalogue), size=size, foot=_FOOT)
    routes = list_routes(explanation)
    most = max(int((frame.area.height - _HEAD) / _LEAST_ROW), 1)
    shown = routes[:most]
    who = [to_line(explanation.learner_name), to_line(explanation.teacher_name)]
    scenes = _draw_routes(shown, who, frame.area, catalogue)
    rows = [KeyRow(catalogue.text("path.key"), EDGE_COLOUR, line=2.0)] if len(shown) > 1 else []
    if len(routes) > len(shown):
        text = catalogue.count("path.more", len(routes) - len(shown))
        rows.append(KeyRow(text, quiet=True))
    if not routes:
        text = catalogue.text("waterfall.empty", learner=who[0], teacher=who[1])
        rows.append(KeyRow(text, quiet=True))
    below = Box(frame.area.left, 40, frame.area.width, _FOOT - 44)
    key = build_key(rows, below, across=True)
    sentence = catalogue.text("path.describe", learner=who[0], teacher=who[1], n=len(routes))
    lines = [_tell(route, catalogue) for route in routes]
    return heading.build_drawing(join_scenes(frame, [*scenes, key]), [sentence, *lines], lines)


def list_routes(explanation: Explanation) -> list[Route]:
    """Return the paths of an explanation with their relation and value, largest first."""
    parts = explanation.parts.dropna(subset=["topic_label", "offer_label"])
    known = parts.groupby(["topic_label", "offer_label"], sort=True).agg(
        relation=("relation", "first"), value=("value", "sum")
    )
    routes = []
    for path in explanation.paths:
        ends = (path[0], path[-1])
        found = ends in known.index
        relation = str(known.loc[ends, "relation"]) if found else ""
        value = float(known["value"].get(ends, 0.0))
        topics = tuple(map(to_line, path if len(path) > 1 else path * 2))
        routes.append(Route(topics, relation, value))
    return sorted(routes, key=lambda route: (-route.value, route.topics))


def _tell(route: Route, catalogue: Catalogue) -> str:
    """Return one path in words."""
    return catalogue.text(
        "path.line",
        path=" → ".join(route.topics),
        relation=_name_relation(route, catalogue),
        value=catalogue.number(route.value),
    )


def _name_relation(route: Route, catalogue: Catalogue) -> str:
    """Return how the offer is related to the need."""
    return catalogue.text(f"relation.{route.relation}" if route.relation else "path.unknown")


def _draw_routes(
    routes: Sequence[Route], who: Sequence[str], area: Box, catalogue: Catalogue
) -> list[Scene]:
    """Return who needs and who offers, and a row per path."""
    row = min(_MOST_ROW, (area.height - _HEAD) / max(len(routes), 1))
    widths = build_widths([max(route.value, 0.0) for route in routes], thickest=5.0)
    scenes = [Scene(0, 0, lines=tuple(_write_heads(who, area, catalogue)))]
    for step, (route, width) in enumerate(zip(routes, widths, strict=True), 1):
        room = Box(area.left, area.top - _HEAD - step * row, area.width, row)
        scenes.append(_draw_ends(route, room, catalogue))
        scenes.append(_draw_way(route, width, room, catalogue))
    return scenes


def _write_heads(who: Sequence[str], area: Box, catalogue: Catalogue) -> list[Line]:
    """Return who needs above the first column, and who offers above the last."""
    side = _SIDE * area.width
    right = area.right - _VALUE_WIDTH - side
    lines = []
    for x, name, verb in ((area.left, who[0], "needs"), (right, who[1], "offers")):
        room = side + (_VALUE_WIDTH if verb == "offers" else 80)
        text = f"{name} {catalogue.text(f'path.{verb}')}"
        rows = wrap_text(text, _WHO, width=room, most=2, measure=measure_text)
        lines += [Line(row, (x, area.top - 12 - 12 * n), _WHO) for n, row in enumerate(rows)]
    return lines


def _draw_ends(route: Route, room: Box, catalogue: Catalogue) -> Scene:
    """Return the boxes of need and offer of one path, and its value, if it is known."""
    side, middle = _SIDE * room.width, room.bottom + room.height / 2
    right = room.right - _VALUE_WIDTH - side
    fields, lines = [], []
    for x, topic, kind in (
        (room.left, route.topics[0], "thematic_hub"),
        (right, route.topics[-1], "regional_hub"),
    ):
        corners = Box(x, room.bottom + 4, side, room.height - 8).corners
        fields.append(Area(corners, BARS[kind], rim=KINDS[kind].colour))
        lines += _write(topic, (x + side / 2, middle), _TOPIC, side - 12)
    if route.relation:
        value = catalogue.text("waterfall.gain", value=catalogue.number(route.value))
        lines.append(Line(value, (right + side + 6, middle - 3.4), _VALUE))
    return Scene(0, 0, fields=tuple(fields), lines=tuple(lines))


def _draw_way(route: Route, width: float, room: Box, catalogue: Catalogue) -> Scene:
    """Return the arrow of one path, the relation on it, and the topics it leads over."""
    side, middle = _SIDE * room.width, room.bottom + room.height / 2
    start, tip = room.left + side + 3, room.right - _VALUE_WIDTH - side - 3
    arrow = draw_straight((start, middle), (tip - 7, middle), EDGE_COLOUR, width=width)
    head = Area(((tip - 8, middle - 5), (tip, middle), (tip - 8, middle + 5)), EDGE_COLOUR)
    name = _name_relation(route, catalogue)
    rows = wrap_text(name, _RELATION, width=tip - start - 8, most=1, measure=measure_text)
    lines = [Line(row, ((start + tip) / 2, middle + 7), _RELATION, "center") for row in rows]
    via = route.topics[1:-1]
    gap = (tip - start) / (len(via) + 1)
    marks = []
    for step, topic in enumerate(via, 1):
        x = start + step * gap
        marks.append(Mark((x, middle), "circle", 7, PAPER, INK))
        lines += _write(topic, (x, middle - 12), _VIA, gap - 4, below=True)
    return Scene(0, 0, strokes=(arrow,), heads=(head,), marks=tuple(marks), lines=tuple(lines))


def _write(
    text: str, at: tuple[float, float], style: TextStyle, width: float, *, below: bool = False
) -> list[Line]:
    """Return a text around a point, or from it down: two or three centred lines."""
    most = 2 if below else 3
    rows = wrap_text(text, style, width=width, most=most, measure=measure_text)
    step = 1.2 * style.size
    x, y = at
    top = y if below else y - 0.36 * style.size + step * (len(rows) - 1) / 2
    return [Line(row, (x, top - step * n), style, "center") for n, row in enumerate(rows)]
