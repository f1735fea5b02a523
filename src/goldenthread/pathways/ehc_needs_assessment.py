"""EHC needs assessment: from a request to a final plan or a lawful refusal.

Children and Families Act 2014 s.36-42; SEND Regulations 2014 (SI 2014/1530) r.3-14, 48; abbreviations r. and s. mean
these. Every limit runs from the day of receipt, which is not counted, and none rolls over a weekend or holiday. The law
sets no date for the draft plan.

r.5(4) excuses the decision whether to assess; r.4(1), for a refusal, writes no exception of its own.

An authority may change a refusal of its own. What runs again is what the request set: no order, concession or agreement has put
limits of its own in their place, so the sixteen and twenty weeks count from the receipt as before, and may have passed already."""

from goldenthread.engine.fields import event, text_field
from goldenthread.engine.pathway import (
    clock,
    ever,
    first,
    has,
    later_of,
    latest,
    on_a_later_day,
    pathway,
    school_days,
    served,
    so_far,
    stage,
    weeks,
    when,
)
from goldenthread.pathways.common.again import begun_again, each_request
from goldenthread.pathways.common.assessment import (
    ADVICE_EVENTS,
    DRAFT_EVENTS,
    END_EVENTS,
    ENDS,
    SERVED_ON,
    SETTING,
    advice_clocks,
    draft_floor,
    setting_clock,
)
from goldenthread.pathways.common.compliance import (
    AGREEMENT,
    AMENDED,
    ANEW,
    COMPLIANCE_EVENTS,
    CONCESSION,
    MET_BY,
    ORDER,
    compliance,
)
from goldenthread.pathways.common.declare import declared, only_in
from goldenthread.pathways.common.exceptions import A_TO_D, EXCEPTION_EVENTS
from goldenthread.pathways.common.rights import READ_RIGHTS, RIGHTS_EVENTS, rights

ASKED = ("request-received", "brought-to-attention")
REQUEST = first(*ASKED)
BY = text_field("by", "Who asked").optional()
REASONS = text_field("reasons", "Reasons").optional()

EVENTS = (
    event("request-received", "Request received", BY, stage="considering"),
    event("brought-to-attention", "Child brought to the authority’s attention", BY, stage="considering"),
    event("family-consulted", "Family consulted"),
    event("notified-considering", "Told everyone that an assessment is considered"),
    event("decided-to-assess", "Decided to assess", *ANEW, stage="assessing"),
    event("decided-not-to-assess", "Decided not to assess", REASONS, stage="not-assessed"),
    *ADVICE_EVENTS,
    *EXCEPTION_EVENTS,
    event("decided-to-issue", "Decided to issue a plan", *ANEW, stage="drafting"),
    event("decided-not-to-issue", "Decided not to issue a plan", REASONS, SERVED_ON, stage="not-issued"),
    *DRAFT_EVENTS,
    event("placed-for-assessment", "Placed in a special school for the assessment", SETTING),
    *END_EVENTS,
    *RIGHTS_EVENTS,
)

REFUSED = ("decided-not-to-assess", "decided-not-to-issue")
ASSESSES_ANEW = when("decided-to-assess", own_motion=True)
DECIDES_ANEW = latest(ASSESSES_ANEW, when("decided-to-issue", own_motion=True))
OVERTURNED = tuple(when(e, requires=has("assess", "make-plan")) for e in (ORDER, CONCESSION, AGREEMENT))
"""Each brings limits of its own."""
BEGUN_AGAIN = begun_again("request-withdrawn", "moved-out-of-area", "reported-closed", *REFUSED,
                          by=(*ASKED, *DECIDES_ANEW.of, *OVERTURNED))
