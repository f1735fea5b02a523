"""Asking the functions of the database by which the public and services write to the Local Offer (functions.sql)."""

from __future__ import annotations

from typing import Any

from django.db import connection


def answer_of(question: str, *given: Any) -> Any:
    """The one value that a function answers."""
    with connection.cursor() as cursor:
        cursor.execute(question, list(given))
        return cursor.fetchone()[0]
