"""A plan that moves with a child to another authority or ICB (SEND Regulations 2014 r.15-16).

The plan counts as the new authority's, made on its first date. No exception of any kind exists."""

from goldenthread.engine.fields import date_field, event, text_field
from goldenthread.engine.pathway import (
    clock,
    dated,
    ever,
    first,
    later_of,
    latest,
    months,
    only_if,
    or_else,
    outcomes,
    pathway,
    so_far,
    stage,
    weeks,
    working_days,
)
from goldenthread.pathways.common.exceptions import EXCEPTION_EVENTS

AWARE = first("authority-aware-of-move")
DAY_OF_THE_MOVE = dated(ever(latest("authority-aware-of-move")), "move_on")
ICB_AWARE = latest("icb-aware-of-change")
# The notice by which the new ICB first knew of the latest change: telling it again moves nothing, and that of an earlier change is none of this
# one. Where a notice came before any change is on record, that one.
FIRST_NOTICES = outcomes("icb-aware-of-change", "new-icb-notified")
NEW_ICB_AWARE = or_else(
    only_if(so_far(latest("icb-aware-of-change", *FIRST_NOTICES)), *FIRST_NOTICES),
    only_if(so_far(first("icb-aware-of-change", "new-icb-notified")), "new-icb-notified"),
)
CANNOT_ARRANGE = latest("new-icb-cannot-arrange")
MADE_OR_REVIEWED = dated("plan-transferred", "last_review_on", "plan_made_on")

PLAN_TRANSFER = pathway(
    "plan-transfer",
    "Plan moving between authorities",
    summary="From the old authority knowing of the move to the plan being kept and reviewed by the new one.",
    stages=(
        stage("moving", "Moving"),
        stage("transferred", "Transferred, family to be told"),
        stage("family-told", "Family told"),
        stage("reviewed", "Reviewed", closed=True),
        stage("closed", "Closed", closed=True),
    ),
    events=(
        event("authority-aware-of-move", "Move known to the authority", date_field("move_on", "Day of the move"),
              stage="moving"),
        event("plan-transferred", "Plan transferred",
              date_field("last_review_on", "Day of the last review").optional().not_after("on"),
              date_field("plan_made_on", "Day the plan was made").optional().not_after("on"), stage="transferred",
              kind="drafts-and-final-plan"),
        event("family-told-of-transfer", "Family told of the transfer", stage="family-told"),
        event("review-completed", "Review completed", stage="reviewed"),
        event("icb-aware-of-change", "Change known to the ICB", text_field("old", "Old ICB"), text_field("new", "New ICB")),
        event("new-icb-notified", "New ICB told"),
        event("new-icb-cannot-arrange", "New ICB cannot arrange section G"),
        event("assessment-or-review-requested", "New ICB asked for an assessment or review"),
        event("died", "Died", stage="closed"),
        *EXCEPTION_EVENTS,
    ),
    clocks=(
        # The day of the move, if the authority knew at least 15 working days before it; else 15 working days
        # beginning with the day it knew. That is always the later of the two.
        clock("transfer-plan", "Transfer the plan", starts=AWARE,
              by=later_of(DAY_OF_THE_MOVE, working_days(15).beginning_with(AWARE)),
              until="plan-transferred", lapses_on="died", cite="r.15(2)"),
        clock("tell-family-of-transfer", "Tell the family of the transfer",
              by=weeks(6).of("plan-transferred"), until="family-told-of-transfer", lapses_on="died", cite="r.15(4)"),
        clock("review-after-transfer", "Review the plan after the transfer", starts="plan-transferred",
              by=later_of(months(12).beginning_with(MADE_OR_REVIEWED), months(3).beginning_with("plan-transferred")),
              until="review-completed", lapses_on="died", cite="r.15(5)"),
        # As for the plan, where the ICB changes because of the move; else 15 working days beginning with awareness.
        clock("notify-new-icb", "Tell the new ICB", starts=ICB_AWARE,
              by=later_of(DAY_OF_THE_MOVE, working_days(15).beginning_with(ICB_AWARE)),
              until="new-icb-notified", lapses_on="died", owed_by="icb", cite="r.15(7), 16"),
        # Counted from the day on which the new ICB became aware, which is when it was told, if that is recorded.
        clock("request-assessment-or-review", "Ask for an assessment or review of section G", starts=CANNOT_ARRANGE,
              only_after="new-icb-notified", by=working_days(15).beginning_with(NEW_ICB_AWARE),
              until="assessment-or-review-requested", lapses_on="died", owed_by="icb", cite="r.15(8), 16"),
        clock("request-assessment-or-review", "Ask for an assessment or review of section G",
              by=working_days(15).beginning_with(CANNOT_ARRANGE),
              until="assessment-or-review-requested", lapses_on="died", owed_by="icb", cite="r.15(8), 16"),
    ),
)