"""By a request made again, or because the authority or the tribunal changed a refusal: then the next request moves nothing."""
ASKED_AGAIN = tuple(h for h in BEGUN_AGAIN if h.slug in ASKED)
THE_REQUEST = later_of(ever(REQUEST), so_far(latest(*ASKED_AGAIN)))
REFUSED_SINCE = tuple(on_a_later_day(e) for e in REFUSED)
"""The refusal that was changed may be of the same day."""
PLAN_DECIDED = ("decided-to-issue", "draft-plan-sent", "final-plan-issued")
"""Each shows that the authority has decided to issue, also where an import lacks the decision itself."""

EHC_NEEDS_ASSESSMENT = pathway(
    "ehc-needs-assessment",
    "EHC needs assessment",
    summary="From a request, or a child brought to attention, to a final plan or a refusal.",
    stages=(
        stage("considering", "Considering"),
        stage("assessing", "Assessing"),
        stage("deciding-on-plan", "Deciding on a plan", after="assessing", once_answered="advice"),
        stage("drafting", "Drafting"),
        stage("draft-with-family", "Draft with family"),
        stage("finalising", "Finalising"),
        stage("plan-issued", "Plan issued", closed=True),
        stage("not-assessed", "Not assessed", closed=True),
        stage("not-issued", "Plan not issued", closed=True),
        stage("closed", "Closed", closed=True),
    ),
    events=declared(EVENTS, COMPLIANCE_EVENTS),
    reads=(*only_in(MET_BY, EVENTS), *READ_RIGHTS),
    clocks=(
        *each_request("decide-whether-to-assess", "Decide whether to assess", weeks(6), asked=ASKED, again_on=ASKED_AGAIN,
                      until=("decided-to-assess", "decided-not-to-assess"),
                      lapses_on=(*ENDS, "decided-not-to-issue", *PLAN_DECIDED), excusable=A_TO_D, cite="r.5(1), (4); r.4(1)"),
        *advice_clocks(*ENDS, *REFUSED, "final-plan-issued", again_on=BEGUN_AGAIN),
        # Sixteen weeks limit a refusal only: a decision to issue ends them without breach, and twenty weeks govern.
        *each_request("decide-whether-to-issue", "Decide whether to issue a plan", weeks(16), asked=ASKED, again_on=ASKED_AGAIN,
                      until=("decided-not-to-issue",),
                      lapses_on=(*ENDS, "decided-not-to-assess", *PLAN_DECIDED), excusable=A_TO_D, cite="r.10(1), (4)"),
        clock("decide-whether-to-issue", "Decide whether to issue a plan",
              starts=latest(ASSESSES_ANEW), by=weeks(16).of(THE_REQUEST), again_on=ASKED_AGAIN, until="decided-not-to-issue",
              lapses_on=(*ENDS, REFUSED_SINCE[0], *PLAN_DECIDED, *OVERTURNED), excusable=A_TO_D, cite="r.10(1), (4)"),
        *each_request("issue-final-plan", "Issue the final plan", weeks(20), asked=ASKED, again_on=ASKED_AGAIN,
                      until=("final-plan-issued",),
                      lapses_on=(*ENDS, *REFUSED), excusable=A_TO_D, cite="r.13(2), (3)"),
        clock("issue-final-plan", "Issue the final plan",
              starts=DECIDES_ANEW, by=weeks(20).of(THE_REQUEST), again_on=ASKED_AGAIN, until="final-plan-issued",
              lapses_on=(*ENDS, *REFUSED_SINCE, *OVERTURNED), excusable=A_TO_D, cite="r.13(2), (3)"),
        draft_floor(*ENDS, *REFUSED),
        setting_clock(*ENDS, *REFUSED, "final-plan-issued", again_on=BEGUN_AGAIN),
        clock("remain-in-special-school", "Keep the place in the special school",
              at_least=school_days(10).of(served("decided-not-to-issue")), only_after="placed-for-assessment",
              lapses_on="died", cite="r.48"),
        *rights("decided-not-to-assess", "decided-not-to-issue", "final-plan-issued", *AMENDED, ends=("died",)),
        *compliance(*ENDS),
    ),
)
