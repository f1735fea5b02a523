"""One case as a viewer may see it on a day: its clocks with their reasons, its journal, and the people around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q

from goldenthread.access.models import User
from goldenthread.access.policy import OF_A_CHILD, Shape, may, may_record, visible
from goldenthread.access.rules import Level
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case, ImportRun
from goldenthread.cases.models import Event as EventRow
from goldenthread.cases.parties import own_advice, role_of
from goldenthread.cases.queries_clocks import (
    CASE,
    ClockFacts,
    facts_of,
    journals_of,
    reader_of,
    record_of,
)
from goldenthread.cases.queries_work import IDENTITY
from goldenthread.engine.calendar import london_date
from goldenthread.engine.events import Event
from goldenthread.engine.explain import Explanation, explain
from goldenthread.engine.pathway import Pathway
from goldenthread.engine.replay import Reader
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import (
    Allocation,
    Child,
    Connection,
    Content,
    Cover,
    Organisation,
    Postcode,
    Relationship,
)
from goldenthread.people.models.dated import in_force

OF_AN_EVENT = Shape(
    child="case__child_id",
    owner="case__owner_id",
    sealed="case__child__sealed",
    case="case_id",
    confidentiality="case__confidentiality",
)


@dataclass(frozen=True)
class ShownClock:
    """A clock with its reason, which only those see who may read what it is about."""

    facts: ClockFacts
    explanation: Explanation | None


@dataclass(frozen=True)
class Entry:
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
        return london_date(self.recorded_at)


@dataclass(frozen=True)
class Line:
    """A line of the timeline: an entry, the one that it replaced, and the correction between them."""

    entry: Entry
    correction: Entry | None = None
    replaced: Entry | None = None
    withdrawn: bool = False


@dataclass(frozen=True)
class Someone:
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
        craft = party.replace("-", " ").removesuffix("ist").removesuffix("ian")
        return tuple(p for p in able if craft in p.team.lower()) or able


@dataclass(frozen=True)
class CaseView:
    case: Case
    pathway: Pathway
    reader: Reader
    journal: tuple[Event, ...]
    clocks: tuple[ShownClock, ...]
    stage: str | None
    viewer: Viewer = field(repr=False)

    def may(self, level: Level, kind: str) -> bool:
        return may(self.viewer, level, kind, record_of(self.case))

    def may_record(self, slug: str, about: str | None = None) -> bool:
        kind, own = self.pathway.kind_of_data(slug, about), own_advice(slug, about)
        return may_record(self.viewer, kind, record_of(self.case), self.case.kind_of_data, own)

    @cached_property
    def last_number(self) -> int:
        return max((e.number for e in self.journal if not e.linked), default=0)

    def clock(self, key: str) -> ShownClock | None:
        return next((c for c in self.clocks if c.facts.key == key), None)


def case_seen(viewer: Viewer, case_id: UUID) -> Case | None:
    """The case, or None: whether it does not exist or is not for this viewer looks the same."""
    found = (
        Case.objects.filter(visible(viewer, "status", shape=CASE), pk=case_id).select_related("child", "owner").first()
    )
    return found if found is not None and found.child is not None else None


def case_view(viewer: Viewer, case: Case, as_at: date | None, known_at: datetime | None = None) -> CaseView:
    journal = journals_of([case]).get(case.pk, [])
    return read_case(viewer, case, journal, as_at, known_at)


def read_case(
    viewer: Viewer, case: Case, journal: Sequence[Event], as_at: date | None, known_at: datetime | None
) -> CaseView:
    """The same journal may be read for two days, to compare them."""
    reader = reader_of(case, journal, as_at, known_at)
    record = record_of(case)
    clocks = []
    for (_, state), explanation in zip(reader.states, explain(reader), strict=True):
        if may(viewer, "status", state.kind_of_data, record):
            reason = explanation if may(viewer, "read", state.kind_of_data, record) else None
            clocks.append(ShownClock(facts_of(case.pk, state), reason))
    return CaseView(case, PATHWAYS[case.pathway], reader, tuple(journal), tuple(clocks), reader.stage(), viewer)


def entries_of(viewer: Viewer, case: Case, known_at: datetime | None = None, after: int = 0) -> list[Entry]:
    """The events of a case that the viewer may read, as recorded by a moment, with the names of who recorded them."""
    rows = EventRow.objects.filter(visible(viewer, "read", shape=OF_AN_EVENT), case=case.pk, number__gt=after)
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    found = list(rows.order_by("number"))
    names, pathway = _names([row.by for row in found]), PATHWAYS[case.pathway]
    words = _words(viewer, case, found)
    return [
        Entry(
            row.pk, row.number, row.event, row.on, row.at, row.recorded_at, names.get(row.by, ""), row.about,
            row.kind_of_data,
            {name: words.get(str(value), value) for name, value in pathway.validate(row.event, row.fields).items()},
        )
        for row in found
    ]  # fmt: skip


def timeline(entries: Iterable[Entry], as_at: date | None) -> list[Line]:
    """Newest first. A correction stands with what it withdrew and with the fact recorded in its place."""
    entries = list(entries)
    by_id = {str(e.id): e for e in entries}
    by_number = {e.number: e for e in entries}
    corrections = [e for e in entries if e.slug == "corrected"]
    withdrawn_by = {str(c.fields.get("event_id")): c for c in corrections}
    replaced: dict[UUID, tuple[Entry, Entry]] = {}
    for correction in corrections:
        wrong = by_id.get(str(correction.fields.get("event_id")))
        right = by_number.get(correction.number + 1)
        if wrong and right and right.slug == wrong.slug and right.by == correction.by:
            replaced[right.id] = (wrong, correction)
    shown_with = {wrong.id for wrong, _ in replaced.values()}
    lines = []
    for e in entries:
        if e.slug == "corrected" or e.id in shown_with:
            continue
        was, why = replaced.get(e.id, (None, withdrawn_by.get(str(e.id))))
        lines.append(Line(e, why, was, withdrawn=str(e.id) in withdrawn_by))
    happened = [line for line in lines if as_at is None or line.entry.on <= as_at]
    return sorted(happened, key=lambda line: (line.entry.on, line.entry.number), reverse=True)


def _names(by: Iterable[str]) -> dict[str, str]:
    """Who recorded something, in words: a person's name, or the file that told it."""
    by = set(by)
    users = {b: b.removeprefix("user:") for b in by if b.startswith("user:")}
    runs = {b: b.removeprefix("import:") for b in by if b.startswith("import:")}
    names = {str(pk): name for pk, name in User.objects.filter(pk__in=_uuids(users.values())).values_list("pk", "name")}
    files = {
        str(pk): name
        for pk, name in ImportRun.objects.filter(pk__in=_uuids(runs.values())).values_list("pk", "file_name")
    }
    found = {b: names.get(key, "somebody") for b, key in users.items()}
    return found | {b: f"the file {files[key]}" if key in files else "an imported file" for b, key in runs.items()}


