"""Annual review of an EHC plan, and amending it.

Children and Families Act 2014 s.44; SEND Regulations 2014 r.18-22, 28; R (L, M and P) v Devon [2022] EWHC 493 (Admin).
A review ends with the authority's notified decision, not with the meeting. If it will amend, the decision is notified
only by the notice with the proposed amendments. No exception of any kind exists."""

from dataclasses import replace

from goldenthread.engine.fields import date_field, event, number_field, text_field, yes_no
from goldenthread.engine.pathway import (
    DAY,
    START,
    afterwards,
    clock,
    dated,
    earlier_of,
    ever,
    first,
    is_not,
    months,
    own,
    pathway,
    stage,
    weeks,
    when,
    years,
)
from goldenthread.pathways.common.amendment import (
    AMENDED_PLAN_ISSUED,
    AMENDMENT_NOTICE_SENT,
    COMPLETED,
    DECIDED_NOT_TO_AMEND,
    DECIDED_TO_CEASE,
    DECIDED_TO_MAINTAIN,
    DECISIONS,
    REVIEW_MEETING_HELD,
    amendment_clocks,
)
from goldenthread.pathways.common.assessment import ADVICE, BY_EVERYBODY, CONTRIBUTOR, PLAN, SETTING
from goldenthread.pathways.common.cessation import DECIDED_NOT_TO_CEASE
from goldenthread.pathways.common.compliance import COMPLIANCE_EVENTS, MET_BY, compliance
from goldenthread.pathways.common.declare import declared, only_in
from goldenthread.pathways.common.exceptions import EXCEPTION_EVENTS
from goldenthread.pathways.common.rights import READ_RIGHTS, RIGHTS_EVENTS, rights

MEETING_ON = date_field("meeting_on", "Day of the meeting")

EVENTS = (
    event("plan-made", "Plan made", date_field("date_of_birth", "Child’s date of birth").optional().not_after("on"),
          stage="plan-in-force", kind=PLAN),
    event("previous-review-completed", "Previous review completed", stage="plan-in-force"),
    event("review-meeting-arranged", "Review meeting arranged", MEETING_ON, about="meeting_on"),
    event("review-advice-requested", "Advice requested for the review", CONTRIBUTOR, **ADVICE),
    event("review-advice-circulated", "Advice circulated before the meeting"),
    REVIEW_MEETING_HELD,
    event("review-report-sent", "Review report sent"),
    DECIDED_TO_MAINTAIN,
    event("decided-to-amend", "Decided to amend the plan", stage="amending"),
    DECIDED_TO_CEASE,
    replace(DECIDED_NOT_TO_CEASE, stage="plan-in-force"),
    AMENDMENT_NOTICE_SENT,
    event("representations-received", "Family answered the proposed changes", BY_EVERYBODY, kind=PLAN),
    AMENDED_PLAN_ISSUED,
    DECIDED_NOT_TO_AMEND,
    event("placement-started", "Placement started", SETTING, number_field("rank", "1 main, 2 second").optional(),
          yes_no("unit", "In a SEN unit or resourced provision?").optional()),
    event("placement-ended", "Placement ended", SETTING),
    event("needs-reported", "Needs reported in a yearly return", text_field("primary", "Primary need"),
          text_field("secondary", "Second need").optional()),
    event("plan-ceased", "Plan ceased", text_field("reason", "Reason"), stage="ceased", kind=PLAN),
    event("moved-out-of-area", "Moved out of the area", text_field("to", "Which authority"), stage="ceased"),
    event("died", "Died", stage="ceased"),
    event("reported-closed", "Reported in a return as ended", text_field("reason", "As the return gives it"), stage="ceased"),
    *EXCEPTION_EVENTS,
    *RIGHTS_EVENTS,
)

ENDS = ("plan-ceased", "moved-out-of-area", "died", "reported-closed")

EARLIER_UNKNOWN = when("review-meeting-held", earlier_unknown=True)
REPORT_KNOWN = when("review-meeting-held", report_unknown=is_not(True))
REPORT_UNKNOWN = when("review-meeting-held", report_unknown=True)

