"""From advice to a final plan: a correction, a setting that refuses, a comment of the family. In a real browser."""

import datetime as dt

from playwright.sync_api import expect

from goldenthread.access.middleware import LINK
from goldenthread.access.models import PersonalLink
from goldenthread.cases.models import Event
from goldenthread.plans.models import Clause, Consultation, Plan

from ..plans.conftest import *  # noqa: F403  the council and its people
from ..plans.conftest import clause


def by_link(visit, task, about=None, **options):
    """Somebody who opened their personal link with its code."""
    seen = visit(None, **options)
    found = PersonalLink.objects.filter(task=task, ended_at=None)
    session = seen.client.session
    session[LINK] = str((found.get(about=about) if about else found.get()).pk)
    session.save()
    return seen


def test_from_advice_to_the_final_plan(visit, area, settings):
    officer = visit(area.priya).open(area.path)
    expect(officer.page.get_by_role("heading", level=1)).to_contain_text("Draft plan")
    officer.press("Start the draft")
    expect(officer.page.get_by_role("status")).to_contain_text("put together from the advice")
    officer.assert_sound("the draft")

    # The officer writes a line of help more vaguely than it was advised, and asks the authors.
    c = clause(area, "speech-and-language-therapist", "F")
    officer.open(f"{area.path}clauses/{c.pk}/")
    officer.page.get_by_label("Words in the plan").fill(
        "Oscar will have regular speech and language therapy in a small group, 36 weeks a year, delivered by a trained adult, to build "
        "understanding of two-step instructions."
    )
    officer.assert_sound("a clause")
    officer.press("Save")
    expect(officer.page.get_by_role("status")).to_contain_text("Saved F")
    officer.page.get_by_role("link", name="Send the draft to the family").click()
    expect(officer.page.get_by_role("main")).to_contain_text("the family has until Tuesday 8 December 2026")
    officer.assert_sound("send")
    officer.press("Send the draft")
    expect(officer.page.get_by_role("status")).to_contain_text("The draft was sent")

    # The therapist corrects it, one clause a page, with their own words put back ready.
    leila = by_link(visit, "clauses", "speech-and-language-therapist", width=390)
    leila.open("/task/clauses/")
    leila.page.get_by_role("button", name="Begin").or_(leila.page.get_by_role("link", name="Begin")).click()
    for _ in range(2):
        leila.page.get_by_label("Yes, I confirm the draft as it stands").check()
        leila.page.get_by_role("button", name="Save and go").click()
    expect(leila.page.get_by_role("heading", level=1)).to_contain_text("Does this still say what you advised?")
    expect(leila.page.get_by_role("main")).to_contain_text("3 things you wrote are missing or changed")
    leila.assert_sound("sign-back")
    leila.page.get_by_label("No, correct it").check()
    expect(leila.page.get_by_label("What it should say")).to_have_value(
        "Speech and language therapy to build understanding of two-step instructions, once a week, 30 minutes each time, in a group of no more "
        "than 3, 36 weeks a year, by a qualified speech and language therapist."
    )
    leila.press("Save")
    expect(leila.page.get_by_role("main")).to_contain_text("You have answered all 3 clauses")
    leila.press("Finish and close this link")
    expect(leila.page.get_by_role("heading", level=1)).to_have_text("Thank you")

    # The family says what it thinks of one paragraph, on a phone, and names the school that it wants.
    anna = visit(area.anna, width=360).open(f"{area.path}read/")
    anna.assert_sound("the family reads the draft")
    anna.page.get_by_role("link", name="Say what you think of F1").click()
    anna.page.get_by_label("What do you want to say?").fill("He cannot read for 20 minutes at once.")
    anna.press("Send it")
    anna.follow("Tell us which school or college you want")
    anna.page.get_by_label("Name of the school, college or nursery").fill("Hawthorn")
    anna.press("Look for it")
    anna.assert_sound("naming a school")
    anna.press("I want Hawthorn Primary School")
    expect(anna.page.get_by_role("main")).to_contain_text("you asked for Hawthorn Primary School")

    # That school is asked, refuses on line, and the officer reads what the law asks of a refusal.
    officer.open(f"{area.path}settings/")
    officer.follow("Consult it")
    officer.press("Ask it")
    grace = by_link(visit, "consultation", width=390)
    grace.open("/task/consultation/")
    grace.assert_sound("consultation")
    grace.page.get_by_label("No: incompatible with the efficient education of others").check()
    grace.page.get_by_label("Why, for this child?").fill("We have no room for a small group.")
    grace.page.get_by_label("What have you thought of doing so that you could say yes?").fill("A shared room, which is used by others.")
    grace.press("Send your answer")
    expect(grace.page.get_by_role("heading", level=1)).to_have_text("Thank you")
    officer.open(f"{area.path}settings/")
    expect(officer.page.get_by_role("main")).to_contain_text("What the law asks of a refusal")
    officer.assert_sound("settings")

    # The correction is taken and the comment answered, in a version that follows the draft.
    officer.open(area.path)
    officer.press("Change the plan in the light of what was said")
    expect(officer.page.get_by_role("status")).to_contain_text("You can now change the plan")
    officer.open(f"{area.path}answers/")
    officer.assert_sound("what was said")
    officer.page.get_by_role("link", name="Answer the correction").click()
    officer.page.get_by_label("Yes, put their words in the plan").check()
    officer.page.get_by_label("Your reason, which they will read").fill("You are right.")
    officer.assert_sound("a correction")
    officer.press("Save your answer")
    officer.page.get_by_role("link", name="Answer the comment").click()
    officer.page.get_by_label("Your answer to the family").fill("We have asked the school, which agrees to 10 minutes twice a day.")
    officer.press("Save your answer")
    dina = visit(area.dina).open(f"{area.path}section-g/")
    dina.assert_sound("section G")
    dina.press("Agree for the ICB")
    expect(dina.page.get_by_role("status")).to_contain_text("agreement to section G is recorded")
    dina.open("/unconfirmed-clauses/").assert_sound("not confirmed")

    # The final plan waits for the family's days, and goes to everybody who must have it.
    settings.DEMO_TODAY = dt.date(2026, 12, 8)
    officer.open(f"{area.path}issue/")
    expect(officer.page.get_by_role("main")).to_contain_text("It cannot be issued yet")
    settings.DEMO_TODAY = dt.date(2026, 12, 9)
    officer.open(f"{area.path}issue/")
    expect(officer.page.get_by_role("main")).to_contain_text("Leila Farouk: “Speech and language therapy")
    officer.page.get_by_label("Setting named in section I").select_option(label="Hawthorn Primary School: no: incompatible with the efficient education of others")
    officer.page.get_by_label("Type of setting").fill("Mainstream primary school")
    officer.assert_sound("issue")
    officer.press("Issue the final plan")
    expect(officer.page.get_by_role("main")).to_contain_text("Issued on Wednesday 9 December 2026")
    plan = Plan.objects.get(issued_on__isnull=False)
    assert "once a week, 30 minutes each time" in Clause.objects.get(plan=plan, line=c.line).text
    assert Consultation.objects.get().reply == "incompatible-education"
    assert Event.objects.filter(event="final-plan-issued").count() == 1
    anna.open(f"{area.path}read/")
    expect(anna.page.get_by_role("main")).to_contain_text("This is the plan")
    anna.assert_sound("the final plan")


