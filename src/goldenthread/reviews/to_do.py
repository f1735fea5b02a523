"""What reviews ask of the setting that prepares them, as lines of its SENCO's work: of children of every council whose plans are reviewed there."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.reviews.queries import Row, lines_for_setting
from goldenthread.web.addresses import address

TITLES = {
    "complete-review": "Arrange the review meeting",
    "circulate-review-advice": "Send the advice round before the review meeting",
    "send-review-report": "Write and send the report of the review",
}
_ITS_OWN = {"not-arranged": "complete-review", "arranged": "circulate-review-advice", "no-report": "send-review-report"}


def owed(viewer: Viewer, on: date, case: UUID | None) -> list[Task]:
    """A setting arranges the meeting, sends the advice round, and sends the report; what follows is the council's."""
    if not viewer.holds("setting-senco"):
        return []
    lines = [line for line in lines_for_setting(viewer, on) if case is None or line.case == case]
    mine = {line.case: line for line in lines if line.where.clock and _ITS_OWN.get(line.where.state) == line.where.clock.clock}
    cases = Case.objects.filter(pk__in=mine).select_related("child", "owner")
    return [_task(viewer, found, mine[found.pk]) for found in cases if found.child is not None]


def _task(viewer: Viewer, case: Case, line: Row) -> Task:
    clock, child = line.where.clock, case.child
    assert clock is not None
    assert child is not None
    assert viewer.id
    said = Said(TITLES[clock.clock], address("review", case.pk), f"The plan is {case.owner.name}’s", viewer.name, viewer.id)
    return Task(clock, case, child, mine=True, said=said)


# Whether a setting has a review to arrange is no cheaper to ask than which.
OWED = Elsewhere(owed, "", "")
