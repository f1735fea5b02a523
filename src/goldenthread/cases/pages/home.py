"""The first page: where a person's day begins depends on their role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from goldenthread.web.navigation import navigation


def home(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not request.user.is_authenticated:
        return redirect("account_login")
    items = {item.slug: item.href for item in navigation(viewer)}
    if viewer.holds("la-send-manager") and "clocks" in items:
        return redirect(items["clocks"])
    if "administration" in items and "my-work" not in items:
        return redirect(items["administration"])
    return redirect(next(iter(items.values()), "/help/"))
