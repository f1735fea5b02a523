"""Another area's feed and a council's spreadsheet come into the Local Offer, each looked at by a person; and the map, on a phone."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from goldenthread.access.actions import load_rules
from goldenthread.offer.feed_actions import read_for, take_reading
from goldenthread.offer.models import Feed, Reading, Service, Sheet
from goldenthread.offer.sheet_actions import take_rows

from ..cases.pages.conftest import TODAY, as_application, as_the_worker, organisation, practitioner
from ..offer.conftest import the_offer
from ..offer.test_feeds import AREA, Area
from ..offer.test_sheets import HEAD, ROWS
from .conftest import DESK, PHONE, Visit
from .test_every_page import judge  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(tmp_path):
    the_offer(tmp_path)
    load_rules()
    return practitioner("Mo Khan", "la-send-manager", organisation("LA:881", "Essex County Council", "local-authority"))


@pytest.fixture
def area(manager, settings):
    settings.OFFER_FEED_HOSTS = ["127.0.0.1"]
    with as_application():
        keys = [s["id"] for s in Client().get("/open-referral/services?per_page=100").json()["contents"]]
        one = Area([Client().get(f"/open-referral/services/{k}").json() for k in keys])
    yield one
    one.close()


def test_another_areas_feed_is_looked_at_and_taken_up(browser, manager, area):
    desk = Visit(browser, manager, width=DESK).open("/local-offer/feeds/")
    expect(desk.page.locator("main")).to_contain_text("Other areas will stand here")
    desk.press("Add an area’s feed")
    desk.press("Read it")
    expect(desk.page.locator(".govuk-error-summary")).to_contain_text("Enter whose it is")
    desk.assert_sound_at_any_width("offer-feed-add")
    desk.page.get_by_label("Whose Local Offer is it?").fill(AREA)
    desk.page.get_by_label("Address of its Open Referral feed").fill(area.address)
    desk.page.get_by_label("Under which licence").fill("Open Government Licence v3.0")
    desk.press("Read it")
    expect(desk.page.locator(".gt-answer")).to_contain_text("It is being read")
    with as_the_worker():
        read_for(Reading.objects.get().pk)
    desk.open(f"/local-offer/feeds/{Feed.objects.get().pk}/")
    expect(desk.page.locator("main")).to_contain_text("5 new services, 0 changed")
    desk.assert_sound_at_any_width("offer-feed")
    desk.press("Take it up")
    with as_the_worker():
        take_reading(Reading.objects.get().pk, TODAY)
    desk.open("/local-offer/feeds/")
    expect(desk.page.locator("main")).to_contain_text("Taken up")
    desk.assert_sound_at_any_width("offer-feeds")

    # A family reads whose it is.
    visit = Visit(browser, None, width=PHONE).open(f"/local-offer/{Service.objects.filter(feed__name=AREA, name='Autism drop-in').get().pk}/")
    expect(visit.page.locator("main")).to_contain_text(f"Kept by {AREA}")
    visit.assert_sound_at_any_width("offer-service-of-another-area")


def test_a_councils_spreadsheet_is_read_as_a_person_said(browser, manager):
    desk = Visit(browser, manager, width=DESK).open("/local-offer/sheets/")
    desk.press("Go on")
    expect(desk.page.locator(".govuk-error-summary")).to_contain_text("Choose the file")
    desk.assert_sound_at_any_width("offer-sheets")
    desk.page.get_by_label("The file").set_input_files({"name": "ours.csv", "mimeType": "text/csv", "buffer": (HEAD + ROWS).encode()})
    desk.press("Go on")
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("What the columns of ours.csv mean")
    desk.page.get_by_label("Needs it helps with", exact=True).select_option("Helps with")
    desk.page.get_by_label("Address", exact=True).select_option("Street")
    desk.page.get_by_label("How does the file write").select_option("dmy")
    desk.press("Go on")
    desk.press("Keep this and check the rows")
    expect(desk.page.locator(".govuk-error-summary")).to_contain_text("Say what “Talking” means")
    desk.assert_sound_at_any_width("offer-sheet-columns")
    desk.page.get_by_label("Talking", exact=True).select_option("speech")
    desk.page.get_by_label("Autism", exact=True).select_option("autism")
    desk.press("Keep this and check the rows")
    expect(desk.page.locator(".gt-answer")).to_contain_text("1 service can be taken up")
    desk.assert_sound_at_any_width("offer-sheet")
    desk.page.get_by_label("It is the same: make one of them").check()
    desk.press("Keep these answers")
    desk.press("Take up 2 services")
    expect(desk.page.locator(".gt-answer")).to_contain_text("It is being taken up")
    with as_the_worker():
        take_rows(Sheet.objects.get().pk)
    assert Service.objects.filter(name__startswith="Autism drop").count() == 1
    assert Service.objects.get(name="Sing and sign").needs == ["autism", "speech"]


def test_the_map_is_read_and_followed_on_a_phone(browser, manager):
    visit = Visit(browser, None, width=PHONE).open("/local-offer/?q=autism")
    visit.follow("See them on a map")
    expect(visit.page.locator(".gt-answer")).to_contain_text("1 service for autism")
    visit.assert_sound_at_any_width("offer-map")
    visit.page.get_by_role("cell", name="1").first.wait_for()
    visit.page.locator("table").get_by_role("link", name="Harlow").click()
    expect(visit.page.locator("main")).to_contain_text("Showing: in Harlow")
    # The shape of a district leads to the same list.
    visit.page.go_back()
    visit.page.locator("svg a[aria-label^='Harlow']").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("main")).to_contain_text("Showing: in Harlow")
