"""One suggestion taken apart: parts that add up, the path, the statements, the sources."""

from dataclasses import asdict, dataclass, field
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

import pandas as pd

from hubgraph.catalogue import load_catalogue
from hubgraph.errors import OptionError, require_type
from hubgraph.explanation.citations import cite
from hubgraph.explanation.entries import write_pair
from hubgraph.explanation.members import find_member, to_row
from hubgraph.explanation.parts import Evidence, build_offers, build_parts
from hubgraph.explanation.sentences import (
    judge_certainty,
    topic_label,
    write_footing,
    write_heading,
    write_why,
)
from hubgraph.explanation.showing import Shown
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.matching.profiles import Profiles

if TYPE_CHECKING:
    from datetime import date

    from rdflib import Dataset

_WIDTH = 88


@dataclass(frozen=True)
class Explanation:
    """Why one organisation should learn from another.

    `parts` is the table whose column `value` sums to `score` (`hubgraph.tables.PARTS`).
    `offers` says what each of the teacher's competing offers is worth in it (Shapley values,
    `hubgraph.tables.OFFERS`). `paths` lists, per need, the way through the topics from the need
    to the offer. `statements` are all those without which score, bounds or sentence were others,
    and no more: what each does (`role`), whether the sentence counts it (`counted`), and what
    the score falls by exactly when it is withdrawn (`loss`; below 0 it rises). `contacts` are
    the meetings and exchanges of which the same holds (`hubgraph.tables.CONTACTS`), `sources`
    where all of it comes from.

    The sentence counts the learner's needs near something the teacher offers or has taught, its
    own levels on these topics, and the teacher's offers near its needs. Withdrawing one of them
    lowers the count, unless an older one on the same steps in; withdrawing any other statement
    never changes it.

    `low` and `high` bound the benefit over every completion of missing levels, as a share of
    the same need, less deductions. A score of 0
    means that nothing the teacher has stated serves an open need; `parts` is empty then.
    `network` is the name of the network, '' if it has none; `snapshot` is that of the public
    part the explanation was made from, None if from another graph. `parameters` are those of
    matching by name, `options` their hash. `evidence` is what all of it is made of.
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
    offers: pd.DataFrame
    paths: list[list[str]]
    statements: pd.DataFrame
    contacts: pd.DataFrame
    sources: pd.DataFrame
    as_of: str
    lang: str
    network: str
    snapshot: str | None
    options: str
    parameters: dict[str, object]
    evidence: Evidence = field(repr=False, compare=False)

    def __repr__(self) -> str:
        """One line: who from whom in which network, and how much."""
        pair = f"{self.learner} from {self.teacher}"
        place = self.network or "a network"
        return f"<Explanation for {place} as of {self.as_of}: {pair}, score {self.score:.3f}>"

    def to_text(self) -> str:
        """Sentence, parts that add up, bounds, paths, statements and sources as text."""
        catalogue, shown = load_catalogue(self.lang), self._shown
        blocks = [
            [write_heading(self.as_of, self.network, catalogue)],
            wrap(self.why, _WIDTH),
            shown.write_parts(),
            shown.write_paths(),
            shown.write_footholds(),
            shown.write_offers(),
            [line for told in self.list_evidence() for line in _hang(told)],
            write_footing(self.snapshot, self.options, catalogue),
        ]
        return "\n".join("".join(f"{line}\n" for line in block) for block in blocks if block)

    def _repr_html_(self) -> str:
        """Sentence, parts that add up, paths and sources for a notebook, all escaped."""
        catalogue, shown = load_catalogue(self.lang), self._shown
        as_of = escape(write_heading(self.as_of, self.network, catalogue))
        heading = f"<p>{as_of}</p><p>{escape(self.why)}</p>"
        origin = f" data-snapshot='{self.snapshot}'" if self.snapshot else ""
        paths = [" → ".join(path) for path in self.paths]
        lists = "".join(
            f"<p>{escape(catalogue.text(key))}</p><ul>{items}</ul>"
            for key, lines in (
                ("table.path", paths),
                ("explanation.footholds", shown.write_footholds()),
                ("explanation.offers", shown.list_offers()),
                ("table.source", self.list_evidence()),
            )
            if (items := "".join(f"<li>{escape(line)}</li>" for line in lines))
        )
        return f"<div{origin}>{heading}{shown.draw_parts()}{lists}</div>"

    @property
    def _shown(self) -> Shown:
        """What is shown of the tables, in the reader's language."""
        return Shown(
            parts=self.parts,
            totals=[*self.list_parts()],
            score=self.score,
            bounds=(self.low, self.high),
            offers=self.offers,
            paths=self.paths,
            statements=self.statements,
            contacts=self.contacts,
            teacher=self.teacher_name,
            catalogue=load_catalogue(self.lang),
        )

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
        lines = self._shown.write_statements()
        lines += [f"{source}: {_describe_source(row)}" for source, row in self.sources.iterrows()]
        return lines

    def to_graph(self, *, made_on: "str | date | None" = None) -> "Dataset":
        """Write the suggestion as RDF in the terms of the ledger; see `entries.write_pair`."""
        return write_pair(self.evidence, lang=self.lang, made_on=made_on)

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON: the fields, tables as lists of rows, missing as None."""
        tables = {
            "parts": self.parts,
            "offers": self.offers,
            "statements": self.statements[_STATEMENT_COLUMNS],
            "contacts": self.contacts,
            "sources": self.sources.reset_index(names="source"),
        }
        inner = {*tables, "evidence"}
        plain = {name: value for name, value in vars(self).items() if name not in inner}
        return plain | {name: _to_rows(table) for name, table in tables.items()}


_STATEMENT_COLUMNS = [
    "statement", "kind", "organisation", "topic", "level", "target_level", "priority", "basis",
    "wording", "issued", "sources", "confidence", "role", "counted", "loss", "loss_low",
    "loss_high",
]  # fmt: skip


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
    profiles, catalogue = evidence.scores.profiles, load_catalogue(lang)
    low, high = evidence.bounds
    paths = {atom.path.topics: None for atom in evidence.contributions}
    cited, contacts = cite(evidence, catalogue)
    statements = _describe_statements(profiles, cited, lang)
    return Explanation(
        learner=str(profiles.organisations.index[evidence.learner]),
        learner_name=str(profiles.organisations["name"].iloc[evidence.learner]),
        teacher=str(profiles.organisations.index[evidence.teacher]),
        teacher_name=str(profiles.organisations["name"].iloc[evidence.teacher]),
        score=evidence.score,
        low=low,
        high=high,
        certainty=judge_certainty(evidence),
        why=write_why(evidence, catalogue),
        parts=build_parts(evidence, lang=lang),
        offers=build_offers(evidence, lang=lang),
        paths=[[topic_label(profiles, topic, lang) for topic in path] for path in paths],
        statements=statements,
        contacts=contacts,
        sources=profiles.sources.reindex(evidence.list_sources(statements)),
        as_of=profiles.as_of,
        lang=lang,
        network=profiles.network_name(lang),
        snapshot=profiles.snapshot,
        options=evidence.scores.options_hash,
        parameters=asdict(evidence.scores.options),
        evidence=evidence,
    )


def _describe_statements(profiles: Profiles, cited: pd.DataFrame, lang: str) -> pd.DataFrame:
    """What the cited statements say, with the names of their organisation and topic."""
    stated = profiles.statements.merge(cited, on="statement").sort_values("statement")
    return stated.assign(
        organisation_label=stated["organisation"].map(profiles.organisations["label"]),
        topic_label=stated["topic"].map(profiles.topic_labels(lang)),
    )


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
