"""Consulting settings, and a setting's own answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.links import UnfitAddress
from goldenthread.access.pages.administration import nothing_left as done_before
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.assessments.models import Advice
from goldenthread.cases.actions import Conflict
from goldenthread.cases.models import Case
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.pages.document import handed_over
from goldenthread.cases.presenters import plain
from goldenthread.cases.queries_case import around, case_view
from goldenthread.cases.queries_settings import SETTINGS, settings_with_words
from goldenthread.engine.calendar import age_on
from goldenthread.letters.document import Unfilled
from goldenthread.letters.pages.personal_link import by_link, finish
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Organisation
from goldenthread.plans import actions_settings
from goldenthread.plans.actions_amending import in_force
from goldenthread.plans.document import plan_document
from goldenthread.plans.forms import AuthorityAnswerForm, AuthorityForm, ReplyForm, SettingForm
from goldenthread.plans.models import AuthorityAsked, Plan
from goldenthread.plans.pages.shared import (
    Desk,
    desk_or_404,
    nothing_left,
    since_read,
    told_first,
)
from goldenthread.plans.queries import clauses_of, consultations_of
from goldenthread.science.advice import AREAS
from goldenthread.web.addresses import address
from goldenthread.web.days import today
from goldenthread.web.fields import ChoicesField, TextField
from goldenthread.web.words import upper_first, year_group


@signed_in
def plan_settings(request: HttpRequest, case_id: UUID) -> HttpResponse:
    desk = desk_or_404(request, case_id, "Looked at the settings consulted")
    view = desk.view()
    due = {s.for_: s for _, s in view.reader.states if s.clock == "setting-consultation"}
    wanted = [str(e.fields["setting"]) for e in view.reader.events if e.event == "setting-requested"]
    consulted = consultations_of(desk.viewer, desk.case)
    # Those asked another way are recorded as events alone.
    asked = {str(e.fields["setting"]): e.on for e in view.reader.of_this_request if e.event == "setting-consulted"}
    elsewhere = {code: on for code, on in asked.items() if code not in {c.setting.code for c in consulted}}
    known = {s.code: s for s in Organisation.objects.filter(code__in=[*wanted, *elsewhere])}
    context = desk.context(
        request,
        rows=[(c, due.get(c.setting.code)) for c in consulted],
        elsewhere=[(known[code].name if code in known else code, on, due.get(code)) for code, on in elsewhere.items()],
        councils={a.consultation_id: a for a in AuthorityAsked.objects.filter(case=desk.case.pk)},
        wanted=[(w, known.get(w)) for w in dict.fromkeys(wanted) if w not in asked],
        law=actions_settings.LAW_OF_A_REFUSAL,
        asks=actions_settings.WHAT_THE_LAW_ASKS,
        on=today(),
        may_consult=_shown(desk) is not None,
    )
    if request.method == "POST" and (chased := next((c for c in consulted if str(c.pk) == request.POST.get("chase")), None)):
        people = actions_settings.people_of(chased.setting)
        if people and not chased.reply:
            went = actions_settings.chase(desk.viewer, view, chased, people[0])
            messages.success(request, f"{people[0].name} of {chased.setting.name} was reminded{'.' if went else ' today already. Nothing more was sent.'}")
        return redirect("plan-settings", desk.case.pk)
    return render(request, "plans/settings.html", context)


def _shown(desk: Desk) -> Plan | None:
    """What a setting that is consulted is shown: what the family was sent, and no version in the making. Where a plan is amended
    for a change of phase, the plan in force until then."""
    if "setting-consulted" not in PATHWAYS[desk.case.pathway].events:
        return None
    if desk.amends:
        return desk.draft or in_force(desk.viewer, desk.case)[0]
    return desk.draft if desk.plan is not None and not desk.plan.issued_on else None


class _AskForm(SettingForm):
    person = TextField(label="Who answers there", missing="Enter who answers there", max_length=100)
    email = TextField(label="Their email address", missing="Enter their email address", max_length=200)
    advice = ChoicesField(
        label="Which advice goes with the draft?", required=False,
        help_text="Advice is an appendix of the draft (regulation 12(4)). What special educational needs and provision rest on is selected. Add other advice only if the setting needs it to answer (regulation 17).",
    )  # fmt: skip


def _paper(advice: Advice) -> str:
    return f"{upper_first(plain(advice.contributor))}: {advice.author_name}"


@signed_in
def find_setting(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Which setting to consult."""
    desk = desk_or_404(request, case_id, "Opened a form to consult a setting")
    form = SettingForm(request.GET or None)
    found = settings_with_words(form.cleaned_data["setting"]) if form.is_bound and form.is_valid() else []
    context = desk.context(request, form=form, found=found, asked=form.is_bound and form.is_valid(), errors=form.is_bound and bool(form.errors), narrow=True)
    return render(request, "plans/find_setting.html", context)


