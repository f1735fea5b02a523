"""What can be done about advice: ask for it, write it, send it, say that the child is not known, refuse, and chase."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from goldenthread.access.links import make_link
from goldenthread.access.policy import IDENTITY, Refused, require
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.advice_queries import (
    FAMILY,
    FROM_FAMILY,
    STAGE,
    Person,
    asked_by_name_of,
    evidence_of,
    kind_for,
    may_be_told,
    people_by_key,
)
from goldenthread.assessments.chasing import (
    ESCALATED,
    HEADS,
    NOBODY,
    NOT_KNOWN,
    REMINDER,
    Above,
    above,
    escalation_day,
    not_known_day,
    reminder_day,
)
from goldenthread.assessments.models import Advice
from goldenthread.assessments.queue import PRINCIPAL, PSYCHOLOGIST
from goldenthread.assessments.recipients import addresses_of
from goldenthread.assessments.requests import case_officer_of
from goldenthread.assessments.uploads import Accepted
from goldenthread.cases.actions import NewEvent, append, append_own_word
from goldenthread.cases.models import Case
from goldenthread.cases.presenters import plain
from goldenthread.cases.queries_clocks import record_of
from goldenthread.engine.explain import full_day
from goldenthread.letters.document import Unfilled
from goldenthread.letters.models import Contact, Letter
from goldenthread.letters.queries import told_today
from goldenthread.letters.sending import Recipient, enqueue, queue
from goldenthread.letters.writing import About, Mail, keep, mail, write
from goldenthread.pathways.common.contributors import KIND_OF_ADVICE, NOT_UNDER_SECTION_31
from goldenthread.people.models import Allocation, Content, Practitioner, Relationship
from goldenthread.science.advice import Advice as Body
from goldenthread.science.advice import Need, Outcome, Provision, advice_of
from goldenthread.web.words import long_day

NOTHING_WRITTEN = "The family gave nothing in writing"


class CannotAsk(Exception):
    """Why a request for advice was not sent, in words. Nothing was recorded."""


@dataclass(frozen=True)
class Asked:
    """One contributor and the person whom the request goes to; for the family, everybody whose views are asked for."""

    contributor: str
    person: Person | None = None
    family: tuple[Recipient, ...] = ()


@transaction.atomic
def ask(viewer: Viewer, case: Case, read_up_to: int, asked: Sequence[Asked], enclosed: Sequence[str], on: dt.date) -> None:
    """Asks for advice: the events, the people's places on the case, their links and the messages, or none of these.

    `enclosed` are the keys of what the family gave, or the words that it gave nothing (r.6(3)). All that is known to be
    the family's own goes with every request, whether it is among them or not. Raises `CannotAsk`, `Refused`, `BadEvent` or
    `Conflict`.
    """
    others = [a for a in asked if a.contributor != FAMILY]
    if not asked:
        raise CannotAsk("Choose somebody to ask")
    own = [str(e.document.key) for e in evidence_of(viewer, case) if e.familys]
    if own and NOTHING_WRITTEN in enclosed:
        raise CannotAsk("The family did give something in writing: it is named below, and goes with every request")
    enclosed = list(dict.fromkeys([*own, *enclosed]))
    if others and not enclosed:
        raise CannotAsk("Select what the family gave, or that it gave nothing in writing. The law has it sent with every request")
    for a in others:
        _must_be_askable(case, a, on)
    events = [
        NewEvent("advice-requested", on, {"contributor": a.contributor} | ({"enclosures": tuple(enclosed)} if a in others else {}))
        for a in asked
    ]
    answer = append(viewer, case.pk, read_up_to, events)
    due = {c.for_: c.due for c in answer.clocks if c.clock == "advice" and c.stopped is None}
    for a in asked:
        _send_request(viewer, case, a, due.get(a.contributor), on)


@transaction.atomic
def use_again(
    viewer: Viewer, case: Case, read_up_to: int, contributor: str, *, author: str, file: Accepted,
    dated: dt.date, author_on: dt.date, authority_on: dt.date, family_on: dt.date,
) -> None:  # fmt: skip
    """Advice that exists already is used in place of new advice, which the law then forbids to seek (r.6(4)): its author,
    the authority and the family were each satisfied, on a day of their own. The document itself is kept, because it goes
    with the plan as an appendix (r.12(1)(k))."""
    agreed = {"author_on": author_on, "authority_on": authority_on, "family_on": family_on}
    yes = dict.fromkeys(("agreed_by_author", "agreed_by_authority", "agreed_by_family"), True)
    event = NewEvent("existing-advice-agreed", max(agreed.values()), {"contributor": contributor, "dated": dated, **yes, **agreed})
    append(viewer, case.pk, read_up_to, [event])
    kind = KIND_OF_ADVICE.get(contributor, "health-advice")
    with connection.cursor() as cursor:
        cursor.execute(
            "select assessments_use_again(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [uuid4(), uuid4(), case.pk, contributor, kind, author.strip()[:100], dated, file.name, file.data],
        )
        if not cursor.fetchone()[0]:
            raise Refused


@transaction.atomic
def record_forces(viewer: Viewer, case: Case, parents: Sequence[int], serving: Collection[int]) -> None:
    """Which of a child's parents serve in the armed forces, on the child's record (r.6(1)(b)(iv))."""
    require(viewer, "write", IDENTITY, record_of(case))
    for key in parents:
        Relationship.objects.filter(pk=key, child=case.child_id).update(in_the_forces=key in serving)


NO_PRINCIPAL = (
    "No principal educational psychologist is entered, who gives children to psychologists, and the service has no email address. "
    "An administrator adds a principal, or a SEND manager the service’s address under “Whom letters tell people to call”"
)
_EMAIL = re.compile(r"[^\s,;<>()]+@[^\s,;<>()]+\.[^\s,;<>()]+")


def principal_of(owner: UUID, on: dt.date) -> Person | None:
    """Who looks after the queue of a council, and is told of a child for whom nobody has been chosen yet."""
    there = Practitioner.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), role=PRINCIPAL, organisation=owner).exclude(email="")
    found = there.order_by("reference").values_list("pk", flat=True).first()
    return people_by_key([found])[found] if found else None


def queue_of(owner: UUID, on: dt.date) -> Recipient | None:
    """Whom the request for a psychologist's advice goes to while nobody has been chosen: whoever looks after the queue, or else
    the service itself. Its weeks run from then on, and the child is given to somebody later."""
    if principal := principal_of(owner, on):
        return Recipient("contributor", principal.name, principal.email)
    service = Contact.objects.filter(owner=owner, kind=Contact.Kind.PSYCHOLOGY).first()
    found = _EMAIL.search(service.how) if service else None
    return Recipient("contributor", service.name, found[0].rstrip(".")) if service and found else None


def _has_child(case: Case, person: Person) -> bool:
    """Whether the queue, or whoever entered the child's people, has given the child to this psychologist: by the database's own
    rule, which holds whoever gives a place."""
    with connection.cursor() as cursor:
        cursor.execute("select assessments_has_child(%s, %s)", [case.child_id, person.id])
        return bool(cursor.fetchone()[0])


def _must_be_askable(case: Case, asked: Asked, on: dt.date) -> None:
    who = asked.person
    if asked.contributor == PSYCHOLOGIST and who is not None and not _has_child(case, who):
        raise CannotAsk("The educational psychologist is chosen from the queue, in its published order")
    if asked.contributor == PSYCHOLOGIST and who is None:
        if queue_of(case.owner_id, on) is None:
            raise CannotAsk(NO_PRINCIPAL)
        return
    if who is None:
        raise CannotAsk(f"Choose whom to ask as {plain(asked.contributor)}")
    if not who.email:
        raise CannotAsk(f"{who.name} has no email address in the directory, so no link can be sent")
    if not may_be_told(case.owner_id, who, on):
        raise CannotAsk(
            f"There is no agreement by which {who.body} may read this child’s record. An information governance lead can add one"
        )


def _send_request(viewer: Viewer, case: Case, asked: Asked, due: dt.date | None, on: dt.date) -> None:
    by = full_day(due) if due else "the day that the law sets"
    person, link = asked.person, None
    if person is not None:
        _give_place(case, asked.contributor, person, on)
        link = make_link(person_of(person), task="advice", child=_child(case), case=case.pk, owner=case.owner_id, about=asked.contributor)
    slug, recipients = _told(case, asked, on)
    for to in recipients:
        letter = None
        if not to.email:
            letter, post_to = _letter_for_views(viewer, case, to.name, by, on)
            to = replace(to, post_to=to.post_to or post_to)
        words = mail(case.owner_id, slug, {"reader": to.name, "contributor": plain(asked.contributor), "due": by})
        queue(
            viewer, to, purpose="advice-requested", letter=letter, subject=words.subject, body=words.body,
            child=_child(case), case=case.pk, owner=case.owner_id, about=asked.contributor, link=link, kind=STAGE,
        )  # fmt: skip


def _letter_for_views(viewer: Viewer, case: Case, name: str, by: str, on: dt.date) -> tuple[Letter, str]:
    """The same by post, for a parent without an email address, and where it goes if that is known."""
    assert case.child is not None
    about = About(case.child.pk, case.pk, case.owner_id)
    officer = case_officer_of(case.child.pk, on)
    facts = {"reader": name, "child_first": case.child.forename, "advice_by": by, "officer": officer.name if officer else viewer.name}
    try:
        words = write(about, "views-asked", facts, to=(name,), day=long_day(on))
    except Unfilled as lacks:
        raise CannotAsk(f"The letter to {name}, who has no email address, could not be written. {lacks}") from lacks
    return keep(viewer, about, "views-asked", words, kind=STAGE), addresses_of(viewer, case).get(name, "")


def _told(case: Case, asked: Asked, on: dt.date) -> tuple[str, Sequence[Recipient]]:
    """Which email a request is, and to whom it goes. Of a psychologist whom the queue has not chosen yet, it goes to whoever
    looks after the queue; of the family, to each of its parents."""
    if asked.person is not None:
        return "advice-asked", [Recipient("contributor", asked.person.name, asked.person.email)]
    if asked.contributor == PSYCHOLOGIST and (queue_keeper := queue_of(case.owner_id, on)):
        return "advice-asked-of-the-queue" if principal_of(case.owner_id, on) else "advice-asked-of-the-service", [queue_keeper]
    return "views-asked", asked.family or [Recipient("family", "The family")]


def _give_place(case: Case, contributor: str, person: Person, on: dt.date) -> None:
    """The person answers for this part of the case from now on, and whoever was asked before them no longer does."""
    here = Allocation.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), case=case.pk, child=case.child_id, role=contributor)
    if contributor != PSYCHOLOGIST:  # the queue has ended their turn already
        here.exclude(practitioner=person.id).update(valid_to=on)
    if not here.filter(practitioner=person.id, valid_to=None).exists():
        Allocation.objects.bulk_create(
            [Allocation(child_id=_child(case), owner_id=case.owner_id, case=case.pk, practitioner_id=person.id, role=contributor, valid_from=on)]
        )


def person_of(person: Person) -> Practitioner:
    return Practitioner(id=person.id, name=person.name, email=person.email, role=person.role, organisation_id=person.organisation)


def _child(case: Case) -> UUID:
    assert case.child_id is not None
    return case.child_id


# --- writing it ---


class Overtaken(Exception):
    """The same line was saved from another window since this one was opened. `saved` is what stands there now."""

    def __init__(self, saved: Mapping[str, Any], revision: int) -> None:
        self.saved, self.revision = saved, revision
        super().__init__("This was changed in another window since you opened it. Nothing was overwritten")


class Sent(Exception):
    """The advice was sent: nobody changes it."""


LINES = {"needs": Need, "outcomes": Outcome, "provisions": Provision}
_SLOT = re.compile(r"views|(?:needs|outcomes|provisions)/[a-z]-[0-9a-f]{8}")
MOST_LINES = 100


def new_slot(kind: str) -> str:
    """A place for a new line, which no other window makes."""
    return f"{kind}/{kind[0]}-{secrets.token_hex(4)}"


def begin(viewer: Viewer, case: Case, contributor: str) -> Advice:
    """The advice that the viewer has in hand, begun if there is none."""
    kind = kind_for(viewer, case, contributor)
    if kind is None or viewer.id is None:
        raise Refused
    mine = Advice.objects.filter(case=case.pk, contributor=contributor, author=viewer.id)
    if mine.filter(sent_at__isnull=False).exists():
        raise Sent
    found = mine.first()
    if found is None:
        Advice.objects.bulk_create(
            [
                Advice(
                    child_id=_child(case), case=case.pk, owner_id=case.owner_id, kind_of_data=kind, contributor=contributor,
                    author=viewer.id, author_name=viewer.name, body=Body().data(),
                )
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        found = mine.get(sent_at=None)
    return found


@transaction.atomic
def save(viewer: Viewer, case: Case, contributor: str, slot: str, revision: int, typed: Mapping[str, Any], line: Mapping[str, Any] | None) -> Advice:
    """Keeps one line: `typed` as it stands in the form, while it is unfinished; `line` once it is whole.

    `revision` is that of the advice as the form showed it. Raises `Overtaken` if the line was saved elsewhere since, and
    `Sent` if the advice is gone.
    """
    if not _SLOT.fullmatch(slot):
        raise Refused
    row = _locked(begin(viewer, case, contributor))
    body = _body(row)
    if body["changed"].get(slot, 0) > revision:
        raise Overtaken(typed_in(row, slot) or line_in(row, slot), row.revision)
    if line is None and body["typing"].get(slot, {}).get("said") == dict(typed):
        return row
    if line is None:
        body["typing"][slot] = {"said": dict(typed), "at": timezone.now().isoformat()}
    else:
        body["typing"].pop(slot, None)
        _put(body, slot, line)
    body["changed"][slot] = row.revision + 1
    return _write(row, body)


@transaction.atomic
def remove(viewer: Viewer, case: Case, contributor: str, slot: str) -> Advice:
    """Takes a line out, finished or not. What pointed to it points to nothing, and is told so before it is sent."""
    row = _locked(begin(viewer, case, contributor))
    body = _body(row)
    kind, _, key = slot.partition("/")
    body["typing"].pop(slot, None)
    if kind in LINES:
        body[kind] = [each for each in body[kind] if each["id"] != key]
    body["changed"][slot] = row.revision + 1
    return _write(row, body)


@transaction.atomic
def attach(viewer: Viewer, case: Case, contributor: str, file: Accepted | None) -> Advice:
    """A report in place of the lines or beside them; None takes it away."""
    row = _locked(begin(viewer, case, contributor))
    key = None
    if file is not None:
        key = uuid4()
        Content.objects.bulk_create(
            [
                Content(
                    key=key, child_id=row.child_id, case=row.case, owner_id=row.owner_id, kind_of_data=row.kind_of_data,
                    file=file.data, file_name=file.name,
                )
            ]
        )  # fmt: skip
    Advice.objects.filter(pk=row.pk).update(report=key, saved_at=timezone.now())
    row.refresh_from_db()
    return row


def typed_in(row: Advice | None, slot: str) -> dict[str, Any]:
    """What was typed in a line and is not finished."""
    return dict((row.body.get("typing", {}).get(slot) or {}).get("said", {})) if row else {}


def line_in(row: Advice | None, slot: str) -> dict[str, Any]:
    """A finished line, as its form shows it."""
    if row is None:
        return {}
    if slot == "views":
        return {"views": row.body.get("views", "")}
    kind, _, key = slot.partition("/")
    return next((dict(each) for each in row.body.get(kind, ()) if each["id"] == key), {})


def unfinished(row: Advice | None) -> list[str]:
    return list(row.body.get("typing", {})) if row else []


def body_of(row: Advice | None) -> Body:
    return advice_of(row.body) if row else Body()


def _locked(row: Advice) -> Advice:
    return Advice.objects.select_for_update(of=("self",)).get(pk=row.pk)


def _body(row: Advice) -> dict[str, Any]:
    return {**body_of(row).data(), "typing": dict(row.body.get("typing", {})), "changed": dict(row.body.get("changed", {}))}


def _put(body: dict[str, Any], slot: str, line: Mapping[str, Any]) -> None:
    kind, _, key = slot.partition("/")
    if kind == "views":
        body["views"] = str(line.get("views", ""))
        return
    made = {**line, "id": key}
    places = [n for n, each in enumerate(body[kind]) if each["id"] == key]
    if places:
        body[kind][places[0]] = made
    elif len(body[kind]) < MOST_LINES:
        body[kind].append(made)


def _write(row: Advice, body: dict[str, Any]) -> Advice:
    row.body, row.revision, row.saved_at = body, row.revision + 1, timezone.now()
    Advice.objects.filter(pk=row.pk).update(body=row.body, revision=row.revision, saved_at=row.saved_at)
    return row


# --- answering ---


@transaction.atomic
def send(viewer: Viewer, case: Case, contributor: str, *, name: str, registration: str, on: dt.date) -> Advice:
    """The advice goes to the authority as it stands, and is never changed again. Every link to the task ends."""
    row = _locked(begin(viewer, case, contributor))
    if body_of(row).empty and row.report_id is None:
        raise CannotAsk("There is nothing in your advice yet. Add a need, some provision or a report")
    body = body_of(row).data()
    Advice.objects.filter(pk=row.pk).update(
        body=body, author_name=name, registration=registration, sent_at=timezone.now(), saved_at=timezone.now()
    )
    if contributor == FAMILY:
        _keep_views(row, body["views"], name, on)
    _answer(viewer, case, NewEvent("advice-received", on, {"contributor": contributor}))
    return row


def _keep_views(row: Advice, views: str, name: str, on: dt.date) -> None:
    """The family's views are advice of theirs (r.6(1)(a)), and a paper that whoever is asked after them is sent (r.6(3))."""
    paper = Content(
        key=uuid4(), child_id=row.child_id, case=row.case, owner_id=row.owner_id, kind_of_data=row.kind_of_data, text=views,
        file_name=f"{FROM_FAMILY}{long_day(on)}: the views of {name}"[:200],
    )  # fmt: skip
    Content.objects.bulk_create([paper])


