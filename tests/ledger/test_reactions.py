"""Decisions and outcomes: kept with day and reason, in order, and refused where they cannot be."""

from typing import Any

import pytest

import hubgraph as hg
from hubgraph.errors import HubgraphError, InvalidDateError, OptionError, UnknownNameError
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.knowledge.ledger import Entry


def first_row(entry: Entry, place: int = 1) -> dict[str, Any]:
    """Row of a suggestion on record, missing as None."""
    table = hg.query(entry.graph, "suggested")
    row = table[table["place"] == place].iloc[0]
    return row.astype(object).where(row.notna(), None).to_dict()


def test_a_decision_is_kept_with_day_reason_and_note(decided: Entry) -> None:
    row = first_row(decided)
    assert (row["decided"], row["decided_on"]) == ("hg:declined", "2021-02-01")
    assert (row["reason"], row["note"]) == ("hg:noCapacityReason", "Erst nach dem Umzug.")


def test_a_later_decision_takes_the_place_of_an_earlier_one_which_stays(
    recorded: Entry, decided: Entry
) -> None:
    name = f"{recorded.identifier}-1"
    later = hg.record_decision(name, into=decided.graph, decision="taken", on="2021-02-01")
    assert first_row(later)["decided"] == "hg:taken"
    kept = hg.query(later.graph, "SELECT ?d ?on WHERE { ?d a hg:Decision ; hg:decidedOn ?on }")
    assert len(kept) == 2
    back = hg.record_decision(name, into=later.graph, decision="declined", on="2021-02-01")
    assert first_row(back)["decided"] == "hg:declined"
    assert len({decided.name, later.name, back.name}) == 3


def test_the_same_decision_is_recorded_once(recorded: Entry, decided: Entry) -> None:
    again = hg.record_decision(
        f"hgd:run-{recorded.identifier}-1", into=decided.graph, decision="declined",
        on="2021-02-01", reason="no_capacity", note="Erst nach dem Umzug.",
    )  # fmt: skip
    assert (again.name, len(again.graph)) == (decided.name, len(decided.graph))


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"suggestion": "0123456789ab-1"}, UnknownNameError, "no run"),
        ({"suggestion": "{run}-99"}, UnknownNameError, "no suggestion"),
        ({"suggestion": "{run}"}, UnknownNameError, "no suggestion"),
        ({"decision": "maybe"}, OptionError, "taken, declined, postponed"),
        ({"reason": "no_time"}, UnknownNameError, "no reason"),
        ({"note": "Frag office@example.org"}, OptionError, "roles instead of persons"),
        ({"on": "2021-01-11"}, OptionError, "when it was suggested"),
        ({"on": "2021-01-31"}, OptionError, "when it was last decided"),
        ({"on": "soon"}, InvalidDateError, "soon"),
    ],
)  # fmt: skip
def test_a_decision_that_cannot_be_is_refused(
    recorded: Entry, decided: Entry, given: dict[str, Any], error: type[HubgraphError], words: str
) -> None:
    call = {"suggestion": "{run}-1", "decision": "taken", "on": "2021-03-01", **given}
    suggestion = call.pop("suggestion").format(run=recorded.identifier)
    with pytest.raises(error, match=words):
        hg.record_decision(suggestion, into=decided.graph, **call)


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"met": False}, "hg:notMet"),
        ({"met": True}, "hg:pending"),
        ({"met": True, "useful": 0}, "hg:notUseful"),
        ({"met": True, "useful": 1}, "hg:useful"),
        ({"met": True, "level_reached": 5}, "hg:pending"),
    ],
)
def test_an_outcome_is_kept_as_a_concept(
    recorded: Entry, decided: Entry, given: dict[str, Any], outcome: str
) -> None:
    entry = hg.record_outcome(
        f"{recorded.identifier}-1", into=decided.graph, on="2021-04-01", **given
    )
    row = first_row(entry)
    assert (row["outcome"], row["reported_on"]) == (outcome, "2021-04-01")
    assert (row["usefulness"], row["level"]) == (given.get("useful"), given.get("level_reached"))


@pytest.mark.parametrize(("level", "outcome"), [(1, "hg:useful"), (2, "hg:levelReached")])
def test_a_level_is_reached_where_it_is_the_target(level: int, outcome: str) -> None:
    """In the fictional network targets are stated; the first suggestion aims at level 2."""
    graph = hg.load_graph("musterland")
    made = hg.suggest_learning(hg.build_profiles(graph), learner="hgd:muster-bauen", top=1)
    entry = hg.record_run(made, into=graph, recorded_on="2024-01-12")
    row = first_row(entry)
    assert row["target"] == 2
    entry = hg.record_outcome(
        f"{entry.identifier}-1", into=entry.graph, met=True, useful=1, level_reached=level,
        on="2024-02-01",
    )  # fmt: skip
    assert first_row(entry)["outcome"] == outcome


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"on": "2021-01-31"}, "when it was decided"),
        ({"on": "2021-01-01"}, "when it was suggested"),
        ({"useful": 4}, "0 to 3"),
        ({"useful": True}, "0 to 3"),
        ({"level_reached": 0}, "1 to 5"),
        ({"met": False, "useful": 1}, "nothing where they have not met"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(
    recorded: Entry, decided: Entry, given: dict[str, Any], words: str
) -> None:
    call: dict[str, Any] = {"met": True, "on": "2021-04-01", **given}
    with pytest.raises(OptionError, match=words):
        hg.record_outcome(f"{recorded.identifier}-1", into=decided.graph, **call)


def test_a_later_outcome_counts_and_an_earlier_one_cannot_follow(
    recorded: Entry, decided: Entry
) -> None:
    name = f"{recorded.identifier}-1"
    one = hg.record_outcome(name, into=decided.graph, met=True, on="2021-04-01")
    two = hg.record_outcome(name, into=one.graph, met=True, useful=3, on="2021-04-01")
    assert first_row(two)["outcome"] == "hg:useful"
    with pytest.raises(OptionError, match="last outcome"):
        hg.record_outcome(name, into=two.graph, met=True, on="2021-03-31")


def test_an_outcome_is_no_second_contact(
    recorded: Entry, decided: Entry, suggestions: Suggestions
) -> None:
    name = f"{recorded.identifier}-1"
    entry = hg.record_outcome(name, into=decided.graph, met=True, useful=3, on="2021-04-01")
    before, after = (
        hg.build_profiles(each, as_of="2021-05-01") for each in (decided.graph, entry.graph)
    )
    assert after.contacts.equals(before.contacts)
    assert after.activities.equals(before.activities)
    assert len(suggestions)
