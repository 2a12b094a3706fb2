"""The parameters of matching: one frozen, validated record."""

import json
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from typing import Literal, get_args

from hubgraph.errors import OptionError

LEVELS = 5
"""Highest level of the scale."""

KernelChoice = Literal["paths", "lin"]
"""How two topics are compared: by steps through the tree, or by the information they share."""

_MEANING = 2
"""Number of what the values mean; a new one wherever a formula changes."""

_HASH_DIGITS = 16
MOST_DEDUCTION = 0.4
"""What all deductions may take together, as a share of the benefit."""

_UNIT_INTERVAL = (
    "alpha", "beta", "rho", "tau", "gamma", "absorption_floor", "distance_weight",
    "optimal_similarity", "novelty_weight", "travel_weight", "trust_weight", "declined_weight",
    "decay",
)  # fmt: skip
DEDUCTIONS = ("distance", "novelty", "travel", "trust", "declined")
"""Factors of a pair that may take something from its share, each with its weight."""


@dataclass(frozen=True)
class MatchingOptions:
    """Parameters of the score, with their defaults.

    Kernel 'paths': each step an offer is more general than the need keeps `alpha`, each step
    more specific keeps `beta`, a related topic keeps `rho`; what falls below `tau` counts as
    nothing. All 0 to 1. Kernel 'lin' compares by information content instead of steps (Lin
    1998): it is symmetric and uses neither `alpha` nor `beta`.

    Benefit: the k-th step still to learn weighs `gamma` ** (k-1); a learner whose full
    profile has no foothold near a topic still takes up `absorption_floor` of it (0 to 1;
    absorptive capacity, Cohen & Levinthal 1990).

    Deductions: at most `distance_weight` for a cognitive distance away from
    `optimal_similarity` (Nooteboom et al. 2007), at most `novelty_weight` for partners who
    know each other well already (Granovetter 1973), at most `travel_weight` for a long way
    and `trust_weight` where nobody knows both; together at most 0.4. Similarity of profiles
    passes up the topic tree with `decay` per step.

    A pair that was declined loses at most `declined_weight`, and no more than the others leave
    of the 0.4; that halves in `declined_half_life_years` (> 0) from the day of the decision. No
    study chose these two: a freshly declined pair falls about as far as one that meets often.

    Evidence halves in `half_life_years`, a contact in `contact_half_life_years` (both > 0).
    Between topics that few organisations hold, the topic tree says as much about relatedness
    as `tree_weight` organisations would (> 0).

    Recorded activity halves in `activity_half_life_years`; `full_activities` fresh ones on a
    topic are a strength of 1 (both > 0). That number is fixed, not that of the most active
    organisation, so that nobody gets weaker because another one is busy. Three fresh activities
    then count about as much as a harvested offer, six as a self-declared one, ten as a verified
    one. No run chose these two: the only record that comes along is fictional, and on it neither
    makes a ranking better.

    Raises OptionError for a value outside its range.
    """

    kernel: KernelChoice = "paths"
    alpha: float = 0.5
    beta: float = 0.8
    rho: float = 0.5
    tau: float = 0.3
    gamma: float = 0.7
    absorption_floor: float = 0.5
    distance_weight: float = 0.10
    optimal_similarity: float = 0.5
    novelty_weight: float = 0.15
    travel_weight: float = 0.0
    trust_weight: float = 0.0
    declined_weight: float = 0.15
    decay: float = 0.6
    half_life_years: float = 3.0
    contact_half_life_years: float = 2.0
    declined_half_life_years: float = 1.0
    tree_weight: float = 20.0
    activity_half_life_years: float = 3.0
    full_activities: float = 10.0

    def __post_init__(self) -> None:
        """Refuse values outside their range."""
        if self.kernel not in get_args(KernelChoice):
            raise OptionError("kernel", self.kernel, " or ".join(get_args(KernelChoice)))
        for name in (field.name for field in fields(self) if field.name != "kernel"):
            value = getattr(self, name)
            if name in _UNIT_INTERVAL and not 0 <= value <= 1:
                raise OptionError(name, value, "0 to 1")
            if name not in _UNIT_INTERVAL and not value > 0:
                raise OptionError(name, value, "above 0")
        if not 0 < self.optimal_similarity < 1:
            raise OptionError("optimal_similarity", self.optimal_similarity, "between 0 and 1")
        weights = self._free_weights
        if sum(weights.values()) > MOST_DEDUCTION:
            names = " + ".join(f"{name}_weight" for name in weights)
            raise OptionError(names, sum(weights.values()), f"at most {MOST_DEDUCTION}")

    @property
    def deduction_weights(self) -> dict[str, float]:
        """Largest share each factor may take, by factor; a declined pair gets what is left."""
        left = max(MOST_DEDUCTION - sum(self._free_weights.values()), 0.0)
        return {**self._free_weights, "declined": min(self.declined_weight, left)}

    @property
    def _free_weights(self) -> dict[str, float]:
        """Weights that are taken as they are, by factor."""
        return {name: getattr(self, f"{name}_weight") for name in DEDUCTIONS[:-1]}

    @property
    def hash(self) -> str:
        """Sixteen hexadecimal digits that stand for all values and for what they mean.

        The SHA-256 of the values as JSON, sorted by name, and of a number that rises when a
        formula changes: the same on every machine, another one for any other value.

        >>> MatchingOptions().hash == MatchingOptions(alpha=0.5).hash
        True
        >>> MatchingOptions().hash == MatchingOptions(alpha=0.6).hash
        False
        """
        values = {
            name: value if isinstance(value, str) else float(value) + 0.0  # 1 is 1.0, -0.0 is 0.0
            for name, value in asdict(self).items()
        }
        text = json.dumps({**values, "meaning": _MEANING}, sort_keys=True)
        return sha256(text.encode()).hexdigest()[:_HASH_DIGITS]
