"""Networks small enough to know by heart, written as tables, and changed copies of the bundled one.

The worked example is the one of section 11 of the matching specification: hubs a, b, c, topics
AI > {PM, CV} and Data > DS below one top concept, PM related to DS.
"""

import csv
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from hubgraph.knowledge.resources import network_path
from hubgraph.workbook.contracts import input_tables

Row = Mapping[str, object]

DAY = "2020-12-31"
TOPIC = "https://example.org/topic/"
TOPICS = f"""
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix t: <{TOPIC}> .
t:all a skos:ConceptScheme .
t:Root a skos:Concept ; skos:inScheme t:all ; skos:topConceptOf t:all ; skos:prefLabel "Root"@en .
t:AI a skos:Concept ; skos:inScheme t:all ; skos:broader t:Root ; skos:prefLabel "AI"@en , "KI"@de .
t:PM a skos:Concept ; skos:inScheme t:all ; skos:broader t:AI ; skos:related t:DS ;
  skos:prefLabel "Predictive maintenance"@en , "Vorausschauende Wartung"@de .
t:CV a skos:Concept ; skos:inScheme t:all ; skos:broader t:AI ;
  skos:prefLabel "Computer vision"@en , "Bildverarbeitung"@de .
t:Data a skos:Concept ; skos:inScheme t:all ; skos:broader t:Root ; skos:prefLabel "Daten"@de .
t:DS a skos:Concept ; skos:inScheme t:all ; skos:broader t:Data ;
  skos:prefLabel "Data spaces"@en , "Datenräume"@de .
"""
"""The topic Data has a German label only."""


def offer(hub: str, topic: str, level: int | None = None, **more: object) -> Row:
    """Row of an offer."""
    return _statement("offer", hub, topic, more, level=level)


def need(hub: str, topic: str, target: int | None = None, **more: object) -> Row:
    """Row of a need."""
    return _statement("need", hub, topic, more, target_level=target)


def own(hub: str, topic: str, level: int | None = None, **more: object) -> Row:
    """Row of an own level."""
    return _statement("own_level", hub, topic, more, level=level)


def _statement(kind: str, hub: str, topic: str, more: Row, **levels: int | None) -> Row:
    """Row of a verified statement of the reference date, so that its evidence is 1."""
    base = {"basis": "verified", "issued": DAY, "id": f"{kind}-{hub}-{topic}", **levels}
    base |= {"source": "S1", "confidence": "high"}
    return base | {"kind": kind, "organisation": hub, "topic": TOPIC + topic} | dict(more)


WORKED_EXAMPLE: tuple[Row, ...] = (
    *(own("a", "PM", 4), own("a", "CV", 2), own("a", "DS", 0), own("a", "AI", 0)),
    *(own("b", "DS", 3), own("b", "AI", 1), own("b", "PM", 0), own("b", "CV", 0)),
    *(offer("a", "PM", 4), offer("a", "CV", 2), offer("b", "DS", 3), offer("b", "AI", 1)),
    *(offer("c", "CV", 5), need("a", "DS", 3, priority=1)),
    *(need("b", "PM", 3, priority=1), need("b", "CV", 2, priority=0.5)),
    need("c", "AI", 4, priority=0.8),
)
"""Hub c states no own level here, so that its profile is unknown as in the specification."""


def write_network(
    folder: Path,
    statements: Iterable[Row] = (),
    *,
    hubs: Mapping[str, str] | None = None,
    meetings: Mapping[str, tuple[str, ...]] | None = None,
    exchanges: Iterable[tuple[str, str, str, str]] = (),
) -> Path:
    """Write a network of hubs (id to name) with statements and meetings (day to hubs).

    An exchange is learner, teacher, topic and when it began.
    """
    folder.mkdir(parents=True, exist_ok=True)
    hubs = hubs or {"a": "Hub A", "b": "Hub B", "c": "Hub C"}
    known = {"source": "S1", "confidence": "high"}
    network = {"id": "n", "name_de": "Netz", "name_en": "Net", "reference_date": DAY, **known}
    tables: dict[str, list[Row]] = {
        "sources": [{"id": "S1", "title": "Survey"}, {"id": "S2", "title": "Second survey"}],
        "networks": [network],
        "organisations": [
            {"id": hub, "kind": "regional_hub", "name": name, **known} for hub, name in hubs.items()
        ],
        "memberships": [
            {"id": f"m-{hub}", "network": "n", "member": hub, "role": "member", **known}
            for hub in hubs
        ],
        "statements": list(statements),
        "events": [
            {"id": f"e-{day}", "kind": "meeting", "name_de": "Treffen", "name_en": "Meeting"}
            | {"begins": day, "network": "n", **known}
            for day in meetings or {}
        ],
        "participations": [
            {"id": f"p-{day}-{hub}", "event": f"e-{day}", "organisation": hub, **known}
            | {"role": "participant"}
            for day, present in (meetings or {}).items()
            for hub in present
        ],
        "exchanges": [
            {"id": f"x{number}", "network": "n", "learner": learner, "teacher": teacher}
            | {"topic": TOPIC + topic, "begins": begins, "source": "S2", "confidence": "high"}
            for number, (learner, teacher, topic, begins) in enumerate(exchanges)
        ],
    }
    for name, rows in tables.items():
        write_rows(folder / f"{name}.csv", rows)
    (folder / "topics.ttl").write_text(TOPICS, "utf-8")
    return folder


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write a table with all columns of its contract; None and missing are empty cells."""
    names = [column.name for column in input_tables()[path.stem].columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def copy_bundled(folder: Path) -> Path:
    """Copy the tables of the bundled network."""
    return Path(shutil.copytree(network_path("baden-wuerttemberg"), folder))


def change_rows(path: Path, change: Callable[[list[dict[str, str]]], list[dict[str, str]]]) -> None:
    """Read a table, change its rows, write it back."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    write_rows(path, change(rows))
