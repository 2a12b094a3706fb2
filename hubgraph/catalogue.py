"""Texts in the reader's language: one catalogue per language, numbers and dates by CLDR."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

from hubgraph.errors import UnknownNameError

_LOCALES = {"en": "en_GB"}


@dataclass(frozen=True)
class Catalogue:
    """Texts of one language; `lang` is its two-letter tag."""

    lang: str
    texts: Mapping[str, Any]

    def text(self, key: str, /, **values: object) -> str:
        """Text of a dotted key, e.g. 'relation.same', filled with values."""
        found: Any = self.texts
        for step in key.split("."):
            found = found[step]
        return str(found).format(**values)

    @property
    def locale(self) -> Locale:
        """Locale of numbers and dates; English is British here."""
        return Locale.parse(_LOCALES.get(self.lang, self.lang))

    def count(self, key: str, n: int, /, **values: object) -> str:
        """Text of a key in the plural form that `n` calls for (CLDR: one, few, other …)."""
        form = self.locale.plural_form(n)
        return self.text(f"{key}.{form}", n=self.number(n, digits=0), **values)

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
    r"""Load the texts of a language, 'de' or 'en'.

    Raises UnknownNameError for a language without a catalogue.

    >>> load_catalogue("de").percent(0.5)
    '50\xa0%'
    """
    folder = files("hubgraph") / "messages"
    known = sorted(str(file.name).removesuffix(".toml") for file in folder.iterdir())
    if lang not in known:
        raise UnknownNameError(lang, known, kind="language")
    return Catalogue(lang, tomllib.loads((folder / f"{lang}.toml").read_text(encoding="utf-8")))
