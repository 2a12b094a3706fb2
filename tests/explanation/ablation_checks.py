"""Deleting what an answer cites changes it by what is stated; deleting anything else, by nothing.

The answer without a statement is made anew from the whole network, so it is a witness for the
citations, which are found on copies of the two organisations alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hubgraph.catalogue import Catalogue
from hubgraph.explanation.citations import cite
from hubgraph.explanation.parts import Evidence
from hubgraph.explanation.sentences import write_why
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.removal import remove_event, remove_statement
from hubgraph.matching.scores import Scores, measure_scores

EXACT = 1e-9


@dataclass(frozen=True)
class Answer:
    """What is said of a pair: score, bounds, sentence, and how many statements it counts."""

    numbers: tuple[float, float, float]
    why: str
    counted: int


def answer(scores: Scores, learner: int, teacher: int, catalogue: Catalogue) -> Answer:
    """Answer for a pair (row numbers)."""
    found = Evidence(scores, learner, teacher)
    numbers = (found.score, *found.bounds)
    return Answer(numbers, write_why(found, catalogue), len(found.counted))


def list_cited(scores: Scores, learner: int, teacher: int, catalogue: Catalogue) -> set[str]:
    """Statements and events that a pair's explanation cites."""
    statements, contacts = cite(Evidence(scores, learner, teacher), catalogue)
    return {*statements["statement"], *contacts["event"]}


def find_lies(
    scores: Scores, learner: int, teacher: int, catalogue: Catalogue, *, among: set[str]
) -> Iterator[str]:
    """Whatever of a pair's explanation does not hold, for each statement or event `among`."""
    before = answer(scores, learner, teacher, catalogue)
    statements, contacts = cite(Evidence(scores, learner, teacher), catalogue)
    cited = {row["statement"]: row for row in statements.to_dict("records")}
    cited |= {row["event"]: row for row in contacts.to_dict("records")}
    if int(statements["counted"].sum()) != before.counted:
        yield f"counts {before.counted}, marks {statements['counted'].sum()}"
    for name in sorted(among):
        left = _withdraw(scores.profiles, name)
        after = answer(measure_scores(left, options=scores.options), learner, teacher, catalogue)
        superseded = len(left.superseded) < len(scores.profiles.superseded)
        yield from _compare(name, cited.get(name), before, after, replaced=superseded)


def _withdraw(profiles: Profiles, name: str) -> Profiles:
    """Profiles without a statement or event."""
    if (profiles.statements["statement"] == name).any():
        return remove_statement(profiles, name)
    return remove_event(profiles, name)


def _compare(
    name: str,
    cited: Mapping[str, object] | None,
    before: Answer,
    after: Answer,
    *,
    replaced: bool,
) -> Iterator[str]:
    """Tell what is wrong with the answer without one statement or event."""
    if cited is None:
        if before != after:
            yield f"{name} is not cited, and without it {before} is {after}"
        return
    names = ("loss", "loss_low", "loss_high")
    for key, old, new in zip(names, before.numbers, after.numbers, strict=True):
        if abs(old - new - float(str(cited[key]))) > EXACT:
            yield f"{name}: {key} is {cited[key]}, not {old - new}"
    if (before.numbers, before.why) == (after.numbers, after.why):
        yield f"{name} is cited, and nothing changes without it"
    spoken = before.counted and after.counted and not replaced
    if spoken and bool(cited.get("counted")) != (before.counted != after.counted):
        yield f"{name}: counted {cited.get('counted')}, {before.counted} to {after.counted}"
