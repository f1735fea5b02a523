"""What can be asked about advice: who is asked for it, who can be, where each stands, and what one of them wrote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import connection
from django.db.models import Q

from goldenthread.access.policy import IDENTITY, OF_A_CHILD, Record, Shape, may, open_parts, visible
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.chasing import ESCALATED, NOBODY, NOT_KNOWN, REMINDER, contributors_led_by
from goldenthread.assessments.contributors import HEALTH, Facts, Proposed, proposed, roles_asked, unasked
from goldenthread.assessments.models import Advice, Request, RequestFile
from goldenthread.assessments.recipients import family_of
from goldenthread.cases.models import Case, ClockRow
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_case import CaseView, Document, documents_of
from goldenthread.cases.queries_clocks import ClockFacts, clocks_of
from goldenthread.cases.queries_parties import parents_of
from goldenthread.letters.models import Message
from goldenthread.letters.queries import messages_of
from goldenthread.letters.sending import Recipient
from goldenthread.pathways.common.contributors import CONTRIBUTORS, KIND_OF_ADVICE, NOT_UNDER_SECTION_31
from goldenthread.people.kinds import MESSAGES, STAGE
from goldenthread.people.models import Allocation, Connection, Organisation, Practitioner, SharingBasis
from goldenthread.web.days import day_of
from goldenthread.web.navigation import LEADS_ADVICE
from goldenthread.web.words import curriculum_year

HEALTH_ADVICE = "health-advice"
FAMILY = "family"
_ADVICE = Shape()
MOST_FOUND = 20

KIND_OF_ROLE = {
    "educational-psychologist": "ep-advice",
    "social-worker": "social-care-advice",
    "dsco": "social-care-advice",
    "setting-senco": "school-sen-support",
}
"""What somebody writes is of their own kind, for whomever they answer; any other role writes health advice."""


def kind_written_by(role: str) -> str:
    return KIND_OF_ROLE.get(role, HEALTH_ADVICE)


# --- whom to ask ---


def facts_of(case: Case, viewer: Viewer, on: dt.date) -> Facts:
    """What the regulation's list depends on."""
    child = case.child
    assert child is not None
    attends = (
        Connection.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), child=child, kind="attends", valid_from__lte=on)
        .filter(Q(valid_to=None) | Q(valid_to__gte=on))
        .order_by("id")
        .values_list("organisation__kind", flat=True)
        .first()
    )
    forces = any(r.in_the_forces for r in parents_of(viewer, child, on))
    return Facts(setting=attends or "", year=curriculum_year(child.date_of_birth, on) if child.date_of_birth else None, parent_in_the_forces=forces)


ALL_AGREE = ("agreed_by_author", "agreed_by_authority", "agreed_by_family")


def required_unasked(view: CaseView, on: dt.date) -> tuple[Proposed, ...]:
    """Whom the regulation requires and nobody has asked on a case, nor used their earlier advice again."""
    events = [e for e in view.reader.of_this_request if e.event == "advice-requested" or e.event == "existing-advice-agreed" and all(e.fields.get(f) for f in ALL_AGREE)]
    return unasked(proposed(facts_of(view.case, view.viewer, on)), {str(e.fields.get("contributor")) for e in events})


@dataclass(frozen=True)
class Person:
    """Somebody of the staff directory who can be asked."""

    id: UUID
    name: str
    email: str
    role: str
    organisation: UUID
    body: str
    team: str = ""
    profession: str = ""


def _person(p: Practitioner) -> Person:
    return Person(p.pk, p.name, p.email, p.role, p.organisation_id, p.organisation.name, p.team.name if p.team else "")


def people_like(viewer: Viewer, words: str, contributor: str, on: dt.date) -> list[Person]:
    """People of the directory who can answer for a contributor, by parts of a name, a team or an organisation."""
    found = Practitioner.objects.filter(role__in=roles_asked(contributor)).filter(Q(valid_to=None) | Q(valid_to__gte=on))
    for word in words.split()[:6]:
        found = found.filter(
            Q(name__icontains=word) | Q(organisation__name__icontains=word) | Q(team__name__icontains=word)
        )
    people = [_person(p) for p in found.select_related("organisation", "team").order_by("name", "id")[:MOST_FOUND]]
    known = _professions(viewer, [p.id for p in people])
    return [replace(p, profession=known.get(p.id, "")) for p in people]


