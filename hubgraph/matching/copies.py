"""Many changes at once: copies of organisations with other statements, beside the originals.

A pair's score depends on the two, on the topics, and on which topics anybody has stated an own
level on; nothing is relative to the whole network (invariant 13 of the matching
specification). So a copy scores exactly as its original would with the copy's statements, as long
as these topics stay the same, and one run measures a block of changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hubgraph.matching.levels import TAKEN, add_levels
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.record import choose_statements
from hubgraph.matching.scores import measure_point

Floats = NDArray[np.float64]

_BLOCK = 300


@dataclass(frozen=True)
class Copies:
    """Copies of organisations with statements of their own.

    `owners` maps the label of each copy to the CURIE of its original. `stated` are all
    statements of the copies, under their labels.
    """

    owners: pd.Series
    stated: pd.DataFrame

    def take(self, start: int, count: int) -> "Copies":
        """Some of the copies."""
        owners = self.owners.iloc[start : start + count]
        return Copies(owners, self.stated[self.stated["organisation"].isin(owners.index)])


def copy_statements(stated: pd.DataFrame, owners: Sequence[str]) -> Copies:
    """One copy per entry of `owners`, in order, with the statements of its original."""
    labels = pd.Index([f"copy:{number}" for number in range(len(owners))], dtype="str")
    originals = pd.Series(list(owners), index=labels, dtype="str")
    return Copies(originals, _copy_rows(stated, originals, "organisation"))


def add_copies(profiles: Profiles, copies: Copies) -> Profiles:
    """Profiles with copies after the originals, in order; each knows whom its original knows."""
    labels, people = copies.owners.index, profiles.organisations
    kept = profiles.statements.drop(columns=TAKEN)
    chosen = choose_statements(copies.stated, labels)[kept.columns]
    return replace(
        profiles,
        organisations=pd.concat([people, people.loc[copies.owners].set_axis(labels)]),
        statements=add_levels(pd.concat([kept, chosen], ignore_index=True), profiles.taxonomy),
        contacts=_follow(profiles.contacts, copies.owners, "organisation", "partner"),
        activities=_follow(profiles.activities, copies.owners, "organisation"),
        decisions=_follow(profiles.decisions, copies.owners, "learner", "teacher"),
        record=None,
    )


def score_copies(
    profiles: Profiles, copies: Copies, *, options: MatchingOptions = MatchingOptions()
) -> tuple[Floats, Floats]:
    """Score of each copy as learner and as teacher with every original, copies × originals.

    Both 0 with its own original.
    """
    n = len(profiles.organisations)
    learning, teaching = [np.zeros((0, n))], [np.zeros((0, n))]
    for start in range(0, len(copies.owners), _BLOCK):
        block = copies.take(start, _BLOCK)
        scores = measure_point(add_copies(profiles, block), options=options).toarray()
        own = profiles.organisations.index.get_indexer(pd.Index(block.owners))
        for found, side in ((learning, scores[n:, :n]), (teaching, scores[:n, n:].T)):
            side[np.arange(len(own)), own] = 0
            found.append(side)
    return np.concatenate(learning), np.concatenate(teaching)


def _follow(table: pd.DataFrame, originals: pd.Series, *sides: str) -> pd.DataFrame:
    """Rows of a table, and each once more for every copy of the one at each of its sides."""
    copied = [_copy_rows(table, originals, side) for side in sides]
    return pd.concat([table, *copied], ignore_index=True) if len(table) else table


def _copy_rows(table: pd.DataFrame, originals: pd.Series, side: str) -> pd.DataFrame:
    """Rows of every copy's original at one side, under the label of the copy, copy by copy."""
    rows, none = table.groupby(side).indices, np.zeros(0, dtype=np.intp)
    places = [rows.get(original, none) for original in originals]
    labels = np.repeat(originals.index.to_numpy(), [len(each) for each in places])
    copied = table.iloc[np.concatenate([none, *places])]
    return copied.assign(**{side: pd.array(labels, dtype="str")})
