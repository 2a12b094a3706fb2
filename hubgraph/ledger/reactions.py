"""Reactions: what was decided on a suggestion, and what came of it."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, get_args

from hubgraph.errors import OptionError, UnknownNameError
from hubgraph.explanation.entries import DIGITS
from hubgraph.knowledge.entries import Fields
from hubgraph.knowledge.ledger import Entry, add_entry
from hubgraph.knowledge.queries import query, to_date

if TYPE_CHECKING:
    from pathlib import Path

    from rdflib import Graph

Decision = Literal["taken", "declined", "postponed"]
"""What can be decided on a suggestion."""

REASONS: Mapping[str, str] = {
    "no_capacity": "hg:noCapacityReason",
    "in_contact": "hg:inContactReason",
    "need_met": "hg:needMetReason",
    "unsuitable": "hg:unsuitableReason",
    "long_way": "hg:longWayReason",
    "other": "hg:otherReason",
}
"""Reasons for a decision, and their concepts."""

MOST_USEFUL = 3
"""Highest grade of usefulness."""

_LEVELS = range(1, 6)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")


def record_decision(
    suggestion: str,
    *,
    into: "Graph | str | Path",
    decision: Decision,
    on: str | date,
    reason: str | None = None,
    note: str | None = None,
) -> Entry:
    """Record what was decided on a suggestion: 'taken', 'declined' or 'postponed'.

    `suggestion` is its id, ``<id of the run>-<place in the table>``; `into` as in `record_run`.
    `on` is the day it was decided, a date or YYYY-MM-DD. `reason` is one of `REASONS`, `note` a
    text besides, with roles instead of names of persons; None gives none. A later decision takes
    the place of an earlier one, which stays on record. What is declined loses something in the
    next run for a while (`MatchingOptions.declined_weight`). Decisions are restricted: a public
    part has none of them.

    Raises UnknownNameError for a run, suggestion or reason that is not known, OptionError for
    another decision, a day before the suggestion or the last decision on it, or a note with an
    e-mail address, InvalidDateError for a date that is none, and what writing raises.

    >>> import hubgraph as hg
    >>> graph = hg.load_graph("musterland")
    >>> suggestions = hg.suggest_learning(hg.build_profiles(graph), top=1)
    >>> run = hg.record_run(suggestions, into=graph, recorded_on="2022-01-10")
    >>> first = f"{run.identifier}-1"
    >>> entry = hg.record_decision(first, into=run.graph, decision="taken", on="2022-02-01")
    >>> hg.query(entry.graph, "suggested")["decided"].iloc[0]
    'hg:taken'
    """
    if decision not in get_args(Decision):
        raise OptionError("decision", decision, ", ".join(get_args(Decision)))
    if reason is not None and reason not in REASONS:
        raise UnknownNameError(reason, list(REASONS), kind="reason")
    if note is not None and _ADDRESS.search(note):
        raise OptionError("note", note, "roles instead of persons and their addresses")
    day = to_date(on)
    said: Fields = {
        "rdf:type": "hg:Decision",
        "hg:decided": f"hg:{decision}",
        "hg:decidedOn": day,
        "hg:reason": None if reason is None else REASONS[reason],
        "dcterms:description": (note or "").strip() or None,
    }

    def build(graph: "Graph") -> tuple[str, Sequence[Fields]]:
        """Entry of the decision for the graph as it stands."""
        row = _find_suggestion(graph, suggestion)
        _require_day(day, row["ended"], "when it was suggested")
        _require_day(day, row["decided_on"], "when it was last decided")
        before = {
            "hg:decided": row["decided"],
            "hg:decidedOn": row["decided_on"],
            "hg:reason": row["reason"],
            "dcterms:description": row["note"],
        }
        return _build_entry("decision", said, row["suggestion"], row["decision"], before)

    return add_entry(into, build)


def record_outcome(
    suggestion: str,
    *,
    into: "Graph | str | Path",
    met: bool,
    on: str | date,
    useful: int | None = None,
    level_reached: int | None = None,
) -> Entry:
    """Record what came of a suggestion: whether those concerned met, and what it was worth.

    `suggestion` and `into` are as in `record_decision`; `on` is the day it was settled. `useful`
    is the learner's grade, 0 (nothing of it) to 3 (very much), `level_reached` its level on the
    main topic now, 1 to 5; None is not known (yet). The outcome is 'level reached' where that is
    the target of the need or more; where no target is stated it is never claimed. A later outcome
    takes the place of an earlier one. It is no contact: the meeting itself, stated as an event,
    counts as one. Outcomes are restricted, as decisions are.

    Raises UnknownNameError for a run or suggestion that is not known, OptionError for a grade
    or level out of range or of those who have not met, or a day before the suggestion, the
    decision or the last outcome, InvalidDateError for a date that is none, and what writing
    raises.

    >>> import hubgraph as hg
    >>> graph = hg.load_graph("musterland")
    >>> suggestions = hg.suggest_learning(hg.build_profiles(graph), top=1)
    >>> run = hg.record_run(suggestions, into=graph, recorded_on="2022-01-10")
    >>> first = f"{run.identifier}-1"
    >>> entry = hg.record_outcome(first, into=run.graph, met=True, useful=2, on="2022-05-01")
    >>> hg.query(entry.graph, "suggested")["outcome"].iloc[0]
    'hg:useful'
    """
    _require_grade("useful", useful, range(MOST_USEFUL + 1), met=met)
    _require_grade("level_reached", level_reached, _LEVELS, met=met)
    day = to_date(on)

    def build(graph: "Graph") -> tuple[str, Sequence[Fields]]:
        """Entry of the follow-up for the graph as it stands."""
        row = _find_suggestion(graph, suggestion)
        _require_day(day, row["ended"], "when it was suggested")
        _require_day(day, row["decided_on"], "when it was decided")
        _require_day(day, row["reported_on"], "of the last outcome")
        reached = None not in (level_reached, row["target"]) and level_reached >= row["target"]
        said: Fields = {
            "rdf:type": "hg:FollowUp",
            "hg:outcome": _name_outcome(met=met, useful=useful, reached=reached),
            "hg:usefulness": useful,
            "hg:level": level_reached,
            "hg:reportedOn": day,
        }
        before = {
            "hg:outcome": row["outcome"],
            "hg:usefulness": row["usefulness"],
            "hg:level": row["level"],
            "hg:reportedOn": row["reported_on"],
        }
        return _build_entry("follow-up", said, row["suggestion"], row["report"], before)

    return add_entry(into, build)


def _find_suggestion(graph: "Graph", name: str) -> dict[str, Any]:
    """Row of a suggestion on record, missing as None."""
    table = query(graph, "suggested")
    given = name.removeprefix("hgd:").removeprefix("run-")
    run = given.rpartition("-")[0] or given
    runs = list(dict.fromkeys(table["run"]))
    if run not in runs:
        raise UnknownNameError(run, runs, kind="run with suggestions", hint="See: hubgraph runs")
    known = table["suggestion"].str.removeprefix("hgd:run-")
    if given not in set(known):
        listed = known[table["run"] == run].tolist()
        raise UnknownNameError(given, listed, kind="suggestion", hint=f"It has {len(listed)}.")
    row = table.astype(object).where(table.notna(), None)[(known == given).to_numpy()].iloc[0]
    return {str(column): value for column, value in row.items()}


def _require_day(day: str, earliest: str | None, what: str) -> None:
    """Refuse a day before the one it follows, as far as both are told."""
    if earliest is not None and day[: len(earliest)] < earliest:
        raise OptionError("on", day, f"a day from {earliest}, {what}")


def _require_grade(name: str, value: int | None, allowed: range, *, met: bool) -> None:
    """Refuse a grade out of range, or of those who have not met."""
    if value is None:
        return
    if not met:
        raise OptionError(name, value, "nothing where they have not met")
    if isinstance(value, bool) or value not in allowed:
        raise OptionError(name, value, f"{allowed[0]} to {allowed[-1]}")


def _name_outcome(*, met: bool, useful: int | None, reached: bool) -> str:
    """Concept of what came of a suggestion."""
    if not met:
        return "hg:notMet"
    if reached:
        return "hg:levelReached"
    if useful is None:
        return "hg:pending"
    return "hg:useful" if useful else "hg:notUseful"


def _build_entry(
    kind: str, said: Fields, suggestion: str, last: str | None, before: Mapping[str, Any]
) -> tuple[str, Sequence[Fields]]:
    """Name and node of a reaction that replaces the last one; what says the same is that one."""
    if last is not None and all(said[link] == value for link, value in before.items()):
        return last, []
    content = json.dumps([suggestion, dict(said), last], sort_keys=True)
    name = f"hgd:{kind}-{sha256(content.encode()).hexdigest()[:DIGITS]}"
    restricted = {"dcterms:accessRights": "hg:restrictedAccess"}
    used = {"id": name, "prov:used": suggestion, "dcterms:replaces": last}
    return name, [{**used, **said, **restricted}]
