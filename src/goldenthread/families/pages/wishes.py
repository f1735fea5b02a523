"""How somebody of a family wishes to be told, and what is owed to them in that way."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import LOOKED_AT_RECORD, record_look
from goldenthread.access.pages.administration import nothing_left
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.families.pages.family import child_or_404
from goldenthread.families.queries import may_ask, who_is
from goldenthread.families.wishes import FORMS, done, otherwise_seen, told_already, wish, wish_of, wished
from goldenthread.science.ways import CALL, EMAIL, PHONE, POST, TEXT, address_fault, mobile_of
from goldenthread.web import fields
from goldenthread.web.days import today
from goldenthread.web.languages import t

WAYS = {EMAIL: "By email", TEXT: "By text message", POST: "By letter", CALL: "By a phone call"}
UNSAFE = {
    "phone": "My phone. Do not call, text or leave a message: others may hear it or see it",
    EMAIL: "My email. Others may read it",
    POST: "Letters to my home. Others may open them",
}


class WishForm(fields.Form):
    language = fields.TextField(label="Which language should we use? (optional)", required=False, max_length=60, help_text="Its name alone, such as Urdu. Leave it empty for English.")
    forms = fields.ChoicesField(label="Do you need it in another form? (optional)", required=False, choices=list(FORMS.items()))
    way = fields.ChoiceField(label="How do you like to hear from us?", required=False, choices=[("", "I do not mind"), *WAYS.items()])
    mobile = fields.TextField(label="Your mobile number (optional)", required=False, max_length=20, width="10", help_text="For text messages and calls. Nobody else in the family sees it.")
    post_to = fields.LongTextField(label="Where should letters to you go? (optional)", required=False, max_length=600, rows=5, help_text="Each line of the address, the postcode last. Without your name. Nobody else in the family sees it.")
    unsafe = fields.ChoicesField(label="Is one of these not safe for you? (optional)", required=False, choices=list(UNSAFE.items()))

    def clean_mobile(self) -> str:
        given = str(self.cleaned_data.get("mobile") or "")
        if given.strip() and not mobile_of(given):
            raise ValidationError("Enter a UK mobile number, like 07700 900123")
        return mobile_of(given)

    def clean_post_to(self) -> str:
        given = str(self.cleaned_data.get("post_to") or "")
        if given.strip() and (fault := address_fault(given)):
            raise ValidationError(fault)
        return given

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        way, unsafe = data.get("way"), data.get("unsafe") or []
        if way in unsafe or (way in PHONE and "phone" in unsafe):
            self.add_error("way", "You say below that this way is not safe for you. Choose another, or “I do not mind”")
        elif way in PHONE and not data.get("mobile") and "mobile" not in self.errors:
            self.add_error("mobile", "Enter your mobile number, so that we can use it")
        elif way == POST and not data.get("post_to") and "post_to" not in self.errors:
            self.add_error("post_to", "Enter where your letters should go")
        return data


@signed_in
def how_to_tell(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    child = child_or_404(request, child_id)
    if not may_ask(viewer, child):
        raise Http404
    now = wish_of(viewer, child.pk, viewer.id)
    initial: dict[str, Any] = {"language": now.language, "forms": now.forms, "way": now.way, "mobile": now.mobile, "post_to": now.post_to, "unsafe": sorted(wished(now).unsafe)} if now else {"way": ""}
    form = WishForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        wish(viewer, child, language=told["language"], forms=told["forms"], unsafe=told["unsafe"], on=today(), way=told["way"], mobile=told["mobile"], post_to=told["post_to"])
        messages.success(request, t("We have it. From now on we tell you in this way."))
        return redirect("family-page", child.pk)
    context = {"form": form, "errors": form.is_bound and bool(form.errors), "child": child, "who": who_is(viewer, child)}
    return render(request, "families/how_to_tell.html", context, status=400 if form.is_bound else 200)


@signed_in
def tell_otherwise(request: HttpRequest, otherwise_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    found = otherwise_seen(viewer, otherwise_id)
    if found is None:
        if not told_already(viewer, otherwise_id):
            raise Http404
        return nothing_left(request, "my-work")
    owed, words = found
    record_look(viewer, owed.child_id, LOOKED_AT_RECORD, owed.case)
    if request.method == "POST":
        try:
            done(viewer, owed, on)
        except Refused:
            return nothing_left(request, "my-work")
        messages.success(request, f"Recorded: {owed.for_name} was told {owed.how}.")
        return redirect("my-work")
    now = wish_of(viewer, owed.child_id, owed.for_user)
    return render(request, "families/tell_otherwise.html", {"nav": "my-work", "owed": owed, "told": words, "child": owed.child, "unsafe": bool(now and now.unsafe_phone)})
