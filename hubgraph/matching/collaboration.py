"""Who will work together next: an additive score whose main reason is common partners.

Seven parts, each with a weight of 0 or more that is fitted on earlier periods
(`collaboration_fit`): what common partners say (Adamic & Adar 2003; resource allocation, Zhou,
Lü & Zhang 2009), activity in the learner's programme parts and similarity to it, the same
country, and how often countries and types of organisation work together compared with chance.
Ties are binary: more projects together do not count more, and older ones not less.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hubgraph.errors import TableError, UnknownNameError
from hubgraph.matching.quality import Queries
from hubgraph.matching.sparse import find_places, mark_places
from hubgraph.tables import COLLABORATION_PARTS, build_table

REASONS = (
    "common_partners", "close_partners", "parts_activity", "parts_similarity",
    "same_country", "country_lift", "type_lift",
)  # fmt: skip
FEWEST_PROJECTS = 3
"""Projects from which on an organisation is suggested partners."""

SIZES = (2, 30)
"""Fewest and most organisations of a project that ties its members together."""

_FLOOR = 0.05  # below what one common partner can say

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, repr=False)
class Collaborations:
    """Who worked with whom up to a time.

    `members` is projects × organisations, `parts` organisations × programme parts (projects
    in each), `country` and `type` are numbers per organisation, -1 if not stated.
    """

    organisations: pd.Index
    members: csr_array
    parts: csr_array
    country: Codes
    type: Codes

    def __repr__(self) -> str:
        """Return one line with the sizes."""
        projects, organisations = self.members.shape
        return f"<Collaborations of {organisations} organisations in {projects} projects>"

    @cached_property
    def ties(self) -> csr_array:
        """Who shared a project with whom, 1 or no entry, organisations × organisations."""
        return _pair(self.members)

    @cached_property
    def degree(self) -> Floats:
        """Distinct partners of each organisation."""
        return np.asarray(np.diff(self.ties.indptr), dtype=float)

    @cached_property
    def shares(self) -> csr_array:
        """Parts of each organisation as shares of its projects."""
        total = np.asarray(self.parts.sum(axis=1)).ravel()
        return (self.parts / np.maximum(total, 1)[:, None]).tocsr()

    @cached_property
    def directions(self) -> csr_array:
        """Parts of each organisation, scaled to length 1."""
        length = np.sqrt(np.asarray((self.parts * self.parts).sum(axis=1)).ravel())
        return (self.parts / np.maximum(length, 1e-12)[:, None]).tocsr()

    @cached_property
    def lifts(self) -> tuple[Floats, Floats]:
        """Logarithm of ties over ties expected by chance, per pair of countries and of types."""
        return _lift(self.ties, self.country), _lift(self.ties, self.type)

    def common(self, learners: Codes, weight: Floats) -> Floats:
        """Sum over common partners of a weight per partner, learners × organisations."""
        return np.asarray(((self.ties[learners] * weight) @ self.ties).toarray())

    def measure_reasons(self, learners: Codes) -> Floats:
        """Reasons of all pairs, learners × organisations × reasons, before they are weighted."""
        found = np.empty((len(learners), len(self.organisations), len(REASONS)))
        found[..., 0] = np.log1p(self.common(learners, weigh_rare(self.degree)) / _FLOOR)
        found[..., 1] = self.common(learners, 1 / np.maximum(self.degree, 1))
        found[..., 2] = np.log1p((self.shares[learners] @ self.parts.T).toarray())
        found[..., 3] = (self.directions[learners] @ self.directions.T).toarray()
        country, kind = self.country[learners][:, None], self.type[learners][:, None]
        found[..., 4] = (country == self.country) & (country >= 0)
        found[..., 5] = self.lifts[0][country, self.country]
        found[..., 6] = self.lifts[1][kind, self.type]
        return found


def weigh_rare(degree: Floats) -> Floats:
    """Weight of a common partner: one over the logarithm of its partners; 0 for one partner."""
    return np.where(degree > 1, 1 / np.log(np.maximum(degree, 2)), 0.0)


def build_collaborations(
    participations: pd.DataFrame, parts: pd.DataFrame | None = None
) -> Collaborations:
    """Collaborations from participations (rcn, pic, type, country) and projects' parts.

    Projects with fewer or more organisations than SIZES say nothing about ties and are left out.
    Raises TableError where no project is left.
    """
    size = participations.groupby("rcn")["pic"].transform("size")
    kept = participations[size.between(*SIZES)]
    if kept.empty:
        raise TableError([f"no project has {SIZES[0]} to {SIZES[1]} members"], place="The table")
    organisations = pd.Index(np.sort(kept["pic"].unique()))
    projects = pd.Index(np.sort(kept["rcn"].unique()))
    rows, columns = find_places(projects, kept["rcn"]), find_places(organisations, kept["pic"])
    members = mark_places(rows, columns, (len(projects), len(organisations)))
    latest = kept.drop_duplicates("pic", keep="last").set_index("pic").loc[organisations]
    if parts is None:
        about = csr_array((len(projects), 1))
    else:
        known = parts[parts["rcn"].isin(projects)]
        names = pd.Index(np.sort(known["programme_part"].unique()))
        rows, columns = (
            find_places(projects, known["rcn"]),
            find_places(names, known["programme_part"]),
        )
        about = mark_places(rows, columns, (len(projects), max(len(names), 1)))
    return Collaborations(
        organisations=organisations,
        members=members,
        parts=(members.T @ about).tocsr(),
        country=_number(latest["country"]),
        type=_number(latest["type"]),
    )


@dataclass(frozen=True)
class PartnerTask:
    """What is known at the beginning of a period, who looks for partners, and whom they found."""

    known: Collaborations
    learners: Codes
    queries: Queries


def build_partner_task(known: Collaborations, later: pd.DataFrame) -> PartnerTask:
    """Learners who found new partners among the known ones later, and who those are.

    Learners have FEWEST_PROJECTS or more; candidates are all organisations but known partners.
    """
    size = later.groupby("rcn")["pic"].transform("size")
    kept = later[size.between(*SIZES)]
    columns = find_places(known.organisations, kept["pic"])
    rows = pd.factorize(kept["rcn"])[0]
    shape = (int(rows.max(initial=-1)) + 1, len(known.organisations))
    together = _pair(mark_places(rows, columns, shape))
    new = (together - together.multiply(known.ties)).tocsr()
    new.eliminate_zeros()
    projects = np.asarray(known.members.sum(axis=0)).ravel()
    learners = np.flatnonzero((projects >= FEWEST_PROJECTS) & (np.diff(new.indptr) > 0))
    own = mark_places(np.arange(len(learners)), learners, (len(learners), len(known.organisations)))
    features = csr_array((len(learners), 1))
    barred = (known.ties[learners] + own).tocsr()
    return PartnerTask(known, learners, Queries(features, new[learners], barred))


def score_partners(known: Collaborations, weights: Floats, learners: Codes) -> Floats:
    """Scores of all organisations as partners of some, learners × organisations."""
    return np.asarray(known.measure_reasons(learners) @ weights)


def explain_partner(
    known: Collaborations, weights: Floats, *, learner: str, partner: str
) -> pd.DataFrame:
    """Summands of one score, with the columns of COLLABORATION_PARTS; they add up to it.

    What common partners say is shared out among them by their weight. Raises UnknownNameError
    for an organisation that is not known.
    """
    names = known.organisations
    for name in (learner, partner):
        if name not in names:
            raise UnknownNameError(name, list(names), kind="organisation")
    row, column = find_places(names, [learner, partner]).tolist()
    value = (known.measure_reasons(np.array([row]))[0, column] * weights).tolist()
    between = np.intersect1d(known.ties[[row]].indices, known.ties[[column]].indices)
    each = weigh_rare(known.degree)[between]
    rows: list[dict[str, object]] = [
        {"reason": REASONS[0], "through": names[other], "value": value[0] * share}
        for other, share in zip(between, each / (each.sum() or 1.0), strict=True)
    ]
    rows += [
        {"reason": reason, "value": part}
        for reason, part in zip(REASONS[1:], value[1:], strict=True)
    ]
    return build_table(rows, COLLABORATION_PARTS)


def _pair(members: csr_array) -> csr_array:
    """Who shares a row with whom, 1 or no entry; nobody with itself."""
    pairs = (members.T @ members).tocoo()
    apart = pairs.row != pairs.col
    return mark_places(pairs.row[apart], pairs.col[apart], pairs.shape)


def _number(labels: pd.Series) -> Codes:
    """Numbers of sorted labels, -1 for an empty one."""
    return np.asarray(pd.Categorical(labels.where(labels != "")).codes, dtype=np.intp)


def _lift(ties: csr_array, groups: Codes) -> Floats:
    """Logarithm of (ties + 1) / (expected + 1) per pair of groups; 0 for the last, unknown one."""
    count = int(groups.max(initial=-1)) + 1
    group = mark_places(np.arange(len(groups)), groups, (len(groups), count + 1))
    seen = (group.T @ ties @ group).toarray()
    total = seen.sum(axis=1)
    expected = np.outer(total, total) / max(total.sum(), 1)
    return np.asarray(np.log((seen + 1) / (expected + 1)))
