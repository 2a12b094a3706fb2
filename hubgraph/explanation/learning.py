"""Who should learn from whom: asked for the learner, and for the teacher."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.errors import OptionError, require_type
from hubgraph.explanation.members import find_members
from hubgraph.explanation.parts import Evidence
from hubgraph.explanation.rows import Row, build_pair_row
from hubgraph.explanation.sentences import short_name, topic_label
from hubgraph.explanation.suggestions import Suggestions, build_suggestions
from hubgraph.matching.coverage import cover_greedily, diversify
from hubgraph.matching.options import LEVELS, MatchingOptions
from hubgraph.matching.order import find_rank_range
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import Scores, measure_scores, rank_learners, rank_teachers

Order = Literal["score", "coverage", "diversity"]
"""How a list of teachers is made."""

_LISTS = {"coverage": cover_greedily, "diversity": diversify}


def suggest_learning(
    profiles: Profiles,
    *,
    learner: str | None = None,
    top: int = 3,
    order: Order = "score",
    lang: str = "en",
    options: MatchingOptions = MatchingOptions(),
) -> Suggestions:
    """Suggest who should learn from whom, on which topic, and say why.

    `learner` is an identifier, name or alternative name (case, umlauts and punctuation
    forgiven); None means every member. `top` is the number of teachers per learner, at
    least 1. `order` says how the list is made: by 'score', each teacher for itself; by
    'coverage', each for what it adds to those above it (`additional`), so that together they
    cover most; by 'diversity', the score less likeness to those above it. `lang` is the
    language of labels and sentences, such as 'de'. `options` are the parameters of matching.

    Score = covered share of the learner's open need less deductions, 0 to 1, not a
    probability. Ties share a rank and stand in order of identifier. A learner without a
    stated need gets no suggestion and a row in `open_needs` instead.

    Raises UnknownNameError with the nearest names for a learner or language that is not
    known, AmbiguousNameError for a name that several members bear, OptionError for a `top`
    below 1 or another order, WrongTypeError for anything but profiles.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> suggestions = hg.suggest_learning(profiles, learner="digiz", top=1)
    >>> suggestions.table[["learner", "teacher", "rank"]].to_dict("list")
    {'learner': ['hgd:ostwuerttemberg'], 'teacher': ['hgd:neckaralb'], 'rank': [1]}
    """
    require_asking(profiles, top)
    if order != "score" and order not in _LISTS:
        raise OptionError("order", order, ", ".join(["score", *_LISTS]))
    catalogue = load_catalogue(lang)
    chosen = find_members(profiles, learner)
    scores = measure_scores(profiles, options=options)
    return build_suggestions(
        "learning",
        (row for who in chosen for row in list_teachers(scores, who, top, order, catalogue)),
        scores,
        lang=lang,
        asked={"learner": learner, "top": top, "order": order},
        open_needs=(row for who in chosen for row in find_open_needs(scores, who, catalogue)),
    )


def suggest_helping(
    profiles: Profiles,
    *,
    teacher: str | None = None,
    top: int = 3,
    lang: str = "en",
    options: MatchingOptions = MatchingOptions(),
) -> Suggestions:
    """Suggest whom a member can help: `suggest_learning` seen from the teacher.

    `teacher` is an identifier or name; None means every member. `top` is the number of
    learners per teacher, at least 1. The score of a pair is the same as in
    `suggest_learning`; ranks count among the learners of one teacher, so a learner with a
    small need that is met entirely stands above one with a large need that is half met.

    Raises what `suggest_learning` raises, OptionError for a `top` below 1 among it.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> hg.suggest_helping(profiles, teacher="digiz", top=2).table["teacher"].unique().tolist()
    ['hgd:ostwuerttemberg']
    """
    require_asking(profiles, top)
    catalogue = load_catalogue(lang)
    chosen = find_members(profiles, teacher)
    scores = measure_scores(profiles, options=options)
    rows = (
        build_pair_row(Evidence(scores, learner, who), rank, catalogue)
        for who in chosen
        for rank, learner in rank_learners(scores, who)[:top]
    )
    asked = {"teacher": teacher, "top": top}
    return build_suggestions("helping", rows, scores, lang=lang, asked=asked)


def require_asking(profiles: object, top: int) -> None:
    """Refuse what is not a question: anything but profiles, or a list of no length."""
    require_type(profiles, Profiles, hint="Make them with hg.build_profiles(graph).")
    if top < 1:
        raise OptionError("top", top, "1 or more")


def list_teachers(
    scores: Scores, learner: int, top: int, order: Order, catalogue: Catalogue
) -> Iterator[Row]:
    """Rows of one learner's teachers in the order asked for."""
    ranges = find_rank_range(scores, learner)
    if order == "score":
        for rank, teacher in rank_teachers(scores, learner)[:top]:
            row = build_pair_row(Evidence(scores, learner, teacher), rank, catalogue)
            yield replace(row, ranks=ranges[teacher])
        return
    for rank, (teacher, additional) in enumerate(_LISTS[order](scores, learner, top=top), start=1):
        row = build_pair_row(Evidence(scores, learner, teacher), rank, catalogue)
        row = replace(row, ranks=ranges[teacher])
        adds = catalogue.text("suggestion.adds", share=catalogue.percent(additional))
        yield replace(row, additional=additional, why=f"{row.why} {adds}" if rank > 1 else row.why)


def find_open_needs(
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
