"""One case as a viewer may see it on a day: its clocks with their reasons, its journal, and the people around it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from goldenthread.access.policy import Record, Shape, knows_part, may, may_record
from goldenthread.access.rules import Level
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.parties import (
    asked_by_name,
    craft_of,
    own_advice,
    own_correction,
    role_of,
    writing,
)
from goldenthread.cases.plain_sql import Row, cases_where, identities, rows
from goldenthread.cases.queries_clocks import (
    ClockFacts,
    Journal,
    facts_of,
    journals_of,
    kept_back,
    reader_of,
    record_of,
    stage_of,
)
from goldenthread.cases.reasons import of_own_advice, reasons
from goldenthread.cases.resting import Key, key_of
from goldenthread.engine.clocks import ClockState
from goldenthread.engine.events import Event
from goldenthread.engine.explain import Explanation
from goldenthread.engine.pathway import Pathway
from goldenthread.engine.replay import Reader
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Child, Relationship
from goldenthread.web.addresses import keys_in
from goldenthread.web.days import day_of

if TYPE_CHECKING:
    from goldenthread.cases.actions import Conflict, NewEvent

RELATIONS = {relation.value: relation.label for relation in Relationship.Relation}
WHO_ANSWERS: dict[str, Callable[[Viewer, Case], Someone | None]] = {}
"""By pathway, who owes what the body that owns a case owes, where that is nobody whom the child was given to; nobody where it is as usual. An app
above this one adds its own when it is ready."""
SAID_BESIDE: list[Callable[[CaseView, date], list[str]]] = []
"""Sentences beside the clocks of a case, never instead of them. An app above this one adds its own when it is ready."""
OF_AN_EVENT = Shape(
    child="case__child_id",
    owner="case__owner_id",
    sealed="case__child__sealed",
    case="case_id",
    confidentiality="case__confidentiality",
)


class ShownClock(NamedTuple):
    """A clock with its reason, which only those see who may read what it is about."""

    facts: ClockFacts
    explanation: Explanation | None


class Entry(NamedTuple):
    """An event of the journal for people: when it happened, who recorded it and whether it was withdrawn."""

    id: UUID
    number: int
    slug: str
    on: date
    at: datetime | None
    recorded_at: datetime
    by: str
    about: str
    kind_of_data: str
    fields: dict[str, Any]
    linked: bool = False

    @property
    def recorded_on(self) -> date:
        return day_of(self.recorded_at)


class Line(NamedTuple):
    """A line of the timeline: an entry, the one that it replaced, and the correction between them."""

    entry: Entry
    correction: Entry | None = None
    replaced: Entry | None = None
    withdrawn: bool = False


class Someone(NamedTuple):
    """A person around a case."""

    name: str
    what: str
    organisation: str = ""
    practitioner: UUID | None = None
    away: bool = False
    covered_by: str = ""
    role: str = ""
    team: str = ""


@dataclass(frozen=True)
class Around:
    """Who and what surrounds a child on a day."""

    practitioners: tuple[Someone, ...] = ()
    family: tuple[Someone, ...] = ()
    setting: str = ""
    district: str = ""
    locality: str = ""

    @property
    def everyone(self) -> tuple[Someone, ...]:
        return (*self.family, *self.practitioners)

    def answering_for(self, party: str) -> tuple[Someone, ...]:
        """The people allocated who answer for a party: by its own name, else by the role that does."""
        exact = tuple(p for p in self.practitioners if p.role == party)
        able = exact or tuple(p for p in self.practitioners if p.role == role_of(party))
        # Every health profession has one role; its team says which it is: "Occupational therapy, Mid".
        return tuple(p for p in able if craft_of(party) in p.team.lower()) or able


@dataclass(frozen=True)
class CaseView:
    case: Case
    pathway: Pathway
    reader: Reader
    whole: Journal = field(repr=False)
    clocks: tuple[ShownClock, ...]
    stage: str | None
    viewer: Viewer = field(repr=False)
    kept_back: frozenset[Key] = field(default=frozenset(), repr=False)
    """Clocks that the reader has and that rest on a case hidden from the viewer."""

    @property
    def journal(self) -> tuple[Event, ...]:
        return self.whole.events

    @cached_property
    def record(self) -> Record:
        return record_of(self.case)

    def may(self, level: Level, kind: str) -> bool:
        return may(self.viewer, level, kind, self.record)

    def may_record(self, slug: str, about: str | None = None) -> bool:
        """Nobody records what the case's pathway does not know."""
        if slug not in self.pathway.events:
            return False
        kind, own = self.pathway.kind_of_data(slug, about), own_advice(slug, about)
        return may_record(
            self.viewer, kind, self.record, self.case.kind_of_data, own
        ) or asked_by_name(self.viewer, self.case.pk, slug, about)

    def may_correct(self, slug: str, about: str | None) -> bool:
        """A family puts right its own word, and withdraws nothing that a service recorded of having told it."""
        acting = writing(self.viewer, slug, about)
        view = self if acting is self.viewer else replace(self, viewer=acting)
        own = own_correction(acting, slug)
        return view.may_record(slug, about) or (own is not None and view.may("write", own))

    @cached_property
    def last_number(self) -> int:
        return max((e.number for e in self.journal if not e.linked), default=0)

    def clock(self, key: str) -> ShownClock | None:
        return next((c for c in self.clocks if c.facts.key == key), None)


