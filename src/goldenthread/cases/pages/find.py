"""Find a child. Nothing of the child stands in an address, so the search is posted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.access.actions import record_search
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.cases.queries_children import LONGEST, MOST, enough, find_children
from goldenthread.web.days import today


@signed_in
def find(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    wanted = request.POST.get("q", "").strip()[:LONGEST]
    found = find_children(viewer, wanted)
    if enough(wanted):
        record_search(viewer, len(found))
    context = {
        "nav": "children",
        "wanted": wanted,
        "enough": enough(wanted),
        "found": found,
        "today": today(),
        "most": MOST,
    }
    return render(request, "cases/find.html", context)
