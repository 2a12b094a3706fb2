"""Choice of the parameters of evidence on earlier events alone, by inner time splits."""

from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtr

from hubgraph.errors import TableError
from hubgraph.matching.evidence import (
    Evidence,
    EvidenceOptions,
    build_evidence,
    score_evidence,
)
from hubgraph.matching.quality import MEASURES, Floats, Queries, measure_quality
from hubgraph.matching.sparse import find_places, mark_places

SPLITS = 5
"""Inner periods that are asked about, each before the one before."""

EARLIER = 0.8
"""Part of the activities before a split that a profile is built from; the rest is asked."""

CERTAIN = 0.975
"""Quantile of Student's t by which the best must lead, over the splits."""

_MOST_CELLS = 10_000_000  # queries × candidates of one inner split; queries are thinned out
_FEWEST = 300
_MOST_KEPT = 500_000  # counts that a split remembers; the oldest are built anew
_FREE = ("half_life", "activity_weight")

GRID = {
    "half_life": (0.025, 0.05, 0.07, 0.1, 0.14, 0.2, 0.28, 0.4, 0.8, 1.6, 3.2),
    "activity_weight": (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4),
    "rarity_power": (0.0, 0.5, 1.0, 1.5),
    "saturation": (0.3, 1.0, 3.0, 10.0, 30.0),
}
"""Values that are tried, in this order; half-lives as shares of the time profiles cover."""

START = EvidenceOptions(half_life=0.1)
"""Where the search begins; rarity power and saturation leave it only for good reason."""


class Choice(NamedTuple):
    """Chosen parameters, and every set that was tried with its mean NDCG@10 (`ndcg_at_10`)."""

    options: EvidenceOptions
    tried: pd.DataFrame


