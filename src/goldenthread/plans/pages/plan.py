"""An officer's draft: begin it, see it with the words that it came from, change a clause, add one, take one out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.plans import actions
from goldenthread.plans.actions import Overtaken, mark
from goldenthread.plans.actions_amending import in_force
from goldenthread.plans.actions_answers import alarm, ask_contributors, last_asked
from goldenthread.plans.assembly import PROVISION_FIELDS, provision_of
from goldenthread.plans.changes import changes, section_g
from goldenthread.plans.compare import compare_provision
from goldenthread.plans.document import media_of
from goldenthread.plans.forms import NUMBERS, clause_form, details_of, removal_form
from goldenthread.plans.models import Clause
from goldenthread.plans.pages.shared import Desk, advised_by, because_of, clause_or_404, desk_or_404
from goldenthread.plans.queries import (
    advice_for_request,
    agreed_words,
    clauses_of,
    comments_of,
    compared,
    consultations_of,
    offerings_of,
    open_corrections,
    plans_of,
    rests_on_advice,
    standings,
    standings_elsewhere,
)
from goldenthread.plans.sections import PROVISION, SECTIONS
from goldenthread.plans.threads import broken_threads
from goldenthread.science.comparison import label
from goldenthread.science.wording import Finding, check_together, pointed_out
from goldenthread.web.days import day_of, today
from goldenthread.web.words import count_of, curriculum_year

REVISED = " (in place of earlier advice: the clauses that rest on that stay until you change them or take them out)"


@signed_in
def plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    desk = desk_or_404(request, case_id, "Looked at the draft plan")
    if request.method == "POST":
        return _do(request, desk)
    case = desk.case
    if desk.plan is None and desk.amends:
        return redirect("plan-amend", case.pk)
    if desk.plan is None:
        context = desk.context(request, advice=advice_for_request(desk.viewer, case), contributors=CONTRIBUTORS, earlier=plans_of(desk.viewer, case).exists())
        return render(request, "plans/start.html", context)
    advised, stands = advised_by(desk.clauses), standings(desk.viewer, case, desk.clauses)
    elsewhere = standings_elsewhere(desk.viewer, case, desk.clauses)
    broken = broken_threads(desk.clauses)
    labels = {c.line: label(c) for c in desk.clauses}
    context = desk.context(
        request,
        sections=[(s, title, [_row(c, advised, stands | elsewhere, broken, labels) for c in desk.clauses if c.section == s]) for s, title in SECTIONS.items()],
        broken=len(broken),
        unconfirmed=sum(s.state != "confirmed" for s in stands.values()),
        resting=len(stands),
        disturbed=[labels[line] for line, s in stands.items() if s.state == "changed-since"],
        disturbed_elsewhere=[labels[line] for line, s in elsewhere.items() if s.state == "changed-since"],
        corrections=len(open_corrections(desk.viewer, case)),
        comments=[c for c in comments_of(desk.viewer, case) if not c.answer and not c.plan.withdrawn],
        consultations=consultations_of(desk.viewer, case),
        changed=changes(clauses_of(desk.viewer, case, desk.draft), desk.clauses) if desk.draft and desk.draft != desk.plan else [],
        g_words=section_g(desk.clauses),
        g_agreed=(a := agreed_words(desk.viewer, case)) is not None and a.section_g == section_g(desk.clauses),
        g_as_in_force=desk.amends and section_g(desk.clauses) == section_g(in_force(desk.viewer, case)[1]),
        asked=last_asked(desk.viewer, case),
        of_whole=[] if desk.plan.issued_on else _of_whole(desk),
        open_wording=open_wording(desk.clauses),
        offered=sum(not o.decision for o in offerings_of(desk.viewer, case)),
        came_since=_came_since(desk),
    )
    return render(request, "plans/plan.html", context)


def _came_since(desk: Desk) -> list[str]:
    """Whose advice came after this version was put together, in words. A plan in force is amended from its review, not from here."""
    if desk.plan is None or not desk.editable or desk.amends:
        return []
    before = actions.authors_in(desk.plan)
    return [
        f"{CONTRIBUTORS.get(a.contributor, a.contributor.replace('-', ' '))}, {a.author_name}{REVISED if (a.contributor, a.author) in before else ''}"
        for a in actions.came_since(desk.viewer, desk.case, desk.plan)
    ]


def _of_whole(desk: Desk) -> list[Finding]:
    """What is pointed out of the plan as a whole, such as silence on adult life."""
    born = desk.case.child.date_of_birth
    year = curriculum_year(born, today()) if born else None
    return check_together([(c.section, c.text) for c in desk.clauses if not c.removed], year)


def _row(c: Clause, advised: Any, stands: Any, broken: Any, labels: Any) -> dict[str, Any]:
    advice, body = advised.get(c.advice, (None, None))
    wrote, comparison = compared(c, body) if body and c.section != "K" else ("", None)
    return {
        "clause": c,
        "label": label(c),
        "wrote": wrote,
        "weaker": comparison.weaker if comparison and not c.removed else 0,
        "by": f"{advice.author_name}, {CONTRIBUTORS.get(c.contributor, c.contributor.replace('-', ' '))}" if advice else "",
        "advised": CONTRIBUTORS.get(c.contributor, c.contributor.replace("-", " ")) if c.contributor != "family" else "",
        "on": day_of(advice.sent_at) if advice else None,
        "standing": stands.get(c.line),
        "broken": broken.get(c.line, ""),
        "pointed": _pointed(c),
        "meets": labels.get(c.need, ""),
        "leads_to": labels.get(c.outcome, ""),
        **media_of(c),
    }


def _do(request: HttpRequest, desk: Desk) -> HttpResponse:
    what = request.POST.get("do")
    if what == "start" and desk.plan is None and not desk.amends:
        actions.start_draft(desk.viewer, desk.view())
        made = "The draft was put together from the advice. Every clause points to the words that it came from."
        messages.success(request, made if advice_for_request(desk.viewer, desk.case) else "A draft is begun. No advice has come here yet, so it is empty: advice that comes later is added line by line.")
    elif what == "bring-in" and desk.plan is not None and desk.editable and not desk.amends:
        added = actions.bring_in(desk.viewer, desk.case, desk.plan)
        messages.success(request, f"Added {count_of(added, 'clause')}. Each points to the words that it came from." if added else "All that came is in the draft already. Nothing was added.")
    elif what == "change" and desk.plan is not None and not desk.editable:
        actions.next_version(desk.viewer, desk.case)
        messages.success(request, "You can now change the plan in the light of what was said. The draft that was sent stays as it was.")
    elif what in ("ask", "remind") and desk.plan is not None:
        stands = standings(desk.viewer, desk.case, desk.clauses)
        waiting = {c.contributor for c in desk.clauses if (s := stands.get(c.line)) and s.state in ("not-confirmed", "changed-since")}
        asked = ask_contributors(
            desk.viewer, desk.case, desk.plan, purpose="clauses-asked" if what == "ask" else "clause-reminder", only=waiting, once_a_day=True
        )
        names = ", ".join(CONTRIBUTORS.get(a, a.replace("-", " ")) for a in dict.fromkeys(asked))
        messages.success(request, f"Asked to check what rests on their advice: {names}." if asked else "Everybody who is waited for was asked today already. Nothing more was sent." if waiting else "Nobody is waited for.")
    return redirect("plan", desk.case.pk)


@signed_in
def clause(request: HttpRequest, case_id: UUID, clause_id: UUID) -> HttpResponse:
    desk = desk_or_404(request, case_id, "Opened the draft plan to change it")
    if not desk.editable:
        raise Http404
    found = clause_or_404(desk.clauses, clause_id)
    initial = _initial(found)
    if request.method != "POST":
        return _form(request, desk, found, clause_form(found.section, desk.clauses, because_of(desk), amends=desk.amends, initial=initial), mark(found))
    form = clause_form(found.section, desk.clauses, because_of(desk), amends=desk.amends, data=request.POST, initial=initial)
    seen = request.POST.get("seen", "")
    if not form.is_valid():
        return _form(request, desk, found, form, seen)
    data, details = form.cleaned_data, details_of(form)
    try:
        changed, before = actions.change_clause(
            desk.viewer, desk.case, found.pk, seen, text=_text(found, data["text"], details), section=data.get("section"),
            details=details, need=_line(data.get("need")), outcome=_line(data.get("outcome")), because=data.get("because", ""), why=data.get("why", ""),
        )  # fmt: skip
    except Overtaken as overtaken:
        form.add_error(None, str(overtaken))
        return _form(request, desk, overtaken.now, form, mark(overtaken.now), overtaken=True)
    _say(request, desk, changed, before, f"Saved {label(changed)}.{_noticed(changed)}")
    return redirect(f"{request.path.rsplit('clauses/', 1)[0]}#{changed.line}")


def _say(request: HttpRequest, desk: Desk, changed: Clause, before: Any, done: str) -> None:
    if actions.disturbed(desk.viewer, changed, before, desk.case):
        if rests_on_advice(changed):
            alarm(desk.viewer, desk.case, changed)
            done += " Its author had confirmed other words. It is not confirmed now, and we have told them."
        else:
            done += f" {before.answer.by_name} had confirmed other words, before the plan was loaded here. It is not confirmed now. We cannot ask them from here: ask them yourself."
    messages.success(request, done)


def _pointed(c: Clause) -> list[Finding]:
    """What is pointed out of a clause's wording that nobody gave a reason to keep."""
    return [] if c.removed or c.details.get("kept_because") else pointed_out(c.section, c.text, str(c.details.get("by") or ""))


