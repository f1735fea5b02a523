"""When things go wrong, in a browser: put right early without a complaint, a complaint's next stage, the bundle of an appeal, and the
caseloads of navigators and of the advice service's manager."""


import pytest
from django.db import transaction
from playwright.sync_api import expect

from goldenthread.disputes.bundles import make_bundle, read_papers
from goldenthread.disputes.models import Bundle
from goldenthread.families.complaint_steps import put_step_on_case
from goldenthread.families.complaints import open_its_case
from goldenthread.families.early import put_on_case
from goldenthread.families.models import Complaint, ComplaintStep, EarlyOffer

from ..cases.pages.conftest import as_the_worker, case_of, day, organisation, practitioner
from ..disputes.conftest import appeal, home, paper  # noqa: F401
from ..families.conftest import parent_of

PHONE = 320


def day_in(page, name, typed):
    for part, value in zip(("day", "month", "year"), typed, strict=True):
        page.locator(f"[name={name}_{part}]").fill(value)


def worked():
    with transaction.atomic(), as_the_worker():
        for c in Complaint.objects.filter(case=None):
            open_its_case(str(c.pk))
        for o in EarlyOffer.objects.all():
            put_on_case(str(o.pk))
        for s in ComplaintStep.objects.all():
            put_step_on_case(str(s.pk))
        for b in Bundle.objects.all():
            read_papers(str(b.pk))
            make_bundle(str(b.pk))


@pytest.fixture
def joanna(area):
    return parent_of(area.maya, "Joanna", "Whitfield")


def test_what_failed_is_put_right_early_without_a_complaint(visit, area, joanna):
    mother = visit(joanna, width=PHONE).open(f"/family/{area.maya.pk}/")
    block = mother.page.get_by_role("region", name="We can put this right with you now")
    expect(block).to_contain_text("the report was due on Friday 30 October 2026. We do not have it yet.")
    expect(block).to_contain_text("This takes away none of your rights.")
    mother.assert_sound("family-page-early")
    mother.follow("Say if you want it put right early")
    mother.press("Send")
    expect(mother.page.get_by_role("alert")).to_contain_text("Select yes or no")
    mother.faults.clear()
    mother.page.get_by_label("Yes, talk with me").check()
    mother.page.get_by_label("What would put it right?").fill("See Maya before Christmas.")
    mother.assert_sound("put-right")
    mother.press("Send")
    expect(mother.page.get_by_role("status")).to_contain_text("Somebody talks with you within 5 working days")
    worked()

    priya = visit(area.priya).open("/my-work/")
    priya.follow("Talk with the family: it wants this put right early")
    expect(priya.page.get_by_role("main")).to_contain_text("See Maya before Christmas.")
    priya.assert_sound("early-offer")
    priya.page.get_by_label("Yes", exact=True).check()
    priya.page.get_by_label("What did you agree?").fill("A psychologist sees Maya on 1 December.")
    priya.press("Keep it")
    expect(priya.page.get_by_role("main")).to_contain_text("A psychologist sees Maya on 1 December.")
    priya.open(f"/children/{area.maya.pk}/offer-early/")
    expect(priya.page.get_by_role("main")).to_contain_text("Every family whose step failed is offered this, complained or not")
    priya.assert_sound("offer-early")
    mother.open(f"/family/{area.maya.pk}/")
    expect(mother.page.get_by_role("main")).to_contain_text("A psychologist sees Maya on 1 December.")


