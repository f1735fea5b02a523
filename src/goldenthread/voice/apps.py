from goldenthread.access import behind_walls


class VoiceConfig(behind_walls.App):
    name = "goldenthread.voice"

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
        super().ready()