def open_wording(clauses: list[Clause]) -> list[str]:
    """The clauses whose wording something is pointed out of. Nobody is held up by it."""
    return [label(c) for c in clauses if _pointed(c)]


def _noticed(c: Clause) -> str:
    """That something is pointed out of the words just saved. Nobody is held up by it."""
    found = _pointed(c)
    if not found:
        return ""
    return f" {'One thing' if len(found) == 1 else f'{len(found)} things'} about its wording {'is' if len(found) == 1 else 'are'} pointed out: open it to see."


def _text(found: Clause, typed: str, details: dict[str, Any]) -> str:
    """Where the parts were changed and the words were not, the words follow the parts."""
    before = {k: v for k, v in found.details.items() if k in PROVISION_FIELDS}
    after = {k: v for k, v in details.items() if k in PROVISION_FIELDS}
    untouched = " ".join(typed.split()) == " ".join(found.text.split())
    if found.section in PROVISION and untouched and after != before and after.get("what"):
        return provision_of(after).sentence
    return typed


def _initial(c: Clause) -> dict[str, Any]:
    return {"text": c.text, "section": c.section, "need": str(c.need or ""), "outcome": str(c.outcome or ""), "because": c.because, "why": c.why,
            **{k: v for k, v in c.details.items() if k in (*PROVISION_FIELDS, "by", "kept_because")}}  # fmt: skip