@signed_in
def consult(request: HttpRequest, case_id: UUID, setting_id: UUID) -> HttpResponse:
    desk = desk_or_404(request, case_id, "Opened a form to consult a setting")
    setting = Organisation.objects.filter(pk=setting_id, kind__in=SETTINGS).first()
    plan = _shown(desk)
    if setting is None or plan is None:
        raise Http404
    people, view = actions_settings.people_of(setting), desk.view()
    papers = actions_settings.appendices(desk.viewer, desk.case, plan)
    form = _AskForm(
        request.POST or None,
        initial={
            "setting": setting.name, "person": people[0].name if people else "", "email": people[0].email if people else "",
            "advice": [str(p.advice.pk) for p in papers if p.needed],
        },
    )  # fmt: skip
    del form.fields["setting"]
    form.fields["advice"].choices = [(str(p.advice.pk), _paper(p.advice)) for p in papers]  # type: ignore[attr-defined]
    if not papers:
        del form.fields["advice"]
    problem, conflict = "", since_read(request, view)
    if any(c.setting_id == setting.pk and c.plan_id == plan.pk for c in consultations_of(desk.viewer, desk.case)):
        return nothing_left(request, desk) if conflict else redirect("plan-settings", desk.case.pk)
    if request.method == "POST" and form.is_valid() and conflict is None:
        name, email = form.cleaned_data["person"], form.cleaned_data["email"]
        asked_for = any(e.event == "setting-requested" and e.fields.get("setting") == setting.code for e in view.reader.events)
        try:
            who = next((p for p in people if p.email.lower() == email.lower()), None) or actions_settings.add_person(name, email, setting)
            actions_settings.consult(desk.viewer, view, plan, setting, who, asked_for=asked_for, officer=desk.viewer.name, advice=form.cleaned_data.get("advice", ()))
        except Conflict as came:
            conflict, view = came, desk.view()
        except UnfitAddress as fault:
            form.add_error("email", str(fault))
        except Unfilled as fault:
            problem = str(fault)
        else:
            messages.success(request, f"{setting.name} was asked. Its 15 days run from today.")
            return redirect("plan-settings", desk.case.pk)
    context = desk.context(
        request, form=form, setting=setting, problem=problem, errors=bool(problem) or (form.is_bound and bool(form.errors)), narrow=True,
        **told_first(view, conflict),
    )  # fmt: skip
    return render(request, "plans/consult.html", context)


@signed_in
def write_reply(request: HttpRequest, case_id: UUID, consultation_id: UUID) -> HttpResponse:
    """A setting's answer that came by telephone or letter."""
    desk = desk_or_404(request, case_id, "Opened a form for a setting's answer")
    found = next((c for c in consultations_of(desk.viewer, desk.case) if c.pk == consultation_id), None)
    if found is None:
        raise Http404
    if found.reply:
        return done_before(request, "plan-settings", desk.case.pk)
    form = ReplyForm(request.POST or None)
    form.fields["by"] = TextField(label="Who answered", missing="Enter who answered", max_length=100)
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        try:
            actions_settings.write_down(desk.viewer, desk.view(), found, reply=d["reply"], reasons=d["reasons"], steps=d["steps"], by=d["by"])
        except Refused:
            return done_before(request, "plan-settings", desk.case.pk)
        messages.success(request, "Written down.")
        return redirect("plan-settings", desk.case.pk)
    context = desk.context(request, form=form, consultation=found, errors=form.is_bound and bool(form.errors), narrow=True)
    return render(request, "plans/write_reply.html", context)


@signed_in
def ask_council(request: HttpRequest, case_id: UUID, consultation_id: UUID) -> HttpResponse:
    """Another council that maintains a setting, which is consulted too."""
    desk = desk_or_404(request, case_id, "Opened a form to consult another council")
    found = next((c for c in consultations_of(desk.viewer, desk.case) if c.pk == consultation_id), None)
    if found is None:
        raise Http404
    if AuthorityAsked.objects.filter(consultation=found).exists():
        return redirect("plan-settings", desk.case.pk)
    form, problem = AuthorityForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            actions_settings.ask_council(desk.viewer, desk.view(), found, **form.cleaned_data, officer=desk.viewer.name)
        except Unfilled as fault:
            problem = str(fault)
        else:
            messages.success(request, f"The letter to {form.cleaned_data['name']} is in the tray of letters to post, with the draft.")
            return redirect("plan-settings", desk.case.pk)
    context = desk.context(request, form=form, consultation=found, problem=problem, errors=bool(problem) or (form.is_bound and bool(form.errors)), narrow=True)
    return render(request, "plans/ask_council.html", context)


