"""Adding a document to a case: a letter or report that came by post or email."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Shape, visible
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.uploads import SENDABLE, Accepted, BadFile, accepted
from goldenthread.cases.models import Case
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.queries_documents import kinds_to_add
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import Content
from goldenthread.web.days import day_shown
from goldenthread.web.fields import Form, SelectField, TextField


def _form(kinds: list[str], data: Any) -> Any:
    fields = {
        "name": TextField(label="What is it?", missing="Enter what it is", max_length=100, help_text="For example, letter from Dr Shah, 3 November 2026. It is how everybody finds it."),
        "kind": SelectField(label="What does it hold?", missing="Select what it holds", choices=[("", "Choose"), *((k, KINDS[k]) for k in kinds)],
                            help_text="This decides who may read it."),
    }  # fmt: skip
    return type("DocumentForm", (Form,), fields)(data)


@never_cache
@signed_in
def add_document(request: HttpRequest, case_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, "Opened a form to add a document")
    kinds = kinds_to_add(viewer, case)
    if not kinds:
        raise Http404
    form, fault = _form(kinds, request.POST if request.method == "POST" else None), ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            file = accepted(upload) if upload else None
            fault = "" if file else "Choose the file"
        except BadFile as bad:
            file, fault = None, str(bad)
        if form.is_valid() and file is not None:
            added = _keep(viewer, case, form.cleaned_data["name"].strip(), form.cleaned_data["kind"], file)
            messages.success(request, "The document was added." if added else "This document was there already. It was not added twice.")
            return redirect("case", case.pk)
    context = {
        "nav": "children", "day": day_shown(request), "case": case, "child": case.child, "form": form, "fault": fault, "sendable": SENDABLE,
        "errors": bool(fault or (form.is_bound and form.errors)), "narrow": True,
    }  # fmt: skip
    return render(request, "assessments/add_document.html", context)


@transaction.atomic
def _keep(viewer: Viewer, case: Case, name: str, kind: str, file: Accepted) -> bool:
    """Whether it was added: the same file of the same kind is kept once."""
    seen = Content.objects.filter(visible(viewer, "read", shape=Shape(sealed="sealed")), case=case.pk, removed_at=None)
    if seen.filter(kind_of_data=kind, file=file.data).exists():
        return False
    ending = "." + file.name.rpartition(".")[2]
    shown = name if name.lower().endswith(ending) else name + ending
    Content.objects.bulk_create(
        [Content(key=uuid4(), child_id=case.child_id, case=case.pk, owner_id=case.owner_id, kind_of_data=kind, file=file.data, file_name=shown)]
    )
    return True
