"""What a return tells of: only what it says, on the dates that it gives."""

from __future__ import annotations

from datetime import date

import pytest

from goldenthread.exchange.facts import event_id, person_id
from goldenthread.exchange.sen2.events import facts_of
from goldenthread.exchange.sen2.read import read
from goldenthread.pathways import PATHWAYS


@pytest.fixture
def told(xml):
    """The facts of one person's return, as (event, on, fields)."""

    def tell(request=None, edit=lambda text: text, year=2026):
        more = {"request": request} if request else {}
        people = list(facts_of(read(xml(edit=edit, year=year, **more))))
        return [
            (fact.event, fact.on.isoformat(), dict(fact.fields))
            for person in people
            for case in person.cases
            for fact in case.facts
        ]

    return tell


def test_a_request_that_led_to_a_plan(told):
    assert told() == [
        ("request-received", "2025-01-13", {"by": "school or other education setting"}),
        ("decided-to-assess", "2025-02-20", {}),
        ("final-plan-issued", "2025-06-02", {"setting": "URN:100000"}),
        ("plan-made", "2025-06-02", {"date_of_birth": "2016-05-04"}),
        ("placement-started", "2025-09-03", {"setting": "URN:100000", "rank": 1, "unit": False}),
        ("needs-reported", "2026-01-15", {"primary": "ASD"}),
    ]


def test_a_refusal(told):
    request = (
        "<ReceivedDate>2025-01-13</ReceivedDate><RequestOutcomeDate>2025-02-20</RequestOutcomeDate>"
        "<RequestOutcome>N</RequestOutcome>"
    )
    assert [fact[:2] for fact in told(request)] == [
        ("request-received", "2025-01-13"),
        ("decided-not-to-assess", "2025-02-20"),
    ]


def test_a_refusal_without_its_date_is_not_dated(told):
    request = "<ReceivedDate>2025-01-13</ReceivedDate><RequestOutcome>N</RequestOutcome>"
    assert [fact[0] for fact in told(request)] == ["request-received"]


def test_a_withdrawn_request_had_ended_by_the_census(told):
    request = "<ReceivedDate>2025-01-13</ReceivedDate><RequestOutcome>W</RequestOutcome>"
    assert told(request)[1] == ("reported-closed", "2026-01-15", {"reason": "withdrawn"})


def test_a_person_who_moved_away(told):
    request = (
        "<ReceivedDate>2025-01-13</ReceivedDate><RequestOutcome>W</RequestOutcome><Exported>938</Exported>"
    )
    assert told(request)[1:] == [("reported-closed", "2026-01-15", {"reason": "moved"})]


def test_an_assessment_that_led_to_no_plan(told):
    request = (
        "<ReceivedDate>2025-01-13</ReceivedDate><RequestOutcomeDate>2025-02-20</RequestOutcomeDate>"
        "<RequestOutcome>Y</RequestOutcome><Assessment><AssessmentOutcome>N</AssessmentOutcome>"
        "<AssessmentOutcomeDate>2025-05-01</AssessmentOutcomeDate></Assessment>"
    )
    assert told(request)[-1][:2] == ("decided-not-to-issue", "2025-05-01")


def test_an_exception_is_reported_without_a_ground(told):
    facts = told(edit=lambda text: text.replace("<Week20>0", "<Week20>1"))
    assert ("exception-reported", "2025-06-02", {"clock": "issue-final-plan"}) in facts


HISTORICAL = [
    ("<RequestOutcomeDate>2025-02-20</RequestOutcomeDate><RequestOutcome>Y", "<RequestOutcome>H"),
    ("<AssessmentOutcome>Y", "<AssessmentOutcome>H"),
    ("<AssessmentOutcomeDate>2025-06-02</AssessmentOutcomeDate>", ""),
]


def historical(text):
    for before, after in HISTORICAL:
        text = text.replace(before, after)
    return text


def test_a_request_decided_in_an_earlier_period_tells_only_of_the_plan(told):
    assert [fact[0] for fact in told(edit=historical)] == [
        "plan-made",
        "placement-started",
        "needs-reported",
    ]


def test_an_assessment_still_open_keeps_its_case_in_sight(told):
    request = (
        "<ReceivedDate>2024-11-13</ReceivedDate><RequestOutcome>H</RequestOutcome>"
        "<Assessment><AssessmentOutcome>A</AssessmentOutcome></Assessment>"
    )
    assert told(request) == [("request-received", "2024-11-13", {})]


