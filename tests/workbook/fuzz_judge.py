"""What hubgraph makes of a broken workbook, and whether it may."""

import hashlib
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from click.testing import CliRunner
from fuzz_draft import make_draft, pack, write_parts
from fuzz_inputs import Input
from openpyxl import load_workbook

import hubgraph as hg
from hubgraph.cli import cli
from hubgraph.errors import HubgraphError
from hubgraph.formulas import bare_cell
from hubgraph.knowledge.batches import open_generation
from hubgraph.knowledge.rows import read_rows
from hubgraph.knowledge.store import open_dataset
from hubgraph.knowledge.workbook import read_intake

OUTCOMES = ("imported", "imported with findings", "refused")


@dataclass
class Verdict:
    """What became of an input: `outcome` is one of OUTCOMES, `faults` what must not be."""

    outcome: str
    faults: list[str] = field(default_factory=list)


def make_network(folder: Path) -> Path:
    """Make the network everything is imported into."""
    survey = folder / "survey.xlsx"
    survey.write_bytes(pack(write_parts(make_draft(".xlsx"))))
    hg.import_workbook(survey, into=folder / "network.hg")
    return folder / "network.hg"


def fingerprint(folder: Path) -> str:
    """SHA-256 of the names and bytes of everything in a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        digest.update(str(path.relative_to(folder)).encode() + b"\0")
        digest.update(path.read_bytes() if path.is_file() else b"\0")
    return digest.hexdigest()


@cache
def _fingerprint_once(network: Path) -> str:
    """Fingerprint of the network nobody writes to."""
    return fingerprint(network)


def judge(made: Input, network: Path, *, shapes: bool, command: bool) -> Verdict:
    """Import an input into a copy of a network, check it, and say what became of it.

    With `shapes` one that can be imported is checked against the shapes too, with `command`
    the command line checks it and writes an annotated copy.
    """
    copy = network.with_name("copy.hg")
    if not copy.is_dir():
        shutil.copytree(network, copy)
    try:
        hg.import_workbook(made.path, into=copy)
    except HubgraphError as error:
        verdict = _judge_refused(made, str(error))
        if fingerprint(copy) != _fingerprint_once(network):
            verdict.faults.append("refused, but the network changed")
    else:
        verdict = _judge_imported(made, copy, shapes=shapes)
        shutil.rmtree(copy)
    if command:
        verdict.faults += _run_command(made)
    return verdict


def _judge_refused(made: Input, error: str) -> Verdict:
    """Judge an input that was not imported."""
    verdict = Verdict("refused")
    if made.must_be_kept:
        verdict.faults.append(f"refused, though nothing is wrong: {error[:500]}")
    try:
        found = hg.check_workbook(made.path).table
    except HubgraphError:
        return verdict
    if made.must_be_found and not set(found["severity"]) & {"violation", "warning"}:
        verdict.faults.append(f"refused without a finding: {error[:500]}")
    return verdict


def _judge_imported(made: Input, network: Path, *, shapes: bool) -> Verdict:
    """Judge an input that was imported."""
    findings = read_intake(made.path)[1].findings
    worse = [finding for finding in findings if finding.severity != "info"]
    verdict = Verdict("imported with findings" if worse else "imported")
    if made.must_be_found and not worse:
        verdict.faults.append("imported without a finding")
    if shapes:
        hg.check_workbook(made.path)
    if made.must_be_kept:
        rows = read_rows(open_dataset(open_generation(network)))["statements"].cells["wording"]
        missing = [text for text in map(_expect(made), made.wordings) if text not in rows]
        verdict.faults += [f"lost: {text[:80]!r}" for text in missing]
    return verdict


def _expect(made: Input) -> Callable[[str], str]:
    """Function from a wording as given to the wording as it must come back."""

    def expect(text: str) -> str:
        """Wording trimmed and composed; in a text file without its guard."""
        bare = bare_cell(text) if made.path.is_dir() else text
        return unicodedata.normalize("NFC", bare.strip())

    return expect


def _run_command(made: Input) -> Iterator[str]:
    """Faults of the command line, and of the annotated copy it writes."""
    target = made.path.parent / "annotated.xlsx"
    lang = ("de", "en")[len(made.kinds) % 2]
    arguments = ["check", str(made.path), "--annotate", str(target), "--lang", lang]
    error = CliRunner().invoke(cli, arguments).exception
    if isinstance(error, HubgraphError):
        return
    if error is not None and not isinstance(error, SystemExit):
        raise error
    if not target.is_file():
        yield "no annotated copy"
    else:
        load_workbook(target, read_only=True).close()
