"""What an EHC needs assessment and a reassessment share: advice, the draft, consulting settings, the final plan.
Events and clocks are written once here (SEND Regulations 2014 r.6, 8, 11-14; Code of Practice, whose paragraph numbers
are not verified)."""

from typing import Any

from goldenthread.engine.fields import date_field, event, slug_field, text_field, texts_field, yes_no
from goldenthread.engine.pathway import Clock, Happening, clock, days, latest, received, served, weeks, when
from goldenthread.pathways.common.contributors import CONTRIBUTORS, KIND_OF_ADVICE, NOT_UNDER_SECTION_31
from goldenthread.pathways.common.exceptions import C_TO_E

CONTRIBUTOR = slug_field("contributor", "Who gives advice", CONTRIBUTORS)
SETTING = text_field("setting", "School, college or other setting")
# What is posted is served on the second working day after, which is six days on over Christmas or Easter.
SERVED_ON = date_field("served_on", "Day it was served, if later than sent").optional().not_before("on").come(ahead=7)
RECEIVED_ON = date_field("received_on", "Day they received it, if later than sent").optional().not_before("on").come()

# That advice was asked for, came or did not is a matter of stage, which the officer who asked records. What it says is
# of its author's kind: documents, and the agreement that old advice still holds.
ADVICE: dict[str, Any] = {"about": "contributor"}
OLD_ADVICE: dict[str, Any] = {"about": "contributor", "kind": "health-advice", "kind_by_about": KIND_OF_ADVICE}

ADVICE_REQUESTED = event(
    "advice-requested",
    "Advice requested",
    CONTRIBUTOR,
    RECEIVED_ON,
    texts_field("enclosures", "What was enclosed (the family’s evidence must be)").optional(),
    **ADVICE,
)
ADVICE_EVENTS = (
    ADVICE_REQUESTED,
    event("advice-received", "Advice received", CONTRIBUTOR, **ADVICE),
    event("advice-nil-return", "Not known to this service", CONTRIBUTOR, **ADVICE),
    event("advice-refused", "Advice refused", CONTRIBUTOR, text_field("reasons", "Written reasons"), **ADVICE),
    event(
        "existing-advice-agreed",
        "Existing advice considered for use again",
        CONTRIBUTOR,
        date_field("dated", "Date of the advice").not_after("on"),
        yes_no("agreed_by_author", "Is its author satisfied that it is sufficient?"),
        yes_no("agreed_by_authority", "Is the authority satisfied?"),
        yes_no("agreed_by_family", "Is the family satisfied?"),
        date_field("author_on", "Day on which its author said so").optional().not_after("on"),
        date_field("authority_on", "Day on which the authority said so").optional().not_after("on"),
        date_field("family_on", "Day on which the family said so").optional().not_after("on"),
        **OLD_ADVICE,
    ),
)

PLAN = "drafts-and-final-plan"

DRAFT_PLAN_SENT = event("draft-plan-sent", "Draft plan sent to the family", SERVED_ON, stage="draft-with-family", kind=PLAN)
FINAL_PLAN_ISSUED = event("final-plan-issued", "Final plan issued", SETTING.optional(), stage="plan-issued", kind=PLAN)
# The time to answer is each parent's own: a parent answers for themselves, and an officer says whether all have.
BY_EVERYBODY = yes_no("by_everybody", "Has everybody of the family who was sent it given their whole answer?").optional()
REPRESENTATIONS = event("representations-received", "Family answered the draft", BY_EVERYBODY, stage="finalising", kind=PLAN)

SETTING_EVENTS = (
    event("setting-consulted", "Setting consulted", SETTING, RECEIVED_ON, about="setting", kind=PLAN),
    event("setting-responded", "Setting replied", SETTING, text_field("outcome", "What it answered"), about="setting", kind=PLAN),
)

DRAFT_EVENTS = (
    DRAFT_PLAN_SENT,
    event("draft-shared-with", "Draft shared with a contributor", CONTRIBUTOR, about="contributor", kind=PLAN),
    event("clause-confirmed", "Contributor confirmed their part of the draft", CONTRIBUTOR, about="contributor", kind=PLAN),
    REPRESENTATIONS,
    event("meeting-requested", "Family asked for a meeting", kind=PLAN),
    event("setting-requested", "Family asked for a setting", SETTING, kind=PLAN),
    *SETTING_EVENTS,
    event("section-g-agreed", "ICB agreed section G", text_field("icb", "Integrated care board"), kind=PLAN),
    FINAL_PLAN_ISSUED,
)

END_EVENTS = (
    event("request-withdrawn", "Request withdrawn by the family", stage="closed"),
    event("moved-out-of-area", "Moved out of the area", text_field("to", "Which authority"), stage="closed"),
    event("died", "Died", stage="closed"),
    event("reported-closed", "Reported in a return as ended", text_field("reason", "As the return gives it"), stage="closed"),
)

ENDS = ("request-withdrawn", "moved-out-of-area", "died", "reported-closed")

ALL_THREE_AGREE = when("existing-advice-agreed", agreed_by_author=True, agreed_by_authority=True, agreed_by_family=True)
ANSWERS = ("advice-received", "advice-nil-return", "advice-refused", ALL_THREE_AGREE)


def advice_clocks(*ends: str, again_on: tuple[Happening, ...]) -> tuple[Clock, ...]:
    """Six weeks for each contributor, from the day on which that body received the request."""

    def six_weeks(cite: str, **which: Any) -> Clock:
        return clock("advice", "Give advice", each="contributor", by=weeks(6).of(received("advice-requested")),
                     until=ANSWERS, lapses_on=ends, again_on=again_on, excusable=C_TO_E, owed_by="for", cite=cite, **which)

    return (
        six_weeks("Code of Practice 9.52; counted as in r.8(1)", only_for=NOT_UNDER_SECTION_31, kind="guidance"),
        six_weeks("r.8(1)-(2)"),
    )


def setting_clock(*ends: str, again_on: tuple[Happening, ...] = ()) -> Clock:
    """Fifteen days for each setting to reply, from the day on which it received the consultation."""
    return clock("setting-consultation", "Reply to the consultation", each="setting",
                 by=days(15).of(received("setting-consulted")), until="setting-responded", lapses_on=ends, again_on=again_on,
                 kind="guidance", owed_by="setting", cite="Code of Practice 9.83")


def draft_floor(*ends: str) -> Clock:
    """The family's fifteen days on the latest draft, the day of service being day one. Nobody can shorten them."""
    return clock("draft-representations", "Hear the family on the draft",
                 at_least=days(15).beginning_with(served(latest("draft-plan-sent"))), lapses_on=ends,
                 owed_by="family", cite="r.13(1)(a)")