def _professions(viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, str]:
    """As what each was given to a child. The directory holds a role alone: a therapist of any kind is a health practitioner."""
    seen = visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY)
    given = Allocation.objects.filter(seen, practitioner__in=list(people), role__in=HEALTH)
    found: dict[UUID, set[str]] = {}
    for who, role in given.order_by().values_list("practitioner", "role").distinct():
        found.setdefault(who, set()).add(CONTRIBUTORS[role])
    return {who: ", ".join(sorted(roles)) for who, roles in found.items()}


def people_by_key(keys: Iterable[UUID]) -> dict[UUID, Person]:
    return {p.pk: _person(p) for p in Practitioner.objects.filter(pk__in=list(keys)).select_related("organisation", "team")}


def bodies_like(words: str, on: dt.date) -> list[Organisation]:
    """Organisations whose name holds these words; the one that is called exactly so stands alone."""
    found = Organisation.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), name__icontains=words.strip()).order_by("name")[:6]
    exact = [o for o in found if o.name.lower() == words.strip().lower()]
    return exact or list(found)


def may_be_told(owner: UUID, person: Person, on: dt.date) -> bool:
    """Whether there is an agreement by which a person's body may read what the task shows, and give what it asks."""
    if person.organisation == owner:
        return True
    body = Organisation.objects.get(pk=person.organisation)
    needed = [IDENTITY, STAGE, kind_written_by(person.role)]
    return (
        SharingBasis.objects.filter(Q(reader=body) | Q(reader_kind=body.kind), owner=owner, ended_at=None, valid_from__lte=on)
        .filter(Q(valid_to=None) | Q(valid_to__gte=on), kinds__contains=needed)
        .exists()
    )


def family_to_ask(viewer: Viewer, case: Case, on: dt.date) -> tuple[Recipient, ...]:
    """Whose views are asked for (r.6(1)(a)): every parent, or the young person once their rights have passed to them.
    Without an account they are written to at the address that the record has for them, since no letter waits to be read."""
    emails = {str(r.person_id): r.person.email for r in parents_of(viewer, case.child, on)} if case.child else {}
    return tuple(replace(a.to, email=a.to.email or emails.get(a.key, "")) for a in family_of(viewer, case, on) if not a.by_hand)


FROM_FAMILY = "From the family, "
SAID_BY_FAMILY = "What the family said, "
"""How the name of a document begins that holds what the family gave after its request, or said when it was consulted."""


@dataclass(frozen=True)
class Evidence:
    """A document that may be enclosed. `familys` where the family gave it: the law then has it sent (r.6(3))."""

    document: Document
    familys: bool


def evidence_of(viewer: Viewer, case: Case) -> list[Evidence]:
    """The documents of a case that may have come from the family, as far as the viewer reads them. The family's own are
    the words and the papers of its requests, what it gave or said afterwards, and the views that it sent."""
    asked = Request.objects.filter(
        visible(viewer, "write", shape=OF_A_CHILD, kind=STAGE), case=case.pk, asked_by__in=("parent", "young-person"), sent_at__isnull=False
    )
    papers = set(RequestFile.objects.filter(child=case.child_id, request__in=asked.values("id")).values_list("content_id", flat=True))
    begins = (FROM_FAMILY, SAID_BY_FAMILY, *(f"Request {reference}, " for reference in asked.values_list("reference", flat=True)))
    documents = [d for d in documents_of(viewer, case) if d.kind_of_data in (STAGE, MESSAGES)]
    return [Evidence(d, d.key in papers or d.name.startswith(begins)) for d in documents]


# --- where each stands ---


