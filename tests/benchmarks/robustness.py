"""How far rankings move when a parameter does: a page with pictures.

    python tests/benchmarks/robustness.py [FOLDER]

Writes robustness.md and robustness.svg. The same code and data give the same bytes.
"""

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

import hubgraph as hg
from hubgraph.matching.order import find_order
from hubgraph.matching.overlap import PERSISTENCE, measure_sweep
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.robustness import BOXES, measure_acceptability
from hubgraph.matching.scores import measure_scores
from hubgraph.synthetic.musterland import write_musterland

RESULTS = Path(__file__).parent / "results"
SWEPT = ("alpha", "beta", "gamma", "tau", "rho")
POINTS = 6
SEEDS = (1, 2, 3, 4)
DRAWS = 200
REAL, PLANTED = "Baden-Württemberg", "invented networks"
COLOURS = {REAL: "#0072b2", PLANTED: "#d55e00"}
MEANT = {
    "alpha": "kept per step the offer is more general",
    "beta": "kept per step the offer is more specific",
    "gamma": "weight of each further step",
    "tau": "below this a match counts as nothing",
    "rho": "kept for a related topic",
}


def read_networks(folder: Path) -> dict[str, list[Profiles]]:
    """Profiles of the real network, and of invented ones with full surveys."""
    planted = [
        hg.build_profiles(hg.read_workbook(write_musterland(folder / str(seed), seed=seed)))
        for seed in SEEDS
    ]
    return {REAL: [hg.build_profiles(hg.load_graph("baden-wuerttemberg"))], PLANTED: planted}


def list_values(parameter: str) -> list[float]:
    """Values of a parameter over its box, with the default among them."""
    low, high = BOXES[parameter]
    default = getattr(hg.MatchingOptions(), parameter)
    return sorted({*np.linspace(low, high, POINTS).round(3).tolist(), default})


def sweep(networks: Mapping[str, list[Profiles]]) -> pd.DataFrame:
    """Mean overlap per parameter, value and kind of network."""
    parts = [
        measure_sweep(profiles, parameter, list_values(parameter)).assign(
            parameter=parameter, network=network
        )
        for parameter in SWEPT
        for network, group in networks.items()
        for profiles in group
    ]
    keys = ["parameter", "network", "value"]
    return pd.concat(parts).groupby(keys, sort=False).mean().reset_index()


def draw(found: pd.DataFrame, path: Path) -> None:
    """Draw one picture per parameter: overlap and its chance level over the values."""
    settings = {"svg.hashsalt": "hubgraph", "svg.fonttype": "none", "font.size": 9}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(11, 6.4), layout="constrained")
        panels = figure.subplots(2, 3, sharey=True).ravel()
        for axes, parameter in zip(panels, SWEPT, strict=False):
            for network, colour in COLOURS.items():
                rows = found[(found["parameter"] == parameter) & (found["network"] == network)]
                axes.plot(rows["value"], rows["overlap"], "o-", color=colour, label=network)
                axes.plot(rows["value"], rows["chance"], "--", color=colour, linewidth=1)
            axes.axvline(getattr(hg.MatchingOptions(), parameter), color="0.6", linewidth=0.8)
            axes.set_title(f"{parameter}: {MEANT[parameter]}", fontsize=9)
            axes.set_ylim(0, 1.02)
            axes.locator_params(axis="x", nbins=5)
            axes.spines[["top", "right"]].set_visible(False)
        panels[0].set_ylabel("rank-biased overlap with the defaults")
        panels[3].set_ylabel("rank-biased overlap with the defaults")
        panels[-1].axis("off")
        lines = [*panels[0].get_lines()]
        names = [REAL, f"{REAL}, chance", PLANTED, f"{PLANTED}, chance", "default"]
        panels[-1].legend(lines, names, loc="center", frameon=False)
        figure.savefig(path, metadata={"Date": None, "Creator": None})
    text = "\n".join(line.rstrip() for line in path.read_text("utf-8").splitlines())
    path.write_text(f"{text}\n", "utf-8")


