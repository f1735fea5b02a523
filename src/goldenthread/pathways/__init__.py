"""Every arrangement of the partnership, each one declarative file that reads like its regulation."""

from goldenthread.engine.pathway import Pathway
from goldenthread.pathways.adhd_medication import ADHD_MEDICATION
from goldenthread.pathways.annual_review import ANNUAL_REVIEW
from goldenthread.pathways.camhs import CAMHS
from goldenthread.pathways.community_nursing import COMMUNITY_NURSING
from goldenthread.pathways.complaint import COMPLAINT
from goldenthread.pathways.continuing_care import CONTINUING_CARE
from goldenthread.pathways.ehc_needs_assessment import EHC_NEEDS_ASSESSMENT
from goldenthread.pathways.learning_disability import LEARNING_DISABILITY
from goldenthread.pathways.mediation import MEDIATION
from goldenthread.pathways.neurodevelopmental import NEURODEVELOPMENTAL
from goldenthread.pathways.occupational_therapy import OCCUPATIONAL_THERAPY
from goldenthread.pathways.phase_transfer import PHASE_TRANSFER
from goldenthread.pathways.physiotherapy import PHYSIOTHERAPY
from goldenthread.pathways.plan_cessation import PLAN_CESSATION
from goldenthread.pathways.plan_transfer import PLAN_TRANSFER
from goldenthread.pathways.provision_delivery import PROVISION_DELIVERY
from goldenthread.pathways.reassessment import REASSESSMENT
from goldenthread.pathways.safe_waiting import SAFE_WAITING
from goldenthread.pathways.speech_and_language import SPEECH_AND_LANGUAGE
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
        COMPLAINT,
        NEURODEVELOPMENTAL,
        SPEECH_AND_LANGUAGE,
        OCCUPATIONAL_THERAPY,
        PHYSIOTHERAPY,
        CAMHS,
        LEARNING_DISABILITY,
        COMMUNITY_NURSING,
        CONTINUING_CARE,
        ADHD_MEDICATION,
        SAFE_WAITING,
    )
}
SERVICES: dict[str, Pathway] = {p.slug: p for p in PATHWAYS.values() if "referral-received" in p.events}
"""Those on which a child is referred to a health service and waits for it."""
HEALTH: dict[str, Pathway] = {**SERVICES, **{p.slug: p for p in (ADHD_MEDICATION, SAFE_WAITING)}}
"""Those on which nothing is a limit of the SEND Regulations, so that no exception of theirs excuses it."""
OF_HEALTH_SERVICES: tuple[str, ...] = tuple(
    sorted({e for p in HEALTH.values() for e in p.events} - {e for slug, p in PATHWAYS.items() if slug not in HEALTH for e in p.events})
)
"""Events that happen on no other pathway than a health service's."""
