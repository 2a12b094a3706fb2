"""Sentences made from the same parts as the score."""

from collections.abc import Sequence

import pandas as pd

from hubgraph.catalogue import Catalogue
from hubgraph.explanation.parts import Contribution, Evidence
from hubgraph.matching.certainty import find_certainty
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.sparse import value_at


def write_heading(as_of: str, network: str, catalogue: Catalogue) -> str:
    """Day and network that an answer is about."""
    day = catalogue.text("suggestion.as_of", date=catalogue.day(as_of))
    return " · ".join(filter(None, [day, network]))


def write_footing(snapshot: str | None, options: str, catalogue: Catalogue) -> list[str]:
    """Lines that say with which parameters a text was made, and from which public part if any.

    `options` is the hash of the parameters.
    """
    lines = [catalogue.text("suggestion.options", options=options)]
    return lines + ([catalogue.text("suggestion.snapshot", snapshot=snapshot)] if snapshot else [])


def write_why(evidence: Evidence, catalogue: Catalogue) -> str:
    """Say why a suggestion is made: topic, levels, offer, share, deductions, basis, certainty."""
    if not evidence.contributions:
        return write_nothing(evidence, catalogue)
    profiles = evidence.scores.profiles
    best = evidence.contributions[0]
    sentences = [
        catalogue.text(
            "suggestion.learn",
            learner=short_name(profiles, evidence.learner),
            topic=topic_label(profiles, best.need, catalogue.lang),
            teacher=short_name(profiles, evidence.teacher),
        ),
        _write_levels(evidence, catalogue),
        *_write_offers(evidence, catalogue),
        *_write_more(evidence, catalogue),
        catalogue.text("suggestion.share", share=catalogue.percent(evidence.gross)),
        *_write_deductions(evidence, catalogue),
        *write_decision(evidence, catalogue),
        *_write_introducer(evidence, catalogue),
        write_basis(profiles, evidence.counted, judge_certainty(evidence), catalogue),
    ]
    return " ".join(sentences)


def write_nothing(evidence: Evidence, catalogue: Catalogue) -> str:
    """Say that nothing the teacher has stated serves an open need of the learner."""
    profiles = evidence.scores.profiles
    return catalogue.text(
        "missing.pair",
        learner=short_name(profiles, evidence.learner),
        teacher=short_name(profiles, evidence.teacher),
    )


def judge_certainty(evidence: Evidence) -> str:
    """Certainty of a pair's score: 'high', 'medium' or 'low'."""
    return certainty_word(evidence.bounds, evidence.scores.profiles, evidence.leading)


def certainty_word(bounds: tuple[float, float], profiles: Profiles, rows: Sequence[int]) -> str:
    """Certainty of a score with these bounds on these statements: 'high', 'medium' or 'low'."""
    low, high = bounds
    levels, sources = (profiles.columns[name] for name in ("stated_level", "sources"))
    stated = not any(pd.isna(levels[row]) for row in rows)
    found = {source for row in rows for source in sources[row]}
    return find_certainty(low, high, sources=len(found), stated=stated)


def short_name(profiles: Profiles, organisation: int) -> str:
    """Short name of an organisation, its proper name if it has none, by row number."""
    return str(profiles.organisations["label"].iloc[organisation])


def topic_label(profiles: Profiles, topic: int, lang: str) -> str:
    """Label of a topic, by row number."""
    return str(profiles.topic_labels(lang).iloc[topic])


def quote_topic(profiles: Profiles, topic: int, catalogue: Catalogue) -> str:
    """Label of a topic in quotation marks."""
    return catalogue.text("suggestion.quoted", text=topic_label(profiles, topic, catalogue.lang))


def _level(
    profiles: Profiles,
    organisation: int,
    topic: int,
    kind: str,
    catalogue: Catalogue,
    *,
    forms: tuple[str, str] = ("stated", "missing"),
) -> str:
    """Level of a statement in words; what is not stated is said to be so."""
    row = profiles.find_row(organisation, topic, kind)
    level = pd.NA if row is None else profiles.columns["stated_level"][row]
    if pd.isna(level):
        return catalogue.text(f"level.{forms[1]}")
    return catalogue.text(f"level.{forms[0]}", level=int(level))


def _write_levels(evidence: Evidence, catalogue: Catalogue) -> str:
    """Name target and own level on the main topic, or say that neither is stated."""
    profiles, need = evidence.scores.profiles, evidence.contributions[0].need
    target, own = (
        _level(profiles, evidence.learner, need, kind, catalogue, forms=("number", "unstated"))
        for kind in ("hg:Need", "hg:OwnLevel")
    )
    if {target, own} == {catalogue.text("level.unstated")}:
        return catalogue.text("suggestion.levels_missing")
    return catalogue.text("suggestion.levels", target=target, own=own)


