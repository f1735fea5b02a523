"""Requests that wait for an officer in the demo: of a parent, of a school about a child who is known, and of a doctor."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from typing import Any

from goldenthread.assessments.models import Request, RequestFile
from goldenthread.engine.calendar import LONDON
from goldenthread.people.models import Child, Content, Organisation

_MAP = """Provision map, autumn term
Nurture group, 4 x 30 minutes a week, 6 pupils, since January. Can stay for the whole session now.
Reading, 3 x 15 minutes a week, alone with a teaching assistant. No progress since June.
"""


def make_requests(council: Organisation, today: date) -> None:
    """May be run again."""
    ivy = Child.objects.filter(forename="Ivy", surname="Thornton").order_by("reference").last()
    born = ivy.date_of_birth if ivy and ivy.date_of_birth else date(today.year - 8, 3, 14)
    _request(council, today - timedelta(days=38), "R-DEMQADR3", "other", {
        "child_forename": "Rosa", "child_surname": "Ferreira", "child_born": date(today.year - 4, 2, 3).isoformat(),
        "your_forename": "Lena", "your_surname": "Abara", "job": "GP", "tell_family": "yes", "keep_private": "no",
        "phone": "0300 000 0144", "email": "lena.abara@surgery.example",
        "worries": "Rosa speaks few words at four, and her nursery place has ended.", "share": "yes",
    })  # fmt: skip
    _request(council, today - timedelta(days=9), "R-DEMPARX4", "parent", {
        "email": "nina.marchetti@family.example", "child_forename": "Leo", "child_surname": "Marchetti",
        "child_born": date(today.year - 7, 6, 21).isoformat(), "setting": "Larkfield Primary",
        "your_forename": "Nina", "your_surname": "Marchetti", "relation": "mother", "responsibility": "yes", "care": "yes",
        "phone": "", "address": "", "keep_private": "yes",
        "worries": "Leo hides under the table at school and comes home in tears.\n\nHe cannot tell us why.",
        "helps": "Quiet, one person at a time, and knowing what comes next.", "others": "His swimming teacher, Mr Doyle.",
        "language": "Italian", "formats": ["telephone"], "share": "yes",
    })  # fmt: skip
    made = _request(council, today - timedelta(days=3), "R-DEMSCH47", "setting", {
        "email": "senco@larkfield.example", "child_forename": "Ivy", "child_surname": "Thorntan",
        "child_born": born.isoformat(), "setting": "Larkfield Primary School", "your_forename": "Aaron", "your_surname": "Lowe",
        "job": "SENCO", "family_name": "Judith Thornton", "family_agrees": "agree",
        "worries": "Ivy works two years behind, and is often too worried to come in.",
        "tried": "A nurture group for two terms, and reading alone with an adult.", "share": "yes",
    })  # fmt: skip
    if made is not None:
        content = Content.objects.create(
            owner=council, kind_of_data="ehc-request-and-stage", file=_MAP.encode(), file_name="Provision map.txt"
        )
        RequestFile.objects.create(request=made, owner=council, content=content, what="provision-map")


def _request(council: Organisation, on: date, reference: str, asked_by: str, answers: dict[str, Any]) -> Request | None:
    if Request.objects.filter(reference=reference).exists():
        return None
    moment = datetime.combine(on, time(19, 40), LONDON)
    return Request.objects.create(
        reference=reference, owner=council, asked_by=asked_by, answers=answers, sent_at=moment, received_on=on,
        # Nobody holds the secret of which this would be the hash.
        secret_hash=hashlib.sha256(reference.encode()).hexdigest()[::-1], started_at=moment, saved_at=moment,
    )  # fmt: skip
