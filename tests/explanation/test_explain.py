"""Explanations: one per pair, sourced, with a path, and plain enough for JSON."""

import itertools
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from rdflib import Dataset
from small_networks import WORKED_EXAMPLE, need, offer, own, write_network

import hubgraph as hg
from hubgraph.errors import OptionError, UnknownNameError
from hubgraph.explanation.explain import Explanation
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.matching.profiles import Profiles

Explanations = Mapping[tuple[str, str], Explanation]


def test_score_within_its_bounds(explanations: Explanations) -> None:
    for pair, found in explanations.items():
        assert 0 <= found.low <= found.score + 1e-12, pair
        assert found.score <= found.high + 1e-12 <= 1 + 2e-12, pair


def test_scores_are_those_of_the_table(
    explanations: Explanations, suggestions: Suggestions
) -> None:
    rows = suggestions.table.set_index(["learner", "teacher"])
    helpful = {pair for pair, found in explanations.items() if found.score > 0}
    assert helpful == set(rows.index) & set(explanations)
    for pair in helpful:
        row, found = rows.loc[pair], explanations[pair]
        for name in ("score", "low", "high", "certainty", "why", "as_of", "teacher_name"):
            assert row[name] == getattr(found, name)
        counted = found.statements[found.statements["counted"]]
        assert row["statements"] == counted["statement"].tolist()


def test_statements_and_sources_exist(
    explanations: Explanations, graph: Dataset, profiles: Profiles
) -> None:
    stated = set(hg.query(graph, "statements", as_of=profiles.as_of)["statement"])
    sources = set(hg.query(graph, "sources")["source"])
    for found in explanations.values():
        assert set(found.statements["statement"]) <= stated
        assert set(found.sources.index) <= sources
        cited = {source for cell in found.statements["sources"] for source in cell}
        assert set(found.sources.index) == cited
        assert bool(cited) == (found.score > 0)
        assert found.sources["facts"].notna().all()


def test_paths_lead_from_the_need_to_the_offer(explanations: Explanations) -> None:
    for found in explanations.values():
        parts = found.parts[found.parts["kind"] == "contribution"]
        ends = set(zip(parts["topic_label"], parts["offer_label"], strict=True))
        assert {(path[0], path[-1]) for path in found.paths} == ends


def test_paths_follow_links_of_the_taxonomy(
    explanations: Explanations, graph: Dataset, suggestions: Suggestions
) -> None:
    label = f"label_{suggestions.lang}"
    names = hg.query(graph, "topics").set_index("topic")[label]
    links = hg.query(graph, "topic-links")
    known = {(names[a], names[b]) for a, b in zip(links["topic"], links["other"], strict=True)}
    for found in explanations.values():
        for path in found.paths:
            steps = itertools.pairwise(path)
            assert all(step in known or step[::-1] in known for step in steps), path


def test_a_pair_without_benefit_is_explained_too(explanations: Explanations) -> None:
    none = [found for found in explanations.values() if found.score == 0]
    assert none
    for found in none:
        assert len(found.parts) == len(found.statements) == len(found.sources) == 0
        assert found.paths == []
        assert found.low == 0
        assert len(found.why.split()) > 5
        assert "<table>" in found._repr_html_()


def test_plain_enough_for_json(explanations: Explanations) -> None:
    for found in list(explanations.values())[::3]:
        read = json.loads(json.dumps(found.to_dict(), allow_nan=False))
        assert read["score"] == found.score
        assert len(read["parts"]) == len(found.parts)
        assert {row["statement"] for row in read["statements"]} == set(
            found.statements["statement"]
        )
        assert [row["source"] for row in read["sources"]] == list(found.sources.index)


def test_stated_levels_in_json_are_whole_numbers(tmp_path: Path) -> None:
    folder = write_network(tmp_path, WORKED_EXAMPLE)
    found = hg.suggest_learning(hg.build_profiles(hg.read_workbook(folder)), learner="b")
    text = json.dumps(hg.explain_suggestion(found, teacher="a").to_dict(), allow_nan=False)
    rows = {row["statement"]: row for row in json.loads(text)["statements"]}
    assert rows["hgd:offer-a-PM"]["level"] == 4
    assert rows["hgd:need-b-CV"]["target_level"] == 2
    assert rows["hgd:need-b-CV"]["level"] is None
    assert rows["hgd:need-b-CV"]["priority"] == 0.5
    assert [part["step"] for part in json.loads(text)["parts"]][:3] == [1, 2, 3]
    assert '"level": 4,' in text


