from goldenthread.access import behind_walls


class AuditsConfig(behind_walls.App):
    name = "goldenthread.audits"

    def ready(self) -> None:
        from goldenthread.audits.findings import OWED
        from goldenthread.cases.queries_work import OWED_ELSEWHERE

        OWED_ELSEWHERE.append(OWED)
        super().ready()
