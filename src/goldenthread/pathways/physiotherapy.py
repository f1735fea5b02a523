"""Physiotherapy. No standard sets a longest wait; 18 weeks are an ambition for all community services."""

from goldenthread.engine.pathway import pathway
from goldenthread.pathways.common.community import eighteen_weeks
from goldenthread.pathways.common.referral import REFERRAL_EVENTS, REFERRAL_STAGES, referral_waits

PHYSIOTHERAPY = pathway(
    "physiotherapy",
    "Physiotherapy",
    summary="From a referral to the first appointment and to treatment.",
    stages=REFERRAL_STAGES,
    events=REFERRAL_EVENTS,
    clocks=(eighteen_weeks(), *referral_waits()),
)
