"""Common interests: who should learn together, and who shares strengths."""

from collections.abc import Iterable

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.errors import OptionError
from hubgraph.explanation.learning import require_asking
from hubgraph.explanation.members import find_members
from hubgraph.explanation.rows import Row
from hubgraph.explanation.sentences import certainty_word, quote_topic, short_name, write_basis
from hubgraph.explanation.suggestions import Suggestions, build_suggestions
from hubgraph.matching.colearning import LearningGroup, find_learning_groups
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.ranking import rank_pairs, rank_scores
from hubgraph.matching.scores import Scores, measure_scores
from hubgraph.matching.teamups import TeamUps, measure_team_ups

_SHOWN = 3
"""How many shared strengths a sentence names."""


def suggest_colearning(
    profiles: Profiles,
    *,
    member: str | None = None,
    top: int = 10,
    size: int = 6,
    lang: str = "en",
    options: MatchingOptions = MatchingOptions(),
) -> Suggestions:
    """Suggest who should learn together: groups with a shared need that none of them can serve.

    `member` is an identifier or name whose groups are wanted; None means all. `top` is the
    number of groups, at least 1, `size` the most learners in one, at least 2. Score = share of
    the separate efforts that learning together saves (`matching.colearning`). `teacher` is
    the member outside the group who covers most of its need; where it is missing, help has to
    come from outside the network, and the reason says so.

    Raises what `suggest_learning` raises, OptionError for a `size` below 2.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> groups = hg.suggest_colearning(profiles, top=3).table
    >>> bool((groups["organisations"].map(len) > 1).all())
    True
    """
    require_asking(profiles, top)
    if size < 2:  # noqa: PLR2004 - nobody is a group alone
        raise OptionError("size", size, "2 or more")
    catalogue = load_catalogue(lang)
    asked = set(find_members(profiles, member))
    scores = measure_scores(profiles, options=options)
    groups = [
        group for group in find_learning_groups(scores, most=size) if asked & set(group.learners)
    ]
    ranked = rank_scores([group.score for group in groups])[:top]
    rows = [_build_group_row(scores, groups[place], rank, catalogue) for rank, place in ranked]
    given = {"member": member, "top": top, "size": size}
    return build_suggestions("colearning", rows, scores, lang=lang, asked=given)


def suggest_teamups(
    profiles: Profiles,
    *,
    member: str | None = None,
    top: int = 10,
    lang: str = "en",
    options: MatchingOptions = MatchingOptions(),
) -> Suggestions:
    """Suggest who shares strengths and could do something together.

    `member` is an identifier or name; None means all pairs of the network, each once. `top`
    is the number of pairs, at least 1. Score = what both match of each other's offers, as a
    share of what both offer, in levels (`matching.teamups`): it is high for two of the same
    kind, not for two who offer much. In a row, `learner` is the member asked about, else the
    one of smaller identifier; nobody has to learn.

    Raises what `suggest_learning` raises.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> bool(hg.suggest_teamups(profiles, member="digiZ", top=2).table["score"].between(0, 1).all())
    True
    """
    require_asking(profiles, top)
    catalogue = load_catalogue(lang)
    member_row = None if member is None else find_members(profiles, member)[0]
    scores = measure_scores(profiles, options=options)
    found = measure_team_ups(scores)
    rows = [
        _build_pair(scores, found, (one, other), rank, catalogue)
        for rank, one, other in rank_pairs(found.score, among=member_row)[:top]
    ]
    asked = {"member": member, "top": top}
    return build_suggestions("teamup", rows, scores, lang=lang, asked=asked)


def _build_group_row(scores: Scores, group: LearningGroup, rank: int, catalogue: Catalogue) -> Row:
    """Row of a group with its best teacher."""
    profiles, bounds = scores.profiles, (group.low, group.high)
    places = [
        (learner, need, kind)
        for learner, need in zip(group.learners, group.needs, strict=True)
        for kind in ("hg:Need", "hg:OwnLevel")
    ]
    stated = _list_statements(profiles, places)
    certainty = certainty_word(bounds, profiles, stated)
    sentences = [
        catalogue.text(
            "suggestion.colearning",
            names=catalogue.join([short_name(profiles, each) for each in group.learners]),
            topic=quote_topic(profiles, group.topic, catalogue),
            score=catalogue.percent(group.score),
        ),
        _write_teacher(profiles, group, catalogue),
        write_basis(profiles, stated, certainty, catalogue),
    ]
    return Row(
        rank=rank,
        learner=None,
        teacher=group.teacher,
        organisations=group.learners,
        topics=list(dict.fromkeys([group.topic, *group.needs])),
        score=group.score,
        bounds=bounds,
        statements=stated,
        certainty=certainty,
        why=" ".join(sentences),
    )


def _write_teacher(profiles: Profiles, group: LearningGroup, catalogue: Catalogue) -> str:
    """Name who outside the group could help most, or that nobody in the network can."""
    if group.teacher is None:
        return catalogue.text("suggestion.colearning_outside")
    return catalogue.text(
        "suggestion.colearning_teacher",
        teacher=short_name(profiles, group.teacher),
        covered=catalogue.percent(group.covered),
    )


def _build_pair(
    scores: Scores, found: TeamUps, pair: tuple[int, int], rank: int, catalogue: Catalogue
) -> Row:
    """Row of two who share strengths."""
    profiles, (one, other) = scores.profiles, pair
    topics, returned = found.list_shared(one, other), found.list_shared(other, one)
    places = [(one, topic) for topic, _ in topics] + [(other, topic) for topic, _ in returned]
    stated = _list_statements(profiles, ((who, topic, "hg:Offer") for who, topic in places))
    bounds = float(found.low[pair]), float(found.high[pair])
    certainty = certainty_word(bounds, profiles, stated)
    why = catalogue.text(
        "suggestion.teamup",
        a=short_name(profiles, one),
        b=short_name(profiles, other),
        topics=_name_strengths(profiles, other, topics, catalogue),
    )
    return Row(
        rank=rank,
        learner=one,
        teacher=other,
        organisations=pair,
        topics=[topic for topic, _ in topics],
        score=float(found.score[pair]),
        bounds=bounds,
        statements=stated,
        certainty=certainty,
        why=f"{why} {write_basis(profiles, stated, certainty, catalogue)}",
    )


def _name_strengths(
    profiles: Profiles, partner: int, topics: list[tuple[int, int]], catalogue: Catalogue
) -> str:
    """Topics of the first shared strengths, and how many more there are."""
    shown = [_name_strength(profiles, partner, each, catalogue) for each in topics[:_SHOWN]]
    if len(topics) > _SHOWN:
        shown.append(catalogue.count("explanation.others", len(topics) - _SHOWN))
    return catalogue.join(shown)


def _name_strength(
    profiles: Profiles, partner: int, topics: tuple[int, int], catalogue: Catalogue
) -> str:
    """Topic of a shared strength, with the partner's own topic where it is another."""
    here, there = (quote_topic(profiles, topic, catalogue) for topic in topics)
    if here == there:
        return here
    name = short_name(profiles, partner)
    return catalogue.text("suggestion.other_offer", topic=here, partner=name, other=there)


def _list_statements(profiles: Profiles, places: Iterable[tuple[int, int, str]]) -> list[int]:
    """Rows of statements that count for some organisations, topics and kinds, if there are any."""
    rows = (profiles.find_row(*place) for place in places)
    return sorted({row for row in rows if row is not None})
