"""The frame of a picture: its size, title and subtitle above, source line below, room between."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from hubgraph.diagrams.drawing import measure_text
from hubgraph.diagrams.encoding import QUIET_INK
from hubgraph.diagrams.labels import wrap_text
from hubgraph.diagrams.scene import Box, Line, TextStyle
from hubgraph.errors import OptionError

Size = Literal["print", "slide"]
"""'print' is 254 × 203 mm for a page of a report, 'slide' is 16:9."""

MARGIN = 36.0
FOOT = 92.0
"""Height of the foot in points: legend and source line."""

_SIZES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"print": (720.0, 576.0), "slide": (960.0, 540.0)}
)
_TITLE = TextStyle(19, bold=True)
_SUBTITLE = TextStyle(10, colour=QUIET_INK)
_SOURCE = TextStyle(7, colour=QUIET_INK)


@dataclass(frozen=True, slots=True)
class Frame:
    """Width and height of a picture in points, its lines of text, and the room for the rest."""

    width: float
    height: float
    lines: tuple[Line, ...]
    area: Box


def build_frame(
    title: str, subtitle: str, source: str, *, size: Size = "print", foot: float = FOOT
) -> Frame:
    """Return the frame of a picture; `foot` is the height kept free for legend and source line.

    Raises OptionError for another size.

    >>> build_frame("Contacts", "13 hubs", "hubgraph", size="slide").width
    960.0
    """
    if size not in _SIZES:
        raise OptionError("size", size, ", ".join(_SIZES))
    width, height = _SIZES[size]
    head, top = _build_head(title, subtitle, width - 2 * MARGIN, height)
    area = Box(MARGIN, foot, width - 2 * MARGIN, top - foot)
    return Frame(width, height, (*head, *_build_foot(source, area.width)), area)


def _build_head(title: str, subtitle: str, room: float, height: float) -> tuple[list[Line], float]:
    """Return the lines of title and subtitle, and the height at which the picture begins."""
    lines, y = [], height - 26.0
    for text, style in ((title, _TITLE), (subtitle, _SUBTITLE)):
        for row in wrap_text(text, style, width=room, most=2, measure=measure_text):
            y -= style.size * 1.25
            lines.append(Line(row, (MARGIN, y + style.size * 0.25), style))
    return lines, y - 6


def _build_foot(source: str, room: float) -> list[Line]:
    """Return the source line at the bottom, two rows at most."""
    rows = wrap_text(source, _SOURCE, width=room, most=2, measure=measure_text)
    return [Line(row, (MARGIN, 31 - 9.5 * step), _SOURCE) for step, row in enumerate(rows)]
