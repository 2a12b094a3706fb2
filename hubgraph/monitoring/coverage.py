"""Coverage of all needs together: what nobody covers, and what hangs on one hub."""

from typing import Any

import pandas as pd

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.errors import OptionError, require_type
from hubgraph.matching.certainty import bound_benefits
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.redundancy import list_coverage, measure_losses
from hubgraph.matching.scores import Scores, measure_scores
from hubgraph.tables import GAPS, REDUNDANCY, build_table, mark_snapshot

_VISIBLE = 1e-9
_SMALL = 0.01


def find_gaps(
    profiles: Profiles,
    *,
    least: int = 1,
    lang: str = "en",
    options: MatchingOptions = MatchingOptions(),
) -> pd.DataFrame:
    """Find needs of members that nobody else's offer covers (`hubgraph.tables.GAPS`).

    One row per topic with the members whose open need on it nobody covers, at least `least` (1
    or more) of them; needed by most first, then by the weight of the need, then by identifier.
    `possible` is the share of those needs that would be covered if every missing level were as
    good as it can be: above 0, somebody offers the topic and only the levels are not known to
    reach. No row means that every need is covered in part at least.

    Raises OptionError for a `least` below 1, UnknownNameError for an unknown language,
    WrongTypeError for anything but profiles.

    >>> import hubgraph as hg
    >>> gaps = hg.find_gaps(hg.build_profiles(hg.load_graph("baden-wuerttemberg")), least=2)
    >>> bool((gaps["needed_by"] >= 2).all())
    True
    """
    require_type(profiles, Profiles, hint="Make them with hg.build_profiles(graph).")
    if least < 1:
        raise OptionError("least", least, "1 or more")
    catalogue = load_catalogue(lang)
    scores = measure_scores(profiles, options=options)
    best = bound_benefits(profiles, scores.matrices, scores.kernel, options=options)[1]
    possible, steps = list_coverage(best), list_coverage(scores.benefit)
    covered = steps.groupby(["learner", "topic"])["covered"].transform("max")
    rows = [
        _build_gap(scores, needed, possible, catalogue)
        for _, needed in steps[covered <= _VISIBLE].groupby("topic")
        if needed["learner"].nunique() >= least
    ]
    rows.sort(key=lambda row: (-row["needed_by"], -round(row["need"], 9), row["topic"]))
    return mark_snapshot(build_table(rows, GAPS, options=options.hash), profiles.snapshot)


def measure_redundancy(
    profiles: Profiles,
    *,
    lang: str = "en",
    options: MatchingOptions = MatchingOptions(),
) -> pd.DataFrame:
    """Measure what hangs on each member (columns: `hubgraph.tables.REDUNDANCY`).

    `vulnerability` = 1 - coverage without its offers / coverage, 0 to 1: what the network
    covers of all needs together, each step by the best teacher but the learner itself, and
    what is left when the next best steps in. 0 means that others cover all of it as well;
    `only` lists topics nobody else covers. One row per member, the largest first, then by
    identifier. Vulnerability is missing where nothing is covered at all.

    Raises UnknownNameError for an unknown language, WrongTypeError for anything but profiles.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> bool(hg.measure_redundancy(profiles)["vulnerability"].between(0, 1).all())
    True
    """
    require_type(profiles, Profiles, hint="Make them with hg.build_profiles(graph).")
    catalogue = load_catalogue(lang)
    steps = list_coverage(measure_scores(profiles, options=options).benefit)
    covered = float((steps["demand"] * steps["covered"]).sum())
    losses = measure_losses(steps)
    rows = [
        _build_member(profiles, who, float(losses.get(who, 0.0)), covered, steps, catalogue)
        for who in range(len(profiles.organisations))
    ]
    rows.sort(key=lambda row: (-round(row["vulnerability"] or 0, 9), row["organisation"]))
    return mark_snapshot(build_table(rows, REDUNDANCY, options=options.hash), profiles.snapshot)


def _build_gap(
    scores: Scores, needed: pd.DataFrame, possible: pd.DataFrame, catalogue: Catalogue
) -> dict[str, Any]:
    """Row of a topic, from the steps on it that nobody covers and all that could be open."""
    topic = int(needed["topic"].iloc[0])
    profiles = scores.profiles
    learners = sorted(set(needed["learner"].tolist()))
    curies = [str(profiles.organisations.index[who]) for who in learners]
    label = str(profiles.topic_labels(catalogue.lang).iloc[topic])
    stated = [profiles.find_statement(who, topic, "hg:Need") for who in learners]
    best = possible[(possible["topic"] == topic) & possible["learner"].isin(learners)]
    suppliers = set(scores.benefit.supply[:, [topic]].tocoo().row.tolist())
    offered = any(suppliers - {learner} for learner in learners)
    reason = "nobody_reaches" if offered else "nobody_offers"
    return {
        "topic": str(profiles.topics.index[topic]),
        "topic_label": label,
        "needed_by": len(learners),
        "learners": curies,
        "names": profiles.organisations["label"].iloc[learners].tolist(),
        "need": float(needed["demand"].sum()),
        "possible": float((best["demand"] * best["covered"]).sum() / best["demand"].sum()),
        "reason": reason,
        "sentence": catalogue.count(
            f"coverage.{reason}",
            len(learners),
            names=catalogue.join(profiles.organisations["label"].iloc[learners].tolist()),
            topic=label,
        ),
        "statements": sorted(str(each["statement"]) for each in stated if each is not None),
        "as_of": profiles.as_of,
    }


def _build_member(
    profiles: Profiles,
    who: int,
    loss: float,
    covered: float,
    steps: pd.DataFrame,
    catalogue: Catalogue,
) -> dict[str, Any]:
    """Row of a member and what hangs on it."""
    mine = steps[(steps["teacher"] == who) & (steps["covered"] > steps["next_best"] + _VISIBLE)]
    topics = sorted(set(mine["topic"].tolist()) - _list_shared(steps, who))
    labels = profiles.topic_labels(catalogue.lang)
    name = str(profiles.organisations["label"].iloc[who])
    learners = sorted(set(mine["learner"].tolist()))
    share = loss / covered if covered > 0 else None
    return {
        "organisation": str(profiles.organisations.index[who]),
        "name": str(profiles.organisations["name"].iloc[who]),
        "vulnerability": share,
        "learners": [str(profiles.organisations.index[each]) for each in learners],
        "only": [str(profiles.topics.index[topic]) for topic in topics],
        "sentence": _write_member(
            name, share, learners, [str(labels.iloc[topic]) for topic in topics], catalogue
        ),
        "as_of": profiles.as_of,
    }


def _list_shared(steps: pd.DataFrame, who: int) -> set[int]:
    """Topics of needs that somebody else covers, on any step."""
    other = (steps["teacher"] != who) & (steps["covered"] > _VISIBLE)
    return set(steps.loc[other | (steps["next_best"] > _VISIBLE), "topic"].tolist())


def _write_member(
    name: str, share: float | None, learners: list[int], only: list[str], catalogue: Catalogue
) -> str:
    """Say what would be lost without a member."""
    if not learners or share is None:
        return catalogue.text("coverage.replaceable", name=name)
    small = share < _SMALL
    text = catalogue.text("coverage.little") if small else catalogue.percent(share)
    lost = catalogue.count("coverage.lost", len(learners), name=name, share=text)
    if not only:
        return lost
    quoted = [catalogue.text("suggestion.quoted", text=topic) for topic in only]
    return f"{lost} {catalogue.count('coverage.only', len(only), topics=catalogue.join(quoted))}"
