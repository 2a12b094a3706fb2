"""Texts: the same keys and placeholders in every language."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from package_source import read_modules
from small_networks import TOPIC, need, offer, write_network

import hubgraph as hg
from hubgraph import catalogue, languages
from hubgraph.catalogue import load_catalogue, read_texts
from hubgraph.errors import UnknownNameError
from hubgraph.languages import find_catalogues, list_languages
from hubgraph.matching.profiles import Profiles


def flat(texts: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Dotted keys and their texts."""
    for key, value in texts.items():
        if isinstance(value, str):
            yield prefix + key, value
        else:
            yield from flat(value, f"{prefix}{key}.")


def placeholders(text: str) -> set[str]:
    """Names in braces."""
    return {name for _, name, *_ in Formatter().parse(text) if name is not None}


def test_same_keys_and_placeholders_in_both_languages() -> None:
    german, english = (dict(flat(read_texts(lang))) for lang in ("de", "en"))
    assert german.keys() == english.keys()
    for key, text in german.items():
        assert placeholders(text) == placeholders(english[key]), key
        assert text.strip()
        assert english[key].strip()


@pytest.mark.parametrize("lang", ["de", "en"])
def test_whoever_has_a_singular_has_a_plural(lang: str) -> None:
    keys = {key for key, _ in flat(load_catalogue(lang).texts)}
    singular = {key.removesuffix(".one") for key in keys if key.endswith(".one")}
    assert singular
    assert {f"{stem}.other" for stem in singular} <= keys


def test_values_are_not_read_as_placeholders() -> None:
    text = load_catalogue("en").text("missing.no_need_stated", learner="{topic}<b>")
    assert text.startswith("{topic}<b> has not")


@pytest.mark.parametrize(
    ("lang", "percent", "number", "day", "month"),
    [
        ("de", "57\u00a0%", "0,573", "31.12.2020", "Dezember 2020"),
        ("en", "57%", "0.573", "31 Dec 2020", "December 2020"),
    ],
)
def test_numbers_and_dates(lang: str, percent: str, number: str, day: str, month: str) -> None:
    catalogue = load_catalogue(lang)
    assert catalogue.percent(0.5729) == percent
    assert catalogue.number(0.5729) == number
    assert catalogue.day("2020-12-31") == day
    assert catalogue.day("2020-12") == month
    assert catalogue.day("2020") == "2020"


@pytest.mark.parametrize(("n", "form"), [(0, "other"), (1, "one"), (2, "other")])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_counts(lang: str, n: int, form: str) -> None:
    catalogue = load_catalogue(lang)
    values = {"date": "x", "certainty": "y"}
    expected = catalogue.text(f"suggestion.basis.{form}", n=n, **values)
    assert catalogue.count("suggestion.basis", n, **values) == expected


@pytest.mark.parametrize(
    ("words", "joined"), [(["a"], "a"), (["a", "b"], "a und b"), (["a", "b", "c"], "a, b und c")]
)
def test_lists(words: list[str], joined: str) -> None:
    assert load_catalogue("de").join(words) == joined


@pytest.fixture
def french(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make French a language by one file more; it says little, and counts as French does."""
    for file in find_catalogues().iterdir():
        (tmp_path / file.name).write_text(file.read_text("utf-8"), "utf-8")
    (tmp_path / "fr.toml").write_text(FRENCH, "utf-8")
    for module in (catalogue, languages):
        monkeypatch.setattr(module, "find_catalogues", lambda: tmp_path)
    for known in (load_catalogue, list_languages):
        known.cache_clear()
    yield
    monkeypatch.undo()
    for known in (load_catalogue, list_languages):
        known.cache_clear()


FRENCH = """
[language]
locale = "fr"
[suggestion]
learn = "{learner} peut apprendre « {topic} » auprès de {teacher}."
basis.one = "Fondé sur {n} énoncé ({date}) ; certitude : {certainty}."
basis.other = "Fondé sur {n} énoncés ({date}) ; certitude : {certainty}."
"""


@pytest.mark.usefixtures("french")
def test_a_file_more_is_a_language_more(profiles: Profiles) -> None:
    assert list_languages() == ("de", "en", "fr")
    french = load_catalogue("fr")
    assert french.number(1372.5, digits=1) == "1\u202f372,5"
    assert french.count("suggestion.basis", 0, date="x", certainty="y").startswith("Fondé sur 0 é")
    assert french.text("query.learning") == "Who should learn from whom?"
    found = hg.suggest_learning(profiles, learner="digiz", top=1, lang="fr")
    assert "peut apprendre" in found.table["why"].iloc[0]
    text = hg.explain_suggestion(found).to_text()
    assert "Digital Hub Network Baden-Württemberg" in text
    assert found.table["topic_label"].iloc[0] in text


@pytest.mark.usefixtures("french")
def test_a_label_falls_back_to_english_then_to_any(tmp_path: Path) -> None:
    folder = write_network(tmp_path, [need("a", "Data", 2), offer("b", "PM", 2)])
    labels = hg.build_profiles(hg.read_workbook(folder)).topic_labels("fr")
    assert labels[f"{TOPIC}PM"] == "Predictive maintenance"
    assert labels[f"{TOPIC}Data"] == "Daten"


def test_no_language_is_named_in_the_code() -> None:
    """A choice of languages in the code would have to be found by whoever adds one."""
    literal = re.compile(r"""[\[(]\s*["'](?:de|en)["']\s*,\s*["'](?:de|en)["']\s*[\])]""")
    found = {
        module.path for module in read_modules() if literal.search(module.text)
    } - WITH_LANGUAGES_OF_THE_DATA
    assert not found


WITH_LANGUAGES_OF_THE_DATA = {"knowledge/queries.py", "knowledge/words.py", "workbook/forms.py"}
"""Tables have a column per language of the data, name_de and name_en; texts are another matter."""


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(UnknownNameError, match=r"no language 'fr'\. Known: de, en"):
        load_catalogue("fr")


@pytest.mark.parametrize(
    ("value", "written"),
    [(7.25, "7.25"), (3.0, "3"), (0.0999, "0.0999"), (0.09996, "0.1"), (9.999, "10")],
)
def test_three_significant_digits(value: float, written: str) -> None:
    assert load_catalogue("en").figure(value) == written
