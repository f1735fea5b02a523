"""A council's spreadsheet of services: sent, its columns said once, looked at, and taken up."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.exchange.extract import UnreadableExtract
from goldenthread.exchange.table import DATE_ORDERS, LARGEST, Table
from goldenthread.offer import sheet_actions
from goldenthread.offer.models import Sheet
from goldenthread.offer.pages.desk import let_in, page
from goldenthread.offer.sheets import (
    ALWAYS,
    CODED,
    FIELDS,
    NEEDED,
    Reading,
    all_said,
    guess,
    likely,
    meanings,
    problems,
    table_in,
    words_of,
)
from goldenthread.web.days import today

SHOWN = 100
DATE_WORDS = {"ymd": "2026-03-27", "dmy": "27/03/2026", "mdy": "03/27/2026", "d-mon-y": "27-Mar-2026", "serial": "46108 (Excel’s count of days)"}


@signed_in
def sheets(request: HttpRequest) -> HttpResponse:
    """Those that were sent, and the form that sends one."""
    let_in(request)
    problem = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            problem = "Choose the file"
        elif (file.size or 0) > LARGEST:
            problem = f"The file must be {LARGEST // 1_000_000} MB or smaller. Send it in parts"
        else:
            try:
                made = sheet_actions.send(request.viewer, file_name=file.name or "services.csv", data=file.read(), sheet=request.POST.get("sheet", ""), on=today())  # type: ignore[attr-defined]
            except UnreadableExtract as refusal:
                problem = str(refusal)
            else:
                return redirect("offer-sheet", made.pk)
    rows = Sheet.objects.defer("text", "decisions").order_by("-sent_on", "-pk")[:50]
    return page(request, "sheets", rows=rows, problem=problem, sheet=request.POST.get("sheet", "")[:100], megabytes=LARGEST // 1_000_000, errors=bool(problem))


@signed_in
def columns(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Which column says what, in which order its days are written, and what its words mean."""
    let_in(request, edit=True)
    one = get_object_or_404(Sheet, pk=sheet_id)
    if one.state != Sheet.State.SENT:
        return redirect("offer-sheet", one.pk)
    table, means = table_in(one.text), meanings()
    step = request.POST.get("step", "")
    before = sheet_actions.layout_of(one)
    given = _given(request, table) if request.method == "POST" else before or likely(table)
    wrong = problems(table, given, means, codes=step == "codes") if request.method == "POST" else {}
    if step == "codes" and not wrong:
        sheet_actions.keep_layout(request.viewer, one, given, today())  # type: ignore[attr-defined]
        return redirect("offer-sheet", one.pk)
    asked = {}
    if request.method == "POST" and not any(not k.startswith("code-") for k in wrong) or before and request.method != "POST":
        kept = (before.codes if before else {}) if step != "codes" else {}
        for name in (n for n in CODED if n in given.columns):
            said = given.codes.get(name, {})
            # What was said once, or what the word itself says, stands there already.
            asked[name] = [(k, w, said.get(w.casefold(), kept.get(name, {}).get(w.casefold(), guess(w, means[name]) or ("?" if step != "codes" else "?")))) for k, w in enumerate(words_of(table, name, given.columns[name]))]
    samples = {c: ", ".join(table.values_of(c, 3)[:3]) for c in table.columns}
    return page(request, "sheet_columns", sheet=one, fields=FIELDS, needed=NEEDED, always=ALWAYS, table=table, given=given, wrong=wrong, errors=bool(wrong), orders=DATE_WORDS, samples=samples,
                 asked=asked, ready=bool(request.method == "POST" and not any(not k.startswith("code-") for k in wrong) or before and request.method != "POST"), means=means)  # fmt: skip


def _given(request: HttpRequest, table: Table) -> Reading:
    chosen = {n: c for n in FIELDS if (c := request.POST.get(f"column-{n}", "")) in table.columns and c}
    always = {n: v for n in ALWAYS if n not in chosen and (v := request.POST.get(f"always-{n}", "").strip()[:200])}
    codes: dict[str, dict[str, str]] = {}
    means = meanings()
    for name in (n for n in CODED if n in chosen):
        for k, word in enumerate(words_of(table, name, chosen[name])):
            ours = request.POST.get(f"code-{name}-{k}", "?")
            if ours == "-" or ours in means[name]:
                codes.setdefault(name, {})[word.casefold()] = "" if ours == "-" else ours
    dates = request.POST.get("dates", "")
    return Reading(chosen, always, codes, dates if dates in DATE_ORDERS else "")


@signed_in
def sheet(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """What would become of its rows; and what is done about it."""
    let_in(request)
    one = get_object_or_404(Sheet, pk=sheet_id)
    if request.method == "POST":
        return _done(request, one)
    made = None
    if one.state == Sheet.State.SENT:
        reading = sheet_actions.layout_of(one)
        if reading is None or not all_said(table_in(one.text), reading):
            let_in(request, edit=True)
            return redirect("offer-sheet-columns", one.pk)
        made = sheet_actions.checked(one)
    return page(request, "sheet", sheet=one, made=made, most=SHOWN)


def _done(request: HttpRequest, one: Sheet) -> HttpResponse:
    what = request.POST.get("do")
    if what == "decide":
        made = sheet_actions.checked(one) if one.state == Sheet.State.SENT else None
        allowed = {p.key: ("new", p.like) for p in made.pairs} if made else {}
        said = {key: v for key, choices in allowed.items() if (v := request.POST.get(f"same-{key}", "")) in choices}
        if said:
            sheet_actions.decide(one, said)
            messages.success(request, "Kept.")
        else:
            messages.info(request, "Choose “the same” or “two services” for at least one of them.")
    elif what == "take" and sheet_actions.take(one):
        messages.success(request, "It is being taken up. That takes a minute or so.")
    elif what == "throw" and one.state == Sheet.State.SENT:
        sheet_actions.throw_away(one)
        messages.success(request, "Thrown away. Nothing of it was kept.")
    else:
        messages.info(request, "Somebody has done something about it meanwhile. Look again.")
    return redirect("offer-sheet", one.pk)
