"""Suggestions: who should learn what from whom, each with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from textwrap import wrap

import numpy as np
import pandas as pd

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.errors import OptionError, require_type
from hubgraph.explanation.parts import Evidence
from hubgraph.explanation.sentences import (
    certainty_word,
    short_name,
    topic_label,
    write_footing,
    write_heading,
    write_why,
)
from hubgraph.matching.options import LEVELS, MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import Scores, measure_scores, rank_teachers
from hubgraph.names import find_name
from hubgraph.tables import OPEN_NEEDS, SUGGESTIONS, build_table, mark_snapshot

_WIDTH = 88


@dataclass(frozen=True)
class Suggestions:
    """Suggestions and what stands behind them.

    `table` has one row per suggestion, learners in order of identifier, best teacher first
    (columns: `hubgraph.tables.SUGGESTIONS`). `open_needs` has one row per need nobody in the
    network serves and per learner who stated none (`hubgraph.tables.OPEN_NEEDS`). `scores`
    are the scores of all pairs, `lang` the language of the texts.
    """

    table: pd.DataFrame
    open_needs: pd.DataFrame
    scores: Scores
    lang: str

    @property
    def as_of(self) -> str:
        """Day (YYYY-MM-DD) the suggestions refer to."""
        return self.scores.profiles.as_of

    @property
    def network(self) -> str:
        """Name of the network in the language of the texts, '' if it has none."""
        return self.scores.profiles.networks[self.lang]

    @property
    def snapshot(self) -> str | None:
        """Snapshot of the public part they were made from, None if from another graph."""
        return self.scores.profiles.snapshot

    def __len__(self) -> int:
        """Count the suggestions."""
        return len(self.table)

    def __repr__(self) -> str:
        """One line: network, as of when, how many, for whom."""
        learners = self.table["learner"].nunique()
        return (
            f"<Suggestions for {self.network or 'a network'} as of {self.as_of}: "
            f"{len(self)} for {learners} learners, {len(self.open_needs)} open needs>"
        )

    @property
    def gaps(self) -> list[str]:
        """Sentences that say where nothing can be suggested, and why not."""
        if self.scores.profiles.organisations.empty:
            catalogue = load_catalogue(self.lang)
            return [catalogue.text("missing.nobody", date=catalogue.day(self.as_of))]
        return self.open_needs["sentence"].tolist()

    def to_text(self) -> str:
        """Text per learner: each suggestion with its reason, then where nothing can be said."""
        catalogue = load_catalogue(self.lang)
        lines = [write_heading(self.as_of, self.network, catalogue)]
        learners = pd.concat([self.table, self.open_needs])[["learner", "learner_name"]]
        for learner, name in (
            learners.drop_duplicates().sort_values("learner").itertuples(index=False)
        ):
            lines += ["", name]
            rows = self.table[self.table["learner"] == learner]
            lines += [line for _, row in rows.iterrows() for line in _row_lines(row, catalogue)]
            for sentence in self.open_needs.loc[self.open_needs["learner"] == learner, "sentence"]:
                lines += wrap(sentence, _WIDTH, initial_indent="-  ", subsequent_indent="   ")
        lines += [] if len(learners) else ["", *self.gaps]
        lines += [line for text in write_footing(self.snapshot, catalogue) for line in ("", text)]
        return "".join(f"{line}\n" for line in lines)

    def _repr_html_(self) -> str:
        """Table for a notebook: the Why? of each row unfolds; then where nothing can be said."""
        catalogue = load_catalogue(self.lang)
        head = "".join(
            f"<th style='text-align:left'>{escape(catalogue.text(f'table.{name}'))}</th>"
            for name in ("learner", "rank", "teacher", "topic", "score", "certainty", "why")
        )
        rows = "".join(_row_html(row, catalogue) for _, row in self.table.iterrows())
        title = escape(catalogue.text("missing.title"))
        items = "".join(f"<li>{escape(text)}</li>" for text in self.gaps)
        summary = f"<summary>{title} ({len(self.gaps)})</summary>"
        gaps = f"<details>{summary}<ul>{items}</ul></details>"
        heading = escape(write_heading(self.as_of, self.network, catalogue))
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        origin = f" data-snapshot='{self.snapshot}'" if self.snapshot else ""
        return f"<div{origin}><p>{heading}</p>{table}{gaps if items else ''}</div>"


def suggest_learning(
    profiles: Profiles,
    *,
    learner: str | None = None,
    top: int = 3,
    lang: str = "en",
    options: MatchingOptions = MatchingOptions(),
) -> Suggestions:
    """Suggest who should learn from whom, on which topic, and say why.

    `learner` is an identifier, name or alternative name (case, umlauts and punctuation
    forgiven); None means every member. `top` is the number of teachers per learner, at
    least 1. `lang` is the language of labels and sentences, 'de' or 'en'. `options` are the
    parameters of matching.

    Score = covered share of the learner's open need less deductions, 0 to 1, not a
    probability. Ties share a rank and stand in order of identifier. A learner without a
    stated need gets no suggestion and a row in `open_needs` instead.

    Raises UnknownNameError with the nearest names for a learner or language that is not
    known, AmbiguousNameError for a name that several members bear, OptionError for a `top`
    below 1, WrongTypeError for anything but profiles.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> suggestions = hg.suggest_learning(profiles, learner="digiz", top=1)
    >>> suggestions.table[["learner", "teacher", "rank"]].to_dict("list")
    {'learner': ['hgd:ostwuerttemberg'], 'teacher': ['hgd:neckaralb'], 'rank': [1]}
    """
    require_type(profiles, Profiles, hint="Make them with hg.build_profiles(graph).")
    if top < 1:
        raise OptionError("top", top, "1 or more")
    catalogue = load_catalogue(lang)
    scores = measure_scores(profiles, options=options)
    chosen = find_learners(profiles, learner)
    rows = [row for number in chosen for row in _suggest_rows(scores, number, top, catalogue)]
    gaps = [row for number in chosen for row in _find_open_needs(scores, number, catalogue)]
    table, open_needs = (
        mark_snapshot(build_table(found, columns), profiles.snapshot)
        for found, columns in ((rows, SUGGESTIONS), (gaps, OPEN_NEEDS))
    )
    return Suggestions(table, open_needs, scores, lang)


def find_learners(profiles: Profiles, learner: str | None) -> list[int]:
    """Row numbers of the learners asked for; None means all of them."""
    if learner is None:
        return list(range(len(profiles.organisations)))
    return [to_row(profiles, find_member(profiles, learner))]


def find_member(profiles: Profiles, name: str) -> str:
    """CURIE of the member called so on the day of the profiles."""
    hint = f"Members are those of {profiles.as_of}."
    return find_name(name, profiles.names, kind="member", hint=hint)


def to_row(profiles: Profiles, organisation: str) -> int:
    """Row number of an organisation, by its CURIE."""
    return int(profiles.organisations.index.get_indexer(pd.Index([organisation]))[0])


def _suggest_rows(
    scores: Scores, learner: int, top: int, catalogue: Catalogue
) -> Iterator[dict[str, object]]:
    """Rows of one learner's best teachers."""
    profiles = scores.profiles
    for rank, teacher in rank_teachers(scores, learner)[:top]:
        evidence = Evidence(scores, learner, teacher)
        low, high = evidence.bounds
        yield {
            "learner": profiles.organisations.index[learner],
            "learner_name": str(profiles.organisations["name"].iloc[learner]),
            "teacher": profiles.organisations.index[teacher],
            "teacher_name": str(profiles.organisations["name"].iloc[teacher]),
            "topic": profiles.topics.index[evidence.needs[0]],
            "topic_label": topic_label(profiles, evidence.needs[0], catalogue.lang),
            "topics": [str(profiles.topics.index[need]) for need in evidence.needs],
            "score": evidence.score,
            "rank": rank,
            "low": low,
            "high": high,
            "certainty": certainty_word(evidence),
            "why": write_why(evidence, catalogue),
            "statements": evidence.statements["statement"].tolist(),
            "as_of": profiles.as_of,
        }


