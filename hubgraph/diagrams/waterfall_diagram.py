"""The waterfall of a score: what each need adds, what is taken off, what is left."""

from collections.abc import Sequence
from dataclasses import dataclass

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.diagrams.drawing import Drawing, measure_text
from hubgraph.diagrams.elements import to_line
from hubgraph.diagrams.encoding import EDGE_COLOUR, INK, LOSS_COLOUR, PAPER, QUIET_INK
from hubgraph.diagrams.frame import Size
from hubgraph.diagrams.heading import Heading, join_scenes
from hubgraph.diagrams.key import KeyRow, build_key
from hubgraph.diagrams.labels import wrap_text
from hubgraph.diagrams.scene import (
    Area,
    Box,
    Line,
    Scene,
    Stroke,
    TextStyle,
    draw_straight,
)
from hubgraph.errors import require_type
from hubgraph.explanation.explain import Explanation

GAIN_COLOUR = "#0072B2"
"""Colour of what adds to a score."""

_MOST = 12
_FOOT = 74.0
_ROW = 52.0
_NAMES = 0.3
_VALUES = 150.0
_NAME = TextStyle(10)
_VALUE = TextStyle(9.5)
_SUM = TextStyle(11, bold=True)
_NOTE = TextStyle(8, colour=QUIET_INK)


@dataclass(frozen=True, slots=True)
class Step:
    """One bar: its name, where it begins and ends on the scale of the score."""

    name: str
    begin: float
    end: float

    @property
    def value(self) -> float:
        """Return what it adds; negative for a deduction."""
        return self.end - self.begin


def plot_waterfall(
    explanation: Explanation, *, title: str | None = None, size: Size = "print"
) -> Drawing:
    """Draw how a score comes about: a bar per need topic and deduction, then the score.

    Each bar begins where the one before ends, and the last ends at the score. Beside the
    score stand its certainty and the interval that missing levels allow. With more than 12
    parts the smallest become one. The language is that of the explanation; `title` None is
    the usual one, `size` 'print' or 'slide'.

    Raises WrongTypeError for anything but an explanation, OptionError for another size.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> suggestions = hg.suggest_learning(profiles, learner="digiZ")
    >>> hg.plot_waterfall(hg.explain_suggestion(suggestions)).title
    'How the score comes about · Digital Hub Network Baden-Württemberg'
    """
    heading = build_pair_heading(explanation, title=title, default="waterfall.title")
    catalogue = load_catalogue(explanation.lang)
    frame = heading.build_frame(write_pair(explanation, catalogue), size=size, foot=_FOOT)
    steps = build_steps(explanation.list_parts(), catalogue)
    digits = count_digits(steps)
    scenes = _draw_steps(steps, explanation, frame.area, digits, catalogue)
    key = build_key(
        _explain(steps, explanation, digits, catalogue),
        Box(frame.area.left, 40, frame.area.width, _FOOT - 46),
        across=True,
    )
    return heading.build_drawing(
        join_scenes(frame, [*scenes, key]),
        [
            catalogue.text("waterfall.describe", **_name_values(explanation, catalogue)),
            explanation.why,
        ],
        list_parts(explanation, catalogue),
    )


def build_pair_heading(explanation: Explanation, *, title: str | None, default: str) -> Heading:
    """Return the heading of a picture of one pair; `default` is the key of its usual title.

    Raises WrongTypeError for anything but an explanation.
    """
    require_type(explanation, Explanation, hint="Make it with hg.explain_suggestion(suggestions).")
    catalogue = load_catalogue(explanation.lang)
    sources = ", ".join(to_line(name) for name in explanation.sources.index)
    return Heading(
        title=catalogue.text(default) if title is None else to_line(title),
        network=to_line(explanation.network),
        source=catalogue.text("diagram.sources", list=sources) if sources else "hubgraph",
        snapshot=explanation.snapshot or "",
        lang=explanation.lang,
    )


def write_pair(explanation: Explanation, catalogue: Catalogue) -> list[str]:
    """Return who learns from whom, and as of when."""
    day = catalogue.text("diagram.as_of", day=catalogue.day(explanation.as_of, form="long"))
    pair = catalogue.text("waterfall.pair", **_name_values(explanation, catalogue))
    return [day, pair]


