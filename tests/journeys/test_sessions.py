"""A therapist records a week's sessions for 30 children with a few presses; a family says that one did not happen; the case
officer settles it. In a real browser, wide and narrow, by keyboard, and without scripts."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from goldenthread.delivery.models import Word

from ..delivery.conftest import *  # noqa: F403  the council and its people
from ..delivery.conftest import _today, allocate, practitioner, thirty_children  # noqa: F401
from ..plans.conftest import a_parent
from ..plans.conftest import area as the_council  # noqa: F401

WEEK = "/sessions/?week=2026-11-16"


@pytest.fixture
def area(the_council):  # noqa: F811
    """The same council, with a case officer and a mother of the first child of Leila's thirty."""
    area = thirty_children(the_council)
    area.first = area.thirty[0]
    allocate(area.first.child, area.priya)
    area.mother = a_parent(area.first.child, "Rosa Costa")
    return area


def test_a_week_for_thirty_children_in_a_few_presses(visit, area):
    leila = visit(area.leila).open("/sessions/")
    page, presses = leila.page, 0
    leila.follow("Last week")
    expect(page.get_by_role("main")).to_contain_text("Speech and language therapy, week of Monday 16 November 2026. 30 children. 0 answered, 30 to go.")
    leila.assert_sound("the week, empty")

    def press(thing):
        nonlocal presses
        presses += 1
        thing.click()

    press(page.get_by_role("button", name="Mark all not answered as delivered").first)
    expect(page.get_by_role("main")).to_contain_text("Nothing is saved yet")
    assert not Word.objects.exists()
    # The reason is asked for only where it was missed.
    why = page.get_by_label("Why missed: Chloe Costa")
    expect(why).to_be_hidden()
    press(page.get_by_role("radio", name="Missed: Chloe Costa"))
    expect(why).to_be_visible()
    presses += 1
    why.select_option("Therapist or staff absent")
    press(page.get_by_role("radio", name="Missed: Jacob Costa"))
    presses += 1
    page.get_by_label("Why missed: Jacob Costa").select_option("Child absent")
    leila.assert_sound("the week, filled in")
    press(page.get_by_role("button", name="Save week").last)
    expect(page.get_by_role("status")).to_contain_text("Saved. Everything of this week is answered.")
    expect(page.get_by_role("main")).to_contain_text("30 answered, 0 to go.")
    # Six presses, where a dialog a child would be sixty and more: at four seconds each, well under a minute.
    assert presses <= 6
    assert (Word.objects.filter(missed=0).count(), Word.objects.filter(missed__gt=0).count()) == (28, 2)

    # The week after: what is owed stands in its row, and can be made up.
    leila.follow("The week after")
    expect(page.get_by_role("main")).to_contain_text("30 minutes owed from 16 Nov")
    page.get_by_role("radio", name="Made up: Chloe Costa").check()
    page.get_by_role("button", name="Save week").first.click()
    expect(page.get_by_role("status")).to_contain_text("29 not answered: Abel Costa, Alfie Costa")
    expect(page.get_by_text("Not answered", exact=True)).to_have_count(29)
    expect(page.get_by_text("Not answered", exact=True).first).to_be_visible()
    leila.assert_sound("rows that are not answered")


def test_by_keyboard_alone(visit, area):
    leila = visit(area.leila).open(WEEK)
    page = leila.page
    page.get_by_role("radio", name="Delivered: Abel Costa").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Missed: Abel Costa")).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Why missed: Abel Costa")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Save week").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("29 not answered")
    assert Word.objects.get().reason == "staff-absent"


