import pytest

PATHWAY = "tribunal-appeal"


@pytest.mark.parametrize(
    "sent, due",
    [
        # July: 2 3, 6-10, 13-17, 20-24, 27-31 are 22; none in August; 1-4 and 7-10 September are 8.
        ("2026-07-01", "2026-09-10"),
        # December: 2-4 3, 7-11 8, 14-18 13, 21-24 17; January: 4-8 22, 11-15 27, 18-20 30.
        ("2026-12-01", "2027-01-20"),
    ],
)
def test_thirty_working_days_to_respond_leave_out_august_and_christmas(clocks, sent, due):
    assert clocks(f"{sent} appeal-sent-to-authority")["respond-to-appeal"].due == due


@pytest.mark.parametrize("on, status", [("2026-09-10", "met"), ("2026-09-11", "late")])
def test_the_response_stops_its_clock(clocks, on, status):
    c = clocks("2026-07-01 appeal-sent-to-authority", f"{on} response-sent")
    assert c["respond-to-appeal"].status == status


@pytest.mark.parametrize(
    "event", ["appeal-withdrawn", "appeal-conceded requires=assess", "tribunal-order-made requires=assess"]
)
def test_an_appeal_that_is_over_needs_no_response(clocks, event):
    assert "respond-to-appeal" not in clocks(
        "2026-07-01 appeal-sent-to-authority", f"2026-07-20 {event}", as_at="2026-12-01"
    )


@pytest.mark.parametrize("to", ["icb", "social-care"])
@pytest.mark.parametrize("answer", ["sent", "received"])
@pytest.mark.parametrize("on, status", [("2026-06-04", "met"), ("2026-06-05", "late")])
def test_a_recommendation_is_answered_within_five_weeks_beginning_with_it(clocks, to, answer, on, status):
    # 1 May + 34 = 4 June, a day less than five weeks of an order.
    c = clocks(f"2026-05-01 recommendation-made to={to}", f"{on} recommendation-response-{answer} by={to}")
    assert (c["respond-to-recommendation", to].due, c["respond-to-recommendation", to].status) == ("2026-06-04", status)


def test_each_body_answers_for_itself(clocks):
    c = clocks(
        "2026-05-01 recommendation-made to=icb",
        "2026-05-01 recommendation-made to=social-care",
        "2026-06-01 recommendation-response-received by=icb",
        as_at="2026-06-05",
    )
    assert c["respond-to-recommendation", "icb"].status == "met"
    assert c["respond-to-recommendation", "social-care"].status == "overdue"
    assert c.duties["respond-to-recommendation", "social-care"].owed_by == "social-care"


@pytest.mark.parametrize("on, status", [("2026-06-07", "met"), ("2026-06-08", "late")])
@pytest.mark.parametrize(
    "answer", ["recommendation-response-received by=icb", "recommendation-response-sent by=social-care"]
)
def test_the_answer_is_copied_within_a_week_beginning_with_it(clocks, answer, on, status):
    by = answer.rpartition("=")[2]
    c = clocks(f"2026-06-01 {answer}", f"{on} response-copied by={by}")["copy-response-to-secretary-of-state", by]
    assert (c.due, c.status) == ("2026-06-07", status)  # 1 June + 6


def test_the_week_for_the_icbs_answer_runs_from_the_authoritys_receipt(clocks):
    c = clocks("2026-06-01 recommendation-response-sent by=icb", "2026-06-03 recommendation-response-received by=icb")
    assert c["copy-response-to-secretary-of-state", "icb"].due == "2026-06-09"  # 3 June + 6


def test_an_appeal_lodged_starts_no_clock_of_the_authority(clocks):
    assert clocks("2026-05-01 appeal-lodged about=sections-B-and-F").clocks == []


@pytest.mark.parametrize(
    "event, stage",
    [
        ("appeal-lodged about=F", "lodged"),
        ("appeal-sent-to-authority", "responding"),
        ("response-sent", "awaiting-hearing"),
        ("hearing-held", "awaiting-decision"),
        ("tribunal-order-made requires=assess", "order-made"),
        ("appeal-conceded requires=assess", "conceded"),
        ("appeal-withdrawn", "withdrawn"),
    ],
)
def test_where_an_appeal_stands(clocks, event, stage):
    assert clocks(f"2026-05-01 {event}").stage == stage


def test_a_direction_sets_its_own_days_and_the_latest_counts(clocks):
    # Without it: 30 tribunal working days from 1 July 2026 end on 10 September.
    first = "2026-07-06 directions-made response_by=2026-07-24 evidence_by=2026-09-04 bundle_by=2026-09-18"
    c = clocks("2026-07-01 appeal-sent-to-authority", first)
    assert (c["respond-to-appeal"].due, c["send-evidence"].due, c["send-bundle"].due) == ("2026-07-24", "2026-09-04", "2026-09-18")
    c = clocks("2026-07-01 appeal-sent-to-authority", first, "2026-09-01 directions-made bundle_by=2026-10-02 evidence_by=2026-09-11")
    assert (c["send-evidence"].due, c["send-bundle"].due) == ("2026-09-11", "2026-10-02")


