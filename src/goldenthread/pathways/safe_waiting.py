"""Waiting safely: what a family hears while its child waits, and who looks at the risk.

Every limit here is **local**: health.md proposes them from what services promise on their own pages, and an area changes them in this
file. Messages: an acknowledgement within 2 working days, the result of triage within 10, a word every 12 weeks; a clinician looks at the
priority at 26 weeks and each 26 after, and tells the family; the appointment is told 4 weeks and 3 days before, or within 2 working
days of a later offer, and never after it; a missed one is followed up within 2 days. "It has got worse" is answered by a clinician within one working day.
Where the proposal gives no number of days, the ten working days of triage are used (what to expect, a new range when the typical wait
moved by 4 weeks or more, the result of an assessment, the family told of harm), five for a review of harm after a warning, and two for
reporting an incident. The duty of candour itself (regulation 20) says "as soon as reasonably practicable" and is **not verified** here.

It is a pathway of its own and begins with `waiting-began`: years of imported referrals owe no message that nobody promised. If the
child was just referred, that is dated the day on which the referral came. What happened to the referral is read from its own case, and
counts only from then on. `first_received_on` makes the 26 weeks run from an earlier day, such as that of another provider; left out,
they run from the day the promise was made.

A message carries no clinical word, since others read it. That it has got worse, and every review of harm, are the service's own notes;
what got worse stands in no event.
"""

from dataclasses import replace

from goldenthread.engine.fields import EventType, choice, event, text_field
from goldenthread.engine.pathway import (
    DAY,
    START,
    Clock,
    Happening,
    Length,
    Picked,
    Term,
    clock,
    dated,
    days,
    earlier_of,
    first,
    first_received,
    later_of,
    on_a_later_day,
    pathway,
    stage,
    weeks,
    when,
    working_days,
)
from goldenthread.pathways.common.referral import (
    APPOINTMENT_ON,
    FIRST_RECEIVED_ON,
    NOTES,
    REFERRAL_ENDS,
    REFERRAL_EVENTS,
    SEEN,
    WAITS,
)

BEGAN = "waiting-began"
MESSAGE = "messages-to-family"
CHANNEL = choice("channel", "How", "letter", "text", "email", "call", "portal", "in-person").optional()
ANSWER_WITHIN = working_days(1)
"""From the day on which a family says that it has got worse, which is not counted."""
WHICH_HELP = text_field("help", "Which offer of help")
WHICH_MESSAGE = text_field("message", "Which message of the family")

READ = ("referral-accepted", "appointment-offered", "appointment-missed", "contact-attended", "assessment-completed", "feedback-given",
        *REFERRAL_ENDS)  # fmt: skip
ENDS = ("waiting-ended", *REFERRAL_ENDS)
NOTHING_TO_TELL = tuple(end for end in REFERRAL_ENDS if end not in ("referral-rejected", "signposted"))
"""Ends that are no answer to the referral."""
OFF_THE_LIST: tuple[str | Happening, ...] = (*(on_a_later_day(seen) for seen in SEEN), *ENDS)
"""Seen on the day it began is how a wait for treatment begins; seen later, the child no longer waits."""


def as_read(e: EventType) -> EventType:
    """An event of the referral as this case reads it: about its appointment, and an end of the waiting where it is one."""
    about = "appointment_on" if e.field("appointment_on") else None
    # Another pathway's `transferred` says not to whom.
    fields = tuple(f.optional() if f.name == "to" else f for f in e.fields)
    return replace(e, fields=fields, about=about, stage="ended" if e.slug in REFERRAL_ENDS else None)


