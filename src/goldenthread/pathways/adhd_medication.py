"""The register of everybody who takes medication for ADHD: what is to be checked and when, and who prescribes.

NICE NG87 (1.7 and 1.8, confirmed in a public adaptation of its text) gives the checks:

- height every 6 months;
- weight every 3 months at age 10 and under; over 10, at 3 and 6 months after starting and every 6 months after that. The age is that
  on the day of the check before. A weight taken less than two months after starting leaves the one at 3 months owed, and one taken
  less than five months after starting leaves the one at 6 months owed: that reading is **local**;
- heart rate and blood pressure every 6 months, and before and after each change of dose. NG87 gives no number of days for after; four
  weeks are **local**.

A review by an ADHD specialist at least each year (1.10.1), the baseline before starting (1.7.4) and reassessment at school-leaving age
(1.1.4 to 1.1.6) are **not verified**. Ages of 16 and a half, 17 and 17 and a half are **local**. There must be a prescriber of record
for every day of treatment, and each gap is an alarm on its day; so is every day from the 17th birthday until an adult prescriber
accepts. The states of shared care are **local**: each area's protocol says which practice monitors what.

It reminds, and passes on the day and the words of a clinician's own flag. **It computes no clinical threshold**: no event carries a
measurement, a centile or a dose. A course of treatment is one case; a course that begins again later counts its weights from its own start.
Everything here is of the kind of medication, which no council role sees, not even as status.
"""

from functools import partial

from goldenthread.engine import fields
from goldenthread.engine.fields import choice, date_field, text_field
from goldenthread.engine.pathway import (
    DAY,
    START,
    Clock,
    Length,
    Term,
    clock,
    dated,
    days,
    earlier_of,
    first,
    later_of,
    latest,
    months,
    on_a_later_day,
    pathway,
    so_far,
    stage,
    wait,
    weeks,
    working_days,
    years,
)

event = partial(fields.event, kind="medication")

NG87 = "NICE NG87 1.7 to 1.8"
STARTED = "treatment-started"
DIED = "died"
ENDS = ("treatment-stopped", "moved-away", DIED)
PRACTICE = text_field("practice", "Which practice")
PRESCRIBER = text_field("prescriber", "Who prescribes")
UNTIL_ON = date_field("until_on", "Last day on which they prescribe, if one is agreed").optional().not_before("on")
REVIEW_ON = date_field("review_on", "Day of the next review").not_before("on")
PRESSURE = "heart-rate-and-blood-pressure-checked"

EVENTS = (
    event("adhd-diagnosed", "ADHD diagnosed", stage="waiting-treatment"),
    event("baseline-checked", "Checks before starting done"),
    event(STARTED, "Treatment started", date_field("date_of_birth", "Date of birth").not_after("on"), PRESCRIBER, UNTIL_ON,
          stage="in-treatment"),
    event("height-checked", "Height measured and plotted"),
    event("weight-checked", "Weight measured and plotted"),
    event(PRESSURE, "Heart rate and blood pressure measured"),
    event("dose-change-planned", "Change of dose planned", date_field("change_on", "Day of the change").not_before("on")),
    event("dose-changed", "Dose changed"),
    event("dose-change-called-off", "Change of dose called off"),
    event("specialist-review-held", "Reviewed by an ADHD specialist"),
    event("clinician-flagged", "Flagged by a clinician", text_field("what", "What is to be done"),
          date_field("act_by", "By which day").not_before("on")),
    event("flag-answered", "Flag answered", text_field("what", "What was done").optional()),
    event("prescriber-recorded", "Prescriber of record", PRESCRIBER, UNTIL_ON),
    event("prescriber-ended", "Prescriber stopped, with nobody after them"),
    event("shared-care-proposed", "Shared care proposed", PRACTICE, about="practice", stage="shared-care-proposed"),
    event("shared-care-accepted", "Shared care accepted", PRACTICE, REVIEW_ON, about="practice", stage="shared-care-agreed"),
    event("shared-care-declined", "Shared care declined", PRACTICE, text_field("reason", "Why").optional(), about="practice",
          stage="in-treatment"),
    event("shared-care-begun", "Practice prescribes", PRACTICE, PRESCRIBER.optional(), about="practice", stage="shared-care"),
    event("shared-care-reviewed", "Shared care reviewed", PRACTICE, REVIEW_ON, about="practice", stage="shared-care"),
    event("shared-care-withdrawn", "Practice withdrew from shared care", PRACTICE, text_field("reason", "Why").optional(),
          about="practice", stage="in-treatment"),
    event("shared-care-ended", "Shared care ended", PRACTICE, about="practice", stage="in-treatment"),
    event("supply-running-out", "Family said that the medicine runs out", date_field("last_on", "Last day for which there is medicine")),
    event("supply-secured", "Supply of medicine seen to"),
    event("reassessed-for-adulthood", "Reassessed at school-leaving age", choice("outcome", "Does treatment go on?", "goes-on", "stops")),
    event("adult-prescriber-proposed", "Adult prescriber asked", PRESCRIBER),
    event("adult-prescriber-accepted", "Adult prescriber accepted", PRESCRIBER, stage="adult-prescriber-agreed"),
    event("designated-officer-told", "Designated officer told that no adult prescriber accepted"),
    event("treatment-stopped", "Treatment stopped", text_field("reason", "Why").optional(), stage="stopped"),
    event("moved-away", "Moved away, treatment passed on", stage="stopped"),
    event(DIED, "Died", stage="stopped"),
)  # fmt: skip

