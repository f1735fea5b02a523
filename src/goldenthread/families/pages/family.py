"""A family's page: where things are, what is late, what happens next, and how to ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.decisions import DECISIONS
from goldenthread.cases.queries_case import around, case_view, documents_of
from goldenthread.cases.queries_children import CaseLine, cases_of_child
from goldenthread.families import words
from goldenthread.families.answerers import who_answers
from goldenthread.families.bars import told_barred
from goldenthread.families.changed import changed
from goldenthread.families.complaints import complaints_seen
from goldenthread.families.early import broken_of, own_offers, rights_that_stand
from goldenthread.families.forms import AskForm
from goldenthread.families.help_now import MOST, help_now
from goldenthread.families.lateness import lateness
from goldenthread.families.own_rights import mine_from, passes_soon
from goldenthread.families.pages.limited import limited_page
from goldenthread.families.queries import (
    contacts_of,
    family_children,
    last_told,
    leading_case,
    may_ask,
    questions_about,
    story_of,
    updates_of,
    views_asked_for,
    who_is,
)
from goldenthread.families.signposts import suggested_to
from goldenthread.families.story import ASSESSMENTS, REFUSED, Story, day
from goldenthread.letters.queries import letters_of_child
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Child
from goldenthread.plans.models import Plan
from goldenthread.plans.queries import adds_to_plan, plan_in_force, plans_of
from goldenthread.reviews.queries import meeting_to_come, review_of
from goldenthread.science.promises import promised
from goldenthread.services.assessments import said_of
from goldenthread.services.interim import helps_by_referral
from goldenthread.services.keeping import LOOKED
from goldenthread.services.medication import treatments
from goldenthread.services.priority import looks_by_family
from goldenthread.services.told import waits_told
from goldenthread.services.worse import answer_by, words_by_referral
from goldenthread.web.days import day_of, today
from goldenthread.web.languages import t


def child_or_404(request: HttpRequest, child_id: UUID) -> Child:
    viewer = request.viewer  # type: ignore[attr-defined]
    found = next((c for c in family_children(viewer) if c.pk == child_id), None)
    if found is None:
        raise Http404
    return found


@signed_in
def family(request: HttpRequest) -> HttpResponse:
    """Straight to the one child; a choice where there are several."""
    viewer = request.viewer  # type: ignore[attr-defined]
    children = [*family_children(viewer), *told_barred(viewer, today()).values()]
    if len(children) == 1:
        return redirect("family-page", getattr(children[0], "pk", None) or children[0].child)
    return render(request, "families/choose.html", {"children": children, "mine_from": mine_from(viewer)})


REFUSALS = tuple(d.no for d in DECISIONS.values())


@signed_in
def family_page(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if child_id in viewer.barred:
        return limited_page(request, child_id)
    child = child_or_404(request, child_id)
    lines = cases_of_child(viewer, child, on)
    leading = leading_case(lines, on)
    record_look(viewer, child.pk, LOOKED, leading.case.pk if leading else None)
    who, asked = who_is(viewer, child), questions_about(viewer, child)
    asking = may_ask(viewer, child)
    context: dict[str, Any] = {
        "child": child,
        "who": who,
        "on": on,
        "day_words": lambda when: day(when, on),
        "asked_before": asked,
        "mine": {q.pk for q in asked if q.asked_by == viewer.id},
        "form": AskForm(about="question", who=who) if asking else None,
        "about": "question",
        "contacts": contacts_of(child.owner_id),
        # That a wait is kept safe is said with its list.
        "others": [line for line in lines if line is not leading and line.case.pathway != "safe-waiting"],
        "passes": passes_soon(child, on) if child.pk in viewer.parented else None,
        "looks": child.pk in viewer.parented or viewer.child == child.pk,
        "waits": waits_told(viewer, child, on), "worse_of": words_by_referral(viewer, child.pk), "helps": helps_by_referral(viewer, child.pk), "moved": looks_by_family(viewer, child.pk), "answer_by": answer_by,
        "treated": treatments(viewer, child.pk, on),
        "officer": "", "answerer": who_answers(child, leading.case.pk if leading else None, on).name if asking else "",
        "period": t(promised("answer-question").words), "complaints": complaints_seen(viewer).filter(child=child.pk, made_by=viewer.id) if asking else [], "suggested": list(suggested_to(viewer, child.pk)[:10]), "help": help_now(viewer, child, lines, on),
        "school": around(viewer, child, on).setting if leading is None else "",
    }
    letters = list(letters_of_child(viewer, child.pk))
    updates = updates_of(viewer, leading.case.pk) if leading else []
    context["changed"] = changed(viewer, child.pk, lines, letters, updates, asked)
    if leading is None:
        return render(request, "families/nothing_yet.html", context)
    cases = [line.case for line in lines]
    context |= {"broken": broken_of(viewer, cases, on) if asking else [], "early": own_offers(viewer, child) if asking else [], "standing": rights_that_stand(viewer, cases, on) if asking else []}
    view = case_view(viewer, leading.case, on)
    people = around(viewer, child, on, leading.case.pk)
    story = story_of(view, people, who, on)
    of_case = [letter for letter in letters if letter.case == leading.case.pk]
    reviews = next((line.case for line in lines if line.case.pathway == "annual-review" and not line.closed), None)
    in_force = plan_in_force(viewer, child.pk)
    coming = meeting_to_come(view if reviews == leading.case else case_view(viewer, reviews, on), on) if reviews else None
    reasons = {c.facts: _why(c, story) for c in view.clocks}
    context |= {
        "case": leading.case,
        "heading": words.heading(story),
        "where": words.where(story),
        "week": words.week(story),
        "late": lateness(story, last_told(of_case, asked, updates)),
        # Waits have no day: what can be said of them is said with the lists.
        "plan_range": said_of(view, on) if not _over(story) else None,
        "steps": [step for step in words.next_steps(story) if step.clock.kind != "wait"] if not _over(story) else [],
        "rights": words.own_time(story),
        "ended": words.ended_time(story) if not _over(story) else [],
        "refused": story.pathway.slug in ASSESSMENTS and story.stage in REFUSED,
        "notice": next((letter for letter in of_case if letter.template in REFUSALS), None),
        "over": _over(story),
        "reasons": reasons,
        "updates": updates,
        "who_asked": words.asked(story),
        "letters": [(letter, day_of(letter.made_at)) for letter in letters],
        "views": views_asked_for(view),
        "in_force": in_force,
        "proposed": _proposed(viewer, lines, leading),
        "last_plan": None if in_force else _last_plan(viewer, lines),
        "review": reviews if reviews and (coming or review_of(viewer, reviews)) else None,
        "coming": coming,
        "documents": documents_of(viewer, leading.case),
        "own": adds_to_plan(viewer, leading.case),
        "officer": story.officer,
        "school": story.school,
    }
    return render(request, "families/family.html", context)


@signed_in
def family_help(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """All that fits, so far as a page holds."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    child = child_or_404(request, child_id)
    record_look(viewer, child.pk, LOOKED)
    found = help_now(viewer, child, cases_of_child(viewer, child, on), on, MOST)
    return render(request, "families/help.html", {"child": child, "who": who_is(viewer, child), "help": found})


