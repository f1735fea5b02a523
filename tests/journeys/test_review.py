"""A SENCO completes a review for two councils; one of them amends the plan, and the family reads it. In a real browser."""

import datetime as dt

from playwright.sync_api import expect

from goldenthread.cases.models import Event
from goldenthread.plans.models import Clause, Plan

from ..reviews.conftest import *  # noqa: F403  the councils and their people
from ..reviews.conftest import _today  # noqa: F401


def arrange(seen, path):
    seen.open(path)
    seen.page.get_by_role("link", name="Arrange the meeting").click()
    for part, value in (("Day", "10"), ("Month", "12"), ("Year", "2026")):
        seen.page.get_by_label(part, exact=True).fill(value)
    seen.page.get_by_label("Time").fill("3.30pm")
    seen.page.get_by_label("Where it is").fill("The library")
    seen.assert_sound("arrange")
    seen.press("See what this day means")
    expect(seen.page.get_by_role("main")).to_contain_text("by Thursday 24 December 2026, two weeks after")
    seen.assert_sound("invite")
    seen.press("Send the invitations")
    expect(seen.page.get_by_role("status")).to_contain_text("The meeting is arranged")
    seen.assert_sound("the review")


def hold_and_report(seen, path):
    seen.open(path)
    seen.follow("Record the meeting")
    seen.page.get_by_role("checkbox").first.check()
    seen.assert_sound("held")
    seen.press("Record the meeting")
    expect(seen.page.get_by_role("status")).to_contain_text("The meeting is recorded")
    seen.follow("Write the report")
    for outcome in ("E1", "E2"):
        group = seen.page.get_by_role("group", name=f"{outcome}:")
        group.get_by_label("On the way").check()
        seen.page.get_by_label(f"What shows it, for {outcome}?").fill("Read two pages alone on 4 December.")
    # The page keeps what is typed by itself.
    expect(seen.page.locator("#saved")).to_contain_text("Saved at", timeout=10000)
    seen.assert_sound("outcomes")
    seen.press("Save and go on")
    # "Regular help" is no number of anything: the ledger cannot check it, and the review asks.
    seen.page.get_by_role("group", name="F1:").get_by_label("Given in part").check()
    seen.page.get_by_label("What shows it, for F1?").fill("Mornings until half term.")
    seen.assert_sound("help")
    seen.press("Save and go on")
    seen.page.get_by_label("Amend the plan").check()
    seen.page.get_by_label("Help for learning (section F)").fill("Say how often the help is given.")
    seen.assert_sound("changes")
    seen.press("Save and go on")
    seen.page.get_by_label("What does the child or young person think?").fill("I like stories now.")
    seen.page.get_by_label("What does the family think?").fill("We see the difference.")
    seen.press("Save and go on")
    expect(seen.page.get_by_role("main")).to_contain_text("Nothing is missing")
    seen.assert_sound("check and send")
    seen.press("Send the report")
    expect(seen.page.get_by_role("status")).to_contain_text("The report was sent to everybody")


