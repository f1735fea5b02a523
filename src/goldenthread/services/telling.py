"""The messages of waiting safely, sent by the system: that the referral came, what to expect, a word every 12 weeks, and a new range when
what was told has moved by four weeks. By the queue's worker, each morning and after each list.

A family is told by a letter that it reads after signing in; the email that says so names no child, service or condition. Only whoever is
a parent in education law, or the young person once the rights have passed, with an account that stands, gets one: nobody whose
relationship or account has ended, nobody who is barred, and nobody of a sealed record. Where nobody can be reached so, the referral is confidential, or no
list has named it lately, the system sends nothing and somebody of the provider is asked to tell the family: what was promised stays
owed until the event that meets it is recorded, which is once a message left."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from goldenthread.access.links import LINK_ONLY
from goldenthread.access.policy import Refused, visible
from goldenthread.access.viewer import PUBLIC, Viewer
from goldenthread.cases.actions import NewEvent, append_own_word
from goldenthread.cases.models import Case, ClockRow
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.projection import hold, rebuild, take_turn
from goldenthread.engine.explain import listed
from goldenthread.letters.sending import Recipient, queue
from goldenthread.letters.writing import About, keep, mail, write
from goldenthread.pathways.safe_waiting import SAFE_WAITING
from goldenthread.people.kinds import MESSAGES
from goldenthread.people.models import Child
from goldenthread.services.keeping_safe import BY, record
from goldenthread.services.models import Range, Service, Telling
from goldenthread.services.queries import OF_ONE_KIND_ON_A_CASE, STALE_DAYS, children_named
from goldenthread.services.told import Remaining
from goldenthread.services.waits import newest_forecasts
from goldenthread.web.days import day_of
from goldenthread.web.turns import one_at_a_time
from goldenthread.web.words import count_of, full_day

PURPOSE = "waiting-safely"
MOVED_DAYS = 28
"""So far from what the family was told, either way, the range is told anew: four weeks (health.md 1.13)."""
LETTERS = {
    "tell-what-to-expect": "waiting-what-to-expect",
    "tell-new-range": "waiting-new-range",
    "send-waiting-update": "waiting-still-on-the-list",
    "acknowledge": "waiting-acknowledged",
}
"""The letter of each clock, in the order of which goes first where a family is owed several."""
MEETS = {
    "tell-what-to-expect": {"tell-triage-result": "triage-result-told", "tell-what-to-expect": "what-to-expect-told", "tell-new-range": "new-range-told"},
    "tell-new-range": {"tell-new-range": "new-range-told"},
    "send-waiting-update": {"send-waiting-update": "waiting-update-sent", "tell-new-range": "new-range-told"},
    "acknowledge": {"acknowledge": "acknowledgement-sent"},
}
"""What a letter meets, of the clocks that are open, and the event that says so. To be told what to expect is to be told that the referral
was accepted."""
CHANNELS = {"email": "email", "text": "text", "post": "letter"}
"""What an event calls the way by which a message went."""

# What is due to be told: each promise once, of children whose record is open. An update leaves on its day, the others at once.
_DUE = """
select k.case_id, k.clock, k.started, k.due, c.child_id, c.owner_id, c.confidentiality, c.arose_from_id, r.service_id, r.confirmed_on, h.forename,
       coalesce((select min(w.started) from cases_clockrow w where w.case_id = r.case_id and w.clock = 'first-contact'), s.opened_on), s.opened_on,
       (select t.due from cases_clockrow t where t.case_id = k.case_id and t.clock = 'tell-triage-result' and t.stopped is null), coalesce(d.locality, '')
from cases_clockrow k
join cases_case c on c.id = k.case_id and c.pathway = 'safe-waiting'
join cases_casestate z on z.case_id = c.id and z.stage = 'waiting'
join cases_case s on s.id = c.arose_from_id
join services_referral r on r.case_id = s.id
join people_child h on h.id = c.child_id and not h.sealed
left join people_postcode p on p.postcode = h.postcode
left join people_district d on d.code = p.district_id
where k.stopped is null and k.clock = any(%(clocks)s) and (k.clock = 'send-waiting-update' and k.due <= %(on)s or k.clock <> 'send-waiting-update' and k.started <= %(on)s)
  and (%(owner)s::uuid is null or c.owner_id = %(owner)s)
  and not exists (select 1 from services_telling t where t.case_id = k.case_id and t.clock = k.clock and t.started = k.started)
