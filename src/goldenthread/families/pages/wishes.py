"""How somebody of a family wishes to be told, and what is owed to them in that way."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import LOOKED_AT_RECORD, record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.families.pages.family import child_or_404
from goldenthread.families.queries import may_ask, who_is
from goldenthread.families.wishes import FORMS, done, otherwise_seen, wish, wish_of
from goldenthread.web import fields
from goldenthread.web.days import today
from goldenthread.web.languages import t


class WishForm(fields.Form):
    language = fields.TextField(label="Which language should we use? (optional)", required=False, max_length=60, help_text="Leave it empty for English.")
    forms = fields.ChoicesField(label="Do you need it in another form? (optional)", required=False, choices=list(FORMS.items()))
    phone = fields.ChoicesField(label="Your phone (optional)", required=False, choices=[("unsafe", "Do not call me or leave a message. Others may hear it or see it")])


@signed_in
def how_to_tell(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    child = child_or_404(request, child_id)
    if not may_ask(viewer, child):
        raise Http404
    now = wish_of(viewer, child.pk, viewer.id)
    initial: dict[str, Any] = {"language": now.language, "forms": now.forms, "phone": ["unsafe"] * now.unsafe_phone} if now else {}
    form = WishForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        wish(viewer, child, language=told["language"], forms=told["forms"], unsafe_phone=bool(told["phone"]), on=today())
        messages.success(request, t("We have it. From now on we tell you in this way."))
        return redirect("family-page", child.pk)
    context = {"form": form, "errors": form.is_bound and bool(form.errors), "child": child, "who": who_is(viewer, child)}
    return render(request, "families/how_to_tell.html", context, status=400 if form.is_bound else 200)


@signed_in
def tell_otherwise(request: HttpRequest, otherwise_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    found = otherwise_seen(viewer, otherwise_id)
    if found is None:
        raise Http404
    owed, words = found
    record_look(viewer, owed.child_id, LOOKED_AT_RECORD, owed.case)
    if request.method == "POST":
        try:
            done(viewer, owed, on)
        except Refused:
            raise Http404 from None
        messages.success(request, f"Recorded: {owed.for_name} was told {owed.how}.")
        return redirect("my-work")
    now = wish_of(viewer, owed.child_id, owed.for_user)
    return render(request, "families/tell_otherwise.html", {"nav": "my-work", "owed": owed, "told": words, "child": owed.child, "unsafe": bool(now and now.unsafe_phone)})
