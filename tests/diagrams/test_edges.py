"""Edges end at the border of their nodes, and both directions of a pair are apart."""

from math import dist

import numpy as np
import pytest

from hubgraph.diagrams.edges import build_strokes, choose_curves, sample_curves, trim_curve
from hubgraph.diagrams.elements import Edge
from hubgraph.diagrams.encoding import EdgeStyle, build_sizes
from hubgraph.diagrams.scene import Box, Mark

FRAME = Box(0, 0, 400, 400)
LEFT, RIGHT = Mark((100, 200), "circle", 20, "#000000"), Mark((300, 200), "circle", 10, "#000000")
MARKS = {"a": LEFT, "b": RIGHT}


def test_an_edge_stops_short_of_both_borders() -> None:
    curve, head = trim_curve((LEFT.centre, (200, 200), RIGHT.centre), (LEFT, RIGHT), head=8)
    assert curve[0] == pytest.approx((111.5, 200))
    assert curve[2] == pytest.approx((285.5, 200))
    assert head[1] == pytest.approx((293.5, 200))


@pytest.mark.parametrize("control", [(200, 260), (150, 120), (260, 330)])
def test_the_shorter_curve_lies_on_the_whole_one(control: tuple[float, float]) -> None:
    whole = (LEFT.centre, control, RIGHT.centre)
    curve, _ = trim_curve(whole, (LEFT, RIGHT), head=0)
    line = sample_curves([whole])
    for point in sample_curves([curve]):
        assert np.hypot(*(line - point).T).min() < 3


def test_both_directions_of_a_pair_are_apart() -> None:
    edges = [Edge("a", "b", 2), Edge("b", "a", 1)]
    there, back = choose_curves(edges, MARKS, frame=FRAME, directed=True)
    assert there[1][1] > 210
    assert back[1][1] < 190


def test_an_edge_without_direction_is_straight_unless_a_node_is_in_the_way() -> None:
    edges = [Edge("a", "b", 1)]
    (straight,) = choose_curves(edges, MARKS, frame=FRAME, directed=False)
    assert straight[1] == pytest.approx((200, 200))
    blocked = MARKS | {"c": Mark((200, 200), "circle", 20, "#000000")}
    (bent,) = choose_curves(edges, blocked, frame=FRAME, directed=False)
    assert min(dist(point, (200, 200)) for point in sample_curves([bent])) > 10


def test_an_edge_stays_inside_the_frame() -> None:
    blocked = MARKS | {"c": Mark((200, 200), "circle", 20, "#000000")}
    low = Box(0, 195, 400, 200)
    (bent,) = choose_curves([Edge("a", "b", 1)], blocked, frame=low, directed=False)
    assert bent[1][1] > 200
    high = Box(0, 5, 400, 200)
    (bent,) = choose_curves([Edge("a", "b", 1)], blocked, frame=high, directed=False)
    assert bent[1][1] < 200


def test_edges_into_one_node_arrive_apart() -> None:
    marks = {"a": Mark((50, 200), "circle", 9, ""), "b": Mark((150, 205), "circle", 9, "")}
    marks["c"] = Mark((350, 200), "circle", 9, "")
    edges = [Edge("a", "c", 2), Edge("b", "c", 1)]
    first, second = choose_curves(edges, marks, frame=FRAME, directed=True)
    slopes = [(end[1] - control[1]) / (end[0] - control[0]) for _, control, end in (first, second)]
    assert abs(slopes[0] - slopes[1]) > 0.25


def test_the_strongest_edge_is_on_top_and_widest() -> None:
    edges = [Edge("a", "b", 2), Edge("b", "a", 1)]
    curves = choose_curves(edges, MARKS, frame=FRAME, directed=True)
    style, sizes = EdgeStyle(opacity=0.5, heads=True), build_sizes(2)
    strokes, heads = build_strokes(edges, curves, MARKS, style=style, sizes=sizes)
    assert strokes[-1].width > strokes[0].width
    assert dist(strokes[-1].start, LEFT.centre) > 10
    assert dist(strokes[-1].end, RIGHT.centre) > 5
    assert len(heads) == 2
    plain = EdgeStyle(opacity=0.5, heads=False)
    assert build_strokes(edges, curves, MARKS, style=plain, sizes=sizes)[1] == ()
