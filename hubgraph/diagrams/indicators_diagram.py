"""Indicators over time: a small line per indicator, with gaps where no value can be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.diagrams.drawing import Drawing, measure_text
from hubgraph.diagrams.encoding import EDGE_COLOUR, KINDS, PAPER, QUIET_INK, RULE_COLOUR
from hubgraph.diagrams.frame import Size
from hubgraph.diagrams.heading import Heading, build_heading, join_scenes
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
from hubgraph.monitoring.indicators import INDICATOR_NAMES, measure_indicators

if TYPE_CHECKING:
    from rdflib import Graph

_COLUMNS = 3
_GUTTER = 20.0
_FOOT = 64.0
_COLOUR = KINDS["regional_hub"].colour
_NAME = TextStyle(9, bold=True)
_VALUE = TextStyle(8)
_DAY = TextStyle(7.5, colour=QUIET_INK)
_ALL_VALUES = 6
"""With more days than this only the first and last value of each stretch are written."""


@dataclass(frozen=True, slots=True)
class Course:
    """One indicator over time: `measured` is None where it has no value, then why."""

    name: str
    unit: str
    days: tuple[str, ...]
    measured: tuple[float | None, ...]
    reasons: tuple[str, ...]
    members: tuple[int, ...]
    without: tuple[int, ...]


def plot_indicators(
    graph: "Graph",
    *,
    days: Sequence[str | date] | None = None,
    lang: str = "en",
    title: str | None = None,
    size: Size = "print",
) -> Drawing:
    """Draw how the indicators of a network developed, one small picture each.

    Values and days are those of `measure_indicators`; where there is no value, the line has a
    gap, and the reason stands in the small picture. `lang` is ``en`` or ``de``, `title` None
    the usual one, `size` 'print' or 'slide'.

    Raises InvalidDateError for a date that is none, OptionError for no day or another size,
    UnknownNameError for an unknown language.

    >>> import hubgraph as hg
    >>> drawing = hg.plot_indicators(hg.load_graph("musterland"), days=["2021-12-31"])
    >>> drawing.listing[0]
    'Members, 31 Dec 2021: 23 (23 members, 0 without data)'
    """
    catalogue = load_catalogue(lang)
    default = catalogue.text("indicators.title")
    heading = build_heading(graph, catalogue, title=title, default=default)
    return draw_indicators(measure_indicators(graph, days=days), heading, size=size)


def draw_indicators(table: pd.DataFrame, heading: Heading, *, size: Size = "print") -> Drawing:
    """Return the picture of a table that is measured already (`hubgraph.tables.INDICATORS`)."""
    catalogue = load_catalogue(heading.lang)
    courses = to_courses(table)
    days = [catalogue.day(day, form="long") for day in courses[0].days]
    span = " – ".join(dict.fromkeys((days[0], days[-1])))
    frame = heading.build_frame([span], size=size, foot=_FOOT)
    boxes = _share(frame.area, len(courses))
    scenes = [_draw_course(*each, catalogue) for each in zip(courses, boxes, strict=True)]
    if any(value is None for course in courses for value in course.measured):
        rows = [KeyRow(catalogue.text("indicators.gap"), RULE_COLOUR, EDGE_COLOUR, PAPER)]
        below = Box(frame.area.left, 40, frame.area.width, _FOOT - 44)
        scenes.append(build_key(rows, below, across=True))
    sentence = catalogue.text("indicators.describe", n=len(days), range=span)
    listing = [line for course in courses for line in _tell(course, catalogue)]
    last = [line for course in courses for line in _tell(course, catalogue)[-1:]]
    return heading.build_drawing(join_scenes(frame, scenes), [sentence, *last], listing)


def to_courses(table: pd.DataFrame) -> list[Course]:
    """Return the rows of the table, one course per indicator, in the order of the table."""
    courses = []
    for name in INDICATOR_NAMES:
        rows = table[table["indicator"] == name].sort_values("as_of")
        if len(rows):
            courses.append(
                Course(
                    name,
                    str(rows["unit"].iloc[0]),
                    tuple(rows["as_of"]),
                    tuple(None if pd.isna(value) else float(value) for value in rows["value"]),
                    tuple(rows["reason"].fillna("")),
                    tuple(int(count) for count in rows["members"]),
                    tuple(int(count) for count in rows["without_data"]),
                )
            )
    return courses


def _share(area: Box, count: int) -> list[Box]:
    """Return a box per indicator, three in a row."""
    rows = -(-count // _COLUMNS)
    wide = (area.width - (_COLUMNS - 1) * _GUTTER) / _COLUMNS
    high = (area.height - (rows - 1) * _GUTTER * 0.6) / rows
    return [
        Box(
            area.left + step % _COLUMNS * (wide + _GUTTER),
            area.top - step // _COLUMNS * (high + _GUTTER * 0.6) - high,
            wide,
            high,
        )
        for step in range(count)
    ]


def _draw_course(course: Course, box: Box, catalogue: Catalogue) -> Scene:
    """Return one small picture: name, base line, days, line with points, values, reasons."""
    lines = _write_name(course, box, catalogue)
    low, high = box.bottom + 16, box.top - 36
    places = _place_days(course.days, box)
    most = max((value for value in course.measured if value is not None), default=0.0)
    top = 1.0 if course.unit == "share" else most
    scale = (high - low) / top if top else 0.0
    points = [
        None if value is None else (x, low + value * scale)
        for x, value in zip(places, course.measured, strict=True)
    ]
    strokes = [draw_straight((box.left, low), (box.right, low), RULE_COLOUR, width=0.9)]
    fields, marks = [], []
    for before, after in pairwise(points):
        if before and after:
            strokes.append(draw_straight(before, after, _COLOUR, width=1.8))
    many = len(course.days) > _ALL_VALUES
    for row, point in enumerate(points):
        if point is None:
            gap = Box(places[row] - 6, low, 12, high - low)
            fields.append(Area(gap.corners, RULE_COLOUR, stripes=PAPER))
            continue
        marks.append(Mark(point, "circle", 5.5, _COLOUR))
        alone = any(each is None for each in points[max(row - 1, 0) : row + 2])
        if not many or alone or row in {0, len(points) - 1}:
            text = _write_value(course.measured[row], course.unit, catalogue)
            lines.append(Line(text, (point[0], point[1] + 6), _VALUE, "center"))
    lines += _write_days(course.days, places, low - 11, catalogue)
    return Scene(
        box.width,
        box.height,
        fields=tuple(fields),
        strokes=tuple(strokes),
        marks=tuple(marks),
        lines=tuple(_drop_overlaps(lines)),
    )


def _place_days(days: Sequence[str], box: Box) -> list[float]:
    """Return where each day stands, by its distance in time; a single day in the middle."""
    dates = [date.fromisoformat(day).toordinal() for day in days]
    length = dates[-1] - dates[0]
    if not length:
        return [box.left + box.width / 2 for _ in dates]
    inner = box.width - 44
    return [box.left + 22 + inner * (each - dates[0]) / length for each in dates]


def _write_name(course: Course, box: Box, catalogue: Catalogue) -> list[Line]:
    """Return the name of an indicator, and below it why values are missing."""
    name = catalogue.text(f"indicators.name.{course.name}")
    texts = [(name, _NAME, box.top - 10)]
    why: dict[str, list[str]] = {}
    for day, reason in zip(course.days, course.reasons, strict=True):
        if reason:
            why.setdefault(reason, []).append(_write_day(day, course.days, catalogue))
    told = [f"{', '.join(d)}: {catalogue.text(f'indicators.reason.{r}')}" for r, d in why.items()]
    texts += [("; ".join(told), _DAY, box.top - 20)] if told else []
    return [
        Line(row, (box.left, y), style)
        for text, style, y in texts
        for row in wrap_text(text, style, width=box.width, most=1, measure=measure_text)
    ]


def _write_day(day: str, days: Sequence[str], catalogue: Catalogue) -> str:
    """Return the year of a day, the day itself where a year occurs twice or ends otherwise."""
    years = [each[:4] for each in days]
    plain = len(set(years)) == len(years) and all(each.endswith("-12-31") for each in days)
    return day[:4] if plain else catalogue.day(day)


def _write_days(
    days: Sequence[str], places: Sequence[float], y: float, catalogue: Catalogue
) -> list[Line]:
    """Return the days below the base line, first and last before the others."""
    order = sorted(range(len(days)), key=lambda row: (row not in {0, len(days) - 1}, row))
    return [
        Line(_write_day(days[row], days, catalogue), (places[row], y), _DAY, "center")
        for row in order
    ]


def _drop_overlaps(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without those that would stand on an earlier one."""
    kept: list[tuple[Line, Box]] = []
    for line in lines:
        wide = measure_text(line.text, line.style)
        (x, y), size = line.at, line.style.size
        left = x - (wide / 2 if line.anchor == "center" else 0)
        room = Box(left - 1.5, y - 0.25 * size, wide + 3, 1.2 * size)
        if not any(room.overlaps(other) for _, other in kept):
            kept.append((line, room))
    return [line for line, _ in kept]


def _write_value(value: float | None, unit: str, catalogue: Catalogue) -> str:
    """Return a value as it is written: a count whole, a share in per cent."""
    if value is None:
        return ""
    return catalogue.percent(value) if unit == "share" else catalogue.number(value, digits=0)


def _tell(course: Course, catalogue: Catalogue) -> list[str]:
    """Return a line per day: the value or why there is none, and how many it rests on."""
    name = catalogue.text(f"indicators.name.{course.name}")
    lines = []
    for row, day in enumerate(course.days):
        reason = course.reasons[row]
        why = catalogue.text(f"indicators.reason.{reason}") if reason else ""
        value = _write_value(course.measured[row], course.unit, catalogue)
        text = catalogue.text("indicators.missing", reason=why) if reason else value
        told = catalogue.text("indicators.line", name=name, day=catalogue.day(day), value=text)
        of = catalogue.text(
            "indicators.of", members=course.members[row], without=course.without[row]
        )
        lines.append(f"{told} ({of})")
    return lines
