"""Directed learning benefit: which open steps of a learner a teacher can cover.

The level gap is made linear by threshold stacking: one column per (level, topic). The best
matching offer counts, not the sum, so each teacher is expanded once by a (max, ×) product.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, hstack

from hubgraph.matching.options import LEVELS, MatchingOptions
from hubgraph.matching.profiles import Matrices
from hubgraph.matching.sparse import multiply_max, values_at


@dataclass(frozen=True)
class Benefit:
    """Benefit of every learner (row) from every teacher (column), n × n, diagonal 0.

    `value` in weighted level steps, `share` of the learner's open need (0 to 1), `total`
    the learner's open need in weighted level steps (n; 0 = none). `demand` (already times
    absorption) and `supply` are the factors of the product, n × (levels * topics).
    `absorption` is how well a learner takes up each needed topic (n × m).
    """

    value: csr_array
    share: csr_array
    total: NDArray[np.float64]
    demand: csr_array
    supply: csr_array
    absorption: csr_array


def measure_benefit(
    matrices: Matrices,
    kernel: csr_array,
    *,
    options: MatchingOptions = MatchingOptions(),
    take_up: Matrices | None = None,
) -> Benefit:
    """Benefit B[i, j] = Σ absorption * demand * supply / open need, as one sparse product.

    A learner without open need has an empty row, a teacher without offer an empty column.
    Absorption is taken from `take_up` where an interval run bounds it apart, None means
    from `matrices` itself.
    """
    demand = build_demand(matrices, options=options)
    total = np.asarray(demand.sum(axis=1)).ravel()
    needed = replace(take_up or matrices, target=matrices.target)
    absorption = measure_absorption(needed, kernel, options=options)
    demand = csr_array(demand.multiply(hstack([absorption] * LEVELS, format="csr")))
    supply = build_supply(matrices, kernel)
    value = csr_array(demand @ supply.T)
    value.setdiag(0)
    value.eliminate_zeros()
    value.sort_indices()
    share = to_share(value, total)
    return Benefit(value, share, total, demand, supply, absorption)


def to_share(value: csr_array, total: NDArray[np.float64]) -> csr_array:
    """Value as a share of each learner's open need, n × n; empty where there is none."""
    inverse = np.divide(1, total, out=np.zeros_like(total), where=total > 0)
    share = csr_array(diags_array(inverse) @ value)
    share.sort_indices()
    return share


def build_demand(matrices: Matrices, *, options: MatchingOptions = MatchingOptions()) -> csr_array:
    """Weight of every open step, n × (levels * topics), column (level-1) * m + topic.

    The k-th step above the own level weighs priority * gamma ** (k-1): knowledge
    accumulates, the next step is worth more than the one after (Cohen & Levinthal 1990).
    """
    needs = matrices.target.tocoo()
    own = values_at(matrices.own, needs.row, needs.col)
    priority = values_at(matrices.priority, needs.row, needs.col)
    steps = np.arange(1, LEVELS + 1)[:, np.newaxis]
    is_open = (steps > own) & (steps <= needs.data)
    weight = np.where(is_open, priority * options.gamma ** np.maximum(steps - own - 1, 0), 0)
    blocks = [
        csr_array((block, (needs.row, needs.col)), shape=matrices.target.shape) for block in weight
    ]
    demand = hstack(blocks, format="csr")
    demand.eliminate_zeros()
    return demand


def build_supply(matrices: Matrices, kernel: csr_array) -> csr_array:
    """What each teacher supplies for every step, n × (levels * topics), values 0 to 1.

    E[j, (level, t)] = max over s of kernel[t, s] * the better of two branches: the evidence of
    an offer at that level or above, and the strength from recorded activity, which says
    nothing about levels and so counts for every step.
    """
    serves = csr_array(kernel.T)
    return hstack([
        multiply_max(_best_branch(matrices, level), serves) for level in range(1, LEVELS + 1)
    ], format="csr")  # fmt: skip


def measure_absorption(
    matrices: Matrices, kernel: csr_array, *, options: MatchingOptions = MatchingOptions()
) -> csr_array:
    """How well a learner can take up each needed topic, absorption_floor to 1, n × m.

    1 - completeness * (1 - floor) * (1 - foothold): an unknown profile costs nothing
    (relative absorptive capacity, Lane & Lubatkin 1998).
    """
    needs = matrices.target.tocoo()
    foothold = values_at(measure_foothold(matrices.own, kernel), needs.row, needs.col)
    loss = matrices.completeness[needs.row] * (1 - options.absorption_floor) * (1 - foothold)
    return csr_array((1 - loss, (needs.row, needs.col)), shape=matrices.target.shape)


def measure_foothold(own: csr_array, kernel: csr_array) -> csr_array:
    """Nearest competence a learner can build on, 0 to 1, n × m: max kernel * own level / 5."""
    return multiply_max(own / LEVELS, csr_array(kernel.T))


def _best_branch(matrices: Matrices, level: int) -> csr_array:
    """Evidence of the offers that reach a level, or recorded activity where that is stronger."""
    declared = csr_array(matrices.evidence.multiply(matrices.offer >= level))
    best = csr_array(declared.maximum(matrices.activity))
    best.eliminate_zeros()
    return best
