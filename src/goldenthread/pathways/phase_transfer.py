"""Phase transfer: the plan reviewed, amended and naming the next setting in time (SEND Regulations 2014 r.2, 18).

Many publish 15 February as "the" date; the regulation says before it. No exception of any kind exists. Its notice is the
decision of the review from which it arose, so the twelve weeks run from the meeting of that review
(R (L, M and P) v Devon [2022] EWHC 493 (Admin))."""

from dataclasses import replace

from goldenthread.engine.fields import choice, date_field, event, text_field
from goldenthread.engine.pathway import (
    Pick,
    before_yearly,
    clock,
    dated,
    latest,
    months,
    only_if,
    pathway,
    stage,
    when,
)
from goldenthread.pathways.common.amendment import (
    AMENDED_PLAN_ISSUED,
    AMENDMENT_NOTICE_SENT,
    DECIDED_NOT_TO_AMEND,
    DECIDED_TO_CEASE,
    DECIDED_TO_MAINTAIN,
    REVIEW_MEETING_HELD,
    amendment_clocks,
)
from goldenthread.pathways.common.assessment import BY_EVERYBODY, PLAN, SETTING, SETTING_EVENTS, setting_clock
from goldenthread.pathways.common.exceptions import EXCEPTION_EVENTS
from goldenthread.pathways.common.rights import READ_RIGHTS, RIGHTS_EVENTS, rights

PHASES = (
    "early-years-to-school",
    "infant-to-junior",
    "primary-to-middle",
    "primary-to-secondary",
    "middle-to-secondary",
    "secondary-to-post-16",
    "post-16-to-post-16",
)
IDENTIFIED = latest("phase-transfer-identified")
ENDS = ("plan-ceased", "moved-out-of-area", "died")
TITLE = "Issue the plan that names the next setting"
ISSUED = "amended-plan-issued"
OF_THE_REVIEW = tuple(replace(e, stage=None) for e in (REVIEW_MEETING_HELD, DECIDED_TO_MAINTAIN, DECIDED_TO_CEASE))
"""Whether a notice is the outcome of a review is read from the review. Its amended plan is not: it may name the setting that the
child is at, and only one that names the next meets r.18."""


def transfer_of(phase: str) -> Pick:
    """The day of the transfer, if the latest word is that it is of this phase."""
    day = dated(only_if(IDENTIFIED, when("phase-transfer-identified", phase=phase)), "transfer_on")
    assert isinstance(day, Pick)
    return day


PHASE_TRANSFER = pathway(
    "phase-transfer",
    "Phase transfer",
    summary="From knowing that a child will change phase to a plan that names the next setting.",
    stages=(
        stage("identified", "Identified"),
        stage("preference-received", "Preference received"),
        stage("amending", "Amending"),
        stage("plan-in-force", "Plan names the next setting"),
        stage("transferred", "Transferred", closed=True),
        stage("closed", "Closed", closed=True),
    ),
    events=(
        event("phase-transfer-identified", "Phase transfer identified", choice("phase", "Which phase", *PHASES),
              date_field("transfer_on", "Day of the transfer"), stage="identified"),
        event("preference-received", "Family’s preference received", SETTING, stage="preference-received", kind=PLAN),
        *SETTING_EVENTS,
        AMENDMENT_NOTICE_SENT,
        event("representations-received", "Family answered the proposed changes", BY_EVERYBODY, kind=PLAN),
        event("amended-plan-issued", AMENDED_PLAN_ISSUED.title, SETTING, stage="plan-in-force", kind=PLAN),
        DECIDED_NOT_TO_AMEND,
        event("transferred", "Transferred", stage="transferred"),
        event("plan-ceased", "Plan ceased", text_field("reason", "Reason").optional(), stage="closed", kind=PLAN),
        event("moved-out-of-area", "Moved out of the area", text_field("to", "Which authority").optional(), stage="closed"),
        event("died", "Died", stage="closed"),
        *OF_THE_REVIEW,
        *EXCEPTION_EVENTS,
        *RIGHTS_EVENTS,
    ),
    reads=(*READ_RIGHTS, *(e.slug for e in OF_THE_REVIEW), "amendment-notice-sent", *ENDS),
    clocks=(
        clock("phase-transfer-plan", TITLE, starts=IDENTIFIED,
              by=before_yearly(31, 3, year_of=transfer_of("secondary-to-post-16")),
              until=ISSUED, lapses_on=ENDS, cite="r.18(1)"),
        clock("phase-transfer-plan", TITLE, starts=IDENTIFIED,
              by=months(5).before(transfer_of("post-16-to-post-16")),
              until=ISSUED, lapses_on=ENDS, cite="r.18(2)"),
        clock("phase-transfer-plan", TITLE, starts=IDENTIFIED,
              by=before_yearly(15, 2, year_of=dated(IDENTIFIED, "transfer_on")),
              until=ISSUED, lapses_on=ENDS, cite="r.18(1)"),
        setting_clock(ISSUED, "transferred", *ENDS),
        *amendment_clocks(*ENDS),
        *rights(ISSUED, "decided-not-to-amend", ends=("died",)),
    ),
)
