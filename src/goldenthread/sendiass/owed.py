"""The next step of each enquiry, in the list of work of its adviser and of nobody else. No case and no child on record is named by it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from goldenthread.access.viewer import Viewer
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.sendiass import caseload
from goldenthread.sendiass.keys import NoKey, WrongKey
from goldenthread.web.addresses import address

STEP = "next-step-of-enquiry"


def owed(viewer: Viewer, on: date, case: UUID | None) -> list[Task]:
    if case is not None or viewer.id is None or caseload.service_of(viewer) is None:
        return []
    found = []
    for e in caseload.enquiries(viewer).filter(adviser=viewer.id, closed_on=None):
        try:
            words = caseload.words_of(e)
        except (NoKey, WrongKey):
            words = {}
        clock = ClockFacts(e.pk, STEP, "", e.opened_on, e.next_on, None, None, None, "", "local", False, "sendiass")
        said = Said(words.get("next_step") or "Next step of an enquiry", address("sendiass-enquiry", e.pk), caseload.themes().get(e.theme, e.theme), viewer.name, viewer.id,
                    words.get("family") or "A family", e.locality)  # fmt: skip
        found.append(Task(clock, None, None, mine=True, said=said))
    return found


OWED = Elsewhere(owed, "from sendiass_enquiry where adviser = %(user)s and closed_on is null")
