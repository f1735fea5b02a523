"""Advice, from the officer who asks to the words that arrive: a therapist by a link, one who is late, and words that a
killed page does not lose."""

import datetime as dt
import re
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from playwright.sync_api import expect

from goldenthread.access.models import PersonalLink
from goldenthread.assessments.advice_chasing_actions import chase
from goldenthread.assessments.models import Advice
from goldenthread.cases.models import ClockRow
from goldenthread.letters.models import Message
from goldenthread.letters.tasks import send
from goldenthread.people.models import Connection, Content, Practitioner, SharingBasis

from ..cases.pages.conftest import LONG_AGO, as_the_worker, organisation, practitioner
from ..mail import mails
from .conftest import HOST

SLT = "speech-and-language-therapist"


@pytest.fixture
def clinic(area, settings):
    settings.BASE_URL = HOST
    area.trust = organisation("TRUST:X", "Eastway Community NHS Trust", "nhs-provider")
    area.icb = organisation("ICB:X", "NHS Essex ICB", "icb")
    for body in (area.trust, area.icb):
        SharingBasis.objects.create(
            owner=area.council, reader=body, purpose="EHC", ground="2014 Act s.31", valid_from=LONG_AGO,
            kinds=["identity-and-contact", "ehc-request-and-stage", "health-advice"],
        )  # fmt: skip
    Practitioner.objects.create(
        reference="leila", name="Leila Farouk", email="leila@trust.example", role="health-practitioner", organisation=area.trust
    )
    area.amara = practitioner("Amara Osei", "dco", area.icb)
    area.nina = practitioner("Nina Head", "head-of-service", area.trust)
    Connection.objects.create(child=area.maya, owner=area.council, organisation=area.icb, kind="gp", valid_from=LONG_AGO)
    for someone in (area.priya, area.amara, area.nina, area.helen):
        Practitioner.objects.filter(pk=someone.pk).update(email=someone.user.email)
    Content.objects.create(
        child=area.maya, case=area.case.pk, owner=area.council, kind_of_data="ehc-request-and-stage", text="She loves trains.",
        file_name="What we want you to know.txt",
    )  # fmt: skip
    return area


def deliver():
    """What the worker does: every queued message leaves, and is caught where it can be read."""
    for message in Message.objects.filter(state="queued"):
        with transaction.atomic(), as_the_worker():
            send(None, str(message.pk))


def letter_to(address):
    return mails(address)[-1]


def ask(seen, area):
    seen.open(f"/cases/{area.case.pk}/ask-for-advice/")
    seen.page.get_by_label("Add somebody").select_option(SLT)
    seen.press("Add")
    seen.follow(": Speech and language therapist")
    seen.page.get_by_label("Name, team or organisation").fill("farouk")
    seen.press("Search")
    seen.page.get_by_label("Leila Farouk, health practitioner, Eastway Community NHS Trust").check()
    seen.press("Choose this person")
    seen.page.get_by_label("What we want you to know.txt").check()
    seen.press("Send the requests")
    expect(seen.page.get_by_role("heading", level=1)).to_contain_text("Advice")


def open_by_code(seen, address):
    """Follows the link of the newest letter to an address, and enters the code that is sent there."""
    seen.open(re.search(r"(/task/[\w-]+/)", letter_to(address).body)[1])
    expect(seen.page.get_by_role("main")).not_to_contain_text("Maya")
    seen.press("Send me a code")
    expect(seen.page.get_by_label("Code")).to_be_visible()
    deliver()
    seen.page.get_by_label("Code").fill(re.search(r"\b(\d{6})\b", letter_to(address).body)[1])
    seen.press("Continue")
    expect(seen.page.get_by_role("heading", level=1)).to_contain_text("Give your advice")


def add_need(seen, words="Understanding what is said, in class and at home"):
    seen.follow("Add a need")
    seen.page.get_by_label("What does the child need help with?").fill(words)
    seen.page.get_by_label("Communication and interaction").check()
    seen.press("Save need")
    expect(seen.page.get_by_role("heading", level=1)).to_contain_text("Give your advice")


