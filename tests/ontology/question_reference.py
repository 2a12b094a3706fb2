"""Answers to the competency questions from the tables alone, in plain Python, without SPARQL.

A second way to every expected row: it reads the CSV files and, line by line, the broader topics
of topics.ttl. Nothing here knows the graph. Cells are text, a missing one is empty.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from hubgraph.knowledge.resources import network_path, ontology_path
from hubgraph.workbook.contracts import input_tables

Row = dict[str, str]
Answer = Iterable[tuple[str, ...]]
CONTACTS = ("meeting", "joint_activity")
KINDS = MappingProxyType({"need": "hg:Need", "offer": "hg:Offer"})


@cache
def table(name: str) -> list[Row]:
    """Rows of a bundled table."""
    path = network_path("baden-wuerttemberg") / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def broader() -> Mapping[str, set[str]]:
    """Topics and the topics directly above each."""
    text = (ontology_path() / "topics.ttl").read_text(encoding="utf-8")
    above = {}
    for block in re.split(r"\n\s*\n", text):
        found = re.search(r"^hgt:(\S+) a skos:Concept", block, re.MULTILINE)
        if found:
            stated = re.search(r"skos:broader ([^;.]+)[;.]", block)
            above[found[1]] = set(re.findall(r"hgt:([\w-]+)", stated[1])) if stated else set()
    return above


@cache
def ancestors(topic: str) -> frozenset[str]:
    """All topics above a topic, without itself."""
    above = broader()[topic]
    return frozenset(above.union(*map(ancestors, above)))


def covers(topic: str, other: str) -> bool:
    """Whether `other` is `topic` or narrower."""
    return topic == other or topic in ancestors(other)


def within(begin: str, end: str, day: str) -> bool:
    """Whether an interval of partial dates holds on a day; an empty end is open."""
    return begin <= day and (not end or day[: len(end)] <= end)


def hub_ids(*kinds: str) -> set[str]:
    """Identifiers of hubs of the given kinds, of all kinds if none is given."""
    wanted = kinds or ("regional_hub", "thematic_hub")
    return {row["id"] for row in table("organisations") if row["kind"] in wanted}


def companies() -> set[str]:
    """Identifiers of the companies."""
    return {row["id"] for row in table("organisations") if row["kind"] == "company"}


def stated(day: str, kind: str = "", *, of: str = "", topic: str = "") -> list[Row]:
    """Statements that hold on a day, narrowed down by kind, organisation and topic."""
    wanted = {"kind": kind, "organisation": of, "topic": topic}
    return [
        row
        for row in table("statements")
        if within(row["valid_from"] or row["issued"], row["valid_through"], day)
        and all(row[name] == value for name, value in wanted.items() if value)
    ]


def held(name: str, day: str) -> list[Row]:
    """Rows of a table with intervals that hold on a day."""
    return [row for row in table(name) if within(row["valid_from"], row["valid_through"], day)]


def met(day: str) -> dict[str, set[str]]:
    """Contact events that had begun by a day, with who was there."""
    events = {
        row["id"] for row in table("events") if row["kind"] in CONTACTS and row["begins"] <= day
    }
    present: dict[str, set[str]] = {event: set() for event in events}
    for row in table("participations"):
        if row["event"] in events:
            present[row["event"]].add(row["organisation"])
    return present


def by_id(name: str, key: str = "id") -> dict[str, Row]:
    """Rows of a table by their identifier."""
    return {row[key]: row for row in table(name)}


def choice(name: str, column: str, word: str) -> str:
    """Term that a word of a closed list stands for."""
    return input_tables()[name].column(column).choices[word] if word else ""


def data(identifier: str) -> str:
    """CURIE of a thing of the network; empty stays empty."""
    return f"hgd:{identifier}" if identifier else ""


def members(as_of: str) -> Answer:
    """Answer cq-01."""
    kinds = {
        row["id"]: choice("organisations", "kind", row["kind"]) for row in table("organisations")
    }
    for row in held("memberships", as_of):
        if row["role"] == "member":
            yield data(row["member"]), kinds[row["member"]], row["valid_from"], row["valid_through"]


def offers_and_needs(as_of: str, organisation: str = "") -> Answer:
    """Answer cq-02."""
    for row in stated(as_of, of=organisation):
        for source in row["source"].split():
            yield (
                data(row["organisation"]), KINDS[row["kind"]], f"hgt:{row['topic']}",
                row["valid_from"] or row["issued"], source,
                choice("statements", "basis", row["basis"]),
                choice("statements", "confidence", row["confidence"]),
            )  # fmt: skip


def providers(as_of: str, topic: str) -> Answer:
    """Answer cq-03."""
    offers = stated(as_of, "offer")
    close = {row["organisation"] for row in offers if covers(topic, row["topic"])}
    for row in offers:
        found = (f"hgt:{topic}", data(row["organisation"]), f"hgt:{row['topic']}")
        if covers(topic, row["topic"]):
            yield (*found, "same" if row["topic"] == topic else "narrower")
        elif row["topic"] in ancestors(topic) and row["organisation"] not in close:
            yield (*found, "broader")


def teachers(as_of: str, organisation: str = "") -> Answer:
    """Answer cq-04."""
    for need in stated(as_of, "need", of=organisation):
        topic = need["topic"]
        near = {topic, *broader()[topic], *(t for t, above in broader().items() if topic in above)}
        for offer in stated(as_of, "offer"):
            if offer["topic"] in near and offer["organisation"] != need["organisation"]:
                steps = "0" if offer["topic"] == topic else "1"
                who, teacher = data(need["organisation"]), data(offer["organisation"])
                yield who, f"hgt:{topic}", teacher, f"hgt:{offer['topic']}", steps


def unserved(as_of: str, organisation: str = "") -> Answer:
    """Answer cq-05a."""
    offers = stated(as_of, "offer")
    for need in stated(as_of, "need", of=organisation):
        if not any(
            covers(need["topic"], offer["topic"]) and offer["organisation"] != need["organisation"]
            for offer in offers
        ):
            yield f"hgt:{need['topic']}", data(need["organisation"])


def lone_providers(as_of: str, organisation: str = "") -> Answer:
    """Answer cq-05b."""
    who = grouped((row["topic"], row["organisation"]) for row in stated(as_of, "offer"))
    for topic, owners in who.items():
        if len(owners) == 1 and organisation in ("", *owners):
            yield f"hgt:{topic}", data(*owners)


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Second parts by first part."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return found


def exchange_pairs(one: str = "", other: str = "") -> Answer:
    """Answer cq-06."""
    day = table("networks")[0]["reference_date"]
    needs = grouped((row["organisation"], row["topic"]) for row in stated(day, "need"))
    offers = grouped((row["organisation"], row["topic"]) for row in stated(day, "offer"))

    def gives(giver: str, taker: str) -> set[str]:
        return {n for n in needs[taker] if any(covers(n, o) for o in offers[giver])}

    for first in sorted({one} if one else set(needs)):
        for second in sorted({other} if other else set(needs)):
            if first < second:
                for given in gives(first, second):
                    for taken in gives(second, first):
                        yield data(first), f"hgt:{given}", data(second), f"hgt:{taken}"


def shared(as_of: str, topic: str = "") -> Answer:
    """Answer cq-07."""
    for kind, term in KINDS.items():
        rows = stated(as_of, kind, topic=topic)
        who = grouped((row["topic"], row["organisation"]) for row in rows)
        for name, owners in who.items():
            for owner in owners if len(owners) > 1 else ():
                yield term, f"hgt:{name}", data(owner)


def contacts(as_of: str, organisation: str) -> Answer:
    """Answer cq-08a."""
    events, places = by_id("events"), by_id("places", "key")
    for event, present in met(as_of).items():
        for partner in present - {organisation} if organisation in present else ():
            begins, place = events[event]["begins"], events[event]["place"]
            where = places[place]["name"] if place else ""
            yield data(organisation), data(partner), data(event), begins, where


def introducers(as_of: str, organisation: str, other: str) -> Answer:
    """Answer cq-08b."""
    events = met(as_of)
    if any({organisation, other} <= present for present in events.values()):
        return
    for near, here in events.items():
        for far, there in events.items():
            if organisation in here and other in there:
                for third in here & there:
                    yield data(organisation), data(other), data(third), data(near), data(far)


def tied_companies(as_of: str, organisation: str = "") -> Answer:
    """Answer cq-09a."""
    for row in tie_rows(as_of, organisation):
        if row[0].removeprefix("hgd:") in hub_ids() and row[1].removeprefix("hgd:") in companies():
            yield row


def tie_rows(as_of: str, organisation: str = "") -> Iterator[tuple[str, ...]]:
    """Answer cq-18."""
    for row in held("ties", as_of):
        if organisation in ("", row["organisation"]):
            who, role = data(row["organisation"]), choice("ties", "role", row["role"])
            yield who, data(row["partner"]), role, row["valid_from"], row["valid_through"]


def bridges(as_of: str, partner: str = "") -> Answer:
    """Answer cq-09b."""
    ties = [row for row in held("ties", as_of) if row["organisation"] in hub_ids()]
    reach = grouped((row["partner"], row["organisation"]) for row in ties)
    for row in ties:
        if len(reach[row["partner"]]) > 1 and partner in ("", row["partner"]):
            role = choice("ties", "role", row["role"])
            yield data(row["partner"]), data(row["organisation"]), role


def changes(after: str, by: str) -> Answer:
    """Answer cq-10a."""
    words = {"valid_from": ("joined", "new name"), "valid_through": ("left", "old name")}
    for column, (membership, name) in words.items():
        for row in table("memberships"):
            if row["role"] == "member" and later(after, row[column], by):
                yield row[column], membership, data(row["member"]), ""
        for row in table("names"):
            if row["organisation"] in hub_ids() and later(after, row[column], by):
                yield row[column], name, data(row["organisation"]), row["name"]


def later(after: str, day: str, by: str) -> bool:
    """Whether a partial date lies after one day, as far as it is known, and not after another."""
    return bool(day) and (day > after or after.startswith(day)) and day <= by


def rounds() -> Answer:
    """Answer cq-10b."""
    for row in table("funding_rounds"):
        grants = [grant for grant in table("grants") if grant["funding_round"] == row["id"]]
        amounts = [int(grant["amount"]) for grant in grants if grant["amount"]]
        days = (row["opens"], row["closes"], row["decided"])
        counts = (str(len(grants)), str(len(amounts)), str(sum(amounts)))
        yield data(row["id"]), *days, row["budget"], *counts


def thin(as_of: str, organisation: str = "") -> Answer:
    """Answer cq-11a."""
    for row in stated(as_of, of=organisation):
        if " " not in row["source"] and row["confidence"] in ("medium", "low"):
            level = choice("statements", "confidence", row["confidence"])
            yield data(row["id"]), level, row["source"], data(row["organisation"])


def old(as_of: str, months: str) -> Answer:
    """Answer cq-11b."""
    for row in stated(as_of):
        since = row["issued"] or row["valid_from"]
        if since:
            year, month = int(since[:4]), int(since[5:7] or 12)
            age = int(as_of[:4]) * 12 + int(as_of[5:7]) - year * 12 - month
            if age > int(months):
                yield data(row["id"]), since, str(age), months


def themes(as_of: str, organisation: str = "") -> Answer:
    """Answer cq-12."""
    regional, thematic = hub_ids("regional_hub"), hub_ids("thematic_hub")
    for lead in stated(as_of, "offer", of=organisation):
        if lead["organisation"] in thematic and lead["wording"].startswith("Leitthema des de:hub"):
            found = [
                (data(offer["organisation"]), f"hgt:{offer['topic']}")
                for offer in stated(as_of, "offer")
                if offer["organisation"] in regional and covers(lead["topic"], offer["topic"])
            ]
            for hub, topic in found or [("", "")]:
                yield data(lead["organisation"]), f"hgt:{lead['topic']}", hub, topic


def areas(organisation: str = "") -> Answer:
    """Answer cq-13a."""
    names = by_id("districts", "key")
    for row in table("areas"):
        if organisation in ("", row["organisation"]):
            yield row["district"], names[row["district"]]["name"], data(row["organisation"])


def unserved_districts() -> Answer:
    """Answer cq-13b."""
    served = {row["district"] for row in table("areas")}
    for row in table("districts"):
        if row["key"] not in served:
            yield row["key"], row["name"], row["kind"]


def nothing(**_parameters: str) -> Answer:
    """Answer cq-14, cq-15, cq-22, cq-27, cq-33, cq-34: the tables hold nothing of the kind."""
    restricted = any(row.get("access") == "restricted" for row in table("sources"))
    numbers = ("level", "target_level", "priority")
    stated_levels = any(row[name] for row in table("statements") for name in numbers)
    folder = network_path("baden-wuerttemberg")
    written = any((folder / f"{name}.csv").exists() for name in ("capacities", "exchanges"))
    runs = any(form.node_type == "hg:Run" for form in input_tables().values())
    assert not any((restricted, stated_levels, written, runs))
    return ()


def matches(topic: str = "") -> Answer:
    """Answer cq-16: from the mapping file, not from the Turtle made of it."""
    text = (ontology_path() / "alignments.sssom.tsv").read_text(encoding="utf-8")
    prefixes = dict(re.findall(r"^#  (\w+): (http\S+)$", text, re.MULTILINE))
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for row in csv.DictReader(lines, delimiter="\t"):
        prefix, _, local = row["object_id"].partition(":")
        if topic in ("", row["subject_id"].removeprefix("hgt:")):
            yield row["subject_id"], row["predicate_id"], prefixes[prefix] + local


def coordinators(as_of: str) -> Answer:
    """Answer cq-17."""
    networks = by_id("networks")
    for row in held("memberships", as_of):
        if row["role"] == "coordinator":
            day = networks[row["network"]]["reference_date"]
            who = data(row["network"]), data(row["member"])
            yield *who, row["valid_from"], row["duration"], day


def grants(organisation: str = "") -> Answer:
    """Answer cq-19."""
    for row in table("grants"):
        if organisation in ("", row["recipient"]):
            exact = choice("grants", "precision", row["precision"])
            what = data(row["funding_round"]), data(row["recipient"])
            yield *what, row["amount"], exact, row["notified"]


def milestones(as_of: str) -> Answer:
    """Answer cq-20."""
    places = by_id("places", "key")
    for row in table("events"):
        if row["kind"] not in CONTACTS and row["begins"] <= as_of:
            where = places[row["place"]]["name"] if row["place"] else ""
            yield row["begins"], choice("events", "kind", row["kind"]), data(row["id"]), where


def figures(organisation: str = "") -> Answer:
    """Answer cq-21a."""
    for row in table("figures"):
        if organisation in ("", row["about"]):
            for source in row["source"].split():
                what = data(row["about"]), row["indicator"], row["value"], row["unit"]
                yield *what, row["reported"], source


def contradictions(indicator: str = "") -> Answer:
    """Answer cq-21b."""
    for row in table("figures"):
        rivals = [
            other
            for other in table("figures")
            if (other["about"], other["indicator"]) == (row["about"], row["indicator"])
            and (
                float(other["value"]) != float(row["value"])
                if other["value"] and row["value"]
                else other["wording"] != row["wording"]
            )
        ]
        if rivals and indicator in ("", row["indicator"]):
            what = data(row["about"]), row["indicator"], row["value"]
            yield *what, row["unit"], row["wording"]


def names(organisation: str = "") -> Answer:
    """Answer cq-23."""
    for row in table("names"):
        if organisation in ("", row["organisation"]):
            who = data(row["organisation"])
            yield who, row["name"], row["valid_from"], row["valid_through"]


def sites(as_of: str, organisation: str = "") -> Answer:
    """Answer cq-24."""
    places = by_id("places", "key")
    for row in held("sites", as_of):
        if organisation in ("", row["organisation"]):
            seat = "true" if row["role"] == "seat" else "false"
            where = data(row["organisation"]), places[row["place"]]["name"]
            yield *where, seat, row["valid_from"], row["valid_through"]


def sources(organisation: str) -> Answer:
    """Answer cq-25."""
    rows = [row for row in table("statements") if row["organisation"] == organisation]
    for name, row in by_id("sources").items():
        count = sum(name in statement["source"].split() for statement in rows)
        if count:
            yield data(organisation), name, row["publisher"], row["issued"], str(count)


def shortcuts(organisation: str) -> Answer:
    """Answer cq-26."""
    day = table("networks")[0]["reference_date"]
    for row in stated(day, of=organisation):
        yield data(organisation), f"hg:{row['kind']}s", f"hgt:{row['topic']}"
    for row in held("memberships", day):
        if (row["member"], row["role"]) == (organisation, "member"):
            yield data(organisation), "org:memberOf", data(row["network"])
    for row in held("sites", day):
        if (row["organisation"], row["role"]) == (organisation, "seat"):
            yield data(organisation), "schema:location", data(f"place-{row['place']}")


def attendance(as_of: str, organisation: str) -> Answer:
    """Answer cq-28."""
    events = by_id("events")
    for row in table("participations"):
        begins = events[row["event"]]["begins"]
        if row["organisation"] == organisation and begins <= as_of:
            role = choice("participations", "role", row["role"])
            yield data(organisation), begins, data(row["event"]), role


def seats(organisation: str = "") -> Answer:
    """Answer cq-29."""
    places, districts = by_id("places", "key"), by_id("districts", "key")
    for row in table("sites"):
        wanted = row["organisation"] in hub_ids() and row["role"] == "seat"
        if wanted and organisation in ("", row["organisation"]):
            place = places[row["place"]]
            where = place["name"], place["lat"], place["lon"]
            yield data(row["organisation"]), *where, districts[place["district"]]["name"]


def addresses(organisation: str = "") -> Answer:
    """Answer cq-30."""
    for row in table("organisations"):
        if row["id"] in hub_ids() and organisation in ("", row["id"]):
            yield data(row["id"]), row["name"], row["short_name"], row["homepage"]


def levels() -> Answer:
    """Answer cq-31: from levels.ttl, line by line."""
    text = (ontology_path() / "levels.ttl").read_text(encoding="utf-8")
    label = r'skos:prefLabel "([^"]+)"@de , "([^"]+)"@en'
    for block in text.split("\n\n"):
        number, names = re.search(r"skos:notation (\d)", block), re.search(label, block)
        if number and names:
            yield number[1], f"hg:level{number[1]}", names[1], names[2]


def closed_lists() -> Answer:
    """Answer cq-32: what the tables allow in a cell; of the ledger, which has none, the shapes."""
    columns = {
        "access": [("sources", "access")],
        "basis": [("statements", "basis")],
        "confidence": [("statements", "confidence")],
        "outcome": [("exchanges", "outcome")],
        "precision": [("grants", "precision")],
        "role": [(name, "role") for name in ("capacities", "memberships", "participations")],
        "tieRole": [("ties", "role")],
    }
    for name, cells in columns.items():
        for table_name, column in cells:
            for term in input_tables()[table_name].column(column).choices.values():
                yield f"hg:{name}Scheme", term
    yield "hg:outcomeScheme", "hg:notMet"  # of suggestions only
    shapes = {
        "certainty": ("suggestion", "SuggestionCertainty"),
        "decision": ("decision", "DecisionKind"),
        "question": ("run", "RunQuestion"),
        "reason": ("decision", "DecisionReason"),
    }
    for name, (file, shape) in shapes.items():
        text = (ontology_path() / "shapes" / f"{file}.ttl").read_text(encoding="utf-8")
        listed = text.partition(f"hgsh:{shape} a ")[2].partition("sh:in (")[2].partition(")")[0]
        for term in re.findall(r"hg:\w+", listed):
            yield f"hg:{name}Scheme", term


ANSWERS: Mapping[str, Callable[..., Answer]] = MappingProxyType(
    {
        "cq-01": members, "cq-02": offers_and_needs, "cq-03": providers, "cq-04": teachers,
        "cq-05a": unserved, "cq-05b": lone_providers, "cq-06": exchange_pairs, "cq-07": shared,
        "cq-08a": contacts, "cq-08b": introducers, "cq-09a": tied_companies, "cq-09b": bridges,
        "cq-10a": changes, "cq-10b": rounds, "cq-11a": thin, "cq-11b": old, "cq-12": themes,
        "cq-13a": areas, "cq-13b": unserved_districts, "cq-14": nothing, "cq-15": nothing,
        "cq-16": matches, "cq-17": coordinators, "cq-18": tie_rows, "cq-19": grants,
        "cq-20": milestones, "cq-21a": figures, "cq-21b": contradictions, "cq-22": nothing,
        "cq-23": names, "cq-24": sites, "cq-25": sources, "cq-26": shortcuts, "cq-27": nothing,
        "cq-28": attendance, "cq-29": seats, "cq-30": addresses, "cq-31": levels,
        "cq-32": closed_lists, "cq-33": nothing, "cq-34": nothing,
    }
)  # fmt: skip
"""Answer of each question, as a function of its parameters; rows in no order."""

ORDER: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "cq-01": (0, 2), "cq-02": (0, 1, 2, 4), "cq-03": (0, 1, 2), "cq-04": (0, 1, 4, 2, 3),
        "cq-05a": (0, 1), "cq-05b": (0, 1), "cq-06": (0, 2, 1, 3), "cq-07": (0, 1, 2),
        "cq-08a": (0, 3, 2, 1), "cq-08b": (0, 1, 2, 3, 4), "cq-09a": (0, 1, 2),
        "cq-09b": (0, 1, 2), "cq-10a": (0, 1, 2, 3), "cq-10b": (0,), "cq-11a": (0,),
        "cq-11b": (1, 0), "cq-12": (0, 1, 2, 3), "cq-13a": (0, 2), "cq-13b": (0,),
        "cq-14": (), "cq-15": (), "cq-16": (0, 1, 2), "cq-17": (0, 1), "cq-18": (0, 1, 2, 3),
        "cq-19": (0, 1, 2),
        "cq-20": (0, 2), "cq-21a": (0, 1, 2, 5), "cq-21b": (0, 1, 2, 4), "cq-22": (),
        "cq-23": (0, 2, 1), "cq-24": (0, 1), "cq-25": (0, 1), "cq-26": (0, 1, 2), "cq-27": (),
        "cq-28": (0, 1, 2), "cq-29": (0, 1), "cq-30": (0,), "cq-31": (0,), "cq-32": (0, 1),
        "cq-33": (), "cq-34": (),
    }
)  # fmt: skip
"""Columns, by position, that the rows of each question are ordered by."""


AMOUNTS = MappingProxyType({"cq-19": 2, "cq-21a": 2, "cq-21b": 2})
"""Questions with a column of numbers among those they are ordered by, and its position."""


def reference_rows(name: str, parameters: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Rows a question should give, in order: missing first, numbers by size, else by code point."""

    def place(row: tuple[str, ...]) -> list[tuple[bool, float, str]]:
        return [
            (bool(row[i]), float(row[i] or 0) if AMOUNTS.get(name) == i else 0.0, row[i])
            for i in ORDER[name]
        ]

    return sorted(set(ANSWERS[name](**parameters)), key=place)
