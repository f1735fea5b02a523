"""Finding a child, the children of a viewer, and what is open for one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from goldenthread.access.policy import CHILD, IDENTITY, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.presenters import lower
from goldenthread.cases.queries_clocks import CASE, ClockFacts, clocks_of, journals_of, stage_of
from goldenthread.pathways import PATHWAYS
from goldenthread.pathways.safe_waiting import SAFE_WAITING
from goldenthread.people.models import Child, Connection, FormerUpn, Postcode
from goldenthread.people.models.dated import in_force
from goldenthread.people.references import reference_typed

MOST = 50
LONGEST = 100
LETTERS, DIGITS = 2, 3
"""The least of a name, or of a number, that is worth a search: with less it fits half the children."""


@dataclass(frozen=True)
class Found:
    """A child in a list: enough to tell two of one name apart, and no more."""

    child: Child
    place: str
    setting: str = ""
    likeness: float = 1.0


def enough(wanted: str) -> bool:
    return sum(ch.isalpha() for ch in wanted) >= LETTERS or sum(ch.isdigit() for ch in wanted) >= DIGITS


def find_children(viewer: Viewer, wanted: str) -> list[Found]:
    """The children whom the viewer may know of, by their or a case's reference, UPN, NHS number or a name spelt roughly so. A child who
    exists and may not be known of is not told apart from one who does not."""
    wanted = " ".join("".join(ch if ch.isprintable() else " " for ch in wanted).split())[:LONGEST]
    if not enough(wanted):
        return []
    exact = _by_number(viewer, wanted)
    name = name_in(wanted)
    likeness = dict.fromkeys(exact, 1.0) or (_by_name(name) if name else {})
    return _described(viewer, likeness)


def name_in(wanted: str) -> str:
    """The name in what was typed. A number that fits nobody is never read as one: the letters of "GT-02623" sound like Katie, and
    whoever typed the reference of a child out of their reach would be shown another child as if it were theirs. Beside a number, as
    in "Maya Whitfield 2018", it takes two names."""
    words = wanted.split()
    names = [w for w in words if not any(ch.isdigit() for ch in w)]
    return " ".join(names) if len(names) == len(words) or len(names) >= 2 else ""


def _by_number(viewer: Viewer, wanted: str) -> list[UUID]:
    plain = wanted.replace(" ", "").replace("-", "").upper()
    if not any(ch.isdigit() for ch in plain):
        return []
    numbered = Q(upn=plain) | Q(nhs_number=plain) | Q(uln=plain)
    if match := reference_typed(wanted):
        numbered |= Q(reference=match)
    seen = visible(viewer, "read", shape=CHILD, kind=IDENTITY)
    # Named with every pathway and in the spellings that people type, so that the index of references is used.
    spelt = {wanted, *(wanted.upper().replace(" ", between) for between in (" ", "-", ""))}
    of_case = Case.objects.filter(
        visible(viewer, "status", shape=CASE), pathway__in=list(PATHWAYS), reference__in=sorted(spelt)
    ).values("child_id")
    former = FormerUpn.objects.filter(upn=plain).values("child_id")
    return list(Child.objects.filter(seen, numbered | Q(pk__in=former) | Q(pk__in=of_case)).values_list("pk", flat=True)[:MOST])


def _by_name(wanted: str) -> dict[UUID, float]:
    with connection.cursor() as cursor:
        cursor.execute("select child, likeness from access_find_children(%s, %s)", [wanted, MOST])
        return dict(cursor.fetchall())


def _described(viewer: Viewer, likeness: dict[UUID, float]) -> list[Found]:
    rows = Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in=list(likeness))
    children = sorted(rows, key=lambda c: (-likeness[c.pk], c.sort_key, c.reference))
    places = _places(children)
    return [Found(c, places.get(c.postcode, ""), likeness=likeness[c.pk]) for c in children]


def _places(children: Iterable[Child]) -> dict[str, str]:
    postcodes = {c.postcode for c in children if c.postcode}
    rows = Postcode.objects.filter(postcode__in=postcodes).select_related("district")
    return {row.postcode: row.district.name for row in rows}


def own_children(viewer: Viewer) -> frozenset[UUID]:
    """The children to whom the viewer is connected: allocated, on roll, their own, or by consent."""
    connected: set[UUID] = {a.child for a in viewer.allocated} | set(viewer.parented)
    connected |= set(viewer.parented_with_rights_passed) | set(viewer.opened)
    for role in viewer.roles:
        connected |= role.connected | {c.child for c in role.consents}
    if viewer.child:
        connected.add(viewer.child)
    return frozenset(connected)


def children_of(viewer: Viewer, on: date, *, start: int = 0, most: int = MOST) -> tuple[list[Found], int]:
    """A page of the viewer's children by name, and how many there are."""
    rows = Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in=own_children(viewer))
    total = rows.count()
    # Never beyond the last page: an address may name a page that is no more.
    start = min(start, max(total - 1, 0) // most * most)
    children = list(rows.order_by("sort_key", "reference")[start : start + most])
    places = _places(children)
    schools = {
        n.child_id: n.organisation.name
        for n in Connection.objects.filter(
            in_force(on), child__in=[c.pk for c in children], kind="attends"
        ).select_related("organisation").order_by("valid_from", "pk")
    }
    return [Found(c, places.get(c.postcode, ""), schools.get(c.pk, "")) for c in children], total


@dataclass(frozen=True)
class CaseLine:
    """A case of a child in a list: where it stands in words and by its slug, the open clock of somebody else's that ends soonest,
    and the open clocks that are the family's own time."""

    case: Case
    title: str
    stage: str
    closed: bool
    next: ClockFacts | None
    stage_slug: str = ""
    familys: tuple[ClockFacts, ...] = ()


def cases_of_child(
    viewer: Viewer, child: Child, on: date, *, past: bool = False, known_at: datetime | None = None
) -> list[CaseLine]:
    """The cases of a child that the viewer may know of, those that had begun by the day, newest first."""
    cases = list(
        Case.objects.filter(visible(viewer, "status", shape=CASE), child=child.pk, opened_on__lte=on)
        .select_related("state")
        .order_by("-opened_on", "pk")
    )
    clocks = clocks_of(viewer, cases, on if past else None, known_at)
    stages = {c.pk: c.state.stage if hasattr(c, "state") else "" for c in cases}
    if past:
        journals = journals_of(cases)
        stages = {c.pk: stage_of(c, journals[c.pk], on, known_at) or "" for c in cases}
    return [_line(case, stages[case.pk], [c for c in clocks if c.case == case.pk], on) for case in cases]


def beside_their_own(lines: list[CaseLine]) -> list[CaseLine]:
    """Each case that arose from another of the list stands beneath it. A wait that is kept safe says for which service the child waits:
    a child who waits for two has two of one name."""
    shown = {line.case.pk: line for line in lines}
    beneath: dict[UUID, list[CaseLine]] = {}
    for line in lines:
        if line.case.arose_from_id in shown:
            beneath.setdefault(line.case.arose_from_id, []).append(line)

    def told(line: CaseLine, of: str = "") -> list[CaseLine]:
        named = replace(line, title=f"{line.title}: {lower(of)}") if of and line.case.pathway == SAFE_WAITING.slug else line
        return [named, *(own for other in beneath.get(line.case.pk, ()) for own in told(other, line.title))]

    return [own for line in lines if line.case.arose_from_id not in shown for own in told(line)]


def _line(case: Case, stage: str, clocks: list[ClockFacts], on: date) -> CaseLine:
    pathway = PATHWAYS[case.pathway]
    owed = [c for c in clocks if c.stopped is None and not c.familys and c.due]
    soonest = min(owed, key=lambda c: (c.status(on) != "overdue", c.due or date.max), default=None)
    closed = any(s.slug == stage and s.closed for s in pathway.stages)
    familys = tuple(c for c in clocks if c.stopped is None and c.familys)
    return CaseLine(case, pathway.title, pathway.stage_titled(stage), closed, soonest, stage, familys)
