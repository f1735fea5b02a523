"""A parent finds help nearby in their own words; a service confirms its entry on a phone, without an account; then it says what has changed, and an editor takes it up."""

import datetime as dt
import re

import pytest
from django.db import transaction
from django.test import Client
from playwright.sync_api import expect

from goldenthread.access.actions import load_rules
from goldenthread.letters.models import Message
from goldenthread.offer.keeping import remind, token_of
from goldenthread.offer.models import Service
from goldenthread.offer.models_coverage import RowLook
from goldenthread.offer.often import A_DAY

from ..cases.pages.conftest import TODAY, as_the_worker, organisation, practitioner
from ..mail import leaves
from ..offer.conftest import the_offer
from .conftest import DESK, PHONE, Visit
from .test_every_page import judge  # noqa: F401

pytestmark = pytest.mark.django_db


def address_in_the_mail():
    said = leaves(Message.objects.get(purpose="offer-entry", state="queued")).body
    return re.search(r"/local-offer/entry/\S+", said)[0]


def test_a_parent_types_it_as_they_would_say_it_and_finds_help_nearby_with_no_diagnosis(browser, tmp_path):
    the_offer(tmp_path)
    visit = Visit(browser, None, width=PHONE, scripts=False).open("/local-offer/")
    visit.page.get_by_label("What do you need help with?").fill("my boy wont go to school")
    visit.page.get_by_label("Where do you live?").fill("CM7")
    visit.press("Search")
    main = visit.page.get_by_role("main")
    first = main.locator(".gt-offer > li").first
    expect(first).to_contain_text("Back to school, step by step")
    expect(first).to_contain_text("mile")
    expect(first).to_contain_text("No diagnosis needed")
    visit.follow("Back to school, step by step")
    for said in ("Who it is for", "How to get it", "What it costs", "Wait now", "Details checked"):
        expect(main).to_contain_text(said)


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
    visit.assert_sound_at_any_width("offer-suggest")

    # The service changes its telephone number first, by the link of the mail.
    visit = Visit(browser, None, width=PHONE).open(theirs)
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Is this still right?")
    visit.assert_sound_at_any_width("offer-own-entry")
    visit.follow("Something has changed")
    visit.assert_sound_at_any_width("offer-own-change")
    visit.page.get_by_label("Telephone").fill("01632 960 777")
    visit.press("Send")
    expect(visit.page.locator("main")).to_contain_text("We have what you changed")

    # An editor judges it.
    desk = Visit(browser, manager, width=DESK).open("/local-offer/entries/")
    expect(desk.page.locator(".gt-answer")).to_contain_text("1 suggestion to judge")
    desk.assert_sound_at_any_width("offer-entries")
    desk.follow(service.name)
    desk.assert_sound_at_any_width("offer-entry")
    desk.page.get_by_label("Take it up").check()
    desk.page.get_by_label("Why?").fill("I rang the new number")
    desk.press("Record")
    expect(desk.page.locator(".gt-timeline")).to_contain_text("01632 960 777")
    desk.follow("Change the entry")
    desk.assert_sound_at_any_width("offer-entry-change")

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


def test_a_service_says_what_is_on(browser, tmp_path):
    the_offer(tmp_path)
    load_rules()
    service = Service.objects.get(name__startswith="Back to school")
    visit = Visit(browser, None, width=PHONE).open(f"/local-offer/entry/{token_of(service)}/")
    visit.follow("Sessions with a day: webinars, groups, visits")
    visit.follow("Add a session")
    visit.assert_sound_at_any_width("offer-session-add")
    visit.page.get_by_label("Webinar or talk").check()
    visit.page.get_by_label("What is it called?").fill("School worries: what helps")
    for part, said in (("Day", "1"), ("Month", "12"), ("Year", "2026")):
        visit.page.get_by_label(part, exact=True).fill(said)
    visit.page.get_by_label("When does it begin?").fill("19:00")
    visit.page.get_by_label("Where is it?").select_option("Online or by telephone")
    visit.page.get_by_label("Yes").check()
    visit.page.get_by_label("How many places are there?").fill("20")
    visit.page.get_by_label("How many are left now?").fill("1")
    visit.press("Save")
    expect(visit.page.locator("main")).to_contain_text("1 of 20 places left")
    visit.assert_sound_at_any_width("offer-own-sessions")
    visit.page.get_by_role("button", name="One fewer").click()
    expect(visit.page.locator("main")).to_contain_text("Full.")

    # A family reads that it is full, without scripts too.
    family = Visit(browser, None, width=PHONE, scripts=False).open("/local-offer/")
    family.follow("What is on")
    expect(family.page.locator("main")).to_contain_text("Full. Ask whether there is a waiting list")
    family = Visit(browser, None, width=PHONE).open("/local-offer/whats-on/?near=Braintree")
    family.assert_sound_at_any_width("offer-whats-on")
    family.follow("School worries: what helps")
    expect(family.page.locator("main")).to_contain_text("You do not book here")
    family.assert_sound_at_any_width("offer-service-with-sessions")


