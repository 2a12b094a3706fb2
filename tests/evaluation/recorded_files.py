"""Small invented files of the two kinds that rankings are measured on."""

import gzip
from pathlib import Path

import numpy as np


def write_questions(path: Path, *, count: int = 240, seed: int = 1) -> Path:
    """Write questions on four topics; each has its own people, who come and go."""
    drawn = np.random.default_rng(seed)
    lines = ["order\ttopics\tlearner\tteachers_score"]
    for number in range(count):
        topic = int(drawn.integers(4))
        teacher = 4 * (number * 6 // count) + topic
        second = int(drawn.integers(60))
        votes = int(drawn.integers(-2, 9))
        lines.append(f"{number}\tt{topic} common\t{100 + number % 7}\t{teacher}:{votes} {second}:0")
    return _write(path, lines)


def write_participations(path: Path, *, seed: int = 1) -> tuple[Path, Path]:
    """Write projects in circles of acquaintance over three years, and their parts."""
    drawn = np.random.default_rng(seed)
    lines = ["rcn\tpic\trole\ttype\tcountry\tstart_date\tend_date\tcontribution"]
    parts = ["rcn\tprogramme_part"]
    for number in range(150):
        circle = number % 4
        day = f"{2016 + number // 50}-{1 + number % 50 * 12 // 50:02}-01"
        for member in drawn.choice(12, 3, replace=False):
            country = "DE" if member < 6 else "FR"
            lines.append(
                f"{number}\t{circle}-{member:02}\tparticipant\tPRC\t{country}\t{day}\t\t1.0"
            )
        parts.append(f"{number}\tP{circle}")
    return _write(path, lines), _write(path.with_name("parts.tsv"), parts)


def _write(path: Path, lines: list[str]) -> Path:
    """Write lines, compressed where the suffix says so."""
    text = "\n".join(lines) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path
