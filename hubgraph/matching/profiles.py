"""Profiles: the numeric view of a graph at one date, the only input of matching."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hubgraph.knowledge.queries import network_names, query, reference_date, to_date, topic_names
from hubgraph.knowledge.store import find_snapshot
from hubgraph.languages import FALLBACK, order_columns
from hubgraph.matching.decisions import build_decisions, no_decisions
from hubgraph.matching.evidence import measure_strength
from hubgraph.matching.levels import (
    add_levels,
    highest_own_levels,
    list_own_levels,
    own_levels,
    positions,
)
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.record import (
    KEY,
    SOURCE_WEIGHTS,
    Record,
    choose_activities,
    choose_contacts,
    order_statements,
    read_record,
)
from hubgraph.matching.taxonomy import Taxonomy, build_taxonomy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rdflib import Graph

Run = Literal["point", "low", "high"]
RUNS: tuple[Run, Run] = ("low", "high")
"""Runs that bound the point run."""

_HARVESTED_COMPLETENESS = 0.3
ORGANISATION = ["name", "label", "kind", "lat", "lon"]
"""What profiles say of an organisation."""


@dataclass(frozen=True)
class Profiles:
    """What the members of a network have stated, as of one day.

    `as_of` is that day (YYYY-MM-DD). `organisations` has one row per member (index: CURIE,
    sorted; `name`, short name `label`, `kind`, `lat`, `lon` of the seats' middle, missing where
    no seat is known). `names` maps every name people use to the CURIEs of the members called
    so. `topics` has one row per topic (index: CURIE, sorted; `label_de`, `label_en`),
    `topic_names` every name of theirs to CURIEs, `taxonomy` their links. `places` has one row
    per place (`name`, `lat`, `lon`).
    `statements` has one row per offer, need and own level that counts, with the
    `stated_level` (missing = not stated), the level taken instead (`point`) and its bounds
    (`low`, `high`), `priority` (0 to 1], `basis`,
    `age_years` (missing = undated), `issued`, `wording`, `sources`, `confidence`.
    `contacts` has one row per pair and event with `age_years`, `activities` one row per
    `activity`, `organisation` that taught and `topic`, with `begins`, `sources` and
    `age_years`. `sources` maps the id of a source to its address or title. `networks` is the
    name of the network by language, `network` its CURIE ('' if none is stated).
    `snapshot` is that of the public part they were made from, None if from another graph.
    `decisions` has one row per pair last declined or postponed (see `matching.decisions`).
    `superseded` are the statements that do not count because a newer or better one says the
    same kind of thing; the first of a kind steps in when that one is withdrawn.
    `record` is all that is known on that day, also of former members; None where the profiles
    were not made from a graph.
    """

    as_of: str
    organisations: pd.DataFrame
    names: "Mapping[str, tuple[str, ...]]"
    topics: pd.DataFrame
    topic_names: "Mapping[str, tuple[str, ...]]"
    taxonomy: Taxonomy
    places: pd.DataFrame
    statements: pd.DataFrame
    contacts: pd.DataFrame
    activities: pd.DataFrame
    sources: pd.DataFrame
    networks: "Mapping[str, str]"
    snapshot: str | None
    decisions: pd.DataFrame = field(default_factory=no_decisions)
    network: str = ""
    record: Record | None = None
    superseded: pd.DataFrame = field(default_factory=pd.DataFrame)

    @cached_property
    def statement_rows(self) -> "Mapping[tuple[str, str, str], int]":
        """Row of the statement that counts for an organisation, topic and kind."""
        keys = zip(*(self.statements[name] for name in KEY), strict=True)
        return {(o, t, k): row for row, (o, t, k) in enumerate(keys)}

    @cached_property
    def stated(self) -> "Mapping[tuple[str, str], Mapping[int, int]]":
        """Rows of the statements of an organisation of one kind, by topic number."""
        found: dict[tuple[str, str], dict[int, int]] = {}
        topics = positions(self.topics.index, self.statements["topic"]).tolist()
        owners, kinds = (self.statements[name].tolist() for name in ("organisation", "kind"))
        for row, (owner, topic, kind) in enumerate(zip(owners, topics, kinds, strict=True)):
            found.setdefault((owner, kind), {})[topic] = row
        return found

    def list_stated(self, organisation: int, kind: str) -> "Mapping[int, int]":
        """Rows of an organisation's statements of a kind, by topic; row numbers all of them."""
        return self.stated.get((self.organisations.index[organisation], kind), {})

    def find_row(self, organisation: int, topic: int, kind: str) -> int | None:
        """Row of the statement that counts for an organisation and topic; None if none does."""
        return self.list_stated(organisation, kind).get(topic)

    def find_statement(self, organisation: int, topic: int, kind: str) -> pd.Series | None:
        """Statement that counts for an organisation and topic (row numbers); None if none does."""
        row = self.find_row(organisation, topic, kind)
        return None if row is None else self.statements.iloc[row]

    @cached_property
    def columns(self) -> "Mapping[str, NDArray[np.object_]]":
        """Columns of the statements for reading cell by cell, which a table is slow at."""
        return {str(name): column.to_numpy(object) for name, column in self.statements.items()}

    @cached_property
    def activity_rows(self) -> "Mapping[tuple[str, str], NDArray[np.intp]]":
        """Rows of the activities of an organisation on a topic."""
        return dict(self.activities.groupby(["organisation", "topic"]).indices)  # type: ignore[arg-type]

    def find_activities(self, organisation: int, topic: int) -> pd.DataFrame:
        """Activities recorded of an organisation on a topic (row numbers)."""
        key = (self.organisations.index[organisation], self.topics.index[topic])
        return self.activities.iloc[self.activity_rows.get(key, [])]

    def topic_labels(self, lang: str) -> pd.Series:
        """Labels of all topics: in this language, else English, else any other, else CURIEs."""
        if lang not in self._labels:
            labels = self.topics.index.to_series()
            for name in reversed(order_columns(self.topics.columns, "label_", lang)):
                labels = self.topics[name].fillna(labels)
            self._labels[lang] = labels
        return self._labels[lang]

    @cached_property
    def _labels(self) -> dict[str, pd.Series]:
        """Labels by language, as far as somebody asked."""
        return {}

    def network_name(self, lang: str) -> str:
        """Name of the network in this language, else English, else any other; '' if it has none."""
        known = [lang, FALLBACK, *sorted(self.networks)]
        return next((self.networks[tag] for tag in known if self.networks.get(tag)), "")

    def __repr__(self) -> str:
        """One line: network, day and sizes."""
        kinds = self.statements["kind"].value_counts()
        return (
            f"<Profiles of {self.network_name(FALLBACK) or 'a network'} as of {self.as_of}: "
            f"{len(self.organisations)} organisations, "
            f"{len(self.topics)} topics, {kinds.get('hg:Offer', 0)} offers, "
            f"{kinds.get('hg:Need', 0)} needs, {kinds.get('hg:OwnLevel', 0)} own levels>"
        )


