from django.db.backends.base.base import BaseDatabaseWrapper

from goldenthread.access import behind_walls, rls


class ServicesConfig(behind_walls.App):
    name = "goldenthread.services"

    def ready(self) -> None:
        from goldenthread.cases.queries_case import SAID_BESIDE
        from goldenthread.cases.things import THINGS_NAMED
        from goldenthread.offer.waits import SOURCES
        from goldenthread.services.assessments import beside_the_clocks
        from goldenthread.services.interim import names_of_helps
        from goldenthread.services.public_waits import public_waits
        from goldenthread.services.worse import names_of_words

        SOURCES.append(public_waits)
        SAID_BESIDE.append(beside_the_clocks)
        THINGS_NAMED |= {"help": names_of_helps, "message": names_of_words}
        super().ready()

    def put_the_walls_in_place(self, connection: BaseDatabaseWrapper) -> None:
        super().put_the_walls_in_place(connection)
        with connection.cursor() as cursor:
            # As the system role: the owner of the tables sees no referral.
            cursor.execute(f"set role {rls.SYSTEM}; select services_keep_missing_journeys(); reset role")
