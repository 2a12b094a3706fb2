"""Geometry of edges: curves that end at the border of a node, and their arrow heads.

An edge with a direction bows to its left, so that the two directions of a pair are told
apart. Among a few bends, the one that passes under the fewest other nodes is taken.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import atan2, hypot, pi, remainder

import numpy as np
import numpy.typing as npt

from hubgraph.diagrams.elements import Edge
from hubgraph.diagrams.encoding import (
    CROWD,
    EDGE_COLOUR,
    EdgeStyle,
    Sizes,
    build_widths,
    measure_border,
)
from hubgraph.diagrams.scene import Area, Box, Mark, Point, Stroke

Points = npt.NDArray[np.float64]
Curve = tuple[Point, Point, Point]

_GAP = 1.5
_CLEARANCE = 5.0
_APART = 0.25
"""Edges at a node are told apart from about this angle on, in radians."""
_HIT_COST = 2.0
_LEAVE_COST = 50.0
_BEND_COST = 3.0
_STEPS = 25
_SAMPLES = 12_000
_BOTH_WAYS = (0.1, 0.16, 0.05, 0.22)
_ONE_WAY = (0.08, -0.08, 0.15, -0.15, 0.22, -0.22)
_NO_WAY = (0.0, 0.1, -0.1, 0.18, -0.18)


def build_strokes(
    edges: Sequence[Edge],
    curves: Sequence[Curve],
    marks: Mapping[str, Mark],
    *,
    style: EdgeStyle,
    sizes: Sizes,
) -> tuple[tuple[Stroke, ...], tuple[Area, ...]]:
    """Return one stroke per edge along its curve, and its arrow head if `style` has them.

    The last is the strongest, so that it is drawn on top.
    """
    widths = build_widths([edge.weight for edge in edges], thickest=sizes.edge)
    strokes, heads = [], []
    for edge, curve, width in zip(edges, curves, widths, strict=True):
        ends = marks[edge.source], marks[edge.target]
        length = sizes.head * (0.8 + 0.15 * width) if style.heads else 0.0
        stroke, corners = trim_curve(curve, ends, head=length)
        strokes.append(Stroke(*stroke, width, EDGE_COLOUR, style.opacity))
        if style.heads:
            heads.append(Area(corners, EDGE_COLOUR, min(style.opacity + 0.15, 1.0)))
    return tuple(reversed(strokes)), tuple(reversed(heads))


def choose_curves(
    edges: Sequence[Edge], marks: Mapping[str, Mark], *, frame: Box, directed: bool
) -> list[Curve]:
    """Return the curve of each edge from centre to centre; the first edge chooses first.

    It stays inside the frame, passes under few other nodes, bends little, and with a direction
    leaves and arrives apart from earlier edges. In a crowd every edge has the same bend.
    """
    pairs = {(edge.source, edge.target) for edge in edges} if directed else set()
    directions: defaultdict[str, list[float]] = defaultdict(list)
    chosen = []
    for edge in edges:
        bends = _list_bends(directed=directed, both=(edge.target, edge.source) in pairs)
        ends = marks[edge.source].centre, marks[edge.target].centre
        if len(marks) > CROWD:
            chosen.append(_build_curve(*ends, bends[0]))
            continue
        curves = [_build_curve(*ends, bend) for bend in bends]
        others = [mark for node, mark in marks.items() if node not in (edge.source, edge.target)]
        costs = [
            _measure_cost(curve, others, frame)
            + _measure_crowding(edge, curve, directions)
            + _BEND_COST * abs(bend)
            for curve, bend in zip(curves, bends, strict=True)
        ]
        chosen.append(curves[costs.index(min(costs))])
        for node, direction in _list_directions(edge, chosen[-1]) if directed else ():
            directions[node].append(direction)
    return chosen


def trim_curve(
    curve: Curve, ends: tuple[Mark, Mark], *, head: float
) -> tuple[Curve, tuple[Point, ...]]:
    """Cut a curve where it leaves its first and reaches its second mark.

    `head` is the length of the arrow head in points, 0 for none; the curve then stops at its
    base. Returns the shorter curve and the three corners of the head.
    """
    source, target = ends
    begin = _find_cut(lambda t: _distance_out(_at(curve, t), source, _GAP))
    tip = 1 - _find_cut(lambda t: _distance_out(_at(curve, 1 - t), target, _GAP))
    base = tip
    if head:
        base = 1 - _find_cut(lambda t: _distance_out(_at(curve, 1 - t), target, _GAP + head))
    cut = (_at(curve, begin), _blossom(curve, begin, base), _at(curve, base))
    return cut, _build_head(_at(curve, base), _at(curve, tip))


def sample_curves(curves: Sequence[Curve]) -> Points:
    """Return points along the curves, 8 to 64 on each, as rows of x and y.

    >>> sample_curves([((0, 0), (1, 0), (2, 0))]).shape
    (64, 2)
    """
    if not curves:
        return np.empty((0, 2))
    steps = min(max(_SAMPLES // len(curves), 8), 64)
    return np.concatenate([sample_curve(curve, steps) for curve in curves])


def _list_bends(*, directed: bool, both: bool) -> tuple[float, ...]:
    """Return the bends to try, best first; if both directions are drawn, all to one side."""
    if not directed:
        return _NO_WAY
    return _BOTH_WAYS if both else _ONE_WAY


def _list_directions(edge: Edge, curve: Curve) -> tuple[tuple[str, float], tuple[str, float]]:
    """Return the directions in radians in which a curve leaves its two nodes."""
    (x0, y0), (x1, y1), (x2, y2) = curve
    return (edge.source, atan2(y1 - y0, x1 - x0)), (edge.target, atan2(y1 - y2, x1 - x2))


def _measure_crowding(edge: Edge, curve: Curve, directions: Mapping[str, Sequence[float]]) -> float:
    """Return how close a curve is to earlier ones at its nodes; 1 for each in its direction."""
    gaps = [
        abs(remainder(direction - other, 2 * pi))
        for node, direction in _list_directions(edge, curve)
        for other in directions.get(node, ())
    ]
    return sum(max(0.0, 1 - gap / _APART) for gap in gaps)


def _build_curve(source: Point, target: Point, bend: float) -> Curve:
    """Return a curve whose middle stands off to the left by `bend` of its length."""
    across, up = target[0] - source[0], target[1] - source[1]
    middle = (source[0] + target[0]) / 2, (source[1] + target[1]) / 2
    control = middle[0] - 2 * bend * up, middle[1] + 2 * bend * across
    return source, control, target


def _measure_cost(curve: Curve, others: Sequence[Mark], frame: Box) -> float:
    """Return the cost of a curve for each mark it passes under or close by, and for leaving."""
    points = sample_curve(curve, _STEPS)
    low, high = (frame.left, frame.bottom), (frame.right, frame.top)
    outside = _LEAVE_COST * float(((points < low) | (points > high)).any())
    if not others:
        return outside
    centres = np.array([mark.centre for mark in others])
    reach = np.array([mark.size / 2 + _CLEARANCE for mark in others])
    gap = points[:, None, :] - centres[None, :, :]
    hits = int((np.hypot(gap[..., 0], gap[..., 1]).min(axis=0) < reach).sum())
    return outside + _HIT_COST * hits


def sample_curve(curve: Curve, steps: int) -> Points:
    """Return so many points along one curve, ends included."""
    start, control, end = (np.array(point, dtype=np.float64) for point in curve)
    t = np.linspace(0.0, 1.0, steps)[:, None]
    points: Points = (1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end
    return points


def _at(curve: Curve, t: float) -> Point:
    """Return the point at parameter `t`, 0 at the start, 1 at the end."""
    return _blossom(curve, t, t)


def _blossom(curve: Curve, first: float, second: float) -> Point:
    """Return the control point of the part between two parameters (blossom, Ramshaw 1987)."""
    outer, inner = (1 - first) * (1 - second), first * second
    middle = 1 - outer - inner
    (x0, y0), (x1, y1), (x2, y2) = curve
    return outer * x0 + middle * x1 + inner * x2, outer * y0 + middle * y1 + inner * y2


def _distance_out(point: Point, mark: Mark, gap: float) -> float:
    """Return how far a point is outside of a mark and a gap around it; negative inside."""
    across, up = point[0] - mark.centre[0], point[1] - mark.centre[1]
    border = measure_border(mark.shape, mark.size, atan2(up, across))
    return hypot(across, up) - border - gap


def _find_cut(distance: Callable[[float], float]) -> float:
    """Return the parameter from 0 to 0.5 at which a distance turns positive, by halving."""
    low, high = 0.0, 0.5
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if distance(middle) < 0 else (low, middle)
    return high


def _build_head(base: Point, tip: Point) -> tuple[Point, ...]:
    """Return the corners of a slim triangle from the middle of its base to its tip."""
    across, up = (tip[0] - base[0]) * 0.42, (tip[1] - base[1]) * 0.42
    return (base[0] - up, base[1] + across), tip, (base[0] + up, base[1] - across)
