"""What can be done on a case: open it, record events, correct one, make it confidential."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from goldenthread.access.policy import Record, Refused, may, may_record
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case, Event
from goldenthread.cases.parties import CLINICIAN, asked_by_name, own_advice, own_correction, writing
from goldenthread.cases.projection import hold, project_with_linked
from goldenthread.cases.queries_parties import own_word
from goldenthread.engine import door
from goldenthread.engine.calendar import LONDON, london_date
from goldenthread.engine.fields import BadEvent, EventType
from goldenthread.engine.pathway import Pathway
from goldenthread.engine.replay import CaseAnswer
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Child, Content
from goldenthread.web.turns import one_at_a_time


@dataclass(frozen=True)
class NewEvent:
    """An event to record. `at` (with an offset) may stand for `on`."""

    event: str
    on: dt.date | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    at: dt.datetime | None = None
    id: UUID | None = None


@dataclass(frozen=True)
class Since:
    """Something recorded after the viewer read; empty where they may only know that there was something."""

    number: int
    event: str | None
    on: dt.date | None


class Conflict(Exception):
    """Others have written to the case since it was read. Nothing was recorded."""

    def __init__(self, since: Sequence[Since], last_number: int) -> None:
        self.since = tuple(since)
        self.last_number = last_number
        super().__init__("The case has changed since you read it. Nothing was recorded")


# Text fields that hold a person's own words. They are kept in the content store, and the event holds the key.
_WORDS = ("reasons", "reason")
_CODED = frozenset({"plan-ceased", "reported-closed", "decided-to-cease"})


@transaction.atomic
def open_case(viewer: Viewer, *, child: UUID, pathway: str, first: NewEvent, arose_from: UUID | None = None) -> UUID:
    """Begins a journey of a child along a pathway with its first event."""
    found = Child.objects.filter(pk=child).values_list("owner_id", flat=True).first()
    definition = PATHWAYS.get(pathway)
    if found is None or definition is None:
        raise Refused
    kind = _kind_of_opening(definition, first)
    if not may(viewer, "write", kind, Record(owner=found, child=child)):
        raise Refused
    # A replay reads the linked case whole, so a link must not reach what the viewer may not, nor another child.
    if arose_from is not None and _case(viewer, arose_from).child_id != child:
        raise Refused
    key = uuid.uuid4()
    Case.objects.bulk_create(
        [
            Case(
                id=key,
                pathway=pathway,
                child_id=child,
                owner_id=found,
                arose_from_id=arose_from,
                regime=definition.regime,
                opened_on=_day(first),
                kind_of_data=kind,
            )
        ]
    )
    append(viewer, key, 0, [first])
    return key


@transaction.atomic
def append(viewer: Viewer, case: UUID, read_up_to: int, events: Sequence[NewEvent]) -> CaseAnswer:
    """Records events on a case that the viewer has read up to a number, and computes what follows from them.

    Raises `BadEvent` (with the field), `Refused`, or `Conflict` with what came since; then nothing is recorded.
    """
    row = _case(viewer, case)
    pathway = PATHWAYS[row.pathway]
    record = _record(row)
    ready = [_ready(viewer, pathway, row, record, new) for new in events]
    with connection.cursor() as cursor:
        cursor.execute("select cases_take_numbers(%s, %s, %s)", [case, read_up_to, len(ready)])
        if not cursor.fetchone()[0]:
            raise conflict_of(case, read_up_to)
    for number, (event, words) in enumerate(ready, read_up_to + 1):
        event.number = number
        # Not read back: a contributor may have no right to read what is kept of the case's own events.
        Content.objects.bulk_create(words, ignore_conflicts=True)
    _insert([event for event, _ in ready])
    return project_with_linked(case)


@transaction.atomic
def append_own_word(viewer: Viewer, case: UUID, events: Sequence[NewEvent]) -> CaseAnswer:
    """Records what a party answers for itself. It rests on nothing that others recorded meanwhile, which they may not even
    read, so it goes on from wherever the case has come. Raises as `append` does; `Conflict` only where the case does not
    stand still."""
    for left in range(3, -1, -1):
        try:
            return append(viewer, case, int(Case.objects.filter(pk=case).values_list("last_number", flat=True).get()), events)
        except Conflict:
            if not left:
                raise
    raise AssertionError


@transaction.atomic
def say_once(viewer: Viewer, case: UUID, events: Sequence[NewEvent]) -> None:
    """Records what a party says for itself, but for what they said last, for the same day, and nothing came since: a button that is
    pressed again, because the answer to the first press was lost, says nothing new. After another draft the same words do."""
    one_at_a_time(f"said on {case} by {viewer.id}")
    if new := [said for said in events if not _said_last(viewer, case, said, events)]:
        append_own_word(viewer, case, new)


def _said_last(viewer: Viewer, case: UUID, new: NewEvent, beside: Sequence[NewEvent]) -> bool:
    mine = Event.objects.filter(case_id=case, event=new.event, by=_by(viewer)).order_by("-number").first()
    same = mine is not None and (mine.on, mine.fields) == (_day(new), {name: _plain(value) for name, value in new.fields.items()})
    return mine is not None and same and not Event.objects.filter(case_id=case, number__gt=mine.number).exclude(event__in=[each.event for each in beside]).exists()


@transaction.atomic
def correct(
    viewer: Viewer, case: UUID, read_up_to: int, wrong: UUID, *, reason: str, right: NewEvent | None = None
) -> CaseAnswer:
    """Withdraws an event, and records the right fact in its place, in one transaction."""
    columns = ("event", "on", "kind_of_data", "about")
    withdrawn = Event.objects.filter(pk=wrong, case_id=case).values_list(*columns).first()
    if withdrawn is None:
        raise Refused
    slug, on, kind, about = withdrawn
    row = _case(viewer, case)
    if slug == "corrected":
        raise BadEvent("A correction cannot be corrected: record the right event again", "event_id")
    own = own_advice(slug, about) or own_correction(viewer, slug)
    if not may_record(writing(viewer, slug, about), kind, _record(row), row.kind_of_data, own):
        raise Refused
    correction = NewEvent("corrected", on=on, fields={"event_id": str(wrong), "reason": reason})
    return append(viewer, case, read_up_to, [correction, *([right] if right else [])])


class NobodyLeft(Exception):
    """A confidential case needs somebody who is named to it."""


@transaction.atomic
def confide(viewer: Viewer, case: UUID, level: str, keeping: Sequence[UUID], reason: str) -> None:
    """No page, count, search or log then shows the case, save to those allocated to it by name. With its reason, and with those of the
    child's practitioners who go on working on the case."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select cases_confide(%s, %s, %s::uuid[], %s)", [case, level, list(keeping), reason])
            if not cursor.fetchone()[0]:
                raise Refused
            project_with_linked(case)
    except DatabaseError as fault:
        # The code that the function gives where nobody would be left.
        if getattr(fault.__cause__, "sqlstate", "") == "GT001":
            raise NobodyLeft from None
        raise


