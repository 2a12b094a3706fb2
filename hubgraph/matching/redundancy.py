"""What the network covers of all needs together, and on whom that hangs."""

import pandas as pd
from scipy.sparse import csr_array

from hubgraph.matching.benefit import Benefit

_SUPPLIERS = 3  # the learner itself, the best, and the next best
_VISIBLE = 1e-9


def list_coverage(benefit: Benefit) -> pd.DataFrame:
    """Every open step of every learner, and who covers it best.

    One row per step: `learner`, `topic` and `teacher` as row numbers (teacher -1 where nobody
    covers it), `step` 1 to 5, `demand` in weighted level steps with take-up, `covered` its
    share covered by the best teacher, and `next_best` by the best one without that teacher (0
    to 1). Nobody teaches themselves; of equal teachers the one of smaller number is the best.
    """
    m = benefit.absorption.shape[1]
    demand = _to_rows(benefit.demand, ["learner", "column", "demand"])
    ranked = demand.merge(_find_best(benefit.supply), on="column", how="left")
    ranked = ranked[ranked["teacher"] != ranked["learner"]]
    place = ranked.groupby(["learner", "column"]).cumcount()
    key = ["learner", "column"]
    best, second = (ranked[place == number].set_index(key) for number in (0, 1))
    rows = demand.set_index(key).sort_index()
    rows = rows.assign(
        topic=rows.index.get_level_values("column") % m,
        step=rows.index.get_level_values("column") // m + 1,
        teacher=best["teacher"].reindex(rows.index).fillna(-1).astype(int),
        covered=best["value"].reindex(rows.index).fillna(0.0),
        next_best=second["value"].reindex(rows.index).fillna(0.0),
    )
    return rows.reset_index().drop(columns="column")


def measure_losses(coverage: pd.DataFrame) -> pd.Series:
    """What the network covers less without each teacher, by row number; weighted level steps.

    Without a teacher the next best steps in. Teachers without whom nothing is lost are left out.
    """
    loss = coverage["demand"] * (coverage["covered"] - coverage["next_best"])
    losses = loss.groupby(coverage["teacher"]).sum()
    return losses[(losses > _VISIBLE) & (losses.index >= 0)]


def _find_best(supply: csr_array) -> pd.DataFrame:
    """Three best suppliers of every column, best first."""
    entries = _to_rows(supply, ["teacher", "column", "value"])
    ordered = entries.sort_values(["column", "value", "teacher"], ascending=[True, False, True])
    return ordered.groupby("column").head(_SUPPLIERS)


def _to_rows(matrix: csr_array, names: list[str]) -> pd.DataFrame:
    """Entries of a matrix as a table: row, column, value."""
    entries = matrix.tocoo()
    rows = pd.DataFrame(dict(zip(names, (entries.row, entries.col, entries.data), strict=True)))
    return rows[rows[names[2]] > 0]
