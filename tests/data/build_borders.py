"""Make the borders of districts the package ships: GeoJSON in, TopoJSON out.

    python tests/data/build_borders.py districts.geojson > districts.topojson

Where two districts touch they share one line (an arc), kept once, so that no gap can open
between them. Coordinates are whole numbers of 0.0001 degrees, stored as steps; no point is
left out. The input is VG5000 cut to the state, in WGS 84, with the properties ars and name.
"""

import json
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

Step = tuple[int, int]

LICENCE = (
    "© GeoBasis-DE / BKG 2021 (data changed), Datenlizenz Deutschland – Namensnennung – Version 2.0"
)
SCALE = 0.0001


def build_topology(districts: dict[str, Any]) -> dict[str, Any]:
    """Return a TopoJSON topology of a GeoJSON collection, its districts sorted by key."""
    features = sorted(districts["features"], key=lambda each: each["properties"]["ars"])
    shapes = [[_to_rings(part) for part in _to_parts(each["geometry"])] for each in features]
    nodes = _find_nodes(ring for shape in shapes for part in shape for ring in part)
    arcs: dict[tuple[Step, ...], int] = {}
    geometries = [
        {
            "type": "MultiPolygon",
            "id": feature["properties"]["ars"],
            "properties": {"name": feature["properties"]["name"]},
            "arcs": [[_number_arcs(ring, nodes, arcs) for ring in part] for part in shape],
        }
        for feature, shape in zip(features, shapes, strict=True)
    ]
    corner = min(x for arc in arcs for x, _ in arc), min(y for arc in arcs for _, y in arc)
    return {
        "type": "Topology",
        "licence": LICENCE,
        "transform": {
            "scale": [SCALE, SCALE],
            "translate": [round(corner[0] * SCALE, 4), round(corner[1] * SCALE, 4)],
        },
        "objects": {"districts": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [_to_steps(arc, corner) for arc in arcs],
    }


def _to_parts(geometry: dict[str, Any]) -> list[Any]:
    """Return the polygons of a geometry."""
    coordinates: list[Any] = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Polygon" else coordinates


def _to_rings(part: list[Any]) -> list[list[Step]]:
    """Return the rings of a polygon in whole steps, without the repeated last point."""
    return [[(round(x / SCALE), round(y / SCALE)) for x, y in ring[:-1]] for ring in part]


def _find_nodes(rings: Any) -> set[Step]:
    """Return the points where lines meet or end: those without exactly two neighbours."""
    near: defaultdict[Step, set[Step]] = defaultdict(set)
    for ring in rings:
        for here, after in zip(ring, ring[1:] + ring[:1], strict=True):
            near[here].add(after)
            near[after].add(here)
    return {point for point, others in near.items() if len(others) != 2}


def _number_arcs(
    ring: list[Step], nodes: set[Step], arcs: dict[tuple[Step, ...], int]
) -> list[int]:
    """Cut a ring at its nodes; return the numbers of its arcs, ~number where one runs back."""
    start = next((row for row, point in enumerate(ring) if point in nodes), ring.index(min(ring)))
    turned = ring[start:] + ring[: start + 1]
    cuts = [0, *(row for row in range(1, len(turned) - 1) if turned[row] in nodes), len(ring)]
    numbers = []
    for first, last in pairwise(cuts):
        arc = tuple(turned[first : last + 1])
        if arc[::-1] in arcs:
            numbers.append(~arcs[arc[::-1]])
        else:
            numbers.append(arcs.setdefault(arc, len(arcs)))
    return numbers


def _to_steps(arc: tuple[Step, ...], corner: Step) -> list[list[int]]:
    """Return an arc as its first point, counted from the corner, then steps."""
    before = corner
    steps = []
    for x, y in arc:
        steps.append([x - before[0], y - before[1]])
        before = x, y
    return steps


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    text = json.dumps(build_topology(given), ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(f"{text}\n".encode())
