"""A portable network holds the same nodes and edges as text, numbers and truth values."""

import networkx as nx
import pytest
from rdflib import URIRef

from hubgraph.diagrams.portable import to_portable
from hubgraph.errors import HubgraphError
from hubgraph.vocabulary import PREFIXES


def test_it_holds_plain_values_only_and_changes_nothing(contacts: nx.Graph) -> None:
    contacts.nodes["hgd:ulm"]["words"] = ["x", "y"]
    before = str([contacts.graph, contacts.nodes(data=True), contacts.edges(data=True)])
    portable = to_portable(contacts)
    records = [portable.graph, *(each for _, each in portable.nodes(data=True))]
    records += [each for *_, each in portable.edges(data=True)]
    assert {type(value) for each in records for value in each.values()} <= {str, int, float, bool}
    assert portable.nodes["hgd:ulm"]["words"] == "x; y"
    assert str([contacts.graph, contacts.nodes(data=True), contacts.edges(data=True)]) == before
    assert nx.utils.graphs_equal(nx.Graph(portable.edges), nx.Graph(contacts.edges))


def test_the_order_of_adding_does_not_matter(learning: nx.DiGraph, shuffled: nx.DiGraph) -> None:
    one, two = to_portable(learning), to_portable(shuffled)
    assert list(one.nodes(data=True)) == list(two.nodes(data=True)) != []
    assert list(one.edges(data=True)) == list(two.edges(data=True)) != []
    parallel = [("a", "b", {"w": 2}), ("b", "a", {"w": 1}), ("a", "b", {})]
    three, four = (
        to_portable(nx.MultiGraph(rows)) for rows in (parallel, list(reversed(parallel)))
    )
    assert sorted(map(str, three.edges(data="w"))) == sorted(map(str, four.edges(data="w")))


def test_ids_become_text_and_iris_curies() -> None:
    network = nx.Graph([(URIRef(PREFIXES["hgd"] + "ulm"), 1), (PREFIXES["hgd"] + "aalen", "b\x07")])
    assert list(to_portable(network)) == ["1", "b", "hgd:aalen", "hgd:ulm"]


@pytest.mark.parametrize("nodes", [(1, "1"), ("hgd:ulm", URIRef(PREFIXES["hgd"] + "ulm"))])
def test_two_nodes_never_become_one(nodes: tuple[object, object]) -> None:
    with pytest.raises(HubgraphError, match="would both be called"):
        to_portable(nx.Graph([nodes]))


def test_two_attributes_never_become_one() -> None:
    with pytest.raises(HubgraphError, match="'id_'"):
        to_portable(nx.Graph(id=1, id_=2))


def test_reserved_names_get_an_underscore() -> None:
    network = nx.DiGraph()
    network.add_node("a", id=7, kind="x")
    network.add_edge("a", "b", source="S1", target=None)
    portable = to_portable(network)
    assert portable.nodes["a"] == {"id_": 7, "kind": "x"}
    assert portable.edges["a", "b"] == {"source_": "S1"}


def test_parallel_edges_stay_and_keys_that_say_something() -> None:
    network = nx.MultiDiGraph()
    network.add_edge("a", "b", key="contact")
    network.add_edge("a", "b", key=URIRef("urn:x"), key_=1)
    network.add_edge("a", "b", key=0)
    portable = to_portable(network)
    assert list(portable.edges(keys=True, data=True)) == [
        ("a", "b", "e0", {}),
        ("a", "b", "e1", {"edge_key": "contact"}),
        ("a", "b", "e2", {"edge_key": "urn:x", "key_": 1}),
    ]


def test_an_attribute_is_of_one_kind() -> None:
    network = nx.Graph()
    network.add_node("a", level=1, note=True)
    network.add_node("b", level=2.5, note="yes")
    portable = to_portable(network)
    assert [type(level) for _, level in portable.nodes(data="level")] == [float, float]
    assert dict(portable.nodes(data="note")) == {"a": "true", "b": "yes"}
