"""What a function of the database answers, which does what no page may do by itself."""

from __future__ import annotations

from typing import Any

from django.db import connection


def answered(question: str, *given: Any) -> Any:
    """The one value of the one row: most of these functions say whether they did it."""
    with connection.cursor() as cursor:
        cursor.execute(question, list(given))
        return cursor.fetchone()[0]
