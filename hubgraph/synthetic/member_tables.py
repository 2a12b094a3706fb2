"""Who belongs to Musterland's network, as rows: hubs, places, names, memberships."""

from hubgraph.names import name_slug
from hubgraph.synthetic.country import FOUNDED, Hub
from hubgraph.synthetic.world import SURE, Row, World


def build_member_tables(world: World) -> dict[str, list[Row]]:
    """Rows of the tables on the network and its members."""
    return {
        "networks": [_build_network(world)],
        **_build_places(world),
        "organisations": _build_organisations(world),
        "names": _build_names(world),
        "memberships": _build_memberships(world),
    }


def _build_network(world: World) -> Row:
    """The one network."""
    return {
        **world.country["network"],
        "valid_from": FOUNDED,
        "source": world.cite("founding"),
        **SURE,
    }


def place_key(seat: int) -> str:
    """Key of an invented place: M and eleven digits, where official keys have twelve digits."""
    return f"{_district_key(seat)}{seat + 1:07}"


def _district_key(seat: int) -> str:
    """Key of an invented district: M and four digits, where official keys have five digits."""
    return f"M{seat + 1:04}"


def _prove(world: World, hub: Hub) -> Row:
    """Source and confidence of what is told of a hub."""
    return {"source": world.cite_hub(hub), **SURE}


def _build_places(world: World) -> dict[str, list[Row]]:
    """Districts, places without coordinates, sites, and who serves which district."""
    towns = world.country["regional"]
    names = [f"{d} (fiktiv)" for d in [t["district"] for t in towns] + world.country["unserved"]]
    seats = [(hub, hub.seat) for hub in world.hubs]
    served = [(h, n % len(towns)) for h, n in seats if not h.thematic for n in (n, n + h.seat % 2)]
    return {
        "districts": [
            {"key": _district_key(number), "name": name, "kind": "Kreis (fiktiv)"}
            for number, name in enumerate(names)
        ],
        "places": [
            {
                "key": place_key(number),
                "name": f"{town['place']} (fiktiv)",
                "district": _district_key(number),
                "district_name": names[number],
            }
            for number, town in enumerate(towns)
        ],
        "sites": [
            {
                "id": f"site-{hub.id}",
                "organisation": hub.id,
                "role": "seat",
                "place": place_key(seat),
                "valid_from": hub.joined,
                "valid_through": hub.left,
                **_prove(world, hub),
            }
            for hub, seat in seats
        ],
        "areas": [
            {"organisation": hub.id, "district": _district_key(seat), **_prove(world, hub)}
            for hub, seat in dict.fromkeys(served)
        ],
    }


def _build_organisations(world: World) -> list[Row]:
    """Hubs, the coordination office, the ministry, companies."""
    founding, proof = world.cite("founding"), world.cite("companies")
    hubs = [
        {
            "id": hub.id,
            "kind": "thematic_hub" if hub.thematic else "regional_hub",
            "name": hub.name,
            "short_name": hub.short_name,
            **_prove(world, hub),
        }
        for hub in world.hubs
    ]
    offices = [
        {**world.country[each], "kind": "organisation", "source": founding, **SURE}
        for each in ("office", "ministry")
    ]
    companies = [
        {
            "id": name_slug(name),
            "kind": "company",
            "name": f"{name} GmbH (fiktiv)",
            "short_name": f"{name} (fiktiv)",
            "source": proof,
            **SURE,
        }
        for name in world.country["companies"]
    ]
    return hubs + offices + companies


def _build_names(world: World) -> list[Row]:
    """English names of thematic hubs, and the former name of one hub."""
    entries = world.country["regional"] + world.country["thematic"]
    rows: list[Row] = []
    for hub, entry in zip(world.hubs, entries, strict=True):
        if hub.thematic:
            name = f"Model Hub {entry['title_en']} (fictional)"
            rows.append({"organisation": hub.id, "name": name, "lang": "en", **_prove(world, hub)})
        if "former_name" in entry:
            told = {"source": world.cite("report 2021"), **SURE}
            ended = {"valid_from": FOUNDED, "valid_through": "2021-12-31"}
            rows.append({"organisation": hub.id, "name": entry["former_name"], **ended, **told})
    return rows


def _build_memberships(world: World) -> list[Row]:
    """Membership of every hub, and the commission of the coordination office."""
    network, office = world.country["network"]["id"], world.country["office"]["id"]
    terms = [(h.id, "member", h.joined, h.left, "", world.cite_hub(h)) for h in world.hubs]
    terms.append((office, "coordinator", FOUNDED, "", "P3Y", world.cite("founding")))
    return [
        {
            "id": f"membership-{member}",
            "network": network,
            "member": member,
            "role": role,
            "valid_from": since,
            "valid_through": until,
            "duration": duration,
            "source": source,
            **SURE,
        }
        for member, role, since, until, duration, source in terms
    ]
