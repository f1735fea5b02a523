"""Loading which schools a mental health team covers and where family hubs are, and how often advice and drop-ins were used.

A file of coverage tells the whole: what it no longer tells, or tells otherwise, ended on the day before. A file of access tells the months
that it names; a number that it tells otherwise is put right."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from goldenthread.cases.imports.landing import digest, new_run, record_whole
from goldenthread.cases.imports.owners import owner_of_extract
from goldenthread.cases.imports.providers import provider_of
from goldenthread.cases.imports.report import REFUSED, ImportReport, Progress, Unloadable, quiet, what_fits
from goldenthread.exchange.extract import BadRow, Row, UnreadableExtract, read_extract
from goldenthread.people.models import District, Organisation
from goldenthread.people.places import NO_PLACES
from goldenthread.services.models import Service
from goldenthread.services.models_coverage import Access, Coverage
from goldenthread.web.days import today
from goldenthread.web.turns import one_at_a_time

COVERAGE = ("record", "district", "school", "team", "name", "pupils", "from")
ACCESS = ("service", "district", "month", "kind", "number")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_MOST = 100_000


def load_coverage(path: Path, *, by: str, authority: str | None = None, progress: Progress = quiet) -> ImportReport:
    """Whole or not at all: where one row is refused nothing is changed, or a slip would end a team. Raises Unloadable."""
    return _load(Path(path), "coverage", COVERAGE, ("record", "district"), by, progress, lambda cursor, rows, report: _coverage(owner_of_extract(cursor, authority)[0], rows, report))


def load_access(path: Path, *, by: str, authority: str | None = None, provider: str = "", progress: Progress = quiet) -> ImportReport:
    """Of one provider, which the command names. Raises Unloadable."""
    if not provider:
        raise Unloadable("Say whose numbers these are, with --provider CODE.")
    body = provider_of(provider)
    return _load(Path(path), "access-counts", ACCESS, ACCESS, by, progress, lambda _, rows, report: _access(body, rows, report))


def _load(path: Path, kind: str, columns: Sequence[str], needed: Sequence[str], by: str, progress: Progress, land: Callable[[Any, list[Row], ImportReport], Any]) -> ImportReport:
    report = ImportReport(kind, path.name, new_run())
    try:
        rows = list(read_extract(path, columns, needed))
    except UnreadableExtract as refusal:
        raise Unloadable(str(refusal)) from None
    report.counts["rows"] = len(rows)
    with what_fits(), transaction.atomic(), connection.cursor() as cursor:
        one_at_a_time(f"import {kind}")
        record_whole(cursor, report, land(cursor, rows, report), digest(path), by)
        progress("Saving", 0, None)
    return report


def _districts() -> dict[str, District]:
    return {word.casefold(): d for d in District.objects.all() for word in (d.code, d.name)}


def _district(row: Row, districts: dict[str, District]) -> District:
    found = districts.get(row.needed("district").casefold())
    if found is None:
        if not districts:
            raise BadRow(NO_PLACES)
        raise BadRow(f"district is {row['district']!r}: write the name or the code of one that is on record")
    return found


def _number(row: Row, column: str) -> int:
    text = row.needed(column)
    if not (text.isascii() and text.isdecimal() and int(text) <= _MOST):
        raise BadRow(f"{column} is {text!r}: write a whole number, 0 to {_MOST:,}")
    return int(text)


def _coverage(owner: Any, rows: list[Row], report: ImportReport) -> Any:
    if not rows:
        raise Unloadable("It has no school and no hub, and the file tells the whole: all that is on record would end. Look whether the export failed.")
    districts, told = _districts(), {}
    schools = {o.code: o for o in Organisation.objects.filter(code__in={row["school"] for row in rows if row["school"]})}
    for row in rows:
        try:
            row.check_lengths({"team": 120, "name": 120})
            one = _one(row, districts, schools)
            if one.kind == Coverage.Kind.SCHOOL and any(o.school == one.school for o in told.values()) or _what(one) in told:
                raise BadRow("the same school or hub stands further up in the file")
            one.owner_id = owner
            told[_what(one)] = one
        except BadRow as refusal:
            report.refuse_row(row, refusal, "coverage")
    if report.refused:
        report.find(REFUSED, "the file", "Nothing was changed, because a row of it was refused: the file tells the whole.", rule="coverage")
        return owner
    day = today()
    held = {_what(c): c for c in Coverage.objects.filter(owner=owner, valid_to=None).select_related("district", "school")}
    for what, old in held.items():
        if what in told:
            report.counts["unchanged"] += 1
            continue
        Coverage.objects.filter(pk=old.pk).update(valid_to=max(old.valid_from, day - dt.timedelta(days=1)))
        report.counts["ended"] += 1
    new = [one for what, one in told.items() if what not in held]
    Coverage.objects.bulk_create(new)
    report.counts["offers"] += len(new)
    return owner


def _one(row: Row, districts: dict[str, District], schools: dict[str, Organisation]) -> Coverage:
    begun = row.day("from") or today()
    if begun > today():
        raise BadRow("from is after today: load it once it has begun")
    if row["record"] == Coverage.Kind.HUB:
        return Coverage(kind=Coverage.Kind.HUB, district=_district(row, districts), name=row.needed("name"), valid_from=begun)
    if row["record"] != Coverage.Kind.SCHOOL:
        raise BadRow(f"record is {row['record']!r}: it is school or hub")
    school = schools.get(row.needed("school"))
    if school is None:
        raise BadRow(f"school is {row['school']!r}, and no organisation has this code: load it with `load people`, or check the spelling")
    pupils = _number(row, "pupils") if row["pupils"] else None
    return Coverage(kind=Coverage.Kind.SCHOOL, district=_district(row, districts), school=school, name=row["team"], pupils=pupils, valid_from=begun)


def _what(c: Coverage) -> tuple[Any, ...]:
    return c.kind, c.district_id, c.school_id, c.name, c.pupils


def _access(body: Organisation, rows: list[Row], report: ImportReport) -> Any:
    districts = _districts()
    services = {s.code: s for s in Service.objects.filter(owner=body)}
    told: dict[tuple[Any, ...], int] = {}
    for row in rows:
        try:
            if row["service"] not in services:
                raise BadRow(f"service is {row['service']!r}, which is none of {body.name}’s")
            if row["kind"] not in Access.Kind.values:
                raise BadRow(f"kind is {row['kind']!r}: it is one of {', '.join(Access.Kind.values)}")
            if not _MONTH.fullmatch(row["month"]):
                raise BadRow(f"month is {row['month']!r}: write it as YYYY-MM")
            month = dt.date.fromisoformat(f"{row['month']}-01")
            if month > today():
                raise BadRow("month is still to come")
            key = (services[row["service"]].pk, _district(row, districts).pk, month, row["kind"])
            if key in told:
                raise BadRow("the same service, district, month and kind stand further up in the file")
            told[key] = _number(row, "number")
        except BadRow as refusal:
            report.refuse_row(row, refusal, "access")
    held = {(a.service_id, a.district_id, a.month, a.kind): a.number for a in Access.objects.filter(owner=body)}
    changed = {key: n for key, n in told.items() if held.get(key) != n}
    Access.objects.bulk_create(
        [Access(service_id=service, district_id=district, month=month, kind=kind, number=n, owner=body) for (service, district, month, kind), n in changed.items()],
        update_conflicts=True, unique_fields=["service", "district", "month", "kind"], update_fields=["number"],
    )  # fmt: skip
    report.counts["changed"] += len(changed)
    report.counts["unchanged"] += len(told) - len(changed)
    return body.pk
