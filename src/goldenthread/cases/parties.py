"""Who owes: the pathway's word for a party, as the role that does its work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from goldenthread.access.rules import ROLES
from goldenthread.access.viewer import Viewer
from goldenthread.pathways import OF_HEALTH_SERVICES
from goldenthread.pathways.common.contributors import KIND_OF_ADVICE

CASEWORK = "la-send-caseworker"
SERVICE = "health-service-manager"
HEALTH_ADVICE = "health-advice"
# What a contributor records of their own advice.
ANSWERS = ("advice-received", "advice-nil-return", "advice-refused")
REPLY = "setting-consultation"
"""The clock of a setting that was consulted: it is about the setting, which mostly is not the one that the child attends."""
# A contributor's confirmation of a draft is of the kind of their advice.
CONFIRMED = "clause-confirmed"


@dataclass(frozen=True)
class Party:
    """Whose own word an event is, besides casework, which may write it down: who holds one of these roles, writes this
    kind of data of the child and, where `body` names a field of the event, acts for the organisation whose code stands
    there. `after` is the event by which that organisation was asked; without it, it has nothing to answer."""

    roles: tuple[str, ...]
    kind: str
    body: str = ""
    after: str = ""


FAMILY = Party(("parent", "young-person"), "identity-and-contact")
# A setting prepares and holds the reviews of the children who attend it (SEND Regulations 2014 r.20).
_SETTING = Party(("setting-senco",), "school-sen-support")
# A clinician writes what happens on their own service's cases of a child whom they were given; its clinical notes are theirs anyway.
CLINICIAN = Party(("health-practitioner",), "own-service-clinical-note")
OWN_WORD = {
    **dict.fromkeys(OF_HEALTH_SERVICES, CLINICIAN),
    "representations-received": FAMILY,
    "meeting-requested": FAMILY,
    "setting-requested": FAMILY,
    "family-confirmed-provision": FAMILY,
    "setting-responded": Party(("setting-senco",), "school-sen-support", body="setting", after="setting-consulted"),
    "section-g-agreed": Party(("dco",), "health-advice", body="icb"),
    **dict.fromkeys(
        ("review-meeting-arranged", "review-advice-requested", "review-advice-circulated", "review-meeting-held", "review-report-sent"),
        _SETTING,
    ),
}
"""What a party other than casework answers on a draft or on provision put in place, or does in a review. Both walls read this table: see queries_parties
and walls."""
FAMILYS_VIEWS = ("advice-received", "family")
"""The event, and whom it is about, by which a family that was asked gives its own views (r.6(1)(a))."""


def familys_word(event: str, about: str | None) -> bool:
    """Whether an event is what a family itself says. It records and puts right nothing else: that it was told something is for whoever
    told it to say."""
    return OWN_WORD.get(event) is FAMILY or (event, about) == FAMILYS_VIEWS


def writing(viewer: Viewer, event: str, about: str | None) -> Viewer:
    """The viewer with the rights by which they may record this event, or withdraw it: all that they hold where it is a family's own
    word, and otherwise without what they hold as one of a family. A parent who is a case officer too records as the officer."""
    return viewer if familys_word(event, about) else beside_family(viewer)


def beside_family(viewer: Viewer) -> Viewer:
    """The viewer without what they hold as one of a family."""
    kept = tuple(role for role in viewer.roles if ROLES[role.slug][1] != "family")
    return viewer if len(kept) == len(viewer.roles) else replace(viewer, roles=kept)

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
    "provider": SERVICE,
    "other-by-authority": CASEWORK,
    "preparation-for-adulthood": CASEWORK,
    "other-by-family": CASEWORK,
    "ministry-of-defence": CASEWORK,
}

_OF_THE_OWNER = frozenset({CASEWORK, "educational-psychologist", "social-worker", SERVICE})


def role_of(owed_by: str) -> str:
    """Health professions are named by their own slug, and are all health practitioners."""
    return _ROLE_OF.get(owed_by, "health-practitioner")


def is_at_the_setting(owed_by: str) -> bool:
    return role_of(owed_by) == "setting-senco"


def is_at_the_icb(owed_by: str) -> bool:
    return role_of(owed_by) == "dco"


def of_the_owner(owed_by: str) -> bool:
    """Whether the body that owns the case owes it: the authority on its own cases, a health service on its own."""
    return role_of(owed_by) in _OF_THE_OWNER


def craft_of(party: str) -> str:
    """How the name of a health team begins to say which profession it is: "Occupational therapy, Mid"."""
    return party.replace("-", " ").removesuffix("ist").removesuffix("ian")


def own_correction(viewer: Viewer, event: str) -> str | None:
    """The kind of data that a clinician writes, where the event to be withdrawn is one of a health service: whoever may write down a check
    or a prescriber may put a mistyped day right."""
    return CLINICIAN.kind if OWN_WORD.get(event) is CLINICIAN and viewer.holds(*CLINICIAN.roles) else None


def own_advice(event: str, about: str | None) -> str | None:
    """The kind of data that a contributor writes, where the event is their own answer to a request for advice."""
    return KIND_OF_ADVICE.get(about, HEALTH_ADVICE) if event in ANSWERS and about else None


def asked_by_name(viewer: Viewer, case: UUID, event: str, about: str | None) -> bool:
    """Whether the event is the answer of the contributor as whom the viewer was allocated to the case by name, for
    themselves or for a colleague who is away. Their advice may be of a kind that their role does not write otherwise."""
    return event in (*ANSWERS, CONFIRMED) and bool(about) and any(a.case == case and a.part == about for a in viewer.allocated)
