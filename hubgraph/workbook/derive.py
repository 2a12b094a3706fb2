"""What a survey leaves unsaid: memberships, participants, the workbook as source, defaults."""

import re
from collections.abc import Mapping
from itertools import compress

from hubgraph.names import name_slug
from hubgraph.workbook.filled import FilledTable, Place, Tables
from hubgraph.workbook.forms import default_cell, extra_columns

_HUBS = ("regional_hub", "thematic_hub")


def derive_rows(tables: Tables, file: str, known: Tables) -> None:
    """Fill in what the rules of forms.toml say about empty cells and further columns.

    Every hub is a member of the network unless there is a sheet of memberships; organisations
    named as hosts or participants took part; a row without source rests on the workbook, a
    restricted one on the workbook's restricted part first. `known` are the tables of a network
    the workbook adds to.
    """
    if not any(tables["memberships"].find_places()):
        _add_memberships(tables, known)
    _add_participations(tables)
    _fill_names(tables, known.get("networks", tables["networks"]))
    _fill_sources(tables, file)
    for table in tables.values():
        for name in extra_columns(table.contract.name):
            table.cells.pop(name, None)
        for name, cells in table.cells.items():
            if default := default_cell(name):
                cells[:] = [cell or default for cell in cells]


def _add_memberships(tables: Tables, known: Tables) -> None:
    """One membership per hub, and per organisation with a begin or an end of one.

    A hub that is a member of the known network already gets none but by a begin or an end.
    """
    organisations, memberships = tables["organisations"], tables["memberships"]
    settled = set(known["memberships"].cells["member"]) if known else set()
    cells, count = organisations.cells, len(organisations)
    begins = cells.get("member_from") or [""] * count
    ends = cells.get("member_through") or [""] * count
    members = [
        bool(begin or end) or (kind in _HUBS and identifier not in settled)
        for begin, end, kind, identifier in zip(
            begins, ends, cells["kind"], cells["id"], strict=True
        )
    ]
    picked = {
        "member": cells["id"],
        "role": ["member"] * count,
        "valid_from": begins,
        "valid_through": ends,
        **{name: cells[name] for name in ("source", "confidence")},
        **({"restricted": cells["restricted"]} if "restricted" in cells else {}),
    }
    titles = {"valid_from": "member_from", "valid_through": "member_through", "member": "name"}
    _copy_rows(organisations, memberships, picked, members, titles)


def _copy_rows(
    start: FilledTable,
    target: FilledTable,
    cells: Mapping[str, list[str]],
    chosen: list[bool],
    titles: Mapping[str, str],
) -> None:
    """Add rows made of another table's rows; they keep the place these were read at."""
    for first, place in start.find_places():
        last = first + len(place.rows)
        part = chosen[first:last]
        spoken = {name: place.titles.get(title, title) for name, title in titles.items()}
        target.add(
            {name: list(compress(column[first:last], part)) for name, column in cells.items()},
            Place(place.file, place.sheet, list(compress(place.rows, part)), spoken),
        )


def _add_participations(tables: Tables) -> None:
    """One participation per organisation in the cells of hosts and participants."""
    events, target = tables["events"], tables["participations"]
    for column, role in (("hosts", "host"), ("participants", "participant")):
        if column not in events.cells:
            continue
        for first, place in events.find_places():
            rows = [
                (number, {name: cells[first + offset] for name, cells in events.cells.items()}, who)
                for offset, number in enumerate(place.rows)
                for who in map(str.strip, re.split("[;\n]", events.cells[column][first + offset]))
                if who
            ]
            target.add(
                {
                    "event": [row["id"] or row["name_en"] or row["name_de"] for _, row, _ in rows],
                    "organisation": [name for _, _, name in rows],
                    "role": [role] * len(rows),
                    "source": [row["source"] for _, row, _ in rows],
                    "confidence": [row["confidence"] for _, row, _ in rows],
                    "restricted": [row.get("restricted", "") for _, row, _ in rows],
                },
                Place(
                    place.file,
                    place.sheet,
                    [number for number, _, _ in rows],
                    {"organisation": place.titles.get(column, column)},
                ),
            )


def _fill_names(tables: Tables, networks: FilledTable) -> None:
    """Name in one language where the other is empty; the only network where none is named."""
    for table in tables.values():
        cells = table.cells
        if {"name_de", "name_en"} <= cells.keys():
            german, english = cells["name_de"], cells["name_en"]
            cells["name_de"] = [de or en for de, en in zip(german, english, strict=True)]
            cells["name_en"] = [en or de for de, en in zip(german, english, strict=True)]
        if "network" in cells and len(networks) == 1:
            cells["network"] = [cell or networks.cells["id"][0] for cell in cells["network"]]


def _fill_sources(tables: Tables, file: str) -> None:
    """The workbook as source: of rows without one, and of restricted rows as their first."""
    own = f"workbook-{name_slug(file.rpartition('.')[0] or file)}"
    used: set[str] = set()
    for table in tables.values():
        if "source" not in table.cells:
            continue
        secret = table.cells.get("restricted") or [""] * len(table)
        sources = [
            _first_source(cell, own, restricted=bool(word))
            for cell, word in zip(table.cells["source"], secret, strict=True)
        ]
        table.cells["source"] = sources
        used |= {cell.split()[0] for cell in sources if cell.startswith(own)}
    known = set(tables["sources"].cells["id"])
    for source in sorted(used - known):
        access = "restricted" if source != own else ""
        cells = {"id": [source], "title": [file], "access": [access]}
        tables["sources"].add(cells, Place(file, "sources", [1], {}))


def _first_source(cell: str, own: str, *, restricted: bool) -> str:
    """Sources of a row: those named, the workbook if none, its restricted part in front."""
    named = cell or own
    return f"{own}-restricted {cell}".strip() if restricted else named
