"""Looks differ for every reader, and sizes follow the numbers."""

from itertools import combinations
from math import hypot, pi, sqrt

import pytest

from hubgraph.diagrams.encoding import (
    CROWD,
    KINDS,
    PAPER,
    build_edge_style,
    build_sizes,
    build_widths,
    list_kinds,
    measure_border,
)


def lightness(colour: str) -> float:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_every_kind_has_its_own_shape_and_grey() -> None:
    styles = [style for kind, style in KINDS.items() if kind != "node"]
    assert KINDS["node"] == KINDS["organisation"]
    assert len({style.shape for style in styles}) == len(styles) == 4
    for one, other in combinations(styles, 2):
        assert abs(lightness(one.colour) - lightness(other.colour)) > 0.15


def test_every_kind_stands_out_from_the_paper() -> None:
    for style in KINDS.values():
        outline = style.colour if style.rim == PAPER else style.rim
        assert lightness(PAPER) - lightness(outline) > 0.3


def test_widths_grow_with_weights() -> None:
    assert build_widths([1, 3, 2], thickest=2) == pytest.approx([0.5, 2.0, 1.25])
    assert build_widths([4, 4], thickest=2) == pytest.approx([1.25, 1.25])
    assert build_widths([], thickest=2) == []


def test_signs_shrink_as_nodes_grow_in_number() -> None:
    sizes = [build_sizes(count) for count in (0, 1, 13, 60, 300, 1000)]
    assert [size.node for size in sizes] == sorted((size.node for size in sizes), reverse=True)
    assert [size.label for size in sizes] == sorted((size.label for size in sizes), reverse=True)
    assert sizes[2].seat > 0
    assert sizes[-1].seat == 0


def test_dense_networks_are_lighter_and_crowds_have_no_heads() -> None:
    light = build_edge_style(13, 53, directed=False)
    assert light.opacity < build_edge_style(13, 52, directed=False).opacity
    assert build_edge_style(CROWD, 10, directed=True).heads
    assert not build_edge_style(CROWD + 1, 10, directed=True).heads
    assert not light.heads


def test_borders() -> None:
    assert measure_border("circle", 10, 0.7) == 5
    assert measure_border("square", 10, 0) == pytest.approx(5)
    assert measure_border("square", 10, pi / 4) == pytest.approx(hypot(5, 5))
    assert measure_border("diamond", 10, 0) == pytest.approx(5 * sqrt(2))
    assert measure_border("diamond", 10, pi / 4) == pytest.approx(5)


def test_the_legend_has_only_the_kinds_that_occur() -> None:
    assert list_kinds(["organisation", "thematic_hub", "organisation"]) == [
        "thematic_hub",
        "organisation",
    ]
