"""Teaming up: pairs that share strengths."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hubgraph.matching.kernel import find_near
from hubgraph.matching.options import LEVELS
from hubgraph.matching.profiles import RUNS, build_matrices
from hubgraph.matching.scores import Scores


@dataclass(frozen=True)
class TeamUps:
    """Shared strengths of all pairs.

    `shared` has one row per organisation, partner and offer of the organisation that the
    partner shares (row numbers `organisation`, `partner`, `topic`, the partner's
    `other_topic`; `value` = lower level / 5 * kernel, 0 to 1).
    `score` is n × n, symmetric, 0 to 1, `low` and `high` its bounds over every completion of
    missing levels.
    """

    shared: pd.DataFrame
    score: csr_array
    low: csr_array
    high: csr_array

    def list_shared(self, organisation: int, partner: int) -> list[tuple[int, int]]:
        """Topics of the offers a partner shares, each with the partner's own, best first."""
        sides = (self.shared["organisation"] == organisation) & (self.shared["partner"] == partner)
        shared = self.shared[sides].sort_values(["value", "topic"], ascending=[False, True])
        return list(shared[["topic", "other_topic"]].itertuples(index=False, name=None))


def measure_team_ups(scores: Scores) -> TeamUps:
    """Compare the offers of every two members.

    Two offers are shared where the kernel between their topics, in the better direction, is
    at least 0.8; the best match counts. score = what both match of each other / what both
    offer, in levels (the Dice coefficient, 1945, made soft by levels and kernel): 1 for equal
    offers, 0 for nothing in common.
    """
    near = find_near(scores.kernel)
    low_run, high_run = (
        build_matrices(scores.profiles, run=run, options=scores.options) for run in RUNS
    )
    offers = [scores.matrices.offer, low_run.offer, high_run.offer]
    shared, low, high = (_list_shared(offer, near) for offer in offers)
    sizes = [np.asarray(offer.sum(axis=1)).ravel() / LEVELS for offer in offers]
    return TeamUps(
        shared,
        _compare(shared, sizes[0]),
        _compare(low, sizes[2]),
        csr_array(_compare(high, sizes[1]).minimum(1.0)),
    )


def _list_shared(offer: csr_array, near: csr_array) -> pd.DataFrame:
    """Best match of every offer at every other organisation that has one."""
    entries, links = offer.tocoo(), near.tocoo()
    own = pd.DataFrame({"organisation": entries.row, "topic": entries.col, "level": entries.data})
    other = own.set_axis(["partner", "other_topic", "other_level"], axis=1)
    kernel = pd.DataFrame({"topic": links.row, "other_topic": links.col, "kernel": links.data})
    pairs = own.merge(kernel, on="topic").merge(other, on="other_topic")
    pairs = pairs[pairs["organisation"] != pairs["partner"]]
    lower = pairs[["level", "other_level"]].min(axis=1)
    value = (lower / LEVELS * pairs["kernel"]).to_numpy(dtype=float)
    place = np.ravel_multi_index(
        (pairs["organisation"], pairs["partner"], pairs["topic"]), (offer.shape[0], *offer.shape)
    )
    order = np.lexsort((pairs["other_topic"], -value, place))
    best = order[np.diff(place[order], prepend=-1) > 0]
    columns = ["organisation", "partner", "topic", "other_topic"]
    return pairs[columns].assign(value=value).iloc[best]


def _compare(shared: pd.DataFrame, size: NDArray[np.float64]) -> csr_array:
    """What both sides match, as a share of what both offer (`size`, in levels / 5); n × n."""
    places = (shared["organisation"].to_numpy(), shared["partner"].to_numpy())
    matched = csr_array((shared["value"].to_numpy(float), places), shape=(len(size),) * 2)
    both = (matched + csr_array(matched.T)).tocoo()
    values = both.data / (size[both.row] + size[both.col])
    return csr_array((values, (both.row, both.col)), shape=both.shape)
