"""Signing in, opening a record outside ordinary work, and a family that asks who looked."""

import datetime as dt
import time
from types import SimpleNamespace

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import expect

from goldenthread.access.models import RoleGrant, User
from goldenthread.people.models import Person, Relationship

from ..cases.pages.conftest import LONG_AGO, child_of, practitioner

PASSWORD = "correct horse battery staple"


def given_a_password_and_an_app(user):
    """The second factor's secret, as the person's telephone holds it."""
    user.set_password(PASSWORD)
    user.save()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret):
    """As the app shows it. One that is about to change is waited out, as a person does: on a busy machine it would be old when it is sent."""
    left = app_settings.TOTP_PERIOD - time.time() % app_settings.TOTP_PERIOD
    if left < 10:
        time.sleep(left)
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def given_a_mother(area):
    person = Person.objects.create(owner=area.council, forename="Joanna", surname="Whitfield")
    Relationship.objects.create(
        child=area.maya, owner=area.council, person=person, relation="mother", has_care=True, valid_from=LONG_AGO
    )
    user = User.objects.create(email="joanna@example.org", name="Joanna Whitfield", person=person)
    RoleGrant.objects.create(user=user, role="parent", valid_from=LONG_AGO)
    return SimpleNamespace(user=user)


def test_an_officer_signs_in_with_a_password_and_a_code(visit, area):
    secret = given_a_password_and_an_app(area.priya.user)
    seen = visit(None, width=1280).open("/my-work/")

    seen.page.locator("input[name=login]").fill(area.priya.user.email)
    seen.page.locator("input[name=password]").fill("not the password")
    seen.press("Sign in")
    expect(seen.page.get_by_role("alert")).to_contain_text("There is a problem")
    seen.assert_sound_at_any_width("a wrong password")

    seen.page.locator("input[name=login]").fill(area.priya.user.email)
    seen.page.locator("input[name=password]").fill(PASSWORD)
    seen.press("Sign in")
    expect(seen.page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    seen.assert_sound_at_any_width("asking for the code")

    seen.page.locator("input[name=code]").fill(code_of(secret))
    seen.page.locator("input[name=code]").press("Enter")
    expect(seen.page.get_by_role("heading", level=1)).to_have_text("My work")


def test_a_record_is_opened_outside_ordinary_work_and_reviewed(visit, area):
    manager = practitioner("Grace Oyelaran", "la-send-manager", area.council)
    ben = child_of(area.council, "Ben", "Hart", date_of_birth=dt.date(2018, 3, 27))

    # Helen is not allocated to Ben, so to her he does not exist.
    helen = visit(area.helen, width=390).open(f"/children/{ben.pk}/")
    expect(helen.page.get_by_role("heading", level=1)).to_have_text("Page not found")

    helen.faults.clear()  # the browser says that there was no such page
    helen.open("/open-a-record/")
    helen.assert_sound("the form")
    helen.press("Open the record")
    expect(helen.page.locator(".govuk-error-summary")).to_contain_text("Enter why you must see this record now")
    helen.assert_sound("the form with its faults")

    helen.page.get_by_label("The child’s reference, UPN or NHS number").fill(ben.reference)
    for part, typed in (("Day", "27"), ("Month", "3"), ("Year", "2018")):
        helen.page.get_by_label(part, exact=True).fill(typed)
    helen.page.get_by_label("Why you must see this record now").fill("Seen at the door with a burn")
    helen.page.get_by_label("1 hour").check()
    helen.press("Open the record")
    expect(helen.page.get_by_role("heading", level=1)).to_have_text("Ben Hart")
    expect(helen.page.get_by_role("status")).to_contain_text("Those who answer for it have been told")

    grace = visit(manager, width=1280).open("/clocks/")
    grace.follow("1 record opened outside ordinary work")
    expect(grace.page.get_by_role("main")).to_contain_text("Seen at the door with a burn")
    grace.assert_sound("the review")
    grace.page.get_by_label("What you found").fill("Right to look; social care told")
    grace.page.get_by_role("button", name="Keep my review").click()
    expect(grace.page.get_by_role("main")).to_contain_text("None waits for a review")


def test_a_family_sees_which_jobs_and_organisations_looked(visit, area):
    officer = visit(area.priya, width=1280).open(f"/cases/{area.case.pk}/")
    expect(officer.page.get_by_role("heading", level=1)).to_have_text("Maya Whitfield")

    mother = visit(given_a_mother(area), width=390).open(f"/children/{area.maya.pk}/")
    mother.follow("Who looked at this record")
    expect(mother.page.get_by_role("heading", level=1)).to_have_text("Who looked at Maya’s record")
    expect(mother.page.get_by_role("table")).to_contain_text("SEND caseworker")
    expect(mother.page.get_by_role("table")).to_contain_text("Essex County Council")
    assert "Priya" not in mother.page.get_by_role("main").inner_text()
    mother.assert_sound("who looked")
