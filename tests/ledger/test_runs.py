"""Recording: every row of every question is kept, once, and only in the graph it was made from."""

import json
from collections.abc import Callable

import pytest
from ledger_graphs import change_graph
from rdflib import Dataset

import hubgraph as hg
from hubgraph.errors import HubgraphError, InvalidDateError, OptionError, WrongTypeError
from hubgraph.explanation.entries import ADDITIVE
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.knowledge.ledger import Entry
from hubgraph.knowledge.quads import sort_quads, to_nquads
from hubgraph.knowledge.store import native_store
from hubgraph.matching.profiles import Profiles

ASK: dict[str, Callable[[Profiles], Suggestions]] = {
    "learning": lambda p: hg.suggest_learning(p, order="coverage", learner="digiZ"),
    "helping": lambda p: hg.suggest_helping(p, teacher="UAB", top=2),
    "swap": lambda p: hg.suggest_swaps(p, top=3),
    "colearning": lambda p: hg.suggest_colearning(p, top=2, size=4),
    "teamup": lambda p: hg.suggest_teamups(p, top=2),
    "company": lambda p: hg.suggest_hubs_for_company(
        p, needs={"IT-Sicherheit": 3}, seat="Karlsruhe"
    ),
    "opening": lambda p: hg.suggest_openings(p, top=1),
}


@pytest.fixture(scope="module")
def everything(profiles: Profiles, graph: Dataset) -> Dataset:
    """Return the bundled network with a run of every question, a decision and a follow-up."""
    for ask in ASK.values():
        entry = hg.record_run(ask(profiles), into=graph, recorded_on="2021-01-12")
        graph = entry.graph
    run = hg.query(graph, "suggested")["suggestion"].iloc[0].removeprefix("hgd:run-")
    for decision in ("postponed", "taken"):
        graph = hg.record_decision(run, into=graph, decision=decision, on="2021-02-01").graph
    return hg.record_outcome(run, into=graph, met=True, useful=2, on="2021-03-01").graph


def test_every_row_of_every_question_is_kept_with_its_numbers(
    profiles: Profiles, everything: Dataset
) -> None:
    kept = hg.query(everything, "suggested")
    for query, ask in ASK.items():
        table = ask(profiles).table
        rows = kept[kept["question"].str.casefold() == f"hg:{query}question"]
        assert len(rows) == len(table), query
        assert rows["rank"].tolist() == table["rank"].tolist()
        assert rows["score"].tolist() == pytest.approx(table["score"].tolist(), abs=1e-12)
        assert rows["topic"].tolist() == table["topic"].tolist()
        parts = hg.query(
            everything,
            "SELECT ?suggestion (SUM(?value) AS ?sum) WHERE { ?suggestion dcterms:hasPart ?part ; "
            "prov:wasGeneratedBy/hg:question ?question . ?part hg:score ?value } "
            "GROUP BY ?suggestion",
        ).set_index("suggestion")["sum"]
        assert set(rows["suggestion"]) & set(parts.index) == (
            set(rows["suggestion"]) if query in ADDITIVE else set()
        )
        for name, score in rows.set_index("suggestion")["score"].items():
            assert query not in ADDITIVE or parts[name] == pytest.approx(score, abs=1e-9)


def test_the_shapes_hold_on_a_ledger_of_every_question(everything: Dataset) -> None:
    found = hg.check_graph(everything)
    assert found.conforms
    assert found.checked[["hgsh:Run", "hgsh:Suggestion", "hgsh:Decision", "hgsh:FollowUp"]].all()


BREAKS = {
    "SuggestionSum": "DELETE { GRAPH ?g { ?s hg:score ?v } } "
    "INSERT { GRAPH ?g { ?s hg:score 0.9 } } "
    "WHERE { GRAPH ?g { ?s a hg:Suggestion ; hg:rank 1 ; hg:score ?v } }",
    "ContributionNeed": "DELETE { GRAPH ?g { ?p prov:wasDerivedFrom ?n } } "
    "WHERE { GRAPH ?g { ?p a hg:Contribution ; prov:wasDerivedFrom ?n } "
    "GRAPH ?h { ?n a hg:Need } }",
    "RunData": "DELETE { GRAPH ?g { ?r prov:used ?d } } "
    "WHERE { GRAPH ?g { ?r a hg:Run ; prov:used ?d . ?d dcterms:identifier ?i } }",
    "DecisionDate": "DELETE { GRAPH ?g { ?d hg:decidedOn ?v } } "
    "WHERE { GRAPH ?g { ?d a hg:Decision ; hg:decidedOn ?v } }",
}
"""Shape of the ledger to an update after which it does not hold."""