def test_every_page_of_a_plan_is_sound_at_any_width(visit, draft):
    area = draft
    c = clause(area, "speech-and-language-therapist", "F")
    officer = visit(area.priya)
    p = area.path
    for page in [p, f"{p}clauses/{c.pk}/", f"{p}clauses/{c.pk}/remove/", f"{p}add/G/", f"{p}answers/", f"{p}settings/", f"{p}settings/find/?setting=prim",
                 f"{p}send/"]:  # fmt: skip
        officer.open(page)
        expect(officer.page.get_by_role("heading", level=1)).to_have_count(1)
        officer.assert_sound_at_any_width(page)
    officer.press("Send the draft")
    expect(officer.page.get_by_role("main")).to_contain_text("cannot be changed")
    for page in [p, f"{p}issue/", f"{p}settings/{area.school.pk}/consult/", f"{p}answers/write-down/", f"{p}read/"]:
        officer.open(page).assert_sound_at_any_width(page)
    leila = visit(area.leila)
    for page in [f"{p}my-clauses/", f"{p}my-clauses/{c.pk}/", f"{p}read/"]:
        leila.open(page).assert_sound_at_any_width(page)
    anna = visit(area.anna)
    for page in [f"{p}read/", f"{p}read/comment/", f"{p}read/meeting/", f"{p}read/content/", f"{p}read/setting/"]:
        anna.open(page).assert_sound_at_any_width(page)
