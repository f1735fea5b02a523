"""Taking a provider's waiting list into the journal, as the system role: each row is a referral's case, with what happened on it.

The same list again adds nothing; a later one corrects what it tells otherwise. A child is matched by NHS number or UPN, else by name,
date of birth and postcode, among the provider's own and those whom a council shares; where that is not sure, a person decides.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from goldenthread.cases.imports.children import Doubt, Known, Sealed, plain
from goldenthread.cases.imports.journal import Teller
from goldenthread.cases.imports.landing import Landing, finish_run, new_run, project, record_run, seen_before
from goldenthread.cases.imports.providers import set_kinds, shared_with
from goldenthread.cases.imports.report import DOUBTFUL, REFUSED, ImportReport, Progress, quiet, sentence, what_fits
from goldenthread.cases.imports.staging import stage, without_collecting
from goldenthread.exchange.facts import CaseFacts
from goldenthread.pathways.continuing_care import CONTINUING_CARE
from goldenthread.people.models import Organisation
from goldenthread.services.list_files import (
    DECISION,
    ETHNICITIES,
    LANGUAGES,
    Row,
    after_the_list,
    facts_of,
    identity_of,
)
from goldenthread.services.models import Match, Service

KIND = "waits"


@dataclass(frozen=True)
class Undecided:
    """A row of whom a person must say which child it means."""

    service: Service
    row: Row
    why: str
    candidate: UUID | None


def load_rows(rows: Sequence[Row | tuple[int, str]], *, provider: Organisation, taken_on: dt.date, file: str, by: str, progress: Progress = quiet) -> ImportReport:
    """Whole or not at all, save rows that are refused or wait for a person. `taken_on` is the list's own day."""
    report = ImportReport(KIND, file, new_run(), told_on=taken_on)
    with what_fits(), without_collecting(), transaction.atomic(), connection.cursor() as cursor:
        _land(cursor, rows, provider, taken_on, report, by, progress)
    return report


def _land(cursor: Any, rows: Sequence[Row | tuple[int, str]], provider: Organisation, taken_on: dt.date, report: ImportReport, by: str, progress: Progress) -> None:
    landing = Landing(cursor, report, provider.pk, provider.code, progress, also=shared_with(cursor, provider.pk))
    services = {s.code: s for s in Service.objects.filter(owner=provider)}
    decided = {(m.service_id, m.reference): m for m in Match.objects.filter(owner=provider)}
    on_record = _children_of_references(cursor, provider.pk)
    progress("Finding each child", 0, len(rows))
    found: list[tuple[Row, Service, Known]] = []
    undecided: list[Undecided] = []
    for row in rows:
        report.counts["rows"] += 1
        if isinstance(row, tuple):
            report.find(REFUSED, f"line {row[0]}", sentence(row[1]), rule="row")
            continue
        service = services.get(row.values["service"])
        if problem := _problem(row, service, taken_on):
            report.find(REFUSED, f"line {row.line}", sentence(problem), rule="row")
            continue
        assert service is not None
        known = on_record.get((service.pathway, row.values["reference"]))
        child = _child(
            landing, row, service, decided.get((service.pk, row.values["reference"])), known, undecided, report
        )
        if child is None:
            continue
        if child.new and not child.told:
            report.counts["children"] += 1
            child.row = f"line {row.line}"
            landing.report_namesake(child, child.row)
        child.told = True
        found.append((row, service, child))
    landing.read_journals({child.id: child for _, _, child in found}.values())
    teller = Teller(landing.run, provider.code, report)
    referrals: dict[UUID, tuple[UUID, UUID, dt.date | None]] = {}
    for done, (row, service, child) in enumerate(found, start=1):
        received = dt.date.fromisoformat(row.values["received_on"])
        journal = landing.journal_of(child, CaseFacts(service.pathway, row.values["reference"], received, (), reference=row.values["reference"]), f"line {row.line}")
        teller.tell(journal, facts_of(row, service.pathway), f"line {row.line}")
        referrals[journal.id] = (child.id, service.pk, None if row.values["closed_on"] else taken_on)
        if done % 5000 == 0:
            progress("Comparing with the journal", done, len(found))
    _keep_undecided(undecided, taken_on)
    sha256 = hashlib.sha256("\n".join(str(sorted(r.values.items())) if isinstance(r, Row) else str(r) for r in rows).encode()).hexdigest()
    if not report.changed() and seen_before(cursor, provider.pk, KIND, sha256):
        report.repeated = True
        return
    record_run(cursor, report, provider.pk, sha256, by)
    changed = landing.write()
    _write_referrals(cursor, provider.pk, referrals)
    _fill_in(cursor, provider.pk, {child.id: row for row, _, child in found if row.values["ethnicity"] or row.values["language"]})
    finish_run(cursor, report, provider.pk)
    set_kinds(cursor, changed)
    project(cursor, changed, progress)


def _problem(row: Row, service: Service | None, taken_on: dt.date) -> str:
    if service is None:
        return "its service is none of yours"
    if late := after_the_list(row, taken_on):
        return late
    if row.values["looked_for"] and service.pathway != "neurodevelopmental":
        return "only a neurodevelopmental referral says what is looked for"
    if service.pathway != CONTINUING_CARE.slug and any(row.values[name] for name in DECISION):
        return "only a referral to continuing care says what was decided"
    return ""


