"""Chains of events as a case file has them, each worked out by hand from statutory.md and set beside the engine's answer."""

import pytest

NEEDS = "ehc-needs-assessment"


@pytest.mark.parametrize("over", ["request-withdrawn", "moved-out-of-area to=Kent", "reported-closed reason=W"])
def test_a_request_made_again_after_the_first_ended_has_limits_of_its_own(clocks, over):
    # 4 May: 27 to 31 May and 15 = 15 June (42). + 112: 27, 57 to 30 June, 88 to 31 July, and 24: 24 August. + 140: 119 to
    # 31 August, and 21: 21 September. The duplicate of 11 May, while it stands, moves nothing.
    c = clocks(
        "2026-02-02 request-received",
        f"2026-03-01 {over}",
        "2026-05-04 request-received",
        "2026-05-11 brought-to-attention",
        pathway=NEEDS,
        as_at="2026-06-16",
    )
    assert c.each("decide-whether-to-assess") == ["2026-05-04"]
    assert (c["decide-whether-to-assess"].due, c["decide-whether-to-assess"].status) == ("2026-06-15", "overdue")
    assert c["decide-whether-to-issue"].due == "2026-08-24"
    assert (c["issue-final-plan"].started, c["issue-final-plan"].due) == ("2026-05-04", "2026-09-21")
    assert ("issue-final-plan", "2026-05-04") in c.duties
    assert c.stage == "considering"


def test_a_request_made_again_after_a_refusal_starts_new_limits_and_leaves_the_lateness_and_the_appeal_of_the_first(clocks):
    # 5 January + 42: 26 to the 31st, and 16: 16 February, two days before the refusal. 18 February + 2 months: 18 April, a Saturday.
    # 1 September + 42: 29 to the 30th, and 13: 13 October. + 112: 29, 60, 90, and 22: 22 December.
    c = clocks(
        "2026-01-05 request-received",
        "2026-02-18 decided-not-to-assess",
        "2026-09-01 request-received",
        pathway=NEEDS,
        as_at="2026-10-13",
    )
    decide = [(x.for_, x.started, x.due, x.status, x.days) for x in c.all("decide-whether-to-assess")]
    assert decide == [(None, "2026-01-05", "2026-02-16", "late", -2), ("2026-09-01", "2026-09-01", "2026-10-13", "running", 0)]
    assert c.each("issue-final-plan") == ["2026-09-01"]
    assert c["decide-whether-to-issue"].due == "2026-12-22"
    assert c["lodge-appeal"].due == "2026-04-20"


def test_of_three_requests_each_keeps_what_became_of_it(clocks):
    # 16 February as above; 15 May + 42: 16 to the 31st, and 26: 26 June; 1 September + 42: 13 October.
    c = clocks(
        "2026-01-05 request-received",
        "2026-02-10 decided-not-to-assess",
        "2026-05-15 brought-to-attention",
        "2026-07-01 decided-not-to-assess",
        "2026-09-01 request-received",
        pathway=NEEDS,
        as_at="2026-09-02",
    )
    decide = [(x.for_, x.due, x.status) for x in c.all("decide-whether-to-assess")]
    assert decide == [(None, "2026-02-16", "met"), ("2026-05-15", "2026-06-26", "late"), ("2026-09-01", "2026-10-13", "running")]
    assert c.each("issue-final-plan") == ["2026-09-01"]


@pytest.mark.parametrize("end", ["request-withdrawn", "decided-not-to-assess"])
def test_a_request_made_again_on_the_day_on_which_the_first_ended_counts_from_that_day(clocks, end):
    # 10 March + 42: 21 to the 31st, and 21: 21 April.
    c = clocks("2026-02-02 request-received", f"2026-03-10 {end}", "2026-03-10 request-received", pathway=NEEDS, as_at="2026-04-01")
    again = c["decide-whether-to-assess", "2026-03-10"]
    assert (again.due, again.status, c.stage) == ("2026-04-21", "running", "considering")
    assert c.each("issue-final-plan") == ["2026-03-10"]


