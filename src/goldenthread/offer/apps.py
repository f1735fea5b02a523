from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OfferConfig(AppConfig):
    name = "goldenthread.offer"
    label = "offer"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from goldenthread.offer.comments import owed as owed_to_those_who_comment
        from goldenthread.offer.copies import owed as copies_owed
        from goldenthread.offer.coverage import owed
        from goldenthread.web.owed_besides import SOURCES

        SOURCES.extend((owed, owed_to_those_who_comment, copies_owed))
        # Not an event of our own: migrations are the only moment at which functions and the shipped terms can have changed.
        post_migrate.connect(_put_in_place, sender=self)


def _put_in_place(using: str, **_: Any) -> None:
    from django.db import connections

    from goldenthread.access import rls
    from goldenthread.offer.loading import load_terms
    from goldenthread.offer.walls import PROTECTED

    rls.apply(connections[using], PROTECTED, "functions.sql", "goldenthread.offer")
    load_terms()
