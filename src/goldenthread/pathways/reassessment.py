"""Reassessment of needs (Children and Families Act 2014 s.44(2)-(5); SEND Regulations 2014 r.23-27).

A decision, following it, not to replace the plan can be appealed, as a refusal to reassess can (s.51(2)(d), (e))."""

from goldenthread.engine.fields import event, text_field, yes_no
from goldenthread.engine.pathway import (
    DAY,
    START,
    afterwards,
    clock,
    days,
    first,
    months,
    outcomes,
    pathway,
    stage,
    weeks,
)
from goldenthread.pathways.common.again import begun_again, each_request
from goldenthread.pathways.common.assessment import (
    ADVICE_EVENTS,
    DRAFT_EVENTS,
    END_EVENTS,
    ENDS,
    SERVED_ON,
    advice_clocks,
    draft_floor,
    setting_clock,
)
from goldenthread.pathways.common.compliance import AMENDED, COMPLIANCE_EVENTS, MET_BY, compliance
from goldenthread.pathways.common.declare import declared, only_in
from goldenthread.pathways.common.exceptions import A_TO_D, EXCEPTION_EVENTS
from goldenthread.pathways.common.rights import READ_RIGHTS, RIGHTS_EVENTS, rights

EVENTS = (
    event("reassessment-requested", "Reassessment requested", text_field("by", "Who asked").optional(), stage="considering"),
    event("decided-to-reassess", "Decided to reassess",
          yes_no("own_motion", "Was it the authority’s own decision?").optional(), stage="assessing"),
    event("decided-not-to-reassess", "Decided not to reassess", text_field("reasons", "Reasons").optional(), stage="not-assessed"),
    *ADVICE_EVENTS,
    *EXCEPTION_EVENTS,
    event("decided-not-to-issue", "Decided not to issue a new plan", text_field("reasons", "Reasons").optional(), SERVED_ON, stage="not-issued"),
    *DRAFT_EVENTS,
    event("review-completed", "Review completed after the reassessment"),
    *END_EVENTS,
    *RIGHTS_EVENTS,
)
REFUSED = "decided-not-to-reassess"
OVER = ("request-withdrawn", "moved-out-of-area", "reported-closed", REFUSED, "decided-not-to-issue", "final-plan-issued")
ASKED = ("reassessment-requested",)
DECIDED = ("decided-to-reassess",)
BEGUN_AGAIN = begun_again(*OVER, by=(*ASKED, *DECIDED))
"""By a request made again, or because the authority decided to reassess after all: then the next request moves nothing."""
ASKED_FOR_AGAIN = tuple(h for h in BEGUN_AGAIN if h.slug in ASKED)
REASSESSED = outcomes("decided-to-reassess", "final-plan-issued")
"""The plan of each reassessment. A later one takes the place of the one before."""

REASSESSMENT = pathway(
    "reassessment",
    "Reassessment",
    summary="From a request to reassess, or the authority's own decision, to a new final plan.",
    stages=(
        stage("considering", "Considering"),
        stage("assessing", "Assessing"),
        stage("draft-with-family", "Draft with family"),
        stage("finalising", "Finalising"),
        stage("plan-issued", "Plan issued", closed=True),
        stage("not-assessed", "Not reassessed", closed=True),
        stage("not-issued", "No new plan", closed=True),
        stage("closed", "Closed", closed=True),
    ),
    events=declared(EVENTS, COMPLIANCE_EVENTS),
    reads=(*only_in(MET_BY, EVENTS), *READ_RIGHTS),
    clocks=(
        *each_request("decide-whether-to-reassess", "Decide whether to reassess", days(15),
                      asked=ASKED, again_on=ASKED_FOR_AGAIN,
                      until=(*DECIDED, REFUSED), lapses_on=(*ENDS, "final-plan-issued"), cite="r.25(1)"),
        *advice_clocks(*ENDS, REFUSED, "decided-not-to-issue", "final-plan-issued", again_on=BEGUN_AGAIN),
        *each_request("issue-plan-after-reassessment", "Issue the plan after reassessment", weeks(14),
                      asked=DECIDED, again_on=begun_again(*OVER, by=DECIDED), until=("final-plan-issued",),
                      lapses_on=(*ENDS, "decided-not-to-issue"), excusable=A_TO_D,
                      cite="r.27(2)-(3)"),
        draft_floor(*ENDS, "decided-not-to-issue"),
        setting_clock(*ENDS, "decided-not-to-issue", "final-plan-issued", again_on=BEGUN_AGAIN),
        clock("review-after-reassessment", "Review the plan made by reassessment",
              by=months(12).of("final-plan-issued"), until="review-completed",
              lapses_on=(*ENDS, *REASSESSED), cite="r.27(4)(a)"),
        clock("review-after-reassessment", "Review the plan made by reassessment", each=DAY,
              starts=first(*REASSESSED), by=months(12).of(START), only_after=afterwards("final-plan-issued"), until="review-completed",
              lapses_on=(*ENDS, *REASSESSED), cite="r.27(4)(a)"),
        *rights(REFUSED, "decided-not-to-issue", "final-plan-issued", *AMENDED, ends=("died",)),
        *compliance(*ENDS),
    ),
)
