"""Feeds of other areas: an editor names one with its licence, asks what it says, looks at what would change, and takes it up."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.offer.feed_actions import add_feed, ask_for, take, throw_away
from goldenthread.offer.feeds import compare
from goldenthread.offer.models import Feed, Reading, Service
from goldenthread.offer.pages.desk import let_in, page
from goldenthread.web.days import today
from goldenthread.web.fields import Form, TextField

SHOWN = 100
USUAL = "Open Government Licence v3.0"


class FeedForm(Form):
    name = TextField(label="Whose Local Offer is it?", missing="Enter whose it is", max_length=150, help_text="As families should read it, such as “Suffolk County Council”.")
    address = TextField(label="Address of its Open Referral feed", missing="Enter the address", max_length=300, help_text="It begins with https:// and often ends with /services.")
    licence = TextField(label="Under which licence may it be copied?", missing="Enter the licence", max_length=100, help_text=f"Most say “{USUAL}”. Ask them if their page does not say.")

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if Feed.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError("There is a feed of this area already. Go back and open it")
        return name

    def clean_address(self) -> str:
        said = forms.URLField(assume_scheme="https", error_messages={"invalid": "Enter an address like https://www.example.org/open-referral/services"}).clean(self.cleaned_data["address"])
        if urlsplit(said).scheme not in ("https", "http"):
            raise forms.ValidationError("The address must begin with https://")
        return str(said)


@signed_in
def feeds(request: HttpRequest) -> HttpResponse:
    let_in(request)
    rows = [(f, Service.objects.filter(feed=f).exclude(status=Service.Status.DEFUNCT).count(), f.readings.defer("services").order_by("-asked_on", "-pk").first()) for f in Feed.objects.order_by("name")]
    return page(request, "feeds", rows=rows)


@signed_in
def add(request: HttpRequest) -> HttpResponse:
    let_in(request, edit=True)
    form = FeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = add_feed(request.viewer, form.cleaned_data, today())  # type: ignore[attr-defined]
        ask_for(request.viewer, made, today())  # type: ignore[attr-defined]
        return redirect("offer-feed", made.pk)
    return page(request, "feed_add", form=form, errors=form.is_bound and form.errors, narrow=True)


@signed_in
def feed(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """What its last reading would change; and what is done about it."""
    let_in(request)
    one = get_object_or_404(Feed, pk=feed_id)
    readings = list(one.readings.defer("services").order_by("-asked_on", "-pk")[:10])
    # By what is still to be done, then by day: of one day any may be the last.
    open_ = next((r for r in readings if r.state in (Reading.State.QUEUED, Reading.State.READY, Reading.State.TAKING)), None)
    if request.method == "POST":
        return _done(request, one, open_)
    made = compare(one, open_.services) if open_ and open_.state == Reading.State.READY else None
    here = Service.objects.filter(feed=one).exclude(status=Service.Status.DEFUNCT).count()
    return page(request, "feed", feed=one, readings=readings, open=open_, made=made, shown_here=here, most=SHOWN)


def _done(request: HttpRequest, one: Feed, open_: Reading | None) -> HttpResponse:
    what = request.POST.get("do")
    if what == "read" and open_ is None and one.address:
        ask_for(request.viewer, one, today())  # type: ignore[attr-defined]
    elif what == "take" and open_ is not None and str(open_.pk) == request.POST.get("reading") and take(open_):
        messages.success(request, "It is being taken up. That takes a minute or so.")
    elif what == "throw" and open_ is not None and str(open_.pk) == request.POST.get("reading"):
        throw_away(open_)
        messages.success(request, "Thrown away. Nothing has changed.")
    else:
        messages.info(request, "Somebody has done something about it meanwhile. Look again.")
    return redirect("offer-feed", one.pk)
