"""Networks: what an edge means, who is in, and files that other tools can read."""

from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from rdflib import Dataset, URIRef
from small_networks import need, offer, write_network

import hubgraph as hg
from hubgraph.errors import (
    InvalidDateError,
    MissingFileError,
    OptionError,
    UnknownFormatError,
    UnknownNameError,
)
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import measure_scores
from hubgraph.monitoring.network import RELATIONS, Relation, to_portable

EDGE = {"relation", "topics", "weight"}


@pytest.fixture(scope="module", params=RELATIONS)
def network(request: pytest.FixtureRequest, graph: Dataset) -> nx.Graph:
    """Network of each relation on the reference date."""
    return hg.build_network(graph, relation=request.param)


def edges(network: nx.Graph) -> dict[tuple[str, str], float]:
    """Weight of each edge; undirected ones with the smaller end first."""
    directed = network.is_directed()
    return {
        (a, b) if directed or a < b else (b, a): weight
        for a, b, weight in network.edges(data="weight")
    }


def test_nodes_are_the_members_in_order(network: nx.Graph, profiles: Profiles) -> None:
    assert list(network) == list(profiles.organisations.index)
    for node, values in network.nodes(data=True):
        assert values["name"] == profiles.organisations.loc[node, "name"]
        assert values["label"] == profiles.organisations.loc[node, "label"]
        assert values["kind"] in {"regional_hub", "thematic_hub"}
        assert 47 < values["lat"] < 50
        assert 7 < values["lon"] < 11
        assert isinstance(values["seat"], str)
    kinds = Counter(kind for _, kind in network.nodes(data="kind"))
    assert kinds == {"regional_hub": 10, "thematic_hub": 3}


def test_edges_carry_what_is_promised(network: nx.Graph) -> None:
    assert nx.number_of_selfloops(network) == 0
    for _, _, values in network.edges(data=True):
        assert set(values) == EDGE
        assert values["relation"] == network.graph["relation"]
        assert values["topics"] == sorted(set(values["topics"]))
        assert values["weight"] == len(values["topics"]) > 0
    assert network.graph["as_of"] == "2020-12-31"
    assert network.is_directed() == (network.graph["relation"] == "learning")


def test_strength_is_the_number_of_shared_offers(graph: Dataset, profiles: Profiles) -> None:
    stated = profiles.statements[profiles.statements["kind"] == "hg:Offer"]
    topics = stated.groupby("organisation")["topic"].agg(set)
    expected = {
        (a, b): float(len(topics[a] & topics[b]))
        for a, b in combinations(topics.index, 2)
        if topics[a] & topics[b]
    }
    assert edges(hg.build_network(graph, relation="strength")) == expected


def test_learning_counts_needs_served_by_the_topic_or_a_narrower_one(
    graph: Dataset, profiles: Profiles
) -> None:
    links = hg.query(graph, "topic-links")
    broader = nx.DiGraph(
        [(r.topic, r.other) for r in links.itertuples() if r.link == "skos:broader"]
    )
    stated = profiles.statements
    expected: Counter[tuple[str, str]] = Counter()
    for want in stated[stated["kind"] == "hg:Need"].itertuples():
        serving = {want.topic, *nx.ancestors(broader, want.topic)}
        offers = stated[(stated["kind"] == "hg:Offer") & stated["topic"].isin(serving)]
        expected.update((want.organisation, t) for t in set(offers["organisation"]))
    found = edges(hg.build_network(graph))
    assert found == {(a, b): n for (a, b), n in expected.items() if a != b}


def test_every_learning_tie_has_a_score(graph: Dataset, profiles: Profiles) -> None:
    score = measure_scores(profiles).score
    row = profiles.organisations.index.get_loc
    assert all(score[row(a), row(b)] > 0 for a, b in hg.build_network(graph).edges)


def test_contact_counts_events(graph: Dataset, profiles: Profiles) -> None:
    met = profiles.contacts.groupby(["organisation", "partner"])["event"].nunique()
    found = edges(hg.build_network(graph, relation="contact"))
    assert found == {(a, b): n for (a, b), n in met.items() if a < b}


def test_members_without_a_tie_stay(tmp_path: Path) -> None:
    folder = write_network(tmp_path, [need("a", "AI"), offer("b", "PM")])
    network = hg.build_network(hg.read_workbook(folder))
    assert list(network.edges) == [("hgd:a", "hgd:b")]
    assert list(nx.isolates(network)) == ["hgd:c"]


def test_a_broader_offer_is_no_learning_tie(tmp_path: Path) -> None:
    folder = write_network(tmp_path, [need("a", "PM"), offer("b", "AI")])
    assert hg.build_network(hg.read_workbook(folder)).number_of_edges() == 0


