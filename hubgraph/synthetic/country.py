"""The invented country: its hubs, their places and fields, as musterland.toml lists them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from hubgraph.names import name_slug
from hubgraph.synthetic.dice import Dice

WAVES = (2021, 2022, 2023)
"""Years of the surveys."""

FOUNDED, LAST_DAY = "2021-03-15", "2023-12-31"
_FIELDS_PER_HUB = 4
_NEAR = 2


@dataclass(frozen=True)
class Hub:
    """An invented hub.

    `focus` are the topics it is strong in. `seat` is the number of its place around the
    inland sea. `left` is its last day in the network, '' if it stays. `answered` are the
    surveys it answered; a `thin` hub leaves most cells of them empty.
    """

    id: str
    name: str
    short_name: str
    thematic: bool
    focus: tuple[str, ...]
    seat: int
    joined: str
    left: str
    answered: tuple[int, ...]
    thin: bool

    def is_member(self, day: str) -> bool:
        """Whether it belongs to the network on a day, YYYY-MM-DD."""
        return self.joined <= day and (not self.left or day <= self.left)


@cache
def load_country() -> dict[str, Any]:
    """Everything musterland.toml says."""
    text = (files("hubgraph.synthetic") / "musterland.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def zipf_weights(count: int) -> list[float]:
    """Weights 1, 1/2, 1/3 … of things in order of how usual they are (Zipf 1949)."""
    return [1 / number for number in range(1, count + 1)]


def are_neighbours(one: Hub, other: Hub) -> bool:
    """Whether two hubs sit at most two places apart around the inland sea."""
    places = len(load_country()["regional"])
    apart = abs(one.seat - other.seat)
    return one is not other and min(apart, places - apart) <= _NEAR


def build_hubs(seed: int) -> list[Hub]:
    """All hubs, regional ones around the sea first, then thematic ones."""
    country, dice = load_country(), Dice(seed, "hubs")
    places = [entry["place"] for entry in country["regional"]]
    usual = zipf_weights(len(country["topics"]))
    hubs = []
    for entry in country["regional"]:
        focus = dice.pick_several(country["topics"], usual, _FIELDS_PER_HUB)
        hubs.append(_build_hub(entry, entry["place"], places.index(entry["place"]), focus))
    return hubs + [
        _build_hub(entry, entry["title"], places.index(entry["place"]), entry["focus"])
        for entry in country["thematic"]
    ]


def _build_hub(entry: dict[str, Any], title: str, seat: int, focus: list[str]) -> Hub:
    """One hub of the list, its names marked as invented."""
    joined, left = entry.get("joined", FOUNDED), entry.get("left", "")
    waves = entry.get("answered", WAVES)
    return Hub(
        id=f"muster-{entry.get('id') or name_slug(title)}",
        name=f"Muster-Hub {title} (fiktiv)",
        short_name=f"{entry.get('short', title)} (fiktiv)",
        thematic="focus" in entry,
        focus=tuple(focus),
        seat=seat,
        joined=joined,
        left=left,
        answered=tuple(w for w in waves if joined < f"{w}-09" and not (left and left < f"{w}-09")),
        thin=entry.get("thin", False),
    )
