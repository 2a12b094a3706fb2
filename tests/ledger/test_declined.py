"""Declined pairs are remembered: exactly the stated deduction, halving with its half-life."""

from collections.abc import Mapping

import numpy as np
import pytest
from rdflib import Dataset

import hubgraph as hg
from hubgraph.explanation.explain import Explanation
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.knowledge.ledger import Entry
from hubgraph.matching.decisions import no_decisions
from hubgraph.matching.options import MOST_DEDUCTION
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.removal import remove_statement
from hubgraph.matching.scores import Scores, measure_scores

DECIDED_ON = "2021-02-01"


def explain(
    graph: Dataset, pair: Mapping[str, str], as_of: str, options: hg.MatchingOptions | None = None
) -> Explanation:
    """Explanation of a pair on a day, in German."""
    suggestions = hg.suggest_learning(
        hg.build_profiles(graph, as_of=as_of), learner=pair["learner"], top=12, lang="de",
        options=options or hg.MatchingOptions(),
    )  # fmt: skip
    return hg.explain_suggestion(suggestions, teacher=pair["teacher"])


@pytest.fixture(scope="module")
def pair(suggestions: Suggestions) -> dict[str, str]:
    """Return learner and teacher of the first suggestion, which was declined."""
    row = suggestions.table.iloc[0]
    return {role: str(row[role]) for role in ("learner", "teacher")}


@pytest.mark.parametrize(
    ("as_of", "left"),
    [
        ("2021-02-01", 1.0),
        ("2022-02-01", 2 ** (-365 / 365.25)),
        ("2023-02-01", 2 ** (-730 / 365.25)),
    ],
)  # fmt: skip
def test_a_declined_pair_falls_by_the_stated_deduction_and_recovers(
    recorded: Entry, decided: Entry, pair: dict[str, str], as_of: str, left: float
) -> None:
    before, after = (explain(entry.graph, pair, as_of) for entry in (recorded, decided))
    gross = before.parts.loc[before.parts["kind"] == "contribution", "value"].sum()
    expected = gross * 0.15 * left
    taken = after.parts.set_index("factor")["value"]["declined"]
    assert taken == pytest.approx(-expected, abs=1e-12)
    assert after.score == pytest.approx(before.score - expected, abs=1e-12)
    assert after.parts["value"].sum() == pytest.approx(after.score, abs=1e-9)
    others = [explanation.parts[explanation.parts["factor"] != "declined"]
              for explanation in (before, after)]  # fmt: skip
    assert others[0]["value"].tolist() == others[1]["value"].tolist()


def test_half_life_and_weight_are_options(decided: Entry, pair: dict[str, str]) -> None:
    options = hg.MatchingOptions(declined_weight=0.05, declined_half_life_years=2.0)
    found = explain(decided.graph, pair, "2023-02-01", options)
    gross = found.parts.loc[found.parts["kind"] == "contribution", "value"].sum()
    taken = found.parts.set_index("factor")["value"]["declined"]
    assert taken == pytest.approx(-gross * 0.05 * 2 ** (-730 / 365.25 / 2), abs=1e-12)


@pytest.mark.parametrize(
    ("others", "left"), [((0.1, 0.15), 0.15), ((0.1, 0.3), 0.0), ((0.2, 0.15), 0.05)]
)
def test_all_deductions_together_keep_their_limit(others: tuple[float, float], left: float) -> None:
    options = hg.MatchingOptions(distance_weight=others[0], novelty_weight=others[1])
    assert options.deduction_weights["declined"] == pytest.approx(left, abs=1e-12)
    assert sum(options.deduction_weights.values()) <= MOST_DEDUCTION + 1e-12


def test_the_sentence_names_day_and_reason(decided: Entry, pair: dict[str, str]) -> None:
    found = explain(decided.graph, pair, "2021-02-01")
    assert "Abgelehnt am 01.02.2021: keine Zeit, Erst nach dem Umzug. " in found.why
    assert "weil abgelehnt" in found.why
    assert "Abzug: abgelehnt" in found.to_text()