@dataclass(frozen=True)
class Matrices:
    """Levels and weights, one row per organisation, one column per topic.

    `own` levels 0 to 5 (stated none and unknown are both no entry), `offer` levels 1 to 5
    with `evidence` (0, 1], `activity` the strength from what is recorded (0, 1], at any level (no
    entry is unknown, not weak), `target` levels 1 to 5 with `priority` (0, 1], `completeness`
    of each organisation's own profile, 0 (unknown) to 1.
    """

    own: csr_array
    offer: csr_array
    evidence: csr_array
    activity: csr_array
    target: csr_array
    priority: csr_array
    completeness: NDArray[np.float64]


def build_profiles(graph: "Graph", *, as_of: str | date | None = None) -> Profiles:
    """Numeric view of a graph on one day: who was a member, which statements counted.

    `as_of` is a date or YYYY-MM-DD; None means the network's documented reference date.
    A statement counts from its `valid_from`, else from the day it was issued, through its
    `valid_through`; one without any date counts on every day. A missing offer level is taken
    as 3, drawn towards the levels the hub states in the same branch; a missing target as 3 or
    one above the own level; their bounds stay 1 to 5. Nothing stated stays nothing: an own
    level alone is no offer, for nobody has said that it is shared.

    Raises InvalidDateError for a date that is none.

    >>> import hubgraph as hg
    >>> hg.build_profiles(hg.load_graph("baden-wuerttemberg")).as_of
    '2020-12-31'
    """
    day = to_date(as_of) if as_of is not None else reference_date(graph)
    topics = _index_by(query(graph, "topics"), "topic")
    record = read_record(graph, topics=topics.index, day=day)
    members = record.list_members(day)
    taxonomy = build_taxonomy(topics, query(graph, "topic-links"))
    known = order_statements(record.statements, members)
    again = known.duplicated(KEY)
    return Profiles(
        as_of=day,
        organisations=record.hubs.loc[members, ORGANISATION],
        names=record.names_of(members),
        topics=topics,
        topic_names=topic_names(graph),
        taxonomy=taxonomy,
        places=query(graph, "places"),
        statements=add_levels(known[~again].reset_index(drop=True), taxonomy),
        contacts=choose_contacts(record.contacts, members),
        activities=choose_activities(record.activities, members),
        sources=_index_by(query(graph, "sources"), "source"),
        networks=network_names(graph),
        snapshot=find_snapshot(graph),
        decisions=build_decisions(query(graph, "decisions", as_of=day), members, day),
        network=next(iter(query(graph, "networks", as_of=day)["network"]), ""),
        record=record,
        superseded=known[again].reset_index(drop=True),
    )


