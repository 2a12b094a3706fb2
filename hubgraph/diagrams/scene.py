"""What is on a picture, as plain data: all lengths in points (1/72 inch), origin bottom left."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
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
    """A line bent once (quadratic Bézier curve); `opacity` from 0 to 1."""

    start: Point
    control: Point
    end: Point
    width: float
    colour: str
    opacity: float


@dataclass(frozen=True, slots=True)
class Area:
    """A filled shape without outline."""

    corners: tuple[Point, ...]
    colour: str = PAPER
    opacity: float = 1.0


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
    """Everything on one picture, drawn in this order: edges, panels, marks, lines of text."""

    width: float
    height: float
    strokes: tuple[Stroke, ...] = ()
    heads: tuple[Area, ...] = ()
    panels: tuple[Area, ...] = ()
    marks: tuple[Mark, ...] = ()
    lines: tuple[Line, ...] = ()
    ground: str = PAPER


def recolour(scene: Scene, colours: Mapping[str, str]) -> Scene:
    """Return the scene with each colour replaced; raises KeyError for one that has no other."""
    return replace(
        scene,
        strokes=tuple(replace(each, colour=colours[each.colour]) for each in scene.strokes),
        heads=tuple(replace(each, colour=colours[each.colour]) for each in scene.heads),
        panels=tuple(replace(each, colour=colours[each.colour]) for each in scene.panels),
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


Measure = Callable[[str, TextStyle], float]
"""Function that returns the width of one line of text."""