SHARED_CARE_OVER = ("shared-care-withdrawn", "shared-care-ended")
"""A practice that declines never prescribed: the specialist goes on."""
PRESCRIBES_NEXT = ("prescriber-recorded", "shared-care-begun")
"""A practice that begins to prescribe ends the time without anybody, as another clinician does."""
THIS_COURSE = so_far(latest(STARTED))
ELEVENTH_BIRTHDAY = years(11).of(dated(THIS_COURSE, "date_of_birth"))


def check(slug: str, title: str, done: str, every: Length, cite: str) -> Clock:
    """A check that is owed again from each time it was done, beginning with the start of treatment."""
    return clock(slug, title, each=DAY, starts=first(STARTED, done), by=every.of(START), until=done, lapses_on=ENDS, only_after=STARTED,
                 kind="guidance", owed_by="prescriber", cite=cite)  # fmt: skip


def weight(by: Term, before: Term | None = None) -> Clock:
    return clock("weight-check", "Measure weight", each=DAY, starts=first(STARTED, "weight-checked"), by=by, until="weight-checked",
                 lapses_on=ENDS, only_after=STARTED, only_before=before, kind="guidance", owed_by="prescriber", cite=NG87)  # fmt: skip


def from_age(slug: str, title: str, age: int, until: str | tuple[str, ...], cite: str) -> Clock:
    """An alarm from the day on which the young person is so many months old, or from the start of treatment past it, until it is answered."""
    return clock(slug, title, starts=latest(STARTED), by=later_of(months(age).beginning_with(dated(START, "date_of_birth")), START), until=until,
                 lapses_on=ENDS, kind="local", owed_by="prescriber", cite=cite)  # fmt: skip


