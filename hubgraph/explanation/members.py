"""Members by what people call them."""

import pandas as pd

from hubgraph.matching.profiles import Profiles
from hubgraph.names import find_name


def find_members(profiles: Profiles, name: str | None) -> list[int]:
    """Row number of the member asked for; None means all of them."""
    if name is None:
        return list(range(len(profiles.organisations)))
    return [to_row(profiles, find_member(profiles, name))]


def find_member(profiles: Profiles, name: str) -> str:
    """CURIE of the member called so on the day of the profiles."""
    hint = f"Members are those of {profiles.as_of}."
    return find_name(name, profiles.names, kind="member", hint=hint)


def to_row(profiles: Profiles, organisation: str) -> int:
    """Row number of an organisation, by its CURIE."""
    return int(profiles.organisations.index.get_indexer(pd.Index([organisation]))[0])
