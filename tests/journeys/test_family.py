"""A family's page as families open it: on a phone, late, with a question, over a summer, and after a refusal."""

import datetime as dt

import pytest
from django.db import transaction
from playwright.sync_api import expect

from goldenthread.cases.projection import project
from goldenthread.families.complaints import open_its_case
from goldenthread.families.models import Complaint
from goldenthread.letters.models import Contact, Message
from goldenthread.services.models import Service

from ..cases.pages.conftest import LONG_AGO, as_the_worker, case_of, child_of, day, practitioner
from ..cases.pages.test_case import more
from ..families.conftest import parent_of
from ..services.conftest import load, the_area


@pytest.fixture
def joanna(area):
    more(area.case, ("advice-requested", day("2026-09-18"), {"contributor": "social-care"}))
    more(area.case, ("advice-nil-return", day("2026-10-08"), {"contributor": "social-care"}))
    return parent_of(area.maya, "Joanna", "Whitfield")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_mother_reads_on_her_phone_what_is_late_and_whose_problem_it_is(visit, area, joanna, scripts):
    seen = visit(joanna, width=320, scripts=scripts).open("/")
    expect(seen.page.get_by_role("heading", level=1)).to_contain_text("Maya’s assessment")
    late = seen.page.get_by_role("region", name="Part of this is late")
    expect(late).to_contain_text("The educational psychologist’s report was due on 30 October. We do not have it yet.")
    expect(late).to_contain_text("That is our problem to fix, not yours.")
    expect(late).to_contain_text("by Friday 27 November, even if there is no news.")
    expect(seen.page.get_by_role("row", name="Social care")).to_contain_text("They do not know Maya")
    expect(seen.page.get_by_role("navigation", name="Menu")).to_have_count(0)
    assert seen.page.title() == "Your page – Golden Thread"
    if scripts:
        seen.assert_sound_at_any_width("a late case")
        seen.page.get_by_text("Why this date?").first.click()
        expect(seen.page.get_by_text("We got the request on Monday 10 August 2026.").first).to_be_visible()
        seen.assert_sound_at_any_width("with its reasons open")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_question_is_asked_and_answered(visit, area, joanna, scripts):
    mother = visit(joanna, width=320, scripts=scripts).open(f"/family/{area.maya.pk}/")
    expect(mother.page.get_by_text("If Maya is in danger call 999. For urgent mental health help call 111, option 2.")).to_be_visible()
    mother.press("Send question")
    expect(mother.page.get_by_role("alert")).to_contain_text("Write something first")
    mother.faults.clear()  # the browser says that the form was refused
    if scripts:
        mother.assert_sound_at_any_width("nothing written")
    mother.page.get_by_label("Your question").fill("Who will write the report?")
    mother.press("Send")
    expect(mother.page.get_by_role("status")).to_have_text("We have it. Priya Nair will answer by Friday 27 November.")
    if scripts:
        mother.assert_sound_at_any_width("asked")

    officer = visit(area.priya, width=320, scripts=scripts).open("/my-work/")
    officer.follow("Questions")
    expect(officer.page.get_by_text("1 question waits for an answer")).to_be_visible()
    if scripts:
        officer.assert_sound_at_any_width("questions")
    officer.follow("A question")
    expect(officer.page.get_by_text("Who will write the report?")).to_be_visible()
    if scripts:
        officer.assert_sound_at_any_width("one question")
    officer.page.get_by_label("Your answer").fill("We look for somebody, and tell you on Friday.")
    officer.press("Send the answer")
    expect(officer.page.get_by_role("status")).to_contain_text("The family sees it on its page")
    expect(officer.page.get_by_text("No question waits for an answer.")).to_be_visible()

    mother.open(f"/family/{area.maya.pk}/")
    expect(mother.page.get_by_text("We look for somebody, and tell you on Friday.")).to_be_visible()
    expect(mother.page.get_by_text("Priya Nair answered on Tuesday 24 November")).to_be_visible()
    if scripts:
        mother.assert_sound_at_any_width("answered")


def test_an_officer_keeps_the_promise_that_a_family_hears(visit, area, joanna):
    officer = visit(area.priya).open("/questions/")
    officer.assert_sound_at_any_width("who should hear")
    officer.follow("Tell the family")
    officer.assert_sound_at_any_width("telling")
    officer.page.get_by_label("What the family should know").fill("We still look for somebody. There is no news.")
    officer.press("Tell them")
    expect(officer.page.get_by_role("status")).to_contain_text("The family reads it on its page")
    mother = visit(joanna).open(f"/family/{area.maya.pk}/")
    expect(mother.page.get_by_text("We still look for somebody. There is no news.")).to_be_visible()
    expect(mother.page.get_by_role("region", name="Part of this is late")).to_contain_text("by Tuesday 1 December, even if")
    mother.assert_sound_at_any_width("told")


