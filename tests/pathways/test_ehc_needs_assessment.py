import pytest

from goldenthread.engine.fields import BadEvent

PATHWAY = "ehc-needs-assessment"
REQUEST = "2026-02-02 request-received"
# Monday 2 February 2026: + 42 = 16 March, + 112 = 25 May (a bank holiday), + 140 = 22 June.


@pytest.mark.parametrize("start", ["request-received by=parent", "brought-to-attention by=health-visitor"])
def test_six_sixteen_and_twenty_weeks_run_from_the_day_of_receipt(clocks, start):
    c = clocks(f"2026-02-02 {start}")
    assert c["decide-whether-to-assess"].due == "2026-03-16"
    assert c["decide-whether-to-issue"].due == "2026-05-25"
    assert c["issue-final-plan"].due == "2026-06-22"
    assert {x.started for x in c.clocks} == {"2026-02-02"}
    assert {x.kind for x in c.clocks} == {"law"}


def test_a_child_brought_to_attention_and_then_asked_for_has_the_clocks_of_the_first_day(clocks):
    c = clocks("2026-02-02 brought-to-attention", "2026-02-20 request-received")
    assert {x.started for x in c.clocks} == {"2026-02-02"}
    assert c["issue-final-plan"].due == "2026-06-22"


def test_a_request_just_before_midnight_in_utc_is_of_the_next_day_in_summer(clocks):
    # 23:30 UTC on 30 June is 00:30 on 1 July; + 42 = 12 August.
    c = clocks("2026-06-30T23:30:00+00:00 request-received", as_at="2026-07-01")
    assert (c["decide-whether-to-assess"].started, c["decide-whether-to-assess"].due) == ("2026-07-01", "2026-08-12")


def test_a_limit_on_a_bank_holiday_does_not_roll_and_shows_the_working_day_before(clocks):
    c = clocks(REQUEST)["decide-whether-to-issue"]
    assert (c.due, c.working_target) == ("2026-05-25", "2026-05-22")


@pytest.mark.parametrize(
    "as_at, status, days", [("2026-03-15", "running", 1), ("2026-03-16", "running", 0), ("2026-03-17", "overdue", -1)]
)
def test_on_the_due_day_itself_a_clock_is_still_running(clocks, as_at, status, days):
    c = clocks(REQUEST, as_at=as_at)["decide-whether-to-assess"]
    assert (c.status, c.days) == (status, days)


@pytest.mark.parametrize("decision", ["decided-to-assess", "decided-not-to-assess reasons=no"])
@pytest.mark.parametrize("on, status, days", [("2026-03-16", "met", 0), ("2026-03-17", "late", -1)])
def test_either_decision_notified_stops_the_six_weeks(clocks, decision, on, status, days):
    c = clocks(REQUEST, f"{on} {decision}", as_at="2026-12-01")["decide-whether-to-assess"]
    assert (c.stopped, c.status, c.days) == (on, status, days)


def test_six_weeks_for_advice_run_from_the_bodys_receipt(clocks):
    # Asked on 16 March, received on the 17th: + 42 = 28 April. Not from week 6, nor from sending.
    c = clocks(REQUEST, "2026-03-16 advice-requested contributor=health received_on=2026-03-17 enclosures=views")
    assert (c["advice", "health"].started, c["advice", "health"].due) == ("2026-03-17", "2026-04-28")


def test_without_a_day_of_receipt_the_day_of_asking_counts(clocks):
    assert clocks("2026-03-16 advice-requested contributor=health")["advice", "health"].due == "2026-04-27"


@pytest.mark.parametrize(
    "contributor, kind",
    [
        ("health", "law"),
        ("speech-and-language-therapist", "law"),
        ("occupational-therapist", "law"),
        ("physiotherapist", "law"),
        ("camhs", "law"),
        ("paediatrician", "law"),
        ("youth-offending-team", "law"),
        ("family", "guidance"),
        ("education-setting", "guidance"),
        ("early-years-setting", "guidance"),
        ("education-other", "guidance"),
        ("ministry-of-defence", "guidance"),
        ("educational-psychologist", "guidance"),
        ("social-care", "guidance"),
        ("other-by-authority", "guidance"),
        ("preparation-for-adulthood", "guidance"),
        ("other-by-family", "guidance"),
    ],
)
@pytest.mark.parametrize("pathway", ["ehc-needs-assessment", "reassessment"])
def test_the_six_weeks_are_law_for_bodies_under_section_31_and_guidance_for_others(clocks, contributor, kind, pathway):
    c = clocks(f"2026-03-16 advice-requested contributor={contributor}", pathway=pathway)["advice", contributor]
    assert (c.due, c.kind) == ("2026-04-27", kind)


