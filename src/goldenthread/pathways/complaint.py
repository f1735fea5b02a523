"""A complaint, early resolution, and what was learned.

No limit here is called a breach: the Code is guidance, and of SI 2009/309 regs. 13 and 14 only what others say of them was to hand (decision 49). A
council's two stages are those of the Ombudsman's Complaint Handling Code (2024), read on its own pages for the first and on a council's for the second; each is counted from the day on which
the complaint, or the wish for the next stage, was received, which is never later than the Code counts. An NHS body answers by the day agreed with whoever
complained; with none it has six months, commencing on the day of the complaint, after which it says why it has not (SI 2009/309 reg. 14). The times of early resolution, of asking for the next stage, of a change and of its check are the
area's own. The Ombudsman for councils is asked within 12 months **beginning with** the day on which somebody first had notice (Local Government
Act 1974 s.26B(2), read 28 November 2026), and the one for the NHS not more than a year **after** that day (Health Service Commissioners Act 1993
s.9(4), read the same day): one day later. Of a failed step that is the day after its last day, and never later than the complaint.

Nothing here moves, starts or stops a limit of another pathway: a complaint, an offer or a remedy leaves every right to mediate and to
appeal, and its last day, where it was. What was said stands in no event: `about` is the clock that failed (its slug), or `other`.

A case begins with a complaint, or with the offer to put things right that a family gets whose step failed, complained or not. All of it is of
the kind *complaints and tribunal*, which no setting and no clinician reads. It ends when the last remedy is done and what was changed is
found to have worked, or when the family takes it no further.
"""

from goldenthread.engine.fields import EventType, Field, choice, date_field, event, text_field
from goldenthread.engine.pathway import START, clock, dated, first, months, or_else, pathway, stage, when, working_days
from goldenthread.pathways.common.early_resolution import CITE, CONTACT_WITHIN
from goldenthread.pathways.common.learning import LEARNING_EVENTS, OURS, learning
from goldenthread.pathways.common.rights import DISPUTE

ABOUT = text_field("about", "Which step failed")
STAGE = choice("stage", "Stage", "stage-1", "stage-2")
RECEIVED, OFFERED = "complaint-received", "early-resolution-offered"
KNOWN = or_else(dated(RECEIVED, "known_on"), RECEIVED)
COUNCIL, NHS = when(RECEIVED, of="council"), when(RECEIVED, of="nhs")
ENDS = ("complaint-withdrawn", "complaint-closed")


def _of(slug: str, title: str, *fields: Field, about: str | None = None, stage: str | None = None) -> EventType:
    return event(slug, title, *fields, about=about, stage=stage, kind=DISPUTE)


EVENTS = (
    _of(RECEIVED, "Complaint received", ABOUT, choice("of", "Of whom", "council", "nhs"), choice("stage", "Stage", "stage-1"),
        date_field("known_on", "Day from which the family knew").optional().not_after("on"), about="stage", stage="open"),
    _of("complaint-acknowledged", "Complaint acknowledged", date_field("answer_by", "Day agreed for the answer").optional().not_before("on")),
    _of("stage-answered", "Stage answered", STAGE, choice("outcome", "Outcome", "upheld", "partly-upheld", "not-upheld"), about="stage", stage="answered"),
    _of("stage-requested", "Family asked for the next stage", choice("stage", "Stage", "stage-2"), about="stage", stage="open"),
    _of("ombudsman-contacted", "Family went to the Ombudsman", stage="with-ombudsman"),
    _of("ombudsman-decided", "Ombudsman decided", choice("outcome", "Outcome", "fault", "no-fault", "not-investigated"), stage="answered"),
    _of(OFFERED, "Offered to put it right early", ABOUT, stage="offered"),
    _of("early-resolution-answered", "Family answered the offer", choice("answer", "Answer", "accepted", "declined"), stage="answered"),
    _of("remedy-agreed", "Remedy agreed", text_field("action", "What is done"), date_field("due", "By which day").not_before("on"),
        text_field("rule", "By which published rule").optional(), about="action"),
    _of("remedy-done", "Remedy done", text_field("action", "What was done"), about="action"),
    *LEARNING_EVENTS,
    _of("complaint-withdrawn", "Family takes it no further", stage="closed"),
    _of("complaint-closed", "Closed", stage="closed"),
)  # fmt: skip

