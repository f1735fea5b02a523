import pytest

PATHWAY = "annual-review"


@pytest.mark.parametrize(
    "made, due",
    [
        ("2025-03-14", "2026-03-13"),  # the day before the anniversary
        ("2024-02-29", "2025-02-28"),
        ("2027-03-01", "2028-02-29"),
    ],
)
@pytest.mark.parametrize("event", ["plan-made", "previous-review-completed"])
def test_a_review_is_completed_within_twelve_months_starting_with_the_day(clocks, event, made, due):
    c = clocks(f"{made} {event}")["complete-review"]
    assert (c.for_, c.started, c.due) == (made, made, due)


REVIEWED = ("2025-03-14 plan-made", "2026-02-09 review-meeting-held")


@pytest.mark.parametrize("start", ["plan-made", "previous-review-completed"])
@pytest.mark.parametrize("decision", ["decided-to-maintain", "decided-to-cease", "amendment-notice-sent"])
def test_the_notified_decision_completes_the_review_and_starts_the_next_cycle(clocks, start, decision):
    c = clocks(f"2025-03-14 {start}", *REVIEWED[1:], f"2026-03-09 {decision}")
    first, second = c.all("complete-review")
    assert (first.stopped, first.status) == ("2026-03-09", "met")
    assert (second.for_, second.due) == ("2026-03-09", "2027-03-08")


@pytest.mark.parametrize("event", ["review-meeting-held", "decided-to-amend", "review-report-sent"])
def test_neither_the_meeting_nor_the_intention_to_amend_completes_a_review(clocks, event):
    c = clocks(*REVIEWED, f"2026-03-09 {event}", as_at="2026-03-14")
    assert c["complete-review"].status == "overdue"


def test_a_decision_with_no_meeting_completes_no_review(clocks):
    c = clocks("2025-03-14 plan-made", "2026-03-09 decided-to-maintain", as_at="2026-03-14")
    assert c["complete-review"].status == "overdue"


def test_a_review_completed_after_its_day_is_late(clocks):
    c = clocks(*REVIEWED, "2026-03-16 decided-to-maintain")
    assert c["complete-review", "2025-03-14"].status == "late"


def test_a_review_completed_elsewhere_starts_the_current_cycle_alone(clocks):
    c = clocks("2020-01-06 plan-made", "2025-09-01 previous-review-completed")
    assert [(x.for_, x.due) for x in c.all("complete-review")] == [("2025-09-01", "2026-08-31")]


@pytest.mark.parametrize("arranged, status", [("2026-01-26", "met"), ("2026-01-27", "late")])
def test_the_invitation_goes_two_weeks_before_the_meeting(clocks, arranged, status):
    # 9 February - 14 = 26 January.
    c = clocks(f"{arranged} review-meeting-arranged meeting_on=2026-02-09")["give-notice-of-meeting"]
    assert (c.for_, c.due, c.stopped, c.status) == ("2026-02-09", "2026-01-26", arranged, status)


@pytest.mark.parametrize("circulated, status", [("2026-01-26", "met"), ("2026-01-27", "late")])
def test_the_advice_goes_round_two_weeks_before_the_meeting(clocks, circulated, status):
    c = clocks("2026-01-05 review-meeting-arranged meeting_on=2026-02-09", f"{circulated} review-advice-circulated")
    assert (c["circulate-review-advice"].due, c["circulate-review-advice"].status) == ("2026-01-26", status)


def test_a_meeting_moved_to_another_day_moves_the_day_for_the_advice(clocks):
    c = clocks(
        "2026-01-05 review-meeting-arranged meeting_on=2026-02-09",
        "2026-01-19 review-meeting-arranged meeting_on=2026-03-02",
    )
    assert [(x.for_, x.due) for x in c.all("circulate-review-advice")] == [("2026-03-02", "2026-02-16")]


@pytest.mark.parametrize("sent, status", [("2026-02-23", "met"), ("2026-02-24", "late")])
def test_the_report_goes_two_weeks_after_the_meeting(clocks, sent, status):
    c = clocks(*REVIEWED, f"{sent} review-report-sent")["send-review-report"]
    assert (c.for_, c.due, c.status) == ("2026-02-09", "2026-02-23", status)


