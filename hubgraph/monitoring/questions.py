"""Questions worth asking: which answer would make the first suggestions most certain."""

import pandas as pd

from hubgraph.catalogue import load_catalogue
from hubgraph.errors import OptionError, require_type
from hubgraph.matching.costs import measure_costs
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.order import mark_first
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.ranking import TIE_DIGITS
from hubgraph.matching.scores import Scores, measure_scores
from hubgraph.monitoring.gaps import KINDS, list_gaps, write_gaps
from hubgraph.tables import QUESTIONS, build_table, mark_snapshot

_WATCHED = 5
_STALE_AFTER = 24


def rank_questions(
    profiles: Profiles,
    *,
    top: int = 10,
    lang: str = "en",
    options: MatchingOptions = MatchingOptions(),
) -> pd.DataFrame:
    """Rank the questions to ask by what their answers are worth, most valuable first.

    A question is about a statement that is there: the level of an offer or a need, the own
    level on a need, whether an offer older than two years still holds. Its value is the sum
    of high - low over the first five teachers of every learner, less the same sum with the
    question answered and all else equal, as `find_missing` measures the cost of a gap over
    all suggestions. Values overlap and do not add up. A question whose answer alone narrows
    nothing is left out. Equal values stand in order of organisation, kind, topic.

    `top` is the number of questions, at least 1; `lang` the language of the texts, such
    as 'de'; `options` are the parameters of matching. Columns: `hubgraph.tables.QUESTIONS`.

    Raises UnknownNameError for an unknown language, OptionError for a `top` below 1,
    WrongTypeError for anything but profiles.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> hg.rank_questions(profiles, top=1)["kind"].tolist()
    ['need_without_target']
    """
    require_type(profiles, Profiles, hint="Make them with hg.build_profiles(graph).")
    if top < 1:
        raise OptionError("top", top, "1 or more")
    catalogue = load_catalogue(lang)
    gaps = _value_gaps(measure_scores(profiles, options=options))
    texts = write_gaps(gaps[gaps["rank"] <= top].head(top), profiles, catalogue)
    rows: list[dict[str, object]] = [row | {"value": row["cost"]} for row in texts]
    return mark_snapshot(build_table(rows, QUESTIONS, options=options.hash), profiles.snapshot)


def _value_gaps(scores: Scores) -> pd.DataFrame:
    """Gaps whose closing narrows an interval that is watched, with `rank`, most valuable first."""
    everybody = pd.Series(scores.profiles.organisations.index)
    gaps = list_gaps(scores.profiles, stale_after=_STALE_AFTER, seated=everybody, served=everybody)
    gaps = gaps[gaps["closes"].notna()]
    closing = gaps.astype({"row": int})[["row", "closes"]]
    gaps = gaps.join(measure_costs(scores, closing, among=mark_first(scores.score, _WATCHED)))
    gaps = gaps.assign(
        saved=-gaps["cost"].round(TIE_DIGITS), place=gaps["kind"].map(KINDS.index)
    ).sort_values(["saved", "organisation", "place", "topic", "statement"])
    gaps = gaps[gaps["saved"] < 0]
    return gaps.assign(rank=gaps["saved"].rank(method="min").astype(int))
