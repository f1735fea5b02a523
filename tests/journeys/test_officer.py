"""A case officer at work, on a desk and on a phone, with and without scripts."""

import pytest
from playwright.sync_api import expect

CASE = "/cases/{area.case.pk}/"


def test_every_page_of_the_officer_is_sound_at_any_width(visit, area):
    seen = visit(area.priya)
    case = CASE.format(area=area)
    child = f"/children/{area.maya.pk}/"
    pages = [
        "/my-work/",
        "/my-work/filter/",
        "/children/",
        child,
        case,
        f"{case}record/",
        f"{case}?as-at=2026-10-30&known=then",
    ]
    for page in [
        *pages,
        f"{case}record/decided-to-issue/?plain=1",
        "/earlier-day/?page=/my-work/",
        "/help/",
        "/who-can-see-what/",
    ]:
        seen.open(page)
        expect(seen.page.get_by_role("heading", level=1)).to_have_count(1)
        seen.assert_sound_at_any_width(page)


def test_from_the_list_to_the_reason_of_a_date(visit, area):
    seen = visit(area.priya, width=360).open("/my-work/")
    seen.follow("Get the educational psychologist’s advice")
    expect(seen.page.get_by_role("heading", level=1)).to_have_text("Maya Whitfield")
    why = seen.page.locator("details.gt-why", has_text="Why this date?").first
    why.locator("summary").press("Enter")
    expect(why.get_by_role("heading", level=3)).to_contain_text("Why ")
    expect(why.get_by_text("Law", exact=True).or_(why.get_by_text("Set by", exact=True)).first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_recording_asks_again_for_what_is_missing_and_then_records_it(visit, area, scripts):
    seen = visit(area.priya, width=390, scripts=scripts).open(f"/cases/{area.case.pk}/record/decided-to-issue/?plain=1")
    for part, typed in (("Day", "31"), ("Month", "2"), ("Year", "2026")):
        seen.page.get_by_label(part, exact=True).first.fill(typed)
    seen.press("Record it")
    expect(seen.page).to_have_title("Error: Decided to issue a plan – Golden Thread")
    summary = seen.page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("must be a real date")
    expect(seen.page.get_by_label("Day", exact=True).first).to_have_value("31")
    if scripts:
        expect(summary).to_be_focused()
        seen.assert_sound("the form with its faults")
    for part, typed in (("Day", "24"), ("Month", "November")):
        seen.page.get_by_label(part, exact=True).first.fill(typed)
    seen.press("Record it")
    expect(seen.page.get_by_role("heading", level=1)).to_have_text("Maya Whitfield")
    expect(seen.page.locator(".gt-timeline li").first).to_contain_text("Decided to issue a plan")


def test_a_setting_that_nobody_goes_by_is_asked_again_and_then_recorded_by_its_code(visit, area):
    seen = visit(area.priya, width=320, scripts=False).open(f"/cases/{area.case.pk}/record/setting-consulted/?plain=1")
    for part, typed in (("Day", "20"), ("Month", "11"), ("Year", "2026")):
        seen.page.get_by_label(part, exact=True).first.fill(typed)
    setting = seen.page.get_by_label("School, college or other setting")
    setting.fill("Larkfeild Primary")
    seen.press("Record it")
    expect(seen.page.locator(".govuk-error-summary")).to_contain_text("Enter the code of the one that is meant: Larkfield Primary School, URN:123456")
    expect(setting).to_have_value("Larkfeild Primary")
    expect(seen.page.get_by_label("Day", exact=True).first).to_have_value("20")
    setting.fill("URN:123456")
    seen.press("Record it")
    expect(seen.page.get_by_role("heading", level=1)).to_have_text("Maya Whitfield")
    expect(seen.page.locator(".gt-timeline li").first).to_contain_text("Larkfield Primary School consulted")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_field_appears_with_the_answer_that_asks_for_it(visit, area, scripts):
    seen = visit(area.priya, width=320, scripts=scripts).open(f"/cases/{area.case.pk}/record/exception-recorded/")
    first, adviser = seen.page.get_by_role("group", name="First day"), seen.page.get_by_label("Whose appointment or advice")
    expect(first).to_be_hidden()
    expect(adviser).to_be_hidden()
    seen.page.get_by_label("Absence from the area").check()
    expect(first).to_be_visible()
    seen.page.get_by_label("The child missed that adviser’s appointment").check()
    expect(adviser).to_be_visible()
    expect(first).to_be_hidden()
    expect(seen.page.get_by_role("group", name="Day of the missed appointment")).to_be_visible()
    if scripts:
        seen.assert_sound("the form with the fields of an answer")


def test_a_childs_name_never_stands_in_an_address(visit, area):
    seen = visit(area.priya, width=1280).open("/my-work/")
    box = seen.page.get_by_label("Name, reference, UPN or NHS number").first
    box.fill("Maya Witfield")
    box.press("Enter")
    expect(seen.page.get_by_role("main")).to_contain_text("Maya Whitfield")
    assert not [address for address in seen.asked if "aya" in address or "itfield" in address]


def test_nothing_can_be_recorded_on_an_earlier_day(visit, area):
    seen = visit(area.priya, width=1280).open("/my-work/")
    seen.follow("See an earlier day")
    for part, typed in (("Day", "30"), ("Month", "10"), ("Year", "2026")):
        seen.page.get_by_label(part, exact=True).fill(typed)
    seen.page.get_by_label("The same day").check()
    seen.press("Show")
    band = seen.page.get_by_role("region", name="Day shown")
    expect(band).to_contain_text("You are looking at Friday 30 October 2026, as it was known that day.")
    expect(seen.page.get_by_role("link", name="Record", exact=False)).to_have_count(0)
    band.get_by_role("link", name="Back to today").click()
    expect(seen.page.get_by_role("region", name="Day shown")).to_contain_text("Showing today")


def test_the_keyboard_skips_to_the_content(visit, area):
    seen = visit(area.priya, width=1280).open("/my-work/")
    seen.page.keyboard.press("Tab")
    expect(seen.page.get_by_role("link", name="Skip to main content")).to_be_focused()
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator("#main-content")).to_be_focused()


def test_an_officer_of_another_council_is_told_nothing(visit, area):
    seen = visit(area.stranger, width=1280).open(CASE.format(area=area))
    expect(seen.page.get_by_role("heading", level=1)).to_have_text("Page not found")
    assert "Maya" not in seen.page.content()
