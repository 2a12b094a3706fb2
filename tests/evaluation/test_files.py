"""Files: recognised by their columns, compressed or not; anything else is named."""

from pathlib import Path

import pytest
from recorded_files import write_participations, write_questions

import hubgraph as hg
from hubgraph.errors import (
    InvalidDateError,
    MissingFileError,
    OptionError,
    TableError,
    UnreadableFileError,
)
from hubgraph.evaluation.files import read_file, to_activities


def write(path: Path, text: str) -> Path:
    """Write a file."""
    path.write_text(text, "utf-8")
    return path


def test_an_answer_counts_once_on_each_topic(tmp_path: Path) -> None:
    text = "order\ttopics\tlearner\tteachers_score\n1\ta b a\t9\t7:3 7:-1 8:0\n0\ta\t8\t9:1\n"
    rows = to_activities(read_file(write(tmp_path / "q.tsv", text)), place="q.tsv")
    found = list(zip(rows["time"], rows["organisation"], rows["topic"], strict=True))
    assert found == [(0, "9", "a"), (1, "7", "a"), (1, "7", "b"), (1, "8", "a"), (1, "8", "b")]
    assert list(rows["learner"]) == ["8", "9", "9", "9", "9"]


def test_compressed_or_not_is_the_same(tmp_path: Path) -> None:
    plain, packed = write_questions(tmp_path / "q.tsv"), write_questions(tmp_path / "q.tsv.gz")
    assert read_file(plain).equals(read_file(packed))


HEAD = "order\ttopics\tlearner\tteachers_score\n"


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("a\tb\n1\t2\n", TableError, "its columns are a, b; needed are order"),
        ("", UnreadableFileError, "cannot be read"),
        (HEAD + "0\ta\t1\t2:1\nx\ta\t1\t2:1\n", TableError, "line 3, column order: 'x'"),
        (HEAD + "0\ta\t1\t2:1\n1\ta\t1\t2\n", TableError, "line 3: '2' is not user:score"),
        (HEAD + "0\ta\t1\t2:1\n1\ta\t1\t3:1\n", TableError, "no later question"),
        ("rcn\tprogramme_part\n1\tx\n", TableError, "only the parts"),
    ],
)
def test_what_does_not_fit_is_named(
    tmp_path: Path, text: str, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        hg.measure_ranking(write(tmp_path / "wrong.tsv", text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        hg.measure_ranking(tmp_path / "none.tsv")


@pytest.mark.parametrize("split", ["1.5", "0", "nan", "2017-01-01"])
def test_a_split_of_questions_is_a_share(tmp_path: Path, split: str) -> None:
    with pytest.raises(OptionError, match="between 0 and 1"):
        hg.measure_ranking(write_questions(tmp_path / "q.tsv"), split=split)


def test_options_of_the_other_kind_are_refused(tmp_path: Path) -> None:
    questions = write_questions(tmp_path / "q.tsv")
    data, parts = write_participations(tmp_path / "p.tsv")
    with pytest.raises(OptionError, match="parts"):
        hg.measure_ranking(questions, parts=parts)
    with pytest.raises(OptionError, match="prequential"):
        hg.measure_ranking(data, prequential=True)
    with pytest.raises(OptionError, match="three days"):
        hg.measure_ranking(data, split="2018-01-01,2017-01-01,2019-01-01")
    with pytest.raises(InvalidDateError, match="'x'"):
        hg.measure_ranking(data, split="x")
    with pytest.raises(TableError, match="nobody with enough projects"):
        hg.measure_ranking(data, split="2018-01-01,2019-01-01,2020-01-01")
