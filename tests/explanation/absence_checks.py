"""Whether an obstacle is real, and whether a change does what it says: told from the tables."""

import re
from pathlib import Path

from absence_worlds import DAY, SERVES, TOPIC, Tables

import hubgraph as hg
from hubgraph.explanation.absence import Absence
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import measure_scores

Ranked = dict[str, tuple[float, float]]
"""Teachers, best first, with their score and what is deducted for knowing the learner."""

MOST_WORDS = 30
ABSENT = re.compile(r"\bhas no\b|\bhat keine?n? (?!\w+ angegeben)")
"""What is not stated is never said not to be there."""
CERTAINTY = re.compile(r"certainty: (high|medium|low)|Sicherheit: (hoch|mittel|niedrig)")

ACTIONS = {
    "state_need": "need",
    "raise_need": "need",
    "state_offer": "offer",
    "raise_offer": "offer",
}


def check_obstacles(
    absence: Absence, tables: Tables, folder: Path, options: hg.MatchingOptions
) -> None:
    """Raise AssertionError unless every obstacle named is there, and none is left out."""
    learner, teacher = (who.removeprefix("hgd:") for who in (absence.learner, absence.teacher))
    away = [hub for hub in (learner, teacher) if not tables.is_member(hub)]
    for hub in away:
        tables = tables.admit(hub)
    if absence.topic is not None:
        tables = tables.only_need(learner, absence.topic.removeprefix(TOPIC))
    profiles = tables.build(folder)
    ranked = rank_all(profiles, learner, options)
    expected = ["not_member"] * len(away)
    place = list(ranked).index(absence.teacher) + 1 if absence.teacher in ranked else 0
    assert place == (absence.place or 0)
    if not 0 < place <= absence.top:
        if place:
            expected += list_rivals(absence, ranked)
        else:
            expected += list_silence(tables, learner, teacher, options)
        expected += list_limits(tables, learner, teacher)
    assert absence.obstacles["kind"].tolist() == expected
    assert absence.obstacle == (expected[0] if expected else None)


def list_silence(
    tables: Tables, learner: str, teacher: str, options: hg.MatchingOptions
) -> list[str]:
    """Why nothing is covered: what is not stated, too far, or too low."""
    own, targets = tables.own(learner), tables.targets(learner)
    steps = {t: own.get(t, 0) + 1 for t, target in targets.items() if target > own.get(t, 0)}
    offers, taught = tables.offers(teacher), tables.taught(teacher)
    found = [] if steps else ["fulfilled" if targets else "no_need"]
    found += [] if offers or taught else ["no_offer"]
    if found:
        return found
    near = {(t, s) for t in steps for s in {*offers, *taught} if s in SERVES[t]}
    if not near:
        return ["too_far"]
    if not any(s in taught or offers[s] >= steps[t] for t, s in near):
        return ["level_too_low"]
    assert options.absorption_floor == 0
    return ["no_foothold"]


def list_rivals(absence: Absence, ranked: Ranked) -> list[str]:
    """Whether the contact decides, by the deduction for it; then that others are before."""
    score, taken = ranked[absence.teacher]
    freed = (-round(score + taken, 9), absence.teacher)
    others = [(-round(value, 9), who) for who, (value, _) in ranked.items()]
    before = sum(other < freed for other in others if other[1] != absence.teacher)
    return ["known_contact"] * (before < absence.top) + ["outranked"]


def list_limits(tables: Tables, learner: str, teacher: str) -> list[str]:
    """Capacities that are used up, and restricted statements."""
    found = []
    for row in tables.capacities:
        role, hub = row["role"], row["organisation"]
        side = {"learner": 0, "teacher": 1}[role]
        if hub == (learner, teacher)[side]:
            held = [e for e in tables.exchanges if e[side] == hub and "2020-01-01" < e[3] <= DAY]
            found += ["capacity"] * (len(held) >= row["exchanges"])
    rows = [
        *tables.counted(learner, "need").values(),
        *tables.counted(teacher, "offer").values(),
    ]
    return found + ["restricted"] * any(row["source"] == "S9" for row in rows)


def apply_changes(absence: Absence, tables: Tables) -> Tables:
    """Tables in which somebody did what was named."""
    for row in absence.changes.to_dict("records"):
        hub = row["organisation"].removeprefix("hgd:")
        if row["action"] == "be_member":
            tables = tables.admit(hub)
        else:
            kind, topic = ACTIONS[row["action"]], row["topic"].removeprefix(TOPIC)
            known = topic in tables.counted(hub, kind)
            assert known == row["action"].startswith("raise")
            tables = tables.state(hub, kind, topic, row["level"])
    return tables


def rank_all(profiles: Profiles, learner: str, options: hg.MatchingOptions) -> Ranked:
    """All teachers with a score for a learner, best first, with score and contact deduction."""
    scores, curies = measure_scores(profiles, options=options), profiles.organisations.index
    row = curies.get_loc(f"hgd:{learner}")
    found = {
        curie: (float(scores.score[row, at]), float(scores.deductions["novelty"][row, at]))
        for at, curie in enumerate(curies)
    }
    order = sorted(found, key=lambda curie: (-round(found[curie][0], 9), curie))
    return {curie: found[curie] for curie in order if found[curie][0] > 0}


def check_changes(
    absence: Absence, tables: Tables, folder: Path, options: hg.MatchingOptions
) -> None:
    """Raise AssertionError unless the pair appears once the changes are in the tables."""
    learner, tables = absence.learner.removeprefix("hgd:"), apply_changes(absence, tables)
    if absence.topic is not None:
        tables = tables.only_need(learner, absence.topic.removeprefix(TOPIC))
    ranked = rank_all(tables.build(folder), learner, options)
    assert absence.teacher in list(ranked)[: absence.top]
    assert list(ranked).index(absence.teacher) + 1 == absence.place_after
    assert ranked[absence.teacher][0] == absence.score_after


def check_sentences(found: Absence) -> None:
    """Raise AssertionError for a sentence that is too long, unfilled, or sure of itself."""
    told = [
        *found.sentences,
        *found.notes,
        *found.obstacles["sentence"],
        *found.changes["sentence"],
    ]
    for text in told:
        assert not re.search(r"[{}]|\b(None|nan)\b", text), text
        assert len(text.split()) <= MOST_WORDS, text
        assert "%" not in text or CERTAINTY.search(text), text
        assert not ABSENT.search(text), text
