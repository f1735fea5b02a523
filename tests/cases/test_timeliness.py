"""The sentence above the chart: the first value, the last one, and what not to conclude."""

from datetime import date

from goldenthread.cases.chart import chart
from goldenthread.cases.queries_standing import FinalPlan
from goldenthread.cases.timeliness import Month, months, sentence, share, whole_months


def year(first, last):
    """Twelve months of which the first and the last are given as (issued, within, open past)."""
    days = whole_months(date(2026, 11, 24))
    given = [first, *[(100, 20, 1000)] * 10, last]
    return [Month(day, issued, within, within, left) for day, (issued, within, left) in zip(days, given, strict=True)]


def test_the_months_are_the_last_twelve_whole_ones():
    days = whole_months(date(2026, 11, 24))
    assert (days[0], days[-1], len(days)) == (date(2025, 11, 1), date(2026, 10, 1), 12)
    assert whole_months(date(2026, 11, 1))[-1] == date(2026, 10, 1)


def test_a_gain_beside_fewer_open_cases_is_real():
    assert sentence(year((118, 18, 1312), (144, 52, 1041))) == (
        "In October, 36 of every 100 new plans were issued within 20 weeks, up from 15 in November 2025. Over the same "
        "year open cases past 20 weeks fell by 271, so the gain does not come from leaving old cases open."
    )


def test_a_gain_beside_more_open_cases_is_not_to_be_read_as_a_whole():
    said = sentence(year((118, 18, 1000), (144, 52, 1100)))
    assert said.endswith("rose by 100, so do not read the gain as a whole: old cases are being left open.")


def test_a_fall_says_that_it_fell():
    assert "within 20 weeks, down from 36 in November 2025." in sentence(year((100, 36, 1000), (100, 15, 900)))


def test_few_plans_are_told_as_counts():
    assert sentence(year((4, 1, 47), (4, 2, 32))) == (
        "In October, 2 of 4 new plans were issued within 20 weeks, and in November 2025 1 of 4. So few plans move a "
        "share by many points. Open cases past 20 weeks were 47 at the start and 32 at the end."
    )


def test_a_hidden_number_gives_no_share():
    assert share(None, 100) is None
    assert share(20, None) is None
    assert share(0, 0) is None
    assert sentence(year((None, None, 40), (100, 36, 30))).startswith("In November 2025 too few new plans were issued")


def test_the_twentieth_week_is_still_in_time():
    due = date(2026, 10, 14)
    on_the_day = FinalPlan(date(2026, 5, 27), due, due, None, excused=False)
    a_day_late = FinalPlan(date(2026, 5, 27), due, date(2026, 10, 15), None, excused=False)
    excused = FinalPlan(date(2026, 5, 27), due, date(2026, 10, 15), None, excused=True)
    october = months([on_the_day, a_day_late, excused], date(2026, 11, 24))[-1]
    assert (october.issued, october.within, october.lawful) == (3, 1, 2)


def test_a_case_open_on_its_last_day_is_not_past_it():
    due_at_the_end = FinalPlan(date(2026, 6, 13), date(2026, 10, 31), None, None, excused=False)
    past = FinalPlan(date(2026, 6, 12), date(2026, 10, 30), None, None, excused=True)
    refused = FinalPlan(date(2026, 5, 1), date(2026, 9, 18), None, date(2026, 10, 20), excused=False)
    counted = months([due_at_the_end, past, refused], date(2026, 11, 24))
    assert (counted[-2].open_past, counted[-1].open_past) == (1, 1)


def test_the_line_breaks_where_a_month_has_no_share():
    counted = year((100, 20, 10), (100, 40, 10))
    counted[5] = Month(counted[5].first, 0, 0, 0, 10)
    drawn = chart(counted)
    assert len(drawn.runs) == 2
    assert [p.label for p in drawn.points if p.label] == ["20%", "40%"]
    assert [b.label for b in drawn.bars if b.label] == ["10", "10"]


def test_the_axis_starts_at_zero_and_holds_the_highest_share():
    drawn = chart(year((100, 20, 10), (100, 95, 10)))
    assert drawn.top == 100
    assert drawn.grid[0] == (200, "0%")