def test_a_request_that_was_withdrawn_on_its_own_day_runs_no_longer_and_one_repeated_before_that_neither(clocks):
    assert "issue-final-plan" not in clocks("2026-02-02 request-received", "2026-02-02 request-withdrawn", pathway=NEEDS)
    twice = ("2026-02-02 request-received", "2026-03-10 request-received", "2026-03-10 request-withdrawn")
    c = clocks(*twice, pathway=NEEDS)
    assert ("issue-final-plan" in c, c.stage) == (False, "closed")


def test_a_request_whose_beginning_is_older_than_the_extract_is_the_first_that_is_known(clocks):
    # 4 May + 140 = 21 September, as above.
    c = clocks("2026-03-01 reported-closed reason=W", "2026-05-04 request-received", pathway=NEEDS)
    assert [(x.for_, x.due) for x in c.all("issue-final-plan")] == [(None, "2026-09-21")]


ROUND_ONE = ("2026-02-02 request-received", "2026-02-20 decided-to-assess", "2026-03-02 advice-requested contributor=health",
             "2026-03-02 setting-consulted setting=Ashdale", "2026-03-20 request-withdrawn")  # fmt: skip


def test_an_adviser_and_a_setting_who_are_asked_again_for_a_request_made_again_have_limits_of_their_own(clocks):
    # 15 June + 42: 15 to the 30th, and 27: 27 July. + 15: 30 June.
    again = ("2026-05-04 request-received", "2026-06-01 decided-to-assess", "2026-06-15 advice-requested contributor=health",
             "2026-06-15 setting-consulted setting=Ashdale")  # fmt: skip
    c = clocks(*ROUND_ONE, *again, "2026-06-22 advice-requested contributor=health", pathway=NEEDS)
    assert [(x.started, x.due, x.status) for x in c.all("advice")] == [("2026-06-15", "2026-07-27", "running")]
    assert [(x.started, x.due) for x in c.all("setting-consultation")] == [("2026-06-15", "2026-06-30")]


END, AGAIN, ASK = ("2026-03-10 request-withdrawn", "2026-03-10 request-received", "2026-03-10 advice-requested contributor=health")
ANSWER = "2026-03-10 advice-received contributor=health"


@pytest.mark.parametrize("of_the_day", [(END, AGAIN, ASK), (END, ASK, AGAIN), (ASK, END, AGAIN, ASK), (ANSWER, END, AGAIN, ASK)])
def test_an_adviser_asked_on_the_day_on_which_a_request_ended_and_was_made_again_has_six_weeks(clocks, of_the_day):
    # 10 March + 42: 21 to the 31st, and 21: 21 April. Of that day what was recorded before the end was of the first request: the
    # answer too. Between the end and the new request nothing else stood for which advice could be asked.
    c = clocks(*ROUND_ONE[:-2], *of_the_day, pathway=NEEDS, as_at="2026-03-30")
    assert [(x.due, x.status) for x in c.all("advice") if x.started == "2026-03-10"] == [("2026-04-21", "running")]


def test_an_adviser_asked_on_that_day_before_the_request_ended_is_asked_for_the_second_only_when_asked_again(clocks):
    # 16 March + 42: 15 to the 31st, and 27: 27 April.
    first = (*ROUND_ONE[:2], ASK, END, AGAIN)
    assert "advice" not in clocks(*first, pathway=NEEDS)
    c = clocks(*first, "2026-03-16 advice-requested contributor=health", pathway=NEEDS)
    assert [(x.started, x.due) for x in c.all("advice")] == [("2026-03-16", "2026-04-27")]


@pytest.mark.parametrize("of_the_day", [(END, ASK), (END, AGAIN, ASK, END), (ASK, AGAIN, END)])
def test_an_adviser_has_no_limit_where_the_day_ends_without_a_request(clocks, of_the_day):
    assert "advice" not in clocks(*ROUND_ONE[:2], *of_the_day, pathway=NEEDS)


