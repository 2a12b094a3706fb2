"""The only place with IRIs: prefixes, namespaces, and the terms of ours.

Terms are plain strings, so this module needs no RDF library. ``hg:`` is a closed namespace:
a misspelt term raises UnknownNameError at once instead of quietly making a new IRI. A test
holds its list against ``ontology/hubgraph.ttl``.
"""

from types import MappingProxyType

from hubgraph.errors import UnknownNameError

PREFIXES: MappingProxyType[str, str] = MappingProxyType(
    {
        "dcterms": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "hg": "https://w3id.org/hubgraph/ontology#",
        "hgd": "https://w3id.org/hubgraph/id/",
        "hgsh": "https://w3id.org/hubgraph/shapes#",
        "hgt": "https://w3id.org/hubgraph/topic/",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "skosxl": "http://www.w3.org/2008/05/skos-xl#",
        "vann": "http://purl.org/vocab/vann/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
"""Prefix to namespace IRI, sorted by prefix. Bound in every graph and every query."""

GEXF = "http://www.gexf.net/1.2draft"
GEXF_VIZ = f"{GEXF}/viz"
"""Namespaces of network files for Gephi and of the looks in them."""

TERMS: frozenset[str] = frozenset(
    {
        # classes
        "Award", "Call", "Capacity", "Company", "CompetenceStatement", "Contribution", "Decision",
        "Deduction", "Exchange", "FollowUp", "FundingRound", "Handover", "Hub", "JointActivity",
        "Meeting", "Milestone", "Need", "Network", "Offer", "Opening", "OwnLevel", "RegionalHub",
        "ReportedFigure", "Run", "Suggestion", "ThematicHub", "Tie", "Visit",
        # properties
        "amount", "basis", "budget", "capacityOf", "capacityRole", "certainty", "closesOn",
        "confidence", "decided", "decidedOn", "exchangesPerYear", "format", "grantedTo",
        "highestScore", "inFundingRound", "inNetwork", "indicator", "involves", "learner", "level",
        "lowestScore", "needs", "offers", "opensOn", "outcome", "precision", "priority",
        "question", "rank", "reason", "referenceDate", "reportedFor", "reportedOn", "score",
        "statedFor", "targetLevel", "teacher", "tieOf", "tiePartner", "tieRole", "topic",
        "usefulness", "value", "wording",
        # concepts: basis of a statement, confidence in a fact, access, precision, outcome, decision
        "harvested", "inferred", "selfDeclared", "verified",
        "highConfidence", "lowConfidence", "mediumConfidence",
        "publicAccess", "restrictedAccess",
        "aboutAmount", "exactAmount", "shareAmount", "upToAmount",
        "levelReached", "notMet", "notUseful", "pending", "useful",
        "declined", "postponed", "taken",
        # concepts: what a run answers, how sure that is, why it was decided so
        "colearningQuestion", "companyQuestion", "helpingQuestion", "learningQuestion",
        "openingQuestion", "swapQuestion", "teamUpQuestion",
        "highCertainty", "lowCertainty", "mediumCertainty",
        "inContactReason", "longWayReason", "needMetReason", "noCapacityReason", "otherReason",
        "unsuitableReason",
        # concepts: roles of members, participants and ties
        "coordinatorRole", "hostRole", "learnerRole", "memberRole", "participantRole",
        "teacherRole",
        "associatedPartnerTie", "carrierTie", "consortiumPartnerTie", "customerTie",
        "eventParticipantTie", "funderTie", "hostTie", "initiatorTie", "memberTie", "partnerTie",
        "shareholderTie", "sponsorTie", "supporterTie",
        # schemes, and the concepts of levels.ttl
        "accessScheme", "basisScheme", "certaintyScheme", "confidenceScheme", "decisionScheme",
        "levelScheme", "outcomeScheme", "precisionScheme", "questionScheme", "reasonScheme",
        "roleScheme", "tieRoleScheme",
        "level0", "level1", "level2", "level3", "level4", "level5", "levelScale",
    }
)  # fmt: skip
"""Local names of all terms in the namespace ``hg:``."""


_FLAT_SCHEMES = frozenset({"mailto", "tag", "urn"})


def expand_curie(curie: str) -> str:
    """Full IRI of a CURIE; a full IRI stays as it is.

    Raises LookupError for an unknown prefix and for a term of ``hg:`` that does not exist.

    >>> expand_curie("skos:prefLabel")
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    """
    prefix, colon, local = curie.partition(":")
    if local.startswith("//") or not colon or prefix in _FLAT_SCHEMES:
        return curie
    if prefix not in PREFIXES:
        raise UnknownNameError(prefix, sorted(PREFIXES), kind="prefix")
    if prefix == "hg" and local not in TERMS:
        raise UnknownNameError(local, sorted(TERMS), kind="term of hg:")
    return PREFIXES[prefix] + local


def compact_iri(iri: str) -> str:
    """CURIE of an IRI where a prefix is known, else the IRI itself.

    >>> compact_iri("https://w3id.org/hubgraph/id/bruchsal")
    'hgd:bruchsal'
    """
    for prefix, namespace in _LONGEST_FIRST:
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


_LONGEST_FIRST = sorted(PREFIXES.items(), key=lambda item: (-len(item[1]), item[0]))
