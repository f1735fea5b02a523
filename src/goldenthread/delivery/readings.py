"""What lines of issued plans come to, read once and kept: a whole area's words take longer to read than a page may."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection, transaction

from goldenthread.cases.plain_sql import rows
from goldenthread.plans.kept import edition
from goldenthread.science.delivery import Line, line_of, service_of
from goldenthread.web.json_column import json_of


def keep_all(app: str, edition: str, most: int, read: Callable[..., dict[str, Any]]) -> int:
    """Reads and keeps, `most` at once, whatever the app's `APP_unread` gives, and answers how much that was. For the job: nobody is
    signed in."""
    kept = 0
    while True:
        with transaction.atomic():
            unread = rows(f"select * from {app}_unread(%(edition)s, %(most)s)", edition=edition, most=most)  # noqa: S608 - an app's name, from the code
            if not unread:
                return kept
            with connection.cursor() as cursor:
                cursor.execute(f"select {app}_keep(%s::jsonb)", [json.dumps([{"edition": edition, **read(*row)} for row in unread])])  # noqa: S608
            kept += len(unread)


def read_of(details: Mapping[str, Any], words: str, contributor: str) -> dict[str, Any]:
    """A line as `delivery_reading` keeps it."""
    found = line_of(details, words)
    kept: dict[str, Any] = {"service": service_of(str(details.get("who") or ""), contributor, words)}
    if isinstance(found, Line):
        kept |= {"times": found.rhythm.times, "every": found.rhythm.every, "period": found.rhythm.period, "minutes": found.minutes, "weeks": found.weeks}
    return kept


def keep_readings() -> int:
    """Reads what was issued since, and answers how many lines that were."""
    return keep_all("delivery", edition(), 5000, lambda clause, details, words, contributor: {
        "clause": str(clause), **read_of(json_of(details), words, contributor)
    })  # fmt: skip
