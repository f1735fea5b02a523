"""Who does the same thing at once does it one after the other."""

from django.db import connection


def one_at_a_time(what: str) -> None:
    """Until this transaction ends, whoever else does the same thing waits here: two presses of one button are one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
