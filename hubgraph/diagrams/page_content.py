"""What an interactive page shows: members and contacts by year, suggestions of one day."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd

from hubgraph.catalogue import load_catalogue
from hubgraph.diagrams.elements import Node, to_nodes
from hubgraph.explanation.learning import find_open_needs, require_asking
from hubgraph.explanation.parts import Evidence
from hubgraph.explanation.rows import build_pair_row
from hubgraph.explanation.suggestions import Suggestions, build_suggestions
from hubgraph.knowledge.queries import query
from hubgraph.languages import list_languages
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.order import find_rank_range
from hubgraph.matching.profiles import Profiles, build_profiles
from hubgraph.matching.scores import measure_scores, rank_teachers
from hubgraph.monitoring.network import add_members, describe_graph

if TYPE_CHECKING:
    from rdflib import Graph

    from hubgraph.explanation.rows import Row

LANGS = list_languages()
KINDS = ("contact", "strength", "suggestion")
"""Kinds of ties, in the order they are drawn."""
MOST_TIES = 2_000
"""At most so many ties of a kind are drawn, the strongest."""
_ENDS = ["teacher", "learner", "score"]
_AHEAD = 3
"""Years after the last event known; a membership that ends later tells nothing yet."""
_EVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie; a suggestion runs from teacher to learner. `counts` is its weight on each day."""

    source: str
    target: str
    counts: tuple[float, ...]

    @property
    def weight(self) -> float:
        """Return the greatest weight it ever has."""
        return max(self.counts)


