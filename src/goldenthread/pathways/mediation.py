"""Mediation (Children and Families Act 2014 s.52-56; SEND Regulations 2014 r.32-42)."""

from goldenthread.engine.fields import choices_field, date_field, event, text_field
from goldenthread.engine.pathway import (
    START,
    clock,
    dated,
    days,
    first,
    has,
    latest,
    only,
    pathway,
    received,
    stage,
    weeks,
    when,
    working_days,
)
from goldenthread.pathways.common.assessment import ADVICE_REQUESTED, RECEIVED_ON
from goldenthread.pathways.common.compliance import COMPLIANCE_EVENTS, MET_BY, compliance
from goldenthread.pathways.common.declare import declared, only_in
from goldenthread.pathways.common.exceptions import EXCEPTION_EVENTS
from goldenthread.pathways.common.learning import LEARNING_EVENTS, learning
from goldenthread.pathways.common.rights import DISPUTE, MEDIATION_CERTIFICATE_ISSUED

REQUESTED = "mediation-requested"

EVENTS = (
    event(REQUESTED, "Mediation requested",
          choices_field("issues", "What is in issue", "education", "health", "social-care"), stage="arranging", kind=DISPUTE),
    event("mediation-declined", "Family declined mediation", stage="declined", kind=DISPUTE),
    event("icb-notified-of-issues", "ICB told of the health issues", RECEIVED_ON, kind=DISPUTE),
    event("mediation-arranged", "Mediation arranged", date_field("meeting_on", "Day of the meeting"), stage="arranged", kind=DISPUTE),
    event("mediation-not-arranged", "Authority cannot arrange mediation in time", stage="not-arranged", kind=DISPUTE),
    event("mediation-held", "Mediation held", text_field("outcome", "Outcome"), stage="held", kind=DISPUTE),
    MEDIATION_CERTIFICATE_ISSUED,
    event("authority-told-of-agreement", "Authority told of the agreement", kind=DISPUTE),
    *LEARNING_EVENTS,
    *EXCEPTION_EVENTS,
)

ARRANGED = ("mediation-arranged", "mediation-held")
SHARED = (*COMPLIANCE_EVENTS, ADVICE_REQUESTED)

MEDIATION = pathway(
    "mediation",
    "Mediation",
    summary="From the family's wish to mediate to the certificate, and to what was agreed being done.",
    stages=(
        stage("arranging", "Arranging"),
        stage("arranged", "Meeting arranged"),
        stage("held", "Meeting held"),
        stage("not-arranged", "Not arranged", closed=True),
        stage("declined", "Declined", closed=True),
    ),
    events=declared(EVENTS, SHARED),
    reads=only_in((*MET_BY, ADVICE_REQUESTED), EVENTS),
    clocks=(
        clock("notify-icb-of-issues", "Tell the ICB that health is in issue",
              by=working_days(3).of(when(REQUESTED, issues=has("health"))), until="icb-notified-of-issues", cite="r.35(2)"),
        # If health alone is in issue the ICB arranges it, from its receipt of the authority's notice; else the authority.
        clock("arrange-mediation", "Arrange the mediation", only_after=when(REQUESTED, issues=only("health")),
              by=days(30).of(received("icb-notified-of-issues")), until=ARRANGED,
              lapses_on=("mediation-not-arranged", "mediation-declined"), owed_by="icb", cite="r.35(3)"),
        clock("arrange-mediation", "Arrange the mediation",
              by=days(30).of(when(REQUESTED, issues=has("education", "social-care"))), until=ARRANGED,
              lapses_on=("mediation-not-arranged", "mediation-declined"), cite="r.35(4), 36(2)"),
        clock("tell-family-of-mediation", "Tell the family of the meeting",
              by=working_days(5).before(dated(latest("mediation-arranged"), "meeting_on")), until=START, cite="r.37(2)"),
        clock("issue-certificate", "Issue the mediation certificate",
              by=working_days(3).of(latest("mediation-declined", "mediation-held", "mediation-not-arranged")),
              until="mediation-certificate-issued", owed_by="mediation-adviser", cite="r.34(1), 39"),
        clock("tell-authority-of-agreement", "Tell the authority of the agreement",
              by=weeks(1).of(when("mediation-agreement-made", authority_party=False)),
              until="authority-told-of-agreement", owed_by="icb", cite="r.42(4)"),
        *compliance(),
        # Why the family and the authority had to meet at all.
        *learning(first("mediation-held", "mediation-not-arranged", "mediation-declined")),
    ),
)
