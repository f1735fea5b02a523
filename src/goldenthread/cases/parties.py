"""Who owes: the pathway's word for a party, as the role that does its work."""

from __future__ import annotations

CASEWORK = "la-send-caseworker"

_ROLE_OF = {
    "": CASEWORK,
    "authority": CASEWORK,
    "la": CASEWORK,
    "icb": "dco",
    "health": "dco",
    "family": "parent",
    "setting": "setting-senco",
    "education-setting": "setting-senco",
    "early-years-setting": "setting-senco",
    "education-other": "setting-senco",
    "educational-psychologist": "educational-psychologist",
    "social-care": "social-worker",
    "mediation-adviser": "mediator",
    "tribunal": "tribunal",
    "other-by-authority": CASEWORK,
    "preparation-for-adulthood": CASEWORK,
    "other-by-family": CASEWORK,
    "ministry-of-defence": CASEWORK,
}

_OF_THE_AUTHORITY = frozenset({CASEWORK, "educational-psychologist", "social-worker"})


def role_of(owed_by: str) -> str:
    """Health professions are named by their own slug, and are all health practitioners."""
    return _ROLE_OF.get(owed_by, "health-practitioner")


def is_at_the_setting(owed_by: str) -> bool:
    return role_of(owed_by) == "setting-senco"


def is_at_the_icb(owed_by: str) -> bool:
    return role_of(owed_by) == "dco"


def of_the_authority(owed_by: str) -> bool:
    return role_of(owed_by) in _OF_THE_AUTHORITY
