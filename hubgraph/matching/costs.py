"""What a gap costs: how much narrower the intervals of all suggestions would be without it.

Closing a gap changes one organisation, so only its own row or column of pairs is measured
again: each gap becomes a copy of that organisation with the gap closed, and a block of such
copies goes through the functions of the interval run at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, hstack

from hubgraph.matching.benefit import Benefit, build_demand, build_supply, to_share
from hubgraph.matching.certainty import bound_benefits
from hubgraph.matching.factors import list_pairs, score_pairs
from hubgraph.matching.levels import TAKEN, add_levels, open_own_levels, positions
from hubgraph.matching.options import LEVELS
from hubgraph.matching.profiles import Profiles, build_matrices
from hubgraph.matching.scores import Scores, know_pairs

if TYPE_CHECKING:
    from hubgraph.matching.profiles import Run

Closing = Literal["level", "own_level", "age"]
"""How a gap is closed: state the level taken instead, declare own level 0, renew today."""

_BLOCK = 1000
_VISIBLE = 1e-9
_DIGITS = 12


def measure_widths(scores: Scores) -> csr_array:
    """Width high - low of every pair's interval, n × n, 0 to 1."""
    return csr_array(scores.high - scores.low)


def measure_costs(
    scores: Scores, gaps: pd.DataFrame, *, among: csr_array | None = None
) -> pd.DataFrame:
    """Cost of each gap, and how many suggestions it makes less certain, by index of `gaps`.

    Also of how many learners (`learners`). `among` is 1 at the pairs that count, n × n; None
    means that all do.

    cost = Σ (high - low) over these pairs now, less the same sum with this one gap closed and
    all else equal; in the unit of the score. Costs do not add up, for two gaps can widen the
    same interval. Closed means: an offer or a need states the level that is taken instead
    now; own level 0, which is taken now, is declared; a statement is renewed today.

    What counts as asked stays the same too: an own level on a topic on which nobody has
    stated any makes nobody's profile less complete here. So no cost is below 0.

    `gaps` has the columns `row`, a row number of the profiles' statements, and `closes`, a
    `Closing`. A missing own level is found at the need that calls for it.
    """
    learning = _list_pairs(scores, measure_widths(scores) != 0 if among is None else among)
    teaching = learning.turn()
    offers = (scores.profiles.statements["kind"] == "hg:Offer").to_numpy()[gaps["row"]]
    names = ("cost", "suggestions", "learners")
    found = [pd.DataFrame({name: [] for name in names}, index=gaps.index[:0], dtype=float)]
    for pairs, side in ((learning, gaps[~offers]), (teaching, gaps[offers])):
        blocks = range(0, len(side), _BLOCK)
        found += [_measure_block(pairs, side.iloc[start : start + _BLOCK]) for start in blocks]
    return pd.concat(found).reindex(gaps.index).astype(dict.fromkeys(names[1:], "int64"))


@dataclass(frozen=True)
class _Pairs:
    """All pairs with an interval as they are now; one row per learner, or per teacher.

    `low` and `high` are the benefits of the interval run. `distance` and `others` are the
    factors of the pairs, `width` is that of their intervals, `unsure` what an unknown
    distance adds to it, `among` is 1 where a pair counts; all n × n. `complete` says whose
    profile is complete (n).
    """

    scores: Scores
    low: Benefit
    high: Benefit
    distance: csr_array
    others: Mapping[str, csr_array]
    width: csr_array
    unsure: csr_array
    among: csr_array
    complete: NDArray[np.bool_]
    teaching: bool = False

    def turn(self) -> "_Pairs":
        """Same pairs, one row per teacher."""
        names = ("distance", "width", "unsure", "among")
        turned = {name: csr_array(getattr(self, name).T) for name in names}
        others = {name: csr_array(factor.T) for name, factor in self.others.items()}
        return replace(self, **turned, others=others, teaching=not self.teaching)

    def share(self, value: csr_array, owner: NDArray[np.intp]) -> csr_array:
        """Value of each owner's pairs (rows) as a share of the learners' open need, at most 1."""
        total = self.scores.benefit.total
        if self.teaching:
            return csr_array(to_share(csr_array(value.T), total).minimum(1.0).T)
        return to_share(value, total[owner]).minimum(1.0)


def _list_pairs(scores: Scores, among: csr_array) -> _Pairs:
    """All pairs that could have a benefit, one row per learner; those `among` count."""
    profiles, options = scores.profiles, scores.options
    low, high = bound_benefits(profiles, scores.matrices, scores.kernel, options=options)
    known = know_pairs(profiles, scores.matrices, options=options)
    lowest, highest = (
        to_share(run.value, scores.benefit.total).minimum(1.0) for run in (low, high)
    )
    factors = {name: _like(highest, values) for name, values in known.factors(highest).items()}
    near = factors.pop("distance")
    far = _like(near, 1 - near.data)
    return _Pairs(
        scores=scores,
        low=low,
        high=high,
        distance=near,
        others=factors,
        width=measure_widths(scores),
        unsure=options.distance_weight * csr_array(highest.multiply(far) + lowest.multiply(near)),
        among=among,
        complete=known.complete,
    )


def _like(matrix: csr_array, values: NDArray[np.float64]) -> csr_array:
    """Matrix with the same entries and other values."""
    return csr_array((values, matrix.indices, matrix.indptr), shape=matrix.shape)


