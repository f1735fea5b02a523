"""Who there is, and who is connected to whom."""

from .bars import Bar
from .children import Child, Connection, FormerUpn, Person, Relationship
from .content import Content, Disposal, LegalHold, RetentionRule, Seal
from .dated import in_force
from .organisations import Organisation
from .places import District, DistrictBody, Postcode
from .practitioners import Allocation, Cover, Practitioner, Team
from .sharing import Consent, SharingBasis

__all__ = [
    "Allocation",
    "Bar",
    "Child",
    "Connection",
    "Consent",
    "Content",
    "Cover",
    "Disposal",
    "District",
    "DistrictBody",
    "FormerUpn",
    "LegalHold",
    "Organisation",
    "Person",
    "Postcode",
    "Practitioner",
    "Relationship",
    "RetentionRule",
    "Seal",
    "SharingBasis",
    "Team",
    "in_force",
]