def test_a_direction_about_the_hearing_alone_leaves_the_days_of_an_earlier_one_standing(clocks):
    """It took them away: the response was then shown as due on 20 January 2027, which is 30 tribunal working days from 1 December (4, 9,
    14 and 18 by 4, 11, 18 and 24 December; none to 1 January; 23 by 8 January, 28 by 15 January), three weeks after the tribunal's day."""
    c = clocks("2026-12-01 appeal-sent-to-authority", "2026-12-10 directions-made response_by=2026-12-31 evidence_by=2027-02-01",
               "2026-12-20 directions-made hearing_on=2027-04-01")  # fmt: skip
    assert (c["respond-to-appeal"].due, c["send-evidence"].due) == ("2026-12-31", "2027-02-01")
    assert "send-bundle" not in c


@pytest.mark.parametrize("sent, first", [("2026-09-30", "met"), ("2026-10-05", "late")])
@pytest.mark.parametrize("what", ["evidence", "bundle"])
def test_what_was_sent_before_a_later_direction_does_not_meet_that_one(clocks, sent, first, what):
    """Directions of 10 September by 1 October; those of 10 October, by 2 November, ask for more. One clock for both was shown as met."""
    sent_it = {"evidence": "evidence-sent", "bundle": "bundle-sent"}[what]
    found = clocks("2026-09-02 appeal-sent-to-authority", f"2026-09-10 directions-made {what}_by=2026-10-01", f"{sent} {sent_it}",
                   f"2026-10-10 directions-made {what}_by=2026-11-02", as_at="2026-11-20").clocks  # fmt: skip
    told = [(x.due, x.status) for x in found if x.clock == f"send-{what}"]
    assert sorted(told) == [("2026-10-01", first), ("2026-11-02", "overdue")]


@pytest.mark.parametrize("what", ["evidence", "bundle"])
def test_a_direction_that_says_a_day_again_asks_for_nothing_anew(clocks, what):
    """By 1 October, sent on 20 September. On 25 September that day is said once more beside another: it had begun a limit of its own, overdue on 2 October."""
    sent_it, other = {"evidence": ("evidence-sent", "bundle"), "bundle": ("bundle-sent", "evidence")}[what]
    found = clocks("2026-09-02 appeal-sent-to-authority", f"2026-09-10 directions-made {what}_by=2026-10-01", f"2026-09-20 {sent_it}",
                   f"2026-09-25 directions-made {what}_by=2026-10-01 {other}_by=2026-11-16", as_at="2026-10-02").clocks  # fmt: skip
    assert [(x.started, x.due, x.status) for x in found if x.clock == f"send-{what}"] == [("2026-09-10", "2026-10-01", "met")]
    assert [(x.due, x.status) for x in found if x.clock == f"send-{other}"] == [("2026-11-16", "running")]


def test_a_direction_that_goes_back_to_an_earlier_day_sets_it_anew(clocks):
    c = clocks("2026-09-02 appeal-sent-to-authority", "2026-09-10 directions-made evidence_by=2026-10-01",
               "2026-09-15 directions-made evidence_by=2026-10-15", "2026-09-22 directions-made evidence_by=2026-10-01", as_at="2026-09-23")  # fmt: skip
    assert [(x.started, x.due) for x in c.clocks if x.clock == "send-evidence"] == [("2026-09-22", "2026-10-01")]


@pytest.mark.parametrize("over", ["tribunal-order-made requires=amend-contents", "appeal-conceded requires=amend-contents", "appeal-withdrawn"])
def test_what_led_to_an_appeal_is_found_changed_and_checked(clocks, over):
    # Twenty working days from Monday 2 November 2026 are Monday 30 November.
    c = clocks("2026-07-01 appeal-lodged about=x", f"2026-11-02 {over}", as_at="2026-11-03")
    assert (c["find-the-cause"].due, c["find-the-cause"].kind) == ("2026-11-30", "local")
    assert "send-bundle" not in c
    c = clocks(
        "2026-07-01 appeal-lodged about=x", f"2026-11-02 {over}", "2026-11-10 finding-made outcome=fault cause=how-we-work",
        "2026-11-12 change-made change=x check_on=2027-03-01", as_at="2026-11-13",
    )  # fmt: skip
    assert c["find-the-cause"].status == "met"
    assert c["check-recurrence", "2026-11-12"].due == "2027-03-01"
