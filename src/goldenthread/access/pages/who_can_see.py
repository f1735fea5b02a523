"""The agreement on who sees what, as anybody may read it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.access.rules import ROLES, right
from goldenthread.people.kinds import KINDS

WORDS = {
    "RW": "Reads and records",
    "R": "Reads",
    "S": "Sees the stage and dates only",
    "C": "With the family’s agreement",
    "A": "Totals only",
    "X": "Is sent a copy for one case",
    "O": "Own entries",
    "": "Does not see",
}


def who_can_see(request: HttpRequest) -> HttpResponse:
    roles = [
        {"title": title, "cells": [(kind, WORDS[right(slug, kind_slug)]) for kind_slug, kind in KINDS.items()]}
        for slug, (title, _) in ROLES.items()
    ]
    return render(request, "access/who_can_see_what.html", {"roles": roles, "narrow": True})
