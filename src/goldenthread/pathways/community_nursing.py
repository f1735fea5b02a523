"""Community children's nursing: care at home and at school, and those whom nurses train to give it.

No standard sets a longest wait; 18 weeks are an ambition for all community services. What is offered (hours, ages, procedures,
training, out of hours) differs by place: see the offer, which is no part of a child's case. A school that looks after a child's
medical condition works from an individual healthcare plan (Children and Families Act 2014 s.100; the guidance is **not verified**
here). A person whom a nurse trained may give the care until the day that the nurse set; past it there is an alarm until that same
person is trained again or no longer gives the care.
"""

from goldenthread.engine.fields import date_field, event, text_field
from goldenthread.engine.pathway import START, clock, dated, pathway
from goldenthread.pathways.common.community import eighteen_weeks
from goldenthread.pathways.common.declare import declared
from goldenthread.pathways.common.referral import (
    NOTES,
    REFERRAL_ENDS,
    REFERRAL_EVENTS,
    REFERRAL_STAGES,
    WAITS,
    referral_waits,
)

CARER = text_field("carer", "Who gives the care, and which care")

EVENTS = (
    event("named-nurse-set", "Named nurse", text_field("nurse", "Who"), kind=WAITS),
    event("healthcare-plan-agreed", "Individual healthcare plan agreed", kind=WAITS),
    event("visit-made", "Visit made", kind=NOTES),
    event("out-of-hours-route-set", "How to get help out of hours", text_field("route", "How"), kind=WAITS),
    event("care-training-given", "Trained to give the care", CARER, date_field("competent_until", "Competent until").not_before("on"),
          about="carer", kind=NOTES),
    event("care-training-ended", "No longer gives the care", CARER, about="carer", kind=NOTES),
)  # fmt: skip

COMMUNITY_NURSING = pathway(
    "community-nursing",
    "Community children’s nursing",
    summary="From a referral to a nurse, and care that others are trained to give.",
    stages=REFERRAL_STAGES,
    events=declared(EVENTS, REFERRAL_EVENTS),
    clocks=(
        eighteen_weeks(),
        clock("train-again", "Train again whoever gives the care", each="carer", starts="care-training-given",
              by=dated(START, "competent_until"), until="care-training-given", lapses_on=("care-training-ended", *REFERRAL_ENDS),
              kind="local", owed_by="clinician", cite="The day that the nurse set"),
        *referral_waits(),
    ),
)  # fmt: skip
