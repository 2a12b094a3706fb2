"""What a score would be without one statement or one event: exact, for one pair.

Withdrawing something touches a pair only through its two organisations, the contacts they
share, and the topics that count as asked. So each removal becomes a copy of the two, and all
copies are scored at once by the functions that score the network.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hubgraph.matching.introducers import list_introductions
from hubgraph.matching.levels import TAKEN, add_levels, list_own_levels
from hubgraph.matching.profiles import Profiles, build_matrices, measure_completeness
from hubgraph.matching.record import KEY
from hubgraph.matching.scores import Scores, measure_scores

_GONE = -1
_SIDES = ("_:learner", "_:teacher")


Thing = tuple[int | None, str | None]
"""Row of a statement, or CURIE of an event."""


@dataclass(frozen=True)
class Removal:
    """One thing that is withdrawn: a statement by its row, or an event by its CURIE.

    `learner` and `teacher` are the row numbers of the pair without it in `Removals.scores`.
    """

    row: int | None
    event: str | None
    learner: int
    teacher: int


@dataclass(frozen=True)
class Removals:
    """A pair without each thing that could matter to it, all in one set of scores.

    `removals` are those of statements of the pair and of events; `others` those of own levels of
    others that decide whether a topic counts as asked.
    """

    scores: Scores
    removals: Sequence[Removal]
    others: Sequence[Removal]


def remove_statement(profiles: Profiles, statement: str) -> Profiles:
    """Profiles of the same network had this statement (CURIE) not been made.

    Where it had superseded another one on the same, that one counts instead; missing levels
    are filled anew. A statement that does not count changes no more than that.
    """
    stated = profiles.statements.drop(columns=TAKEN)
    gone = stated["statement"] == statement
    spare = profiles.superseded
    if len(spare):
        spare = spare[spare["statement"] != statement]
        instead = spare.merge(stated.loc[gone, KEY]).drop_duplicates(KEY)
        spare = spare[~spare["statement"].isin(instead["statement"])]
        stated = pd.concat([stated[~gone], instead]) if len(instead) else stated[~gone]
    else:
        stated = stated[~gone]
    stated = stated.sort_values(KEY, ignore_index=True)
    levels = add_levels(stated, profiles.taxonomy)
    return replace(profiles, statements=levels, superseded=spare.reset_index(drop=True))


def remove_event(profiles: Profiles, event: str) -> Profiles:
    """Profiles of the same network had this meeting or exchange (CURIE) not been recorded."""
    contacts, activities = profiles.contacts, profiles.activities
    return replace(
        profiles,
        contacts=contacts[contacts["event"] != event].reset_index(drop=True),
        activities=activities[activities["activity"] != event].reset_index(drop=True),
    )


def measure_removals(scores: Scores, learner: int, teacher: int) -> Removals:
    """Score a pair (row numbers) without each statement and event that could matter to it.

    These are all statements of both, events of both and of whoever knows both best, the
    teacher's activities, and own levels of others that decide which topics are asked.
    """
    profiles, pair = scores.profiles, (learner, teacher)
    rows = _list_rows(profiles, pair)
    changes = _list_changes(profiles)
    others = {row: change for row, change in changes.items() if row not in set(rows)}
    alike = {change: row for row, change in sorted(others.items(), reverse=True)}
    things: list[Thing] = [
        *((row, None) for row in rows),
        *((None, event) for event in _list_events(scores, *pair)),
        *((row, None) for row in alike.values()),
    ]
    copies = _copy_pair(scores, pair, rows, things)
    first = len(copies.organisations) - 2 * len(things)
    less = [0 if row is None else changes.get(row, 0) for row, _ in things for _ in _SIDES]
    asked = (
        np.array([*[0] * first, *less]) + list_own_levels(profiles.statements)["topic"].nunique()
    )
    complete = measure_completeness(
        copies, asked=pd.Series(np.maximum(asked, 1), index=copies.organisations.index)
    )
    matrices = replace(build_matrices(copies, options=scores.options), completeness=complete)
    found = [
        Removal(row, event, first + 2 * number, first + 2 * number + 1)
        for number, (row, event) in enumerate(things)
    ]
    own = len(things) - len(alike)
    shared = {alike_row: removal for (alike_row, _), removal in zip(things, found, strict=True)}
    return Removals(
        measure_scores(copies, options=scores.options, matrices=matrices),
        found[:own],
        [replace(shared[alike[change]], row=row) for row, change in others.items()],
    )


def _list_rows(profiles: Profiles, pair: tuple[int, int]) -> list[int]:
    """Rows of the statements of both sides, but the learner's offers: only as a teacher it has any.

    Nothing a learner's score is made of looks at what the learner itself offers.
    """
    stated, (learner, teacher) = profiles.statements, profiles.organisations.index[list(pair)]
    learns = (stated["organisation"] == learner) & (stated["kind"] != "hg:Offer")
    found: list[int] = np.flatnonzero(learns | (stated["organisation"] == teacher)).tolist()
    return found


def _list_events(scores: Scores, learner: int, teacher: int) -> list[str]:
    """Events whose removal could touch the pair, sorted.

    Without an event of theirs, no one who knows both gets stronger, so of the others only the
    one who knows both best matters.
    """
    profiles, index = scores.profiles, scores.profiles.organisations.index
    if "event" not in profiles.contacts:
        return []
    found = list_introductions(scores.tie, learner, teacher)[:1]
    ends = [
        (learner, teacher),
        *((side, e.introducer) for e in found for side in (learner, teacher)),
    ]
    contacts, activities = profiles.contacts, profiles.activities
    events = set(activities.loc[activities["organisation"] == index[teacher], "activity"])
    for one, other in ends:
        met = (contacts["organisation"] == index[one]) & (contacts["partner"] == index[other])
        events |= set(contacts.loc[met, "event"])
    return sorted(events)


def _list_changes(profiles: Profiles) -> dict[int, int]:
    """How the number of asked topics changes without a statement, by row, where it does."""
    own = list_own_levels(profiles.statements)
    asked = set(own["topic"])
    instead = _find_instead(profiles, range(len(profiles.statements)))
    answers = {row for row, table in instead if len(list_own_levels(table))}
    alone = set(own.index[~own["topic"].duplicated(keep=False)].tolist()) - answers
    topics = profiles.columns["topic"]
    new = {row for row in answers if topics[row] not in asked}
    return dict.fromkeys(sorted(alone), -1) | dict.fromkeys(sorted(new), 1)


def _copy_pair(
    scores: Scores,
    pair: tuple[int, int],
    rows: Sequence[int],
    things: Sequence[Thing],
) -> Profiles:
    """Profiles of those who know both, and two copies of the pair without each of the things."""
    profiles, index = scores.profiles, scores.profiles.organisations.index
    ids = {index[place]: side for place, side in zip(pair, _SIDES, strict=True)}
    names = [f"{side}{number}" for number in range(len(things)) for side in _SIDES]
    known = [each.introducer for each in list_introductions(scores.tie, *pair)]
    places = [*sorted(known), *(list(pair) * len(things))]
    members = profiles.organisations.iloc[places]
    members = members.set_axis([*index[sorted(known)], *names])
    removed = [event for _, event in things]
    owners = [*index[sorted(known)], *ids]
    contacts = _select(profiles.contacts, owners, ("organisation", "partner"))
    activities = _select(profiles.activities, [index[pair[1]]], ("organisation",))
    decisions = _select(profiles.decisions, list(ids), ("learner", "teacher"))
    stated = _copy_statements(profiles, rows, [row for row, _ in things], ids)
    return replace(
        profiles,
        organisations=members,
        statements=add_levels(stated, profiles.taxonomy),
        superseded=pd.DataFrame(),
        contacts=_copy(contacts, "event", removed, ids, ("organisation", "partner")),
        activities=_copy(activities, "activity", removed, ids, ("organisation",)),
        decisions=_copy(decisions, "decision", removed, ids, ("learner", "teacher")),
    )


def _select(table: pd.DataFrame, owners: Sequence[str], sides: Sequence[str]) -> pd.DataFrame:
    """Rows all of whose sides are among some organisations."""
    kept = np.ones(len(table), dtype=bool)
    for side in sides:
        kept &= table[side].isin(owners).to_numpy()
    return table[kept]


def _copy(
    table: pd.DataFrame,
    name: str,
    removed: Sequence[str | None],
    ids: dict[str, str],
    sides: Sequence[str],
) -> pd.DataFrame:
    """Rows once per copy of the pair, in which an event of this column is left out.

    Rows that do not touch the pair stay once.
    """
    ours = np.zeros(len(table), dtype=bool)
    for side in sides:
        ours |= table[side].isin(list(ids)).to_numpy()
    mine = table[ours]
    copy = np.repeat(np.arange(len(removed)), len(mine))
    tiled = mine.iloc[np.tile(np.arange(len(mine)), len(removed))]
    if name in table:
        without = np.array(["" if event is None else event for event in removed], dtype=object)
        kept = tiled[name].to_numpy(object) != without[copy]
        tiled, copy = tiled[kept], copy[kept]
    for side in sides:
        tiled = tiled.assign(**{side: _rename(tiled[side], copy, ids)})
    return pd.concat([table[~ours], tiled], ignore_index=True)


def _copy_statements(
    profiles: Profiles, rows: Sequence[int], removed: Sequence[int | None], ids: dict[str, str]
) -> pd.DataFrame:
    """Statements of the pair once per copy, each without one, or with what it had superseded."""
    stated = profiles.statements.drop(columns=TAKEN).iloc[list(rows)].reset_index(drop=True)
    here = {row: place for place, row in enumerate(rows)}
    instead = _find_instead(profiles, rows)
    both = pd.concat([stated, *(table for _, table in instead)], ignore_index=True)
    spare = {row: len(stated) + number for number, (row, _) in enumerate(instead)}
    takes = np.tile(np.arange(len(rows)), (len(removed), 1))
    for number, row in enumerate(removed):
        if row in here:
            takes[number, here[row]] = spare.get(row, _GONE)
    copy = np.repeat(np.arange(len(removed)), len(rows))
    kept = takes.ravel() != _GONE
    tiled, copy = both.iloc[takes.ravel()[kept]], copy[kept]
    found: pd.DataFrame = tiled.reset_index(drop=True)
    return found.assign(organisation=_rename(tiled["organisation"], copy, ids))


def _find_instead(profiles: Profiles, rows: Iterable[int]) -> list[tuple[int, pd.DataFrame]]:
    """Row of each statement that had superseded others, with the first of those as a table."""
    if profiles.superseded.empty:
        return []
    first = profiles.superseded.drop_duplicates(KEY, ignore_index=True)
    stated = profiles.statements[KEY].assign(row=np.arange(len(profiles.statements)))
    both = stated.iloc[list(rows)].merge(first[KEY].assign(place=first.index))
    found = zip(both["row"].tolist(), both["place"].tolist(), strict=True)
    return [(row, first.take([place])) for row, place in found]


def _rename(names: pd.Series, copy: NDArray[np.intp], ids: dict[str, str]) -> NDArray[np.object_]:
    """Names of the copies of the pair; others keep theirs."""
    renamed = [
        f"{ids[name]}{number}" if name in ids else name
        for name, number in zip(names.tolist(), copy.tolist(), strict=True)
    ]
    return np.array(renamed, dtype=object)
