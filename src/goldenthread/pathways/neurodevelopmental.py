"""Neurodevelopmental assessment: autism, ADHD, or both.

NICE QS51 statement 1 asks that an autism assessment starts within three months of the referral, counted here as 91 days; CG128 that
a follow-up is offered within six weeks of its end after a diagnosis (the recommendation's number is not verified). NICE sets **no**
longest wait for ADHD: its wait is shown and is never late. When an autism assessment shows that ADHD must be looked for too, the
new referral keeps the day on which the first was received.
"""

from goldenthread.engine.fields import choice, event
from goldenthread.engine.pathway import (
    START,
    clock,
    days,
    first,
    first_received,
    latest,
    or_else,
    pathway,
    so_far,
    weeks,
    when,
)
from goldenthread.pathways.common.declare import declared
from goldenthread.pathways.common.referral import (
    FIRST_RECEIVED_ON,
    NOTES,
    RECEIVED,
    REFERRAL_ENDS,
    REFERRAL_EVENTS,
    REFERRAL_STAGES,
    SOURCE,
    WAITS,
    referral_waits,
)

LOOKED_FOR = choice("looked_for", "What is looked for", "autism", "adhd", "both").optional()

EVENTS = (
    event(RECEIVED, "Referral received", SOURCE, FIRST_RECEIVED_ON, LOOKED_FOR, stage="triage", kind=WAITS),
    event("home-information-received", "The family’s information received", kind=WAITS),
    event("setting-information-received", "The setting’s information received", kind=WAITS),
    event("assessment-part-done", "Part of the assessment done",
          choice("part", "Which part", "history", "observation", "speech-and-language", "cognitive", "physical"), kind=NOTES),
    event("diagnosis-recorded", "Outcome of the assessment",
          choice("outcome", "Outcome", "autism", "adhd", "both", "neither", "inconclusive", "watchful-waiting"), kind=NOTES),
    event("follow-up-offered", "Follow-up offered", kind=WAITS),
)  # fmt: skip

OF_AUTISM = first(*(when(RECEIVED, looked_for=sought) for sought in ("autism", "both")))
DIAGNOSED = first(*(when("diagnosis-recorded", outcome=found) for found in ("autism", "both")))

NEURODEVELOPMENTAL = pathway(
    "neurodevelopmental",
    "Neurodevelopmental assessment",
    summary="From a referral for autism, ADHD or both to the result, and to help that does not wait for it.",
    stages=REFERRAL_STAGES,
    events=declared(EVENTS, REFERRAL_EVENTS),
    clocks=(
        clock("start-autism-assessment", "Start the autism assessment", by=days(91).of(first_received(OF_AUTISM)),
              until="assessment-started", lapses_on=REFERRAL_ENDS, kind="quality", owed_by="provider", cite="NICE QS51 statement 1"),
        clock("offer-follow-up", "Offer a follow-up after a diagnosis", starts=DIAGNOSED,
              by=weeks(6).of(or_else(so_far(latest("assessment-completed")), START)), until="follow-up-offered", lapses_on=REFERRAL_ENDS, kind="guidance", owed_by="provider",
              cite="NICE CG128"),
        *referral_waits(),
    ),
)  # fmt: skip
