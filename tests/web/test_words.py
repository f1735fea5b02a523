from datetime import date, time

import pytest

from goldenthread.web.words import family_tag, lower_first, short_day, tag, time_of_day, year_group


@pytest.mark.parametrize(
    ("status", "kind", "days", "says", "style"),
    [
        ("running", "law", 34, "34 days left", "running"),
        ("running", "law", 7, "7 days left", "soon"),
        ("running", "law", 1, "1 day left", "soon"),
        ("running", "law", 0, "Due today", "today"),
        ("overdue", "law", -11, "Breach, 11 days over", "breach"),
        ("overdue", "guidance", -25, "Overdue by 25 days", "overdue"),
        ("late", "law", -4, "Done 4 days late", "late"),
        ("excused", "law", -2, "Excused", "excused"),
    ],
)
def test_each_state_has_the_words_of_the_design(status, kind, days, says, style):
    found = tag(status, kind, days)
    assert (found.text, found.style) == (says, style)


def test_a_met_clock_says_when():
    assert tag("met", "law", 3, stopped=date(2026, 9, 18)).text == "Met 18 Sep"


def test_the_familys_own_time_is_never_a_breach():
    assert tag("overdue", "law", -3, family=True).text == "Family’s time over"
    assert tag("running", "law", 8, floor=True).text == "Family’s time, 8 days"


@pytest.mark.parametrize(("text", "said"), [("Mental health (CAMHS)", "mental health (CAMHS)"), ("ADHD medication", "ADHD medication"), ("", "")])
def test_within_a_sentence_letters_that_stand_for_words_stay(text, said):
    assert lower_first(text) == said


@pytest.mark.parametrize(("at", "said"), [(time(15, 30), "3.30pm"), (time(10), "10am"), (time(0, 5), "12.05am"), (time(12), "midday"), (time(12, 15), "12.15pm"), (time(0), "midnight"), (time(9, 5), "9.05am")])
def test_a_time_of_day_is_said_by_the_half_day(at, said):
    assert time_of_day(at) == said


def test_a_short_day_names_its_year_only_outside_this_school_year():
    today = date(2026, 11, 24)
    assert short_day(date(2026, 12, 28), today) == "Mon 28 Dec"
    assert short_day(date(2026, 6, 22), today) == "Mon 22 Jun 2026"


@pytest.mark.parametrize(
    ("born", "group"),
    [
        (date(2020, 8, 31), "Year 2"),  # 6 on 31 August 2026
        (date(2020, 9, 1), "Year 1"),  # 5 on 31 August 2026
        (date(2022, 8, 31), "Reception"),
        (date(2022, 9, 1), "nursery"),
    ],
)
def test_the_school_year_turns_on_the_31_august(born, group):
    assert year_group(born, date(2026, 11, 24)) == group


def test_nothing_is_said_of_the_school_year_of_a_child_not_yet_born():
    assert year_group(date(2026, 12, 1), date(2026, 11, 24)) == ""


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"status": "running", "days": 34}, "By 28 December"),
        ({"status": "running", "days": 0}, "Today"),
        ({"status": "overdue", "days": -25}, "This is late"),
        ({"status": "excused", "days": -2}, "As soon as we can"),
        ({"status": "met", "days": 3, "stopped": date(2026, 10, 14), "came": True}, "Came 14 October"),
        ({"status": "late", "days": -4, "stopped": date(2026, 11, 6), "came": True}, "Came 6 November, 4 days late"),
        ({"status": "running", "days": 8, "own": True}, "You have until 28 December"),
        ({"status": "overdue", "days": -8, "own": True}, "Your time over"),
        ({"status": "running", "days": None, "due": None, "own": True}, "Your time"),
        ({"status": "running", "days": 8, "kept": True}, "Until 28 December"),
    ],
)
def test_a_family_reads_of_its_dates_in_plain_words(given, words):
    given = {"due": date(2026, 12, 28), "stopped": None, **given}
    assert family_tag(**given).text == words
