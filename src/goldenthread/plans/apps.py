from goldenthread.access import behind_walls


class PlansConfig(behind_walls.App):
    name = "goldenthread.plans"
    functions = ("functions.sql", "appendices.sql", "copies.sql", "kept.sql", "overseeing.sql", "section_a.sql")

    def ready(self) -> None:
        from goldenthread.cases.queries_work import OWED_ELSEWHERE
        from goldenthread.plans.to_check import OWED

        OWED_ELSEWHERE += OWED
        super().ready()
