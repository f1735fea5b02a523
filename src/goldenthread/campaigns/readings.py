"""Whether issued plans speak of adult life, read once by the rule of plans' wording and kept: see delivery.readings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files

from django.db import connection, transaction

from goldenthread.cases.plain_sql import rows
from goldenthread.science.staleness import YEAR_9
from goldenthread.science.wording import check_together

_READER = ("wording.py", "wording_rules.toml")
_AT_ONCE = 2000


@cache
def edition() -> str:
    """Which reader this is: another text of it, or of its rules, is another edition."""
    package = files("goldenthread.science")
    return sha256(b"".join((package / name).read_bytes() for name in _READER)).hexdigest()[:12]


def speaks_of_adult_life(outcomes: Sequence[str] | None) -> bool | None:
    """As the checks of wording have it, of a plan of Year 9 or above; None where there are no outcomes."""
    if not outcomes:
        return None
    return not any(f.label == "no-pfa" for f in check_together([("E", text) for text in outcomes], YEAR_9))


def keep_readings() -> int:
    """Reads what was issued since, and answers how many plans that were. For the job: nobody is signed in."""
    read = 0
    while True:
        with transaction.atomic():
            unread = rows("select * from campaigns_unread(%(edition)s, %(most)s)", edition=edition(), most=_AT_ONCE)
            if not unread:
                return read
            kept = [{"plan": str(plan), "edition": edition(), "spoken": speaks_of_adult_life(words)} for plan, words in unread]
            with connection.cursor() as cursor:
                cursor.execute("select campaigns_keep(%s::jsonb)", [json.dumps(kept)])
            read += len(unread)
