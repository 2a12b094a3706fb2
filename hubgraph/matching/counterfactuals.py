"""Counterfactuals in numbers: which level would change a rank, which statement a rank hangs on.

After section 6.3 of the matching specification, and PRINCE (Ghazimatin et al. 2020): the
smallest change of one's own statements that alters what is recommended. An offer is no part of
the profile that the cognitive distance compares (that is of own levels), so it changes a
score through the benefit alone; all the same every score here comes from the changed profiles.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hubgraph.matching.copies import Copies, Floats, add_copies, copy_statements, score_copies
from hubgraph.matching.kernel import build_kernel
from hubgraph.matching.levels import positions
from hubgraph.matching.options import LEVELS, MatchingOptions
from hubgraph.matching.profiles import Profiles, build_matrices
from hubgraph.matching.ranking import TIE_DIGITS
from hubgraph.matching.scores import Scores, measure_point, measure_scores
from hubgraph.matching.whatif import (
    Change,
    Kind,
    declare,
    level_columns,
    list_stated,
    remove_statement,
)


@dataclass(frozen=True)
class Outcome:
    """A change and what comes of it for one pair.

    `score` and `place` are those of the teacher in the learner's list then (place 1 = first; 0
    without a score), `best` is the best score of anybody else, 0 to 1.
    """

    change: Change
    score: float
    place: int
    best: float

    @property
    def steps(self) -> int:
        """Level steps of the change: from what counts before, from 0 where nothing is stated."""
        return self.change.level - (self.change.before or 0)

    @property
    def order(self) -> tuple[int, float, str]:
        """Smaller change first: fewer level steps, larger score, then CURIE of the topic."""
        return self.steps, -round(self.score, TIE_DIGITS), self.change.topic


def find_place(row: Floats, teacher: int) -> int:
    """Place of a teacher in a learner's row of scores, from 1; 0 without a score.

    Scores equal to nine digits stand in order of identifier, as everywhere.

    >>> find_place(np.array([0.2, 0.0, 0.5, 0.2]), 3)
    3
    """
    scores = np.round(row, TIE_DIGITS)
    if row[teacher] <= 0:
        return 0
    return int(1 + (scores > scores[teacher]).sum() + (scores == scores[teacher])[:teacher].sum())


def try_offers(
    profiles: Profiles, learner: int, teacher: int, *, options: MatchingOptions = MatchingOptions()
) -> list[Outcome]:
    """What comes of each offer the teacher could state or raise, smallest change first.

    Candidates: topics that serve one of the learner's open needs (kernel above 0), at every
    level above the one that counts now.
    """
    matrices = build_matrices(profiles, options=options)
    kernel = build_kernel(profiles.taxonomy, options=options)
    needs = find_open(matrices.target[[learner], :], matrices.own[[learner], :])
    topics = np.unique(kernel[needs, :].tocoo().col) if needs.size else needs
    offers = matrices.offer[[teacher], :].toarray().ravel()
    changes = [
        _build_change(profiles, teacher, "hg:Offer", int(topic), level)
        for topic in topics
        for level in range(int(offers[topic]) + 1, LEVELS + 1)
    ]
    _, teaching = score_copies(profiles, _copy(profiles, changes), options=options)
    row = measure_point(profiles, options=options)[[learner], :].toarray().ravel()
    return _judge(changes, [_put(row, teacher, scores[learner]) for scores in teaching], teacher)


def try_needs(
    profiles: Profiles,
    learner: int,
    teacher: int,
    *,
    topic: int | None = None,
    options: MatchingOptions = MatchingOptions(),
) -> list[Outcome]:
    """What comes of each need the learner could state or raise, smallest change first.

    Candidates: topics on which something the teacher offers or has taught serves, or only
    `topic`; targets above the learner's own level and above the target that counts now.
    """
    matrices = build_matrices(profiles, options=options)
    kernel = build_kernel(profiles.taxonomy, options=options)
    offered = (matrices.offer + matrices.activity)[[teacher], :].tocoo().col
    served = np.unique(kernel[:, offered].tocoo().row) if offered.size else offered
    least = matrices.own.maximum(matrices.target)[[learner], :].toarray().ravel()
    changes = [
        _build_change(profiles, learner, "hg:Need", int(each), level)
        for each in (served if topic is None else np.intersect1d(served, [topic]))
        for level in range(int(least[each]) + 1, LEVELS + 1)
    ]
    learning, _ = score_copies(profiles, _copy(profiles, changes), options=options)
    return _judge(changes, list(learning), teacher)


def measure_changes(
    profiles: Profiles, changes: Sequence[Change], *, options: MatchingOptions = MatchingOptions()
) -> Scores:
    """Scores, with bounds, of all members and, after them, of one copy per change.

    The changes are all of one organisation and kind.
    """
    return measure_scores(
        add_copies(profiles, _copy(profiles, changes, whole=True)), options=options
    )


def find_open(target: csr_array, own: csr_array) -> NDArray[np.intp]:
    """Topics of one learner's needs whose target lies above its own level."""
    return np.flatnonzero((target.toarray() > own.toarray()).ravel())


