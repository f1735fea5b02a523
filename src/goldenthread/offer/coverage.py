"""What the Local Offer holds against Schedule 2, as those who edit and commission it read it: each row by district and age, its owner, and
which entries meet it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse

from goldenthread.access.models import RoleGrant
from goldenthread.access.viewer import Viewer
from goldenthread.offer.keeping import READS, Kept, edits, reads
from goldenthread.offer.models import Attribute, Location, Service, ServiceArea, TaxonomyTerm
from goldenthread.offer.models_coverage import RowLook
from goldenthread.people.models import District, in_force
from goldenthread.science.offer_coverage import ELIGIBILITY, SUGGESTS, Entry, Row, coverage, gaps_first
from goldenthread.web.owed_besides import Besides
from goldenthread.web.turns import one_at_a_time

A_LIST = 200


@dataclass(frozen=True)
class Covered:
    """A row with what is known of it; its last look is None where nobody owns it yet."""

    term: TaxonomyTerm
    row: Row
    look: RowLook | None
    on: dt.date

    @property
    def overdue(self) -> bool:
        return self.look is not None and self.look.next_on <= self.on


def rows(on: dt.date) -> list[Covered]:
    """Every row, gaps first."""
    terms = {t.code: t for t in TaxonomyTerm.objects.filter(taxonomy__slug="schedule-2").order_by("place")}
    looks = _looks()
    return [Covered(terms[r.code], r, looks.get(r.code), on) for r in gaps_first(coverage(terms, _entries(on), districts()))]


def row(code: str, on: dt.date) -> Covered | None:
    return next((r for r in rows(on) if r.term.code == code), None)


def districts() -> list[str]:
    return list(District.objects.exclude(locality="").order_by("name").values_list("name", flat=True))


def _looks() -> dict[str, RowLook]:
    return {look.code: look for look in RowLook.objects.order_by("code", "-pk").distinct("code")}


def _live() -> list[Service]:
    return list(Service.objects.filter(status__in=(Service.Status.ACTIVE, Service.Status.CLOSED)).only("assured_date", "minimum_age", "maximum_age", "eligibility_description"))


def _entries(on: dt.date) -> list[Entry]:
    tagged: dict[UUID, set[str]] = {}
    for service, code in Attribute.objects.filter(taxonomy_term__taxonomy__slug="schedule-2").values_list("service", "taxonomy_term__code"):
        tagged.setdefault(service, set()).add(code)
    reach = _reach()
    return [
        Entry(frozenset(tagged.get(s.pk, ())), (on - s.assured_date).days, s.minimum_age, s.maximum_age, reach.get(s.pk, frozenset()), bool(s.eligibility_description.strip()))
        for s in _live()
    ]  # fmt: skip


def _reach() -> dict[UUID, frozenset[str]]:
    """Districts of each service: those that it says it serves; else those where it is, since a group in Harlow is little help in Tendring;
    none is everywhere, as of what is on line or by telephone."""
    said: dict[UUID, set[str]] = {}
    for service, name in ServiceArea.objects.values_list("service", "district__name"):
        said.setdefault(service, set()).add(name)
    placed: dict[UUID, set[str]] = {}
    anywhere: set[UUID] = set()
    for service, name in Location.objects.values_list("services__service", "district__name"):
        if name:
            placed.setdefault(service, set()).add(name)
        else:
            anywhere.add(service)
    return {k: frozenset(v) for k, v in ({k: v for k, v in placed.items() if k not in anywhere} | said).items()}


# --- one row ---


@dataclass(frozen=True)
class Meeting:
    """An entry that meets a row, and where."""

    kept: Kept
    where: str

    @cached_property
    def state(self) -> str:
        return "Families do not see it" if self.kept.hidden else "Marked as not confirmed" if self.kept.stale else "Confirmed"


def meeting(code: str, on: dt.date) -> list[Meeting]:
    """Entries that meet a row, those confirmed longest ago first."""
    found = Service.objects.filter(status__in=(Service.Status.ACTIVE, Service.Status.CLOSED)).select_related("organization").order_by("assured_date", "name", "pk")
    found = found.exclude(eligibility_description="") if code == ELIGIBILITY else found.filter(attributes__taxonomy_term__taxonomy__slug="schedule-2", attributes__taxonomy_term__code=code)
    reach = _reach()
    return [Meeting(Kept(s, (on - s.assured_date).days), ", ".join(sorted(reach.get(s.pk, ()))) or "everywhere") for s in found]


def proposed(code: str) -> list[Service]:
    """Entries that a person might say meet a row, since another of their terms makes it likely. They count nowhere until then."""
    needs = [need for need, row in SUGGESTS.items() if row == code]
    if not needs:
        return []
    likely = Service.objects.filter(status__in=(Service.Status.ACTIVE, Service.Status.CLOSED), attributes__taxonomy_term__taxonomy__slug="need", attributes__taxonomy_term__code__in=needs)
    said = Attribute.objects.filter(taxonomy_term__taxonomy__slug="schedule-2", taxonomy_term__code=code).values("service")
    # What somebody said of an entry's rows is not asked again.
    judged = Service.objects.filter(changes__fields__has_key="schedule_2").values("pk")
    return list(likely.exclude(pk__in=said).exclude(pk__in=judged).select_related("organization").distinct().order_by("name", "pk"))


def history(code: str) -> list[RowLook]:
    return list(RowLook.objects.filter(code=code).order_by("-pk")[:A_LIST])


# --- owners ---


def owners(on: dt.date) -> list[tuple[UUID, str]]:
    """Who may own a row: whoever edits or commissions the Local Offer, by name."""
    found = RoleGrant.objects.filter(in_force(on), role__in=READS, ended_at=None, user__is_active=True).values_list("user_id", "user__name").distinct()
    return sorted(found, key=lambda u: (u[1], str(u[0])))


def may_look(viewer: Viewer, look: RowLook | None) -> bool:
    """An editor says anything of any row; another owner says of their own row what they found."""
    return edits(viewer) or (reads(viewer) and look is not None and look.owner == viewer.id)


@transaction.atomic
def record_look(viewer: Viewer, code: str, owner: UUID, name: str, note: str, next_on: dt.date, on: dt.date) -> None:
    """The last look, sent again from the same form, is no other look."""
    one_at_a_time(f"offer row {code}")
    given = {"code": code, "owner": owner, "owner_name": name, "note": note, "next_on": next_on, "on": on, "by": viewer.id}
    if RowLook.objects.filter(code=code).order_by("-pk").values(*given).first() != given:
        RowLook.objects.create(**given, by_name=viewer.name)


def owed(viewer: Viewer, on: dt.date) -> list[Besides]:
    """Rows that somebody owns whose day has come, for their page of work."""
    if not reads(viewer):
        return []
    come = [look for look in _looks().values() if look.owner == viewer.id and look.next_on <= on]
    names = dict(TaxonomyTerm.objects.filter(taxonomy__slug="schedule-2").values_list("code", "name")) if come else {}
    return [
        Besides(f"Look again at {look.code}, {names.get(look.code, '')}", look.note or "Schedule 2 of the Local Offer", look.next_on, "You, when you last looked" if look.by == look.owner else look.by_name,
                reverse("offer-coverage-row", args=[look.code]))
        for look in come
    ]  # fmt: skip


# --- which rows an entry meets ---


def rows_of(service: Service) -> list[str]:
    return list(Attribute.objects.filter(service=service, taxonomy_term__taxonomy__slug="schedule-2").order_by("taxonomy_term__place").values_list("taxonomy_term__code", flat=True))


def tag(service: UUID, codes: list[str], on: dt.date) -> bool:
    """An editor says which rows an entry meets. It confirms nothing else of the entry. No where nothing is said otherwise, or somebody else asks."""
    with connection.cursor() as cursor:
        cursor.execute("select offer_tag(%s, %s::jsonb, %s)", [service, json.dumps(codes), on])
        return bool(cursor.fetchone()[0])
