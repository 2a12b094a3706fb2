"""Acceptability and inclusion: what is drawn, what is counted, and nonsense called nonsense."""

from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from small_networks import Row, need, offer, own, write_network
from stated_worlds import state_table

import hubgraph as hg
from hubgraph.matching import robustness
from hubgraph.matching.options import MOST_DEDUCTION, MatchingOptions
from hubgraph.matching.order import find_order, measure_places
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.robustness import (
    BOXES,
    draw_options,
    measure_acceptability,
    measure_inclusion,
)
from hubgraph.matching.scores import Scores, measure_scores

DRAWS = 60


@pytest.fixture(scope="module", params=["baden-wuerttemberg", "musterland"])
def scores(request: pytest.FixtureRequest) -> Scores:
    """Scores of a bundled network: one without any level, one with most of them."""
    return measure_scores(hg.build_profiles(hg.load_graph(request.param)))


def read_scores(folder: Path, stated: list[Row]) -> Scores:
    """Scores of hubs a, b, c with these statements."""
    return measure_scores(hg.build_profiles(hg.read_workbook(write_network(folder, stated))))


# ------------------------------------------------------------------------------- draws


def test_parameters_stay_in_their_boxes() -> None:
    drawn = list(draw_options(MatchingOptions(decay=0.4), 300, np.random.default_rng(0)))
    assert len(drawn) == 300
    for name, (low, high) in BOXES.items():
        values = np.array([getattr(options, name) for options in drawn])
        assert values.min() >= low
        assert values.max() <= high
        assert values.max() - values.min() > 0.9 * (high - low)
    together = [options.distance_weight + options.novelty_weight for options in drawn]
    assert MOST_DEDUCTION - 0.02 < max(together) <= MOST_DEDUCTION
    assert {options.decay for options in drawn} == {0.4}


def test_a_draw_of_parameters_scores_as_the_engine_does(scores: Scores) -> None:
    with patch.object(robustness, "SOURCE_BOX", 0.0):
        found = measure_acceptability(scores, draws=1, seed=3, levels=False)
    (options,) = draw_options(MatchingOptions(), 1, np.random.default_rng(3))
    expected = measure_places(measure_scores(scores.profiles, options=options).score, 1)
    assert expected.nnz
    assert (found.first != expected).nnz == 0


def test_drawn_levels_are_possible_ones(scores: Scores) -> None:
    blanks, rng = robustness.Blanks(scores), np.random.default_rng(0)
    stated = scores.profiles.statements.set_index(["organisation", "topic", "kind"])
    index, topics = scores.profiles.organisations.index, scores.profiles.topics.index
    seen = set()
    for _ in range(20):
        filled = blanks.fill(MatchingOptions(), rng, levels=True)
        for matrix, kind in ((filled.offer, "hg:Offer"), (filled.target, "hg:Need")):
            cells = matrix.tocoo()
            assert cells.nnz == (scores.profiles.statements["kind"] == kind).sum()
            for hub, topic, level in zip(cells.row, cells.col, cells.data, strict=True):
                row = stated.loc[index[hub], topics[topic], kind]
                assert row["low"] <= level <= row["high"]
                seen.add((kind, pd.isna(row["stated_level"]), level))
        unstated = (filled.own - scores.matrices.own).tocoo()
        assert (unstated.data < filled.target[unstated.row, unstated.col]).all()
        assert filled.evidence.data.min() > 0
        assert filled.evidence.data.max() <= 1
    assert {("hg:Offer", True, level) for level in range(1, 6)} <= seen


# ------------------------------------------------------------------------------- shares


def test_shares_add_up_and_come_out_the_same_twice(scores: Scores) -> None:
    ticks: list[int] = []
    found = measure_acceptability(scores, draws=10, tick=lambda: ticks.append(1))
    again = measure_acceptability(scores, draws=10)
    other = measure_acceptability(scores, draws=10, seed=1)
    assert len(ticks) == 10
    assert found.first.toarray().tobytes() == again.first.toarray().tobytes()
    assert (found.first != other.first).nnz
    assert found.error == pytest.approx(0.158, abs=1e-3)
    first, listed = found.first.sum(axis=1), found.listed.sum(axis=1)
    assert (first <= 1 + 1e-9).all()
    assert (listed <= 3 + 1e-9).all()
    assert (first > 0.99).sum() >= 12
    assert (found.listed.toarray() >= found.first.toarray() - 1e-9).all()


