"""One suggestion taken apart: parts that add up, the path, the statements, the sources."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import pandas as pd

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.errors import OptionError, require_type
from hubgraph.explanation.entries import write_pair
from hubgraph.explanation.members import find_member, to_row
from hubgraph.explanation.parts import Evidence, build_parts
from hubgraph.explanation.sentences import (
    certainty_word,
    topic_label,
    write_footing,
    write_heading,
    write_when,
    write_why,
)
from hubgraph.explanation.suggestions import Suggestions

if TYPE_CHECKING:
    from datetime import date

    from rdflib import Dataset

_WIDTH = 88


@dataclass(frozen=True)
class Explanation:
    """Why one organisation should learn from another.

    `parts` is the table whose column `value` sums to `score` (`hubgraph.tables.PARTS`).
    `paths` lists, per need, the way through the topics from the need to the offer.
    `statements` are the statements the score rests on (`loss`: what the score falls by when
    an offer is withdrawn and the teacher's next best steps in), `sources` where they come
    from.
    `low` and `high` bound the benefit over every completion of missing levels, as a share of
    the same need, less deductions. A score of 0
    means that nothing the teacher has stated serves an open need; `parts` is empty then.
    `network` is the name of the network, '' if it has none; `snapshot` is that of the public
    part the explanation was made from, None if from another graph. `evidence` is what all of it
    is made of.
    """

    learner: str
    learner_name: str
    teacher: str
    teacher_name: str
    score: float
    low: float
    high: float
    certainty: str
    why: str
    parts: pd.DataFrame
    paths: list[list[str]]
    statements: pd.DataFrame
    sources: pd.DataFrame
    as_of: str
    lang: str
    network: str
    snapshot: str | None
    options: str
    evidence: Evidence = field(repr=False, compare=False)

    def __repr__(self) -> str:
        """One line: who from whom in which network, and how much."""
        pair = f"{self.learner} from {self.teacher}"
        place = self.network or "a network"
        return f"<Explanation for {place} as of {self.as_of}: {pair}, score {self.score:.3f}>"

    def to_text(self) -> str:
        """Sentence, parts that add up, bounds, paths, statements and sources as text."""
        catalogue = load_catalogue(self.lang)
        low, high = catalogue.percent(self.low), catalogue.percent(self.high)
        parts = [*self.list_parts(), (catalogue.text("table.sum"), self.score)]
        blocks = [
            [write_heading(self.as_of, self.network, catalogue)],
            wrap(self.why, _WIDTH),
            [
                *(f"{catalogue.number(value):>8}  {name}" for name, value in parts),
                f"{'':>8}  {catalogue.text('table.range', low=low, high=high)}",
            ],
            [f"{catalogue.text('table.path')}: {' → '.join(p)}" for p in self.paths if p[1:]],
            [line for told in self.list_evidence() for line in _hang(told)],
            write_footing(self.snapshot, self.options, catalogue),
        ]
        return "\n".join("".join(f"{line}\n" for line in block) for block in blocks if block)

    def _repr_html_(self) -> str:
        """Sentence, parts that add up, paths and sources for a notebook, all escaped."""
        catalogue = load_catalogue(self.lang)
        total = (catalogue.text("table.sum"), self.score)
        rows = "".join(
            f"<tr><td style='text-align:left'>{escape(name)}</td>"
            f"<td>{catalogue.number(value)}</td></tr>"
            for name, value in [*self.list_parts(), total]
        )
        paths = "".join(f"<li>{escape(' → '.join(path))}</li>" for path in self.paths)
        sources = "".join(f"<li>{escape(line)}</li>" for line in self.list_evidence())
        as_of = escape(write_heading(self.as_of, self.network, catalogue))
        heading = f"<p>{as_of}</p><p>{escape(self.why)}</p>"
        origin = f" data-snapshot='{self.snapshot}'" if self.snapshot else ""
        lists = "".join(
            f"<p>{escape(catalogue.text(f'table.{name}'))}</p><ul>{items}</ul>"
            for name, items in (("path", paths), ("source", sources))
            if items
        )
        return f"<div{origin}>{heading}<table>{rows}</table>{lists}</div>"

    def list_parts(self) -> list[tuple[str, float]]:
        """Parts summed per need topic and per factor, as (name, value); they sum to `score`."""
        catalogue = load_catalogue(self.lang)
        names = self.parts["topic_label"].fillna(
            self.parts["factor"].map(lambda factor: catalogue.text(f"deduction.{factor}"), "ignore")
        )
        sums = self.parts.groupby(names, sort=False)["value"].sum()
        return [(str(name), float(value)) for name, value in sums.items()]

    def list_evidence(self) -> list[str]:
        """Who stated or taught what, when, one line each; then the sources with their address."""
        catalogue = load_catalogue(self.lang)
        lines = []
        for row in self.statements.to_dict("records"):
            known = isinstance(row["issued"], str)
            day = catalogue.day(row["issued"]) if known else catalogue.text("date.none")
            line = f"{_write_stated(row, catalogue)} ({day}; {', '.join(row['sources'])})"
            if pd.notna(row["loss"]):
                loss = catalogue.number(row["loss"])
                line += f". {catalogue.text('suggestion.loss', loss=loss)}"
            lines.append(line)
        lines += self._list_activities(catalogue)
        lines += [f"{source}: {_describe_source(row)}" for source, row in self.sources.iterrows()]
        return lines

    def _list_activities(self, catalogue: Catalogue) -> list[str]:
        """One line per topic on which recorded activity covers something."""
        active = self.parts.dropna(subset="activities").drop_duplicates("offer_topic")
        return [
            catalogue.count(
                "evidence.activity",
                row["activities"],
                name=self.teacher_name,
                topic=row["offer_label"],
                when=write_when(row["newest"], catalogue),
            )
            for row in active.to_dict("records")
        ]

    def to_graph(self, *, made_on: "str | date | None" = None) -> "Dataset":
        """Write the suggestion as RDF in the terms of the ledger; see `entries.write_pair`."""
        return write_pair(self.evidence, lang=self.lang, made_on=made_on)

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON: the fields, tables as lists of rows, missing as None."""
        tables = {
            "parts": self.parts,
            "statements": self.statements[_STATEMENT_COLUMNS],
            "sources": self.sources.reset_index(names="source"),
        }
        inner = {*tables, "evidence"}
        plain = {name: value for name, value in vars(self).items() if name not in inner}
        return plain | {name: _to_rows(table) for name, table in tables.items()}


_STATEMENT_COLUMNS = [
    "statement", "kind", "organisation", "topic", "level", "target_level", "priority", "basis",
    "wording", "issued", "sources", "confidence", "loss",
]  # fmt: skip
_KINDS = {"hg:Need": "need", "hg:Offer": "offer", "hg:OwnLevel": "own_level"}


def explain_suggestion(
    suggestions: Suggestions,
    *,
    rank: int = 1,
    learner: str | None = None,
    teacher: str | None = None,
) -> Explanation:
    """Take one suggestion apart.

    `learner` may be left out when the suggestions are for one learner only. `teacher` names
    the other side, whether suggested or not; None means the teacher at `rank` (1 = best; of
    equal ranks the first).

    Raises OptionError when it is not clear which suggestion is meant or learner and teacher
    are the same, UnknownNameError for a name nobody bears, WrongTypeError for anything but
    suggestions.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> suggestions = hg.suggest_learning(profiles, learner="digiZ")
    >>> explanation = hg.explain_suggestion(suggestions, rank=1)
    >>> f"{explanation.score:.4f}", f"{explanation.parts['value'].sum():.4f}"
    ('0.1498', '0.1498')
    """
    require_type(suggestions, Suggestions, hint="Make them with hg.suggest_learning(profiles).")
    profiles = suggestions.scores.profiles
    learner_id = _find_learner(suggestions, learner)
    if teacher is None:
        teacher_id = _find_ranked(suggestions.table, learner_id, rank)
    else:
        teacher_id = find_member(profiles, teacher)
    if teacher_id == learner_id:
        raise OptionError("teacher", teacher, f"any member but the learner {learner_id}")
    evidence = Evidence(
        suggestions.scores, to_row(profiles, learner_id), to_row(profiles, teacher_id)
    )
    return _build_explanation(evidence, suggestions.lang)


def _find_learner(suggestions: Suggestions, learner: str | None) -> str:
    """CURIE of the learner meant."""
    if learner is not None:
        return find_member(suggestions.scores.profiles, learner)
    learners = sorted({*suggestions.table["learner"].dropna(), *suggestions.open_needs["learner"]})
    if len(learners) != 1:
        names = ", ".join(map(str, learners)) or "none, there is no learner"
        raise OptionError("learner", learner, names)
    return str(learners[0])


def _find_ranked(table: pd.DataFrame, learner: str, rank: int) -> str:
    """CURIE of the learner's teacher at a rank."""
    own = table[table["learner"] == learner]
    found = own.loc[own["rank"] == rank, "teacher"]
    if found.empty:
        ranks = ", ".join(map(str, sorted(own["rank"].unique()))) or "none, there is no suggestion"
        raise OptionError("rank", rank, ranks)
    return str(found.iloc[0])


def _build_explanation(evidence: Evidence, lang: str) -> Explanation:
    """Everything there is to say about one pair."""
    profiles = evidence.scores.profiles
    low, high = evidence.bounds
    losses = evidence.statements["statement"].map(evidence.losses).astype("Float64")
    paths = {atom.path.topics: None for atom in evidence.contributions}
    return Explanation(
        learner=str(profiles.organisations.index[evidence.learner]),
        learner_name=str(profiles.organisations["name"].iloc[evidence.learner]),
        teacher=str(profiles.organisations.index[evidence.teacher]),
        teacher_name=str(profiles.organisations["name"].iloc[evidence.teacher]),
        score=evidence.score,
        low=low,
        high=high,
        certainty=certainty_word(evidence.bounds, evidence.statements),
        why=write_why(evidence, load_catalogue(lang)),
        parts=build_parts(evidence, lang=lang),
        paths=[[topic_label(profiles, topic, lang) for topic in path] for path in paths],
        statements=evidence.statements.assign(
            organisation_label=evidence.statements["organisation"].map(
                profiles.organisations["label"]
            ),
            topic_label=evidence.statements["topic"].map(profiles.topic_labels(lang)),
            loss=losses,
        ),
        sources=profiles.sources.reindex(evidence.sources),
        as_of=profiles.as_of,
        lang=lang,
        network=profiles.networks[lang],
        snapshot=profiles.snapshot,
        options=evidence.scores.options_hash,
        evidence=evidence,
    )


def _write_stated(row: Mapping[Hashable, Any], catalogue: Catalogue) -> str:
    """Kind of a statement, whose, topic, level and wording as far as they are stated."""
    key = f"evidence.{_KINDS[row['kind']]}"
    said = [catalogue.text(key, name=row["organisation_label"], topic=row["topic_label"])]
    said += [
        catalogue.text(f"evidence.{name}", level=int(row[name]))
        for name in ("level", "target_level")
        if pd.notna(row[name])
    ]
    if isinstance(row["wording"], str):
        said.append(catalogue.text("suggestion.quoted", text=row["wording"]))
    return ", ".join(said)


def _hang(line: str) -> list[str]:
    """Lines of a list's entry, the first standing out; what has an address is one line."""
    return [line] if "://" in line else wrap(line, _WIDTH, subsequent_indent="   ")


def _describe_source(source: pd.Series) -> str:
    """Title and address of a source, as far as they are known."""
    return ", ".join(
        str(source[name]) for name in ("title", "url") if isinstance(source[name], str)
    )


def _to_rows(table: pd.DataFrame) -> list[dict[str, object]]:
    """Rows of a table as plain values, missing as None."""
    plain = table.astype(object).where(table.notna(), None)
    return [dict(zip(table.columns, row, strict=True)) for row in plain.itertuples(index=False)]