def write_table(found: pd.DataFrame) -> str:
    """Table of what each end of each box does to the rankings."""
    lines = [
        "| parameter | value | network | overlap | chance | beyond chance | same first |",
        "|---|---|---|---|---|---|---|",
    ]
    ends = found.groupby(["parameter", "network"], sort=False)["value"].transform
    rows = found[(found["value"] == ends("min")) | (found["value"] == ends("max"))]
    lines += [
        f"| {row.parameter} | {row.value:g} | {row.network} | {row.overlap:.3f} | "
        f"{row.chance:.3f} | {row.beyond_chance:.3f} | {row.same_first:.2f} |"
        for row in rows.itertuples()
    ]
    return "\n".join(lines)


def write_order(networks: Mapping[str, list[Profiles]]) -> str:
    """Table of how many neighbours can be told apart, and how often the first comes first."""
    lines = [
        "| network | neighbours | surely in order | parameters drawn | levels drawn too |",
        "|---|---|---|---|---|",
    ]
    for network, group in networks.items():
        every = [measure_scores(profiles) for profiles in group]
        words = [
            word
            for scores in every
            for learner in range(scores.score.shape[0])
            for word in list(find_order(scores, learner).values())[:-1]
        ]
        drawn = [
            np.concatenate([
                _first_shares(measure_acceptability(scores, draws=DRAWS, levels=levels).first)
                for scores in every
            ])
            for levels in (False, True)
        ]  # fmt: skip
        lines.append(
            f"| {network} | {len(words)} | {words.count('sure')} | "
            f"{np.median(drawn[0]):.2f} | {np.median(drawn[1]):.2f} |"
        )
    return "\n".join(lines)


def _first_shares(first: object) -> np.ndarray:
    """Largest share of each learner who has any."""
    largest = first.max(axis=1).toarray().ravel()  # type: ignore[attr-defined]
    return largest[largest > 0]


def write_page(folder: Path, networks: Mapping[str, list[Profiles]]) -> None:
    """Write the page and its picture."""
    found = sweep(networks)
    draw(found, folder / "robustness.svg")
    moved = found.groupby("parameter")["overlap"].min().sort_values()
    page = f"""# How robust the rankings are

Written by `python tests/benchmarks/robustness.py`; the same code and data give the same bytes.

Each parameter takes the values of its box, all others keep their defaults, and every learner's
ranking of all other members is compared with the one at the defaults: rank-biased overlap
(Webber, Moffat & Zobel 2010; p = {PERSISTENCE}, ties shared out). 1 means the same ranking. The
dashed lines are chance: the mean over all ways to hand the members of one ranking round, with
its places and ties. *Beyond chance* is (overlap - chance) / (1 - chance). *Same first* is the share
of learners whose first teacher stays the same. {REAL} is the bundled network;
the {PLANTED} are Musterland with seeds {", ".join(map(str, SEEDS))}, means over all four.

![Overlap with the rankings at the defaults, one picture per parameter](robustness.svg)

{write_table(found)}

Parameters, the one that moves a ranking most first: {", ".join(moved.index)}.

## How much of the order is known

{write_order(networks)}

*Surely in order* counts neighbours in a ranking whose intervals do not meet; all others are
called not distinguishable. The last two columns are medians over the learners of the largest
rank-1 acceptability: {DRAWS} draws of all parameters from their boxes, without and with the
missing levels; standard error at most {0.5 / DRAWS**0.5:.3f} for one learner.
Where no source states a level, nothing can be surely in order: any offer may be at level 1.
"""
    (folder / "robustness.md").write_text(page, "utf-8")


def main() -> None:
    """Measure, and write the page."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        write_page(folder, read_networks(Path(name)))


if __name__ == "__main__":
    main()
