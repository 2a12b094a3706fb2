"""Certainty: the words, and bounds that hold for every completion of missing levels."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from small_networks import TOPIC, need, offer, own, write_network

import hubgraph as hg
from hubgraph.matching.benefit import measure_benefit
from hubgraph.matching.certainty import find_certainty, measure_bounds
from hubgraph.matching.kernel import build_kernel
from hubgraph.matching.profiles import Profiles, build_matrices


@pytest.mark.parametrize(
    ("low", "high", "sources", "word"),
    [
        (0.5, 0.5, 2, "high"),
        (0.25, 0.375, 2, "high"),
        (0.25, 0.375, 1, "medium"),
        (0.0, 0.15, 2, "high"),
        (0.0, 0.1501, 9, "medium"),
        (0.0, 0.4, 9, "medium"),
        (0.0, 0.4001, 9, "low"),
        (0.0, 1.0, 0, "low"),
    ],
)
def test_words(low: float, high: float, sources: int, word: str) -> None:
    assert find_certainty(low, high, sources=sources, stated=True) == word
    unsure = find_certainty(low, high, sources=sources, stated=False)
    assert unsure == ("medium" if word == "high" else word)


@pytest.fixture(scope="module")
def gaps(tmp_path_factory: pytest.TempPathFactory) -> Profiles:
    """Hub a needs PM (no target) and CV (target 4), b offers PM (no level) and AI (old)."""
    old = {"basis": "harvested", "issued": "2019-06-30"}
    stated = [need("a", "PM"), need("a", "CV", 4, priority=0.5), offer("b", "PM")]
    stated += [offer("b", "AI", 3, **old), own("a", "AI", 2), own("b", "PM", 4)]
    folder = write_network(tmp_path_factory.mktemp("gaps"), stated)
    return hg.build_profiles(hg.read_workbook(folder))


def complete(profiles: Profiles, levels: dict[str, int], own_levels: dict[str, int]) -> Profiles:
    """Profiles in which missing levels are stated; own levels of a by topic."""
    table = profiles.statements.copy()
    for statement, level in levels.items():
        table.loc[table["statement"] == f"hgd:{statement}", ["point", "low", "high"]] = level
    template = table[table["kind"] == "hg:OwnLevel"].iloc[[0]]
    rows = [
        template.assign(organisation="hgd:a", topic=TOPIC + topic, point=float(level))
        for topic, level in own_levels.items()
    ]
    return replace(profiles, statements=pd.concat([table, *rows], ignore_index=True))


def test_every_completion_lies_within_the_bounds(gaps: Profiles) -> None:
    kernel = build_kernel(gaps.taxonomy)
    low, high = (matrix[0, 1] for matrix in measure_bounds(gaps, build_matrices(gaps), kernel))
    values = []
    for offered, target, on_pm, on_cv in product((1, 3, 5), (1, 3, 5), range(5), (0, 3)):
        if on_pm < target:
            levels = {"offer-b-PM": offered, "need-a-PM": target}
            completed = complete(gaps, levels, {"PM": on_pm, "CV": on_cv})
            values.append(measure_benefit(build_matrices(completed), kernel).value[0, 1])
    assert len(values) == 3 * (1 + 3 + 5) * 2
    assert low <= min(values)
    assert max(values) <= high
    assert low < high


def test_nothing_missing_leaves_a_narrow_interval(tmp_path: Path) -> None:
    stated = [need("a", "PM", 3), own("a", "PM", 1), offer("b", "PM", 3)]
    profiles = hg.build_profiles(hg.read_workbook(write_network(tmp_path, stated)))
    low, high = measure_bounds(profiles, build_matrices(profiles), build_kernel(profiles.taxonomy))
    take_up = 1 - 0.5 * (1 - 1 / 5)
    assert low[0, 1] == pytest.approx(take_up * 1.7)
    assert high[0, 1] == pytest.approx(1.7)


def test_bounds_of_pairs_that_share_nothing_are_0(gaps: Profiles) -> None:
    for matrix in measure_bounds(gaps, build_matrices(gaps), build_kernel(gaps.taxonomy)):
        assert matrix.shape == (3, 3)
        assert matrix.nnz <= 1
