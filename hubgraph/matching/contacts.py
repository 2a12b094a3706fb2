"""Contact strength: how well two organisations know each other."""

import numpy as np
from scipy.sparse import csr_array

from hubgraph.matching.levels import positions
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles


def measure_tie(profiles: Profiles, *, options: MatchingOptions = MatchingOptions()) -> csr_array:
    """Strength of known contact, n × n, symmetric, 0 to 1: 1 - 2 ** -Σ 2 ** (-age / half-life).

    One fresh contact gives 0.5; no recorded contact gives 0. Contacts of a pair are summed in
    order of their rows, so that what others do never touches the last bit.
    """
    contacts = profiles.contacts
    weights = 2.0 ** (-contacts["age_years"].to_numpy(float) / options.contact_half_life_years)
    index = profiles.organisations.index
    rows, columns = (positions(index, contacts[side]) for side in ("organisation", "partner"))
    pairs, place = np.unique(rows * len(index) + columns, return_inverse=True)
    sums = np.bincount(place, weights, minlength=len(pairs))
    shape = (len(index), len(index))
    contact = csr_array((1 - 2.0**-sums, divmod(pairs, max(len(index), 1))), shape=shape)
    contact.eliminate_zeros()
    return contact