def _width_of(
    pairs: _Pairs,
    shares: tuple[csr_array, csr_array],
    owner: NDArray[np.intp],
    complete: NDArray[np.bool_],
) -> csr_array:
    """Width of intervals between lowest and highest share, one row per owner.

    `complete` says whose profile is complete, one per row: only between two such profiles is
    the distance known, else the low run deducts all of it and the high run nothing.
    """
    distance = pairs.distance[owner]
    others = {name: factor[owner].data for name, factor in pairs.others.items()}
    rows, partners = list_pairs(distance)
    known = complete[rows] & pairs.complete[partners]
    low, high = (
        share.multiply(
            score_pairs(
                _like(distance, np.ones(distance.nnz)),
                {"distance": np.where(known, distance.data, taken), **others},
                options=pairs.scores.options,
            )
        )
        for share, taken in zip(shares, (0.0, 1.0), strict=True)
    )
    return csr_array(high - low)


def _measure_block(pairs: _Pairs, gaps: pd.DataFrame) -> pd.DataFrame:
    """Cost of some gaps, all of learners or all of teachers as the pairs are."""
    profiles = pairs.scores.profiles
    organisations = profiles.statements["organisation"].iloc[gaps["row"]]
    owner = positions(profiles.organisations.index, organisations)
    complete, cost, count = _judge_completeness(pairs, gaps, owner)
    shares = _bound_shares(pairs, _close_gaps(profiles, gaps), owner)
    narrower = csr_array(pairs.width[owner] - _width_of(pairs, shares, owner, complete))
    narrower = csr_array(narrower.multiply(pairs.among[owner]))
    cost += np.asarray(narrower.sum(axis=1)).ravel()
    own = np.asarray((narrower > _VISIBLE).sum(axis=1)).ravel()
    tidy = np.round(cost, _DIGITS) + 0.0  # no -0.0
    learners = count + (own if pairs.teaching else own > 0)
    found = {"cost": tidy, "suggestions": count + own, "learners": learners}
    return pd.DataFrame(found, index=gaps.index)


def _bound_shares(
    pairs: _Pairs, closed: Profiles, owner: NDArray[np.intp]
) -> tuple[csr_array, csr_array]:
    """Lowest and highest share of the copies' pairs, one row per copy."""
    scores = pairs.scores
    shares = []
    runs: tuple[tuple[Run, Benefit], ...] = (("low", pairs.low), ("high", pairs.high))
    for run, benefit in runs:
        matrices = build_matrices(closed, run=run, options=scores.options)
        if pairs.teaching:
            value = build_supply(matrices, scores.kernel) @ benefit.demand.T
        else:
            take_up = hstack([benefit.absorption[owner]] * LEVELS, format="csr")
            demand = build_demand(matrices, options=scores.options).multiply(take_up)
            value = csr_array(demand) @ benefit.supply.T
        shares.append(pairs.share(csr_array(value), owner))
    return shares[0], shares[1]


def _close_gaps(profiles: Profiles, gaps: pd.DataFrame) -> Profiles:
    """Profiles of one copy per gap, in order: its organisation with this one gap closed."""
    stated = profiles.statements.assign(row=range(len(profiles.statements)))
    owners = gaps.assign(
        copy=[str(number) for number in range(len(gaps))],
        organisation=stated["organisation"].to_numpy()[gaps["row"]],
    )
    copies = owners.merge(stated, on="organisation", suffixes=("_closed", ""))
    active = owners[["copy", "organisation"]].merge(profiles.activities, on="organisation")
    here = copies["row"] == copies["row_closed"]
    taken = copies["point"].astype("Int64")
    level = copies["stated_level"].mask(here & (copies["closes"] == "level"), taken)
    age = copies["age_years"].mask(here & (copies["closes"] == "age"), 0.0)
    own = copies[here & (copies["closes"] == "own_level")]
    own = own.assign(kind="hg:OwnLevel", stated_level=0, basis="hg:selfDeclared")
    table = pd.concat([copies.assign(stated_level=level, age_years=age), own], ignore_index=True)
    table = table[(table["kind"] != "hg:OwnLevel") | table["stated_level"].notna()]
    table = table.assign(organisation=table["copy"]).drop(columns=TAKEN)
    return replace(
        profiles,
        organisations=pd.DataFrame(index=pd.Index(range(len(gaps))).astype("str")),
        statements=add_levels(table.reset_index(drop=True), profiles.taxonomy),
        activities=active.assign(organisation=active["copy"]),
    )


def _judge_completeness(
    pairs: _Pairs, gaps: pd.DataFrame, owner: NDArray[np.intp]
) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.int64]]:
    """Whose profile is complete once each gap is closed, and what that does to other pairs.

    Returns one value per gap: whether its owner's profile is complete, by how much the
    intervals of pairs outside the owner's row get narrower together, and how many of them
    do. A profile is complete that states an own level on every topic on which anybody does,
    and on every other one on which it calls for one.
    """
    stated = pairs.scores.profiles.statements
    own = stated[(stated["kind"] == "hg:OwnLevel") & stated["stated_level"].notna()]
    closed, asks = stated.iloc[gaps["row"]], (gaps["closes"] == "own_level").to_numpy()
    asked = closed["topic"].isin(own["topic"]).to_numpy()
    open_ = open_own_levels(stated)
    more, count = (
        closed["organisation"].map(found["organisation"].value_counts()).fillna(0).to_numpy()
        for found in (open_[~open_["topic"].isin(own["topic"])], own)
    )
    before, full = pairs.complete[owner], pairs.scores.matrices.completeness[owner] == 1
    is_last = own["topic"].nunique() - count + more == 1
    completes = ~before & asks & is_last & (asked | full)
    counted = pairs.unsure.multiply(pairs.among)
    learners = csr_array(diags_array(pairs.complete.astype(float)) @ counted)
    narrower, narrowed = (
        np.asarray(matrix.sum(axis=0)).ravel()[owner] for matrix in (learners, learners > _VISIBLE)
    )
    return before | completes, completes * narrower, completes * narrowed
