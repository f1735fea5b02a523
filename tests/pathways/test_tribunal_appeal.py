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
