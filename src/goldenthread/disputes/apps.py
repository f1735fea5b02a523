from goldenthread.access import behind_walls


class DisputesConfig(behind_walls.App):
    name = "goldenthread.disputes"

    def ready(self) -> None:
        from goldenthread.cases.queries_case import SAID_BESIDE
        from goldenthread.cases.queries_work import OWED_ELSEWHERE
        from goldenthread.disputes.beginning import OWED
        from goldenthread.disputes.ties import beside_the_clocks, learned_from
        from goldenthread.families.complaints import LEARNED_FROM

        OWED_ELSEWHERE.append(OWED)
        SAID_BESIDE.append(beside_the_clocks)
        LEARNED_FROM.append(learned_from)
        super().ready()
