"""A complaint's times, the remedy that was agreed, and the change that is checked. Worked by hand; Christmas Day of 2026 is a Friday, so
that Monday 28 December is the bank holiday of Boxing Day."""

import pytest

from goldenthread.pathways import PATHWAYS

PATHWAY = "complaint"
COUNCIL = "2026-11-24 complaint-received about=advice of=council stage=stage-1"
NHS = "2026-11-24 complaint-received about=other of=nhs stage=stage-1"


@pytest.mark.parametrize(("received", "acknowledge"), [(COUNCIL, "2026-12-01"), (NHS, "2026-11-27")])
def test_a_council_acknowledges_within_five_working_days_and_the_nhs_within_three(clocks, received, acknowledge):
    # Tuesday 24 November: 25, 26, 27 November, 30 November, 1 December.
    assert clocks(received)["acknowledge-complaint"].due == acknowledge


def test_a_council_answers_within_ten_working_days_and_the_next_stage_within_twenty(clocks):
    # 25, 26, 27 November, 30 November to 4 December, 7 and 8 December.
    c = clocks(COUNCIL, "2026-12-09 stage-answered stage=stage-1 outcome=not-upheld", "2026-12-10 stage-requested stage=stage-2")
    assert (c["answer-stage", "stage-1"].due, c["answer-stage", "stage-1"].status) == ("2026-12-08", "late")
    # From Thursday 10 December: 11 (1), 14 to 18 (6), 21 to 24 (10), 29 to 31 (13), 4 to 8 January (18), 11 and 12 January.
    assert c["answer-stage", "stage-2"].due == "2027-01-12"


def test_the_nhs_answers_by_the_day_that_was_agreed_and_within_six_months_where_none_was(clocks):
    # Six months commencing on Tuesday 24 November 2026 end with 23 May 2027 (SI 2009/309 reg. 14).
    assert clocks(NHS)["answer-stage", "stage-1"].due == "2027-05-23"
    assert clocks(NHS, "2026-11-26 complaint-acknowledged")["answer-stage", "stage-1"].due == "2027-05-23"
    c = clocks(NHS, "2026-11-26 complaint-acknowledged answer_by=2027-01-29")
    assert (c["answer-stage", "stage-1"].due, c["acknowledge-complaint"].status) == ("2027-01-29", "met")


@pytest.mark.parametrize(
    ("of", "known", "due"),
    [
        # Twelve months beginning with the day end the day before it comes round (Local Government Act 1974 s.26B(2)).
        ("council", "2026-10-31", "2027-10-30"), ("council", "", "2027-11-23"),
        # Not more than a year after the day (Health Service Commissioners Act 1993 s.9(4)).
        ("nhs", "2026-10-31", "2027-10-31"), ("nhs", "", "2027-11-24"),
    ],
)  # fmt: skip
def test_each_ombudsman_counts_a_year_as_its_own_act_says(clocks, of, known, due):
    received = f"2026-11-24 complaint-received about=advice of={of} stage=stage-1" + (f" known_on={known}" if known else "")
    assert clocks(received)["go-to-ombudsman"].due == due


def test_no_limit_of_a_complaint_is_called_law():
    assert {c.kind for c in PATHWAYS[PATHWAY].clocks} == {"guidance", "local"}


def test_each_remedy_is_owed_by_its_own_day(clocks):
    c = clocks(
        COUNCIL, "2026-12-01 remedy-agreed action=apology due=2026-12-04", "2026-12-01 remedy-agreed action=payment due=2026-12-18",
        "2026-12-03 remedy-done action=apology", as_at="2026-12-21",
    )  # fmt: skip
    assert c["do-remedy", "apology"].status == "met"
    assert (c["do-remedy", "payment"].due, c["do-remedy", "payment"].status) == ("2026-12-18", "overdue")


def test_fault_is_followed_by_a_change_and_the_change_by_a_check(clocks):
    found = "2026-12-08 finding-made outcome=fault cause=rule-of-ours"
    # Tuesday 8 December: 9 to 11 (3), 14 to 18 (8), 21 to 24 (12), 29 to 31 (15), 4 to 8 January (20).
    assert clocks(COUNCIL, found)["make-change"].due == "2027-01-08"
    c = clocks(COUNCIL, found, "2026-12-20 change-made change=reminder check_on=2027-06-30")
    assert (c["make-change"].status, c["check-recurrence"].due) == ("met", "2027-06-30")
    again = clocks(COUNCIL, found, "2026-12-20 change-made change=reminder check_on=2027-06-30", "2027-06-30 recurrence-checked recurred=yes", as_at="2027-07-01")
    assert sorted(m.status for m in again.all("make-change")) == ["met", "running"]
    assert again["check-recurrence"].status == "met"


@pytest.mark.parametrize("last", ["2026-12-08 finding-made outcome=no-fault cause=none", "2026-12-08 finding-made outcome=fault cause=not-told"])
def test_what_worked_or_was_no_fault_asks_for_no_more_change(clocks, last):
    c = clocks(COUNCIL, last, "2026-12-20 change-made change=x check_on=2027-01-20", "2027-01-20 recurrence-checked recurred=no")
    assert [m for m in c.all("make-change") if m.status == "running"] == []


def test_an_offer_without_a_complaint_is_a_case_and_owes_a_cause_and_no_answer(clocks):
    c = clocks("2026-11-24 early-resolution-offered about=issue-final-plan")
    assert c.stage == "offered"
    assert "answer-stage" not in c
    assert "acknowledge-complaint" not in c
    assert "find-the-cause" in c


def test_a_complaint_that_the_family_takes_no_further_owes_no_answer_and_still_a_cause(clocks):
    c = clocks(COUNCIL, "2026-11-25 complaint-withdrawn")
    assert "answer-stage" not in c
    assert c["find-the-cause"].status == "running"


def test_the_first_contact_of_early_resolution_is_one_rule_for_the_clock_the_page_and_the_list_of_work(clocks):
    """Five working days of Tuesday 24 November 2026: Tuesday 1 December."""
    from datetime import date

    from goldenthread.pathways.common.early_resolution import CITE, CONTACT_WITHIN, OFFERED_FOR, contact_by, failed

    clock = next(c for c in PATHWAYS[PATHWAY].clocks if c.slug == "offer-early-resolution")
    assert CONTACT_WITHIN == 5
    assert contact_by(date(2026, 11, 24)) == date(2026, 12, 1)
    assert clock.cite == CITE
    due, on = date(2026, 10, 30), date(2026, 11, 24)
    assert failed("law", familys=False, due=due, status="overdue", on=on)
    assert failed("guidance", familys=False, due=due, status="late", on=due + OFFERED_FOR)
    for told in ({"kind": "local"}, {"familys": True}, {"status": "excused"}, {"status": "met"}, {"due": None}, {"on": due + OFFERED_FOR * 2}):
        given = {"kind": "law", "familys": False, "due": due, "status": "overdue", "on": on} | told
        assert not failed(given.pop("kind"), **given)
