"""Whom a family asks about a wait: the person or team that the service names, else its entry in the Local Offer, else nobody yet. Nothing of a
child is read here: whoever may know of no wait is told of nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.offer.directory import shown
from goldenthread.services.models import Service
from goldenthread.services.queries import managed


@dataclass(frozen=True)
class Asks:
    """`name` is a person or a team, `how` a telephone number, an email address or hours, as the service writes it."""

    name: str
    how: str


def asks_of(services: Sequence[Service], on: dt.date) -> dict[UUID, Asks]:
    """By service. One that said nothing, and whose entry in the Local Offer has neither telephone nor email, is not in it."""
    found = {s.pk: Asks(s.asks_name or s.name, s.asks_how) for s in services if s.asks_how}
    lists = {f"{s.owner.code} {s.code}": s for s in services if s.pk not in found}
    if not lists:
        return found
    entries = shown(on).filter(feed=None, waiting_list__in=lists).order_by("-assured_date", "id").values_list("waiting_list", "name", "phone", "email")
    for list_, name, phone, email in entries:
        how = " or ".join(way for way in (phone, email) if way)
        if how and lists[list_].pk not in found:
            found[lists[list_].pk] = Asks(name, how)
    return found


def say_who(viewer: Viewer, service: Service, name: str, how: str) -> None:
    """By a manager of the provider, of its own services."""
    if managed(viewer) is None or managed(viewer) != service.owner_id:
        raise Refused
    Service.objects.filter(pk=service.pk).update(asks_name=name, asks_how=how)
