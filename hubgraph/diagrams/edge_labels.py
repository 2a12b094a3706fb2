"""What is written on an edge: its label in the middle of the line, where there is room."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from hubgraph.diagrams.edges import Curve, sample_curve
from hubgraph.diagrams.labels import (
    LabelText,
    Place,
    Points,
    box_at,
    choose_place,
    count_overlaps,
    keep_free,
    sides,
    sides_around,
)
from hubgraph.diagrams.scene import Box, Mark

_STEPS = 25
_WAYS = (12, 11, 13, 10, 14, 9, 15, 8, 16, 7, 17, 6, 18, 5, 19)
"""Places along an edge cut into 24 parts, the middle first."""
_OFF_MIDDLE = 0.25
_INK_COST = 0.4
_AIR = 2.5
"""Free space around a label in points, so that two are not read as one."""


def place_edge_labels(
    labels: Mapping[int, LabelText],
    curves: Sequence[Curve],
    marks: Mapping[str, Mark],
    *,
    area: Box,
    taken: Sequence[Box],
) -> dict[int, Place]:
    """Choose a place on its curve for each label, by number of the curve, the first one first.

    A place touches no sign, no box `taken` and no other label, and hides little of other
    edges. A label without such a place is left out.
    """
    samples = [sample_curve(curve, _STEPS) for curve in curves]
    blocked = np.array([*sides_around(marks), *(sides(box) for box in taken)]).reshape(-1, 4)
    chosen: dict[int, Place] = {}
    for number, label in labels.items():
        places = _list_places(label, samples[number])
        free = keep_free(places, blocked, area)
        others = np.concatenate([np.empty((0, 2)), *samples[:number], *samples[number + 1 :]])
        near = [replace(place, box=_widen(place.box)) for place in chosen.values()]
        best = choose_place(free, _measure_costs(free, others), near)
        chosen |= {} if best is None else {number: best}
    return chosen


def _list_places(label: LabelText, points: Points) -> list[Place]:
    """Return places centred on a curve; the farther from its middle, the dearer."""
    return [
        Place(box_at(tuple(points[way]), label), "center", _OFF_MIDDLE * row)
        for row, way in enumerate(_WAYS)
    ]


def _widen(box: Box) -> Box:
    """Return a box with free space around."""
    return Box(box.left - _AIR, box.bottom - _AIR, box.width + 2 * _AIR, box.height + 2 * _AIR)


def _measure_costs(places: Sequence[Place], ink: Points) -> list[float]:
    """Return the cost of each place: its own and what it hides of other edges."""
    if not places:
        return []
    boxes = np.array([sides(place.box) for place in places])
    hidden = count_overlaps(boxes, np.concatenate((ink, ink), axis=1))
    return [p.cost + _INK_COST * float(n) for p, n in zip(places, hidden, strict=True)]