def test_who_was_asked_is_recorded_and_read_and_a_copy_is_sent(browser, tmp_path):
    the_offer(tmp_path)
    load_rules()
    manager = practitioner("Mo Khan", "la-send-manager", organisation("LA:881", "Essex County Council", "local-authority"))
    desk = Visit(browser, manager, width=DESK).open("/local-offer/who-was-asked/record/")
    desk.assert_sound_at_any_width("offer-consulted-record")
    desk.page.get_by_label("Their parents and carers").check()
    desk.page.get_by_label("Which of them?").fill("The parent-carer forum")
    desk.page.get_by_label("It was being reviewed").check()
    for part, value in (("day", "10"), ("month", "11"), ("year", "2026")):
        desk.page.locator(f"#id_on-{part}").fill(value)
    desk.page.get_by_label("How were they asked?").fill("Two meetings")
    desk.page.get_by_label("Which services are needed").check()
    desk.page.get_by_label("What did they say?").fill("Short breaks are hard to find.")
    desk.press("Save")
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("The parent-carer forum")
    expect(desk.page.locator("main")).to_contain_text("No decision is recorded yet")
    desk.assert_sound_at_any_width("offer-consulted-one")
    desk.open("/local-offer/copies/")
    desk.page.get_by_label("Braille").check()
    desk.page.get_by_label("Which part of it?").fill("Everything about sleep")
    desk.press("Record it")
    desk.assert_sound_at_any_width("offer-copies")
    desk.page.get_by_role("button", name="Sent today").click()
    expect(desk.page.locator("main")).to_contain_text("No copy waits to be sent.")

    parent = Visit(browser, None, width=PHONE).open("/local-offer/")
    parent.follow("Say what you think of these pages")
    parent.follow("Who was asked when these pages were made")
    expect(parent.page.locator("main")).to_contain_text("Short breaks are hard to find.")
    expect(parent.page.locator("main")).to_contain_text("12 groups that the law names have no record of being asked.")
    parent.assert_sound_at_any_width("offer-consulted")
    parent.open("/local-offer/").follow("Without the internet, on paper or in another form")
    parent.assert_sound_at_any_width("offer-offline")
    parent.follow("Harlow")
    expect(parent.page.get_by_role("heading", level=1)).to_contain_text("Help for families in Harlow")
    parent.assert_sound_at_any_width("offer-whole")


