"""Swaps: tandems of two who can learn from each other."""

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.explanation.learning import require_asking
from hubgraph.explanation.members import find_members
from hubgraph.explanation.parts import Evidence
from hubgraph.explanation.rows import Row
from hubgraph.explanation.sentences import (
    certainty_word,
    quote_topic,
    short_name,
    write_basis,
    write_decision,
)
from hubgraph.explanation.suggestions import Suggestions, build_suggestions
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.ranking import rank_pairs
from hubgraph.matching.reciprocity import HARMONIC, measure_reciprocity
from hubgraph.matching.scores import measure_scores


def suggest_swaps(
    profiles: Profiles,
    *,
    member: str | None = None,
    top: int = 10,
    power: float = HARMONIC,
    lang: str = "en",
    options: MatchingOptions = MatchingOptions(),
) -> Suggestions:
    """Suggest tandems: pairs in which each can learn something from the other.

    `member` is an identifier or name; None means all pairs of the network, each once. `top`
    is the number of pairs, at least 1. Score = power mean of the scores of both directions
    (`matching.reciprocity`); the default, the harmonic mean, stays near the smaller one
    (RECON, Pizzato et al. 2010), with `power` 1 a one-sided pair counts half. `low` and
    `high` are the same mean of the bounds. In a row, `learner` is the member asked about, else
    the one of smaller identifier; both learn.

    Raises what `suggest_learning` raises, OptionError for a `power` above 1.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> swaps = hg.suggest_swaps(profiles, top=1).table
    >>> len(swaps), len(swaps["organisations"].iloc[0])
    (1, 2)
    """
    require_asking(profiles, top)
    catalogue = load_catalogue(lang)
    member_row = None if member is None else find_members(profiles, member)[0]
    scores = measure_scores(profiles, options=options)
    matrices = (scores.score, scores.low, scores.high)
    score, low, high = (measure_reciprocity(matrix, power=power) for matrix in matrices)
    rows = []
    for rank, one, other in rank_pairs(score, among=member_row)[:top]:
        bounds = float(low[one, other]), float(high[one, other])
        sides = Evidence(scores, one, other), Evidence(scores, other, one)
        rows.append(_build_row(sides, rank, float(score[one, other]), bounds, catalogue))
    asked = {"member": member, "top": top, "power": power}
    return build_suggestions("swap", rows, scores, lang=lang, asked=asked)


def _build_row(
    sides: tuple[Evidence, Evidence],
    rank: int,
    score: float,
    bounds: tuple[float, float],
    catalogue: Catalogue,
) -> Row:
    """Row of a pair with what each side learns."""
    here, there = sides
    profiles = here.scores.profiles
    stated = sorted({*here.counted, *there.counted})
    certainty = certainty_word(bounds, profiles, sorted({*here.leading, *there.leading}))
    basis = write_basis(profiles, stated, certainty, catalogue)
    said = [_write_both(*sides, catalogue)]
    said += dict.fromkeys(text for side in sides for text in write_decision(side, catalogue))
    return Row(
        rank=rank,
        learner=here.learner,
        teacher=here.teacher,
        organisations=(here.learner, here.teacher),
        topics=list(dict.fromkeys([*here.needs[:1], *there.needs[:1], *here.needs, *there.needs])),
        score=score,
        bounds=bounds,
        statements=stated,
        certainty=certainty,
        why=" ".join([*said, basis]),
        introducer=None if here.introduction is None else here.introduction.introducer,
    )


def _write_both(here: Evidence, there: Evidence, catalogue: Catalogue) -> str:
    """Say what each side learns; a side that learns nothing is said to."""
    profiles = here.scores.profiles
    if not here.needs or not there.needs:
        helped = here if here.needs else there
        return catalogue.text(
            "suggestion.one_sided",
            learner=short_name(profiles, helped.learner),
            teacher=short_name(profiles, helped.teacher),
            topic=quote_topic(profiles, helped.needs[0], catalogue),
            share=catalogue.percent(helped.gross),
        )
    return catalogue.text(
        "suggestion.swap",
        a=short_name(profiles, here.learner),
        b=short_name(profiles, there.learner),
        topic_a=quote_topic(profiles, here.needs[0], catalogue),
        topic_b=quote_topic(profiles, there.needs[0], catalogue),
        share_a=catalogue.percent(here.gross),
        share_b=catalogue.percent(there.gross),
    )
