"""Gaps: what is missing, stale or unsourced in what the members of a network have stated."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from hubgraph.catalogue import Catalogue
from hubgraph.matching.ages import last_day
from hubgraph.matching.costs import measure_costs
from hubgraph.matching.levels import own_levels
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.ranking import TIE_DIGITS
from hubgraph.matching.scores import Scores

KINDS = (
    *("no_need_stated", "no_offer_stated", "stale", "without_source", "weak_source", "undated"),
    *("no_seat", "no_area", "offer_without_level", "need_without_target", "own_level_unknown"),
)
"""Every kind of gap, in the order in which gaps of equal cost stand."""

_CLOSINGS = {
    "offer_without_level": "level",
    "need_without_target": "level",
    "own_level_unknown": "own_level",
}
_THINGS = {"hg:Offer": "offer", "hg:Need": "need", "hg:OwnLevel": "own_level"}
_WEAK = {"hg:mediumConfidence": "medium", "hg:lowConfidence": "low"}


def list_gaps(
    profiles: Profiles, *, stale_after: int, seated: pd.Series, served: pd.Series
) -> pd.DataFrame:
    """Gaps of all members, one row each.

    Columns: `kind`, `organisation`, then of the statement it is about, missing where it is
    about none: `row` in the profiles, `statement`, `stated_kind`, `topic`, `issued`,
    `confidence`; at last `closes`, how it is closed to measure its cost, missing where no
    interval depends on it. `seated` and `served` list who has a seat and who a district.
    """
    members, stated = profiles.organisations, profiles.statements
    owners = {kind: pd.Index(stated["organisation"][stated["kind"] == kind]) for kind in _THINGS}
    lacking = {
        "no_need_stated": members.index.difference(owners["hg:Need"]),
        "no_offer_stated": members.index.difference(owners["hg:Offer"]),
        "no_seat": members.index.difference(pd.Index(seated)),
        "no_area": members.index[members["kind"] == "hg:RegionalHub"].difference(pd.Index(served)),
    }
    parts = [pd.DataFrame({"kind": kind, "member": found}) for kind, found in lacking.items()]
    for kind, mask in _judge_statements(stated, profiles.as_of, stale_after).items():
        parts.append(pd.DataFrame({"kind": kind, "row": np.flatnonzero(mask)}))
    about = stated.rename(columns={"kind": "stated_kind"})
    about = about[["organisation", "statement", "stated_kind", "topic", "issued", "confidence"]]
    gaps = pd.concat(parts, ignore_index=True).join(about, on="row")
    renewed = (gaps["kind"] == "stale") & (gaps["stated_kind"] == "hg:Offer")
    return gaps.assign(
        organisation=gaps["organisation"].fillna(gaps["member"]),
        closes=gaps["kind"].map(_CLOSINGS).mask(renewed, "age"),
    ).drop(columns="member")


def _judge_statements(
    stated: pd.DataFrame, as_of: str, stale_after: int
) -> dict[str, "pd.Series[bool]"]:
    """Which statements have a gap, by its kind.

    Weak is one source only, of medium or low confidence. An own level is asked for by a
    need, or by a statement of an own level that leaves the level open.
    """
    is_offer, is_need = stated["kind"] == "hg:Offer", stated["kind"] == "hg:Need"
    without_level, sources = stated["stated_level"].isna(), stated["sources"].map(len)
    about = pd.MultiIndex.from_frame(stated[["organisation", "topic"]])
    calls = is_need | ~is_offer & ~about.isin(about[is_need])
    stale = [is_stale(issued, as_of, months=stale_after) for issued in stated["issued"]]
    return {
        "stale": pd.Series(stale, index=stated.index, dtype=bool),
        "without_source": sources == 0,
        "weak_source": (sources == 1) & stated["confidence"].isin(list(_WEAK)),
        "undated": stated["issued"].isna(),
        "offer_without_level": is_offer & without_level,
        "need_without_target": is_need & without_level,
        "own_level_unknown": calls & own_levels(stated).isna(),
    }


def is_stale(issued: object, as_of: str, *, months: int) -> bool:
    """Whether a date lies more than so many months before a day; what is no date does not.

    A year or month counts as its last day: no age is claimed that is not stated.

    >>> is_stale("2018-12-30", "2020-12-31", months=24), is_stale("2018", "2020-12-31", months=24)
    (True, False)
    """
    if not isinstance(issued, str):
        return False
    then, day = last_day(issued), date.fromisoformat(as_of)
    return (then.year * 12 + then.month + months, then.day) < (day.year * 12 + day.month, day.day)


def rank_gaps(gaps: pd.DataFrame, scores: Scores) -> pd.DataFrame:
    """Gaps with `cost` and `suggestions`, by organisation, then largest cost first.

    Before all others stands a side on which nothing is stated: without it there is no
    suggestion whose interval could narrow. Equal costs stand in order of `KINDS`, then of
    topic and statement.
    """
    closing = gaps[gaps["closes"].notna()]
    gaps = gaps.join(measure_costs(scores, closing.astype({"row": int})[["row", "closes"]]))
    order = gaps.assign(
        later=~gaps["kind"].isin(KINDS[:2]),
        saved=-gaps["cost"].fillna(0).round(TIE_DIGITS),
        place=gaps["kind"].map(KINDS.index),
    ).sort_values(["organisation", "later", "saved", "place", "topic", "statement"])
    return gaps.loc[order.index].reset_index(drop=True)


def write_gaps(
    gaps: pd.DataFrame, profiles: Profiles, catalogue: Catalogue
) -> Iterator[dict[str, Any]]:
    """Rows of the contract `MISSING`, in the same order, with some values more."""
    labels = profiles.topic_labels(catalogue.lang).rename("topic_label")
    named = gaps.join(profiles.organisations[["name", "label"]], on="organisation")
    named = named.join(labels, on="topic")
    for gap in named.astype(object).where(named.notna(), None).to_dict("records"):
        row = {str(name): value for name, value in gap.items()}
        values = _fill_in(row, catalogue)
        texts = {
            name: catalogue.text(f"gap.{name}.{row['kind']}", **values)
            for name in ("sentence", "question", "settles")
        }
        if round(row["cost"] or 0, 3):
            cost = catalogue.number(row["cost"])
            texts["settles"] = catalogue.count("gap.narrower", row["suggestions"], cost=cost)
        yield row | texts | {"as_of": profiles.as_of}


def _fill_in(row: dict[str, Any], catalogue: Catalogue) -> dict[str, str]:
    """What the texts say of a gap: the hub, and of a statement what it is, on what, since when."""
    values = {"hub": row["label"]}
    if row["statement"] is not None:
        thing, topic = _THINGS[row["stated_kind"]], row["topic_label"]
        values |= {n: catalogue.text(f"gap.{n}.{thing}", topic=topic) for n in ("thing", "your")}
        values |= {"topic": topic, "date": catalogue.day(row["issued"]) if row["issued"] else ""}
        values["confidence"] = catalogue.text(f"certainty.{_WEAK.get(row['confidence'], 'high')}")
    return values
