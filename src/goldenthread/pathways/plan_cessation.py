"""Ceasing a plan (Children and Families Act 2014 s.45-46; SEND Regulations 2014 r.29-31, 46).

The plan is kept while an appeal can still be made or is undecided, and never ends just because education stopped. No
exception of any kind exists. No rule sets a time in which a head or principal answers the consultation of r.31."""

from dataclasses import replace

from goldenthread.engine.fields import choice, date_field, event, text_field
from goldenthread.engine.pathway import (
    Happening,
    afterwards,
    clock,
    dated,
    earlier_of,
    latest,
    next_yearly,
    only_if,
    pathway,
    pending,
    stage,
    when,
    years,
)
from goldenthread.pathways.common.amendment import DECIDED_TO_CEASE
from goldenthread.pathways.common.assessment import PLAN, SETTING_EVENTS
from goldenthread.pathways.common.cessation import DECIDED_NOT_TO_CEASE
from goldenthread.pathways.common.exceptions import EXCEPTION_EVENTS
from goldenthread.pathways.common.rights import DISPUTE, READ_RIGHTS, RIGHTS_EVENTS, appeal_period, rights

CHECKED = "age-limit-checked"
IN_FURTHER_EDUCATION = only_if(latest(CHECKED), when(CHECKED, setting_type="further-education"))
TWENTY_FIFTH_BIRTHDAY = years(25).of(dated(IN_FURTHER_EDUCATION, "date_of_birth"))
KEPT: tuple[str | Happening, ...] = (*afterwards("decided-not-to-cease"), "died")
"""To cease may be decided anew on the day on which an earlier decision was given up."""
DAY_BEFORE_TWENTY_SIXTH_BIRTHDAY = years(26).beginning_with(dated(latest(CHECKED), "date_of_birth"))

PLAN_CESSATION = pathway(
    "plan-cessation",
    "Ceasing a plan",
    summary="From considering that a plan may end, through the family's right to appeal, to the day it ceases.",
    stages=(
        stage("considering", "Considering"),
        stage("ceasing", "Ceasing, plan still in force"),
        stage("ceased", "Plan ceased", closed=True),
        stage("kept", "Plan kept", closed=True),
    ),
    events=(
        event("cessation-considered", "Considering whether to cease the plan", stage="considering"),
        event("family-consulted", "Family consulted"),
        *SETTING_EVENTS,
        DECIDED_TO_CEASE,
        replace(DECIDED_NOT_TO_CEASE, stage="kept"),
        event("appeal-decided", "Appeal finally decided", text_field("outcome", "Outcome"), kind=DISPUTE),
        event("plan-ceased", "Plan ceased", text_field("reason", "Reason"), stage="ceased", kind=PLAN),
        event("died", "Died", stage="ceased"),
        event(CHECKED, "Age limit checked", date_field("date_of_birth", "Date of birth").not_after("on"),
              choice("setting_type", "Kind of setting", "further-education", "apprenticeship", "other"),
              date_field("ends_on", "Day the course or apprenticeship ends").optional()),
        *EXCEPTION_EVENTS,
        *RIGHTS_EVENTS,
    ),
    reads=READ_RIGHTS,
    clocks=(
        clock("keep-plan", "Keep the plan in force", starts=latest("decided-to-cease"),
              at_least=pending("appeal-lodged", "appeal-decided", appeal_period("decided-to-cease")),
              lapses_on=KEPT, cite="s.45(4)"),
        clock("age-limit", "Keep the plan to the end of the academic year", starts=latest(CHECKED),
              at_least=next_yearly(31, 7, on_or_after=TWENTY_FIFTH_BIRTHDAY), lapses_on="died", cite="s.46, r.46"),
        clock("age-limit", "Keep the plan to the end of the course or apprenticeship", starts=latest(CHECKED),
              at_least=earlier_of(dated(latest(CHECKED), "ends_on"), DAY_BEFORE_TWENTY_SIXTH_BIRTHDAY),
              lapses_on="died", cite="s.46, r.46"),
        *rights("decided-to-cease", ends=KEPT),
    ),
)
