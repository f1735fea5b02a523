"""Amending a plan: the notice, the family's fifteen days, the amended plan (SEND Regulations 2014 r.22, 28)."""

from goldenthread.engine.pathway import (
    START,
    clock,
    days,
    event,
    served,
    text_field,
    yes_no,
)
from goldenthread.pathways.common.assessment import PLAN, SERVED_ON, SETTING

AMENDMENT_NOTICE_SENT = event(
    "amendment-notice-sent",
    "Amendment notice sent with the proposed changes",
    SERVED_ON,
    yes_no("outside_review", "Is it outside an annual review?").optional(),
    stage="amending",
    kind=PLAN,
)
AMENDED_PLAN_ISSUED = event("amended-plan-issued", "Amended plan issued", SETTING.optional(), stage="plan-in-force", kind=PLAN)
DECIDED_NOT_TO_AMEND = event(
    "decided-not-to-amend", "Decided not to amend", text_field("reasons", "Reasons").optional(), stage="plan-in-force"
)

AMENDMENT = {"until": ("amended-plan-issued", "decided-not-to-amend")}


def amendment_floor(**where):
    """The family's fifteen days on an amendment notice."""
    return clock("amendment-representations", "Hear the family on the changes",
                 at_least=days(15).beginning_with(served(START)), owed_by="family", cite="r.22(2)(c)", **where)
