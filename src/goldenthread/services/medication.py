"""What a family reads of its child's treatment with medication, and its word that the medicine runs out.

The word goes onto the case by the queue, since a family writes to no case of a provider; there its clock asks for an answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from goldenthread.access.policy import Record, Refused, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.actions import record_by_queue
from goldenthread.cases.models import Case, Event
from goldenthread.cases.projection import project_with_linked, take_turn
from goldenthread.cases.queries_clocks import CASE
from goldenthread.letters.sending import enqueue
from goldenthread.pathways.adhd_medication import ADHD_MEDICATION
from goldenthread.people.kinds import MESSAGES
from goldenthread.people.models import Child
from goldenthread.services.models_medication import Supply
from goldenthread.services.register import Line, Owed, lines_of
from goldenthread.web.turns import one_at_a_time

CHECKED = {
    "height-check": "Height. It shows whether growth is as expected.",
    "weight-check": "Weight. The medicine can make people eat less.",
    "heart-rate-and-blood-pressure-check": "Heart rate and blood pressure. The medicine can make the heart beat faster.",
    "check-before-dose-change": "Heart rate and blood pressure, before the dose changes.",
    "check-after-dose-change": "Heart rate and blood pressure, after the dose has changed.",
    "specialist-review": "A specialist’s review. They ask whether the medicine still helps, and whether to go on.",
    "review-shared-care": "How the GP practice and the service share the work.",
}
"""What is checked and why, in a family's words."""
RUNS_OUT = 14
"""So many days before the medicine ends, the family is asked to say so."""


@dataclass(frozen=True)
class Treated:
    """One treatment, as its family reads it. `grown`: what is known of who will prescribe at 18, from the age of 16 and a half."""

    line: Line
    provider: str
    checks: list[tuple[str, Owed]]
    grown: str
    supply_ends: dt.date | None
    answer_by: dt.date | None


def treatments(viewer: Viewer, child: UUID, on: dt.date) -> list[Treated]:
    """Every open treatment of a child that the viewer may read."""
    found = []
    for line, case, events in lines_of(viewer, on, child=child):
        if line.waits_since is not None:
            continue
        owed: dict[str, Owed] = {}
        for o in line.owed:
            if o.clock in CHECKED and o.due is not None:
                owed.setdefault(o.clock, o)
        checks = [(CHECKED[clock], o) for clock, o in owed.items()]
        supply = next((o for o in line.owed if o.clock == "secure-supply"), None)
        ends = [dt.date.fromisoformat(e.fields["last_on"]) for e in events if e.event == "supply-running-out"] if supply else []
        found.append(Treated(line, case.owner.name, sorted(checks, key=lambda c: c[1].due or on), _grown(events, line.child, on), ends[-1] if ends else None, supply.due if supply else None))
    return found


def _grown(events: list[Event], child: Child, on: dt.date) -> str:
    last = {e.event: e for e in events}
    born = child.date_of_birth
    if "adult-prescriber-accepted" in last:
        return f"{last['adult-prescriber-accepted'].fields['prescriber']} has agreed to prescribe at 18."
    if born is None or (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day) < 198:
        return ""
    if "adult-prescriber-proposed" in last:
        return f"{last['adult-prescriber-proposed'].fields['prescriber']} was asked to prescribe at 18. They have not agreed yet."
    return "Nobody was asked yet to prescribe at 18."


@transaction.atomic
def say_it_runs_out(viewer: Viewer, case: UUID, last_on: dt.date, on: dt.date) -> None:
    """A family's word, once for a day. Raises Refused."""
    row = Case.objects.filter(visible(viewer, "read", shape=CASE), pk=case, pathway=ADHD_MEDICATION.slug).first()
    if row is None or row.child_id is None or viewer.id is None:
        raise Refused
    if not may(viewer, "write", MESSAGES, Record(owner=row.owner_id, child=row.child_id, case=row.pk, confidentiality=row.confidentiality)):
        raise Refused
    one_at_a_time(f"supply {case}")
    if Supply.objects.filter(case=case, last_on=last_on, said_by=viewer.id).exists():
        return
    said = Supply(case_id=case, child_id=row.child_id, owner_id=row.owner_id, last_on=last_on, said_on=on, said_by=viewer.id)
    Supply.objects.bulk_create([said])
    enqueue("services.supply_on_case", supply=str(said.pk))


# --- by the queue's worker, which is the system role ---


@transaction.atomic
def put_on_the_case(supply: UUID) -> None:
    # Not by the name that a press of the family's page has: it would wait for whatever this waits for.
    take_turn()
    said = Supply.objects.filter(pk=supply).first()
    if said is None:
        return
    fields, by = {"last_on": said.last_on.isoformat()}, f"user:{said.said_by}"
    if not Event.objects.filter(case=said.case_id, event="supply-running-out", on=said.said_on, fields=fields, by=by).exists():
        record_by_queue(ADHD_MEDICATION, said.case_id, "supply-running-out", said.said_on, fields, by)
        project_with_linked(said.case_id)