def test_an_adviser_listed_before_the_new_request_of_that_day_is_asked_for_it(clocks):
    # Extracts list a day in any order. The exception is of the request that began on that day, and so is the answer.
    began = (*ROUND_ONE, "2026-06-15 advice-requested contributor=health", "2026-06-15 request-received", "2026-06-16 decided-to-assess")
    ill = "2026-06-20 exception-recorded clock=advice ground=personal-circumstances reason=Bereavement"
    assert clocks(*began, ill, pathway=NEEDS)["advice"].excused_by == "personal-circumstances"
    assert clocks(*began, "2026-06-20 advice-received contributor=health", pathway=NEEDS).stage == "deciding-on-plan"


@pytest.mark.parametrize("ended", [("2026-03-20 request-withdrawn",), ("2026-06-10 final-plan-issued",), ("2026-06-10 decided-not-to-issue",)])
def test_a_reminder_to_an_adviser_after_the_case_ended_starts_nothing(clocks, ended):
    c = clocks(*ROUND_ONE[:-1], *ended, "2026-06-15 advice-requested contributor=health", pathway=NEEDS)
    assert "advice" not in c


def test_an_adviser_asked_again_after_the_council_changed_its_refusal_has_six_weeks_again(clocks):
    # 8 June + 42: 22 to the 30th, and 20: 20 July.
    changed = ("2026-05-20 decided-not-to-issue", "2026-06-01 decided-to-issue own_motion=yes reasons=New")
    c = clocks(*ROUND_ONE[:-1], *changed, "2026-06-08 advice-requested contributor=health", pathway=NEEDS)
    assert c["advice"].due == "2026-07-20"


def test_advice_that_came_for_the_first_request_does_not_move_on_the_second(clocks):
    came = (*ROUND_ONE[:3], "2026-03-09 advice-received contributor=health", "2026-03-20 request-withdrawn")
    again = ("2026-05-04 request-received", "2026-06-01 decided-to-assess")
    assert clocks(*came[:-1], pathway=NEEDS).stage == "deciding-on-plan"
    assert clocks(*came, *again, pathway=NEEDS).stage == "assessing"
    asked = "2026-06-08 advice-requested contributor=health"
    assert clocks(*came, *again, asked, pathway=NEEDS).stage == "assessing"
    assert clocks(*came, *again, asked, "2026-06-20 advice-received contributor=health", pathway=NEEDS).stage == "deciding-on-plan"


PERSONAL = "exception-recorded clock=decide-whether-to-assess ground=personal-circumstances reason=Bereavement"


def test_an_exception_recorded_for_a_request_made_again_does_not_excuse_the_first(clocks):
    told = ("2026-01-05 request-received", "2026-02-18 decided-not-to-assess", "2026-09-01 request-received", f"2026-09-20 {PERSONAL}")
    c = clocks(*told, pathway=NEEDS)
    assert [(x.for_, x.excused_by) for x in c.all("decide-whether-to-assess")] == [(None, None), ("2026-09-01", "personal-circumstances")]
    # With days of its own it speaks of those days, whenever it was recorded.
    c = clocks(*told[:-1], f"2026-09-20 {PERSONAL} from=2026-01-20 to=2026-02-10", pathway=NEEDS)
    assert [x.excused_by for x in c.all("decide-whether-to-assess")] == ["personal-circumstances", None]


def test_a_school_that_was_closed_when_the_first_request_was_assessed_excuses_nothing_of_the_second(clocks):
    shut = "exception-recorded clock=issue-final-plan ground=school-closed reason=Closed from=2025-07-22 to=2025-09-02"
    asked = ("2025-06-02 request-received", "2025-07-18 advice-requested contributor=education-setting", f"2025-07-23 {shut}")
    again = ("2025-09-10 request-withdrawn", "2026-01-05 request-received")
    assert clocks(*asked, pathway=NEEDS)["issue-final-plan"].excused_by == "school-closed"
    c = clocks(*asked, *again, pathway=NEEDS, as_at="2026-06-01")
    assert (c["issue-final-plan"].excused_by, c["issue-final-plan"].status) == (None, "overdue")


