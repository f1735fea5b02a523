"""Moving a child on a waiting list by hand: one person asks with a reason, a second agrees, and only then is it recorded on the referral.

At least one of the two is a clinician. The rule that is departed from is published on the page (pathways.common.referral.PRIORITIES), and
`priority_fairness` shows who was moved and who was not.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from goldenthread.access.policy import Refused, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case, Event
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.projection import hold, project_with_linked
from goldenthread.letters.sending import enqueue
from goldenthread.pathways import PATHWAYS
from goldenthread.pathways.common.referral import NOTES, PRIORITIES, PRIORITY_REASONS
from goldenthread.people.models import Child
from goldenthread.services.journeys import ROUTINE
from goldenthread.services.models import Referral
from goldenthread.services.models_priority import Move
from goldenthread.services.queries import ON_A_CASE, children_named
from goldenthread.services.told import WAITING
from goldenthread.web.turns import one_at_a_time

CLINICIAN, MANAGER = "health-practitioner", "health-service-manager"
MOVES = (CLINICIAN, MANAGER)
RULES = {
    "safety": ("Safety or physical risk", "seen within days"),
    "breakdown": ("A home or a school place at risk of breaking down", "seen within weeks"),
    "transition": ("A move of school or to adult services within two terms", "seen before it"),
    "routine": ("Everybody else", "seen in the order in which they were first referred"),
}
"""The published rule: of each priority who it is for, and what it means. Inside each the longest wait comes first."""
REASONS = {
    "swallowing-or-choking": "Swallowing or choking", "self-harm": "Self-harm", "safeguarding": "Safeguarding", "register-red": "Red on the dynamic support register",
    "out-of-school": "Out of school, or on a part-time timetable", "placement-or-family-breakdown": "Home or school place breaking down", "register-amber": "Amber on the dynamic support register",
    "child-in-care": "Child in care", "child-protection-plan": "Child protection plan", "regression-under-3": "Losing skills under the age of 3", "turning-18": "Turning 18 within 12 months",
    "moving-school": "Moving school within two terms", "date-order": "Back to the order of dates",
}  # fmt: skip
assert set(REASONS) == set(PRIORITY_REASONS) - {"as-listed"}


class Overtaken(Exception):
    """The child's priority is no longer what it was when the move was asked for. Nothing was changed."""


def _own(viewer: Viewer, role: str) -> list[UUID]:
    return sorted({r.organisation for r in viewer.roles if r.slug == role and r.organisation})


def _of_mine(viewer: Viewer) -> QuerySet[Referral]:
    """Referrals whose children wait, of which the viewer reads the service's own notes: a clinician's own children, a manager's whole list."""
    mine = Referral.objects.filter(visible(viewer, "read", shape=ON_A_CASE, kind=NOTES), owner__in=_own(viewer, CLINICIAN) + _own(viewer, MANAGER))
    return mine.filter(case__state__stage__in=WAITING).select_related("service", "case")


def moves_of(viewer: Viewer) -> QuerySet[Move]:
    mine = _own(viewer, CLINICIAN) + _own(viewer, MANAGER)
    return Move.objects.filter(visible(viewer, "read", shape=ON_A_CASE, kind=NOTES), owner__in=mine)


@dataclass(frozen=True)
class Place:
    """A child on a list, and where it stands."""

    case: UUID
    child: Child
    service: str
    priority: str
    since: dt.date


def _places(viewer: Viewer, referrals: list[Referral]) -> list[Place]:
    who = children_named(viewer, [r.child_id for r in referrals])
    stands = _stands([r.case_id for r in referrals])
    return [Place(r.case_id, who[r.child_id], r.service.name, stands.get(r.case_id, PRIORITIES[ROUTINE]), r.case.opened_on) for r in referrals if r.child_id in who]


_PRIORITY = """
select distinct on (e.case_id) e.case_id, e.fields ->> 'priority' from cases_event e
where e.case_id = any(%(cases)s) and e.event = 'priority-set'
  and not exists (select 1 from cases_event w where w.case_id = e.case_id and w.event = 'corrected' and w.fields ->> 'event_id' = e.id::text)
order by e.case_id, e."on" desc, e.number desc
"""


def _stands(cases: list[UUID]) -> dict[UUID, str]:
    return dict(rows(_PRIORITY, cases=cases)) if cases else {}


def place_of(viewer: Viewer, case: UUID) -> Place | None:
    """A child who waits, and whom the viewer may ask to be moved."""
    found = _of_mine(viewer).filter(case=case).first()
    return next(iter(_places(viewer, [found])), None) if found else None


