"""Early resolution: for which failed steps a family is offered to have it put right, how soon somebody speaks with it, and how long it is offered.

All of it is the area's own (decision 35): no law or guidance sets a day for it. The complaint pathway's clock, the family's page and the case
officer's list of work take it from here. Nothing of it moves a right to mediate or to appeal, or its last day.
"""

from __future__ import annotations

import datetime as dt

from goldenthread.engine.calendar import working_days_within
from goldenthread.engine.clocks import Status
from goldenthread.pathways.common.learning import OURS

CITE = OURS
CONTACT_WITHIN = 5
"""Working days within which somebody offers it or speaks of it: from a complaint; from the last day of the step that failed first; and from
the family's yes."""
OFFERED_FOR = dt.timedelta(days=365)
"""How long after a step failed it is still offered to put it right: about as long as the Ombudsman may be asked, which is twelve months."""
KINDS = ("law", "guidance")
"""Limits whose failing is offered to be put right: of law and of statutory guidance, and not the area's own targets."""


def contact_by(since: dt.date) -> dt.date:
    """The last working day by which somebody speaks with the family; `since` is not counted."""
    return working_days_within(CONTACT_WITHIN, since)


def failed(kind: str, *, familys: bool, due: dt.date | None, status: Status, on: dt.date) -> bool:
    """Whether the family is offered to have this put right: a limit of law or of the Code, owed by others than the family, past its day or
    done after it, within the last year. An exception lifts it: its status is then `excused`."""
    return kind in KINDS and not familys and due is not None and status in ("overdue", "late") and due >= on - OFFERED_FOR
