"""Scores of real tables: the worked example of section 11, ranks, empty networks."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rdflib import Dataset
from scipy.sparse import csr_array
from small_networks import DAY, WORKED_EXAMPLE, Row, need, offer, own, write_network

import hubgraph as hg
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import Scores, measure_scores, rank_teachers

A, B, C = range(3)


def score(
    folder: Path, statements: Iterable[Row], meetings: dict[str, tuple[str, ...]] | None = None
) -> Scores:
    """Scores of three hubs with these statements."""
    graph = hg.read_workbook(write_network(folder, statements, meetings=meetings))
    return measure_scores(hg.build_profiles(graph))


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    """Scores of the worked example; a and b met once on the reference date."""
    meetings = {DAY: ("a", "b")}
    return score(tmp_path_factory.mktemp("example"), WORKED_EXAMPLE, meetings)


@pytest.fixture(scope="module")
def bundled(profiles: Profiles) -> Scores:
    """Scores of the bundled network."""
    return measure_scores(profiles)


def test_worked_example_completeness_and_total(example: Scores) -> None:
    assert example.matrices.completeness.tolist() == [1, 1, 0]
    assert example.benefit.total[[A, B]] == pytest.approx([2.19, 3.04], abs=1e-12)


def test_worked_example_share(example: Scores) -> None:
    share = example.benefit.share.toarray()
    assert round(share[B, A], 5) == 0.62204
    assert round(share[B, C], 5) == 0.34109
    assert round(share[A, B], 5) == 0.70000
    assert share[A, C] == 0
    assert (share.diagonal() == 0).all()


def test_worked_example_of_c_without_own_level(example: Scores) -> None:
    """Section 11 has c at level 2; with no profile at all its need starts at step 1."""
    share = example.benefit.share.toarray()
    total = 1 + 0.7 + 0.49 + 0.343
    assert example.benefit.total[C] == pytest.approx(0.8 * total)
    assert share[C, A] == pytest.approx(0.8)
    assert share[C, B] == pytest.approx(1 / total)


def test_worked_example_of_c_with_its_level(tmp_path: Path) -> None:
    """With own AI 2 stated, c needs steps 3 and 4; its profile is a quarter complete then."""
    found = score(tmp_path, [*WORKED_EXAMPLE, own("c", "AI", 2)])
    take_up = 1 - 0.25 * 0.5 * (1 - 2 / 5)
    assert found.benefit.total[C] == pytest.approx(1.36)
    assert found.benefit.share.toarray()[C] == pytest.approx([take_up * 0.8, 0, 0])


def test_worked_example_known_contact(example: Scores) -> None:
    share, novelty = (m.toarray() for m in (example.benefit.share, example.deductions["novelty"]))
    assert novelty[B, A] == pytest.approx(share[B, A] * 0.15 * 0.5)
    assert novelty[B, C] == novelty[C, A] == 0


def test_unknown_profile_costs_no_distance(example: Scores) -> None:
    distance = example.deductions["distance"].toarray()
    assert (distance[C] == 0).all()
    assert (distance[:, C] == 0).all()
    assert distance[B, A] > 0


@pytest.mark.parametrize("name", ["example", "bundled"])
def test_bounds_and_range(name: str, request: pytest.FixtureRequest) -> None:
    found: Scores = request.getfixturevalue(name)
    low, point, high = (m.toarray() for m in (found.low, found.score, found.high))
    assert (low >= 0).all()
    assert (low <= point + 1e-12).all()
    assert (point <= high + 1e-12).all()
    assert (high <= 1 + 1e-12).all()
    for matrix in (low, point, high):
        assert (matrix.diagonal() == 0).all()


def test_share_less_deductions_is_the_score(bundled: Scores) -> None:
    taken = sum(matrix.toarray() for matrix in bundled.deductions.values())
    expected = bundled.benefit.share.toarray() - taken
    assert np.abs(bundled.score.toarray() - expected).max() < 1e-12
    assert (bundled.score.toarray() >= 0.75 * bundled.benefit.share.toarray() - 1e-12).all()


def test_ranks_fall_with_the_score_and_ties_share_one(bundled: Scores) -> None:
    dense = bundled.score.toarray()
    for learner in range(13):
        ranked = rank_teachers(bundled, learner)
        assert [t for _, t in ranked] == sorted(
            np.flatnonzero(dense[learner]), key=lambda t: (-round(dense[learner, t], 9), t)
        )
        for rank, teacher in ranked:
            better = np.round(dense[learner], 9) > round(dense[learner, teacher], 9)
            assert rank == better.sum() + 1


def test_ranks_of_a_made_up_row(bundled: Scores) -> None:
    row = csr_array(np.array([[0, 0.2, 0.5, 0.2 + 1e-12, 0.5]]))
    assert rank_teachers(replace(bundled, score=row), 0) == [(1, 2), (1, 4), (3, 1), (3, 3)]


def test_a_fulfilled_need_leaves_the_row_empty(tmp_path: Path) -> None:
    found = score(tmp_path, [need("a", "PM", 3), own("a", "PM", 3), offer("b", "PM", 5)])
    assert found.benefit.total[A] == 0
    assert found.score.nnz == found.low.nnz == found.high.nnz == 0


def test_an_own_level_without_an_offer_helps_nobody(tmp_path: Path) -> None:
    found = score(tmp_path, [need("a", "PM", 3), own("b", "PM", 5)])
    assert found.score.nnz == 0
    assert found.benefit.total[A] == pytest.approx(2.19)


def test_a_network_without_statements(tmp_path: Path) -> None:
    found = score(tmp_path, [])
    assert found.score.shape == (3, 3)
    assert found.score.nnz == 0


def test_a_network_without_members(graph: Dataset) -> None:
    found = measure_scores(hg.build_profiles(graph, as_of="2018-10-09"))
    assert found.score.shape == found.low.shape == found.high.shape == (0, 0)


def test_an_own_level_without_a_level_spoils_nothing(tmp_path: Path) -> None:
    stated = [need("a", "PM", 3), offer("b", "PM", 3)]
    plain = score(tmp_path / "plain", stated)
    found = score(tmp_path / "more", [*stated, own("a", "PM")])
    assert found.score.toarray().tolist() == plain.score.toarray().tolist()
    assert not np.isnan(found.high.toarray()).any()


def test_scores_twice_are_equal_to_the_bit(bundled: Scores, profiles: Profiles) -> None:
    again = measure_scores(profiles)
    for name in ("score", "low", "high"):
        one, two = getattr(bundled, name), getattr(again, name)
        assert one.toarray().tobytes() == two.toarray().tobytes()
