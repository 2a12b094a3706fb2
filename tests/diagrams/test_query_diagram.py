"""From a query to a picture: what the names of variables mean, and what is refused."""

import pytest
from rdflib import Dataset, URIRef

import hubgraph as hg
from hubgraph.diagrams.query_diagram import build_query_network
from hubgraph.errors import QueryError
from hubgraph.vocabulary import expand_curie

PAIRS = """
SELECT ?node ?nodeLabel ?nodeKind ?linked ?linkedLabel ?edgeLabel ?weight WHERE {
  ?node a ?nodeKind ; skos:prefLabel ?nodeLabel ; hg:offers ?linked .
  ?linked skos:prefLabel ?linkedLabel FILTER (LANG(?linkedLabel) = "de")
  VALUES ?nodeKind { hg:RegionalHub hg:ThematicHub }
  BIND ("bietet" AS ?edgeLabel) BIND (2.5 AS ?weight)
}
"""
TRIPLES = """
CONSTRUCT { ?hub a hg:ThematicHub ; hg:offers ?topic ; skos:prefLabel ?name ; hg:level 3 .
            ?topic skos:prefLabel ?label }
WHERE { ?hub a hg:ThematicHub ; hg:offers ?topic ; skos:prefLabel ?name .
        ?topic skos:prefLabel ?label }
"""


def test_a_select_becomes_nodes_and_ties(graph: Dataset) -> None:
    network, rows = build_query_network(graph, PAIRS), hg.query(graph, PAIRS)
    assert set(network) == {*rows["node"], *rows["linked"]}
    assert network.number_of_edges() == len(rows) > 20
    for row in rows.to_dict("records"):
        assert network.nodes[row["node"]]["label"] == row["nodeLabel"]
        kind = {"hg:RegionalHub": "regional_hub", "hg:ThematicHub": "thematic_hub"}
        assert network.nodes[row["node"]]["kind"] == kind[row["nodeKind"]]
        assert network.nodes[row["linked"]] == {"label": row["linkedLabel"], "kind": "node"}
        assert {"label": "bietet", "weight": 2.5} in network[row["node"]][row["linked"]].values()


def test_the_picture_names_what_is_there(graph: Dataset) -> None:
    drawing = hg.plot_query(graph, PAIRS, lang="de", title="Wer was bietet")
    words = " ".join(line.text for line in drawing.scene.lines)
    assert "Sonstiges" in words
    assert "Organisation" not in words
    assert f"{len(build_query_network(graph, PAIRS))} Knoten" in words
    assert drawing.title == "Wer was bietet"
    assert (
        drawing._repr_svg_()
        == hg.plot_query(graph, PAIRS, lang="de", title="Wer was bietet")._repr_svg_()
    )


def test_a_node_without_a_tie_stands_alone(graph: Dataset) -> None:
    text = "SELECT ?node ?linked WHERE { ?node a hg:ThematicHub OPTIONAL { ?node hg:x1 ?linked } }"
    network = build_query_network(graph, text.replace("hg:x1", "<urn:x>"))
    assert len(network) == 3
    assert not network.edges
    alone = build_query_network(graph, "SELECT ?node WHERE { ?node a hg:ThematicHub }")
    assert set(alone) == set(network)
    assert len(hg.plot_query(graph, "SELECT ?node { ?node a hg:Need } LIMIT 1").scene.marks) == 2


def test_a_construct_becomes_nodes_and_ties(graph: Dataset) -> None:
    pairs = hg.query(graph, "SELECT ?h ?t { ?h a hg:ThematicHub ; hg:offers ?t }")
    names = hg.query(graph, "SELECT ?h ?n { ?h a hg:ThematicHub ; skos:prefLabel ?n }")
    network = build_query_network(graph, TRIPLES, lang="de")
    assert set(network.edges(data="label")) == {
        (row.h, row.t, "hg:offers") for row in pairs.itertuples()
    }
    assert (
        dict(names.itertuples(index=False, name=None)).items()
        <= dict(network.nodes(data="label")).items()
    )
    kinds = dict(network.nodes(data="kind"))
    assert {kinds[hub] for hub in pairs["h"]} == {"thematic_hub"}
    assert {kinds[topic] for topic in pairs["t"]} == {"node"}
    labels = {
        lang: set(dict(build_query_network(graph, TRIPLES, lang=lang).nodes(data="label")).values())
        for lang in ("de", "en")
    }
    assert "Künstliche Intelligenz" in labels["de"] - labels["en"]
    assert "Artificial intelligence" in labels["en"] - labels["de"]


def test_describe_is_drawn(graph: Dataset) -> None:
    network = build_query_network(graph, "DESCRIBE hgd:ulm")
    assert network.nodes["hgd:ulm"]["kind"] == "regional_hub"
    assert {"hgd:ulm"} < set(network)


def test_values_are_bound(graph: Dataset) -> None:
    text = "SELECT ?node ?linked WHERE { ?node hg:offers ?linked FILTER (?linked = $topic) }"
    topic = hg.query(graph, "SELECT ?topic { ?hub hg:offers ?topic } ORDER BY ?topic LIMIT 1")
    value = URIRef(expand_curie(topic["topic"].iloc[0]))
    network = build_query_network(graph, text, bindings={"topic": value})
    assert {target for _, target in network.edges()} == {topic["topic"].iloc[0]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ASK { ?s ?p ?o }", r"ASK gives yes or no.*CONSTRUCT"),
        ("SELECT ?linked { ?linked a hg:Hub }", r"lacks \?node\. A picture is made of \?node, "),
        ("SELECT ?node ?link { ?node hg:offers ?link }", r"\?link says nothing.*mean \?linked"),
        ("SELECT ?hub { ?hub a hg:Hub }", r"\?hub says nothing.*\?edgeLabel, \?weight.*AS \?node"),
        (
            "SELECT ?node { ?node a hg:ThematicHub, hg:Need }",
            r"nothing to draw.*together with",
        ),
        ("SELECT ?node { ?node a hg:Hub", r"line 1, column \d+"),
        ("members", r"\?hub says nothing"),
    ],
)
def test_what_cannot_be_drawn_says_what_is_missing(graph: Dataset, text: str, message: str) -> None:
    with pytest.raises(QueryError, match=f"(?s){message}"):
        hg.plot_query(graph, text)


def test_the_public_part_leaves_its_mark(graph: Dataset) -> None:
    public = hg.build_public(graph)
    drawing = hg.plot_query(public, "SELECT ?node { ?node a hg:ThematicHub }")
    assert len(drawing.snapshot) == 64