@signed_in
def write_council_answer(request: HttpRequest, case_id: UUID, consultation_id: UUID) -> HttpResponse:
    desk = desk_or_404(request, case_id, "Opened a form for another council's answer")
    found = AuthorityAsked.objects.filter(case=desk.case.pk, consultation=consultation_id).first()
    if found is None:
        raise Http404
    if found.answered_on:
        return done_before(request, "plan-settings", desk.case.pk)
    form = AuthorityAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions_settings.write_down_council(desk.viewer, desk.case, found, **form.cleaned_data)
        except Refused:
            return done_before(request, "plan-settings", desk.case.pk)
        messages.success(request, "Written down.")
        return redirect("plan-settings", desk.case.pk)
    context = desk.context(request, form=form, council=found, errors=form.is_bound and bool(form.errors), narrow=True)
    return render(request, "plans/council_answer.html", context)


# --- the setting ---


@by_link("consultation")
def task_consultation(request: HttpRequest) -> HttpResponse:
    return _answer(request, request.link.case, by_link=True)  # type: ignore[attr-defined]


@signed_in
def consultation(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _answer(request, case_id, by_link=False)


def _answer(request: HttpRequest, case_id: UUID, *, by_link: bool) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    case: Case = case_or_404(request, case_id, "Read the draft plan to answer as a setting")
    found = actions_settings.consultation_for(viewer, case.pk)
    if found is None:
        raise Http404
    kept = actions_settings.unsent(viewer, found)
    form = ReplyForm(request.POST or None, initial=kept)
    if request.method == "POST" and not found.reply and not form.is_valid():
        actions_settings.keep_unsent(viewer, found, {n: request.POST.get(n, "")[:4000] for n in form.fields})
    elif request.method == "POST" and not found.reply:
        if kept:
            actions_settings.keep_unsent(viewer, found, {})
        d = form.cleaned_data
        actions_settings.respond(viewer, case, found, reply=d["reply"], reasons=d["reasons"], steps=d["steps"])
        if by_link:
            return finish(request, "Your answer has gone to the case officer")
        messages.success(request, "Your answer has gone to the case officer.")
        return redirect("consultation", case.pk)
    clauses = list(clauses_of(viewer, case, found.plan))
    view = case_view(viewer, case, today())
    due = next((s.due for _, s in reversed(view.reader.states) if s.clock == "setting-consultation" and s.for_ == found.setting.code), None)
    assert case.child is not None
    document = plan_document(child=f"{case.child.forename} {case.child.surname}", reference="", what="Draft plan", day="", clauses=clauses)
    enclosed = [(e, _advice_page(case, e, by_link)) for e in actions_settings.enclosed_with(viewer, found)]
    context = {
        "nav": "" if by_link else "my-work", "child": case.child, "consultation": found, "enclosed": enclosed, "form": form, "due": due, "document": document,
        "errors": form.is_bound and bool(form.errors), "narrow": True,
        # Of the grounds of s.39(4), "unsuitable for the age" cannot be judged without them.
        "age": age_on(case.child.date_of_birth, today()) if case.child.date_of_birth else None, "year": year_group(case.child.date_of_birth, today()),
        "attends": around(viewer, case.child, today()).setting,
    }  # fmt: skip
    return render(request, "plans/consultation.html", context)


def _advice_page(case: Case, enclosed: actions_settings.Enclosed, by_link: bool) -> str:
    return address("task-consultation-advice", enclosed.id) if by_link else address("consultation-advice", case.pk, enclosed.id)


@by_link("consultation")
def task_consultation_advice(request: HttpRequest, advice_id: UUID) -> HttpResponse:
    return _read_advice(request, request.link.case, advice_id, by_link=True)  # type: ignore[attr-defined]


@signed_in
def consultation_advice(request: HttpRequest, case_id: UUID, advice_id: UUID) -> HttpResponse:
    return _read_advice(request, case_id, advice_id, by_link=False)


def _read_advice(request: HttpRequest, case_id: UUID, advice_id: UUID, *, by_link: bool) -> HttpResponse:
    """Advice that came with the draft, or the report that it came as."""
    viewer = request.viewer  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, "Read advice that came with a draft plan, to answer as a setting")
    consulted = actions_settings.consultation_for(viewer, case.pk)
    found = next((e for e in actions_settings.enclosed_with(viewer, consulted) if e.id == advice_id), None) if consulted else None
    if consulted is None or found is None:
        raise Http404
    if "report" in request.GET:
        report = actions_settings.enclosed_report(viewer, consulted, found)
        if report is None:
            raise Http404
        return handed_over(*report)
    context = {
        "nav": "" if by_link else "my-work", "child": case.child, "enclosed": found, "areas": AREAS, "narrow": True,
        "back_href": address("task-consultation") if by_link else address("consultation", case.pk),
    }  # fmt: skip
    return render(request, "plans/consultation_advice.html", context)
