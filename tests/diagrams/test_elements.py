"""Nodes and edges come out clean and in order."""

import networkx as nx
import pytest

from hubgraph.diagrams.elements import to_edges, to_line, to_nodes
from hubgraph.errors import OptionError, UnknownNameError


def test_a_node_is_called_by_label_name_or_id() -> None:
    network = nx.Graph()
    network.add_node("c", label="C", name="Long C")
    network.add_node("b", label=float("nan"), name="Long B")
    network.add_node("a", label="  ")
    assert [node.label for node in to_nodes(network)] == ["a", "Long B", "C"]
    assert [node.kind for node in to_nodes(network)] == ["organisation"] * 3


def test_an_unknown_kind_is_named_with_its_node() -> None:
    with pytest.raises(UnknownNameError, match=r"'regional-hub'.*regional_hub") as error:
        to_nodes(_one("hgd:x", "regional-hub"))
    assert "hgd:x" in str(error.value)


def _one(node: str, kind: str) -> nx.Graph:
    network = nx.Graph()
    network.add_node(node, kind=kind)
    return network


def test_missing_coordinates_are_none() -> None:
    network = nx.Graph()
    network.add_node("a", lat=float("nan"), lon=None)
    network.add_node("b", lat=48, lon=9.5)
    assert [(node.lat, node.lon) for node in to_nodes(network)] == [(None, None), (48.0, 9.5)]


def test_edges_are_sorted_and_parallel_ones_added() -> None:
    network = nx.MultiDiGraph()
    network.add_edge("b", "a", weight=1)
    network.add_edge("b", "a", weight=2.5)
    network.add_edge("a", "b")
    network.add_edge("a", "a", weight=9)
    edges = [(edge.source, edge.target, edge.weight) for edge in to_edges(network)]
    assert edges == [("b", "a", 3.5), ("a", "b", 1.0)]


@pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf"), "much", None])
def test_a_weight_must_be_above_nought(weight: object) -> None:
    network = nx.Graph()
    network.add_edge("a", "b", weight=weight)
    with pytest.raises(OptionError, match="weight of a to b"):
        to_edges(network)


def test_control_characters_leave_no_trace() -> None:
    assert to_line("A\x00B\u2028 C\n") == "A B C"
