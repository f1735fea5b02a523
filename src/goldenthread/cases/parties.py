"""Who owes: the pathway's word for a party, as the role that does its work."""

from __future__ import annotations

from goldenthread.pathways.common.contributors import KIND_OF_ADVICE

CASEWORK = "la-send-caseworker"
HEALTH_ADVICE = "health-advice"
# What a contributor records of their own advice.
ANSWERS = ("advice-received", "advice-nil-return", "advice-refused")

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


def craft_of(party: str) -> str:
    """How the name of a health team begins to say which profession it is: "Occupational therapy, Mid"."""
    return party.replace("-", " ").removesuffix("ist").removesuffix("ian")


def own_advice(event: str, about: str | None) -> str | None:
    """The kind of data that a contributor writes, where the event is their own answer to a request for advice."""
    return KIND_OF_ADVICE.get(about, HEALTH_ADVICE) if event in ANSWERS and about else None