@dataclass
class Split:
    """Activities before a time, and what was asked after it."""

    earlier: pd.DataFrame
    queries: Queries
    _known: dict[float, Evidence] = field(default_factory=dict)

    def measure(self, options: EvidenceOptions) -> Floats:
        """NDCG@10 of every query; the half-life is a share of the time covered."""
        share = options.half_life
        if share not in self._known:
            absolute = to_absolute(options, self.earlier)
            self._known[share] = build_evidence(self.earlier, options=absolute)
            size = self._known[share].counts.nnz
            while len(self._known) > max(1, _MOST_KEPT // max(size, 1)):
                del self._known[next(iter(self._known))]
        evidence = replace(self._known[share], options=options)
        features = self.queries.features
        quality = measure_quality(
            lambda rows: score_evidence(evidence, features[rows]), self.queries
        )
        return quality[:, MEASURES.index("ndcg_at_10")]


def build_queries(later: pd.DataFrame, evidence: Evidence) -> Queries:
    """One query per later activity somebody known took part in.

    Who would, for its topics? Candidates are the organisations of the evidence, less the learner.
    """
    known = find_places(evidence.organisations, later["organisation"])
    kept = later[later["activity"].isin(set(later["activity"][known >= 0]))]
    numbers, names = pd.factorize(kept["activity"])
    shape = (len(names), len(evidence.organisations))
    learners = kept[~pd.Series(numbers).duplicated().to_numpy()].get("learner", pd.Series())
    topics = mark_places(
        numbers, find_places(evidence.topics, kept["topic"]), (len(names), len(evidence.topics))
    )
    owners = find_places(evidence.organisations, kept["organisation"])
    barred = find_places(evidence.organisations, learners)
    return Queries(
        features=topics,
        relevant=mark_places(numbers, owners, shape),
        excluded=mark_places(np.arange(len(learners)), barred, shape),
    )


def to_absolute(options: EvidenceOptions, activities: pd.DataFrame) -> EvidenceOptions:
    """Options whose half-life is a time instead of a share of the time activities cover."""
    time = activities["time"]
    span = float(time.max() - time.min()) or 1.0
    return replace(options, half_life=options.half_life * span)


def choose_options(activities: pd.DataFrame, *, renewals: int = 1) -> Choice:
    """Choose parameters for these activities by mean NDCG@10 over inner time splits.

    Profiles of the first 80 % of activities answer for the other 20 %; the same within the
    first 80 %, and so on. One parameter after the other is moved over GRID until none improves.
    What is best in one period need not be in the next: rarity power and saturation leave
    their usual values only if that is better over the periods beyond their differences
    (paired t-test). Where profiles will be kept up to date, `renewals` above 1 renews them so
    often within each period. Raises TableError where there is too little to split.
    """
    periods = list_periods(activities, renewals=renewals)
    tried: dict[EvidenceOptions, Floats] = {}

    def measure(options: EvidenceOptions) -> float:
        """Mean over the periods of the mean NDCG@10 of their queries."""
        if options not in tried:
            gains = [[split.measure(options) for split in period] for period in periods]
            tried[options] = np.array([np.concatenate(period).mean() for period in gains])
        return float(tried[options].mean())

    def climb(options: EvidenceOptions, names: tuple[str, ...]) -> EvidenceOptions:
        """Move one parameter after the other until none improves."""
        before = None
        while options != before:
            before = options
            for name in names:
                moved = [replace(options, **{name: value}) for value in GRID[name]]
                options = max([options, *moved], key=measure)
        return options

    best = climb(climb(START, _FREE), tuple(GRID))
    leads = {options: _lead(tried[best] - gains) for options, gains in tried.items()}
    near = [options for options, lead in leads.items() if lead < CERTAIN]
    chosen = climb(min(near, key=lambda near: (_count_steps(near), -measure(near))), _FREE)
    rows = [{**asdict(options), "ndcg_at_10": gain.mean()} for options, gain in tried.items()]
    return Choice(to_absolute(chosen, activities), pd.DataFrame(rows))


def _lead(differences: Floats) -> float:
    """How sure the lead is that these differences show, one per split: 0 to 1, 0.5 is not."""
    error = differences.std(ddof=1) / np.sqrt(differences.size) if differences.size > 1 else 0.0
    if error == 0:
        return 0.5 if differences.size == 1 or differences[0] == 0 else 1.0
    return float(stdtr(differences.size - 1, differences.mean() / error))


def _count_steps(options: EvidenceOptions) -> int:
    """Steps on the grid from the usual rarity power and saturation."""
    return sum(
        abs(GRID[name].index(getattr(options, name)) - GRID[name].index(getattr(START, name)))
        for name in GRID
        if name not in _FREE
    )


def list_periods(activities: pd.DataFrame, *, renewals: int = 1) -> list[list[Split]]:
    """Inner splits of activities by period, newest first; those without any query are left out.

    Raises TableError where none is left.
    """
    times = np.sort(activities.drop_duplicates("activity")["time"].to_numpy(float))
    borders = [int(len(times) * EARLIER**number) for number in range(SPLITS + 1)]
    after = np.append(times, np.inf)
    found = []
    for end, begin in pairwise(borders):
        cuts = after[np.unique(np.linspace(begin, end, renewals + 1).astype(int))]
        splits = [build_split(activities, cut, until=until) for cut, until in pairwise(cuts)]
        found.append([split for split in splits if split is not None])
    kept = [period for period in found if period]
    if not kept:
        raise TableError(["too few activities to choose parameters on"], place="The table")
    return kept


def build_split(activities: pd.DataFrame, time: float, *, until: float) -> Split | None:
    """Split at a time, asked up to before another; None if nothing can be asked."""
    earlier = activities[activities["time"] < time]
    later = activities[(activities["time"] >= time) & (activities["time"] < until)]
    if not len(earlier):
        return None
    evidence = build_evidence(earlier, options=START)
    queries = build_queries(later, evidence)
    most = max(_FEWEST, _MOST_CELLS // len(evidence.organisations))
    if len(queries) > most:
        queries = queries.take(np.linspace(0, len(queries) - 1, most).round().astype(int))
    return Split(earlier, queries) if len(queries) else None
