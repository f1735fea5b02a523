"""A contributor's task: what is asked, their needs, outcomes and provision line by line, and sending it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone

from goldenthread.assessments import advice_writing_actions as actions
from goldenthread.assessments.advice_asking_actions import CannotAsk
from goldenthread.assessments.advice_forms import (
    FORMS,
    RefuseForm,
    SendForm,
    form_for,
    line_of,
    provision_typed,
    typed,
)
from goldenthread.assessments.advice_queries import enclosure, enclosures
from goldenthread.assessments.advice_writing_actions import Overtaken, body_of, line_in, typed_in, unfinished
from goldenthread.assessments.pages.advice_desk import Desk, at_desk
from goldenthread.assessments.reports import paragraphs_of
from goldenthread.assessments.uploads import BadFile, accepted
from goldenthread.cases.pages.document import handed_over
from goldenthread.cases.queries_delays import delays_of, in_words, why_of
from goldenthread.letters.pages.personal_link import finish
from goldenthread.pathways.common.contributors import NOT_UNDER_SECTION_31
from goldenthread.science.advice import AREAS, Need, Outcome
from goldenthread.science.wording import Finding, findings, findings_of, findings_of_advice
from goldenthread.web.addresses import number_in
from goldenthread.web.words import time_of_day

WORDS = {
    "views": ("Summary", "Save summary"),
    "needs": ("need", "Save need"),
    "outcomes": ("outcome", "Save outcome"),
    "provisions": ("provision", "Save provision"),
}


@at_desk
def home(desk: Desk) -> HttpResponse:
    """What is asked, by when, what the family gave, and how far it has got."""
    advice = body_of(desk.row)
    why = why_of(desk.clock, delays_of(desk.viewer, {desk.case.pk: desk.case.confidentiality})) if desk.clock else None
    return desk.show(
        "advice_home", why_late=in_words(why, desk.today), advice=advice, areas=AREAS, enclosed=enclosures(desk.case.pk, desk.contributor),
        unfinished=[_unfinished(desk, slot) for slot in unfinished(desk.row)], clock=desk.clock,
        findings={**findings_of_advice(advice), **{p.id: [] for p in advice.provisions if p.kept_because.strip()}},
        sent=desk.row is not None and desk.row.sent_at is not None, may_refuse=desk.contributor not in NOT_UNDER_SECTION_31,
    )  # fmt: skip


def _unfinished(desk: Desk, slot: str) -> tuple[str, str]:
    kind = slot.partition("/")[0]
    said = typed_in(desk.row, slot)
    words = str(said.get("text") or said.get("what") or said.get("views") or "")
    return _to(desk, slot), f"{WORDS[kind][0]}: {words[:60]}" if words.strip() else WORDS[kind][0]


def _to(desk: Desk, slot: str) -> str:
    kind, _, key = slot.partition("/")
    return desk.to("line", kind, key) if key else desk.to("views")


@at_desk
def new(desk: Desk, kind: str) -> HttpResponse:
    """A new line, or the one that was begun and not finished."""
    if kind not in WORDS or kind == "views":
        raise Http404
    kept = {slot for slot in unfinished(desk.row) if slot.startswith(f"{kind}/") and not line_in(desk.row, slot)}
    slot = min(kept) if kept else actions.new_slot(kind)
    return desk.go("line", *slot.split("/"))


@at_desk
def views(desk: Desk) -> HttpResponse:
    return _line(desk, "views", "views")


@at_desk
def line(desk: Desk, kind: str, key: str) -> HttpResponse:
    if kind not in FORMS or kind == "views":
        raise Http404
    return _line(desk, kind, f"{kind}/{key}")


def _line(desk: Desk, kind: str, slot: str) -> HttpResponse:
    """One line. Every press of a button keeps what was typed; so does the page by itself, every few seconds."""
    request = desk.request
    if request.method != "POST":
        said = typed_in(desk.row, slot) or line_in(desk.row, slot)
        return _show(desk, kind, slot, said, form_for(kind, body_of(desk.row), initial=said))
    posted = request.POST
    said = typed(kind, posted)
    revision = number_in(posted.get("revision", "")) or 0
    by_itself = posted.get("autosave") == "1"
    form = form_for(kind, body_of(desk.row), posted)
    try:
        if posted.get("do") == "remove":
            actions.remove(desk.viewer, desk.case, desk.contributor, slot)
            return desk.go()
        whole = line_of(form) if not by_itself and form.is_valid() else None
        row = actions.save(desk.viewer, desk.case, desk.contributor, slot, revision, said, whole)
    except Overtaken as overtaken:
        if by_itself:
            return JsonResponse({"overtaken": True}, status=409)
        return _show(desk, kind, slot, said, form, overtaken=overtaken)
    if by_itself:
        return JsonResponse(_kept(row.revision, kind, said))
    desk.__dict__.pop("row", None)
    if whole is None:
        return _show(desk, kind, slot, said, form)
    found = pointed_out(kind, said)
    if found and kind == "provisions" and posted.get("seen") != _fingerprint(found) and not said.get("kept_because", "").strip():
        return _show(desk, kind, slot, said, form_for(kind, body_of(desk.row), initial=said), seen=_fingerprint(found))
    return desk.go()


def pointed_out(kind: str, said: Mapping[str, Any]) -> list[Finding]:
    if kind == "provisions":
        return findings(provision_typed(said))
    words = {name: str(said.get(name) or "") for name in ("text", "by", "area")}
    if kind == "outcomes":
        return findings_of(Outcome("", words["text"], words["by"]))
    return findings_of(Need("", words["text"], words["area"])) if kind == "needs" else []


def _fingerprint(found: list[Finding]) -> str:
    return " ".join(sorted(f"{f.rule}:{f.field}" for f in found))


def _show(
    desk: Desk, kind: str, slot: str, said: Mapping[str, Any], form: Any, *, overtaken: Overtaken | None = None, seen: str = ""
) -> HttpResponse:
    revision = overtaken.revision if overtaken else (desk.row.revision if desk.row else 0)
    there = bool(line_in(desk.row, slot))
    noun, button = WORDS[kind]
    found = pointed_out(kind, said) if any(said.values()) else []
    wrong = form.is_bound and bool(form.errors)
    return desk.show(
        "advice_line", kind=kind, slot=slot, form=form, errors=wrong, revision=revision, button=button, seen=seen, there=there,
        keep=kind == "provisions", heading=noun if kind == "views" else f"{'Change' if there else 'Add'} {noun}", hints=_by_field(found), overtaken=overtaken,
        reads=_reads(said, found) if kind == "provisions" else [], labels={n: f.label for n, f in FORMS[kind].base_fields.items()},
        report=desk.row is not None and desk.row.report_id is not None,
    )  # fmt: skip


def _by_field(found: list[Finding]) -> dict[str, list[Finding]]:
    by: dict[str, list[Finding]] = {}
    for finding in found:
        by.setdefault(finding.field, []).append(finding)
    return by


def _reads(said: Mapping[str, Any], found: list[Finding]) -> list[tuple[str, bool]]:
    """How it will read, in pieces: those that are pointed out are marked."""
    sentence = provision_typed(said).sentence if str(said.get("what") or "").strip() else ""
    return marked(sentence, [f.found for f in found if f.found])


def marked(sentence: str, words: list[str]) -> list[tuple[str, bool]]:
    pieces, rest, low = [], sentence, sentence.lower()
    places = sorted((low.find(w.lower()), len(w)) for w in words if w.lower() in low)
    at = 0
    for start, length in places:
        if start >= at:
            pieces += [(rest[at:start], False), (rest[start : start + length], True)]
            at = start + length
    return [piece for piece in [*pieces, (rest[at:], False)] if piece[0]]


def _kept(revision: int, kind: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """What the page is told once it has saved by itself."""
    found = pointed_out(kind, said)
    hints = {
        name: render_to_string("assessments/advice_hint.html", {"found": each, "keep": kind == "provisions"}) for name, each in _by_field(found).items()
    }
    reads = render_to_string("assessments/advice_reads.html", {"reads": _reads(said, found)}) if kind == "provisions" else ""
    return {"saved": time_of_day(timezone.localtime()), "revision": revision, "hints": hints, "reads": reads}


@at_desk
def report(desk: Desk) -> HttpResponse:
    """A Word or PDF report, and the provision that is marked up from it."""
    request, problem = desk.request, ""
    if request.method == "POST" and request.POST.get("do") == "remove":
        actions.attach(desk.viewer, desk.case, desk.contributor, None)
        return desk.go("report")
    if request.method == "POST" and (words := request.POST.get("words", "").strip()):
        slot = actions.new_slot("provisions")
        row = actions.begin(desk.viewer, desk.case, desk.contributor)
        actions.save(desk.viewer, desk.case, desk.contributor, slot, row.revision, {"what": words[:2000]}, None)
        return desk.go("line", *slot.split("/"))
    if request.method == "POST":
        problem = _attach(desk)
        if not problem:
            return desk.go("report")
    file = desk.row.report if desk.row else None
    return desk.show(
        "advice_report", file=file, paragraphs=paragraphs_of(bytes(file.file)) if file is not None and file.file and file.file_name.endswith(".docx") else [],
        advice=body_of(desk.row), problem=problem, errors=bool(problem), status=400 if problem else 200,
    )  # fmt: skip


def _attach(desk: Desk) -> str:
    """Keeps the report that came; or says, in words, why not."""
    upload = desk.request.FILES.get("report")
    if upload is None:
        return "Choose a Word or PDF file"
    try:
        file = accepted(upload)
    except BadFile as bad:
        return str(bad)
    if not file.name.endswith((".docx", ".pdf")):
        return "The report must be a Word document (.docx) or a PDF"
    actions.attach(desk.viewer, desk.case, desk.contributor, file)
    return ""


@at_desk
def check(desk: Desk) -> HttpResponse:
    """What will be sent, with what is pointed out. Nothing that is pointed out stops it."""
    request, advice = desk.request, body_of(desk.row)
    form = SendForm(request.POST or None, initial={"name": desk.viewer.name, "registration": desk.row.registration if desk.row else ""})
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.send(desk.viewer, desk.case, desk.contributor, on=desk.today, **form.cleaned_data)
        except CannotAsk as nothing:
            problem = str(nothing)
        else:
            return _done(desk, "Your advice is sent")
    if problem:
        form.add_error(None, problem)
    return desk.show(
        "advice_check", advice=advice, areas=AREAS, form=form, errors=form.is_bound and bool(form.errors),
        broken=advice.broken_threads(), unfinished=[_unfinished(desk, slot) for slot in unfinished(desk.row)],
        findings=findings_of_advice(advice),
    )  # fmt: skip


def _done(desk: Desk, said: str) -> HttpResponse:
    if desk.link is not None:
        return finish(desk.request, said)
    return desk.go()


@at_desk
def unknown(desk: Desk) -> HttpResponse:
    if desk.request.method == "POST":
        actions.not_known(desk.viewer, desk.case, desk.contributor, desk.today)
        return _done(desk, "Thank you for telling us")
    return desk.show("advice_unknown")


@at_desk
def refuse(desk: Desk) -> HttpResponse:
    if desk.contributor in NOT_UNDER_SECTION_31:
        raise Http404
    form = RefuseForm(desk.request.POST or None)
    if desk.request.method == "POST" and form.is_valid():
        actions.refuse(desk.viewer, desk.case, desk.contributor, form.cleaned_data["reasons"], desk.today)
        return _done(desk, "Your reasons are sent")
    return desk.show("advice_refuse", form=form, errors=form.is_bound and bool(form.errors))


@at_desk
def enclosure_page(desk: Desk, key: UUID) -> HttpResponse:
    """What the family gave, handed over to be saved and never run in the page."""
    found = enclosure(desk.case.pk, desk.contributor, key)
    if found is None:
        raise Http404
    if found.file is None:
        return desk.show("advice_enclosure", document=found)
    return handed_over(found.name, found.file)


@at_desk
def own_report(desk: Desk) -> HttpResponse:
    file = desk.row.report if desk.row else None
    if file is None or file.file is None:
        raise Http404
    return handed_over(file.file_name, bytes(file.file))
