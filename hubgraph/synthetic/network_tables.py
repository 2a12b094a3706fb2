"""What happens in Musterland, as rows of the input tables."""

from hubgraph.names import name_slug
from hubgraph.synthetic.country import WAVES, zipf_weights
from hubgraph.synthetic.dice import Dice
from hubgraph.synthetic.member_tables import (
    build_member_tables,
    place_key,
)
from hubgraph.synthetic.statements import build_confidential_statements, build_statements
from hubgraph.synthetic.world import ROUND_DECIDED, SURE, Row, World

_ROUND = "muster-foerderrunde-2022"
_ROUND_BUDGET, _FUNDED = 1_500_000, 10


def build_tables(world: World) -> dict[str, list[Row]]:
    """Rows of all tables, in the order they are written."""
    tables = {
        "sources": list(world.sources.values()),
        **build_member_tables(world),
        "statements": _build_statements(world),
        "capacities": _build_capacities(world),
        **_build_events(world),
        "exchanges": _build_exchanges(world),
        "ties": _build_ties(world),
    }
    tables |= _build_round(world)
    return tables | {"figures": _build_figures(world, tables)}


def _build_statements(world: World) -> list[Row]:
    """What hubs said in surveys and at the retreat, by identifier."""
    surveys = {(a.hub.id, a.wave): world.cite(f"{a.hub.id} {a.wave}") for a in world.answers}
    retreat = next(event for event in world.events if event.id == "muster-retreat-2023")
    rows = build_statements(
        world.answers,
        surveys,
        review=world.cite("review"),
        logs={w: world.cite(f"log {w}") for w in WAVES},
    )
    rows += build_confidential_statements(retreat, world.cite(retreat.id))
    return sorted(rows, key=lambda row: row["id"])


def _build_capacities(world: World) -> list[Row]:
    """How many exchanges a year each hub says in its last survey it can manage, by identifier."""
    dice = Dice(world.seed, "capacities")
    last = {answer.hub.id: answer for answer in world.answers}
    return [
        {
            "id": f"capacity-{hub.removeprefix('muster-')}-{role}",
            "organisation": hub,
            "role": role,
            "exchanges": str(dice.number(0, most)),
            "valid_from": last[hub].day,
            "source": world.cite(f"{hub} {last[hub].wave}"),
            **SURE,
        }
        for hub in sorted(last)
        for role, most in (("learner", 4), ("teacher", 6))
    ]


def _build_events(world: World) -> dict[str, list[Row]]:
    """Events and who took part, the host first."""
    network, office = world.country["network"]["id"], world.country["office"]["id"]
    events, participations = [], []
    for event in world.events:
        about = f"report {event.begins[:4]}" if event.host else event.id
        proof = {"source": world.cite(about), **SURE}
        names = {"name_de": event.name_de, "name_en": event.name_en}
        where = {"begins": event.begins, "network": network, "place": place_key(event.seat)}
        events.append({"id": event.id, "kind": event.kind, **names, **where, **proof})
        host = event.host.id if event.host else office
        roles = [(host, "host"), *((guest.id, "participant") for guest in event.guests)]
        participations += [
            {
                "id": f"participation-{event.id}-{member}",
                "event": event.id,
                "organisation": member,
                "role": role,
                **proof,
            }
            for member, role in roles
        ]
    return {"events": events, "participations": participations}


def _build_exchanges(world: World) -> list[Row]:
    """Who learned what from whom, by identifier."""
    rows = [
        {
            "id": f"exchange-{each.wave}-{each.learner.id.removeprefix('muster-')}-{each.topic}",
            "network": world.country["network"]["id"],
            "learner": each.learner.id,
            "teacher": each.teacher.id,
            "topic": each.topic,
            "format": each.format,
            "begins": each.begins,
            "outcome": each.outcome,
            "source": world.cite(f"log {each.wave}"),
            **SURE,
        }
        for each in world.exchanges
    ]
    return sorted(rows, key=lambda row: row["id"])


def _build_ties(world: World) -> list[Row]:
    """One to three hubs per company; the first roles of the list are the most usual."""
    dice, roles = Dice(world.seed, "ties"), world.country["company_roles"]
    weights = [1.0 if hub.thematic else 2.0 for hub in world.hubs]
    pairs = [
        (hub, company)
        for company in map(name_slug, world.country["companies"])
        for hub in dice.pick_several(world.hubs, weights, dice.pick((1, 2, 3), (5, 3, 2)))
    ]
    rows = [
        {
            "id": f"tie-{hub.id}-{company}",
            "organisation": hub.id,
            "partner": company,
            "role": dice.pick(roles, zipf_weights(len(roles))),
            "valid_from": str(max(int(hub.joined[:4]), dice.number(2021, 2022))),
            "valid_through": hub.left,
            "source": world.cite_hub(hub, "companies"),
            **SURE,
        }
        for hub, company in pairs
    ]
    return sorted(rows, key=lambda row: row["id"])


def _build_round(world: World) -> dict[str, list[Row]]:
    """One funding round and its grants; they use up most of its money."""
    dice, proof = Dice(world.seed, "round"), {"source": world.cite("round"), **SURE}
    possible = [hub for hub in world.hubs if hub.is_member(ROUND_DECIDED)]
    funded = dice.pick_several(possible, [1.0] * len(possible), _FUNDED)
    fund: Row = {
        "id": _ROUND,
        "name_de": "Förderrunde Musterland 2022 (fiktiv)",
        "name_en": "Funding round Musterland 2022 (fictional)",
        "opens": "2022-01-10",
        "closes": "2022-03-31",
        "decided": ROUND_DECIDED,
        "budget": str(_ROUND_BUDGET),
        **proof,
    }
    grants: list[Row] = [
        {
            "id": f"grant-{hub.id}-2022",
            "recipient": hub.id,
            "funding_round": _ROUND,
            "amount": str(dice.number(20, 30) * 5_000),
            "precision": "exact",
            "notified": ROUND_DECIDED,
            "valid_from": "2022-07-01",
            "valid_through": hub.left or "2024-06-30",
            "source": world.cite_hub(hub, "round"),
            **SURE,
        }
        for hub in sorted(funded, key=lambda hub: hub.id)
    ]
    return {"funding_rounds": [fund], "grants": grants}


def _build_figures(world: World, tables: dict[str, list[Row]]) -> list[Row]:
    """Figures that can be counted again in the other tables."""
    network = world.country["network"]["id"]
    granted = sum(int(row["amount"]) for row in tables["grants"])
    figures = [
        (_ROUND, "funded_hubs", len(tables["grants"]), "hub", ROUND_DECIDED, "round"),
        (_ROUND, "granted_sum", granted, "EUR", ROUND_DECIDED, "round"),
    ]
    for wave in WAVES:
        count = sum(answer.wave == wave for answer in world.answers)
        day, about = f"{wave}-12-31", f"report {wave}"
        figures.append((network, f"survey_answers_{wave}", count, "hub", day, about))
    for event in world.events:
        if not event.host and event.id != "muster-retreat-2023":
            count = len(event.guests)
            figures.append((event.id, "guests", count, "hub", event.begins, event.id))
    return [
        {
            "id": f"figure-{subject}-{name_slug(indicator)}",
            "about": subject,
            "indicator": indicator,
            "value": str(value),
            "unit": unit,
            "reported": day,
            "source": world.cite(about),
            **SURE,
        }
        for subject, indicator, value, unit, day, about in figures
    ]
