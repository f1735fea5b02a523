"""Searches that found nothing: kept by their words and week alone, and read from five alike by whoever edits and commissions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from goldenthread.access.viewer import Viewer
from goldenthread.engine.calendar import monday_of
from goldenthread.offer.models_keeping import Outcome
from goldenthread.offer.often import may
from goldenthread.offer.plain import plain, without_postcodes

READ_FOR = dt.timedelta(weeks=13)
HEAPS = 32
"""Into how many heaps the places of one search fall. Of five different places about seven in ten lie in five heaps, of seven nearly all
have: the list is rather late than forced by one."""


def note(request: HttpRequest, text: str, on: dt.date) -> None:
    """Counts the words once from one place, however often it looks within the 13 weeks, and few words a day from one place."""
    words = plain(without_postcodes(text))
    if not words or not may(request, "unfound", on):
        return
    address = get_adapter().get_client_ip(request)
    mark = int(salted_hmac("offer.unfound", f"{address}\n{words}", algorithm="sha256").hexdigest(), 16) % HEAPS
    with connection.cursor() as cursor:
        cursor.execute("select offer_note_unfound(%s, %s, %s)", [words, monday_of(on), mark])


@dataclass(frozen=True)
class Unanswered:
    """Words that found nothing in at least so many places, and what was last made of them."""

    words: str
    times: int
    outcome: Outcome | None


def from_five(on: dt.date) -> list[Unanswered]:
    """For a viewer who edits or commissions; nothing for anybody else."""
    with connection.cursor() as cursor:
        cursor.execute("select words, times from offer_unfound_from_five(%s)", [on - READ_FOR])
        found = cursor.fetchall()
    last = {o.words: o for o in Outcome.objects.filter(words__in=[w for w, _ in found], on__gte=on - READ_FOR).order_by("pk")}
    return [Unanswered(words, times, last.get(words)) for words, times in found]


def record(viewer: Viewer, words: str, kind: str, text: str, on: dt.date) -> None:
    Outcome.objects.create(words=words, kind=kind, text=text, on=on, by=viewer.id, by_name=viewer.name)


def add_to_ring(words: str, ring: str) -> bool:
    """Looking for these words looks for all of a ring from now on. An editor alone does that."""
    with connection.cursor() as cursor:
        cursor.execute("select offer_ring_add(%s, %s)", [words, ring])
        return bool(cursor.fetchone()[0])
