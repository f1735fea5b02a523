"""A service confirms its entry on a phone, without an account; then it says what has changed, and an editor takes it up."""

import datetime as dt
import os
import re

import pytest
from django.db import transaction
from django.test import Client
from playwright.sync_api import expect

from goldenthread.access.actions import load_rules
from goldenthread.letters.models import Message
from goldenthread.offer.keeping import remind
from goldenthread.offer.models import Service
from goldenthread.offer.often import A_DAY

from ..cases.pages.conftest import TODAY, as_the_worker, organisation, practitioner
from ..mail import leaves
from ..offer.conftest import the_offer
from .conftest import DESK, PHONE, Visit
from .test_every_page import judge  # noqa: F401

pytestmark = pytest.mark.django_db


def looked_at(visit, name):
    if folder := os.environ.get("GOLDENTHREAD_SHOTS"):
        visit.page.screenshot(path=f"{folder}/{name}-{visit.page.viewport_size['width']}.png", full_page=True)
    visit.assert_sound_at_any_width(name)
    if folder := os.environ.get("GOLDENTHREAD_SHOTS"):
        visit.page.screenshot(path=f"{folder}/{name}-{visit.page.viewport_size['width']}.png", full_page=True)


def address_in_the_mail():
    said = leaves(Message.objects.get(purpose="offer-entry", state="queued")).body
    return re.search(r"/local-offer/entry/\S+", said)[0]


def test_a_service_confirms_its_entry(browser, tmp_path):
    the_offer(tmp_path)
    load_rules()
    manager = practitioner("Mo Khan", "la-send-manager", organisation("LA:881", "Essex County Council", "local-authority"))
    ours = Service.objects.filter(name__startswith="Back to school")
    ours.update(assured_date=TODAY - dt.timedelta(days=97))
    service = ours.get()
    with transaction.atomic(), as_the_worker():
        assert remind(TODAY) == 1
    theirs = address_in_the_mail()

    # Families read that nobody has confirmed it.
    visit = Visit(browser, None, width=PHONE).open(f"/local-offer/{service.pk}/")
    expect(visit.page.locator("main")).to_contain_text("Nobody has confirmed this since")
    visit.follow("Something is wrong here")
    looked_at(visit, "offer-suggest")

    # The service changes its telephone number first, by the link of the mail.
    visit = Visit(browser, None, width=PHONE).open(theirs)
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Is this still right?")
    looked_at(visit, "offer-own-entry")
    visit.follow("Something has changed")
    looked_at(visit, "offer-own-change")
    visit.page.get_by_label("Telephone").fill("01632 960 777")
    visit.press("Send")
    expect(visit.page.locator("main")).to_contain_text("We have what you changed")

    # An editor judges it.
    desk = Visit(browser, manager, width=DESK).open("/local-offer/entries/")
    expect(desk.page.locator(".gt-answer")).to_contain_text("1 suggestion to judge")
    looked_at(desk, "offer-entries")
    desk.follow(service.name)
    looked_at(desk, "offer-entry")
    desk.page.get_by_label("Take it up").check()
    desk.page.get_by_label("Why?").fill("I rang the new number")
    desk.press("Record")
    expect(desk.page.locator(".gt-timeline")).to_contain_text("01632 960 777")
    desk.follow("Change the entry")
    looked_at(desk, "offer-entry-change")

    # Asked again later, one press is enough.
    ours.update(assured_date=TODAY - dt.timedelta(days=80))
    Message.objects.update(state="sent")
    with transaction.atomic(), as_the_worker():
        assert remind(TODAY) == 1
    visit = Visit(browser, None, width=PHONE).open(address_in_the_mail())
    visit.press("It is still right")
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    visit.open(f"/local-offer/{service.pk}/")
    expect(visit.page.locator("main")).to_contain_text("01632 960 777")
    expect(visit.page.locator("main")).to_contain_text("Details checked 24 November 2026")


def test_pages_that_say_what_to_do_instead(judge, tmp_path, monkeypatch):  # noqa: F811
    the_offer(tmp_path)
    judge.assert_sound(Client(), "/local-offer/entry/nothing/", status=404)
    monkeypatch.setitem(A_DAY, "suggest", 0)
    there = Service.objects.get(name__startswith="Back to school").pk
    judge.assert_sound(Client(), f"/local-offer/{there}/suggest/", post={"text": "They moved."}, status=429)