def may_move(viewer: Viewer, cases: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these referrals that the viewer may ask to be moved: a list of a service shows some who have been seen once."""
    return frozenset(_of_mine(viewer).filter(case__in=cases).values_list("case_id", flat=True)) if viewer.holds(*MOVES) else frozenset()


def own_places(viewer: Viewer) -> list[Place]:
    """The children who wait whom a clinician has; a manager has them on the list itself."""
    allocated = sorted({a.child for a in viewer.allocated})
    mine = list(_of_mine(viewer).filter(owner__in=_own(viewer, CLINICIAN), child__in=allocated).order_by("case__opened_on")[:200])
    return _places(viewer, mine)


def open_move(viewer: Viewer, case: UUID) -> Move | None:
    return moves_of(viewer).filter(case=case, answer="").first()


@transaction.atomic
def ask(viewer: Viewer, case: UUID, *, after: str, why: str, words: str, tell_family: bool, on: dt.date) -> Move:
    """One person's half of a move. Nothing moves until a second agrees. Raises Refused."""
    one_at_a_time(f"move {case}")
    referral, place = _of_mine(viewer).filter(case=case).first(), place_of(viewer, case)
    if referral is None or place is None or after == place.priority or after not in PRIORITIES or why not in REASONS or open_move(viewer, case) is not None:
        raise Refused
    move = Move(
        case_id=case, child_id=referral.child_id, owner_id=referral.owner_id, before=place.priority, after=after, why=why, words=words, tell_family=tell_family, asked_on=on,
        asked_by=viewer.id, asked_by_name=viewer.name, by_clinician=referral.owner_id in _own(viewer, CLINICIAN),
    )  # fmt: skip
    Move.objects.bulk_create([move])
    return move


def may_answer(viewer: Viewer, move: Move) -> bool:
    """A second person, and a clinician where the first was none."""
    return not move.answer and move.asked_by != viewer.id and (move.owner_id in _own(viewer, CLINICIAN) or (move.by_clinician and move.owner_id in _own(viewer, MANAGER)))


@transaction.atomic
def answer(viewer: Viewer, move_id: UUID, said: str, on: dt.date) -> bool:
    """The second person's half; whether it was still open. Raises Refused, and Overtaken where the priority is no longer what it was."""
    move = moves_of(viewer).filter(pk=move_id).first()
    if move is None or said not in (Move.Answer.AGREED, Move.Answer.DECLINED):
        raise Refused
    if move.answer:
        return False
    if not may_answer(viewer, move):
        raise Refused
    # A list, or a clinician, may have said another priority since: what was asked then may be the other way round now.
    if said == Move.Answer.AGREED and _stands([move.case_id]).get(move.case_id, PRIORITIES[ROUTINE]) != move.before:
        raise Overtaken
    if not Move.objects.filter(pk=move.pk, answer="").update(answer=said, answered_on=on, answered_by=viewer.id, answered_by_name=viewer.name):
        return False
    if said == Move.Answer.AGREED:
        enqueue("services.move_on_list", move=str(move.pk))
    return True


@dataclass(frozen=True)
class Line:
    move: Move
    child: Child
    service: str
    mine: bool
    """The viewer may agree or not."""


def lines(viewer: Viewer, *, still_open: bool, most: int = 50) -> list[Line]:
    """Moves that wait for a second person, the oldest first; or those that are settled, the newest first."""
    asked = moves_of(viewer).filter(answer="").order_by("asked_on", "pk") if still_open else moves_of(viewer).exclude(answer="").order_by("-answered_on", "pk")
    found = list(asked[:most])
    who = children_named(viewer, [m.child_id for m in found])
    services = dict(Referral.objects.filter(visible(viewer, "read", shape=ON_A_CASE, kind=NOTES), case__in=[m.case_id for m in found]).values_list("case_id", "service__name"))
    return [Line(m, who[m.child_id], services[m.case_id], may_answer(viewer, m)) for m in found if m.child_id in who and m.case_id in services]


def looks_by_family(viewer: Viewer, child: UUID) -> dict[UUID, list[dt.date]]:
    """Of the viewer's own child, the days on which its place on each list was changed by two people: neither why nor which way, since that is
    the service's own note."""
    found: dict[UUID, list[dt.date]] = {}
    for case, on in rows('select "case", "on" from services_moves_told(%(child)s) order by "on" desc', child=child):
        found.setdefault(case, []).append(on)
    return found


# --- by the queue's worker, which is the system role ---


@transaction.atomic
def record_move(move_id: UUID) -> None:
    """What two people agreed, on the referral: its event has the move's own id, so that a run that is repeated adds nothing."""
    move = Move.objects.filter(pk=move_id, answer=Move.Answer.AGREED).first()
    if move is None:
        return
    hold([move.case_id])
    case = Case.objects.get(pk=move.case_id)
    # A list may have closed the referral meanwhile, or somebody taken it off the child.
    if Event.objects.filter(pk=move.pk).exists() or not Referral.objects.filter(case=case, case__state__stage__in=WAITING).exists():
        return
    if _stands([case.pk]).get(case.pk, PRIORITIES[ROUTINE]) != move.before:
        return
    fields = {"priority": move.after, "why": move.why, "by_hand": "yes", "second_name": move.answered_by_name}
    PATHWAYS[case.pathway].validate("priority-set", fields)
    Case.objects.filter(pk=case.pk).update(last_number=case.last_number + 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into cases_event (id, case_id, number, event, \"on\", by, about, kind_of_data, fields) values (%s, %s, %s, 'priority-set', %s, %s, '', %s, %s::jsonb)",
            [move.pk, case.pk, case.last_number + 1, move.answered_on, f"user:{move.asked_by}", NOTES, json.dumps(fields)],
        )
    project_with_linked(case.pk)
    enqueue("services.forecast_provider", owner=str(move.owner_id))
