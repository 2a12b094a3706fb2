"""Indicators of a network over time: each with its layer, its n, and why where it has no value."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

import networkx as nx
import pandas as pd

from hubgraph.errors import OptionError
from hubgraph.knowledge.queries import query, reference_date, to_date
from hubgraph.knowledge.store import find_snapshot
from hubgraph.matching.ages import last_day
from hubgraph.matching.profiles import build_profiles
from hubgraph.matching.redundancy import list_coverage
from hubgraph.matching.scores import measure_scores
from hubgraph.monitoring.network import build_network
from hubgraph.tables import INDICATORS, build_table, mark_snapshot

if TYPE_CHECKING:
    from rdflib import Graph

Value = tuple[float | None, str | None]
"""A value and no reason, or no value and the reason."""

_LAYERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "members": ("members", "count"),
        "meetings": ("meetings", "count"),
        "contacts": ("contact", "count"),
        "contact_density": ("contact", "share"),
        "contact_centralisation": ("contact", "share"),
        "learning_density": ("learning", "share"),
        "reciprocity": ("learning", "share"),
        "coverage": ("needs", "share"),
        "unmet_need": ("needs", "share"),
    }
)

INDICATOR_NAMES = tuple(_LAYERS)
"""Every indicator, in the order of the table and the picture."""

REASONS = ("none_recorded", "too_few", "no_ties", "no_needs")
"""Why an indicator may have no value."""

_PAIR, _TRIAD = 2, 3


def measure_indicators(graph: "Graph", *, days: Sequence[str | date] | None = None) -> pd.DataFrame:
    """Measure how a network stood on several days (columns: `hubgraph.tables.INDICATORS`).

    `days` None means the end of each year from the first membership on, up to the reference
    date. One row per day and indicator, days in order. What cannot be computed is missing,
    with a reason, never 0: nothing on record does not mean that nothing was.

    members - members of the day
    meetings - meetings on record that began in the year of the day, up to the day; one whose
    month or year alone is stated counts from the end of that time on
    contacts - pairs that took part in the same meeting, joint activity or exchange so far
    contact_density - contacts / (n(n-1)/2)
    contact_centralisation - Σ (largest degree - degree) / ((n-1)(n-2)) (Freeman 1978)
    learning_density - arcs / (n(n-1)); an arc: the teacher had offered what the learner needs
    reciprocity - mutual arcs / arcs
    coverage - Σ demand * best supply of another / Σ open need, as in `measure_redundancy`
    unmet_need - 1 - coverage

    Raises InvalidDateError for a date that is none, OptionError for an empty list of days.

    >>> import hubgraph as hg
    >>> table = hg.measure_indicators(hg.load_graph("musterland"), days=["2020-12-31"])
    >>> table[["indicator", "value", "reason"]].head(2).values.tolist()
    [['members', 0.0, nan], ['meetings', <NA>, 'none_recorded']]
    """
    chosen = list_days(graph) if days is None else sorted({to_date(day) for day in days})
    if not chosen:
        raise OptionError("days", "no day", "at least one day")
    events = query(graph, "events").drop_duplicates("event")
    rows = [row for day in chosen for row in _measure_day(graph, day, events)]
    return mark_snapshot(build_table(rows, INDICATORS), find_snapshot(graph))


def list_days(graph: "Graph") -> list[str]:
    """Return the end of each year from the first membership on, and the reference date.

    >>> import hubgraph as hg
    >>> list_days(hg.load_graph("baden-wuerttemberg"))
    ['2018-12-31', '2019-12-31', '2020-12-31']
    """
    last = reference_date(graph)
    since = query(graph, "memberships")["since"].dropna()
    years = range(int(since.min()[:4]) if len(since) else int(last[:4]), int(last[:4]) + 1)
    ends = {f"{year}-12-31" for year in years}
    return sorted({day for day in ends if day <= last} | {last})


def _measure_day(graph: "Graph", day: str, events: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Rows of one day, one per indicator."""
    contact = build_network(graph, as_of=day, relation="contact")
    learning = build_network(graph, as_of=day, relation="learning")
    coverage, silent = _measure_coverage(graph, day)
    met = _count_meetings(events, day)
    unmet = None if coverage[0] is None else 1 - coverage[0]
    values: dict[str, Value] = {
        "members": (float(len(contact)), None),
        "meetings": (float(met), None) if met else (None, "none_recorded"),
        **measure_contacts(contact),
        **measure_learning(learning),
        "coverage": coverage,
        "unmet_need": (unmet, coverage[1]),
    }
    without = {
        "members": 0,
        "meetings": 0,
        "contact": nx.number_of_isolates(contact),
        "learning": nx.number_of_isolates(learning),
        "needs": silent,
    }
    for name, (layer, unit) in _LAYERS.items():
        value, reason = values[name]
        yield {
            "as_of": day,
            "indicator": name,
            "layer": layer,
            "value": value,
            "unit": unit,
            "members": len(contact),
            "without_data": without[layer],
            "reason": reason,
        }


def measure_contacts(network: nx.Graph) -> dict[str, Value]:
    """Return number, density and degree centralisation of contacts.

    No contact on record is no value. Density needs two members, centralisation three.

    >>> measure_contacts(nx.star_graph(3))["contact_centralisation"]
    (1.0, None)
    """
    n, edges = len(network), network.number_of_edges()
    if not edges:
        names = ("contacts", "contact_density", "contact_centralisation")
        return dict.fromkeys(names, (None, "too_few" if n < _PAIR else "none_recorded"))
    degrees = [degree for _, degree in network.degree()]
    spread = sum(max(degrees) - degree for degree in degrees)
    central: Value = (spread / ((n - 1) * (n - 2)), None) if n >= _TRIAD else (None, "too_few")
    return {
        "contacts": (float(edges), None),
        "contact_density": (edges / (n * (n - 1) / 2), None),
        "contact_centralisation": central,
    }


def measure_learning(network: nx.DiGraph) -> dict[str, Value]:
    """Return density and reciprocity of a directed network; without arcs no reciprocity.

    >>> measure_learning(nx.DiGraph([(1, 2), (2, 1), (2, 3)]))["learning_density"]
    (0.5, None)
    """
    n, arcs = len(network), network.number_of_edges()
    mutual = sum(network.has_edge(b, a) for a, b in network.edges)
    density: Value = (arcs / (n * (n - 1)), None) if n >= _PAIR else (None, "too_few")
    return {
        "learning_density": density,
        "reciprocity": (mutual / arcs, None) if arcs else (None, "no_ties"),
    }


def _measure_coverage(graph: "Graph", day: str) -> tuple[Value, int]:
    """Covered share of all open need, and how many members stated no need."""
    profiles = build_profiles(graph, as_of=day)
    stated = profiles.statements
    asking = stated.loc[stated["kind"] == "hg:Need", "organisation"].nunique()
    silent = len(profiles.organisations) - int(asking)
    if not asking:
        return (None, "no_needs"), silent
    benefit = measure_scores(profiles).benefit
    total = float(benefit.total.sum())
    if total <= 0:
        return (None, "no_needs"), silent
    steps = list_coverage(benefit)
    return (float((steps["demand"] * steps["covered"]).sum()) / total, None), silent


def _count_meetings(events: pd.DataFrame, day: str) -> int:
    """Count the meetings of the day's year that had begun by the day for certain."""
    begins = events.loc[events["kind"] == "hg:Meeting", "begins"].dropna()
    begun = [text for text in begins if text[:4] == day[:4]]
    return sum(last_day(text).isoformat() <= day for text in begun)
