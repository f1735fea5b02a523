"""What community health services for children share beside their waits: the ambition of 18 weeks.

NHS England's Medium Term Planning Framework asks that 80% are seen within 18 weeks by 2028/29 (known from a summary of it; the
step of 78% in 2026/27 is **not verified**). It is an ambition for a service and no child's right: a child past it is past a
quality standard and no more. It is counted here to the first attended contact, or to treatment if that comes first, which is
what the services record of every child; how long a child waits from there to treatment is a wait of its own.
"""

from goldenthread.engine.pathway import Clock, clock, weeks
from goldenthread.pathways.common.referral import REFERRAL_ENDS, SEEN, SINCE_RECEIVED


def eighteen_weeks() -> Clock:
    """The ambition, from the day the referral was first received by anybody."""
    return clock("see-within-18-weeks", "See the child within 18 weeks", by=weeks(18).of(SINCE_RECEIVED),
                 until=(*SEEN, "treatment-started"), lapses_on=REFERRAL_ENDS, kind="quality", owed_by="provider",
                 cite="NHS England ambition for community health services")  # fmt: skip
