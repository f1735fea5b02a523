"""Who was asked about the Local Offer, when, about what, and what came of it: recorded by an editor, read by everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from goldenthread.access.viewer import Viewer
from goldenthread.offer.models_consulted import BODIES, FAMILIES, Consulted
from goldenthread.science.small_numbers import LEAST
from goldenthread.web.turns import one_at_a_time

A_LIST = 200


@dataclass(frozen=True)
class Consultation:
    key: UUID
    title: str
    href: str
    open: bool


CONSULTATIONS: list[Callable[[dt.date], list[Consultation]]] = []
"""Consultations belong to an app beside this one, which says here which there are."""


def consultations(on: dt.date) -> list[Consultation]:
    return [each for source in CONSULTATIONS for each in source(on)]


@dataclass(frozen=True)
class Group:
    """One of those whom the law has asked, with the last day on which it was, and the last for each thing that families are asked about."""

    name: str
    last: dt.date | None
    times: int
    about: list[tuple[str, dt.date | None]]


def every() -> QuerySet[Consulted]:
    return Consulted.objects.select_related("answer").prefetch_related("answer__changes").order_by("-on", "-pk")


def groups(of: list[Consulted]) -> tuple[list[Group], list[Group]]:
    """Families, and the bodies, each in the law's order, those too that nobody recorded."""
    return [_group(who, of) for who in FAMILIES], [_group(who, of) for who in BODIES]


def _group(who: Consulted.Who, of: list[Consulted]) -> Group:
    mine = [c for c in of if c.who == who]
    about = [(str(a.label), max((c.on for c in mine if a in c.about), default=None)) for a in Consulted.About]
    return Group(str(who.label), max((c.on for c in mine), default=None), len(mine), about)


def people_said(n: int | None) -> str:
    """How many took part, as anybody may read it: a few could tell who they were."""
    if n is None:
        return ""
    return f"fewer than {LEAST} people" if 0 < n < LEAST else f"{n:,} people"


def about_said(one: Consulted) -> str:
    return ", ".join(str(Consulted.About(a).label) for a in one.about)


@transaction.atomic
def record(viewer: Viewer, on: dt.date, told: dict[str, Any], consultation: Consultation | None) -> Consulted:
    """The same of one day, from the same editor, is one: a form that is sent twice asked nobody twice."""
    one_at_a_time("offer consulted")
    given = {**told, "recorded_on": on, "by": viewer.id, "consultation": consultation.key if consultation else None}
    if known := Consulted.objects.filter(**given).first():
        return known
    return Consulted.objects.create(**given, by_name=viewer.name[:150], consultation_title=consultation.title[:120] if consultation else "")


def tie(one: int, answer: UUID) -> bool:
    """The decision that followed, where none is tied yet. An editor alone does that."""
    with connection.cursor() as cursor:
        cursor.execute("select offer_consulted_tie(%s, %s)", [one, answer])
        return bool(cursor.fetchone()[0])


def told_of(first: dt.date, last: dt.date) -> list[list[str]]:
    """Who was asked in a time, as the page of a year keeps it: day, group, how, about what, what they said."""
    return [[c.on.isoformat(), str(c.get_who_display()), c.how, about_said(c), c.said] for c in every().filter(on__gte=first, on__lte=last)]
