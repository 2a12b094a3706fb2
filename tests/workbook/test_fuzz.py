"""Broken workbooks, a few hundred of them: nothing breaks, and what must be seen is seen.

`tests/benchmarks/fuzz_workbooks.py` does the same with twenty thousand.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from fuzz_cells import FORMS
from fuzz_inputs import ALL_KINDS, Input, make_input
from fuzz_judge import fingerprint, judge, make_network

import hubgraph as hg
from hubgraph.errors import TableError

COUNT = 240
SEED = 1
RARE = {kind.name for kind in ALL_KINDS if kind.share < 0.1}
"""Kinds of files so big that a test would take long; those have tests of their own."""


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the network everything is imported into."""
    return make_network(tmp_path_factory.mktemp("network"))


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> list[int]:
    """Return numbers of inputs that are not big."""
    folder = tmp_path_factory.mktemp("inputs") / "input"
    made = ((number, make_input(number, SEED, folder)) for number in range(COUNT))
    return [number for number, each in made if not RARE & set(each.kinds)]


def test_nothing_breaks(network: Path, numbers: list[int], tmp_path: Path) -> None:
    before, faults = fingerprint(network), {}
    for number in numbers:
        made = make_input(number, SEED, tmp_path / "input")
        verdict = judge(made, network, shapes=False, command=number % 12 == 0)
        faults |= {(number, *made.kinds): verdict.faults} if verdict.faults else {}
    assert not faults
    assert fingerprint(network) == before


def test_every_kind_and_every_form_is_made(numbers: list[int], tmp_path: Path) -> None:
    made = [make_input(number, SEED, tmp_path / "input") for number in numbers]
    assert {kind for each in made for kind in each.kinds} == {k.name for k in ALL_KINDS} - RARE
    assert {each.path.suffix for each in made} >= {form for form in FORMS if form[1] != "t"}


def test_a_number_always_makes_the_same_file(tmp_path: Path) -> None:
    for number in range(30):
        first, second = (make_input(number, SEED, tmp_path / name) for name in "ab")
        assert fingerprint(tmp_path / "a") == fingerprint(tmp_path / "b")
        assert replace(first, path=second.path) == second


def test_a_promise_that_is_not_kept_is_a_fault(network: Path, tmp_path: Path) -> None:
    made = (make_input(number, SEED, tmp_path / "input") for number in range(COUNT))
    fine = next(each for each in made if each.must_be_kept)
    unseen = replace(fine, must_be_found=True)
    lost = replace(fine, wordings=("never said",))
    for each, fault in ((unseen, "imported without a finding"), (lost, "lost: 'never said'")):
        assert judge(each, network, shapes=False, command=False).faults == [fault]
    wrong = replace(fine, path=tmp_path / "wrong.xlsx")
    wrong.path.write_bytes(b"<html>")
    (fault,) = judge(wrong, network, shapes=False, command=False).faults
    assert "though nothing is wrong" in fault


def test_a_network_that_changed_is_a_fault(
    network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def import_half(_path: Path, *, into: Path) -> None:
        """Leave something behind, and refuse."""
        (into / "generations" / "draft-1").mkdir()
        raise TableError(["wrong"], place="survey.xlsx")

    monkeypatch.setattr(hg, "import_workbook", import_half)
    path = tmp_path / "survey.xlsx"
    path.write_bytes(b"")
    made = Input(path, (), must_be_found=True, must_be_kept=False, wordings=())
    verdict = judge(made, network, shapes=False, command=False)
    assert verdict.faults == ["refused, but the network changed"]
    shutil.rmtree(network.with_name("copy.hg"))