def test_a_complaint_goes_to_its_next_stage_and_the_ombudsman(visit, area, joanna):
    ngozi = practitioner("Ngozi Ade", "la-send-manager", area.council, area.team)
    asha = practitioner("Asha Rao", "la-send-manager", area.council, area.team)
    mother = visit(joanna, width=PHONE).open(f"/family/{area.maya.pk}/complain/")
    mother.page.get_by_text("was due on Friday 30 October 2026").click()
    mother.page.get_by_label("The council", exact=True).check()
    mother.page.get_by_label("What went wrong, and what would put it right?").fill("Nobody told me.")
    mother.press("Send the complaint")
    worked()
    complaint = Complaint.objects.get()
    first = visit(ngozi).open(f"/complaints/{complaint.pk}/")
    first.page.get_by_label("We were not wrong", exact=True).check()
    first.page.get_by_label("Your answer").fill("We think that we told you.")
    first.press("Send the answer")
    mother.open(f"/family/{area.maya.pk}/").follow("How it stands, and what you can do next")
    expect(mother.page.get_by_role("main")).to_contain_text("Go by Saturday 30 October 2027")
    mother.assert_sound("own-complaint")
    mother.page.get_by_label("What is still wrong").fill("Nobody rang me.")
    mother.press("Ask for the next stage")
    worked()
    first.open(f"/complaints/{complaint.pk}/")
    expect(first.page.get_by_role("main")).to_contain_text("Somebody else answers this one: Asha Rao")
    second = visit(asha).open(f"/complaints/{complaint.pk}/")
    second.assert_sound("complaint-second")
    second.page.get_by_label("Say sorry, in writing", exact=False).check()
    second.page.get_by_label("What is done, in words that the family reads").fill("We write to say sorry.")
    day_in(second.page, "due", ("1", "12", "2026"))
    second.press("Decide")
    second.page.get_by_label("We were wrong", exact=True).check()
    second.page.get_by_label("Your answer").fill("You are right.")
    second.press("Send the answer")
    mother.open(f"/family/{area.maya.pk}/complaints/{complaint.pk}/")
    expect(mother.page.get_by_role("main")).to_contain_text("We write to say sorry., by Tuesday 1 December 2026")
    mother.press("Tell us that you went to the Ombudsman")
    expect(mother.page.get_by_role("main")).to_contain_text("You went to the Ombudsman on Tuesday 24 November 2026")
    second.open("/complaints/")
    second.assert_sound("complaints")


def test_the_bundle_of_an_appeal(visit, appeal):  # noqa: F811
    paper(appeal, appeal.case, "Letter.pdf", "Mr Whitfield lives at CO4 3SQ")
    case_of(appeal.maya, ("request-received", day("2026-08-17"), {"by": "parent"}), ("decided-not-to-assess", day("2026-09-28")))
    priya = visit(appeal.priya).open(f"/cases/{appeal.appeal.pk}/")
    priya.follow("Say what it is about")
    priya.assert_sound("about")
    priya.page.get_by_text("the decision of 28 September 2026").click()
    priya.press("Keep")
    expect(priya.page.get_by_role("main")).to_contain_text("It is about: EHC needs assessment: the decision of 28 September 2026.")
    priya.follow("Bundle for the tribunal")
    expect(priya.page.get_by_role("main")).to_contain_text("Respond to the appeal, by Monday 16 November 2026")
    priya.page.get_by_label("Refusal to assess").check()
    priya.page.get_by_label("Joanna Whitfield").check()
    priya.assert_sound("bundles")
    priya.press("Gather the papers")
    expect(priya.page.get_by_role("main")).to_contain_text("0 of 3 papers are read.")
    priya.assert_sound("bundle-reading")
    worked()
    priya.follow("Look again now")
    expect(priya.page.get_by_role("main")).to_contain_text("Can never be in. It shows where or how another person of the family is reached.")
    priya.assert_sound("bundle-checking")
    priya.follow("Decide on the next paper")
    for _ in range(2):
        priya.page.get_by_label("In", exact=True).check()
        priya.page.get_by_label("I have looked at each page").check()
        priya.assert_sound("bundle-paper")
        priya.press("Keep, and go to the next")
    priya.press("Make the bundle")
    worked()
    priya.follow("Look again now")
    expect(priya.page.get_by_role("main")).to_contain_text("Made on Tuesday 24 November 2026 by Priya Nair: 6 pages")
    priya.assert_sound("bundle-made")
    with priya.page.expect_download() as got:
        priya.page.get_by_role("link", name="Download the bundle").click()
    assert got.value.suggested_filename == "bundle-version-1.pdf"


