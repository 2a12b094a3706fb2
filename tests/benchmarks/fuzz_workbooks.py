"""Twenty thousand broken workbooks: each is refused with a finding or imported, and nothing breaks.

    python tests/benchmarks/fuzz_workbooks.py --count 20000 --seed 1
    python tests/benchmarks/fuzz_workbooks.py --only 4711

Each input is imported into a network, and checked; a sample is checked against the shapes and
by the command line, with an annotated copy. That happens in a process of its own: one that
hangs or dies is started anew, and the input counts as a fault.
"""

import argparse
import gc
import json
import multiprocessing
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[1] / "workbook"))

from fuzz_inputs import make_input
from fuzz_judge import judge, make_network

MOST_SECONDS = 10.0
_PATIENCE = 60.0  # on a busy computer ten seconds of work may take longer
_SHAPES_EVERY, _COMMAND_EVERY = 50, 50
_MIB = 1024


@dataclass(frozen=True)
class Result:
    """What became of an input: `seconds` of work, and `memory`, the process's peak in MiB."""

    number: int
    kinds: tuple[str, ...]
    outcome: str
    faults: tuple[str, ...]
    seconds: float
    memory: int


def run_one(number: int, seed: int, folder: Path, *, thorough: bool = False) -> Result:
    """Make an input and judge it; whatever is raised becomes a fault."""
    made = make_input(number, seed, folder / "input")
    begin = time.process_time()
    try:
        verdict = judge(
            made,
            folder / "network.hg",
            shapes=thorough or number % _SHAPES_EVERY == 0,
            command=thorough or number % _COMMAND_EVERY == 1,
        )
        outcome, faults = verdict.outcome, list(verdict.faults)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        outcome, faults = "raised", [traceback.format_exc()]
    seconds = time.process_time() - begin
    if seconds > MOST_SECONDS:
        faults.append(f"took {seconds:.1f} s")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MIB
    return Result(number, made.kinds, outcome, tuple(faults), seconds, memory)


def work(pipe: Connection, seed: int, folder: str) -> None:
    """Judge the inputs whose numbers come through a pipe, until None comes."""
    make_network(Path(folder))
    gc.collect()
    gc.freeze()  # an import collects garbage; what the libraries loaded is none
    pipe.send("ready")
    while (number := pipe.recv()) is not None:
        pipe.send(run_one(number, seed, Path(folder)))


class Worker:
    """A process that judges inputs; it is started anew where one hangs or kills it."""

    def __init__(self, seed: int) -> None:
        """Start the process."""
        self._seed = seed
        self._start()

    def _start(self) -> None:
        """Start a process with a folder and a network of its own."""
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._pipe, theirs = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=work, args=(theirs, self._seed, self._folder.name))
        self._process.start()
        theirs.close()
        assert self._pipe.recv() == "ready"

    def run(self, number: int) -> Result:
        """Judge an input."""
        self._pipe.send(number)
        try:
            if self._pipe.poll(_PATIENCE):
                result: Result = self._pipe.recv()
                return result
            problem = f"hung for {_PATIENCE:.0f} s"
        except EOFError:
            problem = "killed its process"
        self.stop()
        self._start()
        return Result(number, (), "raised", (problem,), _PATIENCE, 0)

    def stop(self) -> None:
        """End the process, and remove its folder."""
        self._process.kill()
        self._process.join()
        self._folder.cleanup()


def run_all(numbers: Iterable[int], seed: int) -> Iterator[Result]:
    """Judge inputs one after another."""
    worker = Worker(seed)
    try:
        yield from map(worker.run, numbers)
    finally:
        worker.stop()


def summarise(results: Iterable[Result]) -> dict[str, object]:
    """Counts by outcome and kind, the slowest inputs, and the peak memory."""
    listed = list(results)
    slowest = sorted(listed, key=lambda result: -result.seconds)[:5]
    kinds = Counter(kind for result in listed for kind in result.kinds)
    refused = Counter(k for r in listed if r.outcome == "refused" for k in r.kinds)
    return {
        "inputs": len(listed),
        "outcomes": dict(Counter(result.outcome for result in listed).most_common()),
        "faulty": [result.number for result in listed if result.faults],
        "slowest_s": [(round(r.seconds, 2), r.number, r.kinds) for r in slowest],
        "peak_mib": max((result.memory for result in listed), default=0),
        "kinds": {kind: {"made": n, "refused": refused[kind]} for kind, n in sorted(kinds.items())},
    }


def report(result: Result) -> None:
    """Say what must not be, with the number that makes it again."""
    for fault in result.faults:
        click.echo(f"{result.number} {', '.join(result.kinds)}: {fault}")
    sys.stdout.flush()


def main() -> None:
    """Judge the inputs asked for, and report as JSON; exit 1 if one has a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="Judge this input alone, with everything.")
    asked = parser.parse_args()
    if asked.only is not None:
        with tempfile.TemporaryDirectory() as name:
            make_network(Path(name))
            results = [run_one(asked.only, asked.seed, Path(name), thorough=True)]
            report(results[0])
    else:
        results = []
        numbers = range(asked.start, asked.start + asked.count)
        # stopped by hand, it still sums up what it did
        with (
            suppress(KeyboardInterrupt),
            click.progressbar(length=len(numbers), file=sys.stderr) as bar,
        ):
            for result in run_all(numbers, asked.seed):
                results.append(result)
                bar.update(1)
                report(result)
    click.echo(json.dumps(summarise(results), ensure_ascii=False, indent=1))
    sys.exit(any(result.faults for result in results))


if __name__ == "__main__":
    main()
