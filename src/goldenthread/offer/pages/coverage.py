"""The Local Offer against Schedule 2, for those who edit and commission it: gaps first, each row with its owner, and the rows of an entry."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.offer import coverage
from goldenthread.offer.forms_coverage import LookForm, RowsForm
from goldenthread.offer.keeping import edits, reads
from goldenthread.offer.models import Service, TaxonomyTerm
from goldenthread.offer.pages.desk import let_in, page
from goldenthread.science.offer_coverage import BANDS, ELIGIBILITY, STATES, State
from goldenthread.web.csv_file import csv_file
from goldenthread.web.days import today

MINE = "mine"


@signed_in
def rows(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    let_in(request)
    found = coverage.rows(on)
    mine = [r for r in found if r.look and r.look.owner == viewer.id]
    shown = mine if request.GET.get("whose") == MINE else found
    groups = [(STATES[state], [r for r in shown if r.row.state == state]) for state in State]
    return page(
        request, "coverage", groups=[g for g in groups if g[1]], any=any(r.row.confirmed or r.row.marked or r.row.hidden for r in found), mine=len(mine), only_mine=shown is mine, total=len(found),
        lacking={s: sum(r.row.state == s for r in found) for s in State}, nobody=sum(r.look is None for r in found), overdue=sum(r.overdue for r in found), districts=len(coverage.districts()),
    )  # fmt: skip


@signed_in
def rows_csv(request: HttpRequest) -> HttpResponse:
    on = today()
    let_in(request)
    places = coverage.districts()
    head = ("row", "name", "what_the_law_says", "state", "confirmed", "marked", "hidden", *(f"in_{d}" for d in places), *(f"ages_{b.replace(' ', '_')}" for b in BANDS), "owner", "next_look", "note")
    return csv_file(f"schedule-2-{on.isoformat()}.csv", head, [
        (r.term.code, r.term.name, r.term.description, STATES[r.row.state], r.row.confirmed, r.row.marked, r.row.hidden, *(r.row.districts[d] for d in places), *(r.row.ages.get(b, "") for b in BANDS),
         r.look.owner_name if r.look else "", r.look.next_on.isoformat() if r.look else "", r.look.note if r.look else "")
        for r in coverage.rows(on)
    ])  # fmt: skip


@signed_in
def row(request: HttpRequest, code: str) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    found = coverage.row(code, on) if reads(viewer) else None
    if found is None:
        raise Http404
    may = coverage.may_look(viewer, found.look)
    if request.method == "POST" and not may:
        raise Http404
    everybody = coverage.owners(on)
    # Only an editor gives a row to somebody else.
    names = {str(k): name for k, name in everybody if edits(viewer) or k == viewer.id}
    before = {"owner": str(found.look.owner)} if found.look else {}
    form = LookForm(request.POST or None, owners=list(names.items()), on=on, initial=before) if may else None
    if form and request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        coverage.record_look(viewer, code, UUID(said["owner"]), names[said["owner"]], said["note"], said["next_on"], on)
        messages.success(request, f"Recorded. {names[said['owner']]} looks at it again.")
        return redirect("offer-coverage-row", code)
    entries, proposals = coverage.meeting(code, on), coverage.proposed(code)
    return page(
        request, "coverage_row", found=found, form=form, errors=bool(form and form.errors), entries=entries[: coverage.A_LIST], total=len(entries), proposals=proposals[: coverage.A_LIST], likely=len(proposals),
        history=coverage.history(code), state=STATES[found.row.state], of_each=code == ELIGIBILITY,
    )  # fmt: skip


@signed_in
def entry_rows(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """An editor says which rows an entry meets."""
    let_in(request, edit=True)
    service = get_object_or_404(Service.objects.select_related("organization"), pk=service_id)
    terms = [(t.code, f"{t.code} {t.name}") for t in TaxonomyTerm.objects.filter(taxonomy__slug="schedule-2").exclude(code=ELIGIBILITY).order_by("place")]
    before = coverage.rows_of(service)
    form = RowsForm(request.POST, terms=terms) if request.method == "POST" else RowsForm(terms=terms, initial={"rows": before})
    if request.method == "POST" and form.is_valid():
        # The row that each entry meets by its own words is told by them.
        kept = [*form.cleaned_data["rows"], *([ELIGIBILITY] if ELIGIBILITY in before else [])]
        changed = coverage.tag(service_id, kept, today())
        messages.success(request, "Recorded. It stands in the history of the entry." if changed else "Nothing was said otherwise than before.")
        return redirect("offer-entry", service_id)
    return page(request, "entry_rows", service=service, form=form, errors=form.is_bound and form.errors, narrow=True)
