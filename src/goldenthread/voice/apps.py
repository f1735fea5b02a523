from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class VoiceConfig(AppConfig):
    name = "goldenthread.voice"
    label = "voice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from goldenthread.cases.queries_work import OWED_ELSEWHERE
        from goldenthread.letters.reach import REACHES
        from goldenthread.offer.consulted import CONSULTATIONS
        from goldenthread.voice.booked import BOOKED, NEWS, reach_of
        from goldenthread.voice.childs_views import OWED as TO_READ
        from goldenthread.voice.forum import OWED
        from goldenthread.voice.projects import about_the_offer

        OWED_ELSEWHERE += (OWED, TO_READ)
        REACHES.update({BOOKED: reach_of, NEWS: reach_of})
        CONSULTATIONS.append(about_the_offer)
        post_migrate.connect(_put_the_walls_in_place, sender=self)


def _put_the_walls_in_place(using: str, **_: Any) -> None:
    from django.db import connections

    from goldenthread.access import rls
    from goldenthread.voice.walls import PROTECTED

    rls.apply(connections[using], PROTECTED, "functions.sql", "goldenthread.voice")
