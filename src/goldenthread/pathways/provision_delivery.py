"""Putting a plan's provision in place, and confirming it.

Children and Families Act 2014 s.42 makes the council secure the special educational provision of a plan, and the health body
its health provision, from the day it is issued; no period is set for showing it. Four weeks for the setting and the family to
say whether each line is in place are a **local** target, counted from issue, from amendment, and from a change of setting.

It is a pathway of its own, and no part of the assessment or the review: it begins anew with every version, for as long as
there is a plan, and imported plans of many years would otherwise owe confirmations that nobody ever asked for. The sessions
themselves are too many and too small for the journal: see `delivery`.
"""

from goldenthread.engine.fields import choice, event, text_field, yes_no
from goldenthread.engine.pathway import DAY, clock, pathway, stage, weeks
from goldenthread.pathways.common.assessment import PLAN, SETTING
from goldenthread.pathways.common.exceptions import EXCEPTION_EVENTS

TO_START = "provision-to-start"
ENDS = ("plan-ceased", "moved-out-of-area", "died")
EACH_IN_PLACE = yes_no("all_in_place", "Is every line in place?")

PROVISION_DELIVERY = pathway(
    "provision-delivery",
    "Provision in place",
    summary="From a plan being issued, amended or moved to another setting to setting and family confirming its provision.",
    stages=(
        stage("starting", "Being put in place"),
        stage("ended", "Plan ended", closed=True),
    ),
    events=(
        event(TO_START, "Provision is to be in place",
              choice("because", "Because the plan was", "issued", "amended", "setting-changed"), SETTING.optional(),
              stage="starting", kind=PLAN),
        event("setting-confirmed-provision", "Setting said whether each line is in place", EACH_IN_PLACE, kind="school-sen-support"),
        event("family-confirmed-provision", "Family said whether each line is in place", EACH_IN_PLACE, kind="messages-to-family"),
        event("plan-ceased", "Plan ceased", text_field("reason", "Reason"), stage="ended", kind=PLAN),
        event("moved-out-of-area", "Moved out of the area", text_field("to", "Which authority"), stage="ended"),
        event("died", "Died", stage="ended"),
        *EXCEPTION_EVENTS,
    ),
    # The plan's end is recorded on the case that made it or that ends it.
    reads=ENDS,
    clocks=(
        clock("confirm-provision-in-place", "Confirm that each line of the plan is in place", each=DAY,
              by=weeks(4).of(TO_START), until="setting-confirmed-provision", lapses_on=(TO_START, *ENDS),
              kind="local", owed_by="setting", cite="Local target, for s.42"),
        clock("say-whether-provision-in-place", "Say whether each line of the plan is in place", each=DAY,
              by=weeks(4).of(TO_START), until="family-confirmed-provision", lapses_on=(TO_START, *ENDS),
              kind="local", owed_by="family", cite="Local target, for s.42"),
    ),
)