def build_steps(parts: Sequence[tuple[str, float]], catalogue: Catalogue) -> list[Step]:
    """Return the bars of parts of a score; the smallest of too many become one.

    Each begins where the one before ends: the last ends at the sum of all parts.
    """
    kept = list(parts)
    if len(kept) > _MOST:
        ranked = sorted(range(len(kept)), key=lambda row: (-abs(kept[row][1]), row))
        small = set(ranked[_MOST - 1 :])
        rest = sum(value for row, (_, value) in enumerate(kept) if row in small)
        kept = [part for row, part in enumerate(kept) if row not in small]
        kept.append((catalogue.count("waterfall.more", len(small)), rest))
    steps: list[Step] = []
    for name, value in kept:
        begin = steps[-1].end if steps else 0.0
        steps.append(Step(to_line(name), begin, begin + value))
    return steps


def count_digits(steps: Sequence[Step]) -> int:
    """Return how many decimals, 3 to 6, make the written values add up to the written sum; else 3.

    >>> count_digits([Step("a", 0, 0.0004), Step("b", 0.0004, 0.0008)])
    4
    """
    total = steps[-1].end if steps else 0.0
    for digits in (3, 4, 5, 6):
        written = sum(round(step.value, digits) for step in steps)
        if abs(written - round(total, digits)) < 10 ** -(digits + 1):
            return digits
    return 3


def list_parts(explanation: Explanation, catalogue: Catalogue) -> list[str]:
    """Return every part with its value, the sum, certainty and interval, then the evidence."""
    lines = [
        catalogue.text("waterfall.part", name=name, value=catalogue.number(value, digits=6))
        for name, value in explanation.list_parts()
    ]
    values = _name_values(explanation, catalogue)
    total = catalogue.number(explanation.score, digits=6)
    return [
        *lines,
        catalogue.text("waterfall.sum", value=total),
        catalogue.text("waterfall.certainty", **values),
        catalogue.text("waterfall.range", **values),
        *explanation.list_evidence(),
    ]


def _name_values(explanation: Explanation, catalogue: Catalogue) -> dict[str, str]:
    """Return names, score, certainty and interval as they are written."""
    return {
        "learner": to_line(explanation.learner_name),
        "teacher": to_line(explanation.teacher_name),
        "score": catalogue.percent(explanation.score),
        "certainty": catalogue.text(f"certainty.{explanation.certainty}"),
        "low": catalogue.percent(explanation.low),
        "high": catalogue.percent(explanation.high),
    }


def _draw_steps(
    steps: Sequence[Step], explanation: Explanation, area: Box, digits: int, catalogue: Catalogue
) -> list[Scene]:
    """Return the bars, their names and values, and the score."""
    names = _NAMES * area.width
    reach = max([step.end for step in steps] + [explanation.score, explanation.high, 1e-9])
    scale = (area.width - names - _VALUES) / reach
    left = area.left + names
    row = min(_ROW, (area.height - 8) / (len(steps) + 1.5))
    top = area.top - 6
    bottom = top - row * (len(steps) + 1.35)
    zero = draw_straight((left, top + 2), (left, bottom), EDGE_COLOUR, width=0.8)
    scenes = [Scene(0, 0, strokes=(zero,))]
    for place, step in enumerate(steps, 1):
        room = Box(area.left, top - place * row, names, row)
        scenes.append(_draw_step(step, room, scale, digits, catalogue))
    total = Box(left, top - (len(steps) + 1.15) * row, explanation.score * scale, 0.8 * row)
    lines = _write_score(explanation, area.left, left + reach * scale, total, digits, catalogue)
    if not steps:
        text = catalogue.text("waterfall.empty", **_name_values(explanation, catalogue))
        rows = wrap_text(text, _NOTE, width=area.width, most=3, measure=measure_text)
        y = total.bottom - 20
        lines += [Line(row, (area.left, y - 10 * step), _NOTE) for step, row in enumerate(rows)]
    fields = (Area(total.corners, QUIET_INK, rim=QUIET_INK),)
    strokes = tuple(_draw_range(explanation, left, scale, total))
    return [*scenes, Scene(0, 0, fields=fields, strokes=strokes, lines=tuple(lines))]


