"""Searches that found nothing: kept by their words and week alone, and read from five alike by whoever edits and commissions."""

from __future__ import annotations

import datetime as dt

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from goldenthread.offer.plain import plain

READ_FOR = dt.timedelta(weeks=13)
A_DAY = 24 * 60 * 60
AN_HOUR_FROM_ONE_ADDRESS = 20


def note(request: HttpRequest, text: str, on: dt.date) -> None:
    """Counts the words once a day from one address, and few an hour, so that nobody makes five of one. The address itself is nowhere
    kept: this process remembers a mark of it for a day, which cannot be turned back."""
    words = plain(text)
    if not words:
        return
    address = get_adapter().get_client_ip(request)
    mark = salted_hmac("offer.unfound", f"{address}\n{words}", algorithm="sha256").hexdigest()
    often = salted_hmac("offer.unfound.often", address, algorithm="sha256").hexdigest()
    cache.add(often, 0, 60 * 60)
    if not cache.add(mark, True, A_DAY) or cache.incr(often) > AN_HOUR_FROM_ONE_ADDRESS:
        return
    with connection.cursor() as cursor:
        cursor.execute("select offer_note_unfound(%s, %s)", [words, on - dt.timedelta(days=on.weekday())])


def from_five(on: dt.date) -> list[tuple[str, int]]:
    """Words and how often, for a viewer who edits or commissions; nothing for anybody else."""
    with connection.cursor() as cursor:
        cursor.execute("select words, times from offer_unfound_from_five(%s)", [on - READ_FOR])
        return cursor.fetchall()