@dataclass(frozen=True)
class Chased:
    """What was sent about one contributor's advice: the days of reminders, and to whom it was escalated and when."""

    asked: tuple[dt.date, ...] = ()
    reminded: tuple[dt.date, ...] = ()
    escalated: tuple[tuple[dt.date, str], ...] = ()
    nobody_above: tuple[dt.date, ...] = ()
    failed: bool = False


def chased(viewer: Viewer, case: UUID, since: dt.date = dt.date.min) -> dict[str, Chased]:
    """By contributor, from the messages themselves, for those who write to the case. `since`: nobody was reminded of what was asked for
    a request that was made again before its day."""
    found: dict[str, list[Message]] = {}
    for message in messages_of(viewer, case).filter(purpose__in=("advice-requested", REMINDER, ESCALATED, NOBODY, NOT_KNOWN)):
        if day_of(message.queued_at) >= since:
            found.setdefault(message.about, []).append(message)

    def days(sent: list[Message], purpose: str) -> tuple[dt.date, ...]:
        return tuple(sorted({day_of(m.queued_at) for m in sent if m.purpose == purpose}))

    return {
        who: Chased(
            days(sent, "advice-requested"), days(sent, REMINDER),
            tuple(sorted((day_of(m.queued_at), m.to_name) for m in sent if m.purpose == ESCALATED)),
            days(sent, NOBODY), any(m.state == "failed" for m in sent),
        )
        for who, sent in found.items()
    }  # fmt: skip


def asked_by_name_of(viewer: Viewer, case: Case, on: dt.date) -> dict[str, Person]:
    """Whom each contributor's request went to: the latest person allocated to the case in that part."""
    return _allocated(viewer, case, on, Q(case=case.pk))


def has_the_child(viewer: Viewer, case: Case, on: dt.date) -> dict[str, Person]:
    """Who gives each kind of advice on the child, whatever the case, as a file of people or the queue says it. They answer for a
    request that names nobody, and find it in their own work once they sign in."""
    return _allocated(viewer, case, on, Q(case=None))


def _allocated(viewer: Viewer, case: Case, on: dt.date, to: Q) -> dict[str, Person]:
    found = (
        Allocation.objects.filter(to, visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), open_parts(viewer), child=case.child_id)
        .filter(Q(valid_to=None) | Q(valid_to__gte=on))
        .select_related("practitioner__organisation", "practitioner__team")
        .order_by("valid_from", "id")
    )
    return {a.role: _person(a.practitioner) for a in found}


def answering(viewer: Viewer, case: UUID) -> list[str]:
    """The contributors as whom the viewer was asked on this case by name."""
    return sorted({a.part for a in viewer.allocated if a.case == case})


# --- what was written ---


def asked_of(viewer: Viewer, case: Case, contributor: str) -> ClockFacts | None:
    """The latest request to this contributor."""
    asked = [c for c in clocks_of(viewer, [case]) if c.clock == "advice" and c.about == contributor]
    return max(asked, key=lambda c: c.started, default=None)


def in_hand(viewer: Viewer, case: UUID, contributor: str, asked: ClockFacts | None) -> Advice | None:
    """The viewer's own advice: what they are writing, or else what they sent last. Who is asked again, for a request that was made again,
    has not answered that with what they sent before."""
    mine = Advice.objects.filter(case=case, contributor=contributor, author=viewer.id)
    if writing := mine.filter(sent_at=None).first():
        return writing
    last = mine.order_by("-sent_at").first()
    answers = asked is None or asked.stopped is not None or last is None or day_of(last.sent_at) >= asked.started
    return last if answers else None


def sent_advice(viewer: Viewer, case: UUID) -> list[Advice]:
    """The advice of a case that was sent and that the viewer may read, oldest first."""
    return list(
        Advice.objects.filter(visible(viewer, "read", shape=_ADVICE), case=case, sent_at__isnull=False).select_related("report").order_by("sent_at", "id")
    )


