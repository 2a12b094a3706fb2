"""Sentences: short, filled in, in the reader's language, silent about nothing."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from small_networks import WORKED_EXAMPLE, Row, need, offer, own, write_network

import hubgraph as hg
from hubgraph.catalogue import load_catalogue
from hubgraph.explanation.explain import Explanation
from hubgraph.explanation.suggestions import Suggestions

Explanations = Mapping[tuple[str, str], Explanation]

MOST_WORDS = 30
MISSING = {"de": "nicht angegeben", "en": "not stated"}


def why(folder: Path, statements: list[Row], lang: str) -> str:
    """Reason of the first suggestion for hub a."""
    profiles = hg.build_profiles(hg.read_workbook(write_network(folder, statements)))
    return str(hg.suggest_learning(profiles, learner="a", lang=lang).table["why"].iloc[0])


def read_all(explanations: Explanations, suggestions: Suggestions) -> list[str]:
    """Every text a reader may meet."""
    texts = [explanation.why for explanation in explanations.values()]
    return [*texts, *suggestions.table["why"], *suggestions.open_needs["sentence"]]


def test_nothing_is_left_to_fill_in(explanations: Explanations, suggestions: Suggestions) -> None:
    for text in read_all(explanations, suggestions):
        assert not re.search(r"[{}]|\bnan\b|\bNone\b|<NA>|hg[dt]:|  ", text), text
        assert text.endswith(".")


def test_sentences_are_short(explanations: Explanations, suggestions: Suggestions) -> None:
    for text in read_all(explanations, suggestions):
        for sentence in re.split(r"(?<=\.)\s", text):
            assert len(sentence.split()) <= MOST_WORDS, sentence


def test_missing_levels_are_said_to_be_missing(
    explanations: Explanations, suggestions: Suggestions
) -> None:
    for explanation in explanations.values():
        if explanation.score > 0:
            assert explanation.why.count(MISSING[suggestions.lang]) == 1
    found = suggestions.table["why"].str.contains(MISSING[suggestions.lang])
    assert found.all()


def test_each_reason_names_both_sides_the_topic_and_the_certainty(
    suggestions: Suggestions,
) -> None:
    catalogue = load_catalogue(suggestions.lang)
    organisations = suggestions.scores.profiles.organisations
    for row in suggestions.table.to_dict("records"):
        for side in ("learner", "teacher"):
            assert organisations.loc[row[side], "label"] in row["why"]
        assert row["topic_label"] in row["why"]
        assert catalogue.text(f"certainty.{row['certainty']}") in row["why"]
        assert str(len(row["statements"])) in row["why"]


def test_per_cent_as_the_language_writes_it(suggestions: Suggestions) -> None:
    form = {"de": r"\d\xa0%", "en": r"\d%"}[suggestions.lang]
    for text in suggestions.table["why"]:
        assert len(re.findall(form, text)) == text.count("%") >= 1


def test_dates_as_the_language_writes_them() -> None:
    de, en = load_catalogue("de"), load_catalogue("en")
    days = ("2020-12-31", "2019-07", "2018")
    assert [de.day(day) for day in days] == ["31.12.2020", "Juli 2019", "2018"]
    assert [en.day(day) for day in days] == ["31 Dec 2020", "July 2019", "2018"]
    assert (de.number(0.5729), en.number(0.5729)) == ("0,573", "0.573")


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", ("Target level: 4; own level: 1.", "exactly this topic, level 3.")),
        ("de", ("Zielstufe: 4; eigene Stufe: 1.", "genau dieses Thema, Stufe 3.")),
    ],
)
def test_stated_levels_are_named(tmp_path: Path, lang: str, expected: tuple[str, str]) -> None:
    stated = [need("a", "PM", 4), own("a", "PM", 1), offer("b", "PM", 3)]
    text = why(tmp_path, stated, lang)
    assert all(part in text for part in expected)
    assert MISSING[lang] not in text


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_stated_0_is_named_too(tmp_path: Path, lang: str) -> None:
    text = why(tmp_path, [need("a", "PM"), own("a", "PM", 0), offer("b", "PM")], lang)
    assert {"de": "eigene Stufe: 0.", "en": "own level: 0."}[lang] in text
    assert text.count(MISSING[lang]) == 2


@pytest.mark.parametrize(
    ("wanted", "offered", "relation"),
    [
        ("AI", "PM", "narrower"),
        ("PM", "AI", "broader"),
        ("PM", "CV", "sibling"),
        ("PM", "DS", "related"),
    ],
)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_relation_of_the_offer_is_named(
    tmp_path: Path, lang: str, wanted: str, offered: str, relation: str
) -> None:
    text = why(tmp_path, [need("a", wanted, 2), offer("b", offered, 2)], lang)
    assert f"({load_catalogue(lang).text(f'relation.{relation}')})" in text


@pytest.mark.parametrize("lang", ["de", "en"])
def test_undated_statements_are_said_to_be_undated(tmp_path: Path, lang: str) -> None:
    text = why(tmp_path, [need("a", "PM", issued=""), offer("b", "PM", issued="")], lang)
    assert f"({load_catalogue(lang).text('date.none')})" in text


def test_further_topics_in_the_right_number(tmp_path: Path) -> None:
    stated = [need("a", topic) for topic in ("PM", "DS", "CV")]
    two = why(tmp_path / "2", [*stated[:2], *(offer("b", t) for t in ("PM", "DS"))], "de")
    three = why(tmp_path / "3", [*stated, *(offer("b", t) for t in ("PM", "DS", "CV"))], "de")
    assert re.search(r"beim Thema „[^“]+“\.", two)
    assert re.search(r"bei den Themen „[^“]+“ und „[^“]+“\.", three)


def test_a_list_is_joined_as_readers_write_it() -> None:
    catalogue = load_catalogue("en")
    found = [catalogue.join(words) for words in (["a"], ["a", "b"], ["a", "b", "c"])]
    assert found == ["a", "a and b", "a, b and c"]


def test_braces_in_a_name_are_text(tmp_path: Path) -> None:
    hubs = {"a": "Hub {learner} {0}", "b": "B {}", "c": "C"}
    folder = write_network(tmp_path, [need("a", "PM"), offer("b", "PM")], hubs=hubs)
    profiles = hg.build_profiles(hg.read_workbook(folder))
    assert "Hub {learner} {0} can learn" in hg.suggest_learning(profiles).table["why"].iloc[0]


def test_both_catalogues_have_the_same_texts_with_the_same_values() -> None:
    def flatten(texts: Mapping[str, object], prefix: str = "") -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key, value in texts.items():
            if isinstance(value, Mapping):
                found |= flatten(value, f"{prefix}{key}.")
            else:
                found[prefix + key] = set(re.findall(r"\{(\w+)\}", str(value)))
        return found

    assert flatten(load_catalogue("de").texts) == flatten(load_catalogue("en").texts)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_share_named_is_the_gross_one(tmp_path: Path, lang: str) -> None:
    folder = write_network(tmp_path, WORKED_EXAMPLE, meetings={"2020-12-31": ("a", "b")})
    profiles = hg.build_profiles(hg.read_workbook(folder))
    table = hg.suggest_learning(profiles, learner="b", lang=lang).table.set_index("teacher")
    catalogue = load_catalogue(lang)
    assert catalogue.percent(0.62204) in table.loc["hgd:a", "why"]
    deducted = re.search(r"(?:Deducted|Abzüge):([^.]*)\.", table.loc["hgd:a", "why"])
    assert deducted
    shown = sum(map(int, re.findall(r"(\d+)\s*%", deducted[1])))
    assert shown == 62 - round(100 * table.loc["hgd:a", "score"])
    assert catalogue.text("factor.novelty", value="") not in table.loc["hgd:c", "why"]