order by c.owner_id, k.case_id
"""
# Whoever of the family reads letters: see the head of this file.
_FAMILY = """
select distinct h.id, u.id, u.name, u.email
from people_child h
join people_relationship l on l.child_id = h.id and (l.parental_responsibility or l.has_care) and l.valid_from <= %(on)s and (l.valid_to is null or l.valid_to >= %(on)s)
join access_user u on u.person_id = l.person_id and u.is_active
join access_rolegrant g on g.user_id = u.id and g.role = 'parent' and g.ended_at is null and g.valid_from <= %(on)s and (g.valid_to is null or g.valid_to >= %(on)s)
where h.id = any(%(children)s) and (h.date_of_birth is null or access_rights_pass_on(h.date_of_birth) > %(on)s)
  and h.id not in (select b.child from access_barred(l.person_id) b)
union
select distinct h.id, u.id, u.name, u.email
from people_child h
join access_user u on u.child_id = h.id and u.is_active
join access_rolegrant g on g.user_id = u.id and g.role = 'young-person' and g.ended_at is null and g.valid_from <= %(on)s and (g.valid_to is null or g.valid_to >= %(on)s)
where h.id = any(%(children)s) and access_rights_pass_on(h.date_of_birth) <= %(on)s
order by 1, 3, 2
"""


@dataclass(frozen=True)
class _Due:
    case: UUID
    clock: str
    started: dt.date
    due: dt.date
    child: UUID
    owner: UUID
    confidentiality: str
    referral: UUID
    service: UUID
    confirmed: dt.date
    forename: str
    since: dt.date
    received: dt.date
    hear_by: dt.date | None
    locality: str


def tell_families(on: dt.date, owner: UUID | None = None) -> int:
    """Of every provider, or of one; how many letters left for a family. A run that is repeated sends nothing again."""
    settle()
    notice_moved(on, owner)
    return sum(_tell(due, *rest, on=on) for due, *rest in _to_send(on, owner))


def _to_send(on: dt.date, owner: UUID | None) -> list[tuple[_Due, Service, list[Recipient], Remaining | None]]:
    found: dict[UUID, _Due] = {}
    order = list(LETTERS)
    for row in rows(_DUE, clocks=order, on=on, owner=owner):
        due = _Due(*row)
        if due.case not in found or order.index(due.clock) < order.index(found[due.case].clock):
            found[due.case] = due
    family = families_to_write([d.child for d in found.values()], on)
    services = {s.pk: s for s in Service.objects.select_related("owner").filter(pk__in={d.service for d in found.values()})}
    ranges = _ranges({d.referral: (d.service, d.locality) for d in found.values()}, on)
    return [(d, services[d.service], family.get(d.child, []), ranges.get(d.referral)) for d in found.values()]


def families_to_write(children: Iterable[UUID], on: dt.date) -> dict[UUID, list[Recipient]]:
    """Whoever of each child's family reads letters after signing in: see the head of this file."""
    family: dict[UUID, list[Recipient]] = defaultdict(list)
    for child, _, name, email in rows(_FAMILY, children=list(children), on=on):
        if not email.endswith(LINK_ONLY):
            family[child].append(Recipient("family", name, email))
    return dict(family)


def _ranges(of: dict[UUID, tuple[UUID, str]], on: dt.date) -> dict[UUID, Remaining]:
    """What is said of each wait now, where its list says anything."""
    said = {key: f for key, f in newest_forecasts({service for service, _ in of.values()}, on).items() if not f.abstains}
    days = {f.pk: f.on for f in said.values()}
    known = Range.objects.filter(forecast__in=list(days), case__in=list(of)).values_list("case_id", "forecast_id", "low", "high")
    return {case: Remaining(low, high, days[f]) for case, f, low, high in known if (mine := said.get(of[case])) and mine.pk == f}


@transaction.atomic
def _tell(due: _Due, service: Service, family: list[Recipient], known: Remaining | None, *, on: dt.date) -> bool:
    one_at_a_time(f"telling {due.case}")
    if Telling.objects.filter(case=due.case, clock=due.clock, started=due.started).exists():
        return False
    telling = Telling(case_id=due.case, clock=due.clock, started=due.started, child_id=due.child, owner_id=due.owner, on=on, state=Telling.State.LEFT)
    if due.confidentiality != Case.Confidentiality.NONE:
        telling.why = Telling.Why.CONFIDENTIAL
    elif due.confirmed <= on - dt.timedelta(days=STALE_DAYS):
        telling.why = Telling.Why.STALE
    else:
        if known is not None and due.clock != "acknowledge" and known.in_words(on):
            telling.low_on, telling.high_on = _days(known)
        about = About(due.child, due.case, due.owner)
        to = tuple(r.name for r in family)
        document = write(about, LETTERS[due.clock], _facts(due, service, to, known, on), to=to, day=full_day(on))
        letter = keep(PUBLIC, about, LETTERS[due.clock], document)
        telling.letter = letter.pk
        for one in family:
            words = mail(due.owner, "news", {"reader": one.name, "address": f"{settings.BASE_URL}/family/"})
            queue(PUBLIC, one, purpose=PURPOSE, subject=words.subject, body=words.body, child=due.child, case=due.case, owner=due.owner, letter=letter)
        telling.state, telling.why = (Telling.State.QUEUED, "") if family else (Telling.State.LEFT, Telling.Why.NOBODY)
    telling.save(force_insert=True)
    return telling.state == Telling.State.QUEUED


