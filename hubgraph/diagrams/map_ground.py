"""The ground of a map: from longitude and latitude to points, and the districts drawn so."""

from dataclasses import dataclass
from math import cos, radians

import numpy as np
import numpy.typing as npt

from hubgraph.diagrams.encoding import EDGE_COLOUR, NEUTRAL
from hubgraph.diagrams.map_data import MapSubject
from hubgraph.diagrams.scene import Area, Box

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Projection:
    """From longitude and latitude to points: equirectangular, true to shape in the middle."""

    west: float
    south: float
    squeeze: float
    scale: float
    left: float
    bottom: float

    def place(self, lonlat: Points) -> Points:
        """Return rows of longitude and latitude as rows of x and y."""
        x = self.left + (lonlat[:, 0] - self.west) * self.squeeze * self.scale
        y = self.bottom + (lonlat[:, 1] - self.south) * self.scale
        return np.column_stack((x, y))


def fit_projection(subject: MapSubject, room: Box) -> Projection | None:
    """Return the projection that shows all districts and sites; None if nothing has a place."""
    rings = [
        ring for each in subject.data.districts for ring in subject.borders.rings.get(each.key, [])
    ]
    spots = [(s.lon, s.lat) for s in subject.data.sites if s.lon is not None and s.lat is not None]
    points = np.concatenate([*rings, np.array(spots, dtype=float).reshape(-1, 2)])
    if not len(points):
        return None
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    squeeze = cos(radians(float(south + north) / 2))
    wide, high = max((east - west) * squeeze, 1e-3), max(north - south, 1e-3)
    rim = 4 if rings else 60
    scale = min((room.width - 2 * rim) / wide, (room.height - 2 * rim) / high)
    left = room.left + (room.width - wide * scale) / 2
    bottom = room.bottom + (room.height - high * scale) / 2
    return Projection(float(west), float(south), squeeze, float(scale), float(left), float(bottom))


def draw_districts(subject: MapSubject, projection: Projection) -> tuple[Area, ...]:
    """Return the districts, the largest first: what lies inside another comes on top of it."""
    areas: list[tuple[float, Area]] = []
    for each in subject.data.districts:
        fills = [subject.tints[hub] for hub in each.hubs if hub in subject.tints]
        colour, stripes = fills[0] if fills else NEUTRAL, fills[1] if len(fills) > 1 else ""
        for ring in subject.borders.rings.get(each.key, []):
            points = projection.place(ring)
            corners = tuple((round(float(x), 2), round(float(y), 2)) for x, y in points)
            areas.append(
                (_measure_area(points), Area(corners, colour, rim=EDGE_COLOUR, stripes=stripes))
            )
    return tuple(area for _, area in sorted(areas, key=lambda pair: -pair[0]))


def _measure_area(points: Points) -> float:
    """Return the area of a ring (shoelace formula)."""
    x, y = points[:, 0], points[:, 1]
    return abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2
