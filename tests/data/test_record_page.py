"""RECORD.md counts what the tables hold."""

import csv
from collections import Counter

from record_page import FOLDER, PAGE, compare_with_aim, count_by, count_rows, render_page


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_page()


def test_the_counts_are_those_of_the_file() -> None:
    with (FOLDER / "statements.csv").open(encoding="utf-8", newline="") as file:
        stated = list(csv.DictReader(file))
    counted = count_by("kind")
    kinds = Counter((row["organisation"], row["kind"]) for row in stated)
    assert {key: counted.loc[key] for key in kinds} == kinds
    assert counted.loc["all", "all"] == count_rows().loc["statements", "rows"] == len(stated)
    needs = compare_with_aim()
    assert (needs["needs"] + needs["needs missing"] >= 4).all()
    assert needs.loc["all", "needs"] == sum(
        row["kind"] == "need" and row["organisation"] in set(needs.index) for row in stated
    )
