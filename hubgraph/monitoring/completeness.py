"""Completeness: what is missing per hub, what each gap costs, and what to ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

import pandas as pd

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.errors import OptionError
from hubgraph.knowledge.queries import query
from hubgraph.matching.costs import measure_widths
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles, build_profiles
from hubgraph.matching.scores import measure_scores
from hubgraph.monitoring.gaps import list_gaps, rank_gaps, write_gaps
from hubgraph.tables import CHECKED, MISSING, build_table

if TYPE_CHECKING:
    from rdflib import Graph

_WIDTH = 88
_ASKED = 2
_STATED = ("offers", "needs", "own_levels")


@dataclass(frozen=True)
class Completeness:
    """What is missing, stale or unsourced, per hub, and what was looked at.

    `table` has one row per gap (columns: `hubgraph.tables.MISSING`): hubs in order of
    identifier; within a hub first a side on which nothing is stated, then the largest cost.
    `checked` counts what was looked at per hub (`hubgraph.tables.CHECKED`): one that has
    stated nothing is not complete. `width` is the sum of high - low over all suggestions,
    the certainty that is missing as a whole, in the unit of the score; costs are parts of
    it that overlap. `as_of` is the day, `lang` the language of the texts.
    """

    table: pd.DataFrame
    checked: pd.DataFrame
    width: float
    as_of: str
    lang: str

    @property
    def statements(self) -> int:
        """Number of statements that were checked; 0 says that nothing is known to be fine."""
        return int(self.checked[list(_STATED)].to_numpy().sum())

    @property
    def questions(self) -> pd.DataFrame:
        """What to ask, the first two gaps of each hub, never two about one statement."""
        about = self.table["statement"].fillna(self.table["kind"])
        first = ~self.table.assign(about=about).duplicated(["organisation", "about"])
        rows = self.table[first].groupby("organisation").head(_ASKED)
        return rows.reset_index(drop=True)

    @property
    def summary(self) -> str:
        """One sentence: how much was checked, and how much is missing."""
        catalogue = load_catalogue(self.lang)
        day = catalogue.day(self.as_of)
        if self.checked.empty:
            return catalogue.text("missing.nobody", date=day)
        counts = {"hubs": len(self.checked), "statements": self.statements, "gaps": len(self)}
        numbers = {name: catalogue.number(count, digits=0) for name, count in counts.items()}
        return catalogue.text("gap.summary", date=day, **numbers)

    def __len__(self) -> int:
        """Count the gaps."""
        return len(self.table)

    def __repr__(self) -> str:
        """One line: hubs and statements checked, gaps found."""
        return (
            f"<Completeness as of {self.as_of}: {len(self)} gaps, "
            f"{self.statements} statements of {len(self.checked)} hubs checked>"
        )

    def to_text(self, *, only_questions: bool = False) -> str:
        """Text per hub: what was checked, what is missing, what to ask."""
        catalogue = load_catalogue(self.lang)
        lines = [self.summary]
        if len(self) and not only_questions:
            lines += wrap(catalogue.text("gap.cost", width=catalogue.number(self.width)), _WIDTH)
        for hub, gaps, questions in self._hubs():
            lines += ["", hub["name"]]
            if not only_questions:
                lines += [_write_checked(hub, catalogue), *_gap_lines(gaps, catalogue)]
            lines += _question_lines(questions)
        return "".join(f"{line}\n" for line in lines)

    def _repr_html_(self) -> str:
        """Table for a notebook, one row per hub: its questions, and its gaps to unfold."""
        catalogue = load_catalogue(self.lang)
        head = "".join(
            f"<th style='text-align:left'>{escape(catalogue.text(f'gap.table.{name}'))}</th>"
            for name in ("name", "checked", "questions")
        )
        rows = "".join(_row_html(*parts, catalogue) for parts in self._hubs())
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        return f"<div><p>{escape(self.summary)}</p>{table if rows else ''}</div>"

    def _hubs(self) -> Iterator[tuple[pd.Series, pd.DataFrame, pd.DataFrame]]:
        """Each hub with its gaps and its questions."""
        gaps, questions = (
            dict(iter(rows.groupby("organisation"))) for rows in (self.table, self.questions)
        )
        for _, hub in self.checked.iterrows():
            none, mine = self.table.iloc[:0], hub["organisation"]
            yield hub, gaps.get(mine, none), questions.get(mine, none)


def find_missing(
    graph: "Graph",
    *,
    as_of: str | date | None = None,
    lang: str = "en",
    stale_after: int = 24,
    options: MatchingOptions = MatchingOptions(),
) -> Completeness:
    """Find what is missing, stale or unsourced per hub, and what each gap costs in certainty.

    Looks at the members of a day and the statements that count on it. `as_of` is that day, a
    date or YYYY-MM-DD, None the network's reference date; `lang` the language of the texts,
    such as 'de'; `stale_after` the number of months, at least 1, after which a statement
    should be renewed; `options` are the parameters of matching.

    Cost = Σ (high - low) over all suggestions, less the same sum with this one gap closed:
    a level stated as the one that is taken instead, an unknown own level declared as 0, a
    stale offer renewed on the day. In the unit of the score, from 0 up to the number of the
    hub's suggestions; 0 where closing this gap alone narrows nothing; missing for kinds no
    interval depends on, such as a missing seat. Costs overlap and do not add up.

    Raises InvalidDateError for a date that is none, UnknownNameError for an unknown language,
    OptionError for a `stale_after` below 1.

    >>> import hubgraph as hg
    >>> missing = hg.find_missing(hg.load_graph("baden-wuerttemberg"))
    >>> missing.statements, int(missing.questions.groupby("organisation").size().max())
    (238, 2)
    """
    if stale_after < 1:
        raise OptionError("stale_after", stale_after, "1 or more months")
    catalogue = load_catalogue(lang)
    profiles = build_profiles(graph, as_of=as_of)
    scores = measure_scores(profiles, options=options)
    hubs = query(graph, "hubs", as_of=profiles.as_of)
    gaps = list_gaps(
        profiles,
        stale_after=stale_after,
        seated=hubs.loc[hubs["seat"].fillna("") != "", "hub"],
        served=query(graph, "cq-13a")["organisation"],
    )
    rows = list(write_gaps(rank_gaps(gaps, scores), profiles, catalogue))
    return Completeness(
        table=build_table(rows, MISSING, options=options.hash),
        checked=build_table(list(_count_checked(profiles, gaps)), CHECKED),
        width=float(measure_widths(scores).sum()),
        as_of=profiles.as_of,
        lang=lang,
    )


def _count_checked(profiles: Profiles, gaps: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Rows of the contract `CHECKED`: each member with its statements and gaps."""
    stated = profiles.statements.groupby(["organisation", "kind"]).size().to_dict()
    found = gaps["organisation"].value_counts().to_dict()
    for organisation, name in profiles.organisations["name"].items():
        kinds = zip(_STATED, ("hg:Offer", "hg:Need", "hg:OwnLevel"), strict=True)
        counts = {column: stated.get((organisation, kind), 0) for column, kind in kinds}
        yield counts | {
            "organisation": organisation,
            "name": name,
            "gaps": found.get(organisation, 0),
            "as_of": profiles.as_of,
        }


