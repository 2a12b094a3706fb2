"""The words of a timeline: every date as it is stated, and what has none."""

from collections.abc import Sequence

from hubgraph.catalogue import Catalogue
from hubgraph.diagrams.timeline_data import Chronicle, Membership, Renaming, Round


def write_date(text: str | None, catalogue: Catalogue) -> str:
    """Return a date for readers, as precise as it is stated; what says that there is none."""
    return catalogue.day(text) if text else catalogue.text("timeline.no_date")


def list_undated(chronicle: Chronicle, catalogue: Catalogue) -> list[str]:
    """Return one sentence per group that names what has no date, none where all have one."""
    return [
        catalogue.text("timeline.undated", what=what, names="; ".join(names))
        for what, names in _find_undated(chronicle, catalogue).items()
    ]


def count_undated(chronicle: Chronicle, catalogue: Catalogue) -> list[str]:
    """Return how many of each group have no date."""
    return [
        catalogue.text("timeline.undated", what=what, names=catalogue.number(len(names), digits=0))
        for what, names in _find_undated(chronicle, catalogue).items()
    ]


def _find_undated(chronicle: Chronicle, catalogue: Catalogue) -> dict[str, list[str]]:
    """Return the names of what has no date, by the name of its group."""
    groups = {
        "members": [each.label for each in chronicle.members if not (each.since or each.until)],
        "rounds": [each.name for each in chronicle.rounds if not each.dates],
        "events": [each.name for each in chronicle.events if not each.begins],
    }
    return {catalogue.text(f"timeline.{name}"): found for name, found in groups.items() if found}


def list_chronicle(chronicle: Chronicle, catalogue: Catalogue) -> list[str]:
    """Return a line per membership, name, funding round and event."""
    lines = []
    for member in chronicle.members:
        lines.append(_tell_member(member, catalogue))
        for name in member.names:
            since, until = (write_date(text, catalogue) for text in (name.since, name.until))
            values = {"hub": member.label, "name": name.name, "since": since, "until": until}
            lines.append(catalogue.text("timeline.tell.name", **values))
    lines += [_tell_round(each, catalogue) for each in chronicle.rounds]
    for event in chronicle.events:
        when = write_date(event.begins, catalogue)
        told = ", ".join(filter(None, [event.name, event.place]))
        lines.append(catalogue.text("timeline.tell.event", date=when, kind=event.kind, name=told))
    return lines


def _tell_member(member: Membership, catalogue: Catalogue) -> str:
    """Return one membership in words."""
    since, until = (write_date(text, catalogue) for text in (member.since, member.until))
    kind = catalogue.text(f"diagram.kind.{member.kind}")
    return catalogue.text(
        "timeline.tell.member", hub=member.label, kind=kind, since=since, until=until
    )


def _tell_round(each: Round, catalogue: Catalogue) -> str:
    """Return one funding round in words."""
    dates = {"opens": each.opens, "closes": each.closes, "decided": each.decided}
    told = [
        catalogue.text(f"timeline.tell.{name}", date=write_date(text, catalogue))
        for name, text in dates.items()
        if text
    ] or [catalogue.text("timeline.no_date")]
    if each.budget is not None:
        amount = catalogue.number(each.budget, digits=0)
        told.append(catalogue.text("timeline.budget", amount=amount))
    return f"{each.name}: {', '.join(told)}"


def list_names(names: Sequence[Renaming], text: str, catalogue: Catalogue) -> list[str]:
    """Return what to write of names of one date, the fullest first."""
    when = write_date(text, catalogue)
    new = [
        catalogue.text("timeline.name_gone", name=name.name, date=write_date(name.until, catalogue))
        if name.until
        else name.name
        for name in names
        if name.since
    ]
    old = [name.name for name in names if not name.since]
    full = [catalogue.text("timeline.name_until", date=when, name=name) for name in old]
    full += [catalogue.text("timeline.name_since", date=when, name=" / ".join(new))] if new else []
    return ["; ".join(full), catalogue.count("timeline.names", len(names), date=when)]
