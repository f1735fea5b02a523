"""The language refuses what it cannot mean, and an event that is not as its pathway says."""

from datetime import date

import pytest

from goldenthread.engine.fields import BadEvent, date_field, event, number_field, text_field, yes_no
from goldenthread.engine.pathway import (
    afterwards,
    clock,
    dated,
    days,
    later_of,
    latest,
    on_a_later_day,
    pathway,
    stage,
    weeks,
    when,
)
from goldenthread.pathways import PATHWAYS

ASKED, ANSWERED = event("asked", "Asked", text_field("kind", "Kind").optional()), event("answered", "Answered")
WITHIN_A_WEEK = weeks(1).of("asked")


def small(*clocks, events=(ASKED, ANSWERED), **more):
    return pathway("small", "Small", stages=(stage("open", "Open"),), events=events, clocks=clocks, **more)


@pytest.mark.parametrize(
    "make, says",
    [
        (lambda: clock("reply", "Reply", cite="1"), "either `by` or `at_least`"),
        (
            lambda: clock("reply", "Reply", by=WITHIN_A_WEEK, at_least=WITHIN_A_WEEK, cite="1"),
            "either `by` or `at_least`",
        ),
        (lambda: clock("reply", "Reply", by=later_of("asked", "answered"), cite="1"), "say `starts`"),
        (lambda: small(clock("reply", "Reply", by=weeks(1).of("lost"), cite="1")), "unknown event lost"),
        (lambda: small(clock("reply", "Reply", by=WITHIN_A_WEEK, until="lost", cite="1")), "unknown event lost"),
        (lambda: small(clock("reply", "Reply", by=WITHIN_A_WEEK, lapses_on="lost", cite="1")), "unknown event lost"),
        (lambda: small(clock("reply", "Reply", by=days(1).of(when("asked", colour="red")), cite="1")), "asked.colour"),
        (lambda: small(clock("reply", "Reply", by=days(1).of(dated("asked", "kind")), cite="1")), "is not a date"),
        (lambda: small(clock("reply", "Reply", by=days(1).of(dated("asked", "due_on")), cite="1")), "it has none"),
        (lambda: clock("reply", "Reply", by=WITHIN_A_WEEK, until=on_a_later_day("asked"), cite="1"), "on a later day in any case"),
        (lambda: clock("reply", "Reply", by=WITHIN_A_WEEK, until=afterwards("asked"), cite="1"), "on a later day in any case"),
        (lambda: small(clock("reply", "Reply", by=WITHIN_A_WEEK, again_on=afterwards("lost"), cite="1")), "unknown event lost"),
        (lambda: small(events=(ASKED, ASKED)), "declared twice"),
        (lambda: small(events=(event("asked", "Asked", stage="lost"),)), "unknown stage lost"),
        (lambda: small(events=(event("asked", "Asked", about="who"),)), "about who"),
        (lambda: small(reads=("lost",)), "reads unknown event lost"),
    ],
)
def test_a_pathway_with_a_slip_of_the_pen_cannot_be_built(make, says):
    with pytest.raises(ValueError, match=says):
        make()


FIELDS = event(
    "noted",
    "Noted",
    date_field("due_on", "Due").optional(),
    yes_no("agreed", "Agreed?").optional(),
    number_field("hours", "Hours").optional(),
    text_field("why", "Why").optional(),
)


@pytest.mark.parametrize(
    "given, says",
    [
        ({"due_on": "2026-02-30"}, "'2026-02-30' is not a date. Write it as YYYY-MM-DD"),
        ({"due_on": "20260203"}, "is not a date"),
        ({"due_on": "3 February"}, "is not a date"),
        ({"agreed": "perhaps"}, "is not yes or no"),
        ({"agreed": 1}, "is not yes or no"),
        ({"hours": "many"}, "is not a number"),
        ({"hours": True}, "is not a number"),
        ({"why": ["a"]}, "is not text"),
        ({"colour": "red"}, "has no field colour"),
    ],
)
def test_a_field_of_the_wrong_kind_is_refused_in_plain_words(given, says):
    with pytest.raises(BadEvent, match=says):
        small(events=(FIELDS,)).validate("noted", given)


def test_typed_values_come_back():
    found = small(events=(FIELDS,)).validate("noted", {"due_on": "2026-02-03", "agreed": "yes", "hours": 2.5, "why": 7})
    assert found == {"due_on": date(2026, 2, 3), "agreed": True, "hours": 2.5, "why": "7"}


@pytest.mark.parametrize("empty", [None, "", []])
def test_an_empty_field_is_no_field(empty):
    assert small(events=(FIELDS,)).validate("noted", {"due_on": empty}) == {}


def test_what_a_form_asks_for_in_one_case_is_not_asked_of_a_record():
    asked = next(f for f in PATHWAYS["ehc-needs-assessment"].events["exception-recorded"].fields if f.name == "from")
    assert asked.required == ("ground", "absent-from-area")
    given = {"clock": "advice", "ground": "absent-from-area", "reason": "abroad"}
    assert PATHWAYS["ehc-needs-assessment"].validate("exception-recorded", given) == given


@pytest.mark.parametrize("p", PATHWAYS.values(), ids=lambda p: p.slug)
def test_the_kind_of_data_of_every_event_is_one_of_the_sixteen(p):
    kinds = set(
        "identity-and-contact ehc-request-and-stage drafts-and-final-plan ep-advice own-service-clinical-note"
        " health-advice other-health-services medication dsr social-care-advice child-protection school-sen-support"
        " messages-to-family complaints-and-tribunal kpi-aggregates audit-log".split()
    )
    declared = {e.kind_of_data for e in p.events.values()} | {k for e in p.events.values() for _, k in e.kind_by_about}
    assert declared | {c.kind_of_data for c in p.clocks if c.kind_of_data} <= kinds


def test_that_advice_came_is_a_matter_of_stage():
    kind = PATHWAYS["ehc-needs-assessment"].kind_of_data
    assert kind("advice-requested", "educational-psychologist") == "ehc-request-and-stage"
    assert kind("advice-received", "paediatrician") == "ehc-request-and-stage"


def test_what_advice_says_is_of_the_kind_of_its_author():
    kind = PATHWAYS["ehc-needs-assessment"].kind_of_data
    assert kind("existing-advice-agreed", "educational-psychologist") == "ep-advice"
    assert kind("existing-advice-agreed", "social-care") == "social-care-advice"
    assert kind("existing-advice-agreed", "education-setting") == "school-sen-support"
    assert kind("existing-advice-agreed", "dietitian") == "health-advice"


def test_a_date_picked_from_the_latest_is_still_inspectable():
    term = days(3).of(dated(latest("asked"), "kind"))
    assert (term.n, term.unit, term.wording, term.base.which) == (3, "days", "of", "latest")


def test_no_two_clocks_of_a_pathway_have_one_title():
    asked, again = (clock(slug, "Reply", by=WITHIN_A_WEEK, until="answered", cite="1") for slug in ("reply", "reply-again"))
    with pytest.raises(ValueError, match="two clocks have one title"):
        small(asked, again)
