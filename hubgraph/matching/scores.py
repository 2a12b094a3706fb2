"""Scores of all pairs at once, with everything an explanation needs to take them apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from hubgraph.matching.benefit import Benefit, measure_absorption, measure_benefit
from hubgraph.matching.certainty import measure_bounds
from hubgraph.matching.factors import (
    measure_deductions,
    measure_distance_factor,
    measure_similarity,
    score_pairs,
)
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Matrices, Profiles, build_matrices, measure_tie
from hubgraph.matching.taxonomy import build_kernel

_TIE_DIGITS = 9


@dataclass(frozen=True)
class Scores:
    """Scores of every learner (row) with every teacher (column), n × n, and their parts.

    `score` = benefit share less `deductions`; `low` and `high` bound the benefit over every
    completion of missing levels, as a share of the need taken for `score`, less deductions.
    All 0 to 1; no entry means no benefit.
    """

    profiles: Profiles
    options: MatchingOptions
    kernel: csr_array
    matrices: Matrices
    absorption: csr_array
    benefit: Benefit
    deductions: dict[str, csr_array]
    score: csr_array
    low: csr_array
    high: csr_array


def measure_scores(profiles: Profiles, *, options: MatchingOptions | None = None) -> Scores:
    """Score every pair: benefit share * (1 - Σ weight * (1 - factor)).

    An unknown profile costs nothing in the point run. Where a profile is not complete, its
    distance could be anything: the low run takes the whole deduction, the high run none.
    """
    options = options or MatchingOptions()
    kernel = build_kernel(profiles.taxonomy, options=options)
    matrices = build_matrices(profiles, options=options)
    benefit = measure_benefit(matrices, kernel, options=options)
    similarity, known = measure_similarity(matrices.own, profiles.taxonomy, options=options)
    both_known = np.logical_and.outer(known, known)
    distance = np.where(both_known, measure_distance_factor(similarity, options=options), 1.0)
    novelty = 1 - measure_tie(profiles, options=options).toarray()
    factors = {"distance": distance, "novelty": novelty}
    complete = np.logical_and.outer(*[matrices.completeness == 1] * 2)
    lowest, highest = measure_bounds(profiles, kernel, options=options)
    return Scores(
        profiles=profiles,
        options=options,
        kernel=kernel,
        matrices=matrices,
        absorption=measure_absorption(matrices, kernel, options=options),
        benefit=benefit,
        deductions=measure_deductions(benefit.share, factors, options=options),
        score=score_pairs(benefit.share, factors, options=options),
        low=score_pairs(
            _to_share(lowest, benefit.total),
            factors | {"distance": np.where(complete, distance, 0.0)},
            options=options,
        ),
        high=score_pairs(
            _to_share(highest, benefit.total),
            factors | {"distance": np.where(complete, distance, 1.0)},
            options=options,
        ),
    )


def rank_teachers(scores: Scores, learner: int) -> list[tuple[int, int]]:
    """Teachers of one learner as (rank, row number), best first.

    Equal scores, rounded to nine digits, share a rank and stand in order of identifier.
    """
    row = scores.score[[learner], :].tocoo()
    values = np.round(row.data, _TIE_DIGITS)
    order: NDArray[np.intp] = np.lexsort((row.col, -values))
    return [(int((values > values[k]).sum()) + 1, int(row.col[k])) for k in order]


def _to_share(value: csr_array, total: NDArray[np.float64]) -> csr_array:
    """Value as a share of the learner's open need, at most 1."""
    inverse = np.divide(1, total, out=np.zeros_like(total), where=total > 0)
    return csr_array((diags_array(inverse) @ value).minimum(1.0)) if value.nnz else value
