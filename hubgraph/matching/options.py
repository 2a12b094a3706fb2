"""The parameters of matching: one frozen, validated record."""

from dataclasses import dataclass, fields

from hubgraph.errors import OptionError

LEVELS = 5
"""Highest level of the scale."""

MOST_DEDUCTION = 0.4
"""What all deductions may take together, as a share of the benefit."""

_UNIT_INTERVAL = (
    "alpha", "beta", "rho", "tau", "gamma", "absorption_floor", "distance_weight",
    "optimal_similarity", "novelty_weight", "decay",
)  # fmt: skip


@dataclass(frozen=True)
class MatchingOptions:
    """Parameters of the score, with their defaults.

    Kernel: each step an offer is more general than the need keeps `alpha`, each step more
    specific keeps `beta`, a related topic keeps `rho`; what falls below `tau` counts as
    nothing. All 0 to 1.

    Benefit: the k-th step still to learn weighs `gamma` ** (k-1); a learner whose full
    profile has no foothold near a topic still takes up `absorption_floor` of it (0 to 1;
    absorptive capacity, Cohen & Levinthal 1990).

    Deductions: at most `distance_weight` for a cognitive distance away from
    `optimal_similarity` (Nooteboom et al. 2007), at most `novelty_weight` for partners who
    know each other well already (Granovetter 1973); together at most 0.4. Similarity of
    profiles passes up the topic tree with `decay` per step.

    Evidence halves in `half_life_years`, a contact in `contact_half_life_years` (both > 0).

    Raises OptionError for a value outside its range.
    """

    alpha: float = 0.5
    beta: float = 0.8
    rho: float = 0.5
    tau: float = 0.3
    gamma: float = 0.7
    absorption_floor: float = 0.5
    distance_weight: float = 0.10
    optimal_similarity: float = 0.5
    novelty_weight: float = 0.15
    decay: float = 0.6
    half_life_years: float = 3.0
    contact_half_life_years: float = 2.0

    def __post_init__(self) -> None:
        """Refuse values outside their range."""
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in _UNIT_INTERVAL and not 0 <= value <= 1:
                raise OptionError(field.name, value, "0 to 1")
            if field.name not in _UNIT_INTERVAL and not value > 0:
                raise OptionError(field.name, value, "above 0")
        if not 0 < self.optimal_similarity < 1:
            raise OptionError("optimal_similarity", self.optimal_similarity, "between 0 and 1")
        together = self.distance_weight + self.novelty_weight
        if together > MOST_DEDUCTION:
            raise OptionError(
                "distance_weight + novelty_weight", together, f"at most {MOST_DEDUCTION}"
            )
