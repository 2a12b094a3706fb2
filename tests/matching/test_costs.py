"""Cost of a gap = change of all intervals when it is closed and everything is measured anew."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from matching_worlds import EXHAUSTIVE
from small_networks import DAY, TOPIC, Row, need, offer, own, write_network

import hubgraph as hg
from hubgraph.matching import costs
from hubgraph.matching.costs import measure_costs, measure_widths
from hubgraph.matching.levels import add_levels, own_levels
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import Scores, measure_scores

EXACT = 1e-9
MEETINGS = {DAY: ("a", "b"), "2019-12-31": ("b", "c")}
TILTS: tuple[dict[str, float], ...] = (
    {}, {"distance_weight": 0.25, "tau": 0.0}, {"travel_weight": 0.1, "trust_weight": 0.05},
)  # fmt: skip
KINDS = ("hg:Offer", "hg:Need", "hg:OwnLevel")

NETWORK = settings(
    EXHAUSTIVE,
    max_examples=15,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""An example takes half a second; shrinking one would take minutes."""


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Profiles:
    """Three hubs that have stated one thing each; b has met both others."""
    stated = [offer("a", "PM"), need("b", "PM"), own("c", "PM", 1)]
    folder = write_network(tmp_path_factory.mktemp("net"), stated, meetings=MEETINGS)
    profiles = hg.build_profiles(hg.read_workbook(folder))
    seats = profiles.organisations.assign(lat=[48.0, 48.5, np.nan], lon=[8.0, 9.0, np.nan])
    return replace(profiles, organisations=seats)


def draw_statements() -> st.SearchStrategy[
    dict[tuple[str, str, str], tuple[int | None, str, float]]
]:
    """Draw up to 14 statements of three hubs on three topics: level, basis, age."""
    keys = st.tuples(
        st.sampled_from("abc"), st.sampled_from(["PM", "CV", "DS"]), st.sampled_from(KINDS)
    )
    bases = st.sampled_from(["hg:verified", "hg:selfDeclared", "hg:harvested"])
    ages = st.sampled_from([0.0, 1.0, 4.0, np.nan])
    values = st.tuples(st.none() | st.integers(1, 5), bases, ages)
    return st.dictionaries(keys, values, min_size=5, max_size=14)


def state(
    network: Profiles, drawn: dict[tuple[str, str, str], tuple[int | None, str, float]]
) -> Profiles:
    """Profiles of the same hubs with these statements."""
    rows = [
        {"organisation": f"hgd:{hub}", "topic": TOPIC + topic, "kind": kind, "basis": basis}
        | {"stated_level": level, "age_years": age, "priority": 1.0, "statement": f"{kind}{number}"}
        for number, ((hub, topic, kind), (level, basis, age)) in enumerate(sorted(drawn.items()))
    ]
    table = pd.DataFrame(rows).astype({"stated_level": "Int64"})
    return replace(network, statements=add_levels(table, network.taxonomy))


def list_gaps(profiles: Profiles) -> pd.DataFrame:
    """Every gap there could be, whether or not it costs anything."""
    stated = profiles.statements
    without = {
        "level": stated["kind"].isin(KINDS[:2]) & stated["stated_level"].isna(),
        "own_level": (stated["kind"] != "hg:Offer") & own_levels(stated).isna(),
        "age": stated["kind"] == "hg:Offer",
    }
    parts = [
        pd.DataFrame({"row": np.flatnonzero(mask), "closes": closes})
        for closes, mask in without.items()
    ]
    return pd.concat(parts, ignore_index=True)


def close(profiles: Profiles, row: int, closes: str) -> Profiles:
    """Profiles with one gap closed, levels taken anew."""
    table = profiles.statements.drop(columns=["point", "low", "high"])
    if closes == "level":
        table.loc[row, "stated_level"] = int(profiles.statements.loc[row, "point"])
    elif closes == "age":
        table.loc[row, "age_years"] = 0.0
    else:
        declared = {"kind": "hg:OwnLevel", "stated_level": 0, "basis": "hg:selfDeclared"}
        key = ["organisation", "topic", "kind"]
        added = table.loc[[row]].assign(**declared)
        table = pd.concat([table, added]).drop_duplicates(key, keep="last", ignore_index=True)
    return replace(profiles, statements=add_levels(table, profiles.taxonomy))


