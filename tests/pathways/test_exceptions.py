"""The closed list of exceptions: every ground against the clocks that list it and those that do not."""

import pytest

from goldenthread.engine.fields import BadEvent

PATHWAY = "ehc-needs-assessment"
SUMMER = ("2026-07-22", "2026-09-01")  # closed 42 days; reopens 2 September
# In this case the facts of every ground are true. Advice was asked of a school and an early years provider on 17 July,
# between 15 July (a week before closing) and 26 August (a week before reopening); the child was away for 28 days from
# 29 June to 26 July; the health adviser's appointment was missed on 20 July.
FACTS = (
    "2026-07-17 advice-requested contributor=education-setting",
    "2026-07-17 advice-requested contributor=early-years-setting",
)
GROUNDS = {
    "school-closed": "",
    "early-years-closed": "",
    "personal-circumstances": "",
    "absent-from-area": "from=2026-06-29 to=2026-07-26",
    "missed-appointment": "contributor=health missed_on=2026-07-20",
}
A_TO_D = {"school-closed", "early-years-closed", "personal-circumstances", "absent-from-area"}
C_TO_E = {"personal-circumstances", "absent-from-area", "missed-appointment"}
NONE = set()

EHC = ("ehc-needs-assessment", "2026-06-29 request-received")
HEALTH = ("ehc-needs-assessment", "2026-06-29 advice-requested contributor=health")
REASSESS = ("reassessment", "2026-06-29 decided-to-reassess")


def order(requires):
    return ("tribunal-appeal", f"2026-06-29 tribunal-order-made requires={requires}")


def conceded(requires):
    return ("tribunal-appeal", f"2026-06-29 appeal-conceded requires={requires}")


LISTED = [
    # r.5(4), 10(4), 13(3)
    ("decide-whether-to-assess", None, *EHC, A_TO_D),
    ("decide-whether-to-issue", None, *EHC, A_TO_D),
    ("issue-final-plan", None, *EHC, A_TO_D),
    # r.8(2)
    ("advice", "health", *HEALTH, C_TO_E),
    ("advice", "health", "reassessment", HEALTH[1], C_TO_E),
    ("advice", "family", "ehc-needs-assessment", "2026-06-29 advice-requested contributor=family", C_TO_E),
    # r.27(3)
    ("issue-plan-after-reassessment", None, *REASSESS, A_TO_D),
    # r.44(3): orders to assess and to make a plan; r.45(7): r.45(3) and (6) only
    ("comply-notify-assessment", "assess", *order("assess"), A_TO_D),
    ("comply-decide-not-to-issue", "assess", *order("assess"), A_TO_D),
    ("comply-final-plan", "reassess", *order("reassess"), A_TO_D),
    ("comply-draft-plan", "make-plan", *order("make-plan"), A_TO_D),
    ("comply-final-plan", "make-plan", *order("make-plan"), A_TO_D),
    ("comply-notify-assessment", "assess", *conceded("assess"), A_TO_D),
    ("comply-decide-not-to-issue", "assess", *conceded("assess"), NONE),
    ("comply-final-plan", "assess", *conceded("assess"), NONE),
    ("comply-draft-plan", "make-plan", *conceded("make-plan"), A_TO_D),
    ("comply-final-plan", "make-plan", *conceded("make-plan"), A_TO_D),
    # r.44(2)(d)-(h), 45(4)-(5), 42(3): none
    ("comply-reconsider", "reconsider", *order("reconsider"), NONE),
    ("comply-amend-plan", "amend-contents", *order("amend-contents"), NONE),
    ("comply-amend-plan", "amend-placement", *conceded("amend-placement"), NONE),
    ("comply-amend-plan", "continue-and-amend", *order("continue-and-amend"), NONE),
    ("comply-cease", "cease", *order("cease"), NONE),
    # r.15, 16, 18, 20-22, 25: none
    ("decide-whether-to-reassess", None, "reassessment", "2026-06-29 reassessment-requested", NONE),
    ("transfer-plan", None, "plan-transfer", "2026-06-29 authority-aware-of-move move_on=2026-07-01", NONE),
    ("notify-new-icb", None, "plan-transfer", "2026-06-29 icb-aware-of-change old=A new=B", NONE),
    ("phase-transfer-plan", None, "phase-transfer",
     "2025-09-01 phase-transfer-identified phase=primary-to-secondary transfer_on=2026-09-01", NONE),
    ("decide-after-review", None, "annual-review", "2026-06-29 review-meeting-held", NONE),
    ("complete-review", None, "annual-review", "2025-06-29 plan-made", NONE),
    ("issue-amended-plan", None, "annual-review", "2026-06-29 amendment-notice-sent", NONE),
    ("issue-certificate", None, "mediation", "2026-06-29 mediation-held outcome=none", NONE),
]  # fmt: skip


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize(
    "clock, for_, pathway, start, lifting",
    LISTED,
    ids=lambda v: str(sorted(v) if isinstance(v, set | frozenset) else v)[:40],
)
def test_a_ground_lifts_only_the_limits_that_list_it(clocks, clock, for_, pathway, start, lifting, ground):
    facts_of_it = GROUNDS[ground].replace("=health", f"={for_ or 'health'}")
    recorded = f"2026-07-28 exception-recorded clock={clock} ground={ground} reason=impractical {facts_of_it}"
    facts = FACTS if pathway in ("ehc-needs-assessment", "reassessment", "tribunal-appeal") else ()
    c = clocks(start, *facts, recorded, as_at="2026-12-31", closures=[SUMMER], pathway=pathway)[clock, for_]
    assert c.status == ("excused" if ground in lifting else "overdue")
    assert c.excused_by == (ground if ground in lifting else None)


