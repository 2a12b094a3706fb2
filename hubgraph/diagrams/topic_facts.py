"""What is known of each topic: who offers it, who needs it, where it hangs on one member."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from hubgraph.matching.profiles import Profiles

Levels = Mapping[str, int | None]
"""Member to the level it states, None where it states none."""


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """A topic that is offered or needed, or that stands above one.

    `facet` is its top concept, '' if it has none, `parents` the topics one step above.
    `offers` and `needs` are the statements on the topic itself; `offered_by` and `needed_by`
    the members with one on it or on a part of it. `gap`: somebody needs the topic and nobody
    else offers it or a part of it.
    """

    id: str
    label: str
    facet: str
    parents: tuple[str, ...]
    offers: Levels
    needs: Levels
    offered_by: frozenset[str]
    needed_by: frozenset[str]

    @property
    def used(self) -> bool:
        """Return whether there is a statement on the topic itself."""
        return bool(self.offers or self.needs)

    @property
    def gap(self) -> bool:
        """Return whether a need on the topic is left to its own member."""
        return any(not self.offered_by - {member} for member in self.needs)

    @property
    def single(self) -> bool:
        """Return whether exactly one member offers the topic or a part of it."""
        return len(self.offered_by) == 1


def describe_topics(profiles: Profiles, *, lang: str) -> dict[str, TopicFacts]:
    """Return the facts on every used topic and on all above one, by identifier, sorted."""
    offers, needs = (_collect(profiles, kind) for kind in ("hg:Offer", "hg:Need"))
    above = _list_above(profiles, sorted({*offers, *needs}))
    offered_by, needed_by = (_gather(stated, above) for stated in (offers, needs))
    tops = set(profiles.topics.index[profiles.taxonomy.excluded])
    labels = profiles.topic_labels(lang)
    found = sorted({topic for steps in above.values() for topic, _ in steps})
    higher = _list_above(profiles, found)
    return {
        topic: TopicFacts(
            id=topic,
            label=str(labels[topic]),
            facet=next((each for each, _ in higher[topic] if each in tops), ""),
            parents=tuple(each for each, steps in higher[topic] if steps == 1),
            offers=offers.get(topic, {}),
            needs=needs.get(topic, {}),
            offered_by=frozenset(offered_by[topic]),
            needed_by=frozenset(needed_by[topic]),
        )
        for topic in found
    }


def _collect(profiles: Profiles, kind: str) -> dict[str, dict[str, int | None]]:
    """Return topic to member to stated level, of one kind of statement."""
    rows = profiles.statements[profiles.statements["kind"] == kind]
    found: defaultdict[str, dict[str, int | None]] = defaultdict(dict)
    for member, topic, level in zip(
        rows["organisation"], rows["topic"], rows["stated_level"], strict=True
    ):
        found[topic][member] = None if pd.isna(level) else int(level)
    return dict(found)


def _list_above(profiles: Profiles, topics: list[str]) -> dict[str, list[tuple[str, int]]]:
    """Return for each topic itself and all above it with the steps up, nearest first."""
    index = profiles.topics.index
    rows = index.get_indexer(pd.Index(topics))
    found: dict[str, list[tuple[str, int]]] = {topic: [(topic, 0)] for topic in topics}
    for steps, level in enumerate(profiles.taxonomy.levels):
        for topic, row in zip(topics, rows, strict=True):
            ends = sorted(level[[row], :].tocoo().col.tolist())
            found[topic] += [(str(index[end]), steps) for end in ends if index[end] != topic]
    return found


def _gather(
    stated: Mapping[str, Levels], above: Mapping[str, list[tuple[str, int]]]
) -> defaultdict[str, set[str]]:
    """Return topic to the members with a statement on it or on a part of it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for topic, members in stated.items():
        for higher, _ in above[topic]:
            found[higher] |= set(members)
    return found
