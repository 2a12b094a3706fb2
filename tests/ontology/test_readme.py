"""The README of the ontology keeps its word: each of its queries runs and finds what it says."""

import re

import pytest
from rdflib import Dataset

import hubgraph as hg
from hubgraph.knowledge.resources import ontology_path

README = (ontology_path() / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^(\S.*\?) (\d+) rows?\.\n```sparql\n([^`]+)```", README, re.MULTILINE)
FACTS = {
    "hg:needs", "hg:offers", "org:linkedTo", "org:memberOf", "schema:areaServed",
    "schema:location", "skos:altLabel",
}  # fmt: skip


@pytest.mark.parametrize(("question", "count", "text"), EXAMPLES, ids=[e[0] for e in EXAMPLES])
def test_an_example_finds_as_many_rows_as_it_says(
    graph: Dataset, question: str, count: str, text: str
) -> None:
    assert len(hg.query(graph, text)) == int(count), question


def test_every_simple_fact_has_an_example_of_two_lines() -> None:
    assert README.count("```sparql") == len(EXAMPLES)
    assert all(len(text.splitlines()) == 2 for _, _, text in EXAMPLES)
    shown = {term for *_, text in EXAMPLES for term in re.findall(r"\w+:\w+", text)}
    assert shown >= FACTS


def test_every_rule_is_explained() -> None:
    rules = {f"rules/{path.name}" for path in (ontology_path() / "rules").glob("*.rq")}
    assert set(re.findall(r"rules/[\w-]+\.rq", README)) == rules


def test_a_rule_answers_for_another_day_as_the_readme_says(graph: Dataset) -> None:
    text = (ontology_path() / "rules" / "members.rq").read_text(encoding="utf-8")
    members = hg.query(graph, text, as_of="2023-01-01")
    assert len(members) == 15
    assert set(members["predicate"]) == {"org:memberOf"}
