"""What editors of the Local Offer work through: entries that nobody confirms, what was suggested, and the history of each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.offer import coverage, keeping
from goldenthread.offer.fields import NAMES, changes_of, said_of, words_of
from goldenthread.offer.forms import DecideForm, EditorsForm, told_of
from goldenthread.offer.models import Service
from goldenthread.offer.models_keeping import Suggestion
from goldenthread.offer.pages.desk import let_in, page
from goldenthread.web.days import today
from goldenthread.web.words import count_of

A_LIST = 200


@signed_in
def entries(request: HttpRequest) -> HttpResponse:
    let_in(request)
    on = today()
    rows = [keeping.Kept(s, (on - s.assured_date).days) for s in keeping.entries()]
    groups = [
        ("Not shown any more: nobody has confirmed it for a year", [r for r in rows if r.hidden]),
        ("Marked: nobody has confirmed it for 90 days", [r for r in rows if r.stale and not r.hidden]),
        ("No email address: we can ask nobody", [r for r in rows if r.nobody_to_ask and not r.stale]),
    ]
    suggested = list(keeping.open_suggestions()[:A_LIST])
    return page(request, "entries", groups=[(name, found[:A_LIST], len(found)) for name, found in groups], sentence=_sentence(rows, len(suggested)), suggested=suggested, right=sum(not r.stale for r in rows))


def _sentence(rows: list[keeping.Kept], suggested: int) -> str:
    if not rows:
        return ""
    hidden, stale = sum(r.hidden for r in rows), sum(r.stale and not r.hidden for r in rows)
    return f"{'1 entry' if len(rows) == 1 else f'{len(rows):,} entries'}: {len(rows) - hidden - stale} confirmed in the last 90 days, {stale} marked, {hidden} not shown. {count_of(suggested, 'suggestion')} to judge."


@signed_in
def entry(request: HttpRequest, service_id: UUID, decide_form: DecideForm | None = None, of: UUID | None = None) -> HttpResponse:
    let_in(request)
    service = get_object_or_404(Service.objects.select_related("organization"), pk=service_id)
    kept = keeping.Kept(service, (today() - service.assured_date).days)
    waiting = [
        (s, [(NAMES[n], words_of(n, getattr(service, n)), words_of(n, v)) for n, v in s.fields.items() if n in NAMES], DecideForm() if n == 0 and decide_form is None else decide_form if s.pk == of else None)
        for n, s in enumerate(service.suggestions.filter(state=Suggestion.State.OPEN).order_by("on", "pk"))
    ]  # fmt: skip
    judged = service.suggestions.exclude(state=Suggestion.State.OPEN).order_by("-decided_on", "pk")[:A_LIST]
    history = [(c, changes_of(c.fields)) for c in service.changes.order_by("-pk")[:A_LIST]]
    reminders = service.reminders.order_by("-sent_on")[:5]
    errors = bool(decide_form and decide_form.errors)
    return page(request, "entry", service=service, kept=kept, told=said_of(told_of(service)), waiting=waiting, judged=judged, history=history, reminders=reminders, errors=errors, wrong=decide_form, rows=coverage.rows_of(service))


@signed_in
@require_POST
def confirm(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """An editor asked the service, and all of it is right."""
    let_in(request, edit=True)
    if not keeping.confirm(service_id, today(), by_provider=False):
        raise Http404
    messages.success(request, "Recorded: all of it is right today.")
    return redirect("offer-entry", service_id)


@signed_in
def change(request: HttpRequest, service_id: UUID) -> HttpResponse:
    let_in(request, edit=True)
    service = get_object_or_404(Service.objects.select_related("organization"), pk=service_id)
    form = EditorsForm(request.POST) if request.method == "POST" else EditorsForm(initial=told_of(service))
    if request.method == "POST" and form.is_valid():
        fields = keeping.changed_in(service, form.cleaned_data)
        if fields and keeping.change(service_id, today(), fields, form.cleaned_data["why"]):
            messages.success(request, f"Changed: {', '.join(NAMES[name].lower() for name in fields)}.")
            return redirect("offer-entry", service_id)
        form.add_error(None, "Nothing is said otherwise than before. If all of it is right, go back and record that")
    return page(request, "entry_change", form=form, service=service, errors=form.is_bound and form.errors, narrow=True)


@signed_in
@require_POST
def decide(request: HttpRequest, suggestion_id: UUID) -> HttpResponse:
    let_in(request, edit=True)
    one = get_object_or_404(Suggestion, pk=suggestion_id)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return entry(request, one.service_id, form, one.pk)  # type: ignore[no-any-return]
    approved = form.cleaned_data["decided"] == "approve"
    if keeping.decide(one.pk, today(), approved=approved, answer=form.cleaned_data["answer"]):
        changed = "The entry is changed." if approved and one.from_provider else "Now change the entry, if you have not." if approved else "The entry stays as it was."
        messages.success(request, f"Recorded. {changed}")
    else:
        messages.info(request, "Somebody has judged it already.")
    return redirect("offer-entry", one.service_id)
