"""Complaints of families: made on the family's page, answered by the body complained of, and what was learned. The words lie with the
complaint, the days on a case of the complaint pathway, which the queue opens: a family writes to no such case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from goldenthread.access.models import User
from goldenthread.access.policy import OF_A_CHILD, Refused, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.actions import NewEvent, append, record_by_queue
from goldenthread.cases.models import Case, Event
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.projection import project_with_linked, take_turn
from goldenthread.cases.queries_case import Someone
from goldenthread.cases.queries_clocks import CASE, ClockFacts, clocks_of
from goldenthread.cases.queries_work import Elsewhere, Said, Task, covered_by
from goldenthread.families.answerers import Named, complaints_manager_of, manager_of
from goldenthread.families.complaint_about import Failed
from goldenthread.families.complaint_whose import ANSWER_COMPLAINTS, Whose, answering_for
from goldenthread.families.models import Complaint, EarlyOffer
from goldenthread.families.queries import DISPUTES, may_ask, officer_bodies
from goldenthread.letters.sending import Recipient, enqueue, queue
from goldenthread.letters.writing import mail
from goldenthread.pathways.common.rights import DISPUTE
from goldenthread.pathways.complaint import COMPLAINT, RECEIVED
from goldenthread.people.kinds import MESSAGES, STAGE
from goldenthread.people.models import Child
from goldenthread.web.addresses import address
from goldenthread.web.turns import one_at_a_time

A_DAY = 10
"""How many complaints somebody can make in a day, about whichever child and to whichever body; `families_complain_barred` holds the same."""


class TooMany(Exception):
    """Somebody has complained often today. Nothing was kept."""


@transaction.atomic
def complain(viewer: Viewer, child: Child, failed: Failed, whose: Whose, *, text: str, on: dt.date) -> Complaint:
    """A complaint in the family's own name, to the body that it is about. The same words on the same day are one complaint."""
    if viewer.id is None or not may_ask(viewer, child):
        raise Refused
    one_at_a_time(f"families_complain {viewer.id}")
    before = complaints_seen(viewer).filter(
        child=child.pk, made_by=viewer.id, made_on=on, text=text, about=failed.clock, failed_key=_key(failed), line=failed.line, owner=whose.body, with_body=whose.also,
    ).first()  # fmt: skip
    if before is not None:
        return before
    with connection.cursor() as cursor:
        cursor.execute("select families_complained_today()")
        if cursor.fetchone()[0] >= A_DAY:
            raise TooMany
    who = _answers(child, whose.body, on)
    made = Complaint(
        child=child, owner_id=whose.body, with_body_id=whose.also, of=Complaint.Of.COUNCIL if whose.body == child.owner_id else Complaint.Of.NHS, about=failed.clock, about_words=failed.words[:200], failed_case=failed.case, failed_key=_key(failed), failed_due=failed.due, line=failed.line, text=text, made_by=viewer.id,
        made_by_name=viewer.name[:100], made_on=on, to=who.practitioner, to_name=who.name,
    )  # fmt: skip
    Complaint.objects.bulk_create([made])
    enqueue("families.open_complaint", complaint=str(made.pk))
    return made


def _answers(child: Child, body: UUID, on: dt.date) -> Named:
    """Who answers for the body complained of: of a council the manager of the place, of an NHS body whoever it named."""
    return manager_of(child, on) if body == child.owner_id else complaints_manager_of(body, on)


def _key(failed: Failed) -> str:
    """The clock's own name inside its case."""
    return failed.key.partition(":")[2] if failed.line is None else ""


@transaction.atomic
def open_its_case(complaint: str) -> None:
    """By the queue's worker, once."""
    # Not by the name that a press of the family's page has: it would wait for whatever this waits for.
    take_turn()
    made = Complaint.objects.filter(pk=complaint, case=None).first()
    if made is None:
        return
    fields = {"about": made.about, "of": made.of, "stage": "stage-1", **({"known_on": known.isoformat()} if (known := _known_on(made)) else {})}
    case = Case.objects.create(
        pathway=COMPLAINT.slug, child_id=made.child_id, owner_id=made.owner_id, arose_from_id=None, regime=COMPLAINT.regime, opened_on=made.made_on,
        kind_of_data=DISPUTE, last_number=0,
    )  # fmt: skip
    record_by_queue(COMPLAINT, case.pk, RECEIVED, made.made_on, fields, f"user:{made.made_by}")
    # A barred parent reads of nobody, so that the manager is named here.
    who = Named(made.to, made.to_name) if made.to else _answers(made.child, made.owner_id, made.made_on)
    Complaint.objects.filter(pk=made.pk).update(case=case.pk, to=who.practitioner, to_name=who.name)
    project_with_linked(case.pk)