def test_a_review_and_its_outcome(told):
    review = (
        "<ActivePlans><ReviewMeeting>2025-10-01</ReviewMeeting><ReviewOutcome>A</ReviewOutcome>"
        "<ReviewDraft>2025-10-20</ReviewDraft><LastReview>2025-10-18</LastReview>"
    )
    facts = told(edit=lambda text: text.replace("<ActivePlans>", review))
    assert [fact[:2] for fact in facts if "review" in fact[0] or "amend" in fact[0]] == [
        ("review-meeting-held", "2025-10-01"),
        ("decided-to-amend", "2025-10-18"),
        ("amendment-notice-sent", "2025-10-20"),
    ]


def test_a_return_says_of_a_review_that_it_cannot_tell_of_the_report(told):
    review = "<ActivePlans><ReviewMeeting>2025-10-01</ReviewMeeting>"
    facts = told(edit=lambda text: text.replace("<ActivePlans>", review))
    assert ("review-meeting-held", "2025-10-01", {"report_unknown": True}) in facts


@pytest.mark.parametrize("code, event", [("M", "decided-to-maintain"), ("C", "decided-to-cease")])
def test_a_review_may_end_otherwise(told, code, event):
    review = (
        f"<ActivePlans><ReviewMeeting>2025-10-01</ReviewMeeting><ReviewOutcome>{code}</ReviewOutcome>"
        "<LastReview>2025-10-18</LastReview>"
    )
    assert (event, "2025-10-18", {}) in told(edit=lambda text: text.replace("<ActivePlans>", review))


def test_the_2023_layout_tells_that_a_review_was_completed_and_not_how(told):
    review = "<ActivePlans><LastReview>2022-10-18</LastReview>"
    edit = lambda text: text.replace("2025-", "2022-").replace("<ActivePlans>", review)  # noqa: E731
    assert ("previous-review-completed", "2022-10-18", {}) in told(edit=edit, year=2023)


def test_a_return_of_2024_may_give_the_decision_of_a_review_alone(told):
    """The meeting and the outcome were voluntary that year. Without it the plan's first cycle would be shown as overdue ever since."""
    review = "<ActivePlans><LastReview>2023-10-18</LastReview>"
    edit = lambda text: text.replace("2025-", "2023-").replace("<ActivePlans>", review)  # noqa: E731
    assert ("previous-review-completed", "2023-10-18", {}) in told(edit=edit, year=2024)
    edit = lambda text: text.replace("2025-", "2024-").replace("<ActivePlans>", review.replace("2023", "2024"))  # noqa: E731
    assert "previous-review-completed" not in [fact[0] for fact in told(edit=edit, year=2025)]


def test_a_review_before_its_plan_is_none_of_it(told):
    """The plan starts on 2 June 2023. A review of January would have made the next due before the plan's own twelve months."""
    review = "<ActivePlans><LastReview>2023-01-10</LastReview>"
    facts = told(edit=lambda text: text.replace("2025-", "2023-").replace("<ActivePlans>", review), year=2024)
    assert "previous-review-completed" not in [event for event, *_ in facts]


def test_a_notice_from_before_the_decision_of_its_review_is_no_outcome_of_it(told):
    review = "<ActivePlans><ReviewOutcome>A</ReviewOutcome><ReviewDraft>2023-08-16</ReviewDraft><LastReview>2023-10-18</LastReview>"
    facts = told(edit=lambda text: text.replace("2025-", "2023-").replace("<ActivePlans>", review), year=2024)
    assert "amendment-notice-sent" not in [event for event, *_ in facts]


def test_a_notice_from_before_the_meeting_is_no_outcome_of_the_review(told):
    """It was told as a notice outside a review: the amended plan was then due eight weeks after it, and the review still undecided."""
    review = ("<ActivePlans><ReviewMeeting>2025-10-01</ReviewMeeting><ReviewOutcome>A</ReviewOutcome><ReviewDraft>{}</ReviewDraft>"
              "<LastReview>2025-10-18</LastReview>")  # fmt: skip

    def notices(day):
        facts = told(edit=lambda text: text.replace("<ActivePlans>", review.format(day)))
        return [on for event, on, _ in facts if event == "amendment-notice-sent"]

    assert (notices("2025-09-30"), notices("2025-10-01")) == ([], ["2025-10-01"])


