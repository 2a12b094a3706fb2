"""Profiles: what counts on a day, which level a missing one is taken for, how old things are."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rdflib import Dataset
from small_networks import TOPIC, Row, change_rows, copy_bundled, need, offer, own, write_network

import hubgraph as hg
from hubgraph.errors import InvalidDateError
from hubgraph.matching.ages import age_years
from hubgraph.matching.contacts import measure_tie
from hubgraph.matching.profiles import (
    SOURCE_WEIGHTS,
    Profiles,
    build_matrices,
)

NUMBERS = ["point", "low", "high", "age_years", "priority"]
TEXTS = ["statement", "kind", "organisation", "topic", "basis", "issued"]


def build(folder: Path, statements: Iterable[Row], as_of: str | None = None) -> Profiles:
    """Profiles of three hubs with these statements."""
    return hg.build_profiles(hg.read_workbook(write_network(folder, statements)), as_of=as_of)


def levels(profiles: Profiles, statement: str) -> list[float]:
    """Point, low and high level of one statement."""
    table = profiles.statements.set_index("statement")
    return [float(table.loc[f"hgd:{statement}", name]) for name in ("point", "low", "high")]


def entry(matrix: object, profiles: Profiles, hub: str, topic: str) -> float:
    """One entry of a matrix, by hub and topic."""
    row = profiles.organisations.index.get_loc(f"hgd:{hub}")
    return float(matrix[row, profiles.topics.index.get_loc(TOPIC + topic)])  # type: ignore[index]


def test_one_statement_per_organisation_topic_and_kind(profiles: Profiles) -> None:
    stated = profiles.statements
    assert not stated.duplicated(["organisation", "topic", "kind"]).any()
    assert stated["organisation"].isin(profiles.organisations.index).all()
    assert stated["topic"].isin(profiles.topics.index).all()
    assert profiles.organisations.index.is_monotonic_increasing
    assert profiles.topics.index.is_unique
    assert profiles.topics.index.is_monotonic_increasing


def test_repr_counts_what_is_there(profiles: Profiles) -> None:
    kinds = profiles.statements["kind"].value_counts()
    assert f"{kinds['hg:Offer']} offers, {kinds['hg:Need']} needs, 0 own levels" in repr(profiles)
    assert "\n" not in repr(profiles)


def test_nothing_is_invented_where_no_level_is_stated(profiles: Profiles) -> None:
    stated = profiles.statements
    assert stated["stated_level"].isna().all()
    assert set(stated["point"]) == {3}
    assert set(stated["low"]) == {1}
    assert set(stated["high"]) == {5}


@pytest.mark.parametrize("day", ["2018-10-09", "1900-01-01"])
def test_before_the_kick_off_the_profile_is_empty(
    graph: Dataset, profiles: Profiles, day: str
) -> None:
    empty = hg.build_profiles(graph, as_of=day)
    assert empty.as_of == day
    for found, full in (
        (empty.organisations, profiles.organisations),
        (empty.statements, profiles.statements),
        (empty.contacts, profiles.contacts),
    ):
        assert len(found) == 0
        assert list(found.columns) == list(full.columns)
    assert empty.names == {}
    assert len(empty.topics) == len(profiles.topics)


def test_empty_numbers_are_still_numbers(graph: Dataset) -> None:
    empty = hg.build_profiles(graph, as_of="2018-10-09")
    assert all(empty.statements[name].dtype == "float64" for name in NUMBERS)
    assert build_matrices(empty).own.shape == (0, len(empty.topics))
    assert measure_tie(empty).shape == (0, 0)


@pytest.mark.parametrize("day", ["2020-02-30", "yesterday", "2020", ""])
def test_a_day_that_is_none_is_refused(graph: Dataset, day: str) -> None:
    with pytest.raises(InvalidDateError):
        hg.build_profiles(graph, as_of=day)


def test_a_future_statement_changes_nothing_at_the_reference_date(
    profiles: Profiles, tmp_path: Path
) -> None:
    folder = copy_bundled(tmp_path / "copy")
    base = {"organisation": "ulm", "topic": "it-security", "source": "S25", "confidence": "high"}
    base |= {"basis": "verified"}
    future = [
        {**base, "id": "f1", "kind": "offer", "level": "5", "valid_from": "2021-01-01"},
        {**base, "id": "f2", "kind": "need", "target_level": "5", "issued": "2021"},
        {**base, "id": "f3", "kind": "own_level", "level": "1", "issued": "2021-06"},
    ]
    change_rows(folder / "statements.csv", lambda rows: rows + future)
    graph = hg.read_workbook(folder)
    now, later = hg.build_profiles(graph), hg.build_profiles(graph, as_of="2021-12-31")
    pd.testing.assert_frame_equal(now.statements, profiles.statements)
    assert {"hgd:f1", "hgd:f2", "hgd:f3"} <= set(later.statements["statement"])


def test_a_later_membership_is_no_membership_yet(graph: Dataset) -> None:
    assert len(hg.build_profiles(graph, as_of="2018-10-10").organisations) == 13
    later = hg.build_profiles(graph, as_of="2026-01-01")
    assert ("hgd:nordschwarzwald",) not in later.names.values()
    assert "hgd:diz" not in hg.build_profiles(graph).organisations.index


def test_names_lead_to_members_only(profiles: Profiles) -> None:
    assert profiles.names["DigiZ"] == ("hgd:ostwuerttemberg",)
    assert profiles.names["DIGIHUB Südbaden"] == profiles.names["suedbaden"] == ("hgd:suedbaden",)
    assert set(chain(*profiles.names.values())) == set(profiles.organisations.index)


@pytest.mark.parametrize(
    ("own_level", "expected"),
    [
        (None, [3, 1, 5]),
        (0, [3, 1, 5]),
        (1, [3, 2, 5]),
        (2, [3, 3, 5]),
        (3, [4, 4, 5]),
        (4, [5, 5, 5]),
        (5, [5, 5, 5]),
    ],
)
def test_a_missing_target_is_3_or_one_above_the_own_level(
    tmp_path: Path, own_level: int | None, expected: list[float]
) -> None:
    stated = [] if own_level is None else [own("a", "AI", own_level)]
    assert levels(build(tmp_path, [need("a", "AI"), *stated]), "need-a-AI") == expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([], 3),
        ([offer("a", "CV", 5)], 3),
        ([offer("a", "CV", 5), own("a", "AI", 5)], 4),
        ([offer("a", "CV", 1), own("a", "AI", 0)], 2),
        ([offer("a", "DS", 5), own("a", "Data", 5)], 3),
        ([offer("b", "CV", 5), own("b", "AI", 5)], 3),
        ([need("a", "CV", 5), need("a", "AI", 5)], 3),
    ],
    ids=["none", "one", "two high", "two low", "other branch", "other hub", "needs"],
)
def test_a_missing_offer_level_is_3_drawn_towards_the_branch(
    tmp_path: Path, known: list[Row], expected: int
) -> None:
    found = levels(build(tmp_path, [offer("a", "PM"), *known]), "offer-a-PM")
    assert found == [expected, 1, 5]


def test_a_stated_level_has_no_bounds_beside_it(tmp_path: Path) -> None:
    profiles = build(tmp_path, [offer("a", "PM", 4), need("b", "PM", 2), own("b", "PM", 1)])
    assert levels(profiles, "offer-a-PM") == [4, 4, 4]
    assert levels(profiles, "need-b-PM") == [2, 2, 2]
    assert levels(profiles, "own_level-b-PM") == [1, 1, 1]


def test_an_own_level_is_no_offer(tmp_path: Path) -> None:
    profiles = build(tmp_path, [own("a", "PM", 5)])
    matrices = build_matrices(profiles)
    assert entry(matrices.own, profiles, "a", "PM") == 5
    assert matrices.offer.nnz == matrices.evidence.nnz == 0


def test_a_stated_0_is_no_entry_but_counts_as_an_answer(tmp_path: Path) -> None:
    profiles = build(tmp_path, [own("a", "PM", 0), own("a", "AI", 2), own("b", "CV", 1)])
    matrices = build_matrices(profiles)
    assert matrices.own.nnz == 2
    assert matrices.completeness == pytest.approx([2 / 3, 1 / 3, 0])
    assert (build_matrices(profiles, run="high").completeness == 0).all()


def test_a_harvested_profile_is_complete_to_03_at_most(tmp_path: Path) -> None:
    stated = [own("a", "PM", 1, basis="harvested"), own("b", "PM", 1)]
    assert build_matrices(build(tmp_path, stated)).completeness == pytest.approx([0.3, 1, 0])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"issued": "2020-12-31"}, {"issued": "2019", "level": 5}),
        ({"issued": "2019"}, {"issued": "", "level": 5}),
        ({"basis": "verified", "level": 1}, {"basis": "self_declared", "level": 5}),
        ({"level": 4}, {"level": 2}),
        ({"id": "offer-1"}, {"id": "offer-2"}),
    ],
    ids=["newest", "dated", "best founded", "higher", "smallest identifier"],
)
@pytest.mark.parametrize("turned", [False, True])
def test_which_of_two_statements_counts(
    tmp_path: Path, first: Row, second: Row, *, turned: bool
) -> None:
    rows = [offer("a", "PM", 3) | {"id": "z1"} | first, offer("a", "PM", 3) | {"id": "z2"} | second]
    stated = build(tmp_path, rows[::-1] if turned else rows).statements
    assert stated["statement"].tolist() == [f"hgd:{rows[0]['id']}"]


@pytest.mark.parametrize(
    ("basis", "issued", "expected"),
    [
        ("verified", "2020-12-31", 1.0),
        ("verified", "", 1.0),
        ("self_declared", "2020", 0.8),
        ("harvested", "2017-12-31", 0.6 * 2 ** (-(3 * 365 + 1) / 365.25 / 3)),
        ("inferred", "2019-12", 0.4 * 2 ** (-366 / 365.25 / 3)),
    ],
)
def test_evidence_halves_in_three_years(
    tmp_path: Path, basis: str, issued: str, expected: float
) -> None:
    profiles = build(tmp_path, [offer("a", "PM", 3, basis=basis, issued=issued)])
    evidence = build_matrices(profiles).evidence
    assert entry(evidence, profiles, "a", "PM") == pytest.approx(expected, abs=1e-12)
    assert entry(build_matrices(profiles, run="high").evidence, profiles, "a", "PM") == 1


def test_the_low_run_takes_the_highest_own_level_a_need_allows(tmp_path: Path) -> None:
    profiles = build(tmp_path, [need("a", "PM", 3), need("b", "PM"), need("c", "PM", 4)])
    low = build_matrices(profiles, run="low")
    assert [entry(low.own, profiles, hub, "PM") for hub in "abc"] == [2, 4, 3]
    assert [entry(low.target, profiles, hub, "PM") for hub in "abc"] == [3, 5, 4]
    assert build_matrices(profiles).own.nnz == 0


def test_the_low_run_leaves_a_stated_own_level(tmp_path: Path) -> None:
    profiles = build(tmp_path, [need("a", "PM", 4), own("a", "PM", 1)])
    assert entry(build_matrices(profiles, run="low").own, profiles, "a", "PM") == 1


def test_an_own_level_without_a_level_is_unknown(tmp_path: Path) -> None:
    profiles = build(tmp_path, [own("a", "PM"), need("a", "PM", 3), offer("b", "PM", 3)])
    matrices = build_matrices(profiles)
    assert not np.isnan(matrices.own.data).any()
    assert matrices.completeness[0] == 0


def test_contact_strength(tmp_path: Path) -> None:
    folder = write_network(
        tmp_path, meetings={"2020-12-31": ("a", "b"), "2018-12-31": ("a", "b", "c")}
    )
    tie = measure_tie(hg.build_profiles(hg.read_workbook(folder))).toarray()
    old = 2 ** (-731 / 365.25 / 2)
    assert tie[0, 1] == pytest.approx(1 - 2 ** -(1 + old))
    assert tie[0, 2] == tie[1, 2] == pytest.approx(1 - 2**-old)
    assert (tie == tie.T).all()
    assert (tie.diagonal() == 0).all()


def test_a_contact_to_come_is_no_contact(tmp_path: Path) -> None:
    folder = write_network(tmp_path, meetings={"2021-01-01": ("a", "b")})
    assert len(hg.build_profiles(hg.read_workbook(folder)).contacts) == 0


def test_age_never_claims_more_than_is_stated() -> None:
    issued = pd.Series(["2020-02", "2020-12", "2019-12-31", "2020", "2022", None])
    ages = age_years(issued, "2020-12-31")
    expected = [306 / 365.25, 0, 366 / 365.25, 0, 0, np.nan]
    assert ages.tolist() == pytest.approx(expected, nan_ok=True)


def test_every_basis_has_a_weight() -> None:
    assert list(SOURCE_WEIGHTS.values()) == sorted(SOURCE_WEIGHTS.values(), reverse=True)
    assert all(0 < weight <= 1 for weight in SOURCE_WEIGHTS.values())


def test_profiles_twice_are_equal(graph: Dataset, profiles: Profiles) -> None:
    again = hg.build_profiles(graph)
    for name in ("organisations", "topics", "statements", "contacts", "sources"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(profiles, name))
    assert set(TEXTS) < set(again.statements.columns)
