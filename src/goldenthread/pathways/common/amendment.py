"""Amending a plan: the notice, the family's fifteen days, the amended plan (SEND Regulations 2014 r.22, 28); and what makes
a notice the outcome of a review. A change of phase is amended after a review of its own plan (r.18), on a case that arises
from it, so both read the same words."""

from goldenthread.engine.fields import event, text_field, texts_field, yes_no
from goldenthread.engine.pathway import (
    DAY,
    OPENER,
    OPENING_DAY,
    START,
    Clock,
    Pick,
    Term,
    clock,
    days,
    earlier_of,
    first,
    is_not,
    outcomes,
    outside,
    own,
    served,
    weeks,
    when,
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


REVIEW_MEETING_HELD = event(
    "review-meeting-held",
    "Review meeting held",
    texts_field("attended", "Who attended").optional(),
    yes_no("earlier_unknown", "Are reviews before it missing from the record?").optional(),
    yes_no("report_unknown", "Is it missing from the record whether its report was sent?").optional(),
    stage="deciding-after-review",
)
DECIDED_TO_MAINTAIN = event("decided-to-maintain", "Decided to keep the plan as it is", stage="plan-in-force")
DECIDED_TO_CEASE = event("decided-to-cease", "Decided to cease the plan", text_field("reason", "Reason").optional(), stage="ceasing")

DECISIONS = ("decided-to-maintain", "decided-to-cease", when("amendment-notice-sent", outside_review=is_not(True)))
COMPLETED = outcomes("review-meeting-held", *DECISIONS)
"""A review is completed by the first decision from its meeting on; `decided-to-amend` alone completes nothing."""
REVIEW_NOTICE = COMPLETED[2]
OTHER_NOTICE = outside("review-meeting-held", *DECISIONS, of="amendment-notice-sent")


def amendment_clocks(*ends: str) -> tuple[Clock, ...]:
    """The limits of a notice that was sent on this case. After a review, an early notice brings the date forward and a late
    one never moves it past twelve weeks from the meeting; outside one there are the eight weeks alone."""
    return (
        *_of_a_notice(first(*own(REVIEW_NOTICE)), each=OPENING_DAY, by=earlier_of(weeks(8).of(START), weeks(12).of(OPENER)),
                      cite="r.22(3)-(4); Devon", ends=ends),
        *_of_a_notice(first(*own(OTHER_NOTICE)), each=DAY, by=weeks(8).of(START), cite="r.28, 22(3)-(4)", ends=ends),
    )


def _of_a_notice(notice: Pick, *, each: str, by: Term, cite: str, ends: tuple[str, ...]) -> tuple[Clock, ...]:
    """On a notice: the family's fifteen days, which nobody can shorten, and the authority's time to issue the amended
    plan or to give its reasons for not amending. The first runs from service, the second from sending."""
    return (
        clock("amendment-representations", "Hear the family on the changes", each=each, starts=served(notice),
              at_least=days(15).beginning_with(served(START)), lapses_on=ends, owed_by="family", cite="r.22(2)(c)"),
        clock("issue-amended-plan", "Issue the amended plan, or say why not", each=each, starts=notice,
              by=by, until=("amended-plan-issued", "decided-not-to-amend"), lapses_on=ends, cite=cite),
    )
