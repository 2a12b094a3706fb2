"""What if: a change of profiles gives what a rebuild from the changed tables gives, bit for bit."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from absence_worlds import NAMES, TOPIC, Tables, draw_tables
from matching_profiles import draw_networks, to_profiles

from hubgraph.matching.counterfactuals import score_without, try_needs, try_offers
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import measure_point, measure_scores
from hubgraph.matching.whatif import (
    Change,
    admit_member,
    keep_need,
    list_stated,
    remove_statement,
    state_level,
)

Changed = Callable[[Tables, Profiles, np.random.Generator], tuple[Tables, Profiles]]


def drop(tables: Tables, profiles: Profiles, dice: np.random.Generator) -> tuple[Tables, Profiles]:
    name = str(dice.choice([row["id"] for row in tables.statements]))
    return tables.remove(name), remove_statement(profiles, f"hgd:{name}")


def level(tables: Tables, profiles: Profiles, dice: np.random.Generator) -> tuple[Tables, Profiles]:
    hub, topic, value = (
        str(dice.choice(list("abcdef"))),
        str(dice.choice(NAMES)),
        dice.integers(1, 6),
    )
    word, kind = (("offer", "hg:Offer"), ("need", "hg:Need"))[dice.integers(2)]
    changed = state_level(profiles, f"hgd:{hub}", topic=TOPIC + topic, kind=kind, level=int(value))
    return tables.state(hub, word, topic, int(value)), changed


def narrow(
    tables: Tables, profiles: Profiles, dice: np.random.Generator
) -> tuple[Tables, Profiles]:
    hub, topic = str(dice.choice(list("abcdef"))), str(dice.choice(NAMES))
    return tables.only_need(hub, topic), keep_need(profiles, f"hgd:{hub}", topic=TOPIC + topic)


def admit(tables: Tables, profiles: Profiles, dice: np.random.Generator) -> tuple[Tables, Profiles]:
    hub = str(dice.choice(list("abcdef")))
    return tables.admit(hub), admit_member(profiles, f"hgd:{hub}")


@pytest.mark.parametrize("change", [drop, level, narrow, admit], ids=lambda each: each.__name__)
def test_a_change_gives_what_a_rebuild_gives(change: Changed, tmp_path: Path) -> None:
    dice = np.random.default_rng(5)
    for second in (drop, level, narrow, admit):
        tables = draw_tables(dice)
        changed, expected = change(tables, tables.build(tmp_path / f"{second.__name__}-now"), dice)
        changed, expected = second(changed, expected, dice)
        assert_same(expected, changed.build(tmp_path / f"{second.__name__}-then"))


def assert_same(found: Profiles, expected: Profiles) -> None:
    assert found.organisations.index.equals(expected.organisations.index)
    assert found.names == expected.names
    columns = ["organisation", "topic", "kind", "point", "low", "high", "priority", "basis"]
    pd.testing.assert_frame_equal(found.statements[columns], expected.statements[columns])
    for name in ("score", "low", "high"):
        one, other = (getattr(measure_scores(each), name).toarray() for each in (found, expected))
        assert np.array_equal(one, other), name


def test_nothing_is_changed_in_place(tmp_path: Path) -> None:
    profiles = draw_tables(np.random.default_rng(1)).build(tmp_path)
    before = list_stated(profiles).copy(), profiles.statements.copy()
    name = profiles.statements["statement"].iloc[0]
    remove_statement(profiles, name)
    Change("hgd:a", "hg:Offer", f"{TOPIC}AI", 4).apply(profiles)
    pd.testing.assert_frame_equal(list_stated(profiles), before[0])
    pd.testing.assert_frame_equal(profiles.statements, before[1])


def test_the_older_statement_counts_once_the_newer_is_gone(tmp_path: Path) -> None:
    tables = draw_tables(np.random.default_rng(1), hubs="ab")
    row = {**tables.statements[0], "kind": "offer", "organisation": "a", "target_level": None}
    row |= {"topic": f"{TOPIC}AI", "issued": "2019-01-01", "level": 2, "id": "one"}
    rows = [row, {**row, "id": "two", "issued": "2020-01-01", "level": 5}]
    profiles = Tables(rows, tables.admit("a").memberships, [], {}, [], tables.hubs).build(tmp_path)
    assert profiles.statements["level"].tolist() == [5]
    assert remove_statement(profiles, "hgd:two").statements["level"].tolist() == [2]
    assert remove_statement(profiles, "hgd:one").statements["level"].tolist() == [5]
    assert len(remove_statement(profiles, "hgd:none").statements) == 1


def test_the_fast_way_is_the_slow_one_bit_for_bit() -> None:
    tried = asked = 0
    for network in draw_networks(8):
        profiles = to_profiles(network)
        base = measure_point(profiles).toarray()
        assert np.array_equal(base, measure_scores(profiles).score.toarray())
        rows = range(0, len(profiles.statements), 2)
        for row, found in zip(rows, score_without(profiles, rows, base=base), strict=True):
            name = profiles.statements["statement"].iloc[row]
            expected = measure_point(remove_statement(profiles, name)).toarray()
            assert np.array_equal(found, expected), name
            asked += 1
        if network.world.hubs > 1:
            for outcome in [*try_offers(profiles, 0, 1)[::7], *try_needs(profiles, 0, 1)[::7]]:
                changed = measure_point(outcome.change.apply(profiles)).toarray()
                assert changed[0, 1] == outcome.score
                tried += 1
    assert min(tried, asked) > 10
