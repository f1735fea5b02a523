"""Phase transfer: the plan reviewed, amended and naming the next setting in time (SEND Regulations 2014 r.2, 18).

Many publish 15 February as "the" date; the regulation says before it."""

from goldenthread.engine.pathway import (
    DAY,
    before_yearly,
    choice,
    clock,
    date_field,
    dated,
    event,
    first,
    latest,
    months,
    pathway,
    stage,
    weeks,
    when,
)
from goldenthread.pathways.common.amendment import (
    AMENDED_PLAN_ISSUED,
    AMENDMENT,
    AMENDMENT_NOTICE_SENT,
    DECIDED_NOT_TO_AMEND,
    amendment_floor,
)
from goldenthread.pathways.common.assessment import PLAN, SETTING, SETTING_EVENTS, setting_clock
from goldenthread.pathways.common.rights import RIGHTS_EVENTS, rights

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
TRANSFER_ON = dated(IDENTIFIED, "transfer_on")
ENDS = ("transferred", "plan-ceased", "moved-out-of-area", "died")


def _to(*phases: str):
    return latest(*(when("phase-transfer-identified", phase=phase) for phase in phases))


PLAN_FOR_TRANSFER = {"until": "amended-plan-issued", "lapses_on": ENDS[1:]}
TITLE = "Issue the plan that names the next setting"

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
        event("preference-received", "Family's preference received", SETTING, stage="preference-received", kind=PLAN),
        *SETTING_EVENTS,
        AMENDMENT_NOTICE_SENT,
        event("representations-received", "Family answered the proposed changes", kind=PLAN),
        event("amended-plan-issued", AMENDED_PLAN_ISSUED.title, SETTING, stage="plan-in-force", kind=PLAN),
        DECIDED_NOT_TO_AMEND,
        event("transferred", "Transferred", stage="transferred"),
        event("plan-ceased", "Plan ceased", stage="closed", kind=PLAN),
        event("moved-out-of-area", "Moved out of the area", stage="closed"),
        event("died", "Died", stage="closed"),
        *RIGHTS_EVENTS,
    ),
    clocks=(
        clock("phase-transfer-plan", TITLE, starts=_to("secondary-to-post-16"),
              by=before_yearly(31, 3, year_of=TRANSFER_ON), cite="r.18(1)(b)", **PLAN_FOR_TRANSFER),
        clock("phase-transfer-plan", TITLE, starts=_to("post-16-to-post-16"),
              by=months(5).before(TRANSFER_ON), cite="r.18(2)", **PLAN_FOR_TRANSFER),
        clock("phase-transfer-plan", TITLE, starts=IDENTIFIED,
              by=before_yearly(15, 2, year_of=TRANSFER_ON), cite="r.18(1)(a)", **PLAN_FOR_TRANSFER),
        setting_clock("amended-plan-issued", *ENDS),
        amendment_floor(each=DAY, starts=first("amendment-notice-sent"), lapses_on=ENDS[1:]),
        clock("issue-amended-plan", "Issue the amended plan, or say why not", each=DAY,
              by=weeks(8).of("amendment-notice-sent"), lapses_on=ENDS[1:], cite="r.28, 22(3)-(4)", **AMENDMENT),
        *rights("amended-plan-issued", "decided-not-to-amend"),
    ),
)
