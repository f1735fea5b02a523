"""Dated help: what is coming, and what its keeper says of it. Places are the service's own count: nobody books here."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from goldenthread.offer.asking import answer_of
from goldenthread.offer.models import Service
from goldenthread.offer.models_sessions import Session
from goldenthread.people.models import District
from goldenthread.science.places_left import SOON, Places, in_words, places
from goldenthread.web.languages import t_time

AHEAD = 100
"""Most that one page lists."""


@dataclass(frozen=True)
class Coming:
    """A session as a family reads it on a day."""

    session: Session
    on: dt.date

    @property
    def state(self) -> Places:
        return places(self.session.capacity, self.session.left, cancelled=self.session.cancelled)

    @property
    def words(self) -> str:
        s = self.session
        return in_words(s.capacity, s.left, cancelled=s.cancelled, said=s.said_on, on=self.on)

    @property
    def where(self) -> str:
        if self.session.location:
            there = self.session.location
            return ", ".join(part for part in (there.name, there.address_1, f"{there.city} {there.postal_code}".strip()) if part)
        return self.session.place or "Online"

    @property
    def when(self) -> str:
        s = self.session
        return t_time(s.starts) + (f" to {t_time(s.ends)}" if s.ends else "")


def coming(service: Service, on: dt.date) -> list[Coming]:
    """Sessions of one service from today on; cancelled ones too, so that nobody goes for nothing."""
    return [Coming(s, on) for s in Session.objects.filter(service=service, on__gte=on).select_related("location").order_by("on", "starts", "pk")[:AHEAD]]


def next_of(services: Collection[UUID], on: dt.date) -> dict[UUID, Coming]:
    """Of each service the next session that is not cancelled."""
    rows = Session.objects.filter(service__in=services, on__gte=on, cancelled=False).select_related("location").order_by("service", "on", "starts", "pk").distinct("service")
    return {s.service_id: Coming(s, on) for s in rows}


def with_places(on: dt.date) -> QuerySet[Session]:
    """Sessions of the coming month that somebody who looks today can come to."""
    return Session.objects.filter(on__gte=on, on__lt=on + dt.timedelta(days=SOON), cancelled=False).filter(Q(capacity=None) | Q(left__gt=0))


def listed(services: QuerySet[Service], on: dt.date, *, district: District | None = None, online: bool = False, need: str = "", only_with_places: bool = False) -> list[Coming]:
    """What is on in the coming month, by day: in a district or online, wherever it is known."""
    rows = (with_places(on) if only_with_places else Session.objects.filter(on__gte=on, on__lt=on + dt.timedelta(days=SOON))).filter(service__in=services)
    if need:
        rows = rows.filter(service__attributes__taxonomy_term__taxonomy__slug="need", service__attributes__taxonomy_term__code=need)
    at_home = Q(location=None, place="") | Q(location__location_type="virtual")
    if district:
        serves = Q(service__service_areas=None) | Q(service__service_areas__district=district)
        rows = rows.filter(Q(location__district=district) | at_home & serves)
    if online:
        rows = rows.filter(at_home)
    return [Coming(s, on) for s in rows.select_related("service__organization", "location").distinct().order_by("on", "starts", "pk")]


# --- what a keeper says ---


def add(service: UUID, told: dict[str, Any], on: dt.date, *, by_provider: bool) -> bool:
    """A session of a service. By an editor only where one is signed in."""
    return bool(answer_of("select offer_session_add(%s, %s::jsonb, %s, %s)", service, json.dumps(told, default=str), on, by_provider))


def stands(service: UUID, session: UUID, on: dt.date) -> bool:
    """Whether anything may still be said of a session of this service."""
    return Session.objects.filter(pk=session, service=service, on__gte=on, cancelled=False).exists()


def say(service: UUID, session: UUID, on: dt.date, *, left: int | None, cancelled: bool, by_provider: bool) -> bool:
    """How many places are left now, or that it is cancelled. No where it is over, or not this service's, or more would be left than there are."""
    return bool(answer_of("select offer_session_say(%s, %s, %s, %s, %s, %s)", service, session, left, cancelled, on, by_provider))


def one_fewer(service: UUID, session: UUID, on: dt.date, *, by_provider: bool) -> bool:
    """Somebody took a place: counted where it stands, so that two presses are two."""
    return bool(answer_of("select offer_session_fewer(%s, %s, %s, %s)", service, session, on, by_provider))