def _proposed(viewer: Viewer, lines: Sequence[CaseLine], leading: CaseLine) -> tuple[Plan, bool] | None:
    """The newest words that were sent and that nothing is decided on, and whether they would change a plan that there is."""
    found = []
    for line in lines:
        newest = plans_of(viewer, line.case).filter(withdrawn=False).first() if line is leading or not line.closed else None
        if newest is not None and newest.sent_on and not newest.issued_on:
            found.append((newest, "amendment-notice-sent" in PATHWAYS[line.case.pathway].events))
    return max(found, key=lambda f: f[0].sent_on, default=None)


def _last_plan(viewer: Viewer, lines: Sequence[CaseLine]) -> Plan | None:
    """The newest plan that was issued, once none is in force."""
    found = [p for line in lines if (p := plans_of(viewer, line.case).filter(issued_on__isnull=False).first())]
    return max(found, key=lambda p: (p.issued_on, p.version), default=None)


def _over(story: Story) -> bool:
    """Ended for good: withdrawn, moved away or died. The page then says little."""
    return story.stage == "closed"


def _why(shown: Any, story: Story) -> list[str]:
    """Why a date is as it is; what began it only where the reader may know of it."""
    explained = shown.explanation
    begun = explained is not None and any(s.label == "Started by" for s in explained.steps)
    return words.why(shown.facts, explained.started_by.event if begun else "", story)
