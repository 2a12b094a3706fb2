"""Openings: topics nobody asked for that a teacher would bring within reach."""

from collections.abc import Iterator

import numpy as np

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.explanation.learning import require_asking
from hubgraph.explanation.members import find_members
from hubgraph.explanation.rows import Row
from hubgraph.explanation.sentences import certainty_word, quote_topic, short_name, write_basis
from hubgraph.explanation.suggestions import Suggestions, build_suggestions
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.ranking import rank_scores
from hubgraph.matching.relatedness import Opening, find_openings
from hubgraph.matching.scores import Scores, measure_scores

_SHOWN = 3


def suggest_openings(
    profiles: Profiles,
    *,
    learner: str | None = None,
    top: int = 3,
    lang: str = "en",
    options: MatchingOptions = MatchingOptions(),
) -> Suggestions:
    """Suggest fields that would become possible through whom: inferred, asked for by nobody.

    `learner` is an identifier or name; None means every member. `top` is the number of
    openings per learner, at least 1. Score = share of a topic's relatedness that the teacher's
    topics would add to the learner's (`matching.relatedness`; density of Hidalgo et al. 2007,
    complementarity after Balland & Boschma 2021), 0 to 1. Only stated levels of 3 or more say
    that somebody is present in a topic; where few state levels, there are few openings. What
    is not stated may be there nevertheless, so `low` is 0 and `high` all that is not yet held.
    A list apart: it never counts in `suggest_learning`.

    Raises what `suggest_learning` raises, OptionError for a `top` below 1 among it.

    >>> import hubgraph as hg
    >>> openings = hg.suggest_openings(hg.build_profiles(hg.load_graph("musterland")), top=1)
    >>> bool(openings.table["score"].between(0, 1).all()), set(openings.table["query"])
    (True, {'opening'})
    """
    require_asking(profiles, top)
    catalogue = load_catalogue(lang)
    chosen = find_members(profiles, learner)
    scores = measure_scores(profiles, options=options)
    rows = (row for who in chosen for row in _list_rows(scores, who, top, catalogue))
    asked = {"learner": learner, "top": top}
    return build_suggestions("opening", rows, scores, lang=lang, asked=asked)


def _list_rows(scores: Scores, learner: int, top: int, catalogue: Catalogue) -> Iterator[Row]:
    """Rows of one learner's openings."""
    found = find_openings(scores.profiles, learner, options=scores.options)
    for rank, place in rank_scores([opening.added for opening in found])[:top]:
        yield _build_row(scores.profiles, found[place], rank, catalogue)


def _build_row(profiles: Profiles, opening: Opening, rank: int, catalogue: Catalogue) -> Row:
    """Row of one opening with its reason."""
    stated = np.flatnonzero(profiles.statements["statement"].isin(opening.statements)).tolist()
    bounds = 0.0, 1 - opening.density
    certainty = certainty_word(bounds, profiles, stated)
    topics = [quote_topic(profiles, topic, catalogue) for topic in opening.through[:_SHOWN]]
    why = catalogue.text(
        "suggestion.opening",
        learner=short_name(profiles, opening.learner),
        teacher=short_name(profiles, opening.teacher),
        topic=quote_topic(profiles, opening.topic, catalogue),
        topics=catalogue.join(topics),
        added=catalogue.percent(opening.added),
    )
    return Row(
        rank=rank,
        learner=opening.learner,
        teacher=opening.teacher,
        organisations=(opening.learner, opening.teacher),
        topics=(opening.topic, *opening.through),
        score=opening.added,
        bounds=bounds,
        statements=stated,
        certainty=certainty,
        why=f"{why} {write_basis(profiles, stated, certainty, catalogue)}",
    )
