"""Ages of dated things."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

_DAYS_PER_YEAR = 365.25


def age_years(issued: pd.Series, as_of: str) -> pd.Series:
    """Age of dated things in years, never below 0; missing where there is no date.

    A year or month counts to its last day: no age is claimed that is not stated.

    >>> age_years(pd.Series(["2019-12-31", "2020", None]), "2020-12-31").round(2).tolist()
    [1.0, 0.0, nan]
    """
    day = date.fromisoformat(as_of)
    ages = [
        max((day - last_day(text)).days, 0) / _DAYS_PER_YEAR if isinstance(text, str) else np.nan
        for text in issued
    ]
    return pd.Series(ages, index=issued.index, dtype="float64")


def last_day(text: str) -> date:
    """Last day of a day, month or year."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return date(parts[0], 12, 31)
    if len(parts) == 2:  # noqa: PLR2004 - year and month
        return date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1) - timedelta(days=1)
    return date(*parts)
