"""Refusal to assess: what the officer needs to decide, and what the family receives."""

import re

import pytest

from goldenthread.letters.models import Message

from ..assessments.test_decide_pages import contacts_of, parent_of
from .conftest import allocate, case_of, child_of, day, practitioner

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(area):
    contacts_of(area.council)
    area.callum = child_of(area.council, "Callum", "Reeve")
    area.request = case_of(area.callum, ("request-received", day("2026-10-19"), {"by": "parent"}))
    area.donna = parent_of(area.callum, "Donna", "Reeve", "mother", email="donna@example.org", account=True)
    area.lee = parent_of(area.callum, "Lee", "Reeve", "father")
    allocate(area.callum, area.priya)
    area.grace = practitioner("Grace Oyelaran", "la-send-manager", area.council)
    return area


def look(seen, name):
    if seen.scripts:  # axe is a script itself
        seen.assert_sound_at_any_width(name)


def radio(seen, name):
    return seen.page.get_by_label(name, exact=True)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_refusal_to_assess_and_what_the_family_receives(refused, visit, scripts):
    area = refused
    officer = visit(area.priya, width=1280, scripts=scripts).open("/my-work/")
    page = officer.page
    button = page.locator(f"a[href='/cases/{area.request.pk}/decide-to-assess/']")
    assert button.inner_text().startswith("Decide")
    button.click()
    page.wait_for_selector("text=Must we assess?")
    assert "Local thresholds are no part of this test" in page.content()
    look(officer, "decide")

    # She first records what the family said, and comes back.
    officer.follow("Put this right")
    page.wait_for_selector("text=Record what somebody said")
    radio(officer, "The family").check()
    page.get_by_label("What they said").fill("He is tired after school, and we are worried.")
    for part, value in (("Day", "20"), ("Month", "11"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(value)
    look(officer, "consider")
    officer.press("Keep it")
    page.wait_for_selector("text=The family was consulted on Friday 20 November 2026")
    officer.open(f"/cases/{area.request.pk}/decide-to-assess/")
    assert "He is tired after school, and we are worried." in page.content()

    # She forgets the reasons, is told, and types them once.
    radio(officer, "Do not assess").check()
    page.get_by_label("It is not so that provision through a plan may be necessary: s.36(8)(b)").check()
    page.get_by_label("What help there is now").fill("The reading group goes on. Ask Mrs Hall at the school.")
    page.get_by_label("Postal address of Lee Reeve").fill("1 Mill Lane\nBraintree\nCM7 1AA")
    officer.press("Look at the notice")
    page.wait_for_selector(".govuk-error-summary")
    look(officer, "decide, with a fault")
    page.get_by_label("Reasons, as the family will read them").fill("Callum reads as well as most children of his age.")
    officer.press("Look at the notice")
    page.wait_for_selector("text=The notice, as it will be sent")
    look(officer, "the notice")
    assert "Callum reads as well as most children of his age." in page.locator("article").inner_text()
    # Reloading, going back, and coming back by another way: the words are there.
    page.reload()
    assert "Callum reads as well as most children of his age." in page.locator("article").inner_text()
    page.go_back()
    page.go_forward()
    page.wait_for_selector("text=The notice, as it will be sent")
    officer.open(page.url.split("?")[0])
    page.wait_for_selector("text=and did not send is still here")
    assert page.get_by_label("Reasons, as the family will read them").input_value() == "Callum reads as well as most children of his age."
    officer.press("Look at the notice")
    officer.press("Send it")
    page.wait_for_selector("text=Sent: We have decided not to assess Callum")
    look(officer, "letters of the case")

    # The father's letter waits in the tray, with his address.
    officer.open("/letters/to-post/")
    assert "1 Mill Lane" in page.content()
    look(officer, "to post")
    page.get_by_role("button", name=re.compile(r"Posted today.*Lee Reeve")).click()
    page.wait_for_selector("text=Recorded: posted today to Lee Reeve")

    # The mother is told that there is a letter, signs in and reads every right.
    told = Message.objects.get(address="donna@example.org")
    link = re.search(r"/letters/[0-9a-f-]+/", told.body).group()
    mother = visit(area.donna, width=320, scripts=scripts).open(link)
    words = mother.page.locator("main").inner_text()
    for right in ("We have decided not to assess Callum", "Callum reads as well as most children", "The reading group goes on", "can call you",
                  "You can appeal", "First-tier Tribunal", "Monday 25 January 2027", "Sunday 24 January 2027", "You have a right to mediation",
                  "Essex Mediation", "Essex SENDIASS", "without going to a tribunal"):  # fmt: skip
        assert right in words, right
    assert "Mill Lane" not in mother.page.content()
    look(mother, "the family's letter")
    # Her page says where the help of now is told, and offers nothing for a plan that there will not be.
    page = mother.open("/family/").page.locator("main").inner_text()
    assert "Our letter says what help there is now, and why we decided this: We have decided not to assess Callum" in page
    assert "to the plan" not in page
    look(mother, "the family's page after a refusal")
    mother.open(f"/cases/{area.request.pk}/")
    mother.follow("Letters on this case")
    mother.page.wait_for_selector("text=We have decided not to assess Callum")
    look(mother, "the family's letters")


def test_a_manager_changes_a_letter_and_cannot_take_a_right_out_of_it(refused, visit):
    seen = visit(refused.grace).open("/letters/templates/")
    look(seen, "letters and notices")
    seen.follow("The right to mediation")
    box = seen.page.get_by_label("Words")
    box.fill(box.input_value().replace("{contact_mediation_by}", "soon"))
    seen.press("Save")
    seen.page.wait_for_selector(".govuk-error-summary")
    assert "This notice no longer says the right to mediation" in seen.page.content()
    look(seen, "a letter, with a fault")
    box = seen.page.get_by_label("Words")
    box.fill(box.input_value().replace("by soon", "by {contact_mediation_by}") + "\n\nAsk us to help you to call.")
    seen.press("Save")
    seen.page.wait_for_selector("text=Letters sent from now on say this")
    look(seen, "a letter")
    seen.open("/letters/contacts/")
    look(seen, "whom letters name")


def test_the_decision_on_a_plan_shows_its_advice_and_its_limits(refused, visit):
    seen = visit(refused.priya).open(f"/cases/{refused.case.pk}/decide-to-issue/")
    assert "A refusal has 16 weeks" in seen.page.content()
    look(seen, "decide to issue")