def case_seen(viewer: Viewer, case_id: UUID) -> Case | None:
    """The case, or None: whether it does not exist or is not for this viewer looks the same."""
    for found in cases_where("c.id = %(case)s", case=case_id):
        if found.child is not None and may(viewer, "status", found.kind_of_data, record_of(found)):
            return found
    return None


def case_view(viewer: Viewer, case: Case, as_at: date | None, known_at: datetime | None = None) -> CaseView:
    return read_case(viewer, case, journals_of([case])[case.pk], as_at, known_at)


def read_case(viewer: Viewer, case: Case, journal: Journal, as_at: date | None, known_at: datetime | None) -> CaseView:
    """The same journal may be read for two days, to compare them."""
    reader = reader_of(case, journal.events, as_at, known_at)
    record = record_of(case)
    kept = kept_back(viewer, case, journal, as_at, known_at)
    clocks = []
    for explanation in reasons(case, reader, journal, as_at, known_at):
        state = explanation.state
        if key_of(state) not in kept and may(viewer, "status", state.kind_of_data, record):
            reason = explanation if may(viewer, "read", state.kind_of_data, record) else None
            if reason is None and _owes_advice(viewer, case, state, reader):
                reason = of_own_advice(explanation)
            clocks.append(ShownClock(facts_of(case.pk, state), reason))
    stage = stage_of(case, journal, as_at, known_at) if journal.confided else reader.stage()
    return CaseView(case, PATHWAYS[case.pathway], reader, journal, tuple(clocks), stage, viewer, kept)


_TEAM = "select coalesce(t.name, '') from people_practitioner p left join people_team t on t.id = p.team_id where p.id = %(me)s"


def _owes_advice(viewer: Viewer, case: Case, state: ClockState, reader: Reader) -> bool:
    """Whether the viewer, allocated in their own right, is the one who was asked for this advice: as this very part, or by
    their role. Every health profession has one role: where several were asked, the viewer's team must say that it is theirs."""
    party = state.owed_by
    own = {a.part for a in viewer.allocated if a.child == case.child_id and a.case in (None, case.pk) and not a.covering}
    if state.clock != "advice" or not {party, role_of(party)} & own:
        return False
    if party in own:
        return True
    if role_of(party) not in viewer.role_slugs:
        return False
    asked = {s.owed_by for _, s in reader.states if s.clock == "advice" and role_of(s.owed_by) == role_of(party)}
    if len(asked) == 1:
        return True
    return any(craft_of(party) in team.lower() for (team,) in rows(_TEAM, me=viewer.practitioner))


_ENTRIES = """
select e.id, e.number, e.event, e."on", e.at::text, e.recorded_at::text, coalesce(u.name, 'the file ' || r.file_name), e.about, e.kind_of_data,
       e.fields::text, e.by
from cases_event e
-- Who recorded it is read from each event once, not held against every account. Somebody who came by a personal link is named as any user is.
cross join lateral (select case when e.by ~ '^(user|link|import):[0-9a-f-]{36}$' then right(e.by, 36)::uuid end as id, e.by like 'import:%%' as file offset 0) w
left join access_user u on u.id = w.id and not w.file
left join cases_importrun r on r.id = w.id and w.file
where e.case_id = %(case)s and e.number > %(after)s
  and e.recorded_at <= coalesce(%(known_at)s::timestamptz, 'infinity')
order by e.number
"""
_UNNAMED = {"user": "somebody", "link": "somebody", "import": "an imported file", "system": "Golden Thread"}


