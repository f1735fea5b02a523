"""One contributor's story: a speech and language therapist who is late, is escalated, gives her advice after all, and
corrects a paragraph of the draft that rests on it. In a real browser, each step on its own day."""

import datetime as dt
import re

from django.db import transaction
from playwright.sync_api import expect

from goldenthread.assessments.advice_chasing_actions import chase
from goldenthread.cases.models import ClockRow, Event
from goldenthread.people.models import Content, Organisation, Practitioner
from goldenthread.plans.models import Clause, SignBack

from ..cases.pages.conftest import as_the_worker, case_of
from ..mail import mails
from .test_advice import deliver, letter_to
from .test_request_to_plan import DRAFTED, area, choose, give_advice, it_is, main, opened_by_code  # noqa: F401  fixtures

LEILA, HEAD, SLT = "leila@trust.example", "nina@trust.example", "speech-and-language-therapist"
OTHERS = ("health", "social-care", "educational-psychologist", "education-setting")
RECEIVED, DECIDED, DUE = dt.date(2026, 10, 13), dt.date(2026, 11, 24), dt.date(2027, 1, 5)
TAKEN = dt.date(2027, 2, 4)


def the_daily_job_runs(day):
    with transaction.atomic(), as_the_worker():
        chase(day)
    deliver()


