"""The caseload of the advice service, an enquiry, and the themes that leave it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.cases.plain_sql import rows
from goldenthread.people.models import District
from goldenthread.sendiass import caseload, keys
from goldenthread.sendiass.forms import CloseForm, EnquiryForm, NoteForm
from goldenthread.sendiass.models import Enquiry, Note
from goldenthread.web.days import today


def _words(row: Enquiry | Note) -> dict[str, Any] | None:
    try:
        return caseload.words_of(row)
    except (keys.NoKey, keys.WrongKey):
        return None


def _member(request: HttpRequest) -> Any:
    viewer = request.viewer  # type: ignore[attr-defined]
    if caseload.service_of(viewer) is None:
        raise Http404
    return viewer


@signed_in
@never_cache
def enquiries(request: HttpRequest) -> HttpResponse:
    viewer, on = _member(request), today()
    every = list(caseload.enquiries(viewer)[:500])
    mine = [e for e in every if e.adviser == viewer.id and not e.closed_on]
    team = request.GET.get("whose") == "team"
    shown = [(e, _words(e)) for e in (every if team else mine)]
    context = {"nav": "sendiass", "rows": shown, "team": team, "mine": len(mine), "late": sum(bool(e.next_on and e.next_on < on) for e in mine), "on": on,
               "themes": caseload.themes(), "key": keys.has_key(), "shut": any(w is None for _, w in shown)}  # fmt: skip
    return render(request, "sendiass/enquiries.html", context)


@signed_in
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    viewer = _member(request)
    localities = sorted(set(District.objects.exclude(locality="").values_list("locality", flat=True)))
    form = EnquiryForm(request.POST or None, localities=localities, today=today())
    key = caseload.opens(viewer)
    if key and form.is_valid():
        made = caseload.open_enquiry(viewer, on=today(), **form.cleaned_data)
        return redirect("sendiass-enquiry", made.pk)
    context = {"nav": "sendiass", "form": form, "errors": form.is_bound and bool(form.errors), "key": key, "narrow": True}
    return render(request, "sendiass/new.html", context, status=400 if context["errors"] else 200)


@signed_in
@never_cache
def enquiry(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    viewer, on = _member(request), today()
    found = caseload.enquiries(viewer).filter(pk=enquiry_id).first()
    if found is None:
        raise Http404
    words, do = _words(found), request.POST.get("do")
    note = NoteForm(request.POST if do == "note" else None, today=on)
    ending = CloseForm(request.POST if do == "close" else None)
    meanwhile = False
    if words is not None and request.method == "POST":
        said = ""
        if do == "note" and (found.closed_on or note.is_valid()):
            kept = not found.closed_on and caseload.write_note(viewer, found, **{**note.cleaned_data, "level": int(note.cleaned_data["level"])})
            said, meanwhile = "The note is kept.", not kept
        elif do == "close" and ending.is_valid():
            said, meanwhile = "The enquiry is closed.", not caseload.close(viewer, found, ending.cleaned_data["outcome"], on)
        elif do == "hand":
            if request.POST.get("adviser") not in dict(caseload.advisers(viewer, on)):
                raise Http404
            # From whoever had it when the page was shown.
            handed = request.POST.get("had") == str(found.adviser) and caseload.hand_over(viewer, found, request.POST["adviser"], on)
            said, meanwhile = "The enquiry is handed over.", not handed
        if said and not meanwhile:
            messages.success(request, said)
            return redirect("sendiass-enquiry", found.pk)
        found.refresh_from_db()
    # What was written for an enquiry that somebody has closed can be copied from the page.
    typed = [(str(f.label), request.POST.get(name, "")) for name, f in note.fields.items() if request.POST.get(name)] if meanwhile and do == "note" else []
    fault = note if note.is_bound else ending
    context = {"nav": "sendiass", "on": on, "enquiry": found, "words": words, "notes": [(n, _words(n)) for n in found.notes.order_by("-on")], "note": note, "ending": ending,
               "fault": fault, "errors": not meanwhile and fault.is_bound and bool(fault.errors), "meanwhile": meanwhile, "typed": typed, "theme": caseload.themes().get(found.theme, ""), "narrow": True, "key": keys.has_key(),
               "advisers": [a for a in caseload.advisers(viewer, on) if a[0] != str(found.adviser)]}  # fmt: skip
    return render(request, "sendiass/enquiry.html", context, status=409 if meanwhile else 400 if context["errors"] else 200)


@signed_in
def themes(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.link_child is not None or not viewer.holds("sendiass", "sendiass-manager", "la-send-manager", "icb-commissioner"):
        raise Http404
    found = [(caseload.themes().get(t, t), quarter, locality, n) for t, quarter, locality, n in rows("select * from sendiass_themes()")]
    return render(request, "sendiass/themes.html", {"nav": "sendiass-themes", "rows": found, "most": max(found, key=lambda row: (row[3], row[1]), default=None)})


@signed_in
@never_cache
def load(request: HttpRequest) -> HttpResponse:
    """What the service has in hand, for its manager: numbers by adviser and theme, and no enquiry."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.link_child is not None or not viewer.holds("sendiass-manager"):
        raise Http404
    found = [(adviser, caseload.themes().get(theme, theme), *n) for adviser, theme, *n in rows("select * from sendiass_load()")]
    advisers: dict[str, list[int]] = {}
    by_theme: dict[str, int] = {}
    for adviser, theme, n, late, closed in found:
        advisers[adviser] = [a + b for a, b in zip(advisers.get(adviser, [0, 0, 0]), (n, late, closed), strict=True)]
        by_theme[theme] = by_theme.get(theme, 0) + n
    context = {"nav": "sendiass-load", "advisers": advisers, "themes": sorted(((t, n) for t, n in by_theme.items() if n), key=lambda one: (-one[1], one[0])), "open": sum(a[0] for a in advisers.values()), "late": sum(a[1] for a in advisers.values())}
    return render(request, "sendiass/load.html", context)