def test_a_navigator_on_a_phone_and_the_manager_of_the_advice_service(visit, area, joanna):
    nina = practitioner("Nina Vance", "send-navigator", area.council)
    practitioner("Omar Reed", "send-navigator", area.council)
    seen = visit(nina, width=PHONE).open("/navigators/")
    expect(seen.page.get_by_role("main")).to_contain_text("Note a family when it calls")
    seen.follow("Note a family that asks")
    seen.assert_sound("new-navigation")
    seen.page.get_by_label("Who asks?").fill("Mrs Whitfield")
    seen.page.get_by_label("How assessments and plans work").check()
    seen.page.get_by_label("What do they ask?").fill("What comes after the advice?")
    seen.page.get_by_label("The child’s reference").fill(area.maya.reference)
    seen.page.get_by_label("What happens next?").fill("Ring her back")
    day_in(seen.page, "next_on", ("27", "11", "2026"))
    seen.press("Keep it")
    expect(seen.page.get_by_role("main")).to_contain_text("Next: Ring her back")
    seen.assert_sound("navigation")
    seen.open("/my-work/")
    expect(seen.page.get_by_role("main")).to_contain_text("Ring her back")
    seen.assert_sound("navigator-my-work")
    seen.open("/navigators/?whose=team")
    seen.assert_sound("navigators")
    mina = practitioner("Mina Vale", "sendiass-manager", organisation("SENDIASS:X", "Essex SENDIASS", "sendiass"))
    load = visit(mina).open("/advice-service/caseload/")
    expect(load.page.get_by_role("main")).to_contain_text("Nothing yet")
    load.assert_sound("sendiass-load")


def test_a_complaint_becomes_a_rule_change(visit, area, joanna, settings):
    """On a phone: a mother complains that a step failed; the cause is a rule of ours; the rule is changed, and it is checked that it worked."""
    ngozi = practitioner("Ngozi Ade", "la-send-manager", area.council, area.team)
    mother = visit(joanna, width=PHONE).open(f"/family/{area.maya.pk}/complain/")
    mother.page.get_by_text("Educational psychologist: the report was due on Friday 30 October 2026").click()
    mother.page.get_by_label("The council", exact=True).check()
    mother.page.get_by_label("What went wrong, and what would put it right?").fill("Nobody asked the psychologist until the panel sat.")
    mother.assert_sound("complain-step")
    mother.press("Send the complaint")
    worked()
    complaint = Complaint.objects.get()
    at = f"/complaints/{complaint.pk}/"
    manager = visit(ngozi, width=PHONE).open(at)
    manager.follow("rules, which everybody can read")
    expect(manager.page.get_by_role("main")).to_contain_text("A person decides, with the family")
    manager.assert_sound("how-we-put-right")

    def record(step, fill):
        manager.open(at).follow(step)
        fill()
        manager.press("Record it")
        expect(manager.page.get_by_role("status")).to_be_visible()

    def found():
        day_in(manager.page, "on", ("24", "11", "2026"))
        manager.page.get_by_label("Fault", exact=True).check()
        manager.page.get_by_label("Rule of ours", exact=True).check()

    record("Found what went wrong", found)
    manager.open(at)
    expect(manager.page.get_by_role("main")).to_contain_text("Change it so that it does not happen again, by Tuesday 22 December 2026")

    def changed():
        day_in(manager.page, "on", ("24", "11", "2026"))
        manager.page.get_by_label("What was changed").fill("Advice is asked for on the day of the decision, and not after the panel.")
        day_in(manager.page, "check_on", ("1", "12", "2026"))

    record("Changed so that it does not happen again", changed)
    # A week later, on the day of the check.
    settings.DEMO_TODAY = day("2026-12-01")
    manager.open(at)
    expect(manager.page.get_by_role("main")).to_contain_text("Before you check it: Since the change of 24 November 2026 the same step did not come due yet.")
    manager.assert_sound("complaint-changed")
    mother.open(f"/family/{area.maya.pk}/complaints/{complaint.pk}/")
    expect(mother.page.get_by_role("main")).to_contain_text("Advice is asked for on the day of the decision, and not after the panel. We check by Tuesday 1 December 2026 if it worked.")
    mother.assert_sound("own-complaint-changed")

    def checked():
        day_in(manager.page, "on", ("1", "12", "2026"))
        manager.page.get_by_label("No", exact=True).check()

    record("Checked whether it happened again", checked)
    manager.open("/complaints/")
    expect(manager.page.get_by_role("main")).to_contain_text("Advice is asked for on the day of the decision")
    expect(manager.page.get_by_role("main")).to_contain_text("No, checked")
    manager.assert_sound("complaints-changed")
    mother.open(f"/family/{area.maya.pk}/complaints/{complaint.pk}/")
    expect(mother.page.get_by_role("main")).to_contain_text("We checked on Tuesday 1 December 2026. It has not happened again.")


