"""A manager runs a campaign: chooses a slice, gives it hours, puts plans into this week, sees what other hours would give, and opens
what a score is made of. In a real browser."""


import pytest
from playwright.sync_api import expect

from ..campaigns.conftest import *  # noqa: F403  the council and its plans
from ..campaigns.conftest import _today  # noqa: F401


def test_a_manager_runs_a_campaign(visit, area):
    grace = visit(area.grace).open("/")
    grace.page.get_by_role("navigation", name="Sections").or_(grace.page.locator(".gt-navigation")).first.get_by_role("link", name="Plans", exact=True).click()
    page = grace.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Plans that need amending")
    grace.assert_sound("radar")
    page.get_by_label("Team").select_option("Mid team")
    page.get_by_label("Year group").select_option("Year 9 and above")
    grace.press("Show")
    expect(page.get_by_role("main")).to_contain_text("Mid team, Year 9 and above: 3, overdue reviews first")

    # What one score is made of.
    page.get_by_role("link", name="the sum of Tyler Webb").click()
    expect(page.get_by_role("main")).to_contain_text("Review overdue 62 days (law)")
    grace.assert_sound("radar sum")
    page.go_back()

    grace.follow("Start a campaign with all 3")
    page.get_by_label("Hours of the team a week").fill("2")
    grace.assert_sound("campaign new")
    grace.press("Start the campaign")
    main = page.get_by_role("main")
    expect(main).to_contain_text("0 of 3 plans amended since Tuesday 24 November 2026")
    expect(main).to_contain_text("At 2 hours a week it will finish: between")
    before = page.locator(".gt-campaign strong").first.inner_text()
    page.get_by_role("checkbox", name="Add Tyler Webb").check()
    page.get_by_role("checkbox", name="Add Aisha Rahman").check()
    grace.press("Add the ticked plans to this week")
    expect(page.get_by_role("heading", name="This week: 2")).to_be_visible()
    grace.assert_sound("campaign")

    grace.follow("Change hours")
    page.get_by_label("Hours of the team a week").fill("12")
    grace.press("See what it gives")
    expect(main).to_contain_text("Nothing is changed yet")
    grace.assert_sound("campaign change")
    grace.press("Use these hours from today")
    expect(main).to_contain_text("At 12 hours a week it will finish")
    assert page.locator(".gt-campaign strong").first.inner_text() != before

    grace.follow("Plans that need amending")
    expect(page.get_by_role("heading", name="Campaign: Mid team, Year 9 and above")).to_be_visible()
    grace.assert_sound("radar with campaign")
    grace.follow("See what each reason weighs")
    page.get_by_label("Changed setting since the text would weigh").fill("90")
    grace.press("See what it would move")
    expect(main).to_contain_text("would change place")
    grace.assert_sound("weights")
    page.get_by_role("link", name="Plans that need amending").first.click()
    page.get_by_role("link", name="Open plan").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    grace.assert_sound("the plan")


@pytest.mark.parametrize("width", [320])
def test_every_page_of_campaigns_is_sound_on_a_phone(visit, area, width):
    grace = visit(area.grace, width=width).open("/campaigns/new/?year=9")
    grace.assert_sound("campaign new")
    grace.page.get_by_label("Hours of the team a week").fill("10")
    grace.press("Start the campaign")
    expect(grace.page.get_by_role("main")).to_contain_text("0 of 4 plans amended")
    grace.assert_sound("campaign")
    for address in ("/radar/", "/radar/?year=9", "/radar/weights/", f"/radar/{area.tyler.pk}/"):
        grace.open(address)
        grace.assert_sound(address.strip("/").replace("/", " ")[:14] or "radar")
