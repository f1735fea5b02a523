"""Appeal to the First-tier Tribunal (Children and Families Act 2014 s.51; SI 2008/2699; SI 2017/1306)."""

from dataclasses import replace

from goldenthread.engine.fields import choice, date_field, event, text_field
from goldenthread.engine.pathway import (
    DAY,
    Pick,
    clock,
    dated,
    first,
    given,
    latest,
    or_else,
    pathway,
    sets,
    so_far,
    stage,
    tribunal_days,
    weeks,
    when,
)
from goldenthread.pathways.common.assessment import ADVICE_REQUESTED
from goldenthread.pathways.common.compliance import COMPLIANCE_EVENTS, MET_BY, ORDER_EVENTS, compliance
from goldenthread.pathways.common.declare import declared, only_in
from goldenthread.pathways.common.exceptions import EXCEPTION_EVENTS
from goldenthread.pathways.common.learning import LEARNING_EVENTS, learning
from goldenthread.pathways.common.rights import DISPUTE

BODIES = ("icb", "social-care")
BY = choice("by", "Which body", *BODIES)
SENT, RECEIVED = "recommendation-response-sent", "recommendation-response-received"

EVENTS = (
    event("appeal-lodged", "Appeal lodged", text_field("about", "What it is about"), stage="lodged", kind=DISPUTE),
    event("appeal-sent-to-authority", "Tribunal sent the appeal to the authority", stage="responding", kind=DISPUTE),
    # Its directions set days of their own, and override the rules' (SI 2008/2699 r.5).
    event("directions-made", "Tribunal gave directions",
          date_field("response_by", "Response by").optional().not_before("on"),
          date_field("evidence_by", "Evidence by").optional().not_before("on"),
          date_field("bundle_by", "Bundle by").optional().not_before("on"), date_field("hearing_on", "Day of the hearing").optional().not_before("on"), kind=DISPUTE),
    event("evidence-sent", "Last of the authority’s evidence sent", kind=DISPUTE),
    event("bundle-sent", "Bundle sent to the tribunal and to the family", kind=DISPUTE),
    event("response-sent", "Response sent to the tribunal", stage="awaiting-hearing", kind=DISPUTE),
    event("hearing-held", "Hearing held", stage="awaiting-decision", kind=DISPUTE),
    event("appeal-withdrawn", "Appeal withdrawn", stage="withdrawn", kind=DISPUTE),
    replace(ORDER_EVENTS[0], stage="order-made"),
    replace(ORDER_EVENTS[1], stage="conceded"),
    event("recommendation-made", "Tribunal made a recommendation", choice("to", "To which body", *BODIES), about="to", kind=DISPUTE),
    event("recommendation-response-sent", "Body answered the recommendation", BY, about="by", kind=DISPUTE),
    event("recommendation-response-received", "Authority received the body’s answer", BY, about="by", kind=DISPUTE),
    event("response-copied", "Answer copied to the Secretary of State", BY, about="by", kind=DISPUTE),
    *LEARNING_EVENTS,
    *EXCEPTION_EVENTS,
)
OVER = ("appeal-withdrawn", "appeal-conceded", "tribunal-order-made")
SHARED = (*COMPLIANCE_EVENTS, ADVICE_REQUESTED)

def directed(day: str) -> Pick:
    """The latest direction that sets this day. One that is silent on it leaves the day of an earlier one standing."""
    return latest(when("directions-made", **{day: given()}))


TRIBUNAL_APPEAL = pathway(
    "tribunal-appeal",
    "Tribunal appeal",
    summary="From an appeal to the tribunal's order or recommendation being carried out.",
    stages=(
        stage("lodged", "Lodged"),
        stage("responding", "Responding"),
        stage("awaiting-hearing", "Awaiting the hearing"),
        stage("awaiting-decision", "Awaiting the decision"),
        stage("order-made", "Order made"),
        stage("conceded", "Not opposed"),
        stage("withdrawn", "Withdrawn", closed=True),
    ),
    events=declared(EVENTS, SHARED),
    reads=only_in((*MET_BY, ADVICE_REQUESTED), EVENTS),
    clocks=(
        clock("respond-to-appeal", "Respond to the appeal",
              starts="appeal-sent-to-authority",
              by=or_else(dated(directed("response_by"), "response_by"), tribunal_days(30).of("appeal-sent-to-authority")), until="response-sent",
              lapses_on=OVER, cite="SI 2008/2699 r.12, 21"),
        # A later direction with another day replaces what is not sent yet, and asks anew where it was.
        clock("send-evidence", "Send the authority’s evidence", each=DAY, starts=first(sets("directions-made", "evidence_by")),
              by=dated(so_far(directed("evidence_by")), "evidence_by"), until="evidence-sent",
              lapses_on=(sets("directions-made", "evidence_by"), *OVER), kind_of_data=DISPUTE, cite="The tribunal’s direction"),
        clock("send-bundle", "Send the bundle", each=DAY, starts=first(sets("directions-made", "bundle_by")),
              by=dated(so_far(directed("bundle_by")), "bundle_by"), until="bundle-sent",
              lapses_on=(sets("directions-made", "bundle_by"), *OVER), kind_of_data=DISPUTE, cite="The tribunal’s direction"),
        clock("respond-to-recommendation", "Answer the tribunal’s recommendation", each="to",
              by=weeks(5).beginning_with("recommendation-made"), until=(SENT, RECEIVED), owed_by="for",
              cite="SI 2017/1306 r.6(3), 7(1)"),
        # The authority has a week from receiving the ICB's answer, and from sending its own.
        clock("copy-response-to-secretary-of-state", "Copy the answer to the Secretary of State", each="by",
              only_for=("icb",), starts=first(SENT, RECEIVED), by=weeks(1).beginning_with(or_else(RECEIVED, SENT)),
              until="response-copied", cite="SI 2017/1306 r.6(6)"),
        clock("copy-response-to-secretary-of-state", "Copy the answer to the Secretary of State", each="by",
              by=weeks(1).beginning_with(first(SENT, RECEIVED)), until="response-copied", cite="SI 2017/1306 r.6(6)"),
        *compliance(),
        # Why there had to be an appeal, however it ended.
        *learning(first(*OVER)),
    ),
)
