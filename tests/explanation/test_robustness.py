"""The table of robustness: one row per suggestion, in words that say what is not known."""

from pathlib import Path

import pandas as pd
import pytest
from small_networks import need, offer, own, write_network

import hubgraph as hg
from hubgraph.errors import OptionError, WrongTypeError
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.robustness import measure_acceptability, measure_inclusion
from hubgraph.tables import ROBUSTNESS

FEW = {"draws": 5, "resamples": 4}


def test_one_row_per_suggestion(suggestions: Suggestions) -> None:
    calls: list[tuple[int, int]] = []
    found = hg.measure_robustness(suggestions, progress=lambda *at: calls.append(at), **FEW)
    assert calls == [(done, 9) for done in range(1, 10)]
    shared = ["learner", "teacher", "rank", "as_of"]
    pd.testing.assert_frame_equal(found[shared], suggestions.table[shared])
    assert found["rank"].between(found["rank_best"], found["rank_worst"]).all()
    scores = suggestions.scores
    accepted = measure_acceptability(scores, draws=5)
    included = measure_inclusion(scores, resamples=4)
    index = scores.profiles.organisations.index
    for row in found.itertuples():
        at = index.get_loc(row.learner), index.get_loc(row.teacher)
        assert row.first == accepted.first[at]
        assert row.listed == accepted.listed[at]
        assert row.included == included[at]
    pd.testing.assert_frame_equal(found, hg.measure_robustness(suggestions, **FEW))


def test_the_bundled_network_is_not_distinguishable_and_says_so(suggestions: Suggestions) -> None:
    """No public source states a level, so hardly any order is known."""
    found = hg.measure_robustness(suggestions, **FEW)
    word = {"de": "nicht unterscheidbar", "en": "not distinguishable"}[suggestions.lang]
    says = {"de": "nicht zu unterscheiden", "en": "cannot be told apart"}[suggestions.lang]
    unsure = found["order"] == "not_distinguishable"
    assert unsure.any()
    assert (found["word"] == word).eq(unsure).all()
    assert found["sentence"].str.contains(says).eq(unsure).all()


def test_a_clear_case_says_so(tmp_path: Path) -> None:
    stated = [need("a", "PM", 3), own("a", "PM", 1), offer("b", "PM", 4), offer("c", "CV", 4)]
    profiles = hg.build_profiles(hg.read_workbook(write_network(tmp_path, stated)))
    found = hg.measure_robustness(hg.suggest_learning(profiles), **FEW)
    assert found[["rank_best", "rank_worst", "order"]].to_numpy().tolist() == [
        [1, 1, "sure"],
        [2, 2, "last"],
    ]
    assert found["sentence"][0].startswith(
        "Hub B is rank 1 for Hub A; missing levels allow no other. It is surely before the next"
    )


def test_the_next_one_need_not_be_listed(profiles: Profiles) -> None:
    one = hg.suggest_learning(profiles, top=1)
    assert "last" not in set(hg.measure_robustness(one, **FEW)["order"])


def test_nothing_suggested(tmp_path: Path) -> None:
    profiles = hg.build_profiles(hg.read_workbook(write_network(tmp_path)))
    found = hg.measure_robustness(hg.suggest_learning(profiles), **FEW)
    assert found.empty
    assert {name: str(dtype) for name, dtype in found.dtypes.items()} == {
        column.name: column.dtype for column in ROBUSTNESS
    }


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"resamples": 0}, {"seed": -1}])
def test_what_is_refused(suggestions: Suggestions, wrong: dict[str, int]) -> None:
    with pytest.raises(OptionError):
        hg.measure_robustness(suggestions, **wrong)
    with pytest.raises(WrongTypeError):
        hg.measure_robustness(suggestions.table)
