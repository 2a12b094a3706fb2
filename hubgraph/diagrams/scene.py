"""What is on a picture, as plain data: all lengths in points (1/72 inch), origin bottom left."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import cos, pi, sin
from typing import Literal

from hubgraph.diagrams.encoding import INK, PAPER, Shape

Point = tuple[float, float]
Anchor = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the x of the right side."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Return the y of the upper side."""
        return self.bottom + self.height

    @property
    def corners(self) -> tuple[Point, ...]:
        """Return the corners, against the clock."""
        low, high = (self.left, self.bottom), (self.right, self.top)
        return low, (high[0], low[1]), high, (low[0], high[1])

    def overlaps(self, other: "Box") -> bool:
        """Return whether the two share an area; touching sides do not count.

        >>> Box(0, 0, 2, 2).overlaps(Box(1, 1, 2, 2)), Box(0, 0, 1, 1).overlaps(Box(1, 0, 1, 1))
        (True, False)
        """
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.top <= other.bottom or other.top <= self.bottom)


@dataclass(frozen=True, slots=True)
class Mark:
    """The sign of a node; `size` is a circle's diameter, a square's or diamond's side."""

    centre: Point
    shape: Shape
    size: float
    colour: str
    rim: str = PAPER


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line bent once (quadratic Bézier curve); `opacity` from 0 to 1.

    `dash` are the lengths of dashes and gaps in turn, in line widths; empty for a whole line.
    """

    start: Point
    control: Point
    end: Point
    width: float
    colour: str
    opacity: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A filled shape; `rim` is the colour of its outline, `stripes` that of stripes on it.

    Either is '' where there is none; only fields have stripes.
    """

    corners: tuple[Point, ...]
    colour: str = PAPER
    opacity: float = 1.0
    rim: str = ""
    stripes: str = ""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How text looks; `size` is the font size."""

    size: float
    bold: bool = False
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; `at` is on the baseline, at its left end, middle or right end.

    An `upright` line runs from below to above.
    """

    text: str
    at: Point
    style: TextStyle
    anchor: Anchor = "left"
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything on one picture, drawn in this order: fields, edges, panels, marks, lines of text.

    `fields` are what the rest stands on, such as districts and bars; the first is the lowest.
    """

    width: float
    height: float
    fields: tuple[Area, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    heads: tuple[Area, ...] = ()
    panels: tuple[Area, ...] = ()
    marks: tuple[Mark, ...] = ()
    lines: tuple[Line, ...] = ()
    ground: str = PAPER


def draw_ring(mark: Mark, colour: str, *, gap: float = 2.0) -> Area:
    """Return a ring around a mark, so far from it, as an area with a rim.

    >>> len(draw_ring(Mark((0, 0), "circle", 8, INK), INK).corners)
    48
    """
    reach = mark.size / 2 * (2**0.5 if mark.shape != "circle" else 1) + gap
    x, y = mark.centre
    turns = [step * pi / 24 for step in range(48)]
    return Area(tuple((x + reach * cos(t), y + reach * sin(t)) for t in turns), rim=colour)


def draw_straight(
    start: Point,
    end: Point,
    colour: str,
    *,
    width: float = 0.8,
    dash: tuple[float, ...] = (),
) -> Stroke:
    """Return a straight line, opaque.

    >>> draw_straight((0, 0), (2, 0), INK).control
    (1.0, 0.0)
    """
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    return Stroke(start, middle, end, width, colour, 1.0, dash)


def move_scene(scene: Scene, x: float, y: float) -> Scene:
    """Return what a scene shows so far to the right and up; its size stays."""

    def move(point: Point) -> Point:
        """Return a point moved."""
        return point[0] + x, point[1] + y

    def move_areas(areas: tuple[Area, ...]) -> tuple[Area, ...]:
        """Return areas moved."""
        return tuple(replace(a, corners=tuple(move(each) for each in a.corners)) for a in areas)

    return replace(
        scene,
        fields=move_areas(scene.fields),
        strokes=tuple(
            replace(s, start=move(s.start), control=move(s.control), end=move(s.end))
            for s in scene.strokes
        ),
        heads=move_areas(scene.heads),
        panels=move_areas(scene.panels),
        marks=tuple(replace(mark, centre=move(mark.centre)) for mark in scene.marks),
        lines=tuple(replace(line, at=move(line.at)) for line in scene.lines),
    )


def recolour(scene: Scene, colours: Mapping[str, str]) -> Scene:
    """Return the scene with each colour replaced; raises KeyError for one that has no other."""
    return replace(
        scene,
        strokes=tuple(replace(each, colour=colours[each.colour]) for each in scene.strokes),
        fields=_recolour_areas(scene.fields, colours),
        heads=_recolour_areas(scene.heads, colours),
        panels=_recolour_areas(scene.panels, colours),
        marks=tuple(
            replace(each, colour=colours[each.colour], rim=colours[each.rim])
            for each in scene.marks
        ),
        lines=tuple(
            replace(each, style=replace(each.style, colour=colours[each.style.colour]))
            for each in scene.lines
        ),
        ground=colours[scene.ground],
    )


def _recolour_areas(areas: tuple[Area, ...], colours: Mapping[str, str]) -> tuple[Area, ...]:
    """Return areas with each colour replaced; what has no rim or stripes gets none."""
    known = {"": "", **colours}
    return tuple(
        replace(
            each,
            colour=known[each.colour],
            rim=known[each.rim],
            stripes=known[each.stripes],
        )
        for each in areas
    )


Measure = Callable[[str, TextStyle], float]
"""Function that returns the width of one line of text."""
