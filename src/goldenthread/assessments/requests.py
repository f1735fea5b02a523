"""Requests that came, for the officers who match them: what waits, one of them, and whom it may be about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from goldenthread.access.models import User
from goldenthread.access.policy import CHILD, IDENTITY, OF_A_CHILD, Record, Shape, may, visible
from goldenthread.access.rules import OFFICERS
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.models import Request, RequestFile
from goldenthread.assessments.requests_likeness import Described, Likeness, likeness
from goldenthread.assessments.requests_steps import born_of
from goldenthread.cases.queries_children import CaseLine, cases_of_child, find_children
from goldenthread.cases.queries_settings import settings_like
from goldenthread.letters.sending import Recipient
from goldenthread.people.kinds import STAGE
from goldenthread.people.models import Allocation, Child, Connection, Practitioner, Relationship, in_force

_UNREAD = ("secret_hash", "code_hash", "code_sent_at", "wrong_codes", "begun_from")
_SHAPE = Shape(kind=None, case="case")


def may_handle(viewer: Viewer) -> bool:
    return viewer.holds(*OFFICERS)


def may_add_child(viewer: Viewer, owner: UUID) -> bool:
    return may(viewer, "write", IDENTITY, Record(owner=owner, child=None))


def _seen(viewer: Viewer) -> QuerySet[Request]:
    """Row-level security hides a request of a confidential case, and one that is not sent."""
    if not may_handle(viewer):
        return Request.objects.none()
    return Request.objects.defer(*_UNREAD).filter(visible(viewer, "write", shape=_SHAPE, kind=STAGE))


def inbox(viewer: Viewer) -> list[Request]:
    """What waits to be matched, oldest first."""
    rows = _seen(viewer).filter(outcome=Request.Outcome.OPEN, sent_at__isnull=False)
    return list(rows.order_by("received_on", "sent_at").prefetch_related("files"))


def half_taken(viewer: Viewer) -> list[Request]:
    """What the viewer began to write down by telephone and has not finished."""
    return list(_seen(viewer).filter(sent_at=None, taken_by=viewer.id).order_by("started_at"))


def request_seen(viewer: Viewer, request_id: UUID) -> Request | None:
    return _seen(viewer).filter(pk=request_id, sent_at__isnull=False).first()


@dataclass(frozen=True)
class Paper:
    id: UUID
    content: UUID
    what: str
    name: str


def papers_of(request: Request) -> list[Paper]:
    rows = RequestFile.objects.filter(request=request.pk).order_by("content__file_name", "id")
    return [Paper(*row) for row in rows.values_list("id", "content_id", "what", "content__file_name")]


def paper_of(request: Request, file_id: UUID) -> tuple[str, bytes] | None:
    row = RequestFile.objects.filter(request=request.pk, pk=file_id).values_list("content__file_name", "content__file").first()
    return (row[0], bytes(row[1])) if row and row[1] is not None else None


# --- whom it may be about ---


@dataclass(frozen=True)
class Likely:
    child: Child
    likeness: Likeness


def described(request: Request) -> Described:
    """The child as the request describes it."""
    answers: Mapping[str, Any] = request.answers
    parent = asker_name(request) if request.asked_by == "parent" else answers.get("family_name", "")
    return Described(
        answers.get("child_forename", ""), answers.get("child_surname", ""), born_of(answers),
        answers.get("child_postcode", ""), answers.get("upn", ""), answers.get("nhs_number", ""),
        (parent,) if parent else (), answers.get("setting", ""),
    )  # fmt: skip


def described_children(viewer: Viewer, children: Collection[Child], on: date) -> dict[UUID, Described]:
    """Children as we know them on a day, with the family and the setting whom the viewer may know of."""
    keys = [c.pk for c in children]
    seen = visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY)
    families: dict[UUID, list[str]] = {}
    for row in Relationship.objects.filter(seen, in_force(on), child__in=keys).select_related("person").order_by("id"):
        families.setdefault(row.child_id, []).append(f"{row.person.forename} {row.person.surname}".strip())
    goes = Connection.objects.filter(seen, in_force(on), child__in=keys, kind="attends").select_related("organisation")
    settings = {row.child_id: row.organisation.name for row in goes}
    return {
        c.pk: Described(
            c.forename, c.surname, c.date_of_birth, c.postcode, c.upn, c.nhs_number,
            tuple(families.get(c.pk, ())), settings.get(c.pk, ""),
        )
        for c in children
    }  # fmt: skip


MOST_LIKELY = 8


def likely_children(viewer: Viewer, request: Request) -> list[Likely]:
    """Children whom the viewer may know of and who may be meant, the likeliest first."""
    said = described(request)
    found: dict[UUID, Child] = {}
    for wanted in (said.upn, said.nhs_number, f"{said.forename} {said.surname}", said.surname):
        if wanted.strip():
            found |= {f.child.pk: f.child for f in find_children(viewer, wanted)}
    seen = visible(viewer, "read", shape=CHILD, kind=IDENTITY)
    if said.born:
        close = Q(date_of_birth=said.born)
        if said.postcode:
            close |= Q(postcode=said.postcode)
        found |= {c.pk: c for c in Child.objects.filter(seen, close)[:500]}
    ours = [c for c in found.values() if c.owner_id == request.owner_id]
    assert request.received_on is not None
    known = described_children(viewer, ours, request.received_on)
    compared = [Likely(c, likeness(said, known[c.pk])) for c in ours]
    compared = [one for one in compared if one.likeness.possible]
    return sorted(compared, key=lambda one: (-one.likeness.weight, one.child.sort_key))[:MOST_LIKELY]


def child_by_number(viewer: Viewer, text: str, owner: UUID) -> Child | None:
    """The one child whom a reference, UPN or NHS number names."""
    if not any(ch.isdigit() for ch in text):
        return None
    found = [f.child for f in find_children(viewer, text) if f.child.owner_id == owner and f.likeness == 1.0]
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class Earlier:
    """A request that came before and may be the same."""

    request: Request
    reasons: tuple[str, ...]


_A_YEAR = timedelta(days=365)


def earlier_requests(viewer: Viewer, request: Request) -> list[Earlier]:
    """Requests of the year before that may be about the same child."""
    assert request.received_on is not None
    said = described(request)
    rows = (
        _seen(viewer)
        .filter(owner=request.owner_id, sent_at__lt=request.sent_at, received_on__gte=request.received_on - _A_YEAR)
        .order_by("-received_on", "-sent_at")
    )
    # A name compares apart, so that the database need hand over only those that could be alike.
    close = Q(answers__child_surname__iexact=said.surname) | Q(answers__child_forename__iexact=said.forename)
    if said.born:
        close |= Q(answers__child_born=said.born.isoformat())
    found = []
    for row in rows.filter(close)[:300]:
        like = likeness(said, described(row))
        if like.possible:
            same_asker = request.answers.get("email") and row.answers.get("email") == request.answers["email"]
            found.append(Earlier(row, (*like.reasons, *(["From the same email address"] if same_asker else []))))
    return found[:MOST_LIKELY]


_ASSESSING = ("ehc-needs-assessment", "reassessment")


def open_assessments(viewer: Viewer, child: Child, on: date) -> list[CaseLine]:
    return [c for c in cases_of_child(viewer, child, on) if c.case.pathway in _ASSESSING and not c.closed]


# --- what an officer chooses from ---

def likely_settings(named: str, on: date) -> list[tuple[str, str]]:
    """Settings whose name is like what was written, the likest first; or the one whose number (URN, UKPRN) it is."""
    return [(str(pk), name) for pk, _, name in settings_like(named, on)]


def case_officers(owner: UUID, on: date) -> list[tuple[str, str]]:
    rows = Practitioner.objects.filter(organisation=owner, role="la-send-caseworker")
    rows = rows.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on))
    return [(str(pk), name) for pk, name in rows.order_by("name").values_list("pk", "name")]


def case_officer_of(child: UUID, on: date) -> Practitioner | None:
    """Whoever was given the child last; else whoever has one of its cases. For one case, see `assessments_officer`, which
    looks at its own officer first."""
    rows = Allocation.objects.filter(in_force(on), child=child, role="la-send-caseworker").select_related("practitioner")
    row = rows.order_by(F("case").asc(nulls_first=True), "-valid_from", "id").first()
    return row.practitioner if row else None


def recipient_of(request: Request) -> Recipient:
    family = request.asked_by in ("parent", "young-person")
    return Recipient("family" if family else request.asked_by, asker_name(request)[:100], request.answers.get("email", ""))


def asker_name(request: Request) -> str:
    answers = request.answers
    first, last = ("child_forename", "child_surname") if request.asked_by == "young-person" else ("your_forename", "your_surname")
    return f"{answers.get(first, '')} {answers.get(last, '')}".strip()


def keeps_private(request: Request) -> bool:
    return request.answers.get("keep_private") == "yes"


def unnamed(request: Request) -> bool:
    """Whether the family may not be told who asked. Their words could tell it as well as their name, so neither stands
    where the family reads: not on the case, not in a letter."""
    return request.asked_by == Request.From.OTHER and request.answers.get("tell_family") != "yes"


def decided_by_name(row: Request) -> str:
    """Who said whose it is."""
    return User.objects.filter(pk=row.decided_by).values_list("name", flat=True).first() or "Somebody"