def _known_on(made: Complaint) -> dt.date | None:
    """The day from which the Ombudsman's year is counted where a step failed: the first on which anybody could know, the day after its last day, and
    never later than the complaint."""
    if made.failed_due is not None:
        return made.failed_due + dt.timedelta(days=1) if made.failed_due < made.made_on else None
    if made.failed_case is None:
        return None
    # Made before its day was kept with it: the first day of its kind.
    with connection.cursor() as cursor:
        cursor.execute("select min(due) from cases_clockrow where case_id = %s and clock = %s and due < %s", [made.failed_case, made.about, made.made_on])
        found: dt.date | None = cursor.fetchone()[0]
    return found + dt.timedelta(days=1) if found else None


def complaints_seen(viewer: Viewer) -> QuerySet[Complaint]:
    """The viewer's own; those of the bodies whose casework they do or lead, or whose complaints they answer; and those about such a body that another
    answers."""
    whose = Q(made_by=viewer.id) | Q(owner__in=sorted(officer_bodies(viewer) | answering_for(viewer)))
    seen = visible(viewer, "read", shape=OF_A_CHILD, kind=DISPUTE) & whose | Q(with_body__in=sorted(answering_for(viewer)))
    return Complaint.objects.filter(seen).select_related("child", "owner", "with_body").order_by("-made_on", "-at")


def answers_complaints(viewer: Viewer) -> bool:
    return bool(answering_for(viewer))


def answers_this_one(viewer: Viewer, complaint: Complaint) -> bool:
    """Whether the viewer answers this complaint: of two bodies one does."""
    return complaint.owner_id in answering_for(viewer)


def give_part(viewer: Viewer, complaint: Complaint, *, text: str, on: dt.date) -> bool:
    """What the other of two bodies says of it, for the one answer (SI 2009/309 reg. 9). Once; False where it was given or answered meanwhile."""
    if complaint.with_body_id not in answering_for(viewer):
        raise Refused
    with connection.cursor() as cursor:
        cursor.execute("select families_give_part(%s, %s, %s, %s)", [complaint.pk, text, viewer.name, on])
        return bool(cursor.fetchone()[0])


def answered_before(viewer: Viewer, complaint: Complaint, stage: str) -> bool:
    """Whether the viewer answered the first stage: somebody else then answers the second."""
    return stage == "stage-2" and complaint.answered_by is not None and complaint.answered_by == viewer.id


@transaction.atomic
def answer_complaint(viewer: Viewer, complaint: Complaint, *, outcome: str, text: str, stage: str, on: dt.date) -> None:
    """The answer of the stage, as an event of its case and in words to whoever complained, who is told that there is news."""
    if not answers_this_one(viewer, complaint) or complaint.case is None or answered_before(viewer, complaint, stage):
        raise Refused
    case = Case.objects.get(pk=complaint.case)
    append(viewer, case.pk, case.last_number, [NewEvent("stage-answered", on, {"stage": stage, "outcome": outcome})])
    if stage == "stage-2":
        Complaint.objects.filter(pk=complaint.pk).update(second_answer=text, second_outcome=outcome, second_answered_on=on, second_answered_by_name=viewer.name[:100])
    else:
        Complaint.objects.filter(pk=complaint.pk).update(answer=text, outcome=outcome, answered_on=on, answered_by_name=viewer.name[:100], answered_by=viewer.id)
    maker = User.objects.filter(pk=complaint.made_by, is_active=True).first()
    if maker is not None:
        words = mail(complaint.owner_id, "news", {"reader": maker.name, "address": f"{settings.BASE_URL}/family/"})
        queue(viewer, Recipient("family", maker.name, maker.email), purpose="news", subject=words.subject, body=words.body, child=complaint.child_id, case=complaint.case, owner=complaint.owner_id, kind=STAGE if complaint.of == Complaint.Of.COUNCIL else MESSAGES)


def answers_case(viewer: Viewer, case: Case) -> Someone | None:
    """Who answers on a complaint's case: whom the family was named, and never the child's case officer."""
    found = complaints_seen(viewer).filter(case=case.pk).first()
    return Someone(found.to_name or found.owner.name, "", practitioner=found.to, role="authority") if found else None


