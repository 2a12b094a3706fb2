"""Borders of districts, from the packaged TopoJSON: rings of longitude and latitude."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

BORDERS = Path(__file__).with_name("districts.topojson")
"""TopoJSON (WGS 84, four decimals): where two districts touch, they share one line."""


@dataclass(frozen=True, slots=True)
class Borders:
    """Borders by official key, each a list of outer rings, and the line their licence asks for.

    A ring is an array of longitude and latitude (WGS 84), its first point not repeated.
    """

    rings: dict[str, list[Points]]
    licence: str


@cache
def load_borders() -> Borders:
    """Load the packaged borders: the 44 districts of Baden-Württemberg, and Ludwigshafen.

    Holes are left out: what lies in one is a district of its own, to be drawn on top.

    >>> len(load_borders().rings)
    45
    """
    topology = json.loads(BORDERS.read_text(encoding="utf-8"))
    arcs = [_to_points(arc, topology["transform"]) for arc in topology["arcs"]]
    districts = topology["objects"]["districts"]["geometries"]
    rings = {each["id"]: [_join(part[0], arcs) for part in each["arcs"]] for each in districts}
    return Borders(rings, topology["licence"])


def _to_points(arc: list[list[int]], transform: dict[str, Any]) -> Points:
    """Return the points of an arc, which is stored as steps of a grid."""
    points: Points = np.cumsum(np.array(arc), axis=0) * transform["scale"] + transform["translate"]
    return points


def _join(numbers: list[int], arcs: list[Points]) -> Points:
    """Return a ring of arcs; one with a negative number runs backwards."""
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    return np.concatenate([part[:-1] for part in parts])
