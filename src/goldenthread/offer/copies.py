"""Copies of the Local Offer that somebody asked for, with the day by which each is sent; and the whole of it, to print."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.urls import reverse

from goldenthread.access.viewer import Viewer
from goldenthread.offer.directory import Entry, entries_of, shown
from goldenthread.offer.keeping import edits
from goldenthread.offer.models_copies import CopyAsked
from goldenthread.web.owed_besides import Besides

DAYS = {CopyAsked.Format.PAPER: 5, CopyAsked.Format.LARGE: 5}
OTHER_DAYS = 20
"""Days within which a copy is sent, all counted: our own promise, on the public page. Braille, audio and the like must be made first."""
A_LIST = 100
PRINTED = 200
"""Entries on one printed page of the whole."""


def promised(kind: str) -> int:
    return DAYS.get(CopyAsked.Format(kind), OTHER_DAYS)


def waiting() -> QuerySet[CopyAsked]:
    return CopyAsked.objects.filter(sent_on=None).order_by("due_on", "pk")


def sent() -> QuerySet[CopyAsked]:
    return CopyAsked.objects.exclude(sent_on=None).order_by("-sent_on", "-pk")


def record(viewer: Viewer, asked_on: dt.date, kind: str, what: str) -> CopyAsked:
    return CopyAsked.objects.create(asked_on=asked_on, format=kind, what=what, due_on=asked_on + dt.timedelta(days=promised(kind)), by=viewer.id, by_name=viewer.name[:150])


def say_sent(one: int, on: dt.date) -> bool:
    """An editor alone says so, once."""
    with connection.cursor() as cursor:
        cursor.execute("select offer_copy_sent(%s, %s)", [one, on])
        return bool(cursor.fetchone()[0])


def owed(viewer: Viewer, on: dt.date) -> list[Besides]:
    """Copies whose day is near or past, for an editor's page of work."""
    if not edits(viewer):
        return []
    near = waiting().filter(due_on__lte=on + dt.timedelta(days=7))[:A_LIST]
    return [Besides(f"Send a copy of the Local Offer: {c.get_format_display().lower()}", c.what, c.due_on, "Our own promise, under regulation 57 of the SEND Regulations 2014", reverse("offer-copies")) for c in near]


@dataclass(frozen=True)
class Whole:
    entries: list[Entry]
    total: int
    page: int
    pages: int


def whole(district: str, page: int, on: dt.date) -> Whole:
    """Every entry that is shown, by name, so many to a printed page; of a district, those there and those that serve it from elsewhere."""
    rows = shown(on)
    if district:
        rows = rows.filter(Q(at__location__district__name=district) | Q(service_areas__district__name=district) | Q(at__location__district=None, service_areas=None)).distinct()
    total = rows.count()
    pages = max(1, -(-total // PRINTED))
    page = min(max(page, 1), pages)
    keys = list(rows.order_by("name", "pk").values_list("pk", "name"))[(page - 1) * PRINTED : page * PRINTED]
    return Whole(entries_of([key for key, _ in keys], None, on), total, page, pages)
