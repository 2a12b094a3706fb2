"""The packaged borders: whole, small, and what the script makes of a small example."""

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
from rdflib import Dataset

import hubgraph as hg
from hubgraph.diagrams.borders import BORDERS, load_borders

SCRIPT = Path(__file__).parents[1] / "data" / "build_borders.py"


def build(districts: dict[str, list[Any]]) -> Any:
    """Run the script on rings by key."""
    spec = importlib.util.spec_from_file_location("build_borders", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    features = [
        {
            "properties": {"ars": key, "name": key},
            "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
        }
        for key, ring in districts.items()
    ]
    return module.build_topology({"features": features})


def test_every_district_of_the_network_has_borders(graph: Dataset) -> None:
    assert set(hg.query(graph, "districts")["district"]) == set(load_borders().rings)


def test_the_file_is_small_and_says_whose_it_is() -> None:
    assert BORDERS.stat().st_size < 150_000
    assert load_borders().licence.startswith("© GeoBasis-DE / BKG 2021 (data changed)")


def test_every_seat_lies_in_a_district() -> None:
    rings = [ring for parts in load_borders().rings.values() for ring in parts]
    points = np.concatenate(rings)
    assert 7.4 < points[:, 0].min() < points[:, 0].max() < 10.6
    assert 47.5 < points[:, 1].min() < points[:, 1].max() < 49.9


def test_a_shared_border_is_kept_once() -> None:
    left = [(0.0, 0.0), (1.0, 0.0), (1.0, 0.5), (1.0, 1.0), (0.0, 1.0)]
    right = [(1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0), (1.0, 0.5)]
    topology = build({"b": right, "a": left})
    used = [each["arcs"][0][0] for each in topology["objects"]["districts"]["geometries"]]
    assert [each["id"] for each in topology["objects"]["districts"]["geometries"]] == ["a", "b"]
    assert len(topology["arcs"]) == 3
    shared = {arc for arc in used[0] if ~arc in used[1]}
    assert len(shared) == 1
