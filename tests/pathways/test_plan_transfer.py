import pytest

PATHWAY = "plan-transfer"


@pytest.mark.parametrize(
    "aware, move_on, due",
    [
        # Monday 5 October is day 1 of 15: 5-9, 12-16, 19-23.
        ("2026-10-05", "2026-10-23", "2026-10-23"),  # 14 working days before: the 15th is the day of the move
        ("2026-10-05", "2026-10-26", "2026-10-26"),  # 15 working days before: the day of the move
        ("2026-10-05", "2026-11-30", "2026-11-30"),
        ("2026-10-05", "2026-10-12", "2026-10-23"),
        ("2026-10-05", "2026-09-01", "2026-10-23"),  # learnt after the move
        ("2026-10-04", "2026-10-12", "2026-10-23"),  # a Sunday is not day 1
        # 14-18 December 5, 21-24 4 (9), 29-31 3 (12), 4-6 January 3 (15).
        ("2026-12-14", "2026-12-15", "2027-01-06"),
    ],
)
def test_the_plan_goes_on_the_day_of_the_move_if_known_fifteen_working_days_before(clocks, aware, move_on, due):
    c = clocks(f"{aware} authority-aware-of-move move_on={move_on}")["transfer-plan"]
    assert (c.started, c.due) == (aware, due)


def test_a_second_word_of_the_same_move_does_not_move_the_limit(clocks):
    c = clocks(
        "2026-10-05 authority-aware-of-move move_on=2026-10-12", "2026-10-19 authority-aware-of-move move_on=2026-10-12"
    )
    assert c["transfer-plan"].due == "2026-10-23"


@pytest.mark.parametrize("on, status", [("2026-10-23", "met"), ("2026-10-24", "late")])
def test_the_transfer_stops_its_clock(clocks, on, status):
    c = clocks("2026-10-05 authority-aware-of-move move_on=2026-10-12", f"{on} plan-transferred")
    assert c["transfer-plan"].status == status


@pytest.mark.parametrize("on, status", [("2026-12-04", "met"), ("2026-12-05", "late")])
def test_the_family_is_told_within_six_weeks_of_the_transfer(clocks, on, status):
    # 23 October + 42 = 4 December.
    c = clocks("2026-10-23 plan-transferred", f"{on} family-told-of-transfer")["tell-family-of-transfer"]
    assert (c.due, c.status) == ("2026-12-04", status)


@pytest.mark.parametrize(
    "fields, due",
    [
        (" last_review_on=2026-05-11", "2027-05-10"),  # 12 months beginning with it is later
        (" last_review_on=2025-11-03", "2027-01-22"),  # 3 months beginning with 23 October is later
        (" plan_made_on=2026-05-11", "2027-05-10"),
        (" last_review_on=2026-05-11 plan_made_on=2020-01-06", "2027-05-10"),
        ("", "2027-01-22"),
    ],
)
def test_the_review_is_at_the_later_of_a_year_and_three_months_from_the_transfer(clocks, fields, due):
    c = clocks(f"2026-10-23 plan-transferred{fields}")["review-after-transfer"]
    assert (c.started, c.due) == ("2026-10-23", due)


def test_the_review_completed_stops_its_clock(clocks):
    c = clocks("2026-10-23 plan-transferred", "2027-01-23 review-completed")
    assert c["review-after-transfer"].status == "late"


def test_the_new_icb_is_told_within_fifteen_working_days_beginning_with_awareness(clocks):
    c = clocks("2026-10-05 icb-aware-of-change old=QH8 new=QM7", "2026-10-23 new-icb-notified")["notify-new-icb"]
    assert (c.due, c.status) == ("2026-10-23", "met")


@pytest.mark.parametrize("move_on, due", [("2026-11-30", "2026-11-30"), ("2026-10-12", "2026-10-23")])
def test_with_a_move_known_in_time_the_new_icb_is_told_on_the_day_of_the_move(clocks, move_on, due):
    c = clocks(
        f"2026-10-02 authority-aware-of-move move_on={move_on}", "2026-10-05 icb-aware-of-change old=QH8 new=QM7"
    )["notify-new-icb"]
    assert c.due == due


