import pytest

PATHWAY = "reassessment"


@pytest.mark.parametrize("decision", ["decided-to-reassess", "decided-not-to-reassess reasons=recent"])
@pytest.mark.parametrize("on, status", [("2026-05-05", "met"), ("2026-05-06", "late")])
def test_the_decision_is_notified_within_fifteen_days_of_the_request(clocks, decision, on, status):
    # 20 April + 15 = 5 May.
    c = clocks("2026-04-20 reassessment-requested by=parent", f"{on} {decision}")["decide-whether-to-reassess"]
    assert (c.due, c.status) == ("2026-05-05", status)


@pytest.mark.parametrize("own_motion", ["", " own_motion=yes"])
def test_fourteen_weeks_run_from_the_notice_or_from_the_authoritys_own_decision(clocks, own_motion):
    # 5 May + 98 = 11 August: August counts.
    c = clocks(f"2026-05-05 decided-to-reassess{own_motion}")["issue-plan-after-reassessment"]
    assert (c.started, c.due) == ("2026-05-05", "2026-08-11")


@pytest.mark.parametrize("on, status", [("2026-08-11", "met"), ("2026-08-12", "late")])
def test_the_final_plan_answers_the_fourteen_weeks(clocks, on, status):
    c = clocks("2026-05-05 decided-to-reassess", f"{on} final-plan-issued setting=Oak")
    assert c["issue-plan-after-reassessment"].status == status


@pytest.mark.parametrize("on, status", [("2027-08-11", "met"), ("2027-08-12", "late")])
def test_the_review_is_within_twelve_months_of_the_final_plan_so_on_the_anniversary_at_the_latest(clocks, on, status):
    c = clocks("2026-08-11 final-plan-issued", f"{on} review-completed")["review-after-reassessment"]
    assert (c.due, c.status) == ("2027-08-11", status)


def test_a_plan_of_29_february_is_reviewed_by_28_february(clocks):
    assert clocks("2024-02-29 final-plan-issued")["review-after-reassessment"].due == "2025-02-28"


def test_advice_and_the_draft_are_as_in_an_assessment(clocks):
    c = clocks(
        "2026-05-06 advice-requested contributor=health received_on=2026-05-07",
        "2026-07-01 draft-plan-sent",
        "2026-07-01 setting-consulted setting=Oak",
    )
    # 7 May + 42 = 18 June; 1 July + 14 = 15 July; 1 July + 15 = 16 July.
    assert c["advice", "health"].due == "2026-06-18"
    assert c["draft-representations"].due == "2026-07-15"
    assert c["setting-consultation", "Oak"].due == "2026-07-16"


def test_a_request_refused_starts_no_fourteen_weeks(clocks):
    c = clocks("2026-04-20 reassessment-requested", "2026-05-01 decided-not-to-reassess")
    assert "issue-plan-after-reassessment" not in c
    assert c.stage == "not-assessed"


@pytest.mark.parametrize("ending", ["request-withdrawn", "moved-out-of-area to=Suffolk", "died"])
def test_the_cases_end_drops_what_is_open(clocks, ending):
    c = clocks(
        "2026-05-05 decided-to-reassess",
        "2026-05-06 advice-requested contributor=health",
        f"2026-06-01 {ending}",
        as_at="2027-01-01",
    )
    assert c.clocks == []


def test_a_journal_that_begins_with_the_draft_has_only_the_familys_time(clocks):
    assert [x.clock for x in clocks("2026-07-01 draft-plan-sent").clocks] == ["draft-representations"]


def test_a_decision_not_to_replace_the_plan_ends_the_reassessment_and_can_be_appealed(clocks):
    c = clocks(
        "2026-05-05 decided-to-reassess", "2026-05-06 advice-requested contributor=health", "2026-06-30 decided-not-to-issue",
        as_at="2026-07-10",
    )  # fmt: skip
    assert c.stage == "not-issued"
    # s.51(2)(e). Two months from 30 June: 30 August, a Sunday in August, so the first working day of the tribunal after it: 1 September.
    assert [(x.clock, x.due) for x in c.clocks] == [("contact-mediation-adviser", "2026-08-30"), ("lodge-appeal", "2026-09-01")]


def test_an_order_to_reassess_is_met_by_a_decision_not_to_replace_the_plan(clocks):
    c = clocks("2026-05-05 tribunal-order-made requires=reassess", "2026-05-10 decided-to-reassess", "2026-07-14 decided-not-to-issue")
    # 5 May + 70 = 14 July (r.44(2)(b)(ii)).
    assert (c["comply-decide-not-to-issue"].due, c["comply-decide-not-to-issue"].status) == ("2026-07-14", "met")