def test_inclusion_comes_out_the_same_twice(scores: Scores) -> None:
    ticks: list[int] = []
    found = measure_inclusion(scores, resamples=5, tick=lambda: ticks.append(1))
    again = measure_inclusion(scores, resamples=5)
    assert len(ticks) == 5
    assert found.toarray().tobytes() == again.toarray().tobytes()
    assert found.max() <= 1 + 1e-9
    assert (found.sum(axis=1) <= 3 + 1e-9).all()


def test_inclusion_by_hand(tmp_path: Path) -> None:
    """One statement is always drawn, one of two in three of four resamples."""
    stated = [need("a", "PM"), offer("b", "PM"), offer("c", "PM"), offer("c", "Data")]
    found = measure_inclusion(read_scores(tmp_path, stated), resamples=100).toarray()
    assert found[0, 1] == 1
    assert found[0, 2] == pytest.approx(0.75, abs=4 * np.sqrt(0.75 * 0.25 / 100))
    assert found.astype(bool).sum() == 2


def test_a_learner_whose_need_is_not_drawn_is_not_asked(tmp_path: Path) -> None:
    """Hub a states two things; where its need is missing, nobody could be on its list."""
    stated = [need("a", "PM"), offer("a", "Data"), offer("b", "PM")]
    assert measure_inclusion(read_scores(tmp_path, stated), resamples=40)[0, 1] == 1


# ------------------------------------------------------------- clear cases and nonsense


def test_a_planted_clear_case_is_said_to_be_sure(tmp_path: Path) -> None:
    """Exactly the topic, verified and at the level, against a neighbouring topic."""
    stated = [need("a", "PM", 3), own("a", "PM", 1), offer("b", "PM", 4), offer("c", "CV", 4)]
    scores = read_scores(tmp_path, stated)
    found = measure_acceptability(scores, draws=DRAWS)
    assert find_order(scores, 0) == {1: "sure", 2: "last"}
    assert found.first[0, 1] == 1
    assert found.first[0, 2] == 0
    assert measure_inclusion(scores, resamples=DRAWS)[0, 1] == 1


def plant_nonsense(profiles: Profiles, seed: int, offers: int, needs: int) -> Profiles:
    """Profiles of the same hubs with offers and needs at random, four of five without level."""
    rng = np.random.default_rng(seed)
    topics = profiles.topics.index[~profiles.taxonomy.excluded]
    rows = [
        {"organisation": hub, "topic": topic, "kind": kind, "basis": "hg:selfDeclared"}
        | {"stated_level": None if rng.random() < 0.8 else int(rng.integers(1, 6))}
        for hub in profiles.organisations.index
        for kind, count in (("hg:Need", needs), ("hg:Offer", offers))
        for topic in rng.choice(topics, count, replace=False)
    ]
    return state_table(profiles, rows)


@pytest.mark.parametrize(("offers", "needs"), [(10, 3), (40, 8)])
def test_planted_nonsense_is_not_distinguishable(
    profiles: Profiles, offers: int, needs: int
) -> None:
    scores = measure_scores(plant_nonsense(profiles, 7, offers, needs))
    words = [w for hub in range(13) for w in list(find_order(scores, hub).values())[:-1]]
    assert len(words) > 50
    assert words.count("not_distinguishable") >= 0.98 * len(words)
    by_parameters, by_all = (
        measure_acceptability(scores, draws=20, levels=levels).first.max(axis=1).toarray()
        for levels in (False, True)
    )
    assert by_all.mean() < by_parameters.mean() - 0.1


def test_where_nothing_speaks_for_anybody_all_come_first_as_often_as_chance_has_it(
    profiles: Profiles,
) -> None:
    """Every hub offers the same four topics without a level and needs one of them."""
    topics = profiles.topics.index[~profiles.taxonomy.excluded][:4]
    rng = np.random.default_rng(5)
    rows = [
        {"organisation": hub, "topic": topic, "kind": "hg:Offer", "basis": "hg:selfDeclared"}
        for hub in profiles.organisations.index
        for topic in topics
    ] + [
        {"organisation": hub, "kind": "hg:Need", "basis": "hg:selfDeclared"}
        | {"topic": topics[rng.integers(4)], "stated_level": 5}
        for hub in profiles.organisations.index
    ]
    scores = measure_scores(state_table(replace(profiles, contacts=profiles.contacts[:0]), rows))
    found = measure_acceptability(scores, draws=DRAWS)
    others = ~np.eye(13, dtype=bool)
    for shares, chance in ((found.first, 1 / 12), (found.listed, 3 / 12)):
        error = np.sqrt(chance * (1 - chance) / DRAWS)
        assert np.abs(shares.toarray()[others] - chance).max() < 4.5 * error
    words = {w for hub in range(13) for w in list(find_order(scores, hub).values())[:-1]}
    assert words == {"not_distinguishable"}