def entries_of(
    viewer: Viewer, case: Case, known_at: datetime | None = None, after: int = 0, journal: Iterable[Event] = ()
) -> list[Entry]:
    """The events of a case that the viewer may read, as recorded by a moment, with the names of who recorded them. Where the
    `journal` was read before, their fields are not read again."""
    pathway, known = PATHWAYS[case.pathway], {e.id: e.fields for e in journal}
    record = record_of(case)._replace(sealed=case.child is not None and case.child.sealed)
    recorded = rows(_ENTRIES, case=case.pk, after=after, known_at=known_at)
    readable = {kind for kind in {row[8] for row in recorded} if may(viewer, "read", kind, record)}
    found = [
        (*row[:9], known[key] if (key := str(row[0])) in known else pathway.validate(row[2], json.loads(row[9])), row[10])
        for row in recorded
        if row[8] in readable and row[0] not in viewer.withheld
    ]
    words = _words(viewer, [(row[2], row[9]) for row in found])
    return [
        Entry(
            key, number, slug, on, datetime.fromisoformat(at) if at else None, datetime.fromisoformat(recorded_at), name or _UNNAMED.get(by.partition(":")[0], ""), about, kind,
            {name: _said(words, value) for name, value in _shown(viewer, fields)},
        )
        for key, number, slug, on, at, recorded_at, name, about, kind, fields, by in found
    ]  # fmt: skip


def recorded_by(view: CaseView, numbers: Collection[int]) -> set[str]:
    """Who recorded these entries of a case, as the journal keeps it."""
    return set(view.case.events.filter(number__in=numbers).values_list("by", flat=True))


def recorded_by_viewer(view: CaseView, new: NewEvent, conflict: Conflict) -> bool:
    """Whether what stands in the way of an event is this event itself, as the viewer sent it before."""
    said = dict(view.pathway.validate(new.event, new.fields))
    same = {s.number for s in conflict.since if (s.event, s.on) == (new.event, new.on)}
    entries = entries_of(view.viewer, view.case, after=min(same) - 1) if same else []
    withdrawn = {str(e.fields.get("event_id")) for e in entries if e.slug == "corrected"}
    found = [e.number for e in entries if e.number in same and e.fields == said and str(e.id) not in withdrawn]
    return bool(found) and f"user:{view.viewer.id}" in recorded_by(view, found)


