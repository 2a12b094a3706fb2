"""Defaults and ranges of the matching options."""

import subprocess
import sys
from dataclasses import fields, replace
from typing import Any

import pytest
from matching_reference import LEVELS

from hubgraph.errors import HubgraphError, OptionError
from hubgraph.matching import options as home
from hubgraph.matching.options import LEVELS as HIGHEST
from hubgraph.matching.options import MatchingOptions


def test_defaults_are_those_of_the_specification() -> None:
    found = MatchingOptions()
    assert HIGHEST == LEVELS
    assert (found.alpha, found.beta, found.rho, found.tau) == (0.5, 0.8, 0.5, 0.3)
    assert (found.gamma, found.absorption_floor) == (0.7, 0.5)
    assert (found.distance_weight, found.optimal_similarity) == (0.10, 0.5)
    assert (found.novelty_weight, found.decay) == (0.15, 0.6)
    assert (found.half_life_years, found.contact_half_life_years) == (3.0, 2.0)
    assert (found.kernel, found.tree_weight) == ("paths", 20.0)
    assert (found.activity_half_life_years, found.full_activities) == (3.0, 10.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"alpha": 1.1},
        {"alpha": -0.1},
        {"beta": 1.5},
        {"rho": 1.2},
        {"tau": -0.2},
        {"tau": 1.2},
        {"gamma": 1.1},
        {"absorption_floor": -0.1},
        {"absorption_floor": 1.1},
        {"distance_weight": -0.1},
        {"novelty_weight": -0.1},
        {"distance_weight": 0.2, "novelty_weight": 0.21},
        {"optimal_similarity": 0.0},
        {"optimal_similarity": 1.0},
        {"decay": 1.1},
        {"half_life_years": 0.0},
        {"contact_half_life_years": -1.0},
        {"gamma": float("nan")},
        {"tree_weight": 0.0},
        {"activity_half_life_years": 0.0},
        {"full_activities": 0.0},
        {"kernel": "resnik"},
    ],
)
def test_option_outside_its_range_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(OptionError) as caught:
        MatchingOptions(**wrong)
    assert isinstance(caught.value, HubgraphError)
    assert isinstance(caught.value, ValueError)
    assert any(name in str(caught.value) for name in wrong)


@pytest.mark.parametrize("weights", [(0.1, 0.3), (0.3, 0.1), (0.4, 0.0), (0.15, 0.25), (0.2, 0.2)])
def test_largest_allowed_deduction_is_not_refused_by_rounding(weights: tuple[float, float]) -> None:
    options = MatchingOptions(distance_weight=weights[0], novelty_weight=weights[1])
    assert options.distance_weight + options.novelty_weight == pytest.approx(0.4)


def test_hash_is_written_down_and_the_same_in_another_process() -> None:
    assert MatchingOptions().hash == "69366b926f588a8d"
    command = "import sys; from hubgraph.matching.options import MatchingOptions as M; "
    command += "sys.stdout.write(M(alpha=0.3, kernel='lin').hash)"
    done = subprocess.run([sys.executable, "-c", command], check=True, capture_output=True)
    assert done.stdout.decode() == MatchingOptions(alpha=0.3, kernel="lin").hash


def test_hash_changes_with_any_value() -> None:
    changed = [MatchingOptions(kernel="lin")] + [
        replace(MatchingOptions(), **{field.name: float(field.default) * 0.99 + 0.002})  # type: ignore[arg-type]
        for field in fields(MatchingOptions)
        if field.name != "kernel"
    ]
    assert len({options.hash for options in [MatchingOptions(), *changed]}) == len(changed) + 1


def test_hash_changes_with_the_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    before = MatchingOptions().hash
    monkeypatch.setattr(home, "_MEANING", 1)
    assert MatchingOptions().hash != before


def test_equal_options_have_one_hash() -> None:
    whole = MatchingOptions(tau=0, gamma=1)
    assert whole == MatchingOptions(tau=-0.0, gamma=1.0)
    assert whole.hash == MatchingOptions(tau=-0.0, gamma=1.0).hash
