from goldenthread.access import behind_walls


class ReviewsConfig(behind_walls.App):
    name = "goldenthread.reviews"

    def ready(self) -> None:
        from goldenthread.cases.queries_work import OWED_ELSEWHERE
        from goldenthread.reviews.to_do import OWED

        OWED_ELSEWHERE.append(OWED)
        super().ready()
