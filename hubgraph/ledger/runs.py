"""Runs: suggestions that were shown are kept, with all that is needed to make them again."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from hubgraph.errors import HubgraphError, require_type
from hubgraph.explanation.entries import (
    DIGITS,
    build_run,
    build_suggestion,
    find_evidence,
    list_rows,
    list_settings,
)
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.knowledge.entries import Fields
from hubgraph.knowledge.ledger import Entry, add_entry
from hubgraph.knowledge.queries import query, to_date
from hubgraph.knowledge.rights import build_public
from hubgraph.matching.contents import hash_contents, list_contents
from hubgraph.matching.profiles import Profiles, build_profiles

if TYPE_CHECKING:
    from pathlib import Path

    from rdflib import Graph


def record_run(
    suggestions: Suggestions, *, into: "Graph | str | Path", recorded_on: str | date
) -> Entry:
    """Record suggestions in the ledger, so that they can be decided on, followed up and replayed.

    `into` is the network they were made from: a folder ``network.hg``, which gets one batch, or
    a graph in memory, of which a copy with the run is returned (`Entry.graph`). `recorded_on` is
    the day, a date or YYYY-MM-DD. Kept are, in a named graph of the run's own (``hgd:run-…``):
    the question with all settings, the fingerprint of the data row by row, the day, each row
    of the table as it was shown, and as RDF who, rank, score, interval, certainty, and the parts
    the score is the sum of, with the statements they rest on. Whatever the data rest on is named
    too: `build_public` leaves out a run where any of it is restricted.

    The id of a run follows from its content: the same run on the same day is recorded once.
    The n-th row of the table is the suggestion ``<id of the run>-<n>``.

    Raises HubgraphError if the suggestions were not made from this graph as it is now,
    InvalidDateError for a date that is none, WrongTypeError for anything but suggestions, and
    what writing raises: OptionError, MissingFileError, BusyError.

    >>> import hubgraph as hg
    >>> graph = hg.load_graph("musterland")
    >>> suggestions = hg.suggest_learning(hg.build_profiles(graph), top=1)
    >>> entry = hg.record_run(suggestions, into=graph, recorded_on="2022-01-10")
    >>> len(hg.query(entry.graph, "suggested")) == len(suggestions)
    True
    """
    require_type(suggestions, Suggestions, hint="Make them with hg.suggest_learning(profiles).")
    day = to_date(recorded_on)

    def build(graph: "Graph") -> tuple[str, Sequence[Fields]]:
        """Entry of the run for the graph as it stands."""
        source = graph if suggestions.snapshot is None else build_public(graph)
        _require_same_data(suggestions.scores.profiles, source)
        sources = query(source, "source-nodes")["node"]
        return _build_entry(suggestions, day, sources)

    return add_entry(into, build)


def _require_same_data(profiles: Profiles, graph: "Graph") -> None:
    """Refuse suggestions that this graph would not give: they could not be replayed."""
    fresh = build_profiles(graph, as_of=profiles.as_of)
    if list_contents(fresh) != list_contents(profiles):
        hint = "Make them anew from it, and record those."
        raise HubgraphError("The suggestions were not made from this graph as it is.", hint=hint)


def _build_entry(
    suggestions: Suggestions, day: str, sources: Iterable[str]
) -> tuple[str, Sequence[Fields]]:
    """Name of the run's graph, and its nodes; `sources` are those of the whole graph."""
    profiles, settings = suggestions.scores.profiles, list_settings(suggestions)
    rows, gaps = list_rows(suggestions.table), list_rows(suggestions.open_needs)
    data = hash_contents(list_contents(profiles))
    content = json.dumps([settings, data, rows, gaps, day], sort_keys=True)
    name = f"hgd:run-{sha256(content.encode()).hexdigest()[:DIGITS]}"
    run = build_run(name, profiles, settings, sources=sources, made_on=day)
    plain = [json.loads(row) for row in rows]
    nodes = [
        {
            **build_suggestion(f"{name}-{n}", name, row, find_evidence(suggestions, row)),
            "prov:value": text,
        }
        for n, (row, text) in enumerate(zip(plain, rows, strict=True), start=1)
    ]
    return name, [{**run, "prov:value": f"[{', '.join(gaps)}]"}, *nodes]