def test_a_contributor_who_is_late_is_escalated_and_corrects_a_paragraph_in_the_draft(visit, area, it_is):  # noqa: F811
    # Everybody else has answered already. Her head of service is in the directory and signs in to nothing.
    Practitioner.objects.create(
        reference="nina", name="Nina Head", email=HEAD, role="head-of-service", organisation=Organisation.objects.get(code="TRUST:X")
    )
    asked = [("advice-requested", DECIDED, {"contributor": c}) for c in OTHERS]
    answered = [("advice-nil-return", DECIDED, {"contributor": c}) for c in OTHERS[:2]] + [("advice-received", DECIDED, {"contributor": c}) for c in OTHERS[2:]]
    case = case_of(area.ben, ("request-received", RECEIVED, {"by": "parent"}), ("decided-to-assess", DECIDED), *asked, *answered)
    Content.objects.create(
        child=area.ben, case=case.pk, owner=area.council, kind_of_data="ehc-request-and-stage", text="He talks at home.", file_name="From the family, views.txt",
    )  # fmt: skip
    base = f"/cases/{case.pk}/"

    # She is asked, is reminded twice, and her last day goes by.
    it_is(DECIDED)
    officer = visit(area.priya).open(f"{base}ask-for-advice/")
    officer.page.get_by_label("Add somebody").select_option(SLT)
    officer.press("Add")
    choose(officer, "Speech and language therapist", "farouk", "Leila Farouk, health practitioner, Eastway Community NHS Trust")
    officer.press("Send the requests")
    expect(main(officer)).to_contain_text("Asked")
    deliver()
    assert ClockRow.objects.get(case=case, clock="advice", about=SLT).due == DUE
    for before in (7, 1):
        it_is(DUE - dt.timedelta(days=before))
        the_daily_job_runs(DUE - dt.timedelta(days=before))
    assert len(mails(LEILA, "A reminder: your advice is due")) == 2

    # Those who answer for her service are told, each of them once, and see her among what is late.
    late = DUE + dt.timedelta(days=1)
    it_is(late)
    for _ in range(2):
        the_daily_job_runs(late)
    for above in (area.dina.user.email, HEAD):
        assert len(mails(above, "Advice has not come in time")) == 1
        assert "Ben" not in letter_to(above).body
    row = officer.open(f"{base}advice/").page.get_by_role("row", name="Speech and language therapist")
    for words in ("Breach, 1 day over", "Reminded", "to Dina Cole", "to Nina Head"):
        expect(row).to_contain_text(words)
    lead = visit(area.dina).open("/late-advice/")
    expect(main(lead)).to_contain_text("Ben Hart")
    lead.assert_sound("the ICB’s lead reads what is late")

    # The link of her last reminder still opens, and she gives her advice: late, and said to be so.
    therapist = opened_by_code(visit(None, width=390), LEILA)
    give_advice(
        therapist, need="Ben does not speak to adults at school", area_of_need="Communication and interaction",
        outcome="Ben asks a known adult for help", what="Therapy to build up speaking to one adult", who="Qualified speech and language therapist",
    )  # fmt: skip
    assert Event.objects.get(case=case, event="advice-received", about=SLT).on == late
    assert ClockRow.objects.get(case=case, clock="advice", about=SLT).stopped == late
    lead.open("/late-advice/")
    expect(main(lead)).not_to_contain_text("Ben Hart")

    # The officer writes her line of help more vaguely than she advised it, and the draft goes out.
    it_is(DRAFTED)
    officer.open(f"{base}record/decided-to-issue/?plain=1")
    for part, typed in (("Day", DRAFTED.day), ("Month", DRAFTED.month), ("Year", DRAFTED.year)):
        officer.page.get_by_label(part, exact=True).first.fill(str(typed))
    officer.press("Record it")
    expect(officer.page.get_by_role("status")).to_contain_text("Recorded: Decided to issue a plan")
    assert Event.objects.filter(case=case, event="decided-to-issue", on=DRAFTED).count() == 1
    officer.open(f"{base}plan/")
    officer.press("Start the draft")
    help_advised = Clause.objects.get(case=case.pk, contributor=SLT, section="F")
    officer.open(f"{base}plan/clauses/{help_advised.pk}/")
    officer.page.get_by_label("Words in the plan").fill("Ben will have regular therapy, delivered by a trained adult.")
    officer.press("Save")
    expect(officer.page.get_by_role("status")).to_contain_text("Saved F")
    officer.open(f"{base}plan/send/")
    officer.press("Send the draft")
    expect(officer.page.get_by_role("status")).to_contain_text("The draft was sent")
    assert Event.objects.filter(case=case, event="draft-shared-with", about=SLT, on=DRAFTED).count() == 1

    # She is asked by a link, confirms what stands, and puts her own words back where they were lost.
    seen = opened_by_code(visit(None, width=390), LEILA)
    seen.page.get_by_role("button", name="Begin").or_(seen.page.get_by_role("link", name="Begin")).click()
    for _ in range(2):
        seen.page.get_by_label("Yes, I confirm the draft as it stands").check()
        seen.page.get_by_role("button", name="Save and go").click()
    expect(main(seen)).to_contain_text(re.compile(r"\d things you wrote are missing or changed"))
    seen.assert_sound("the paragraph that she corrects")
    seen.page.get_by_label("No, correct it").check()
    expect(seen.page.get_by_label("What it should say")).to_have_value(re.compile("once a week, 30 minutes each time"))
    seen.press("Save")
    seen.press("Finish and close this link")
    expect(seen.page.get_by_role("heading", level=1)).to_have_text("Thank you")

    # The officer takes it into the version that follows; she is told, and reads what became of her words.
    it_is(TAKEN)
    officer.open(f"{base}plan/")
    officer.press("Change the plan in the light of what was said")
    officer.open(f"{base}plan/answers/")
    officer.page.get_by_role("link", name="Answer the correction").click()
    officer.page.get_by_label("Yes, put their words in the plan").check()
    officer.page.get_by_label("Your reason, which they will read").fill("You are right: the draft lost how often.")
    officer.press("Save your answer")
    expect(main(officer)).to_contain_text("Taken: You are right")
    assert (SignBack.objects.get(case=case.pk, answer="corrected").decision, SignBack.objects.filter(case=case.pk).count()) == ("taken", 3)
    told = opened_by_code(visit(None, width=390), LEILA)
    assert letter_to(LEILA).subject == "Your code for Golden Thread"
    assert len(mails(LEILA, "Your correction of a draft plan was answered")) == 1
    expect(main(told)).to_contain_text("once a week, 30 minutes each time")
    expect(main(told)).to_contain_text("You have answered all 3 clauses")