REQUEST = "2026-06-29 request-received"
# Monday 29 June 2026 + 140 = 16 November.


def final_plan(clocks, *events, as_at="2026-12-01", closures=()):
    return clocks(REQUEST, *events, as_at=as_at, closures=closures)["issue-final-plan"]


def record(ground, facts="", clock="issue-final-plan", on="2026-07-28"):
    return f"{on} exception-recorded clock={clock} ground={ground} reason=impractical {facts}"


def test_an_exception_does_not_change_the_date(clocks):
    c = final_plan(clocks, record("personal-circumstances"))
    assert (c.due, c.days, c.status) == ("2026-11-16", -15, "excused")


@pytest.mark.parametrize("as_at, status", [("2026-11-16", "running"), ("2026-11-17", "excused")])
def test_until_the_due_date_has_passed_a_clock_runs_with_its_ground_shown(clocks, as_at, status):
    c = final_plan(clocks, record("personal-circumstances"), as_at=as_at)
    assert (c.status, c.excused_by) == (status, "personal-circumstances")


@pytest.mark.parametrize("on, status", [("2026-11-16", "met"), ("2026-11-30", "excused")])
def test_an_excused_plan_is_met_in_time_or_excused_after_it(clocks, on, status):
    c = final_plan(clocks, record("personal-circumstances"), f"{on} final-plan-issued")
    assert (c.stopped, c.status) == (on, status)


def test_an_exception_that_ended_leaves_the_duty_as_soon_as_practicable(clocks):
    c = clocks(
        REQUEST,
        record("personal-circumstances"),
        "2026-09-01 exception-ended clock=issue-final-plan",
        as_at="2026-12-01",
    )
    assert (c["issue-final-plan"].due, c["issue-final-plan"].status) == ("2026-11-16", "excused")
    assert c.duties["issue-final-plan", None].note == "as soon as practicable, exception ended on 2026-09-01"


def test_an_exception_lifts_only_the_limit_on_which_it_was_recorded(clocks):
    c = clocks(REQUEST, record("personal-circumstances"), as_at="2026-12-01")
    assert c["decide-whether-to-assess"].status == "overdue"


