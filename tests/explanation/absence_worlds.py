"""Random networks as tables, and what the tables alone say about a pair.

Nothing here uses the code under test: who is a member, which statement counts, which level is
taken and what serves what is read off the rows, with the kernel of section 11 of the matching
specification written out.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from small_networks import DAY, TOPIC, write_network, write_rows

import hubgraph as hg
from hubgraph.matching.profiles import Profiles

Row = dict[str, Any]
NAMES = ("AI", "PM", "CV", "Data", "DS")
SERVES = {
    "AI": {"AI", "PM", "CV"},
    "PM": {"PM", "AI", "CV", "DS"},
    "CV": {"CV", "AI", "PM"},
    "Data": {"Data", "DS"},
    "DS": {"DS", "Data", "PM"},
}
"""Topics of offers that serve a need, with the default parameters."""
BRANCHES = ({"AI", "PM", "CV"}, {"Data", "DS"})
BASES = {"verified": 1.0, "self_declared": 0.8, "harvested": 0.6}
KINDS = {"offer": 0.3, "need": 0.25, "own_level": 0.35}
DATES = ("2015-03", "2018-10-10", "2020-06-30", DAY, "")


@dataclass(frozen=True)
class Tables:
    """Rows of a network: statements, memberships, capacities; meetings by day; exchanges."""

    statements: list[Row]
    memberships: list[Row]
    capacities: list[Row]
    meetings: dict[str, tuple[str, ...]]
    exchanges: list[tuple[str, str, str, str]]
    hubs: dict[str, str]

    def build(self, folder: Path) -> Profiles:
        """Profiles of the network, by way of its tables and the graph."""
        write_network(
            folder, self.statements, hubs=self.hubs, meetings=self.meetings,
            exchanges=self.exchanges,
        )  # fmt: skip
        write_rows(folder / "memberships.csv", self.memberships)
        write_rows(folder / "capacities.csv", self.capacities)
        sources = [{"id": f"S{n}", "title": f"Survey {n}"} for n in (1, 2)]
        write_rows(
            folder / "sources.csv", [*sources, {"id": "S9", "title": "X", "access": "restricted"}]
        )
        return hg.build_profiles(hg.read_workbook(folder))

    def is_member(self, hub: str) -> bool:
        """Whether a hub is a member on the day."""
        row = next(row for row in self.memberships if row["member"] == hub)
        return row.get("valid_from", "") <= DAY and (row.get("valid_through") or DAY) >= DAY

    def counted(self, hub: str, kind: str) -> dict[str, Row]:
        """Statements of a hub and kind that count, by topic."""
        found: dict[str, Row] = {}
        for row in self.statements:
            topic = str(row["topic"]).removeprefix(TOPIC)
            if (row["organisation"], row["kind"]) == (hub, kind):
                found[topic] = max(found.get(topic, row), row, key=_preference)
        return found

    def own(self, hub: str) -> dict[str, int]:
        """Own levels a hub has stated."""
        rows = self.counted(hub, "own_level")
        return {topic: row["level"] for topic, row in rows.items() if row["level"] is not None}

    def targets(self, hub: str) -> dict[str, int]:
        """Targets of a hub's needs, stated or taken."""
        own = self.own(hub)
        return {
            topic: row["target_level"] or min(max(3, own.get(topic, 0) + 1), 5)
            for topic, row in self.counted(hub, "need").items()
        }

    def offers(self, hub: str) -> dict[str, int]:
        """Levels of a hub's offers, stated or taken."""
        rows = self.counted(hub, "offer")
        known = [(t, row["level"]) for t, row in rows.items() if row["level"] is not None]
        known += list(self.own(hub).items())

        def usual(topic: str) -> int:
            branch = next(each for each in BRANCHES if topic in each)
            near = [level for each, level in known if each in branch]
            return math.floor((sum(near) + 12) / (len(near) + 4) + 0.5)

        return {t: row["level"] or usual(t) for t, row in rows.items()}

    def taught(self, hub: str) -> set[str]:
        """Topics that a hub is on record as having taught."""
        return {topic for _, teacher, topic, _ in self.exchanges if teacher == hub}

    def only_need(self, hub: str, topic: str) -> "Tables":
        """Tables in which a hub needs nothing but a topic."""
        other = [
            row
            for row in self.statements
            if (row["organisation"], row["kind"]) == (hub, "need") and row["topic"] != TOPIC + topic
        ]
        return replace(self, statements=[row for row in self.statements if row not in other])

    def state(self, hub: str, kind: str, topic: str, level: int) -> "Tables":
        """Tables in which a level is stated: of the row that counts, else in a new one."""
        column = "target_level" if kind == "need" else "level"
        row = self.counted(hub, kind).get(topic)
        if row is not None:
            changed = [{**each, column: level} if each is row else each for each in self.statements]
            return replace(self, statements=changed)
        new = {
            "id": f"new-{kind}-{hub}-{topic}", "kind": kind, "organisation": hub,
            "topic": TOPIC + topic, "basis": "self_declared", "issued": DAY, "source": "S1",
            "confidence": "high", "level": None, "target_level": None,
        }  # fmt: skip
        return replace(self, statements=[*self.statements, {**new, column: level}])

    def admit(self, hub: str) -> "Tables":
        """Tables in which a hub is a member on every day."""
        rows = [
            {**row, "valid_from": "", "valid_through": ""} if row["member"] == hub else row
            for row in self.memberships
        ]
        return replace(self, memberships=rows)

    def remove(self, name: str) -> "Tables":
        """Tables without one statement."""
        return replace(self, statements=[row for row in self.statements if row["id"] != name])


