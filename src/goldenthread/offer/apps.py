from django.db.backends.base.base import BaseDatabaseWrapper

from goldenthread.access import behind_walls


class OfferConfig(behind_walls.App):
    name = "goldenthread.offer"

    def ready(self) -> None:
        from goldenthread.offer.comments import owed as owed_to_those_who_comment
        from goldenthread.offer.copies import owed as copies_owed
        from goldenthread.offer.coverage import owed
        from goldenthread.web.owed_besides import SOURCES

        SOURCES.extend((owed, owed_to_those_who_comment, copies_owed))
        super().ready()

    def put_the_walls_in_place(self, connection: BaseDatabaseWrapper) -> None:
        from goldenthread.offer.loading import load_terms

        super().put_the_walls_in_place(connection)
        load_terms()
