"""Packs written with families: read or downloaded by anybody, published in versions, and counted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.assessments.uploads import BadFile, accepted
from goldenthread.offer import often
from goldenthread.voice import packs
from goldenthread.voice.forms_packs import GaveForm, PackForm, VersionForm
from goldenthread.voice.models import Pack, PackCount, PackVersion
from goldenthread.voice.pages.meetings import page
from goldenthread.voice.pages.projects import leader
from goldenthread.web.days import today

WAYS = [(str(way), label) for way, label in PackCount.Way.choices]


def listing(request: HttpRequest) -> HttpResponse:
    return page(request, "packs", rows=packs.every())


def pack(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The version that holds now, or an earlier one that says so."""
    found = get_object_or_404(Pack.objects.select_related("owner"), slug=slug)
    every = list(packs.versions(found))
    shown = next((v for v in every if number in (None, v.number)), None)
    if shown is None:
        raise Http404
    if shown == every[0] and request.method == "GET":
        packs.went_out(request, shown, "read", today())
    works = request.user.is_authenticated and packs.work_body(request.viewer) is not None  # type: ignore[attr-defined]
    return page(request, "pack", pack=found, version=shown, newest=every[0], earlier=every[1:], blocks=packs.blocks(shown.text), total=packs.reach(found).total, gave=GaveForm() if works else None)


def download(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = get_object_or_404(PackVersion.objects.select_related("pack"), pack__slug=slug, number=number)
    if not found.file:
        raise Http404
    if not often.may(request, "pack", today()):
        return page(request, "too_often", status=429)
    packs.went_out(request, found, "taken", today())
    return HttpResponse(bytes(found.file), content_type="application/pdf", headers={
        "Content-Disposition": f'attachment; filename="{found.pack.slug}-{found.number}.pdf"', "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
    })  # fmt: skip


@require_POST
@signed_in
def gave(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody at work says how many families they gave it to: a number, and no family."""
    found = get_object_or_404(Pack, slug=slug)
    newest = packs.versions(found).first()
    form = GaveForm(request.POST)
    if newest is None:
        raise Http404
    if not form.is_valid():
        return page(request, "pack_gave", pack=found, form=form, errors=True)
    try:
        packs.gave(request.viewer, newest, form.cleaned_data["way"], int(form.cleaned_data["number"]), today())  # type: ignore[attr-defined]
    except Refused:
        raise Http404 from None
    messages.success(request, "Counted. Thank you.")
    return redirect("pack", found.slug)


def _file(request: HttpRequest) -> tuple[bytes | None, str]:
    """The pack to take away: a PDF alone. Raises `BadFile`."""
    upload = request.FILES.get("file")
    if upload is None:
        return None, ""
    found = accepted(upload)
    if not found.name.endswith(".pdf"):
        raise BadFile(f"“{found.name}” is not a PDF. Save the pack as PDF, with headings that a screen reader finds, and send that")
    return found.data, found.name


@signed_in
def running(request: HttpRequest) -> HttpResponse:
    viewer = leader(request)
    form = PackForm(request.POST or None)
    answer = _published(request, viewer, None, form)
    if isinstance(answer, HttpResponse):
        return answer
    rows = [(p, packs.versions(p).first(), packs.reach(p).total) for p in packs.own(viewer)]
    return render(request, "voice/packs_run.html", {"nav": "packs", "rows": rows, "form": form, "problem": answer, "errors": bool(answer) or (form.is_bound and bool(form.errors)), "narrow": True})


@signed_in
def run(request: HttpRequest, slug: str) -> HttpResponse:
    viewer = leader(request)
    found = get_object_or_404(packs.own(viewer), slug=slug)
    newest = packs.versions(found).first()
    form = VersionForm(request.POST or None, initial={"text": newest.text if newest else "", "made_with": newest.made_with if newest else ""})
    answer = _published(request, viewer, found, form)
    if isinstance(answer, HttpResponse):
        return answer
    reach = packs.reach(found)
    context = {
        "nav": "packs", "pack": found, "versions": packs.versions(found), "reach": reach, "ways": WAYS, "bodies": packs.by_body(found), "form": form, "problem": answer,
        "errors": bool(answer) or (form.is_bound and bool(form.errors)), "narrow": True,
    }  # fmt: skip
    return render(request, "voice/pack_run.html", context)


def _published(request: HttpRequest, viewer: Any, found: Pack | None, form: VersionForm) -> HttpResponse | str:
    """Where to go once it is published; else what is wrong with the file, or nothing."""
    if request.method != "POST" or not form.is_valid():
        return ""
    try:
        file, name = _file(request)
    except BadFile as bad:
        return str(bad)
    made = packs.publish(viewer, found, today(), file=file, file_name=name, **form.cleaned_data)
    messages.success(request, f"Version {made.number} is on the public page. Earlier versions stay as they were.")
    return redirect("pack-run", made.pack.slug)