def test_a_second_request_that_is_refused_as_well_and_then_changed_counts_from_the_second(clocks):
    # 1 September + 140: 29 to 30 September, 60, 90, 121 to 31 December, and 19: 19 January 2027.
    c = clocks(
        "2026-01-05 request-received",
        "2026-02-10 decided-not-to-assess",
        "2026-09-01 request-received",
        "2026-10-01 decided-not-to-assess",
        "2026-10-20 decided-to-assess own_motion=yes reasons=New",
        pathway=NEEDS,
    )
    assert c["issue-final-plan"].due == "2027-01-19"


@pytest.mark.parametrize("own", ["decided-to-assess own_motion=yes reasons=New", "decided-to-issue own_motion=yes reasons=New"])
def test_a_second_request_after_the_council_changed_its_refusal_moves_nothing(clocks, own):
    # 5 January + 140: 26 to 31 January, 54, 85, 115 to 30 April, and 25: 25 May.
    c = clocks("2026-01-05 request-received", "2026-02-10 decided-not-to-assess", f"2026-03-10 {own}", "2026-03-20 request-received", pathway=NEEDS)
    assert c["issue-final-plan"].due == "2026-05-25"


def test_a_second_request_after_a_refusal_was_overturned_leaves_the_limits_of_the_order_alone(clocks):
    # 10 May + 14 weeks: 21 to the 31st, 51, 82 to 31 July, and 16: 16 August.
    refused = ("2026-01-05 request-received", "2026-02-10 decided-not-to-assess", "2026-05-10 tribunal-order-made requires=assess")
    c = clocks(*refused, "2026-05-20 decided-to-assess", "2026-06-10 request-received", pathway=NEEDS)
    assert "issue-final-plan" not in c
    assert c["comply-final-plan", "assess"].due == "2026-08-16"


def test_a_second_request_for_a_reassessment_that_was_decided_on_after_a_refusal_moves_nothing(clocks):
    refused = ("2026-01-05 reassessment-requested", "2026-01-10 decided-not-to-reassess", "2026-02-10 decided-to-reassess")
    c = clocks(*refused, "2026-02-12 reassessment-requested", pathway="reassessment")
    assert (c["decide-whether-to-reassess"].due, c["decide-whether-to-reassess"].status) == ("2026-01-20", "met")


def test_a_child_who_died_is_not_asked_for_again(clocks):
    c = clocks("2026-01-05 request-received", "2026-02-10 died", "2026-09-01 request-received", pathway=NEEDS)
    assert "issue-final-plan" not in c


def test_a_reassessment_asked_for_again_has_fifteen_days_of_its_own(clocks):
    # 3 August + 15 = 18 August. The first was refused in time: 5 January + 15 = 20 January.
    refused = ("2026-01-05 reassessment-requested", "2026-01-19 decided-not-to-reassess")
    c = clocks(*refused, "2026-08-03 reassessment-requested", pathway="reassessment", as_at="2026-08-19")
    decide = [(x.for_, x.due, x.status) for x in c.all("decide-whether-to-reassess")]
    assert decide == [(None, "2026-01-20", "met"), ("2026-08-03", "2026-08-18", "overdue")]


def test_a_reassessment_that_was_withdrawn_and_begun_again_has_fourteen_weeks_from_the_second_decision(clocks):
    # 15 June + 98: 15 to 30 June, 46 to 31 July, 77 to 31 August, and 21: 21 September.
    c = clocks(
        "2026-01-05 reassessment-requested",
        "2026-01-19 decided-to-reassess",
        "2026-03-02 request-withdrawn",
        "2026-06-01 reassessment-requested",
        "2026-06-15 decided-to-reassess",
        pathway="reassessment",
    )
    decide = [(x.for_, x.due, x.status) for x in c.all("decide-whether-to-reassess")]
    assert decide == [(None, "2026-01-20", "met"), ("2026-06-01", "2026-06-16", "met")]
    assert c["issue-plan-after-reassessment"].due == "2026-09-21"