def test_an_appeal_is_begun_tied_and_its_order_followed(visit, area, joanna):
    ngozi = practitioner("Ngozi Ade", "la-send-manager", area.council, area.team)
    refused = case_of(area.maya, ("request-received", day("2026-08-17"), {"by": "parent"}), ("decided-not-to-assess", day("2026-09-28")))
    manager = visit(ngozi).open(f"/cases/{refused.pk}/")
    manager.follow("Begin a mediation or an appeal")
    manager.press("Begin it")
    expect(manager.page.get_by_role("alert")).to_contain_text("Select at least one decision, step or clause")
    manager.faults.clear()
    manager.assert_sound("begin-dispute")
    manager.page.get_by_label("An appeal: the family lodged it with the tribunal").check()
    day_in(manager.page, "on", ("2", "11", "2026"))
    manager.page.get_by_text("the decision of 28 September 2026").click()
    manager.press("Begin it")
    expect(manager.page.get_by_role("main")).to_contain_text("It is about: EHC needs assessment: the decision of 28 September 2026.")
    manager.assert_sound("appeal-begun")
    manager.follow("Record what happened")
    manager.page.get_by_role("link", name="Tribunal made an order").click()
    day_in(manager.page, "on", ("16", "11", "2026"))
    manager.page.get_by_label("Assess", exact=True).check()
    manager.press("Record it")
    manager.open(f"/cases/{refused.pk}/")
    # Two weeks of Monday 16 November, and fourteen.
    expect(manager.page.get_by_role("main")).to_contain_text("tell the family that it will assess by Monday 30 November 2026; not done yet")
    expect(manager.page.get_by_role("main")).to_contain_text("issue the final plan after an appeal or mediation by Monday 22 February 2027")
    manager.assert_sound("order-beside")


def test_a_complaint_about_two_bodies_has_one_answer(visit, area, joanna):
    """On a phone: a mother complains of the council and of a trust; the trust gives its part, the council answers for both."""
    trust = organisation("TRUST:EAST", "Eastway Community NHS Trust", "nhs-provider")
    ngozi, wyn = practitioner("Ngozi Ade", "la-send-manager", area.council, area.team), practitioner("Wyn Calder", "complaints-manager", trust)
    mother = visit(joanna, width=PHONE).open(f"/family/{area.maya.pk}/complain/")
    mother.page.get_by_text("Something else").click()
    for whom in ("The council", "Eastway Community NHS Trust"):
        mother.page.get_by_label(whom, exact=True).check()
    mother.page.get_by_label("What went wrong, and what would put it right?").fill("Each says that the other has the report.")
    mother.assert_sound("complain-of-two")
    mother.press("Send the complaint")
    worked()
    other = visit(wyn, width=PHONE).open("/complaints/")
    other.assert_sound("complaints-of-the-nhs")
    other.follow("Something else")
    other.page.get_by_label("What your body says of it").fill("We sent the report on 2 November.")
    other.assert_sound("complaint-part")
    other.press("Give your part")
    expect(other.page.get_by_role("main")).to_contain_text("We sent the report on 2 November.")
    manager = visit(ngozi).open(f"/complaints/{Complaint.objects.get().pk}/")
    expect(manager.page.get_by_role("main")).to_contain_text("We sent the report on 2 November.")
    manager.assert_sound("complaint-of-two")
    manager.page.get_by_label("We were wrong", exact=True).check()
    manager.page.get_by_label("Your answer").fill("The report lay with us from 2 November. We are both sorry.")
    manager.press("Send the answer")
    mother.open(f"/family/{area.maya.pk}/complaints/{Complaint.objects.get().pk}/")
    expect(mother.page.get_by_role("main")).to_contain_text("The report lay with us from 2 November. We are both sorry.")
    mother.assert_sound("own-complaint-of-two")
