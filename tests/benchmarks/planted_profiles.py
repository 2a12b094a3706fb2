"""Planted worlds as profiles at once, without a graph: for a million organisations too."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from hubgraph.matching.levels import add_levels
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.taxonomy import Taxonomy
from hubgraph.synthetic.draws import Ints
from hubgraph.synthetic.planted import UNKNOWN, PlantedWorld
from hubgraph.synthetic.planted_tables import DAY

_KINDS = pd.array(["hg:Offer", "hg:Need", "hg:OwnLevel"], dtype="str")


def to_taxonomy(world: PlantedWorld) -> Taxonomy:
    """Return the topics and links of a planted world; their names sort like their numbers."""
    m = world.planting.topics
    top = np.zeros(m, dtype=bool)
    top[0] = True
    both = np.concatenate([world.related, world.related[:, ::-1]])
    return Taxonomy(_names("t", m), _links(world.broader, m), _links(both, m), top)


def to_profiles(world: PlantedWorld) -> Profiles:
    """Return the profiles that the tables of the world would give, its rows in the same order."""
    taxonomy, n = to_taxonomy(world), world.planting.organisations
    organisations = _names("o", n)
    count = len(world.kind)
    level = pd.array(np.where(world.level == UNKNOWN, 0, world.level), dtype="Int64")
    level[world.level == UNKNOWN] = pd.NA
    statements = pd.DataFrame({
        "statement": _names("s", count),
        "kind": _KINDS.take(world.kind),
        "organisation": organisations.take(world.organisation),
        "topic": taxonomy.topics.take(world.topic),
        "stated_level": level,
        "priority": np.ones(count),
        "basis": "hg:verified",
        "age_years": np.zeros(count),
        "issued": DAY,
        "sources": pd.Series([["s1"]] * count),
    })  # fmt: skip
    names = pd.DataFrame({"name": organisations, "label": organisations, "kind": "hg:RegionalHub"})
    names = names.assign(lat=np.nan, lon=np.nan)
    labels = pd.DataFrame({"label_de": taxonomy.topics, "label_en": taxonomy.topics})
    return Profiles(
        as_of=DAY,
        organisations=names.set_index(organisations),
        names={name: (name,) for name in organisations},
        topics=labels.set_index(taxonomy.topics),
        topic_names={},
        taxonomy=taxonomy,
        places=pd.DataFrame({"place": [], "name": [], "lat": [], "lon": []}),
        statements=add_levels(statements, taxonomy),
        contacts=pd.DataFrame({"organisation": [], "partner": [], "age_years": []}),
        activities=pd.DataFrame({"organisation": [], "topic": [], "age_years": []}),
        sources=pd.DataFrame({"title": ["Planted world"]}, index=["s1"]),
        networks={"de": "Gepflanzte Welt", "en": "Planted world"},
        snapshot=None,
    )


def _names(letter: str, count: int) -> pd.Index:
    """Return names that sort like the numbers they stand for."""
    return pd.Index([f"{letter}{number:08}" for number in range(count)], dtype="str")


def _links(pairs: Ints, count: int) -> csr_array:
    """Return pairs as a matrix."""
    return csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
