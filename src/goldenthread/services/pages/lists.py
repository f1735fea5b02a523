"""A provider's waiting lists: sent as they come out of its own system, read as a person said once, checked, and loaded."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.exchange.extract import UnreadableExtract
from goldenthread.services.actions import choose_sheet, keep_layout, load, send, throw_away
from goldenthread.services.forms import ListForm
from goldenthread.services.list_files import (
    CODES,
    DATE_ORDERS,
    DATE_WORDS,
    FIELDS,
    LARGEST,
    NEEDED,
    SAYS_NOTHING,
    Reading,
    Row,
    Table,
    after_the_list,
    read_table,
    rows_of,
)
from goldenthread.services.models import Upload
from goldenthread.services.queries import (
    layout_of,
    managed,
    matches_of,
    reading_of,
    services_of,
    stale,
    uploads_of,
)
from goldenthread.web.days import today
from goldenthread.web.words import count_of

SHOWN = 40
SAMPLES = 3


def _mine(request: HttpRequest, upload_id: UUID) -> Upload:
    found = uploads_of(request.viewer).filter(pk=upload_id).first()  # type: ignore[attr-defined]
    if managed(request.viewer) is None or found is None:  # type: ignore[attr-defined]
        raise Http404
    return found


@signed_in
def lists(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if managed(viewer) is None:
        raise Http404
    sent = list(uploads_of(viewer).defer("text", "sheets")[:50])
    _, old = stale(viewer, today(), most=0)
    context = {
        "nav": "lists", "uploads": sent, "to_decide": matches_of(viewer).filter(decision="").count(), "old": old, "services": list(services_of(viewer)),
        "tags": {"sent": "soon", "queued": "running", "loaded": "met", "refused": "overdue"},
    }  # fmt: skip
    return render(request, "services/lists.html", context)


@signed_in
def send_list(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if managed(viewer) is None:
        raise Http404
    form = ListForm(request.POST or None)
    problem = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            problem = "Choose the file"
        elif (file.size or 0) > LARGEST:
            problem = f"The file must be {LARGEST // 1_000_000} MB or smaller. Send it in parts"
        if form.is_valid() and not problem and file is not None:
            try:
                upload = send(viewer, file_name=file.name or "list.csv", data=file.read(), taken_on=form.cleaned_data["taken_on"])
            except UnreadableExtract as refusal:
                problem = str(refusal)
            else:
                return _next(upload)
    context = {"nav": "lists", "form": form, "problem": problem, "errors": bool(problem or (form.is_bound and form.errors)), "narrow": True, "megabytes": LARGEST // 1_000_000}
    return render(request, "services/send.html", context)


def _next(upload: Upload) -> HttpResponse:
    """Where a list that was just read goes on: to its sheets, its columns, or what was found."""
    if not upload.text:
        return redirect("list-sheet", upload.pk)
    return redirect("list" if layout_of(upload.owner_id, read_table(upload.text.encode())) else "list-columns", upload.pk)


@signed_in
def sheet(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Which sheet of a workbook is the list."""
    viewer = request.viewer  # type: ignore[attr-defined]
    upload = _mine(request, upload_id)
    if upload.state != Upload.State.SENT or not upload.sheets:
        return redirect("list", upload.pk)
    problem = ""
    if request.method == "POST":
        try:
            choose_sheet(viewer, upload, request.POST.get("sheet", ""))
        except UnreadableExtract as refusal:
            problem = str(refusal)
        else:
            upload.refresh_from_db()
            return _next(upload)
    context = {"nav": "lists", "upload": upload, "problem": problem, "errors": bool(problem), "chosen": request.POST.get("sheet", ""), "narrow": True, "count_of": count_of}
    return render(request, "services/sheet.html", context)


