from goldenthread.access import behind_walls


class SendiassConfig(behind_walls.App):
    name = "goldenthread.sendiass"

    def ready(self) -> None:
        from goldenthread.cases.queries_work import OWED_ELSEWHERE
        from goldenthread.sendiass.owed import OWED

        OWED_ELSEWHERE.append(OWED)
        super().ready()