@pytest.mark.parametrize("decision", ["decided-to-maintain", "decided-to-cease", "amendment-notice-sent"])
@pytest.mark.parametrize("on, status", [("2026-03-09", "met"), ("2026-03-10", "late")])
def test_the_decision_is_notified_four_weeks_after_the_meeting(clocks, decision, on, status):
    # 9 February + 28 = 9 March.
    c = clocks(*REVIEWED, f"{on} {decision}")["decide-after-review"]
    assert (c.for_, c.due, c.status) == ("2026-02-09", "2026-03-09", status)


def test_a_letter_that_the_plan_will_be_amended_is_no_decision_until_the_amendments_are_sent(clocks):
    letter = (*REVIEWED, "2026-03-02 decided-to-amend")
    assert clocks(*letter, as_at="2026-03-10")["decide-after-review"].status == "overdue"
    assert clocks(*letter, "2026-03-20 amendment-notice-sent")["decide-after-review"].status == "late"


def test_reviews_held_in_july_run_through_august(clocks):
    # 13 July + 28 = 10 August.
    assert clocks("2026-07-13 review-meeting-held")["decide-after-review"].due == "2026-08-10"


def test_each_meeting_has_clocks_of_its_own(clocks):
    c = clocks(
        "2025-02-10 review-meeting-held",
        "2025-03-03 decided-to-maintain",
        "2026-02-09 review-meeting-held",
        as_at="2026-04-01",
    )
    assert [(x.for_, x.status) for x in c.all("decide-after-review")] == [
        ("2025-02-10", "met"),
        ("2026-02-09", "overdue"),
    ]


@pytest.mark.parametrize(
    "notice, due",
    [
        ("2026-02-16", "2026-04-13"),  # an early notice brings it forward: + 56
        ("2026-03-09", "2026-05-04"),  # + 56 and 9 February + 84 are the same day
        ("2026-04-20", "2026-05-04"),  # a late notice does not push it back
    ],
)
def test_the_amended_plan_is_due_at_the_earlier_of_eight_weeks_and_twelve_from_the_meeting(clocks, notice, due):
    c = clocks(*REVIEWED, f"{notice} amendment-notice-sent")["issue-amended-plan"]
    assert (c.for_, c.started, c.due) == ("2026-02-09", notice, due)


def test_the_eight_weeks_run_from_sending_and_the_familys_fifteen_days_from_service(clocks):
    c = clocks(*REVIEWED, "2026-02-16 amendment-notice-sent served_on=2026-02-18")
    assert (c["issue-amended-plan"].started, c["issue-amended-plan"].due) == ("2026-02-16", "2026-04-13")
    # 18 February + 14 = 4 March.
    floor = c["amendment-representations"]
    assert (floor.for_, floor.started, floor.due) == ("2026-02-09", "2026-02-18", "2026-03-04")


@pytest.mark.parametrize("as_at, status", [("2026-03-04", "running"), ("2026-03-05", "met")])
def test_the_familys_fifteen_days_on_a_notice_are_a_floor(clocks, as_at, status):
    c = clocks("2026-02-18 amendment-notice-sent", as_at=as_at)["amendment-representations"]
    assert (c.due, c.status) == ("2026-03-04", status)


@pytest.mark.parametrize("answer", ["amended-plan-issued setting=Oak", "decided-not-to-amend reasons=none-needed"])
@pytest.mark.parametrize("on, status", [("2026-05-04", "met"), ("2026-05-05", "late")])
def test_the_amended_plan_or_the_reasons_for_none_answer_the_notice(clocks, answer, on, status):
    c = clocks(*REVIEWED, "2026-03-09 amendment-notice-sent", f"{on} {answer}")
    assert c["issue-amended-plan"].status == status


