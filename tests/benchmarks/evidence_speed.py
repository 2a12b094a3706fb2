"""Events per second that counts of activities take up, in batches and in one go.

    python tests/benchmarks/evidence_speed.py --events 400000

An event is one row: an organisation, a topic, a time. Topics and organisations are drawn
Zipf-like. A batch late in the record must cost what one at its beginning does.
"""

import argparse
import json
import sys
import time
from statistics import median

import numpy as np
import pandas as pd

from hubgraph.matching.activity import ActivityCounts

BATCH = 20_000


def invent(events: int, organisations: int, topics: int) -> pd.DataFrame:
    """Invent events in order of time, three rows to an activity."""
    drawn = np.random.default_rng(1)
    activity = np.arange(events) // 3
    return pd.DataFrame(
        {
            "activity": activity,
            "time": activity.astype(float),
            "organisation": (drawn.zipf(1.3, events) % organisations)[activity * 3],
            "topic": np.char.add("t", (drawn.zipf(1.5, events) % topics).astype(str)),
            "weight": 1.0,
        }
    )


def measure(table: pd.DataFrame, batch: int) -> dict[str, float]:
    """Events per second over all, and seconds of a batch in the first and the last quarter."""
    counts = ActivityCounts(1_000.0)
    seconds = []
    for first in range(0, len(table), batch):
        begin = time.perf_counter()
        counts.add(table.iloc[first : first + batch])
        seconds.append(time.perf_counter() - begin)
    quarter = max(1, len(seconds) // 4)
    return {
        "events_per_s": round(len(table) / sum(seconds)),
        "first_batches_s": round(median(seconds[:quarter]), 4),
        "last_batches_s": round(median(seconds[-quarter:]), 4),
        "cells": int(counts.by_topic().nnz),
    }


def main() -> None:
    """Measure, and report as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=400_000)
    parser.add_argument("--organisations", type=int, default=100_000)
    parser.add_argument("--topics", type=int, default=2_000)
    asked = parser.parse_args()
    events = asked.events - asked.events % 3
    table = invent(events, asked.organisations, asked.topics)
    found = {
        "in_batches": measure(table, BATCH - BATCH % 3),
        "in_one_go": measure(table, len(table)),
    }
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
