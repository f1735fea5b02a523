"""Lawful days that fall oddly, each worked out by hand from statutory.md and set beside the engine's answer."""

import pytest

CLOSED = [("2026-07-22", "2026-08-18")]  # 10 days of July and 18 of August: 28, so the closure counts; it opens on 19 August


def test_the_hour_that_changes_in_october_puts_a_request_on_the_day_in_london(clocks):
    # 00:30 at +01:00 on 25 October is 23:30 UTC on the 24th; summer time lasts until 01:00 UTC on the 25th, so it is the
    # 25th in London. 25 October + 42 = 6 December, a Sunday; the Friday before it is the 4th.
    c = clocks("2026-10-25T00:30:00+01:00 request-received", pathway="ehc-needs-assessment")
    assert (c["decide-whether-to-assess"].due, c["decide-whether-to-assess"].working_target) == ("2026-12-06", "2026-12-04")


@pytest.mark.parametrize(
    "asked, status",
    # C - 7 is 15 July and O - 7 is 12 August, both inside.
    [("2026-07-14", "overdue"), ("2026-07-15", "excused"), ("2026-08-12", "excused"), ("2026-08-13", "overdue")],
)
def test_a_closed_school_excuses_from_seven_days_before_it_shuts_to_seven_before_it_opens(clocks, asked, status):
    c = clocks(
        "2026-06-01 request-received",
        f"{asked} advice-requested contributor=education-setting",
        "2026-09-21 exception-recorded clock=issue-final-plan ground=school-closed reason=Shut",
        pathway="ehc-needs-assessment",
        closures=CLOSED,
        as_at="2026-10-20",
    )
    # 1 June + 140: 30 to 1 July, 61 to 1 August, 92 to 1 September, 122 to 1 October, and 18 more: the 19th.
    assert (c["issue-final-plan"].due, c["issue-final-plan"].status) == ("2026-10-19", status)


def test_the_ten_school_days_of_a_child_placed_for_assessment_wait_for_september(clocks):
    # Served on Wednesday 15 July: the 16th, 17th, 20th and 21st are four; shut until 1 September; 2, 3, 4 are seven and
    # 7, 8, 9 September are ten.
    c = clocks(
        "2026-05-01 placed-for-assessment setting=Oak",
        "2026-07-15 decided-not-to-issue",
        pathway="ehc-needs-assessment",
        closures=[("2026-07-22", "2026-09-01")],
    )
    assert c["remain-in-special-school"].due == "2026-09-09"


def test_an_order_before_christmas_ends_on_bank_holidays_and_does_not_roll(clocks):
    # 18 December + 14 = 1 January, a bank holiday (Thursday 31 December is the working day before). + 70 = 26 February.
    # + 98: 31 to 18 January, 62 to 18 February, 90 to 18 March, and 8: 26 March, Good Friday of 2027.
    before = ("2026-02-10 decided-not-to-assess", "2026-12-18 tribunal-order-made requires=assess")
    c = clocks(*before, pathway="ehc-needs-assessment")
    assert (c["comply-notify-assessment"].due, c["comply-notify-assessment"].working_target) == ("2027-01-01", "2026-12-31")
    c = clocks(*before, "2026-12-24 decided-to-assess", pathway="ehc-needs-assessment")
    assert c["comply-decide-not-to-issue"].due == "2027-02-26"
    assert (c["comply-final-plan"].due, c["comply-final-plan"].working_target) == ("2027-03-26", "2027-03-25")


