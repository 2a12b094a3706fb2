"""What if: profiles with one thing changed, as a rebuild from the changed graph would give them.

Nothing here touches a graph or changes its input. Of several statements on one organisation,
topic and kind one counts; where that one goes, the next best counts again, as in a rebuild.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from hubgraph.matching.levels import TAKEN, add_levels
from hubgraph.matching.profiles import ORGANISATION, Profiles
from hubgraph.matching.record import (
    KEY,
    choose_activities,
    choose_contacts,
    choose_statements,
)

Kind = Literal["hg:Offer", "hg:Need"]
"""Statements whose level may be thought otherwise."""

Key = tuple[str, str, str]
"""Organisation, topic and kind of a statement."""

_LEVEL_COLUMNS = {"hg:Offer": "level", "hg:Need": "target_level"}


@dataclass(frozen=True)
class Change:
    """One change: a level stated, or, without topic and kind, a membership renewed.

    `organisation` and `topic` are CURIEs. `before` is the level (of a need the target) that
    counts before the change, stated or taken; None where nothing was stated.
    """

    organisation: str
    kind: Kind | None = None
    topic: str = ""
    level: int = 0
    before: int | None = None

    def apply(self, profiles: Profiles) -> Profiles:
        """Profiles with this change."""
        if self.kind is None:
            return admit_member(profiles, self.organisation)
        return state_level(
            profiles, self.organisation, topic=self.topic, kind=self.kind, level=self.level
        )


def remove_statement(profiles: Profiles, statement: str) -> Profiles:
    """Profiles without one statement, given by its CURIE; unchanged where there is none."""
    stated = list_stated(profiles)
    return restate(profiles, stated[stated["statement"] != statement])


def state_level(
    profiles: Profiles, organisation: str, *, topic: str, kind: Kind, level: int
) -> Profiles:
    """Profiles in which an offer, or the target of a need, is stated at a level, 1 to 5.

    Where such a statement counts, only its level changes: source, date and basis stay. Else
    one is added as if the organisation declared it itself on the day, with full priority.
    """
    stated = list_stated(profiles)
    return restate(
        profiles, change_level(profiles, stated, (organisation, topic, kind), level=level)
    )


def keep_need(profiles: Profiles, organisation: str, *, topic: str) -> Profiles:
    """Profiles in which an organisation has no need but the one on a topic, if it has that."""
    stated = list_stated(profiles)
    others = (stated["organisation"] == organisation) & (stated["kind"] == "hg:Need")
    return restate(profiles, stated[~others | (stated["topic"] == topic)])


def admit_member(profiles: Profiles, organisation: str) -> Profiles:
    """Profiles in which a former member, or one to come, is a member on the day.

    Its statements, contacts and activities count as they would then. Unchanged for a member,
    and where the profiles have no record.
    """
    record, index = profiles.record, profiles.organisations.index
    if record is None or organisation in index:
        return profiles
    members = record.hubs.index[record.hubs.index.isin([*index, organisation])]
    chosen = choose_statements(record.statements, members)
    return replace(
        profiles,
        organisations=record.hubs.loc[members, ORGANISATION],
        names=record.names_of(members),
        statements=add_levels(chosen, profiles.taxonomy),
        contacts=choose_contacts(record.contacts, members),
        activities=choose_activities(record.activities, members),
    )


def list_stated(profiles: Profiles) -> pd.DataFrame:
    """All statements, also those a newer one stands before; of profiles without record those."""
    if profiles.record is None:
        return profiles.statements.drop(columns=TAKEN)
    return profiles.record.statements


def restate(profiles: Profiles, stated: pd.DataFrame) -> Profiles:
    """Profiles with other statements: which of them count, and the levels taken, anew."""
    chosen = choose_statements(stated, profiles.organisations.index)
    record = profiles.record and replace(profiles.record, statements=stated)
    return replace(profiles, statements=add_levels(chosen, profiles.taxonomy), record=record)


def change_level(profiles: Profiles, stated: pd.DataFrame, key: Key, *, level: int) -> pd.DataFrame:
    """Statements in which the one that counts for a key has a level; added where none does."""
    row = profiles.statement_rows.get(key)
    if row is None:
        return pd.concat([stated, declare(profiles, stated, [(key, level)])])
    here = stated["statement"] == profiles.statements["statement"].iloc[row]
    columns = level_columns(stated, key[2])
    return stated.assign(**{name: stated[name].mask(here, level) for name in columns})


def level_columns(stated: pd.DataFrame, kind: str) -> list[str]:
    """Columns that hold the level of a kind of statement."""
    return [name for name in ("stated_level", _LEVEL_COLUMNS[kind]) if name in stated.columns]


def declare(
    profiles: Profiles, stated: pd.DataFrame, levels: Sequence[tuple[Key, int]]
) -> pd.DataFrame:
    """New statements of the day, declared by the organisations themselves, in these columns."""
    rows: list[dict[str, object]] = [
        {
            **dict(zip(KEY, key, strict=True)),
            **dict.fromkeys(level_columns(stated, key[2]), level),
            "statement": f"hgd:what-if-{'-'.join(key)}",
            "basis": "hg:selfDeclared",
            "priority": 1.0,
            "age_years": 0.0,
            "issued": profiles.as_of,
            "sources": [],
        }
        for key, level in levels
    ]
    return pd.DataFrame(rows, columns=stated.columns).astype(stated.dtypes)