def _days(known: Remaining) -> tuple[dt.date, dt.date | None]:
    return known.said_on + dt.timedelta(days=known.low), None if known.high is None else known.said_on + dt.timedelta(days=known.high)


def _facts(due: _Due, service: Service, to: tuple[str, ...], known: Remaining | None, on: dt.date) -> dict[str, str]:
    return {
        "reader": listed(to) or "parent or carer", "child_first": due.forename, "provider": service.owner.name, "service": service.name, "since": full_day(due.since),
        "received_on": full_day(due.received), "hear_by": _hear_by(due.hear_by, on), "expected": expected(known, on),
        "moved": _moved(due, known) if due.clock == "tell-new-range" else "It is told below.",
    }  # fmt: skip


def _hear_by(day: dt.date | None, on: dt.date) -> str:
    if day is None:
        return "We tell you as soon as it has."
    return f"You should hear by {full_day(day)}." if day >= on else f"You should have heard by {full_day(day)}. That is late, and we are sorry."


def expected(known: Remaining | None, on: dt.date) -> str:
    words = known.in_words(on) if known else ""
    if not words:
        return "We cannot give a reliable range yet. What we would say may not come true, so we do not say it."
    if "cannot say how" in words:
        return f"Most people in this place on the list wait {words} (9 in 10). 1 in 10 is seen sooner."
    return f"Most people in this place on the list wait {words} more (8 in 10). 1 in 10 is seen sooner, and 1 in 10 waits longer."