def advice_in(view: CaseView) -> list[Advice]:
    """The advice that was sent for the request that stands, or that all three agree to use again for it (r.6(4)), oldest first."""
    again = view.reader.asked_again
    agreed = {e.fields.get("contributor") for e in view.reader.of_this_request if e.event == "existing-advice-agreed" and all(e.fields.get(f) for f in ALL_AGREE)}
    return [a for a in sent_advice(view.viewer, view.case.pk) if again is None or a.contributor in agreed or day_of(a.sent_at) >= again.on]


def is_family(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer is a parent of the child, or the young person."""
    return case.child_id is not None and (
        case.child_id in (*viewer.parented, *viewer.parented_with_rights_passed) or viewer.child == case.child_id and viewer.holds("young-person")
    )


def kind_for(viewer: Viewer, case: Case, contributor: str) -> str | None:
    """The kind of data that the viewer's advice as this contributor is: the contributor's own where they write it, else
    that of their role, where they were asked by name. None where they write no such advice on the case."""
    record = Record(owner=case.owner_id, child=case.child_id, case=case.pk, confidentiality=case.confidentiality)
    if contributor == FAMILY:
        return MESSAGES if is_family(viewer, case) and may(viewer, "write", MESSAGES, record) else None
    own = KIND_OF_ADVICE.get(contributor, HEALTH_ADVICE)
    tried = [own] if own != STAGE else []
    if contributor in answering(viewer, case.pk):
        tried += [kind_written_by(role.slug) for role in viewer.roles]
    return next((kind for kind in tried if may(viewer, "write", kind, record)), None)


@dataclass(frozen=True)
class Enclosed:
    key: UUID
    name: str
    words: str = ""
    file: bytes | None = None


def enclosures(case: UUID, contributor: str) -> list[Enclosed]:
    """What the family gave, for whoever is asked as this contributor, without the files themselves."""
    return [Enclosed(key, name) for key, name, _, _ in _enclosures(case, contributor, None)]


def enclosure(case: UUID, contributor: str, key: UUID) -> Enclosed | None:
    found = _enclosures(case, contributor, key)
    return Enclosed(found[0][0], found[0][1], found[0][2], bytes(found[0][3]) if found[0][3] is not None else None) if found else None


def _enclosures(case: UUID, contributor: str, key: UUID | None) -> list[tuple]:  # type: ignore[type-arg]
    with connection.cursor() as cursor:
        cursor.execute("select * from assessments_enclosures(%s, %s, %s)", [case, contributor, key])
        return list(cursor.fetchall())


# --- lateness that comes to somebody ---

LEADS = LEADS_ADVICE


@dataclass(frozen=True)
class Late:
    """Advice past its last day, of a child whom the viewer may see."""

    case: UUID
    child: str
    reference: str
    contributor: str
    due: dt.date
    kind: str
    excused: bool
    confidentiality: str


_LATE = """
select r.case_id, r.about, r.due, r.kind, r.excused_from is not null and r.excused_from <= %(on)s,
       c.forename || ' ' || c.surname, c.reference, r.confidentiality
from cases_clockrow r join people_child c on c.id = r.child_id
where r.id = any(%(which)s)
order by r.due, c.sort_key
"""


def late_advice(viewer: Viewer, on: dt.date) -> list[Late]:
    """What has come to the viewer as a lead: overdue advice of the services that they answer for."""
    led = Q(pk__in=[])
    for role in viewer.role_slugs & set(LEADS):
        theirs = contributors_led_by(role)
        led |= ~Q(about__in=NOT_UNDER_SECTION_31) if theirs is None else Q(about__in=theirs)
    found = ClockRow.objects.filter(
        visible(viewer, "status", shape=Shape(case="case_id", confidentiality="confidentiality")), led,
        clock="advice", stopped=None, due__lt=on,
    )  # fmt: skip
    return [
        Late(case, name, reference, about, due, kind, bool(excused), confidentiality)
        for case, about, due, kind, excused, name, reference, confidentiality in rows(_LATE, which=list(found.values_list("pk", flat=True)), on=on)
    ]
