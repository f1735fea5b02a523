"""Why this date? The words that each date gives."""

import pytest

from goldenthread.clocks_command import answer
from goldenthread.engine.events import read_events
from goldenthread.engine.explain import explain, limit_in_words
from goldenthread.engine.replay import Reader
from goldenthread.pathways import PATHWAYS


def why(pathway, clock, *events):
    given = [{"on": on, "event": slug, **fields} for on, slug, fields in events]
    found = answer({"pathway": pathway, "events": given, "as_at": "2026-12-01"})["clocks"]
    return next(c["why"] for c in found if c["clock"] == clock)


REFUSED = ("2026-03-16", "decided-not-to-assess", {})
CERTIFICATE = ("2026-05-10", "mediation-certificate-issued", {})


@pytest.mark.parametrize(
    "pathway, clock, events, words",
    [
        (
            "ehc-needs-assessment",
            "decide-whether-to-issue",
            [("2026-02-02", "request-received", {})],
            "by 25 May 2026: 16 weeks after request received (2 February 2026). A bank holiday. The limit does not move."
            " The last working day before it is Friday 22 May 2026. No exception recorded. r.10(1), (4).",
        ),
        (
            "ehc-needs-assessment",
            "lodge-appeal",
            [REFUSED, CERTIFICATE],
            "by 10 June 2026: the later of 2 months after decided not to assess (16 March 2026), which is 16 May 2026,"
            " and 1 month after mediation certificate issued (10 May 2026), which is 10 June 2026. No exception exists."
            " SI 2008/2699 r.12, 20.",
        ),
        (
            "ehc-needs-assessment",
            "lodge-appeal",
            [REFUSED],
            "by 18 May 2026: 2 months after decided not to assess (16 March 2026), which is 16 May 2026, moved on to the"
            " next working day because that is not one. No exception exists. SI 2008/2699 r.12, 20.",
        ),
        (
            "ehc-needs-assessment",
            "lodge-appeal",
            [("2025-12-31", "decided-not-to-assess", {}), ("2026-01-31", "mediation-certificate-issued", {})],
            "by 2 March 2026: the later of 2 months after decided not to assess (31 December 2025), which is 28 February 2026,"
            " and 1 month after mediation certificate issued (31 January 2026), which is 28 February 2026, moved on to the next"
            " working day because that is not one. No exception exists. SI 2008/2699 r.12, 20.",
        ),
        (
            "ehc-needs-assessment",
            "lodge-appeal",
            [("2026-06-30", "decided-not-to-assess", {})],
            "by 1 September 2026: 2 months after decided not to assess (30 June 2026), which is 30 August 2026, moved on to the"
            " first working day after August because it would end in August. No exception exists. SI 2008/2699 r.12, 20.",
        ),
        (
            "ehc-needs-assessment",
            "lodge-appeal",
            [("2026-10-25", "decided-not-to-assess", {})],
            "by 4 January 2027: 2 months after decided not to assess (25 October 2026), which is 25 December 2026, moved on to the"
            " first working day after 1 January because it would end from 25 December to 1 January. No exception exists."
            " SI 2008/2699 r.12, 20.",
        ),
        (
            "annual-review",
            "issue-amended-plan",
            [("2026-02-10", "review-meeting-held", {}), ("2026-04-20", "amendment-notice-sent", {})],
            "by 5 May 2026: the earlier of 8 weeks after amendment notice sent with the proposed changes (20 April 2026),"
            " which is 15 June 2026, and 12 weeks after review meeting held (10 February 2026), which is 5 May 2026."
            " No exception exists. r.22(3)-(4); Devon.",
        ),
        (
            "phase-transfer",
            "phase-transfer-plan",
            [("2026-06-01", "phase-transfer-identified", {"phase": "infant-to-junior", "transfer_on": "2028-09-01"})],
            "by 14 February 2028: before 15 February in the year of the transfer (1 September 2028). No exception exists."
            " r.18(1).",
        ),
        (
            "plan-cessation",
            "keep-plan",
            [("2026-02-09", "decided-to-cease", {}), ("2026-03-02", "appeal-lodged", {})],
            "no last day yet: until appeal finally decided. s.45(4).",
        ),
        (
            "plan-cessation",
            "keep-plan",
            [("2026-02-09", "decided-to-cease", {})],
            "not before the end of 9 April 2026: 2 months after decided to cease the plan (9 February 2026)."
            " No exception exists. s.45(4).",
        ),
        (
            "mediation",
            "comply-amend-plan",
            [("2026-02-09", "mediation-agreement-made", {"requires": ["amend-contents"], "agreed_by": "2026-04-01"})],
            "by 1 April 2026: the day agreed in writing (1 April 2026). No exception exists."
            " r.42(2), (5), as r.44(2)(e).",
        ),
    ],
)
def test_a_date_says_how_it_came_about(pathway, clock, events, words):
    assert why(pathway, clock, *events) == words


