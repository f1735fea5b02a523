"""Help while a child waits: offering it, answering it, and saying how things are after it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.services.interim import (
    NEVER_A_CAUSE,
    OFFERS,
    answer,
    help_of_family,
    may_be_offered,
    offer,
    offered,
    say_effect,
)
from goldenthread.services.models_help import Help
from goldenthread.services.pages.worse import LOOKED
from goldenthread.services.queries import children_named, managed
from goldenthread.web.days import today
from goldenthread.web.fields import ChoiceField, Form, LongTextField, TextField


class OfferForm(Form):
    what = TextField(label="What help?", missing="Say what help", max_length=120, help_text="For example, a sleep course, or a group for parents")
    giver = TextField(label="Who gives it?", missing="Say who gives it", max_length=120, help_text="For example, the family hub in Braintree")
    how = LongTextField(
        label="What does the family do to use it?", missing="Say what the family does to use it", max_length=500, rows=4,
        help_text="They read it on their page. Say when and where it is, and that it changes nothing of their place on the list.",
    )  # fmt: skip


class AnswerForm(Form):
    answer = ChoiceField(label="Will you use it?", choices=[("taken-up", "Yes"), ("declined", "No, thank you")], missing="Choose yes or no")


class EffectForm(Form):
    effect = ChoiceField(label="How are things since you began to use it?", choices=[(e.value, str(e.label)) for e in Help.Effect if e.value], missing="Choose how things are")


@signed_in
def helps(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.holds(*OFFERS):
        raise Http404
    sums, lines, total = offered(viewer)
    waiting = [] if managed(viewer) else list(may_be_offered(viewer).order_by("case__opened_on")[:100])
    who = children_named(viewer, [r.child_id for r in waiting])
    for child in {*(line.child.pk for line in lines), *who}:
        record_look(viewer, child, LOOKED)
    context = {
        "nav": "help", "sums": sums, "lines": lines, "total": total, "sentence": sentence(total, sums), "effects": [(e.value, str(e.label)) for e in Help.Effect if e.value], "never": NEVER_A_CAUSE,
        "waiting": [(r, who[r.child_id]) for r in waiting if r.child_id in who], "manages": managed(viewer) is not None,
    }  # fmt: skip
    return render(request, "services/helps.html", context)


def sentence(total: int, sums: list) -> str:  # type: ignore[type-arg]
    if not total:
        return "No help was offered yet to those who wait."
    taken, silent = sum(s.taken_up for s in sums), sum(s.silent for s in sums)
    return f"Help was offered {total:,} {'time' if total == 1 else 'times'} to those who wait: {taken:,} taken up, {sum(s.declined for s in sums):,} not wanted, {silent:,} not answered."


@signed_in
def offer_help(request: HttpRequest, case_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    referral = may_be_offered(viewer, case_id).first() if viewer.holds(*OFFERS) else None
    child = children_named(viewer, [referral.child_id]).get(referral.child_id) if referral else None
    if referral is None or child is None:
        raise Http404
    form = OfferForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            new = offer(viewer, referral, on=on, **form.cleaned_data)
        except Refused:
            raise Http404 from None
        messages.success(request, f"{child.forename}’s family is told that there is news, and reads it on its page." if new else "It was offered already today. Nothing was changed.")
        return redirect("helps")
    record_look(viewer, child.pk, LOOKED, case_id)
    context = {"nav": "help", "narrow": True, "form": form, "errors": form.is_bound and bool(form.errors), "child": child, "service": referral.service.name, "case": case_id}
    return render(request, "services/offer_help.html", context)


@signed_in
def answer_help(request: HttpRequest, help_id: UUID) -> HttpResponse:
    """The family's: first whether it uses the help, and once it does how things are."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    found = help_of_family(viewer, help_id)
    if found is None:
        raise Http404
    asks_effect = found.answer == Help.Answer.TAKEN_UP and request.GET.get("about") != "answer"
    form: Form = (EffectForm if asks_effect else AnswerForm)(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if asks_effect:
                say_effect(viewer, help_id, effect=form.cleaned_data["effect"], on=on)
            else:
                answer(viewer, help_id, taken_up=form.cleaned_data["answer"] == "taken-up", on=on)
        except Refused:
            raise Http404 from None
        messages.success(request, "The service has your answer.")
        return redirect("family-page", found.child_id)
    context = {"family_page": True, "narrow": True, "form": form, "errors": form.is_bound and bool(form.errors), "h": found, "asks_effect": asks_effect}
    return render(request, "services/answer_help.html", context)
