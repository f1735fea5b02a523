"""Loading which services there are and for whom: each row is one offer of one service in one district.

A file tells the whole of each service that it names. An offer that it tells otherwise, or no longer, ended on the day before; what it
tells anew begins today; nothing is deleted. A service of which one row is refused stays as it was, or an offer would end by a slip.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from goldenthread.cases.imports.landing import digest, new_run, record_whole
from goldenthread.cases.imports.owners import owner_of_extract
from goldenthread.cases.imports.report import REFUSED, ImportReport, Progress, Unloadable, quiet, what_fits
from goldenthread.exchange.extract import BadRow, Row, UnreadableExtract, read_extract
from goldenthread.pathways import SERVICES
from goldenthread.people.models import District, Organisation
from goldenthread.people.places import NO_PLACES
from goldenthread.services.models import OLDEST, Offer, Service
from goldenthread.web.days import today
from goldenthread.web.turns import one_at_a_time

KIND = "services"
COLUMNS = (
    "provider", "service", "name", "pathway", "district", "age_from", "age_to", "only_in", "level", "self_referral", "hours", "out_of_hours",
    "procedures", "training", "verified_on", "paused_on", "right_to_choose", "referred_by", "asks_name", "asks_how",
)  # fmt: skip
NEEDED = ("provider", "service", "name", "pathway", "district")
_LONGEST = {"provider": 40, "service": 40, "name": 120, "district": 60, "only_in": 60, "hours": 200, "out_of_hours": 200, "procedures": 300, "training": 300, "referred_by": 100, "asks_name": 100, "asks_how": 200}
_OF_SERVICE = ("name", "pathway", "paused_on", "right_to_choose", "referred_by", "asks_name", "asks_how")
_ASKED = ("asks_name", "asks_how")
_OF_OFFER = ("age_from", "age_to", "only_in", "level", "self_referral", "hours", "out_of_hours", "procedures", "training")
_KINDS_OF_SETTING = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(, [a-z0-9]+(-[a-z0-9]+)*)*")
_YES_NO = {"yes": True, "no": False, "": False}

Told = dict[str, Any]
"""One offer as a row tells it: the fields of the model, with its district."""


def load_services(path: Path, *, by: str, authority: str | None = None, progress: Progress = quiet) -> ImportReport:
    """Whole or not at all, save services that are refused each with its reason. Raises Unloadable."""
    path = Path(path)
    report = ImportReport(KIND, path.name, new_run())
    with what_fits(), transaction.atomic(), connection.cursor() as cursor:
        owner, _ = owner_of_extract(cursor, authority)
        one_at_a_time(f"import {KIND}")
        try:
            _load(path, report)
        except UnreadableExtract as refusal:
            raise Unloadable(str(refusal)) from None
        record_whole(cursor, report, owner, digest(path), by)
        progress("Saving", 0, None)
    return report


def _load(path: Path, report: ImportReport) -> None:
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in read_extract(path, COLUMNS, NEEDED):
        report.counts["rows"] += 1
        rows[row["provider"], row["service"]].append(row)
    providers = {o.code: o.pk for o in Organisation.objects.filter(code__in={provider for provider, _ in rows})}
    districts = {word.casefold(): d.pk for d in District.objects.all() for word in (d.code, d.name)}
    services = {(s.owner_id, s.code): s for s in Service.objects.filter(owner__in=providers.values())}
    for (provider, code), those in rows.items():
        offers: list[Told] = []
        refused = False
        for row in those:
            try:
                offers.append(_offer(row, districts, offers))
                _service(row, those[0], providers, services)
            except BadRow as refusal:
                report.refuse_row(row, refusal, "service")
                refused = True
        if not refused:
            owner = providers[provider]
            _keep(owner, services.get((owner, code)), those[0], offers, report)
        elif len(those) > 1:
            report.find(REFUSED, f"line {those[0].line}", f"Nothing of the service {code!r} was changed, because a row of it was refused.", rule="service")


def _service(row: Row, first: Row, providers: dict[str, UUID], services: dict[tuple[UUID, str], Service]) -> None:
    row.check_lengths(_LONGEST)
    for column in NEEDED:
        row.needed(column)
    row.day("paused_on")
    if row["right_to_choose"] not in _YES_NO:
        raise BadRow(f"right_to_choose is {row['right_to_choose']!r}: write yes or no")
    if row["provider"] not in providers:
        raise BadRow(f"provider is {row['provider']!r}, and no organisation has this code: load it with `load people`, or check the spelling")
    if row["pathway"] not in SERVICES:
        raise BadRow(f"pathway is {row['pathway']!r}: it is one of {', '.join(SERVICES)}")
    if row["asks_name"] and not row["asks_how"]:
        raise BadRow("asks_name is given without asks_how: say how a family reaches them, such as a telephone number")
    for column in _OF_SERVICE:
        if row[column] != first[column]:
            raise BadRow(f"{column} is {row[column]!r}, and line {first.line} says {first[column]!r} of the same service")
    known = services.get((providers[row["provider"]], row["service"]))
    if known is not None and known.pathway != row["pathway"]:
        raise BadRow(f"the service is on record with the pathway {known.pathway!r}, which its referrals follow: give the new service a code of its own")


def _offer(row: Row, districts: dict[str, str], before: Sequence[Told]) -> Told:
    district = districts.get(row.needed("district").casefold())
    if district is None:
        if not districts:
            raise BadRow(NO_PLACES)
        raise BadRow(f"district is {row['district']!r}: write the name or the code of one that is on record, such as E07000070")
    level = row["level"] or Offer.Level.SPECIALIST
    if level not in Offer.Level.values:
        raise BadRow(f"level is {level!r}: it is one of {', '.join(Offer.Level.values)}")
    if row["self_referral"] not in _YES_NO:
        raise BadRow(f"self_referral is {row['self_referral']!r}: write yes or no")
    if row["only_in"] and not _KINDS_OF_SETTING.fullmatch(row["only_in"]):
        raise BadRow(f"only_in is {row['only_in']!r}: write kinds of setting in small letters, such as special-school")
    verified = row.day("verified_on")
    if verified and verified > today():
        raise BadRow("verified_on is after today")
    told = {
        "district_id": district, "age_from": _age(row, "age_from", 0), "age_to": _age(row, "age_to", OLDEST), "only_in": row["only_in"], "level": str(level),
        "self_referral": _YES_NO[row["self_referral"]], "verified_on": verified,
        **{name: row[name] for name in ("hours", "out_of_hours", "procedures", "training")},
    }  # fmt: skip
    if told["age_from"] > told["age_to"]:
        raise BadRow("age_from is above age_to")
    if any(_what(told) == _what(other) for other in before):
        raise BadRow("the same offer stands further up in the file")
    return told


def _age(row: Row, column: str, otherwise: int) -> int:
    text = row[column]
    if text and not (text.isascii() and text.isdecimal() and int(text) <= OLDEST):
        raise BadRow(f"{column} is {text!r}: write whole years, 0 to {OLDEST}")
    return int(text) if text else otherwise


def _what(offer: Told) -> tuple[Any, ...]:
    return offer["district_id"], *(offer[name] for name in _OF_OFFER)


def _keep(owner: UUID, service: Service | None, row: Row, offers: Sequence[Told], report: ImportReport) -> None:
    day, said = today(), {"name": row["name"], "paused_on": row.day("paused_on"), "right_to_choose": _YES_NO[row["right_to_choose"]], "referred_by": row["referred_by"]}
    # Said by the service's manager on a page too: a file without it takes nothing away.
    said |= {name: row[name] for name in _ASKED if row["asks_how"]}
    if service is None:
        service = Service.objects.create(owner_id=owner, code=row["service"], pathway=row["pathway"], valid_from=day, **said)
        report.counts["services"] += 1
    elif any(getattr(service, name) != value for name, value in said.items()):
        Service.objects.filter(pk=service.pk).update(**said)
        report.counts["changed"] += 1
    held = {_what(_held(offer)): offer for offer in Offer.objects.filter(service=service, valid_to__isnull=True)}
    told = {_what(offer): offer for offer in offers}
    new = [offer for what, offer in told.items() if what not in held]
    for what, old in held.items():
        if what in told:
            _verified(old, told[what]["verified_on"], report)
        elif old.valid_from < day:
            _end(old, day - dt.timedelta(days=1), report)
        elif (instead := next((n for n in new if n["district_id"] == old.district_id), None)) is not None:
            # It began today and is told otherwise today, so it never held for a day.
            new.remove(instead)
            Offer.objects.filter(pk=old.pk).update(**instead)
            report.counts["changed"] += 1
        else:
            _end(old, day, report)
    Offer.objects.bulk_create([Offer(service=service, owner_id=owner, valid_from=day, **each) for each in new])
    report.counts["offers"] += len(new)


def _verified(offer: Offer, day: dt.date | None, report: ImportReport) -> None:
    moved = day is not None and day != offer.verified_on
    if moved:
        Offer.objects.filter(pk=offer.pk).update(verified_on=day)
    report.counts["changed" if moved else "unchanged"] += 1


def _end(offer: Offer, last: dt.date, report: ImportReport) -> None:
    Offer.objects.filter(pk=offer.pk).update(valid_to=last)
    report.counts["ended"] += 1


def _held(offer: Offer) -> Told:
    return {name: getattr(offer, name) for name in ("district_id", *_OF_OFFER)}
