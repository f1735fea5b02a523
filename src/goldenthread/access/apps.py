from django.db.backends.base.base import BaseDatabaseWrapper

from goldenthread.access import behind_walls, rls


class AccessConfig(behind_walls.App):
    name = "goldenthread.access"
    functions = ("functions.sql", "links.sql", "administration.sql")

    def ready(self) -> None:
        from goldenthread.access import checks  # noqa: F401

        super().ready()

    def put_the_walls_in_place(self, connection: BaseDatabaseWrapper) -> None:
        from goldenthread.access.actions import load_rules

        rls.apply(connection, self.name, self.functions, rls.PROTECTED)
        rls.open_the_rest(connection)
        load_rules(connection.alias)
