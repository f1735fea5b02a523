"""An administrator adds an officer, who uses the link, sets up a second step and begins work; and every page of
administration is sound at a desk and on a phone."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from goldenthread.people.models import Allocation, Content, Disposal, LegalHold, RetentionRule, Seal, SharingBasis, Team

from ..cases.pages.conftest import LONG_AGO, child_of, practitioner
from .test_access import PASSWORD, code_of


@pytest.fixture
def administrator(area):
    return practitioner("Joel Thorne", "system-administrator", area.council)


@pytest.fixture
def lead(area):
    return practitioner("Farah Aziz", "information-governance", area.council)


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, False)])
def test_an_officer_is_added_and_signs_in_with_the_link(visit, area, administrator, width, scripts):
    Team.objects.create(reference="MID-2", name="Mid team two", organisation=area.council)
    joel = visit(administrator, width=width).open("/")
    expect(joel.page.get_by_role("heading", level=1)).to_have_text("Administration")
    joel.follow("People with access")
    joel.page.get_by_role("button", name="Add a person").or_(joel.page.get_by_role("link", name="Add a person")).click()
    joel.press("Add this person")
    expect(joel.page.get_by_role("alert")).to_contain_text("Enter full name")
    joel.page.get_by_label("Full name").fill("Nia Okoro")
    joel.page.get_by_label("Work email address").fill("nia@example.org")
    joel.page.get_by_label("SEND caseworker").check()
    today = timezone.localdate()  # who may sign in goes by the real day, whatever day the pages show
    for part, typed in (("day", today.day), ("month", today.month), ("year", today.year)):
        joel.page.locator(f"input[name=first_{part}]").fill(str(typed))
    joel.press("Add this person")
    expect(joel.page.get_by_role("heading", level=1)).to_have_text("Nia Okoro")
    expect(joel.page.get_by_role("status")).to_contain_text("Nia Okoro is added")
    joel.follow("Make a one-time link")
    joel.press("Make the link")
    path = joel.page.locator("#the-link").inner_text().removeprefix("http://testserver")

    nia = visit(None, width=width, scripts=scripts).open(path)
    expect(nia.page.get_by_role("heading", level=1)).to_have_text("Choose your password")
    for name in ("password1", "password2"):
        nia.page.locator(f"input[name={name}]").fill(PASSWORD)
    nia.press("Set this password")
    expect(nia.page.get_by_role("heading", level=1)).to_have_text("Your password is set")
    nia.open("/accounts/login/")
    nia.page.locator("input[name=login]").fill("nia@example.org")
    nia.page.locator("input[name=password]").fill(PASSWORD)
    nia.press("Sign in")
    expect(nia.page.get_by_role("heading", level=1)).to_have_text("Set up your second step")
    # The key stands in groups of four, to be typed.
    secret = re.search(r"type this key into the app: ([A-Z2-7 ]+)", nia.page.get_by_role("main").inner_text())[1].replace(" ", "")
    nia.page.locator("input[name=code]").fill(code_of(secret))
    nia.press("Continue")
    expect(nia.page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    nia.page.get_by_role("main").get_by_text("Go to your first page").click()
    expect(nia.page.get_by_role("heading", level=1)).to_have_text("My work")

    again = visit(None, width=width).open(path)
    expect(again.page.get_by_role("heading", level=1)).to_have_text("This link no longer works")
    again.assert_sound("a used link")


def everything(area):
    """One of each thing, so that no page is empty."""
    nia = practitioner("Nia Okoro", "la-send-caseworker", area.council)
    nia.user.grants.create(role="la-send-manager", organisation=area.council, valid_from=LONG_AGO, ended_at=timezone.now(),
                           valid_to=LONG_AGO)  # fmt: skip
    SharingBasis.objects.create(
        owner=area.council, reader_kind="college", purpose="EHC needs assessment, plans and reviews", valid_from=LONG_AGO,
        ground="Children and Families Act 2014 s.25, 28, 31; UK GDPR Article 6(1)(e) and 9(2)(g)", kinds=["ep-advice"],
    )  # fmt: skip
    RetentionRule.objects.create(
        organisation=area.council, kind_of_data="ep-advice", anchor="birth", years=1, source="Retention schedule, row 14"
    )
    ben = child_of(area.council, "Ben", "Hart")
    LegalHold.objects.create(child=ben, owner=area.council, reason="Inquiry of the ombudsman", placed_by=nia.user.pk)
    Seal.objects.create(child=ben, reason="Adopted", sealed_by=nia.user.pk)
    old = [Content.objects.create(child=area.maya, owner=area.council, kind_of_data="ep-advice", text=t) for t in "ab"]
    disposal = Disposal.objects.create(
        content=old[0], child=area.maya, owner=area.council, reason="Past its time", proposed_by=nia.user.pk
    )
    Allocation.objects.create(
        child=area.maya, owner=area.council, practitioner=nia.who, role="la-send-caseworker", valid_from=LONG_AGO
    )
    return nia, disposal, old[1]


def test_every_page_of_administration_is_sound(visit, area, administrator, lead):
    nia, disposal, old = everything(area)
    grace = practitioner("Grace Oyelaran", "la-send-manager", area.council)
    of = f"/administration/people/{nia.user.pk}/"
    child = f"/children/{area.maya.pk}/record-keeping/"
    # One of each sort of page: most forms are one template, asked something else.
    pages = (
        (administrator, ["", "people/", "people/add/", f"people/{nia.user.pk}/", f"people/{nia.user.pk}/close/", "changes/"]),
        (lead, ["sharing/", "sharing/add/", "retention/", "holds/", "seals/", f"disposals/{disposal.pk}/agree/", child]),
        (grace, ["disposals/", f"disposals/propose/{old.pk}/"]),
        (nia, [f"{child}consent/", f"/cases/{area.case.pk}/confidentiality/"]),
    )
    for who, paths in pages:
        seen = visit(who)
        for path in paths:
            seen.open(path if path.startswith("/") else f"/administration/{path}")
            assert "not found" not in seen.page.get_by_role("heading", level=1).inner_text(), path
            seen.assert_sound_at_any_width(path)
    joel = visit(administrator).open(f"{of}link/")
    joel.press("Make the link")
    expect(joel.page.get_by_role("heading", level=1)).to_have_text("A one-time link")
    joel.assert_sound_at_any_width("the link")
    nia_page = visit(None).open(joel.page.locator("#the-link").inner_text().removeprefix("http://testserver"))
    expect(nia_page.page.get_by_role("heading", level=1)).to_have_text("Choose your password")
    nia_page.assert_sound_at_any_width("choosing a password")