def test_a_ground_on_a_clock_that_does_not_list_it_is_kept_and_its_explanation_says_so(clocks):
    c = final_plan(clocks, record("missed-appointment", "contributor=health missed_on=2026-07-20"))
    assert (c.status, c.excused_by) == ("overdue", None)
    assert "It has no effect: the regulation gives no such exception for this limit" in c.why


def test_an_exception_that_a_return_reports_without_its_ground_has_no_effect(clocks):
    assert final_plan(clocks, "2026-11-20 exception-reported clock=issue-final-plan").status == "overdue"


@pytest.mark.parametrize(
    "asked_on, lifts",
    [
        ("2026-07-14", False),  # eight days before closing
        ("2026-07-15", True),  # 22 July - 7
        ("2026-08-26", True),  # reopening 2 September - 7
        ("2026-08-27", False),
    ],
)
@pytest.mark.parametrize(
    "ground, asked", [("school-closed", "education-setting"), ("early-years-closed", "early-years-setting")]
)
def test_the_closure_is_tested_against_the_day_on_which_advice_was_requested(clocks, ground, asked, asked_on, lifts):
    request = f"{asked_on} advice-requested contributor={asked} received_on=2026-08-28"
    c = final_plan(clocks, request, record(ground, on="2026-09-02"), closures=[SUMMER])
    assert c.status == ("excused" if lifts else "overdue")


@pytest.mark.parametrize(
    "closure, lifts",
    [
        (("2026-07-22", "2026-08-18"), True),  # 22 July to 18 August is 28 days
        (("2026-07-22", "2026-08-17"), False),  # 27 days
        (("2026-07-22", "2026-08-06"), False),  # 16 days, as at Easter: never
    ],
)
def test_only_a_closure_of_28_days_or_more_counts(clocks, closure, lifts):
    asked = "2026-07-16 advice-requested contributor=education-setting"
    c = final_plan(clocks, asked, record("school-closed"), closures=[closure])
    assert c.status == ("excused" if lifts else "overdue")


def test_two_closures_do_not_add_up(clocks):
    asked = "2026-07-16 advice-requested contributor=education-setting"
    closures = [("2026-07-22", "2026-08-10"), ("2026-08-12", "2026-08-31")]
    assert final_plan(clocks, asked, record("school-closed"), closures=closures).status == "overdue"


def test_a_closure_may_be_said_with_the_exception_itself(clocks):
    asked = "2026-07-16 advice-requested contributor=education-setting"
    recorded = record("school-closed", "from=2026-07-22 to=2026-09-01")
    assert final_plan(clocks, asked, recorded).status == "excused"


@pytest.mark.parametrize("asked", [(), ("2026-07-16 advice-requested contributor=educational-psychologist",)])
def test_a_closed_school_excuses_nothing_if_it_was_not_asked(clocks, asked):
    assert final_plan(clocks, *asked, record("school-closed"), closures=[SUMMER]).status == "overdue"


@pytest.mark.parametrize(
    "facts, lifts",
    [
        ("from=2026-07-06 to=2026-08-02", True),  # both days counted: 28
        ("from=2026-07-06 to=2026-08-01", False),  # 27
        ("from=2026-06-22 to=2026-07-19", False),  # 28, of which 21 in the period that began on 29 June
        ("from=2026-11-01 to=2026-12-01", False),  # 31, of which 16 until the due day
        ("from=2026-07-06", False),
        ("", False),
    ],
)
def test_absence_counts_only_inside_the_period_and_with_both_its_ends(clocks, facts, lifts):
    c = final_plan(clocks, record("absent-from-area", facts))
    assert c.status == ("excused" if lifts else "overdue")


