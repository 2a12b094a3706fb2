"""Sentences about obstacles, and about the changes that remove them."""

import pandas as pd

from hubgraph.catalogue import Catalogue
from hubgraph.explanation.parts import Evidence
from hubgraph.explanation.sentences import judge_certainty, topic_label, write_when
from hubgraph.matching.obstacles import Obstacle
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import Scores
from hubgraph.matching.smallest import Goal
from hubgraph.matching.whatif import Change

_STEMS = {"hg:Offer": "offer", "hg:Need": "need", "hg:OwnLevel": "own_level"}


def write_obstacle(
    obstacle: Obstacle, scores: Scores, goal: Goal, catalogue: Catalogue
) -> dict[str, object]:
    """Row of one obstacle (contract `OBSTACLES`); `scores` are those of the pair."""
    profiles, words = scores.profiles, _write_words(obstacle, scores, goal, catalogue)
    key = f"absence.obstacle.{_choose_key(obstacle, scores, goal)}"
    number = {"capacity": obstacle.allowed, "restricted": obstacle.statements}.get(obstacle.kind)
    counted = number is not None and not key.endswith("_none")
    text = catalogue.count(key, number or 0, **words) if counted else catalogue.text(key, **words)
    topics = {"topic": obstacle.need, "offer": obstacle.offer}
    if obstacle.kind in {"no_need", "fulfilled"} and goal.topic is not None:
        topics["topic"] = int(profiles.topics.index.get_indexer(pd.Index([goal.topic]))[0])
    found = {name: topic for name, topic in topics.items() if topic is not None}
    return {
        "kind": obstacle.kind,
        "organisation": obstacle.organisation,
        "name": words["name"],
        **{name: str(profiles.topics.index[topic]) for name, topic in found.items()},
        **{f"{name}_label": topic_label(profiles, t, catalogue.lang) for name, t in found.items()},
        "sentence": text,
    }


def write_change(change: Change, profiles: Profiles, catalogue: Catalogue) -> dict[str, object]:
    """Row of one change (contract `REMEDIES`); `profiles` are those before it."""
    action = name_action(change)
    row: dict[str, object] = {"action": action, "organisation": change.organisation, "steps": 0}
    row["name"] = name_organisation(profiles, change.organisation)
    if change.kind is not None:
        label = str(profiles.topic_labels(catalogue.lang)[change.topic])
        row |= {"topic": change.topic, "topic_label": label, "level": change.level}
        row |= {"level_before": change.before, "steps": change.level - (change.before or 0)}
    about = (change.organisation, change.topic, str(change.kind))
    key = f"absence.change.{action}" + ("_taken" if _is_unstated(about, profiles) else "")
    row["sentence"] = catalogue.text(
        key,
        name=row["name"],
        topic=row.get("topic_label"),
        level=change.level,
        before=change.before,
        day=catalogue.day(profiles.as_of),
    )
    return row


def name_action(change: Change) -> str:
    """What a change does, as the contract `REMEDIES` calls it."""
    if change.kind is None:
        return "be_member"
    return f"{'state' if change.before is None else 'raise'}_{_STEMS[change.kind]}"


def name_organisation(profiles: Profiles, organisation: str) -> str:
    """Short name of an organisation by its CURIE, also of a former member."""
    known = profiles.organisations if profiles.record is None else profiles.record.hubs
    return str(known.loc[organisation, "label"])


def name_statement(row: pd.Series, profiles: Profiles, catalogue: Catalogue, *, owner: bool) -> str:
    """Statement in words: kind and topic, and whose it is or, without `owner`, at which level."""
    level = row["stated_level"]
    return catalogue.text(
        f"counterfactual.{'statement' if owner else 'stated'}.{_STEMS[row['kind']]}",
        topic=profiles.topic_labels(catalogue.lang)[row["topic"]],
        name=name_organisation(profiles, row["organisation"]),
        level=catalogue.text("level.missing")
        if pd.isna(level)
        else catalogue.text("level.stated", level=int(level)),
    )


