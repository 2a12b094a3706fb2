"""Texts in the reader's language: one catalogue per language, numbers and dates by CLDR.

A language is one file, `messages/<tag>.toml`, with the keys of `messages/en.toml`. What it does
not say, English says. `language.locale` is its locale of numbers, dates and plural forms.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

from hubgraph.errors import UnknownNameError
from hubgraph.languages import FALLBACK, find_catalogues, list_languages


@dataclass(frozen=True)
class Catalogue:
    """Texts of one language; `lang` is its two-letter tag."""

    lang: str
    texts: Mapping[str, Any]

    def text(self, key: str, /, **values: object) -> str:
        """Text of a dotted key, e.g. 'relation.same', filled with values."""
        return str(self._find(key)).format(**values)

    def _find(self, key: str) -> Any:
        """What stands at a dotted key."""
        found: Any = self.texts
        for step in key.split("."):
            found = found[step]
        return found

    @property
    def locale(self) -> Locale:
        """Locale of numbers, dates and plural forms."""
        return Locale.parse(self.text("language.locale"))

    def count(self, key: str, n: int, /, **values: object) -> str:
        """Text of a key in the plural form that `n` calls for (CLDR: one, few, other …).

        A form that the catalogue does not have is `other`.
        """
        form = self.locale.plural_form(n)
        known = self._find(key)
        chosen = form if form in known else "other"
        return str(known[chosen]).format(n=self.number(n, digits=0), **values)

    def percent(self, share: float) -> str:
        """Share as per cent without decimals: 0.57 → '57 %' (de), '57%' (en)."""
        return format_percent(share, locale=self.locale)

    def number(self, value: float, digits: int = 3) -> str:
        """Number with a fixed count of decimals: 0.5729 → '0,573' (de), 1372 → '1.372'."""
        pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
        return format_decimal(value, format=pattern, locale=self.locale)

    def figure(self, value: float) -> str:
        """Number with three significant digits at most: 7.25 → '7,25' (de), 3.0 → '3'."""
        rounded = float(f"{value:.3g}")  # Babel writes 0.09996 as 0.01
        return format_decimal(rounded, format="@##", locale=self.locale)

    def day(self, text: str, *, form: Literal["medium", "long"] = "medium") -> str:
        """Day, month or year for readers: '2020-12-31' → '31.12.2020' (de), '31 Dec 2020'.

        Raises ValueError if the text is none of the three.
        """
        parts = [int(part) for part in text.split("-")]
        if len(parts) == 1:
            return text
        first = date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)  # noqa: PLR2004
        if len(parts) == 2:  # noqa: PLR2004 - a month has no day
            return format_skeleton("yMMMM", first, locale=self.locale)
        return format_date(first, format=form, locale=self.locale)

    def join(self, words: list[str]) -> str:
        """List as readers write it: 'a, b and c'."""
        joint = self.text("suggestion.and")
        return joint.join(filter(None, [", ".join(words[:-1]), words[-1]]))


@cache
def load_catalogue(lang: str) -> Catalogue:
    r"""Load the texts of a language, one of `list_languages()`.

    Raises UnknownNameError for a language without a catalogue.

    >>> load_catalogue("de").percent(0.5)
    '50\xa0%'
    """
    if lang not in list_languages():
        raise UnknownNameError(lang, list(list_languages()), kind="language")
    own = read_texts(lang)
    return Catalogue(lang, own if lang == FALLBACK else _fill(own, read_texts(FALLBACK)))


def read_texts(lang: str) -> dict[str, Any]:
    """Texts of a language as they stand in its file."""
    return tomllib.loads((find_catalogues() / f"{lang}.toml").read_text(encoding="utf-8"))


def _fill(own: Mapping[str, Any], fallback: Mapping[str, Any]) -> dict[str, Any]:
    """Texts with those of the fallback where there are none; plural forms are not mixed."""
    filled = dict(fallback) | dict(own)
    for key in own.keys() & fallback.keys():
        if isinstance(own[key], Mapping) and "other" not in own[key]:
            filled[key] = _fill(own[key], fallback[key])
    return filled
