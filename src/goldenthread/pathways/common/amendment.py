"""Amending a plan: the notice, the family's fifteen days, the amended plan (SEND Regulations 2014 r.22, 28)."""

from goldenthread.engine.pathway import START, Clock, Pick, Term, clock, days, event, served, text_field, yes_no
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


def amendment_clocks(notice: Pick, *, each: str, by: Term, cite: str, ends: tuple[str, ...]) -> tuple[Clock, ...]:
    """On a notice: the family's fifteen days, which nobody can shorten, and the authority's time to issue the amended
    plan or to give its reasons for not amending. The first runs from service, the second from sending."""
    return (
        clock("amendment-representations", "Hear the family on the changes", each=each, starts=served(notice),
              at_least=days(15).beginning_with(served(START)), lapses_on=ends, owed_by="family", cite="r.22(2)(c)"),
        clock("issue-amended-plan", "Issue the amended plan, or say why not", each=each, starts=notice,
              by=by, until=("amended-plan-issued", "decided-not-to-amend"), lapses_on=ends, cite=cite),
    )