def _draw_step(step: Step, room: Box, scale: float, digits: int, catalogue: Catalogue) -> Scene:
    """Return one bar, its name in the room left of it, and its value."""
    begin, end = room.right + step.begin * scale, room.right + step.end * scale
    low, high = sorted((begin, end))
    rim = 0.16 * room.height
    box = Box(low, room.bottom + rim, max(high - low, 0.8), room.height - 2 * rim)
    loss = step.value < 0
    colour = LOSS_COLOUR if loss else GAIN_COLOUR
    bar = Area(box.corners, colour, rim=colour, stripes=PAPER if loss else "")
    joint = draw_straight((end, box.bottom), (end, room.bottom - rim), QUIET_INK, width=0.7)
    middle = room.bottom + room.height / 2
    tiny = not round(step.value, digits)
    size = abs(step.value)
    value = catalogue.figure(size) if tiny else catalogue.number(size, digits=digits)
    text = catalogue.text(f"waterfall.{'loss' if loss else 'gain'}", value=value)
    lines = _write_name(step.name, room.left, room.width - 12, middle)
    lines.append(Line(text, (box.right + 5, middle - 3.4), _VALUE))
    return Scene(0, 0, fields=(bar,), strokes=(joint,), lines=tuple(lines))


def _write_name(name: str, left: float, width: float, middle: float) -> list[Line]:
    """Return the name of a bar in two lines at most, around a height."""
    rows = wrap_text(name, _NAME, width=width, most=2, measure=measure_text)
    top = middle - 3.6 + 6 * (len(rows) - 1)
    return [Line(row, (left, top - 12 * step), _NAME) for step, row in enumerate(rows)]


def _draw_range(explanation: Explanation, left: float, scale: float, total: Box) -> list[Stroke]:
    """Return the interval below the bar of the score: a line with an upright at either end."""
    y = total.bottom - 5
    low, high = left + explanation.low * scale, left + explanation.high * scale
    return [
        draw_straight((low, y), (high, y), INK, width=1.4),
        draw_straight((low, y - 3), (low, y + 3), INK, width=1.4),
        draw_straight((high, y - 3), (high, y + 3), INK, width=1.4),
    ]


def _write_score(
    explanation: Explanation,
    left: float,
    right: float,
    total: Box,
    digits: int,
    catalogue: Catalogue,
) -> list[Line]:
    """Return the score at the left of its bar, certainty and interval at the right of all."""
    values = _name_values(explanation, catalogue)
    middle = total.bottom + total.height / 2
    score = catalogue.number(explanation.score, digits=digits)
    return [
        Line(catalogue.text("waterfall.score", score=score), (left, middle - 4), _SUM),
        Line(catalogue.text("waterfall.certainty", **values), (right + 8, middle + 1), _VALUE),
        Line(catalogue.text("waterfall.range", **values), (right + 8, middle - 11), _NOTE),
    ]


def _explain(
    steps: Sequence[Step], explanation: Explanation, digits: int, catalogue: Catalogue
) -> list[KeyRow]:
    """Return the key: only what occurs."""
    rows = []
    if any(step.value > 0 for step in steps):
        rows.append(KeyRow(catalogue.text("waterfall.key.gain"), GAIN_COLOUR, GAIN_COLOUR))
    if any(step.value < 0 for step in steps):
        text = catalogue.text("waterfall.key.loss")
        rows.append(KeyRow(text, LOSS_COLOUR, LOSS_COLOUR, PAPER))
    rows.append(KeyRow(catalogue.text("waterfall.key.score"), QUIET_INK, QUIET_INK))
    rows.append(KeyRow(catalogue.text("waterfall.key.range"), INK, line=1.4))
    written = sum(round(step.value, digits) for step in steps)
    if abs(written - round(explanation.score, digits)) > 10 ** -(digits + 1):
        rows.append(KeyRow(catalogue.text("waterfall.rounded"), quiet=True))
    return rows
