"""Decisions on earlier suggestions: a declined pair stands back for a while."""

import pandas as pd
from scipy.sparse import csr_array

from hubgraph.matching.ages import age_years
from hubgraph.matching.levels import positions
from hubgraph.matching.options import MatchingOptions

_DTYPES = {
    "decision": "str", "learner": "str", "teacher": "str", "decided": "str",
    "decided_on": "str", "reason_de": "str", "reason_en": "str", "note": "str",
    "age_years": "float64",
}  # fmt: skip


def no_decisions() -> pd.DataFrame:
    """Table of decisions without a row."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in _DTYPES.items()})


def build_decisions(recorded: pd.DataFrame, members: pd.Index, day: str) -> pd.DataFrame:
    """Latest decision on each ordered pair of members where it was to decline or to postpone.

    `recorded` are the rows of the query 'decisions'. A suggestion names the pair and all its
    topics at once, and so does the score: what was declined is the pair in that direction, on
    whatever topic. A later decision on the pair, in whichever run, takes the place of it. One row
    per pair: `decision`, `learner`, `teacher` (CURIEs), `decided`, `decided_on` (ISO date),
    `reason_de`, `reason_en` and `note` (missing if none is given), `age_years`.
    """
    both = recorded["learner"].isin(members) & recorded["teacher"].isin(members)
    table = recorded[both].drop_duplicates(["learner", "teacher"], keep="last")
    table = table[table["decided"] != "hg:taken"].sort_values(["learner", "teacher"])
    table = table.assign(age_years=age_years(table["decided_on"], day))
    return table[list(_DTYPES)].astype(_DTYPES).reset_index(drop=True)


def measure_declined(
    decisions: pd.DataFrame, members: pd.Index, *, options: MatchingOptions = MatchingOptions()
) -> csr_array:
    """How much of a refusal is left, learner by teacher, n × n, 0 to 1: 2 ** (-age / half-life).

    1 on the day of the decision; no entry where nothing was declined.
    """
    table = decisions[decisions["decided"] == "hg:declined"]
    left = 2.0 ** (-table["age_years"].to_numpy(float) / options.declined_half_life_years)
    places = tuple(positions(members, table[role]) for role in ("learner", "teacher"))
    return csr_array((left, places), shape=(len(members), len(members)))
