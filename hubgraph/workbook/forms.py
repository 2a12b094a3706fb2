"""Forms: the sheets people fill in, and what sheets, columns and words are called."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from hubgraph.names import name_key
from hubgraph.workbook.contracts import InputColumn, input_tables

_LANGUAGES = ("de", "en")


@dataclass(frozen=True)
class Form:
    """A sheet that fills a table: cells that are the same in every row, columns to show."""

    name: str
    table: str
    fixed: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    """What people call a sheet, a column or a word, by language, and a note on it."""

    title: Mapping[str, str]
    note: Mapping[str, str]


@cache
def survey_forms() -> Mapping[str, Form]:
    """Sheets of a survey workbook by name, in the template's order."""
    forms = _load()["sheets"]
    return MappingProxyType({name: Form(name=name, **keys) for name, keys in forms.items()})


@cache
def extra_columns(table: str) -> Mapping[str, InputColumn]:
    """Columns a sheet may have beside those of its table; they feed other tables."""
    own = {
        name: InputColumn(name, keys["kind"], keys["meaning"])
        for name, keys in _load()["extra"].items()
        if keys["table"] in {table, ""}
    }
    return MappingProxyType(own)


def default_cell(column: str) -> str:
    """Return what an empty cell of a column means, '' if it means unknown."""
    return str(_load()["defaults"].get(column, ""))


def id_parts(table: str) -> tuple[str, ...]:
    """Return what an identifier of a table is made of: columns, 'a|b' the first filled, '=word'."""
    return tuple(_load()["ids"].get(table, ()))


@cache
def headings(kind: str) -> Mapping[str, Heading]:
    """Headings of 'sheets', 'columns', 'words', or 'other' sheets that are no table."""
    return MappingProxyType(
        {name: _to_heading(texts) for name, texts in _load()["headings"][kind].items()}
    )


@cache
def find_form(sheet: str) -> Form | None:
    """Form a sheet of that name is filled in on, None if its name says nothing to us.

    A bracket in the name is left out: 'Bedarfe (vertraulich)' is the sheet of the needs.

    >>> find_form("Bedarfe (vertraulich)").name, find_form("2024")
    ('needs', None)
    """
    key = name_key(sheet.partition("(")[0])
    for name in (*survey_forms(), *input_tables()):
        if key in _keys(name, "sheets"):
            return survey_forms().get(name) or Form(name, name)
    return None


def is_restricted(sheet: str) -> bool:
    """Whether a sheet's name marks it as restricted: '… (vertraulich)', '… (restricted)'."""
    return name_key(sheet.partition("(")[2]) in _keys("restricted", "words")


def is_other(sheet: str, which: str = "") -> bool:
    """Whether a sheet is one of ours that is no table, such as the help, or `which` of them."""
    names = [which] if which else headings("other")
    return any(name_key(sheet) in _keys(name, "other") for name in names)


@cache
def find_column(title: str, table: str) -> str | None:
    """Name of the column a header cell means in a sheet of that table, None if none."""
    key = name_key(title)
    names = [*(column.name for column in input_tables()[table].columns), *extra_columns(table)]
    return next((name for name in names if key in _keys(name, "columns")), None)


def find_word(text: str, words: Mapping[str, str]) -> str | None:
    """Word of a list that is meant, in whichever language and spelling, None if none is.

    >>> find_word("Selbst angegeben", {"verified": "", "self_declared": ""})
    'self_declared'
    """
    key = name_key(text)
    return next((word for word in words if key in _keys(word, "words")), None)


@cache
def _keys(name: str, kind: str) -> frozenset[str]:
    """Comparison keys of everything a thing is called."""
    titles = headings(kind)[name].title.values() if name in headings(kind) else ()
    return frozenset(name_key(text) for text in (name, *titles))


def _to_heading(texts: list[str]) -> Heading:
    """Heading of a line of the file: titles, then notes if there are any."""
    notes = texts[len(_LANGUAGES) :] or [""] * len(_LANGUAGES)
    return Heading(
        dict(zip(_LANGUAGES, texts, strict=False)), dict(zip(_LANGUAGES, notes, strict=True))
    )


@cache
def _load() -> dict[str, Any]:
    """Read the file."""
    return tomllib.loads((files("hubgraph.workbook") / "forms.toml").read_text(encoding="utf-8"))
