"""Texts: the same keys and placeholders in every language."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

import pytest

from hubgraph.catalogue import load_catalogue
from hubgraph.errors import UnknownNameError


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
    german, english = (dict(flat(load_catalogue(lang).texts)) for lang in ("de", "en"))
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


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(UnknownNameError, match=r"no language 'fr'\. Known: de, en"):
        load_catalogue("fr")


@pytest.mark.parametrize(
    ("value", "written"),
    [(7.25, "7.25"), (3.0, "3"), (0.0999, "0.0999"), (0.09996, "0.1"), (9.999, "10")],
)
def test_three_significant_digits(value: float, written: str) -> None:
    assert load_catalogue("en").figure(value) == written
