"""The Local Offer without a screen: how to have it and how to say what one thinks of it, the whole of it to print, and copies that were asked for."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.administration import nothing_left
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.offer import copies
from goldenthread.offer.forms_copies import CopyForm
from goldenthread.offer.keeping import edits, reads
from goldenthread.offer.models_copies import CopyAsked
from goldenthread.people.models import District
from goldenthread.web.days import today
from goldenthread.web.paging import page_in


def offline(request: HttpRequest) -> HttpResponse:
    """What regulation 57 has a council publish: how people without the internet, and those who read otherwise, have it and comment on it."""
    forms = [(f.label, copies.promised(f)) for f in CopyAsked.Format]
    return render(request, "offer/offline.html", {"narrow": True, "family_page": not request.user.is_authenticated, "forms": forms, "districts": District.objects.exclude(locality="").order_by("name")})


def whole(request: HttpRequest) -> HttpResponse:
    given = request.GET
    district = given.get("in", "").strip()[:60]
    found = copies.whole(district, page_in(given), today())
    return render(request, "offer/whole.html", {"narrow": True, "family_page": not request.user.is_authenticated, "found": found, "district": district, "most": copies.PRINTED, "on": today()})


@signed_in
def asked(request: HttpRequest) -> HttpResponse:
    """Copies to be sent, and those that were. Commissioners and the DCO read along."""
    viewer, on = request.viewer, today()  # type: ignore[attr-defined]
    if not (edits(viewer) if request.method == "POST" else reads(viewer)):
        raise Http404
    if "sent" in request.POST:
        number = request.POST["sent"]
        if not (number.isascii() and number.isdigit() and len(number) < 18):
            raise Http404
        if not copies.say_sent(int(number), on):
            return nothing_left(request, "offer-copies")
        messages.success(request, "Recorded as sent today.")
        return redirect("offer-copies")
    form = CopyForm(request.POST or None, on=on, initial={"asked_on": on})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = copies.record(viewer, said["asked_on"], said["format"], said["what"])
        messages.success(request, f"Recorded. It is to be sent by {made.due_on.day} {made.due_on:%B %Y}.")
        return redirect("offer-copies")
    return render(request, "offer/copies.html", {
        "nav": "offer", "edits": edits(viewer), "form": form, "errors": form.is_bound and form.errors, "waiting": copies.waiting()[: copies.A_LIST], "sent": copies.sent()[: copies.A_LIST], "on": on,
    })  # fmt: skip