@pytest.mark.parametrize(
    "first, second, lifts",
    [
        # 6 to 19 July is 14 days and 20 July to 2 August is 14: 28 without a break.
        ("from=2026-07-06 to=2026-07-19", "from=2026-07-20 to=2026-08-02", True),
        ("from=2026-07-20 to=2026-08-02", "from=2026-07-06 to=2026-07-25", True),
        # A day at home between them: neither is 28 days.
        ("from=2026-07-06 to=2026-07-19", "from=2026-07-21 to=2026-08-08", False),
        # 22 June to 19 July and 20 to 26 July are 35 days, of which 28 in the period that began on 29 June; to the 25th they are 27.
        ("from=2026-06-22 to=2026-07-19", "from=2026-07-20 to=2026-07-26", True),
        ("from=2026-06-22 to=2026-07-19", "from=2026-07-20 to=2026-07-25", False),
    ],
)
def test_one_absence_that_was_recorded_in_two_entries_is_one(clocks, first, second, lifts):
    away = [record("absent-from-area", facts) for facts in (first, second)]
    assert final_plan(clocks, *away).status == ("excused" if lifts else "overdue")


@pytest.mark.parametrize(
    "facts, lifts", [("from=2026-06-30 to=2026-07-13", True), ("from=2026-06-30 to=2026-07-12", False)]
)
def test_after_an_order_14_days_of_absence_are_enough(clocks, facts, lifts):
    c = clocks(
        "2026-06-29 tribunal-order-made requires=assess",
        record("absent-from-area", facts, clock="comply-notify-assessment"),
        as_at="2026-12-01",
    )
    # 29 June + 14 = 13 July; 30 June to 13 July is 14 days.
    assert c["comply-notify-assessment"].status == ("excused" if lifts else "overdue")


@pytest.mark.parametrize(
    "facts, lifts",
    [
        ("", True),
        ("from=2026-09-01 to=2026-09-20", True),
        ("from=2026-11-16", True),
        ("from=2026-11-17", False),
        ("from=2026-06-01 to=2026-06-28", False),
    ],
)
def test_personal_circumstances_must_lie_in_the_period(clocks, facts, lifts):
    c = final_plan(clocks, record("personal-circumstances", facts))
    assert c.status == ("excused" if lifts else "overdue")


TWO_ADVISERS = (
    "2026-06-29 advice-requested contributor=health",
    "2026-06-29 advice-requested contributor=educational-psychologist",
)


def test_a_missed_appointment_excuses_only_that_adviser(clocks):
    facts = "contributor=health missed_on=2026-07-20"
    c = clocks(*TWO_ADVISERS, record("missed-appointment", facts, clock="advice"), as_at="2026-12-01")
    assert c["advice", "health"].status == "excused"
    assert c["advice", "educational-psychologist"].status == "overdue"


@pytest.mark.parametrize("facts", ["", "missed_on=2026-07-20", "contributor=health missed_on=2026-08-11"])
def test_a_missed_appointment_needs_its_adviser_and_to_lie_in_the_six_weeks(clocks, facts):
    # 29 June + 42 = 10 August.
    c = clocks(*TWO_ADVISERS, record("missed-appointment", facts, clock="advice"), as_at="2026-12-01")
    assert c["advice", "health"].status == "overdue"


def test_circumstances_recorded_on_advice_without_an_adviser_excuse_every_adviser(clocks):
    c = clocks(*TWO_ADVISERS, record("personal-circumstances", clock="advice"), as_at="2026-12-01")
    assert {x.status for x in c.all("advice")} == {"excused"}


@pytest.mark.parametrize(
    "line, says",
    [
        ("2026-07-01 exception-recorded clock=issue-final-plan ground=lack-of-staff reason=busy", "is not one of"),
        (
            "2026-07-01 exception-recorded clock=find-a-school ground=personal-circumstances reason=x",
            "is not a clock of",
        ),
        ("2026-07-01 exception-recorded clock=issue-final-plan ground=personal-circumstances", "needs reason"),
        ("2026-07-01 exception-ended clock=find-a-school", "is not a clock of"),
    ],
)
def test_an_exception_outside_the_closed_list_is_an_error(clocks, line, says):
    with pytest.raises(BadEvent, match=says):
        clocks(line)