def test_a_broken_ledger_is_refused(decided: Entry) -> None:
    found = hg.check_graph(change_graph(decided.graph, *BREAKS.values()))
    assert not found.conforms
    broken = found.table.loc[found.table["severity"] == "violation", "shape"]
    assert {f"hgsh:{shape}" for shape in BREAKS} == set(broken)


def test_the_same_run_is_recorded_once(suggestions: Suggestions, recorded: Entry) -> None:
    again = hg.record_run(suggestions, into=recorded.graph, recorded_on="2021-01-12")
    assert (again.name, len(again.graph)) == (recorded.name, len(recorded.graph))
    later = hg.record_run(suggestions, into=recorded.graph, recorded_on="2021-01-13")
    assert later.name != recorded.name


def test_what_is_recorded_follows_from_the_content_alone(
    suggestions: Suggestions, recorded: Entry, graph: Dataset
) -> None:
    again = hg.record_run(suggestions, into=graph, recorded_on="2021-01-12").graph
    lines = [to_nquads(sort_quads(native_store(each))) for each in (again, recorded.graph)]
    assert lines[0] == lines[1]


def test_recording_leaves_the_graph_and_its_profiles_alone(
    graph: Dataset, profiles: Profiles, recorded: Entry
) -> None:
    assert hg.query(graph, "runs").empty
    assert len(recorded.graph) > len(graph)
    after = hg.suggest_learning(hg.build_profiles(recorded.graph), top=12)
    before = hg.suggest_learning(profiles, top=12)
    assert after.table.to_json() == before.table.to_json()
    assert hg.query(recorded.graph, "sources").equals(hg.query(graph, "sources"))
    assert len(hg.query(recorded.graph, "record")) == len(hg.query(graph, "record"))


def test_settings_and_day_are_all_that_is_needed(recorded: Entry, suggestions: Suggestions) -> None:
    row = hg.query(recorded.graph, "run-record", run=recorded.identifier).iloc[0]
    settings = json.loads(row["settings"])
    assert settings["asked"] == {"learner": None, "top": 2, "order": "score"}
    assert settings["options"]["gamma"] == 0.7
    assert (settings["query"], settings["lang"]) == ("learning", "de")
    assert (settings["as_of"], settings["public"]) == ("2020-12-31", False)
    assert settings["options_hash"] == suggestions.scores.options_hash
    assert json.loads(row["gaps"])[0]["sentence"] == suggestions.open_needs["sentence"].iloc[0]


def test_question_14_finds_the_run(decided: Entry, suggestions: Suggestions) -> None:
    first = suggestions.table.iloc[0]
    found = hg.query(
        decided.graph, "cq-14", run=_run(decided),
        learner=first["learner"], teacher=first["teacher"],
    )  # fmt: skip
    assert found["value"].sum() == pytest.approx(first["score"], abs=1e-9)
    assert set(found["decided"]) == {"hg:declined"}
    cited = {name for cell in found["statements"].dropna() for name in cell.split()}
    assert cited <= set(first["statements"])
    assert cited
    explained = hg.explain_suggestion(suggestions, learner=first["learner"], rank=1)
    assert len(found) == len(explained.parts)


def _run(entry: Entry) -> str:
    """Id of the only run in a graph."""
    return str(hg.query(entry.graph, "runs")["run"].item())


def test_question_34_counts_what_came_of_it(decided: Entry, suggestions: Suggestions) -> None:
    found = hg.query(decided.graph, "cq-34")
    assert len(found) == len(suggestions)
    assert (found["lowest"] <= found["highest"]).all()
    assert found["reason"].dropna().tolist() == ["hg:noCapacityReason"]


def test_suggestions_of_other_data_are_refused(suggestions: Suggestions, graph: Dataset) -> None:
    offer = next(s for s in suggestions.table["statements"].iloc[0] if "offer" in s)
    changed = change_graph(graph, f"DELETE WHERE {{ GRAPH ?g {{ {offer} hg:statedFor ?who }} }}")
    with pytest.raises(HubgraphError, match="not made from this graph"):
        hg.record_run(suggestions, into=changed, recorded_on="2021-01-12")


def test_what_cannot_be_recorded_is_told(suggestions: Suggestions, graph: Dataset) -> None:
    with pytest.raises(InvalidDateError):
        hg.record_run(suggestions, into=graph, recorded_on="yesterday")
    with pytest.raises(OptionError, match=r"network\.ttl"):
        hg.record_run(suggestions, into="network.ttl", recorded_on="2021-01-12")
    with pytest.raises(WrongTypeError):
        hg.record_run(suggestions.table, into=graph, recorded_on="2021-01-12")  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        hg.record_run(suggestions, into="no.hg", recorded_on="2021-01-12")
