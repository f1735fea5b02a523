"""Meetings: what is to come, who has a place, what was asked and answered, and who came from where."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import rows
from goldenthread.letters.sending import enqueue
from goldenthread.people.models import District
from goldenthread.science.small_numbers import Shown, without_small
from goldenthread.voice.models import Attendance, Booking, Meeting, MeetingQuestion
from goldenthread.voice.sealing import mark_of, seal, unseal
from goldenthread.web.languages import language_code
from goldenthread.web.navigation import RUNS_MEETINGS
from goldenthread.web.turns import one_at_a_time

RUNS = RUNS_MEETINGS
SALT = "voice.booking"
FORGET_AFTER = dt.timedelta(days=30)
"""After the meeting, who booked is removed, and the link of a booking opens nothing any more."""


def body_of(viewer: Viewer, roles: tuple[str, ...] = RUNS) -> UUID | None:
    """The body for which the viewer holds one of these roles."""
    return viewer.body_as(*roles)


# --- what anybody sees ---


@dataclass(frozen=True)
class Listed:
    meeting: Meeting
    full: bool


def to_come(on: dt.date) -> list[Listed]:
    """Everybody's, the next one first; a meeting that is cancelled stays until its day, so that nobody goes there in vain."""
    full = {key for (key,) in rows("select voice_full(%(on)s)", on=on)}
    found = Meeting.objects.filter(on__gte=on).select_related("owner", "district").order_by("on", "starts", "title")
    return [Listed(m, m.pk in full) for m in found]


def is_full(meeting: Meeting) -> bool:
    return (meeting.pk,) in rows("select voice_full(%(on)s)", on=meeting.on)


def answers(meeting: Meeting) -> list[tuple[str, str, dt.date, bool]]:
    return [(asked, said, on, several) for asked, said, on, several in rows("select * from voice_answers(%(m)s)", m=meeting.pk)]


def answered_lately(on: dt.date) -> list[tuple[Meeting, int]]:
    """Meetings of the last year at which something was answered, with how much, the newest first."""
    counted = dict(rows("select meeting, answers from voice_answered(%(first)s, %(on)s)", first=on - dt.timedelta(days=365), on=on))
    return [(m, counted[m.pk]) for m in Meeting.objects.filter(pk__in=counted).order_by("-on", "title")[:50]]


def book(meeting: Meeting, on: dt.date, *, name: str, contact: str, needs: str, confirm: str = "no") -> tuple[str, str]:
    """What became of it ("booked", "waiting" or "closed"), and the token of the booking's own page. A contact that booked before is
    answered alike, and its booking stays as it is. Where a message is wished the worker sends it, in the language of the page that was booked on."""
    key = uuid4()
    made = Booking(id=key, meeting=meeting)
    sealed = seal({"name": name, "contact": contact, "needs": needs, "confirm": confirm, "language": language_code()}, made.row)
    outcome = rows("select voice_book(%(key)s, %(meeting)s, %(sealed)s, %(mark)s, %(on)s)", key=key, meeting=meeting.pk, sealed=sealed, mark=mark_of(contact, str(meeting.pk)), on=on)[0][0]
    if confirm == "yes" and outcome != "closed":
        enqueue("voice.tell_booked")
    return outcome, token_of(key)


def token_of(booking: UUID) -> str:
    """The address of a booking's own page, which is its only key."""
    return signing.dumps(str(booking), salt=SALT)


@dataclass(frozen=True)
class Own:
    """A booking as its own link shows it."""

    key: UUID
    meeting: Meeting
    state: str
    ahead: int


def booked_by(token: str, on: dt.date) -> Own | None:
    """None where the address was not made here, or the meeting is over for so long that nobody knows any more who booked."""
    try:
        key = UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    for state, meeting, ahead in rows("select * from voice_own_booking(%(key)s)", key=key):
        found = Meeting.objects.select_related("owner", "district").get(pk=meeting)
        return Own(key, found, state, ahead) if on <= found.on + FORGET_AFTER else None
    return None


def cancel(own: Own, on: dt.date) -> None:
    rows("select voice_cancel_booking(%(key)s, %(on)s)", key=own.key, on=on)
    # Somebody who waited may have the place now.
    enqueue("voice.tell_booked")


def ask(meeting: Meeting, text: str, on: dt.date) -> bool:
    return bool(rows("select voice_ask(%(m)s, %(text)s, %(on)s)", m=meeting.pk, text=text, on=on)[0][0])


