from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlansConfig(AppConfig):
    name = "goldenthread.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from goldenthread.cases.queries_work import OWED_ELSEWHERE
        from goldenthread.plans.to_check import OWED

        OWED_ELSEWHERE += OWED
        # Not an event of our own: migrations are the only moment at which the walls can have changed.
        post_migrate.connect(_put_the_walls_in_place, sender=self)


def _put_the_walls_in_place(using: str, **_: Any) -> None:
    from django.db import connections

    from goldenthread.access import rls
    from goldenthread.plans.walls import PROTECTED

    rls.apply(connections[using], PROTECTED, "functions.sql", "goldenthread.plans")
    for more in ("appendices.sql", "copies.sql", "kept.sql", "overseeing.sql", "section_a.sql"):
        rls.apply(connections[using], (), more, "goldenthread.plans")
