"""The key of a picture: signs with their meaning, in rows or one below the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from hubgraph.diagrams.drawing import measure_text
from hubgraph.diagrams.encoding import EDGE_COLOUR, INK, PAPER, QUIET_INK, Shape
from hubgraph.diagrams.labels import wrap_text
from hubgraph.diagrams.scene import (
    Area,
    Box,
    Line,
    Mark,
    Point,
    Scene,
    Stroke,
    TextStyle,
    draw_ring,
    draw_straight,
)

_TEXT = TextStyle(8)
_NOTE = TextStyle(7.5, colour=QUIET_INK)
_HEAD = TextStyle(8.5, bold=True)
_ROW = 13.5
_SIGN = 20.0
_SPACE = 20.0
_CAP = 2.8
"""Half the height of small letters and capitals: a sign stands so far above the baseline."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One meaning and its sign.

    It is a mark if `shape` is given, a line of that width if `line` is, else a field. `ring`
    puts a ring around the mark, `arrow` gives the line a tip; `head` makes it a heading,
    `quiet` a note, both without a sign.
    """

    text: str
    colour: str = ""
    rim: str = ""
    stripes: str = ""
    shape: Shape | None = None
    size: float = 8.0
    line: float = 0.0
    dash: tuple[float, ...] = ()
    arrow: bool = False
    ring: bool = False
    head: bool = False
    quiet: bool = False

    @property
    def style(self) -> TextStyle:
        """Return how its text looks."""
        return _HEAD if self.head else _NOTE if self.quiet else _TEXT

    @property
    def indent(self) -> float:
        """Return the room its sign takes."""
        return 0.0 if self.head or self.quiet else _SIGN + 6


def build_key(rows: Sequence[KeyRow], box: Box, *, across: bool = False) -> Scene:
    """Return the key from the top of a box down; `across` puts several meanings on one line.

    A text is wrapped at the width of the box, at most four lines. What does not fit above
    the bottom is left out; see `fits`.
    """
    fields: list[Area] = []
    strokes: list[Stroke] = []
    marks: list[Mark] = []
    lines: list[Line] = []
    x, y, lowest = box.left, box.top - _ROW, box.top - _ROW
    for row in rows:
        room = box.width - row.indent
        texts = wrap_text(row.text, row.style, width=room, most=4, measure=measure_text)
        wide = row.indent + max((measure_text(text, row.style) for text in texts), default=0.0)
        if across and x > box.left and x + wide > box.right:
            x, y = box.left, lowest - _ROW
        lowest = min(lowest, y - (len(texts) - 1) * _ROW * 0.8) if across else y
        if lowest < box.bottom:
            break
        _add_sign(row, (x, y + _CAP), fields, strokes, marks)
        for step, text in enumerate(texts):
            lines.append(Line(text, (x + row.indent, y - step * _ROW * 0.8), row.style))
        if across:
            x += wide + _SPACE
        else:
            y -= _ROW + max(len(texts) - 1, 0) * _ROW * 0.8
    return Scene(
        width=box.width,
        height=box.height,
        fields=tuple(fields),
        strokes=tuple(strokes),
        marks=tuple(marks),
        lines=tuple(lines),
    )


def fits(rows: Sequence[KeyRow], box: Box, *, across: bool = False) -> bool:
    """Return whether a key finds room for all its rows, each written in full.

    >>> fits([KeyRow("seat")], Box(0, 0, 100, 20)), fits([KeyRow("seat")], Box(0, 0, 100, 5))
    (True, False)
    """
    written = [line.text for line in build_key(rows, box, across=across).lines]
    wanted = "".join("".join(row.text.split()) for row in rows)
    return "".join("".join(text.split()) for text in written) == wanted


def _add_sign(
    row: KeyRow, at: Point, fields: list[Area], strokes: list[Stroke], marks: list[Mark]
) -> None:
    """Add the sign of a row, its left end `at`."""
    x, y = at
    if row.shape is not None:
        centre = (x + _SIGN / 2, y)
        marks.append(Mark(centre, row.shape, row.size, row.colour or INK, row.rim or PAPER))
        fields += [draw_ring(marks[-1], INK)] if row.ring else []
    elif row.line:
        colour = row.colour or EDGE_COLOUR
        end = (x + _SIGN - (5 if row.arrow else 0), y)
        strokes.append(draw_straight(at, end, colour, width=row.line, dash=row.dash))
        tip = ((end[0], y - 3), (x + _SIGN, y), (end[0], y + 3))
        fields += [Area(tip, colour)] if row.arrow else []
    elif row.colour:
        corners = Box(x, y - 4.2, _SIGN, 8.4).corners
        fields.append(Area(corners, row.colour, rim=row.rim, stripes=row.stripes))
