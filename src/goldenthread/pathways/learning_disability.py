"""The children's learning disability service.

No standard sets a longest wait. Those most at risk come first, so each child who waits has a tier of risk with a reason and a day on
which it is looked at again: that day is **local** and the service's own. What is found, the tier and needs left unmet are the
service's notes; other services see the waits and the stage. NICE NG11 and NG54, and STOMP and STAMP for medicines, apply to the
help itself (**not verified** here) and set no clock.
"""

from goldenthread.engine.fields import choice, date_field, event, text_field
from goldenthread.engine.pathway import DAY, START, clock, dated, pathway, wait
from goldenthread.pathways.common.declare import declared
from goldenthread.pathways.common.referral import (
    NOTES,
    REFERRAL_ENDS,
    REFERRAL_EVENTS,
    REFERRAL_STAGES,
    SINCE_RECEIVED,
    WAITS,
    referral_waits,
)

EVENTS = (
    event("risk-tier-set", "Tier of risk", choice("tier", "Tier", "highest", "raised", "standard"), text_field("reason", "Why"),
          date_field("review_on", "Day to look at it again").not_before("on"), kind=NOTES),
    event("unmet-need-noted", "Need left unmet while waiting", text_field("need", "Which need"), kind=NOTES),
    event("specialist-assessment-done", "Specialist assessment done",
          choice("which", "Which", "functional-assessment", "positive-behaviour-support-plan", "other"), kind=NOTES),
    event("support-started", "Support started", stage="in-treatment", kind=WAITS),
)  # fmt: skip

LEARNING_DISABILITY = pathway(
    "learning-disability",
    "Children’s learning disability service",
    summary="From a referral to the specialist assessment and to support, those most at risk first.",
    stages=REFERRAL_STAGES,
    events=declared(EVENTS, REFERRAL_EVENTS),
    clocks=(
        clock("review-risk-tier", "Look at the tier of risk again", each=DAY, starts="risk-tier-set", by=dated(START, "review_on"),
              until="risk-tier-set", lapses_on=REFERRAL_ENDS, kind="local", owed_by="clinician", cite="The day that the service set"),
        *referral_waits(),
        wait("specialist-assessment", "Specialist assessment", since=SINCE_RECEIVED, until="specialist-assessment-done",
             lapses_on=REFERRAL_ENDS, cite="Local: waits are counted from the day the referral was first received"),
        wait("support-start", "Start of support", since=SINCE_RECEIVED, until="support-started", lapses_on=REFERRAL_ENDS,
             cite="Local: waits are counted from the day the referral was first received"),
    ),
)  # fmt: skip