ELSEWHERE = ("amendment-notice-sent", "amended-plan-issued", "decided-not-to-amend", "decided-to-cease", "decided-not-to-cease", "plan-ceased")
"""Recorded on the phase transfer or the cessation that arose from the review. Each decides it or ends it; the limits and the
rights that begin with it run where it was recorded, and only there."""

DECIDED_OTHERWISE = own("decided-to-maintain", "decided-not-to-amend", "amended-plan-issued")

ANNUAL_REVIEW = pathway(
    "annual-review",
    "Annual review",
    summary="From a plan being made, one review a cycle, to the decision and the amended plan.",
    stages=(
        stage("plan-in-force", "Plan in force"),
        stage("deciding-after-review", "Deciding after the review"),
        stage("amending", "Amending"),
        stage("ceasing", "Ceasing"),
        stage("ceased", "Plan ceased", closed=True),
    ),
    events=declared(EVENTS, COMPLIANCE_EVENTS),
    reads=(*only_in(MET_BY, EVENTS), *READ_RIGHTS, *ELSEWHERE),
    clocks=(
        # A return gives only the latest review. Where earlier ones are not on record, the first cycle proves nothing.
        clock("complete-review", "Complete the annual review", each=DAY, starts="plan-made",
              by=months(12).beginning_with(START), until=COMPLETED,
              lapses_on=("previous-review-completed", EARLIER_UNKNOWN, *ENDS), cite="s.44(1)"),
        clock("complete-review", "Complete the annual review", each=DAY,
              starts=first("previous-review-completed", *COMPLETED),
              by=months(12).beginning_with(START), until=COMPLETED,
              lapses_on=("previous-review-completed", *ENDS), cite="s.44(1)"),
        clock("give-notice-of-meeting", "Give notice of the review meeting", each="meeting_on",
              by=weeks(2).before(dated("review-meeting-arranged", "meeting_on")), until=START, cite="r.20(3), 21(3)"),
        # Nothing goes round before a meeting that was held: what was missed by then stays missed, and is no task any more.
        # One that was held before its day had less time; a meeting moved to another day replaces the first.
        clock("circulate-review-advice", "Circulate the advice before the meeting", each="meeting_on", starts="review-meeting-arranged",
              by=weeks(2).before(earlier_of(dated("review-meeting-arranged", "meeting_on"), "review-meeting-held")),
              until=("review-advice-circulated", "review-meeting-held"),
              lapses_on=("review-meeting-arranged", *DECISIONS, *ENDS), cite="r.20(4), 21(4)"),
        # No decision takes the duty to report away. Where a file cannot say whether a report was sent, its absence proves
        # nothing once the review is decided.
        clock("send-review-report", "Send the review report", each=DAY,
              by=weeks(2).of(REPORT_KNOWN), until="review-report-sent",
              lapses_on=("previous-review-completed", *ENDS), owed_by="setting", cite="r.20(9), 21(8)"),
        clock("send-review-report", "Send the review report", each=DAY,
              by=weeks(2).of(REPORT_UNKNOWN), until="review-report-sent",
              lapses_on=(*DECISIONS, "previous-review-completed", *ENDS), owed_by="setting", cite="r.20(9), 21(8)"),
        clock("decide-after-review", "Decide after the review", each=DAY,
              by=weeks(4).of("review-meeting-held"), until=DECISIONS,
              lapses_on=("previous-review-completed", *ENDS), cite="r.20(10), 21(9); Devon"),
        *amendment_clocks(*ENDS),
        clock("early-years-review", "Consider a review for a child under 5",
              by=months(6).of("plan-made"), until=COMPLETED, lapses_on=ENDS,
              only_before=years(5).of(dated(ever("plan-made"), "date_of_birth")),
              kind="guidance", cite="Code of Practice 9.178"),
        *rights(*own("decided-to-cease"), *DECIDED_OTHERWISE, ends=("died", *afterwards("decided-not-to-cease"))),
        # That it will not cease ends the right against ceasing. One against what else was decided stands, whichever came first.
        *rights(*DECIDED_OTHERWISE, ends=("died",)),
        *compliance(*ENDS),
    ),
)