@transaction.atomic
def not_known(viewer: Viewer, case: Case, contributor: str, on: dt.date) -> None:
    """The child is not known to the contributor's service. The case officer is told at once, to ask somebody else."""
    _answer(viewer, case, NewEvent("advice-nil-return", on, {"contributor": contributor}))
    message = _identity(case.pk, contributor, NOT_KNOWN, on, "officer")
    with connection.cursor() as cursor:
        words = _words(case.owner_id, NOT_KNOWN, contributor, on)
        cursor.execute("select assessments_tell_not_known(%s, %s, %s, %s, %s)", [message, case.pk, contributor, words.subject, words.body])
        queued = cursor.fetchone()[0]
    if queued:
        enqueue("letters.send", message=str(queued))


@transaction.atomic
def refuse(viewer: Viewer, case: Case, contributor: str, reasons: str, on: dt.date) -> None:
    """Only a body under section 31 of the 2014 Act may refuse, with written reasons."""
    if contributor in NOT_UNDER_SECTION_31 or not reasons.strip():
        raise Refused
    _answer(viewer, case, NewEvent("advice-refused", on, {"contributor": contributor, "reasons": reasons.strip()}))


def _answer(viewer: Viewer, case: Case, event: NewEvent) -> None:
    append_own_word(viewer, case.pk, [event])
    with connection.cursor() as cursor:
        cursor.execute("select assessments_end_links(%s, %s)", [case.pk, str(event.fields["contributor"])])