def test_a_comment_becomes_a_change_that_everybody_reads(browser, tmp_path):
    the_offer(tmp_path)
    load_rules()
    manager = practitioner("Mo Khan", "la-send-manager", organisation("LA:881", "Essex County Council", "local-authority"))
    parent = Visit(browser, None, width=PHONE).open("/local-offer/")
    parent.follow("Say what you think of these pages")
    parent.page.get_by_role("button", name="Say what you think").or_(parent.page.get_by_role("link", name="Say what you think")).first.click()
    parent.assert_sound_at_any_width("offer-say")
    parent.page.get_by_label("what is missing").check()
    parent.page.get_by_label("What do you want to say?").fill("My son Jack has no club in Harlow. Ring 01632 960 200.")
    parent.press("Send")
    expect(parent.page.get_by_role("heading", level=1)).to_contain_text("Thank you")

    desk = Visit(browser, manager, width=DESK).open("/local-offer/comments/read/")
    desk.assert_sound_at_any_width("offer-judge-list")
    desk.follow("My son Jack has no club")
    expect(desk.page.locator("main")).to_contain_text("It may hold a telephone number.")
    desk.page.get_by_label("Yes, in these words").check()
    desk.assert_sound_at_any_width("offer-judge")
    desk.page.get_by_label("The words that everybody reads").fill("My son has no club in Harlow.")
    desk.page.get_by_label("Theme").select_option("Help that is missing")
    desk.press("Record")
    desk.follow("Answers")
    desk.assert_sound_at_any_width("offer-answers")
    desk.follow("My son has no club in Harlow.")
    expect(desk.page.get_by_label("Help that is missing: My son has no club")).to_be_checked()
    desk.page.get_by_label("Theme").select_option("Help that is missing")
    desk.page.get_by_label("You said").fill("There is no club in Harlow.")
    desk.page.get_by_label("We did it").check()
    desk.page.get_by_label("What changed?").fill("A club opened on Saturdays.")
    for box, said in (("changed_on", "20"), ("decided_on", "10")):
        for part, value in (("day", said), ("month", "11"), ("year", "2026")):
            desk.page.locator(f"#id_{box}-{part}").fill(value)
    desk.page.get_by_label("We decided").fill("We asked Tidewater to open one.")
    desk.page.get_by_label("Who decided?").fill("SEND Partnership Board")
    desk.assert_sound_at_any_width("offer-answer-new")
    desk.press("Save")
    expect(desk.page.locator(".gt-timeline")).to_contain_text("A club opened on Saturdays.")
    desk.assert_sound_at_any_width("offer-answer")
    desk.open("/local-offer/you-said-we-did/publish/")
    desk.assert_sound_at_any_width("offer-year-publish")
    desk.press("Publish it")
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("You said, we did")

    parent.open("/local-offer/comments/")
    parent.assert_sound_at_any_width("offer-said")
    parent.follow("You said, we did")
    expect(parent.page.locator("main")).to_contain_text("Changed on 20 November 2026: A club opened on Saturdays.")
    expect(parent.page.locator("main")).not_to_contain_text("Jack")
    parent.assert_sound_at_any_width("offer-year")


def test_a_child_looks_for_help(browser, tmp_path):
    the_offer(tmp_path)
    Service.objects.filter(name__startswith="Back to school").update(child_summary="A kind grown-up helps you make a plan for school. You go at your own speed.")
    child = Visit(browser, None, width=PHONE, scripts=False).open("/local-offer/")
    child.follow("For children: help in easy words")
    child.follow("School is hard")
    expect(child.page.locator("main")).to_contain_text("You go at your own speed.")
    child = Visit(browser, None, width=PHONE).open("/local-offer/children/")
    child.assert_sound_at_any_width("offer-children")
    child.follow("School is hard")
    child.assert_sound_at_any_width("offer-child-topic")
    child.open("/local-offer/children/tell-us/")
    child.assert_sound_at_any_width("offer-child-says")
    child.page.get_by_label("What do you think?").fill("more swings")
    child.press("Send")
    expect(child.page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def test_a_row_of_the_law_gets_an_owner(browser, tmp_path):
    the_offer(tmp_path)
    load_rules()
    manager = practitioner("Mo Khan", "la-send-manager", organisation("LA:881", "Essex County Council", "local-authority"))
    desk = Visit(browser, manager, width=DESK).open("/local-offer/entries/")
    desk.follow("What the law asks for")
    desk.assert_sound_at_any_width("offer-coverage")
    desk.follow("C30 Social care")
    expect(desk.page.locator(".gt-answer")).to_contain_text("Nothing in the Local Offer that families see meets it. Nobody looks after it.")
    desk.assert_sound_at_any_width("offer-coverage-row")
    # What is only likely counts once an editor has said so.
    desk.follow("Overnight stays")
    desk.page.get_by_label("C30 Social care").check()
    desk.press("Save")
    desk.open("/local-offer/coverage/C30/")
    expect(desk.page.locator(".gt-answer")).to_contain_text("1 confirmed entry meets it, and none in Braintree or Chelmsford")
    desk.page.get_by_label("Who looks after this row?").select_option("Mo Khan")
    desk.page.get_by_label("What did you find").fill("Only in Harlow")
    for part, said in (("day", "1"), ("month", "3"), ("year", "2027")):
        desk.page.locator(f"#id_next_on-{part}").fill(said)
    desk.press("Record")
    expect(desk.page.locator(".gt-answer")).to_contain_text("Mo Khan looks after it and looks again on 1 March 2027")
    RowLook.objects.update(next_on=TODAY)
    desk.open("/my-work/")
    desk.follow("Look again at C30, Social care")
    expect(desk.page.locator("main")).to_contain_text("Only in Harlow")
