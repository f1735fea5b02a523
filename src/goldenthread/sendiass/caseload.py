"""The caseload of the service: who may see it, what is done in it, and its keys turned over."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from goldenthread.access.policy import Refused
from goldenthread.access.queries import holders
from goldenthread.access.viewer import Viewer
from goldenthread.sendiass.keys import NoKey, WrongKey, has_key, seal, unseal
from goldenthread.sendiass.models import Enquiry, Note
from goldenthread.web.turns import one_at_a_time

ROLE = "sendiass"


@cache
def themes() -> dict[str, str]:
    text = (files("goldenthread.sendiass") / "data" / "themes.csv").read_text("utf-8")
    return {r["theme"]: r["name"] for r in csv.DictReader(text.splitlines())}


def service_of(viewer: Viewer) -> UUID | None:
    """The service of which the viewer is a member."""
    return viewer.body_as(ROLE)


def enquiries(viewer: Viewer) -> QuerySet[Enquiry]:
    """Those of the viewer's service; open ones first, by the day of their next step."""
    return Enquiry.objects.filter(owner=service_of(viewer)).order_by(F("closed_on").desc(nulls_first=True), "next_on", "opened_on")


def advisers(viewer: Viewer, on: date) -> list[tuple[str, str]]:
    return holders(ROLE, service_of(viewer), on)


def words_of(row: Enquiry | Note) -> dict[str, Any]:
    return unseal(row.sealed, row.row)


def opens(viewer: Viewer) -> bool:
    """Whether this process has the key of what the service holds already: with another, what is written now would need both."""
    newest = enquiries(viewer).order_by("-opened_on", "pk").first()
    try:
        return has_key() if newest is None else bool(words_of(newest))
    except (NoKey, WrongKey):
        return False


@transaction.atomic
def open_enquiry(viewer: Viewer, *, theme: str, locality: str, on: date, next_on: date, family: str, contact: str, asked: str, next_step: str) -> Enquiry:
    service = service_of(viewer)
    if service is None or viewer.id is None:
        raise Refused
    one_at_a_time(f"enquiry by {viewer.id}")
    said = {"family": family, "contact": contact, "asked": asked, "next_step": next_step}
    # The same words of the same family on the same day are one press of the button, whose answer was lost: the enquiry is counted once.
    of_today = Enquiry.objects.filter(owner=service, adviser=viewer.id, theme=theme, locality=locality, opened_on=on, next_on=next_on, closed_on=None)
    if known := next((one for one in of_today if words_of(one) == said), None):
        return known
    made = Enquiry(owner_id=service, adviser=viewer.id, adviser_name=viewer.name, theme=theme, locality=locality, opened_on=on, next_on=next_on)
    made.sealed = seal(said, made.row)
    made.save(force_insert=True)
    return made


@transaction.atomic
def write_note(viewer: Viewer, enquiry: Enquiry, *, on: date, kind: str, level: int, said: str, agreed: str, next_step: str, next_on: date) -> bool:
    """False where somebody closed it meanwhile: nothing is kept."""
    found = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if service_of(viewer) != found.owner_id:
        raise Refused
    if found.closed_on:
        return False
    note = Note(enquiry=found, owner_id=found.owner_id, by=viewer.id, by_name=viewer.name, on=on, kind=kind, level=level)
    note.sealed = seal({"said": said, "agreed": agreed}, note.row)
    found.sealed, found.next_on = seal({**words_of(found), "next_step": next_step}, found.row), next_on
    note.save(force_insert=True)
    found.save(update_fields=["sealed", "next_on"])
    return True


def hand_over(viewer: Viewer, enquiry: Enquiry, adviser: str, on: date) -> bool:
    """False where meanwhile somebody closed it, or another has it than `enquiry` says."""
    name = dict(advisers(viewer, on)).get(adviser)
    if name is None or service_of(viewer) != enquiry.owner_id:
        raise Refused
    return bool(Enquiry.objects.filter(pk=enquiry.pk, adviser=enquiry.adviser, closed_on=None).update(adviser=adviser, adviser_name=name))


def close(viewer: Viewer, enquiry: Enquiry, outcome: str, on: date) -> bool:
    """False where somebody closed it meanwhile: what they said came of it stands."""
    if service_of(viewer) != enquiry.owner_id or outcome not in Enquiry.Outcome.values:
        raise Refused
    return bool(Enquiry.objects.filter(pk=enquiry.pk, closed_on=None).update(closed_on=on, outcome=outcome, next_on=None))


@transaction.atomic
def rotate() -> int:
    """Seals everything with the first key; all or nothing, so that a key that is missing loses nothing. Answers how many rows."""
    done = 0
    for model in (Enquiry, Note):
        for row in model.objects.select_for_update().order_by("pk"):
            model.objects.filter(pk=row.pk).update(sealed=seal(words_of(row), row.row))
            done += 1
    return done