def mark_demo_area() -> None:
    """Only an area that is marked when it is made, by the system role, may be filled under a clock of its own."""
    if not settings.GOLDENTHREAD_DEMO:
        raise Refused
    with connection.cursor() as cursor:
        cursor.execute("insert into cases_demo_area values (true) on conflict do nothing")


def set_demo_clock(now: dt.datetime | None) -> None:
    """What the journal takes for now, until the transaction ends. The database ignores it outside a demo area and
    from the application's role."""
    if not settings.GOLDENTHREAD_DEMO:
        raise Refused
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.demo_now', %s, true)", [now.isoformat() if now else ""])


def receive_on_the_demos_day() -> None:
    """A demo area may hold its day: what is received or given in this transaction is then of that day."""
    held = getattr(settings, "DEMO_TODAY", None)
    if held and settings.GOLDENTHREAD_DEMO:
        set_demo_clock(dt.datetime.combine(held, dt.time(12), LONDON))


# --- one event made ready ---


def _case(viewer: Viewer, case: UUID) -> Case:
    row = Case.objects.filter(pk=case).first()
    if row is None or not may(viewer, "status", row.kind_of_data, _record(row)):
        raise Refused
    return row


def _by(viewer: Viewer) -> str:
    return f"{'link' if viewer.kind == 'link' else 'user'}:{viewer.id}"


def _record(row: Case) -> Record:
    return Record(owner=row.owner_id, child=row.child_id, case=row.pk, confidentiality=row.confidentiality)


def _ready(viewer: Viewer, pathway: Pathway, row: Case, record: Record, new: NewEvent) -> tuple[Event, list[Content]]:
    fields = pathway.validate(new.event, new.fields)
    door.check(pathway, new.event, _day(new), fields)
    about = _about(pathway.events[new.event], fields)
    kind = _kind(pathway, row, new, about)
    if new.event == "corrected":
        said, of = _withdrawn(row, fields)
        own = own_correction(viewer, said)
    else:
        said, of = new.event, about
        own = own_word(viewer, row.pk, said, of, fields)
    if not (may_record(writing(viewer, said, of), kind, record, row.kind_of_data, own) or asked_by_name(viewer, row.pk, new.event, about)):
        raise Refused
    # What a clinician says in words is their service's note, where the fact itself is of a kind that they only read.
    note = own == CLINICIAN.kind and not may(viewer, "write", kind, record)
    stored, words = _stored(new.event, fields, row, CLINICIAN.kind if note else kind)
    event = Event(
        id=new.id or uuid.uuid4(),
        case_id=row.pk,
        event=new.event,
        on=_day(new),
        at=new.at,
        by=_by(viewer),
        about=about or "",
        kind_of_data=kind,
        fields=stored,
    )
    return event, words


