"""Keeping entries true: which service is asked when, the signed link by which it answers, and what it or an editor changes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from goldenthread.access.viewer import Viewer
from goldenthread.offer.asking import answer_of
from goldenthread.offer.directory import HIDDEN_AFTER, STALE_AFTER, oldest_shown
from goldenthread.offer.models import Service
from goldenthread.offer.models_keeping import OPEN_TO_CHANGE, Reminder, Suggestion
from goldenthread.offer.models_sessions import LinkAsked

REMIND_AFTER = (76, 97, 180, 351)
"""Days after it was confirmed on which a service is asked: two weeks before its entry is marked, a week after, once more, and two weeks
before it is hidden."""
LINK_LIVES = dt.timedelta(days=60)
SALT = "offer.entry"
EDITS = ("la-send-manager",)
READS = ("la-send-manager", "icb-commissioner", "dco")

Mailer = Callable[[Service, str, int], None]
"""Sends a service the address of its entry's page, saying in how many days the entry is marked (0: it is already)."""
MAILERS: list[Mailer] = []
"""Messages belong to an app that lies above this one, which says here how one is sent."""


def reminder_due(assured: dt.date, on: dt.date, sent: Iterable[int]) -> int | None:
    """The latest reminder that an entry confirmed on a day has come to and that has not left; None where none is due, or the entry is
    hidden already. One that was missed is not sent after a later one."""
    age = (on - assured).days
    come = [after for after in REMIND_AFTER if after <= age]
    if not come or age > HIDDEN_AFTER or come[-1] <= max(sent, default=0):
        return None
    return come[-1]


def remind(on: dt.date) -> int:
    """Asks every service whose entry has come to a reminder, and says how many. Services without an email address are left to editors."""
    asked = Service.objects.filter(status__in=(Service.Status.ACTIVE, Service.Status.CLOSED)).exclude(email="").filter(
        feed=None,
        assured_date__lte=on - dt.timedelta(days=REMIND_AFTER[0]), assured_date__gte=oldest_shown(on)
    )  # fmt: skip
    sent: dict[tuple[UUID, dt.date], list[int]] = {}
    for service, assured, after in Reminder.objects.filter(service__in=asked).values_list("service", "of_assured", "after"):
        sent.setdefault((service, assured), []).append(after)
    done = 0
    for service in asked.select_related("organization").order_by("pk"):
        after = reminder_due(service.assured_date, on, sent.get((service.pk, service.assured_date), []))
        if after is None:
            continue
        # Both or neither: a worker that is killed between them neither loses a reminder nor sends it twice.
        with transaction.atomic():
            Reminder.objects.create(service=service, of_assured=service.assured_date, after=after, sent_on=on)
            for mailer in MAILERS:
                mailer(service, token_of(service), max(0, STALE_AFTER + 1 - (on - service.assured_date).days))
        done += 1
    return done


def ask_for_link(service: UUID, on: dt.date) -> None:
    """Has a service's own link sent to the address of its entry by the next morning. Whoever asks learns nothing by it."""
    answer_of("select offer_link_ask(%s, %s)", service, on)


def send_links(on: dt.date) -> int:
    """Sends each link that was asked for and has not left, and says how many."""
    waits = Q(sent_on=None) | Q(sent_on__lt=F("on"))
    waiting = LinkAsked.objects.filter(waits).exclude(service__email="").exclude(service__status=Service.Status.DEFUNCT).select_related("service__organization")
    done = 0
    for asked in waiting.order_by("service"):
        with transaction.atomic():
            # Written down first, so that of two runs at once one sends.
            if not LinkAsked.objects.filter(waits, pk=asked.pk).update(sent_on=on):
                continue
            for mailer in MAILERS:
                mailer(asked.service, token_of(asked.service), max(0, STALE_AFTER + 1 - (on - asked.service.assured_date).days))
        done += 1
    return done


def token_of(service: Service) -> str:
    """What stands in the address of an entry's own page: it names the entry and the confirmation that it asks to renew."""
    return signing.dumps([str(service.pk), service.assured_date.isoformat()], salt=SALT)


@dataclass(frozen=True)
class Asked:
    service: Service
    # The day of the confirmation that is to be renewed; a later one has been given meanwhile where the entry says so.
    of_assured: dt.date

    @property
    def answered(self) -> bool:
        return self.service.assured_date > self.of_assured


def asked_by(token: str) -> Asked | None:
    """Whose entry an address opens; None where it was not made here, or has expired."""
    try:
        key, assured = signing.loads(token, salt=SALT, max_age=LINK_LIVES)
        service = Service.objects.select_related("organization").get(pk=UUID(key))
        return Asked(service, dt.date.fromisoformat(assured))
    except (signing.BadSignature, ValueError, TypeError, Service.DoesNotExist):
        return None


def confirm(service: UUID, on: dt.date, *, by_provider: bool) -> bool:
    """Records that all of an entry is right on a day. By an editor, who asked the service, only where one is signed in."""
    return bool(answer_of("select offer_confirm(%s, %s, %s)", service, on, by_provider))


def suggest(service: UUID, on: dt.date, *, text: str = "", fields: dict[str, Any] | None = None, from_provider: bool = False) -> None:
    answer_of("select offer_suggest(%s, %s, %s, %s, %s::jsonb)", service, on, from_provider, text, json.dumps(fields or {}))


def change(service: UUID, on: dt.date, fields: dict[str, Any], why: str) -> bool:
    """An editor's own change. No where somebody else asks."""
    return bool(answer_of("select offer_edit(%s, %s, %s::jsonb, %s)", service, on, json.dumps(fields), why))


def decide(suggestion: UUID, on: dt.date, *, approved: bool, answer: str) -> bool:
    """An editor's judgement of a suggestion; approved, a service's own words stand in its entry from now on. No where it was judged before."""
    return bool(answer_of("select offer_decide(%s, %s, %s, %s)", suggestion, on, approved, answer))


def changed_in(service: Service, given: dict[str, Any]) -> dict[str, Any]:
    """Of the fields that may be changed, those that a form says otherwise than the entry."""
    said = {name: given[name] for name in OPEN_TO_CHANGE if name in given}
    said |= {name: int(said[name]) for name in ("minimum_age", "maximum_age") if said.get(name) is not None}
    return {name: value for name, value in said.items() if value != getattr(service, name)}


# --- what editors work through ---


def reads(viewer: Viewer) -> bool:
    return viewer.holds(*READS) and viewer.link_child is None


def edits(viewer: Viewer) -> bool:
    return viewer.holds(*EDITS) and viewer.link_child is None


@dataclass(frozen=True)
class Kept:
    """How an entry stands: how many days ago it was confirmed, and who is asked next."""

    service: Service
    days: int

    @property
    def hidden(self) -> bool:
        return self.days > HIDDEN_AFTER

    @property
    def stale(self) -> bool:
        return self.days > STALE_AFTER

    @property
    def nobody_to_ask(self) -> bool:
        return not self.service.email


def entries() -> QuerySet[Service]:
    """Every entry that is not ended, the one confirmed longest ago first, with how many suggestions wait."""
    waiting = Count("suggestions", filter=Q(suggestions__state=Suggestion.State.OPEN))
    return Service.objects.exclude(status=Service.Status.DEFUNCT).filter(feed=None).select_related("organization").annotate(waiting=waiting).order_by("assured_date", "name", "pk")


def open_suggestions() -> QuerySet[Suggestion]:
    return Suggestion.objects.filter(state=Suggestion.State.OPEN).select_related("service").order_by("on", "pk")