# --- chasing ---

_TO_HEAD, _WITHOUT_LINK = "advice-escalated-to-head", "advice-reminder-signed-in"


def _words(owner: UUID, slug: str, contributor: str, due: dt.date, **more: str) -> Mail:
    return mail(owner, slug, {"contributor": plain(contributor), "due": full_day(due), **more})


@transaction.atomic
def remind(viewer: Viewer, case: Case, contributor: str, due: dt.date | None, on: dt.date) -> Person:
    """A reminder from the officer, at once, with a new link to the same task. Answers whom it went to."""
    person = asked_by_name_of(viewer, case, on).get(contributor)
    if person is None:
        raise CannotAsk("Nobody is named for this advice. Ask somebody by name first")
    if not person.email:
        raise CannotAsk(f"{person.name} has no email address in the directory")
    if told_today(viewer, case.pk, [REMINDER], contributor, person.email):
        raise CannotAsk(f"{person.name} was reminded today already. Nothing more was sent")
    link = make_link(person_of(person), task="advice", child=_child(case), case=case.pk, owner=case.owner_id, about=contributor)
    words = _words(case.owner_id, REMINDER, contributor, due or on)
    queue(
        viewer, Recipient("contributor", person.name, person.email), purpose=REMINDER, subject=words.subject, body=words.body,
        child=_child(case), case=case.pk, owner=case.owner_id, about=contributor, link=link, kind=STAGE,
    )  # fmt: skip
    return person


