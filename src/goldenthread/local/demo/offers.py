"""The health services of the demo area and for whom they are, place by place. All of it is invented, to the pattern of a real area's:
the same profession has other ages, hours and procedures a few miles on. One gap is planted: in Mid Essex speech and language therapy
takes children up to 11, and older ones in special schools alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from goldenthread.local.demo.places import QUADRANTS, districts
from goldenthread.local.demo.staff import CHOSEN, MINDS, PAUSED, TRUSTS
from goldenthread.pathways import SERVICES

OFFERS = (
    "provider", "service", "name", "pathway", "district", "age_from", "age_to", "only_in", "level", "self_referral", "hours", "out_of_hours",
    "procedures", "training", "verified_on", "paused_on", "right_to_choose", "referred_by", "asks_name", "asks_how",
)  # fmt: skip
GAP = ("speech-and-language", "Mid", 11)
"""Where ordinary schools' children are taken no longer than to this age."""

Row = dict[str, Any]
# Code, name; of which bodies. A service that is one body's for all of Essex stands under "".
KINDS = {
    "neurodevelopmental": ("ND", "Autism and ADHD assessment"),
    "speech-and-language": ("SLT", "Speech and language therapy"),
    "occupational-therapy": ("OT", "Occupational therapy"),
    "physiotherapy": ("PT", "Physiotherapy"),
    "community-nursing": ("CCN", "Children’s community nursing"),
    "camhs": ("CAMHS", "Emotional wellbeing and mental health"),
    "learning-disability": ("LD", "Children’s learning disability service"),
}
CARE = ("continuing-care", "CC", "Children’s continuing care")
"""Pathway, code and name; each trust assesses for the ICB, which decides."""
OF_MINDS = ("camhs", "learning-disability")
_WEEKDAYS = "Monday to Friday, 9 to 5"
# Of all quadrants, then of one.
_USUAL: dict[str, Row] = {
    "neurodevelopmental": {"age_from": 0, "age_to": 17, "hours": _WEEKDAYS, "procedures": "Combined assessment of autism and ADHD"},
    "speech-and-language": {"age_from": 0, "age_to": 18, "self_referral": "yes", "hours": _WEEKDAYS, "procedures": "Swallowing; communication aids",
                            "training": "Makaton; early language in nurseries"},
    "occupational-therapy": {"age_from": 0, "age_to": 18, "hours": _WEEKDAYS, "procedures": "Equipment at home and school; sensory needs"},
    "physiotherapy": {"age_from": 0, "age_to": 18, "self_referral": "yes", "hours": _WEEKDAYS, "procedures": "Orthotics clinic; hydrotherapy"},
    "community-nursing": {"age_from": 0, "age_to": 18, "procedures": "Tube feeding; wounds; end of life"},
    "camhs": {"age_from": 0, "age_to": 17, "self_referral": "yes", "hours": "Monday to Friday, 9 to 7", "out_of_hours": "Crisis line, all hours",
              "procedures": "CBT; family therapy; medication"},
    "learning-disability": {"age_from": 4, "age_to": 18, "hours": _WEEKDAYS, "procedures": "Positive behaviour support; sleep"},
}  # fmt: skip
_HERE: dict[tuple[str, str], Row] = {
    ("neurodevelopmental", "West"): {"procedures": "Autism and ADHD assessed one after the other"},
    ("speech-and-language", "West"): {"self_referral": "no", "training": ""},
    ("occupational-therapy", "South"): {"procedures": "Equipment at home and school"},
    ("physiotherapy", "North East"): {"procedures": "Orthotics clinic", "self_referral": "no"},
    ("community-nursing", "Mid"): {"hours": "Every day, 8 to 8", "out_of_hours": "Telephone advice until 10", "training": "Epilepsy and tube feeding, for school staff"},
    ("community-nursing", "North East"): {"hours": _WEEKDAYS, "procedures": "Tube feeding; wounds; bladder and bowel"},
    ("community-nursing", "South"): {"hours": "Every day, 8 to 6", "out_of_hours": "Nurse on call for end of life", "training": "Epilepsy, for school staff"},
    ("community-nursing", "West"): {"hours": _WEEKDAYS, "procedures": "Tube feeding; wounds", "training": ""},
    ("camhs", "West"): {"procedures": "CBT; medication"},
}

# Whom families ask, of a provider's service in all its places. Of the others the entry in the Local Offer has a number, and the clinic of the Right to Choose has said nobody yet.
_ASKS: dict[tuple[str, str], Row] = {
    ("neurodevelopmental", TRUSTS["Mid"][0]): {"asks_name": "Olu Adeyemi, who manages children’s services", "asks_how": "01632 960 110, Monday to Friday, 9 to 5"},
    ("camhs", MINDS[0]): {"asks_name": "Rosa Quill, who manages young people’s mental health", "asks_how": "01632 960 120 or ask@saltmarsh.example"},
}


def services() -> Iterator[tuple[str, str, str]]:
    """Pathway, quadrant and provider of each list."""
    for pathway in KINDS:
        if pathway in SERVICES:
            for quadrant in QUADRANTS:
                yield pathway, quadrant, MINDS[0] if pathway in OF_MINDS else TRUSTS[quadrant][0]


def offer_rows(verified_on: date, today: date) -> Iterator[Row]:
    yield from _chosen(verified_on, today - timedelta(days=70))
    for district in districts().values():
        yield {
            "provider": TRUSTS[district.quadrant][0], "service": CARE[1], "name": CARE[2], "pathway": CARE[0], "district": district.name, "verified_on": verified_on,
            "level": "specialist", "age_from": 0, "age_to": 17, "hours": _WEEKDAYS, "procedures": "Assessment for the decision of the ICB; package of care at home",
        }  # fmt: skip
    for pathway, quadrant, provider in services():
        code, name = KINDS[pathway]
        usual = {"level": "specialist", **_USUAL[pathway], **_HERE.get((pathway, quadrant), {})}
        for district in districts().values():
            if district.quadrant != quadrant:
                continue
            row = {"provider": provider, "service": code, "name": name, "pathway": pathway, "district": district.name, "verified_on": verified_on, **usual, **_ASKS.get((pathway, provider), {})}
            if (pathway, quadrant) == GAP[:2]:
                yield row | {"age_to": GAP[2]}
                yield row | {"only_in": "special-school"}
            else:
                yield row


def _chosen(verified_on: date, paused: date) -> Iterator[Row]:
    """Providers of the Right to Choose, for children of the whole area; one of them takes no new referrals now."""
    for provider, code, name, paused_on in ((CHOSEN[0], "ND", "Autism and ADHD assessment", ""), (PAUSED[0], "ADHD", "ADHD assessment", paused)):
        for district in districts().values():
            yield {
                "provider": provider, "service": code, "name": name, "pathway": "neurodevelopmental", "district": district.name, "verified_on": verified_on,
                "level": "specialist", "age_from": 6, "age_to": 17, "right_to_choose": "yes", "referred_by": "only a GP", "paused_on": paused_on,
            }  # fmt: skip
