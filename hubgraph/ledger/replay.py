"""Replay: a run on record is made again, and compared with what was shown."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from hubgraph.catalogue import load_catalogue
from hubgraph.errors import UnknownNameError
from hubgraph.explanation.company import suggest_hubs_for_company
from hubgraph.explanation.entries import list_rows, list_settings
from hubgraph.explanation.interests import suggest_colearning, suggest_teamups
from hubgraph.explanation.learning import suggest_helping, suggest_learning
from hubgraph.explanation.openings import suggest_openings
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.explanation.swaps import suggest_swaps
from hubgraph.knowledge.graph import open_graph
from hubgraph.knowledge.ledger import drop_reactions
from hubgraph.knowledge.queries import query
from hubgraph.knowledge.rights import build_public
from hubgraph.matching.contents import list_contents, read_contents
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import build_profiles
from hubgraph.tables import REPLAY, build_table

if TYPE_CHECKING:
    from rdflib import Graph

_QUESTIONS: Mapping[str, Any] = {
    "learning": suggest_learning,
    "helping": suggest_helping,
    "swap": suggest_swaps,
    "colearning": suggest_colearning,
    "teamup": suggest_teamups,
    "opening": suggest_openings,
    "company": suggest_hubs_for_company,
}
_LISTED = 20


@dataclass(frozen=True)
class Replay:
    """What came of making a run again.

    `run` is its id. `stored` and `fresh` are the rows of the answer as JSON, one text each, then
    and now. `table` says what differs (columns: `hubgraph.tables.REPLAY`): the program, the
    options, the data row by row, the answer cell by cell; it is empty where nothing does. `lang`
    is the language the replay shows itself in.
    """

    run: str
    stored: tuple[str, ...] = field(repr=False)
    fresh: tuple[str, ...] = field(repr=False)
    table: pd.DataFrame = field(repr=False)
    lang: str = "en"

    @property
    def same(self) -> bool:
        """Whether the run was reproduced: same program, options and data, same answer."""
        return self.table.empty

    def __repr__(self) -> str:
        """One line: the run, and how many differences there are."""
        return f"<Replay of run {self.run}: {len(self.table)} differences>"

    def to_text(self) -> str:
        """Say whether all is the same to the byte, else what differs, the first 20."""
        return "".join(f"{line}\n" for line in self._say())

    def _repr_html_(self) -> str:
        """Show the same in a notebook, escaped."""
        head, *rest = self._say()
        items = "".join(f"<li>{escape(line)}</li>" for line in rest)
        return f"<div><p>{escape(head)}</p>{f'<ul>{items}</ul>' if items else ''}</div>"

    def _say(self) -> list[str]:
        """Sentences: the result, then the differences."""
        text = load_catalogue(self.lang).text
        if self.same:
            return [text("ledger.same", run=self.run, n=len(self.stored))]
        lines = [text("ledger.differs", run=self.run)]
        if self.stored == self.fresh and "answer" not in set(self.table["kind"]):
            lines.append(text("ledger.same_rows"))
        for row in self.table.head(_LISTED).to_dict("records"):
            kind = str(row["kind"])
            key = kind if kind in {"code", "option"} else f"{kind}.{row['change']}"
            words = {name: row[name] for name in ("key", "stored", "fresh")}
            lines.append(text(f"ledger.{key}", **words))
        if len(self.table) > _LISTED:
            lines.append(text("ledger.more", n=len(self.table) - _LISTED))
        return lines


def replay_run(graph: "Graph | str | Path", *, run: str, lang: str = "en") -> Replay:
    """Make a run on record again, from the data and with the settings it names.

    `graph` is a graph, or whatever `open_graph` opens; `run` the id of the run. The answer is
    computed anew from the statements of the graph as of the day of the run, without what was
    decided on its own suggestions, and compared to the byte with what is on record. Where the
    data, an option or the version of the program is another one, the replay says which.

    Raises UnknownNameError for a run that is not on record, and what `open_graph` raises.

    >>> import hubgraph as hg
    >>> graph = hg.load_graph("musterland")
    >>> suggestions = hg.suggest_swaps(hg.build_profiles(graph), top=3)
    >>> entry = hg.record_run(suggestions, into=graph, recorded_on="2022-01-10")
    >>> hg.replay_run(entry.graph, run=entry.identifier).same
    True
    """
    place = open_graph(graph) if isinstance(graph, str | Path) else graph
    run = run.removeprefix("hgd:").removeprefix("run-")
    record = query(place, "run-record", run=run)
    if record.empty:
        known = query(place, "runs")["run"].tolist()
        raise UnknownNameError(run, known, kind="run", hint="See: hubgraph runs")
    head = record.iloc[0]
    settings = json.loads(head["settings"])
    stored, gaps = tuple(record["row"].dropna()), json.loads(head["gaps"])
    source = drop_reactions(place, str(head["node"]))
    fresh = _ask_again(build_public(source) if settings["public"] else source, settings)
    rows = [
        *_compare_settings(settings, list_settings(fresh)),
        *_compare_contents(read_contents(head["contents"]), list_contents(fresh.scores.profiles)),
        *_compare_answers("", list(stored), list_rows(fresh.table)),
        *_compare_answers("open need ", list(map(_dump, gaps)), list_rows(fresh.open_needs)),
    ]
    table = build_table(rows, REPLAY)
    return Replay(run, stored, tuple(list_rows(fresh.table)), table, lang)


def _ask_again(graph: "Graph", settings: Mapping[str, Any]) -> Suggestions:
    """Answer to the question of a run from a graph; options that are gone are left out."""
    known = {each.name for each in fields(MatchingOptions)}
    kept = {name: value for name, value in settings["options"].items() if name in known}
    asked = dict(settings["asked"])
    if asked.get("seat") is not None:
        asked["seat"] = tuple(asked["seat"])
    profiles = build_profiles(graph, as_of=settings["as_of"])
    question = _QUESTIONS[settings["query"]]
    answer: Suggestions = question(
        profiles, **asked, lang=settings["lang"], options=MatchingOptions(**kept)
    )
    return answer


def _compare_settings(
    stored: Mapping[str, Any], fresh: Mapping[str, Any]
) -> Iterator[dict[str, object]]:
    """Differences of the program and of the options."""
    if stored["hubgraph"] != fresh["hubgraph"]:
        yield _differ("code", "hubgraph", stored["hubgraph"], fresh["hubgraph"])
    before, after = ({**each["options"], "hash": each["options_hash"]} for each in (stored, fresh))
    yield from _compare("option", "", before, after)


def _compare_contents(
    stored: Mapping[str, str], fresh: Mapping[str, str]
) -> Iterator[dict[str, object]]:
    """Rows of the data that came, went or changed."""
    return _compare("data", "", stored, fresh)


def _compare_answers(
    prefix: str, stored: list[str], fresh: list[str]
) -> Iterator[dict[str, object]]:
    """Cells of the answer that differ, and rows that one side alone has."""
    for place in range(max(len(stored), len(fresh))):
        name = f"{prefix}{place + 1}"
        if place >= min(len(stored), len(fresh)):
            sides = (each[place] if place < len(each) else None for each in (stored, fresh))
            yield _differ("answer", name, *sides)
        elif stored[place] != fresh[place]:
            yield from _compare(
                "answer", f"{name} ", json.loads(stored[place]), json.loads(fresh[place])
            )


def _compare(
    kind: str, prefix: str, stored: Mapping[str, Any], fresh: Mapping[str, Any]
) -> Iterator[dict[str, object]]:
    """Values that differ, by name; those of the stored ones first."""
    for name in dict.fromkeys([*stored, *fresh]):
        if stored.get(name, _ABSENT) != fresh.get(name, _ABSENT):
            yield _differ(
                kind, f"{prefix}{name}",
                _spell(stored.get(name, _ABSENT)), _spell(fresh.get(name, _ABSENT)),
            )  # fmt: skip


_ABSENT = object()


def _spell(value: object) -> str | None:
    """Value as text, None where there is none."""
    if value is _ABSENT:
        return None
    return value if isinstance(value, str) else _dump(value)


def _dump(value: object) -> str:
    """Plain value as JSON, as rows of answers are spelled."""
    return json.dumps(value, ensure_ascii=False)


def _differ(kind: str, key: str, stored: str | None, fresh: str | None) -> dict[str, object]:
    """One row of the differences."""
    change = "added" if stored is None else "removed" if fresh is None else "changed"
    return {"kind": kind, "change": change, "key": key, "stored": stored, "fresh": fresh}
