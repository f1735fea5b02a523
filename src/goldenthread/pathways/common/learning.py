"""What went wrong, what was changed, and whether it happened again: of every disagreement, whoever was right. Every time here is the area's own."""

import datetime as dt

from goldenthread.engine.calendar import working_days_within
from goldenthread.engine.fields import choice, date_field, event, text_field, yes_no
from goldenthread.engine.pathway import (
    START,
    Clock,
    Happening,
    Pick,
    Start,
    clock,
    dated,
    first,
    when,
    working_days,
)
from goldenthread.pathways.common.rights import DISPUTE

OURS = "Our own"
TIE_WITHIN = 5
"""Working days from the day on which a mediation or an appeal began to somebody saying which step or clause it is about. Our own."""
LEARNING_EVENTS = (
    event("finding-made", "Found what went wrong",
          choice("outcome", "Was there fault?", "fault", "no-fault"),
          choice("cause", "Cause", "not-enough-staff", "how-we-work", "not-told", "not-trained", "another-body", "rule-of-ours", "none"), kind=DISPUTE),
    event("change-made", "Changed so that it does not happen again", text_field("change", "What was changed"),
          date_field("check_on", "Day to check that it worked").not_before("on"), kind=DISPUTE),
    event("recurrence-checked", "Checked whether it happened again", yes_no("recurred", "Did it happen again?"), kind=DISPUTE),
)  # fmt: skip


def learning(starts: str | Happening | Pick | Start) -> tuple[Clock, ...]:
    """From what begins it: a finding within 20 working days; where there was fault, or it happened again, a change within 20; and a check on
    the day that was set with the change."""
    return (
        clock("find-the-cause", "Say what went wrong", starts=starts, by=working_days(20).of(START), until="finding-made",
              kind="local", kind_of_data=DISPUTE, cite=OURS),
        clock("make-change", "Change it so that it does not happen again", each="day",
              starts=first(when("finding-made", outcome="fault"), when("recurrence-checked", recurred=True)), by=working_days(20).of(START),
              until="change-made", kind="local", kind_of_data=DISPUTE, cite=OURS),
        clock("check-recurrence", "Check that it has not happened again", each="day", starts="change-made",
              by=dated(START, "check_on"), until="recurrence-checked", kind="local", kind_of_data=DISPUTE, cite="The day that was set with the change"),
    )


def tied_by(began: dt.date) -> dt.date:
    return working_days_within(TIE_WITHIN, began)
