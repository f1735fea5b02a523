"""How often anybody may do something public. No address is kept: a day's rows hold a hash of it under a key of that day, and go with it."""

from __future__ import annotations

import datetime as dt

from allauth.account.adapter import get_adapter
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

A_DAY = {"look": 2000, "search": 4000, "unfound": 60, "suggest": 10, "entry": 40, "comment": 10, "book": 40, "ask-meeting": 20, "say": 150, "answer-project": 60, "pack": 200, "ask-to-see": 20}
"""How often a day from one address. A school or a surgery has one address for everybody in it."""


def mark_of(request: HttpRequest, kind: str, on: dt.date) -> str:
    address = get_adapter().get_client_ip(request)
    return salted_hmac(f"offer.often.{on.isoformat()}", f"{kind}\n{address}", algorithm="sha256").hexdigest()


def may(request: HttpRequest, kind: str, on: dt.date) -> bool:
    """Whether it may be done once more today from where this comes."""
    with connection.cursor() as cursor:
        cursor.execute("select offer_spend(%s, %s, %s, %s)", [kind, on, mark_of(request, kind, on), A_DAY[kind]])
        return bool(cursor.fetchone()[0])
