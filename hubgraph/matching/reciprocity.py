"""What two organisations have of each other: one score from the scores of both directions."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hubgraph.errors import OptionError
from hubgraph.matching.sparse import values_at

HARMONIC = -1.0
"""Power of the harmonic mean, the default of tandems."""


def measure_reciprocity(score: csr_array, *, power: float = HARMONIC) -> csr_array:
    """Power mean of a score and its other direction, n × n, symmetric, 0 to 1.

    `power` -1 is the harmonic mean (RECON, Pizzato et al. 2010), 0 the geometric, 1 the
    arithmetic one. Up to power 0 a pair in which one side gains nothing has no entry.

    Raises OptionError for a power above 1.
    """
    if not power <= 1:
        raise OptionError("power", power, "at most 1")
    other = csr_array(score.T)
    if power > 0:
        mean = ((score.power(power) + other.power(power)) / 2).power(1 / power)
        return csr_array(mean)
    rows, columns = csr_array(score.multiply(other)).nonzero()
    here, there = (values_at(each, rows, columns) for each in (score, other))
    mean = np.sqrt(here * there) if power == 0 else _mean(here, there, power)
    return csr_array((mean, (rows, columns)), shape=score.shape)


def measure_meeting_value(score: csr_array, *, eta: float = 0.5) -> csr_array:
    """Value of a meeting of two for both, n × n, symmetric, 0 to 1.

    (1 - eta) * arithmetic + eta * harmonic mean of both directions, so it lies between the
    two; `eta` 0 to 1.

    Raises OptionError for an `eta` outside its range.
    """
    if not 0 <= eta <= 1:
        raise OptionError("eta", eta, "0 to 1")
    arithmetic, harmonic = (measure_reciprocity(score, power=power) for power in (1.0, HARMONIC))
    return csr_array((1 - eta) * arithmetic + eta * harmonic)


def _mean(
    here: NDArray[np.float64], there: NDArray[np.float64], power: float
) -> NDArray[np.float64]:
    """Power mean of positive numbers; taken off the smaller one, so that nothing overflows."""
    least, most = np.minimum(here, there), np.maximum(here, there)
    mean: NDArray[np.float64] = least * ((1 + (most / least) ** power) / 2) ** (1 / power)
    return mean