def test_a_senco_completes_a_review_for_two_councils(visit, area, settings):
    tom = visit(area.tom)
    tom.open("/reviews/")
    expect(tom.page.get_by_role("main")).to_contain_text("Essex County Council and Southend City Council")
    tom.assert_sound("the list of a setting")
    for path in (area.path, area.mias_path):
        arrange(tom, path)
    tom.open(area.path)
    tom.follow("Add advice that came")
    tom.page.get_by_label("Who it is from").fill("Leila Farouk, speech and language therapist")
    tom.page.get_by_label("Their advice").fill("Oscar follows two-step instructions in a quiet room.")
    tom.assert_sound("advice")
    tom.press("Keep it")
    tom.press("Send the advice round")
    expect(tom.page.get_by_role("status")).to_contain_text("The advice went round")
    anna = visit(area.anna, width=360).open(area.path)
    expect(anna.page.get_by_role("main")).to_contain_text("The meeting is on Thursday 10 December 2026 at 3.30pm")
    anna.assert_sound("the family before the meeting")
    anna.open(f"/family/{area.oscar.pk}/")
    expect(anna.page.get_by_role("heading", name="A meeting about Oscar’s plan")).to_be_visible()
    anna.assert_sound("the family's page with a meeting to come")

    settings.DEMO_TODAY = dt.date(2026, 12, 11)
    for path in (area.path, area.mias_path):
        hold_and_report(tom, path)
    tom.open("/reviews/")
    expect(tom.page.get_by_role("main")).to_contain_text("The council decides")
    assert Event.objects.filter(event="review-report-sent").count() == 2

    # The officer of one council decides to amend, and says how.
    officer = visit(area.priya).open("/reviews/")
    officer.assert_sound("the list of a council")
    officer.follow("Oscar Lindqvist")
    expect(officer.page.get_by_role("main")).to_contain_text("Say how often the help is given.")
    officer.assert_sound("the report")
    officer.follow("Decide after the review")
    officer.page.get_by_label("Amend the plan").check()
    officer.assert_sound("decide")
    officer.press("Go on")
    officer.assert_sound("check the decision")
    officer.press("Record it, and write the changes")
    officer.press("Start the amended version")
    f1 = Clause.objects.get(plan__case=area.case.pk, section="F")
    officer.open(f"/cases/{area.case.pk}/plan/clauses/{f1.pk}/")
    officer.page.get_by_label("Words in the plan").fill("Help with reading, 20 minutes each day, from a trained teaching assistant.")
    officer.press("Save")
    officer.follow("Send the amendment notice")
    expect(officer.page.get_by_role("main")).to_contain_text("the family has until Friday 25 December 2026 to answer")
    officer.page.get_by_label("Why, and what evidence the changes rest on").fill("The review showed that daily help works. The report of 11 December is with this letter.")
    officer.assert_sound("the notice")
    officer.press("Send the notice")
    expect(officer.page.get_by_role("status")).to_contain_text("The notice was sent")
    officer.assert_sound("the proposed plan")
    officer.open(f"/cases/{area.case.pk}/decide-not-to-amend/").assert_sound("not to amend after all")

    # The family reads what would change, and says what it thinks.
    anna.open(f"/family/{area.oscar.pk}/")
    anna.assert_sound("the family's page")
    anna.page.get_by_role("link", name="The changes proposed").click()
    expect(anna.page.get_by_role("main")).to_contain_text("What would change")
    anna.assert_sound("the proposal")
    anna.page.get_by_role("link", name="Tell us that you have said all you want to say").click()
    anna.assert_sound("content")
    anna.page.get_by_role("button").filter(has_text="said").or_(anna.page.get_by_role("button", name="Yes")).last.click()
    assert Event.objects.filter(event="representations-received").count() == 1

    settings.DEMO_TODAY = dt.date(2026, 12, 14)
    officer.open(f"/cases/{area.case.pk}/plan/amended/")
    expect(officer.page.get_by_role("main")).to_contain_text("It can be issued today")
    officer.assert_sound("issue")
    officer.press("Issue the amended plan")
    expect(officer.page.get_by_role("status")).to_contain_text("The amended plan was issued")
    assert Plan.objects.get(case=area.case.pk, issued_on__isnull=False).issued_on == dt.date(2026, 12, 14)
    anna.open(f"/family/{area.oscar.pk}/")
    anna.page.get_by_role("link", name="Oscar’s plan now", exact=True).click()
    expect(anna.page.get_by_role("main")).to_contain_text("20 minutes each day")
    anna.assert_sound("the amended plan")
    # The setting reads it too, and nobody of the other council does.
    tom.open(f"/cases/{area.case.pk}/plan/read/")
    expect(tom.page.get_by_role("main")).to_contain_text("20 minutes each day")
    sam = visit(area.sam).open("/reviews/")
    expect(sam.page.get_by_role("main")).not_to_contain_text("Oscar")
    expect(sam.page.get_by_role("main")).to_contain_text("Mia Berg")


def test_every_list_of_reviews_is_sound_at_any_width(visit, area):
    zoe = child_of(area.essex, "Zoe", "Price", date_of_birth=day("2015-11-02"))  # noqa: F405
    case_of(zoe, ("plan-made", day("2026-01-14")), pathway="annual-review")  # noqa: F405
    officer = visit(area.priya, width=1280)
    for page in ["/reviews/", "/reviews/?state=not-arranged", "/phase-transfers/", "/phase-transfers/?at=not-identified", f"/children/{zoe.pk}/phase-transfer/",
                 area.path, f"{area.path}decide/", f"/cases/{area.case.pk}/plan/amend/", f"/children/{area.oscar.pk}/consider-ceasing/"]:  # fmt: skip
        officer.open(page)
        expect(officer.page.get_by_role("heading", level=1)).to_have_count(1)
        officer.assert_sound_at_any_width(page)
    officer.press("Begin")
    expect(officer.page.get_by_role("main")).to_contain_text("What the law has come first")
    officer.assert_sound_at_any_width("cease")
    # A decision whose time has passed, and one considered long ago.
    over = case_of(zoe, ("cessation-considered", day("2026-01-15")), ("decided-to-cease", day("2026-02-02")), ("appeal-lodged", day("2026-03-02")),  # noqa: F405
                   ("appeal-decided", day("2026-06-01"), {"outcome": "allowed"}), pathway="plan-cessation")  # noqa: F405  # fmt: skip
    officer.open(f"/cases/{over.pk}/cease/").assert_sound_at_any_width("ceasing, its time over")
    officer.page.get_by_label("Why does the plan go on?").fill("The tribunal ordered so.")
    officer.press("The plan goes on")
    expect(officer.page.get_by_role("heading", level=1)).to_contain_text("The plan goes on")
    officer.assert_sound_at_any_width("the plan goes on")
    stale = case_of(child_of(area.essex, "Ada", "Holt"), ("cessation-considered", day("2022-01-15")), pathway="plan-cessation")  # noqa: F405
    officer.open(f"/cases/{stale.pk}/cease/").assert_sound_at_any_width("ceasing considered long ago")
    visit(area.tom, width=1280).open("/reviews/").assert_sound_at_any_width("the list of a setting")
