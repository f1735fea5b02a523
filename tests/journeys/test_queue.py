"""The principal educational psychologist gives a case, changes it with a reason, and reads the audit."""

import pytest
from playwright.sync_api import expect

from ..assessments.test_queue import queue  # noqa: F401  the same queue


def test_every_page_of_the_queue_is_sound_at_any_width(visit, queue):  # noqa: F811
    seen = visit(queue.sunita)
    pages = (
        "/ep-queue/", f"/ep-queue/{queue.case.pk}/", "/ep-queue/audit/", "/ep-queue/time/", f"/ep-queue/time/{queue.helen.pk}/",
        f"/ep-queue/time/{queue.helen.pk}/cover/", "/ep-queue/?as-at=2026-10-30&known=then",
    )  # fmt: skip
    for page in pages:
        seen.open(page)
        expect(seen.page.get_by_role("heading", level=1)).to_have_count(1)
        seen.assert_sound_at_any_width(page)


@pytest.mark.parametrize("width, scripts", [(1280, True), (360, False)])
def test_a_case_is_given_then_given_to_another_with_a_reason_and_the_audit_holds_both(visit, queue, width, scripts):  # noqa: F811
    seen = visit(queue.sunita, width=width, scripts=scripts).open("/")
    expect(seen.page.get_by_role("heading", level=1)).to_have_text("Educational psychologist queue")
    seen.page.get_by_role("row", name="Ethan Moss").get_by_role("link", name="Allocate").click()
    expect(seen.page.get_by_role("main")).to_contain_text("Place 1 of 5: tribunal order. Nobody has Ethan yet.")
    seen.page.get_by_role("radio", name="Helen Marsh, week of Mon 23 Nov").check()
    seen.press("Allocate")
    expect(seen.page.get_by_role("status")).to_have_text("Ethan Moss is with Helen Marsh, week of Mon 23 Nov.")

    seen.page.get_by_role("row", name="Ethan Moss").get_by_role("link", name="Change").click()
    seen.page.get_by_role("radio", name="Sam Trent, week of Mon 30 Nov").check()
    seen.press("Change")
    summary = seen.page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Enter why: Helen Marsh has this child now")
    expect(seen.page.get_by_role("radio", name="Sam Trent, week of Mon 30 Nov")).to_be_checked()
    if scripts:
        seen.assert_sound("a move that needs a reason")
    seen.page.get_by_label("Why", exact=True).fill("Helen is away from Thursday")
    seen.press("Change")
    expect(seen.page.get_by_role("status")).to_have_text("Ethan Moss is with Sam Trent, week of Mon 30 Nov.")

    seen.follow("See the audit")
    expect(seen.page.get_by_role("main")).to_contain_text("2 moves. None passed over an earlier place")
    expect(seen.page.get_by_role("row", name="Ethan Moss")).to_have_count(2)
    expect(seen.page.get_by_role("row", name="Sam Trent")).to_contain_text("Helen is away from Thursday")
    if scripts:
        seen.assert_sound("the audit")


def test_a_week_that_cannot_be_is_pointed_out_beside_its_number(visit, queue):  # noqa: F811
    seen = visit(queue.sunita, width=1280).open(f"/ep-queue/time/{queue.helen.pk}/")
    seen.page.get_by_label("Leave, week of Mon 30 Nov").fill("9")
    seen.press("Save these weeks")
    expect(seen.page.locator(".govuk-error-summary")).to_contain_text("In the week of Mon 30 Nov, a week has 10 half-days")
    seen.assert_sound("weeks with a fault")
    seen.page.get_by_label("Leave, week of Mon 30 Nov").fill("0")
    seen.press("Save these weeks")
    expect(seen.page.get_by_role("status")).to_have_text("The weeks of Helen Marsh are saved.")
