"""The record behind profiles: also what is known of organisations that are no members that day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from hubgraph.knowledge.queries import organisation_names, query
from hubgraph.matching.ages import age_years

if TYPE_CHECKING:
    from rdflib import Graph

SOURCE_WEIGHTS: Mapping[str, float] = {
    "hg:verified": 1.0,
    "hg:selfDeclared": 0.8,
    "hg:harvested": 0.6,
    "hg:inferred": 0.4,
}
"""Weight of evidence by its basis, 0 to 1."""

KEY = ["organisation", "topic", "kind"]
"""Of the statements with one key only one counts."""

_LAST = "-99"  # after every day and month of a year, and every day of a month


@dataclass(frozen=True)
class Record:
    """All that is stated and recorded of members, former members and members to come.

    `hubs` has one row per organisation (index: CURIE, sorted; `name`, `label`, `kind`, `lat`,
    `lon`, and the days `since` and `until` of its membership, missing where open): of several
    memberships that of the day, else the latest. `names` maps what people call them to
    CURIEs. `statements` are those valid on the day, also where a newer one counts instead.
    `contacts` and `activities` are those of the profiles, of all these organisations.
    `capacities` has one row per organisation and role (`hg:learnerRole`, `hg:teacherRole`)
    with a stated capacity on the day: `exchanges` in a year, and how many of them are `used` in
    the year up to the day.
    """

    hubs: pd.DataFrame
    names: Mapping[str, tuple[str, ...]]
    statements: pd.DataFrame
    contacts: pd.DataFrame
    activities: pd.DataFrame
    capacities: pd.DataFrame

    def list_members(self, day: str) -> pd.Index:
        """CURIEs of the members of a day."""
        since, until = self.hubs["since"].fillna(""), self.hubs["until"].fillna(day) + _LAST
        return self.hubs.index[(since <= day) & (until >= day)]

    def names_of(self, among: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Names of some of the organisations."""
        named = {
            name: tuple(each for each in things if each in among)
            for name, things in self.names.items()
        }
        return {name: things for name, things in named.items() if things}


def read_record(graph: "Graph", *, topics: pd.Index, day: str) -> Record:
    """Record of a graph on one day; statements and activities on these `topics`."""
    hubs = _read_hubs(graph, day)
    return Record(
        hubs=hubs,
        names=organisation_names(graph, among=hubs.index),
        statements=_prepare_statements(query(graph, "statements", as_of=day), hubs, topics, day),
        contacts=_prepare_contacts(query(graph, "contacts", as_of=day), hubs, day),
        activities=_prepare_activities(query(graph, "activities", as_of=day), hubs, topics, day),
        capacities=_read_capacities(graph, day),
    )


def order_statements(stated: pd.DataFrame, members: Collection[str]) -> pd.DataFrame:
    """Statements of members by organisation, topic and kind, the one that counts first.

    Of several the newest counts, then the best founded, then the higher level, then the
    smallest identifier; undated ones come last.
    """
    table = stated[stated["organisation"].isin(members)]
    table = table.assign(weight=table["basis"].map(SOURCE_WEIGHTS)).sort_values(
        [*KEY, "age_years", "weight", "stated_level", "statement"],
        ascending=[True, True, True, True, False, False, True],
        na_position="last",
    )
    return table.drop(columns="weight").reset_index(drop=True)


def choose_statements(stated: pd.DataFrame, members: Collection[str]) -> pd.DataFrame:
    """Statements of members that count, one per organisation, topic and kind."""
    return order_statements(stated, members).drop_duplicates(KEY, ignore_index=True)


def choose_contacts(contacts: pd.DataFrame, members: Collection[str]) -> pd.DataFrame:
    """Contacts of which both sides are members."""
    both = contacts["organisation"].isin(members) & contacts["partner"].isin(members)
    return contacts[both].reset_index(drop=True)


def choose_activities(activities: pd.DataFrame, members: Collection[str]) -> pd.DataFrame:
    """Activities of members."""
    return activities[activities["organisation"].isin(members)].reset_index(drop=True)


def _read_hubs(graph: "Graph", day: str) -> pd.DataFrame:
    """Members of any day, one row each: the membership of the day, else the latest."""
    table = query(graph, "all-members", as_of=day)
    since, until = table["since"].fillna(""), table["until"].fillna(day) + _LAST
    now = (since <= day) & (until >= day)
    table = table.assign(now=~now, last=since).sort_values(
        ["hub", "now", "last"], ascending=[True, True, False], kind="stable"
    )
    columns = ["name", "label", "kind", "lat", "lon", "since", "until"]
    return table.drop_duplicates("hub").set_index("hub")[columns]


def _prepare_statements(
    stated: pd.DataFrame, hubs: pd.DataFrame, topics: pd.Index, day: str
) -> pd.DataFrame:
    """Statements of these organisations on known topics, with their age."""
    own = stated["organisation"].isin(hubs.index) & stated["topic"].isin(topics)
    table = stated[own].drop(columns="as_of")
    return table.assign(
        age_years=age_years(table["issued"], day),
        stated_level=table["level"].fillna(table["target_level"]),
        priority=table["priority"].fillna(1.0).astype(float),
        sources=table["sources"].fillna("").str.split().map(sorted),
    )


def _prepare_contacts(contacts: pd.DataFrame, hubs: pd.DataFrame, day: str) -> pd.DataFrame:
    """Contacts between these organisations with their age."""
    table = choose_contacts(contacts.drop(columns="as_of"), hubs.index)
    return table.assign(age_years=age_years(table["begins"], day))


def _prepare_activities(
    recorded: pd.DataFrame, hubs: pd.DataFrame, topics: pd.Index, day: str
) -> pd.DataFrame:
    """Activities of these organisations on known topics with their age."""
    own = recorded["organisation"].isin(hubs.index) & recorded["topic"].isin(topics)
    table = recorded[own].drop(columns="as_of").reset_index(drop=True)
    sources = table["sources"].fillna("").str.split().map(sorted)
    return table.assign(sources=sources, age_years=age_years(table["begins"], day))


def _read_capacities(graph: "Graph", day: str) -> pd.DataFrame:
    """Stated capacities of a day, the newest per organisation and role, and what is used.

    Used are the exchanges that began less than a year before the day; a year or month counts
    to its last day. The data says no more about when a year of a capacity begins.
    """
    stated = query(graph, "cq-33", as_of=day)
    stated = stated.sort_values(["organisation", "role", "since"], na_position="first")
    stated = stated.drop_duplicates(["organisation", "role"], keep="last")
    held = query(graph, "exchanges", as_of=day)
    held = held[age_years(held["begins"], day) < 1].drop_duplicates("exchange")
    used = pd.concat(
        held[[side]].set_axis(["organisation"], axis=1).assign(role=f"hg:{side}Role")
        for side in ("learner", "teacher")
    ).value_counts()
    keys = pd.MultiIndex.from_frame(stated[["organisation", "role"]])
    counted = used.reindex(keys, fill_value=0).to_numpy(int)
    return stated[["organisation", "role", "exchanges"]].assign(used=counted).reset_index(drop=True)
