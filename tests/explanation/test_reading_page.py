"""The page on the thirteen hubs says what is suggested today, and reads each suggestion."""

from reading_page import PAGE, READING, find_first, render_page

import hubgraph as hg
from hubgraph.matching.profiles import Profiles


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_page()


def test_every_first_suggestion_is_read(profiles: Profiles) -> None:
    first = find_first(hg.suggest_learning(profiles, top=1))
    pairs = [
        tuple(name.partition(":")[2] for name in pair)
        for pair in zip(first["learner"], first["teacher"], strict=True)
    ]
    assert sorted(READING) == sorted(pairs)