def test_a_closure_in_summer_reads_as_a_reason_and_not_as_lateness(visit, area, settings):
    settings.DEMO_TODAY = dt.date(2026, 8, 28)
    noah = child_of(area.council, "Noah", "Mensah")
    case = case_of(
        noah,
        ("request-received", day("2026-07-13"), {"by": "parent"}),
        ("advice-requested", day("2026-07-20"), {"contributor": "education-setting"}),
        ("exception-recorded", day("2026-08-20"),
         {"clock": "decide-whether-to-assess", "ground": "school-closed", "contributor": "education-setting", "reason": "summer"}),
    )  # fmt: skip
    case.closures = [["2026-07-22", "2026-09-01"]]
    case.save()
    project(case.pk)
    seen = visit(parent_of(noah, "Grace", "Mensah")).open("/family/")
    main = seen.page.get_by_role("main")
    expect(main).to_contain_text("As soon as we can")
    expect(main).to_contain_text(
        "We still have to decide if Noah needs an assessment. It was due on Monday 24 August. Noah’s school was closed for the "
        "summer holidays, from 22 July to 1 September. We needed its report. The law lets us take longer when that happens."
    )
    expect(main).not_to_contain_text("late")
    seen.assert_sound_at_any_width("a summer")


def test_a_refusal_begins_with_the_help_there_is_and_ends_in_a_call(visit, area, joanna):
    more(area.case, ("decided-not-to-issue", day("2026-11-20")))
    for kind, name in (("sendiass", "Essex SENDIASS"), ("mediation-adviser", "Fair Talk")):
        Contact.objects.create(owner=area.council, kind=kind, name=name, how="0333 000 0000")
    seen = visit(joanna).open("/family/")
    expect(seen.page.get_by_role("heading", level=1)).to_contain_text("Maya’s assessment")
    headings = seen.page.get_by_role("heading", level=2).all_inner_texts()
    assert headings[:3] == ["Help you can have now", "If you do not agree", "What we found out"]
    expect(seen.page.get_by_text("You have until Wednesday 20 January").first).to_be_visible()
    expect(seen.page.get_by_text("Essex SENDIASS gives free advice.").first).to_be_visible()
    seen.assert_sound_at_any_width("a refusal")
    seen.follow("Ask for a call")
    seen.page.get_by_label("When can we call you, and on which number?").fill("Tuesday after 4pm, 01234 567890")
    seen.press("Send")
    expect(seen.page.get_by_role("status")).to_contain_text("Priya Nair will answer by Friday 27 November")


def test_leaving_quickly_takes_the_page_out_of_the_history(visit, area, joanna):
    seen = visit(joanna, width=390).open("/accessibility/").open(f"/family/{area.maya.pk}/")
    seen.elsewhere["https://www.bbc.co.uk/weather"] = 200, {"Content-Type": "text/html"}, b"weather"
    seen.page.get_by_role("link", name="Leave this page quickly").click()
    expect(seen.page.get_by_text("weather")).to_be_visible()
    seen.page.go_back()
    expect(seen.page.get_by_role("heading", level=1)).to_contain_text("Accessibility")


PHONE = 375


@pytest.fixture
def two_lists(db):
    """Maya waits for a neurodevelopmental assessment and for speech and language therapy; nobody is her case officer, Ngozi Ade leads the team."""
    area = the_area()
    Service.objects.create(owner=area.provider, code="SLT", name="Speech and language therapy", pathway="speech-and-language", valid_from=LONG_AGO)
    load(area, [{}, {"reference": "SLT-1", "service": "SLT", "received_on": "2026-07-06"}])
    area.joanna = parent_of(area.maya, "Joanna", "Whitfield")
    area.ngozi = practitioner("Ngozi Ade", "la-send-manager", area.council)
    return area


