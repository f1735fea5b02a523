from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "goldenthread.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from goldenthread.access import checks  # noqa: F401

        # Not an event of our own: migrations are the only moment at which the walls can have changed.
        post_migrate.connect(_put_the_walls_in_place, sender=self)


def _put_the_walls_in_place(using: str, **_: Any) -> None:
    from django.db import connections

    from goldenthread.access import rls
    from goldenthread.access.actions import load_rules

    connection = connections[using]
    rls.apply(connection, (), "functions.sql", "goldenthread.access")
    rls.apply(connection, (), "links.sql", "goldenthread.access")
    # The policies ask functions of both files.
    rls.apply(connection, rls.PROTECTED, "administration.sql", "goldenthread.access")
    rls.open_the_rest(connection)
    load_rules(using)
