"""How far two organisations are apart, and how long the way takes."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

_EARTH_RADIUS = 6371.0  # km
_DETOUR = 1.3
_SPEED = 60.0  # km/h, door to door


def measure_distances(here: pd.DataFrame, there: pd.DataFrame) -> NDArray[np.float64]:
    """Great-circle distance row by row in km (haversine); missing where a place is unknown.

    Both tables have the columns `lat` and `lon` in degrees and the same number of rows, or
    `here` has one.

    >>> ends = pd.DataFrame({"lat": [48.78, 49.49], "lon": [9.18, 8.47]})
    >>> measure_distances(ends[:1], ends).round().tolist()
    [0.0, 94.0]
    """
    (lat, lon), (other_lat, other_lon) = (_radians(table) for table in (here, there))
    half = np.sin((other_lat - lat) / 2) ** 2
    half = half + np.cos(lat) * np.cos(other_lat) * np.sin((other_lon - lon) / 2) ** 2
    distance: NDArray[np.float64] = 2 * _EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return distance


def measure_travel_factor(distance: ArrayLike) -> NDArray[np.float64]:
    """Keep 1 for a meeting next door, 1/2 at two hours of travel: 1 / (1 + hours / 2).

    The hours are estimated: `distance` in km, 1.3 times as long by road or rail, at 60 km/h. A
    distance that is not known (NaN) keeps 1.
    """
    hours = np.asarray(distance, dtype=float) * _DETOUR / _SPEED
    return np.where(np.isnan(hours), 1.0, 1 / (1 + hours / 2))


def _radians(table: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitudes and longitudes in radians."""
    lat, lon = (
        np.radians(table[name].to_numpy(dtype=float, na_value=np.nan)) for name in ("lat", "lon")
    )
    return lat, lon