@pytest.mark.parametrize("scripts", [True, False])
def test_a_parent_of_a_child_on_two_waiting_lists_asks_and_is_answered_on_time(visit, two_lists, scripts, settings):
    area = two_lists
    mother = visit(area.joanna, width=PHONE, scripts=scripts).open("/family/")
    main = mother.page.get_by_role("main")
    for name in ("Neurodevelopmental assessment", "Speech and language therapy"):
        expect(mother.page.get_by_role("region", name=name)).to_be_visible()
    expect(main).to_contain_text("Ngozi Ade will answer within 3 working days.")
    mother.page.get_by_label("Your question").fill("Can school start help while we wait for both?")
    mother.press("Send question")
    expect(mother.page.get_by_role("status")).to_have_text("We have it. Ngozi Ade will answer by Friday 27 November.")

    settings.DEMO_TODAY = dt.date(2026, 11, 26)
    manager = visit(area.ngozi, width=PHONE, scripts=scripts).open("/my-work/")
    manager.follow("Answer the family’s question")
    manager.page.get_by_label("Your answer").fill("Yes. I called school today.")
    manager.press("Send the answer")
    assert [(m.address, m.subject) for m in Message.objects.all()] == [("joanna@example.org", "There is news for you")]

    mother.open("/family/")
    expect(main).to_contain_text("Ngozi Ade answered on Thursday 26 November:")
    expect(main).not_to_contain_text("later than we said")
    mother.follow("No, not yet")
    if scripts:
        mother.assert_sound("was it answered")
    mother.page.get_by_label("What do you still need to know? (optional)").fill("Who will do it?")
    mother.press("No, ask again")
    expect(mother.page.get_by_role("status")).to_contain_text("will answer by Tuesday 1 December.")
    if scripts:
        mother.assert_sound("asked again")


def happened(seen, *typed, place=0):
    """Fills in a day: of the event itself, or another of its form."""
    for part, value in zip(("Day", "Month", "Year"), typed, strict=True):
        seen.page.get_by_label(part, exact=True).nth(place).fill(value)


def test_a_complaint_becomes_a_rule_change(visit, area, joanna, settings):
    """Joanna was not told that a report was late. The manager finds that a rule was at fault, changes it, and checks half a year later."""
    ngozi = practitioner("Ngozi Ade", "la-send-manager", area.council, area.team)
    mother = visit(joanna, width=PHONE).open(f"/family/{area.maya.pk}/")
    mother.follow("make a complaint")
    mother.press("Send the complaint")
    expect(mother.page.get_by_role("alert")).to_contain_text("Select what it is about")
    mother.faults.clear()
    mother.page.get_by_text("was due on Friday 30 October 2026").click()
    mother.page.get_by_label("The council", exact=True).check()
    mother.page.get_by_label("What went wrong, and what would put it right?").fill("Nobody told me that it was late.")
    mother.assert_sound("complain")
    mother.press("Send the complaint")
    expect(mother.page.get_by_role("status")).to_contain_text("We have your complaint. Ngozi Ade answers it.")
    complaint = Complaint.objects.get()
    with transaction.atomic(), as_the_worker():
        open_its_case(str(complaint.pk))

    manager = visit(ngozi).open("/complaints/")
    expect(manager.page.get_by_role("main")).to_contain_text("1 complaint waits for something from us")
    manager.assert_sound_at_any_width("complaints")
    manager.open("/my-work/").follow("Answer the complaint")
    manager.assert_sound_at_any_width("complaint")
    manager.page.get_by_label("We were wrong", exact=True).check()
    manager.page.get_by_label("Your answer").fill("You are right. We now tell every family in the week in which a report is late.")
    manager.press("Send the answer")
    expect(manager.page.get_by_role("status")).to_contain_text("Answered.")
    manager.follow("Found what went wrong")
    happened(manager, "24", "11", "2026")
    manager.page.get_by_label("Fault", exact=True).check()
    manager.page.get_by_label("Rule of ours", exact=True).check()
    manager.press("Record it")
    expect(manager.page.get_by_role("status")).to_be_visible()
    manager.open(f"/complaints/{complaint.pk}/").follow("Changed so that it does not happen again")
    manager.page.get_by_label("What was changed").fill("Families are told within five working days of a late report")
    happened(manager, "24", "11", "2026")
    happened(manager, "30", "6", "2027", place=1)
    manager.press("Record it")
    expect(manager.page.get_by_role("status")).to_be_visible()
    manager.open("/complaints/")
    expect(manager.page.get_by_role("main")).to_contain_text("Families are told within five working days of a late report")
    expect(manager.page.get_by_role("main")).to_contain_text("To be checked by")
    settings.DEMO_TODAY = dt.date(2027, 7, 1)
    manager.open("/my-work/")
    expect(manager.page.get_by_role("main")).to_contain_text("Check that it has not happened again")
    manager.open(f"/complaints/{complaint.pk}/").follow("Checked whether it happened again")
    happened(manager, "1", "7", "2027")
    manager.page.get_by_label("No", exact=True).check()
    manager.press("Record it")
    expect(manager.page.get_by_role("status")).to_be_visible()
    manager.open("/complaints/")
    expect(manager.page.get_by_role("main")).to_contain_text("No, checked")
    manager.assert_sound_at_any_width("learned")
    mother.open(f"/family/{area.maya.pk}/")
    expect(mother.page.get_by_role("main")).to_contain_text("You are right. We now tell every family")
