"""Uptake: counted again by plain Python over the statements, with honest intervals."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import pandas as pd
import pytest
from rdflib import RDF, Dataset, Graph, URIRef
from rdflib.namespace import PROV, SKOS
from simulated_years import FICTIONAL, simulate_years

import hubgraph as hg
from hubgraph.knowledge.ledger import Entry
from hubgraph.matching.proportions import measure_interval
from hubgraph.tables import UPTAKE
from hubgraph.vocabulary import compact_iri, expand_curie

Counts = dict[tuple[str, str], dict[str, int]]
"""Numbers by step, of each group."""


def hg_(name: str) -> URIRef:
    """Node of a term of ours."""
    return URIRef(expand_curie(f"hg:{name}"))


@pytest.fixture(scope="module")
def years() -> Dataset:
    """Return three invented years."""
    return simulate_years(seed=2021, most=4)


def count_by_hand(dataset: Dataset) -> Counts:
    """Count every group and step one statement after the other; no SPARQL, no pandas."""
    graph = Graph()
    for subject, link, value, _ in dataset.quads():
        graph.add((subject, link, value))
    counts: Counts = defaultdict(lambda: defaultdict(int))
    for suggestion in set(graph.subjects(RDF.type, hg_("Suggestion"))):
        decision = _latest(graph, suggestion, "Decision", "decidedOn")
        report = _latest(graph, suggestion, "FollowUp", "reportedOn")
        decided = graph.value(decision, hg_("decided"))
        outcome = graph.value(report, hg_("outcome"))
        grade = graph.value(report, hg_("usefulness"))
        met = outcome is not None and outcome != hg_("notMet")
        steps = {
            "shown": True,
            "decided": decided is not None,
            "taken": decided == hg_("taken"),
            "met": met,
            "answered": met and (grade is not None or outcome != hg_("pending")),
            "useful": met and grade is not None and int(str(grade)) > 0,
            "level_reached": outcome == hg_("levelReached"),
        }
        for group in _list_groups(graph, suggestion):
            for step, reached in steps.items():
                counts[group][step] += reached
    return counts


def _latest(graph: Graph, suggestion: object, kind: str, day: str) -> URIRef | None:
    """Latest decision or follow-up on a suggestion: the one that no other replaces."""
    found = [
        each
        for each in graph.subjects(PROV.used, suggestion)  # type: ignore[arg-type]
        if (each, RDF.type, hg_(kind)) in graph
    ]
    found.sort(key=lambda each: str(graph.value(each, hg_(day))))
    return found[-1] if found else None  # type: ignore[return-value]


def _list_groups(graph: Graph, suggestion: object) -> Iterator[tuple[str, str]]:
    """Groups a suggestion counts in."""
    yield "all", "all"
    run = graph.value(suggestion, PROV.wasGeneratedBy)  # type: ignore[arg-type]
    yield "question", compact_iri(str(graph.value(run, hg_("question"))))
    yield "rank", str(graph.value(suggestion, hg_("rank")))  # type: ignore[arg-type]
    yield "certainty", compact_iri(str(graph.value(suggestion, hg_("certainty"))))  # type: ignore[arg-type]
    seen, open_ = set(), {graph.value(suggestion, hg_("topic"))}  # type: ignore[arg-type]
    while open_:
        seen |= open_
        open_ = {b for topic in open_ for b in graph.objects(topic, SKOS.broader)} - seen
    for topic in seen:
        if (topic, SKOS.topConceptOf, None) in graph:
            yield "facet", compact_iri(str(topic))


def test_the_years_are_marked_as_invented(years: Dataset) -> None:
    notes = hg.query(years, "suggested")["note"].dropna()
    assert len(notes) >= 40
    assert set(notes) == {FICTIONAL}
    assert set(hg.query(years, "runs")["network"]) == {"hgd:hub-netzwerk-musterland"}


def test_plain_python_counts_the_same(years: Dataset) -> None:
    found = hg.measure_uptake(years)
    by_hand = count_by_hand(years)
    assert set(zip(found["by"], found["value"], strict=True)) == set(by_hand)
    for row in found.to_dict("records"):
        group = by_hand[str(row["by"]), str(row["value"])]
        assert (row["count"], row["n"]) == (group[row["step"]], group[row["of"]]), row
    whole = found[found["by"] == "all"].set_index("step")["count"]
    assert (whole > 0).all()


def test_no_rate_without_n_and_no_n_without_a_reason(decided: Entry) -> None:
    found = hg.measure_uptake(decided.graph, lang="de")
    none = found["n"] == 0
    assert none.any()
    assert found.loc[none, ["rate", "low", "high"]].isna().all(axis=None)
    assert found.loc[none, "reason"].notna().all()
    shares = found[~none]
    assert shares["reason"].isna().all()
    assert (shares["rate"] * shares["n"]).round(9).tolist() == shares["count"].tolist()
    assert ((shares["low"] <= shares["rate"]) & (shares["rate"] <= shares["high"])).all()


def test_declined_pairs_come_back_later_in_the_years(years: Dataset) -> None:
    """What was declined in a year costs the pair something in the next run that shows it."""
    days = [f"{year}-12-31" for year in (2021, 2022, 2023)]
    counts = [len(hg.build_profiles(years, as_of=day).decisions) for day in days]
    assert counts[0] > 0
    assert all(later >= earlier for earlier, later in pairwise(counts))


def test_an_empty_ledger_keeps_the_columns(graph: Dataset) -> None:
    found = hg.measure_uptake(graph)
    assert list(found.columns) == [column.name for column in UPTAKE]
    assert {name: str(dtype) for name, dtype in found.dtypes.items()} == {
        column.name: column.dtype for column in UPTAKE
    }
    assert found["by"].tolist() == ["all"] * 5
    assert set(found["reason"]) == {
        "nothing was suggested", "nothing was decided", "nobody said what it was worth",
    }  # fmt: skip


def test_a_pending_outcome_is_met_but_says_nothing_of_its_worth(
    recorded: Entry, decided: Entry
) -> None:
    entry = hg.record_outcome(
        f"{recorded.identifier}-1", into=decided.graph, met=True, on="2021-04-01"
    )
    found = hg.measure_uptake(entry.graph).query("by == 'all'").set_index("step")
    assert found.loc["met", "count"] == 1
    assert found.loc["useful", "n"] == 0
    assert pd.isna(found.loc["useful", "rate"])


@pytest.mark.parametrize(
    ("count", "n", "ends"),
    [
        (0, 10, (0.0, 0.2775)),
        (5, 10, (0.2366, 0.7634)),
        (10, 10, (0.7225, 1.0)),
        (1, 1, (0.2065, 1)),
    ],
)  # fmt: skip
def test_the_interval_is_wilsons(count: int, n: int, ends: tuple[float, float]) -> None:
    """Values of the closed form, worked out by hand with z = 1.959964."""
    found = measure_interval(count, n)
    assert found == pytest.approx(ends, abs=1e-4)
    z2 = 1.959963984540054**2
    middle = (count + z2 / 2) / (n + z2)
    half = (z2 * (count * (n - count) / n + z2 / 4)) ** 0.5 / (n + z2)
    assert found == pytest.approx((middle - half, middle + half), abs=1e-12)


def test_nothing_observed_has_no_interval() -> None:
    assert measure_interval(0, 0) is None
