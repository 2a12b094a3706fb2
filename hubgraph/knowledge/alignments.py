"""Alignments of topics to other vocabularies: from the curated SSSOM table to Turtle."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import yaml

from hubgraph.errors import MissingFileError, TableError, UnknownNameError
from hubgraph.vocabulary import PREFIXES

MATCHES = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch")
"""The predicates an alignment may have, most exact first."""

COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "object_id", "object_label",
    "mapping_justification", "confidence", "author_label", "comment",
)  # fmt: skip
"""Columns of the table, names as in SSSOM."""

_HEADER = """\
# Which topics stand for what in other vocabularies. Made from alignments.sssom.tsv by
# hubgraph.knowledge.alignments: change that file, not this one.

"""
_PREFIXES = ("hgt", "rdfs", "skos", "vann")


def build_alignments(path: Path) -> str:
    """Turtle of an alignment table (SSSOM TSV with its metadata as YAML comment lines).

    Each topic points to its targets with one of `MATCHES`; each target has its label and its
    vocabulary (``rdfs:isDefinedBy``), each vocabulary its prefix. Justification, confidence
    (0 to 1) and comment stay in the table. Sorted, so the same table gives the same bytes.

    Raises MissingFileError if there is no such file, TableError naming every line that is
    wrong, and UnknownNameError for a prefix that the metadata do not declare.

    >>> from hubgraph.knowledge.resources import ontology_path
    >>> text = build_alignments(ontology_path() / "alignments.sssom.tsv")
    >>> text.count("skos:exactMatch") > 20
    True
    """
    prefixes, rows = _read_table(path)
    matches: dict[str, set[tuple[str, str]]] = defaultdict(set)
    labels: dict[str, tuple[str, str]] = {}
    homes: dict[str, str] = {}
    for row in rows:
        prefix, home, target = _expand(row["object_id"], prefixes)
        matches[row["subject_id"]].add((row["predicate_id"], target))
        labels[target] = (row["object_label"], home)
        homes[home] = prefix
    blocks = [_topic_block(topic, matches[topic]) for topic in sorted(matches)]
    blocks += [_target_block(target, *labels[target]) for target in sorted(labels)]
    blocks += [
        f"<{home}> vann:preferredNamespacePrefix {_quoted(homes[home])} .\n"
        for home in sorted(homes)
    ]
    lines = [f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in _PREFIXES]
    return _HEADER + "".join(lines) + "\n" + "\n".join(blocks)


def _read_table(path: Path) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Prefixes and rows of an alignment table; a row maps `COLUMNS` to texts.

    Raises MissingFileError if there is no such file, and TableError for columns, a predicate
    or a confidence that no alignment may have.
    """
    if not path.is_file():
        raise MissingFileError(path, hint="Give an SSSOM table.")
    lines = path.read_text(encoding="utf-8").splitlines()
    metadata = yaml.safe_load("\n".join(x[1:] for x in lines if x.startswith("#"))) or {}
    body = [line for line in lines if not line.startswith("#")]
    reader = csv.DictReader(body, delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        finding = f"The columns must be {', '.join(COLUMNS)}, divided by tabs."
        raise TableError([finding], place=str(path))
    rows = list(reader)
    first = len(lines) - len(body) + 2
    findings = [text for n, row in enumerate(rows, first) for text in _row_findings(n, row)]
    if findings:
        raise TableError(findings, place=str(path))
    return dict(metadata.get("curie_map", {})), rows


def _row_findings(number: int, row: Mapping[str, str | None]) -> list[str]:
    """What is wrong with a row, one sentence each; `number` is its line in the file."""
    if None in row or None in row.values():
        return [f"Line {number}: write {len(COLUMNS)} cells, divided by tabs."]
    findings = []
    if not str(row["subject_id"]).startswith("hgt:"):
        findings.append(f"Line {number}: subject_id is {row['subject_id']!r}. Use hgt: and a name.")
    if row["predicate_id"] not in MATCHES:
        known = ", ".join(MATCHES)
        findings.append(f"Line {number}: predicate_id is {row['predicate_id']!r}. Use {known}.")
    try:
        fits = 0 <= float(row["confidence"] or "") <= 1
    except ValueError:
        fits = False
    if not fits:
        findings.append(f"Line {number}: confidence is {row['confidence']!r}. Use 0 to 1.")
    return findings


def _expand(curie: str, prefixes: Mapping[str, str]) -> tuple[str, str, str]:
    """Prefix, namespace and full IRI of an identifier of another vocabulary."""
    prefix, _, local = curie.partition(":")
    if prefix not in prefixes:
        hint = "Declare it in the curie_map of the table."
        raise UnknownNameError(prefix, sorted(prefixes), kind="prefix", hint=hint)
    return prefix, prefixes[prefix], prefixes[prefix] + local


def _topic_block(topic: str, matches: set[tuple[str, str]]) -> str:
    """Turtle of one topic with its targets, the most exact first."""
    parts = []
    for match in MATCHES:
        targets = sorted(f"<{target}>" for kind, target in matches if kind == match)
        if targets:
            parts.append(f"    {match} " + ",\n        ".join(targets))
    return f"{topic}\n" + " ;\n".join(parts) + " .\n"


def _target_block(target: str, label: str, home: str) -> str:
    """Turtle of one target: its label and the vocabulary it is from."""
    return f"<{target}> rdfs:label {_quoted(label)}@en ;\n    rdfs:isDefinedBy <{home}> .\n"


def _quoted(text: str) -> str:
    """Turtle string of a text on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
