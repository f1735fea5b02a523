"""A manager who asks where it goes wrong."""

from playwright.sync_api import expect

from ..cases.pages.conftest import practitioner
from ..cases.pages.test_clocks_page import busy  # noqa: F401  the same busy council


def test_the_clocks_of_the_area_are_sound_at_any_width(visit, busy):  # noqa: F811
    seen = visit(busy.manager)
    for page in ("/clocks/", "/clocks/?by=team", "/children/"):
        seen.open(page)
        expect(seen.page.get_by_role("heading", level=1)).to_have_count(1)
        seen.assert_sound_at_any_width(page)


def test_a_number_opens_the_list_that_it_counts(visit, busy):  # noqa: F811
    seen = visit(busy.manager, width=1280).open("/clocks/")
    linked = seen.page.get_by_role("row", name="Considering").get_by_role("link").first
    count = linked.inner_text().split()[0]
    linked.click()
    expect(seen.page.get_by_role("main")).to_contain_text(f"{count} assessments")
    seen.assert_sound("the list behind a number")


def test_somebody_who_sees_totals_only_is_offered_no_children(visit, busy):  # noqa: F811
    analyst = practitioner("Ana Lyst", "analyst", busy.council)
    seen = visit(analyst, width=1280).open("/clocks/")
    expect(seen.page.get_by_role("navigation", name="Menu").get_by_role("link", name="Children")).to_have_count(0)
    assert "Whitfield" not in seen.page.content()
    seen.assert_sound("/clocks/ of an analyst")


def test_signing_in_is_sound_at_any_width(visit):
    seen = visit(None)
    for page in ("/accounts/login/", "/my-work/", "/privacy/", "/accessibility/"):
        seen.open(page)
        expect(seen.page.get_by_role("heading", level=1)).to_have_count(1)
        seen.assert_sound_at_any_width(page)
