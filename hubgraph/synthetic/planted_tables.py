"""Planted worlds as the tables of a network, and their topics in Turtle."""

from pathlib import Path

from hubgraph.synthetic.planted import KINDS, UNKNOWN, PlantedWorld
from hubgraph.synthetic.world import SURE, Row
from hubgraph.synthetic.writing import write_tables
from hubgraph.vocabulary import PREFIXES, expand_curie

DAY = "2024-12-31"
"""Day of all statements, and reference date of the network."""

_PROOF: Row = {"source": "S1", **SURE}
_HEAD = """
hgd:planted-topics a skos:ConceptScheme ;
  skos:prefLabel "Gepflanzte Themen (fiktiv)"@de , "Planted topics (fictional)"@en .
"""


def write_planted(folder: str | Path, world: PlantedWorld) -> Path:
    """Write a planted world as a network to read; make the folder if need be.

    The truth is not written: it stands in `world.truth`. The same world gives the same
    bytes. Returns the folder. Raises MissingFileError if the folder above it does not exist.

    >>> import tempfile
    >>> import hubgraph as hg
    >>> from hubgraph.synthetic.planted import Planting, plant_world
    >>> world = plant_world(Planting(organisations=5, topics=10))
    >>> len(hg.build_profiles(hg.read_workbook(write_planted(tempfile.mkdtemp(), world))).topics)
    10
    """
    target = write_tables(folder, build_planted_tables(world))
    (target / "topics.ttl").write_text(to_turtle(world), encoding="utf-8", newline="")
    return target


def name_organisation(number: int) -> str:
    """Identifier of an organisation of a planted world by its number.

    >>> name_organisation(7)
    'planted-7'
    """
    return f"planted-{number}"


def name_topic(number: int) -> str:
    """IRI of a topic of a planted world by its number.

    >>> name_topic(0)
    'https://w3id.org/hubgraph/id/planted-topic-0'
    """
    return expand_curie(f"hgd:planted-topic-{number}")


def build_planted_tables(world: PlantedWorld) -> dict[str, list[Row]]:
    """Rows of all tables, as the importer takes them."""
    members = [name_organisation(n) for n in range(world.planting.organisations)]
    return {
        "sources": [{"id": "S1", "title": "Planted world (fictional)"}],
        "networks": [
            {
                "id": "planted",
                "name_de": "Gepflanzte Welt (fiktiv)",
                "name_en": "Planted world (fictional)",
                "reference_date": DAY,
                **_PROOF,
            }
        ],
        "organisations": [
            {"id": each, "kind": "regional_hub", "name": f"{each} (fictional)", **_PROOF}
            for each in members
        ],
        "memberships": [
            {
                "id": f"m-{each}",
                "network": "planted",
                "member": each,
                "role": "member",
                **_PROOF,
            }
            for each in members
        ],
        "statements": _build_statements(world),
    }


def _build_statements(world: PlantedWorld) -> list[Row]:
    """Rows of all statements, verified on the reference date, so that their evidence is full."""
    columns = (world.kind, world.organisation, world.topic, world.level)
    rows = []
    for kind, owner, topic, level in zip(*(column.tolist() for column in columns), strict=True):
        name = KINDS[kind]
        rows.append({
            "id": f"{name}-{owner}-{topic}",
            "kind": name,
            "organisation": name_organisation(owner),
            "topic": name_topic(topic),
            "target_level" if name == "need" else "level": "" if level == UNKNOWN else str(level),
            "basis": "verified",
            "issued": DAY,
            **_PROOF,
        })  # fmt: skip
    return rows


def to_turtle(world: PlantedWorld) -> str:
    """Topics and their links in SKOS; topic 0 is the top concept."""
    links: list[list[str]] = [[] for _ in range(world.planting.topics)]
    for predicate, pairs in (("broader", world.broader), ("related", world.related)):
        for topic, other in pairs.tolist():
            links[topic].append(f"skos:{predicate} hgd:planted-topic-{other}")
    links[0].append("skos:topConceptOf hgd:planted-topics")
    prefixes = [f"@prefix {name}: <{PREFIXES[name]}> ." for name in ("hgd", "skos")]
    entries = [
        f"hgd:planted-topic-{number} a skos:Concept ; skos:inScheme hgd:planted-topics ;\n"
        f'  skos:prefLabel "Thema {number} (fiktiv)"@de , "Topic {number} (fictional)"@en ;\n'
        '  skos:definition "Erfundenes Thema."@de , "Invented topic."@en ;\n'
        f"  {' ; '.join(further)} .\n"
        for number, further in enumerate(links)
    ]
    return "\n".join([*prefixes, _HEAD, *entries])
