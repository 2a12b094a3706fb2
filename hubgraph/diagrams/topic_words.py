"""Topics in words: who offers and needs them, what is missing, for those who cannot see."""

from collections.abc import Sequence

from hubgraph.catalogue import Catalogue
from hubgraph.diagrams.topic_facts import Levels, TopicFacts
from hubgraph.diagrams.topic_forest import Branch
from hubgraph.matching.profiles import Profiles

_NAMED = 5


def list_topics(facts: Sequence[TopicFacts], profiles: Profiles, catalogue: Catalogue) -> list[str]:
    """Return a line per topic: its facet, who offers and needs it at which level, and a gap."""
    labels = profiles.topic_labels(catalogue.lang)
    names = {str(key): str(name) for key, name in profiles.organisations["label"].items()}
    lines = []
    for fact in sorted(facts, key=lambda fact: (fact.facet == "", fact.facet, fact.id)):
        parts = [
            catalogue.text(f"matrix.list_{kind}", names=_list_levels(levels, names, catalogue))
            for kind, levels in (("offers", fact.offers), ("needs", fact.needs))
            if levels
        ]
        gap = f" {catalogue.text('matrix.list_gap')}" if fact.gap else ""
        facet = f" ({labels[fact.facet]})" if fact.facet not in {"", fact.id} else ""
        lines.append(f"{fact.label}{facet}: {'; '.join(parts)}.{gap}")
    return lines


def describe_coverage(facts: Sequence[TopicFacts], catalogue: Catalogue) -> list[str]:
    """Return sentences: how many topics, the most offered and needed ones, the gaps."""
    if not facts:
        return [catalogue.text("matrix.empty")]
    offered = [fact for fact in facts if fact.offers]
    needed = [fact for fact in facts if fact.needs]
    gaps = [fact for fact in facts if fact.gap]
    sentences = [
        catalogue.text("matrix.counts", all=len(facts), offered=len(offered), needed=len(needed))
    ]
    for key, ranked in (
        ("most_offered", sorted(offered, key=lambda fact: (-len(fact.offers), fact.id))),
        ("most_needed", sorted(needed, key=lambda fact: (-len(fact.needs), fact.id))),
    ):
        if ranked:
            counted = [(f, len(f.offers if key == "most_offered" else f.needs)) for f in ranked]
            names = [f"{fact.label} ({count})" for fact, count in counted[:_NAMED]]
            sentences.append(catalogue.text(f"matrix.{key}", topics=", ".join(names)))
    if gaps:
        names = [fact.label for fact in gaps]
        listed = ", ".join(names[:_NAMED])
        if len(names) > _NAMED:
            more = len(names) - _NAMED
            listed = catalogue.text("diagram.describe.more", names=listed, count=more)
        sentences.append(catalogue.count("matrix.gaps", len(gaps), topics=listed))
    return sentences


def list_branches(branches: Sequence[Branch], catalogue: Catalogue) -> list[str]:
    """Return a line per topic of the tree, indented, with its counts and what is missing."""
    lines = []
    for branch in branches:
        fact = branch.fact
        parts = [
            catalogue.text("tree.list_offered", n=len(fact.offered_by)),
            catalogue.text("tree.list_needed", n=len(fact.needed_by)),
            *([catalogue.text("tree.list_gap")] if fact.gap else []),
            *([catalogue.text("tree.list_single")] if fact.single else []),
        ]
        lines.append(f"{'  ' * branch.depth}{fact.label}: {', '.join(parts)}")
    return lines


def _list_levels(levels: Levels, names: dict[str, str], catalogue: Catalogue) -> str:
    """Return names with their levels, in order of identifier."""
    unstated = catalogue.text("matrix.unstated")
    return ", ".join(
        f"{names[member]} ({unstated if level is None else level})"
        for member, level in sorted(levels.items())
    )
