"""Counts of activities: exact whatever the batches, right against a sum by hand."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from activity_worlds import COLUMNS, draw_activities
from hypothesis import given
from hypothesis import strategies as st
from matching_worlds import EXHAUSTIVE

from hubgraph.errors import OptionError, TableError
from hubgraph.matching.activity import ActivityCounts

HALF_LIVES = st.sampled_from((0.3, 1.0, 17.0, np.inf))


def count(batches: list[pd.DataFrame], half_life: float) -> ActivityCounts:
    """Count batches one after the other."""
    counts = ActivityCounts(half_life)
    for batch in batches:
        counts.add(batch)
    return counts


def bits(counts: ActivityCounts) -> tuple[object, ...]:
    """Return everything that is counted, as bytes."""
    matrix = counts.by_topic()
    arrays = (matrix.indptr, matrix.indices, matrix.data, counts.by_organisation(), counts.rarity())
    return (*(array.tobytes() for array in arrays), list(counts.organisations), list(counts.topics))


@EXHAUSTIVE
@given(draw_activities(), HALF_LIVES, st.data())
def test_any_batches_give_the_bits_of_a_rebuild(
    activities: pd.DataFrame, half_life: float, data: st.DataObject
) -> None:
    last = int(activities["activity"].max())
    cuts = sorted(data.draw(st.lists(st.integers(0, last), max_size=5)))
    borders = [-1, *cuts, last]
    batches = [
        activities[activities["activity"].between(low + 1, high)] for low, high in pairwise(borders)
    ]
    assert bits(count(batches, half_life)) == bits(count([activities], half_life))


@EXHAUSTIVE
@given(draw_activities(), HALF_LIVES)
def test_counts_are_the_sums_of_what_is_left(activities: pd.DataFrame, half_life: float) -> None:
    counts = count([activities], half_life)
    as_of = float(activities["time"].max()) + 2
    left = activities["weight"] * np.exp2((activities["time"] - as_of) / half_life)
    matrix = counts.by_topic(as_of).toarray()
    for (topic, owner), rows in left.groupby([activities["topic"], activities["organisation"]]):
        entry = matrix[counts.topics[topic], counts.organisations[owner]]
        assert entry == pytest.approx(rows.sum(), rel=1e-9, abs=1e-60)
    once = activities.drop_duplicates(["activity", "organisation"]).index
    for owner, rows in left[once].groupby(activities["organisation"]):
        total = counts.by_organisation(as_of)[counts.organisations[owner]]
        assert total == pytest.approx(rows.sum(), rel=1e-9, abs=1e-60)


def test_nothing_recorded_is_no_entry() -> None:
    counts = count([pd.DataFrame([(1, 0.0, "a", "ai", 1.0, "x")], columns=COLUMNS)], 1.0)
    assert "x" not in counts.organisations
    assert counts.by_topic().nnz == 1
    assert count([], 1.0).by_topic().shape == (0, 0)


def rows_of(*times: float) -> pd.DataFrame:
    """Return one activity at each time."""
    rows = [(number, time, "a", "ai", 1.0, "x") for number, time in enumerate(times)]
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (rows_of(1.0), "before"),
        (rows_of(2.0), "counted already"),
        (rows_of(np.nan), "needs a time"),
        (rows_of(3.0).assign(weight=-1.0), "weight of 0 or more"),
        (rows_of(3.0).drop(columns="topic"), "'topic' is missing"),
    ],
)
def test_what_cannot_be_counted_is_refused(wrong: pd.DataFrame, says: str) -> None:
    counts = count([rows_of(2.0)], 1.0)
    before = bits(counts)
    with pytest.raises(TableError, match=says):
        counts.add(wrong)
    assert bits(counts) == before


def test_counts_do_not_look_back() -> None:
    with pytest.raises(OptionError, match="newest"):
        count([rows_of(2.0)], 1.0).by_topic(1.0)


@pytest.mark.parametrize("half_life", [0.0, -1.0, np.nan])
def test_a_half_life_is_a_time(half_life: float) -> None:
    with pytest.raises(OptionError, match="half_life"):
        ActivityCounts(half_life)
