"""The return as it was written: every value is the file's own text, or None where it was left out.

XML carries no record identifiers, so nesting is the key: a record's `index` is its place among its
siblings, counted from 1, and a person's `position` is its place in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from goldenthread.exchange.sen2.layout import MODULES, Module

Text = str | None
Extra = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Header:
    collection: Text = None
    year: Text = None
    reference_date: Text = None
    source_level: Text = None
    lea: Text = None
    software_code: Text = None
    release: Text = None
    serial_no: Text = None
    date_time: Text = None
    dmo: Text = None
    dco: Text = None
    dsco: Text = None
    extra: Extra = ()


@dataclass(frozen=True, slots=True)
class Need:
    index: int
    sen_type: Text = None
    sen_type_rank: Text = None
    extra: Extra = ()


@dataclass(frozen=True, slots=True)
class Placement:
    index: int
    urn: Text = None
    ukprn: Text = None
    sen_setting: Text = None
    sen_setting_other: Text = None
    placement_rank: Text = None
    entry_date: Text = None
    leaving_date: Text = None
    attendance_pattern: Text = None
    sen_unit_indicator: Text = None
    resourced_provision_indicator: Text = None
    res: Text = None
    wbp: Text = None
    extra: Extra = ()


@dataclass(frozen=True, slots=True)
class ActivePlan:
    index: int
    transfer_la: Text = None
    res: Text = None
    wbp: Text = None
    review_meeting: Text = None
    review_outcome: Text = None
    review_draft: Text = None
    phase_transfer_due_date: Text = None
    phase_transfer_final_date: Text = None
    last_review: Text = None
    placements: tuple[Placement, ...] = ()
    needs: tuple[Need, ...] = ()
    extra: Extra = ()


@dataclass(frozen=True, slots=True)
class PlanDetail:
    index: int
    urn: Text = None
    ukprn: Text = None
    sen_setting: Text = None
    sen_setting_other: Text = None
    placement_rank: Text = None
    sen_unit_indicator: Text = None
    resourced_provision_indicator: Text = None
    extra: Extra = ()


@dataclass(frozen=True, slots=True)
class NamedPlan:
    index: int
    start_date: Text = None
    plan_res: Text = None
    plan_wbp: Text = None
    pb: Text = None
    oa: Text = None
    dp: Text = None
    cease_date: Text = None
    cease_reason: Text = None
    details: tuple[PlanDetail, ...] = ()
    extra: Extra = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    index: int
    assessment_outcome: Text = None
    assessment_outcome_date: Text = None
    assessment_mediation: Text = None
    assessment_tribunal: Text = None
    other_mediation: Text = None
    other_tribunal: Text = None
    week20: Text = None
    plans: tuple[NamedPlan, ...] = ()
    extra: Extra = ()


@dataclass(frozen=True, slots=True)
class Request:
    index: int
    received_date: Text = None
    request_source: Text = None
    rya: Text = None
    request_outcome_date: Text = None
    request_outcome: Text = None
    request_mediation: Text = None
    request_tribunal: Text = None
    exported: Text = None
    assessments: tuple[Assessment, ...] = ()
    active_plans: tuple[ActivePlan, ...] = ()
    extra: Extra = ()


@dataclass(frozen=True, slots=True)
class Person:
    position: int
    line: int | None = None
    surname: Text = None
    forename: Text = None
    person_birth_date: Text = None
    sex: Text = None
    ethnicity: Text = None
    post_code: Text = None
    upn: Text = None
    unique_learner_number: Text = None
    upn_unknown: Text = None
    requests: tuple[Request, ...] = ()
    extra: Extra = ()


Record = Person | Request | Assessment | NamedPlan | PlanDetail | ActivePlan | Placement | Need

# Module of the return -> the class of its records.
CLASSES: Mapping[str, type[Any]] = {
    "person": Person,
    "requests": Request,
    "assessment": Assessment,
    "namedplan": NamedPlan,
    "plandetail": PlanDetail,
    "activeplans": ActivePlan,
    "placementdetail": Placement,
    "senneed": Need,
}

# Module -> the modules nested in it, each with the field that holds its records.
NESTED: Mapping[str, Mapping[str, str]] = {
    "person": {"requests": "requests"},
    "requests": {"assessment": "assessments", "activeplans": "active_plans"},
    "assessment": {"namedplan": "plans"},
    "namedplan": {"plandetail": "details"},
    "activeplans": {"placementdetail": "placements", "senneed": "needs"},
}

_MODULE_OF = {record: module for module, record in CLASSES.items()}


@dataclass(slots=True)
class Note:
    """Something about the file rather than about a child, told once and counted."""

    rule: str
    what: str
    read_as: str
    first: str
    count: int = 1


@dataclass(slots=True)
class Notes:
    """What a reader met on its way. It is complete when the last person has been read."""

    found: dict[tuple[str, str, str], Note] = field(default_factory=dict)

    def add(self, rule: str, what: str, read_as: str, where: str) -> None:
        note = self.found.get((rule, what, read_as))
        if note is None:
            self.found[rule, what, read_as] = Note(rule, what, read_as, where)
        else:
            note.count += 1

    def __iter__(self) -> Iterator[Note]:
        return iter(self.found.values())


@dataclass(frozen=True, slots=True)
class Return:
    """One file. `persons` is a stream: it is read once, and the notes grow while it is."""

    header: Header
    persons: Iterator[Person]
    notes: Notes


class Unreadable(ValueError):
    """The file as a whole is refused. The words say why and what to do."""


def raw(record: Record) -> dict[str, Any]:
    """The record as tags and text, for the raw store and for export."""
    module: Module = MODULES[_MODULE_OF[type(record)]]
    answer: dict[str, Any] = {}
    for item in module.items:
        value = getattr(record, item.field)
        if value is not None:
            answer[item.tag] = value
    for name, value in record.extra:
        answer[name] = value
    for nested, attribute in NESTED.get(module.name, {}).items():
        children = getattr(record, attribute)
        if children:
            answer[MODULES[nested].element] = [raw(child) for child in children]
    return answer
