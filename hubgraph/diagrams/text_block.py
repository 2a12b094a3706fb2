"""Blocks of text: lines of one or several styles, wrapped, around a height."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hubgraph.diagrams.drawing import measure_text
from hubgraph.diagrams.labels import LINE_HEIGHT, LabelText, wrap_text
from hubgraph.diagrams.scene import Line, Point, TextStyle

if TYPE_CHECKING:
    from hubgraph.diagrams.scene import Anchor


def write_block(parts: Sequence[tuple[str, TextStyle]], width: float) -> LabelText:
    """Return text in lines that are never wider than that."""
    lines = [
        (line, style)
        for text, style in parts
        for line in wrap_text(text, style, width=width, most=3, measure=measure_text)
    ]
    widest = max((measure_text(line, style) for line, style in lines), default=0.0)
    return LabelText(tuple(lines), widest, sum(LINE_HEIGHT * style.size for _, style in lines))


def draw_block(label: LabelText, at: Point, way: int) -> tuple[Line, ...]:
    """Return the lines of a label around a height, to the left (-1), right (1) or centred (0)."""
    anchors: dict[int, Anchor] = {-1: "right", 0: "center", 1: "left"}
    lines, y = [], at[1] + label.height / 2
    for text, style in label.lines:
        y -= LINE_HEIGHT * style.size
        lines.append(Line(text, (at[0], y + 0.28 * style.size), style, anchors[way]))
    return tuple(lines)
