"""What every referral to a health service shares: its journey, and how long each part of it takes.

The states and the rules of waits are a proposal of our own, made from the NHS data standards that providers already keep (MHSDS
and CSDS): each is **local** unless its clock cites a standard. A wait keeps the day on which the referral was first received when a
child moves between providers or pathways. A missed or cancelled appointment is recorded and never stops one. First contact is the
first attended contact face to face or by video (MHSDS attendance 5 or 6, mechanism 01 or 11).

That a child is referred, waits and is seen are the waits and status that other services may know. What is found, how urgent it is
and how it is treated are the service's own notes.
"""

from goldenthread.engine.fields import choice, date_field, event, text_field, yes_no
from goldenthread.engine.pathway import Clock, first_received, stage, wait, when

WAITS = "other-health-services"
NOTES = "own-service-clinical-note"

RECEIVED = "referral-received"
FIRST_RECEIVED_ON = date_field(
    "first_received_on", "Day it was first received, by an earlier provider or on an earlier pathway"
).optional().not_after("on")
SOURCES = ("gp", "school-or-setting", "health-visitor", "other-health", "parent", "young-person", "social-care", "other")
SOURCE = choice("source", "Who referred", *SOURCES).optional()

PRIORITIES = ("safety", "breakdown", "transition", "routine")
"""In order: safety or physical risk (days); a placement or family at risk of breaking down (weeks); a key transition within two
terms; everybody else. Inside each the longest wait comes first."""
PRIORITY_REASONS = (
    "swallowing-or-choking", "self-harm", "safeguarding", "register-red",
    "out-of-school", "placement-or-family-breakdown", "register-amber", "child-in-care", "child-protection-plan",
    "regression-under-3", "turning-18", "moving-school", "date-order", "as-listed",
)  # fmt: skip

APPOINTMENT_ON = date_field("appointment_on", "Day of the appointment")
MISSED = ("did-not-attend", "was-not-brought", "cancelled-by-family", "cancelled-by-provider")
SEEN_HOW = ("face-to-face", "video")
SEEN = tuple(when("contact-attended", mechanism=how) for how in SEEN_HOW)

REFERRAL_STAGES = (
    stage("submitted", "Referral sent"),
    stage("triage", "Being looked at"),
    stage("returned", "Sent back for more information"),
    stage("waiting-first", "Waiting to be seen"),
    stage("in-assessment", "Being assessed"),
    stage("assessment-complete", "Assessment finished"),
    stage("feedback-given", "Family told the result"),
    stage("waiting-treatment", "Waiting for treatment"),
    stage("in-treatment", "Having treatment"),
    stage("rejected", "Not accepted", closed=True),
    stage("signposted", "Pointed to other help", closed=True),
    stage("withdrawn", "Withdrawn by the family", closed=True),
    stage("transferred", "Moved to another provider", closed=True),
    stage("with-adult-service", "With an adult service", closed=True),
    stage("discharged", "Discharged", closed=True),
)

REFERRAL_EVENTS = (
    event("referral-submitted", "Referral sent", SOURCE, stage="submitted", kind=WAITS),
    event(RECEIVED, "Referral received", SOURCE, FIRST_RECEIVED_ON, stage="triage", kind=WAITS),
    event("returned-for-information", "Sent back for more information", text_field("reason", "What is needed, and by when"),
          stage="returned", kind=WAITS),
    event("information-supplied", "Information supplied", stage="triage", kind=WAITS),
    event("referral-accepted", "Referral accepted", stage="waiting-first", kind=WAITS),
    event("referral-rejected", "Referral not accepted",
          choice("why", "Why", "outside-ages", "outside-area", "another-service", "not-enough-need", "not-enough-information", "other"),
          text_field("reason", "What was said, and what there is instead").optional(), stage="rejected", kind=WAITS),
    event("signposted", "Pointed to other help", text_field("to", "To what"), stage="signposted", kind=WAITS),
    event("referral-withdrawn", "Family withdrew the referral", stage="withdrawn", kind=WAITS),
    event("priority-set", "Priority set",
          choice("priority", "Priority", *PRIORITIES), choice("why", "Why", *PRIORITY_REASONS),
          yes_no("by_hand", "Was it moved by hand, against the rule?").optional(),
          text_field("second_name", "Who else agreed").required_if("by_hand", "yes"), kind=NOTES),
    event("appointment-offered", "Appointment offered", APPOINTMENT_ON, kind=WAITS),
    event("appointment-missed", "Appointment missed or cancelled", choice("why", "How", *MISSED), APPOINTMENT_ON.optional(), kind=WAITS),
    event("contact-attended", "Seen",
          choice("mechanism", "How", "face-to-face", "video", "telephone", "other"), APPOINTMENT_ON.optional(), kind=WAITS),
    event("unavailable", "Not available", date_field("from", "From"), date_field("to", "To").not_before("from"), kind=WAITS),
    event("assessment-started", "Assessment started", stage="in-assessment", kind=WAITS),
    event("assessment-completed", "Assessment finished", stage="assessment-complete", kind=WAITS),
    event("feedback-given", "Family told the result", stage="feedback-given", kind=WAITS),
    event("treatment-planned", "Treatment agreed", stage="waiting-treatment", kind=WAITS),
    event("treatment-started", "Treatment started", stage="in-treatment", kind=WAITS),
    event("transferred", "Moved to another provider", text_field("to", "To whom"), stage="transferred", kind=WAITS),
    event("passed-to-adult-service", "An adult service took over", text_field("to", "Which"), stage="with-adult-service", kind=WAITS),
    event("discharged", "Discharged", choice("why", "Why", "finished", "moved-away", "no-contact", "aged-out", "other").optional(),
          stage="discharged", kind=WAITS),
)  # fmt: skip

REFERRAL_ENDS = (
    "referral-rejected", "signposted", "referral-withdrawn", "transferred", "passed-to-adult-service", "discharged",
)  # fmt: skip

SINCE_RECEIVED = first_received(RECEIVED)


def referral_waits() -> tuple[Clock, ...]:
    """How long a child waits: for the first contact, for the assessment, for treatment, and from the one to the other."""
    cite = "Local: waits are counted from the day the referral was first received"
    return (
        wait("first-contact", "First contact", since=SINCE_RECEIVED, until=SEEN, lapses_on=REFERRAL_ENDS, cite=cite),
        wait("assessment-start", "Start of the assessment", since=SINCE_RECEIVED, until="assessment-started",
             lapses_on=REFERRAL_ENDS, cite=cite),
        wait("first-treatment", "First treatment", since=SINCE_RECEIVED, until="treatment-started", lapses_on=REFERRAL_ENDS, cite=cite),
        wait("assessment-to-treatment", "From assessment to treatment", since="assessment-completed", until="treatment-started",
             lapses_on=REFERRAL_ENDS, cite="Local: the wait between assessment and help"),
    )  # fmt: skip
