"""The audit of the queue: every move with its place, its reason, who made it and when."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.assessments.pages.queue import looking_after
from goldenthread.assessments.queue_audit import moves
from goldenthread.assessments.queue_words import audit_sentence
from goldenthread.science.ep_queue import PUBLISHED

MOST = 100
NAMED = 10


@signed_in
def ep_queue_audit(request: HttpRequest) -> HttpResponse:
    viewer, day = looking_after(request)
    every = moves(viewer)
    passing = [m for m in every if m.passed_over]
    only = request.GET.get("only") == "passed-over"
    page = Paginator(passing if only else every, MOST).get_page(request.GET.get("page", "1")[:5])
    context = {
        "nav": "queue",
        "today": day.today,
        "answer": audit_sentence(len(every), len(passing), sum(m.beyond_time for m in every)),
        "published": PUBLISHED,
        "passing": passing[:NAMED],
        "passing_more": len(passing) - NAMED,
        "page": page,
        "only": only,
    }
    return render(request, "assessments/queue_audit.html", context)
