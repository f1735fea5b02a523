from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LettersConfig(AppConfig):
    name = "goldenthread.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from goldenthread.cases.queries_work import OWED_ELSEWHERE
        from goldenthread.letters.not_reached import OWED
        from goldenthread.letters.offer_mail import ask_service
        from goldenthread.offer.keeping import MAILERS

        MAILERS.append(ask_service)
        OWED_ELSEWHERE.append(OWED)
        # Not an event of our own: migrations are the only moment at which the walls can have changed.
        post_migrate.connect(_put_the_walls_in_place, sender=self)


def _put_the_walls_in_place(using: str, **_: Any) -> None:
    from django.db import connections

    from goldenthread.access import rls
    from goldenthread.letters.walls import PROTECTED

    rls.apply(connections[using], PROTECTED, "functions.sql", "goldenthread.letters")
