"""Contact strength: how well two organisations know each other."""

from scipy.sparse import csr_array

from hubgraph.matching.levels import positions
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles


def measure_tie(profiles: Profiles, *, options: MatchingOptions = MatchingOptions()) -> csr_array:
    """Strength of known contact, n × n, symmetric, 0 to 1: 1 - 2 ** -Σ 2 ** (-age / half-life).

    One fresh contact gives 0.5; no recorded contact gives 0.
    """
    contacts = profiles.contacts
    weights = 2.0 ** (-contacts["age_years"].to_numpy(float) / options.contact_half_life_years)
    index = profiles.organisations.index
    places = tuple(positions(index, contacts[side]) for side in ("organisation", "partner"))
    contact = csr_array((weights, places), shape=(len(index), len(index)))
    contact.sum_duplicates()
    contact.data = 1 - 2.0**-contact.data
    contact.eliminate_zeros()
    return contact
