"""Report of a check for people who fill in workbooks: where, what is wrong, what to do, next."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from typing import Any

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.workbook.findings import shorten
from hubgraph.workbook.forms import headings

Rows = Sequence[Mapping[Any, Any]]
"""Findings as rows of `hubgraph.tables.FINDINGS`, what is not known as None."""

_WIDTH = 88
_QUOTED = re.compile(r"(?P<sheet>\b(?:table|Tabelle) )?(?P<open>['»])(?P<name>\w+)(?P<shut>['«])")


def call_as_titled(text: str, titles: Mapping[str, str], lang: str) -> str:
    """Text of a rule that calls columns and tables as the sheet with these `titles` does.

    >>> call_as_titled("See the column 'issued'.", {"issued": "Stated on"}, "en")
    "See the column 'Stated on'."
    """
    if all(name == title for name, title in titles.items()):
        return text  # plain tables: columns bear their own names

    def call(found: re.Match[str]) -> str:
        """Put a heading for a name; what is no name stays."""
        known, name = headings("sheets" if found["sheet"] else "columns"), found["name"]
        title = known[name].title[lang] if name in known else name
        title = title if found["sheet"] else titles.get(name, title)
        return f"{found['sheet'] or ''}{found['open']}{title}{found['shut']}"

    return _QUOTED.sub(call, text)


def write_report(rows: Rows, lang: str) -> str:
    """List findings place by place; the same finding in several rows stands once.

    >>> row = {"severity": "info", "sheet": "Offers", "row": 3, "message": "Odd.", "remedy": ""}
    >>> write_report([row], "en").splitlines()
    ['note: sheet Offers, row 3', '   Odd.']
    """
    texts = load_catalogue(lang)
    blocks = []
    for alike in _group(rows):
        first = alike[0]
        place = _write_place(first, [row["row"] for row in alike if row.get("row")], texts)
        said = f"{first['message']} {first['remedy'] or ''}".strip()
        lines = wrap(said, _WIDTH, initial_indent="   ", subsequent_indent="   ")
        severity = texts.texts["severity"].get(first["severity"], first["severity"])
        blocks.append("\n".join([f"{severity}: {place}".removesuffix(": "), *lines]))
    return "\n\n".join(blocks) + "\n" * bool(blocks)


def sum_up_check(
    rows: Rows, checked: Sequence[int], *, path: Path, annotated: Path | None, lang: str
) -> str:
    """Say how much was found and checked, and what to do next.

    `checked` says, per rule, how many things it was held against; empty if it did not come to
    that. `annotated` is the copy with the findings, None if there is none.

    >>> sum_up_check([], [2, 0], path=Path("a.xlsx"), annotated=None, lang="en").splitlines()[1]
    'Checked: 1 of 2 rules had something to look at.'
    """
    texts = load_catalogue(lang)
    found = Counter(row["severity"] for row in rows)
    mild = {name: texts.count(f"report.{name}", found.pop(name, 0)) for name in ("warning", "info")}
    wrong = found.total()
    lines = [texts.text("report.found", file=path.name, wrong=wrong, **mild)]
    if annotated is not None:
        lines.append(texts.text("report.marked", file=annotated))
    if wrong:
        lines.append(texts.text("report.correct"))
    if checked:
        met = sum(count > 0 for count in checked)
        lines.append(texts.text("report.checked", met=met, rules=len(checked)))
    if checked and not wrong:
        lines.append(texts.text("report.next", file=path))
    return "\n".join(lines)


def _group(rows: Rows) -> Iterator[list[Mapping[Any, Any]]]:
    """Findings that say the same about the same column, in the order of the first."""
    told = [tuple(map(row.get, _SAME)) for row in rows]
    order = {key: number for number, key in reversed(list(enumerate(told)))}
    paired = sorted(zip(told, rows, strict=True), key=lambda pair: order[pair[0]])
    for _, alike in groupby(paired, key=lambda pair: pair[0]):
        yield [row for _, row in alike]


_SAME = ("severity", "file", "sheet", "column", "message", "remedy")


def _write_place(row: Mapping[Any, Any], numbers: list[int], texts: Catalogue) -> str:
    """Sheet, rows and column; the file where no sheet is known."""
    if not row.get("sheet"):
        return row.get("file") or ""
    parts = [texts.text("place.sheet", sheet=row["sheet"])]
    if numbers:
        key = "place.row" if len(numbers) == 1 else "place.rows"
        parts.append(texts.text(key, row=shorten(", ".join(_write_runs(sorted(numbers))))))
    if row.get("column"):
        parts.append(texts.text("place.column", column=row["column"]))
    return ", ".join(parts)


def _write_runs(numbers: list[int]) -> Iterator[str]:
    """Numbers with what follows one another drawn together: 3–5, 8."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        first, *_, last = [number for _, number in run] * 2
        yield str(first) if first == last else f"{first}–{last}"
