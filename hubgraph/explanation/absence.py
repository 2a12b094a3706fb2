"""Why not: the obstacles between a learner and a teacher, and the smallest change without them."""

from dataclasses import dataclass
from html import escape
from textwrap import wrap

import pandas as pd

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.errors import OptionError, UnknownNameError
from hubgraph.explanation.learning import require_asking
from hubgraph.explanation.members import find_member
from hubgraph.explanation.obstacles import (
    find_evidence,
    name_organisation,
    write_change,
    write_obstacle,
    write_score,
)
from hubgraph.explanation.sentences import write_footing, write_heading
from hubgraph.matching.counterfactuals import find_place
from hubgraph.matching.obstacles import Obstacle, find_limits, find_obstacles
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import Scores, measure_scores
from hubgraph.matching.smallest import MOST_LEVELS, Goal, Remedy, find_remedy
from hubgraph.matching.whatif import admit_member
from hubgraph.names import find_name
from hubgraph.tables import OBSTACLES, REMEDIES, build_table, mark_snapshot

_WIDTH = 88


@dataclass(frozen=True)
class Absence:
    """Why a teacher is not among a learner's first suggestions, and what would bring it there.

    `topic` is the topic asked about (CURIE; None means all needs together). `place` is the
    teacher's in the learner's list, from 1, None where it has no score; `score` is that of the
    pair, 0 to 1, both with the two as members. `obstacle` is the first obstacle, None where the
    pair is suggested; `obstacles` lists all (columns: `hubgraph.tables.OBSTACLES`). `changes` is
    the smallest change after which the teacher is among the first `top` (columns:
    `hubgraph.tables.REMEDIES`; empty where none was found or needed); `smallest` says that no
    smaller one exists, `place_after` and `score_after` what comes of it, None without changes.
    `sentences` say all that, `notes` what else limits a pair that is suggested.
    """

    learner: str
    learner_name: str
    teacher: str
    teacher_name: str
    topic: str | None
    top: int
    place: int | None
    score: float
    obstacle: str | None
    obstacles: pd.DataFrame
    changes: pd.DataFrame
    smallest: bool
    place_after: int | None
    score_after: float | None
    sentences: list[str]
    notes: list[str]
    as_of: str
    lang: str
    network: str
    snapshot: str | None
    options: str

    def __repr__(self) -> str:
        """One line: who from whom, and the first obstacle or the place."""
        found = self.obstacle or f"suggested at place {self.place}"
        pair = f"{self.learner} from {self.teacher}" + f" on {self.topic}" * bool(self.topic)
        return f"<Absence for {self.network or 'a network'} as of {self.as_of}: {pair}, {found}>"

    def to_text(self) -> str:
        """Sentences, obstacles and changes as text."""
        catalogue = load_catalogue(self.lang)
        lines = [write_heading(self.as_of, self.network, catalogue), ""]
        lines += [line for told in self.sentences[:1] for line in wrap(told, _WIDTH)]
        for told in [*self.obstacles["sentence"], *self.notes]:
            lines += wrap(told, _WIDTH, initial_indent="-  ", subsequent_indent="   ")
        if self.sentences[1:]:
            lines += ["", *(line for told in self.sentences[1:] for line in wrap(told, _WIDTH))]
        lines += ["", *write_footing(self.snapshot, self.options, catalogue)]
        return "".join(f"{line}\n" for line in lines)

    def _repr_html_(self) -> str:
        """Sentences, obstacles and changes for a notebook, all escaped."""
        catalogue = load_catalogue(self.lang)
        heading = escape(write_heading(self.as_of, self.network, catalogue))
        first, *rest = (f"<p>{escape(told)}</p>" for told in self.sentences)
        told = [*self.obstacles["sentence"], *self.notes]
        items = "".join(f"<li>{escape(text)}</li>" for text in told)
        listed = f"<ol>{items}</ol>" if items else ""
        origin = f" data-snapshot='{self.snapshot}'" if self.snapshot else ""
        return f"<div{origin}><p>{heading}</p>{first}{listed}{''.join(rest)}</div>"

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON: the fields, tables as lists of rows, missing as None."""
        tables = {"obstacles": self.obstacles, "changes": self.changes}
        rows = {
            name: table.astype(object).where(table.notna(), None).to_dict("records")
            for name, table in tables.items()
        }
        return {**vars(self), **rows}


def explain_absence(  # noqa: PLR0913 - a pair, a topic and a length are asked about
    profiles: Profiles,
    *,
    learner: str,
    teacher: str,
    topic: str | None = None,
    top: int = 3,
    lang: str = "en",
    options: MatchingOptions = MatchingOptions(),
) -> Absence:
    """Say why a teacher is not among a learner's first, and the smallest change that helps.

    `learner` and `teacher` are identifiers or names, of members or of those who were or will
    be. With `topic` the question is about that need alone, as if the learner had no other;
    None means all needs together. `top` is the length of the list, at least 1; `lang` the
    language of the sentences, 'de' or 'en'; `options` are the parameters of matching.

    Obstacles come in the order of `hubgraph.matching.obstacles.OBSTACLE_KINDS`; those behind a
    membership are what would be left with it. The smallest change is the one with the fewest
    statements, then the fewest level steps, then the largest score, then the first topic in
    order of identifier (`hubgraph.matching.smallest.find_remedy` says what is thought of).
    What is not stated is said to be not stated, never not to be there; of a public part nothing
    restricted is known.

    Raises UnknownNameError for a learner, teacher, topic or language that is not known,
    AmbiguousNameError for a name that several bear, OptionError for a `top` below 1 or a
    learner who is the teacher, WrongTypeError for anything but profiles.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> absence = hg.explain_absence(profiles, learner="digiZ", teacher="ZD.BB")
    >>> absence.obstacle, absence.changes["action"].tolist()
    ('outranked', ['state_offer', 'state_offer'])
    """
    require_asking(profiles, top)
    catalogue = load_catalogue(lang)
    learner_id, teacher_id = (_find_known(profiles, name) for name in (learner, teacher))
    if learner_id == teacher_id:
        raise OptionError("teacher", teacher, f"any organisation but the learner {learner_id}")
    about = None if topic is None else find_name(topic, profiles.topic_names, kind="topic")
    goal = Goal(learner_id, teacher_id, about, top, options)
    return write_absence(find_absence(profiles, goal), catalogue)


@dataclass(frozen=True)
class Finding:
    """An absence in numbers, without words.

    `scores` are those with both as members and, if a topic is asked about, that need alone;
    `after` those after the changes of `remedy`, None without changes. `stages` are the profiles
    asked about, then those after each change.
    """

    stages: list[Profiles]
    goal: Goal
    scores: Scores
    obstacles: list[Obstacle]
    limits: list[Obstacle]
    remedy: Remedy | None
    after: Scores | None

    @property
    def profiles(self) -> Profiles:
        """Profiles asked about."""
        return self.stages[0]


def find_absence(profiles: Profiles, goal: Goal) -> Finding:
    """Obstacles, and the smallest change, of one pair."""
    missing = [
        who for who in (goal.learner, goal.teacher) if who not in profiles.organisations.index
    ]
    joined = profiles
    for who in missing:
        joined = admit_member(joined, who)
    scores = measure_scores(goal.view(joined), options=goal.options)
    evidence = find_evidence(scores, goal)
    pair = (evidence.learner, evidence.teacher)
    found = [Obstacle("not_member", who) for who in missing]
    found += find_obstacles(scores, *pair, top=goal.top)
    remedy = find_remedy(profiles, goal) if found else None
    stages = [profiles]
    for change in remedy.changes if remedy else ():
        stages.append(change.apply(stages[-1]))
    after = measure_scores(goal.view(stages[-1]), options=goal.options) if remedy else None
    limits = [] if found else list(find_limits(scores, *pair))
    return Finding(stages, goal, scores, found, limits, remedy, after)


def _find_known(profiles: Profiles, name: str) -> str:
    """CURIE of the member called so, else of one who was or will be one."""
    try:
        return find_member(profiles, name)
    except UnknownNameError:
        if profiles.record is None:
            raise
        return find_name(name, profiles.record.names, kind="member, former or to come")


def write_absence(finding: Finding, catalogue: Catalogue) -> Absence:
    """An absence in words."""
    goal, scores, profiles = finding.goal, finding.scores, finding.profiles
    rows = [write_obstacle(each, scores, goal, catalogue) for each in finding.obstacles]
    limits = [write_obstacle(each, scores, goal, catalogue) for each in finding.limits]
    changes = _write_changes(finding, catalogue)
    after = finding.after
    return Absence(
        learner=goal.learner,
        learner_name=name_organisation(profiles, goal.learner),
        teacher=goal.teacher,
        teacher_name=name_organisation(profiles, goal.teacher),
        topic=goal.topic,
        top=goal.top,
        place=_find_place(scores, goal) or None,
        score=find_evidence(scores, goal).score,
        obstacle=str(rows[0]["kind"]) if rows else None,
        obstacles=mark_snapshot(build_table(rows, OBSTACLES), profiles.snapshot),
        changes=mark_snapshot(build_table(changes, REMEDIES), profiles.snapshot),
        smallest=bool(finding.remedy and finding.remedy.smallest),
        place_after=None if after is None else _find_place(after, goal),
        score_after=None if after is None else find_evidence(after, goal).score,
        sentences=_write_sentences(finding, changes, catalogue),
        notes=[str(row["sentence"]) for row in limits],
        as_of=profiles.as_of,
        lang=catalogue.lang,
        network=profiles.networks[catalogue.lang],
        snapshot=profiles.snapshot,
        options=goal.options.hash,
    )


def _write_changes(finding: Finding, catalogue: Catalogue) -> list[dict[str, object]]:
    """Rows of the changes, each told from the state before it."""
    changes = finding.remedy.changes if finding.remedy else ()
    pairs = zip(changes, finding.stages, strict=False)
    return [write_change(change, before, catalogue) for change, before in pairs]


def _write_sentences(
    finding: Finding, changes: list[dict[str, object]], catalogue: Catalogue
) -> list[str]:
    """What is so, then what would have to change, and what would come of it."""
    goal, scores = finding.goal, finding.scores
    names: dict[str, object] = {
        "learner": name_organisation(finding.profiles, goal.learner),
        "teacher": name_organisation(finding.profiles, goal.teacher),
    }
    topical = ""
    if goal.topic is not None:
        topical = "_topic"
        names["topic"] = finding.profiles.topic_labels(catalogue.lang)[goal.topic]
    if not finding.obstacles:
        words = write_score(scores, goal, catalogue) | {"place": _find_place(scores, goal)}
        return [catalogue.text(f"absence.suggested{topical}", **names, **words)]
    sentences = [catalogue.count(f"absence.absent{topical}", goal.top, **names)]
    if finding.remedy is None or finding.after is None:
        return [*sentences, catalogue.count("absence.nothing", goal.top, most=MOST_LEVELS, **names)]
    then = write_score(finding.after, goal, catalogue)
    result = catalogue.text(
        "absence.result",
        place=_find_place(finding.after, goal),
        old=catalogue.percent(find_evidence(scores, goal).score),
        new=then["score"],
        certainty=then["certainty"],
        **names,
    )
    title = catalogue.text(f"absence.{'smallest' if finding.remedy.smallest else 'enough'}")
    return [*sentences, title, *(str(row["sentence"]) for row in changes), result]


def _find_place(scores: Scores, goal: Goal) -> int:
    """Teacher's place in the learner's list; 0 without a score."""
    evidence = find_evidence(scores, goal)
    row = scores.score[[evidence.learner], :].toarray().ravel()
    return find_place(row, evidence.teacher)
