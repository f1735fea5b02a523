from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DisputesConfig(AppConfig):
    name = "goldenthread.disputes"
    label = "disputes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from goldenthread.cases.queries_case import SAID_BESIDE
        from goldenthread.cases.queries_work import OWED_ELSEWHERE
        from goldenthread.disputes.beginning import OWED
        from goldenthread.disputes.ties import beside_the_clocks, learned_from
        from goldenthread.families.complaints import LEARNED_FROM

        OWED_ELSEWHERE.append(OWED)
        SAID_BESIDE.append(beside_the_clocks)
        LEARNED_FROM.append(learned_from)
        post_migrate.connect(_put_the_walls_in_place, sender=self)


def _put_the_walls_in_place(using: str, **_: Any) -> None:
    from django.db import connections

    from goldenthread.access import rls
    from goldenthread.disputes.walls import ONLY, PROTECTED

    rls.apply(connections[using], PROTECTED, "functions.sql", "goldenthread.disputes")
    with connections[using].cursor() as cursor:
        cursor.execute(ONLY)
