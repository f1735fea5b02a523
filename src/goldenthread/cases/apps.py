from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CasesConfig(AppConfig):
    name = "goldenthread.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Not an event of our own: migrations are the only moment at which the walls can have changed.
        post_migrate.connect(_put_the_walls_in_place, sender=self)


def _put_the_walls_in_place(using: str, **_: Any) -> None:
    from django.db import connections

    from goldenthread.access import rls
    from goldenthread.cases.queries_work import owed_elsewhere_sql
    from goldenthread.cases.walls import OF_ITS_CASE, PROTECTED

    with connections[using].cursor() as cursor:
        # First, so that it is given to the system role with the rest.
        cursor.execute(owed_elsewhere_sql())
    rls.apply(connections[using], PROTECTED, "functions.sql", "goldenthread.cases")
    with connections[using].cursor() as cursor:
        cursor.execute(OF_ITS_CASE)