def test_repr_is_one_line(explanations: Explanations) -> None:
    for (learner, teacher), found in explanations.items():
        assert f"{learner} from {teacher}" in repr(found)
        assert "\n" not in repr(found)


def test_page_is_escaped(tmp_path: Path) -> None:
    bad = "<script>alert(1)</script>"
    hubs = {"a": f"A {bad}", "b": f'B "{bad}" & <b>', "c": "C"}
    stated = [need("a", "PM", wording=bad, lang="en"), offer("b", "AI", wording="<i>")]
    profiles = hg.build_profiles(hg.read_workbook(write_network(tmp_path, stated, hubs=hubs)))
    found = hg.explain_suggestion(hg.suggest_learning(profiles, learner="a"))
    html = found._repr_html_()
    assert not re.search(r"<(?:script|b|i)\b", html)
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3


@pytest.fixture(scope="module")
def all_english(profiles: Profiles) -> Suggestions:
    """Suggestions for all learners."""
    return hg.suggest_learning(profiles)


def test_which_learner_must_be_clear(all_english: Suggestions) -> None:
    with pytest.raises(OptionError, match="learner = None"):
        hg.explain_suggestion(all_english)
    with pytest.raises(OptionError, match="hgd:ostwuerttemberg"):
        hg.explain_suggestion(all_english, teacher="ulm")


@pytest.mark.parametrize("rank", [0, -1, 4, 99])
def test_a_rank_nobody_has(all_english: Suggestions, rank: int) -> None:
    with pytest.raises(OptionError, match=f"rank = {rank} .*1, 2, 3"):
        hg.explain_suggestion(all_english, learner="digiZ", rank=rank)


def test_the_first_of_equal_ranks_is_meant(all_english: Suggestions) -> None:
    own = all_english.table[all_english.table["learner"] == "hgd:neckaralb"]
    assert own["rank"].tolist() == [1, 2, 2]
    found = hg.explain_suggestion(all_english, learner="neckaralb", rank=2)
    assert found.teacher == own.loc[own["rank"] == 2, "teacher"].min()


def test_a_name_nobody_bears(all_english: Suggestions) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean"):
        hg.explain_suggestion(all_english, learner="Sudbdaen", teacher="ulm")
    with pytest.raises(UnknownNameError, match="no member 'diz'"):
        hg.explain_suggestion(all_english, learner="ulm", teacher="diz")


def test_nobody_learns_from_himself(all_english: Suggestions) -> None:
    with pytest.raises(OptionError, match="teacher"):
        hg.explain_suggestion(all_english, learner="digiZ", teacher="ostwuerttemberg")


def test_the_only_learner_is_clear_even_without_a_suggestion(profiles: Profiles) -> None:
    found = hg.suggest_learning(profiles, learner="heilbronnfranken")
    assert len(found) == 0
    assert hg.explain_suggestion(found, teacher="ulm").learner == "hgd:heilbronnfranken"
    with pytest.raises(OptionError, match="no suggestion"):
        hg.explain_suggestion(found, rank=1)


def test_any_name_is_understood(all_english: Suggestions) -> None:
    found = hg.explain_suggestion(all_english, learner="digihub suedbaden", teacher="KURPFALZ@BW")
    assert (found.learner, found.teacher) == ("hgd:suedbaden", "hgd:kurpfalz")


def test_own_levels_are_shown_as_evidence(tmp_path: Path) -> None:
    stated = [need("a", "PM", 4), own("a", "PM", 1, source="S2"), offer("b", "PM", 4)]
    profiles = hg.build_profiles(hg.read_workbook(write_network(tmp_path, stated)))
    found = hg.explain_suggestion(hg.suggest_learning(profiles, learner="a"))
    assert "hgd:own_level-a-PM" in found.statements["statement"].tolist()
    assert found.sources.index.tolist() == ["S1", "S2"]
    told = {line.partition(" (")[0] for line in found.list_evidence()}
    topic = found.parts["topic_label"].iloc[0]
    name = found.learner_name
    assert f"Need of {name}: {topic}, target level 4" in told
    assert f"Own level of {name}: {topic}, level 1" in told