# --- what those who run them do ---


def own_meetings(viewer: Viewer) -> QuerySet[Meeting]:
    return Meeting.objects.filter(owner=body_of(viewer)).select_related("district").order_by("-on", "-starts")


@transaction.atomic
def make(viewer: Viewer, **given: Any) -> Meeting:
    body = body_of(viewer)
    if body is None or viewer.id is None:
        raise Refused
    one_at_a_time(f"meetings of {body}")
    # Sent twice from one form, it is one meeting: families would book a place in either.
    if known := Meeting.objects.filter(owner=body, made_by=viewer.id, cancelled_on=None, **given).first():
        return known
    meeting = Meeting(owner_id=body, made_by=viewer.id, made_by_name=viewer.name[:100], **given)
    meeting.save(force_insert=True)
    return meeting


def call_off(viewer: Viewer, meeting: Meeting, because: str, on: dt.date) -> None:
    if not rows("select voice_cancel_meeting(%(m)s, %(on)s, %(because)s)", m=meeting.pk, on=on, because=because)[0][0]:
        raise Refused
    enqueue("voice.tell_booked")


@dataclass(frozen=True)
class Booked:
    booking: Booking
    words: dict[str, Any] | None


def bookings(meeting: Meeting) -> list[Booked]:
    """Those with a place, then those who wait, each in the order in which they came."""
    found = meeting.bookings.filter(again=False).exclude(state=Booking.State.CANCELLED).order_by("state", "number")
    return [Booked(b, unseal(b.sealed, b.row)) for b in found]


def told(viewer: Viewer, meeting: Meeting, booking: UUID, on: dt.date) -> None:
    """Somebody was told that a place came free, or that the meeting is called off."""
    meeting.bookings.filter(pk=booking, told_on=None).update(told_on=on, told_by_name=viewer.name[:100])


@transaction.atomic
def asked_there(meeting: Meeting, text: str, families: int, on: dt.date) -> None:
    """The same question of as many families, still to be answered, is the one that stands: it was sent twice."""
    one_at_a_time(f"questions of {meeting.pk}")
    given = {"meeting": meeting, "asked_when": "at", "text": text, "families": families, "asked_on": on}
    if not open_questions(meeting).filter(**given).exists():
        MeetingQuestion.objects.bulk_create([MeetingQuestion(**given)])


def open_questions(meeting: Meeting) -> QuerySet[MeetingQuestion]:
    return meeting.questions.filter(answered_on=None, left_out_because="").order_by("at")


def answer(viewer: Viewer, question: MeetingQuestion, *, asked_as: str, said: str, families: int, on: dt.date) -> None:
    """Once: what another published meanwhile is not put away. Raises `Refused`."""
    changed = MeetingQuestion.objects.filter(pk=question.pk, answered_on=None, left_out_because="").update(asked_as=asked_as, answer=said, families=families, answered_on=on, answered_by_name=viewer.name[:100])
    if not changed:
        raise Refused


def leave_out(question: MeetingQuestion, because: str) -> None:
    MeetingQuestion.objects.filter(pk=question.pk, answered_on=None).update(left_out_because=because)


@transaction.atomic
def count_who_came(meeting: Meeting, came: dict[str, int]) -> None:
    """Numbers by district; the empty code is for elsewhere and for those who did not say. Counted again, the later count stands."""
    for code, number in came.items():
        Attendance.objects.update_or_create(meeting=meeting, district_id=code or None, defaults={"came": number})


def came_by_district(meeting: Meeting) -> dict[str, int]:
    return {a.district_id or "": a.came for a in meeting.attendance.all()}


@dataclass(frozen=True)
class Reach:
    """Who came, by district, to the meetings of a year: small numbers are left out, and nothing can be subtracted."""

    meetings: int
    total: int | None
    cells: list[tuple[str, Shown]]


def reach(viewer: Viewer, on: dt.date) -> Reach:
    since = on - dt.timedelta(days=365)
    counted: dict[str, int] = {d.name: 0 for d in District.objects.order_by("name")}
    meetings = set()
    for name, came, meeting in Attendance.objects.filter(meeting__owner=body_of(viewer), meeting__on__gte=since).values_list("district__name", "came", "meeting"):
        counted[name or "Elsewhere, or not said"] = counted.get(name or "Elsewhere, or not said", 0) + came
        meetings.add(meeting)
    cells, total = without_small(counted)
    return Reach(len(meetings), total, list(cells.items()))


