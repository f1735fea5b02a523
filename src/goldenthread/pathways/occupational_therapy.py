"""Occupational therapy: sensory needs, hand skills, equipment and adaptations.

No standard sets a longest wait; 18 weeks are an ambition for all community services. A child who was seen can still wait for
what was ordered: that wait is shown too.
"""

from goldenthread.engine.fields import event, text_field
from goldenthread.engine.pathway import pathway, wait
from goldenthread.pathways.common.community import eighteen_weeks
from goldenthread.pathways.common.declare import declared
from goldenthread.pathways.common.referral import REFERRAL_ENDS, REFERRAL_EVENTS, REFERRAL_STAGES, WAITS, referral_waits

ITEM = text_field("item", "What")

EQUIPMENT = (
    event("equipment-ordered", "Equipment or adaptation ordered", ITEM, about="item", kind=WAITS),
    event("equipment-supplied", "Equipment or adaptation supplied", ITEM, about="item", kind=WAITS),
)

OCCUPATIONAL_THERAPY = pathway(
    "occupational-therapy",
    "Occupational therapy",
    summary="From a referral to the first appointment, to therapy, and to the equipment that was ordered.",
    stages=REFERRAL_STAGES,
    events=declared(EQUIPMENT, REFERRAL_EVENTS),
    clocks=(
        eighteen_weeks(),
        *referral_waits(),
        wait("equipment", "Equipment or adaptation", each="item", since="equipment-ordered", until="equipment-supplied",
             lapses_on=REFERRAL_ENDS, cite="Local: the wait for what was ordered"),
    ),
)  # fmt: skip
