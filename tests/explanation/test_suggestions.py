"""Suggestions: tables that keep their contract, a fixed order, every learner accounted for."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from rdflib import Dataset
from small_networks import (
    Row,
    change_rows,
    copy_bundled,
    need,
    offer,
    own,
    write_network,
)

import hubgraph as hg
from hubgraph.errors import OptionError, UnknownNameError
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.tables import OPEN_NEEDS, SUGGESTIONS, AnswerColumn

BAD = "<script>alert(1)</script>"
LEVELS = {"d": 3, "c": 4, "a": 2}


def suggest(folder: Path, statements: list[Row], **hubs: str) -> Suggestions:
    """Suggestions of a small network."""
    graph = hg.read_workbook(write_network(folder, statements, hubs=hubs or None))
    return hg.suggest_learning(hg.build_profiles(graph))


def keeps_contract(table: pd.DataFrame, contract: tuple[AnswerColumn, ...]) -> bool:
    """Whether a table has just these columns and dtypes."""
    found = [(name, str(dtype)) for name, dtype in table.dtypes.items()]
    return found == [(column.name, column.dtype) for column in contract]


def test_columns_and_dtypes(suggestions: Suggestions) -> None:
    assert len(suggestions) == len(suggestions.table) > 50
    assert keeps_contract(suggestions.table, SUGGESTIONS)
    assert keeps_contract(suggestions.open_needs, OPEN_NEEDS)
    optional = ["introducer", "additional", "distance_km"]
    assert not suggestions.table.drop(columns=optional).isna().any(axis=None)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_columns_and_dtypes_before_the_kick_off(graph: Dataset, lang: str) -> None:
    empty = hg.suggest_learning(hg.build_profiles(graph, as_of="2018-10-09"), lang=lang)
    assert len(empty) == len(empty.open_needs) == 0
    assert keeps_contract(empty.table, SUGGESTIONS)
    assert keeps_contract(empty.open_needs, OPEN_NEEDS)
    assert "2018-10-09" in repr(empty)
    assert "<table>" in empty._repr_html_()


@pytest.mark.parametrize("statements", [[], [offer("a", "PM", 3)]], ids=["nothing", "offers"])
def test_columns_and_dtypes_without_needs(tmp_path: Path, statements: list[Row]) -> None:
    found = suggest(tmp_path, statements)
    assert keeps_contract(found.table, SUGGESTIONS)
    assert keeps_contract(found.open_needs, OPEN_NEEDS)
    assert found.open_needs["reason"].tolist() == ["no_need_stated"] * 3
    assert found.open_needs["topic"].isna().all()


def test_one_hub_alone(tmp_path: Path) -> None:
    found = suggest(tmp_path, [need("a", "PM", 3), offer("a", "PM", 5)], a="Alone")
    assert len(found) == 0
    assert found.open_needs["reason"].tolist() == ["nobody_offers"]


def test_every_learner_is_accounted_for(suggestions: Suggestions, profiles: Profiles) -> None:
    seen = {*suggestions.table["learner"], *suggestions.open_needs["learner"]}
    assert seen == set(profiles.organisations.index)
    assert len(seen) == 13


def test_every_need_is_accounted_for(suggestions: Suggestions, profiles: Profiles) -> None:
    stated = profiles.statements
    needs = stated[stated["kind"] == "hg:Need"]
    served = suggestions.table.explode("topics")
    gaps = suggestions.open_needs.dropna(subset="topic")
    met = set(zip(served["learner"], served["topics"], strict=True))
    unmet = set(zip(gaps["learner"], gaps["topic"], strict=True))
    assert met | unmet == set(zip(needs["organisation"], needs["topic"], strict=True))
    assert not met & unmet


def test_order_and_ranks(suggestions: Suggestions) -> None:
    table = suggestions.table
    keys = [
        (row.learner, -round(row.score, 9), row.teacher) for row in table.itertuples(index=False)
    ]
    assert keys == sorted(keys)
    for _, rows in table.groupby("learner"):
        rounded = rows["score"].round(9)
        expected = rounded.rank(method="min", ascending=False).astype(int)
        assert rows["rank"].tolist() == expected.tolist()
    assert table.duplicated(["learner", "rank"]).any()


def test_topics_begin_with_the_topic_of_the_row(suggestions: Suggestions) -> None:
    for row in suggestions.table.itertuples():
        assert row.topics[0] == row.topic
        assert len(set(row.topics)) == len(row.topics)
        assert row.statements == sorted(set(row.statements))
        assert row.learner != row.teacher


def test_equal_scores_share_a_rank_in_order_of_identifier(tmp_path: Path) -> None:
    rows = [need("b", "PM", 3), *(offer(hub, "PM", level) for hub, level in LEVELS.items())]
    table = suggest(tmp_path, rows, a="A", b="B", c="C", d="D").table
    assert table["teacher"].tolist() == ["hgd:c", "hgd:d", "hgd:a"]
    assert table["rank"].tolist() == [1, 1, 3]


@pytest.mark.parametrize("top", [1, 4, 99])
def test_top_is_the_head_of_all(profiles: Profiles, suggestions: Suggestions, top: int) -> None:
    found = hg.suggest_learning(profiles, learner="DNS", top=top, lang=suggestions.lang)
    everyone = suggestions.table[suggestions.table["learner"] == "hgd:neckaralb"]
    assert 4 < len(everyone) <= 12
    pd.testing.assert_frame_equal(found.table, everyone.head(top).reset_index(drop=True))


@pytest.mark.parametrize("top", [0, -1])
def test_top_below_1(profiles: Profiles, top: int) -> None:
    with pytest.raises(OptionError, match=f"top = {top}"):
        hg.suggest_learning(profiles, top=top)


@pytest.mark.parametrize(
    "name",
    [
        "suedbaden",
        "hgd:suedbaden",
        "DIGIHUB Südbaden",
        "digihub suedbaden",
        "Digihub-Sudbaden",
        "DIGI HUB Südbaden",
        "DIGIHUB SU\u0308DBADEN",
        "https://w3id.org/hubgraph/id/suedbaden",
    ],
)
def test_learner_by_any_name(profiles: Profiles, name: str) -> None:
    assert set(hg.suggest_learning(profiles, learner=name).table["learner"]) == {"hgd:suedbaden"}


def test_one_learner_is_a_part_of_all(profiles: Profiles, suggestions: Suggestions) -> None:
    for learner in profiles.organisations.index[::4]:
        one = hg.suggest_learning(profiles, learner=learner, top=12, lang=suggestions.lang)
        for found, everyone in (
            (one.table, suggestions.table),
            (one.open_needs, suggestions.open_needs),
        ):
            own_rows = everyone[everyone["learner"] == learner].reset_index(drop=True)
            pd.testing.assert_frame_equal(found, own_rows)


@pytest.mark.parametrize(("name", "near"), [("Sudbdaen", "Did you mean"), ("diz", "member 'diz'")])
def test_unknown_learner(profiles: Profiles, name: str, near: str) -> None:
    with pytest.raises(UnknownNameError, match=near):
        hg.suggest_learning(profiles, learner=name)


@pytest.mark.parametrize("lang", ["fr", "", "EN"])
def test_unknown_language(profiles: Profiles, lang: str) -> None:
    with pytest.raises(UnknownNameError, match="no language"):
        hg.suggest_learning(profiles, lang=lang)


def test_languages_differ_in_words_only(profiles: Profiles) -> None:
    de, en = (hg.suggest_learning(profiles, top=1, lang=lang).table for lang in ("de", "en"))
    words = ["topic_label", "why"]
    pd.testing.assert_frame_equal(de.drop(columns=words), en.drop(columns=words))
    assert (de["why"] != en["why"]).all()


def test_rows_are_plain_enough_for_json(suggestions: Suggestions) -> None:
    for table in (suggestions.table, suggestions.open_needs):
        plain = table.astype(object).where(table.notna(), None).to_dict("records")
        assert json.loads(json.dumps(plain, allow_nan=False)) == plain


def test_repr_is_one_line(suggestions: Suggestions) -> None:
    assert "\n" not in repr(suggestions)
    assert "2020-12-31" in repr(suggestions)
    assert f": {len(suggestions)}, " in repr(suggestions)


def test_page_needs_no_script(suggestions: Suggestions) -> None:
    html = suggestions._repr_html_()
    assert not re.search(r"<script|javascript:|\bon\w+\s*=", html, re.IGNORECASE)
    assert html.count("<details>") == len(suggestions) + 1
    assert html.count("<tr>") == len(suggestions) + 1
    for tag in ("div", "table", "tr", "td", "details", "ul", "li"):
        assert len(re.findall(f"<{tag}[ >]", html)) == html.count(f"</{tag}>")


def test_page_is_escaped(tmp_path: Path) -> None:
    folder = copy_bundled(tmp_path / "copy")

    def spoil(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        return [row | {"name": BAD + row["name"], "short_name": BAD + row["id"]} for row in rows]

    change_rows(folder / "organisations.csv", spoil)
    found = hg.suggest_learning(hg.build_profiles(hg.read_workbook(folder)))
    html = found._repr_html_()
    assert "<script" not in html
    assert html.count("&lt;script&gt;") > 2 * len(found) + len(found.open_needs)


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        ([need("a", "PM", 3), own("a", "PM", 3), offer("b", "PM", 5)], "fulfilled"),
        ([need("a", "PM"), own("a", "PM", 5), offer("b", "PM", 5)], "fulfilled"),
        ([need("a", "PM", 3), offer("b", "Data", 5)], "nobody_offers"),
        ([need("a", "PM", 3), offer("a", "PM", 5)], "nobody_offers"),
        ([need("a", "PM", 3), own("b", "PM", 5)], "nobody_offers"),
        ([need("a", "PM", 4), own("a", "PM", 3), offer("b", "PM", 3)], "nobody_reaches"),
    ],
    ids=["met", "met at 5", "other topic", "own offer", "own level", "too low"],
)
def test_reason_of_an_open_need(tmp_path: Path, statements: list[Row], reason: str) -> None:
    found = suggest(tmp_path, statements)
    rows = found.open_needs[found.open_needs["learner"] == "hgd:a"]
    assert rows["reason"].tolist() == [reason]
    assert "Predictive maintenance" in rows["sentence"].iloc[0]
    assert not (found.table["learner"] == "hgd:a").any()


def test_silence_is_counted(tmp_path: Path) -> None:
    hubs = {hub: hub.upper() for hub in "abcd"}
    found = suggest(tmp_path, [need("a", "PM", 3), own("b", "PM", 5), need("c", "PM", 2)], **hubs)
    sentence = found.open_needs.set_index("learner").loc["hgd:a", "sentence"]
    assert "nothing about it is stated by 2 of 3 other hubs" in sentence


def test_a_need_that_cannot_be_taken_up_is_not_called_met(tmp_path: Path) -> None:
    stated = [need("a", "PM", 3), own("a", "Data", 1), offer("b", "PM", 3)]
    profiles = hg.build_profiles(hg.read_workbook(write_network(tmp_path, stated)))
    found = hg.suggest_learning(profiles, options=MatchingOptions(absorption_floor=0.0))
    reasons = found.open_needs.set_index("learner")["reason"]
    assert reasons.get("hgd:a") != "fulfilled"
    assert {*found.table["learner"], *found.open_needs["learner"]} == {"hgd:a", "hgd:b", "hgd:c"}


def test_a_future_statement_changes_no_suggestion(profiles: Profiles, tmp_path: Path) -> None:
    folder = copy_bundled(tmp_path / "copy")
    future = {"id": "f1", "kind": "offer", "organisation": "ulm", "topic": "broadband"}
    future |= {"level": "5", "basis": "verified", "source": "S25", "confidence": "high"}
    change_rows(folder / "statements.csv", lambda rows: [*rows, future | {"issued": "2021-01-01"}])
    graph = hg.read_workbook(folder)
    now = hg.suggest_learning(hg.build_profiles(graph), top=1)
    before = hg.suggest_learning(profiles, top=1)
    pd.testing.assert_frame_equal(now.table, before.table)
    pd.testing.assert_frame_equal(now.open_needs, before.open_needs)
    later = hg.suggest_learning(hg.build_profiles(graph, as_of="2021-01-01"), top=1)
    assert "hgd:f1" in set(later.table.explode("statements")["statements"])


def test_suggesting_twice_gives_the_same(profiles: Profiles, suggestions: Suggestions) -> None:
    one, two = (hg.suggest_learning(profiles, top=2, lang=suggestions.lang) for _ in range(2))
    pd.testing.assert_frame_equal(one.table, two.table)
    assert one._repr_html_() == two._repr_html_()
