"""A contributor and the clauses that rest on their advice: signed in, or by a personal link."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.cases.models import Case
from goldenthread.cases.pages.case import case_or_404
from goldenthread.letters.pages.personal_link import by_link, finish
from goldenthread.plans.actions_answers import answer_clause
from goldenthread.plans.assembly import REPORT_ALONE
from goldenthread.plans.compare import compare_words
from goldenthread.plans.confirming import ORDER, WAITS
from goldenthread.plans.document import plan_document
from goldenthread.plans.forms import AnswerForm
from goldenthread.plans.models import Clause, Plan
from goldenthread.plans.pages.shared import advised_by, clause_or_404
from goldenthread.plans.queries import (
    clauses_of,
    compared,
    grounds_of,
    own_advice,
    plans_of,
    reach,
    rests_on_advice,
    standings,
)
from goldenthread.plans.sections import WORDS_OF
from goldenthread.science.comparison import between, label
from goldenthread.web.addresses import address
from goldenthread.web.days import day_of


@signed_in
def my_clauses(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _list(request, case_id, by_link=False)


@signed_in
def my_clause(request: HttpRequest, case_id: UUID, clause_id: UUID) -> HttpResponse:
    return _one(request, case_id, clause_id, by_link=False)


@by_link("clauses")
def task_clauses(request: HttpRequest) -> HttpResponse:
    case_id = request.link.case  # type: ignore[attr-defined]
    if request.method == "POST":
        return finish(request, "What rests on your advice is answered")
    return _list(request, case_id, by_link=True)


@by_link("clauses")
def task_clause(request: HttpRequest, clause_id: UUID) -> HttpResponse:
    return _one(request, request.link.case, clause_id, by_link=True)  # type: ignore[attr-defined]


def _mine(request: HttpRequest, case_id: UUID) -> tuple[Case, Plan | None, list[Clause], list[Clause]]:
    """The case, the newest version that was given to the viewer if one was, all that they may read of it, and their own
    clauses."""
    viewer = request.viewer  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, "Looked at what rests on their own advice")
    plan = plans_of(viewer, case).first()
    if reach(viewer, case) == "none":
        raise Http404
    own = set(own_advice(viewer, case))
    readable = clauses_of(viewer, case, plan) if plan else []
    mine = [c for c in readable if c.advice in own and rests_on_advice(c)]
    return case, plan, readable, mine


def _href(case: Case, clause: Clause | None, by_link: bool) -> str:
    if by_link:
        return address("task-clause", clause.pk) if clause else address("task-clauses")
    return address("my-clause", case.pk, clause.pk) if clause else address("my-clauses", case.pk)


def _list(request: HttpRequest, case_id: UUID, *, by_link: bool) -> HttpResponse:
    case, plan, readable, mine = _mine(request, case_id)
    stands = standings(request.viewer, case, mine)
    rows = [{"clause": c, "label": label(c), "standing": stands[c.line], "href": _href(case, c, by_link)} for c in mine]
    waiting = [r for r in rows if r["standing"].state in WAITS]
    # What waits comes first, and what was changed after it was confirmed before all.
    rows.sort(key=lambda r: ORDER[r["standing"].state])
    waiting.sort(key=lambda r: ORDER[r["standing"].state])
    context: dict[str, Any] = {
        "case": case, "child": case.child, "plan": plan, "rows": rows, "waiting": len(waiting), "by_link": by_link,
        "first": waiting[0]["href"] if waiting else "", "others": [],
    }  # fmt: skip
    given = [g for g in grounds_of(request.viewer, case, plan) if g.sections != ["own"]] if plan else []  # type: ignore[attr-defined]
    if given:
        others = [c for c in readable if c not in mine]
        document = plan_document(child="", reference="", what="Draft plan", day="", clauses=others)
        context["others"] = [s for s in document["sections"] if s["clauses"]]
        context["grounds"] = list(dict.fromkeys(g.get_ground_display() for g in given))
    if not by_link:
        context |= {"nav": "my-work", "back_href": address("case", case.pk), "back_text": "The case"}
    return render(request, "plans/my_clauses.html", context)


def _one(request: HttpRequest, case_id: UUID, clause_id: UUID, *, by_link: bool) -> HttpResponse:
    case, plan, _, mine = _mine(request, case_id)
    if plan is None:
        raise Http404
    clause = clause_or_404(mine, clause_id)
    advice, body = advised_by([clause])[clause.advice]
    wrote, comparison = compared(clause, body)
    if comparison is None:
        comparison = compare_words(wrote, clause.text)
    standing = standings(request.viewer, case, [clause])[clause.line]
    said = "" if clause.removed else clause.text
    form = AnswerForm(request.POST or None, draft=said, initial={"correction": wrote})
    moved = request.method == "POST" and request.POST.get("said", "").split() != said.split()
    if request.method == "POST" and form.is_valid() and not moved and not plan.issued_on:
        data = form.cleaned_data
        answer_clause(
            request.viewer, case, clause, said=said, confirm=data["answer"] == "confirmed", correction=data["correction"],  # type: ignore[attr-defined]
        )  # fmt: skip
        return _next(request, case, mine, clause, by_link)
    if moved:
        form.add_error(None, "The draft was changed while you read it. Please read the new words, and answer again")
    number = mine.index(clause) + 1
    assert case.child is not None
    # What became of the words that they confirmed.
    since = between(standing.answer.said, said, clause.section) if standing.state == "changed-since" and not clause.removed else None
    context = {
        "since": since,
        "nav": "" if by_link else "my-work", "case": case, "child": case.child, "plan": plan, "clause": clause, "label": label(clause),
        "number": number, "total": len(mine), "part": WORDS_OF.get(clause.section, "").format(child=case.child.forename),
        "report": REPORT_ALONE in clause.details, "comparison": comparison, "weaker": comparison.weaker, "advised_on": day_of(advice.sent_at), "said": said,
        "changed": standing.state == "changed-since", "form": form, "errors": form.is_bound and bool(form.errors),
        "decided": standing.answer if standing.answer is not None and standing.answer.decision else None,
        "back_href": _href(case, None, by_link),
    }  # fmt: skip
    return render(request, "plans/my_clause.html", context, status=409 if moved else 200)


def _next(request: HttpRequest, case: Case, mine: list[Clause], clause: Clause, by_link: bool) -> HttpResponse:
    messages.success(request, f"Saved your answer on {label(clause)}.")
    stands = standings(request.viewer, case, mine)
    after = mine[mine.index(clause) + 1 :] + mine[: mine.index(clause)]
    following = next((c for c in after if stands[c.line].state in WAITS), None)
    return redirect(_href(case, following, by_link))
