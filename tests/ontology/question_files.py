"""Competency questions: read the pairs of ontology/questions, check their form, write the README.

Run as a program, it writes README.md and COVERAGE.md of ontology/questions anew.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from question_reference import reference_rows

from hubgraph.knowledge.queries import load_query
from hubgraph.knowledge.resources import ontology_path
from hubgraph.vocabulary import PREFIXES

FOLDER = ontology_path() / "questions"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.rq")))
Rows = list[tuple[str, ...]]

_NO_TERMS = {"hgd", "hgsh", "hgt", "owl", "rdf", "rdfs", "sh", "xsd"}
_TERM = re.compile(rf"\b(?:{'|'.join(sorted(set(PREFIXES) - _NO_TERMS))}):\w+")

SCHEMA: Mapping[str, Any] = MappingProxyType(
    {
        "question": {"de": str, "en": str},
        "terms": [str],
        "cases": [{"parameters?": {"*": str}, "rows": str}],
        "twin": {"de": str, "en": str, "parameters?": {"*": str}, "query?": str},
        "example?": {"de": str, "en": str, "data": str, "parameters?": {"*": str}, "rows": str},
        "note?": {"de": str, "en": str},
    }
)
"""Form of a question file: a key with a question mark may be missing, a star is any key."""


@dataclass(frozen=True)
class Case:
    """Parameters of a question and the rows it must give, cell by cell as text."""

    parameters: Mapping[str, str]
    columns: tuple[str, ...]
    rows: Rows
    file: str | None


@cache
def read_question(name: str) -> Mapping[str, Any]:
    """Read the YAML file of a question."""
    loaded = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def find_problems(value: object, schema: Any, place: str = "") -> Iterator[str]:
    """Differences between a value and a schema of nested dicts, lists and types, in words."""
    if isinstance(schema, Mapping):
        yield from _mapping_problems(value, schema, place)
    elif isinstance(schema, list):
        if not isinstance(value, list):
            yield f"{place} is no list"
            return
        for number, item in enumerate(value):
            yield from find_problems(item, schema[0], f"{place}[{number}]")
    elif not isinstance(value, schema):
        yield f"{place} is no {schema.__name__}"


def _mapping_problems(value: object, schema: Mapping[str, Any], place: str) -> Iterator[str]:
    """Differences between a value and the keys it should have."""
    if not isinstance(value, dict):
        yield f"{place or 'file'} is no mapping"
        return
    wanted = {key.removesuffix("?"): form for key, form in schema.items()}
    for key in wanted:
        if key in schema and key != "*" and key not in value:
            yield f"{place}.{key} is missing"
    for key, item in value.items():
        form = wanted.get(key, wanted.get("*"))
        if form is None:
            yield f"{place}.{key} is unknown"
        else:
            yield from find_problems(item, form, f"{place}.{key}")


def read_cases(name: str) -> list[Case]:
    """Read the cases of a question, each with its expected rows."""
    return [read_case(case) for case in read_question(name)["cases"]]


def read_case(case: Mapping[str, Any]) -> Case:
    """Read one case: its rows stand in the file as a table, or in a CSV file that it names."""
    given = case.get("parameters", {})
    if case["rows"].endswith(".csv"):
        with (FOLDER / case["rows"]).open(encoding="utf-8", newline="") as file:
            columns, *rows = [tuple(row) for row in csv.reader(file)]
        return Case(given, columns, rows, case["rows"])
    columns, *rows = [
        tuple(cell.strip() for cell in line.split("|")) for line in case["rows"].splitlines()
    ]
    return Case(given, columns, rows, None)


def used_terms(name: str) -> set[str]:
    """Terms, ours and reused ones, that a question touches: in its query, rows and example."""
    rows = [read_case(case).rows for case in all_cases(name)]
    text = re.sub(r"^#.*$", "", load_query(name).text, flags=re.MULTILINE)
    text += read_question(name).get("example", {}).get("data", "") + repr(rows)
    return set(_TERM.findall(text))


def all_cases(name: str) -> list[Mapping[str, Any]]:
    """Cases of a question, its example included."""
    question = read_question(name)
    return [*question["cases"], *([question["example"]] if "example" in question else [])]


# --- README ---

INTRO = """<!-- Written by tests/ontology/question_files.py from the files here. Do not edit. -->

# Competency questions · Kompetenzfragen

What the ontology is for, as questions with the exact rows the bundled network answers. Each is a
query (`cq-NN.rq`, the header as in `../queries`) and a file (`cq-NN.yaml`) with the sentence, the
parameters, the rows, the terms it touches and a negative twin: a variant that must find nothing.
Ask one by its name: `hg.query(graph, "cq-01", as_of="2018-10-10")`.

- A fact counts on a day from `schema:validFrom` (a statement without one from `dcterms:issued`)
  through `schema:validThrough`; what has no date always counts. Dates may be years or months: a
  begin in 2022 counts from the first day of 2022, an end in 2025 until its last.
- Where the bundled network has nothing of the kind, an example in the file shows that the
  question can find it.
