"""Partners: parts that add up, ties that are binary, candidates that are new."""

import numpy as np
import pandas as pd
import pytest

from hubgraph.errors import TableError, UnknownNameError
from hubgraph.matching.collaboration import (
    REASONS,
    build_collaborations,
    build_partner_task,
    explain_partner,
    score_partners,
    weigh_rare,
)
from hubgraph.matching.collaboration_fit import fit_likelihood, fit_weights
from hubgraph.matching.quality import measure_quality

COLUMNS = ("rcn", "pic", "type", "country")


def take_part(*projects: str) -> pd.DataFrame:
    """Return participations: 'abc' is a project of organisations a, b and c."""
    rows = [
        (str(number), name, "PRC" if name < "c" else "REC", "DE" if name < "d" else "FR")
        for number, members in enumerate(projects)
        for name in members
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def test_ties_are_binary_and_symmetric() -> None:
    known = build_collaborations(take_part("ab", "ab", "bc"))
    np.testing.assert_array_equal(known.ties.toarray(), [[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    assert list(known.degree) == [1, 2, 1]


def test_common_partners_by_hand() -> None:
    known = build_collaborations(take_part("ab", "bc", "be", "ad", "cd"))
    found = known.common(np.array([0]), weigh_rare(known.degree))[0]
    assert found[2] == pytest.approx(1 / np.log(3) + 1 / np.log(2))  # a and c share b and d
    assert found[4] == pytest.approx(1 / np.log(3))  # a and e share b


def test_a_project_too_small_or_too_big_ties_nobody() -> None:
    crowd = "".join(chr(code) for code in range(200, 231))
    known = build_collaborations(take_part("ab", "z", crowd))
    assert list(known.organisations) == ["a", "b"]
    with pytest.raises(TableError, match="2 to 30"):
        build_collaborations(take_part("z"))


def test_only_new_partners_of_the_experienced_are_asked_for() -> None:
    known = build_collaborations(take_part("ab", "ab", "ab", "cd"))
    task = build_partner_task(known, take_part("abc", "xa"))
    assert list(known.organisations[task.learners]) == ["a", "b"]
    np.testing.assert_array_equal(task.queries.relevant.toarray(), [[0, 0, 1, 0]] * 2)
    np.testing.assert_array_equal(task.queries.excluded.toarray(), [[1, 1, 0, 0]] * 2)


def invent(seed: int, count: int) -> pd.DataFrame:
    """Invent projects within circles of acquaintance."""
    drawn = np.random.default_rng(seed)
    circles = ["abcdef", "ghijkl", "mnopqr"]
    return take_part(
        *(
            "".join(drawn.choice(list(circles[number % 3]), 3, replace=False))
            for number in range(count)
        )
    )


def test_the_parts_add_up_to_the_score() -> None:
    known = build_collaborations(
        invent(1, 9),
        pd.DataFrame({"rcn": [str(n) for n in range(9)], "programme_part": list("xyzxyzxyz")}),
    )
    weights = np.linspace(0.2, 1.4, len(REASONS))
    scores = score_partners(known, weights, np.arange(len(known.organisations)))
    for row, learner in enumerate(known.organisations):
        for column, partner in enumerate(known.organisations):
            parts = explain_partner(known, weights, learner=learner, partner=partner)
            assert parts["value"].sum() == pytest.approx(scores[row, column], abs=1e-9)
    with pytest.raises(UnknownNameError, match=r"'\?'"):
        explain_partner(known, weights, learner="?", partner="a")


def test_weights_find_the_circle_and_are_the_same_twice() -> None:
    task = build_partner_task(build_collaborations(invent(1, 14)), invent(2, 60))
    weights = fit_weights([task])
    assert (weights >= 0).all()
    assert weights[:2].sum() > 0
    np.testing.assert_array_equal(weights, fit_weights([task]))


def test_moving_weights_never_makes_the_periods_worse() -> None:
    task = build_partner_task(build_collaborations(invent(1, 14)), invent(2, 60))

    def measure(weights: np.ndarray) -> float:
        """Mean NDCG@10 by the measures of every other ranking."""
        rows = measure_quality(
            lambda rows: score_partners(task.known, weights, task.learners[rows]), task.queries
        )
        return float(rows[:, 2].mean())

    assert measure(fit_weights([task])) >= measure(fit_likelihood(task)) - 1e-9