def score_without(
    profiles: Profiles,
    rows: Sequence[int],
    *,
    base: Floats,
    options: MatchingOptions = MatchingOptions(),
) -> list[Floats]:
    """Scores of all pairs, n × n, without each of some statements (row numbers) in turn.

    `base` are the scores with all of them. Only an own level that nobody else states on its
    topic changes what everybody is asked; then all pairs are measured again.
    """
    stated, all_stated = profiles.statements, list_stated(profiles)
    chosen = stated.iloc[list(rows)]
    copies = copy_statements(all_stated, chosen["organisation"].tolist())
    gone = pd.Series(chosen["statement"].to_numpy(), index=copies.owners.index)
    left = copies.stated["statement"] != copies.stated["organisation"].map(gone)
    copies = Copies(copies.owners, copies.stated[left])
    learning, teaching = score_copies(profiles, copies, options=options)
    places = positions(profiles.organisations.index, chosen["organisation"])
    return [
        measure_point(remove_statement(profiles, statement), options=options).toarray()
        if _is_last_asked(stated, all_stated, statement)
        else _replace_cross(base, owner, learning[copy], teaching[copy])
        for copy, (owner, statement) in enumerate(zip(places, chosen["statement"], strict=True))
    ]


def mark_top(scores: Floats, top: int) -> NDArray[np.bool_]:
    """Whether each teacher (column) is among the first `top` of each learner (row)."""
    rounded = np.round(scores, TIE_DIGITS)
    order = np.argsort(-rounded, axis=1, kind="stable")[:, :top]
    marks = np.zeros(scores.shape, dtype=bool)
    np.put_along_axis(marks, order, values=True, axis=1)
    return marks & (scores > 0)


def _is_last_asked(stated: pd.DataFrame, everything: pd.DataFrame, statement: str) -> bool:
    """Whether a statement is an own level without which nobody states one on its topic."""
    row = stated[stated["statement"] == statement].iloc[0]
    if row["kind"] != "hg:OwnLevel":
        return False
    alike = everything[
        (everything["kind"] == "hg:OwnLevel") & (everything["topic"] == row["topic"])
    ]
    others = alike[alike["organisation"].isin(stated["organisation"])]
    others = others[others["stated_level"].notna() & (others["statement"] != statement)]
    return bool(others.empty)


def _replace_cross(base: Floats, owner: np.intp, row: Floats, column: Floats) -> Floats:
    """Scores in which one organisation's row and column are others."""
    changed = base.copy()
    changed[owner, :], changed[:, owner] = row, column
    return changed


def _build_change(profiles: Profiles, owner: int, kind: Kind, topic: int, level: int) -> Change:
    """Change of one level, with the level that counts before it."""
    found = profiles.find_statement(owner, topic, kind)
    before = None if found is None else int(found["point"])
    return Change(
        str(profiles.organisations.index[owner]),
        kind, str(profiles.topics.index[topic]), level, before,
    )  # fmt: skip


def _copy(profiles: Profiles, changes: Sequence[Change], *, whole: bool = False) -> Copies:
    """One copy per change, all of one organisation and kind, each with its change.

    Offers make no learner and needs no teacher: unless `whole`, the other side is left out.
    """
    stated = list_stated(profiles)
    if not whole:
        stated = stated[stated["kind"].isin({"hg:OwnLevel", *(each.kind for each in changes)})]
    copies = copy_statements(stated, [each.organisation for each in changes])
    keys = [(each.organisation, each.topic, str(each.kind)) for each in changes]
    rows = [profiles.statement_rows.get(key) for key in keys]
    names = ["" if row is None else profiles.statements["statement"].iloc[row] for row in rows]
    wanted = pd.DataFrame(
        {"name": names, "level": [each.level for each in changes]}, index=copies.owners.index
    )
    wanted = wanted.loc[copies.stated["organisation"]].set_axis(copies.stated.index)
    here = copies.stated["statement"] == wanted["name"]
    raised = copies.stated.assign(
        **{
            column: copies.stated[column].mask(here, wanted["level"])
            for column in (level_columns(stated, keys[0][2]) if keys else [])
        }
    )
    added = [
        ((label, topic, kind), each.level)
        for label, (_, topic, kind), row, each in zip(
            copies.owners.index, keys, rows, changes, strict=True
        )
        if row is None
    ]
    return Copies(copies.owners, pd.concat([raised, declare(profiles, stated, added)]))


def _put(row: Floats, place: int, value: float) -> Floats:
    """Row with another value at one place."""
    changed = row.copy()
    changed[place] = value
    return changed


def _judge(changes: Sequence[Change], rows: Sequence[Floats], teacher: int) -> list[Outcome]:
    """What each change makes of the learner's row, smallest change first."""
    outcomes = [
        Outcome(
            change,
            score=float(row[teacher]),
            place=find_place(row, teacher),
            best=float(np.delete(row, teacher).max(initial=0.0)),
        )
        for change, row in zip(changes, rows, strict=True)
    ]
    return sorted(outcomes, key=lambda outcome: outcome.order)