def _find_open_needs(
    scores: Scores, learner: int, catalogue: Catalogue
) -> Iterator[dict[str, object]]:
    """Rows that say where nothing can be suggested to a learner, and why not."""
    profiles, matrices = scores.profiles, scores.matrices
    needs = matrices.target[[learner], :].tocoo().col
    if not needs.size:
        yield _open_need(scores, learner, None, "no_need_stated", catalogue)
    others = np.delete(np.arange(len(profiles.organisations)), learner)
    steps = np.arange(LEVELS) * len(profiles.topics)
    for topic in sorted(map(int, needs)):
        demand = scores.benefit.demand[[learner], :][:, steps + topic].toarray().ravel()
        supply = scores.benefit.supply[:, steps + topic][others].sum(axis=0)
        if matrices.own[learner, topic] >= matrices.target[learner, topic]:
            yield _open_need(scores, learner, topic, "fulfilled", catalogue)
        elif not supply.any():
            yield _open_need(scores, learner, topic, "nobody_offers", catalogue)
        elif not (demand * supply).any():
            yield _open_need(scores, learner, topic, "nobody_reaches", catalogue)


def _open_need(
    scores: Scores, learner: int, topic: int | None, reason: str, catalogue: Catalogue
) -> dict[str, object]:
    """One row of the open needs."""
    profiles = scores.profiles
    label = None if topic is None else topic_label(profiles, topic, catalogue.lang)
    return {
        "learner": profiles.organisations.index[learner],
        "learner_name": str(profiles.organisations["name"].iloc[learner]),
        "topic": None if topic is None else profiles.topics.index[topic],
        "topic_label": label,
        "reason": reason,
        "sentence": catalogue.text(
            f"missing.{reason}",
            learner=short_name(profiles, learner),
            topic=label,
            u=_count_silent(profiles, learner, topic),
            n=len(profiles.organisations) - 1,
        ),
        "as_of": profiles.as_of,
    }


