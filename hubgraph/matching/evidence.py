"""Strength from recorded activity: who has taught what, how much and how lately.

The score of an organisation for a set of topics is a *decayed topic rate*

    log(0.02 + Σ w_t · log(1 + C(t) / s) / Σ w_t) + b · log(0.05 + A)

with C(t) its activities on topic t and A its activities at all, both halved every half-life,
and w_t the rarity of the topic to a power. The four parameters are chosen on earlier events
(`evidence_choice`).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hubgraph.errors import OptionError, UnknownNameError
from hubgraph.matching.activity import ActivityCounts
from hubgraph.matching.sparse import find_places
from hubgraph.tables import EVIDENCE_PARTS, build_table

RATE_FLOOR = 0.02
ACTIVITY_FLOOR = 0.05

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class EvidenceOptions:
    """Parameters of the score.

    `half_life` is in the unit of time of the activities (above 0, infinite: nothing fades);
    `rarity_power` (0 or more) says how much more a rare topic counts; `saturation` (above 0)
    is the count from which more of the same topic adds less; `activity_weight` (0 or more) is
    what activity on any topic is worth. Raises OptionError for a value outside its range.
    """

    half_life: float
    rarity_power: float = 0.5
    saturation: float = 3.0
    activity_weight: float = 0.1

    def __post_init__(self) -> None:
        """Refuse values outside their range."""
        for name in ("half_life", "saturation"):
            if not getattr(self, name) > 0:
                raise OptionError(name, getattr(self, name), "above 0")
        for name in ("rarity_power", "activity_weight"):
            if not getattr(self, name) >= 0:
                raise OptionError(name, getattr(self, name), "0 or more")


@dataclass(frozen=True, repr=False)
class Evidence:
    """What recorded activities say at one time; an organisation without any is not in it.

    `counts` is topics × organisations, `activity` per organisation, `rarity` per topic.
    """

    organisations: pd.Index
    topics: pd.Index
    counts: csr_array
    activity: Floats
    rarity: Floats
    as_of: float
    options: EvidenceOptions

    def __repr__(self) -> str:
        """Return one line with the sizes."""
        return (
            f"<Evidence of {len(self.organisations)} organisations on {len(self.topics)} topics,"
            f" as of {self.as_of:g}>"
        )


def build_evidence(
    activities: pd.DataFrame, *, options: EvidenceOptions, as_of: float | None = None
) -> Evidence:
    """Evidence of a table of activities (columns of ACTIVITIES) at a time.

    Later activities do not count; None is the newest. Raises TableError for a table that
    cannot be counted.
    """
    counts = ActivityCounts(options.half_life)
    counts.add(activities if as_of is None else activities[activities["time"] <= as_of])
    return to_evidence(counts, options=options, as_of=as_of)


def to_evidence(
    counts: ActivityCounts, *, options: EvidenceOptions, as_of: float | None = None
) -> Evidence:
    """Evidence of the activities counted so far; None is the time of the newest.

    Raises OptionError for a time before the newest, and for a half-life that is not theirs.
    """
    if counts.half_life != options.half_life:
        raise OptionError("half_life", options.half_life, f"{counts.half_life:g}, as counted")
    return Evidence(
        organisations=pd.Index(list(counts.organisations), dtype=object),
        topics=pd.Index(list(counts.topics), dtype=object),
        counts=counts.by_topic(as_of),
        activity=counts.by_organisation(as_of),
        rarity=counts.rarity(),
        as_of=counts.newest if as_of is None else as_of,
        options=options,
    )


def measure_strength(counts: csr_array, *, full: float) -> csr_array:
    """Strength from fading counts of activities, in the same places, 0 to 1; no entry is unknown.

    log(1 + count) / log(1 + full), at most 1: it grows with every activity on a topic up to
    `full` (above 0), and nothing else lowers it: neither activity on other topics nor that of
    others, as a share of the greatest count would (matching specification, section 17).
    """
    strength = csr_array(counts, copy=True)
    strength.data = np.minimum(np.log1p(strength.data) / np.log1p(full), 1.0)
    return strength


def score_evidence(evidence: Evidence, asked: csr_array) -> Floats:
    """Scores of all organisations (columns) for every row of `asked` (rows × topics).

    A score is a logarithm: only differences within a row mean something. Topics nobody has
    dealt with are left out: they would tell no two organisations apart.
    """
    options = evidence.options
    weighted = (asked * evidence.rarity**options.rarity_power).tocsr()
    gains = evidence.counts.copy()
    gains.data = np.log1p(gains.data / options.saturation)
    total = np.asarray(weighted.sum(axis=1)).ravel()
    rate = (weighted @ gains).toarray() / np.where(total > 0, total, 1)[:, None]
    rest = options.activity_weight * np.log(ACTIVITY_FLOOR + evidence.activity)
    return np.asarray(np.log(RATE_FLOOR + rate) + rest)


def to_asked(known: pd.Index, topics: Sequence[Sequence[Hashable]]) -> csr_array:
    """Lists of topics as rows × known topics; others are left out."""
    rows = np.repeat(np.arange(len(topics)), [len(each) for each in topics])
    columns = find_places(known, (topic for each in topics for topic in each))
    shape = (len(topics), len(known))
    kept = columns >= 0
    return csr_array((np.ones(int(kept.sum())), (rows[kept], columns[kept])), shape=shape)


def rank_by_evidence(evidence: Evidence, *, topics: Sequence[Hashable]) -> pd.Series:
    """Scores for these topics together, best first; equal ones by identifier.

    Who is not in the answer is unknown, not weak.
    """
    scores = score_evidence(evidence, to_asked(evidence.topics, [topics]))[0]
    names = evidence.organisations.astype(str)
    order = np.lexsort((names.argsort().argsort(), -np.round(scores, 9)))
    return pd.Series(scores[order], index=evidence.organisations[order], name="score")


def explain_evidence(
    evidence: Evidence,
    activities: pd.DataFrame,
    *,
    organisation: Hashable,
    topics: Sequence[Hashable],
) -> pd.DataFrame:
    """Summands of one score, with the columns of EVIDENCE_PARTS; they add up to it.

    `start` is what an organisation without any activity would get; each event of the topics
    asked for, and activity at all, add to it. What the topics add is a logarithm of a sum; it
    is shared out among topics by their part in the sum, and among the events of a topic by how
    much of each is left. Raises UnknownNameError for an organisation nothing is recorded of.
    """
    place = int(find_places(evidence.organisations, [organisation])[0])
    if place < 0:
        known = sorted(map(str, evidence.organisations))
        raise UnknownNameError(str(organisation), known, kind="organisation with activities")
    value = _share_out(evidence, place, to_asked(evidence.topics, [topics]).toarray()[0])
    weight = evidence.options.activity_weight
    floor, activity = weight * np.log(ACTIVITY_FLOOR), evidence.activity[place]
    own = activities[
        (activities["organisation"] == organisation) & (activities["time"] <= evidence.as_of)
    ]
    rows: list[dict[str, object]] = [{"kind": "start", "value": np.log(RATE_FLOOR) + floor}]
    for column in np.flatnonzero(value).tolist():
        topic = evidence.topics[column]
        rows += _explain_topic(evidence, own[own["topic"] == topic], float(value[column]))
    gained = weight * np.log(ACTIVITY_FLOOR + activity) - floor
    rows.append({"kind": "activity", "left": activity, "value": gained})
    return build_table(rows, EVIDENCE_PARTS)


def _share_out(evidence: Evidence, organisation: int, asked: Floats) -> Floats:
    """What each topic adds to the score of one organisation."""
    options = evidence.options
    weight = asked * evidence.rarity**options.rarity_power
    count = evidence.counts[:, [organisation]].toarray().ravel()
    share = weight * np.log1p(count / options.saturation) / (weight.sum() or 1.0)
    gained = np.log(RATE_FLOOR + share.sum()) - np.log(RATE_FLOOR)
    return np.asarray(gained * share / (share.sum() or 1.0))


def _explain_topic(
    evidence: Evidence, events: pd.DataFrame, value: float
) -> list[dict[str, object]]:
    """Events of one organisation on one topic, newest last, each with its part of a value."""
    age = evidence.as_of - events["time"].to_numpy(float)
    left = events["weight"].to_numpy(float) * np.exp2(-age / evidence.options.half_life)
    table = events[["topic", "activity", "time"]].assign(
        kind="event", left=left, value=value * left / left.sum()
    )
    rows = table.sort_values("time", kind="stable").to_dict("records")
    return [{str(name): cell for name, cell in row.items()} for row in rows]
