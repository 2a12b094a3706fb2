"""Who will work together next: the protocol of back-testing on participations in projects."""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse.linalg import svds

from hubgraph.errors import OptionError, TableError
from hubgraph.matching.collaboration import (
    REASONS,
    Collaborations,
    PartnerTask,
    build_collaborations,
    build_partner_task,
    score_partners,
    weigh_rare,
)
from hubgraph.matching.collaboration_fit import fit_weights
from hubgraph.matching.quality import measure_quality

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

_KATZ = 0.001
_RANK = 64
_MONTHS = (18, 6)  # validate and test begin so long before the end, unless days are given


Baseline = Callable[[Collaborations, Codes], Floats]


def choose_days(participations: pd.DataFrame) -> tuple[pd.Timestamp, ...]:
    """Days on which validation and test begin, and on which the test ends.

    The end is the first of the month after the latest start; the test takes the last 6 months,
    validation the 12 before.
    """
    latest = participations["start_date"].max()
    end = latest.to_period("M").to_timestamp() + pd.DateOffset(months=1)
    return (*(end - pd.DateOffset(months=months) for months in _MONTHS), end)


def build_tasks(
    participations: pd.DataFrame, parts: pd.DataFrame | None, days: tuple[pd.Timestamp, ...]
) -> list[PartnerTask]:
    """Tasks of the test period, of the validation period, and of the year before, if it can be.

    Raises OptionError for days that are not three in order, TableError where nobody found a
    new partner.
    """
    if len(days) != len(_MONTHS) + 1 or list(days) != sorted(set(days)):
        text = ",".join(f"{day:%Y-%m-%d}" for day in days)
        raise OptionError("split", text, "three days in order: validate, test, end")
    start = participations["start_date"]
    borders = (days[0] - pd.DateOffset(years=1), *days)
    tasks = []
    for begin, end in reversed(list(pairwise(borders))):
        before, later = participations[start < begin], start.between(begin, end, inclusive="left")
        task = None
        if len(before):
            known = build_collaborations(before, parts)
            task = build_partner_task(known, participations[later])
        if task is not None and task.learners.size:
            tasks.append(task)
        elif begin >= days[0]:
            text = f"nobody with enough projects found a new partner from {begin:%Y-%m-%d} on"
            raise TableError([text], place="The file")
    return tasks


def measure_partners(
    tasks: list[PartnerTask], *, seed: int = 0
) -> tuple[dict[str, Floats], Mapping[str, object]]:
    """Quality per learner of hubgraph and every baseline in the test period, and the weights.

    Weights are fitted on how well each earlier period was foretold by what came before it.
    """
    test, *earlier = tasks
    weights = fit_weights(earlier)
    systems: dict[str, Baseline] = {
        "hubgraph": lambda known, learners: score_partners(known, weights, learners),
        **BASELINES,
        "svd_64": _build_svd(test.known),
    }
    quality = {}
    for name, score in systems.items():
        rank = partial(_score_rows, score, test)
        quality[name] = measure_quality(rank, test.queries, seed=seed)
    return quality, dict(zip(REASONS, weights.tolist(), strict=True))


def _score_rows(score: Baseline, task: PartnerTask, rows: Codes) -> Floats:
    """Scores for some learners of a task."""
    return score(task.known, task.learners[rows])


def _spread(values: Floats, learners: Codes) -> Floats:
    """The same scores for every learner."""
    return np.broadcast_to(values, (len(learners), values.size))


def score_random(known: Collaborations, learners: Codes) -> Floats:
    """All alike: the order is that of the ties."""
    return _spread(np.zeros(len(known.organisations)), learners)


def score_popularity(known: Collaborations, learners: Codes) -> Floats:
    """Distinct partners."""
    return _spread(known.degree, learners)


def score_cosine(known: Collaborations, learners: Codes) -> Floats:
    """Cosine of log(1 + projects) per programme part."""
    profile = known.parts.log1p()
    length = np.sqrt(np.asarray((profile * profile).sum(axis=1)).ravel())
    profile = (profile / np.maximum(length, 1e-12)[:, None]).tocsr()
    return np.asarray((profile[learners] @ profile.T).toarray())


def score_common_neighbours(known: Collaborations, learners: Codes) -> Floats:
    """Common partners."""
    return known.common(learners, np.ones(len(known.organisations)))


def score_adamic_adar(known: Collaborations, learners: Codes) -> Floats:
    """Common partners, each by one over the logarithm of its partners (Adamic & Adar 2003)."""
    return known.common(learners, weigh_rare(known.degree))


def score_resource_allocation(known: Collaborations, learners: Codes) -> Floats:
    """Common partners, each by one over its partners (Zhou, Lü & Zhang 2009)."""
    return known.common(learners, 1 / np.maximum(known.degree, 1))


def score_katz(known: Collaborations, learners: Codes) -> Floats:
    """Walks of up to three steps, each step times 0.001 (Katz 1953)."""
    one = known.ties[learners]
    two = (one @ known.ties).toarray()
    three = np.asarray(known.ties @ two.T).T
    return np.asarray(_KATZ * one.toarray() + _KATZ**2 * two + _KATZ**3 * three)


def score_adamic_adar_parts(known: Collaborations, learners: Codes) -> Floats:
    """Adamic-Adar · log(1 + the candidate's projects in the learner's parts)."""
    active = np.log1p((known.shares[learners] @ known.parts.T).toarray())
    return np.asarray(score_adamic_adar(known, learners) * active)


def _build_svd(known: Collaborations) -> Baseline:
    """Ties reconstructed with rank 64 (Liben-Nowell & Kleinberg 2007)."""
    rank = min(_RANK, known.ties.shape[0] - 1)
    left, values, right = svds(known.ties, rank, v0=np.ones(known.ties.shape[0]))
    return lambda _known, learners: (left[learners] * values) @ right


BASELINES: Mapping[str, Baseline] = {
    "random": score_random,
    "popularity": score_popularity,
    "part_cosine": score_cosine,
    "common_neighbours": score_common_neighbours,
    "adamic_adar": score_adamic_adar,
    "resource_allocation": score_resource_allocation,
    "katz": score_katz,
    "adamic_adar_parts": score_adamic_adar_parts,
}
"""Baselines on participations, by the name of their row; `svd_64` is built from the ties."""
