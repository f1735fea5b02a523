"""Loading the statutory return: persons become children, requests and plans cases, dates events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from goldenthread.cases.imports.after_the_end import report_after_the_end
from goldenthread.cases.imports.children import Known, plain
from goldenthread.cases.imports.floors import report_floors
from goldenthread.cases.imports.landing import (
    Landing,
    digest,
    finish_run,
    new_run,
    project,
    record_run,
    seen_before,
)
from goldenthread.cases.imports.left_out import report_left_out
from goldenthread.cases.imports.moves import begin_where_moved
from goldenthread.cases.imports.owners import owner_of_return
from goldenthread.cases.imports.report import (
    DIFFERS,
    DOUBTFUL,
    REFUSED,
    Found,
    ImportReport,
    Progress,
    Unloadable,
    quiet,
    what_fits,
)
from goldenthread.cases.imports.schools import PART as PLACEMENTS
from goldenthread.cases.imports.schools import connect, shown
from goldenthread.cases.imports.staging import as_json, without_collecting
from goldenthread.exchange.facts import Identity, PersonFacts
from goldenthread.exchange.sen2.check import Checker, findings_of_notes
from goldenthread.exchange.sen2.events import facts_of_person
from goldenthread.exchange.sen2.findings import Finding, Place, finding
from goldenthread.exchange.sen2.read import read
from goldenthread.exchange.sen2.records import Unreadable

KIND = "sen2"

_CHILD_ITEMS = ("surname", "forename", "date_of_birth", "sex", "ethnicity", "postcode", "upn", "uln")


@dataclass(slots=True)
class _Told:
    """A file as it was read: what it tells of each person, and what is wrong with it."""

    authority: str
    year: int
    told_on: date
    persons: int
    caseload: int
    people: list[PersonFacts]
    findings: list[Finding]


def load_sen2(path: Path, *, by: str, authority: str | None = None, progress: Progress = quiet, today: date | None = None) -> ImportReport:
    """Whole or not at all. Raises Unloadable where the file as a whole is refused. `authority` is the number of the council whose files are
    loaded, where that is said beside the file. `today` is the day on which it is loaded."""
    path = Path(path)
    today = today or timezone.localdate()
    try:
        with without_collecting():
            told = _read(path, progress, today)
    except Unreadable as refusal:
        raise Unloadable(str(refusal)) from None
    report = ImportReport(KIND, path.name, new_run(), told.told_on)
    report.counts["persons"] = told.persons
    report.counts["caseload"] = told.caseload
    with what_fits(), without_collecting(), transaction.atomic(), connection.cursor() as cursor:
        _land(cursor, told, owner_of_return(cursor, told.authority, authority), report, digest(path), by, progress)
        progress("Saving", 0, None)
    return report


def _read(path: Path, progress: Progress, today: date) -> _Told:
    return_ = read(path)
    checker = Checker(return_.header)
    if checker.census > today:
        raise Unreadable(
            f"Its census, of {checker.census}, is still to come, and what a return tells is kept as having happened by its census. Load it on that day or after. If it "
            "is a rehearsal and you want it now, give as ReferenceDate in its header the day on which it was made: what is dated later is then left out and reported, "
            "and the return itself corrects the rest. If it is of another year, put Year and ReferenceDate right."
        )
    findings = checker.header()
    people = []
    position = caseload = 0
    for person in return_.persons:
        position = person.position
        caseload += any(request.active_plans for request in person.requests)
        found = checker.person(person)
        facts = facts_of_person(person, checker.year.year, checker.census, found)
        findings += found
        if facts is not None:
            people.append(facts)
        if position % 2000 == 0:
            progress("Reading and checking persons", position, None)
    progress("Reading and checking persons", position, position)
    between = checker.finish()
    findings += between
    findings += findings_of_notes(return_.notes, checker.year.year)
    # Two persons with one number: neither can be trusted, and only now is it known.
    refused = {each.person for each in between if each.refuses == "person"}
    people = [person for person in people if person.position not in refused]
    return _Told(return_.header.lea or "", checker.year.year, checker.census, position, caseload, people, findings)


def _land(
    cursor: Any,
    told: _Told,
    owner: UUID,
    report: ImportReport,
    sha256: str,
    by: str,
    progress: Progress,
) -> None:
    landing = Landing(cursor, report, owner, told.authority, progress)
    progress("Finding each child", 0, len(told.people))
    matched: dict[int, Known] = {}
    people: list[tuple[PersonFacts, Known]] = []
    for person in told.people:
        child = landing.child_of(person, f"person {person.position}")
        if child is not None:
            matched[person.position] = child
            people.append((person, child))
    given = _bring_up_to_date(cursor, landing, people, report)
    progress("Comparing with the journal", 0, len(people))
    landing.tell(people, [f"person {person.position}" for person, _ in people])
    census = told.told_on.isoformat()
    parts = landing.stage_raw(
        [
            row
            for person, child in people
            for row in (
                (child.id, "person", "", as_json(given[child.id])),
                *((child.id, "request", key, as_json(values)) for key, values in person.raw),
                (child.id, PLACEMENTS, census, shown(person)),
            )
        ]
    )
    children = [child.id for _, child in people]
    censuses = [told.told_on, *(on for kind, on in landing.run.earlier.values() if kind == KIND and on)]
    moved: list[UUID] = []
    # A return that was loaded before its placements were kept tells them now.
    if PLACEMENTS not in parts and not report.changed() and seen_before(cursor, owner, KIND, sha256):
        # A school may have come on record since.
        moved = connect(cursor, owner, children, censuses)
        if not moved:
            report.repeated = True
            return
    record_run(cursor, report, owner, sha256, by)
    changed = set(landing.write())
    landing.write_raw()
    told.findings += [*_against_last_year(cursor, owner, told), *_in_closed_settings(cursor, told)]
    moved += connect(cursor, owner, children, censuses)
    report.counts["connections"] += len(moved)
    # Whose a setting's duty is follows from where the child is.
    cursor.execute("SELECT id FROM cases_case WHERE child_id = ANY(%s)", [moved])
    changed.update(case for (case,) in cursor.fetchall())
    report_floors(landing.journals.values(), report)
    report_after_the_end(landing.journals.values(), report)
    report.found = [_found(each, matched) for each in told.findings] + report.found
    report_left_out(cursor, owner, landing.told, told.told_on, report)
    finish_run(cursor, report, owner)
    project(cursor, sorted(changed.union(begin_where_moved(cursor, owner))), progress)


def _against_last_year(cursor: Any, owner: UUID, told: _Told) -> list[Finding]:
    """T01 can be checked only where last year's return was loaded here. Of what was told in a year that is the first, in January: a rehearsal comes after."""
    year = told.year
    cursor.execute(
        "SELECT (counts ->> 'caseload')::int FROM cases_importrun WHERE owner_id = %s AND kind = %s"
        " AND counts ->> 'told_on' LIKE %s AND counts ? 'caseload' ORDER BY counts ->> 'told_on', finished_at DESC LIMIT 1",
        [owner, KIND, f"{year - 1}-%"],
    )
    before = cursor.fetchone()
    if before is None or abs(told.caseload - before[0]) * 10 <= before[0]:
        return []
    more = f"The return of {year - 1} had {before[0]}."
    return [finding("T01", Place(0, "sen2"), ("ActivePlans",), told.caseload, more=more)]


