"""Positions depend on the network alone, fill the square, and keep a distance."""

from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from hubgraph.diagrams.layout import SMALL, build_layout, measure_spacing
from hubgraph.errors import OptionError


def least_distance(layout: pd.DataFrame) -> float:
    points = layout.to_numpy()
    gaps = points[:, None, :] - points[None, :, :]
    return float((np.hypot(gaps[..., 0], gaps[..., 1]) + 9 * np.eye(len(points))).min())


def reverse(network: nx.Graph) -> nx.Graph:
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(network.nodes(data=True))))
    turned.add_edges_from((b, a) for a, b in reversed(list(network.edges)))
    return turned


def name_nodes(network: nx.Graph) -> nx.Graph:
    return nx.relabel_nodes(network, {node: f"n{node:04}" for node in network})


NETWORKS = {
    "tree": name_nodes(nx.balanced_tree(2, 4)),
    "parts": name_nodes(nx.disjoint_union(nx.path_graph(12), nx.empty_graph(7))),
    "complete": name_nodes(nx.complete_graph(9)),
    "large": name_nodes(nx.barabasi_albert_graph(150, 2, seed=1)),
    "large parts": name_nodes(nx.disjoint_union(nx.cycle_graph(90), nx.empty_graph(60))),
}


def test_the_order_of_nodes_and_edges_does_not_matter(
    learning: nx.DiGraph, shuffled: nx.DiGraph
) -> None:
    assert list(learning) != list(shuffled)
    pd.testing.assert_frame_equal(build_layout(learning), build_layout(shuffled), check_exact=True)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_order_does_not_matter_without_seats(name: str) -> None:
    first, second = build_layout(NETWORKS[name]), build_layout(reverse(NETWORKS[name]))
    pd.testing.assert_frame_equal(first, second, check_exact=True)


@pytest.mark.parametrize("name", NETWORKS)
def test_nodes_keep_their_distance_inside_the_square(name: str) -> None:
    layout = build_layout(NETWORKS[name])
    assert layout.index.to_list() == sorted(NETWORKS[name])
    assert layout.to_numpy().min() >= 0
    assert layout.to_numpy().max() <= 1
    assert least_distance(layout) >= measure_spacing(len(layout))


def test_the_picture_resembles_the_map(learning: nx.DiGraph) -> None:
    layout = build_layout(learning)
    seats = pd.DataFrame.from_dict(dict(learning.nodes(data=True)), orient="index").sort_index()
    assert layout["x"].corr(seats["lon"].astype(float)) > 0.9
    assert layout["y"].corr(seats["lat"].astype(float)) > 0.9
    assert layout["y"].idxmin() == "hgd:suedbaden"


def test_the_ties_do_not_move_seated_nodes(learning: nx.DiGraph, contacts: nx.Graph) -> None:
    pd.testing.assert_frame_equal(build_layout(learning), build_layout(contacts))


def test_hubs_in_one_town_stand_apart(learning: nx.DiGraph) -> None:
    for node in list(learning)[:6]:
        learning.nodes[node].update(lat=48.78, lon=9.18)
    assert least_distance(build_layout(learning)) >= measure_spacing(13)


def test_a_node_without_a_seat_stands_by_its_neighbours(learning: nx.DiGraph) -> None:
    learning.add_node("hgd:new", lat=float("nan"), lon=float("nan"))
    learning.add_edge("hgd:suedbaden", "hgd:new")
    layout = build_layout(learning)
    gap = layout.loc["hgd:suedbaden"] - layout.loc["hgd:new"]
    assert np.hypot(*gap) < 1.5 * measure_spacing(14)


@pytest.mark.parametrize("size", [9, 100])
def test_every_node_has_its_own_position(size: int) -> None:
    star = name_nodes(nx.star_graph(size))
    layout = build_layout(star)
    assert (layout - layout.mean()).pow(2).sum(axis=1).idxmin() == "n0000"


def test_the_start_of_a_large_layout_is_drawn_with_the_seed() -> None:
    network = NETWORKS["large"]
    assert len(network) > SMALL
    assert not build_layout(network).equals(build_layout(network, seed=7))


def test_no_node_and_one_node() -> None:
    empty, one = build_layout(nx.Graph()), build_layout(nx.empty_graph(["a"]))
    assert empty.shape == (0, 2)
    assert empty.dtypes.to_dict() == one.dtypes.to_dict()
    assert empty.index.name == one.index.name == "node"
    assert one.to_numpy().tolist() == [[0.5, 0.5]]


def test_the_network_is_left_as_it_was(learning: nx.DiGraph) -> None:
    before = learning.copy()
    build_layout(learning)
    assert nx.utils.graphs_equal(learning, before)


def test_nodes_stay_where_they_were(tmp_path: Path) -> None:
    first = build_layout(NETWORKS["large"])
    path = tmp_path / "layout.csv"
    first.to_csv(path)
    kept = pd.read_csv(path, index_col="node")
    later = NETWORKS["large"].copy()
    later.remove_node("n0003")
    later.add_edges_from([("m1", "n0001"), ("m2", "n0001"), ("m2", "m3")])
    second = build_layout(later, keep=kept)
    pd.testing.assert_frame_equal(second.loc[first.index], first, check_exact=True)
    assert set(second.index) == {*first.index, "m1", "m2", "m3"}
    new = second.loc[["m1", "m2", "m3"]].to_numpy()
    gaps = np.hypot(*(new[:, None, :] - second.to_numpy()[None, :, :]).transpose(2, 0, 1))
    assert np.sort(gaps, axis=1)[:, 1].min() > 0.5 * measure_spacing(len(second))


def test_what_is_no_layout_is_not_kept() -> None:
    with pytest.raises(OptionError, match="build_layout"):
        build_layout(NETWORKS["tree"], keep=pd.DataFrame({"x": [1.0]}))
