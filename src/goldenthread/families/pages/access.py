"""Asking to see a child's page, and opening it: the public page, the officers' list, the checks one by one, and the invitation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import LOOKED_AT_RECORD, record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.access.queries import child_seen
from goldenthread.engine.explain import full_day
from goldenthread.families import second_parent as doing
from goldenthread.families import wishes
from goldenthread.families.forms_access import ChecksForm, DecideForm, EnterForm, FirstForm, PublicAskForm, SecondForm
from goldenthread.families.models import AccessAsk
from goldenthread.families.queries import officer_bodies
from goldenthread.offer import often
from goldenthread.offer.pages.keeping import too_often
from goldenthread.people.models import Child, Person
from goldenthread.science.promises import promised
from goldenthread.science.second_parent import BASES, ORDERS, SAID, decisions_open, undone
from goldenthread.web import fields
from goldenthread.web.days import today
from goldenthread.web.languages import t
from goldenthread.web.words import tag

DECISIONS = {
    "open": "Open the page to them",
    "limited": "Open a page that shows only where things are by law, with no place, name or school",
    "refuse": "Refuse",
    "unknown": "We know of no such child. Nothing is told to whoever asked",
}


class MatchForm(fields.Form):
    child = fields.ChoiceField(label="Which child do they mean?", missing="Select which child they mean")


def ask_to_see(request: HttpRequest) -> HttpResponse:
    """For anybody, without an account. Every answer is the same, so that nothing is learned from it."""
    form = PublicAskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told, on = form.cleaned_data, today()
        # One place cannot use up what all may ask in a day; and whoever was not heard is never told that they were.
        if not often.may(request, "ask-to-see", on) or not doing.ask_in_public(
            forename=told["forename"], surname=told["surname"], email=told["email"], phone=told["phone"], safe=told["safe_contact"], relation=told["relation"],
            child_named=told["child_named"], born=told["child_born"], says=told["says"], on=on,
        ):  # fmt: skip
            return too_often(request)
        return redirect("ask-to-see-sent")
    context = {"form": form, "errors": form.is_bound and bool(form.errors), "period": t(promised("open-access").words)}
    return render(request, "families/ask_to_see.html", context, status=400 if form.is_bound else 200)


def ask_to_see_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "families/ask_to_see_sent.html", {"period": t(promised("open-access").words)})


def officer_or_404(request: HttpRequest) -> Any:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not officer_bodies(viewer):
        raise Http404
    return viewer


def _ask_or_404(request: HttpRequest, key: UUID) -> AccessAsk:
    found = doing.ask_seen(officer_or_404(request), key)
    if found is None:
        raise Http404
    return found


@signed_in
def asks(request: HttpRequest) -> HttpResponse:
    viewer, on = officer_or_404(request), today()
    found = doing.open_asks(viewer)
    others = doing.others_of_each(viewer, found, on)
    rows = []
    for ask in found:
        days = (ask.decide_by - on).days
        step = doing.step_of(ask, doing.checks_of(ask, others[ask.pk]))
        rows.append((ask, doing.TITLES[step], tag("overdue" if days < 0 else "running", "local", days)))
    context = {"nav": "questions", "rows": rows, "late": sum(a.decide_by < on for a, _, _ in rows), "on": on, "period": t(promised("open-access").words)}
    return render(request, "families/asks.html", context)


@signed_in
def enter_ask(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """An officer enters what a parent asked by telephone or letter."""
    viewer, on = officer_or_404(request), today()
    child = child_seen(viewer, child_id)
    if child is None or child.owner_id not in officer_bodies(viewer):
        raise Http404
    people = doing.without_account(viewer, child, on)
    form = EnterForm(request.POST if request.method == "POST" else None, people=[(str(p.pk), f"{p.forename} {p.surname}".strip()) for p in people])
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        person: Person | None = next((p for p in people if str(p.pk) == told["person"]), None)
        made = doing.enter(
            viewer, child, person=person, forename=told["forename"], surname=told["surname"], email=told["email"], phone=told["phone"], safe=told["safe_contact"],
            relation=told["relation"], says=told["says"], on=on,
        )  # fmt: skip
        return redirect("access-ask", made.pk)
    record_look(viewer, child.pk, LOOKED_AT_RECORD)
    context = {"nav": "children", "form": form, "errors": form.is_bound and bool(form.errors), "child": child}
    return render(request, "families/enter_ask.html", context, status=400 if form.is_bound else 200)


@signed_in
def access_ask(request: HttpRequest, ask_id: UUID) -> HttpResponse:
    """One ask, with every check on one page: each part is sent by itself, and what is typed in it is kept."""
    viewer, on, ask = officer_or_404(request), today(), _ask_or_404(request, ask_id)
    if ask.child is not None:
        # A parent reads who looked and why, and is not to learn that another asks.
        record_look(viewer, ask.child.pk, LOOKED_AT_RECORD)
    others = doing.others_of(viewer, ask, on)
    checks = doing.checks_of(ask, others)
    step = doing.step_of(ask, checks)
    do, data = request.POST.get("do", ""), request.POST if request.method == "POST" else None
    kids = doing.candidates(viewer, ask) if ask.child is None else []
    match = MatchForm(data if do == "match" else None)
    match.fields["child"].choices = [(str(c.pk), f"{c.forename} {c.surname}, {c.reference}{_born(c, ask)}") for c in kids]  # type: ignore[attr-defined]
    check = ChecksForm(data if do == "check" else None, initial=_initial(ask))
    firsts = {str(o.person.pk): FirstForm(data if do == f"first-{o.person.pk}" else None, prefix=f"f{n}") for n, o in enumerate(others)}
    accounts = doing.accounts_of([o.person.pk for o in others])
    not_safe = {o.person.pk: wishes.not_safe(viewer, ask.child.pk, accounts[o.person.pk].pk) for o in others if ask.child and o.person.pk in accounts}
    allowed = ("unknown",) if ask.child is None else decisions_open(checks)
    decide = DecideForm(data if do == "decide" else None, choices=[(d, DECISIONS[d]) for d in allowed])
    second = SecondForm(data if do == "second" else None)
    conflict = False
    try:
        answered = _do(request, do, ask, match, check, firsts, decide, second, others)
        if answered is not None:
            return answered
    except (doing.Already, Refused):
        conflict = True
        ask = _ask_or_404(request, ask_id)
    except doing.CannotOpen as why:
        messages.error(request, str(why))
    wrong = next((f for f in (match, check, *firsts.values(), decide, second) if f.is_bound and f.errors), None)
    context = {
        "nav": "questions", "ask": ask, "child": ask.child, "not_safe": not_safe, "others": [(o, firsts[str(o.person.pk)]) for o in others], "checks": checks, "step": step, "todo": undone(checks) if ask.child else [],
        "match": match if kids else None, "check": check, "decide": decide, "second": second, "wrong": wrong, "errors": wrong is not None, "conflict": conflict, "on": on,
        "ORDERS": ORDERS, "BASES": BASES, "SAID": SAID, "DECISIONS": DECISIONS, "ready": doing.ready(viewer, ask, checks),
        "manages": viewer.holds("la-send-manager"), "own_decision": ask.decided_by == viewer.id, "deciding": not ask.decision or ask.second == "again",
        "tag": tag("overdue" if ask.decide_by < on else "running", "local", (ask.decide_by - on).days) if not (ask.opened_on or ask.told_on) else None,
    }  # fmt: skip
    return render(request, "families/access_ask.html", context, status=409 if conflict else 400 if wrong else 200)


def _born(child: Child, ask: AccessAsk) -> str:
    """Said where it is another day than they gave: the officer looks twice."""
    if child.date_of_birth == ask.child_born:
        return ""
    return f", born {full_day(child.date_of_birth)}: not on the day that they gave" if child.date_of_birth else ", and we do not know when they were born"


def _initial(ask: AccessAsk) -> dict[str, Any]:
    return {"identity_how": ask.identity_how, "basis": ask.basis, "basis_seen": ask.basis_seen, "orders": ask.orders, "orders_seen": ask.orders_seen, "orders_looked": ["yes"] if ask.orders_on else []}


def _do(request: HttpRequest, do: str, ask: AccessAsk, match: Any, check: Any, firsts: dict[str, FirstForm], decide: Any, second: Any, others: list[doing.Other]) -> HttpResponse | None:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if do == "match" and match.is_valid():
        child = child_seen(viewer, UUID(match.cleaned_data["child"]))
        if child is None:
            raise Http404
        doing.is_about(viewer, ask, child, on)
    elif do == "check" and check.is_valid():
        told = check.cleaned_data
        doing.check(
            viewer, ask, identity=told["identity_how"], basis=told["basis"], basis_seen=told["basis_seen"], orders=told["orders"], orders_seen=told["orders_seen"],
            orders_looked=bool(told["orders_looked"]), on=on,
        )  # fmt: skip
        messages.success(request, "The checks are saved.")
    elif do.startswith("first-") and (form := firsts.get(do.removeprefix("first-"))) is not None and form.is_valid():
        other = next(o.person for o in others if str(o.person.pk) == do.removeprefix("first-"))
        told = form.cleaned_data
        doing.first_said(viewer, ask, other, said=told["said"], how=told["how"], words=told["words"], on=on)
        messages.success(request, "It is put to a manager, who decides." if told["said"] == "objects" else "Saved.")
    elif do == "decide" and decide.is_valid():
        doing.decide(viewer, ask, decide.cleaned_data["decision"], decide.cleaned_data["reasons"], on)
        messages.success(request, "Your decision is recorded in your name.")
    elif do == "second" and second.is_valid():
        doing.second(viewer, ask, second.cleaned_data["agree"] == "yes", second.cleaned_data["words"], on)
        messages.success(request, "Recorded in your name.")
    elif do == "told":
        doing.told(viewer, ask, on)
        messages.success(request, "Recorded. This is finished.")
    elif do in ("open", "invite"):
        link = doing.open_access(viewer, ask, on) if do == "open" else doing.invite(viewer, ask, on)
        return render(request, "families/invitation.html", {"nav": "questions", "ask": ask, "link": f"{settings.BASE_URL}{link}" if link else ""})
    else:
        return None
    return redirect("access-ask", ask.pk)
