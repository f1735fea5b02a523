from goldenthread.access import behind_walls


class LettersConfig(behind_walls.App):
    name = "goldenthread.letters"

    def ready(self) -> None:
        from goldenthread.cases.queries_work import OWED_ELSEWHERE
        from goldenthread.letters.not_reached import OWED
        from goldenthread.letters.offer_mail import ask_service
        from goldenthread.offer.keeping import MAILERS

        MAILERS.append(ask_service)
        OWED_ELSEWHERE.append(OWED)
        super().ready()
