"""Cost of a gap = change of all intervals when it is closed and everything is measured anew."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from matching_worlds import EXHAUSTIVE
from scipy.sparse import csr_array
from small_networks import DAY, TOPIC, Row, need, offer, own, write_network
from stated_worlds import KINDS, Drawn, draw_statements, state

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
    name = "hubgraph.matching.profiles.measure_completeness"
    with patch(name, return_value=scores.matrices.completeness):
        yield


def asks_something_new(scores: Scores, row: int, closes: str) -> bool:
    """Whether a gap is an own level on a topic on which nobody has stated one."""
    stated = scores.profiles.statements
    known = stated[(stated["kind"] == "hg:OwnLevel") & stated["stated_level"].notna()]
    return closes == "own_level" and stated.loc[row, "topic"] not in set(known["topic"])


@given(
    drawn=draw_statements(),
    tilt=st.sampled_from(TILTS),
    among=st.none() | st.lists(st.booleans(), min_size=9, max_size=9),
)
@NETWORK
def test_cost_is_what_brute_force_finds(
    network: Profiles, drawn: Drawn, tilt: dict[str, float], among: list[bool] | None
) -> None:
    counted = np.reshape([True] * 9 if among is None else among, (3, 3)).astype(float)
    options = MatchingOptions(**tilt)
    profiles = state(network, drawn)
    scores = measure_scores(profiles, options=options)
    before, gaps = measure_widths(scores), list_gaps(profiles)
    found = measure_costs(scores, gaps, among=None if among is None else csr_array(counted))
    assert found.index.equals(gaps.index)
    assert (found["cost"] >= 0).all()
    assert (found["cost"] <= 4).all()
    for gap in gaps.join(found).itertuples():
        new = asks_something_new(scores, gap.row, gap.closes)
        with asked_as_before(scores) if new else nullcontext():
            closed = measure_scores(close(profiles, gap.row, gap.closes), options=options)
        narrower = (before - measure_widths(closed)).toarray() * counted
        assert gap.cost == pytest.approx(narrower.sum(), abs=EXACT)
        assert gap.suggestions == (narrower > EXACT).sum()
        assert gap.learners == (narrower > EXACT).any(axis=1).sum()


@given(drawn=draw_statements())
@settings(NETWORK, max_examples=5)
def test_blocks_change_nothing(network: Profiles, drawn: Drawn) -> None:
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


def test_a_profile_made_complete_narrows_the_pairs_of_others_that_count(tmp_path: Path) -> None:
    """Hub a lacks one own level only; with it, the distance to its learner c is known."""
    stated = [own("a", "PM", 4), own("c", "PM", 1), need("c", "PM", 3), offer("a", "PM", 3)]
    profiles = hg.build_profiles(
        hg.read_workbook(write_network(tmp_path, [*stated, need("a", "DS", 3)]))
    )
    row = profiles.statement_rows["hgd:a", f"{TOPIC}DS", "hg:Need"]
    gaps = pd.DataFrame({"row": [row], "closes": "own_level"})
    others = np.ones((3, 3))
    others[2, 0] = 0
    scores = measure_scores(profiles)
    assert measure_costs(scores, gaps)["suggestions"].tolist() == [1]
    assert measure_costs(scores, gaps, among=csr_array(others))["cost"].tolist() == [0]


def test_nothing_to_close(network: Profiles) -> None:
    none = pd.DataFrame({"row": np.zeros(0, dtype=int), "closes": pd.Series(dtype="str")})
    found = measure_costs(measure_scores(network), none)
    assert found.empty
    dtypes = {"cost": "float64", "suggestions": "int64", "learners": "int64"}
    assert found.dtypes.astype(str).to_dict() == dtypes
