"""Help for children themselves, in easy words. No one signs in, and nothing is kept."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldenthread.offer.children import TOPICS, told_to_children, topic
from goldenthread.people.models import District
from goldenthread.web.days import today


def _page(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    return render(request, f"offer/{template}.html", {"narrow": True, "family_page": not request.user.is_authenticated} | context)


def begin(request: HttpRequest) -> HttpResponse:
    return _page(request, "children", topics=TOPICS)


def one(request: HttpRequest, slug: str) -> HttpResponse:
    found = topic(slug)
    if found is None:
        raise Http404
    places = District.objects.exclude(locality="").order_by("name")
    near = next((d for d in places if d.name == request.GET.get("near")), None)
    more = f"{reverse('offer')}?{urlencode([('need', n) for n in found.needs])}"
    return _page(request, "child_topic", topic=found, topics=TOPICS, entries=told_to_children(found, today(), near), places=places, near=near, more_href=more)