ADHD_MEDICATION = pathway(
    "adhd-medication",
    "ADHD medication",
    summary="Checks, reviews, shared care and the prescriber of record, from the diagnosis to an adult prescriber.",
    stages=(
        stage("waiting-treatment", "Waiting for treatment"),
        stage("in-treatment", "Treated by a specialist"),
        stage("shared-care-proposed", "Shared care proposed"),
        stage("shared-care-agreed", "Shared care agreed"),
        stage("shared-care", "Treated in shared care"),
        stage("adult-prescriber-agreed", "Adult prescriber agreed"),
        stage("stopped", "Treatment ended", closed=True),
    ),
    events=EVENTS,
    clocks=(
        wait("diagnosis-to-treatment", "From diagnosis to treatment", since="adhd-diagnosed", until=STARTED, lapses_on=ENDS,
             cite="Local: the second wait"),
        check("height-check", "Measure height", "height-checked", months(6), NG87),
        weight(months(3).of(START), before=ELEVENTH_BIRTHDAY),
        weight(months(3).of(THIS_COURSE), before=months(2).of(THIS_COURSE)),
        weight(months(6).of(THIS_COURSE), before=months(5).of(THIS_COURSE)),
        weight(months(6).of(START)),
        check("heart-rate-and-blood-pressure-check", "Measure heart rate and blood pressure", PRESSURE, months(6), NG87),
        clock("check-before-dose-change", "Measure heart rate and blood pressure before the dose changes", each=DAY,
              starts="dose-change-planned", by=dated(START, "change_on"), until=PRESSURE,
              lapses_on=("dose-change-called-off", *ENDS), kind="guidance", owed_by="prescriber", cite=NG87),
        clock("check-after-dose-change", "Measure heart rate and blood pressure after the dose changed", each=DAY,
              starts="dose-changed", by=weeks(4).of(START), until=on_a_later_day(PRESSURE), lapses_on=ENDS, kind="guidance",
              owed_by="prescriber", cite=f"{NG87}; four weeks are local"),
        check("specialist-review", "Review by an ADHD specialist", "specialist-review-held", years(1), "NICE NG87 1.10.1 (not verified)"),
        clock("answer-flag", "Do what the clinician flagged", each=DAY, starts="clinician-flagged", by=dated(START, "act_by"),
              until="flag-answered", lapses_on=ENDS, kind="local", owed_by="prescriber", cite="The day that the clinician set"),
        # A day without a prescriber is an alarm on that day, so nothing is left to count.
        clock("prescriber-of-record", "Record who prescribes", each=DAY, starts=first("prescriber-ended", *SHARED_CARE_OVER),
              by=days(0).of(START), until=PRESCRIBES_NEXT, lapses_on=ENDS, kind="local", owed_by="prescriber",
              cite="A prescriber of record for every day of treatment"),
        clock("next-prescriber", "Record who prescribes after the last day agreed", each=DAY, starts=first(STARTED, "prescriber-recorded"),
              by=dated(START, "until_on"), until=PRESCRIBES_NEXT, lapses_on=ENDS, kind="local", owed_by="prescriber",
              cite="A prescriber of record for every day of treatment"),
        # The family is asked to say so two weeks ahead (local); whoever prescribes answers soon, and never after the last day.
        clock("secure-supply", "See to the supply of medicine", each=DAY, starts="supply-running-out",
              by=earlier_of(working_days(2).of(START), later_of(dated(START, "last_on"), START)), until="supply-secured", lapses_on=ENDS,
              kind="local", owed_by="prescriber", cite="Local: two working days, and never after the last day of the supply"),
        wait("shared-care-answer", "Answer on shared care", each="practice", since="shared-care-proposed",
             until=("shared-care-accepted", "shared-care-declined"), lapses_on=ENDS, cite="Local: shared care by practice"),
        clock("review-shared-care", "Review shared care", each="practice", starts=first("shared-care-accepted", "shared-care-reviewed"),
              by=dated(START, "review_on"), until="shared-care-reviewed", lapses_on=("shared-care-withdrawn", "shared-care-ended", *ENDS),
              kind="local", owed_by="prescriber", cite="The day agreed in shared care"),
        from_age("reassess-for-adulthood", "Reassess whether treatment goes on into adulthood", 198, "reassessed-for-adulthood",
                 "From 16 and a half, for NICE NG87 1.1.4 (not verified)"),
        from_age("adult-prescriber", "Have an adult prescriber accept", 204, "adult-prescriber-accepted",
                 "From 17, for NICE NG87 1.1.4 to 1.1.6 (not verified)"),
        from_age("tell-designated-officer", "Tell the designated officer that no adult prescriber accepted", 210,
                 ("designated-officer-told", "adult-prescriber-accepted"), "From 17 and a half"),
    ),
)  # fmt: skip