EVENTS = (
    event(BEGAN, "Waiting began", choice("because", "Because the child", "was-referred", "already-waited", "waits-for-treatment"),
          FIRST_RECEIVED_ON, stage="waiting", kind=WAITS),
    event("acknowledgement-sent", "Told that we have the referral", CHANNEL, kind=MESSAGE),
    event("triage-result-told", "Told the result of triage", CHANNEL, kind=MESSAGE),
    event("what-to-expect-told", "Told the typical wait, and what to use today", CHANNEL, kind=MESSAGE),
    event("waiting-update-sent", "Told that the child is still on the list", CHANNEL, kind=MESSAGE),
    event("typical-wait-moved", "Typical wait moved by 4 weeks or more", kind=WAITS),
    event("new-range-told", "Told the new range of the wait", CHANNEL, kind=MESSAGE),
    event("appointment-told", "Told of the appointment", APPOINTMENT_ON, CHANNEL, about="appointment_on", kind=MESSAGE),
    event("appointment-reminded", "Reminded of the appointment", APPOINTMENT_ON, CHANNEL, about="appointment_on", kind=MESSAGE),
    event("missed-appointment-followed-up", "Missed appointment followed up: one more offer, address and safety checked", CHANNEL,
          kind=MESSAGE),
    event("assessment-result-told", "Told the result of the assessment and what comes next", CHANNEL, kind=MESSAGE),
    event("help-offered", "Help offered for the time of waiting", WHICH_HELP, about="help", kind=MESSAGE),
    event("help-taken-up", "Family uses the help", WHICH_HELP, about="help", kind=MESSAGE),
    event("help-declined", "Family does not want the help", WHICH_HELP, about="help", kind=MESSAGE),
    event("help-effect-said", "Family said how things are since", WHICH_HELP,
          choice("effect", "What was said", "better", "same", "worse", "cannot-say"), about="help", kind=MESSAGE),
    event("priority-reviewed", "Clinician looked at the priority, and told the family", CHANNEL, kind=NOTES),
    event("got-worse", "Family said that it has got worse", WHICH_MESSAGE, about="message", kind=NOTES),
    event("got-worse-answered", "Clinician answered the family", WHICH_MESSAGE, CHANNEL, about="message", kind=NOTES),
    event("warning-noted", "Warning that harm is possible",
          choice("why", "What happened", "status-changed", "complaint", "referred-again", "emergency-department", "excluded", "other"),
          kind=NOTES),
    event("harm-reviewed", "Clinician reviewed the harm of waiting", choice("outcome", "Harm", "none", "low", "moderate", "severe"),
          kind=NOTES),
    event("incident-reported", "Incident reported", text_field("reference", "Its number in the incident system").optional(), kind=NOTES),
    event("duty-of-candour-met", "Family told of the harm, with an apology", kind=NOTES),
    event("designated-officer-told", "Designated officer told of the harm", kind=NOTES),
    event("waiting-ended", "No longer waiting", stage="ended", kind=WAITS),
    *(as_read(e) for e in REFERRAL_EVENTS if e.slug in READ),
)  # fmt: skip

WAS_REFERRED = when(BEGAN, because="was-referred")
MISSED_WITHOUT_WARNING = tuple(when("appointment-missed", why=how) for how in ("did-not-attend", "was-not-brought"))
HARMED = tuple(when("harm-reviewed", outcome=harm) for harm in ("moderate", "severe"))
SINCE_FIRST_RECEIVED = first_received(START)
TWENTY_SIX_WEEKS = later_of(weeks(26).of(SINCE_FIRST_RECEIVED), START)
"""Of a wait that was already longer when the promise was made: at once, and not years before anybody promised it."""


def promise(slug: str, title: str, starts: Picked, by: Term, until: str | tuple[str, ...], *, lapses_on: tuple[str | Happening, ...] = OFF_THE_LIST,
            owed_by: str = "provider", each: str = DAY, kind_of_data: str = WAITS) -> Clock:  # fmt: skip
    """What was promised to a family, counted only from when it was promised."""
    return clock(slug, title, each=each, starts=starts, by=by, until=until, lapses_on=lapses_on, only_after=BEGAN, kind="local",
                 owed_by=owed_by, kind_of_data=kind_of_data, cite="What we promise on waiting well")  # fmt: skip


def before_appointment(ahead: Length, at_once: Length) -> Term:
    """So long before the appointment; where it was offered later than that, so soon after the offer, and never after the appointment."""
    appointment = dated(START, "appointment_on")
    return earlier_of(later_of(ahead.before(appointment), at_once.of(START)), appointment)