def _words(viewer: Viewer, case: Case, rows: Iterable[EventRow]) -> dict[str, str]:
    """The words behind the keys that events hold. What is sealed or removed leaves a trace without content."""
    keys = _uuids(
        v for row in rows for v in (row.fields or {}).values() if isinstance(v, str) and row.event != "corrected"
    )
    keys += _uuids(str((row.fields or {}).get("reason", "")) for row in rows if row.event == "corrected")
    rows_of = Shape(sealed="sealed")
    found = Content.objects.filter(visible(viewer, "read", shape=rows_of), pk__in=keys, removed_at=None)
    texts = {str(key): text or name for key, text, name in found.values_list("key", "text", "file_name")}
    return {str(key): texts.get(str(key), "(removed)") for key in keys if str(key) in texts}


def _uuids(values: Iterable[str]) -> list[UUID]:
    found = []
    for value in values:
        try:
            found.append(UUID(str(value)))
        except ValueError:
            continue
    return found


def around(viewer: Viewer, case: Case, on: date) -> Around:
    """Who is allocated, who covers them, the family, the setting and the place on that day."""
    child = case.child
    assert child is not None
    seen = visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY)
    mine = Q(child=child.pk) & in_force(on)
    allocations = list(
        Allocation.objects.filter(seen, mine, Q(case=None) | Q(case=case.pk))
        .select_related("practitioner__organisation", "practitioner__team")
        .order_by("valid_from", "pk")
    )
    away = Cover.objects.filter(in_force(on), practitioner__in=[a.practitioner_id for a in allocations])
    covers = {c.practitioner_id: c.covered_by.name for c in away.select_related("covered_by").order_by("pk")}
    family = Relationship.objects.filter(seen, mine).select_related("person").order_by("pk")
    return replace(
        child_around(viewer, child, on),
        practitioners=tuple(
            _practitioner(a, covers) for a in {(a.practitioner_id, a.role): a for a in allocations}.values()
        ),
        family=tuple(
            Someone(f"{r.person.forename} {r.person.surname}".strip(), r.get_relation_display().lower(), role="family")
            for r in family
        ),
    )


def child_around(viewer: Viewer, child: Child, on: date) -> Around:
    """Where a child is on roll, and where they live."""
    seen = visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY)
    rolls = Connection.objects.filter(seen, in_force(on), child=child.pk, kind="attends").select_related("organisation")
    attends = rolls.order_by("pk").first()
    place = Postcode.objects.select_related("district").filter(postcode=child.postcode).first()
    return Around(
        setting=attends.organisation.name if attends else "",
        district=place.district.name if place else "",
        locality=place.district.locality if place else "",
    )


def _practitioner(a: Allocation, covers: dict[UUID, str]) -> Someone:
    return Someone(
        a.practitioner.name,
        a.role,
        a.practitioner.organisation.name,
        a.practitioner_id,
        a.practitioner_id in covers,
        covers.get(a.practitioner_id, ""),
        a.role,
        a.practitioner.team.name if a.practitioner.team else "",
    )


@dataclass(frozen=True)
class Document:
    key: UUID
    name: str
    kind_of_data: str


def documents_of(viewer: Viewer, case: Case) -> list[Document]:
    """The documents of a case that the viewer may read, by name."""
    rows = Content.objects.filter(
        visible(viewer, "read", shape=Shape(sealed="sealed")), case=case.pk, removed_at=None
    ).exclude(file_name="")
    found = rows.order_by("file_name").values_list("key", "file_name", "kind_of_data")
    return [Document(*row) for row in found]


def settings_named(codes: Iterable[str]) -> dict[str, str]:
    """The names of settings that events name by a code, such as URN:123456 or the number alone."""
    wanted = {code for code in codes if code}
    asked = wanted | {f"URN:{code}" for code in wanted}
    named = dict(Organisation.objects.filter(code__in=asked).values_list("code", "name"))
    return {code: named.get(code) or named.get(f"URN:{code}") or code for code in wanted}
