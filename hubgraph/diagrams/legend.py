"""The legend: what colours, shapes, arrows and line widths mean, and what is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hubgraph.diagrams.edges import trim_curve
from hubgraph.diagrams.encoding import EDGE_COLOUR, KINDS, QUIET_INK, RULE_COLOUR
from hubgraph.diagrams.scene import Area, Line, Mark, Measure, Point, Scene, Stroke, TextStyle

_TEXT = TextStyle(8.5)
_NOTE = TextStyle(7.5, colour=QUIET_INK)
_ROW = 17.0
_SIGN = 11.0
_SAMPLE = 26.0
_SPACE = 22.0
_CAP = 3.0
"""Half the height of small letters and capitals: a sign stands so far above the baseline."""


@dataclass(frozen=True, slots=True)
class LegendTexts:
    """Words of a legend: kinds by name, meaning of edges, of their width, and notes."""

    kinds: Mapping[str, str]
    edges: Sequence[str]
    weight: str
    notes: Sequence[str]


def build_legend(
    texts: LegendTexts, *, at: Point, width: float, heads: bool, measure: Measure
) -> Scene:
    """Return the legend, its upper left corner `at`, under a thin rule of that width.

    The first row names the kinds, the second the edges; notes stand at the right
    above the rule.
    """
    left, top = at
    rows = [top - _ROW, top - 2 * _ROW]
    rule = Stroke(at, (left + width / 2, top), (left + width, top), 0.8, RULE_COLOUR, 1.0)
    marks, lines = _list_kinds(texts.kinds, (left, rows[0]), measure)
    strokes, areas, more = _list_edges(texts, (left, rows[1]), measure, heads=heads)
    note = Line("  ·  ".join(texts.notes), (left + width, top + 3), _NOTE, "right")
    return Scene(
        width=width,
        height=top - rows[-1],
        strokes=(rule, *strokes),
        heads=areas,
        marks=marks,
        lines=(*lines, *more, *([note] if texts.notes else [])),
    )


def _list_kinds(
    kinds: Mapping[str, str], at: Point, measure: Measure
) -> tuple[tuple[Mark, ...], tuple[Line, ...]]:
    """Return the row of signs with the names of the kinds."""
    x, y = at
    marks, lines = [], []
    for kind, name in kinds.items():
        look = KINDS[kind]
        centre, size = (x + _SIGN / 2, y + _CAP), _SIGN * look.scale
        marks.append(Mark(centre, look.shape, size, look.colour, look.rim))
        lines.append(Line(name, (x + _SIGN + 6, y), _TEXT))
        x += _SIGN + 6 + measure(name, _TEXT) + _SPACE
    return tuple(marks), tuple(lines)


def _list_edges(
    texts: LegendTexts, at: Point, measure: Measure, *, heads: bool
) -> tuple[tuple[Stroke, ...], tuple[Area, ...], tuple[Line, ...]]:
    """Return the row of sample edges with their meaning."""
    x, y = at
    samples: list[tuple[str, tuple[float, ...]]]
    samples = [(text, (1.4,)) for text in texts.edges[:1]]
    samples += [(text, ()) for text in texts.edges[1:]]
    samples += [(texts.weight, (0.7, 3.0))] if texts.edges and texts.weight else []
    strokes: list[Stroke] = []
    areas: list[Area] = []
    lines: list[Line] = []
    for text, widths in samples:
        for row, width in enumerate(widths):
            height = y + _CAP + (2.5 - 5 * row if len(widths) > 1 else 0)
            stroke, area = _draw_sample((x, height), width, heads=heads and len(widths) == 1)
            strokes.append(stroke)
            areas += area
        x += _SAMPLE + 6 if widths else 0
        lines.append(Line(text, (x, y), _TEXT))
        x += measure(text, _TEXT) + _SPACE
    return tuple(strokes), tuple(areas), tuple(lines)


def _draw_sample(at: Point, width: float, *, heads: bool) -> tuple[Stroke, list[Area]]:
    """Return a short sample edge that starts `at`, with or without an arrow head."""
    x, y = at
    ends = Mark(at, "circle", 0, ""), Mark((x + _SAMPLE, y), "circle", 0, "")
    straight = (at, (x + _SAMPLE / 2, y), (x + _SAMPLE, y))
    curve, corners = trim_curve(straight, ends, head=6.5 if heads else 0.0)
    head = [Area(corners, EDGE_COLOUR)] if heads else []
    return Stroke(*curve, width, EDGE_COLOUR, 0.9), head