def _child(
    landing: Landing,
    row: Row,
    service: Service,
    match: Match | None,
    on_record: UUID | None,
    undecided: list[Undecided],
    report: ImportReport,
) -> Known | None:
    """Whom the row means, by a person's decision where there is one; None where it is refused or waits for one. `on_record`: whose the
    referral is already; nobody is added for a row of a referral that is on record."""
    identity, place = identity_of(row), f"line {row.line}"
    if match is not None and match.decision == Match.Decision.LEFT:
        report.counts["elsewhere"] += 1
        return None
    try:
        if match is not None and match.decision == Match.Decision.SAME and match.candidate_id in landing.children.by_id:
            child = landing.children.by_id[match.candidate_id]
            if child.sealed:
                raise Sealed("The record is not open to imports.")
            if not landing.children.may_be(child, identity):
                # The decision was of whom the reference named then.
                raise OnRecord
            return child
        if match is not None and match.decision == Match.Decision.OTHER:
            return _unless_on_record(on_record, landing.children.by_key(identity)) or landing.children.add(identity)
        if match is not None and not match.decision:
            report.find(
                DOUBTFUL,
                place,
                "It still waits for your decision on which child it means.",
                rule="match",
                child=match.candidate_id,
            )
            undecided.append(Undecided(service, row, match.why, match.candidate_id))
            return None
        found = _unless_on_record(on_record, landing.children.find(identity))
        if found is not None and plain(found.forename) != plain(identity.forename):
            # By a UPN too: here a person can decide, and nobody waits for the wrong twin.
            raise Doubt("Its number is on record for a child with another first name. Check which child it is.", found.id)
        return found or landing.children.add(identity)
    except OnRecord:
        report.find(REFUSED, place, ANOTHER_CHILDS, rule="identity")
    except Sealed as sealed:
        report.find(REFUSED, place, str(sealed), rule="sealed")
    except Doubt as doubt:
        if on_record is not None and doubt.child not in (None, on_record):
            report.find(REFUSED, place, ANOTHER_CHILDS, rule="identity")
        elif doubt.child is not None and landing.children.by_id[doubt.child].new:
            report.find(REFUSED, place, str(doubt), rule="identity")
        else:
            report.find(DOUBTFUL, place, f"{doubt} It waits for your decision.", rule="match", child=doubt.child)
            undecided.append(Undecided(service, row, str(doubt), doubt.child))
    return None


ANOTHER_CHILDS = "This referral is on record for another child. Check the reference and the child."


class OnRecord(Exception):
    """The referral is another child's already."""


def _unless_on_record(on_record: UUID | None, found: Known | None) -> Known | None:
    if on_record is not None and (found is None or found.id != on_record):
        raise OnRecord
    return found


def _children_of_references(cursor: Any, provider: UUID) -> dict[tuple[str, str], UUID]:
    cursor.execute("SELECT c.pathway, c.reference, c.child_id FROM cases_case c JOIN services_referral r ON r.case_id = c.id WHERE c.owner_id = %s", [provider])
    return {(pathway, reference): child for pathway, reference, child in cursor.fetchall()}


def _keep_undecided(undecided: Sequence[Undecided], taken_on: dt.date) -> None:
    """What was asked before is asked of the newest row; what was decided and does not hold any more is asked again."""
    Match.objects.bulk_create(
        [
            Match(owner_id=u.service.owner_id, service=u.service, reference=u.row.values["reference"], row=u.row.values, taken_on=taken_on,
                  candidate_id=u.candidate, why=u.why[:400])
            for u in undecided
        ],
        update_conflicts=True, unique_fields=["service", "reference"], update_fields=["row", "taken_on", "candidate", "why", "decision"],
    )  # fmt: skip


def _fill_in(cursor: Any, owner: UUID, said: dict[UUID, Row]) -> None:
    """What a list says of ethnicity and first language, where the provider's own record says nothing yet: nothing is overwritten, and another
    body's record, such as the council's from the school census, stays as that body has it."""
    told = [(child, ETHNICITIES.get(row.values["ethnicity"], ""), LANGUAGES.get(row.values["language"], "")) for child, row in said.items()]
    if told := [t for t in told if t[1] or t[2]]:
        stage(cursor, "incoming_said", [("id", "uuid"), ("ethnicity", "text"), ("language", "text")], told)
        cursor.execute(
            "UPDATE people_child c SET ethnicity = coalesce(nullif(c.ethnicity, ''), i.ethnicity), language = coalesce(nullif(c.language, ''), i.language)"
            " FROM incoming_said i WHERE c.id = i.id AND c.owner_id = %s AND ((c.ethnicity = '' AND i.ethnicity <> '') OR (c.language = '' AND i.language <> ''))",
            [owner],
        )


def _write_referrals(cursor: Any, owner: UUID, referrals: dict[UUID, tuple[UUID, UUID, dt.date | None]]) -> None:
    if not referrals:
        return
    stage(cursor, "incoming_referral", [("case_id", "uuid"), ("child_id", "uuid"), ("service_id", "uuid"), ("confirmed_on", "date")],
          ((case, *told) for case, told in referrals.items()))  # fmt: skip
    cursor.execute(
        "INSERT INTO services_referral (case_id, child_id, owner_id, service_id, confirmed_on)"
        " SELECT i.case_id, i.child_id, %s, i.service_id, coalesce(i.confirmed_on, c.opened_on) FROM incoming_referral i JOIN cases_case c ON c.id = i.case_id"
        " ON CONFLICT (case_id) DO UPDATE SET confirmed_on = greatest(services_referral.confirmed_on, excluded.confirmed_on)",
        [owner],
    )