def _in_closed_settings(cursor: Any, told: _Told) -> Iterator[Finding]:
    """D04, as far as `load people` told when a school or college closed; that is no register of all of them."""
    cursor.execute("SELECT code, valid_to FROM people_organisation WHERE valid_to IS NOT NULL")
    closed: dict[str, date] = dict(cursor.fetchall())
    for person in told.people if closed else ():
        facts = [fact for case in person.cases for fact in case.facts]
        left = {fact.key.removeprefix("placement-end "): fact.on for fact in facts if fact.event == "placement-ended"}
        for fact in facts:
            shut = closed.get(fact.fields["setting"]) if fact.event == "placement-started" else None
            if shut and shut < left.get(fact.key.removeprefix("placement "), told.told_on):
                more = f"On record here it closed on {shut}."
                yield finding("D04", Place(person.position), ("PlacementDetail",), fact.fields["setting"], more=more)


def _found(each: Finding, matched: Mapping[int, Known]) -> Found:
    child = matched.get(each.person)
    where = f"person {each.person}" if each.person else "the file"
    what = str(each.place)
    place = "" if what in ("the person", "the header") else f"{what[0].upper()}{what[1:]}: "
    fields = ", ".join(each.fields)
    value = f" ({fields}: {each.value})" if each.value else f" ({fields})" if fields else ""
    severity = DOUBTFUL if each.refuses in ("", "value") else REFUSED
    return Found(
        where,
        severity,
        f"{place}{each.reason}{value} To put right by {each.who}.",
        each.rule,
        child.id if child else None,
    )


