"""What the authority must do, and by when, after a tribunal's order (SEND Regulations 2014 r.44), its own notice to
the tribunal that it will not oppose an appeal (r.45), or a mediation agreement (r.42). August and Christmas count in
full. A mediation agreement may set another day in writing (r.42(5)). An order to keep the plan as it is (`continue`) is
to be obeyed at once and has no clock.

Exceptions reach orders to assess and to make a plan (r.44(3)), and r.45(3) and (6) (r.45(7)): on those words not the 10
and 14 weeks of a conceded assessment, which stand in r.45(3A)."""

from typing import Any

from goldenthread.engine.fields import choices_field, date_field, event, text_field, yes_no
from goldenthread.engine.pathway import Clock, Ground, Length, clock, dated, days, first, has, or_else, own, weeks, when
from goldenthread.pathways.common.assessment import PLAN, SERVED_ON, SETTING
from goldenthread.pathways.common.exceptions import A_TO_D_AFTER_ORDER
from goldenthread.pathways.common.rights import DISPUTE

REQUIREMENTS = (
    "assess",
    "reassess",
    "make-plan",
    "reconsider",
    "amend-contents",
    "amend-placement",
    "continue",
    "continue-and-amend",
    "cease",
    "other-action",
)
REQUIRES = choices_field("requires", "What it requires", *REQUIREMENTS)

ORDER_EVENTS = (
    event("tribunal-order-made", "Tribunal made an order", REQUIRES, about="requires", kind=DISPUTE),
    event("appeal-conceded", "Authority told the tribunal that it will not oppose", REQUIRES, about="requires", kind=DISPUTE),
)
AGREEMENT_EVENT = event(
    "mediation-agreement-made",
    "Mediation agreement made",
    REQUIRES,
    date_field("agreed_by", "Another day set in writing").optional().not_before("on"),
    yes_no("authority_party", "Is the authority a party to it?").optional(),
    about="requires",
    kind=DISPUTE,
)
ANEW = (
    yes_no("own_motion", "Did the authority change a refusal of its own, without an order, an agreement or telling the tribunal that it will not oppose?").optional(),
    text_field("reasons", "Reasons").optional(),
)
"""Of a decision for the family after a refusal. Not in the shared vocabulary: see decision 27."""
MET_BY = (
    event("decided-to-assess", "Decided to assess", *ANEW),
    event(
        "decided-to-reassess",
        "Decided to reassess",
        yes_no("own_motion", "Was it the authority’s own decision?").optional(),
    ),
    event("draft-plan-sent", "Draft plan sent to the family", SERVED_ON, kind=PLAN),
    event("final-plan-issued", "Final plan issued", SETTING.optional(), kind=PLAN),
    event("decided-not-to-issue", "Decided not to issue a plan", text_field("reasons", "Reasons").optional(), SERVED_ON),
    event("amended-plan-issued", "Amended plan issued", SETTING.optional(), kind=PLAN),
    event("plan-ceased", "Plan ceased", text_field("reason", "Reason"), kind=PLAN),
    event("agreed-action-done", "Agreed action done", kind=DISPUTE),
)
"""What meets a requirement, where the pathway has no such event of its own: read from the linked case."""

AMENDED = own("amended-plan-issued")
"""A plan that was amended as the tribunal ordered, recorded where the order is, can be appealed as any (s.51(2)(c))."""

COMPLIANCE_EVENTS = (*ORDER_EVENTS, AGREEMENT_EVENT, *MET_BY)

ORDER, CONCESSION, AGREEMENT = "tribunal-order-made", "appeal-conceded", "mediation-agreement-made"


def _comply(
    slug: str,
    title: str,
    within: Length,
    *,
    requires: tuple[str, ...],
    until: str | tuple[str, ...],
    order: str,
    concession: str,
    lapses_on: tuple[str, ...] = (),
    excused_after_order: tuple[Ground, ...] = (),
    excused_after_concession: tuple[Ground, ...] = (),
) -> tuple[Clock, ...]:
    """The same requirement from each of its three sources; an agreement counts as the order would (r.42(2))."""
    shared: dict[str, Any] = {"each": "requires", "only_for": requires, "until": until, "lapses_on": lapses_on}
    return (
        clock(slug, title, by=within.of(ORDER), cite=order, excusable=excused_after_order, **shared),
        clock(slug, title, by=within.of(CONCESSION), cite=concession, excusable=excused_after_concession, **shared),
        clock(slug, title, starts=first(AGREEMENT), by=or_else(dated(AGREEMENT, "agreed_by"), within.of(AGREEMENT)),
              cite=f"{order}, (5)" if order.startswith("r.42") else f"r.42(2), (5), as {order}",
              excusable=excused_after_order, **shared),
    )