@pytest.mark.parametrize(
    "answer",
    [
        "advice-received contributor=health",
        "advice-nil-return contributor=health",
        "advice-refused contributor=health reasons=incompatible",
        "existing-advice-agreed contributor=health dated=2025-11-01 agreed_by_author=yes agreed_by_authority=yes agreed_by_family=yes",
    ],
)
@pytest.mark.parametrize("who", ["health", "family"])
@pytest.mark.parametrize("pathway", ["ehc-needs-assessment", "reassessment"])
def test_each_way_of_answering_stops_the_advice_clock(clocks, answer, who, pathway):
    request, answer = "2026-03-16 advice-requested contributor=health", f"2026-04-27 {answer}"
    c = clocks(request.replace("health", who), answer.replace("health", who), pathway=pathway)["advice", who]
    assert (c.stopped, c.status) == ("2026-04-27", "met")


@pytest.mark.parametrize("unsatisfied", ["author", "authority", "family"])
def test_existing_advice_with_which_one_of_three_is_not_satisfied_must_be_asked_for(clocks, unsatisfied):
    agreed = " ".join(f"agreed_by_{w}={'no' if w == unsatisfied else 'yes'}" for w in ("author", "authority", "family"))
    c = clocks(
        "2026-03-16 advice-requested contributor=health",
        f"2026-03-20 existing-advice-agreed contributor=health dated=2025-11-01 {agreed}",
        as_at="2026-04-28",
    )
    assert c["advice", "health"].status == "overdue"


def test_one_bodys_answer_does_not_stop_anothers_clock(clocks):
    c = clocks(
        "2026-03-16 advice-requested contributor=health",
        "2026-03-16 advice-requested contributor=social-care",
        "2026-04-01 advice-received contributor=health",
        as_at="2026-05-01",
    )
    assert (c["advice", "health"].status, c["advice", "social-care"].status) == ("met", "overdue")


def test_a_second_request_to_a_body_that_has_not_answered_is_a_reminder(clocks):
    c = clocks("2026-03-16 advice-requested contributor=health", "2026-04-20 advice-requested contributor=health")
    assert c["advice", "health"].due == "2026-04-27"


def test_a_request_after_an_answer_is_a_new_one(clocks):
    c = clocks(
        "2026-03-16 advice-requested contributor=health",
        "2026-04-20 advice-received contributor=health",
        "2026-05-04 advice-requested contributor=health",
    )
    # 4 May + 42 = 15 June.
    assert [(x.due, x.status) for x in c.all("advice", "health")] == [("2026-04-27", "met"), ("2026-06-15", "running")]


def test_sixteen_weeks_are_overdue_until_a_decision_exists(clocks):
    assert (
        clocks(REQUEST, "2026-03-01 decided-to-assess", as_at="2026-05-26")["decide-whether-to-issue"].status
        == "overdue"
    )


@pytest.mark.parametrize("on, status", [("2026-05-25", "met"), ("2026-05-26", "late")])
def test_a_refusal_to_issue_stops_the_sixteen_weeks(clocks, on, status):
    c = clocks(REQUEST, "2026-03-01 decided-to-assess", f"{on} decided-not-to-issue reasons=no")
    assert c["decide-whether-to-issue"].status == status
    assert "issue-final-plan" not in c


@pytest.mark.parametrize("decision", ["decided-to-issue", "draft-plan-sent", "final-plan-issued"])
def test_a_decision_to_issue_ends_the_sixteen_weeks_without_breach(clocks, decision):
    c = clocks(REQUEST, "2026-03-01 decided-to-assess", f"2026-06-01 {decision}", as_at="2026-06-20")
    assert "decide-whether-to-issue" not in c
    assert c["issue-final-plan"].due == "2026-06-22"


