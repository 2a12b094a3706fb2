"""Counts of recorded activities that fade with time, kept up to date event by event."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hubgraph.errors import OptionError, TableError
from hubgraph.tables import ACTIVITIES

_BLOCK = 256
"""Half-lives after which all counts are scaled by 2**-256, which is exact."""

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


class _Tally:
    """Sums that grow in place; room doubles, so that adding costs what is added."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._room = np.zeros(64)
        self.size = 0

    @property
    def sums(self) -> Floats:
        """The sums so far."""
        return self._room[: self.size]

    def add(self, places: Codes, amounts: Floats, size: int) -> None:
        """Add amounts at places, one after the other, in a tally of so many places."""
        if size > self._room.size:
            grown = np.zeros(max(size, 2 * self._room.size))
            grown[: self.size] = self.sums
            self._room = grown
        self.size = size
        np.add.at(self.sums, places, amounts)

    def scale(self, factor: float) -> None:
        """Multiply all sums."""
        self._room[: self.size] *= factor


@dataclass
class ActivityCounts:
    """Fading counts of who did how much on which topic; the one thing here that changes in place.

    An event of weight w adds w · 2^((time - first time) / half_life) to its organisation and
    topic: relative to the first event, never to now, so nothing is ever rescaled but by exact
    powers of two. Adding events in one go or in any number of batches gives the same bits, and
    costs time proportional to the events added. `half_life` is in the unit of `time`, above 0;
    infinite means that nothing fades.
    """

    half_life: float
    organisations: dict[Hashable, int] = field(default_factory=dict)
    topics: dict[Hashable, int] = field(default_factory=dict)
    activities: int = 0
    first: float | None = None
    newest: float = -np.inf
    _cells: dict[int, int] = field(default_factory=dict)
    _counts: _Tally = field(default_factory=_Tally)
    _totals: _Tally = field(default_factory=_Tally)
    _frequencies: _Tally = field(default_factory=_Tally)
    _block: int = 0
    _last: frozenset[Hashable] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a half-life that is no time."""
        if not self.half_life > 0:
            raise OptionError("half_life", self.half_life, "above 0")

    def __repr__(self) -> str:
        """Return one line with the sizes."""
        return (
            f"<ActivityCounts: {self.activities} activities of {len(self.organisations)}"
            f" organisations on {len(self.topics)} topics, up to {self.newest:g}>"
        )

    def add(self, activities: pd.DataFrame) -> None:
        """Add activities (columns of ACTIVITIES), all newer than what is counted or as new.

        All rows of an activity come in one call and share their time. Raises TableError for
        rows that lie before those already counted, and for a missing column or number.
        """
        rows = self._check(activities)
        if not len(rows):
            return
        time = rows["time"].to_numpy(float)
        self.first = float(time[0]) if self.first is None else self.first
        owners = _encode(rows["organisation"], self.organisations)
        topics = _encode(rows["topic"], self.topics)
        numbers, names = pd.factorize(rows["activity"])
        self._count_topics(numbers, topics, len(names))
        begun = _first_of(numbers * len(self.organisations) + owners)
        cells = _encode(pd.Series(owners * 2**32 + topics), self._cells)
        exponents = (time - self.first) / self.half_life
        weights = rows["weight"].to_numpy(float)
        blocks = (exponents // _BLOCK).astype(int)
        for block in np.unique(blocks):
            self._enter(int(block))
            here = np.flatnonzero(blocks == block)
            amounts = weights[here] * np.exp2(exponents[here] - _BLOCK * block)
            self._counts.add(cells[here], amounts, len(self._cells))
            once = begun[here]
            self._totals.add(owners[here][once], amounts[once], len(self.organisations))
        self._last = frozenset(rows["activity"][time == time[-1]]) | (
            self._last if time[-1] == self.newest else frozenset()
        )
        self.newest = float(time[-1])

    def _check(self, activities: pd.DataFrame) -> pd.DataFrame:
        """Rows in order of time; refuse what cannot be counted."""
        needed = [column.name for column in ACTIVITIES if column.name != "learner"]
        missing = [name for name in needed if name not in activities.columns]
        if missing:
            raise TableError([f"column {name!r} is missing" for name in missing], place="The table")
        rows: pd.DataFrame = activities.sort_values("time", kind="stable")
        numbers = rows[["time", "weight"]].to_numpy(float)
        if not np.isfinite(numbers).all() or (numbers[:, 1] < 0).any():
            raise TableError(
                ["every row needs a time, and a weight of 0 or more"], place="The table"
            )
        if len(rows) and numbers[0, 0] < self.newest:
            late = f"time {numbers[0, 0]:g} lies before {self.newest:g}: build the counts anew"
            raise TableError([late], place="The table")
        again = self._last & frozenset(rows["activity"][numbers[:, 0] == self.newest])
        if again:
            raise TableError(
                [f"activity {name!r} is counted already" for name in sorted(again, key=str)],
                place="The table",
            )
        return rows

    def _count_topics(self, activities: Codes, topics: Codes, count: int) -> None:
        """Count the activities, and in how many each topic occurs."""
        self.activities += count
        once = _first_of(activities * len(self.topics) + topics)
        self._frequencies.add(topics[once], np.ones(int(once.sum())), len(self.topics))

    def _enter(self, block: int) -> None:
        """Scale all counts to the beginning of a block of half-lives."""
        for _ in range(min(block - self._block, 9)):  # by then everything is 0
            self._counts.scale(2.0**-_BLOCK)
            self._totals.scale(2.0**-_BLOCK)
        self._block = block

    def _fading(self, as_of: float | None) -> float:
        """Factor from what is stored to a time; None is the newest event."""
        time = self.newest if as_of is None else as_of
        if time < self.newest:
            raise OptionError("as_of", as_of, f"{self.newest:g}, the newest event, or later")
        exponent = (time - (self.first or 0.0)) / self.half_life if self.activities else 0.0
        return float(np.exp2(_BLOCK * self._block - exponent))

    def by_topic(self, as_of: float | None = None) -> csr_array:
        """Counts at a time, topics × organisations; None is the newest event.

        No entry means that nothing is recorded. Raises OptionError for a time before the
        newest event: counts do not know what they were.
        """
        keys = np.fromiter(self._cells, dtype=np.int64, count=len(self._cells))
        shape = (len(self.topics), len(self.organisations))
        sums = self._counts.sums * self._fading(as_of)
        return csr_array((sums, (keys % 2**32, keys // 2**32)), shape=shape)

    def by_organisation(self, as_of: float | None = None) -> Floats:
        """Activities of each organisation at a time, each counted once whatever its topics."""
        return np.asarray(self._totals.sums * self._fading(as_of))

    def rarity(self) -> Floats:
        """Inverse topic frequency, 1 or more: log((1 + activities) / (1 + with topic)) + 1."""
        return np.asarray(np.log((1 + self.activities) / (1 + self._frequencies.sums)) + 1)


def _encode(labels: pd.Series, known: dict[Any, int]) -> Codes:
    """Numbers of labels; a new label gets the next number."""
    codes, names = pd.factorize(labels)
    numbers = [known.setdefault(name, len(known)) for name in names.tolist()]
    return np.asarray(numbers, dtype=np.intp)[codes]


def _first_of(keys: Codes) -> NDArray[np.bool_]:
    """Mark the first occurrence of every key."""
    return ~pd.Series(keys).duplicated().to_numpy()
