"""Broken workbooks by number: the same number and seed always make the same file."""

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

from fuzz_cells import CELL_KINDS, FOLDERS, FORMS, SHEET_KINDS, Kind
from fuzz_draft import Draft, make_draft, pack, write_parts, write_tables
from fuzz_packages import BYTE_KINDS, PACKAGE_KINDS, PART_KINDS, PATH_KINDS

ALL_KINDS = (*SHEET_KINDS, *CELL_KINDS, *PACKAGE_KINDS)
"""Every kind of change, in the order they are made in."""


@dataclass(frozen=True)
class Input:
    """A workbook with one to three changes, and what must come of it.

    `must_be_found` says that there must be an error or a warning, `must_be_kept` that it must
    be imported with every one of its `wordings`.
    """

    path: Path
    kinds: tuple[str, ...]
    must_be_found: bool
    must_be_kept: bool
    wordings: tuple[str, ...]


def make_input(number: int, seed: int, folder: Path) -> Input:
    """Make the input of that number in a folder, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    dice = random.Random(f"{seed}:{number}")  # noqa: S311 - no secret hangs on it
    form = dice.choices(FORMS, weights=[5, 1, 3, 3, 1])[0]
    kinds = _draw(form, dice)
    draft = make_draft(form)
    for kind in kinds:
        kind.change(draft, dice)
    path = _write(draft, kinds, dice, folder)
    promises = {kind.promise for kind in kinds}
    return Input(
        path,
        tuple(kind.name for kind in kinds),
        "found" in promises,
        promises == {"kept"},
        tuple(draft.wordings),
    )


def _draw(form: str, dice: random.Random) -> list[Kind]:
    """One to three different kinds that fit a form, in the order they are made in."""
    fitting = [kind for kind in ALL_KINDS if form in kind.forms]
    shares = [kind.share for kind in fitting]
    count = dice.choice([1, 2, 3, 3])
    drawn = {kind.name for kind in dice.choices(fitting, shares, k=count)}
    return [kind for kind in fitting if kind.name in drawn]


def _write(draft: Draft, kinds: list[Kind], dice: random.Random, folder: Path) -> Path:
    """Write a draft with the changes that concern its parts, its bytes and its name."""
    path = folder / ("survey" if draft.form in FOLDERS else f"survey{draft.form}")
    if draft.form in FOLDERS:
        write_tables(draft, path)
    else:
        parts = write_parts(draft)
        for kind in kinds:
            if kind in PART_KINDS:
                PART_KINDS[kind](parts, dice)
        data = pack(parts)
        for kind in kinds:
            if kind in BYTE_KINDS:
                data = BYTE_KINDS[kind](data, dice)
        path.write_bytes(data)
    for kind in kinds:
        if kind in PATH_KINDS:
            path = PATH_KINDS[kind](path, dice)
    return path
