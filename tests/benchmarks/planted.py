"""How often the hidden teacher of a planted world comes first, the worse the more it is spoilt.

    python tests/benchmarks/planted.py

Writes planted.md, planted.svg and planted.json to tests/benchmarks/results; the same bytes with
the same versions. Nothing was tuned on these worlds: the options are the defaults.
"""

import json
import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from planted_profiles import to_profiles

from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.scores import measure_scores
from hubgraph.synthetic.planted import PlantedWorld, Planting, plant_world

Grid = NDArray[np.float64]

RESULTS = Path(__file__).parent / "results"
SEEDS = range(20)
BASE = Planting(organisations=40, topics=60)
HARMS: Mapping[str, tuple[float, ...]] = {
    "missing_levels": (0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
    "noise": (0, 1, 2, 4, 8, 16),
    "deletions": (0.0, 0.1, 0.2, 0.3, 0.5, 0.7),
}
AXES = {
    "missing_levels": "share of levels not stated",
    "noise": "random offers per organisation",
    "deletions": "share of offers not stated",
}
STYLES = {
    "hubgraph": ("#0b5fa5", "o", "-"),
    "exact overlap": ("#c7522a", "s", "--"),
    "Jaccard": ("#3f7d20", "^", "--"),
    "cosine": ("#7b4fa3", "v", ":"),
    "popularity": ("#8a6d00", "D", ":"),
    "random": ("#555555", "x", "-."),
}
_DIGITS = 9


def cells(world: PlantedWorld, kind: int, *, levels: bool = False) -> Grid:
    """Return the statements of a kind as organisations x topics: 1, or their level."""
    grid = np.zeros((world.planting.organisations, world.planting.topics))
    own = world.kind == kind
    value = np.maximum(world.level[own], 0) if levels else 1
    grid[world.organisation[own], world.topic[own]] = value
    return grid


def score_hubgraph(world: PlantedWorld) -> Grid:
    """Score of every pair."""
    return np.asarray(measure_scores(to_profiles(world)).score.toarray())


def score_overlap(world: PlantedWorld) -> Grid:
    """Return the number of needed topics that are offered."""
    return cells(world, 1) @ cells(world, 0).T


def score_jaccard(world: PlantedWorld) -> Grid:
    """Needed topics that are offered, of all that one needs or the other offers."""
    both = score_overlap(world)
    each = cells(world, 1).sum(axis=1)[:, None] + cells(world, 0).sum(axis=1) - both
    return np.divide(both, each, out=np.zeros_like(both), where=each > 0)


def score_cosine(world: PlantedWorld) -> Grid:
    """Cosine of the own levels: finds those who are alike."""
    own = cells(world, 2, levels=True)
    length = np.linalg.norm(own, axis=1, keepdims=True)
    unit = np.divide(own, length, out=np.zeros_like(own), where=length > 0)
    return unit @ unit.T


def score_popularity(world: PlantedWorld) -> Grid:
    """Return the number of offers of the teacher."""
    offers = cells(world, 0).sum(axis=1)
    return np.tile(offers, (len(offers), 1))


def score_random(world: PlantedWorld) -> Grid:
    """All the same: drawing lots."""
    return np.zeros((world.planting.organisations,) * 2)


SYSTEMS: Mapping[str, Callable[[PlantedWorld], Grid]] = {
    "hubgraph": score_hubgraph,
    "exact overlap": score_overlap,
    "Jaccard": score_jaccard,
    "cosine": score_cosine,
    "popularity": score_popularity,
    "random": score_random,
}


def measure_recall(world: PlantedWorld, score: Grid) -> float:
    """Recall@1 to be expected where lots are drawn between equal scores; nobody teaches herself."""
    learner, _, teacher = world.truth.T
    rows = np.round(score[learner], _DIGITS)
    rows[np.arange(len(learner)), learner] = -np.inf
    best = rows == rows.max(axis=1, keepdims=True)
    return float((best[np.arange(len(learner)), teacher] / best.sum(axis=1)).mean())


def measure_curves() -> Iterator[dict[str, Any]]:
    """One row per harm, its amount, and system: mean over the worlds and its half-width (95 %)."""
    for harm, amounts in HARMS.items():
        for amount in amounts:
            worlds = [plant_world(replace(BASE, seed=s, **{harm: amount})) for s in SEEDS]
            for system, score in SYSTEMS.items():
                found = np.array([measure_recall(world, score(world)) for world in worlds])
                spread = 1.96 * found.std(ddof=1) / np.sqrt(len(found))
                yield {
                    "harm": harm,
                    "amount": amount,
                    "system": system,
                    "recall_at_1": round(float(found.mean()), 4),
                    "half_width": round(float(spread), 4),
                    "worst_world": round(float(found.min()), 4),
                }


def list_versions() -> dict[str, str]:
    """Versions of what the figures depend on."""
    names = ("hubgraph", "numpy", "pandas", "scipy")
    return {"python": platform.python_version(), **{name: version(name) for name in names}}


def to_markdown(rows: list[dict[str, Any]]) -> str:
    """Tables of all curves."""
    lines = [
        "# Planted worlds: how often the hidden teacher comes first",
        "",
        (
            f"{len(SEEDS)} worlds (seeds {SEEDS[0]} to {SEEDS[-1]}) of {BASE.organisations} "
            f"organisations and {BASE.topics} topics, one need each; recall@1, mean ± half-width "
            "of its 95 % interval over the worlds. Equal scores: lots are drawn. All systems saw "
            f"the same worlds; hubgraph ran with its defaults, options {MatchingOptions().hash}."
        ),
        "",
        "Versions: " + ", ".join(f"{name} {number}" for name, number in list_versions().items()),
        "",
        "Made by `python tests/benchmarks/planted.py`.",
    ]
    for harm, amounts in HARMS.items():
        lines += ["", f"## {AXES[harm].capitalize()}", ""]
        lines.append("| system | " + " | ".join(f"{amount:g}" for amount in amounts) + " |")
        lines.append("|---|" + "---:|" * len(amounts))
        for system in SYSTEMS:
            own = [row for row in rows if (row["harm"], row["system"]) == (harm, system)]
            shown = (f"{row['recall_at_1']:.3f} ± {row['half_width']:.3f}" for row in own)
            lines.append(f"| {system} | " + " | ".join(shown) + " |")
    return "\n".join([*lines, ""])


def draw_curves(rows: list[dict[str, Any]], path: Path) -> None:
    """Draw one panel per harm."""
    with mpl.rc_context({"svg.hashsalt": "planted", "svg.fonttype": "none"}):
        figure = Figure(figsize=(11, 4), layout="constrained")
        panels = figure.subplots(1, len(HARMS), sharey=True)
        for panel, harm in zip(panels, HARMS, strict=True):
            for system, (colour, marker, line) in STYLES.items():
                own = [row for row in rows if (row["harm"], row["system"]) == (harm, system)]
                amounts = [row["amount"] for row in own]
                values, widths = ([r[k] for r in own] for k in ("recall_at_1", "half_width"))
                look = {"color": colour, "marker": marker, "linestyle": line, "label": system}
                panel.errorbar(amounts, values, yerr=widths, capsize=2, markersize=4, **look)
            panel.set_xlabel(AXES[harm])
            panel.set_ylim(-0.02, 1.04)
            panel.grid(visible=True, color="#dddddd")
        panels[0].set_ylabel("recall@1 of the hidden teacher")
        panels[-1].legend(frameon=False, fontsize="small")
        figure.savefig(path, metadata={"Date": None, "Creator": None})


def main() -> None:
    """Measure all and write the three files."""
    RESULTS.mkdir(exist_ok=True)
    rows = list(measure_curves())
    record = {
        "versions": list_versions(),
        "options": {**asdict(MatchingOptions()), "hash": MatchingOptions().hash},
        "planting": {key: value for key, value in asdict(BASE).items() if key != "seed"},
        "seeds": list(SEEDS),
        "rows": rows,
    }
    text = json.dumps(record, indent=1, sort_keys=True) + "\n"
    (RESULTS / "planted.json").write_text(text, encoding="utf-8", newline="")
    (RESULTS / "planted.md").write_text(to_markdown(rows), encoding="utf-8", newline="")
    draw_curves(rows, RESULTS / "planted.svg")


if __name__ == "__main__":
    main()
