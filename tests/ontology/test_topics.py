"""The topic scheme is sound SKOS, and its labels and definitions keep the rules of STYLE.md."""

import re
from collections import defaultdict
from functools import cache

import pytest
from rdflib import RDF, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from hubgraph.knowledge.resources import ontology_path
from hubgraph.vocabulary import PREFIXES

HGT = PREFIXES["hgt"]
SCHEME = URIRef(f"{HGT}scheme")
REACH = {"technologies": 45, "business-and-transfer": 60, "formats-of-help": 30, "fields": 25}
"""Facet to the fewest topics below it: what a practitioner finds there."""


@cache
def scheme() -> Graph:
    """Read the packaged topics."""
    return Graph().parse(ontology_path() / "topics.ttl")


def name(topic: Node) -> str:
    """Local name of a topic."""
    return str(topic).removeprefix(HGT)


def topics() -> set[Node]:
    """All topics."""
    return set(scheme().subjects(RDF.type, SKOS.Concept))


def above(topic: Node) -> set[Node]:
    """Every topic that stands above a topic, at any distance."""
    found: set[Node] = set()
    waiting = list(scheme().objects(topic, SKOS.broader))
    while waiting:
        step = waiting.pop()
        if step not in found:
            found.add(step)
            waiting.extend(scheme().objects(step, SKOS.broader))
    return found


def steps_up(topic: Node) -> int:
    """Longest way from a topic to a top, in steps."""
    return max((1 + steps_up(step) for step in scheme().objects(topic, SKOS.broader)), default=0)


def texts(topic: Node, annotation: URIRef) -> list[Literal]:
    """Texts of a topic, sorted."""
    found = scheme().objects(topic, annotation)
    return sorted(text for text in found if isinstance(text, Literal))


def test_there_are_as_many_topics_as_a_reader_can_survey() -> None:
    assert 150 <= len(topics()) <= 250


def test_every_topic_is_in_the_scheme_and_named_in_kebab_case() -> None:
    assert set(scheme().subjects(SKOS.inScheme, SCHEME)) == topics()
    wrong = [t for t in map(name, topics()) if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", t)]
    assert wrong == []


def test_four_tops_are_the_four_facets() -> None:
    tops = set(scheme().objects(SCHEME, SKOS.hasTopConcept))
    assert {name(top) for top in tops} == set(REACH)
    assert tops == set(scheme().subjects(SKOS.topConceptOf, SCHEME))
    assert tops == {t for t in topics() if not list(scheme().objects(t, SKOS.broader))}


@pytest.mark.parametrize("facet", sorted(REACH))
def test_every_facet_reaches_far(facet: str) -> None:
    reached = [topic for topic in topics() if URIRef(HGT + facet) in above(topic)]
    assert len(reached) >= REACH[facet]


def test_every_topic_is_reached_from_a_top() -> None:
    tops = {URIRef(HGT + facet) for facet in REACH}
    assert [name(t) for t in topics() - tops if not above(t) & tops] == []


def test_hierarchy_has_no_cycle_and_at_most_five_levels() -> None:
    assert [name(topic) for topic in topics() if topic in above(topic)] == []
    assert max(map(steps_up, topics())) <= 4


def test_no_step_up_repeats_what_another_step_implies() -> None:
    repeated = [
        (name(topic), name(step))
        for topic, step in scheme().subject_objects(SKOS.broader)
        for other in scheme().objects(topic, SKOS.broader)
        if step in above(other)
    ]
    assert repeated == []


def test_hierarchy_is_written_upwards_only() -> None:
    assert not list(scheme().subject_objects(SKOS.narrower))


def test_links_lead_to_topics() -> None:
    links = [pair for kind in (SKOS.broader, SKOS.related) for pair in scheme()[:kind]]
    assert {topic for pair in links for topic in pair} <= topics()


def test_related_topics_are_not_above_each_other_and_written_once() -> None:
    pairs = list(scheme().subject_objects(SKOS.related))
    wrong = [(name(a), name(b)) for a, b in pairs if a in above(b) | {b} or b in above(a)]
    assert wrong == []
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)


@pytest.mark.parametrize("annotation", [SKOS.prefLabel, SKOS.definition])
def test_exactly_one_german_and_one_english_text(annotation: URIRef) -> None:
    for topic in topics():
        assert sorted(str(t.language) for t in texts(topic, annotation)) == ["de", "en"], topic


def test_other_labels_have_a_language_and_none_is_padded() -> None:
    for topic in topics():
        labels = texts(topic, SKOS.prefLabel) + texts(topic, SKOS.altLabel)
        assert all(label.language in {"de", "en"} for label in labels), topic
        assert all(str(label) == " ".join(str(label).split()) for label in labels), topic


def test_labels_begin_with_a_capital_or_a_digit() -> None:
    labels = [label for topic in topics() for label in texts(topic, SKOS.prefLabel)]
    assert [str(label) for label in labels if str(label)[0].islower()] == []


def test_no_label_leads_to_two_topics() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for topic in topics():
        for label in texts(topic, SKOS.prefLabel) + texts(topic, SKOS.altLabel):
            found[str(label).casefold()].add(name(topic))
    assert {label: names for label, names in found.items() if len(names) > 1} == {}


def test_no_topic_repeats_a_label_of_its_own() -> None:
    for topic in topics():
        labels = texts(topic, SKOS.prefLabel) + texts(topic, SKOS.altLabel)
        seen = [(str(label).casefold(), label.language) for label in labels]
        assert len(seen) == len(set(seen)), topic


def test_definitions_are_one_sentence_that_does_not_use_the_label() -> None:
    for topic in topics():
        labels = {str(x.language): str(x).casefold() for x in texts(topic, SKOS.prefLabel)}
        for text in texts(topic, SKOS.definition):
            assert re.fullmatch(r"[A-ZÄÖÜ][^.!?;]+\.", str(text)), text
            assert labels[str(text.language)] not in str(text).casefold(), text


def test_definitions_are_all_different() -> None:
    found = [str(text) for topic in topics() for text in texts(topic, SKOS.definition)]
    assert len(found) == len(set(found))
