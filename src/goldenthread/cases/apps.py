from django.db.backends.base.base import BaseDatabaseWrapper

from goldenthread.access import behind_walls


class CasesConfig(behind_walls.App):
    name = "goldenthread.cases"

    def put_the_walls_in_place(self, connection: BaseDatabaseWrapper) -> None:
        from goldenthread.cases.queries_retention import closed_stages_sql
        from goldenthread.cases.queries_work import owed_elsewhere_sql

        with connection.cursor() as cursor:
            # First, so that it is given to the system role with the rest.
            cursor.execute(owed_elsewhere_sql())
            cursor.execute(closed_stages_sql())
        super().put_the_walls_in_place(connection)
