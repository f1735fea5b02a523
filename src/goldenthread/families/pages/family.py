"""A family's page: where things are, what is late, what happens next, and how to ask."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.cases.queries_case import around, case_view, documents_of
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.families import words
from goldenthread.families.forms import AskForm
from goldenthread.families.lateness import lateness
from goldenthread.families.queries import (
    contacts_of,
    family_children,
    last_told,
    leads,
    may_ask,
    questions_about,
    story_of,
    updates_of,
    views_asked_for,
    who_is,
)
from goldenthread.families.story import ASSESSMENTS, REFUSED, Story, day
from goldenthread.letters.queries import letters_of_child
from goldenthread.people.models import Child
from goldenthread.plans.queries import adds_to_plan, plan_in_force, plans_of
from goldenthread.reviews.queries import review_of
from goldenthread.web.days import day_of, today


def child_or_404(request: HttpRequest, child_id: UUID) -> Child:
    viewer = request.viewer  # type: ignore[attr-defined]
    found = next((c for c in family_children(viewer) if c.pk == child_id), None)
    if found is None:
        raise Http404
    return found


@signed_in
def family(request: HttpRequest) -> HttpResponse:
    """Straight to the one child; a choice where there are several."""
    children = family_children(request.viewer)  # type: ignore[attr-defined]
    if len(children) == 1:
        return redirect("family-page", children[0].pk)
    return render(request, "families/choose.html", {"children": children})


@signed_in
def family_page(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    child = child_or_404(request, child_id)
    lines = cases_of_child(viewer, child, on)
    leading = leads(lines, on)
    record_look(viewer, child.pk, "Looked at the family’s page", leading.case.pk if leading else None)
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
        "others": [line for line in lines if line is not leading],
        "looks": child.pk in viewer.parented or viewer.child == child.pk,
        "officer": "",
        "school": around(viewer, child, on).setting if leading is None else "",
    }
    if leading is None:
        return render(request, "families/nothing_yet.html", context)
    view = case_view(viewer, leading.case, on)
    people = around(viewer, child, on, leading.case.pk)
    story = story_of(view, people, who, on)
    letters, updates = list(letters_of_child(viewer, child.pk)), updates_of(viewer, leading.case.pk)
    of_case = [letter for letter in letters if letter.case == leading.case.pk]
    in_force = plan_in_force(viewer, child.pk)
    reasons = {c.facts: _why(c, story) for c in view.clocks}
    context |= {
        "case": leading.case,
        "story": story,
        "heading": words.heading(story),
        "where": words.where(story),
        "week": words.week(story),
        "late": lateness(story, last_told(of_case, asked, updates)),
        "steps": words.next_steps(story) if not _over(story) else [],
        "rights": words.own_time(story),
        "ended": words.ended_time(story) if not _over(story) else [],
        "refused": story.pathway.slug in ASSESSMENTS and story.stage in REFUSED,
        "over": _over(story),
        "reasons": reasons,
        "updates": updates,
        "who_asked": words.asked(story),
        "letters": [(letter, day_of(letter.made_at)) for letter in letters],
        "views": views_asked_for(view),
        "plan": plans_of(viewer, leading.case).filter(withdrawn=False).first() or (in_force[0] if in_force else None),
        "review": next((line.case for line in lines if line.case.pathway == "annual-review" and not line.closed and review_of(viewer, line.case)), None),
        "documents": documents_of(viewer, leading.case),
        "own": adds_to_plan(viewer, leading.case),
        "officer": story.officer,
        "school": story.school,
    }
    return render(request, "families/family.html", context)


def _over(story: Story) -> bool:
    """Ended for good: withdrawn, moved away or died. The page then says little."""
    return story.stage == "closed"


def _why(shown: Any, story: Story) -> list[str]:
    """Why a date is as it is; what began it only where the reader may know of it."""
    explained = shown.explanation
    begun = explained is not None and any(s.label == "Started by" for s in explained.steps)
    return words.why(shown.facts, explained.started_by.event if begun else "", story)