def test_on_a_phone_without_scripts_and_then_a_family_and_its_officer(visit, area):
    leila = visit(area.leila, width=320, scripts=False).open(WEEK)
    page = leila.page
    page.get_by_role("radio", name="Delivered: Abel Costa").check()
    page.get_by_role("button", name="Save week").last.click()
    # Without scripts too, rows that are not answered are named.
    expect(page.get_by_role("status")).to_contain_text("29 not answered: Alfie Costa")
    expect(page.get_by_role("main")).to_contain_text("1 answered, 29 to go.")
    page.wait_for_load_state()  # the style sheets too
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    small = visit(area.leila, width=320).open(WEEK)
    small.assert_sound("the week on a phone")

    # The mother says that it did not happen.
    mother = visit(area.mother, width=320).open(f"/cases/{area.first.case.pk}/ledger/")
    mother.assert_sound("a family's ledger")
    mother.page.get_by_role("link", name=re.compile("This did not happen.*Mon 16 Nov")).click()
    mother.assert_sound("a week")
    mother.page.get_by_label("Anything you want to tell us about it (optional)").fill("Nobody came on Monday.")
    mother.press("This did not happen")
    expect(mother.page.get_by_role("status")).to_contain_text("stands beside what was recorded")
    mother.assert_sound("after it was said")

    # The officer reads both, and settles it by name.
    officer = visit(area.priya).open("/help-behind/")
    officer.assert_sound("what is owed")
    officer.page.get_by_role("link", name=re.compile("Settle it.*Abel, F1")).click()
    expect(officer.page.get_by_role("main")).to_contain_text("Nobody came on Monday.")
    officer.assert_sound("a difference")
    officer.press("Settle it")
    expect(officer.page.get_by_role("alert")).to_contain_text("Select what happened")
    officer.page.get_by_label("It did not happen: the time is owed").check()
    officer.page.get_by_label("How you know, which the family and the provider will read").fill("The therapist was at another school that day.")
    officer.press("Settle it")
    expect(officer.page.get_by_role("status")).to_contain_text("Settled, in your name")
    officer.assert_sound("the ledger")
    mother.open(f"/cases/{area.first.case.pk}/ledger/")
    expect(mother.page.get_by_role("main")).to_contain_text("Abel is owed 30 minutes of help from the plan")
    expect(mother.page.get_by_role("main")).to_contain_text("Settled by Priya Nair: it did not happen")


def test_who_gives_it_whether_it_is_in_place_and_what_is_owed_in_all(visit, area):
    ledger = f"/cases/{area.first.case.pk}/ledger/"
    officer = visit(area.priya, width=1280).open(f"{ledger}who/")
    officer.assert_sound_at_any_width("who gives each line")
    officer.press("Save")
    expect(officer.page.get_by_role("status")).to_contain_text("Somebody is named for every line")
    mother = visit(area.mother, width=1280).open(f"{ledger}in-place/")
    mother.assert_sound_at_any_width("is it in place")
    mother.press("Save")
    expect(mother.page.get_by_role("alert")).to_contain_text("Select an answer")
    mother.page.get_by_label("No, not yet").check()
    mother.press("Save")
    expect(mother.page.get_by_role("status")).to_contain_text("The case officer sees what is not in place")
    for e in area.thirty[:8]:
        Word.objects.create(
            line=e.clause.line, child=e.child, owner=area.council, case=e.case.pk, monday=dt.date(2026, 11, 9), party="provider", missed=30, reason="vacancy"
        )
    kate = visit(practitioner("Kate Mills", "icb-commissioner", area.icb), width=1280).open("/owed-hours/")
    expect(kate.page.get_by_role("main")).to_contain_text("4 hours of help in plans are owed to 8 children")
    kate.assert_sound_at_any_width("owed hours")
    mona = visit(practitioner("Mona Hart", "la-send-manager", area.council), width=1280).open("/owed-hours/rates/")
    mona.assert_sound_at_any_width("what an hour costs")
    leila = visit(area.leila, width=1280).open("/sessions/file/?week=2026-11-16")
    leila.assert_sound_at_any_width("a file")
    leila.press("Upload the file")
    expect(leila.page.get_by_role("alert")).to_contain_text("Choose a file")
    leila.assert_sound_at_any_width("a file that is missing")