def _preference(row: Row) -> tuple[object, ...]:
    """The larger counts: newest, best founded, highest level, smallest identifier."""
    level = row["level"] if row["level"] is not None else row["target_level"]
    issued = str(row["issued"])
    day = issued + ("-31" if len(issued) == 7 else "")
    letters = (*(-ord(letter) for letter in row["id"]), 0)
    return day, BASES[str(row["basis"])], -1 if level is None else level, letters


def draw_tables(dice: np.random.Generator, *, hubs: str = "abcdef") -> Tables:
    """Draw a network; about one hub in six is no member on the day."""
    statements = [row for hub in hubs for row in _draw_statements(dice, hub)]
    memberships = []
    for hub in hubs:
        row = {"id": f"m-{hub}", "network": "n", "member": hub, "role": "member", "source": "S1"}
        bounds = [{}, {}, {}, {}, {}, {}, {}, {}, {"valid_through": "2019-05"}]
        bounds += [{"valid_from": "2021-06-01"}]
        memberships.append({**row, "confidence": "high", **bounds[dice.integers(len(bounds))]})
    capacities = [
        {"id": f"c-{hub}-{role}", "organisation": hub, "role": role, "source": "S1"}
        | {"exchanges": int(dice.integers(3)), "confidence": "high"}
        for hub in hubs
        for role in ("learner", "teacher")
        if dice.random() < 0.3
    ]
    pairs = [tuple(dice.permutation(list(hubs))[:2].tolist()) for _ in range(6)]
    days = ("2016-01-01", "2018-02-02", "2019-09-09", "2020-05-05", "2020-11-11", "2020-12-12")
    meetings = {day: pair for day, pair in zip(days, pairs, strict=True) if dice.random() < 0.6}
    exchanges = [
        (
            *pair,
            str(dice.choice(NAMES)),
            str(dice.choice(["2017-07-07", "2020-03-03", "2020-12-01"])),
        )
        for pair in pairs[:3]
        if dice.random() < 0.4
    ]
    names = {hub: f"Hub {hub.upper()}" for hub in hubs}
    return Tables(statements, memberships, capacities, meetings, exchanges, names)  # type: ignore[arg-type]


def _draw_statements(dice: np.random.Generator, hub: str) -> Iterable[Row]:
    """Statements of one hub; in one of five it says nothing of a kind."""
    for kind, chance in KINDS.items():
        if dice.random() < 0.2:
            continue
        for topic in NAMES:
            for suffix in ("", "-old") if dice.random() < chance else ():
                if suffix and dice.random() < 0.8:
                    continue
                least = 0 if kind == "own_level" else 1
                level = None if dice.random() < 0.25 else int(dice.integers(least, 6))
                column = "target_level" if kind == "need" else "level"
                yield {
                    "id": f"{kind}-{hub}-{topic}{suffix}", "kind": kind, "organisation": hub,
                    "topic": TOPIC + topic, "basis": str(dice.choice(list(BASES))),
                    "issued": "2014-01-01" if suffix else str(dice.choice(DATES)),
                    "source": "S9" if dice.random() < 0.1 else "S1", "confidence": "high",
                    "level": None, "target_level": None, column: level,
                }  # fmt: skip
