"""Tables as text: aligned lines or blocks for a terminal, CSV, JSON."""

import json
from textwrap import TextWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_READABLE = 100  # characters of a line in a block; a word or address is never cut


def to_text(table: "pd.DataFrame", *, width: int | None = None) -> str:
    """Table as aligned text: numbers to the right, everything else to the left.

    Where a line would be longer than `width` characters, each row is a block instead, one
    filled cell per line. None means that lines may be of any length.
    """
    from pandas.api.types import is_numeric_dtype

    written = _write_days(table)
    lines = [""] * (len(table) + 1)
    for name, column in written.items():
        texts = [str(name), *(" ".join(text.split("\n")) for text in _cell_texts(column))]
        align = str.rjust if is_numeric_dtype(column) else str.ljust
        longest = max(map(len, texts))
        lines = [f"{line}{align(text, longest)}  " for line, text in zip(lines, texts, strict=True)]
    lines = [line.rstrip() for line in lines]
    if width is not None and len(table) and max(map(len, lines)) > width:
        return _to_blocks(written, width=width)
    return "".join(f"{line}\n" for line in lines)


def _cell_texts(column: "pd.Series") -> list[str]:
    """Cells of a column as text, missing as nothing."""
    return list(column.astype("str").where(column.notna(), ""))


def _to_blocks(table: "pd.DataFrame", *, width: int) -> str:
    """Rows as numbered blocks with one filled cell per line, wrapped for the eye."""
    indent = max(map(len, table.columns)) + 4
    wrap = TextWrapper(
        width=max(min(width, _READABLE), indent + 1), initial_indent="  ",
        subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    columns = {name: _cell_texts(column) for name, column in table.items()}
    blocks = []
    for row in range(len(table)):
        filled = [(str(name), texts[row]) for name, texts in columns.items() if texts[row]]
        lines = [
            wrap.fill(f"{name if not number else '':{indent - 4}}  {text}")
            for name, cell in filled
            for number, text in enumerate(cell.split("\n"))
        ]
        blocks.append("\n".join([f"{row + 1}/{len(table)}", *lines]))
    return "\n\n".join(blocks) + "\n"


def to_csv(table: "pd.DataFrame") -> str:
    """Table as CSV; a list stands in one cell, with spaces between.

    A table made from a public part ends with the column `snapshot`.
    """
    plain = _write_snapshot(_write_days(table)).map(
        lambda cell: " ".join(cell) if isinstance(cell, list) else cell
    )
    return str(plain.to_csv(index=False, lineterminator="\n"))


def to_json(table: "pd.DataFrame") -> str:
    """Table as a JSON list of rows, missing as null.

    A row of a table made from a public part ends with `snapshot`.
    """
    plain = _write_snapshot(_write_days(table)).astype(object)
    rows = plain.where(plain.notna(), None).to_dict("records")
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _write_days(table: "pd.DataFrame") -> "pd.DataFrame":
    """Table with its days written as YYYY-MM-DD."""
    days = table.select_dtypes("datetime").columns
    return table.assign(**{name: table[name].dt.strftime("%Y-%m-%d") for name in days})


def _write_snapshot(table: "pd.DataFrame") -> "pd.DataFrame":
    """Table with a last column for the public part it was made from, if it was made from one."""
    return table.assign(snapshot=table.attrs["snapshot"]) if "snapshot" in table.attrs else table
