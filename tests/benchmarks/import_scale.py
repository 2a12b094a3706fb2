"""Import of big networks, measured against Oxigraph's own loading of the same statements.

    python tests/benchmarks/import_scale.py --organisations 12500 25000 50000 100000

For each number of organisations, with 15 statements each: writes an invented network as a
folder of tables, imports it, loads the N-Quads of the result with `Store.bulk_load`, and
imports one changed row. Each is a process of its own, so that its memory is its own.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import pyoxigraph

import hubgraph as hg
from hubgraph.knowledge.batches import open_generation

KINDS = ("offer", "need", "own_level")
_MIB = 1024


def write_tables(folder: Path, organisations: int, statements: int) -> None:
    """Write the tables of an invented network: so many organisations and statements."""
    folder.mkdir()
    topics = hg.query(hg.load_graph("musterland"), "topics")["topic"].str.removeprefix("hgt:")
    _write(folder / "sources.csv", ("id", "title"), [("survey", "Invented survey")])
    _write(
        folder / "networks.csv",
        ("id", "name_de", "name_en", "reference_date", "source", "confidence"),
        [("n", "Erfunden", "Invented", "2024-12-31", "survey", "high")],
    )
    rows = ((f"o{number}", "company", f"Firma {number}") for number in range(organisations))
    _write(
        folder / "organisations.csv",
        ("id", "kind", "name", "source", "confidence"),
        ((*row, "survey", "medium") for row in rows),
    )
    _write(
        folder / "memberships.csv", ("id", "network", "member", "role", "source", "confidence"), []
    )
    _write(
        folder / "statements.csv",
        (
            *("id", "kind", "organisation", "topic", "level", "target_level", "basis"),
            *("issued", "source", "confidence"),
        ),
        _list_statements(sorted(topics), organisations, statements),
    )


def write_change(folder: Path) -> None:
    """Write a table of one organisation that has another name now."""
    folder.mkdir()
    row = ("o7", "company", "Firma Sieben", "survey", "medium")
    _write(folder / "organisations.csv", ("id", "kind", "name", "source", "confidence"), [row])


def _list_statements(
    topics: Sequence[str], organisations: int, statements: int
) -> Iterator[tuple[object, ...]]:
    """Rows of statements, dealt out evenly; no organisation says a thing twice."""
    pairs = list(product(KINDS, topics))
    for number in range(statements):
        owner, turn = number % organisations, number // organisations
        kind, topic = pairs[(owner * 7 + turn * 11) % len(pairs)]
        level = "" if kind == "need" else number % 6
        target = 1 + number % 5 if kind == "need" else ""
        yield (
            f"s{number}", kind, f"o{owner}", topic, level, target,
            "self_declared", f"2024-{1 + number % 12:02}-01", "survey", "medium",
        )  # fmt: skip


def _write(path: Path, header: Sequence[str], rows: object) -> None:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)  # type: ignore[call-overload]


def run_import(folder: Path) -> None:
    """Import the tables."""
    hg.import_workbook(folder / "tables", into=folder / "network.hg")


def run_load(folder: Path) -> None:
    """Load the same statements natively."""
    store = pyoxigraph.Store(str(folder / "native"))
    store.bulk_load(path=folder / "network.nq", format=pyoxigraph.RdfFormat.N_QUADS)
    store.flush()


def run_change(folder: Path) -> None:
    """Import one changed row."""
    found = hg.import_workbook(folder / "change", into=folder / "network.hg")
    assert found.counts == {"changed": 1}


STEPS = {"import": run_import, "load": run_load, "change": run_change}


def measure(step: str, folder: Path) -> dict[str, float]:
    """Run a step in a process of its own: wall and CPU in seconds, peak memory in MiB."""
    done = subprocess.run(
        [sys.executable, __file__, "--step", step, "--folder", str(folder)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def measure_here(step: str, folder: Path) -> dict[str, float]:
    """Run a step in this process."""
    begin, cpu = time.perf_counter(), time.process_time()
    STEPS[step](folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MIB
    return {
        "wall_s": round(time.perf_counter() - begin, 2),
        "cpu_s": round(time.process_time() - cpu, 2),
        "peak_mib": round(peak),
    }


def measure_network(folder: Path, organisations: int, statements: int) -> dict[str, object]:
    """Figures of one network, and the ratios of its import to the native loading."""
    write_tables(folder / "tables", organisations, statements)
    write_change(folder / "change")
    imported = measure("import", folder)
    store = open_generation(folder / "network.hg")
    store.dump(folder / "network.nq", format=pyoxigraph.RdfFormat.N_QUADS)
    found: dict[str, object] = {
        "organisations": organisations, "statements": statements, "quads": len(store),
    }  # fmt: skip
    del store
    loaded = measure("load", folder)
    found |= {"import": imported, "load": loaded}
    found["ratio"] = {name: round(imported[name] / loaded[name], 2) for name in imported}
    return found | {"change": measure("change", folder)}


def main() -> None:
    """Measure, and report a line of JSON per network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organisations", type=int, nargs="+", default=[10_000])
    parser.add_argument("--statements-each", type=int, default=15)
    parser.add_argument("--step", choices=STEPS)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.step:
        sys.stdout.write(json.dumps(measure_here(asked.step, asked.folder)))
        return
    for count in asked.organisations:
        with tempfile.TemporaryDirectory() as name:
            found = measure_network(Path(name), count, count * asked.statements_each)
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
