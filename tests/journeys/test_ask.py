"""A parent asks on a phone, stops, comes back by a link and a code, and sends; a school asks with its provision map; an
officer says whose each is."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from playwright.sync_api import expect

from goldenthread.assessments.models import Request
from goldenthread.cases.models import Case, Event
from goldenthread.letters.models import Contact, Message

from ..cases.pages.conftest import TODAY, as_application
from ..mail import leaves, mails
from ..pdf_files import a_pdf

PHONE = 320


def post_is_delivered():
    """What the queue's worker does, within the test's own transaction: every message that waits leaves by email."""
    for message in Message.objects.filter(state="queued").order_by("queued_at"):
        leaves(message)


def newest_mail(to):
    return mails(to)[-1].body


@pytest.fixture
def contacts(area):
    for kind in Contact.Kind.values:
        Contact.objects.create(owner=area.council, kind=kind, name=f"The {kind}", how="01245 111111")


class OnAPhone:
    """Answers a page at a time, and holds each page to be sound."""

    def __init__(self, seen):
        self.seen, self.page = seen, seen.page

    def at(self, heading):
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        self.seen.assert_sound(heading)
        return self

    def at_fault(self, heading):
        expect(self.page.get_by_role("alert")).to_contain_text("There is a problem")
        return self.at(heading)

    def write(self, **fields):
        for name, text in fields.items():
            self.page.locator(f"[name={name}]").fill(text)
        return self

    def choose(self, text):
        self.page.get_by_label(text, exact=True).check()
        return self

    def go_on(self, button="Continue"):
        self.seen.press(button)
        return self


def born(page, day, month, year):
    page.write(child_born_day=day, child_born_month=month, child_born_year=year)


@pytest.mark.parametrize("scripts", [False, True])
def test_a_parent_asks_on_a_phone_stops_and_comes_back(visit, area, contacts, scripts):
    seen = visit(None, width=PHONE, scripts=scripts)
    seen.page.set_viewport_size({"width": PHONE, "height": 640})
    check = OnAPhone(seen) if scripts else Unseen(seen)
    seen.open("/ask/")
    check.at("Ask for an education, health and care needs assessment")
    # With scripts, the Design System makes the start link a button.
    seen.page.locator(".govuk-button--start").click()
    check.at("Who are you?").go_on()
    check.at_fault("Who are you?").choose("I am a parent or carer").go_on()
    check.at("What is your email address?").write(email="jo@example.org").go_on()
    check.at("What is the child’s name?").write(child_forename="Maya", child_surname="Whitfeild").go_on()
    born(check.at("When was Maya born?"), "5", "10", "2019")
    check.go_on("Save and come back later").at("It is saved")
    seen.open("/ask/child/")
    expect(seen.page.get_by_role("heading", level=1)).to_have_text("Nothing is open here")
    seen.faults.clear()  # the browser says that it is gone

    post_is_delivered()
    link = newest_mail("jo@example.org").split("open this link: ")[1].split()[0]
    seen.open(link.removeprefix("http://127.0.0.1:8000"))
    check.at("Check that it is you").go_on("Send me a code")
    post_is_delivered()
    code = newest_mail("jo@example.org").split("Your code is ")[1][:6]
    check.at("Enter the code that we sent you").write(code=code).go_on()

    check.at("home postcode").go_on()
    check.at("Do you know these numbers?").go_on()
    check.at("Where does Maya go?").write(setting="Larkfield Primary").go_on()
    check.at("What is your name?").write(your_forename="Joanna", your_surname="Whitfield").go_on()
    check.at("Who are you to Maya?").choose("Mother").go_on()
    check.at("parental responsibility").choose("Yes").go_on()
    check.at("live with you").choose("Yes").go_on()
    check.at("How else can we reach you?").write(phone="01245 000000").choose("Yes").go_on()
    check.at("What worries you about Maya?").write(worries="She is hurt, and hides.\n\nShe does not sleep.").go_on()
    check.at("What helps Maya?").go_on()
    check.at("What has the school or setting tried?").go_on()
    check.at("Do you have papers to send?").go_on()
    check.at("Who else knows Maya well?").go_on()
    check.at("How should we talk and write to you?").choose("Telephone calls").go_on()
    check.at("May we share this?").go_on()
    check.at_fault("May we share this?").choose("Yes").go_on()
    check.at("Check your answers").go_on("Send")
    check.at("We have it")
    expect(seen.page.locator("main")).to_contain_text("Tuesday 5 January 2027")

    officer = visit(area.priya)
    reads = OnAPhone(officer)
    officer.open("/requests/")
    reads.at("Requests")
    officer.follow("Maya Whitfeild")
    reads.at("Maya Whitfeild")
    expect(officer.page.locator("main")).to_contain_text("A name spelt almost the same. The same date of birth.")
    officer.page.get_by_label("Maya Whitfield").check()
    officer.press("Continue")
    reads.at("Is this Maya Whitfield?")
    officer.page.get_by_label("Open another assessment").check()
    officer.press("This is the child")
    expect(officer.page.get_by_role("status")).to_contain_text("The case is open")
    made = Case.objects.exclude(pk=area.case.pk).get()
    assert Event.objects.get(case=made).on == TODAY
    post_is_delivered()
    assert "Tuesday 5 January 2027" in newest_mail("jo@example.org")
    assert "Maya" not in newest_mail("jo@example.org")


class Unseen(OnAPhone):
    """Without scripts, the checker of the page cannot run: only that nothing scrolls sideways and the page is there."""

    def at(self, heading):
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        return self


def test_a_school_asks_with_its_provision_map_and_the_child_is_new(visit, area, contacts):
    seen = visit(None, width=1280)
    check = OnAPhone(seen)
    seen.open("/ask/who/?new=1")
    check.choose("I work for a school, college or early years setting").go_on()
    check.at("email").write(email="senco@larkfield.example").go_on()
    check.at("child’s name").write(child_forename="Ben", child_surname="Hart").go_on()
    born(check.at("When was Ben born?"), "27", "3", "2018")
    check.go_on().at("postcode").write(child_postcode="cm1 1qh").go_on()
    check.at("numbers").write(upn="T881200020001").go_on()
    check.at("Which setting").write(setting="Larkfield Primary").go_on()
    check.at("your name").write(your_forename="Aaron", your_surname="Lowe").go_on()
    check.at("your job").write(job="SENCO").go_on()
    check.at("How else").go_on()
    check.at("Who looks after Ben?").write(family_name="Joanna Hart").choose("They know and agree").go_on()
    check.at("What worries you").write(worries="He does not talk at school.").go_on()
    check.at("What helps").go_on()
    check.at("What has your setting tried?").write(tried="A nurture group for two terms.").go_on()
    check.at("Do you have papers to send?")
    give_papers(seen, provision_map=("provision map.docx.exe", b"MZ\x90"), evidence=("ed psych.pdf", a_pdf()))
    seen.open("/ask/files/")
    expect(seen.page.locator("main")).to_contain_text("ed psych.pdf")
    expect(seen.page.locator("main")).not_to_contain_text("provision map.docx")
    give_papers(seen, provision_map=("provision map.pdf", a_pdf()))
    seen.open("/ask/files/")
    check.at("Do you have papers to send?")
    check.go_on().at("Who else").go_on()
    check.at("talk and write to the family").go_on()
    check.at("May we share").choose("Yes").go_on()
    check.at("Check your answers").go_on("Send")
    check.at("We have it")
    expect(seen.page.locator("main")).to_contain_text("2 papers")

    officer = visit(area.priya, width=PHONE)
    reads = OnAPhone(officer)
    officer.open("/requests/")
    reads.at("Requests")
    officer.follow("Ben Hart")
    reads.at("Ben Hart")
    officer.page.get_by_label("A child new to us").check()
    officer.press("Continue")
    reads.at("A child new to us")
    officer.page.get_by_label("Larkfield Primary School").check()
    officer.press("Add the child and open the case")
    # Nothing about a parent is guessed from a school's word.
    expect(officer.page.get_by_role("alert")).to_contain_text("Select whether they have parental responsibility")
    reads.at_fault("A child new to us")
    officer.page.locator("[name=relation]").select_option("mother")
    officer.page.locator("[name=parental_responsibility][value=yes]").check()
    officer.page.locator("[name=has_care][value=yes]").check()
    officer.press("Add the child and open the case")
    expect(officer.page.get_by_role("status")).to_contain_text("The case is open")
    expect(officer.page.locator("main")).to_contain_text("provision map.pdf")
    assert Request.objects.get().received_on == TODAY


def give_papers(seen, **files):
    """The browser hands over no bytes of a file to whoever answers in its place, so its session posts them."""
    data = {name.replace("_", "-"): SimpleUploadedFile(*file) for name, file in files.items()}
    token = seen.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    with as_application():
        seen.client.post("/ask/files/", {**data, "do": "add", "csrfmiddlewaretoken": token})


def test_an_officer_takes_a_request_by_telephone(visit, area, contacts):
    officer = visit(area.priya)
    check = OnAPhone(officer)
    officer.open("/requests/")
    check.at("Requests")
    officer.follow("Take a request by telephone")
    check.at("Who is asking?")
    officer.page.get_by_label("Somebody else").check()
    officer.press("Continue")
    check.at("child’s name").write(child_forename="Zoe", child_surname="Quill").go_on("Save and come back later")
    check.at("Requests")
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.demo_now', %s, true)", [f"{TODAY + dt.timedelta(days=2)}T09:00:00+00:00"])
    officer.page.get_by_role("button", name="Go on with Zoe Quill").click()
    check.at("Check the answers")
    expect(officer.page.locator("main")).to_contain_text("It counts as received on Tuesday 24 November 2026")
    check.go_on("Record it").at_fault("Check the answers")
    expect(officer.page.get_by_role("alert")).to_contain_text("Nothing is lost")
