"""An adviser of the advice service opens an enquiry on a phone and writes what was agreed; a manager of the council sees themes alone."""


import pytest
from playwright.sync_api import expect

from goldenthread.sendiass import keys

from ..audits.conftest import *  # noqa: F403  the council and its people
from ..audits.conftest import _today, organisation, practitioner  # noqa: F401


@pytest.fixture
def kate(area, monkeypatch):
    monkeypatch.setenv(keys.KEYS, keys.new_key())
    return practitioner("Kate Delaney", "sendiass", organisation("SENDIASS:X", "Essex SENDIASS", "sendiass"))


def day_in(page, name, day):
    for part, value in zip(("day", "month", "year"), day, strict=True):
        page.locator(f"[name={name}_{part}]").fill(value)


def test_an_enquiry_on_a_phone(visit, area, kate):
    seen = visit(kate, width=320).open("/advice-service/")
    page, main = seen.page, seen.page.get_by_role("main")
    expect(main).to_contain_text("Open an enquiry when a family calls")
    seen.assert_sound("empty")
    main.get_by_role("link", name="Open an enquiry").click()
    page.get_by_label("Who asks?").fill("Zoe Quill")
    page.get_by_label("How may you reach them?").fill("01632 960123")
    page.get_by_label("What do they ask?").fill("The plan names no hours.")
    page.get_by_label("What is it about?").select_option("plan")
    page.get_by_label("Where do they live?").select_option("Mid")
    page.get_by_label("What happens next?").fill("Ring on Tuesday")
    seen.assert_sound("new")
    day_in(page, "next_on", ("1", "12", "2026"))
    main.get_by_role("button", name="Open the enquiry").click()
    expect(main).to_contain_text("Next: Ring on Tuesday")
    day_in(page, "on", ("24", "11", "2026"))
    page.get_by_label("Telephone call").check()
    page.get_by_label("2. Advice").check()
    page.get_by_label("What was said and done?").fill("Read section F together.")
    page.get_by_label("What was agreed?").fill("She writes to her officer.")
    page.get_by_label("What happens next?").fill("See what the officer says")
    day_in(page, "next_on", ("3", "12", "2026"))
    main.get_by_role("button", name="Keep this note").click()
    expect(main).to_contain_text("She writes to her officer.")
    seen.assert_sound("enquiry")
    page.goto(page.url.split("/advice-service/")[0] + "/advice-service/")
    expect(main).to_contain_text("See what the officer says")
    seen.assert_sound("list")
    grace = visit(area.grace).open("/advice-service/themes/")
    expect(grace.page.get_by_role("main")).to_contain_text("Nothing can be shown yet")
    grace.assert_sound("themes")
