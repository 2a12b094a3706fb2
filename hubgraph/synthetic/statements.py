"""Answers to surveys become rows of the table 'statements'."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from hubgraph.synthetic.country import WAVES, Hub
from hubgraph.synthetic.meetings import RETREAT, Event
from hubgraph.synthetic.survey import Answer
from hubgraph.synthetic.world import Row

_SHORT = {"own_level": "level", "offer": "offer", "need": "need"}


def build_statements(
    answers: list[Answer],
    sources: Mapping[tuple[str, int], str],
    *,
    review: str,
    logs: Mapping[int, str],
) -> list[Row]:
    """One row per statement; an earlier one ends the day before the next survey of its hub.

    An own level ends where the next answer fills the cell again; an offer or need ends with
    the next answer in any case, for each answer lists all of them. What is said of a hub that
    left ends with its membership. `sources` are the surveys by hub and year. `review` and `logs`
    are the sources of verified levels: the review of thematic hubs, and the logs of exchanges
    by the year of the survey before them.
    """
    by_hub: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_hub[answer.hub.id].append(answer)
    rows = []
    for given in by_hub.values():
        for place, answer in enumerate(given):
            for row in _answer_rows(answer):
                row["valid_through"] = _find_end(row, answer.hub, given[place + 1 :])
                source = sources[answer.hub.id, answer.wave]
                log = logs.get(answer.wave - 1, "")
                _add_proof(row, answer, source, review=review, log=log)
                rows.append(row)
    return rows


def build_confidential_statements(retreat: Event, source: str) -> list[Row]:
    """What hubs said in confidence at the retreat: needs, and two offers without a level."""
    rows = []
    for place, hub in enumerate(retreat.guests):
        kind, topic = ("need", "hub-funding") if place > 1 else ("offer", "hub-funding")
        kinds = [(kind, topic), ("need", "skilled-it-staff")][: 1 + place % 2]
        for each, what in kinds:
            row = _build_row(each, hub, what, WAVES[-1], RETREAT)
            row |= {"basis": "self_declared", "source": source, "confidence": "medium"}
            row["valid_through"] = hub.left
            rows.append(row)
    return rows


def _build_row(kind: str, hub: Hub, topic: str, wave: int, day: str) -> Row:
    """What every statement has; the wave stands in its identifier."""
    name = hub.id.removeprefix("muster-")
    return {
        "id": f"{_SHORT[kind]}-{wave}-{name}-{topic}",
        "kind": kind,
        "organisation": hub.id,
        "topic": topic,
        "issued": day,
    }


def _answer_rows(answer: Answer) -> Iterator[Row]:
    """Rows of one answer: own levels, offers, needs."""
    for kind, levels in (("own_level", answer.levels), ("offer", answer.offers)):
        for topic, level in levels.items():
            row = _build_row(kind, answer.hub, topic, answer.wave, answer.day)
            yield row | {"level": str(level)}
    for topic, (target, priority) in answer.needs.items():
        row = _build_row("need", answer.hub, topic, answer.wave, answer.day)
        yield row | {"target_level": str(target or ""), "priority": priority}


def _find_end(row: Row, hub: Hub, later: Sequence[Answer]) -> str:
    """Last day of a statement, '' if it still holds."""
    for answer in later:
        if row["kind"] != "own_level" or row["topic"] in answer.levels:
            return (date.fromisoformat(answer.day) - timedelta(days=1)).isoformat()
    return hub.left


def _add_proof(row: Row, answer: Answer, source: str, *, review: str, log: str) -> None:
    """Add what a statement rests on; reviewed and newly reached levels are verified."""
    topic, kind = row["topic"], row["kind"]
    reviewed = answer.hub.thematic and answer.wave > WAVES[0] and topic in answer.hub.focus
    proof = ""
    if kind != "need" and reviewed:
        proof = review
    elif kind == "own_level" and topic in answer.reached:
        proof = log
    row["basis"] = "verified" if proof else "self_declared"
    row["source"] = f"{source} {proof}".strip()
    row["confidence"] = "high"
