"""Suggestions: tables with their reasons that show themselves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Any

import pandas as pd

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.explanation.members import to_row
from hubgraph.explanation.parts import Evidence, sum_parts
from hubgraph.explanation.rows import Row
from hubgraph.explanation.sentences import write_footing, write_heading
from hubgraph.explanation.showing import round_to_sum
from hubgraph.matching.scores import Scores
from hubgraph.tables import OPEN_NEEDS, SUGGESTIONS, build_table, mark_snapshot

_WIDTH = 88
_ASKED = {"learning": "learner", "opening": "learner", "company": "learner", "helping": "teacher"}
"""Role of those a query is about; other queries are about all their members alike."""

_PAIRS = ("learning", "helping", "company")
"""Questions whose score is that of one learner with one teacher."""

_HEADS = {
    "learner": ("learner", "rank", "teacher"),
    "teacher": ("teacher", "rank", "learner"),
    "members": ("rank", "members"),
}


@dataclass(frozen=True)
class Suggestions:
    """Suggestions and what stands behind them.

    `query` is what was asked, one of `explanation.rows.QUERIES`. `table` has one row per
    suggestion, those asked about in order of identifier, best first (columns:
    `hubgraph.tables.SUGGESTIONS`, the same for every query). `open_needs` has one row per need
    nobody in the network serves and per learner who stated none (`hubgraph.tables.OPEN_NEEDS`;
    empty where not learners are asked about). `scores` are the scores of all pairs, `lang` the
    language of the texts. `asked` are the arguments of the question besides `lang` and `options`:
    whom it is about (None: everybody), `top` and so on.
    """

    query: str
    table: pd.DataFrame
    open_needs: pd.DataFrame
    scores: Scores
    lang: str
    asked: Mapping[str, Any]

    @property
    def as_of(self) -> str:
        """Day (YYYY-MM-DD) the suggestions refer to."""
        return self.scores.profiles.as_of

    @property
    def network(self) -> str:
        """Name of the network in the language of the texts, '' if it has none."""
        return self.scores.profiles.network_name(self.lang)

    @property
    def snapshot(self) -> str | None:
        """Snapshot of the public part they were made from, None if from another graph."""
        return self.scores.profiles.snapshot

    def __len__(self) -> int:
        """Count the suggestions."""
        return len(self.table)

    def __repr__(self) -> str:
        """One line: network, as of when, what was asked, how many."""
        return (
            f"<Suggestions ({self.query}) for {self.network or 'a network'} as of {self.as_of}: "
            f"{len(self)}, {len(self.open_needs)} open needs>"
        )

    @property
    def gaps(self) -> list[str]:
        """Sentences that say where nothing can be suggested, and why not."""
        if self.scores.profiles.organisations.empty:
            catalogue = load_catalogue(self.lang)
            return [catalogue.text("missing.nobody", date=catalogue.day(self.as_of))]
        return self.open_needs["sentence"].tolist()

    def to_text(self) -> str:
        """Text: each suggestion with its reason, then where nothing can be said."""
        catalogue = load_catalogue(self.lang)
        lines = [write_heading(self.as_of, self.network, catalogue)]
        lines += [catalogue.text(f"query.{self.query}")]
        for name, rows, sentences in self._group():
            lines += ["", *filter(None, [name])]
            lines += [line for row in rows for line in self._write_lines(row, catalogue)]
            for sentence in sentences:
                lines += wrap(sentence, _WIDTH, initial_indent="-  ", subsequent_indent="   ")
        if self.table.empty and self.open_needs.empty:
            lines += ["", *(self.gaps or [catalogue.text("query.nothing")])]
        lines += ["", *write_footing(self.snapshot, self.scores.options_hash, catalogue)]
        return "".join(f"{line}\n" for line in lines)

    def _repr_html_(self) -> str:
        """Table for a notebook: the Why? of each row unfolds; then where nothing can be said."""
        catalogue = load_catalogue(self.lang)
        head = "".join(
            f"<th style='text-align:left'>{escape(catalogue.text(f'table.{name}'))}</th>"
            for name in (*_HEADS[self._asked], "topic", "score", "certainty", "why")
        )
        rows = "".join(self._write_html(row, catalogue) for row in self._rows)
        title = escape(catalogue.text("missing.title"))
        items = "".join(f"<li>{escape(text)}</li>" for text in self.gaps)
        summary = f"<summary>{title} ({len(self.gaps)})</summary>"
        gaps = f"<details>{summary}<ul>{items}</ul></details>"
        asked = catalogue.text(f"query.{self.query}")
        heading = escape(f"{write_heading(self.as_of, self.network, catalogue)} · {asked}")
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        origin = f" data-snapshot='{self.snapshot}'" if self.snapshot else ""
        return f"<div{origin}><p>{heading}</p>{table}{gaps if items else ''}</div>"

    @property
    def _rows(self) -> list[dict[str, Any]]:
        """Rows of the table."""
        rows = self.table.to_dict("records")
        return [{str(name): value for name, value in row.items()} for row in rows]

    @property
    def _asked(self) -> str:
        """Role of those the query is about: learner, teacher or, where all are, members."""
        return _ASKED.get(self.query, "members")

    def _group(self) -> Iterator[tuple[str, list[dict[str, Any]], list[str]]]:
        """Name, rows and open needs of each member asked about; all at once without a name."""
        rows, asked = self._rows, self._asked
        if asked == "members":
            yield from [("", rows, [])] if rows else []
            return
        gaps = self.open_needs.rename(columns={"learner": asked, "learner_name": f"{asked}_name"})
        columns = [asked, f"{asked}_name"]
        everybody = pd.concat([self.table[columns], gaps[columns]]).drop_duplicates()
        for who, name in everybody.sort_values(asked).itertuples(index=False):
            sentences = gaps.loc[gaps[asked] == who, "sentence"].tolist()
            yield name, [row for row in rows if row[asked] == who], sentences

    def _name_suggested(self, row: dict[str, Any], catalogue: Catalogue) -> str:
        """Whom a row suggests."""
        other = {"learner": "teacher_name", "teacher": "learner_name"}.get(self._asked)
        return str(row[other]) if other else catalogue.join(row["names"])

    def _write_lines(self, row: dict[str, Any], catalogue: Catalogue) -> list[str]:
        """One suggestion as lines of text: rank, who, topic, score, certainty, reason."""
        head = catalogue.text(
            "suggestion.head",
            rank=row["rank"],
            who=self._name_suggested(row, catalogue),
            topic=row["topic_label"],
            score=catalogue.percent(row["score"]),
            certainty=catalogue.text(f"certainty.{row['certainty']}"),
            ranks=name_ranks(row, catalogue),
        )
        return [head, *wrap(row["why"], _WIDTH, initial_indent="   ", subsequent_indent="   ")]

    def _write_html(self, row: dict[str, Any], catalogue: Catalogue) -> str:
        """One suggestion as a table row, every text escaped."""
        cells = (
            *([] if self._asked == "members" else [row[f"{self._asked}_name"]]),
            f"{row['rank']}{name_ranks(row, catalogue)}",
            self._name_suggested(row, catalogue),
            row["topic_label"],
            catalogue.percent(row["score"]),
            catalogue.text(f"certainty.{row['certainty']}"),
        )
        texts = "".join(f"<td style='text-align:left'>{escape(str(cell))}</td>" for cell in cells)
        why = escape(row["why"]) + self._draw_parts(row, catalogue)
        unfold = f"<details><summary>{escape(catalogue.text('table.why'))}</summary>{why}</details>"
        return f"<tr>{texts}<td style='text-align:left;max-width:40em'>{unfold}</td></tr>"

    def _draw_parts(self, row: dict[str, Any], catalogue: Catalogue) -> str:
        """Parts that add up to the score of a pair, as an escaped list; '' for other answers."""
        if self.query not in _PAIRS:
            return ""
        pair = (to_row(self.scores.profiles, row[side]) for side in ("learner", "teacher"))
        parts = sum_parts(Evidence(self.scores, *pair), catalogue)
        shown = round_to_sum([value for _, value in parts])
        total = (catalogue.text("table.sum"), round_to_sum([row["score"]])[0])
        named = [*zip((name for name, _ in parts), shown, strict=True), total]
        items = "".join(
            f"<li>{catalogue.number(value)} {escape(name)}</li>" for name, value in named
        )
        return f"<ul>{items}</ul>"


def name_ranks(row: Mapping[str, Any], catalogue: Catalogue) -> str:
    """Ranks a suggestion could take if missing levels were known; '' where nobody asked."""
    if pd.isna(row["rank_best"]):
        return ""
    best, worst = int(row["rank_best"]), int(row["rank_worst"])
    return catalogue.text("suggestion.ranks", best=best, worst=worst) if best < worst else ""


def build_suggestions(
    query: str,
    rows: Iterable[Row],
    scores: Scores,
    *,
    lang: str,
    asked: Mapping[str, Any],
    open_needs: Iterable[dict[str, object]] = (),
) -> Suggestions:
    """Rows of a query as suggestions; the tables keep their contracts, also when empty."""
    profiles, catalogue = scores.profiles, load_catalogue(lang)
    written = [row.to_dict(profiles, query, catalogue) for row in rows]
    table = build_table(written, SUGGESTIONS, options=scores.options_hash)
    gaps = build_table(list(open_needs), OPEN_NEEDS)
    for each in (table, gaps):
        mark_snapshot(each, profiles.snapshot)
    return Suggestions(query, table, gaps, scores, lang, asked)