def test_the_plan_of_a_second_reassessment_is_reviewed_within_twelve_months_of_its_own_day(clocks):
    # 19 January + 98: 12 to the 31st, 40 to 28 February, 71 to 31 March, and 27: 27 April. 10 November + 98: 20 to the 30th, 51, 82 to
    # 31 January, and 16: 16 February.
    first = ("2026-01-05 reassessment-requested", "2026-01-19 decided-to-reassess", "2026-05-01 final-plan-issued")
    second = ("2026-11-02 reassessment-requested", "2026-11-10 decided-to-reassess", "2027-02-01 final-plan-issued")
    c = clocks(*first, pathway="reassessment")
    assert [(x.for_, x.due) for x in c.all("review-after-reassessment")] == [(None, "2027-05-01")]
    c = clocks(*first, *second, pathway="reassessment")
    assert [(x.for_, x.due) for x in c.all("review-after-reassessment")] == [("2027-02-01", "2028-02-01")]
    plans = [(x.for_, x.due, x.status) for x in c.all("issue-plan-after-reassessment")]
    assert plans == [(None, "2026-04-27", "late"), ("2026-11-10", "2027-02-16", "met")]


def test_a_certificate_of_an_earlier_notice_moves_nothing_of_a_later_one(clocks):
    # Notice 10 February: 10 April, and a certificate of 20 March: 20 April. The later notice, of 29 May, begins anew: 29 July.
    refused = ("2026-01-05 request-received", "2026-02-10 decided-not-to-assess", "2026-03-20 mediation-certificate-issued")
    assert clocks(*refused, pathway=NEEDS)["lodge-appeal"].due == "2026-04-20"
    later = ("2026-03-25 decided-to-assess", "2026-05-29 decided-not-to-issue")
    assert clocks(*refused, *later, pathway=NEEDS)["lodge-appeal"].due == "2026-07-29"


def test_a_plan_that_is_to_cease_is_kept_to_the_last_certificates_month_and_while_an_appeal_is_undecided(clocks):
    # 20 April + 2 months = 20 June; 15 June + 1 month = 15 July.
    ceasing = ("2026-04-20 decided-to-cease", "2026-06-15 mediation-certificate-issued")
    assert clocks(*ceasing, pathway="plan-cessation")["keep-plan"].due == "2026-07-15"
    appealed = (*ceasing, "2026-07-10 appeal-lodged")
    c = clocks(*appealed, pathway="plan-cessation", as_at="2026-09-01")
    assert (c["keep-plan"].due, c["keep-plan"].status) == (None, "running")
    decided = clocks(*appealed, "2026-11-20 appeal-decided outcome=allowed", "2027-01-25 decided-to-cease", pathway="plan-cessation")
    assert (decided["keep-plan"].due, decided["keep-plan"].status) == ("2027-03-25", "running")


def test_a_review_whose_meeting_moved_and_whose_notice_was_late(clocks):
    # Plan 14.3.25: 13.3.26. Meeting of 24.2.26: advice and notice two weeks before, 10.2; report 10.3; decision 24.3. Notice 26.3
    # (two days late): 15 days end on 9.4; eight weeks would be 21.5, twelve from the meeting are 19.5.
    c = clocks(
        "2025-03-14 plan-made",
        "2025-12-01 review-meeting-arranged meeting_on=2026-02-10",
        "2026-01-20 review-meeting-arranged meeting_on=2026-02-24",
        "2026-02-12 review-advice-circulated",
        "2026-02-24 review-meeting-held",
        "2026-03-10 review-report-sent",
        "2026-03-26 amendment-notice-sent",
        "2026-05-19 amended-plan-issued",
        pathway="annual-review",
    )
    assert (c["complete-review", "2025-03-14"].status, c["complete-review", "2026-03-26"].due) == ("late", "2027-03-25")
    assert [x.for_ for x in c.all("circulate-review-advice")] == ["2026-02-24"]
    assert (c["circulate-review-advice"].due, c["circulate-review-advice"].status) == ("2026-02-10", "late")
    assert (c["send-review-report"].due, c["send-review-report"].status) == ("2026-03-10", "met")
    assert (c["decide-after-review"].due, c["decide-after-review"].status) == ("2026-03-24", "late")
    assert (c["issue-amended-plan"].due, c["issue-amended-plan"].status) == ("2026-05-19", "met")
    assert (c["lodge-appeal"].due, c["amendment-representations"].due) == ("2026-07-20", "2026-04-09")  # 19.7 is a Sunday