def _moved(due: _Due, known: Remaining | None) -> str:
    """How the end of the range went, in weeks."""
    last = _last_told([due.case]).get(due.case)
    if last is None or known is None or last.high_on is None or known.high is None:
        return "The range is not what it was."
    shift = (_days(known)[1] - last.high_on).days  # type: ignore[operator]
    weeks = count_of(abs(shift) // 7, "week")
    if abs(shift) < 7:
        return "The start of it has moved."
    return f"The end of it is {weeks} later than we said." if shift > 0 else f"The end of it is {weeks} sooner than we said."


# --- when what was told no longer holds ---


def _last_told(cases: Iterable[UUID]) -> dict[UUID, Telling]:
    told = Telling.objects.filter(case__in=list(cases), state=Telling.State.TOLD).exclude(low_on=None)
    return {t.case_id: t for t in told.order_by("case", "-told_on", "-on").distinct("case")}


_WITH_A_RANGE = """
select distinct c.id, c.arose_from_id, r.service_id, coalesce(d.locality, '')
from services_telling t join cases_case c on c.id = t.case_id
join cases_casestate z on z.case_id = c.id and z.stage = 'waiting'
join services_referral r on r.case_id = c.arose_from_id
join people_child h on h.id = c.child_id and not h.sealed
left join people_postcode p on p.postcode = h.postcode
left join people_district d on d.code = p.district_id
where t.state = 'told' and t.low_on is not null and (%(owner)s::uuid is null or c.owner_id = %(owner)s)
  and not exists (select 1 from cases_clockrow k where k.case_id = c.id and k.clock = 'tell-new-range' and k.stopped is null)
"""


@transaction.atomic
def notice_moved(on: dt.date, owner: UUID | None) -> int:
    """Records that what a family was told of its wait has moved by four weeks or more: then the new range is owed to it."""
    of = {case: (referral, service, locality) for case, referral, service, locality in rows(_WITH_A_RANGE, owner=owner)}
    last = _last_told(of)
    now = _ranges({referral: (service, locality) for referral, service, locality in of.values()}, on)
    moved = [case for case, (referral, _, _) in of.items() if referral in now and case in last and _far(last[case], now[referral])]
    if moved:
        hold(moved)
        for case in moved:
            record(case, "typical-wait-moved", on, {}, BY)
        rebuild(moved)
    return len(moved)


def _far(told: Telling, known: Remaining) -> bool:
    low, high = _days(known)
    assert told.low_on is not None
    if (high is None) != (told.high_on is None):
        return True
    if high is not None and told.high_on is not None:
        return abs((high - told.high_on).days) >= MOVED_DAYS
    return abs((low - told.low_on).days) >= MOVED_DAYS


# --- what became of it ---

_CAME = """
select t.id, min(m.sent_at) filter (where m.state = 'sent' and m.receipt <> 'awaited'), bool_and(m.state in ('failed', 'unreached')), min(m.way) filter (where m.state = 'sent')
from services_telling t join letters_message m on m.letter_id = t.letter
where t.state = 'queued' or t.state = 'left' and t.why = 'failed'
group by t.id
"""


@transaction.atomic
def settle() -> int:
    """Records what a family was told by messages that left, on the day they left, once the carrier says that they arrived where it says so; and leaves to a person what could not be delivered. How
    many were told."""
    one_at_a_time("settle what families were told")
    came = {key: rest for key, *rest in rows(_CAME)}
    if not came:
        return 0
    take_turn()
    # A page takes the telling before the child, and so does this; both before it is read which clocks still run.
    tellings = list(Telling.objects.select_for_update(of=("self",)).filter(pk__in=list(came)).exclude(state=Telling.State.TOLD).order_by("case", "on"))
    hold([telling.case_id for telling in tellings])
    changed = []
    for telling in tellings:
        sent, failed, way = came[telling.pk]
        if sent is not None:
            on = max(day_of(sent), telling.started)
            _met(telling, on, CHANNELS.get(way, "email"))
            Telling.objects.filter(pk=telling.pk).update(state=Telling.State.TOLD, why="", told_on=on)
            changed.append(telling.case_id)
        elif failed and telling.state == Telling.State.QUEUED:
            Telling.objects.filter(pk=telling.pk).update(state=Telling.State.LEFT, why=Telling.Why.FAILED)
    if changed:
        rebuild(changed)
    return len(changed)


def _open(case: UUID) -> set[str]:
    return set(ClockRow.objects.filter(case=case, stopped=None).values_list("clock", flat=True))


def _met(telling: Telling, on: dt.date, channel: str) -> None:
    still = _open(telling.case_id)
    for clock, event in MEETS[telling.clock].items():
        if clock in still:
            record(telling.case_id, event, on, {"channel": channel}, BY)


# --- what is left to a person ---


@dataclass(frozen=True)
class ToTell:
    """A letter that the system could not send. `meets`: the events that are recorded once somebody told the family."""

    telling: Telling
    child: Child
    what: str
    due: dt.date
    why: str
    meets: tuple[str, ...]


def to_tell(viewer: Viewer, on: dt.date, most: int = 200) -> tuple[list[ToTell], int, int]:
    """What was promised to a family and the system could not tell, of those whom the viewer may read, the earliest day first; how many, and
    how many of them are past the day."""
    left = {(t.case_id, t.clock, t.started): t for t in _tellings(viewer).filter(state=Telling.State.LEFT)}
    clocks = ClockRow.objects.filter(case__in={case for case, *_ in left}, clock__in=list(LETTERS), stopped=None)
    owed: dict[UUID, dict[str, Any]] = defaultdict(dict)
    for row in clocks.order_by("due"):
        if (row.case_id, row.clock, row.started) in left:
            owed[row.case_id][row.clock] = row
    open_ = [(row, left[case, clock, row.started]) for case, found in owed.items() for clock, row in found.items()]
    open_.sort(key=lambda pair: (pair[0].due, pair[1].pk))
    shown = open_[:most]
    who = children_named(viewer, [t.child_id for _, t in shown])
    return [
        ToTell(t, who[t.child_id], SAFE_WAITING.clock_titles[t.clock], row.due, Telling.Why(t.why).label, tuple(MEETS[t.clock].values()))
        for row, t in shown if t.child_id in who
    ], len(open_), sum(row.due < on for row, _ in open_)  # fmt: skip


def told_lately(viewer: Viewer, since: dt.date) -> int:
    """How many letters reached families since a day."""
    return _tellings(viewer).filter(state=Telling.State.TOLD, told_on__gte=since).count()


def _tellings(viewer: Viewer) -> Any:
    mine = {r.organisation for r in viewer.roles if r.slug in TELLS and r.organisation}
    return Telling.objects.filter(visible(viewer, "read", shape=OF_ONE_KIND_ON_A_CASE, kind=MESSAGES), owner__in=sorted(mine))


TELLS = ("health-service-manager", "health-practitioner")


@transaction.atomic
def told_by_hand(viewer: Viewer, which: UUID, channel: str, on: dt.date) -> bool:
    """Somebody of the provider told the family; whether it was still owed. Raises Refused, BadEvent."""
    telling = _tellings(viewer).filter(pk=which).select_for_update(of=("self",)).first()
    if telling is None:
        raise Refused
    still = _open(telling.case_id)
    meets = [event for clock, event in MEETS[telling.clock].items() if clock in still]
    if telling.state == Telling.State.TOLD or not meets:
        return False
    append_own_word(viewer, telling.case_id, [NewEvent(event, on=on, fields={"channel": channel}) for event in meets])
    Telling.objects.filter(pk=telling.pk).update(state=Telling.State.TOLD, told_on=on)
    return True
