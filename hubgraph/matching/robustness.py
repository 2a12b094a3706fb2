"""How robust a ranking is: against the parameters, the missing levels, and the statements."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hubgraph.matching.benefit import measure_benefit, to_share
from hubgraph.matching.factors import score_pairs
from hubgraph.matching.kernel import build_kernel
from hubgraph.matching.levels import TAKEN, add_levels, own_levels, positions
from hubgraph.matching.options import MOST_DEDUCTION, MatchingOptions
from hubgraph.matching.order import measure_places
from hubgraph.matching.profiles import Matrices, Profiles, build_matrices
from hubgraph.matching.record import SOURCE_WEIGHTS
from hubgraph.matching.scores import Known, Scores, know_pairs

BOXES = {
    "alpha": (0.3, 0.7),
    "beta": (0.6, 1.0),
    "rho": (0.2, 0.7),
    "tau": (0.2, 0.4),
    "gamma": (0.5, 1.0),
    "absorption_floor": (0.25, 1.0),
    "distance_weight": (0.0, 0.2),
    "optimal_similarity": (0.3, 0.7),
    "novelty_weight": (0.0, 0.3),
    "half_life_years": (1.5, 6.0),
}
"""Lowest and highest sensible value of each parameter of which there is doubt."""

SOURCE_BOX = 0.2
"""How far the weight of each basis of evidence may be off; it stays at 1 or below."""

LISTED = 3
"""Places that count as being on the list."""


@dataclass(frozen=True)
class Acceptability:
    """How often a teacher (column) comes first, or among the first three, for a learner (row).

    `first` and `listed` are shares of the `draws`, n × n, 0 to 1; a tie is shared out evenly.
    """

    first: csr_array
    listed: csr_array
    draws: int

    @property
    def error(self) -> float:
        """Standard error of a share, at most: 0.5 / √draws."""
        return float(0.5 / np.sqrt(self.draws))


def measure_acceptability(
    scores: Scores,
    *,
    draws: int = 500,
    seed: int = 0,
    levels: bool = True,
    tick: Callable[[], object] = bool,
) -> Acceptability:
    """Share of everything unknown in which a teacher comes first, or among the first three.

    Each draw takes parameters uniformly from `BOXES`, as far as the deductions together stay
    within their limit, and every missing level uniformly from what is possible; `levels` =
    False keeps the levels that are taken for missing ones, so that only parameters differ
    (stochastic multicriteria acceptability: Lahdelma, Hokkanen & Salminen 1998; Lahdelma &
    Salminen 2001). How complete a profile is, and the distance of profiles, stay as stated.
    The same seed gives the same shares. `tick` is called after each draw.
    """
    known = know_pairs(scores.profiles, scores.matrices, options=scores.options)
    blanks, rng = Blanks(scores), np.random.default_rng(seed)
    first = listed = csr_array(scores.score.shape)
    for options in draw_options(scores.options, draws, rng):
        matrices = blanks.fill(options, rng, levels=levels)
        kernel = build_kernel(scores.profiles.taxonomy, options=options)
        score, _ = _score(matrices, kernel, replace(known, options=options))
        first, listed = first + measure_places(score, 1), listed + measure_places(score, LISTED)
        tick()
    return Acceptability(first / draws, listed / draws, draws)


def measure_inclusion(
    scores: Scores, *, resamples: int = 200, seed: int = 0, tick: Callable[[], object] = bool
) -> csr_array:
    """Share of resamples in which a teacher is among a learner's first three, n × n, 0 to 1.

    Each resample draws, for every organisation, as many of its statements as it has made,
    with replacement (bootstrap, Efron 1979), so that about a third of them is missing. Shares
    are of the resamples in which the learner still has an open need. Ties are shared out
    evenly. The same seed gives the same shares.
    """
    profiles, rng = scores.profiles, np.random.default_rng(seed)
    listed = csr_array(scores.score.shape)
    asked = np.zeros(scores.score.shape[0])
    for _ in range(resamples):
        resampled = _resample(profiles, rng)
        matrices = build_matrices(resampled, options=scores.options)
        known = know_pairs(resampled, matrices, options=scores.options)
        score, total = _score(matrices, scores.kernel, known)
        listed, asked = listed + measure_places(score, LISTED), asked + (total > 0)
        tick()
    return to_share(listed, asked)


def _score(
    matrices: Matrices, kernel: csr_array, known: Known
) -> tuple[csr_array, NDArray[np.float64]]:
    """Score of all pairs as in `measure_scores`, without bounds, and every learner's open need."""
    benefit = measure_benefit(matrices, kernel, options=known.options)
    factors = known.factors(benefit.share)
    return score_pairs(benefit.share, factors, options=known.options), benefit.total


