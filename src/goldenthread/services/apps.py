from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ServicesConfig(AppConfig):
    name = "goldenthread.services"
    label = "services"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from goldenthread.cases.queries_case import SAID_BESIDE
        from goldenthread.offer.waits import SOURCES
        from goldenthread.services.assessments import beside_the_clocks
        from goldenthread.services.public_waits import public_waits

        SOURCES.append(public_waits)
        SAID_BESIDE.append(beside_the_clocks)
        # Not an event of our own: migrations are the only moment at which the walls can have changed.
        post_migrate.connect(_put_the_walls_in_place, sender=self)


def _put_the_walls_in_place(using: str, **_: Any) -> None:
    from django.db import connections

    from goldenthread.access import rls
    from goldenthread.services.walls import PROTECTED

    rls.apply(connections[using], PROTECTED, "functions.sql", "goldenthread.services")
    with connections[using].cursor() as cursor:
        # As the system role: the owner of the tables sees no referral.
        cursor.execute(f"set role {rls.SYSTEM}; select services_keep_missing_journeys(); reset role")