def compliance(*ends: str) -> tuple[Clock, ...]:
    """Every compliance clock, one for each requirement. `ends` are the events that end the whole case."""
    return (
        *_comply("comply-notify-assessment", "Tell the family that it will assess", weeks(2),
                 requires=("assess", "reassess"), until=("decided-to-assess", "decided-to-reassess"), lapses_on=ends,
                 order="r.44(2)(b), (3)", concession="r.45(3), (7)",
                 excused_after_order=A_TO_D_AFTER_ORDER, excused_after_concession=A_TO_D_AFTER_ORDER),
        *_comply("comply-decide-not-to-issue", "Tell the family if it will not issue a plan", weeks(10),
                 requires=("assess", "reassess"), until="decided-not-to-issue", lapses_on=("final-plan-issued", *ends),
                 order="r.44(2)(b), (3)", concession="r.45(3A)", excused_after_order=A_TO_D_AFTER_ORDER),
        *_comply("comply-final-plan", "Issue the final plan after an appeal or mediation", weeks(14),
                 requires=("assess", "reassess"), until="final-plan-issued", lapses_on=("decided-not-to-issue", *ends),
                 order="r.44(2)(b), (3)", concession="r.45(3A)", excused_after_order=A_TO_D_AFTER_ORDER),
        *_comply("comply-draft-plan", "Send the draft plan", weeks(5),
                 requires=("make-plan",), until="draft-plan-sent", lapses_on=("final-plan-issued", *ends),
                 order="r.44(2)(c), (3)", concession="r.45(6), (7)",
                 excused_after_order=A_TO_D_AFTER_ORDER, excused_after_concession=A_TO_D_AFTER_ORDER),
        *_comply("comply-final-plan", "Issue the final plan after an appeal or mediation", weeks(11),
                 requires=("make-plan",), until="final-plan-issued", lapses_on=ends,
                 order="r.44(2)(c), (3)", concession="r.45(6), (7)",
                 excused_after_order=A_TO_D_AFTER_ORDER, excused_after_concession=A_TO_D_AFTER_ORDER),
        *_comply("comply-reconsider", "Send a draft plan, or notice of refusal", weeks(2),
                 requires=("reconsider",), until=("draft-plan-sent", "decided-not-to-issue"), lapses_on=ends,
                 order="r.44(2)(d)", concession="r.45, as r.44(2)(d)"),
        *_comply("comply-amend-plan", "Issue the amended plan", weeks(5),
                 requires=("amend-contents",), until="amended-plan-issued", lapses_on=ends,
                 order="r.44(2)(e)", concession="r.45(4)"),
        # Placement alone has two weeks; conceded together with contents it has their five.
        clock("comply-amend-plan", "Issue the amended plan", each="requires", only_for=("amend-placement",),
              by=weeks(5).of(when(CONCESSION, requires=has("amend-contents"))),
              until="amended-plan-issued", lapses_on=ends, cite="r.45(5)(b)"),
        *_comply("comply-amend-plan", "Issue the amended plan", weeks(2),
                 requires=("amend-placement",), until="amended-plan-issued", lapses_on=ends,
                 order="r.44(2)(f)", concession="r.45(5)"),
        *_comply("comply-amend-plan", "Issue the amended plan", weeks(5),
                 requires=("continue-and-amend",), until="amended-plan-issued", lapses_on=ends,
                 order="r.44(2)(h)", concession="r.45(6A)"),
        *_comply("comply-cease", "Cease the plan", days(0),
                 requires=("cease",), until="plan-ceased", lapses_on=ends,
                 order="r.44(2)(a)", concession="r.45, as r.44(2)(a)"),
        *_comply("comply-other-action", "Do what was agreed", weeks(2),
                 requires=("other-action",), until="agreed-action-done", lapses_on=ends,
                 order="r.42(3)", concession="r.42(3)"),
    )


LIMITS_OF_COMPLIANCE = frozenset(c.slug for c in compliance())
"""Limits that only an appeal or a mediation brings."""
