"""Networks: what an edge means, and who is in."""

from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest
from rdflib import Dataset
from small_networks import need, offer, write_network

import hubgraph as hg
from hubgraph.errors import (
    InvalidDateError,
    OptionError,
    UnknownNameError,
)
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import measure_scores
from hubgraph.monitoring.network import RELATIONS, Relation

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
        assert "2018" <= values["since"] <= "2020-12-31"
    kinds = Counter(kind for _, kind in network.nodes(data="kind"))
    assert kinds == {"regional_hub": 10, "thematic_hub": 3}


def test_edges_carry_what_is_promised(network: nx.Graph) -> None:
    assert nx.number_of_selfloops(network) == 0
    for _, _, values in network.edges(data=True):
        assert set(values) == EDGE | ({"since"} if values["relation"] == "contact" else set())
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


def test_a_contact_begins_with_the_first_event(graph: Dataset) -> None:
    network = hg.build_network(graph, relation="contact")
    for a, b, since in network.edges(data="since"):
        met = hg.query(graph, "contacts", organisation=a)
        assert since == met.loc[met["partner"] == b, "begins"].min()


def test_the_membership_of_the_day_counts(graph: Dataset) -> None:
    for day in ("2018-10-10", "2020-12-31"):
        members = hg.query(graph, "members", as_of=day).set_index("hub")
        for node, values in hg.build_network(graph, as_of=day).nodes(data=True):
            assert values["since"] == members.loc[node, "since"]
            assert values.get("until") == members["until"].dropna().get(node)


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