@pytest.mark.parametrize(
    "events",
    [
        ("2026-02-16 amendment-notice-sent",),
        ("2026-02-09 review-meeting-held", "2026-02-16 amendment-notice-sent outside_review=yes"),
        ("2025-12-01 review-meeting-held", "2025-12-10 decided-to-maintain", "2026-02-16 amendment-notice-sent"),
    ],
)
def test_amending_outside_a_review_has_eight_weeks_and_no_cap(clocks, events):
    c = clocks(*events)["issue-amended-plan"]
    assert (c.for_, c.due, c.cite) == ("2026-02-16", "2026-04-13", "r.28, 22(3)-(4)")


@pytest.mark.parametrize("answer", ["amended-plan-issued", "decided-not-to-amend"])
@pytest.mark.parametrize("on, status", [("2026-04-13", "met"), ("2026-04-14", "late")])
def test_a_notice_outside_a_review_is_answered_likewise(clocks, answer, on, status):
    c = clocks("2026-02-16 amendment-notice-sent", f"{on} {answer}")["issue-amended-plan"]
    assert c.status == status


@pytest.mark.parametrize(
    "arranged, held, due, status",
    [
        ("2026-01-05", "2026-02-09", "2026-01-26", "late"),  # 9 February - 14
        ("2026-02-02", "2026-02-09", "2026-01-26", "late"),  # at a week's notice: past before it began
        ("2026-01-05", "2026-01-20", "2026-01-06", "late"),  # held before its day: 20 January - 14
    ],
)
def test_advice_that_never_went_round_is_missed_for_good_at_the_meeting(clocks, arranged, held, due, status):
    told = (f"{arranged} review-meeting-arranged meeting_on=2026-02-09", f"{held} review-meeting-held")
    for more in ((), ("2026-03-02 decided-to-maintain",)):
        c = clocks(*told, *more, as_at="2026-04-01")["circulate-review-advice"]
        assert (c.due, c.stopped, c.status) == (due, held, status)


def test_a_meeting_that_was_never_held_owes_no_advice_once_the_review_is_decided(clocks):
    arranged = "2026-01-05 review-meeting-arranged meeting_on=2026-02-09"
    assert clocks(arranged, as_at="2026-02-20")["circulate-review-advice"].status == "overdue"
    assert "circulate-review-advice" not in clocks(arranged, "2026-03-02 decided-to-maintain")


@pytest.mark.parametrize("decision", ["decided-to-maintain", "decided-to-cease", "amendment-notice-sent"])
def test_a_report_never_sent_stays_overdue_after_the_decision(clocks, decision):
    # 2 February + 14 = 16 February. No decision takes the duty of r.20(9) away.
    c = clocks("2026-02-02 review-meeting-held", f"2026-03-02 {decision}", as_at="2026-04-01")
    assert (c["send-review-report"].due, c["send-review-report"].status) == ("2026-02-16", "overdue")


def test_a_report_sent_after_the_decision_is_late(clocks):
    c = clocks("2026-02-02 review-meeting-held", "2026-02-10 decided-to-maintain", "2026-03-05 review-report-sent")
    assert (c["send-review-report"].stopped, c["send-review-report"].status) == ("2026-03-05", "late")


def test_a_report_of_which_a_file_can_say_nothing_is_missed_only_while_the_review_is_undecided(clocks):
    told = "2026-02-02 review-meeting-held report_unknown=yes"
    assert clocks(told, as_at="2026-03-01")["send-review-report"].status == "overdue"
    assert "send-review-report" not in clocks(told, "2026-03-02 decided-to-maintain", as_at="2026-04-01")
    sent = clocks(told, "2026-02-20 review-report-sent", "2026-03-02 decided-to-maintain")
    assert sent["send-review-report"].status == "late"


def test_a_notice_outside_a_review_does_not_complete_the_review(clocks):
    c = clocks(*REVIEWED, "2026-02-16 amendment-notice-sent outside_review=yes", as_at="2026-03-14")
    assert c["complete-review"].status == "overdue"
    assert c["decide-after-review"].status == "overdue"


def test_an_old_amended_plan_issued_late_does_not_answer_for_the_new_review(clocks):
    c = clocks("2026-02-09 review-meeting-held", "2026-02-20 amended-plan-issued", as_at="2026-03-10")
    assert c["decide-after-review"].status == "overdue"


