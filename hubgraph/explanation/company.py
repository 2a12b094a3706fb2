"""Companies: which hub can help with what a company needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.errors import OptionError
from hubgraph.explanation.learning import find_open_needs, require_asking
from hubgraph.explanation.members import to_row
from hubgraph.explanation.parts import Evidence
from hubgraph.explanation.rows import Row, build_pair_row
from hubgraph.explanation.suggestions import Suggestions, build_suggestions
from hubgraph.matching.levels import TAKEN, add_levels
from hubgraph.matching.options import LEVELS, MatchingOptions
from hubgraph.matching.order import find_rank_range
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import Scores, measure_scores, rank_teachers
from hubgraph.matching.travel import measure_distances
from hubgraph.names import find_name

_COMPANY = "_:company"

Place = str | tuple[float, float]
"""Name of a place of the network, or latitude and longitude in degrees."""


def suggest_hubs_for_company(
    profiles: Profiles,
    *,
    needs: Sequence[str] | Mapping[str, int | None],
    seat: Place | None = None,
    top: int = 3,
    lang: str = "en",
    options: MatchingOptions = MatchingOptions(),
) -> Suggestions:
    """Suggest which members can help a company with what it needs, and how far they are.

    `needs` are names of topics, or topics with the level to reach (1 to 5, None where it is not
    known). `seat` is the name of a place of the network or (latitude, longitude); None leaves
    `distance_km` missing. `top` is the number of hubs, at least 1.

    The company is scored as a learner of whom nothing else is known: score = covered share of
    its needs, 0 to 1. The way takes something off only with `MatchingOptions(travel_weight=…)`.
    Its needs are in the question, not in the graph: they stand under blank nodes (``_:…``).

    Raises UnknownNameError with the nearest names for a topic or place nobody knows,
    OptionError for no need, a level outside 1 to 5 or coordinates that are none, and what
    `suggest_learning` raises.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> hubs = hg.suggest_hubs_for_company(profiles, needs=["IT-Sicherheit"], seat="Karlsruhe")
    >>> int(hubs.table["rank"].iloc[0]), bool(hubs.table["distance_km"].notna().all())
    (1, True)
    """
    require_asking(profiles, top)
    catalogue = load_catalogue(lang)
    place, topics = _find_place(profiles, seat), _read_needs(profiles, needs)
    asked = _join(profiles, topics, place, catalogue)
    scores = measure_scores(asked, options=options)
    company = to_row(asked, _COMPANY)
    distances = measure_distances(place, asked.organisations[["lat", "lon"]])
    rows = _list_hubs(scores, company, top, None if seat is None else distances, catalogue)
    gaps = find_open_needs(scores, company, catalogue)
    where = None if seat is None else tuple(map(float, place.iloc[0][["lat", "lon"]]))
    given = {"needs": topics, "seat": where, "top": top}
    return build_suggestions("company", rows, scores, lang=lang, asked=given, open_needs=gaps)


def _list_hubs(
    scores: Scores,
    company: int,
    top: int,
    distances: NDArray[np.float64] | None,
    catalogue: Catalogue,
) -> Iterator[Row]:
    """Rows of the best hubs with their distance."""
    ranges = find_rank_range(scores, company)
    for rank, hub in rank_teachers(scores, company)[:top]:
        row = build_pair_row(Evidence(scores, company, hub), rank, catalogue)
        row = replace(row, ranks=ranges[hub])
        if distances is None:
            yield row
            continue
        known = not np.isnan(distances[hub])
        text = catalogue.text("suggestion.distance_missing")
        if known:
            km = catalogue.number(distances[hub], digits=0)
            text = catalogue.text("suggestion.distance", km=km)
        distance = float(distances[hub]) if known else None
        yield replace(row, why=f"{row.why} {text}", distance_km=distance)


def _read_needs(
    profiles: Profiles, needs: Sequence[str] | Mapping[str, int | None]
) -> dict[str, int | None]:
    """Needs as topics with their target level."""
    listed = [needs] if isinstance(needs, str) else needs
    given = listed if isinstance(listed, Mapping) else dict.fromkeys(listed)
    if not given:
        raise OptionError("needs", given, "at least one topic")
    for level in given.values():
        if level is not None and level not in range(1, LEVELS + 1):
            raise OptionError("needs", level, f"levels 1 to {LEVELS}")
    topics = [find_name(name, profiles.topic_names, kind="topic") for name in given]
    return dict(zip(topics, given.values(), strict=True))


def _find_place(profiles: Profiles, seat: Place | None) -> pd.DataFrame:
    """Latitude and longitude of a seat as a table of one row; missing where there is none."""
    if seat is None:
        return pd.DataFrame({"lat": [np.nan], "lon": [np.nan]})
    if isinstance(seat, str):
        places = profiles.places
        names = {str(name): sorted(called["place"]) for name, called in places.groupby("name")}
        hint = "Or give latitude and longitude: (49.01, 8.40)."
        found = find_name(seat, names, kind="place", hint=hint)
        return places.loc[places["place"] == found, ["lat", "lon"]].head(1)
    try:
        lat, lon = map(float, seat)
    except (TypeError, ValueError):
        raise OptionError("seat", seat, "a place, or latitude and longitude") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004 - degrees
        raise OptionError("seat", seat, "latitude -90 to 90, longitude -180 to 180")
    return pd.DataFrame({"lat": [lat], "lon": [lon]})


def _join(
    profiles: Profiles, needs: Mapping[str, int | None], place: pd.DataFrame, catalogue: Catalogue
) -> Profiles:
    """Profiles with the company as one more organisation, its needs as its only statements."""
    name = catalogue.text("query.the_company")
    here = place.assign(name=name, label=name, kind="hg:Company").set_axis([_COMPANY])
    members = pd.concat([profiles.organisations, here[profiles.organisations.columns]])
    stated = profiles.statements.drop(columns=TAKEN)
    asked = pd.DataFrame({
        "statement": [f"_:need{number}" for number in range(1, len(needs) + 1)],
        "kind": "hg:Need",
        "organisation": _COMPANY,
        "topic": list(needs),
        "stated_level": list(needs.values()),
        "target_level": list(needs.values()),
        "priority": 1.0,
        "basis": "hg:selfDeclared",
        "sources": [[] for _ in needs],
    })  # fmt: skip
    asked = asked.reindex(columns=stated.columns).astype(stated.dtypes.to_dict())
    both = pd.concat([stated, asked], ignore_index=True)
    return replace(
        profiles,
        organisations=members.astype(profiles.organisations.dtypes.to_dict()),
        statements=add_levels(both, profiles.taxonomy),
    )