@dataclass(frozen=True)
class ToChase:
    case: UUID
    contributor: str
    due: dt.date | None
    not_known: dt.date | None
    # Whose words its messages are in.
    owner: UUID


@transaction.atomic
def chase(today: dt.date) -> int:
    """What the daily job does: reminds on the published days, and takes what is late to those above. How many messages
    it queued: none, if it has run today already."""
    with connection.cursor() as cursor:
        cursor.execute("select * from assessments_to_chase()")
        waiting = [ToChase(*row) for row in cursor.fetchall()]
    return sum(_chase(each, today) for each in waiting)


def _chase(each: ToChase, today: dt.date) -> int:
    if each.not_known is not None:
        day = not_known_day(each.not_known, today)
        return _once(each, NOT_KNOWN, day, each.not_known, "officer", "") if day else 0
    assert each.due is not None
    if day := reminder_day(each.due, today):
        return _once(each, REMINDER, day, each.due, "contributor", "")
    if day := escalation_day(each.due, today):
        return sum(_escalate(each, a, day, each.due) for a in above(each.contributor))
    return 0


def _escalate(each: ToChase, a: Above, day: dt.date, due: dt.date) -> int:
    """To whoever stands above; where nobody is entered there, the officer is told so plainly."""
    with connection.cursor() as cursor:
        cursor.execute("select assessments_somebody_above(%s, %s, %s, %s)", [each.case, each.contributor, a.role, a.body])
        somebody = cursor.fetchone()[0]
    if somebody:
        # Whom it was asked of is put in by the database, which alone may name them to the job.
        words = _words(each.owner, _TO_HEAD, each.contributor, due, asked="[asked]") if a.role in HEADS else None
        return _once(each, ESCALATED, day, due, a.role, a.body, words)
    return _once(each, NOBODY, day, due, "officer", f"{a.role} {a.body}", _words(each.owner, NOBODY, each.contributor, due, missing=a.missing))


def _once(each: ToChase, purpose: str, day: dt.date, due: dt.date, role: str, body: str, words: Mail | None = None) -> int:
    words = words or _words(each.owner, purpose, each.contributor, due)
    bare = _words(each.owner, _WITHOUT_LINK, each.contributor, due).body
    message = _identity(each.case, each.contributor, purpose, day, f"{role} {body}")
    with connection.cursor() as cursor:
        cursor.execute(
            "select assessments_chase(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [message, each.case, each.contributor, purpose, role, body, words.subject, words.body, bare],
        )
        queued = cursor.fetchone()[0]
    if queued:
        enqueue("letters.send", message=str(queued))
    return int(queued is not None)


def _identity(case: UUID, contributor: str, purpose: str, day: dt.date, to: str) -> UUID:
    """A message of the job is what it is about and the day that it belongs to: made again, it is the same one."""
    return uuid5(NAMESPACE_URL, f"{case} {contributor} {purpose} {day.isoformat()} {to.strip()}")


