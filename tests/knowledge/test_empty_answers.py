"""The doctor of empty answers: seeded mistakes, each named."""

import pytest
from rdflib import Dataset, Graph, URIRef

import hubgraph as hg
from hubgraph.knowledge import empty_answers
from hubgraph.knowledge.empty_answers import explain_empty
from hubgraph.vocabulary import expand_curie

MISTAKES = {
    "a name that is not there": (
        "SELECT ?h { ?h a hg:ThematicHub ; a ?k ; hg:offers hgt:artifical-intelligence }",
        "nowhere in the graph. Did you mean hgt:artificial-intelligence?",
    ),
    "a property of another vocabulary": (
        "SELECT ?n { ?h a hg:ThematicHub ; skos:prefLable ?n }",
        "?h skos:prefLable ?n. skos:prefLable is nowhere in the graph. Did you mean skos:prefLabel",
    ),
    "http for https": (
        "PREFIX s: <http://schema.org/> SELECT ?e { ?e s:startDate ?day }",
        "http://schema.org/startDate is nowhere in the graph.",
    ),
    "no language": (
        'SELECT ?t { ?t skos:prefLabel "Künstliche Intelligenz" }',
        'The graph has "Künstliche Intelligenz"@de.',
    ),
    "wrong language": (
        'SELECT ?t { ?t skos:prefLabel "Künstliche Intelligenz"@en }',
        'The graph has "Künstliche Intelligenz"@de.',
    ),
    "a name in the wrong place": (
        "SELECT ?h { ?h hgt:artificial-intelligence hg:offers }",
        "hgt:artificial-intelligence is never in that place.",
    ),
    "no match together": (
        "SELECT ?h { ?h a hg:ThematicHub . ?h a hg:Need }",
        "together with the patterns before it.",
    ),
    "a filter": (
        "SELECT ?h { ?h a hg:ThematicHub FILTER (?h = hgd:ulm) }",
        "Each pattern has matches; FILTER,",
    ),
    "a group": (
        "SELECT ?h (COUNT(?t) AS ?n) { ?h hg:offer5 ?t } GROUP BY ?h".replace(
            "hg:offer5", "<https://w3id.org/hubgraph/ontology#offer5>"
        ),
        "hg:offer5 is nowhere in the graph. Did you mean hg:offers",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_every_mistake_is_named(graph: Dataset, mistake: str) -> None:
    text, reason = MISTAKES[mistake]
    assert hg.query(graph, text).empty
    assert reason in explain_empty(graph, text)


def test_what_is_optional_is_no_reason(graph: Dataset) -> None:
    text = """SELECT ?h { ?h a hg:ThematicHub . { ?h a hg:Need } UNION { ?h a <urn:x> }
              OPTIONAL { ?h <urn:y> ?y } MINUS { ?h <urn:z> ?z } ?h skos:broader* ?h }"""
    assert hg.query(graph, text).empty
    assert explain_empty(graph, text).startswith("Each pattern has matches")


def test_values_count(graph: Dataset) -> None:
    text = "SELECT ?h { ?h hg:offers $topic }"
    value = URIRef(expand_curie("hgt:no-such-topic"))
    assert hg.query(graph, text, topic=value).empty
    assert "hgt:no-such-topic is nowhere" in explain_empty(graph, text, {"topic": value})


def test_a_variable_twice_is_the_same(graph: Dataset) -> None:
    text = "SELECT ?h { ?h hg:offers ?h }"
    assert explain_empty(graph, text) == "Nothing matches ?h hg:offers ?h."


def test_where_nothing_can_be_said(graph: Dataset) -> None:
    assert explain_empty(graph, "members") == ""
    assert explain_empty(graph, "SELECT ?s {}") == ""
    assert "nowhere" in explain_empty(Graph(), "SELECT ?s { ?s a hg:Hub }")


def test_it_gives_up_in_time(graph: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    text, reason = MISTAKES["a filter"]
    assert reason in explain_empty(graph, text)
    monkeypatch.setattr(empty_answers, "_MOST_STEPS", 0)
    assert explain_empty(graph, text) == ""


def test_a_literal_is_no_predicate(graph: Dataset) -> None:
    text = "SELECT ?t { ?t skos:prefLabel ?name . ?a ?name ?c }"
    assert explain_empty(graph, text).endswith("?a ?name ?c together with the patterns before it.")
