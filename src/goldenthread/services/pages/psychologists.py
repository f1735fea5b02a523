"""What would clear the educational psychologists' queue, and how their hours and locums are best shared out over the localities."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.assessments.capacity import Person
from goldenthread.assessments.queue import body_of
from goldenthread.services import psychologists
from goldenthread.services.forms import PsychologistsForm, PsychologistsPlannerForm
from goldenthread.services.journeys import Wait
from goldenthread.services.pages.capacity import NO_PLAN, answered, as_file
from goldenthread.services.pages.planning import as_file as plan_file
from goldenthread.services.pages.planning import as_table, planned
from goldenthread.services.planning import model
from goldenthread.services.waits import slug_of
from goldenthread.web.days import today
from goldenthread.web.words import HOME_UNLISTED

USUAL = {"target": 6, "start": 4, "weeks": 12, "each": 1}
ENTERED = "Weeks that you have entered in everyone’s time are taken as they are; after them, today’s pace."
Lists = dict[tuple[str, str], list[Wait]]


def _asked(request: HttpRequest) -> tuple[Lists, list[Person], list[str]]:
    """The waits, the psychologists and the localities, for those who look after the queue."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if body_of(viewer) is None:
        raise Http404
    lists, everybody = psychologists.waits(viewer, today()), psychologists.staff(viewer, today())
    return lists, everybody, psychologists.localities(lists, everybody)


def _form(request: HttpRequest, places: list[str]) -> tuple[PsychologistsForm, str | None]:
    """And the locality that is asked for; None for everywhere."""
    slugs = {slug_of(p): p for p in places}
    form = PsychologistsForm(request.GET or None, initial=USUAL, places={slug: p or HOME_UNLISTED for slug, p in slugs.items()})
    return form, slugs.get(request.GET.get("place", ""))


@signed_in
def ep_capacity(request: HttpRequest) -> HttpResponse:
    lists, everybody, places = _asked(request)
    form, place = _form(request, places)
    context = answered(psychologists.model(lists, everybody, today(), place), form, USUAL) | {
        "nav": "queue", "caption": f"Educational psychologist queue, {'everywhere' if place is None else place or 'home not in the area’s lists'}",
        "back_href": reverse("ep-queue"), "back_text": "Educational psychologist queue", "action": reverse("ep-capacity"),
        "model_href": f"{reverse('ep-capacity-model')}?{request.GET.urlencode()}", "staffing": ENTERED if psychologists.plan_of(everybody, today(), place) else NO_PLAN,
    }  # fmt: skip
    return render(request, "services/capacity.html", context)


@signed_in
def ep_capacity_model(request: HttpRequest) -> HttpResponse:
    lists, everybody, places = _asked(request)
    form, place = _form(request, places)
    return as_file(psychologists.model(lists, everybody, today(), place), form, USUAL)


def _planner(request: HttpRequest) -> tuple[PsychologistsPlannerForm, Any]:
    lists, everybody, places = _asked(request)
    form = PsychologistsPlannerForm(request.GET or None, services=psychologists.NAMES, localities=places, time_for=psychologists.time_for(everybody, today()))
    return form, lambda given: model(lists, psychologists.NAMES, places, given, today(), statutory=True)


@signed_in
def ep_planner(request: HttpRequest) -> HttpResponse:
    form, make = _planner(request)
    context = planned(form, make) | {
        "nav": "queue", "any": bool(form.localities), "law": True, "back_href": reverse("ep-queue"), "back_text": "Educational psychologist queue", "action": reverse("ep-planner"),
        "model_href": f"{reverse('ep-planner-model')}?{request.GET.urlencode()}", "table_href": f"{reverse('ep-planner-csv')}?{request.GET.urlencode()}",
        "nothing": "Nobody has waited for a psychologist’s advice yet, and no psychologist is on record. Once there are, their hours can be planned here.",
    }  # fmt: skip
    return render(request, "services/planner.html", context)


@signed_in
def ep_planner_model(request: HttpRequest) -> HttpResponse:
    return plan_file(*_planner(request))


@signed_in
def ep_planner_csv(request: HttpRequest) -> HttpResponse:
    return as_table(*_planner(request))