COMPLAINT = pathway(
    "complaint",
    "Complaint",
    summary="From a complaint, or an offer to put right what failed, to the remedy done and the change that was checked.",
    stages=(
        stage("open", "Being looked into"),
        stage("offered", "Offered to put it right"),
        stage("answered", "Answered"),
        stage("with-ombudsman", "With the Ombudsman"),
        stage("closed", "Closed", closed=True),
    ),
    events=EVENTS,
    clocks=(
        clock("acknowledge-complaint", "Acknowledge the complaint", starts=NHS, by=working_days(3).of(START), until="complaint-acknowledged",
              lapses_on=("stage-answered", *ENDS), kind="guidance", kind_of_data=DISPUTE, cite="SI 2009/309 r.13"),
        clock("acknowledge-complaint", "Acknowledge the complaint", starts=COUNCIL, by=working_days(5).of(START), until="complaint-acknowledged",
              lapses_on=("stage-answered", *ENDS), kind="guidance", kind_of_data=DISPUTE, cite="Complaint Handling Code 2024, 6.2"),
        clock("answer-stage", "Answer the complaint", each="stage", starts=NHS,
              by=or_else(dated("complaint-acknowledged", "answer_by"), months(6).beginning_with(START)), until="stage-answered", lapses_on=ENDS,
              kind="guidance", kind_of_data=DISPUTE, cite="SI 2009/309 r.13-14"),
        clock("answer-stage", "Answer the complaint", each="stage", starts=COUNCIL, by=working_days(10).of(START),
              until="stage-answered", lapses_on=ENDS, kind="guidance", kind_of_data=DISPUTE, cite="Complaint Handling Code 2024, 6.3"),
        clock("answer-stage", "Answer the complaint", each="stage", starts="stage-requested", only_after=COUNCIL, by=working_days(20).of(START),
              until="stage-answered", lapses_on=ENDS, kind="guidance", kind_of_data=DISPUTE, cite="Complaint Handling Code 2024, stage 2"),
        # The family's own time. A wish for the next stage is taken after it too; the Ombudsman may take a later complaint with good reason.
        clock("ask-for-next-stage", "Ask for the next stage", starts=when("stage-answered", stage="stage-1"), only_after=COUNCIL,
              by=working_days(20).of(START), until="stage-requested", lapses_on=("ombudsman-contacted", *ENDS), owed_by="family", kind="local",
              kind_of_data=DISPUTE, cite=OURS),
        clock("go-to-ombudsman", "Go to the Ombudsman", starts=NHS, by=months(12).of(KNOWN), until="ombudsman-contacted", owed_by="family",
              kind="guidance", kind_of_data=DISPUTE, cite="Health Service Commissioners Act 1993 s.9(4)"),
        clock("go-to-ombudsman", "Go to the Ombudsman", starts=COUNCIL, by=months(12).beginning_with(KNOWN), until="ombudsman-contacted", owed_by="family",
              kind="guidance", kind_of_data=DISPUTE, cite="Local Government Act 1974 s.26B"),
        clock("offer-early-resolution", "Offer to put it right early", starts=RECEIVED, by=working_days(CONTACT_WITHIN).of(START), until=OFFERED,
              lapses_on=("stage-answered", *ENDS), kind="local", kind_of_data=DISPUTE, cite=CITE),
        clock("do-remedy", "Do what was agreed", each="action", starts="remedy-agreed", by=dated(START, "due"), until="remedy-done",
              kind="local", kind_of_data=DISPUTE, cite="The day that was agreed"),
        # What went wrong is looked for whoever was right, and whether or not the family goes on with it.
        *learning(first(RECEIVED, OFFERED)),
    ),
)  # fmt: skip
