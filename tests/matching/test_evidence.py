"""Evidence: what it must do in every record, and how it chooses its parameters."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from activity_worlds import COLUMNS, TOPICS, draw_activities, draw_options
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_worlds import EXHAUSTIVE

from hubgraph.errors import OptionError, TableError, UnknownNameError
from hubgraph.matching.evidence import (
    EvidenceOptions,
    build_evidence,
    explain_evidence,
    measure_strength,
    rank_by_evidence,
)
from hubgraph.matching.evidence_choice import GRID, choose_options, list_periods

SOME = settings(EXHAUSTIVE, max_examples=60)  # an explanation builds many tables
ASKED = st.lists(st.sampled_from(TOPICS), min_size=1, max_size=4, unique=True)


@SOME
@given(draw_activities(), draw_options(), ASKED)
def test_the_parts_add_up_to_the_score(
    activities: pd.DataFrame, options: EvidenceOptions, topics: list[str]
) -> None:
    evidence = build_evidence(activities, options=options)
    for organisation, score in rank_by_evidence(evidence, topics=topics).items():
        parts = explain_evidence(evidence, activities, organisation=organisation, topics=topics)
        assert parts["value"].sum() == pytest.approx(score, abs=1e-9)
        assert (parts["value"][parts["kind"] == "event"] >= 0).all()


@SOME
@given(draw_activities(fewest=2), draw_options(), ASKED, st.data())
def test_what_comes_later_does_not_change_a_past_score(
    activities: pd.DataFrame, options: EvidenceOptions, topics: list[str], data: st.DataObject
) -> None:
    day = data.draw(st.sampled_from(sorted(activities["time"].unique())))
    past = activities[activities["time"] <= day]
    with_future = build_evidence(activities, options=options, as_of=day)
    without = build_evidence(past, options=options, as_of=day)
    pd.testing.assert_series_equal(
        rank_by_evidence(with_future, topics=topics), rank_by_evidence(without, topics=topics)
    )


@SOME
@given(draw_activities(), draw_options(), st.data())
def test_one_more_activity_never_weakens_its_own_topic(
    activities: pd.DataFrame, options: EvidenceOptions, data: st.DataObject
) -> None:
    flat = replace(options, rarity_power=0.0)  # rarity is of the network, not of the one
    organisation = data.draw(st.sampled_from(sorted(activities["organisation"].unique())))
    topic = data.draw(st.sampled_from(sorted(activities["topic"].unique())))
    as_of = float(activities["time"].max())
    more = pd.concat([activities, pd.DataFrame(
        [(999, as_of, organisation, topic, 1.0, 4)], columns=COLUMNS)])  # fmt: skip
    before = rank_by_evidence(build_evidence(activities, options=flat), topics=[topic])
    after = rank_by_evidence(build_evidence(more, options=flat), topics=[topic])
    assert after[organisation] > before[organisation]
    others = before.index.drop(organisation)
    np.testing.assert_allclose(after[others], before[others], atol=1e-12)


@SOME
@given(draw_activities(), draw_options())
def test_strength_is_a_share_and_nothing_recorded_is_unknown(
    activities: pd.DataFrame, options: EvidenceOptions
) -> None:
    evidence = build_evidence(activities, options=options)
    strength = measure_strength(evidence.counts, full=2.0)
    assert strength.nnz == len(activities.drop_duplicates(["organisation", "topic"]))
    assert ((strength.data >= 0) & (strength.data <= 1)).all()
    assert ((strength.data == 1) == (evidence.counts.data >= 2)).all()
    silent = set(activities["learner"]) - set(activities["organisation"])
    assert not silent & set(rank_by_evidence(evidence, topics=TOPICS).index)


def test_a_strength_by_hand() -> None:
    rows = [(0, 0.0, "a", "ai", 1.0, "x"), (1, 2.0, "b", "ai", 3.0, "x")]
    evidence = build_evidence(
        pd.DataFrame(rows, columns=COLUMNS), options=EvidenceOptions(2.0, 1.0, 1.0, 0.1)
    )
    strength = measure_strength(evidence.counts, full=2.0).toarray().ravel()
    np.testing.assert_allclose(strength, [np.log(1.5) / np.log(3), 1])
    scores = rank_by_evidence(evidence, topics=["ai", "never seen"])
    np.testing.assert_allclose(
        scores[["a", "b"]],
        [
            np.log(0.02 + np.log(1.5)) + 0.1 * np.log(0.55),
            np.log(0.02 + np.log(4)) + 0.1 * np.log(3.05),
        ],
    )
    assert list(scores.index) == ["b", "a"]


def test_equal_scores_stand_by_identifier() -> None:
    rows = [(0, 0.0, name, "ai", 1.0, "x") for name in ("c", "a", "b")]
    evidence = build_evidence(pd.DataFrame(rows, columns=COLUMNS), options=EvidenceOptions(2.0))
    assert list(rank_by_evidence(evidence, topics=["ai"]).index) == ["a", "b", "c"]


def test_who_is_unknown_cannot_be_explained() -> None:
    activities = pd.DataFrame([(0, 0.0, "a", "ai", 1.0, "x")], columns=COLUMNS)
    evidence = build_evidence(activities, options=EvidenceOptions(2.0))
    with pytest.raises(UnknownNameError, match="'x'"):
        explain_evidence(evidence, activities, organisation="x", topics=["ai"])


@pytest.mark.parametrize(
    "wrong",
    [{"half_life": 0}, {"saturation": 0}, {"rarity_power": -1}, {"activity_weight": np.nan}],
)
def test_options_have_ranges(wrong: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        EvidenceOptions(**({"half_life": 1.0} | wrong))


def make_record(count: int, seed: int = 1) -> pd.DataFrame:
    """Invent activities: each organisation has one topic, and is busy in one stretch of time."""
    drawn = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        topic = int(drawn.integers(4))
        owner = topic + 4 * (number * 8 // count) + (drawn.random() < 0.1)
        rows.append((number, float(number), f"o{owner:03}", f"t{topic}", 1.0, "x"))
    return pd.DataFrame(rows, columns=COLUMNS)


def test_the_choice_is_from_the_grid_and_the_same_twice() -> None:
    record = make_record(300)
    past = record[record["time"] < 240]
    first, second = choose_options(past), choose_options(past.copy())
    assert first.options == second.options
    pd.testing.assert_frame_equal(first.tried, second.tried)
    assert set(first.tried["half_life"]) <= set(GRID["half_life"])


def test_fading_is_found_where_organisations_come_and_go() -> None:
    chosen = choose_options(make_record(400)).options
    assert chosen.half_life < 400 * 0.4


def test_periods_ask_only_what_comes_after_their_profiles() -> None:
    for period in list_periods(make_record(200), renewals=3):
        assert len(period) <= 3
        for split in period:
            assert len(split.queries)
    ends = [period[0].earlier["time"].max() for period in list_periods(make_record(200))]
    assert ends == sorted(ends, reverse=True)


def test_too_little_is_said() -> None:
    with pytest.raises(TableError, match="too few"):
        choose_options(make_record(1))