def test_a_reason_by_an_unknown_code_is_not_said_to_be_missing(told):
    ceased = "<CeaseDate>2025-12-01</CeaseDate><CeaseReason>12</CeaseReason><PB>"
    facts = told(edit=lambda text: text.replace("<PB>", ceased))
    assert ("plan-ceased", "2025-12-01", {"reason": "given by a code that the return does not have"}) in facts


def test_a_plan_that_ceased(told):
    ceased = "<CeaseDate>2025-12-01</CeaseDate><CeaseReason>3</CeaseReason><PB>"
    facts = told(edit=lambda text: text.replace("<PB>", ceased))
    assert ("plan-ceased", "2025-12-01", {"reason": "higher education"}) in facts


def test_a_placement_that_ended_and_a_second_need(told):
    facts = told(
        edit=lambda text: text.replace(
            "<EntryDate>2025-09-03</EntryDate>",
            "<EntryDate>2025-09-03</EntryDate><LeavingDate>2025-12-19</LeavingDate>",
        ).replace(
            "</SENneed>", "</SENneed><SENneed><SENtype>HI</SENtype><SENtypeRank>2</SENtypeRank></SENneed>"
        )
    )
    assert ("placement-ended", "2025-12-19", {"setting": "URN:100000"}) in facts
    assert ("needs-reported", "2026-01-15", {"primary": "ASD", "secondary": "HI"}) in facts


def test_a_day_after_the_census_has_not_happened(told):
    facts = told(
        edit=lambda text: text.replace(
            "<EntryDate>2025-09-03</EntryDate>",
            "<EntryDate>2025-09-03</EntryDate><LeavingDate>2026-07-19</LeavingDate>",
        )
    )
    assert "placement-ended" not in [fact[0] for fact in facts]


def test_a_value_outside_its_set_is_left_out_and_the_rest_kept(told):
    facts = told(edit=lambda text: text.replace("<RequestSource>2", "<RequestSource>7").replace("ASD", "XXX"))
    assert facts[0] == ("request-received", "2025-01-13", {})
    assert "needs-reported" not in [fact[0] for fact in facts]


def test_a_request_whose_dates_contradict_each_other_is_left_out(told):
    assert told(edit=lambda text: text.replace("<RequestOutcomeDate>2025", "<RequestOutcomeDate>2024")) == []


def test_a_person_whose_identity_is_at_fault_is_left_out(told):
    assert told(edit=lambda text: text.replace("<UPN>F", "<UPN>A")) == []


def test_every_fact_of_the_samples_is_an_event_that_its_pathway_accepts(clean, faulty):
    for path in (clean, faulty):
        for person in facts_of(read(path)):
            for case in person.cases:
                for fact in case.facts:
                    PATHWAYS[case.pathway].validate(fact.event, fact.fields)
                    assert fact.on <= date(2026, 1, 15)


def test_facts_of_one_file_have_identities_of_their_own(clean):
    ids = [
        event_id("999", str(person_id("999", person.identity)), fact)
        for person in facts_of(read(clean))
        for case in person.cases
        for fact in case.facts
    ]
    assert len(ids) == len(set(ids)) > 300


def test_a_decision_keeps_its_identity_when_it_is_told_otherwise(xml):
    def decision(path):
        [person] = facts_of(read(path))
        return next(fact for case in person.cases for fact in case.facts if fact.key == "request-decision")

    first = decision(xml())
    second = decision(xml(edit=lambda text: text.replace("<RequestOutcome>Y", "<RequestOutcome>N")))
    assert (first.event, second.event) == ("decided-to-assess", "decided-not-to-assess")
    assert event_id("881", "person", first) == event_id("881", "person", second)


def test_raw_values_are_kept_for_each_request(xml):
    [person] = facts_of(read(xml()))
    [(key, values)] = person.raw
    assert key == "received 2025-01-13"
    assert values["Assessment"][0]["NamedPlan"][0]["PB"] == "0"


def test_a_request_that_is_given_twice_is_told_once(told, request_xml):
    assert told(edit=lambda text: text.replace("</Requests>", f"</Requests><Requests>{request_xml}</Requests>", 1)) == told()
