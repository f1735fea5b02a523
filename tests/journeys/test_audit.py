"""A manager draws plans and shares them out; two people grade one of them, each by themselves, and one writes what should change; they
agree; the manager reads the result and the officer answers. In a real browser, those who grade on a phone."""

import re

from playwright.sync_api import expect

from ..audits.conftest import *  # noqa: F403  the council and its plans
from ..audits.conftest import (
    _today,  # noqa: F401
    both_read,
    grades,
)


def test_an_audit_from_the_draw_to_the_answer(visit, area):
    grace = visit(area.grace).open("/audits/")
    page, main = grace.page, grace.page.get_by_role("main")
    expect(main).to_contain_text("There is no audit yet")
    grace.assert_sound("none yet")
    grace.follow("What plans are judged by")
    grace.assert_sound("criteria")
    page.go_back()
    grace.follow("Start an audit")
    page.get_by_label("What is the audit called?").fill("Autumn audit")
    page.get_by_label("How many plans?").fill("3")
    page.get_by_label("How many of them are graded by more than one person?").fill("1")
    page.get_by_label("We think it necessary").check()
    page.get_by_label("Why does that ground hold?").fill("To find what in these plans must be put right")
    grace.press("See what would be drawn")
    expect(main).to_contain_text("Every plan has the same chance")
    grace.assert_sound("what would be drawn")
    grace.press("Draw the plans")
    for name in ("Helen Marsh", "Leila Farouk"):
        page.get_by_label("Name of somebody to add").fill(name.split()[0])
        grace.press("Look for them")
        grace.press(f"Add {name}")
    expect(main).to_contain_text("Leila Farouk, health")
    grace.press("Share out the plans")
    expect(main).to_contain_text("gives the same plans in the same order")
    grace.assert_sound("drawn")

    one = both_read(area)
    helen = visit(area.helen, width=320).open("/audits/")
    helen.assert_sound("to grade")
    helen.page.get_by_role("link", name="Plan 1 of").click()
    helen.assert_sound("plan")
    helen.page.get_by_role("link", name="Section F").click()
    helen.follow("Say what should change in F1")
    helen.page.get_by_label("What should change?").fill("Say how often, how long and by whom.")
    helen.assert_sound("write finding")
    helen.press("Write the finding")
    expect(helen.page.get_by_role("heading", level=1)).to_contain_text("Section F")
    helen.assert_sound("section F")
    helen.page.locator("#g-specific").get_by_label("1. Not at all").check()
    helen.page.get_by_label("Why?").first.fill("F1 gives no number")
    helen.press("Save and go on")
    expect(helen.page.get_by_role("main")).to_contain_text("Choose a grade for: Does help meet every need")
    helen.page.locator("#g-thread").get_by_label("3. Mostly").check()
    helen.press("Save and go on")
    expect(helen.page.get_by_role("heading", level=1)).to_contain_text("Section G")
    helen.follow("The parts of the plan")
    helen.press("Give my grades")
    expect(helen.page.get_by_role("main")).to_contain_text("Grade every section before you give your grades")
    # The other parts are graded as this one was.
    grades(area, area.helen, one, specific=1, give=False)
    helen.press("Give my grades")
    helen.open(f"/audits/plans/{one.pk}/")
    expect(helen.page.get_by_role("main")).to_contain_text("You gave your grades")
    helen.assert_sound("given")

    # Nobody sees what Helen gave before Leila has given hers.
    page.goto(page.url + "moderation/")
    expect(main).to_contain_text("Until then nobody sees what another gave")
    leila = visit(area.leila, width=320).open(f"/audits/plans/{one.pk}/")
    grades(area, area.leila, one, specific=2)
    leila.open(f"/audits/plans/{one.pk}/moderate/")
    expect(leila.page.get_by_role("main")).to_contain_text("1 question is to be agreed")
    leila.assert_sound("compare")
    leila.press("Save what is agreed")
    expect(leila.page.get_by_role("main")).to_contain_text("Nothing was agreed")
    leila.page.get_by_label("1. Not at all").check()
    leila.page.get_by_label("Why is this the grade that stands?").fill("Nobody could tell from F1 whether it was given")
    leila.press("Save what is agreed")
    expect(leila.page.get_by_role("main")).to_contain_text("Nothing is left to agree")
    leila.assert_sound("agreed")

    page.reload()
    expect(main).to_contain_text("of the grades that two people gave are the same")
    grace.assert_sound("agreement")
    grace.open(f"/audits/{one.audit_id}/results/")
    expect(main).to_contain_text("1 of 3 plans are graded and agreed")
    grace.assert_sound("results")
    grace.open(f"/audits/{one.audit_id}/")
    grace.assert_sound("running")

    officer = visit(area.priya if one.team == "Mid team" else area.wes).open("/audits/")
    officer.page.get_by_role("link", name="1 of 1 finding of yours waits").click()
    officer.assert_sound("findings")
    officer.page.get_by_role("link", name=re.compile("F1, Child")).click()
    officer.assert_sound("finding")
    officer.page.get_by_label("Why will it not be changed?").fill("The therapist has left it open for the summer.")
    officer.press("Send this answer")
    expect(officer.page.get_by_role("main")).to_contain_text("Answered, not changed")
    officer.assert_sound("answered")