def open_clocks(viewer: Viewer, complaints: Sequence[Complaint]) -> dict[UUID, list[ClockFacts]]:
    """By case, what runs on it, the soonest first."""
    cases = list(Case.objects.filter(visible(viewer, "status", shape=CASE), pk__in=[c.case for c in complaints if c.case]))
    found: dict[UUID, list[ClockFacts]] = {}
    for clock in sorted(clocks_of(viewer, cases), key=lambda c: c.due or dt.date.max):
        if clock.stopped is None and clock.owed_by != "family":
            found.setdefault(clock.case, []).append(clock)
    return found


_GONE = """select w from unnest(%(whose)s::uuid[]) w where not exists (
    select 1 from access_user u join access_rolegrant g on g.user_id = u.id where u.practitioner_id = w and u.is_active and g.role = any(%(roles)s)
      and g.ended_at is null and %(on)s between g.valid_from and coalesce(g.valid_to, 'infinity'))"""


def _not_at_work(complaints: Iterable[Complaint], on: dt.date) -> list[UUID]:
    """Of those who were named to answer, who answers no complaint any more: it is for whoever does."""
    return [w for (w,) in rows(_GONE, whose=list({c.to for c in complaints if c.to}), roles=list(ANSWER_COMPLAINTS), on=on)]


def owed(viewer: Viewer, on: dt.date, case: UUID | None) -> list[Task]:
    """What complaints ask of the manager who was named, or of whoever covers them; what was put to nobody, or to somebody who has left, of every
    manager. A case shows its own clocks itself."""
    if case is not None or not answers_complaints(viewer) or viewer.id is None:
        return []
    seen = [c for c in complaints_seen(viewer).exclude(case=None) if answers_this_one(viewer, c)]
    whose = {None, viewer.practitioner, *_not_at_work(seen, on), *covered_by(viewer.practitioner, on)}
    mine = [c for c in seen if c.to in whose]
    cases = {c.pk: c for c in Case.objects.filter(visible(viewer, "status", shape=CASE), pk__in=[c.case for c in mine])}
    clocks = open_clocks(viewer, mine)
    return [
        Task(clock, cases[c.case], c.child, mine=True, said=Said(COMPLAINT.clock_titles.get(clock.clock, clock.clock), address("complaint", c.pk), c.about_words or "A complaint of the family", viewer.name, viewer.id))
        for c in mine
        if c.case in cases
        for clock in clocks.get(c.case, [])
    ]


@dataclass(frozen=True)
class Learned:
    """A change that followed a complaint or another disagreement, and whether it was checked that it worked."""

    case: UUID
    about: str
    on: dt.date
    change: str
    check_on: dt.date
    checked: dt.date | None
    recurred: bool


LEARNED_FROM: list[Callable[[Viewer, list[UUID]], dict[UUID, str]]] = []
"""Of these cases, which the viewer reads of and what each is about. An app above this one adds its own when it is ready."""


def learned(viewer: Viewer) -> list[Learned]:
    """Of every complaint, offer and other disagreement that the viewer sees, the newest change first. No child is named."""
    events: dict[UUID, list[Event]] = {}
    seen = Case.objects.filter(visible(viewer, "read", shape=CASE), pathway__in=DISPUTES).values("pk")
    changed = Event.objects.filter(event="change-made", case__in=seen).values("case")
    for e in Event.objects.filter(case__in=changed, event__in=("change-made", "recurrence-checked", "corrected")).order_by("number"):
        events.setdefault(e.case_id, []).append(e)
    about = {c.case: c.about_words or "Something else" for c in complaints_seen(viewer).filter(case__in=list(events))}
    about |= {o.case: o.failed_words.splitlines()[0] for o in EarlyOffer.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=DISPUTE), Q(to_user=viewer.id) | Q(owner__in=sorted(officer_bodies(viewer))), case__in=list(events))}
    for source in LEARNED_FROM:
        about |= source(viewer, list(events))
    events = {case: happened for case, happened in events.items() if case in about}
    found: list[Learned] = []
    for case, happened in events.items():
        withdrawn = {e.fields.get("event_id") for e in happened if e.event == "corrected"}
        kept = [e for e in happened if str(e.pk) not in withdrawn]
        for e in kept:
            if e.event == "change-made":
                check = next((c for c in kept if c.event == "recurrence-checked" and c.number > e.number), None)
                found.append(Learned(case, about[case], e.on, str(e.fields["change"]), dt.date.fromisoformat(str(e.fields["check_on"])), check.on if check else None, bool(check and check.fields["recurred"])))
    return sorted(found, key=lambda one: one.on, reverse=True)


OWED = Elsewhere(owed, 'from families_complaint where "case" is not null')
