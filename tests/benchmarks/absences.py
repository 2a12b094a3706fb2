"""Check many random absences: each obstacle is real, each named change brings the pair in.

    python tests/benchmarks/absences.py --count 2000
    python tests/benchmarks/absences.py --bundled

Networks are drawn as tables; obstacles are told from the tables, changes made in them, and
everything is built anew (`tests/explanation/absence_worlds.py`, `absence_checks.py`). With
--bundled, the sentences about all pairs of the two bundled networks are checked in both languages.
"""

import argparse
import sys
from collections import Counter
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "matching"), str(ROOT / "explanation")]

from absence_checks import check_changes, check_obstacles, check_sentences  # noqa: E402 - beside the tests
from absence_worlds import NAMES, TOPIC, draw_tables  # noqa: E402

import hubgraph as hg  # noqa: E402
from hubgraph.catalogue import load_catalogue  # noqa: E402
from hubgraph.explanation.absence import find_absence, write_absence  # noqa: E402
from hubgraph.matching.smallest import Goal  # noqa: E402

_PAIRS_PER_WORLD = 8


def check_world(dice: np.random.Generator, folder: Path, counts: Counter[str]) -> int:
    """Check some pairs of one world; return how many of them are not suggested."""
    tables = draw_tables(dice)
    profiles = tables.build(folder / "now")
    floor = 0.0 if dice.random() < 0.2 else 0.5
    options = hg.MatchingOptions(absorption_floor=floor)
    absent = 0
    for _ in range(_PAIRS_PER_WORLD):
        learner, teacher = dice.permutation(list(tables.hubs))[:2].tolist()
        topic = TOPIC + str(dice.choice(NAMES)) if dice.random() < 0.4 else None
        top = int(dice.integers(1, 4))
        found = hg.explain_absence(
            profiles, learner=learner, teacher=teacher, topic=topic, top=top, options=options
        )
        check_obstacles(found, tables, folder / "with", options)
        counts[f"first: {found.obstacle}"] += 1
        counts.update(f"listed: {kind}" for kind in found.obstacles["kind"])
        if found.obstacle is None:
            continue
        absent += 1
        counts[f"changes: {len(found.changes)}{', smallest' * found.smallest}"] += 1
        counts.update(f"action: {action}" for action in found.changes["action"])
        if len(found.changes):
            check_changes(found, tables, folder / "then", options)
    return absent


def check_bundled(counts: Counter[str], step: int) -> None:
    """Check sentences about every `step`-th pair of the bundled networks, in both languages."""
    for name in ("baden-wuerttemberg", "musterland"):
        profiles = hg.build_profiles(hg.load_graph(name))
        hubs = [] if profiles.record is None else profiles.record.hubs.index
        for learner, teacher in list(permutations(hubs, 2))[::step]:
            found = find_absence(profiles, Goal(learner, teacher, None, 3, hg.MatchingOptions()))
            told = [write_absence(found, load_catalogue(lang)) for lang in ("de", "en")]
            for each in told:
                check_sentences(each)
            counts[f"{name}: {told[0].obstacle}"] += 1


def main() -> None:
    """Check until enough pairs that are not suggested were seen; write the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=2000, help="pairs that are not suggested")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bundled", action="store_true", help="the bundled networks instead")
    parser.add_argument("--step", type=int, default=1, help="of their pairs, every so manieth")
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    if given.bundled:
        check_bundled(counts, given.step)
        given.count = 0
    dice, absent, worlds = np.random.default_rng(given.seed), 0, 0
    while absent < given.count:
        with TemporaryDirectory() as folder:
            absent += check_world(dice, Path(folder), counts)
        worlds += 1
    lines = [f"{worlds} worlds, {absent} pairs that are not suggested"]
    lines += [f"{number:6}  {name}" for name, number in sorted(counts.items())]
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
