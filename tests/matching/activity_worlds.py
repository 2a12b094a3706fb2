"""Small random records of activities."""

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from hubgraph.matching.evidence import EvidenceOptions

COLUMNS = ("activity", "time", "organisation", "topic", "weight", "learner")
TOPICS = ("ai", "data", "iot", "xr")


@st.composite
def draw_activities(draw: st.DrawFn, *, fewest: int = 1) -> pd.DataFrame:
    """Draw a record in order of time; gaps go from none to thousands of half-lives."""
    rows, time = [], draw(st.floats(-100, 100))
    for number in range(draw(st.integers(fewest, 14))):
        time += draw(st.sampled_from((0.0, 0.25, 1.0, 3.0, 700.0, 40_000.0)))
        owners = draw(st.lists(st.integers(0, 4), min_size=1, max_size=3, unique=True))
        topics = draw(st.lists(st.sampled_from(TOPICS), min_size=1, max_size=3, unique=True))
        weight = draw(st.sampled_from((0.5, 1.0, 1.7)))
        learner = draw(st.integers(0, 4))
        rows += [(number, time, o, topic, weight, learner) for o in owners for topic in topics]
    return pd.DataFrame(rows, columns=COLUMNS)


@st.composite
def draw_options(draw: st.DrawFn) -> EvidenceOptions:
    """Draw parameters of every kind, without fading too."""
    return EvidenceOptions(
        half_life=draw(st.sampled_from((0.3, 1.0, 17.0, np.inf))),
        rarity_power=draw(st.sampled_from((0.0, 0.5, 1.5))),
        saturation=draw(st.sampled_from((0.3, 3.0))),
        activity_weight=draw(st.sampled_from((0.0, 0.1, 2.0))),
    )
