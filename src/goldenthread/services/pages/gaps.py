"""Where no service is open to children of a place and age, and what each service offers where."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.people.models import in_force
from goldenthread.science.eligibility import KINDS, kind_of
from goldenthread.services.commissioning import cases_of, commissioner_for, gap_of, open_for_gap
from goldenthread.services.gaps import Finding, Found, all_offers, districts_of, finding, looks_at_gaps, unless
from goldenthread.services.models import Offer
from goldenthread.services.models_commissioning import CommissioningCase
from goldenthread.web.csv_file import csv_file
from goldenthread.web.days import today
from goldenthread.web.words import count_of, lower_first, short_day

NURSING_AND_THERAPIES = ("community-nursing", "speech-and-language", "occupational-therapy", "physiotherapy")
NOT_SAID = "Not said"


def _found(request: HttpRequest) -> Finding:
    found = finding(request.viewer, today())  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@signed_in
def gaps_page(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    found = _found(request)
    may_open = commissioner_for(viewer) is not None
    if request.method == "POST":
        wanted = found.by_key(request.POST.get("gap", ""))
        if wanted is None or not may_open:
            raise Http404
        return redirect("commissioning-case", open_for_gap(viewer, wanted, on).pk)
    known = list(cases_of(viewer).filter(about=CommissioningCase.About.GAP))
    context = {
        "nav": "gaps", "found": found, "sentence": sentence(found), "on": on, "may_open": may_open, "cases": {f.key: _case_of(f, known) for f in [*found.of_children, *found.of_adults]},
        "needs": [(k.title, ", ".join(k.needs)) for k in KINDS.values() if k.needs], "uncounted": [k.title for k in KINDS.values() if not k.needs],
    }  # fmt: skip
    return render(request, "services/gaps.html", context)


def _case_of(found: Found, known: list[CommissioningCase]) -> CommissioningCase | None:
    """The newest case that was opened for this gap, as it is or as a part of it."""
    def of_it(case: CommissioningCase) -> bool:
        gap = gap_of(case)
        return gap is not None and gap.kind == found.gap.kind and set(gap.districts) >= set(found.gap.districts) and gap.age_from <= found.gap.age_from and gap.age_to >= found.gap.age_to

    return next((c for c in known if of_it(c)), None)


def sentence(found: Finding) -> str:
    """First how many gaps, then the one that leaves out the most children, then what not to conclude."""
    if not found.offers:
        return "No service has said yet whom it is for, so no gap can be found."
    if not found.of_children:
        return "Every kind of service on record is open to children of every age under 19, in every district."
    told = [f for f in found.of_children if f.rounded]
    said = f"{count_of(len(found.of_children), 'group')} of children under 19 {'has' if len(found.of_children) == 1 else 'have'} no open service of a kind that others have"
    if told:
        most = max(told, key=lambda f: f.children)
        said += f". The most children: {lower_first(most.words)}: {most.children_words} children whose main need in a plan calls for it"
    return said + "."


@signed_in
def gaps_csv(request: HttpRequest) -> HttpResponse:
    found = _found(request)
    head = ["Service", "From age", "To age", "Districts", "Open only in", "Paused", "Children with a plan whose main need calls for it"]
    rows = [
        [f.title, str(f.gap.age_from), str(f.gap.age_to), "; ".join(f.gap.districts), "; ".join(f.gap.only_in), "yes" if f.gap.paused else "", f.children_words]
        for f in [*found.of_children, *found.of_adults]
    ]
    return csv_file("gaps-in-services.csv", head, rows)


# --- what is offered where ---

COLUMNS = ("District", "Service", "Ages", "Where", "Hours", "Out of hours", "Procedures", "Training of others", "How to get there", "Checked on")


def _offers(request: HttpRequest) -> tuple[str, list[str], list[list[str]], list[str]]:
    """The kind asked for, all kinds, a row for each offer with a district that has none as a row too, and those districts."""
    if not looks_at_gaps(request.viewer):  # type: ignore[attr-defined]
        raise Http404
    on = today()
    offers = [o for o in Offer.objects.filter(in_force(on)).select_related("service", "service__owner", "district").order_by("district__name", "service__name", "age_from", "pk") if o.service.valid_to is None or on <= o.service.valid_to]
    kinds = [k for k in [*NURSING_AND_THERAPIES, *KINDS] if any(o.service.pathway == k for o in offers)] + sorted({o.service.pathway for o in offers} - KINDS.keys())
    kinds = list(dict.fromkeys(kinds))
    kind = request.GET.get("kind", "")
    if kind not in kinds:
        if kind:
            raise Http404
        kind = kinds[0] if kinds else ""
    of_kind = [o for o in offers if o.service.pathway == kind]
    rows, without = [], []
    for district in districts_of(all_offers()):
        there = [o for o in of_kind if o.district.name == district]
        rows += [_row(o, on) for o in there]
        if not there:
            without.append(district)
            rows.append([district, "No offer on record", *[""] * (len(COLUMNS) - 2)])
    return kind, kinds, rows, without


def _row(o: Offer, on: Any) -> list[str]:
    paused = o.service.paused_on is not None and o.service.paused_on <= on
    level = "" if o.level == Offer.Level.SPECIALIST else f" ({o.get_level_display().lower()})"
    return [
        o.district.name, f"{o.service.name}, {o.service.owner.name}{level}" + (". Takes no new referrals" if paused else ""), f"{o.age_from} to {o.age_to}",
        unless([o.only_in]).removeprefix("unless ").capitalize() + " only" if o.only_in else "Anywhere", o.hours or NOT_SAID, o.out_of_hours or NOT_SAID, o.procedures or NOT_SAID,
        o.training or NOT_SAID, "Families can refer themselves" if o.self_referral else "By referral", o.verified_on.isoformat() if o.verified_on else "Never",
    ]  # fmt: skip


def _dated(row: list[str]) -> list[str]:
    """A row as it is read: the file has its day in figures."""
    *rest, checked = row
    return [*rest, short_day(dt.date.fromisoformat(checked)) if checked[:1].isdigit() else checked]


@signed_in
def offers_page(request: HttpRequest) -> HttpResponse:
    kind, kinds, rows, without = _offers(request)
    context = {
        "nav": "gaps", "kind": kind, "title": kind_of(kind).title if kind else "", "kinds": {k: kind_of(k).title for k in kinds}, "rows": [_dated(r) for r in rows], "columns": COLUMNS,
        "sentence": _offers_sentence(kind, rows, without), "on": today(), "not_said": NOT_SAID,
    }  # fmt: skip
    return render(request, "services/offers.html", context)


def _offers_sentence(kind: str, rows: list[list[str]], without: list[str]) -> str:
    if not kind:
        return "No service has said yet whom it is for."
    offered = [r for r in rows if r[2]]
    unsaid = sum(NOT_SAID in r for r in offered)
    said = f"{kind_of(kind).title}: {count_of(len(offered), 'offer')} in {count_of(len({r[0] for r in offered}), 'district')}"
    said += f", and none in {count_of(len(without), 'district')}: {', '.join(without)}" if without else ", so every district has one"
    return f"{said}. {unsaid or 'None'} of them {'leaves' if unsaid == 1 else 'leave'} something unsaid."


@signed_in
def offers_csv(request: HttpRequest) -> HttpResponse:
    kind, _, rows, _ = _offers(request)
    return csv_file(f"offers-{kind or 'none'}.csv", COLUMNS, rows)
