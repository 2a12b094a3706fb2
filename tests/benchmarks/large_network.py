"""A network of any size with years and contacts: a planted world that meets now and then."""

from pathlib import Path

from hubgraph.synthetic.planted import Planting, plant_world
from hubgraph.synthetic.planted_tables import build_planted_tables, name_organisation, to_turtle
from hubgraph.synthetic.writing import write_tables

_EVENTS = 30
_GUESTS = 20
_YEARS = 4


def write_large(folder: Path, *, organisations: int) -> Path:
    """Write a network as tables: members join over four years, and meet at 30 events."""
    world = plant_world(Planting(organisations=organisations, topics=200, offers=4))
    tables = build_planted_tables(world)
    for number, row in enumerate(tables["memberships"]):
        row["valid_from"] = f"{2021 + number % _YEARS}-03-01"
    proof = {"source": "S1", "confidence": "high"}
    tables["events"] = [
        {
            "id": f"event-{event}",
            "kind": "meeting",
            "name_de": f"Treffen {event} (fiktiv)",
            "name_en": f"Meeting {event} (fictional)",
            "begins": f"{2021 + event % _YEARS}-05-01",
            "network": "planted",
            **proof,
        }
        for event in range(_EVENTS)
    ]
    guests = [
        (event, (event * _GUESTS + guest) % organisations)
        for event in range(_EVENTS)
        for guest in range(min(_GUESTS, organisations))
    ]
    tables["participations"] = [
        {
            "id": f"at-{event}-{guest}",
            "event": f"event-{event}",
            "organisation": name_organisation(guest),
            "role": "participant",
            **proof,
        }
        for event, guest in guests
    ]
    target = write_tables(folder, tables)
    (target / "topics.ttl").write_text(to_turtle(world), encoding="utf-8", newline="")
    return target