def _line(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _form(request: HttpRequest, desk: Desk, found: Clause | None, form: Any, seen: str, *, section: str = "", overtaken: bool = False) -> HttpResponse:
    section = found.section if found else section
    wrote, lost, by = "", [], ""
    if found and found.advice and (pair := advised_by([found]).get(found.advice)):
        wrote, comparison = compared(found, pair[1])
        by = f"{pair[0].author_name}, {CONTRIBUTORS.get(found.contributor, found.contributor.replace('-', ' '))}, {day_of(pair[0].sent_at):%-d %B}"
        lost = [r for r in comparison.rows if r.result != "same"] if comparison else []
    # Where the words no longer say what the parts say.
    parts = provision_of(found.details) if found and section in PROVISION and found.details.get("what") else None
    unsaid = [r for r in compare_provision(parts, found.text).rows if r.result == "lost"] if parts and found else []
    context = desk.context(
        request, form=form, errors=form.is_bound and bool(form.errors), clause=found, label=label(found) if found else section, section=section,
        title=SECTIONS[section], seen=seen, wrote=wrote, by=by, lost=lost, unsaid=unsaid, hints=pointed_out(section, str(form["text"].value() or ""), str(form["by"].value() or "") if "by" in form.fields else ""), overtaken=overtaken, narrow=True, numbers=NUMBERS,
        elsewhere=next((s.answer.by_name for s in standings_elsewhere(desk.viewer, desk.case, [found] if found else []).values() if s.state == "confirmed"), ""),
        confirmed=bool(found and rests_on_advice(found) and (s := standings(desk.viewer, desk.case, [found]).get(found.line)) and s.state == "confirmed"),
    )  # fmt: skip
    return render(request, "plans/clause.html", context, status=409 if overtaken else 200)


@signed_in
def add(request: HttpRequest, case_id: UUID, section: str) -> HttpResponse:
    desk = desk_or_404(request, case_id, "Opened the draft plan to change it")
    if not desk.editable or section not in SECTIONS or (section in ("I", "J") and not desk.amends) or desk.plan is None:
        raise Http404
    form = clause_form(section, desk.clauses, because_of(desk), amends=desk.amends, data=request.POST or None, initial={"section": section})
    if request.method != "POST" or not form.is_valid():
        return _form(request, desk, None, form, "", section=section)
    data = form.cleaned_data
    made = actions.add_clause(
        desk.viewer, desk.case, desk.plan, data.get("section") or section, text=data["text"], details=details_of(form),
        need=_line(data.get("need")), outcome=_line(data.get("outcome")), because=data.get("because", ""), why=data.get("why", ""),
    )  # fmt: skip
    messages.success(request, f"Added {label(made)}.{_noticed(made)}")
    return redirect(f"{request.path.rsplit('add/', 1)[0]}#{made.line}")


@signed_in
def remove(request: HttpRequest, case_id: UUID, clause_id: UUID) -> HttpResponse:
    """Takes a clause out with a reason, or puts it back."""
    desk = desk_or_404(request, case_id, "Opened the draft plan to change it")
    if not desk.editable:
        raise Http404
    found = clause_or_404(desk.clauses, clause_id)
    if found.removed:
        if request.method == "POST":
            actions.put_back(desk.viewer, desk.case, found.pk)
            messages.success(request, f"Put back {label(found)}.")
        return redirect("plan", desk.case.pk)
    form = removal_form(found.section, because_of(desk), data=request.POST or None)
    context = desk.context(request, form=form, errors=form.is_bound and bool(form.errors), clause=found, label=label(found), seen=mark(found), narrow=True)
    if request.method != "POST" or not form.is_valid():
        return render(request, "plans/remove.html", context)
    try:
        changed, before = actions.remove_clause(
            desk.viewer, desk.case, found.pk, request.POST.get("seen", ""), reason=form.cleaned_data["reason"],
            because=form.cleaned_data.get("because", ""),
        )  # fmt: skip
    except Overtaken as overtaken:
        form.add_error(None, f"{overtaken}. It now says: “{overtaken.now.text}”")
        return render(request, "plans/remove.html", {**context, "seen": mark(overtaken.now), "clause": overtaken.now, "errors": True}, status=409)
    _say(request, desk, changed, before, f"Took out {label(changed)}. It stays in the record with your reason, and can be put back.")
    return redirect("plan", desk.case.pk)
