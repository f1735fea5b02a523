"""The dates of a notice, each worked by hand from facts/statutory.md, sections 0 and 1.2 to 1.6."""

import datetime as dt

import pytest

from goldenthread.assessments.notice_facts import notice_dates, received_on, said
from goldenthread.engine.events import Event, read_event
from goldenthread.pathways import PATHWAYS

PATHWAY = PATHWAYS["ehc-needs-assessment"]


def day(text):
    return dt.date.fromisoformat(text)


def journal(*events):
    return [read_event(PATHWAY, {"event": slug, "on": on, **(more[0] if more else {})}, n) for n, (slug, on, *more) in enumerate(events, 1)]


def dates(sent, on, *events):
    return {k: v.isoformat() for k, v in notice_dates(PATHWAY, journal(*events), sent, day(on)).items()}


def test_a_refusal_to_assess_gives_two_months_to_contact_the_adviser_and_to_appeal():
    # Thursday 26 November 2026 + 2 months = Tuesday 26 January 2027: neither moves.
    found = dates("decided-not-to-assess", "2026-11-26", ("request-received", "2026-10-19"))
    assert found == {"contact_mediation_by": "2027-01-26", "lodge_appeal_by": "2027-01-26"}


def test_an_appeal_whose_last_day_falls_in_august_may_come_on_the_first_working_day_of_september_and_the_adviser_is_not_moved():
    # Tuesday 16 June 2026 + 2 months = Sunday 16 August. Contact never rolls. The tribunal's limit goes to the first
    # working day after 31 August, itself a bank holiday in 2026: Tuesday 1 September.
    found = dates("decided-not-to-assess", "2026-06-16", ("request-received", "2026-05-11"))
    assert found == {"contact_mediation_by": "2026-08-16", "lodge_appeal_by": "2026-09-01"}


def test_august_inside_the_two_months_moves_nothing():
    # Friday 10 July 2026 + 2 months = Thursday 10 September.
    found = dates("decided-not-to-issue", "2026-07-10", ("request-received", "2026-03-27"), ("decided-to-assess", "2026-05-01"))
    assert (found["contact_mediation_by"], found["lodge_appeal_by"]) == ("2026-09-10", "2026-09-10")


def test_at_christmas_the_tribunals_last_day_moves_past_new_year():
    # Monday 26 October 2026 + 2 months = Saturday 26 December; after 1 January 2027, a Friday: Monday 4 January.
    found = dates("decided-not-to-assess", "2026-10-26", ("request-received", "2026-09-21"))
    assert found == {"contact_mediation_by": "2026-12-26", "lodge_appeal_by": "2027-01-04"}


def test_two_months_from_the_last_day_of_december_end_with_february():
    # 31 December 2026 + 2 months: no 31 February, so Sunday 28 February 2027; the tribunal's goes to Monday 1 March.
    found = dates("decided-not-to-assess", "2026-12-31", ("request-received", "2026-11-23"))
    assert found == {"contact_mediation_by": "2027-02-28", "lodge_appeal_by": "2027-03-01"}


def test_a_decision_to_assess_tells_of_sixteen_and_twenty_weeks_from_receipt_whenever_it_is_made():
    # Monday 10 August 2026 + 16 weeks = Monday 30 November; + 20 weeks = Monday 28 December, a bank holiday: it stands.
    for on in ("2026-09-18", "2026-09-21", "2026-10-05"):
        found = dates("decided-to-assess", on, ("request-received", "2026-08-10"))
        assert found == {"decide_issue_by": "2026-11-30", "final_plan_by": "2026-12-28"}


def test_a_decision_to_issue_tells_of_the_twenty_weeks_alone():
    found = dates("decided-to-issue", "2026-11-24", ("request-received", "2026-08-10"), ("decided-to-assess", "2026-09-18"))
    assert found == {"final_plan_by": "2026-12-28"}


def test_a_child_brought_to_attention_has_the_same_dates_as_a_request():
    found = dates("notified-considering", "2026-08-12", ("brought-to-attention", "2026-08-10"))
    # 10 August + 6 weeks = Monday 21 September.
    assert found == {"decide_by": "2026-09-21", "decide_issue_by": "2026-11-30", "final_plan_by": "2026-12-28"}


def test_after_an_order_to_assess_its_own_ten_and_fourteen_weeks_are_told():
    found = dates(
        "decided-to-assess", "2027-03-08",
        ("request-received", "2026-08-10"), ("decided-not-to-assess", "2026-09-18"),
        ("tribunal-order-made", "2027-03-01", {"requires": ["assess"]}),
    )  # fmt: skip
    # Monday 1 March 2027 + 10 weeks = Monday 10 May; + 14 weeks = Monday 7 June.
    assert (found["decide_issue_by"], found["final_plan_by"]) == ("2027-05-10", "2027-06-07")


def test_the_day_received_is_that_of_the_request():
    assert received_on(PATHWAY, journal(("request-received", "2026-08-10")), day("2026-08-20")) == day("2026-08-10")
    assert received_on(PATHWAY, [], day("2026-08-20")) is None


def test_a_day_that_has_passed_is_not_promised_again():
    assert said(day("2026-12-28"), day("2026-12-28")) == "Monday 28 December 2026"
    assert "has passed" in said(day("2026-12-28"), day("2026-12-29"))


@pytest.mark.parametrize("sent", [None, "decided-to-assess"])
def test_the_facts_of_the_case_are_left_as_they_were(sent):
    events = journal(("request-received", "2026-08-10"))
    before = list(events)
    notice_dates(PATHWAY, events, sent, day("2026-09-01"))
    assert events == before
    assert all(isinstance(e, Event) for e in events)