@pytest.mark.parametrize(
    "notice, contact, appeal",
    [
        # 22 August is in August, and 31 August a bank holiday as well: the first working day after it is 1 September.
        ("2026-06-22", "2026-08-22", "2026-09-01"),
        # 25 December and 1 January are both in the days that roll; 1 January is a Friday: Monday the 4th. The 24th is not.
        ("2026-10-24", "2026-12-24", "2026-12-24"),
        ("2026-10-25", "2026-12-25", "2027-01-04"),
        ("2026-11-01", "2027-01-01", "2027-01-04"),
        # There is no 31 February: its last day is a Saturday, and only the appeal rolls.
        ("2025-12-31", "2026-02-28", "2026-03-02"),
    ],
)
def test_the_appeal_rolls_over_august_and_christmas_and_the_call_to_the_adviser_does_not(clocks, notice, contact, appeal):
    c = clocks(f"{notice} decided-not-to-assess", pathway="ehc-needs-assessment")
    assert (c["contact-mediation-adviser"].due, c["lodge-appeal"].due) == (contact, appeal)


def test_a_late_notice_does_not_push_the_amended_plan_past_twelve_weeks_from_the_meeting(clocks):
    # 22 July + 28 = 19 August; + 84 = 14 October. 8 September + 56 would be 3 November. Served the 8th, + 14 = the 22nd.
    c = clocks("2026-07-22 review-meeting-held", "2026-09-08 amendment-notice-sent", pathway="annual-review")
    assert (c["decide-after-review"].due, c["decide-after-review"].status) == ("2026-08-19", "late")
    assert c["issue-amended-plan"].due == "2026-10-14"
    assert c["amendment-representations"].due == "2026-09-22"


def test_five_months_before_the_end_of_july_is_the_end_of_february(clocks):
    # There is no 31 February, so 28 February 2026.
    identified = "2025-06-01 phase-transfer-identified phase=post-16-to-post-16 transfer_on=2026-07-31"
    assert clocks(identified, pathway="phase-transfer")["phase-transfer-plan"].due == "2026-02-28"


@pytest.mark.parametrize(
    "born, setting, due",
    [
        ("2001-07-31", "further-education", "2026-07-31"),  # 25 on the last day of the year, which ends that day
        ("2001-08-01", "further-education", "2027-07-31"),  # 25 on the first day of the next
        ("2001-02-28", "apprenticeship ends_on=2027-05-01", "2027-02-27"),  # the day before the 26th birthday comes first
        ("2001-02-28", "other ends_on=2026-12-18", "2026-12-18"),
    ],
)
def test_the_age_limit_falls_at_the_end_of_the_year_in_which_25_is_reached(clocks, born, setting, due):
    checked = f"2026-06-30 age-limit-checked date_of_birth={born} setting_type={setting}"
    assert clocks(checked, pathway="plan-cessation")["age-limit"].due == due


@pytest.mark.parametrize(
    "aware, due",
    [
        # Back from Tuesday 9 June: 8, 5, 4, 3, 2, 1 June and 29, 28, 27, 26, (25 a bank holiday,) 22, 21, 20, 19, 18 May: 15.
        ("2026-05-18", "2026-06-09"),
        # A Saturday is no day 1: 1 June is, and five, ten, fifteen working days end on Friday 19 June.
        ("2026-05-30", "2026-06-19"),
    ],
)
def test_a_plan_moves_on_the_day_of_the_move_only_when_it_was_known_in_time(clocks, aware, due):
    c = clocks(f"{aware} authority-aware-of-move move_on=2026-06-09", pathway="plan-transfer")
    assert c["transfer-plan"].due == due


@pytest.mark.parametrize(
    "sent, due",
    [
        # 21 to 24 July 4, 27 to 31 July 9, no August, 1 to 4 September 13, then 18, 23, 28 on the 25th, 30 on the 29th.
        ("2026-07-20", "2026-09-29"),
        # 11 December 1, 14 to 18 6, 21 to 24 10, none until 4 January, then 15, 20, 25, and 30 on the 29th.
        ("2026-12-10", "2027-01-29"),
    ],
)
def test_neither_august_nor_christmas_counts_in_the_thirty_days_of_the_answer(clocks, sent, due):
    assert clocks(f"{sent} appeal-sent-to-authority", pathway="tribunal-appeal")["respond-to-appeal"].due == due