@contextmanager
def asked_as_before(scores: Scores) -> Iterator[None]:
    """Completeness of profiles stays as it is."""
    name = "hubgraph.matching.profiles._measure_completeness"
    with patch(name, return_value=scores.matrices.completeness):
        yield


def asks_something_new(scores: Scores, row: int, closes: str) -> bool:
    """Whether a gap is an own level on a topic on which nobody has stated one."""
    stated = scores.profiles.statements
    known = stated[(stated["kind"] == "hg:OwnLevel") & stated["stated_level"].notna()]
    return closes == "own_level" and stated.loc[row, "topic"] not in set(known["topic"])


@given(drawn=draw_statements(), tilt=st.sampled_from(TILTS))
@NETWORK
def test_cost_is_what_brute_force_finds(
    network: Profiles, drawn: dict[Any, Any], tilt: dict[str, float]
) -> None:
    options = MatchingOptions(**tilt)
    profiles = state(network, drawn)
    scores = measure_scores(profiles, options=options)
    before, gaps = measure_widths(scores), list_gaps(profiles)
    found = measure_costs(scores, gaps)
    assert found.index.equals(gaps.index)
    assert (found["cost"] >= 0).all()
    assert (found["cost"] <= 4).all()
    for gap in gaps.join(found).itertuples():
        new = asks_something_new(scores, gap.row, gap.closes)
        with asked_as_before(scores) if new else nullcontext():
            closed = measure_scores(close(profiles, gap.row, gap.closes), options=options)
        narrower = (before - measure_widths(closed)).toarray()
        assert gap.cost == pytest.approx(narrower.sum(), abs=EXACT)
        assert gap.suggestions == (narrower > EXACT).sum()


@given(drawn=draw_statements())
@settings(NETWORK, max_examples=5)
def test_blocks_change_nothing(network: Profiles, drawn: dict[Any, Any]) -> None:
    scores = measure_scores(state(network, drawn))
    gaps = list_gaps(scores.profiles).sample(frac=1, random_state=0)
    whole = measure_costs(scores, gaps)
    with patch.object(costs, "_BLOCK", 2):
        pd.testing.assert_frame_equal(measure_costs(scores, gaps), whole)


def cost_of(folder: Path, statements: list[Row], kind: str, closes: str) -> float:
    """Cost of the gap at the only statement of a kind."""
    profiles = hg.build_profiles(hg.read_workbook(write_network(folder, statements)))
    row = profiles.statements.index[profiles.statements["kind"] == kind]
    gaps = pd.DataFrame({"row": row, "closes": closes})
    return float(measure_costs(measure_scores(profiles), gaps)["cost"].item())


def test_an_offer_without_level_by_hand(tmp_path: Path) -> None:
    """Level 1 serves nothing, level 5 all; level 3 serves 0.6, the take-up, less a tenth."""
    stated = [need("a", "PM", 3), own("a", "PM", 1), offer("b", "PM")]
    assert cost_of(tmp_path, stated, "hg:Offer", "level") == pytest.approx(0.6 * 0.9)


def test_a_stale_offer_by_hand(tmp_path: Path) -> None:
    """Three years halve the evidence, so that the lowest score is half of 0.54."""
    stated = [need("a", "PM", 3), own("a", "PM", 1), offer("b", "PM", 3, issued="2018-01-01")]
    age = 1095 / 365.25
    expected = 0.54 * (1 - 2 ** (-age / 3))
    assert cost_of(tmp_path, stated, "hg:Offer", "age") == pytest.approx(expected)


def test_nothing_to_close(network: Profiles) -> None:
    none = pd.DataFrame({"row": np.zeros(0, dtype=int), "closes": pd.Series(dtype="str")})
    found = measure_costs(measure_scores(network), none)
    assert found.empty
    assert found.dtypes.astype(str).to_dict() == {"cost": "float64", "suggestions": "int64"}
