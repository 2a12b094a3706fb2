"""Introducers: who could bring two together."""

import pandas as pd

from hubgraph.errors import OptionError
from hubgraph.explanation.learning import require_asking
from hubgraph.explanation.members import find_member, to_row
from hubgraph.matching.contacts import measure_tie
from hubgraph.matching.introducers import list_introductions
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.ranking import rank_scores
from hubgraph.tables import INTRODUCERS, build_table, mark_snapshot


def find_introducers(
    profiles: Profiles,
    *,
    learner: str,
    teacher: str,
    top: int = 3,
    options: MatchingOptions = MatchingOptions(),
) -> pd.DataFrame:
    """Find who knows both and could introduce them (columns: `hubgraph.tables.INTRODUCERS`).

    `learner` and `teacher` are identifiers or names, `top` is the number of introducers, at
    least 1. Strength = the weaker of the two contacts, 0 to 1 (half after one meeting today);
    `direct` is how well the two know each other already. No row means that nobody is known to
    have met both.

    Raises UnknownNameError or AmbiguousNameError for a name, OptionError for a `top` below 1 or
    if both are the same, WrongTypeError for anything but profiles.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> found = hg.find_introducers(profiles, learner="digiZ", teacher="UAB", top=1)
    >>> bool((found["strength"] > 0).all())
    True
    """
    require_asking(profiles, top)
    sides = [find_member(profiles, name) for name in (learner, teacher)]
    if sides[0] == sides[1]:
        raise OptionError("teacher", teacher, f"any member but the learner {sides[0]}")
    tie = measure_tie(profiles, options=options)
    one, other = (to_row(profiles, side) for side in sides)
    found = list_introductions(tie, one, other)
    ranks = rank_scores([each.strength for each in found])
    rows = [
        {
            "introducer": profiles.organisations.index[each.introducer],
            "introducer_name": profiles.organisations["name"].iloc[each.introducer],
            "rank": rank,
            "strength": each.strength,
            "to_learner": each.to_learner,
            "to_teacher": each.to_teacher,
            "direct": float(tie[one, other]),
            "as_of": profiles.as_of,
        }
        for rank, each in ((rank, found[place]) for rank, place in ranks[:top])
    ]
    return mark_snapshot(build_table(rows, INTRODUCERS, options=options.hash), profiles.snapshot)
