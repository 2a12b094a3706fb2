"""What a run of the command line leaves behind."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pytest


@dataclass(frozen=True)
class Answer:
    """What a run of the command line left behind."""

    code: int
    out: str
    err: str

    def rows(self) -> list[dict[str, object]]:
        """Rows of a JSON answer; no NaN is let through."""
        found: list[dict[str, object]] = json.loads(self.out, parse_constant=pytest.fail)
        return found

    def table(self) -> pd.DataFrame:
        """Table of a CSV answer."""
        return pd.read_csv(io.StringIO(self.out))


Run = Callable[..., Answer]
