"""Sparse products and look-ups that SciPy does not have."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array


def multiply_max(left: csr_array, right: csr_array) -> csr_array:
    """Product of two non-negative sparse matrices in the (max, ×) semiring."""
    entries = left.tocoo()
    starts, ends = right.indptr[entries.col], right.indptr[entries.col + 1]
    counts = ends - starts
    total = int(counts.sum())
    within = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    position = np.repeat(starts, counts) + within
    rows, columns = np.repeat(entries.row, counts), right.indices[position]
    values = np.repeat(entries.data, counts) * right.data[position]
    order = np.lexsort((-values, columns, rows))
    rows, columns, values = rows[order], columns[order], values[order]
    first = np.ones(total, dtype=bool)
    first[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
    shape = (left.shape[0], right.shape[1])
    product = csr_array((values[first], (rows[first], columns[first])), shape=shape)
    product.eliminate_zeros()
    return product


def values_at(
    matrix: csr_array, rows: NDArray[np.integer], columns: NDArray[np.integer]
) -> NDArray[np.float64]:
    """Entries at the given places, 0 where there is none; SciPy refuses to look up no place."""
    if not rows.size:
        return np.zeros(0)
    return np.asarray(matrix[rows, columns], dtype=float).ravel()


def read_row(matrix: csr_array, row: int) -> dict[int, float]:
    """Entries of one row by column, in order of column; much faster than slicing for a few rows."""
    start, end = matrix.indptr[row], matrix.indptr[row + 1]
    pairs = zip(matrix.indices[start:end].tolist(), matrix.data[start:end].tolist(), strict=True)
    return dict(sorted(pairs))


def value_at(matrix: csr_array, row: int, column: int) -> float:
    """Entry at one place, 0 where there is none; `values_at` for a single place, but fast."""
    start, end = matrix.indptr[row], matrix.indptr[row + 1]
    found = matrix.data[start:end][matrix.indices[start:end] == column]
    return float(found[0]) if found.size else 0.0


def find_places(known: pd.Index, labels: Iterable[object]) -> NDArray[np.intp]:
    """Places of labels in an index, -1 where there is none."""
    return np.asarray(known.get_indexer(pd.Index(list(labels), dtype=object)))


def mark_places(
    rows: NDArray[np.integer], columns: NDArray[np.integer], shape: tuple[int, int]
) -> csr_array:
    """Matrix of ones at these places, each once; a row or column below 0 is no place."""
    kept = (rows >= 0) & (columns >= 0)
    marks = csr_array((np.ones(int(kept.sum())), (rows[kept], columns[kept])), shape=shape)
    marks.sum_duplicates()
    marks.data[:] = 1.0
    return marks
