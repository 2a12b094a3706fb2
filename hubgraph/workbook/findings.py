"""What is wrong with a cell, a row, a sheet or a file, in the words of the sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from hubgraph.catalogue import load_catalogue
from hubgraph.workbook.forms import headings

Severity = Literal["violation", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""Severities, the worst first."""


class CellError(ValueError):
    """A cell that does not fit; `key` names the sentence of the catalogue, `words` fill it."""

    def __init__(self, key: str, **words: object) -> None:
        """Keep what is wrong; the place is added by whoever knows it."""
        self.key = key
        self.words = words
        super().__init__(key)


@dataclass(frozen=True)
class SheetFinding:
    """One thing that is wrong, thin or odd, and where.

    `row` counts as a spreadsheet does, the header being 1; None for a whole sheet. `column`
    is the header as it stands in the sheet; None for a whole row. `value` is the cell's text.
    """

    key: str
    severity: Severity
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    words: Mapping[str, object] = field(default_factory=dict)

    def message(self, lang: str) -> str:
        """Return what is wrong, in a sentence."""
        return self._text("message", lang)

    def remedy(self, lang: str) -> str:
        """Return what to do about it, in a sentence."""
        return self._text("remedy", lang)

    def place(self, lang: str) -> str:
        """Return where it is: file, sheet, row and column, as far as known."""
        texts = load_catalogue(lang)
        named = {"sheet": self.sheet, "row": self.row, "column": self.column}
        parts = [texts.text(f"place.{k}", **{k: v}) for k, v in named.items() if v is not None]
        return ", ".join([self.file, *parts])

    def sentence(self, lang: str) -> str:
        """Return place, message and remedy in one line."""
        return f"{self.place(lang)}: {self.message(lang)} {self.remedy(lang)}"

    def _text(self, part: str, lang: str) -> str:
        """Sentence of the catalogue with its words filled in; a long value is shortened."""
        texts = load_catalogue(lang)
        words = {name: _spoken(name, word, lang) for name, word in self.words.items()}
        if "reason" in words:
            words["reason"] = texts.text(f"reason.{words['reason']}", **words)
        value = shorten(self.value or "")
        return texts.text(f"cell.{self.key}.{part}", value=value, **words)


def _spoken(name: str, word: object, lang: str) -> object:
    """Return a word as the reader calls it: a table or the words of a list by their headings."""
    if isinstance(word, float):
        return load_catalogue(lang).number(word, digits=2)
    if name == "id_column":
        return word or headings("columns")["id"].title[lang]
    if isinstance(word, tuple):
        titles = headings("words")
        return ", ".join(titles[w].title[lang] if w in titles else str(w) for w in word)
    tables = {**headings("sheets"), **headings("other")}
    return tables[word].title[lang] if name == "target" and word in tables else word


def shorten(text: str, most: int = 60) -> str:
    """Text in one line of at most `most` characters.

    >>> shorten("a" * 80, most=5)
    'aaaa…'
    """
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
