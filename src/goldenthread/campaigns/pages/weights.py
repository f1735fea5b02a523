"""What each reason weighs; and what another weight would move, shown before it holds."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.campaigns.actions import weigh
from goldenthread.campaigns.audit import audit
from goldenthread.campaigns.models import Weighing
from goldenthread.campaigns.radar import SCORED, lines
from goldenthread.campaigns.reading import CASEWORK, managed, owners, plans, weights_on
from goldenthread.science.staleness import MEANING, REASONS, WEIGHTS
from goldenthread.web.days import today

WHICH = 10


@signed_in
def weights(request: HttpRequest) -> HttpResponse:
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if not viewer.holds(*CASEWORK):
        raise Http404
    now = weights_on(viewer, on)
    may_set = managed(viewer) is not None
    given = {k: str(v) for k, v in now.items()}
    faults: list[dict[str, str]] = []
    found = plans(viewer, on)
    before = found.in_order(on, now)
    effect: dict[str, Any] | None = None
    if request.method == "POST":
        if not may_set:
            raise Http404
        given = {k: request.POST.get(k, "").strip() for k in REASONS}
        faults = [{"text": f"{REASONS[k]} must be a whole number from 0 to 100", "href": f"#w-{k}"} for k, v in given.items() if not _is_weight(v)]
        if not faults and not any(int(v) for v in given.values()):
            first = next(iter(REASONS))
            faults = [{"text": "At least one reason must weigh more than 0: without any weight every plan scores 0, and the list has no order", "href": f"#w-{first}"}]
        if not faults:
            new = {k: int(v) for k, v in given.items()}
            # Only what was shown is applied: a weight changed after it is shown first.
            if request.POST.get("do") == "apply" and request.POST.get("seen") == seen(new):
                weigh(viewer, new, request.user.name, on)  # type: ignore[union-attr]
                messages.success(request, "Saved. The weights hold from today.")
                return redirect("radar-weights")
            effect = _effect(before, found.in_order(on, new))
            effect["seen"] = seen(new)
            effect["rows"] = [(line, *moved) for line, moved in zip(lines(viewer, found, effect["which"], on, new), effect["moves"], strict=True)]
    context = {
        "nav": "radar", "now": now, "given": given, "reasons": REASONS, "meaning": MEANING, "manager": may_set, "faults": faults, "errors": bool(faults), "effect": effect,
        "scored": SCORED, "published": WEIGHTS, "audit": audit(viewer, found, before), "on": on,
        "first": Weighing.objects.filter(owner__in=owners(viewer)).order_by("valid_from").values_list("valid_from", flat=True).first(),
        "history": Weighing.objects.filter(owner__in=owners(viewer)).order_by("-valid_from")[:20],
    }  # fmt: skip
    return render(request, "campaigns/weights.html", context)


def seen(points: dict[str, int]) -> str:
    """The weights whose effect was shown, as the form sends them back."""
    return " ".join(str(points[k]) for k in REASONS)


def _is_weight(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= 100


def _effect(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, Any]:
    """How many plans move, and those that move furthest."""
    was = before.select("n", was="score", stood=pl.int_range(1, pl.len() + 1))
    both = after.with_columns(stands=pl.int_range(1, pl.len() + 1)).join(was, on="n", maintain_order="left")
    which = both.filter(pl.col("stands") != pl.col("stood")).sort((pl.col("stands") - pl.col("stood")).abs(), descending=True, maintain_order=True).head(WHICH)
    return {
        "place": int((both["stands"] != both["stood"]).sum()), "score": int((both["score"] != both["was"]).sum()), "total": both.height,
        "up": int(((both["was"] < SCORED) & (both["score"] >= SCORED)).sum()), "down": int(((both["was"] >= SCORED) & (both["score"] < SCORED)).sum()),
        "which": which, "moves": which.select("was", "score", "stood", "stands").rows(),
    }  # fmt: skip