def test_a_mediation_whose_meeting_moved_over_easter(clocks):
    # Asked 2.3: three working days end on 5.3, thirty days on 1.4. Meeting 8.4: back over 7.4, 2.4, 1.4, 31.3, 30.3 (Good Friday is
    # 3.4, Easter Monday 6.4). The certificate: 9.4, 10.4, 13.4.
    c = clocks(
        "2026-03-02 mediation-requested issues=education,health",
        "2026-03-05 icb-notified-of-issues received_on=2026-03-06",
        "2026-03-20 mediation-arranged meeting_on=2026-03-27",
        "2026-03-31 mediation-arranged meeting_on=2026-04-08",
        "2026-04-08 mediation-held outcome=none",
        "2026-04-14 mediation-certificate-issued",
        pathway="mediation",
    )
    assert (c["notify-icb-of-issues"].due, c["arrange-mediation"].due) == ("2026-03-05", "2026-04-01")
    assert (c["tell-family-of-mediation"].due, c["tell-family-of-mediation"].status) == ("2026-03-30", "late")
    assert (c["issue-certificate"].due, c["issue-certificate"].status) == ("2026-04-13", "late")


def test_a_plan_that_moves_while_its_review_runs(clocks):
    # Aware 1.6: 15 working days end on 19.6, before the move on 10.7, which was put off from 26.6. Transferred three days late, the
    # 13th: + 42 = 24.8. Made 28.2.26: 12 months beginning with it end on 27.2.27; three months beginning with 13.7 on 12.10.
    c = clocks(
        "2026-06-01 authority-aware-of-move move_on=2026-06-26",
        "2026-06-20 authority-aware-of-move move_on=2026-07-10",
        "2026-07-13 plan-transferred plan_made_on=2026-02-28",
        pathway="plan-transfer",
    )
    assert (c["transfer-plan"].due, c["transfer-plan"].status) == ("2026-07-10", "late")
    assert (c["tell-family-of-transfer"].due, c["review-after-transfer"].due) == ("2026-08-24", "2027-02-27")


def test_a_change_of_phase_that_turns_out_to_be_another_has_the_other_limit(clocks):
    # Before 31 March 2026 at first; then five months before 7 September: 7 April.
    first = "2026-01-20 phase-transfer-identified phase=secondary-to-post-16 transfer_on=2026-09-03"
    assert clocks(first, pathway="phase-transfer")["phase-transfer-plan"].due == "2026-03-30"
    other = "2026-02-20 phase-transfer-identified phase=post-16-to-post-16 transfer_on=2026-09-07"
    c = clocks(first, other, pathway="phase-transfer", as_at="2026-04-08")
    assert (c["phase-transfer-plan"].due, c["phase-transfer-plan"].status) == ("2026-04-07", "overdue")


def test_an_order_on_contents_and_placement_while_a_review_runs(clocks):
    # 29 May + 35 = 3 July; + 14 = 12 June. Review due 31 May 2026; meeting 20 April + 28 = 18 May; notice 5 June + 56 = 31 July, but
    # the meeting + 84 = 13 July.
    c = clocks(
        "2025-06-01 previous-review-completed",
        "2026-04-20 review-meeting-held",
        "2026-05-29 tribunal-order-made requires=amend-contents,amend-placement",
        "2026-06-05 amendment-notice-sent",
        "2026-07-03 amended-plan-issued",
        pathway="annual-review",
    )
    assert (c["complete-review", "2025-06-01"].due, c["complete-review", "2025-06-01"].status) == ("2026-05-31", "late")
    assert (c["comply-amend-plan", "amend-contents"].due, c["comply-amend-plan", "amend-contents"].status) == ("2026-07-03", "met")
    assert (c["comply-amend-plan", "amend-placement"].due, c["comply-amend-plan", "amend-placement"].status) == ("2026-06-12", "late")
    assert c["issue-amended-plan"].due == "2026-07-13"