def test_an_icb_that_cannot_arrange_section_g_asks_within_fifteen_working_days_of_becoming_aware(clocks):
    asked = "2026-10-26 assessment-or-review-requested"
    c = clocks("2026-10-05 new-icb-notified", "2026-10-14 new-icb-cannot-arrange", asked)[
        "request-assessment-or-review"
    ]
    assert (c.started, c.due, c.status) == ("2026-10-14", "2026-10-23", "late")


def test_if_no_notice_is_recorded_the_icb_was_aware_when_it_said_that_it_cannot(clocks):
    c = clocks("2026-10-05 new-icb-cannot-arrange", "2026-10-26 assessment-or-review-requested")
    assert (c["request-assessment-or-review"].due, c["request-assessment-or-review"].status) == ("2026-10-23", "late")


def test_an_icb_that_can_arrange_it_asks_for_nothing(clocks):
    assert "request-assessment-or-review" not in clocks("2026-10-05 new-icb-notified")


def test_a_move_alone_starts_neither_the_new_authoritys_nor_the_icbs_clocks(clocks):
    assert [x.clock for x in clocks("2026-10-05 authority-aware-of-move move_on=2026-10-12").clocks] == [
        "transfer-plan"
    ]


def test_a_notice_to_the_icb_after_it_said_that_it_cannot_arrange_moves_nothing(clocks):
    """15 working days beginning with Friday 10 April 2026: 6 by the 17th, 11 by the 24th, 15 on Thursday the 30th. With the second notice it was
    26 October, and what was half a year overdue was shown as running."""
    told = ["2026-04-01 icb-aware-of-change old=a new=b", "2026-04-10 new-icb-notified", "2026-04-20 new-icb-cannot-arrange"]
    c = clocks(*told, "2026-10-06 new-icb-notified", as_at="2026-10-21")["request-assessment-or-review"]
    assert (c.due, c.status) == ("2026-04-30", "overdue")


@pytest.mark.parametrize(
    "then",
    [
        ["2026-04-20 new-icb-cannot-arrange", "2026-10-06 new-icb-notified", "2026-10-08 new-icb-cannot-arrange"],
        ["2026-04-20 new-icb-notified", "2026-04-22 new-icb-cannot-arrange"],
    ],
)
def test_the_new_icb_has_known_from_the_first_notice_of_a_change(clocks, then):
    """From when it became aware: to be told again, or to say again that it cannot, gives it no more time. 30 April as above."""
    c = clocks("2026-04-01 icb-aware-of-change old=a new=b", "2026-04-10 new-icb-notified", *then, as_at="2026-10-21")["request-assessment-or-review"]
    assert (c.due, c.status) == ("2026-04-30", "overdue")


def test_another_change_of_icb_has_a_notice_of_its_own(clocks):
    # 15 working days beginning with Tuesday 6 October 2026: 4 by the 9th, 9 by the 16th, 14 by the 23rd, 15 on Monday the 26th.
    c = clocks("2026-04-01 icb-aware-of-change old=a new=b", "2026-04-10 new-icb-notified", "2026-10-01 icb-aware-of-change old=b new=c",
               "2026-10-06 new-icb-notified", "2026-10-08 new-icb-cannot-arrange", as_at="2026-10-21")["request-assessment-or-review"]  # fmt: skip
    assert (c.due, c.status) == ("2026-10-26", "running")


@pytest.mark.parametrize("notice", [[], ["2026-10-05 new-icb-notified"]])
def test_the_notice_of_an_earlier_change_of_icb_tells_nothing_of_a_later_one(clocks, notice):
    """When the third ICB came to know is not on record: from when it said so. 15 working days beginning with Thursday 8 October 2026: 2 by the
    9th, 7 by the 16th, 12 by the 23rd, 15 on Wednesday the 28th. It was due on 30 April, five months before the change."""
    c = clocks("2026-04-01 icb-aware-of-change old=a new=b", "2026-04-10 new-icb-notified", *notice, "2026-10-06 icb-aware-of-change old=b new=c",
               "2026-10-08 new-icb-cannot-arrange", as_at="2026-10-21")["request-assessment-or-review"]  # fmt: skip
    assert (c.due, c.status) == ("2026-10-28", "running")


def test_a_notice_before_any_change_is_on_record_is_when_the_new_icb_knew(clocks):
    c = clocks("2026-04-10 new-icb-notified", "2026-04-12 icb-aware-of-change old=a new=b", "2026-04-20 new-icb-cannot-arrange")["request-assessment-or-review"]
    assert c.due == "2026-04-30"