# --- the child's own items ----------------------------------------------------------------------


def _items(identity: Identity) -> dict[str, str]:
    return {name: str(getattr(identity, name)) for name in _CHILD_ITEMS}


def _bring_up_to_date(
    cursor: Any, landing: Landing, people: list[tuple[PersonFacts, Known]], report: ImportReport
) -> dict[UUID, dict[str, str]]:
    """What is empty on record is filled. What differs is replaced only where the record is still what an
    earlier return gave, so that nothing that a person changed is overruled. Answers what returns have given of each child: each item as the
    newest that gives it has it, whichever was loaded last."""
    given = {child.id: _items(person.identity) for person, child in people}
    known = [child.id for _, child in people if not child.new]
    if not known:
        return given
    cursor.execute(
        "SELECT DISTINCT ON (child_id) child_id, data::text FROM cases_rawrecord"
        " WHERE child_id = ANY(%s) AND part = 'person' ORDER BY child_id, id DESC",
        [known],
    )
    earlier = {child: json.loads(data) for child, data in cursor.fetchall()}
    newest = max(
        (told_on for kind, told_on in landing.run.earlier.values() if kind == KIND and told_on),
        default=None,
    )
    is_older = newest is not None and report.told_on is not None and report.told_on < newest
    for person, child in people:
        if child.new:
            continue
        before, items = earlier.get(child.id) or {}, given[child.id]
        newer, older = (before, items) if is_older else (items, before)
        given[child.id] = {name: newer.get(name) or older.get(name, "") for name in _CHILD_ITEMS}
        if not is_older and plain(person.identity.forename) != plain(child.forename):
            # A surname alone changes rightly, and a twin has the same.
            words = (
                f"The number is that of {child.forename} {child.surname}, and the return gives {person.identity.forename} "
                f"{person.identity.surname}. Look whether it is the same child under another name, or another child’s number, such as a twin’s."
            )
            report.find(DOUBTFUL, f"person {person.position}", words, rule="renamed", child=child.id)
        for name in _CHILD_ITEMS:
            value, held = getattr(person.identity, name), getattr(child, name)
            if not value or value == held:
                continue
            if held and (is_older or before.get(name) != str(held)):
                # An older return says nothing new of where somebody lives.
                if not is_older:
                    report.find(
                        DIFFERS,
                        f"person {person.position}",
                        f"{_WORDS[name]}: the file gives {value}; on record is {held}, which no return gave. "
                        "It stands: decide which is right.",
                        child=child.id,
                    )
                continue
            if name == "postcode":
                child.row = f"person {person.position}"
            if name == "upn" and held:
                landing.former_upns.append((child.id, held))
            setattr(child, name, value)
            child.changed = True
        report.counts["children_changed"] += child.changed
    return given


_WORDS = {
    "surname": "Surname",
    "forename": "Forename",
    "date_of_birth": "Date of birth",
    "sex": "Sex",
    "ethnicity": "Ethnicity",
    "postcode": "Postcode",
    "upn": "UPN",
    "uln": "ULN",
}