def test_an_exception_is_told_with_its_effect_and_its_end():
    said = why(
        "ehc-needs-assessment",
        "issue-final-plan",
        ("2026-02-02", "request-received", {}),
        (
            "2026-04-01",
            "exception-recorded",
            {"clock": "issue-final-plan", "ground": "personal-circumstances", "reason": "x"},
        ),
        ("2026-05-01", "exception-ended", {"clock": "issue-final-plan"}),
    )
    assert (
        "Recorded 1 April 2026: exceptional personal circumstances of the child or family. It lifts the limit; the date stays."
        in said
    )
    assert "Ended 1 May 2026: still owed as soon as practicable." in said


def test_an_exception_that_a_return_reports_is_told_and_lifts_nothing():
    said = why("ehc-needs-assessment", "issue-final-plan", ("2026-01-05", "request-received", {}), ("2026-06-01", "final-plan-issued", {}),
               ("2026-06-01", "exception-reported", {"clock": "issue-final-plan"}))  # fmt: skip
    assert said.endswith("A return reports one and gives no ground, so it lifts nothing here. r.13(2), (3).")
    assert "No exception recorded" not in said


def test_what_was_done_is_not_said_to_be_still_owed():
    lifts = {"clock": "issue-final-plan", "ground": "personal-circumstances", "reason": "x"}
    said = why("ehc-needs-assessment", "issue-final-plan", ("2026-02-02", "request-received", {}), ("2026-04-01", "exception-recorded", lifts),
               ("2026-05-01", "exception-ended", {"clock": "issue-final-plan"}), ("2026-07-20", "final-plan-issued", {}))  # fmt: skip
    assert "Ended 1 May 2026. r.13" in said


def test_the_steps_name_the_start_the_count_the_day_the_stop_and_the_rule():
    given = [{"on": "2026-02-02", "event": "request-received"}, {"on": "2026-03-10", "event": "decided-to-assess"}]
    pathway = PATHWAYS["ehc-needs-assessment"]
    steps = {s.label: s.text for s in explain(Reader(pathway, read_events(pathway, given)))[0].steps}
    assert steps == {
        "Started by": "Request received, Monday 2 February 2026",
        "Counting": "6 weeks after request received (2 February 2026). That day is not counted.",
        "Last lawful day": "Monday 16 March 2026",
        "Stops when": "When this is recorded: decided to assess, or decided not to assess. It was, on 10 March 2026.",
        "Exceptions": "No exception recorded.",
        "Set by": "Law. r.5(1), (4); r.4(1)",
    }


def test_a_step_begins_as_a_sentence_does():
    pathway = PATHWAYS["ehc-needs-assessment"]
    given = [{"on": "2026-03-16", "event": "decided-not-to-assess"}, {"on": "2026-05-10", "event": "mediation-certificate-issued"}]
    said = [s.text for x in explain(Reader(pathway, read_events(pathway, given))) for s in x.steps if s.label == "Counting"]
    assert [text for text in said if text.startswith("The later of 2 months after decided not to assess")]
    assert all(text[0] == text[0].upper() for text in said)


@pytest.mark.parametrize(
    "pathway, clock, words",
    [
        ("ehc-needs-assessment", "draft-representations", "at least 15 days beginning with the latest draft plan sent to the family, served"),
        ("plan-cessation", "age-limit", "at least the first 31 July on or after 25 years after the date of birth (the latest age limit checked)"),
        ("mediation", "tell-family-of-mediation", "5 working days before the meeting (the latest mediation arranged)"),
    ],
)  # fmt: skip
def test_a_limit_can_be_said_without_a_case(pathway, clock, words):
    p = PATHWAYS[pathway]
    assert limit_in_words(p, next(c for c in p.clocks if c.slug == clock)) == words


@pytest.mark.parametrize("pathway", PATHWAYS.values(), ids=lambda p: p.slug)
def test_every_limit_can_be_said(pathway):
    assert all(limit_in_words(pathway, c) for c in pathway.clocks)
