"""Suggestions as a network: from each teacher to its learners, with the topic on the edge."""

import networkx as nx
import pandas as pd

from hubgraph.errors import OptionError
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.matching.profiles import Profiles
from hubgraph.monitoring.network import KINDS

_DIRECTED = ("learning", "helping", "opening")


def to_network(ties: nx.Graph | Suggestions) -> nx.Graph:
    """Return ties as a network; a network is one."""
    return build_suggestion_network(ties) if isinstance(ties, Suggestions) else ties


def build_suggestion_network(suggestions: Suggestions) -> nx.DiGraph:
    """Network of suggestions: teacher → learner, as the knowledge flows; weight = score.

    Nodes are all they are about, those without a suggestion as well. `label` of an edge is its
    first topic, with the number of further ones. Raises `OptionError` for suggestions in which
    nobody in particular teaches or learns.
    """
    if suggestions.query not in _DIRECTED:
        raise OptionError("suggestions", suggestions.query, ", ".join(_DIRECTED))
    profiles, table = suggestions.scores.profiles, suggestions.table
    network = nx.DiGraph(relation="suggestion", **describe_profiles(profiles))
    members = {*table["learner"], *table["teacher"], *suggestions.open_needs["learner"]}
    for member in sorted(members):
        network.add_node(member, **describe_member(profiles, member))
    for row in table.to_dict("records"):
        more = len(row["topics"]) - 1
        label = row["topic_label"] + (f" (+{more})" if more else "")
        network.add_edge(row["teacher"], row["learner"], weight=row["score"], label=label)
    return network


def describe_member(profiles: Profiles, member: str) -> dict[str, object]:
    """Return name, label, kind and place of a member, unknown ones left out."""
    row = profiles.organisations.loc[member]
    known = {name: row[name] for name in ("name", "label", "lat", "lon") if pd.notna(row[name])}
    return known | {"kind": KINDS.get(str(row["kind"]), "organisation")}


def describe_profiles(profiles: Profiles) -> dict[str, object]:
    """Return what a picture says of profiles as a whole: name, day, sources, origin."""
    access = profiles.sources["access"] == "hg:restrictedAccess"
    return {
        "as_of": profiles.as_of,
        "network_name_de": profiles.networks["de"],
        "network_name_en": profiles.networks["en"],
        "source_count": int((~access).sum()),
        "restricted_source_count": int(access.sum()),
        **({"snapshot": profiles.snapshot} if profiles.snapshot else {}),
    }