@signed_in
def columns(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Which column says what, in which order its days are written, and what its codes mean."""
    viewer = request.viewer  # type: ignore[attr-defined]
    upload = _mine(request, upload_id)
    if upload.state != Upload.State.SENT:
        return redirect("list", upload.pk)
    if not upload.text:
        return redirect("list-sheet", upload.pk)
    table = read_table(upload.text.encode())
    layout = layout_of(upload.owner_id, table)
    before = reading_of(layout) if layout else _likely(table)
    given = _given(request, table) if request.method == "POST" else before
    services = {s.code: s.name for s in services_of(viewer)}
    wrong: dict[str, str] = {}
    asked = _codes_asked(table, given)
    if request.method == "POST":
        wrong = _wrong(table, given, services)
        if request.POST.get("step") != "codes":
            # Their meaning is asked only once the columns are known.
            wrong = {where: said for where, said in wrong.items() if not where.startswith("code-")}
        if not wrong and request.POST.get("step") == "codes":
            keep_layout(viewer, upload, given)
            return redirect("list", upload.pk)
    context = {
        "nav": "lists", "upload": upload, "fields": FIELDS, "needed": NEEDED, "table": table, "given": given, "wrong": wrong, "errors": bool(wrong), "orders": DATE_WORDS,
        "samples": {c: ", ".join(table.values_of(c, SAMPLES)[:SAMPLES]) for c in table.columns}, "services": services, "codes": CODES,
        "asked": asked if request.method == "POST" and not {k for k in wrong if not k.startswith("code-")} else {}, "words": _plain,
        "always": ("service", "seen_how", "looked_for", "priority"),
    }  # fmt: skip
    return render(request, "services/columns.html", context)


def _plain(slug: str) -> str:
    return slug.replace("-", " ").capitalize()


def _likely(table: Table) -> Reading:
    """Columns whose name says it: a person looks at each."""
    by_name = {"".join(ch for ch in c.casefold() if ch.isalnum()): c for c in table.columns}
    also = {"nhs_number": ("nhsno",), "date_of_birth": ("dob",), "forename": ("firstname", "firstnames", "givenname"), "surname": ("lastname", "familyname"),
            "reference": ("referralid", "referralreference", "ref", "refno", "id"), "postcode": ("homepostcode", "pcode"),
            "received_on": ("referralreceiveddate", "referralreceived", "datereceived", "refrecd", "received")}  # fmt: skip
    found = {}
    for name in FIELDS:
        for key in (name.replace("_", ""), *also.get(name, ())):
            if key in by_name and by_name[key] not in found.values():
                found[name] = by_name[key]
                break
    return Reading(found)


def _given(request: HttpRequest, table: Table) -> Reading:
    chosen = {n: c for n in FIELDS if (c := request.POST.get(f"column-{n}", "")) in table.columns and c}
    always = {n: v for n in FIELDS if n not in chosen and (v := request.POST.get(f"always-{n}", "").strip()[:40])}
    dates = request.POST.get("dates", "")
    codes = {}
    for name, values in _values(table, chosen).items():
        said = {v.casefold(): ours for k, v in enumerate(values) if (ours := request.POST.get(f"code-{name}-{k}", "")[:40])}
        if said:
            codes[name] = said
    return Reading(chosen, always, codes, dates if dates in DATE_ORDERS else "")


def _values(table: Table, chosen: Any) -> dict[str, list[str]]:
    return {n: table.values_of(chosen[n], SHOWN) for n in (*CODES, "service") if n in chosen}


def _codes_asked(table: Table, reading: Reading) -> dict[str, list[tuple[int, str, str]]]:
    """Of each coded field, their values and what each means so far."""
    return {
        name: [(k, v, reading.codes.get(name, {}).get(v.casefold(), "")) for k, v in enumerate(values[:SHOWN])]
        for name, values in _values(table, reading.columns).items()
    }


def _wrong(table: Table, given: Reading, services: dict[str, str]) -> dict[str, str]:
    wrong = {f"column-{name}": f"Choose the column that has: {FIELDS[name].lower()}" for name in given.lacks()}
    if not {"nhs_number", "upn", "postcode"} & set(given.columns):
        wrong["column-nhs_number"] = "Choose the column of the NHS number, the UPN or the postcode: without one nobody can say which child it is"
    twice = [c for c, n in Counter(given.columns.values()).items() if n > 1]
    if twice:
        wrong["column-reference"] = f"The column {twice[0]} is chosen twice"
    if not given.dates:
        wrong["dates"] = "Choose how the file writes a day"
    if "first_seen_on" in given.columns and "seen_how" not in given.columns and not given.always.get("seen_how"):
        wrong["column-seen_how"] = "Say how children are first seen: only face to face and video end the wait"
    if ("decided_on" in given.columns) != ("decision" in given.columns):
        lacking = "decision" if "decided_on" in given.columns else "decided_on"
        wrong[f"column-{lacking}"] = f"Choose the column that has: {FIELDS[lacking].lower()}"
    if "closed_on" in given.columns and "closed_how" not in given.columns:
        wrong["column-closed_how"] = "Choose the column that says how a referral was closed"
    for name, value in given.always.items():
        if value not in (services if name == "service" else CODES.get(name, ())):
            wrong[f"column-{name}"] = f"Choose from the list: {FIELDS[name].lower()}"
    for name, values in _values(table, given.columns).items():
        if len(values) > SHOWN:
            wrong[f"column-{name}"] = f"{given.columns[name]} has more than {SHOWN} different values, so it holds no codes"
            continue
        allowed = services if name == "service" else (*CODES[name], SAYS_NOTHING)
        for k, value in enumerate(values):
            if given.codes.get(name, {}).get(value.casefold(), value) not in allowed:
                wrong[f"code-{name}-{k}"] = f"Say what {value!r} means"
    return wrong


@signed_in
def one_list(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    upload = _mine(request, upload_id)
    if request.method == "POST":
        if request.POST.get("do") == "throw":
            throw_away(viewer, upload.pk)
            messages.success(request, "The list was thrown away. Nothing of it was kept.")
            return redirect("lists")
        if not upload.text and upload.state == Upload.State.SENT:
            return redirect("list-sheet", upload.pk)
        load(viewer, upload.pk)
        return redirect("list", upload.pk)
    context: dict[str, Any] = {"nav": "lists", "upload": upload, "waiting": upload.state == Upload.State.QUEUED}
    if upload.state == Upload.State.SENT:
        if not upload.text:
            return redirect("list-sheet", upload.pk)
        table = read_table(upload.text.encode())
        layout = layout_of(upload.owner_id, table)
        if layout is None:
            return redirect("list-columns", upload.pk)
        known = {s.code: s.name for s in services_of(viewer)}
        read, refused, by_service, open_ = 0, [], Counter[str](), 0
        for row in rows_of(table, reading_of(layout)):
            if isinstance(row, Row) and (late := after_the_list(row, upload.taken_on)):
                refused.append((row.line, late))
            elif isinstance(row, Row):
                read += 1
                open_ += not row.values["closed_on"]
                by_service[known.get(row.values["service"], row.values["service"])] += 1
            else:
                refused.append(row)
        context |= {"checked": True, "read": read, "open": open_, "refused": refused[:SHOWN], "refused_count": len(refused), "by_service": by_service.most_common(), "layout": layout}
    return render(request, "services/list.html", context)
