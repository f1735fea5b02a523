"""An app whose tables lie behind row-level security. Its `walls` module says which, as `PROTECTED`; policies of another shape stand
there as `MORE_POLICIES`."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate

from goldenthread.access import rls


class App(AppConfig):
    functions: tuple[str, ...] = ("functions.sql",)
    """Files of SQL in the app's folder, in the order in which they ask one another."""

    def ready(self) -> None:
        # Not an event of our own: migrations are the only moment at which the walls can have changed.
        post_migrate.connect(self._migrated, sender=self)

    def put_the_walls_in_place(self, connection: BaseDatabaseWrapper) -> None:
        walls = import_module(f"{self.name}.walls")
        rls.apply(connection, self.name, self.functions, walls.PROTECTED)
        if more := getattr(walls, "MORE_POLICIES", ""):
            with connection.cursor() as cursor:
                cursor.execute(more)

    def _migrated(self, using: str, **_: Any) -> None:
        self.put_the_walls_in_place(connections[using])
