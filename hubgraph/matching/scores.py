"""Scores of all pairs at once, with everything an explanation needs to take them apart."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hubgraph.matching.benefit import Benefit, measure_benefit, to_share
from hubgraph.matching.certainty import measure_bounds
from hubgraph.matching.contacts import measure_tie
from hubgraph.matching.decisions import measure_declined
from hubgraph.matching.factors import (
    build_profile_vectors,
    list_pairs,
    measure_deductions,
    measure_distance_factor,
    measure_similarity,
    score_pairs,
)
from hubgraph.matching.kernel import build_kernel
from hubgraph.matching.levels import open_own_levels
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Matrices, Profiles, build_matrices
from hubgraph.matching.ranking import rank_scores
from hubgraph.matching.sparse import values_at
from hubgraph.matching.travel import measure_distances, measure_travel_factor


@dataclass(frozen=True)
class Scores:
    """Scores of every learner (row) with every teacher (column), n × n, and their parts.

    `score` = benefit share less `deductions`; `low` and `high` bound the benefit over every
    completion of missing levels, as a share of the need taken for `score`, less deductions.
    All 0 to 1; no entry means no benefit. `ceiling` is `high` not cut off at 1, as the order
    of teachers needs it: a higher target may let one of them cover more than the whole need.
    `tie` is the strength of known contact.
    """

    profiles: Profiles
    options: MatchingOptions
    kernel: csr_array
    matrices: Matrices
    benefit: Benefit
    deductions: dict[str, csr_array]
    score: csr_array
    low: csr_array
    high: csr_array
    ceiling: csr_array
    tie: csr_array

    @property
    def options_hash(self) -> str:
        """Hash of the options they were measured with."""
        return self.options.hash


def measure_scores(
    profiles: Profiles,
    *,
    options: MatchingOptions = MatchingOptions(),
    matrices: Matrices | None = None,
) -> Scores:
    """Score every pair: benefit share * (1 - Σ weight * (1 - factor)).

    `matrices` are those of the point run where somebody has made them; None makes them.

    An unknown profile costs nothing in the point run. Where a profile is not complete, its
    distance could be anything: the low run takes the whole deduction, the high run none.
    """
    kernel = build_kernel(profiles.taxonomy, options=options)
    matrices = matrices or build_matrices(profiles, options=options)
    benefit = measure_benefit(matrices, kernel, options=options)
    known = know_pairs(profiles, matrices, options=options)
    lowest, highest = (
        to_share(value, benefit.total)
        for value in measure_bounds(profiles, matrices, kernel, options=options)
    )
    factors = known.factors(benefit.share)
    most = known.factors(highest, unsure=1.0)
    return Scores(
        profiles=profiles,
        options=options,
        kernel=kernel,
        matrices=matrices,
        benefit=benefit,
        deductions=measure_deductions(benefit.share, factors, options=options),
        score=score_pairs(benefit.share, factors, options=options),
        low=score_pairs(lowest, known.factors(lowest, unsure=0.0), options=options),
        high=score_pairs(highest.minimum(1.0), most, options=options),
        ceiling=score_pairs(highest, most, options=options),
        tie=known.tie,
    )


def measure_point(profiles: Profiles, *, options: MatchingOptions = MatchingOptions()) -> csr_array:
    """Score of every pair as in `measure_scores`, without bounds, in a quarter of its time."""
    matrices = build_matrices(profiles, options=options)
    kernel = build_kernel(profiles.taxonomy, options=options)
    share = measure_benefit(matrices, kernel, options=options).share
    known = know_pairs(profiles, matrices, options=options)
    return score_pairs(share, known.factors(share), options=options)


def know_pairs(
    profiles: Profiles, matrices: Matrices, *, options: MatchingOptions = MatchingOptions()
) -> "Known":
    """What is known about pairs of these profiles; `matrices` are those of the point run."""
    open_ = profiles.organisations.index.isin(open_own_levels(profiles.statements)["organisation"])
    return Known(
        vectors=build_profile_vectors(matrices.own, profiles.taxonomy, options=options),
        tie=measure_tie(profiles, options=options),
        declined=measure_declined(
            profiles.decisions, profiles.organisations.index, options=options
        ),
        complete=(matrices.completeness == 1) & ~open_,
        places=profiles.organisations[["lat", "lon"]],
        options=options,
    )


@dataclass(frozen=True)
class Known:
    """What is known about pairs: vectors, contact strength, refusals, complete profiles, places.

    A profile is complete that states every own level that anybody states, or it calls for.
    """

    vectors: csr_array
    tie: csr_array
    declined: csr_array
    complete: NDArray[np.bool_]
    places: pd.DataFrame
    options: MatchingOptions

    def factors(
        self, share: csr_array, *, unsure: float | None = None
    ) -> Mapping[str, NDArray[np.float64]]:
        """Pair factors at the entries of a share.

        `unsure` is the distance factor of pairs whose profiles are not both complete, None
        takes what the stated levels give. Factors of weight 0 beside distance and novelty are
        left out, and refusals where there are none.
        """
        rows, columns = pairs = list_pairs(share)
        similarity = measure_similarity(self.vectors, pairs)
        distance = measure_distance_factor(similarity, options=self.options)
        if unsure is not None:
            distance = np.where(self.complete[rows] & self.complete[columns], distance, unsure)
        factors = {"distance": distance, "novelty": 1 - values_at(self.tie, rows, columns)}
        if self.options.travel_weight:
            apart = measure_distances(self.places.iloc[rows], self.places.iloc[columns])
            factors["travel"] = measure_travel_factor(apart)
        if self.options.trust_weight:
            common = csr_array(self.tie @ self.tie)
            factors["trust"] = (values_at(common, rows, columns) > 0).astype(float)
        if self.declined.nnz:
            factors["declined"] = 1 - values_at(self.declined, rows, columns)
        return factors


def rank_teachers(scores: Scores, learner: int) -> list[tuple[int, int]]:
    """Teachers of one learner as (rank, row number), best first; see `rank_scores`."""
    return _rank(scores.score[[learner], :])


def rank_learners(scores: Scores, teacher: int) -> list[tuple[int, int]]:
    """Learners of one teacher as (rank, row number), best first; see `rank_scores`."""
    return _rank(csr_array(scores.score[:, [teacher]].T))


def _rank(row: csr_array) -> list[tuple[int, int]]:
    """Entries of a single row as (rank, column), best first."""
    columns = np.sort(row.tocoo().col)
    scores = row.toarray().ravel()[columns]
    return [(rank, int(columns[place])) for rank, place in rank_scores(scores)]
