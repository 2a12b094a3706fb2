"""Imports killed at random moments: the network always opens, with all of a batch or nothing.

    python tests/benchmarks/kill_import.py --kills 200 --seed 1

Makes a network of musterland, and imports a change of it again and again, killed with SIGKILL
at a moment drawn from the whole duration of the import.
"""

import argparse
import csv
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph

import hubgraph as hg
from hubgraph.knowledge.batches import open_generation
from hubgraph.knowledge.resources import network_path

IMPORT = """
import sys
import hubgraph as hg
importer = hg.import_workbook
sys.stdout.write("ready\\n")
sys.stdout.flush()
importer(sys.argv[1], into=sys.argv[2])
"""


def content(network: Path) -> list[str]:
    """All statements of a network, sorted, but for the times and names of batches."""
    quads = open_generation(network).dump(format=pyoxigraph.RdfFormat.N_QUADS) or b""
    lines = re.sub(r"_:\w+", "_:b", quads.decode()).split("\n")
    return sorted(line for line in lines if "/id/batch-" not in line)


def start_import(workbook: Path, network: Path) -> "subprocess.Popen[bytes]":
    """Start an import in a process of its own; returns when it begins to read."""
    command = [sys.executable, "-c", IMPORT, str(workbook), str(network)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def time_import(workbook: Path, network: Path) -> float:
    """Duration of an import into a copy of a network, in seconds."""
    copy = shutil.copytree(network, network.with_name("timed.hg"))
    with start_import(workbook, copy) as process:
        begin = time.monotonic()
        assert process.wait() == 0
        return time.monotonic() - begin


def kill_imports(workbook: Path, network: Path, moments: Iterable[float]) -> list[str]:
    """Kill an import after each of these seconds; 'all' or 'nothing' for what each left.

    Raises AssertionError if the network is neither what it was nor what it should become.
    """
    before = content(network)
    hg.import_workbook(workbook, into=network)
    after = content(network)
    hg.undo_batch(network)
    assert before != after
    left = []
    for moment in moments:
        with start_import(workbook, network) as process:
            time.sleep(moment)
            process.kill()
        now = content(network)
        assert now in (before, after), f"killed after {moment} s"
        left.append("all" if now == after else "nothing")
        if now == after:
            hg.undo_batch(network)
    return left


def draw_moments(workbook: Path, network: Path, *, kills: int, seed: int) -> list[float]:
    """Moments in seconds, from the whole duration of an import and a little beyond."""
    dice, last = random.Random(seed), time_import(workbook, network)  # noqa: S311 - no secrets
    return [dice.uniform(0, 1.2 * last) for _ in range(kills)]


def _change_tables(folder: Path) -> Path:
    """Copy of musterland's tables with other short names."""
    shutil.copytree(network_path("musterland"), folder)
    with (folder / "organisations.csv").open(encoding="utf-8", newline="") as file:
        rows = [row | {"short_name": f"New {row['id']}"} for row in csv.DictReader(file)]
    with (folder / "organisations.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder


def main() -> None:
    """Kill imports, and report as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        network, workbook = Path(name) / "network.hg", _change_tables(Path(name) / "musterland")
        hg.import_workbook(network_path("musterland"), into=network)
        moments = draw_moments(workbook, network, kills=asked.kills, seed=asked.seed)
        left = kill_imports(workbook, network, moments)
    found = {"kills": len(left), "all": left.count("all"), "nothing": left.count("nothing")}
    sys.stdout.write(json.dumps(found | {"longest_s": round(max(moments), 2)}) + "\n")


if __name__ == "__main__":
    main()