@pytest.mark.parametrize("on, status", [("2026-06-22", "met"), ("2026-06-23", "late")])
def test_the_final_plan_sent_stops_the_twenty_weeks(clocks, on, status):
    c = clocks(REQUEST, f"{on} final-plan-issued setting=Oak", as_at="2026-12-01")
    assert c["issue-final-plan"].status == status


NOTHING_PAUSES = (
    "2026-02-10 family-consulted",
    "2026-02-11 notified-considering",
    "2026-02-20 mediation-adviser-contacted wants_mediation=yes",
    "2026-03-10 decided-to-assess",
    "2026-03-12 advice-requested contributor=educational-psychologist",
    "2026-05-01 setting-consulted setting=Oak",
    "2026-05-02 meeting-requested",
    "2026-05-03 setting-requested setting=Elm",
    "2026-05-04 section-g-agreed icb=QH8",
    "2026-05-05 exception-recorded clock=issue-final-plan ground=personal-circumstances reason=illness",
)


def test_nothing_pauses_or_moves_the_twenty_weeks(clocks):
    assert clocks(REQUEST, *NOTHING_PAUSES)["issue-final-plan"].due == "2026-06-22"


ENDINGS = ["request-withdrawn", "moved-out-of-area to=Suffolk", "died", "reported-closed reason=withdrawn"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_cases_end_drops_what_is_open_and_keeps_what_was_done(clocks, ending):
    c = clocks(
        REQUEST,
        "2026-03-01 decided-to-assess",
        "2026-03-02 advice-requested contributor=health",
        "2026-03-03 setting-consulted setting=Oak",
        "2026-03-04 draft-plan-sent",
        f"2026-03-20 {ending}",
        as_at="2026-12-01",
    )
    assert [(x.clock, x.status) for x in c.clocks] == [("decide-whether-to-assess", "met")]
    assert (c.stage, c.duties) == ("closed", {})


def test_a_refusal_to_assess_drops_the_sixteen_and_twenty_weeks(clocks):
    c = clocks(REQUEST, "2026-03-10 decided-not-to-assess", as_at="2026-12-01")
    assert c["decide-whether-to-assess"].status == "met"
    assert "decide-whether-to-issue" not in c
    assert "issue-final-plan" not in c
    assert c.stage == "not-assessed"


def test_a_final_plan_makes_advice_and_consultations_still_out_pointless(clocks):
    c = clocks(
        "2026-03-02 advice-requested contributor=health",
        "2026-05-01 setting-consulted setting=Oak",
        "2026-06-20 final-plan-issued",
        as_at="2026-12-01",
    )
    assert "advice" not in c
    assert "setting-consultation" not in c


@pytest.mark.parametrize(
    "draft, started, last_day",
    [
        ("2026-05-20 draft-plan-sent", "2026-05-20", "2026-06-03"),  # served + 14, never + 15
        ("2026-05-20 draft-plan-sent served_on=2026-05-22", "2026-05-22", "2026-06-05"),
    ],
)
def test_the_family_has_fifteen_days_of_which_the_day_of_service_is_the_first(clocks, draft, started, last_day):
    c = clocks(draft)["draft-representations"]
    assert (c.started, c.due) == (started, last_day)


@pytest.mark.parametrize("as_at, status", [("2026-05-20", "running"), ("2026-06-03", "running"), ("2026-06-04", "met")])
def test_a_floor_runs_to_its_last_day_and_is_met_after_it(clocks, as_at, status):
    c = clocks("2026-05-20 draft-plan-sent", as_at=as_at)["draft-representations"]
    assert (c.status, c.stopped) == (status, None)


def test_neither_an_early_answer_nor_an_early_final_plan_shortens_the_familys_time(clocks):
    c = clocks("2026-05-20 draft-plan-sent", "2026-05-25 representations-received", "2026-05-28 final-plan-issued")
    assert (c["draft-representations"].due, c["draft-representations"].status) == ("2026-06-03", "running")


def test_a_new_draft_gives_a_new_fifteen_days(clocks):
    c = clocks("2026-05-20 draft-plan-sent", "2026-06-01 draft-plan-sent")["draft-representations"]
    assert (c.started, c.due) == ("2026-06-01", "2026-06-15")  # + 14


def test_day_125_is_the_last_on_which_a_draft_can_be_served_in_time(clocks):
    # 2 February + 125 = 7 June; + 14 = 21 June; the final plan may then go on the last lawful day, 22 June.
    c = clocks(REQUEST, "2026-06-07 draft-plan-sent")
    assert (c["draft-representations"].due, c["issue-final-plan"].due) == ("2026-06-21", "2026-06-22")


def test_a_setting_has_fifteen_calendar_days_from_its_receipt(clocks):
    c = clocks(
        "2026-04-20 setting-consulted setting=Oak",
        "2026-04-20 setting-consulted setting=Elm received_on=2026-04-22",
        "2026-05-06 setting-responded setting=Oak outcome=yes",
    )
    # 20 April + 15 = 5 May; 22 April + 15 = 7 May.
    assert (c["setting-consultation", "Oak"].due, c["setting-consultation", "Oak"].status) == ("2026-05-05", "late")
    assert (c["setting-consultation", "Elm"].started, c["setting-consultation", "Elm"].due) == (
        "2026-04-22",
        "2026-05-07",
    )
    assert {x.kind for x in c.all("setting-consultation")} == {"guidance"}


SUMMER = ("2026-07-22", "2026-09-01")


def test_a_child_placed_for_assessment_stays_ten_days_on_which_the_school_is_open(clocks):
    c = clocks(
        "2026-05-01 placed-for-assessment setting=Birch",
        "2026-07-15 decided-not-to-issue served_on=2026-07-16",
        closures=[SUMMER],
    )["remain-in-special-school"]
    # 17, 20, 21 July; 2, 3, 4, 7, 8, 9, 10 September.
    assert (c.started, c.due, c.status) == ("2026-07-16", "2026-09-10", "running")


def test_a_child_who_was_not_placed_has_no_place_to_keep(clocks):
    assert "remain-in-special-school" not in clocks("2026-07-15 decided-not-to-issue")


@pytest.mark.parametrize(
    "events, stage",
    [
        ([], "considering"),
        (["2026-03-01 decided-not-to-assess"], "not-assessed"),
        (["2026-03-01 decided-to-assess"], "assessing"),
        (["2026-03-01 decided-to-assess", "2026-03-02 advice-requested contributor=health"], "assessing"),
        (
            [
                "2026-03-01 decided-to-assess",
                "2026-03-02 advice-requested contributor=health",
                "2026-03-09 advice-received contributor=health",
            ],
            "deciding-on-plan",
        ),
        (["2026-05-01 decided-to-issue"], "drafting"),
        (["2026-05-01 draft-plan-sent"], "draft-with-family"),
        (["2026-05-01 draft-plan-sent", "2026-05-09 representations-received"], "finalising"),
        (["2026-06-01 final-plan-issued"], "plan-issued"),
        (["2026-05-01 decided-not-to-issue"], "not-issued"),
        (["2026-05-01 request-withdrawn"], "closed"),
    ],
)
def test_where_a_case_stands(clocks, events, stage):
    assert clocks(REQUEST, *events).stage == stage


def test_disputes_and_exceptions_run_beside_the_stage(clocks):
    c = clocks(
        REQUEST,
        "2026-03-01 decided-to-assess",
        "2026-03-05 mediation-adviser-contacted wants_mediation=no",
        "2026-03-06 appeal-lodged about=refusal",
        "2026-03-07 exception-recorded clock=issue-final-plan ground=personal-circumstances reason=illness",
    )
    assert c.stage == "assessing"


def test_after_an_overturned_refusal_the_old_clock_stays_and_the_new_set_opens(clocks):
    c = clocks(
        REQUEST,
        "2026-03-10 decided-not-to-assess",
        "2026-04-20 appeal-lodged",
        "2026-09-07 tribunal-order-made requires=assess",
        "2026-09-18 decided-to-assess",
        as_at="2026-10-01",
    )
    assert (c["decide-whether-to-assess"].stopped, c["decide-whether-to-assess"].status) == ("2026-03-10", "met")
    assert "issue-final-plan" not in c
    # 7 September + 14 = 21 September, + 70 = 16 November, + 98 = 14 December.
    assert (c["comply-notify-assessment"].due, c["comply-notify-assessment"].status) == ("2026-09-21", "met")
    assert (c["comply-decide-not-to-issue"].due, c["comply-final-plan"].due) == ("2026-11-16", "2026-12-14")
    assert c.stage == "assessing"


def test_after_a_refusal_that_the_authority_changed_itself_the_days_of_the_request_run_again(clocks):
    # The refusal and its change may be of one day.
    for changed in ("2026-03-10", "2026-05-12"):
        c = clocks(REQUEST, "2026-03-10 decided-not-to-assess", f"{changed} decided-to-assess own_motion=yes", as_at="2026-05-13")
        assert (c["decide-whether-to-assess"].stopped, c["decide-whether-to-assess"].status) == ("2026-03-10", "met")
        # 2 February + 112 = 25 May, + 140 = 22 June.
        assert (c["decide-whether-to-issue"].due, c["issue-final-plan"].due) == ("2026-05-25", "2026-06-22")
        # Two months of the refusal end on Sunday 10 May, and the appeal rolls to Monday.
        assert (c["contact-mediation-adviser"].due, c["lodge-appeal"].due) == ("2026-05-10", "2026-05-11")
        assert c.stage == "assessing"


def test_an_order_ends_the_days_of_a_refusal_that_was_changed_with_its_own(clocks):
    c = clocks(
        REQUEST, "2026-03-10 decided-not-to-assess", "2026-05-12 decided-to-assess own_motion=yes", "2026-06-01 tribunal-order-made requires=assess",
        as_at="2026-06-02",
    )  # fmt: skip
    assert "issue-final-plan" not in c
    # 1 June + 98 = 7 September.
    assert c["comply-final-plan"].due == "2026-09-07"


def test_a_refused_plan_that_the_authority_makes_after_all_is_due_by_the_day_of_the_request(clocks):
    c = clocks(
        REQUEST, "2026-03-10 decided-to-assess", "2026-05-20 decided-not-to-issue", "2026-07-06 decided-to-issue own_motion=yes", as_at="2026-07-07",
    )  # fmt: skip
    assert (c["decide-whether-to-issue"].stopped, c["decide-whether-to-issue"].status) == ("2026-05-20", "met")
    assert (c["issue-final-plan"].due, c["issue-final-plan"].status, c.stage) == ("2026-06-22", "overdue", "drafting")


def test_a_second_refusal_ends_what_the_change_of_the_first_began(clocks):
    c = clocks(
        REQUEST, "2026-03-10 decided-not-to-assess", "2026-04-01 decided-to-assess own_motion=yes", "2026-05-20 decided-not-to-issue", as_at="2026-05-21",
    )  # fmt: skip
    assert "issue-final-plan" not in c
    assert (c["decide-whether-to-issue"].stopped, c["decide-whether-to-issue"].due) == ("2026-05-20", "2026-05-25")


def test_a_journal_that_begins_in_the_middle_has_only_the_clocks_that_it_starts(clocks):
    assert clocks("2026-05-01 decided-to-assess").clocks == []
    only = clocks("2026-06-01 final-plan-issued")
    assert {x.clock for x in only.clocks} == {"contact-mediation-adviser", "lodge-appeal"}


def test_a_correction_withdraws_one_entry(clocks):
    c = clocks(
        REQUEST,
        "2026-03-10 wrong:decided-to-assess",
        "2026-03-12 corrected event_id=wrong reason=other-child",
        as_at="2026-03-20",
    )
    assert c["decide-whether-to-assess"].status == "overdue"
    assert c.stage == "considering"


def test_who_owes_what(clocks):
    c = clocks(REQUEST, "2026-03-02 advice-requested contributor=health", "2026-05-01 draft-plan-sent")
    assert c.duties["advice", "health"].owed_by == "health"
    assert c.duties["issue-final-plan", None].owed_by == "authority"
    assert ("draft-representations", None) not in c.duties  # a right is owed by nobody


@pytest.mark.parametrize(
    "line, says",
    [
        ("2026-03-16 advice-requested", "advice-requested needs contributor"),
        ("2026-02-30 request-received", "is not a date"),
        ("2026-03-16 plan-lost", "is not an event of ehc-needs-assessment"),
        ("2026-03-16 advice-refused contributor=health", "needs reasons"),
        ("2026-03-16 setting-responded setting=Oak", "needs outcome"),
        ("2026-03-16 tribunal-order-made requires=apologise", "not among assess"),
    ],
)
def test_nothing_is_guessed(clocks, line, says):
    with pytest.raises(BadEvent, match=says):
        clocks(line)