@dataclass(frozen=True)
class Content:
    """Everything a page tells.

    `parts` says what the score of each suggested learner and teacher is the sum of: per topic
    (CURIE), and per deduction. `days` are the days of the slider (YYYY-MM-DD), `day` the number
    of the one that profiles and suggestions stand for; `network` is who can learn from whom on
    this day. `nodes` are all that were members on one of the days, sorted by id, `names` their
    full names, and `members` says on which days. `ties` holds the ties drawn by kind, strongest
    first, `totals` how many there are. `meetings` has a row per member, partner and event.
    """

    profiles: Profiles
    suggestions: Mapping[str, Suggestions]
    parts: Mapping[tuple[str, str], Sequence[tuple[str, float]]]
    days: tuple[str, ...]
    day: int
    network: nx.DiGraph
    nodes: tuple[Node, ...]
    names: Mapping[str, str]
    members: Mapping[str, tuple[int, ...]]
    ties: Mapping[str, Sequence[Tie]]
    totals: Mapping[str, int]
    meetings: pd.DataFrame

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Return the number of each node on the page."""
        return {node.id: number for number, node in enumerate(self.nodes)}

    @property
    def limits(self) -> dict[str, tuple[int, int]]:
        """Return how many ties are drawn, and of how many, where not all are."""
        drawn = {kind: (len(ties), self.totals[kind]) for kind, ties in self.ties.items()}
        return {kind: (n, total) for kind, (n, total) in drawn.items() if n < total}

    @cached_property
    def rows(self) -> dict[str, list[int]]:
        """Return per member the topics of its offers and needs, and all above, by row number."""
        profiles = self.profiles
        above = sum(level != 0 for level in profiles.taxonomy.levels)
        stated = profiles.statements[profiles.statements["kind"] != "hg:OwnLevel"]
        rows = profiles.topics.index.get_indexer(pd.Index(stated["topic"]))
        found: defaultdict[str, set[int]] = defaultdict(set)
        for hub, row in zip(stated["organisation"], rows, strict=True):
            found[hub] |= set(above[[row], :].nonzero()[1].tolist())
        return {hub: sorted(topics) for hub, topics in sorted(found.items())}

    @cached_property
    def topics(self) -> list[str]:
        """Return the topics somebody offers or needs, and all above them, sorted."""
        used = {row for rows in self.rows.values() for row in rows}
        return [str(self.profiles.topics.index[row]) for row in sorted(used)]

    @cached_property
    def topic_names(self) -> dict[str, set[str]]:
        """Return the names of each topic besides its labels, in whatever language."""
        labels = {*self.profiles.topics["label_de"], *self.profiles.topics["label_en"]}
        found: defaultdict[str, set[str]] = defaultdict(set)
        for name, topics in self.profiles.topic_names.items():
            for topic in topics if name not in labels else ():
                found[topic].add(name)
        return found

    @cached_property
    def topics_of(self) -> dict[str, list[int]]:
        """Return per member its topics, as numbers in `topics`."""
        numbers = {topic: number for number, topic in enumerate(self.topics)}
        index = self.profiles.topics.index
        return {hub: [numbers[index[row]] for row in rows] for hub, rows in self.rows.items()}


def collect_content(
    graph: "Graph", *, as_of: str | date | None, top: int, options: MatchingOptions
) -> Content:
    """Ask the graph for everything a page tells, in both languages."""
    profiles = build_profiles(graph, as_of=as_of)
    suggestions, parts = _suggest(profiles, top, options)
    days = list_days(graph, profiles.as_of)
    day = days.index(profiles.as_of)
    networks: list[nx.Graph] = [nx.Graph(as_of=each) for each in days]
    for network, each in zip(networks, days, strict=True):
        add_members(network, graph, each)
    everyone: nx.Graph = nx.Graph()
    for network in [*networks, networks[day]]:
        everyone.add_nodes_from(network.nodes(data=True))
    members = {hub: tuple(n for n, each in enumerate(networks) if hub in each) for hub in everyone}
    meetings = _find_meetings(graph, members)
    suggested = suggestions[LANGS[0]].table
    ties = {
        "contact": _tie_contacts(meetings, members, days),
        "strength": _tie_on_day(_count_strengths(graph, profiles), day, len(days)),
        "suggestion": _tie_on_day(suggested[_ENDS].itertuples(index=False), day, len(days)),
    }
    return Content(
        profiles=profiles,
        suggestions=suggestions,
        parts=parts,
        days=days,
        day=day,
        network=_to_network(graph, networks[day], ties["suggestion"]),
        nodes=to_nodes(everyone),
        names={hub: str(values.get("name", hub)) for hub, values in everyone.nodes(data=True)},
        members=members,
        ties=MappingProxyType({kind: _choose(found) for kind, found in ties.items()}),
        totals={kind: len(found) for kind, found in ties.items()},
        meetings=meetings,
    )


def list_days(graph: "Graph", as_of: str) -> tuple[str, ...]:
    """Return 31 December of each year in which something is known, `as_of` in place of its year.

    The first is the year of the first membership, the last that of the last begin of a
    membership, contact, or `as_of`, or of the end of a membership in the three years after it.

    >>> import hubgraph as hg
    >>> list_days(hg.load_graph("baden-wuerttemberg"), "2020-10-03")[1:4]
    ('2019-12-31', '2020-10-03', '2021-12-31')
    """
    memberships = query(graph, "memberships")
    joined, left = (_to_years(memberships[name]) for name in ("since", "until"))
    met = _to_years(query(graph, "contacts", as_of=_EVER)["begins"])
    asked = int(as_of[:4])
    latest = max([*joined, *met, asked])
    last = max([latest, *(year for year in left if year <= latest + _AHEAD)])
    everyday = {year: f"{year}-12-31" for year in range(min([*joined, asked]), last + 1)}
    return tuple((everyday | {asked: as_of}).values())


def _to_years(dates: pd.Series) -> list[int]:
    """Return the years of dates, YYYY or longer; missing ones are left out."""
    return [int(date[:4]) for date in dates.dropna()]


def _suggest(
    profiles: Profiles, top: int, options: MatchingOptions
) -> tuple[dict[str, Suggestions], dict[tuple[str, str], list[tuple[str, float]]]]:
    """Return what `suggest_learning` returns in each language, and the parts of each score.

    The evidence of a pair is found once for all of them.
    """
    require_asking(profiles, top)
    scores = measure_scores(profiles, options=options)
    rows: dict[str, list[Row]] = {lang: [] for lang in LANGS}
    parts = {}
    for learner in range(len(profiles.organisations)):
        ranges = find_rank_range(scores, learner)
        for rank, teacher in rank_teachers(scores, learner)[:top]:
            evidence = Evidence(scores, learner, teacher)
            for lang in LANGS:
                row = build_pair_row(evidence, rank, load_catalogue(lang))
                rows[lang].append(replace(row, ranks=ranges[teacher]))
            pair = profiles.organisations.index[[learner, teacher]]
            parts[pair[0], pair[1]] = _sum_parts(evidence)
    return {
        lang: build_suggestions(
            "learning",
            rows[lang],
            scores,
            lang=lang,
            asked={"learner": None, "top": top, "order": "score"},
            open_needs=(
                row
                for learner in range(len(profiles.organisations))
                for row in find_open_needs(scores, learner, load_catalogue(lang))
            ),
        )
        for lang in LANGS
    }, parts


def _sum_parts(evidence: Evidence) -> list[tuple[str, float]]:
    """Return the parts of one score by topic or factor, as `Explanation.list_parts` does."""
    topics = evidence.scores.profiles.topics.index
    sums: defaultdict[str, float] = defaultdict(float)
    for atom in evidence.contributions:
        sums[str(topics[atom.need])] += atom.value
    taken = {factor: -value for factor, value in sorted(evidence.deductions.items())}
    return [*sums.items(), *taken.items()]


def _find_meetings(graph: "Graph", members: Mapping[str, object]) -> pd.DataFrame:
    """Return who of the members met whom at which event, oldest first."""
    table = query(graph, "contacts", as_of=_EVER)
    both = table["organisation"].isin(members) & table["partner"].isin(members)
    table = table[both].drop_duplicates(["organisation", "partner", "event"])
    return table.sort_values(["organisation", "begins", "event", "partner"])


def _tie_contacts(
    meetings: pd.DataFrame, members: Mapping[str, tuple[int, ...]], days: Sequence[str]
) -> list[Tie]:
    """Return one tie per pair; its count on a day is that of the events so far, of members."""
    ties = []
    once = meetings[meetings["organisation"] < meetings["partner"]]
    for pair, rows in once.groupby(["organisation", "partner"], sort=True):
        a, b = map(str, pair)
        counts = np.zeros(len(days))
        for begins in rows["begins"]:
            counts[bisect_left(days, begins) :] += 1
        there = [float(n in members[a] and n in members[b]) for n in range(len(days))]
        if any(counts * there):
            ties.append(Tie(a, b, tuple((counts * there).tolist())))
    return ties


def _to_network(graph: "Graph", members: nx.Graph, ties: Iterable[Tie]) -> nx.DiGraph:
    """Return members and suggestions as a network of who can learn from whom."""
    network = nx.DiGraph(members, relation="learning", **describe_graph(graph))
    network.add_weighted_edges_from((tie.target, tie.source, tie.weight) for tie in ties)
    return network


def _count_strengths(graph: "Graph", profiles: Profiles) -> list[tuple[Any, ...]]:
    """Return pairs of members that offer the same topics, and how many topics."""
    table = query(graph, "ties-strength", as_of=profiles.as_of)
    members = profiles.organisations.index
    table = table[table["source"].isin(members) & table["target"].isin(members)]
    counts = table.groupby(["source", "target"]).size().reset_index()
    return list(counts.itertuples(index=False))


def _tie_on_day(edges: Iterable[tuple[Any, ...]], day: int, days: int) -> list[Tie]:
    """Return ties that there are on one day only, of triples with source, target and weight."""
    return [
        Tie(str(a), str(b), tuple(float(weight) if n == day else 0.0 for n in range(days)))
        for a, b, weight in edges
    ]


def _choose(ties: Sequence[Tie]) -> tuple[Tie, ...]:
    """Return the strongest ties, ties broken by their ends."""
    ranked = sorted(ties, key=lambda tie: (-tie.weight, tie.source, tie.target))
    return tuple(ranked[:MOST_TIES])