# Two requests to one adviser: Monday 5 January 2026 + 42 = 16 February, answered on 10 February; asked again on Monday 1
# June 2026 + 42 = 13 July, and not answered by 1 August.
TWO_REQUESTS = (
    "2026-01-05 advice-requested contributor=health",
    "2026-02-10 advice-received contributor=health",
    "2026-06-01 advice-requested contributor=health",
)


def second_request(clocks, *exceptions):
    listed = clocks(*TWO_REQUESTS, *exceptions, as_at="2026-08-01").all("advice", "health")
    assert [(c.started, c.due) for c in listed] == [("2026-01-05", "2026-02-16"), ("2026-06-01", "2026-07-13")]
    return listed[1]


@pytest.mark.parametrize(
    "on, facts, status",
    [
        # Recorded in January without a day of its own: it can speak only of the time up to then, not of June and July.
        ("2026-01-20", "", "overdue"),
        ("2026-05-31", "", "overdue"),
        # From the day of the second request on, it is about the time in which that request stands.
        ("2026-06-01", "", "excused"),
        ("2026-06-20", "", "excused"),
        # With days of its own, those decide: to 31 May is before 1 June to 13 July, to 1 June is inside it.
        ("2026-01-20", "from=2026-01-10 to=2026-05-31", "overdue"),
        ("2026-01-20", "from=2026-01-10 to=2026-06-01", "excused"),
        ("2026-01-20", "to=2026-06-01", "excused"),
        ("2026-01-20", "from=2026-07-14", "overdue"),
        # Begun, and not known to have ended.
        ("2026-01-20", "from=2026-01-10", "excused"),
    ],
)
def test_circumstances_excuse_a_later_request_only_if_they_lie_in_its_period(clocks, on, facts, status):
    exception = record("personal-circumstances", f"contributor=health {facts}", clock="advice", on=on)
    assert second_request(clocks, exception).status == status


@pytest.mark.parametrize("ended, status", [("2026-05-31", "overdue"), ("2026-06-01", "excused")])
def test_circumstances_that_ended_before_a_later_request_do_not_excuse_it(clocks, ended, status):
    exception = record("personal-circumstances", "contributor=health from=2026-01-10", clock="advice", on="2026-01-20")
    c = second_request(clocks, exception, f"{ended} exception-ended clock=advice")
    assert c.status == status


@pytest.mark.parametrize(
    "on, facts, status",
    [
        ("2026-01-20", "", "overdue"),
        ("2026-06-20", "", "excused"),
        ("2026-01-20", "missed_on=2026-06-10", "excused"),
        ("2026-06-20", "missed_on=2026-01-12", "overdue"),
    ],
)
def test_a_missed_appointment_excuses_only_the_request_in_whose_period_it_was(clocks, on, facts, status):
    exception = record("missed-appointment", f"contributor=health {facts}", clock="advice", on=on)
    assert second_request(clocks, exception).status == status


def test_circumstances_recorded_between_sending_and_receipt_count(clocks):
    asked = "2026-06-29 advice-requested contributor=health received_on=2026-07-03"
    c = clocks(asked, record("personal-circumstances", clock="advice", on="2026-07-01"), as_at="2026-12-01")
    assert c["advice", "health"].status == "excused"


def test_why_an_old_record_lifts_nothing_is_said(clocks):
    exception = record("personal-circumstances", "contributor=health", clock="advice", on="2026-01-20")
    why = second_request(clocks, exception).why
    assert "It has no effect: it was recorded before this began, and gives no day of its own that lies in the period" in why


def test_an_exception_of_one_adviser_is_named_in_words_where_it_lifts_nothing_of_another(clocks):
    exception = record("missed-appointment", "contributor=occupational-therapist", clock="advice", on="2026-07-10")
    why = clocks("2026-06-29 advice-requested contributor=health", exception, as_at="2026-12-01")["advice", "health"].why
    assert "It has no effect: it concerns the advice of another: occupational therapist" in why