def test_two_grounds_at_once_excuse_by_the_first_that_the_law_knows(clocks):
    # 27 days of absence (28 May to 23 June, and the limit ends on the 22nd) lift nothing; the circumstances do.
    c = clocks(
        "2026-02-02 request-received",
        "2026-06-08 exception-recorded clock=issue-final-plan ground=absent-from-area reason=Away from=2026-05-28 to=2026-06-23",
        "2026-06-10 exception-recorded clock=issue-final-plan ground=personal-circumstances reason=Illness from=2026-06-10",
        pathway=NEEDS,
        as_at="2026-07-01",
    )
    assert (c["issue-final-plan"].due, c["issue-final-plan"].status) == ("2026-06-22", "excused")
    assert c["issue-final-plan"].excused_by == "personal-circumstances"


@pytest.mark.parametrize(
    "closures, status",
    [
        ([("2026-07-22", "2026-08-10"), ("2026-08-11", "2026-09-01")], "excused"),  # 20 days and 22 without a day between: 42
        ([("2026-07-22", "2026-08-07"), ("2026-08-10", "2026-09-01")], "excused"),  # a weekend between: 7 August is a Friday
        ([("2026-08-05", "2026-09-01"), ("2026-07-22", "2026-08-10")], "excused"),  # they overlap, in any order
        ([("2026-07-22", "2026-08-10"), ("2026-08-12", "2026-09-01")], "overdue"),  # open on 11 August: 20 and 21 days
    ],
)
def test_a_closure_that_a_calendar_says_in_two_rows_is_one(clocks, closures, status):
    # 1 June + 140 = 19 October. Asked on 20 July, in the week before it closed on the 22nd.
    c = clocks(
        "2026-06-01 request-received",
        "2026-07-20 advice-requested contributor=education-setting",
        "2026-10-01 exception-recorded clock=issue-final-plan ground=school-closed reason=Shut",
        pathway=NEEDS,
        closures=closures,
        as_at="2026-10-25",
    )
    assert (c["issue-final-plan"].due, c["issue-final-plan"].status) == ("2026-10-19", status)


ISSUED_ANEW = ("2026-02-02 request-received", "2026-02-20 decided-to-assess", "2026-05-20 decided-not-to-issue",
               "2026-06-10 decided-to-issue own_motion=yes reasons=New")  # fmt: skip
OF_THE_PLAN = "exception-recorded clock=issue-final-plan ground=personal-circumstances reason=Bereavement"


@pytest.mark.parametrize("days", ["", " from=2026-02-25 to=2026-03-10"])
def test_an_exception_of_the_time_before_a_refusal_that_was_changed_still_lifts_the_twenty_weeks_of_the_request(clocks, days):
    # They count from 2 February, as before: 2 February + 140: 26 to the 28th, 57, 87, 118, and 22: 22 June.
    c = clocks(*ISSUED_ANEW, f"2026-03-11 {OF_THE_PLAN}{days}", pathway=NEEDS, as_at="2026-06-23")
    assert (c["issue-final-plan"].due, c["issue-final-plan"].status) == ("2026-06-22", "excused")
    before = clocks(*ISSUED_ANEW, f"2026-03-11 {OF_THE_PLAN} from=2026-01-05 to=2026-02-01", pathway=NEEDS, as_at="2026-06-23")
    assert before["issue-final-plan"].status == "overdue"


def test_an_exception_recorded_for_a_request_made_again_does_not_excuse_the_plan_of_a_refusal_that_was_changed(clocks):
    late = (*ISSUED_ANEW, "2026-07-01 final-plan-issued", "2026-09-01 moved-out-of-area to=Kent", "2027-01-04 request-received")
    c = clocks(*late, f"2027-02-01 {OF_THE_PLAN}", pathway=NEEDS)
    assert [(x.for_, x.excused_by) for x in c.all("issue-final-plan")] == [("2027-01-04", "personal-circumstances"), (None, None)]
