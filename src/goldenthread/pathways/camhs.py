"""Children and young people's mental health and emotional wellbeing (CAMHS).

- **Help within four weeks** of the request is the standard that NHS England proposed in 2021. It is published and is no right yet.
  Help has begun when a first outcome, a care plan and something done are all recorded (MHSDS); a first contact alone is not help.
- **Crisis in the community**: very urgent within 4 hours, urgent within 24. Clocks here count days, so the first falls on the day
  itself and the second on the day after. They warn; they never prove that the hours were kept. An emergency is for 999 and never
  for a list. The event is dated the day on which the help was asked for.
- **Eating disorders**: treatment within one week if urgent, four weeks if routine, for 95% of children. The event is dated the
  day on which that referral was received. **Psychosis**: treatment within two weeks of the suspicion of a first episode.
- Assessment to treatment by kind of therapy, and between one session and the next, are waits without a limit: assessment is
  prompt and treatment is not, and a first contact hides the wait for the second.

The i-THRIVE grouping is a need at a day, no severity, diagnosis or tier; a later one replaces it, either way. All but the waits and
the stage are the service's own notes: nobody outside it learns what a child is treated for, how, or how urgently.
"""

from goldenthread.engine.fields import choice, date_field, event, text_field, yes_no
from goldenthread.engine.pathway import (
    DAY,
    START,
    Clock,
    Happening,
    assessed,
    clock,
    dated,
    days,
    first,
    pathway,
    wait,
    weeks,
    when,
)
from goldenthread.pathways.common.declare import declared
from goldenthread.pathways.common.referral import (
    NOTES,
    REFERRAL_ENDS,
    REFERRAL_EVENTS,
    REFERRAL_STAGES,
    SEEN,
    SINCE_RECEIVED,
    WAITS,
    referral_waits,
)

GROUPINGS = ("thriving", "getting-advice", "getting-help", "getting-more-help", "getting-risk-support")
MODALITY = choice("modality", "Kind of therapy", "cbt", "family", "dbt-informed", "medication", "group", "digital", "other")
PLACE = choice("place", "Where", "clinic", "school", "family-hub", "home", "online", "other").optional()
ASSESSED_ON = date_field("assessed_on", "Day the assessment finished").optional().not_after("on")

EVENTS = (
    event("grouping-set", "i-THRIVE grouping", choice("grouping", "Grouping", *GROUPINGS), text_field("reason", "Why").optional(),
          kind=NOTES),
    event("urgency-set", "How fast help is needed", choice("urgency", "How fast", "very-urgent", "urgent", "routine"), kind=NOTES),
    event("urgent-help-given", "Urgent help given", kind=NOTES),
    event("eating-disorder-referred", "Referred for an eating disorder", choice("urgency", "How fast", "urgent", "routine"), kind=NOTES),
    event("psychosis-suspected", "First episode of psychosis suspected", kind=NOTES),
    event("help-started", "Help has begun: a first outcome, a care plan and something done", stage="in-treatment", kind=WAITS),
    event("help-agreed", "Aim of the help agreed", text_field("aim", "What it is to achieve"),
          date_field("expected_on", "Day by which").not_before("on"), text_field("if_not", "What happens if it does not").optional(),
          kind=NOTES),
    event("help-reviewed", "Aim of the help reviewed", yes_no("met", "Was it achieved?"), kind=NOTES),
    event("therapy-planned", "Kind of therapy agreed", MODALITY, ASSESSED_ON, about="modality", kind=NOTES),
    event("therapy-started", "Kind of therapy started", MODALITY, PLACE, about="modality", kind=NOTES),
    event("session-attended", "Session of therapy", MODALITY, PLACE, about="modality", kind=NOTES),
    event("therapy-ended", "Kind of therapy ended", MODALITY, about="modality", kind=NOTES),
)  # fmt: skip

EATING_DISORDER = "eating-disorder-referred"
URGENT_HELP: tuple[str | Happening, ...] = ("urgent-help-given", *SEEN)


def _answer(slug: str, title: str, urgency: str, within: int, cite: str) -> Clock:
    return clock(slug, title, each=DAY, starts=when("urgency-set", urgency=urgency), by=days(within).of(START),
                 until=URGENT_HELP, lapses_on=REFERRAL_ENDS, kind="quality", owed_by="clinician", cite=cite)  # fmt: skip


def _eating_disorder(urgency: str, within: int) -> Clock:
    return clock("treat-eating-disorder", "Start to treat the eating disorder", each=DAY, starts=when(EATING_DISORDER, urgency=urgency),
                 by=weeks(within).of(START), until="treatment-started", lapses_on=REFERRAL_ENDS, kind="quality", owed_by="provider",
                 cite=f"NHS England standard: {urgency}, {within} {'week' if within == 1 else 'weeks'}")  # fmt: skip


CAMHS = pathway(
    "camhs",
    "Mental health and emotional wellbeing",
    summary="From a request for help to help, and from each contact to the next.",
    stages=REFERRAL_STAGES,
    events=declared(EVENTS, REFERRAL_EVENTS),
    clocks=(
        clock("start-help", "Start to help", by=weeks(4).of(SINCE_RECEIVED), until=("help-started", "treatment-started"), lapses_on=REFERRAL_ENDS,
              kind="quality", owed_by="provider", cite="NHS England standard proposed in 2021, referral to help"),
        _answer("answer-very-urgent", "Answer a very urgent need", "very-urgent", 0, "NHS England standard: 4 hours, shown as the day itself"),
        _answer("answer-urgent", "Answer an urgent need", "urgent", 1, "NHS England standard: 24 hours, shown as the day after"),
        # Each referral has its own: one that becomes urgent keeps the day by which it was owed before, and one treated before is past.
        _eating_disorder("urgent", 1),
        _eating_disorder("routine", 4),
        clock("treat-psychosis", "Start to treat the first episode of psychosis", by=weeks(2).of(first("psychosis-suspected")),
              until="treatment-started", lapses_on=REFERRAL_ENDS, kind="quality", owed_by="provider",
              cite="NHS England standard: early intervention, 2 weeks"),
        clock("review-aim-of-help", "Review whether the help achieved its aim", each=DAY, starts="help-agreed",
              by=dated(START, "expected_on"), until="help-reviewed", lapses_on=REFERRAL_ENDS, kind="local", owed_by="clinician",
              cite="i-THRIVE: the day agreed with the family"),
        *referral_waits(),
        wait("assessment-to-therapy", "From assessment to this kind of therapy", each="modality", since=assessed("therapy-planned"),
             until=("therapy-started", "session-attended"), lapses_on=("therapy-ended", *REFERRAL_ENDS), owed_by="provider",
             cite="Local: the wait between assessment and treatment"),
        wait("between-sessions", "From one session of this kind of therapy to the next", each="modality", since="session-attended",
             until="session-attended", lapses_on=("therapy-ended", *REFERRAL_ENDS), cite="Local: the wait between contacts"),
        wait("since-last-contact", "Since the last contact", each=DAY, since="contact-attended", until="contact-attended",
             lapses_on=REFERRAL_ENDS, cite="Local: the wait between contacts"),
    ),
)  # fmt: skip