def test_the_language_is_that_of_the_topics(graph: Dataset) -> None:
    de, en = (hg.build_network(graph, relation="strength", lang=lang) for lang in ("de", "en"))
    assert edges(de) == edges(en)
    topics = {t for _, _, found in de.edges(data="topics") for t in found}
    assert "Künstliche Intelligenz" in topics


def test_a_topic_with_one_label_is_called_by_it(tmp_path: Path) -> None:
    graph = hg.read_workbook(write_network(tmp_path, [need("a", "Data"), offer("b", "Data")]))
    for lang in ("de", "en"):
        assert hg.build_network(graph, lang=lang).edges["hgd:a", "hgd:b"]["topics"] == ["Daten"]


def test_as_of(graph: Dataset) -> None:
    before = hg.build_network(graph, as_of="2018-10-09", relation="contact")
    assert len(before) == 0
    first = hg.build_network(graph, as_of=date(2018, 10, 10), relation="contact")
    assert first.graph["as_of"] == "2018-10-10"
    assert set(edges(first).values()) == {1.0}
    assert first.number_of_edges() == 78


def test_what_is_refused(graph: Dataset) -> None:
    with pytest.raises(OptionError, match="learning, contact, strength"):
        hg.build_network(graph, relation="friendship")  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="no language 'fr'"):
        hg.build_network(graph, lang="fr")
    with pytest.raises(InvalidDateError):
        hg.build_network(graph, as_of="2020-02-30")


@pytest.mark.parametrize("relation", RELATIONS)
def test_building_twice_gives_the_same(graph: Dataset, relation: Relation) -> None:
    one, two = (hg.build_network(graph, relation=relation) for _ in range(2))
    assert list(one.nodes(data=True)) == list(two.nodes(data=True))
    assert list(one.edges(data=True)) == list(two.edges(data=True))


def test_the_portable_copy_holds_plain_values_only(network: nx.Graph) -> None:
    before = str(network.edges(data=True))
    portable = to_portable(network)
    values = [portable.graph, *(v for _, v in portable.nodes(data=True))]
    values += [v for _, _, v in portable.edges(data=True)]
    assert {type(v) for each in values for v in each.values()} <= {str, int, float, bool}
    assert portable is not network
    assert str(network.edges(data=True)) == before
    assert edges(portable) == edges(network)


def test_graphml_comes_back_the_same(network: nx.Graph, tmp_path: Path) -> None:
    path = hg.export_network(network, tmp_path / "network.graphml")
    read = nx.read_graphml(path)
    assert list(read) == list(network)
    assert read.is_directed() == network.is_directed()
    assert edges(read) == edges(network)
    portable = to_portable(network)
    assert dict(read.nodes(data=True)) == dict(portable.nodes(data=True))
    for a, b, values in portable.edges(data=True):
        assert {k: read.edges[a, b][k] for k in EDGE} == values


def test_graphml_twice_is_equal_to_the_byte(network: nx.Graph, tmp_path: Path) -> None:
    one, two = (hg.export_network(network, tmp_path / f"{n}.graphml") for n in (1, 2))
    assert one.read_bytes() == two.read_bytes()


def test_any_value_becomes_portable(tmp_path: Path) -> None:
    network = nx.MultiDiGraph(day=date(2020, 12, 31))
    network.add_node("a", truth=np.int64(1) == 1, whole=np.int64(3), part=np.float32(0.5), no=None)
    network.add_node("b", iri=URIRef("urn:b"), gap=float("nan"), na=pd.NA, words=("x", "y"))
    network.add_edges_from([("a", "b", {"when": pd.Timestamp("2020-01-01")}), ("a", "b", {})])
    portable = to_portable(network)
    assert portable.graph == {"day": "2020-12-31"}
    assert portable.nodes["a"] == {"truth": True, "whole": 3, "part": 0.5}
    assert [type(v) for v in portable.nodes["a"].values()] == [float, bool, int]
    assert portable.nodes["b"] == {"iri": "urn:b", "words": "x; y"}
    assert type(portable.nodes["b"]["iri"]) is str
    assert portable.number_of_edges() == 2
    read = nx.read_graphml(hg.export_network(network, tmp_path / "any.graphml"))
    assert read.nodes["a"] == portable.nodes["a"]


def test_where_a_file_cannot_be_written(network: nx.Graph, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match=r"\.graphml"):
        hg.export_network(network, tmp_path / "network.gml")
    with pytest.raises(MissingFileError, match="no-folder"):
        hg.export_network(network, tmp_path / "no-folder" / "network.graphml")
    assert list(tmp_path.iterdir()) == []
