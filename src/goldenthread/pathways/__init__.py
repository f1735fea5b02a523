"""Every arrangement of the partnership, each one declarative file that reads like its regulation."""

from goldenthread.engine.pathway import Pathway
from goldenthread.pathways.annual_review import ANNUAL_REVIEW
from goldenthread.pathways.ehc_needs_assessment import EHC_NEEDS_ASSESSMENT
from goldenthread.pathways.mediation import MEDIATION
from goldenthread.pathways.neurodevelopmental import NEURODEVELOPMENTAL
from goldenthread.pathways.phase_transfer import PHASE_TRANSFER
from goldenthread.pathways.plan_cessation import PLAN_CESSATION
from goldenthread.pathways.plan_transfer import PLAN_TRANSFER
from goldenthread.pathways.provision_delivery import PROVISION_DELIVERY
from goldenthread.pathways.reassessment import REASSESSMENT
from goldenthread.pathways.tribunal_appeal import TRIBUNAL_APPEAL

PATHWAYS: dict[str, Pathway] = {
    p.slug: p
    for p in (
        EHC_NEEDS_ASSESSMENT,
        ANNUAL_REVIEW,
        PHASE_TRANSFER,
        REASSESSMENT,
        PLAN_CESSATION,
        PLAN_TRANSFER,
        PROVISION_DELIVERY,
        MEDIATION,
        TRIBUNAL_APPEAL,
        NEURODEVELOPMENTAL,
    )
}
SERVICES: dict[str, Pathway] = {p.slug: p for p in PATHWAYS.values() if "referral-received" in p.events}
"""Those on which a child is referred to a health service and waits for it."""