- No expected row was copied from an answer: `tests/ontology/question_reference.py` computes all of
  them from the tables in plain Python, and a test compares. Read off the tables by eye as well:
  {by_hand}.
- After a change of the data: `python tests/ontology/question_files.py`, with `tests/ontology` on
  the path, writes rows, this page and [COVERAGE.md](COVERAGE.md) anew. Read the difference before
  you believe it.

Wozu die Ontologie da ist, als Fragen mit genau den Zeilen, die das mitgelieferte Netzwerk
antwortet. Jede besteht aus einer Abfrage (`cq-NN.rq`, Kopf wie in `../queries`) und einer Datei
(`cq-NN.yaml`) mit dem Satz, den Parametern, den Zeilen, den berührten Begriffen und einem
Gegenstück: einer Abwandlung, die nichts finden darf. Gefragt wird mit dem Namen, wie oben.

- Eine Tatsache gilt an einem Tag ab `schema:validFrom` (eine Angabe ohne diesen ab
  `dcterms:issued`) bis `schema:validThrough`; was kein Datum hat, gilt immer. Daten dürfen Jahre
  oder Monate sein: Ein Beginn 2022 gilt ab dem ersten Tag des Jahres, ein Ende 2025 bis zum
  letzten.
- Wo das mitgelieferte Netzwerk nichts dergleichen kennt, zeigt ein Beispiel in der Datei, dass
  die Frage es finden kann.
- Keine erwartete Zeile ist aus einer Antwort übernommen: `tests/ontology/question_reference.py`
  berechnet alle in einfachem Python aus den Tabellen, ein Test vergleicht. Zusätzlich mit dem Auge
  in den Tabellen nachgelesen: {by_hand}.
- Nach einer Änderung der Daten schreibt `python tests/ontology/question_files.py`, mit
  `tests/ontology` im Pfad, Zeilen, diese Seite und COVERAGE.md neu. Erst den Unterschied lesen,
  dann glauben.
"""
BY_HAND = (
    "cq-01", "cq-08b", "cq-10b", "cq-13b", "cq-17", "cq-03 (1)", "cq-07 (1)", "cq-23 (1, 2)",
    "cq-24 (1, 2)",
)  # fmt: skip
"""Questions whose rows were read off the tables; in brackets, which cases if not all."""


def render_readme() -> str:
    """Write the README of the questions from their files."""
    parts = [INTRO.format(by_hand=", ".join(BY_HAND))]
    parts += [section for name in NAMES for section in _render_question(name)]
    return "\n".join(parts).rstrip("\n") + "\n"


def _render_question(name: str) -> Iterator[str]:
    """Lines of one question: sentence, note, rows of each case, twin, example, terms."""
    question = read_question(name)
    yield f"## {name}\n"
    yield f"{question['question']['en']}  \n*{question['question']['de']}*\n"
    if "note" in question:
        yield f"{question['note']['en']}  \n*{question['note']['de']}*\n"
    for case in read_cases(name):
        yield from _render_case(case)
    twin = question["twin"]
    yield f"**Finds nothing · findet nichts:** {twin['en']} · *{twin['de']}*\n"
    if "example" in question:
        example = question["example"]
        yield f"**Example · Beispiel:** {example['en']} · *{example['de']}*\n"
        yield from _render_case(read_case(example))
    yield f"Terms · Begriffe: {', '.join(f'`{term}`' for term in question['terms']) or '–'}\n"


def _render_case(case: Case) -> Iterator[str]:
    """Parameters and rows of a case as a Markdown table, or a link to its CSV file."""
    given = ", ".join(f"`{key}` = {value}" for key, value in case.parameters.items())
    count = f"{len(case.rows)} rows · Zeilen"
    head = f"{given}: {count}" if given else count
    if case.file:
        yield f"{head}, [{case.file}]({case.file})\n"
        return
    yield f"{head}\n"
    if case.rows:
        lines = [case.columns, ("---",) * len(case.columns), *case.rows]
        yield "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def write_rows(name: str) -> None:
    """Write the expected rows of a question anew, as the tables have them."""
    path = FOLDER / f"{name}.yaml"
    head, cases, rest = path.read_text(encoding="utf-8").partition("\ncases:\n")
    body, twin, tail = rest.partition("\ntwin:\n")
    blocks = []
    for case in read_cases(name):
        lines = [case.columns, *reference_rows(name, case.parameters)]
        if case.file is None:
            widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
            texts = [" | ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
            blocks.append("".join(f"      {text}\n" for text in texts))
            continue
        with (FOLDER / case.file).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)
    new = iter(blocks)
    body = re.sub(r"(rows: \|\n)( {6}.*\n)+", lambda found: found[1] + next(new), body + "\n")
    path.write_text(head + cases + body[:-1] + twin + tail, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    from term_coverage import render_coverage

    for question_name in NAMES:
        write_rows(question_name)
    read_question.cache_clear()
    Path(FOLDER / "README.md").write_text(render_readme(), encoding="utf-8", newline="\n")
    Path(FOLDER / "COVERAGE.md").write_text(render_coverage(), encoding="utf-8", newline="\n")
