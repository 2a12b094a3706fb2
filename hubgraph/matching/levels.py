"""Levels where none is stated: what to take instead, and how far it could be off."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hubgraph.matching.options import LEVELS
from hubgraph.matching.sparse import values_at
from hubgraph.matching.taxonomy import Taxonomy, decay_to_ancestors

_USUAL_LEVEL = 3
_USUAL_COUNT = 4


TAKEN = ["point", "low", "high"]
"""Columns that `add_levels` adds: the level taken, and its bounds."""


def add_levels(statements: pd.DataFrame, taxonomy: Taxonomy) -> pd.DataFrame:
    """Add point, low and high level to each statement; equal where a level is stated."""
    known = statements["stated_level"].astype(float)
    is_need, is_offer = (statements["kind"] == k for k in ("hg:Need", "hg:Offer"))
    own = own_levels(statements)
    bounds = pd.DataFrame({"point": known, "low": known, "high": known})
    missing_offer = is_offer & known.isna()
    bounds.loc[missing_offer, ["low", "high"]] = [1.0, float(LEVELS)]
    bounds.loc[missing_offer, "point"] = _usual_levels(statements, taxonomy)[missing_offer]
    missing_target = is_need & known.isna()
    bounds.loc[missing_target, "point"] = np.clip(own.fillna(0) + 1, _USUAL_LEVEL, LEVELS)[
        missing_target
    ]
    bounds.loc[missing_target, "low"] = np.minimum(own.fillna(0) + 1, LEVELS)[missing_target]
    bounds.loc[missing_target, "high"] = float(LEVELS)
    return statements.join(bounds)


def own_levels(statements: pd.DataFrame) -> pd.Series:
    """Own level of each statement's organisation on its topic, missing where none is stated."""
    key = ["organisation", "topic"]
    own = statements[statements["kind"] == "hg:OwnLevel"].set_index(key)["stated_level"]
    found = own.reindex(pd.MultiIndex.from_frame(statements[key]))
    return pd.Series(found.to_numpy(dtype=float, na_value=np.nan), index=statements.index)


def list_own_levels(statements: pd.DataFrame) -> pd.DataFrame:
    """Statements of an own level that say which."""
    said = statements["stated_level"].notna()
    return statements[(statements["kind"] == "hg:OwnLevel") & said]


def open_own_levels(statements: pd.DataFrame) -> pd.DataFrame:
    """Organisation and topic of every own level that is called for and not stated, once each.

    A need calls for one, and so does a statement that one has an own level.
    """
    open_ = (statements["kind"] != "hg:Offer") & own_levels(statements).isna()
    return statements.loc[open_, ["organisation", "topic"]].drop_duplicates()


def _usual_levels(statements: pd.DataFrame, taxonomy: Taxonomy) -> pd.Series:
    """Level to expect of each offer: 3, drawn towards the hub's stated levels in the branch.

    (Σ known + 4 * 3) / (count + 4), rounded half up. A branch is everything under a common
    ancestor that is not a top concept.
    """
    reach = (decay_to_ancestors(taxonomy, 1.0) != 0).astype(float)
    same_branch = ((reach @ reach.T) > 0).astype(float)
    owners, owner = np.unique(statements["organisation"], return_inverse=True)
    topic = positions(taxonomy.topics, statements["topic"])
    levels = statements["stated_level"].to_numpy(dtype=float, na_value=np.nan)
    known = (statements["kind"] != "hg:Need").to_numpy() & ~np.isnan(levels)
    shape = (len(owners), len(taxonomy.topics))
    total, count = (
        values_at(
            csr_array((v, (owner[known], topic[known])), shape=shape) @ same_branch, owner, topic
        )
        for v in (levels[known], np.ones(known.sum()))
    )
    usual = np.floor((total + _USUAL_COUNT * _USUAL_LEVEL) / (count + _USUAL_COUNT) + 0.5)
    return pd.Series(usual, index=statements.index)


def highest_own_levels(stated: pd.DataFrame) -> pd.DataFrame:
    """Highest own level possible where a need is stated and none is: one below the target."""
    unknown = stated[(stated["kind"] == "hg:Need") & own_levels(stated).isna()]
    return unknown.assign(level=unknown["high"] - 1)[["organisation", "topic", "level"]]


def positions(index: pd.Index, values: pd.Series) -> NDArray[np.intp]:
    """Position of each value in an index, -1 where it is not there."""
    return index.get_indexer(pd.Index(values))
