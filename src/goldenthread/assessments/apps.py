from goldenthread.access import behind_walls


class AssessmentsConfig(behind_walls.App):
    name = "goldenthread.assessments"
    functions = ("functions.sql", "queue.sql")
