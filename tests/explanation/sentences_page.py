"""Sixty texts per language, drawn for reading; run as a program, it writes sentences.md anew."""

import random
from pathlib import Path

from sentence_bank import LANGUAGES, NETWORKS, collect

PAGE = Path(__file__).with_name("sentences.md")
COUNT = 60
SEED = 2018

INTRO = """<!-- Written by tests/explanation/sentences_page.py. -->

# Sixty texts per language, to be read as a native speaker would

Drawn from everything the package says about its two bundled networks (`sentence_bank.py`): the
texts of each kind are shuffled with seed {seed}, then one of each kind is taken in turn until there
are {count}. German and English are drawn alike.

What reading them changed, beyond what the rules of `sentence_rules.py` found:

- “in der Nähe” and “near it” sounded like a place: now “zu einem nahen Thema”, “on a topic near
  it”.
- “hat keine Stufe”, “has no level” called absent what is only missing: now “ist ohne Stufe
  angegeben”, “is stated without a level”; so with sources, dates and target levels.
- “eigene Stufe: Stufe nicht angegeben” said a word twice: now “eigene Stufe: nicht angegeben”.
- “1 of 22 other hubs have stated nothing” did not agree: now “is stated by 1 of 22 other hubs”.
- “Besides, 7 statements that shape …” was no sentence: now “Besides, 7 statements shape …”.
- “Hilft auch …” had no subject, and “It also helps” no clear one: the teacher is named.
- “Abzüge” stood before a single one: singular and plural are two forms now.
- “kann von … zum Thema … lernen”, “Hilfe zu”: now “beim Thema”, as one says it.
- An opening was one sentence with a colon, a bracket and a semicolon: it is three.
- What shares of draws mean took more than thirty words: it is two sentences.
- Two who share eleven strengths were told all eleven: now three, and how many more there are.
- “Niemand sonst deckt … ab” claimed more than is known: now “nach den Angaben”.
- A single statement was called the oldest of its kind: now it only has its date.
"""


def render_page() -> str:
    """Write the page."""
    lines = [INTRO.format(seed=SEED, count=COUNT)]
    for lang in LANGUAGES:
        lines += [f"## {lang}", ""]
        lines += [
            f"{number}. *{kind}* {text}" for number, (kind, text) in enumerate(_draw(lang), 1)
        ]
        lines.append("")
    return "\n".join(lines)


def _draw(lang: str) -> list[tuple[str, str]]:
    """Kind and text, one of each kind in turn."""
    kinds: dict[str, list[str]] = {}
    for network in NETWORKS:
        for each in collect(network, lang):
            kinds.setdefault(each.kind, []).append(each.text)
    dice = random.Random(SEED)  # noqa: S311 - to be the same every time
    shuffled = {kind: dice.sample(texts, len(texts)) for kind, texts in sorted(kinds.items())}
    longest = max(map(len, shuffled.values()))
    turns = [
        (kind, texts[turn])
        for turn in range(longest)
        for kind, texts in shuffled.items()
        if turn < len(texts)
    ]
    return sorted(turns[:COUNT])


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