def _count_silent(profiles: Profiles, learner: int, topic: int | None) -> int:
    """How many others have stated neither an offer nor an own level on a topic."""
    stated = profiles.statements
    about = stated[
        (stated["kind"] != "hg:Need") & (stated["topic"] == profiles.topics.index[topic or 0])
    ]
    others = profiles.organisations.index.delete(learner)
    return int((~others.isin(about["organisation"])).sum())


def _row_lines(row: pd.Series, catalogue: Catalogue) -> list[str]:
    """One suggestion as lines of text: rank, teacher, topic, score, certainty, reason."""
    head = catalogue.text(
        "suggestion.head",
        rank=row["rank"],
        teacher=row["teacher_name"],
        topic=row["topic_label"],
        score=catalogue.percent(row["score"]),
        certainty=catalogue.text(f"certainty.{row['certainty']}"),
    )
    return [head, *wrap(row["why"], _WIDTH, initial_indent="   ", subsequent_indent="   ")]


def _row_html(row: pd.Series, catalogue: Catalogue) -> str:
    """One suggestion as a table row, every text escaped."""
    cells = (
        row["learner_name"],
        row["rank"],
        row["teacher_name"],
        row["topic_label"],
        catalogue.percent(row["score"]),
        catalogue.text(f"certainty.{row['certainty']}"),
    )
    texts = "".join(f"<td style='text-align:left'>{escape(str(cell))}</td>" for cell in cells)
    why = escape(row["why"])
    unfold = f"<details><summary>{escape(catalogue.text('table.why'))}</summary>{why}</details>"
    return f"<tr>{texts}<td style='text-align:left;max-width:40em'>{unfold}</td></tr>"
