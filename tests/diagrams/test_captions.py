"""The words fit the network, in both languages."""

import networkx as nx
import pytest
from rdflib import Dataset, URIRef

import hubgraph as hg
from hubgraph.catalogue import load_catalogue
from hubgraph.diagrams.captions import (
    build_source_line,
    build_subtitle,
    build_title,
    describe,
    explain_edges,
    find_relation,
)
from hubgraph.diagrams.density import Choice
from hubgraph.diagrams.elements import to_edges, to_nodes
from hubgraph.vocabulary import expand_curie


def say(network: nx.Graph, lang: str) -> str:
    nodes, edges = to_nodes(network), to_edges(network)
    return describe(network, nodes, edges, Choice(edges, 0), load_catalogue(lang))


@pytest.mark.parametrize(
    ("count", "lang", "expected"),
    [
        (0, "en", "0 contacts"),
        (1, "en", "1 contact"),
        (1, "de", "1 Kontakt"),
        (2500, "de", "2.500 Kontakte"),
    ],
)
def test_numbers_agree_with_their_nouns(count: int, lang: str, expected: str) -> None:
    assert load_catalogue(lang).count("diagram.count.contact", count) == expected


@pytest.mark.parametrize(
    ("as_of", "lang", "expected"),
    [
        ("2020-12-31", "en", "as of 31 December 2020"),
        ("2020-12-31", "de", "Stand 31. Dezember 2020"),
        ("2020-03", "de", "Stand März 2020"),
        ("some day", "de", "Stand some day"),
    ],
)
def test_the_date_is_written_out(as_of: str, lang: str, expected: str) -> None:
    assert expected in build_subtitle(nx.Graph(as_of=as_of), load_catalogue(lang))


def test_the_title_is_the_stated_one_or_says_what_an_edge_means() -> None:
    assert (
        build_title(nx.Graph(title_de="Netz", relation="contact"), load_catalogue("de")) == "Netz"
    )
    assert (
        build_title(nx.Graph(relation="contact"), load_catalogue("de"))
        == "Wer mit wem in Kontakt steht"
    )
    assert build_title(nx.Graph(relation="friendship"), load_catalogue("en")) == "Network"


def test_the_relation_is_found_on_the_edges() -> None:
    network = nx.Graph()
    network.add_edge("a", "b", relation="strength")
    assert find_relation(network) == "strength"
    network.add_edge("a", "c", relation="contact")
    assert find_relation(network) == "other"


@pytest.mark.parametrize(
    ("counts", "english", "german"),
    [
        ({}, "hubgraph", "hubgraph"),
        ({"source_count": 77}, "Sources: 77 public; hubgraph", "Quellen: 77 öffentlich; hubgraph"),
        (
            {"source_count": 1077, "restricted_source_count": 1},
            "Sources: 1,077 public, 1 restricted; hubgraph",
            "Quellen: 1.077 öffentlich, 1 beschränkt; hubgraph",
        ),
        (
            {"source_count": 0, "restricted_source_count": 2},
            "Sources: 2 restricted; hubgraph",
            "Quellen: 2 beschränkt; hubgraph",
        ),
    ],
)
def test_restricted_sources_are_no_public_ones(
    counts: dict[str, int], english: str, german: str
) -> None:
    found = [build_source_line(nx.Graph(**counts), load_catalogue(lang)) for lang in ("en", "de")]
    assert found == [english, german]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_kind_is_called_as_in_the_ontology(graph: Dataset, lang: str) -> None:
    text = "SELECT ?name WHERE { ?kind skos:prefLabel ?name FILTER (LANG(?name) = ?lang) }"
    text = text.replace("SELECT ?name", "SELECT ?name ?kind ?lang")
    for kind, words in (("hg:RegionalHub", "regional_hub"), ("hg:ThematicHub", "thematic_hub")):
        found = hg.query(graph, text, kind=URIRef(expand_curie(kind)), lang=lang)["name"].tolist()
        catalogue = load_catalogue(lang)
        assert found == [catalogue.text(f"diagram.kind.{words}")]
        assert catalogue.count(f"diagram.count.{words}", 1) == f"1 {found[0]}"


def test_the_direction_is_explained() -> None:
    german = explain_edges("learning", load_catalogue("de"), directed=True, heads=True)
    assert german == ["A → B: B bietet, was A braucht, oder einen Teil davon"]
    english = explain_edges("learning", load_catalogue("en"), directed=True, heads=False)
    assert english == [
        "A → B: B offers what A needs, or a part of it",
        "bows clockwise from A to B",
    ]
    assert "→" in explain_edges("other", load_catalogue("en"), directed=True, heads=True)[0]
    assert (
        "→" not in explain_edges("learning", load_catalogue("en"), directed=False, heads=False)[0]
    )


def test_the_description_counts_and_names_the_strongest(learning: nx.DiGraph) -> None:
    learning.add_node("hgd:alone", label="Allein", kind="regional_hub")
    learning.add_edge("hgd:ulm", "hgd:ostwuerttemberg", weight=7.25)
    english, german = say(learning, "en"), say(learning, "de")
    assert "11 regional hubs, 3 thematic hubs" in english
    assert f"{learning.number_of_edges()} learning opportunities" in english
    assert "Strongest: UAB → digiZ (7.25);" in english
    assert english.endswith("Without a tie: Allein.")
    assert "Am stärksten: UAB → digiZ (7,25);" in german
    assert "11 regionale Hubs" in german


def test_many_nodes_without_a_tie_are_counted() -> None:
    assert say(nx.empty_graph(list("abcdefgh")), "en").endswith("a, b, c, d, e and 3 more.")