def draw_options(
    base: MatchingOptions, draws: int, rng: np.random.Generator
) -> Iterator[MatchingOptions]:
    """Options with every parameter of `BOXES` drawn, where the deductions keep their limit.

    What `base` lets other deductions take makes the two that are drawn smaller alike.
    """
    taken = base.travel_weight + base.trust_weight
    left = draws
    while left:
        drawn: dict[str, Any] = {name: float(rng.uniform(*box)) for name, box in BOXES.items()}
        if drawn["distance_weight"] + drawn["novelty_weight"] <= MOST_DEDUCTION:
            left -= 1
            for name in ("distance_weight", "novelty_weight"):
                drawn[name] *= 1 - taken / MOST_DEDUCTION
            yield replace(base, **drawn)


class Blanks:
    """What is not known for sure in the statements behind some scores, to be filled in."""

    def __init__(self, scores: Scores) -> None:
        """Look up the places of offers and needs once."""
        profiles, stated = scores.profiles, scores.profiles.statements
        self._point = scores.matrices
        self._offers, self._needs = (
            stated[stated["kind"] == kind] for kind in ("hg:Offer", "hg:Need")
        )
        self._unknown = own_levels(stated)[self._needs.index].isna().to_numpy()
        self._offered, self._needed = (
            tuple(
                positions(index, rows[name])
                for index, name in (
                    (profiles.organisations.index, "organisation"),
                    (profiles.topics.index, "topic"),
                )
            )
            for rows in (self._offers, self._needs)
        )
        self._basis = positions(pd.Index(SOURCE_WEIGHTS), self._offers["basis"])
        self._age = self._offers["age_years"].fillna(0).to_numpy(dtype=float)

    def fill(self, options: MatchingOptions, rng: np.random.Generator, *, levels: bool) -> Matrices:
        """Matrices with evidence weighed anew and, if `levels`, missing levels drawn."""
        shift = rng.uniform(-SOURCE_BOX, SOURCE_BOX, len(SOURCE_WEIGHTS))
        weights = np.minimum(np.array([*SOURCE_WEIGHTS.values()]) + shift, 1.0)
        evidence = weights[self._basis] * 2 ** (-self._age / options.half_life_years)
        filled = replace(self._point, evidence=self._at(self._offered, evidence))
        if not levels:
            return filled
        offer, target = (
            rng.integers(rows["low"].to_numpy(int), rows["high"].to_numpy(int), endpoint=True)
            for rows in (self._offers, self._needs)
        )
        own = np.where(self._unknown, rng.integers(0, target), 0)
        return replace(
            filled,
            offer=self._at(self._offered, offer),
            target=self._at(self._needed, target),
            own=csr_array(self._point.own + self._at(self._needed, own)),
        )

    def _at(self, places: tuple[NDArray[np.intp], ...], values: NDArray[np.number]) -> csr_array:
        """Matrix of organisations and topics with these values; zeros are no entry."""
        matrix = csr_array((values.astype(float), places), shape=self._point.own.shape)
        matrix.eliminate_zeros()
        return matrix


def _resample(profiles: Profiles, rng: np.random.Generator) -> Profiles:
    """Profiles of statements drawn with replacement within each organisation.

    What is drawn twice counts once, for only the best match counts.
    """
    stated = profiles.statements.drop(columns=TAKEN)
    drawn = stated.groupby("organisation").sample(frac=1, replace=True, random_state=rng)
    kept = stated.loc[drawn.index.unique().sort_values()].reset_index(drop=True)
    return replace(profiles, statements=add_levels(kept, profiles.taxonomy))