def _choose_key(obstacle: Obstacle, scores: Scores, goal: Goal) -> str:
    """Key of the sentence for an obstacle."""
    kind, profiles = obstacle.kind, scores.profiles
    variants = {
        "not_member": "to_come" if kind == "not_member"
        and _is_to_come(profiles, obstacle.organisation) else "left",
        "no_need": "no_need" if goal.topic is None else "no_need_topic",
        "fulfilled": "fulfilled" if goal.topic is None else "fulfilled_topic",
        "too_far": "too_far" if obstacle.relation else "too_far_unrelated",
        "outranked": "outranked" if round(obstacle.gap or 0, 9) else "outranked_equal",
        "capacity": "capacity_used" if obstacle.allowed else "capacity_none",
    }  # fmt: skip
    if kind == "level_too_low":
        key = (obstacle.organisation, str(profiles.topics.index[obstacle.offer or 0]), "hg:Offer")
        return f"{kind}_taken" if _is_unstated(key, profiles) else kind
    return variants.get(kind, kind)


def _write_words(
    obstacle: Obstacle, scores: Scores, goal: Goal, catalogue: Catalogue
) -> dict[str, object]:
    """Words for the sentence about an obstacle."""
    profiles = scores.profiles
    words: dict[str, object] = {
        "name": name_organisation(profiles, obstacle.organisation),
        "learner": name_organisation(profiles, goal.learner),
        "day": catalogue.day(profiles.as_of),
        "level": obstacle.level, "step": obstacle.step, "place": obstacle.place, "top": goal.top,
        "used": obstacle.used,
        "role": catalogue.text(
            f"absence.{'learner' if obstacle.organisation == goal.learner else 'teacher'}"
        ),
    }  # fmt: skip
    topics = {"need": obstacle.need, "offer": obstacle.offer}
    words |= {
        name: topic_label(profiles, topic, catalogue.lang)
        for name, topic in topics.items()
        if topic is not None
    }
    if goal.topic is not None:
        words["topic"] = profiles.topic_labels(catalogue.lang)[goal.topic]
    if obstacle.relation is not None:
        words["relation"] = catalogue.text(f"relation.{obstacle.relation}")
    if obstacle.kind == "not_member":
        words["when"] = _write_end(profiles, obstacle.organisation, catalogue)
    if obstacle.rival is not None:
        words["rival"] = str(profiles.organisations["label"].iloc[obstacle.rival])
        words["gap"] = catalogue.number(obstacle.gap or 0)
        words |= write_score(scores, goal, catalogue)
    return words


def write_score(scores: Scores, goal: Goal, catalogue: Catalogue) -> dict[str, object]:
    """Score of a pair and its certainty, in words."""
    evidence = find_evidence(scores, goal)
    word = judge_certainty(evidence)
    return {
        "score": catalogue.percent(evidence.score),
        "certainty": catalogue.text(f"certainty.{word}"),
    }


def find_evidence(scores: Scores, goal: Goal) -> Evidence:
    """What the score of a pair is made of."""
    index = scores.profiles.organisations.index
    learner, teacher = index.get_indexer(pd.Index([goal.learner, goal.teacher])).tolist()
    return Evidence(scores, learner, teacher)


def _is_unstated(key: tuple[str, str, str], profiles: Profiles) -> bool:
    """Whether there is a statement for a key whose level is only taken, for none is stated."""
    row = profiles.statement_rows.get(key)
    return row is not None and bool(pd.isna(profiles.statements["stated_level"].iloc[row]))


def _is_to_come(profiles: Profiles, organisation: str) -> bool:
    """Whether a membership begins after the day."""
    since = _find_hub(profiles, organisation)["since"]
    return isinstance(since, str) and since > profiles.as_of


def _write_end(profiles: Profiles, organisation: str, catalogue: Catalogue) -> str:
    """When a membership ended, or will begin."""
    name = "since" if _is_to_come(profiles, organisation) else "until"
    return write_when(str(_find_hub(profiles, organisation)[name]), catalogue)


def _find_hub(profiles: Profiles, organisation: str) -> pd.Series:
    """What the record says of an organisation."""
    if profiles.record is None:
        raise KeyError(organisation)
    return profiles.record.hubs.T[organisation]
