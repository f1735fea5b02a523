"""Speech, language and communication: NHS speech and language therapy.

No standard sets a longest wait; 18 weeks are an ambition for all community services. An advice line, a drop-in and a talk with
the link therapist come before a referral or instead of one. Each is access to the service and is counted as that, so that help
given earlier does not look like fewer children in need: none starts or stops a wait. Therapy that a plan names in section F is
a line of the plan, paid for by the council, and never waits here.
"""

from goldenthread.engine.fields import event
from goldenthread.engine.pathway import pathway
from goldenthread.pathways.common.community import eighteen_weeks
from goldenthread.pathways.common.declare import declared
from goldenthread.pathways.common.referral import REFERRAL_EVENTS, REFERRAL_STAGES, WAITS, referral_waits

ACCESS = (
    event("advice-given", "Advice given on the advice line", kind=WAITS),
    event("drop-in-attended", "Came to a drop-in", kind=WAITS),
    event("link-therapist-discussed", "Talked over with the link therapist", kind=WAITS),
)

SPEECH_AND_LANGUAGE = pathway(
    "speech-and-language",
    "Speech and language therapy",
    summary="From advice, a drop-in or a referral to the first appointment and to therapy.",
    stages=REFERRAL_STAGES,
    unstaged="Advice or a drop-in, and no referral",
    events=declared(ACCESS, REFERRAL_EVENTS),
    clocks=(eighteen_weeks(), *referral_waits()),
)
