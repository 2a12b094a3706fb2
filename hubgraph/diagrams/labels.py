"""Where labels go: beside their node, never on each other, on a node or off the picture.

A greedy search in the spirit of Christensen, Marks and Shieber (1995): each label has a list
of candidate places; labels of important nodes choose first, then each chooses again in turn.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np
import numpy.typing as npt

from hubgraph.diagrams.hyphens import list_breaks
from hubgraph.diagrams.scene import Anchor, Area, Box, Line, Mark, Measure, Point, TextStyle

Points = npt.NDArray[np.float64]
Sides = npt.NDArray[np.float64]

LINE_HEIGHT = 1.2
"""Distance of baselines, in font sizes."""
ASCENT = 0.92
"""Height of a line above its baseline, in font sizes."""

_SOFT = "\xad"
"""Soft hyphen: a place to break a word, not seen inside a line."""
_ROUNDS = 3
_FEW = 150
_GAPS = (2.5, 6.0, 11.0)
_PADDING = 1.0
_INK_COST = 0.12
_NEAR = 5.0
_NEAR_COST = 1.5
_UPRIGHT = 0.5
"""A label this close to above or below its node (cosine of the angle) is centred."""


@dataclass(frozen=True, slots=True)
class LabelText:
    """The lines of one label with their styles, and the room they take in points."""

    lines: tuple[tuple[str, TextStyle], ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Place:
    """A candidate place of a label; `cost` says how unwelcome it is in itself."""

    box: Box
    anchor: Anchor
    cost: float


def build_label(
    parts: Sequence[tuple[str, TextStyle]], *, width: float, measure: Measure
) -> LabelText:
    """Wrap each part at `width` points, at most four lines each, and measure the whole.

    A long word, such as a German compound, may make the label half as wide again.
    """
    words = [(word, style) for text, style in parts for word in text.split()]
    widest_word = max((measure(word, style) for word, style in words), default=0.0)
    width = min(max(width, widest_word), 1.5 * width)
    lines = [
        (line, style)
        for text, style in parts
        for line in wrap_text(text, style, width=width, most=4, measure=measure)
    ]
    widest = max((measure(text, style) for text, style in lines), default=0.0)
    height = sum(LINE_HEIGHT * style.size for _, style in lines)
    return LabelText(lines=tuple(lines), width=widest, height=height)


def wrap_text(
    text: str, style: TextStyle, *, width: float, most: int, measure: Measure
) -> list[str]:
    """Break a text into lines no wider than `width` points, at spaces and after hyphens.

    A single word that is too wide is hyphenated. What does not fit in `most` lines, or cannot
    be hyphenated, ends in an ellipsis.
    """
    lines = [""]
    for word in text.split():
        for number, piece in enumerate(_divide(word, style, width, measure)):
            longer = lines[-1] + piece if number else f"{lines[-1]} {piece}"
            if measure(_show(longer), style) <= width or not lines[-1]:
                lines[-1] = longer
            else:
                lines.append(piece)
    if len(lines) > most:
        lines = [*lines[: most - 1], _join(lines[most - 1 :])]
    return [_shorten(_show(line), style, width, measure) for line in lines if line.strip()]


def _join(lines: Sequence[str]) -> str:
    """Return lines as one; words that were divided are whole again."""
    return "".join(line if line.endswith(("-", _SOFT)) else f"{line} " for line in lines)


def _show(line: str) -> str:
    """Return a line as it is written: a soft hyphen is seen at its end only."""
    line = line.strip()
    return line[:-1].replace(_SOFT, "") + "-" if line.endswith(_SOFT) else line.replace(_SOFT, "")


def place_labels(
    labels: Mapping[str, LabelText],
    marks: Mapping[str, Mark],
    *,
    area: Box,
    ink: Points,
) -> dict[str, Place]:
    """Choose a place for each label, in the order given; one without a free place is left out.

    `area` is where labels may be; `ink` are points along the edges, which a label avoids if it
    can. Each label gets its first choice among free places, then all choose anew;
    at last one without a place may make others move. In a crowd there are fewer places and one
    round.
    """
    taken, few = np.array(sides_around(marks)), len(labels) <= _FEW
    options = {
        node: keep_free(_list_places(label, marks[node], few=few), taken, area)
        for node, label in labels.items()
    }
    costs = {
        node: _measure_costs(places, marks[node], taken, ink) for node, places in options.items()
    }
    chosen: dict[str, Place] = {}
    for _ in range(_ROUNDS if few else 1):
        for node, places in options.items():
            chosen.pop(node, None)
            best = choose_place(places, costs[node], list(chosen.values()))
            chosen |= {} if best is None else {node: best}
    if few:
        for node in [node for node in options if node not in chosen]:
            chosen = _make_room(node, options, costs, chosen)
    return chosen


def _make_room(
    node: str,
    options: Mapping[str, Sequence[Place]],
    costs: Mapping[str, Sequence[float]],
    chosen: dict[str, Place],
) -> dict[str, Place]:
    """Place one more label if those in its way find other places; else change nothing."""
    for row in sorted(range(len(options[node])), key=lambda row: (costs[node][row], row)):
        place = options[node][row]
        moved = [other for other in chosen if chosen[other].box.overlaps(place.box)]
        trial = {other: chosen[other] for other in chosen if other not in moved} | {node: place}
        for other in moved:
            best = choose_place(options[other], costs[other], list(trial.values()))
            trial |= {} if best is None else {other: best}
        if len(trial) > len(chosen):
            return trial
    return chosen


def draw_label(
    label: LabelText, place: Place, measure: Measure, *, opacity: float = 0.75
) -> tuple[list[Area], list[Line]]:
    """Return the lines of a label at their place, and a light panel behind each."""
    box = place.box
    panels, lines, top = [], [], box.top
    for text, style in label.lines:
        height, width = LINE_HEIGHT * style.size, measure(text, style)
        room = (box.width - width) * {"left": 0.0, "center": 0.5, "right": 1.0}[place.anchor]
        panel = Box(box.left + room - _PADDING, top - height, width + 2 * _PADDING, height)
        panels.append(Area(panel.corners, opacity=opacity))
        shift = box.width * {"left": 0.0, "center": 0.5, "right": 1.0}[place.anchor]
        at = (box.left + shift, top - ASCENT * style.size)
        lines.append(Line(text, at, style, place.anchor))
        top -= height
    return panels, lines


def _divide(word: str, style: TextStyle, width: float, measure: Measure) -> list[str]:
    """Return a word in parts: after its hyphens, and where one is too wide, hyphenated."""
    parts = re.split(r"(?<=-)(?=.)", word)
    return [part for each in parts for part in _hyphenate(each, style, width, measure)]


def _hyphenate(word: str, style: TextStyle, width: float, measure: Measure) -> list[str]:
    """Return a word that is too wide in parts with soft hyphens, each as long as may be."""
    if measure(word, style) <= width:
        return [word]
    for places in list_breaks(word):
        fitting = [place for place in places if measure(word[:place] + "-", style) <= width]
        if fitting:
            rest = _hyphenate(word[fitting[-1] :], style, width, measure)
            return [word[: fitting[-1]] + _SOFT, *rest]
    return [word]


def _shorten(line: str, style: TextStyle, width: float, measure: Measure) -> str:
    """Cut a line that is too wide and end it in an ellipsis."""
    if measure(line, style) <= width:
        return line
    fits, cut = 1, len(line)  # the first so many characters fit, so many do not
    while cut - fits > 1:
        middle = (fits + cut) // 2
        if measure(line[:middle].rstrip() + "…", style) <= width:
            fits = middle
        else:
            cut = middle
    return line[:fits].rstrip() + "…"


def _list_places(label: LabelText, mark: Mark, *, few: bool) -> list[Place]:
    """Return candidate places around a mark; right is best, then left, below, above.

    Among few labels there are three rings of 16 places, in a crowd one of four.
    """
    places = []
    for ring, gap in enumerate(_GAPS if few else _GAPS[:1]):
        for step in range(0, 16, 1 if few else 4):
            angle = step * pi / 8
            reach = mark.size / 2 + gap
            middle = (
                mark.centre[0] + cos(angle) * reach + _signed(cos(angle)) * label.width / 2,
                mark.centre[1] + sin(angle) * reach + _signed(sin(angle)) * label.height / 2,
            )
            cost = 1.2 * ring + (0.0, 0.4, 0.3, 0.4)[step % 4] + 0.15 * (step // 4)
            places.append(Place(box_at(middle, label), _anchor(angle), cost))
    return places


def _signed(part: float) -> float:
    """Return how far a label is pushed out in one direction, -1 to 1; quickly full."""
    return max(-1.0, min(1.0, part * 1.5))


def _anchor(angle: float) -> Anchor:
    """Return which end of the text is beside the node, seen in a direction."""
    if abs(cos(angle)) < _UPRIGHT:
        return "center"
    return "left" if cos(angle) > 0 else "right"


def box_at(middle: Point, label: LabelText) -> Box:
    """Return the room of a label around a middle point."""
    left, bottom = middle[0] - label.width / 2, middle[1] - label.height / 2
    return Box(left, bottom, label.width, label.height)


def _around(mark: Mark) -> Box:
    """Return the square around a mark; a diamond stands on its corner and needs more."""
    side = mark.size * (2**0.5 if mark.shape == "diamond" else 1.0) + 2 * _PADDING
    return Box(mark.centre[0] - side / 2, mark.centre[1] - side / 2, side, side)


def sides_around(marks: Mapping[str, Mark]) -> list[tuple[float, float, float, float]]:
    """Return left, bottom, right, top of the square around each mark."""
    return [sides(_around(mark)) for mark in marks.values()]


def sides(box: Box) -> tuple[float, float, float, float]:
    """Return left, bottom, right, top."""
    return box.left, box.bottom, box.right, box.top


def keep_free(places: Sequence[Place], taken: Sides, area: Box) -> list[Place]:
    """Keep the places inside the area that touch no mark."""
    boxes = np.array([sides(place.box) for place in places])
    low, high = np.array(sides(area)[:2]), np.array(sides(area)[2:])
    inside = (boxes[:, :2] >= low).all(axis=1) & (boxes[:, 2:] <= high).all(axis=1)
    free = inside & (count_overlaps(boxes, taken) == 0)
    return [place for place, good in zip(places, free, strict=True) if good]


def _measure_costs(places: Sequence[Place], mark: Mark, taken: Sides, ink: Points) -> list[float]:
    """Return the full cost of each place: its own, edges beneath, other nodes close by."""
    if not places:
        return []
    boxes = np.array([sides(place.box) for place in places])
    wide = boxes + np.array([-_NEAR, -_NEAR, _NEAR, _NEAR])
    own = count_overlaps(wide, np.array([sides(_around(mark))]))
    near = count_overlaps(wide, taken) - own
    dots = np.concatenate((ink, ink), axis=1)
    total = _INK_COST * count_overlaps(boxes, dots) + _NEAR_COST * near
    return [place.cost + float(more) for place, more in zip(places, total, strict=True)]


def choose_place(
    places: Sequence[Place], costs: Sequence[float], chosen: Sequence[Place]
) -> Place | None:
    """Return the cheapest place that overlaps no chosen label, None if there is none."""
    if not places:
        return None
    boxes = np.array([sides(place.box) for place in places])
    others = np.array([sides(place.box) for place in chosen]).reshape(-1, 4)
    free = np.flatnonzero(count_overlaps(boxes, others) == 0)
    best = min(free.tolist(), key=lambda row: (costs[row], row), default=None)
    return None if best is None else places[best]


def count_overlaps(boxes: Sides, others: Sides) -> npt.NDArray[np.intp]:
    """Count, for each box, how many others share an area with it (rows: left to top)."""
    beside = (boxes[:, None, 2] <= others[None, :, 0]) | (others[None, :, 2] <= boxes[:, None, 0])
    apart = (boxes[:, None, 3] <= others[None, :, 1]) | (others[None, :, 3] <= boxes[:, None, 1])
    counts: npt.NDArray[np.intp] = (~(beside | apart)).sum(axis=1)
    return counts