def test_a_therapist_is_asked_writes_is_told_mends_and_sends_and_the_link_is_dead(visit, clinic):
    officer = visit(clinic.priya)
    ask(officer, clinic)
    expect(officer.page.get_by_role("main")).to_contain_text("Asked 1 person for advice.")
    officer.assert_sound("the advice of the case")
    deliver()
    assert "Maya" not in letter_to("leila@trust.example").body

    therapist = visit(None)
    open_by_code(therapist, "leila@trust.example")
    address = therapist.page.url
    expect(therapist.page.get_by_role("link", name="What we want you to know.txt")).to_be_visible()
    therapist.assert_sound("the task")
    add_need(therapist)

    therapist.follow("Add provision")
    page = therapist.page
    page.get_by_label("What is it?").fill("Speech and language therapy, understanding of instructions")
    page.get_by_label("Who delivers it?").fill("Qualified speech and language therapist")
    page.get_by_label("How often?").fill("Regular")
    page.get_by_label("Minutes each time?").fill("30")
    page.get_by_label("Weeks a year?").fill("36")
    page.get_by_label("Largest group?").fill("3")
    page.get_by_label("Understanding what is said, in class and at home").check()
    therapist.press("Save provision")
    expect(page.get_by_role("main")).to_contain_text("“Regular” is not specific")
    expect(page.locator("#reads mark")).to_have_text("regular")
    therapist.assert_sound("the hint")
    page.get_by_label("How often?").fill("Once a week")
    therapist.press("Save provision")
    expect(page.get_by_role("main")).to_contain_text("once a week, 30 minutes each time, in a group of no more than 3")

    therapist.page.get_by_role("button", name="Check and send").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing is pointed out")
    page.get_by_label("Your registration (optional)").fill("HCPC SL12345")
    therapist.assert_sound("the check")
    therapist.press("Send my advice")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    therapist.faults.clear()
    therapist.open(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Open the link in your email again")

    officer.open(f"/cases/{clinic.case.pk}/advice/")
    officer.follow("the advice: Speech and language therapist")
    expect(officer.page.get_by_role("main")).to_contain_text("From Leila Farouk, HCPC SL12345")
    officer.assert_sound("advice that is read")


def test_one_who_is_late_is_reminded_and_escalated(visit, clinic, settings):
    ask(visit(clinic.priya), clinic)
    due = ClockRow.objects.get(case=clinic.case, clock="advice", about=SLT).due
    for day in (due - dt.timedelta(days=7), due - dt.timedelta(days=1), due + dt.timedelta(days=1)):
        with transaction.atomic(), as_the_worker():
            chase(day)
    deliver()
    assert len(mails("leila@trust.example", "A reminder: your advice is due")) == 2
    settings.DEMO_TODAY = due + dt.timedelta(days=1)
    officer = visit(clinic.priya).open(f"/cases/{clinic.case.pk}/advice/")
    row = officer.page.get_by_role("row", name="Speech and language therapist")
    for words in ("Breach, 1 day over", "Reminded", "to Amara Osei", "to Nina Head"):
        expect(row).to_contain_text(words)
    officer.assert_sound("advice that is late")
    lead = visit(clinic.amara).open("/late-advice/")
    expect(lead.page.get_by_role("main")).to_contain_text("1 past the law’s limit")
    lead.assert_sound("the lead's list")
    # The reminder's own link opens what was written so far.
    late = visit(None)
    open_by_code(late, "leila@trust.example")


def therapist_at(visit, clinic, **screen):
    """Somebody who has opened their link."""
    ask(visit(clinic.priya), clinic)
    seen = visit(None, **screen)
    session = seen.client.session
    session["personal_link"] = str(PersonalLink.objects.latest("made_at").pk)
    session.save()
    from django.conf import settings

    seen.client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return seen.open("/task/advice/")


def begin_provision(seen):
    seen.follow("Add provision")
    seen.page.get_by_label("What is it?").press_sequentially("Reading with a trained adult")
    return seen.page


def test_words_that_were_typed_come_back_after_the_page_is_killed(visit, clinic):
    seen = therapist_at(visit, clinic)
    page = begin_provision(seen)
    expect(page.locator("#saved")).to_contain_text(re.compile(r"Saved at (\d{1,2}(\.\d\d)?[ap]m|mid(day|night))"), timeout=15000)
    page.close(run_before_unload=False)
    seen.another_page()
    seen.open("/task/advice/")
    seen.follow("Carry on: provision: Reading with a trained adult")
    expect(seen.page.get_by_label("What is it?")).to_have_value("Reading with a trained adult")
    assert Advice.objects.get().body["provisions"] == []


@pytest.mark.parametrize("lost", ["network", "session"])
def test_words_that_could_not_be_sent_are_kept_on_the_device_and_offered_back(visit, clinic, lost):
    seen = therapist_at(visit, clinic)
    seen.follow("Add provision")
    expect(seen.page.get_by_label("What is it?")).to_be_visible()
    kept = seen.client.cookies
    if lost == "network":
        seen.lost.add("POST")
    else:
        seen.client.cookies = SimpleCookie()
    seen.page.get_by_label("What is it?").press_sequentially("Reading with a trained adult")
    expect(seen.page.locator("#saved")).to_contain_text("Your words are kept on this device", timeout=15000)
    seen.page.close(run_before_unload=False)
    seen.lost.clear()
    seen.client.cookies = kept
    seen.another_page()
    seen.open("/task/advice/")
    seen.follow("Look at them: provision")
    expect(seen.page.get_by_text("This device has words that did not reach us")).to_be_visible()
    expect(seen.page.get_by_label("What is it?")).to_have_value("")
    seen.press("Put them back")
    expect(seen.page.get_by_label("What is it?")).to_have_value("Reading with a trained adult")
    expect(seen.page.locator("#saved")).to_contain_text(re.compile(r"Saved at (\d{1,2}(\.\d\d)?[ap]m|mid(day|night))"), timeout=15000)
    seen.open("/task/advice/")
    expect(seen.page.get_by_role("main")).to_contain_text("Carry on: provision: Reading with a trained adult")
    assert seen.page.evaluate("Object.keys(localStorage).length") == 0


def test_it_all_works_without_scripts(visit, clinic):
    seen = therapist_at(visit, clinic, scripts=False)
    add_need(seen)
    seen.follow("Add provision")
    seen.page.get_by_label("What is it?").fill("Therapy")
    seen.page.get_by_label("Minutes each time?").fill("half an hour")
    seen.press("Save provision")
    expect(seen.page.get_by_role("main")).to_contain_text("Minutes each time must be a whole number from 1 to 1440")
    expect(seen.page.get_by_label("Minutes each time?")).to_have_value("half an hour")
    seen.page.get_by_label("Minutes each time?").fill("30")
    seen.press("Save provision")
    expect(seen.page.get_by_role("main")).to_contain_text("Who delivers it is not said")
    seen.press("Save provision")
    expect(seen.page.get_by_role("main")).to_contain_text("Therapy, 30 minutes each time.")


def test_every_page_of_advice_is_sound_at_any_width(visit, clinic):
    officer = visit(clinic.priya)
    base = f"/cases/{clinic.case.pk}/"
    for page in (f"{base}ask-for-advice/", f"{base}ask-for-advice/other-by-family/", f"{base}advice/"):
        officer.open(page).assert_sound_at_any_width(page)
    seen = therapist_at(visit, clinic)
    add_need(seen)
    for page in ("", "add/needs/", "add/outcomes/", "add/provisions/", "summary/", "report/", "check/", "not-known/", "cannot/"):
        seen.open(f"/task/advice/{page}")
        expect(seen.page.get_by_role("heading", level=1)).to_have_count(1)
        seen.assert_sound_at_any_width(page)
    report = Content.objects.create(
        child=clinic.maya, case=clinic.case.pk, owner=clinic.council, kind_of_data="health-advice", file=b"%PDF-1.7", file_name="report.pdf"
    )  # fmt: skip
    Advice.objects.update(report=report)
    seen.open("/task/advice/report/")
    expect(seen.page.get_by_role("button", name="Take the report away")).to_be_visible()
    seen.assert_sound_at_any_width("a report that is attached")
