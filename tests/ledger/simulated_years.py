"""Three invented years of a ledger: decisions and outcomes are drawn, nothing of it happened.

The network is the fictional one that comes along. Every half-year somebody asks who should learn
from whom and who could swap; a part of the suggestions is decided on, later followed up. Run as a
program, it prints the uptake: ``python tests/ledger/simulated_years.py 1``.
"""

import random
import sys

from rdflib import Dataset

import hubgraph as hg
from hubgraph.ledger.reactions import REASONS
from hubgraph.table_texts import to_text

HALF_YEARS = ("2021-06-30", "2021-12-31", "2022-06-30", "2022-12-31", "2023-06-30", "2023-12-31")
FICTIONAL = "Erfunden: ausgelost, nicht geschehen"
"""Note on every decision."""


def simulate_years(*, seed: int, most: int) -> Dataset:
    """Fictional network with six half-years of runs; of each run `most` suggestions get on."""
    draw, graph = random.Random(seed), hg.load_graph("musterland")  # noqa: S311 - a simulation
    for day in HALF_YEARS:
        profiles = hg.build_profiles(graph, as_of=day)
        shown = []
        for made in (hg.suggest_learning(profiles, top=1), hg.suggest_swaps(profiles, top=4)):
            run = hg.record_run(made, into=graph, recorded_on=day)
            graph = run.graph
            places = draw.sample(range(1, len(made) + 1), min(most, len(made)))
            shown += [f"{run.identifier}-{place}" for place in sorted(places)]
        for suggestion in shown:
            graph = _react(graph, suggestion, day[:4], draw)
    return graph


def _react(graph: Dataset, suggestion: str, year: str, draw: random.Random) -> Dataset:
    """Decide on a suggestion, and follow some of the taken ones up; all of it drawn."""
    decision = draw.choice(("taken", "taken", "taken", "declined", "postponed"))
    reason = draw.choice(sorted(REASONS)) if decision != "taken" else None
    entry = hg.record_decision(
        suggestion, into=graph, decision=decision, on=f"{year}-12-31", reason=reason, note=FICTIONAL
    )
    if decision != "taken" or draw.random() < 0.2:
        return entry.graph
    met = draw.random() < 0.8
    useful = draw.choice((None, 0, 1, 2, 3)) if met else None
    level = draw.choice((None, 2, 4, 5)) if useful else None
    return hg.record_outcome(
        suggestion, into=entry.graph, met=met, useful=useful, level_reached=level,
        on=f"{int(year) + 1}-06-01",
    ).graph  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(to_text(hg.measure_uptake(simulate_years(seed=int(sys.argv[1]), most=50))))
