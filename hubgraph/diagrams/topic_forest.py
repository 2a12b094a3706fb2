"""The topic scheme collapsed to what is used, and to what has room on a picture."""

from collections.abc import Mapping
from dataclasses import dataclass

from hubgraph.diagrams.topic_facts import TopicFacts


@dataclass(frozen=True, slots=True)
class Branch:
    """A topic in the tree: its depth, and how many narrower ones were folded into it."""

    fact: TopicFacts
    depth: int
    folded: int


def build_forest(facts: Mapping[str, TopicFacts], *, most: int) -> list[Branch]:
    """Return the tree in reading order, at most so many topics.

    A topic stands below the first of its parents. One without a statement of its own and with
    a single topic below is left out. Where there is no room, topics with nothing below are
    folded into the one above, those least needed and offered first, gaps last.
    """
    children = _collapse(facts, _hang(facts))
    folded = dict.fromkeys(facts, 0)
    parents = {child: parent for parent, row in children.items() for child in row}
    size = len(parents)
    while size > most:
        leaves = [t for t in parents if parents[t] and not children.get(t)]
        if not leaves:
            break
        leaf = min(leaves, key=lambda topic: _rank(facts[topic]))
        parent = parents.pop(leaf)
        children[parent].remove(leaf)
        folded[parent] += folded[leaf] + 1
        size -= 1
    return list(_walk(facts, children, folded))[: max(most, 0)]


def _rank(fact: TopicFacts) -> tuple[bool, int, int, str]:
    """Return how much a topic is worth a row of its own."""
    return fact.gap, len(fact.needed_by), len(fact.offered_by), fact.id


def _hang(facts: Mapping[str, TopicFacts]) -> dict[str, list[str]]:
    """Return parent to children, '' to the roots, of used topics and those above them.

    In a circle the first topic is a root.
    """
    placed: dict[str, str] = {}
    for used in sorted(topic for topic, fact in facts.items() if fact.used):
        topic = used
        while topic and topic not in placed:
            above = (parent for parent in facts[topic].parents if parent in facts)
            placed[topic] = next((p for p in above if not _reaches(placed, p, topic)), "")
            topic = placed[topic]
    children: dict[str, list[str]] = {}
    for topic, parent in sorted(placed.items()):
        children.setdefault(parent, []).append(topic)
    return children


def _reaches(placed: Mapping[str, str], start: str, end: str) -> bool:
    """Return whether the way up from one topic leads to another."""
    while start and start != end:
        start = placed.get(start, "")
    return start == end


def _collapse(
    facts: Mapping[str, TopicFacts], children: dict[str, list[str]]
) -> dict[str, list[str]]:
    """Put in the place of an unused topic with one child that child; top concepts stay."""

    def end_of(topic: str) -> str:
        """Return the first topic below, or itself, that is worth a row."""
        below = children.get(topic, [])
        fact = facts[topic]
        if len(below) == 1 and not fact.used and fact.facet != topic:
            return end_of(below[0])
        return topic

    kept: dict[str, list[str]] = {}
    waiting = [""]
    while waiting:
        parent = waiting.pop()
        kept[parent] = [end_of(child) for child in children.get(parent, [])]
        waiting += kept[parent]
    return kept


def _walk(
    facts: Mapping[str, TopicFacts], children: Mapping[str, list[str]], folded: Mapping[str, int]
) -> list[Branch]:
    """Return the branches in reading order: larger ones first, then by identifier."""
    found: list[Branch] = []
    waiting = [(topic, 0) for topic in reversed(_sort(facts, children.get("", [])))]
    while waiting:
        topic, depth = waiting.pop()
        found.append(Branch(facts[topic], depth, folded[topic]))
        below = _sort(facts, children.get(topic, []))
        waiting += [(child, depth + 1) for child in reversed(below)]
    return found


def _sort(facts: Mapping[str, TopicFacts], topics: list[str]) -> list[str]:
    """Return topics, those that concern most members first."""
    return sorted(
        topics,
        key=lambda t: (-len(facts[t].needed_by) - len(facts[t].offered_by), t),
    )
