"""Delete, from many networks, what explanations cite and what they do not.

    PYTHONPATH=.:tests/explanation:tests/matching python tests/benchmarks/ablation.py --count 2000

One pair of every random world (every statement it cites, and some it does not), then pairs of
both bundled networks likewise, with events. Says how many deletions there were, and every one
that did not change the answer by exactly what was stated. Exit 1 if there is one.
"""

import argparse
import sys
from collections.abc import Iterator

import numpy as np
from ablation_checks import find_lies, list_cited
from matching_profiles import draw_networks, to_profiles

import hubgraph as hg
from hubgraph.catalogue import load_catalogue
from hubgraph.matching.scores import Scores, measure_scores

UNCITED = {"world": 3, "bundled": 12}
"""How many statements that are not cited are deleted too, at most."""


def draw_pairs(count: int) -> Iterator[tuple[Scores, int, int]]:
    """Draw one pair of each random world; worlds of one hub have none."""
    for number, network in enumerate(draw_networks(count)):
        scores = measure_scores(to_profiles(network))
        hubs = len(scores.profiles.organisations)
        if hubs > 1:
            learner = number % hubs
            yield scores, learner, (learner + 1 + number // hubs % (hubs - 1)) % hubs


def list_pairs(count: int) -> Iterator[tuple[Scores, int, int]]:
    """Pairs of both bundled networks, so many of each, drawn once and for all."""
    for name in ("baden-wuerttemberg", "musterland"):
        scores = measure_scores(hg.build_profiles(hg.load_graph(name)))
        hubs = len(scores.profiles.organisations)
        drawn = np.random.default_rng(1).permutation(hubs * (hubs - 1))[:count]
        for number in drawn.tolist():
            learner, step = divmod(number, hubs - 1)
            yield scores, learner, (learner + 1 + step) % hubs


def check(pairs: Iterator[tuple[Scores, int, int]], uncited: int) -> tuple[int, int]:
    """Delete for each pair what it cites, and some of what it does not; count pairs, deletions."""
    dice, done, deleted = np.random.default_rng(2), 0, 0
    for done, (scores, learner, teacher) in enumerate(pairs, start=1):
        catalogue = load_catalogue(("de", "en")[done % 2])
        cited = list_cited(scores, learner, teacher, catalogue)
        others = sorted({*scores.profiles.statements["statement"], *_list_events(scores)} - cited)
        among = cited | set(dice.permutation(others)[:uncited].tolist())
        deleted += len(among)
        for lie in find_lies(scores, learner, teacher, catalogue, among=among):
            sys.stdout.write(f"pair {done}, {learner} from {teacher}: {lie}\n")
            FOUND.append(lie)
    return done, deleted


def _list_events(scores: Scores) -> set[str]:
    """Events of a network; random worlds have none with a name."""
    contacts = scores.profiles.contacts
    return set(contacts["event"]) if "event" in contacts else set()


FOUND: list[str] = []
"""What did not hold."""

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Delete what explanations cite.")
    parser.add_argument("--count", type=int, default=200, help="random worlds")
    parser.add_argument("--pairs", type=int, default=12, help="pairs of each bundled network")
    chosen = parser.parse_args()
    for kind, found in (
        ("world", draw_pairs(chosen.count)),
        ("bundled", list_pairs(chosen.pairs)),
    ):
        pairs, deletions = check(found, UNCITED[kind])
        sys.stdout.write(f"{kind}: {pairs} pairs, {deletions} deletions, {len(FOUND)} lies\n")
        sys.stdout.flush()
    sys.exit(bool(FOUND))
