"""A plan that moves with a child to another authority or ICB (SEND Regulations 2014 r.15-16)."""

from goldenthread.engine.pathway import (
    clock,
    date_field,
    dated,
    event,
    ever,
    later_of,
    latest,
    months,
    pathway,
    stage,
    text_field,
    weeks,
    working_days,
)

AWARE = "authority-aware-of-move"
MOVE_ON = dated(ever(AWARE), "move_on")
ICB_AWARE = latest("icb-aware-of-change")
CANNOT = latest("new-icb-cannot-arrange")

PLAN_TRANSFER = pathway(
    "plan-transfer",
    "Plan moving between authorities",
    summary="From the old authority knowing of the move to the plan being kept and reviewed by the new one.",
    stages=(
        stage("moving", "Moving"),
        stage("transferred", "Transferred, family to be told"),
        stage("family-told", "Family told"),
        stage("reviewed", "Reviewed", closed=True),
    ),
    events=(
        event(AWARE, "Authority knew of the move", date_field("move_on", "Day of the move"), stage="moving"),
        event("plan-transferred", "Plan transferred",
              date_field("last_review_on", "Day of the last review").optional(),
              date_field("plan_made_on", "Day the plan was made").optional(), stage="transferred",
              kind="drafts-and-final-plan"),
        event("family-told-of-transfer", "Family told of the transfer", stage="family-told"),
        event("review-completed", "Review completed", stage="reviewed"),
        event("icb-aware-of-change", "ICB knew of the change", text_field("old", "Old ICB"), text_field("new", "New ICB")),
        event("new-icb-notified", "New ICB told"),
        event("new-icb-cannot-arrange", "New ICB cannot arrange section G"),
        event("assessment-or-review-requested", "New ICB asked for an assessment or review"),
    ),
    clocks=(
        # The day of the move, if the authority knew at least 15 working days before it; else 15 working days
        # beginning with the day it knew. That is always the later of the two.
        clock("transfer-plan", "Transfer the plan", starts=latest(AWARE),
              by=later_of(dated(latest(AWARE), "move_on"), working_days(15).beginning_with(latest(AWARE))),
              until="plan-transferred", cite="r.15(1)-(2)"),
        clock("tell-family-of-transfer", "Tell the family of the transfer",
              by=weeks(6).of("plan-transferred"), until="family-told-of-transfer", cite="r.15(5)"),
        clock("review-after-transfer", "Review the plan after the transfer", starts="plan-transferred",
              by=later_of(months(12).beginning_with(dated("plan-transferred", "last_review_on", "plan_made_on")),
                          months(3).beginning_with("plan-transferred")),
              until="review-completed", cite="r.15(6)"),
        clock("notify-new-icb", "Tell the new ICB", starts=ICB_AWARE,
              by=later_of(MOVE_ON, working_days(15).beginning_with(ICB_AWARE)),
              until="new-icb-notified", owed_by="icb", cite="r.16(1)-(2)"),
        clock("request-assessment-or-review", "Ask for an assessment or review of section G",
              starts=CANNOT, only_after="new-icb-notified",
              by=working_days(15).beginning_with(ever(latest("new-icb-notified"))),
              until="assessment-or-review-requested", owed_by="icb", cite="r.16(3)"),
        clock("request-assessment-or-review", "Ask for an assessment or review of section G",
              by=working_days(15).beginning_with(CANNOT),
              until="assessment-or-review-requested", owed_by="icb", cite="r.16(3)"),
    ),
)
