"""Plain language: every sentence about both bundled networks, in both languages, by rules."""

import json
import re
from pathlib import Path

import pytest
from sentence_bank import LANGUAGES, NETWORKS, collect, list_names
from sentence_rules import find_faults
from sentences_page import PAGE, render_page
from small_networks import TOPICS, need, offer, own, write_network

import hubgraph as hg
from hubgraph.catalogue import load_catalogue

WITH_A_SCORE = {"learning", "helping", "swap", "teamup", "colearning", "opening", "company"}
LEAST = 1500
SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_keeps_the_rules(network: str, lang: str) -> None:
    bank, names = collect(network, lang), list_names(network)
    assert len(bank) > LEAST
    faults = [(each, fault) for each in bank for fault in find_faults(each.text, lang, names)]
    assert not faults, faults[:5]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_score_without_its_certainty(lang: str) -> None:
    word = {"de": "Sicherheit: ", "en": "certainty: "}[lang]
    texts = [each for network in NETWORKS for each in collect(network, lang)]
    assert {each.kind for each in texts} >= WITH_A_SCORE
    for each in texts:
        assert each.kind not in WITH_A_SCORE or each.text.count(word) == 1, each


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("de", "Das  ist gut."),
        ("de", "Das ist gut ."),
        ("de", "das ist gut."),
        ("de", "Das ist gut"),
        ("de", "Das ist {gut}."),
        ("de", "Das ist ist gut."),
        ("de", "Das heißt „gut."),
        ("de", "Das heißt “gut”."),
        ("de", 'Das heißt "gut".'),
        ("de", "Das ist 0.5 wert."),
        ("de", "Das sind 5 % davon."),
        ("de", "Das sind 5% davon."),
        ("de", "Grundlage: 1 Angaben."),
        ("de", "Grundlage: 2 Angabe."),
        ("de", "Hilft bei dem Thema."),
        ("de", "Hilft beim Themen."),
        ("de", "Die Stufe ist not known."),
        ("de", "Gut.Und schön."),
        ("de", "Gut, " * 30 + "ja."),
        ("en", "This is 0,5 of it."),
        ("en", "This is 5\u00a0% of it."),
        ("en", "This says „so“."),
        ("en", "Rests on 1 statements."),
        ("en", "Rests on 3 statement."),
        ("en", "This is a offer."),
        ("en", "This is an level."),
        ("en", "The Angabe is old."),
        ("en", "This is hgd:ulm."),
        ("en", "This is None."),
        ("en", "So it is.. Yes."),
    ],
)
def test_each_rule_finds_what_breaks_it(lang: str, text: str) -> None:
    assert list(find_faults(text, lang, ("Nobody",)))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("de", "Das sind 5\u00a0% (0,5) von „Umsetzung“ am 31.12.2020; 1 Angabe, 2 Angaben."),
        ("en", "This is 5% (0.5) of “take-up” on 31 Dec 2020; 1 statement, 2 statements."),
    ],
)
def test_what_keeps_the_rules_is_left_alone(lang: str, text: str) -> None:
    assert not list(find_faults(text, lang, ("Nobody",)))


def test_the_page_for_reading_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_page()


def test_a_sentence_agrees_with_its_count() -> None:
    german = load_catalogue("de")
    assert german.count("suggestion.deductions", 1, list="x") == "Abzug: x."
    assert german.count("suggestion.deductions", 2, list="x") == "Abzüge: x."


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_that_look_like_code_stay_names(tmp_path: Path, lang: str) -> None:
    """A hub, a topic and a wording named like a script or a placeholder are shown as they are."""
    hubs = {"a": f"A {SCRIPT}", "b": "{learner}", "c": "C"}
    stated = [
        need("a", "PM", 4, wording=SCRIPT, lang="en"),
        offer("b", "PM", 4, wording="{topic}", lang="en"),
        *(offer("b", "CV", 4), own("a", "PM", 1), own("a", "CV", 2)),
        *(need("b", "DS"), offer("a", "DS")),
    ]
    folder = write_network(tmp_path, stated, hubs=hubs, meetings={"2020-01-01": ("a", "b")})
    named = TOPICS
    for name in ("Predictive maintenance", "Vorausschauende Wartung"):
        named = named.replace(name, SCRIPT)
    for name in ("Computer vision", "Bildverarbeitung"):
        named = named.replace(name, "{teacher}")
    (folder / "topics.ttl").write_text(named, "utf-8")
    found = hg.suggest_learning(hg.build_profiles(hg.read_workbook(folder)), lang=lang)
    told = hg.explain_suggestion(found, learner="a", teacher="b")
    other = hg.explain_suggestion(found, learner="b", teacher="a")
    for shown in (found, told, hg.compare_explanations(told, other)):
        html = shown._repr_html_()
        assert not re.search(r"<script", html)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert "{learner}" in html
        assert SCRIPT in shown.to_text().replace("\n", " ")
        assert "{learner}" in shown.to_text()
    assert "{topic}" in told.to_text()
    assert "{teacher}" in told.to_text()
    assert SCRIPT in json.dumps(told.to_dict(), ensure_ascii=False)
