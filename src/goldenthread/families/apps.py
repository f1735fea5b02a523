from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FamiliesConfig(AppConfig):
    name = "goldenthread.families"
    label = "families"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from goldenthread.cases.queries_case import WHO_ANSWERS
        from goldenthread.cases.queries_work import OWED_BY_CLOCKS, OWED_ELSEWHERE
        from goldenthread.families import (
            alone,
            bars,
            complaints,
            navigators,
            owed,
            owed_early,
            second_parent,
            wishes,
            withholding,
        )
        from goldenthread.letters.reach import OTHERWISE, WISHES

        OWED_ELSEWHERE += [
            owed.OWED, complaints.OWED, owed_early.OWED, wishes.OWED, navigators.OWED, second_parent.OWED, bars.OWED, alone.OWED, withholding.OWED,
        ]  # fmt: skip
        OWED_BY_CLOCKS.append(owed_early.contacts)
        WHO_ANSWERS["complaint"] = complaints.answers_case
        WISHES.append(wishes.stands)
        OTHERWISE.append(wishes.owe_letter)
        # Not an event of our own: migrations are the only moment at which the walls can have changed.
        post_migrate.connect(_put_the_walls_in_place, sender=self)


def _put_the_walls_in_place(using: str, **_: Any) -> None:
    from django.db import connections

    from goldenthread.access import rls
    from goldenthread.families.walls import ONLY, PROTECTED

    rls.apply(connections[using], PROTECTED, "functions.sql", "goldenthread.families")
    with connections[using].cursor() as cursor:
        cursor.execute(ONLY)
