"""Cells of CSV files that a spreadsheet program would take for a formula."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")  # also in full width


def guard_cell(cell: str) -> str:
    """Cell with an apostrophe before what a spreadsheet program would run as a formula.

    >>> guard_cell("=1+1"), guard_cell("'=1+1"), guard_cell("1+1")
    ("'=1+1", "''=1+1", '1+1')
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def bare_cell(cell: str) -> str:
    """Cell without the apostrophe that `guard_cell` puts before it.

    >>> bare_cell("'=1+1"), bare_cell("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
