"""Random statements of a few hubs, as profiles: for tests of what missing levels do."""

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from small_networks import TOPIC

from hubgraph.matching.levels import add_levels, own_levels
from hubgraph.matching.profiles import Profiles

KINDS = ("hg:Offer", "hg:Need", "hg:OwnLevel")

Drawn = dict[tuple[str, str, str], tuple[int | None, str, float]]
"""Hub, topic and kind to level, basis and age in years."""


def draw_statements(hubs: str = "abc", most: int = 14) -> st.SearchStrategy[Drawn]:
    """Draw statements of hubs on three topics: level, basis, age."""
    keys = st.tuples(
        st.sampled_from(hubs), st.sampled_from(["PM", "CV", "DS"]), st.sampled_from(KINDS)
    )
    bases = st.sampled_from(["hg:verified", "hg:selfDeclared", "hg:harvested"])
    ages = st.sampled_from([0.0, 1.0, 4.0, np.nan])
    values = st.tuples(st.none() | st.integers(1, 5), bases, ages)
    return st.dictionaries(keys, values, min_size=5, max_size=most)


def draw_surveys(hubs: str) -> st.SearchStrategy[Drawn]:
    """Draw full surveys of hubs on two topics, fresh and verified, with one level in six missing.

    Their intervals are narrow, so that orders are often sure.
    """
    keys = [(hub, topic, kind) for hub in hubs for topic in ("PM", "CV") for kind in KINDS]
    size = 2 * len(keys)

    def read(drawn: bytes) -> Drawn:
        numbers = iter(drawn)
        levels = {key: (next(numbers) % 6 or None, next(numbers) % 3) for key in keys}
        return {
            key: (level, "hg:verified", 0.0)
            for key, (level, asked) in levels.items()
            if asked or key[2] == "hg:OwnLevel"
        }

    return st.binary(min_size=size, max_size=size).map(read)


def state(network: Profiles, drawn: Drawn) -> Profiles:
    """Profiles of the same hubs with these statements."""
    return state_table(network, [
        {"organisation": f"hgd:{hub}", "topic": TOPIC + topic, "kind": kind, "basis": basis}
        | {"stated_level": level, "age_years": age}
        for (hub, topic, kind), (level, basis, age) in sorted(drawn.items())
    ])  # fmt: skip


def state_table(network: Profiles, rows: list[dict[str, object]]) -> Profiles:
    """Profiles of the same hubs with these rows as statements, undated if no age is given."""
    columns = ["organisation", "topic", "kind", "basis", "stated_level", "age_years"]
    table = pd.DataFrame(rows, columns=columns).sort_values(columns[:3], ignore_index=True)
    names = table["kind"] + table.index.astype(str)
    table = table.astype({"stated_level": "Int64", "age_years": float})
    table = table.assign(priority=1.0, statement=names)
    return replace(network, statements=add_levels(table, network.taxonomy))


def complete(profiles: Profiles, rng: np.random.Generator) -> Profiles:
    """Profiles in which every missing level is stated, any that can be true.

    An open need lies above the own level, which is stated with it.
    """
    table = profiles.statements.drop(columns=["point", "low", "high"])
    target, known = table["stated_level"], own_levels(table)
    is_need, is_own = (table["kind"] == kind for kind in ("hg:Need", "hg:OwnLevel"))
    least = np.where(is_need, np.minimum(known.fillna(0) + 1, 5), np.where(is_own, 0, 1))
    target = target.astype(float).fillna(pd.Series(rng.integers(least.astype(int), 6)))
    lacking = table[is_need & known.isna()]
    highest = target[lacking.index].to_numpy(int)
    own = lacking.assign(
        kind="hg:OwnLevel", basis="hg:selfDeclared", stated_level=rng.integers(0, highest)
    )
    table = pd.concat([own, table.assign(stated_level=target)], ignore_index=True)
    table = table.drop_duplicates(["organisation", "topic", "kind"]).reset_index(drop=True)
    table["stated_level"] = table["stated_level"].astype("Int64")
    return replace(profiles, statements=add_levels(table, profiles.taxonomy))