def _kind(pathway: Pathway, row: Case, new: NewEvent, about: str | None) -> str:
    """A correction is of the kind of what it withdraws, so that it shows to nobody else."""
    if new.event == "corrected":
        known = Event.objects.filter(pk=new.fields["event_id"], case_id=row.pk).values_list("kind_of_data", flat=True)
        if (kind := known.first()) is None:
            raise BadEvent("That event is not on this case", "event_id")
        return str(kind)
    return pathway.kind_of_data(new.event, about)


def _withdrawn(row: Case, fields: Mapping[str, Any]) -> tuple[str, str | None]:
    """The event that a correction withdraws, and whom it is about."""
    found = Event.objects.filter(pk=fields["event_id"], case_id=row.pk).values_list("event", "about").first()
    return found or ("", None)


def _kind_of_opening(pathway: Pathway, first: NewEvent) -> str:
    if first.event not in pathway.events:
        raise BadEvent(f"{first.event!r} is not an event of {pathway.slug}")
    return pathway.kind_of_data(first.event, _about(pathway.events[first.event], first.fields))


def _about(declared: EventType, fields: Mapping[str, Any]) -> str | None:
    value = fields.get(declared.about) if declared.about else None
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or None
    return None if value is None else str(value)


def holds_words(event: str, name: str) -> bool:
    """Whether a text field of an event is kept in the content store."""
    return name in _WORDS and event not in _CODED


def _stored(event: str, fields: Mapping[str, Any], row: Case, kind: str) -> tuple[dict[str, Any], list[Content]]:
    stored: dict[str, Any] = {}
    words = []
    for name, value in fields.items():
        if isinstance(value, str) and value and holds_words(event, name):
            content = Content(child_id=row.child_id, case=row.pk, owner_id=row.owner_id, kind_of_data=kind, text=value)
            words.append(content)
            stored[name] = str(content.key)
        else:
            stored[name] = _plain(value)
    return stored, words


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value


def _day(new: NewEvent) -> dt.date:
    if new.on is not None:
        return new.on
    if new.at is None:
        raise BadEvent("Enter the day on which it happened", "on")
    return london_date(new.at)


def _insert(events: Sequence[Event]) -> None:
    """Written and not read back: a contributor may have no right to read the case's own events."""
    with connection.cursor() as cursor:
        cursor.executemany(
            'insert into cases_event (id, case_id, number, event, "on", at, by, about, kind_of_data, fields)'
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (e.pk, e.case_id, e.number, e.event, e.on, e.at, e.by, e.about, e.kind_of_data, json.dumps(e.fields))
                for e in events
            ],
        )


def record_by_queue(pathway: Pathway, case: UUID, event: str, on: dt.date, fields: Mapping[str, str], by: str) -> None:
    """One event on a case, by the queue's worker, for somebody who may not write to it themselves, such as a family that complains. Whoever
    calls has asked whether it may be recorded, and works out what follows from it."""
    pathway.validate(event, fields)
    about = fields.get(pathway.events[event].about or "", "")
    hold([case])
    with connection.cursor() as cursor:
        cursor.execute("update cases_case set last_number = last_number + 1 where id = %s and pathway = %s returning last_number", [case, pathway.slug])
        (number,) = cursor.fetchone()
        cursor.execute(
            'insert into cases_event (id, case_id, number, event, "on", by, about, kind_of_data, fields) values (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, %s::jsonb)',
            [case, number, event, on, by, about, pathway.kind_of_data(event, about or None), json.dumps(fields)],
        )


def conflict_of(case: UUID, read_up_to: int) -> Conflict:
    """What was recorded on a case after a number, as far as the viewer may read it."""
    last = Case.objects.filter(pk=case).values_list("last_number", flat=True).get()
    seen = {
        number: Since(number, event, on)
        for number, event, on in Event.objects.filter(case_id=case, number__gt=read_up_to).values_list(
            "number", "event", "on"
        )
    }
    return Conflict([seen.get(n, Since(n, None, None)) for n in range(read_up_to + 1, last + 1)], last)
