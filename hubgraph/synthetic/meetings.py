"""The invented meetings and joint activities: who was there, neighbours more often."""

from dataclasses import dataclass
from datetime import date, timedelta

from hubgraph.synthetic.country import WAVES, Hub, are_neighbours, load_country
from hubgraph.synthetic.dice import Dice

RETREAT = "2023-05-11"
"""Day of the retreat whose minutes are not for the public."""

_ATTENDANCE = 0.75
_REGIONAL_ATTENDANCE = 0.8
_JOINT_SHARE, _FAR_JOINT_SHARE = 0.4, 0.03
_NETWORK_DAYS = (("03-15", "06-22"), ("03-09", "10-27"), ("03-22", "11-08"))
_REGIONAL_MEETINGS, _ACTIVITIES = 4, 5


@dataclass(frozen=True)
class Event:
    """One event: `host` is None where the coordination office hosts it."""

    id: str
    kind: str
    name_de: str
    name_en: str
    begins: str
    host: Hub | None
    guests: tuple[Hub, ...]
    seat: int


def plan_meetings(hubs: list[Hub], seed: int) -> list[Event]:
    """All meetings and joint activities, by day."""
    dice = Dice(seed, "meetings")
    events = [_hold_retreat(hubs, dice)]
    for wave, days in zip(WAVES, _NETWORK_DAYS, strict=True):
        events += [
            _hold_network_meeting(hubs, f"{wave}-{day}", number, dice)
            for number, day in enumerate(days, start=1)
        ]
        numbers = range(_REGIONAL_MEETINGS)
        events += [_hold_regional_meeting(hubs, wave, number, dice) for number in numbers]
        events += [_hold_activity(hubs, wave, number, dice) for number in range(_ACTIVITIES)]
    return sorted(events, key=lambda event: (event.begins, event.id))


def _hold_network_meeting(hubs: list[Hub], day: str, number: int, dice: Dice) -> Event:
    """Meeting of the whole network, hosted by the coordination office."""
    guests = tuple(h for h in hubs if h.is_member(day) and dice.happens(_ATTENDANCE))
    seat = dice.number(0, len(load_country()["regional"]) - 1)
    return Event(
        id=f"muster-meeting-{day[:4]}-{number}",
        kind="meeting",
        name_de=f"Netzwerktreffen Musterland {day[:4]}/{number} (fiktiv)",
        name_en=f"Network meeting Musterland {day[:4]}/{number} (fictional)",
        begins=day,
        host=None,
        guests=guests,
        seat=seat,
    )


def _hold_retreat(hubs: list[Hub], dice: Dice) -> Event:
    """Retreat of a few hubs on money and staff, whose minutes are not for the public."""
    guests = [hub for hub in hubs if hub.is_member(RETREAT) and dice.happens(0.4)]
    leaving = [hub for hub in hubs if hub.left and hub not in guests]
    return Event(
        id="muster-retreat-2023",
        kind="meeting",
        name_de="Klausur Musterland 2023 (fiktiv)",
        name_en="Retreat Musterland 2023 (fictional)",
        begins=RETREAT,
        host=None,
        guests=(*guests, *leaving),
        seat=0,
    )


def _hold_regional_meeting(hubs: list[Hub], wave: int, number: int, dice: Dice) -> Event:
    """Meeting of neighbours at the place of one of them."""
    day = _draw_day(wave, dice)
    host = dice.pick([hub for hub in hubs if hub.is_member(day) and not hub.thematic])
    guests = [
        hub
        for hub in hubs
        if are_neighbours(host, hub) and hub.is_member(day) and dice.happens(_REGIONAL_ATTENDANCE)
    ]
    place = load_country()["regional"][host.seat]["place"]
    return Event(
        id=f"muster-regional-{wave}-{number + 1}",
        kind="meeting",
        name_de=f"Nachbartreffen {place} {wave} (fiktiv)",
        name_en=f"Meeting of neighbours, {place} {wave} (fictional)",
        begins=day,
        host=host,
        guests=tuple(guests),
        seat=host.seat,
    )


def _hold_activity(hubs: list[Hub], wave: int, number: int, dice: Dice) -> Event:
    """One kind of activity of a hub with some others, mostly neighbours; never alone."""
    day = _draw_day(wave, dice)
    members = [hub for hub in hubs if hub.is_member(day)]
    host = dice.pick(members)
    guests = [
        hub
        for hub in members
        if hub is not host
        and dice.happens(_JOINT_SHARE if are_neighbours(host, hub) else _FAR_JOINT_SHARE)
    ]
    near = [hub for hub in members if are_neighbours(host, hub)]
    kind = load_country()["activities"][number]
    return Event(
        id=f"muster-{kind['id']}-{wave}",
        kind="joint_activity",
        name_de=f"Musterland {wave}: {kind['name_de']} (fiktiv)",
        name_en=f"Musterland {wave}: {kind['name_en']} (fictional)",
        begins=day,
        host=host,
        guests=tuple(guests or [dice.pick(near)]),
        seat=host.seat,
    )


def _draw_day(wave: int, dice: Dice) -> str:
    """Day between April and the end of November of a year."""
    return (date(wave, 4, 1) + timedelta(days=dice.number(0, 240))).isoformat()