def about_harm(slug: str, title: str, within: Length, until: str) -> Clock:
    """Owed for every review that found moderate harm or worse, and whatever became of the referral."""
    return promise(slug, title, first(*HARMED), within.of(START), until, lapses_on=(), kind_of_data=NOTES)


SAFE_WAITING = pathway(
    "safe-waiting",
    "Waiting safely",
    summary="What a family hears while its child waits for a health service, and the clinician who looks at the risk.",
    stages=(stage("waiting", "Family kept informed"), stage("ended", "No longer waiting", closed=True)),
    events=EVENTS,
    reads=READ,
    clocks=(
        promise("acknowledge", "Tell the family that the referral came", WAS_REFERRED, working_days(2).of(START),
                ("acknowledgement-sent", "triage-result-told"), lapses_on=("waiting-ended", *NOTHING_TO_TELL)),
        # A referral that was not accepted has a result to tell as much as one that was.
        promise("tell-triage-result", "Tell the family the result of triage", WAS_REFERRED, working_days(10).of(START),
                "triage-result-told", lapses_on=("waiting-ended", "referral-withdrawn")),
        promise("tell-what-to-expect", "Tell the family the typical wait and what to use today", "referral-accepted",
                working_days(10).of(START), "what-to-expect-told"),
        promise("send-waiting-update", "Tell the family that the child is still on the list", first(BEGAN, "waiting-update-sent"),
                weeks(12).of(START), "waiting-update-sent"),
        promise("tell-new-range", "Tell the family the new range of the wait", "typical-wait-moved", working_days(10).of(START),
                "new-range-told"),
        # The first review and the next are two clocks: what could itself start a clock stops it only on a later day, and a long wait's
        # first review may come on the day on which the promise was made.
        promise("review-priority", "Look at the priority again and tell the family", BEGAN,
                TWENTY_SIX_WEEKS, "priority-reviewed", owed_by="clinician"),
        promise("review-priority-again", "Look at the priority once more and tell the family", "priority-reviewed",
                weeks(26).of(START), "priority-reviewed", owed_by="clinician"),
        promise("tell-of-appointment", "Tell the family of the appointment", "appointment-offered",
                before_appointment(weeks(4), working_days(2)), "appointment-told", each="appointment_on",
                lapses_on=("appointment-missed", "contact-attended", *ENDS)),
        promise("remind-of-appointment", "Remind the family of the appointment", "appointment-offered",
                before_appointment(days(3), days(0)), "appointment-reminded", each="appointment_on",
                lapses_on=("appointment-missed", "contact-attended", *ENDS)),
        promise("follow-up-missed-appointment", "Follow up the missed appointment", first(*MISSED_WITHOUT_WARNING), days(2).of(START),
                ("missed-appointment-followed-up",), lapses_on=ENDS),
        promise("tell-assessment-result", "Tell the family the result of the assessment", "assessment-completed",
                working_days(10).of(START), ("assessment-result-told", "feedback-given"), lapses_on=()),
        promise("answer-got-worse", "Answer the family that said it has got worse", "got-worse", ANSWER_WITHIN.of(START),
                "got-worse-answered", each="message", lapses_on=(), owed_by="clinician", kind_of_data=NOTES),
        promise("review-harm", "Review the harm of waiting", BEGAN, TWENTY_SIX_WEEKS,
                "harm-reviewed", owed_by="clinician", kind_of_data=NOTES),
        promise("review-harm-again", "Review the harm of waiting once more", "harm-reviewed", weeks(26).of(START),
                "harm-reviewed", owed_by="clinician", kind_of_data=NOTES),
        promise("review-harm-after-warning", "Review the harm of waiting after a warning", first("warning-noted", "got-worse"),
                working_days(5).of(START), "harm-reviewed", lapses_on=(), owed_by="clinician", kind_of_data=NOTES),
        about_harm("report-incident", "Report the incident", working_days(2), "incident-reported"),
        about_harm("meet-duty-of-candour", "Meet the duty of candour", working_days(10), "duty-of-candour-met"),
        about_harm("tell-designated-officer", "Tell the designated officer of the harm", working_days(2), "designated-officer-told"),
    ),
)  # fmt: skip
