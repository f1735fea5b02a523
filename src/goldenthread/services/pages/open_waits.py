"""How long waits are, for anybody: no sign-in, no child, no count."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.science.wait_words import in_words
from goldenthread.services.open_waits import Told, open_waits
from goldenthread.web.csv_file import csv_file
from goldenthread.web.days import today

NO_RANGE = "We cannot give a reliable range yet"
TOO_FEW = "Too few were seen to say"


def _asked(request: HttpRequest) -> tuple[list[Told], list[Told], str]:
    found = open_waits(today())
    place = request.GET.get("place", "")
    if place and place not in {t.locality for t in found}:
        raise Http404
    return found, [t for t in found if place in ("", t.locality)], place


def open_waits_page(request: HttpRequest) -> HttpResponse:
    found, kept, place = _asked(request)
    kinds = [(title, list(some)) for title, some in groupby(kept, key=lambda t: t.title)]
    context = {
        "kinds": kinds, "places": sorted({t.locality for t in found}), "place": place, "joins": joins, "seen": seen, "on": today(), "narrow": False,
        "family_page": not request.user.is_authenticated,
    }  # fmt: skip
    return render(request, "services/open_waits.html", context)


def joins(t: Told) -> str:
    return NO_RANGE if t.joins is None else in_words(*t.joins)


def seen(t: Told) -> str:
    return TOO_FEW if t.middle is None else f"Half within {_weeks(t.middle)}, 9 in 10 within {_weeks(t.most or t.middle)}"


def _weeks(n: int) -> str:
    return "1 week" if n == 1 else f"{n} weeks"


def open_waits_csv(request: HttpRequest) -> HttpResponse:
    _, kept, _ = _asked(request)
    head = ["Service", "Where the child lives", "Children waiting", "If referred today, first seen in", "Half of those seen lately waited at most, weeks", "9 in 10 waited at most, weeks", "Newest list", "Lists from"]
    rows = [[t.title, t.locality, t.waiting, joins(t), t.middle if t.middle is not None else "not shown", t.most if t.most is not None else "not shown", t.confirmed_on, t.providers] for t in kept]
    return csv_file("waits.csv", head, rows)
