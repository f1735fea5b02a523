"""Who was asked about the Local Offer: what everybody reads, and where an editor records it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.offer import comments, consulted
from goldenthread.offer.forms_consulted import ConsultedForm, TieForm
from goldenthread.offer.keeping import edits, reads
from goldenthread.offer.models_consulted import Consulted
from goldenthread.web.days import today


def who_was_asked(request: HttpRequest) -> HttpResponse:
    """Everybody whom the law has asked, those too who were not; and what each said, the newest first."""
    rows, there = list(consulted.every()), consulted.consultations(today())
    families, bodies = consulted.groups(rows)
    heard = [(c, consulted.about_said(c), consulted.people_said(c.people), next((p.href for p in there if p.key == c.consultation), "")) for c in rows[: consulted.A_LIST]]
    viewer = request.viewer  # type: ignore[attr-defined]
    return render(request, "offer/consulted.html", {
        "narrow": True, "family_page": not request.user.is_authenticated, "families": families, "bodies": bodies, "rows": heard, "total": len(rows), "most": consulted.A_LIST,
        "open": [p for p in there if p.open], "never": sum(g.last is None for g in (*families, *bodies)), "years": comments.publications(), "edits": edits(viewer), "reads": reads(viewer),
    })  # fmt: skip


def _mine(request: HttpRequest) -> None:
    if not edits(request.viewer):  # type: ignore[attr-defined]
        raise Http404


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, f"offer/{template}.html", {"nav": "offer", "narrow": True} | context)


@signed_in
def record(request: HttpRequest) -> HttpResponse:
    _mine(request)
    on = today()
    there = {str(p.key): p for p in consulted.consultations(on)}
    form = ConsultedForm(request.POST or None, consultations=[(key, p.title) for key, p in there.items()], on=on)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        told = {name: said[name] for name in ("who", "whom", "stage", "on", "how", "about", "said")} | {"people": int(said["people"]) if said["people"] is not None else None}
        made = consulted.record(request.viewer, on, told, there.get(said.get("consultation") or ""))  # type: ignore[attr-defined]
        messages.success(request, "Recorded. Everybody reads it under “Who was asked”.")
        return redirect("offer-consulted-one", made.pk)
    return _page(request, "consulted_record", form=form, errors=form.is_bound and form.errors)


@signed_in
def one(request: HttpRequest, one: int) -> HttpResponse:
    """One that was asked, and the decision that followed, once there is one."""
    _mine(request)
    found = get_object_or_404(Consulted.objects.select_related("answer"), pk=one)
    choices = [(str(a.pk), f"{a.get_theme_display()}: {a.decision[:120]}{'…' if len(a.decision) > 120 else ''}") for a in comments.answers()[: comments.A_LIST]]
    form = TieForm(request.POST or None, answers=choices) if choices and found.answer is None else None
    if form and request.method == "POST" and form.is_valid():
        consulted.tie(found.pk, UUID(form.cleaned_data["answer"]))
        messages.success(request, "Recorded. Everybody reads the decision beside it.")
        return redirect("offer-consulted-one", found.pk)
    return _page(request, "consulted_one", found=found, about=consulted.about_said(found), form=form, errors=bool(form and form.is_bound and form.errors))
