"""One explanation as RDF: the terms of the ledger, and its shapes hold."""

import pyoxigraph
import pytest
from rdflib import Dataset

import hubgraph as hg
from hubgraph.errors import HubgraphError
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.knowledge.ledger import Entry
from hubgraph.knowledge.store import native_store, open_dataset


def test_an_explanation_conforms_and_adds_up(suggestions: Suggestions, graph: Dataset) -> None:
    explanation = hg.explain_suggestion(suggestions, learner="digiZ")
    written = explanation.to_graph(made_on="2021-01-12")
    store = pyoxigraph.Store()
    for each in (graph, written):
        store.extend(native_store(each))
    both = open_dataset(store)
    found = hg.check_graph(both)
    assert found.conforms
    assert found.checked["hgsh:Suggestion"] == 1
    rows = hg.query(both, "cq-14", learner="digiZ")
    assert rows["value"].sum() == pytest.approx(explanation.score, abs=1e-9)
    assert len(rows) == len(explanation.parts)
    cited = {name for cell in rows["statements"].dropna() for name in cell.split()}
    assert cited <= set(explanation.statements["statement"])


def test_it_says_what_the_ledger_says(recorded: Entry, suggestions: Suggestions) -> None:
    first = suggestions.table.iloc[0]
    explanation = hg.explain_suggestion(suggestions, learner=first["learner"], rank=1)
    text = "SELECT ?p (STR(?o) AS ?value) WHERE { ?s a hg:Suggestion ; ?p ?o ; hg:learner "
    text += f"{first['learner']} ; hg:teacher {first['teacher']} FILTER (!isBlank(?o)) }}"
    alone, kept = (
        {tuple(row) for row in hg.query(each, text).itertuples(index=False)}
        for each in (explanation.to_graph(), recorded.graph)
    )
    own = {"prov:value", "prov:wasGeneratedBy", "hg:rank"}
    assert {row for row in kept if row[0] not in own} == {row for row in alone if row[0] not in own}


def test_it_is_the_same_twice_and_no_suggestion_is_none(suggestions: Suggestions) -> None:
    explanation = hg.explain_suggestion(suggestions, learner="digiZ")
    first, second = (len(explanation.to_graph()) for _ in range(2))
    assert first == second
    pairs = {(row.learner, row.teacher) for row in suggestions.table.itertuples()}
    members = suggestions.scores.profiles.organisations.index
    learner, teacher = next(
        (one, other)
        for one in members
        for other in members
        if one != other and (one, other) not in pairs
        if not hg.explain_suggestion(suggestions, learner=one, teacher=other).score
    )
    nothing = hg.explain_suggestion(suggestions, learner=learner, teacher=teacher)
    with pytest.raises(HubgraphError, match="Nichts"):
        nothing.to_graph()