def test_only_that_direction_of_that_pair_changes(
    recorded: Entry, decided: Entry, pair: dict[str, str]
) -> None:
    before, after = (
        measure_scores(hg.build_profiles(entry.graph, as_of=DECIDED_ON))
        for entry in (recorded, decided)
    )
    rows, columns = np.nonzero((before.score - after.score).toarray())
    curies = before.profiles.organisations.index
    changed = {(curies[row], curies[column]) for row, column in zip(rows, columns, strict=True)}
    assert changed == {(pair["learner"], pair["teacher"])}
    here = tuple(curies.get_indexer([pair["learner"], pair["teacher"]]))
    assert after.high[here] < before.high[here]
    assert after.low[here] <= before.low[here]


def test_the_day_before_nothing_is_known_of_it(
    recorded: Entry, decided: Entry, pair: dict[str, str]
) -> None:
    before, after = (explain(entry.graph, pair, "2021-01-31") for entry in (recorded, decided))
    assert after.to_text() == before.to_text()


@pytest.mark.parametrize("decision", ["postponed", "taken"])
def test_what_was_postponed_is_said_and_costs_nothing(
    recorded: Entry, decided: Entry, pair: dict[str, str], decision: str
) -> None:
    later = hg.record_decision(
        f"{recorded.identifier}-1", into=decided.graph, decision=decision, on="2021-02-02"
    )
    before, after = (explain(entry.graph, pair, "2021-03-01") for entry in (recorded, later))
    assert after.score == before.score
    assert after.parts.equals(before.parts)
    assert ("Zurückgestellt am 02.02.2021." in after.why) == (decision == "postponed")
    assert (after.why == before.why) == (decision == "taken")


def test_a_declined_swap_stands_back_in_both_directions(graph: Dataset) -> None:
    swaps = hg.suggest_swaps(hg.build_profiles(graph), top=1)
    run = hg.record_run(swaps, into=graph, recorded_on="2021-01-12")
    entry = hg.record_decision(
        f"{run.identifier}-1", into=run.graph, decision="declined", on=DECIDED_ON
    )
    profiles = hg.build_profiles(entry.graph, as_of=DECIDED_ON)
    one, other = swaps.table["organisations"].iloc[0]
    found = set(zip(profiles.decisions["learner"], profiles.decisions["teacher"], strict=True))
    assert found == {(one, other), (other, one)}
    again = hg.suggest_swaps(profiles, member=one, top=12).table
    why = again.loc[again["organisations"].map(set) == {one, other}, "why"].item()
    assert why.count("Declined on 1 Feb 2021.") == 1


def test_nothing_changes_bit_for_bit_where_nothing_was_decided(
    profiles: Profiles, recorded: Entry
) -> None:
    """Neither does a run alone change anything, nor does the factor join in without a refusal."""
    assert profiles.decisions.equals(no_decisions())
    after = hg.build_profiles(recorded.graph)
    first, second = (measure_scores(each) for each in (profiles, after))
    assert set(first.deductions) == {"distance", "novelty"}
    for name in ("score", "low", "high"):
        assert _same_bits(first, second, name)


def _same_bits(first: Scores, second: Scores, name: str) -> bool:
    """Whether a matrix of two scores is the same to the bit."""
    one, other = getattr(first, name), getattr(second, name)
    return bool(
        (one.data.tobytes(), one.indices.tobytes())
        == (other.data.tobytes(), other.indices.tobytes())
    )


def test_what_would_change_a_declined_pair_takes_the_refusal_into_account(
    decided: Entry, pair: dict[str, str]
) -> None:
    profiles = hg.build_profiles(decided.graph, as_of=DECIDED_ON)
    explanation = hg.explain_suggestion(
        hg.suggest_learning(profiles, learner=pair["learner"], top=12), teacher=pair["teacher"]
    )
    for row in explanation.statements.to_dict("records"):
        without = measure_scores(remove_statement(profiles, row["statement"]))
        rows = [profiles.organisations.index.get_loc(pair[role]) for role in ("learner", "teacher")]
        assert without.score[*rows] == pytest.approx(explanation.score - row["loss"], abs=1e-12)
    gains = hg.find_counterfactuals(profiles, **pair)
    assert (gains["score_before"] == explanation.score).all()
    assert hg.find_missing(decided.graph, as_of=DECIDED_ON).table["cost"].notna().any()
