"""Counterfactuals in words: what would make a first choice, and which statement a list hangs on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.errors import OptionError
from hubgraph.explanation.learning import require_asking
from hubgraph.explanation.members import find_member, to_row
from hubgraph.explanation.obstacles import name_statement
from hubgraph.explanation.parts import Evidence
from hubgraph.explanation.sentences import judge_certainty, short_name
from hubgraph.matching.copies import Floats
from hubgraph.matching.counterfactuals import (
    Outcome,
    find_place,
    mark_top,
    measure_changes,
    score_without,
    try_offers,
)
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.ranking import TIE_DIGITS
from hubgraph.matching.scores import measure_scores
from hubgraph.tables import COUNTERFACTUALS, FRAGILE, build_table, mark_snapshot

_LISTED = 3
_KINDS = ("hg:Offer", "hg:Need", "hg:OwnLevel")


def find_counterfactuals(
    profiles: Profiles,
    *,
    learner: str,
    teacher: str,
    threshold: float | None = None,
    lang: str = "en",
    options: MatchingOptions = MatchingOptions(),
) -> pd.DataFrame:
    """Find the smallest level gains of a teacher that change a rank, and what a rank hangs on.

    Gains (kind 'first', or 'threshold' if one is given): per topic that serves an open need of
    the learner, the lowest level of an offer at which the teacher's score is above that of
    everybody else, or above `threshold` (a share, 0 to 1). Fewest level steps first, then the
    largest score, then order of identifier: the first row is the smallest gain (after section
    6.3 of the matching specification and PRINCE, Ghazimatin et al. 2020). None where that is so
    already. Then, if the teacher is among the learner's first three, every single statement
    without which it would not be ('leaves'), or would have no score ('nothing'): lowest score
    first, then by organisation, kind (offer, need, own level), topic and identifier.

    `learner` and `teacher` are identifiers or names of members, `lang` is the language of
    labels and sentences, 'de' or 'en', `options` are the parameters of matching. Columns:
    `hubgraph.tables.COUNTERFACTUALS`.

    Raises UnknownNameError for a member or language that is not known, AmbiguousNameError for
    a name that several bear, OptionError for a threshold outside 0 to 1 or a learner who is
    the teacher, WrongTypeError for anything but profiles.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> found = hg.find_counterfactuals(profiles, learner="HubWerk01", teacher="ZD.BB")
    >>> found[["kind", "topic", "level"]].head(1).to_dict("list")
    {'kind': ['first'], 'topic': ['hgt:industry-4-0'], 'level': [1]}
    """
    require_asking(profiles, _LISTED)
    catalogue = load_catalogue(lang)
    pair = [to_row(profiles, find_member(profiles, name)) for name in (learner, teacher)]
    if pair[0] == pair[1]:
        raise OptionError("teacher", teacher, f"any member but the learner {learner}")
    if threshold is not None and not 0 <= threshold <= 1:
        raise OptionError("threshold", threshold, "0 to 1")
    now = Evidence(measure_scores(profiles, options=options), *pair)
    rows = [*_list_gains(now, threshold, catalogue), *_list_losses(now, catalogue)]
    table = build_table(rows, COUNTERFACTUALS, as_of=profiles.as_of, options=options.hash)
    return mark_snapshot(table, profiles.snapshot)


def rank_fragile_statements(
    profiles: Profiles,
    *,
    top: int = 3,
    lang: str = "en",
    options: MatchingOptions = MatchingOptions(),
) -> pd.DataFrame:
    """Rank the single statements that change most suggestions if they are wrong: whom to call.

    Each statement is taken out in turn, all else equal; where an older one on the same topic
    stands behind it, that counts then. Most changed first suggestions first, then most
    suggestions that leave a list of `top` teachers (at least 1), then order of organisation,
    kind (offer, need, own level), topic and statement. Statements on which nothing hangs are
    left out. `lang` is the language of the sentences, 'de' or 'en'; `options` are the
    parameters of matching. Columns: `hubgraph.tables.FRAGILE`.

    Raises UnknownNameError for an unknown language, OptionError for a `top` below 1,
    WrongTypeError for anything but profiles.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> hg.rank_fragile_statements(profiles)[["organisation", "first"]].head(1).to_dict("list")
    {'organisation': ['hgd:stuttgart'], 'first': [2]}
    """
    require_asking(profiles, top)
    catalogue = load_catalogue(lang)
    scores = measure_scores(profiles, options=options)
    base = scores.score.toarray()
    every = range(len(profiles.statements))
    without = score_without(profiles, every, base=base, options=options)
    found = [_count_hanging(profiles, base, changed, top) for changed in without]
    rows = [
        _write_fragile(profiles, row, hanging, catalogue)
        for row, hanging in enumerate(found)
        if any(hanging)
    ]
    counts = [(-len(first), -len(pairs)) for first, pairs in found if first or pairs]
    order = sorted(range(len(rows)), key=lambda at: (counts[at], *_place(rows[at])))
    ranked = [rows[at] | {"rank": 1 + sum(c < counts[at] for c in counts)} for at in order]
    table = build_table(ranked, FRAGILE, as_of=profiles.as_of, options=options.hash)
    return mark_snapshot(table, profiles.snapshot)


def _list_gains(
    now: Evidence, threshold: float | None, catalogue: Catalogue
) -> Iterator[dict[str, object]]:
    """Rows of the smallest level gain per topic that does what is wanted."""
    profiles, options = now.scores.profiles, now.scores.options
    row = now.scores.score[[now.learner], :].toarray().ravel()
    others = float(np.delete(row, now.teacher).max(initial=0.0))
    if _is_above(now.score, others if threshold is None else threshold):
        return
    tried = try_offers(profiles, now.learner, now.teacher, options=options)
    enough = [
        each
        for each in tried
        if _is_above(each.score, threshold if threshold is not None else each.best)
    ]
    smallest = list({each.change.topic: each for each in reversed(enough)}.values())
    gains = sorted(smallest, key=lambda each: each.order)
    then = measure_changes(profiles, [each.change for each in gains], options=options)
    for number, gain in enumerate(gains):
        after = Evidence(then, now.learner, len(row) + number)
        yield _write_gain(now, gain, after, threshold, catalogue)


def _write_gain(
    now: Evidence, gain: Outcome, after: Evidence, threshold: float | None, catalogue: Catalogue
) -> dict[str, object]:
    """Row of one gain (contract `COUNTERFACTUALS`)."""
    profiles, change = now.scores.profiles, gain.change
    kind = "first" if threshold is None else "threshold"
    found = profiles.statement_rows.get((change.organisation, change.topic, "hg:Offer"))
    certainty = judge_certainty(after)
    row = _write_pair(now, gain.score, gain.place, certainty)
    label = str(profiles.topic_labels(catalogue.lang)[change.topic])
    sentence = catalogue.text(
        f"counterfactual.{kind}",
        topic=label,
        level=change.level,
        threshold=catalogue.percent(threshold or 0),
        **_write_names(now, gain.score, certainty, catalogue),
    )
    return row | {
        "kind": kind,
        "statement": None if found is None else profiles.statements["statement"].iloc[found],
        "topic": change.topic,
        "topic_label": label,
        "level_before": change.before,
        "level": change.level,
        "steps": gain.steps,
        "sentence": sentence,
    }


def _list_losses(now: Evidence, catalogue: Catalogue) -> Iterator[dict[str, object]]:
    """Rows of the single statements without which the teacher leaves the first three."""
    profiles, base = now.scores.profiles, now.scores.score.toarray()
    if not mark_top(base, _LISTED)[now.learner, now.teacher]:
        return
    stated = profiles.statements
    without = score_without(profiles, range(len(stated)), base=base, options=now.scores.options)
    lost = [
        (scores[now.learner, now.teacher], row, find_place(scores[now.learner], now.teacher))
        for row, scores in enumerate(without)
        if not mark_top(scores[[now.learner]], _LISTED)[0, now.teacher]
    ]
    certainty = judge_certainty(now)
    told = [stated.iloc[row].to_dict() for _, row, _ in lost]
    order = sorted(
        range(len(lost)), key=lambda at: (round(lost[at][0], TIE_DIGITS), *_place(told[at]))
    )
    for score, row, place in (lost[at] for at in order):
        kind = "leaves" if score > 0 else "nothing"
        statement = stated.iloc[row]
        words = _write_names(now, score, certainty, catalogue)
        named = name_statement(statement, profiles, catalogue, owner=True)
        yield _write_pair(now, score, place, certainty) | {
            "kind": kind,
            "statement": statement["statement"],
            "topic": statement["topic"],
            "topic_label": profiles.topic_labels(catalogue.lang)[statement["topic"]],
            "level_before": int(statement["point"]) if pd.notna(statement["point"]) else None,
            "sentence": catalogue.text(f"counterfactual.{kind}", statement=named, **words),
        }


def _write_pair(now: Evidence, score: float, place: int, certainty: str) -> dict[str, object]:
    """Columns that say who, and how the pair stands before and after."""
    people = now.scores.profiles.organisations
    row = now.scores.score[[now.learner], :].toarray().ravel()
    return {
        "learner": people.index[now.learner],
        "learner_name": people["name"].iloc[now.learner],
        "teacher": people.index[now.teacher],
        "teacher_name": people["name"].iloc[now.teacher],
        "score_before": now.score,
        "score_after": score,
        "place_before": find_place(row, now.teacher) or None,
        "place_after": place or None,
        "certainty": certainty,
    }


def _write_names(
    now: Evidence, score: float, certainty: str, catalogue: Catalogue
) -> dict[str, object]:
    """Names and figures for the sentence about a pair."""
    return {
        "learner": short_name(now.scores.profiles, now.learner),
        "teacher": short_name(now.scores.profiles, now.teacher),
        "old": catalogue.percent(now.score),
        "new": catalogue.percent(score),
        "certainty": catalogue.text(f"certainty.{certainty}"),
    }


def _is_above(score: float, limit: float) -> bool:
    """Whether a score is above a limit to nine digits."""
    return round(score, TIE_DIGITS) > round(limit, TIE_DIGITS)


def _count_hanging(
    profiles: Profiles, base: Floats, changed: Floats, top: int
) -> tuple[list[str], list[str]]:
    """Learners whose first suggestion changes, and pairs that leave a list, sorted."""
    curies = profiles.organisations.index.tolist()
    first = np.flatnonzero((mark_top(base, 1) & ~mark_top(changed, 1)).any(axis=1))
    learners, teachers = np.nonzero(mark_top(base, top) & ~mark_top(changed, top))
    pairs = [f"{curies[i]}<{curies[j]}" for i, j in zip(learners, teachers, strict=True)]
    return [curies[learner] for learner in first], sorted(pairs)


def _write_fragile(
    profiles: Profiles, row: int, hanging: tuple[Sequence[str], Sequence[str]], catalogue: Catalogue
) -> dict[str, object]:
    """Row of one statement (contract `FRAGILE`), without its rank."""
    first, pairs = hanging
    statement = profiles.statements.iloc[row]
    name = str(profiles.organisations["label"][statement["organisation"]])
    said = name_statement(statement, profiles, catalogue, owner=False)
    sentences = [catalogue.text("counterfactual.confirm", name=name, statement=said)]
    counts = (("hangs", pairs), ("first_changes", first))
    sentences += [catalogue.count(f"counterfactual.{key}", len(n)) for key, n in counts if n]
    return {
        "statement": statement["statement"],
        "organisation": statement["organisation"],
        "name": profiles.organisations["name"][statement["organisation"]],
        "topic": statement["topic"],
        "topic_label": profiles.topic_labels(catalogue.lang)[statement["topic"]],
        "kind": statement["kind"],
        "sources": statement["sources"],
        "first": len(first),
        "first_of": first,
        "suggestions": len(pairs),
        "pairs": pairs,
        "flips": bool(first),
        "sentence": " ".join(sentences),
    }


def _place(row: Mapping[Any, object]) -> tuple[str, int, str, str]:
    """Where a statement stands among equals: organisation, kind, topic, identifier."""
    kind = _KINDS.index(str(row["kind"]))
    return str(row["organisation"]), kind, str(row["topic"]), str(row["statement"])
