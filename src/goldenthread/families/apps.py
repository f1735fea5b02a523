from goldenthread.access import behind_walls


class FamiliesConfig(behind_walls.App):
    name = "goldenthread.families"

    def ready(self) -> None:
        from goldenthread.cases.queries_case import WHO_ANSWERS
        from goldenthread.cases.queries_work import OWED_BY_CLOCKS, OWED_ELSEWHERE
        from goldenthread.families import (
            alone,
            bars,
            complaints,
            navigators,
            owed,
            owed_early,
            second_parent,
            wishes,
            withholding,
        )
        from goldenthread.letters.reach import OTHERWISE, WISHES

        OWED_ELSEWHERE += [
            owed.OWED, complaints.OWED, owed_early.OWED, wishes.OWED, navigators.OWED, second_parent.OWED, bars.OWED, alone.OWED, withholding.OWED,
        ]  # fmt: skip
        OWED_BY_CLOCKS.append(owed_early.contacts)
        WHO_ANSWERS["complaint"] = complaints.answers_case
        WISHES.append(wishes.stands)
        OTHERWISE.append(wishes.owe_letter)
        super().ready()
