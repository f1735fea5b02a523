"""Sending the draft to the family, and issuing the final plan."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.cases.actions import Conflict
from goldenthread.engine.explain import full_day
from goldenthread.letters.document import Unfilled
from goldenthread.letters.writing import Incomplete
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.plans.actions_answers import authors
from goldenthread.plans.actions_sending import (
    Checked,
    Copy,
    NotReady,
    answers_named,
    check_draft,
    check_final,
    issue,
    send_draft,
)
from goldenthread.plans.assembly import REPORT_ALONE
from goldenthread.plans.facts import dates_of_notice, practitioner_of
from goldenthread.plans.forms import PARTS, addresses_of, issuing_form, sending_form
from goldenthread.plans.pages.plan import open_wording
from goldenthread.plans.pages.shared import (
    Desk,
    desk_or_404,
    nothing_left,
    since_read,
    told_first,
)
from goldenthread.plans.queries import agreed_words, consultations_of
from goldenthread.plans.sections import of_care, of_health
from goldenthread.web.days import today


def _people(desk: Desk) -> list[tuple[str, str, UUID]]:
    """Those whose advice the plan rests on: contributor, name for people, user."""
    found = []
    for contributor, author in authors(desk.clauses):
        who = practitioner_of(author)
        role = CONTRIBUTORS.get(contributor, contributor.replace("-", " "))
        found.append((contributor, f"{who.name}, {role}" if who else role, author))
    return found


@signed_in
def send(request: HttpRequest, case_id: UUID) -> HttpResponse:
    desk = desk_or_404(request, case_id, "Opened a form to send the draft plan")
    if not desk.editable or desk.plan is None:
        return nothing_left(request, desk)
    view = desk.view()
    conflict = since_read(request, view)
    checked = check_draft(desk.viewer, view, desk.plan)
    people = list({c: name for c, name, _ in _people(desk)}.items())
    # Whoever sent a report can say whether the draft follows it only by reading the draft.
    reports = {c.contributor for c in desk.clauses if REPORT_ALONE in c.details}
    at_once = [c for c, _ in people if of_health(c) or of_care(c) or c in reports]
    form = sending_form(people, at_once, checked.facts["family"], data=request.POST or None)
    faults = list(checked.faults)
    if request.method == "POST" and form.is_valid() and conflict is None:
        data = form.cleaned_data
        try:
            send_draft(
                desk.viewer, view, desk.plan, whole=data.get("whole") or [], ground=data.get("ground", "childs-interests"),
                reason=data.get("reason", ""), officer=desk.viewer.name, addresses=addresses_of(form),
            )  # fmt: skip
        except Conflict as came:
            conflict, view = came, desk.view()
        except (NotReady, Incomplete, Unfilled) as fault:
            faults = said_of(fault)
        else:
            messages.success(request, f"The draft was sent. The family has until {full_day(checked.facts['answer_by'])}.")
            return redirect("plan", desk.case.pk)
    context = desk.context(
        request, form=form, errors=bool(request.method == "POST" and (faults or form.errors)), faults=faults, warnings=checked.warnings,
        facts=checked.facts, narrow=True, open_wording=open_wording(desk.clauses), **told_first(view, conflict),
    )  # fmt: skip
    return render(request, "plans/send.html", context, status=409 if request.method == "POST" else 200)


def said_of(fault: Exception) -> list[str]:
    """Why nothing was sent, in words."""
    if isinstance(fault, NotReady):
        return list(fault.faults)
    if isinstance(fault, Unfilled):
        return [f"The letter lacks: {', '.join(fault.names)}. A manager sets contacts under letters"]
    return [str(fault)]


@signed_in
def final(request: HttpRequest, case_id: UUID) -> HttpResponse:
    desk = desk_or_404(request, case_id, "Opened a form to issue the final plan")
    if desk.draft is None and request.method == "GET":
        # Lists of work lead here as soon as the final plan is owed; the draft comes first.
        return redirect("plan", case_id)
    if desk.draft is None or desk.plan is None or desk.plan.issued_on:
        return nothing_left(request, desk)
    view, case = desk.view(), desk.case
    conflict = since_read(request, view)
    people = _people(desk)
    named = {str(c.setting_id): c for c in consultations_of(desk.viewer, case)}
    setting = None
    if request.method == "POST" and (chosen := named.get(request.POST.get("setting", ""))):
        setting = chosen.setting
    checked: Checked = check_final(desk.viewer, view, setting)
    to_post = [*checked.facts.get("family", ()), *checked.facts.get("copies", ())]
    form = issuing_form(
        [(k, f"{c.setting.name}: {c.get_reply_display().lower() if c.reply else 'no answer yet'}") for k, c in named.items()],
        [(f"{i}", name) for i, (_, name, _) in enumerate(people)],
        {f"{i}": "CG" if of_health(c) else "DH" if of_care(c) else "BEF" for i, (c, _, _) in enumerate(people)},
        to_post,
        data=request.POST or None,
    )
    faults = list(checked.faults)
    if request.method == "POST" and form.is_valid() and conflict is None:
        data = form.cleaned_data
        copies = [
            Copy(c, author, PARTS[chosen], data["ground"], "Does not need the rest" if PARTS[chosen] else "")
            for i, (c, _, author) in enumerate(people) if (chosen := data.get(f"copy-{i}"))
        ]  # fmt: skip
        try:
            issue(
                desk.viewer, view, setting=setting, setting_type=data["setting_type"], direct_payment=data["direct_payment"],
                officer=desk.viewer.name, copies=copies, addresses=addresses_of(form),
            )  # fmt: skip
        except Conflict as came:
            conflict, view = came, desk.view()
        except (NotReady, Incomplete, Unfilled) as fault:
            faults = said_of(fault)
        else:
            messages.success(request, "The final plan was issued. It was sent to the family, the setting, the ICB and those who advised.")
            return redirect("plan", case.pk)
    answers = answers_named(desk.viewer, case)
    context = desk.context(
        request, form=form, errors=bool(request.method == "POST" and (faults or form.errors)), faults=faults, warnings=checked.warnings,
        changes=[(c, answers.get(c.because, "The ICB did not agree to it" if c.because else "")) for c in checked.changes], narrow=True,
        agreed=agreed_words(desk.viewer, case), due=dates_of_notice(view, None, today()).get("final_plan_by"), copies=checked.facts.get("copies", ()),
        **told_first(view, conflict),
    )  # fmt: skip
    return render(request, "plans/issue.html", context, status=409 if request.method == "POST" else 200)