def _write_checked(hub: pd.Series, catalogue: Catalogue) -> str:
    """Say what was checked of a hub; nothing stated is nothing checked."""
    if not hub[list(_STATED)].any():
        return catalogue.text("gap.unchecked", gaps=hub["gaps"])
    counts = {name: hub[name] for name in (*_STATED, "gaps")}
    return catalogue.text("gap.checked", **counts)


def _gap_lines(gaps: pd.DataFrame, catalogue: Catalogue) -> list[str]:
    """One paragraph per kind of gap: its topics, each with its cost where it has one."""
    lines = []
    for kind, rows in gaps.groupby("kind", sort=False):
        topics = [
            label if round(cost, 3) == 0 else f"{label} {catalogue.number(cost)}"
            for label, cost in zip(rows["topic_label"], rows["cost"].fillna(0), strict=True)
            if pd.notna(label)
        ]
        text = catalogue.text(f"gap.kind.{kind}") + (f" ({len(topics)}): " if topics else "")
        text += "; ".join(topics)
        lines += wrap(text, _WIDTH, initial_indent="-  ", subsequent_indent="   ")
    return lines


def _question_lines(questions: pd.DataFrame) -> list[str]:
    """Numbered questions, below each what its answer settles."""
    lines = []
    for number, row in enumerate(questions.itertuples(), start=1):
        lines += wrap(f"{number}. {row.question}", _WIDTH, subsequent_indent="   ")
        lines += wrap(str(row.settles), _WIDTH, initial_indent="   ", subsequent_indent="   ")
    return lines


def _row_html(
    hub: pd.Series, gaps: pd.DataFrame, questions: pd.DataFrame, catalogue: Catalogue
) -> str:
    """One hub as a table row, every text escaped."""
    items = "".join(f"<li>{escape(text)}</li>" for text in gaps["sentence"])
    checked = f"<summary>{escape(_write_checked(hub, catalogue))}</summary><ul>{items}</ul>"
    asked = "".join(
        f"<li>{escape(question)}<br><small>{escape(settles)}</small></li>"
        for question, settles in questions[["question", "settles"]].to_numpy()
    )
    cells = (escape(hub["name"]), f"<details>{checked}</details>", f"<ol>{asked}</ol>")
    texts = "".join(f"<td style='text-align:left'>{cell}</td>" for cell in cells)
    return f"<tr>{texts}</tr>"
