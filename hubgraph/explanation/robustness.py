"""Robustness: how far each suggestion would stand if what is not known were otherwise."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.errors import OptionError, require_type
from hubgraph.explanation.members import to_row
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.matching.order import find_order, find_rank_range
from hubgraph.matching.robustness import (
    Acceptability,
    measure_acceptability,
    measure_inclusion,
)
from hubgraph.tables import ROBUSTNESS, build_table, mark_snapshot

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array


def measure_robustness(
    suggestions: Suggestions,
    *,
    draws: int = 500,
    resamples: int = 200,
    seed: int = 0,
    progress: Callable[[int, int], object] | None = None,
) -> "pd.DataFrame":
    """Measure how robust each suggestion is, and say where an order is not known.

    Ranks from `rank_best` to `rank_worst` are all that missing levels allow. `first` and
    `listed` are shares of so many `draws` of parameters and missing levels, `included` of so
    many `resamples` of the statements, each at least 1; their standard errors are at most
    0.5 / √draws and 0.5 / √resamples. The same `seed`, 0 or more, gives the same table.
    `progress` is called with how many rounds are done and how many there are.

    One row per suggestion, in the same order, in the language of the suggestions (columns:
    `hubgraph.tables.ROBUSTNESS`).

    Raises OptionError for a number below its least, WrongTypeError for anything but
    suggestions.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> suggestions = hg.suggest_learning(profiles, learner="digiz", top=1, lang="de")
    >>> hg.measure_robustness(suggestions, draws=20, resamples=20)["word"].tolist()
    ['nicht unterscheidbar']
    """
    require_type(suggestions, Suggestions, hint="Make them with hg.suggest_learning(profiles).")
    for name, value, least in (("draws", draws, 1), ("resamples", resamples, 1), ("seed", seed, 0)):
        if value < least:
            raise OptionError(name, value, f"{least} or more")
    rounds, scores = count(1), suggestions.scores

    def tick() -> None:
        """Tell how far it is."""
        if progress is not None:
            progress(next(rounds), draws + resamples)

    accepted = measure_acceptability(scores, draws=draws, seed=seed, tick=tick)
    included = measure_inclusion(scores, resamples=resamples, seed=seed, tick=tick)
    rows = list(_write_rows(suggestions, accepted, included))
    return mark_snapshot(
        build_table(rows, ROBUSTNESS, options=suggestions.scores.options_hash), suggestions.snapshot
    )


def _write_rows(
    suggestions: Suggestions, accepted: Acceptability, included: "csr_array"
) -> Iterator[dict[str, object]]:
    """Rows of the contract `ROBUSTNESS`, one per suggestion."""
    catalogue, scores = load_catalogue(suggestions.lang), suggestions.scores
    for learner, rows in suggestions.table.groupby("learner", sort=False):
        place = to_row(scores.profiles, str(learner))
        ranges, order = find_rank_range(scores, place), find_order(scores, place)
        for suggestion in rows.to_dict("records"):
            teacher = to_row(scores.profiles, suggestion["teacher"])
            low, high = ranges[teacher]
            row = {str(name): value for name, value in suggestion.items()} | {
                "rank_best": low,
                "rank_worst": high,
                "first": float(accepted.first[place, teacher]),
                "listed": float(accepted.listed[place, teacher]),
                "included": float(included[place, teacher]),
                "order": order[teacher],
            }
            yield row | _write_texts(row, catalogue)


def _write_texts(row: dict[str, Any], catalogue: Catalogue) -> dict[str, str]:
    """Word and sentence of one suggestion."""
    shares = {name: catalogue.percent(row[name]) for name in ("first", "listed", "included")}
    rank = "rank_fixed" if row["rank_best"] == row["rank_worst"] else "rank_open"
    sentences = (
        catalogue.text(f"robustness.{rank}", **row),
        catalogue.text(f"robustness.next.{row['order']}"),
        catalogue.text("robustness.shares", **shares),
    )
    word = catalogue.text(f"robustness.word.{row['order']}")
    return {"word": word, "sentence": " ".join(sentences)}