def _shown(viewer: Viewer, fields: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The fields of an event, without the words that a child asked to have kept from the viewer: not even that there is a document is told."""
    gone = {str(key) for key in viewer.withheld}
    kept = ((name, tuple(v for v in value if str(v) not in gone) if isinstance(value, tuple) else value) for name, value in fields.items())
    return [(name, value) for name, value in kept if value != () and str(value) not in gone] if gone else list(fields.items())


def _said(words: dict[str, str], value: Any) -> Any:
    """A field with the words behind its key, or behind each key of a list. A document that the viewer may not read is
    told of without its name."""
    if isinstance(value, tuple):
        return tuple(words.get(v, "a document" if keys_in([v]) else v) for v in value)
    return words.get(str(value), value)


def timeline(entries: Iterable[Entry], as_at: date | None) -> list[Line]:
    """Newest first. A correction stands with what it withdrew and with the fact recorded in its place."""
    by_key = {str(e.id): e for e in entries}
    by_number = {e.number: (key, e) for key, e in by_key.items()}
    withdrawn_by = {str(e.fields.get("event_id")): e for e in by_key.values() if e.slug == "corrected"}
    replaced: dict[str, tuple[Entry, Entry]] = {}
    shown_with = set()
    # An entry may be withdrawn twice, in a file or by two people: each correction stands with what was recorded after it.
    for correction in (e for e in by_key.values() if e.slug == "corrected"):
        wrong_key = str(correction.fields.get("event_id"))
        wrong, (right_key, right) = by_key.get(wrong_key), by_number.get(correction.number + 1, ("", None))
        if wrong and right and right.slug == wrong.slug and right.by == correction.by:
            replaced[right_key] = (wrong, correction)
            shown_with.add(wrong_key)
    lines = []
    for key, e in by_key.items():
        if e.slug == "corrected" or key in shown_with:
            continue
        was, why = replaced.get(key, (None, withdrawn_by.get(key)))
        lines.append(Line(e, why, was, withdrawn=key in withdrawn_by))
    happened = [line for line in lines if as_at is None or line.entry.on <= as_at]
    return sorted(happened, key=lambda line: (line.entry.on, line.entry.number), reverse=True)


_CONTENTS = "select key, text, file_name, kind_of_data, owner_id, child_id, sealed from people_content where removed_at is null and "
_OF_KEYS = "key = any(%(keys)s)"
_DOCUMENTS = """"case" = %(case)s and file_name <> '' order by file_name"""


def _contents(viewer: Viewer, condition: str, **given: Any) -> list[Row]:
    """Keys, texts, names of files and kinds of what the viewer may read."""
    return [
        row[:4]
        for row in rows(_CONTENTS + condition, **given)
        if row[0] not in viewer.withheld and may(viewer, "read", row[3], Record(owner=row[4], child=row[5], sealed=row[6]))
    ]


def _words(viewer: Viewer, events: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, str]:
    """The words behind the keys that events hold. What is sealed or removed leaves a trace without content."""
    keys = keys_in(
        value
        for slug, fields in events
        for name, field in fields.items()
        if slug != "corrected" or name == "reason"
        for value in (field if isinstance(field, tuple) else [field])
        if isinstance(value, str)
    )
    found = _contents(viewer, _OF_KEYS, keys=keys) if keys else []
    return {str(key): text or name for key, text, name, _ in found}


_AROUND = """
select a.owner_id, a.child_id, 'allocated', p.name, a.role, o.name, p.id, coalesce(t.name, ''), coalesce(away.covered_by, ''),
       a.valid_from, a.id
from people_allocation a
join people_practitioner p on p.id = a.practitioner_id
join people_organisation o on o.id = p.organisation_id
left join people_team t on t.id = p.team_id
left join lateral (
    select by.name as covered_by from people_cover c join people_practitioner by on by.id = c.covered_by_id
    where c.practitioner_id = p.id and %(on)s between c.valid_from and coalesce(c.valid_to, 'infinity')
    order by c.id desc limit 1) away on true
where a.child_id = %(child)s and (a."case" is null or a."case" = %(case)s)
  and %(on)s between a.valid_from and coalesce(a.valid_to, 'infinity')
union all
select r.owner_id, r.child_id, 'family', trim(p.forename || ' ' || p.surname), r.relation, '', null, '', '', null, r.id
from people_relationship r join people_person p on p.id = r.person_id
where r.child_id = %(child)s and %(on)s between r.valid_from and coalesce(r.valid_to, 'infinity')
union all
select n.owner_id, n.child_id, 'attends', '', '', o.name, null, '', '', n.valid_from, n.id
from people_connection n join people_organisation o on o.id = n.organisation_id
where n.child_id = %(child)s and n.kind = 'attends'
  and %(on)s between n.valid_from and coalesce(n.valid_to, 'infinity')
union all
select %(owner)s, %(child)s, 'lives', d.name, d.locality, '', null, '', '', null, null
from people_postcode p join people_district d on d.code = p.district_id
where p.postcode = %(postcode)s
order by 3, 10, 11
"""


def who_owes(viewer: Viewer, case: Case, people: Around) -> Around:
    """Those around a child, of whom each owes what their part owes on this case."""
    asked = WHO_ANSWERS.get(case.pathway)
    named = asked(viewer, case) if asked else None
    return replace(people, practitioners=(named,)) if named else people


def around(viewer: Viewer, child: Child, on: date, case: UUID | None = None) -> Around:
    """Who is allocated to the child, or to this case of theirs, who covers them, the family, the setting and the place
    on that day."""
    found: dict[str, list[Row]] = {}
    for what, *row in identities(viewer, _AROUND, child=child.pk, owner=child.owner_id, postcode=child.postcode, case=case, on=on):
        found.setdefault(what, []).append(tuple(row))
    people = [
        Someone(name, role, organisation, key, bool(cover), cover, role, team)
        for name, role, organisation, key, team, cover, *_ in found.get("allocated", [])
        if knows_part(viewer, role, child.pk, key)
    ]
    district, locality = found["lives"][0][:2] if "lives" in found else ("", "")
    return Around(
        practitioners=tuple({(p.practitioner, p.role): p for p in people}.values()),
        family=tuple(Someone(row[0], RELATIONS[row[1]].lower(), role="family") for row in found.get("family", [])),
        # Of two that nobody has ended, the newer: the former school is not where the child is.
        setting=found["attends"][-1][2] if "attends" in found else "",
        district=district,
        locality=locality,
    )


@dataclass(frozen=True)
class Document:
    key: UUID
    name: str
    kind_of_data: str


def documents_of(viewer: Viewer, case: Case) -> list[Document]:
    """The documents of a case that the viewer may read, by name."""
    return [Document(key, name, kind) for key, _, name, kind in _contents(viewer, _DOCUMENTS, case=case.pk)]


def asked_here(viewer: Viewer, codes: Iterable[str]) -> set[str]:
    """Which of the settings that events name by a code are bodies of the viewer's own."""
    wanted = set(codes)
    if not wanted or not viewer.own_bodies:
        return set()
    own = {code for (code,) in rows("select code from people_organisation where id = any(%(bodies)s)", bodies=sorted(viewer.own_bodies))}
    return {code for code in wanted if code in own or f"URN:{code}" in own}


def settings_named(codes: Iterable[str]) -> dict[str, str]:
    """The names of settings that events name by a code, such as URN:123456 or the number alone."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    asked = wanted | {f"URN:{code}" for code in wanted}
    named = dict(rows("select code, name from people_organisation where code = any(%(codes)s)", codes=sorted(asked)))
    return {code: named.get(code) or named.get(f"URN:{code}") or code for code in wanted}