@pytest.mark.parametrize(
    "born, shown",
    [
        ("2021-03-15", True),  # four until 15 March 2026
        ("2021-03-14", False),  # five on the day on which the plan is made
        ("2015-01-01", False),
    ],
)
def test_a_review_of_a_plan_for_a_child_under_five_is_considered_at_six_months(clocks, born, shown):
    c = clocks(f"2026-03-14 plan-made date_of_birth={born}")
    assert ("early-years-review" in c) is shown
    if shown:
        assert (c["early-years-review"].due, c["early-years-review"].kind) == ("2026-09-14", "guidance")


def test_without_a_date_of_birth_no_early_review_is_guessed(clocks):
    assert "early-years-review" not in clocks("2026-03-14 plan-made")


@pytest.mark.parametrize(
    "ending", ["plan-ceased reason=needs-met", "moved-out-of-area to=Suffolk", "died", "reported-closed reason=moved"]
)
def test_the_plans_end_drops_every_open_clock_of_the_review(clocks, ending):
    c = clocks(
        *REVIEWED,
        "2026-02-10 review-meeting-arranged meeting_on=2026-04-01",
        f"2026-02-11 {ending}",
        as_at="2027-01-01",
    )
    assert {x.clock for x in c.clocks} <= {"give-notice-of-meeting"}  # met when it was given
    assert c.duties == {}


def test_a_journal_that_begins_with_a_meeting_has_its_clocks(clocks):
    c = clocks("2026-02-09 review-meeting-held")
    assert {x.clock for x in c.clocks} == {"send-review-report", "decide-after-review"}


@pytest.mark.parametrize(
    "event, stage",
    [
        ("review-meeting-held", "deciding-after-review"),
        ("decided-to-maintain", "plan-in-force"),
        ("decided-to-amend", "amending"),
        ("decided-to-cease", "ceasing"),
        ("plan-ceased reason=needs-met", "ceased"),
    ],
)
def test_where_a_review_stands(clocks, event, stage):
    assert clocks("2025-03-14 plan-made", f"2026-02-09 {event}").stage == stage


def test_a_plan_that_is_to_cease_after_all_can_be_appealed_from_that_very_day(clocks):
    # Two months after 3 August 2026 are Saturday 3 October; the tribunal's limit alone moves to Monday.
    c = clocks("2025-08-31 plan-made", "2026-07-13 review-meeting-held", "2026-07-20 decided-to-cease", "2026-08-03 decided-not-to-cease",
               "2026-08-03 decided-to-cease")  # fmt: skip
    assert (c["contact-mediation-adviser"].due, c["lodge-appeal"].due) == ("2026-10-03", "2026-10-05")


@pytest.mark.parametrize("given_up", ["2026-08-04 decided-not-to-cease", "2026-08-03 decided-not-to-cease"])
def test_a_decision_to_maintain_can_be_appealed_though_to_cease_is_given_up_after_it(clocks, given_up):
    """s.51(2)(e): two months from 3 August, as above. That it will not cease ends the right against ceasing alone."""
    told = ["2025-08-31 plan-made", "2026-07-13 review-meeting-held", "2026-07-20 decided-to-cease"]
    c = clocks(*told, "2026-08-03 decided-to-maintain", given_up)
    assert (c["contact-mediation-adviser"].due, c["lodge-appeal"].due) == ("2026-10-03", "2026-10-05")
    assert "lodge-appeal" not in clocks(*told, given_up)


def test_a_decision_to_maintain_can_be_appealed_though_to_cease_came_after_it_and_was_given_up(clocks):
    """s.51(2)(e): two months from Wednesday 15 July are Tuesday 15 September. To cease, on 20 July, was a right of its own until it was given up."""
    told = ["2025-08-31 plan-made", "2026-07-13 review-meeting-held", "2026-07-15 decided-to-maintain", "2026-07-20 decided-to-cease"]
    assert clocks(*told)["lodge-appeal"].due == "2026-09-21"
    c = clocks(*told, "2026-08-03 decided-not-to-cease")
    assert (c["contact-mediation-adviser"].due, c["lodge-appeal"].due) == ("2026-09-15", "2026-09-15")
