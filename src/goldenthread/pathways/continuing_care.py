"""Children and young people's continuing care.

The National Framework for Children and Young People's Continuing Care (2016) covers those under 18 whose needs no existing service can
meet. The ICB leads, with the council. Its counts of days are **not verified** here: a decision within 28 working days of the
referral, the family told within 5 working days of it, a review after 3 months and then each year; and, before adulthood, the adult
team told at 14, a formal referral at 16, a decision in principle by 17 and the move by 18. Adult continuing healthcare has other
rules. Each of these is shown as guidance. Where a child is first found eligible past one of those birthdays, the step is owed from
that day.

It is joined to the education, health and care plan by the child, and is never part of it. Domains, levels and reasons are the service's
notes.
"""

from goldenthread.engine.fields import choice, date_field, event, number_field, text_field, texts_field, yes_no
from goldenthread.engine.pathway import (
    DAY,
    START,
    Clock,
    clock,
    dated,
    later_of,
    latest,
    months,
    pathway,
    stage,
    wait,
    when,
    working_days,
    years,
)
from goldenthread.pathways.common.declare import declared
from goldenthread.pathways.common.referral import (
    NOTES,
    REFERRAL_ENDS,
    REFERRAL_EVENTS,
    REFERRAL_STAGES,
    SINCE_RECEIVED,
    WAITS,
)

FRAMEWORK = "National Framework for Children and Young People’s Continuing Care 2016 (not verified)"
DECIDED = "continuing-care-decided"
ELIGIBLE = latest(when(DECIDED, eligible=True))
NOT_ELIGIBLE = when(DECIDED, eligible=False)
UNDECIDED = ("in-assessment", "assessment-complete", "panel")
"""Stages past the first contact in which the family still waits for the decision."""

EVENTS = (
    event("decision-support-tool-completed", "Decision support tool completed", texts_field("levels", "Each domain and its level"),
          kind=NOTES),
    event("panel-held", "Panel held", texts_field("members", "Who sat on it").optional(), stage="panel", kind=WAITS),
    event(DECIDED, "Decided whether the child is eligible", yes_no("eligible", "Is the child eligible?"),
          date_field("date_of_birth", "Child’s date of birth").not_after("on"), stage="decided", kind=WAITS),
    event("reasons-recorded", "Reasons for the decision", text_field("reasons", "Reasons"), kind=NOTES),
    event("family-told-decision", "Family told the decision", kind=WAITS),
    event("decision-disputed", "Family disputes the decision", stage="disputed", kind=WAITS),
    event("dispute-settled", "Dispute settled", text_field("outcome", "How").optional(), stage="decided", kind=WAITS),
    event("health-budget-offered", "Personal health budget offered", yes_no("accepted", "Did the family want it?").optional(), kind=WAITS),
    event("funding-agreed", "Shares of the cost agreed", number_field("health_share", "Share of health, in percent"),
          number_field("council_share", "Share of the council, in percent"), kind=NOTES),
    event("package-started", "Package of care started", stage="in-treatment", kind=WAITS),
    event("package-reviewed", "Package of care reviewed", kind=WAITS),
    event("adult-team-told", "Adult continuing healthcare team told", kind=WAITS),
    event("adult-team-referred", "Referred to adult continuing healthcare", kind=WAITS),
    event("adult-decision-in-principle", "Decided in principle on adult continuing healthcare",
          choice("outcome", "Outcome", "eligible", "not-eligible"), kind=WAITS),
)  # fmt: skip


def at_age(slug: str, title: str, age: int, until: str) -> Clock:
    """A step of the move to adult services, by a birthday, or from the day a child was found eligible past it."""
    return clock(slug, title, starts=ELIGIBLE, by=later_of(years(age).of(dated(ELIGIBLE, "date_of_birth")), START),
                 until=(until, "passed-to-adult-service"), lapses_on=(NOT_ELIGIBLE, *REFERRAL_ENDS), kind="guidance", owed_by="icb", cite=FRAMEWORK)  # fmt: skip


CONTINUING_CARE = pathway(
    "continuing-care",
    "Children’s continuing care",
    summary="From a referral to the decision, the package, its reviews, and the move to adult services.",
    stages=(*REFERRAL_STAGES, stage("panel", "Panel held"), stage("decided", "Decided"), stage("disputed", "Disputed by the family")),
    events=declared(EVENTS, REFERRAL_EVENTS),
    clocks=(
        # What a list of continuing care is for is the decision; a first contact ends nothing. Beside it stands the day below.
        wait("first-contact", "Decision", since=SINCE_RECEIVED, until=DECIDED, lapses_on=REFERRAL_ENDS, cite="Local: the whole wait for the decision"),
        clock("decide-continuing-care", "Decide whether the child is eligible", by=working_days(28).of(SINCE_RECEIVED), until=DECIDED,
              lapses_on=REFERRAL_ENDS, kind="guidance", owed_by="icb", cite=FRAMEWORK),
        # What was decided is told even to a family whose referral ends the same day.
        clock("tell-decision", "Tell the family the decision", each=DAY, starts=DECIDED, by=working_days(5).of(START),
              until="family-told-decision", kind="guidance", owed_by="icb", cite=FRAMEWORK),
        clock("review-package", "Review the package of care", each=DAY, starts="package-started", by=months(3).of(START),
              until="package-reviewed", lapses_on=(NOT_ELIGIBLE, *REFERRAL_ENDS), kind="guidance", owed_by="icb", cite=FRAMEWORK),
        clock("review-package", "Review the package of care", each=DAY, starts="package-reviewed", by=months(12).of(START),
              until="package-reviewed", lapses_on=(NOT_ELIGIBLE, *REFERRAL_ENDS), kind="guidance", owed_by="icb", cite=FRAMEWORK),
        at_age("tell-adult-team", "Tell the adult team at 14", 14, "adult-team-told"),
        at_age("refer-to-adult-team", "Refer to the adult team at 16", 16, "adult-team-referred"),
        at_age("decide-in-principle", "Decide in principle by 17", 17, "adult-decision-in-principle"),
        at_age("move-to-adult-care", "Move to adult services by 18", 18, "passed-to-adult-service"),
    ),
)  # fmt: skip
