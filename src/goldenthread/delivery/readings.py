"""What lines of issued plans come to, read once and kept: a whole area's words take longer to read than a page may."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from django.db import connection, transaction

from goldenthread.cases.plain_sql import rows
from goldenthread.science.delivery import Line, line_of, service_of

_READER = ("delivery.py", "passages.py")
_AT_ONCE = 5000


@cache
def edition() -> str:
    """Which reader this is: another text of it is another edition, so that what an earlier one read is not used."""
    package = files("goldenthread.science")
    return sha256(b"".join((package / name).read_bytes() for name in _READER)).hexdigest()[:12]


def read_of(details: Mapping[str, Any], words: str, contributor: str) -> dict[str, Any]:
    """A line as `delivery_reading` keeps it."""
    found = line_of(details, words)
    kept: dict[str, Any] = {"service": service_of(str(details.get("who") or ""), contributor)}
    if isinstance(found, Line):
        kept |= {"times": found.rhythm.times, "every": found.rhythm.every, "period": found.rhythm.period, "minutes": found.minutes, "weeks": found.weeks}
    return kept


def keep_readings() -> int:
    """Reads what was issued since, and answers how many lines that were. For the job: nobody is signed in."""
    read = 0
    while True:
        with transaction.atomic():
            unread = rows("select * from delivery_unread(%(edition)s, %(most)s)", edition=edition(), most=_AT_ONCE)
            if not unread:
                return read
            kept = [
                {"clause": str(clause), "edition": edition(), **read_of(json.loads(details) if isinstance(details, str) else details, words, contributor)}
                for clause, details, words, contributor in unread
            ]
            with connection.cursor() as cursor:
                cursor.execute("select delivery_keep(%s::jsonb)", [json.dumps(kept)])
            read += len(unread)
