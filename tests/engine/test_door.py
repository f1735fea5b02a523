"""What no journal takes: dates in an order that cannot have happened, and dates from which a limit cannot be counted."""

from datetime import date, timedelta

import pytest

from goldenthread.engine import door
from goldenthread.engine.calendar import BeyondCalendar, calendar_ends
from goldenthread.engine.events import Event, read_event
from goldenthread.engine.fields import BadEvent
from goldenthread.engine.replay import replay
from goldenthread.pathways import PATHWAYS


def read(pathway, event, on, **fields):
    return read_event(PATHWAYS[pathway], {"event": event, "on": str(on), **fields}, 1)


@pytest.mark.parametrize(
    "pathway, event, fields, field",
    [
        ("mediation", "mediation-arranged", {"meeting_on": "2029-02-01"}, "meeting_on"),
        ("mediation", "mediation-arranged", {"meeting_on": "1926-11-30"}, "meeting_on"),
        ("ehc-needs-assessment", "decided-not-to-issue", {"served_on": "2028-12-28"}, "served_on"),
    ],
)
def test_a_date_past_the_known_bank_holidays_is_refused_where_working_days_are_counted(pathway, event, fields, field):
    with pytest.raises(BadEvent, match="bank holidays are known only from") as refusal:
        read(pathway, event, "2026-11-02", **fields)
    assert refusal.value.field == field


def test_a_date_far_ahead_is_taken_where_no_working_days_are_counted():
    assert read("plan-cessation", "age-limit-checked", "2026-11-02", date_of_birth="2005-01-01",
                setting_type="apprenticeship", ends_on="2030-07-31")  # fmt: skip
    assert read("annual-review", "plan-made", "2009-03-02")


@pytest.mark.parametrize("slug", PATHWAYS)
def test_what_the_door_lets_in_can_always_be_counted(slug):
    """Every event, at every day near the end of the known bank holidays, alone and together with every other."""
    pathway = PATHWAYS[slug]
    end, let_in, refused = calendar_ends(), [], 0
    for event in pathway.events.values():
        for before in (0, 1, 10, 25, 40, 62, 100, 130, 160):
            day = end - timedelta(days=before)
            for on in {day, date(2026, 1, 5)}:
                required = {f.name: filled(f, pathway, day) for f in event.fields if f.required is True}
                fields = {**required, **{f.name: day for f in event.fields if f.type == "date"}}
                try:
                    door.check(pathway, event.slug, on, fields)
                except door.OutOfOrder:
                    continue
                except BadEvent:
                    refused += 1
                else:
                    let_in.append(Event(event.slug, on, len(let_in) + 1, fields))
    for event in let_in:
        replay(pathway, [event])
    replay(pathway, [e for e in let_in if e.event != "corrected"])
    assert (refused > 0) == bool(pathway.in_working_days)


def filled(f, pathway, day):
    match f.type:
        case "date":
            return day
        case "yes-no":
            return True
        case "choice":
            return f.choices[0]
        case "choices":
            return f.choices
        case "texts":
            return ("x",)
        case "number":
            return 1
    return pathway.clocks[0].slug if f.name == "clock" else "family" if f.usual else "x"


def test_the_end_of_the_known_bank_holidays_is_an_error_and_not_a_guess():
    event = Event("mediation-arranged", date(2026, 11, 2), 1, {"meeting_on": date(2029, 2, 1)})
    with pytest.raises(BeyondCalendar):
        replay(PATHWAYS["mediation"], [event])


@pytest.mark.parametrize(
    ("pathway", "event", "field", "ahead"),
    [
        ("ehc-needs-assessment", "advice-requested", "received_on", 0),
        ("ehc-needs-assessment", "setting-consulted", "received_on", 0),
        ("mediation", "icb-notified-of-issues", "received_on", 0),
        ("ehc-needs-assessment", "exception-recorded", "missed_on", 0),
        ("ehc-needs-assessment", "draft-plan-sent", "served_on", 7),
        ("annual-review", "amendment-notice-sent", "served_on", 7),
    ],
)
def test_nobody_can_record_a_day_of_receipt_or_service_that_is_still_to_come(pathway, event, field, ahead):
    """What is posted on Thursday 24 December 2026 is served on Wednesday 30 December, six days on: that can be told."""
    today = date(2026, 12, 24)
    last = today + timedelta(days=ahead)
    door.check_come(PATHWAYS[pathway], event, {field: last}, today)
    with pytest.raises(door.StillToCome) as refusal:
        door.check_come(PATHWAYS[pathway], event, {field: last + timedelta(days=1)}, today)
    assert (refusal.value.field, refusal.value.bound) == (field, last)


@pytest.mark.parametrize(
    ("pathway", "event", "fields"),
    [
        ("tribunal-appeal", "directions-made", {"response_by": "2025-12-01"}),
        ("mediation", "mediation-agreement-made", {"requires": ["assess"], "agreed_by": "2025-12-01"}),
        ("plan-transfer", "plan-transferred", {"last_review_on": "2027-01-05"}),
        ("complaint", "complaint-received", {"about": "x", "of": "council", "stage": "stage-1", "known_on": "2027-01-05"}),
    ],
)
def test_a_day_that_was_set_for_later_is_not_before_and_a_day_that_was_past_is_not_after(pathway, event, fields):
    with pytest.raises(door.OutOfOrder):
        read(pathway, event, "2026-11-02", **fields)
