"""Recorded activity in the supply: by hand, as of a day, nobody's loss."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching_reference import LEVELS
from matching_reference import measure_activity as measure_naive_activity
from matching_worlds import EXHAUSTIVE
from rdflib import Dataset
from small_networks import DAY, TOPIC, Row, need, offer, own, write_network

import hubgraph as hg
from hubgraph.matching.ages import last_day
from hubgraph.matching.costs import measure_costs, measure_widths
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles, build_matrices
from hubgraph.matching.scores import measure_scores

Exchange = tuple[str, str, str, str]
A, B, C = range(3)
TAUGHT: tuple[Exchange, ...] = (("a", "b", "PM", DAY), ("c", "b", "PM", DAY))
TWICE = np.log1p(2) / np.log1p(10)
"""Strength of two fresh activities."""


def build(
    folder: Path, stated: Iterable[Row], taught: Iterable[Exchange], as_of: str | None = None
) -> Profiles:
    """Profiles of hubs a, b, c with these statements and exchanges."""
    graph = hg.read_workbook(write_network(folder, stated, exchanges=taught))
    return hg.build_profiles(graph, as_of=as_of)


@pytest.fixture(scope="module")
def musterland() -> Dataset:
    """Return the fictional network, which records exchanges."""
    return hg.load_graph("musterland")


# ---------------------------------------------------------------- by hand


def test_activity_covers_every_step_where_nothing_is_declared(tmp_path: Path) -> None:
    scores = measure_scores(build(tmp_path, [need("a", "PM", 5)], TAUGHT))
    assert scores.benefit.share[A, B] == pytest.approx(TWICE, abs=1e-12)
    assert scores.benefit.share[A, C] == 0


def test_the_better_branch_counts_at_each_step(tmp_path: Path) -> None:
    """Level 3 self-declared is 0.8 for steps 1 to 3; activity is .458 for steps 4 and 5."""
    stated = [need("a", "PM", 5), offer("b", "PM", 3, basis="self_declared")]
    scores = measure_scores(build(tmp_path, stated, TAUGHT))
    weights = 0.7 ** np.arange(LEVELS)
    expected = weights @ [0.8, 0.8, 0.8, TWICE, TWICE] / weights.sum()
    assert scores.benefit.share[A, B] == pytest.approx(expected, abs=1e-12)


def test_activity_on_a_related_topic_passes_through_the_kernel(tmp_path: Path) -> None:
    """PM lies one step below AI: 0.8 of it serves a need for AI; half of it one for DS."""
    for topic, kernel in (("AI", 0.8), ("DS", 0.5)):
        scores = measure_scores(build(tmp_path / topic, [need("a", topic, 2)], TAUGHT))
        assert scores.benefit.share[A, B] == pytest.approx(kernel * TWICE, abs=1e-12)


def test_activity_fades_and_is_full_at_a_fixed_number(tmp_path: Path) -> None:
    old = [("a", "b", "PM", "2017-12-31")]
    years = (date(2020, 12, 31) - date(2017, 12, 31)).days / 365.25
    many = [("a", "c", "PM", DAY)] * 12
    activity = build_matrices(build(tmp_path, [], [*old, *many])).activity.toarray()
    assert activity.max(axis=1) == pytest.approx([0, np.log1p(2 ** (-years / 3)) / np.log(11), 1])


def test_learning_is_no_teaching(tmp_path: Path) -> None:
    alone = ("a", "a", "PM", DAY)
    profiles = build(tmp_path, [need("b", "PM", 3)], [*TAUGHT, alone])
    assert set(profiles.activities["organisation"]) == {"hgd:b"}
    scores = measure_scores(profiles)
    assert scores.score.nnz == scores.high.nnz == 0


ages = st.lists(st.floats(0, 40), min_size=1, max_size=8)


@given(
    drawn=st.dictionaries(st.tuples(st.integers(0, 2), st.integers(0, 5)), ages, max_size=8),
    half_life=st.sampled_from((0.5, 3.0, 1e9)),
    full=st.sampled_from((1.0, 10.0)),
)
@EXHAUSTIVE
def test_strength_equals_reference(
    empty: Profiles, drawn: dict[tuple[int, int], list[float]], half_life: float, full: float
) -> None:
    options = MatchingOptions(activity_half_life_years=half_life, full_activities=full)
    found = build_matrices(record(empty, drawn), options=options).activity.toarray()
    expected = np.zeros(found.shape)
    for at, strength in measure_naive_activity(drawn, half_life, full).items():
        expected[at] = strength
    assert np.abs(found - expected).max() < 1e-12


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Profiles:
    """Three hubs of whom nothing is known."""
    return build(tmp_path_factory.mktemp("empty"), [], [])


def record(profiles: Profiles, drawn: dict[tuple[int, int], list[float]]) -> Profiles:
    """Profiles with activities of these ages by hub and topic."""
    rows = [
        (profiles.organisations.index[hub], profiles.topics.index[topic], age)
        for (hub, topic), years in drawn.items()
        for age in years
    ]
    names = ["organisation", "topic", "age_years"]
    table = pd.DataFrame(rows, columns=names).astype({"age_years": float})
    return replace(profiles, activities=table)


# ---------------------------------------------------------------- as of a day


@pytest.mark.parametrize(
    ("begins", "first"),
    [("2019-05-07", "2019-05-07"), ("2019-07", "2019-07-31"), ("2019", "2019-12-31")],
)
def test_an_activity_counts_from_the_day_it_has_surely_begun(
    tmp_path: Path, begins: str, first: str
) -> None:
    folder = write_network(tmp_path, [], exchanges=[("a", "b", "PM", begins)])
    graph = hg.read_workbook(folder)
    before = (date.fromisoformat(first) - timedelta(days=1)).isoformat()
    counts = [len(hg.build_profiles(graph, as_of=day).activities) for day in (before, first)]
    assert counts == [0, 1]


def test_no_future_activity_counts_on_any_day(musterland: Dataset) -> None:
    text = "SELECT ?e (STR(?day) AS ?begins) WHERE { ?e a hg:Exchange ; schema:startDate ?day }"
    everything = hg.query(musterland, text)
    assert len(everything) == 112
    counts = []
    for day in pd.date_range("2021-10-01", "2024-03-31", freq="MS").strftime("%Y-%m-%d"):
        found = hg.query(musterland, "activities", as_of=day)
        past = everything[everything["begins"] <= day]
        assert sorted(found["activity"]) == sorted(past["e"])
        activities = hg.build_profiles(musterland, as_of=day).activities
        assert set(activities["activity"]) <= set(past["e"])
        assert all(last_day(begins).isoformat() <= day for begins in activities["begins"])
        assert (activities["age_years"] >= 0).all()
        counts.append(len(found))
    assert counts[0] == 0
    assert counts[-1] == 112
    assert all(before <= after for before, after in pairwise(counts))


# ---------------------------------------------------------------- unknown is not weak, and others


def test_nothing_recorded_lowers_nobody(musterland: Dataset) -> None:
    profiles = hg.build_profiles(musterland)
    with_, without = (
        measure_scores(replace(profiles, activities=profiles.activities[:count]))
        for count in (None, 0)
    )
    assert without.matrices.activity.nnz == 0
    for name in ("score", "low", "high"):
        lead = (getattr(with_, name) - getattr(without, name)).toarray()
        assert lead.min() > -1e-12
        assert (name == "score") <= (lead.max() > 0.01)
    silent = np.asarray(with_.matrices.activity.sum(axis=1)).ravel() == 0
    assert silent.any()
    assert (with_.score.toarray() == without.score.toarray())[:, silent].all()


def test_a_very_active_hub_makes_nobody_weaker(tmp_path: Path) -> None:
    stated = [need("a", "PM", 5), offer("b", "CV", 2), own("a", "DS", 2)]
    busy = [("a", "c", topic, day) for topic in ("PM", "CV") for day in ("2001-02-03", DAY)] * 30
    before, after = (
        measure_scores(build(tmp_path / name, stated, taught))
        for name, taught in (("few", TAUGHT), ("many", [*busy, *TAUGHT]))
    )
    assert after.score[A, C] > after.score[A, B]
    for name in ("low", "high"):
        assert getattr(after, name)[A, B] == getattr(before, name)[A, B]
    assert after.benefit.share[A, B] == before.benefit.share[A, B]


# ---------------------------------------------------------------- intervals


def test_activity_is_known_and_counts_in_both_bounds(tmp_path: Path) -> None:
    """An offer without level may reach step 1 only; what was taught is sure."""
    stated = [need("a", "PM", 5), own("a", "PM", 4), offer("b", "PM")]
    scores = measure_scores(build(tmp_path, stated, TAUGHT))
    low, point, high = (
        build_matrices(scores.profiles, run=run).activity.toarray()
        for run in ("low", "point", "high")
    )
    assert (low == point).all()
    assert (high == point).all()
    take_up = 0.5 + 0.5 * 0.8
    share = scores.benefit.share[A, B]
    assert share == pytest.approx(take_up * TWICE)
    met = 0.15 / 2  # who taught whom has met
    assert scores.low[A, B] == pytest.approx((0.9 - met) * take_up * TWICE)
    assert scores.high[A, B] == pytest.approx(1 - met)


def test_cost_of_a_gap_reckons_with_activity(tmp_path: Path) -> None:
    """Level 3 instead of 1 to 5: the step is then covered by activity for sure, else up to 1."""
    stated = [need("a", "PM", 5), own("a", "PM", 4), offer("b", "PM")]
    profiles = build(tmp_path, stated, TAUGHT)
    row = profiles.statement_rows["hgd:b", f"{TOPIC}PM", "hg:Offer"]
    gaps = pd.DataFrame({"row": [row], "closes": "level"})
    scores = measure_scores(profiles)
    closed = build(tmp_path / "closed", [*stated[:2], offer("b", "PM", 3)], TAUGHT)
    expected = (measure_widths(scores) - measure_widths(measure_scores(closed))).sum()
    assert expected == pytest.approx((1 - TWICE) * (1 - 0.15 / 2))
    assert measure_costs(scores, gaps)["cost"].item() == pytest.approx(expected, abs=1e-12)
