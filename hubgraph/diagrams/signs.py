"""The signs of offers and needs, their levels, and of gaps, with their legend."""

from collections.abc import Iterable, Sequence
from typing import Literal

from hubgraph.catalogue import Catalogue
from hubgraph.diagrams.drawing import measure_text
from hubgraph.diagrams.encoding import GAP, INK, NEED_STEPS, OFFER_STEPS, PAPER, Shape
from hubgraph.diagrams.scene import Area, Box, Line, Mark, Point, Scene, TextStyle

Kind = Literal["offer", "need"]

LEVELS = (1, 2, 3, 4, 5)
SHAPES: dict[Kind, Shape] = {"offer": "square", "need": "circle"}
STEPS: dict[Kind, Sequence[str]] = {"offer": OFFER_STEPS, "need": NEED_STEPS}
LIGHT = 3
"""Up to this level a colour is so light that ink is read on it."""
_SMALLEST = 0.76
_TEXT = TextStyle(7.5)
_TAG = TextStyle(6.0, bold=True, colour=PAPER)
_SIGN = 10.5


def draw_sign(
    kind: Kind, level: int | None, at: Point, size: float
) -> tuple[Mark, tuple[Line, ...]]:
    """Return the sign of an offer or need, at most so large, with its level as a number.

    The higher the level, the deeper the colour and the larger the sign. One without a stated
    level is hollow and has no number.
    """
    rim = STEPS[kind][3]
    if level is None:
        return Mark(at, SHAPES[kind], 0.8 * size, PAPER, rim), ()
    step = min(max(level, LEVELS[0]), LEVELS[-1])
    share = _SMALLEST + (1 - _SMALLEST) * (step - 1) / (len(LEVELS) - 1)
    mark = Mark(at, SHAPES[kind], share * size, STEPS[kind][step - 1], rim)
    return mark, (draw_number(str(level), mark, dark=step > LIGHT, size=0.6 * size),)


def draw_number(text: str, mark: Mark, *, dark: bool, size: float) -> Line:
    """Return a number in the middle of a sign, dark or light."""
    style = TextStyle(size, bold=True, colour=PAPER if dark else INK)
    return Line(text, (mark.centre[0], mark.centre[1] - 0.36 * size), style, "center")


def draw_tag(text: str, at: Point) -> tuple[Area, Line]:
    """Return a word on a coloured ground, its left end and baseline `at`."""
    box = Box(at[0], at[1] - 2.2, measure_tag(text), 1.5 * _TAG.size)
    return Area(box.corners, GAP), Line(text, (at[0] + 3, at[1]), _TAG)


def measure_tag(text: str) -> float:
    """Return the width of a tag in points."""
    return measure_text(text, _TAG) + 6


def list_levels(levels: Iterable[int | None]) -> dict[str, bool]:
    """Return whether some of the levels are stated, and some not, for the legend."""
    found = list(levels)
    return {"stated": any(level is not None for level in found), "unstated": None in found}


def build_sign_legend(
    at: Point, catalogue: Catalogue, *, kinds: Sequence[Kind], stated: bool, unstated: bool
) -> Scene:
    """Return a row per kind of sign, its levels and the hollow one, with their meaning."""
    marks: list[Mark] = []
    lines: list[Line] = []
    for row, kind in enumerate(kinds):
        x, y = at[0] + _SIGN / 2, at[1] - 16.0 * row
        levels: list[int | None] = [*(LEVELS if stated else ()), *([None] if unstated else ())]
        for level in levels:
            mark, digits = draw_sign(kind, level, (x, y + 2.7), _SIGN)
            marks.append(mark)
            lines += digits
            x += _SIGN + 3
        form = ("_mixed" if stated else "_unstated") if unstated else ""
        words = catalogue.text(f"matrix.{kind}{form}")
        lines.append(Line(words, (x, y), _TEXT))
    width = max((measure_text(line.text, _TEXT) + line.at[0] for line in lines), default=at[0])
    return Scene(width - at[0], 16.0 * len(kinds), marks=tuple(marks), lines=tuple(lines))