def _write_offers(evidence: Evidence, catalogue: Catalogue) -> list[str]:
    """Name what serves the main need: the first offer, the first recorded activity, or both."""
    need = evidence.contributions[0].need
    found: dict[bool, Contribution] = {}
    for atom in evidence.contributions:
        if atom.need == need:
            found.setdefault(atom.newest is None, atom)
    return [_write_offer(evidence, atom, catalogue) for atom in found.values()]


def _write_offer(evidence: Evidence, atom: Contribution, catalogue: Catalogue) -> str:
    """Name an offer with its level, or recorded activity, and how it relates to the need."""
    profiles, same = evidence.scores.profiles, atom.path.relation == "same"
    names = {
        "teacher": short_name(profiles, evidence.teacher),
        "offer": topic_label(profiles, atom.offer, catalogue.lang),
        "relation": catalogue.text(f"relation.{atom.path.relation}"),
    }
    if atom.newest is not None:
        key = "suggestion.taught_same" if same else "suggestion.taught"
        return catalogue.count(
            key, atom.activities, when=write_when(atom.newest, catalogue), **names
        )
    key = "suggestion.offer_same" if same else "suggestion.offer"
    level = _level(profiles, evidence.teacher, atom.offer, "hg:Offer", catalogue)
    return catalogue.text(key, level=level, **names)


def write_when(day: str, catalogue: Catalogue) -> str:
    """When something was, in a sentence: on a day, in a month or in a year."""
    form = ("in_year", "in_month", "on_day")[day.count("-")]
    return catalogue.text(f"date.{form}", date=catalogue.day(day))


def _write_more(evidence: Evidence, catalogue: Catalogue) -> list[str]:
    """Name the further topics that contribute, if there are any."""
    profiles = evidence.scores.profiles
    others = [quote_topic(profiles, topic, catalogue) for topic in evidence.needs[1:]]
    if not others:
        return []
    teacher = short_name(profiles, evidence.teacher)
    topics = catalogue.join(others)
    return [catalogue.count("suggestion.more", len(others), teacher=teacher, topics=topics)]


def _write_deductions(evidence: Evidence, catalogue: Catalogue) -> list[str]:
    """Name what is taken off, in whole per cent that lead from the share to the score."""
    left = round(100 * evidence.gross) - round(100 * evidence.score)
    taken = sorted(evidence.deductions.items(), key=lambda item: (item[1], item[0]))
    texts = []
    for place, (factor, value) in enumerate(taken, start=1):
        shown = left if place == len(taken) else min(left, round(100 * value))
        left -= shown
        if shown:
            texts.append(catalogue.text(f"factor.{factor}", value=catalogue.percent(shown / 100)))
    listed = catalogue.join(texts) if texts else ""
    return [catalogue.count("suggestion.deductions", len(texts), list=listed)] if texts else []


def write_decision(evidence: Evidence, catalogue: Catalogue) -> list[str]:
    """Say when and why the pair was declined or postponed, if that was the latest decision."""
    profiles, found = evidence.scores.profiles, evidence.scores.profiles.decisions
    curies = profiles.organisations.index
    own = found["learner"] == curies[evidence.learner]
    texts = []
    for row in found[own & (found["teacher"] == curies[evidence.teacher])].to_dict("records"):
        said = [row[f"reason_{catalogue.lang}"], row["note"]]
        reason = ", ".join(text for text in said if isinstance(text, str)).rstrip(".")
        key = f"decision.was_{row['decided'].removeprefix('hg:')}" + "_bare" * (not reason)
        when = write_when(row["decided_on"], catalogue)
        texts.append(catalogue.text(key, when=when, reason=reason))
    return texts


def _write_introducer(evidence: Evidence, catalogue: Catalogue) -> list[str]:
    """Name who could introduce the two, where somebody knows both better than they each other."""
    found, scores = evidence.introduction, evidence.scores
    direct = value_at(scores.tie, evidence.learner, evidence.teacher)
    if found is None or found.strength <= direct:
        return []
    name = short_name(scores.profiles, found.introducer)
    return [catalogue.text("suggestion.introducer", introducer=name)]


def write_basis(
    profiles: Profiles, rows: Sequence[int], certainty: str, catalogue: Catalogue
) -> str:
    """Say on how many statements a score rests, how old the oldest is, and how sure it is."""
    issued = profiles.columns["issued"]
    dates = sorted(issued[row] for row in rows if isinstance(issued[row], str))
    text = catalogue.text("date.none")
    if dates:
        day = catalogue.day(dates[0])
        text = catalogue.text("date.oldest", date=day) if len(rows) > 1 else day
    word = catalogue.text(f"certainty.{certainty}")
    return catalogue.count("suggestion.basis", len(rows), date=text, certainty=word)
