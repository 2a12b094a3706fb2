"""Facts on topics are those of the queries; the tree is what is used; signs say what is stated."""

from dataclasses import replace

import numpy as np
import pytest
from rdflib import Dataset

import hubgraph as hg
from hubgraph.diagrams.hyphens import list_breaks
from hubgraph.diagrams.signs import draw_sign
from hubgraph.diagrams.topic_facts import TopicFacts, describe_topics
from hubgraph.diagrams.topic_forest import build_forest
from hubgraph.errors import AmbiguousNameError, OptionError, UnknownNameError, WrongTypeError
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.similarity import order_by_similarity


def test_gaps_are_those_of_the_query(graph: Dataset, profiles: Profiles) -> None:
    facts = describe_topics(profiles, lang="de")
    asked = set(hg.query(graph, "gaps", as_of=profiles.as_of)["topic"])
    assert {fact.id for fact in facts.values() if fact.gap} == asked
    assert asked


def test_offers_and_needs_are_those_of_the_profiles(profiles: Profiles) -> None:
    facts = describe_topics(profiles, lang="en")
    stated = profiles.statements["kind"].value_counts()
    assert sum(len(fact.offers) for fact in facts.values()) == stated["hg:Offer"]
    assert sum(len(fact.needs) for fact in facts.values()) == stated["hg:Need"]
    assert set(facts["hgt:technologies"].offered_by) > set(facts["hgt:it-security"].offered_by)
    assert facts["hgt:it-security"].facet == "hgt:technologies"


def make_fact(name: str, parents: str = "", *, offers: str = "", needs: str = "") -> TopicFacts:
    """Return a topic of a small made-up scheme; members are letters, the facet is r."""
    offered, needed = (dict.fromkeys(members) for members in (offers, needs))
    return TopicFacts(
        name, name, "r", tuple(parents), offered, needed, frozenset(offers), frozenset(needs)
    )


SCHEME = {
    fact.id: fact
    for fact in (
        make_fact("r"),
        make_fact("a", "r"),
        make_fact("b", "a", offers="xy"),
        make_fact("c", "r", needs="x"),
        make_fact("d", "cb", offers="x"),
        make_fact("e", "r"),
    )
}


def shape(most: int) -> list[tuple[str, int, int]]:
    return [(each.fact.id, each.depth, each.folded) for each in build_forest(SCHEME, most=most)]


def test_the_tree_is_collapsed_to_what_is_used() -> None:
    assert shape(9) == [("r", 0, 0), ("b", 1, 0), ("c", 1, 0), ("d", 2, 0)]


def test_topics_without_room_are_folded_into_the_one_above_gaps_last() -> None:
    assert SCHEME["c"].gap
    assert shape(3) == [("r", 0, 0), ("b", 1, 0), ("c", 1, 1)]
    assert shape(2) == [("r", 0, 1), ("c", 1, 1)]


def test_a_gap_keeps_its_row_longer_than_what_concerns_more_members() -> None:
    facts = (make_fact("r"), make_fact("f", "r", needs="x"))
    more = make_fact("g", "r", offers="xyz", needs="xy")
    found = build_forest({fact.id: fact for fact in (*facts, more)}, most=2)
    assert [each.fact.id for each in found] == ["r", "f"]


def test_a_circle_of_topics_has_an_end() -> None:
    circle = {t: replace(make_fact(t, p, offers="x"), facet="") for t, p in ("ab", "bc", "ca")}
    assert sorted(each.fact.id for each in build_forest(circle, most=9)) == ["a", "b", "c"]


def test_similar_rows_are_neighbours_whatever_their_order() -> None:
    rows = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 1, 0], [0, 1, 1, 1]], dtype=float)
    order = order_by_similarity(rows)
    assert order in ([0, 2, 3, 1], [1, 3, 2, 0])
    assert order == order_by_similarity(rows)
    assert order_by_similarity(rows[:1]) == [0]


@pytest.mark.parametrize("kind", ["offer", "need"])
def test_a_level_that_is_not_stated_is_no_level(kind: str) -> None:
    unknown, digits = draw_sign(kind, None, (0, 0), 10)  # type: ignore[arg-type]
    assert digits == ()
    stated = [draw_sign(kind, level, (0, 0), 10) for level in (1, 2, 3, 4, 5)]  # type: ignore[arg-type]
    marks = [mark for mark, _ in stated]
    assert unknown.colour not in {mark.colour for mark in marks}
    assert [lines[0].text for _, lines in stated] == list("12345")
    assert [mark.size for mark in marks] == sorted({mark.size for mark in marks})
    assert len({mark.colour for mark in marks}) == 5


def test_the_matrix_says_what_it_leaves_out_and_lists_it(profiles: Profiles) -> None:
    drawing = hg.plot_matrix(profiles, lang="de")
    written = " ".join(line.text for line in drawing.scene.lines)
    assert "am meisten gebrauchten, dann am meisten gebotenen Themen von 94" in written
    assert len(drawing.listing) == 94
    line = next(line for line in drawing.listing if line.startswith("IT-Fachkräfte"))
    assert line.endswith("Lücke.")
    assert "Stufe nicht genannt" in line


def test_a_hub_is_drawn_with_its_suggestions(profiles: Profiles) -> None:
    drawing = hg.plot_hub(profiles, hub="digiz", lang="en")
    found = hg.suggest_learning(profiles, learner="digiz", top=7).table
    names = profiles.organisations["label"][found["teacher"]].tolist()
    listed = [line for line in drawing.listing if line.startswith("Can learn from")]
    assert [line.split(": ")[1].split(" (")[0] for line in listed] == names
    assert "contact with 12 of 12 other members" in drawing.description


def test_who_is_not_known_is_hollow(profiles: Profiles) -> None:
    strangers = replace(profiles, contacts=profiles.contacts[:0])
    drawing = hg.plot_hub(strangers, hub="digiz", lang="en")
    written = {line.text for line in drawing.scene.lines}
    assert "hollow: no contact recorded" in written
    assert "filled: met already" not in written


def test_compounds_are_broken_at_their_joints() -> None:
    joints, syllables = list_breaks("Wirtschaftsförderung")
    assert joints == [len("Wirtschafts")]
    assert len("Wirt") in syllables
    assert list_breaks("KI") == ([], [])


def test_what_is_asked_must_be_known(profiles: Profiles) -> None:
    with pytest.raises(UnknownNameError):
        hg.plot_hub(profiles, hub="nobody")
    with pytest.raises(UnknownNameError):
        hg.plot_matrix(profiles, lang="fr")
    with pytest.raises(OptionError):
        hg.plot_tree(profiles, size="poster")  # type: ignore[arg-type]
    for plot in (hg.plot_matrix, hg.plot_tree):
        with pytest.raises(WrongTypeError):
            plot("baden-wuerttemberg")  # type: ignore[arg-type]
    with pytest.raises((AmbiguousNameError, UnknownNameError)):
        hg.plot_hub(profiles, hub="")