def build_matrices(
    profiles: Profiles, *, run: Run = "point", options: MatchingOptions = MatchingOptions()
) -> Matrices:
    """Matrices of the point run, or of the lowest or highest levels that are possible.

    Evidence = weight of the basis, halved every `half_life_years` of its age; a statement
    without a date is not discounted. Recorded activity is known: it is the same in all runs. The
    high run takes all evidence and take-up as full.
    The low run takes an unknown own level as just below the target: nothing is learnt then but
    the last step.
    """
    stated = profiles.statements
    offers, needs = (stated[stated["kind"] == kind] for kind in ("hg:Offer", "hg:Need"))
    evidence = (
        offers["basis"].map(SOURCE_WEIGHTS).astype(float)
        * 2 ** (-offers["age_years"].fillna(0) / options.half_life_years)
        if run != "high"
        else pd.Series(1.0, index=offers.index)
    )
    own = list_own_levels(stated)
    own = own.assign(level=own["point"])[["organisation", "topic", "level"]]
    target = needs[run]
    if run == "low":
        own = pd.concat([own, highest_own_levels(stated)])
        target = target.where(own_levels(stated)[needs.index].notna(), needs["high"])
    return Matrices(
        own=_to_matrix(profiles, own, own["level"]),
        offer=_to_matrix(profiles, offers, offers[run]),
        evidence=_to_matrix(profiles, offers, evidence),
        activity=_measure_activity(profiles, options),
        target=_to_matrix(profiles, needs, target),
        priority=_to_matrix(profiles, needs, needs["priority"]),
        completeness=measure_completeness(profiles) * (run != "high"),
    )


def _index_by(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """Table with one row per key, sorted by it."""
    return table.drop_duplicates(key).set_index(key).sort_index()


def _measure_activity(profiles: Profiles, options: MatchingOptions) -> csr_array:
    """Strength from recorded activity; an activity halves in its half-life, all count alike."""
    table = profiles.activities
    left = 2.0 ** (-table["age_years"] / options.activity_half_life_years)
    counts = left.groupby([table["organisation"], table["topic"]]).sum()
    counted = _to_matrix(profiles, counts.index.to_frame(), counts)
    return measure_strength(counted, full=options.full_activities)


def measure_completeness(
    profiles: Profiles, *, asked: pd.Series | None = None
) -> NDArray[np.float64]:
    """Share of the topics asked on which an organisation stated its own level, 0 to 1.

    Asked = every topic on which anybody stated an own level; `asked` is their number for each
    organisation, at least 1, None counts it. Profiles that were only harvested from texts
    count 0.3 at most.
    """
    own = list_own_levels(profiles.statements)
    count = own.groupby("organisation")["topic"].nunique()
    share = count / (max(own["topic"].nunique(), 1) if asked is None else asked[count.index])
    harvested = (own["basis"] == "hg:harvested").groupby(own["organisation"]).all()
    share = share.where(~harvested.astype(bool), share.clip(upper=_HARVESTED_COMPLETENESS))
    complete = share.reindex(profiles.organisations.index, fill_value=0.0)
    return np.asarray(complete, dtype=np.float64)


def _to_matrix(profiles: Profiles, rows: pd.DataFrame, values: pd.Series) -> csr_array:
    """Sparse matrix of one value per statement; zeros are no entry."""
    index, topics = profiles.organisations.index, profiles.topics.index
    places = (positions(index, rows["organisation"]), positions(topics, rows["topic"]))
    matrix = csr_array((values.to_numpy(dtype=float), places), shape=(len(index), len(topics)))
    matrix.eliminate_zeros()
    return matrix
