"""What is suggested to the real thirteen hubs, and whether it makes sense.

Run as a program, it writes notebooks/thirteen_hubs.md anew. The tables are computed; the reading in
thirteen_hubs.toml is written by hand for one suggestion each: another one asks for another reading.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import hubgraph as hg
from hubgraph.explanation.members import to_row
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.matching.order import find_rank_range

PAGE = Path(__file__).parents[2] / "notebooks" / "thirteen_hubs.md"
ASKED = 10

INTRO = """<!-- Written by tests/explanation/reading_page.py from thirteen_hubs.toml. -->

# The thirteen hubs: what is suggested, and does it make sense?

The best suggestion for each of the thirteen founders of the *Digital Hub-Netzwerk
Baden-Württemberg* on {day}, with the interval that missing levels allow and the ranks the teacher
could take. To see it yourself: `hubgraph suggest`, and `hubgraph explain LEARNER TEACHER` for the
wording and the source of every statement.

**Read this first.** No public source states a level, so every interval begins at 0 and nearly
every teacher could take nearly every rank: the order below is not distinguishable from others.
What the suggestions say is who has spoken publicly of the same thing, not who is better. Needs
were harvested from public texts; most speak of what the firms of a region need, not of what the
hub itself wants to learn. No hub has confirmed any of them.
"""

_READ = tomllib.loads(Path(__file__).with_name("thirteen_hubs.toml").read_text("utf-8"))["reading"]

READING = {
    (each["learner"], each["teacher"]): (each["verdict"], " ".join(each["text"].split()))
    for each in _READ
}
"""Verdict and reading by learner and first teacher."""

OUTRO = """
## What follows

- **Trust the narrow topics.** IT security, retail, start-up finance and Industry 4.0 give
  suggestions one can act on. “Co-operation and networking” and “Support for small firms” are in
  everybody's texts and match everybody.
- **Sentences said of all de:hubs at once** lift Karlsruhe and Stuttgart for needs they were not
  written for. They are marked medium; a word of the hub itself should take their place.
- **Heilbronn-Franken** gets no suggestion: the only need it had stated by then is mobile
  reception, which no hub offers. Its other needs are younger than the day of this page.
- **Ask before you plan.** The questions below narrow the most intervals; with the levels stated the
  same page would tell better teachers from worse ones.
"""


def render_page() -> str:
    """Write the page."""
    profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    suggestions = hg.suggest_learning(profiles, top=1)
    lines = [
        INTRO.format(day=profiles.as_of),
        *_write_table(_list_suggestions(suggestions)),
        "",
        "## The reading",
        "",
        *_write_readings(suggestions),
        OUTRO,
        "## What the office should ask first",
        "",
        "Value: how much narrower the answer makes the intervals of the first five teachers of all",
        "learners together (`hubgraph ask`).",
        "",
        *_write_table(_list_questions(hg.rank_questions(profiles, top=ASKED))),
    ]
    return "\n".join(lines) + "\n"


def find_first(suggestions: Suggestions) -> pd.DataFrame:
    """First suggestion of every learner; of equals the first by identifier."""
    return suggestions.table.drop_duplicates("learner")


def _list_suggestions(suggestions: Suggestions) -> pd.DataFrame:
    """Learner, teacher, topic, score with bounds, possible ranks, verdict."""
    rows = []
    for row in find_first(suggestions).to_dict("records"):
        ranks = _find_ranks(suggestions, row["learner"], row["teacher"])
        names = [row["names"][0], row["names"][1], row["topic_label"]]
        bounds = f"{row['score']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
        verdict, _ = READING[_key(row["learner"], row["teacher"])]
        rows.append([*names, bounds, f"{ranks[0]} to {ranks[1]}", row["certainty"], verdict])
    heads = ["Learner", "Teacher", "Topic", "Score", "Ranks", "Certainty", "Makes sense?"]
    return pd.DataFrame(rows, columns=heads)


def _find_ranks(suggestions: Suggestions, learner: str, teacher: str) -> tuple[int, int]:
    """Best and worst rank a teacher can take."""
    profiles = suggestions.scores.profiles
    ranges = find_rank_range(suggestions.scores, to_row(profiles, learner))
    return ranges[to_row(profiles, teacher)]


def _write_readings(suggestions: Suggestions) -> Iterator[str]:
    """One paragraph per suggestion."""
    for row in find_first(suggestions).to_dict("records"):
        verdict, text = READING[_key(row["learner"], row["teacher"])]
        yield f"- **{row['names'][0]} from {row['names'][1]}: {verdict}.** {text}"


def _list_questions(questions: pd.DataFrame) -> pd.DataFrame:
    """Questions with their value, and how many learners they touch."""
    values = questions["value"].map("{:.2f}".format)
    shown = questions.assign(value=values)[["name", "question", "value", "learners"]]
    return shown.set_axis(["Whom", "Question", "Value", "Learners"], axis=1)


def _write_table(table: pd.DataFrame) -> Iterator[str]:
    """Lines of a Markdown table."""
    yield "| " + " | ".join(table.columns) + " |"
    yield "|" + " --- |" * len(table.columns)
    for row in table.astype(str).itertuples(index=False):
        yield "| " + " | ".join(cell.replace("|", "/") for cell in row) + " |"


def _key(learner: str, teacher: str) -> tuple[str, str]:
    """Local names of a pair."""
    return learner.partition(":")[2], teacher.partition(":")[2]


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
