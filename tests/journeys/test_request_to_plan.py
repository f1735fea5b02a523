"""A school's request carried to a final plan by the people whose work it is: the school's SENCO, the case officer, a
speech and language therapist, the principal and an educational psychologist; and by the family and the school that it names.
Each step is taken on its page, by the person who takes it, on the day on which it is taken."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.db import connection
from playwright.sync_api import expect

from goldenthread.access.actions import load_rules
from goldenthread.assessments.models import WorkingWeek
from goldenthread.cases.models import Case, Event
from goldenthread.letters.models import Contact, Message
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import Connection, District, DistrictBody, Postcode, Practitioner, SharingBasis, Team
from goldenthread.plans.models import Disclosure, Plan

from ..cases.pages.conftest import LONG_AGO, child_of, organisation, practitioner, recorded_on_the_day_shown
from ..mail import mails
from ..pdf_files import a_pdf
from ..plans.conftest import a_parent
from .conftest import HOST
from .test_advice import deliver, letter_to
from .test_ask import OnAPhone, born, give_papers

ASKED, DECIDED, ANSWERED, DRAFTED = dt.date(2026, 11, 24), dt.date(2026, 12, 8), dt.date(2027, 1, 12), dt.date(2027, 2, 2)
ISSUED = dt.date(2027, 3, 2)


@pytest.fixture
def area(db, settings):
    """A council, its health bodies and two schools. Ben Hart is on its record with his mother, who can sign in."""
    settings.BASE_URL = HOST
    load_rules()
    recorded_on_the_day_shown()
    council = organisation("LA:881", "Essex County Council", "local-authority")
    icb = organisation("ICB:QH8", "Essex ICB", "icb")
    trust = organisation("TRUST:X", "Eastway Community NHS Trust", "nhs-provider")
    larkfield = organisation("URN:123456", "Larkfield Primary School", "school")
    hawthorn = organisation("URN:654321", "Hawthorn Primary School", "school")
    for kind in ("icb", "nhs-provider", "school"):
        SharingBasis.objects.create(owner=council, reader_kind=kind, purpose="EHC", ground="2014 Act", kinds=list(KINDS), valid_from=LONG_AGO)
    district = District.objects.create(code="E07000070", name="Chelmsford", locality="Mid")
    DistrictBody.objects.create(district=district, body=icb, valid_from=LONG_AGO)
    Postcode.objects.create(postcode="CM1 1QH", district=district, easting=0, northing=0)
    for kind in Contact.Kind.values:
        Contact.objects.create(owner=council, kind=kind, name=kind.replace("-", " ").title(), how="0300 000 0000")
    ben = child_of(council, "Ben", "Hart", date_of_birth=dt.date(2018, 3, 27), postcode="CM1 1QH")
    Connection.objects.create(child=ben, owner=council, organisation=larkfield, kind="attends", valid_from=LONG_AGO)
    team = Team.objects.create(reference="ep-mid", name="Educational psychology, Mid", organisation=council, locality="Mid")
    people = {
        "priya": practitioner("Priya Nair", "la-send-caseworker", council),
        "sunita": practitioner("Sunita Rao", "principal-educational-psychologist", council),
        "helen": practitioner("Helen Marsh", "educational-psychologist", council, team),
        "dina": practitioner("Dina Cole", "dco", icb),
        "sara": practitioner("Sara Lund", "dsco", council),
        "aaron": practitioner("Aaron Lowe", "setting-senco", larkfield),
        "grace": practitioner("Grace Obi", "setting-senco", hawthorn),
    }
    for each in people.values():
        Practitioner.objects.filter(pk=each.pk).update(email=each.user.email)
    # These have no account: each of their tasks is a link.
    for reference, name, role, body in (
        ("leila", "Leila Farouk", "health-practitioner", trust), ("amir", "Amir Shah", "health-practitioner", trust),
        ("zoe", "Zoe Baker", "social-worker", council),
    ):  # fmt: skip
        Practitioner.objects.create(reference=reference, name=name, email=f"{reference}@trust.example", role=role, organisation=body)
    child_of(council, "Benjamin", "Harte", date_of_birth=dt.date(2012, 6, 1))
    WorkingWeek.objects.create(practitioner=people["helen"].who, owner=council, week=dt.date(2026, 12, 7), assessments=2)
    return SimpleNamespace(
        council=council, icb=icb, larkfield=larkfield, hawthorn=hawthorn, ben=ben,
        joanna=a_parent(ben, "Joanna Hart", "joanna@example.org"), **people,
    )  # fmt: skip


@pytest.fixture
def it_is(settings):
    """Moves the day of the pages and of the journal, and sends what waits in the queue."""

    def on(day):
        settings.DEMO_TODAY = day
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.demo_now', %s, true)", [f"{day}T09:00:00+00:00"])

    on(ASKED)
    return on


def main(seen):
    return seen.page.get_by_role("main")


def opened_by_code(seen, address):
    """Follows the link of the newest letter to an address, and enters the code that goes there."""
    deliver()
    link = re.search(r"(/task/[\w-]+/)", next(m.body for m in reversed(mails(address)) if "/task/" in m.body))[1]
    seen.open(link)
    expect(main(seen)).not_to_contain_text("Ben")
    seen.press("Send me a code")
    expect(seen.page.get_by_label("Code")).to_be_visible()
    deliver()
    seen.page.get_by_label("Code").fill(re.search(r"\b(\d{6})\b", letter_to(address).body)[1])
    seen.press("Continue")
    return seen


def choose(officer, who, search, person):
    officer.follow(f": {who}")
    officer.page.get_by_label("Name, team or organisation").fill(search)
    officer.press("Search")
    officer.page.get_by_label(person).check()
    officer.press("Choose this person")


def give_advice(seen, *, need, area_of_need, outcome, what, who):
    """One need, one outcome and one line of help, checked and sent."""
    page = seen.page
    seen.follow("Add a need")
    page.get_by_label("What does the child need help with?").fill(need)
    page.get_by_label(area_of_need).check()
    seen.press("Save need")
    seen.follow("Add an outcome")
    page.get_by_label("What will the child be able to do?").fill(outcome)
    page.get_by_label("By when?").fill("July 2028")
    page.get_by_label(need).check()
    seen.press("Save outcome")
    seen.follow("Add provision")
    page.get_by_label("What is it?").fill(what)
    page.get_by_label("Who delivers it?").fill(who)
    page.get_by_label("How often?").fill("Once a week")
    for label, number in (("Minutes each time?", "30"), ("Weeks a year?", "38"), ("Largest group?", "1")):
        page.get_by_label(label).fill(number)
    page.get_by_label(need).check()
    page.get_by_label(outcome).check()
    seen.press("Save provision")
    page.get_by_role("button", name="Check and send").click()
    seen.press("Send my advice")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def not_known(seen):
    seen.follow("This child is not known to our service")
    seen.press("Not known to our service")
    expect(seen.page.get_by_role("heading", level=1)).to_have_text("Thank you")


def confirm(seen, clauses):
    seen.page.get_by_role("button", name="Begin").or_(seen.page.get_by_role("link", name="Begin")).click()
    for _ in range(clauses):
        seen.page.get_by_label("Yes, I confirm the draft as it stands").check()
        seen.page.get_by_role("button", name=re.compile("^Save")).click()
    seen.press("Finish and close this link")
    expect(seen.page.get_by_role("heading", level=1)).to_have_text("Thank you")


def test_a_schools_request_is_carried_to_a_final_plan_by_five_people(visit, area, it_is):
    # The SENCO asks, without an account, with the provision map.
    senco = visit(None)
    check = OnAPhone(senco)
    check.at = lambda heading: expect(senco.page.get_by_role("heading", level=1)).to_contain_text(heading) or check
    senco.open("/ask/who/?new=1")
    check.choose("I work for a school, college or early years setting").go_on()
    check.at("email").write(email="senco@larkfield.example").go_on()
    check.at("child’s name").write(child_forename="Ben", child_surname="Heart").go_on()
    born(check.at("When was Ben born?"), "27", "3", "2018")
    check.go_on().at("postcode").write(child_postcode="cm1 1qh").go_on()
    check.at("numbers").go_on()
    check.at("Which setting").write(setting="Larkfield Primary").go_on()
    check.at("your name").write(your_forename="Aaron", your_surname="Lowe").go_on()
    check.at("your job").write(job="SENCO").go_on()
    check.at("How else").go_on()
    check.at("Who looks after Ben?").write(family_name="Joanna Hart").choose("They know and agree").go_on()
    check.at("What worries you").write(worries="He does not talk at school.").go_on()
    check.at("What helps").go_on()
    check.at("What has your setting tried?").write(tried="A nurture group for two terms.").go_on()
    check.at("Do you have papers to send?")
    give_papers(senco, provision_map=("provision map.pdf", a_pdf()))
    senco.open("/ask/files/")
    check.go_on().at("Who else").go_on()
    check.at("talk and write to the family").go_on()
    check.at("May we share").choose("Yes").go_on()
    check.at("Check your answers").go_on("Send")
    check.at("We have it")
    expect(main(senco)).to_contain_text("Tuesday 5 January 2027")

    # The officer sees that it is a child who is known, spelt otherwise, and opens the case from the day received.
    officer = visit(area.priya).open("/requests/")
    officer.follow("Ben Heart")
    expect(main(officer)).to_contain_text("The same date of birth.")
    expect(main(officer)).not_to_contain_text("Benjamin Harte")
    officer.page.get_by_label("Ben Hart").check()
    officer.press("Continue")
    officer.press("This is the child: open the case")
    expect(officer.page.get_by_role("status")).to_contain_text("The case is open")
    expect(main(officer)).to_contain_text("provision map.pdf")
    case = Case.objects.get(child=area.ben)
    base = f"/cases/{case.pk}/"
    assert Event.objects.get(case=case).on == ASKED
    officer.open("/my-work/")
    expect(officer.page.get_by_role("row", name="Ben Hart").first).to_contain_text("Decide whether to assess")
    family = visit(area.joanna, width=390).open("/family/")
    expect(main(family)).to_contain_text("By Tuesday 5 January")

    # She tells everybody that it is considered, hears the family, decides and sends the notice.
    officer.open(f"{base}decide-to-assess/")
    officer.follow("Put this right")
    for box in officer.page.get_by_label("Postal address").all():
        box.fill("The office")
    officer.press("Send it to everybody")
    expect(officer.page.get_by_role("status")).to_contain_text("It goes to")
    it_is(DECIDED)
    officer.open(f"{base}consider/")
    officer.page.get_by_label("The family", exact=True).check()
    officer.page.get_by_label("What they said").fill("Ben talks at home, and never at school.")
    officer.press("Keep it")
    expect(officer.page.get_by_role("status")).to_contain_text("Family consulted")
    officer.open(f"{base}decide-to-assess/")
    officer.page.get_by_label("Assess", exact=True).check()
    officer.press("Look at the notice")
    expect(main(officer)).to_contain_text("Joanna Hart")
    officer.press("Send it")
    expect(officer.page.get_by_role("status")).to_contain_text("Sent:")
    deliver()
    family.open(re.search(r"/letters/[0-9a-f-]+/", letter_to("joanna@example.org").body).group())
    expect(main(family)).to_contain_text("We will assess Ben")

    # The principal gives him to a psychologist who has time.
    principal = visit(area.sunita).open("/ep-queue/")
    principal.page.get_by_role("row", name="Ben Hart").get_by_role("link", name="Allocate").click()
    principal.page.get_by_role("radio", name="Helen Marsh, week of Mon 7 Dec").check()
    principal.press("Allocate")
    expect(principal.page.get_by_role("status")).to_have_text("Ben Hart is with Helen Marsh, week of Mon 7 Dec.")

    # The officer asks all whom the law has asked, and a therapist.
    officer.open(f"{base}ask-for-advice/")
    officer.page.get_by_label("Add somebody").select_option("speech-and-language-therapist")
    officer.press("Add")
    expect(officer.page.get_by_role("row", name="Educational psychologist")).to_contain_text("Helen Marsh")
    choose(officer, "Speech and language therapist", "farouk", "Leila Farouk, health practitioner, Eastway Community NHS Trust")
    choose(officer, "Health adviser", "shah", "Amir Shah")
    choose(officer, "Social care", "baker", "Zoe Baker")
    choose(officer, "School or college", "lowe", "Aaron Lowe")
    expect(main(officer)).to_contain_text("What the family said, ")
    officer.press("Send the requests")
    expect(main(officer)).to_contain_text("Asked 6 people for advice.")

    # Two services do not know him; three write, each by their own link; the mother writes her views.
    family.open("/family/")
    expect(family.page.get_by_role("row", name="Educational psychologist")).to_contain_text("Due by 19 January")
    it_is(ANSWERED)
    not_known(opened_by_code(visit(None), "amir@trust.example"))
    not_known(opened_by_code(visit(None), "zoe@trust.example"))
    therapist = opened_by_code(visit(None, width=390), "leila@trust.example")
    give_advice(
        therapist, need="Ben does not speak to adults at school", area_of_need="Communication and interaction",
        outcome="Ben asks a known adult for help", what="Therapy to build up speaking to one adult", who="Qualified speech and language therapist",
    )  # fmt: skip
    psychologist = opened_by_code(visit(None), area.helen.user.email)
    give_advice(
        psychologist, need="Ben is afraid of being heard", area_of_need="Social, emotional and mental health",
        outcome="Ben joins a game with two others", what="A graded plan for speaking, led by one adult", who="Trained teaching assistant",
    )  # fmt: skip
    school = opened_by_code(visit(None), area.aaron.user.email)
    give_advice(
        school, need="Ben reads two years below his age", area_of_need="Cognition and learning",
        outcome="Ben reads a short story by himself", what="A reading programme", who="Trained teaching assistant",
    )  # fmt: skip
    family.open("/family/")
    asked = family.page.get_by_role("table", name="Who we have asked")
    expect(asked.get_by_role("row", name="Speech and language therapist")).to_contain_text("Came 12 January")
    expect(asked.get_by_role("row", name="Social care")).to_contain_text("They do not know Ben")
    expect(asked.get_by_role("row", name="You")).to_contain_text("You have until 19 January")
    family.follow("Give your views")
    family.assert_sound("the family's views")
    family.page.get_by_label("What matters to Ben, and what Ben likes (optional)").fill("He loves to draw, and wants a friend.")
    family.press("Send your views")
    expect(family.page.get_by_role("status")).to_contain_text("We have your views")
    expect(asked.get_by_role("row", name="You")).to_contain_text("Came 12 January")
    family.follow("Ask for a meeting")
    family.assert_sound("asking, with papers")

    # The officer decides to issue, puts the draft together and sends it.
    it_is(DRAFTED)
    officer.open(f"{base}decide-to-issue/")
    officer.page.get_by_label("Issue a plan", exact=True).check()
    officer.press("Look at the notice")
    officer.press("Send it")
    expect(officer.page.get_by_role("status")).to_contain_text("Sent:")
    officer.open(f"{base}plan/")
    officer.press("Start the draft")
    expect(officer.page.get_by_role("status")).to_contain_text("put together from the advice")
    officer.page.get_by_role("link", name="Send the draft to the family").click()
    expect(main(officer)).to_contain_text("the family has until Tuesday 16 February 2027")
    officer.press("Send the draft")
    expect(officer.page.get_by_role("status")).to_contain_text("The draft was sent")

    # Those who advised confirm what rests on their advice.
    for address in ("leila@trust.example", area.helen.user.email, area.aaron.user.email):
        confirm(opened_by_code(visit(None, width=390), address), 3)
    officer.open(f"{base}plan/")
    expect(main(officer)).not_to_contain_text("Not confirmed")

    # The family comments and names a school, which is asked and can meet the needs.
    family.open("/family/")
    expect(main(family)).to_contain_text("You have until Tuesday 16 February")
    family.follow("Read the draft plan")
    expect(main(family)).to_contain_text("He loves to draw, and wants a friend.")
    family.page.get_by_role("link", name="Say what you think of F1").click()
    family.page.get_by_label("What do you want to say?").fill("He would like to do this in the morning.")
    family.press("Send it")
    family.follow("Tell us which school or college you want")
    family.page.get_by_label("Name of the school, college or nursery").fill("Hawthorn")
    family.press("Look for it")
    family.press("I want Hawthorn Primary School")
    expect(main(family)).to_contain_text("you asked for Hawthorn Primary School")
    officer.open(f"{base}plan/settings/")
    officer.follow("Consult it")
    officer.press("Ask it")
    expect(officer.page.get_by_role("status")).to_contain_text("was asked")
    setting = opened_by_code(visit(None, width=390), area.grace.user.email)
    expect(main(setting)).to_contain_text("Therapy to build up speaking to one adult")
    setting.follow("Educational psychologist")
    expect(main(setting)).to_contain_text("Ben is afraid of being heard")
    setting.assert_sound("advice that came with a draft")
    setting.open("/task/consultation/")
    setting.page.get_by_label("Yes, it can meet the needs").check()
    setting.press("Send your answer")
    expect(setting.page.get_by_role("heading", level=1)).to_have_text("Thank you")

    # The comment is answered and the final plan issued, once the family's days are over.
    officer.open(f"{base}plan/answers/")
    officer.page.get_by_role("link", name="Answer the comment").click()
    officer.page.get_by_label("Your answer to the family").fill("The school will do it before lessons.")
    officer.press("Save your answer")
    expect(main(officer)).to_contain_text("Your answer: The school will do it before lessons.")
    it_is(ISSUED)
    officer.open(f"{base}plan/issue/")
    expect(main(officer)).to_contain_text("It can be issued today")
    officer.page.get_by_label("Setting named in section I").select_option(label="Hawthorn Primary School: yes, it can meet the needs")
    officer.page.get_by_label("Type of setting").fill("Mainstream primary school")
    officer.press("Issue the final plan")
    expect(main(officer)).to_contain_text("Issued on Tuesday 2 March 2027")

    # Each who must have it has it, and the family reads the school's name and its rights.
    deliver()
    family.open("/family/")
    family.follow("plan now")
    expect(main(family)).to_contain_text("Hawthorn Primary School")
    letter = Message.objects.get(purpose="final-plan-issued", recipient="family").letter
    family.open(f"/letters/{letter.pk}/")
    expect(main(family)).to_contain_text("You can appeal")
    expect(main(family)).to_contain_text("Hawthorn Primary School")
    # The therapist, who has no account, reads her part by a link; so does the school that is named, where Ben is not on roll.
    therapist = opened_by_code(visit(None, width=390), "leila@trust.example")
    expect(main(therapist)).to_contain_text("This is the plan.")
    expect(main(therapist)).to_contain_text("Therapy to build up speaking to one adult")
    expect(main(therapist)).to_contain_text("Your link stays open until")
    expect(main(therapist)).not_to_contain_text("Hawthorn Primary School")
    therapist.assert_sound("the part of a plan that was given")
    named = opened_by_code(visit(None, width=390), area.grace.user.email)
    for words in ("This is the plan.", "Hawthorn Primary School", "He loves to draw, and wants a friend.", "The law requires that they have it"):
        expect(main(named)).to_contain_text(words)
    plan = Plan.objects.get(issued_on=ISSUED)
    assert plan.setting == area.hawthorn
    given = set(Disclosure.objects.filter(plan=plan).values_list("to", flat=True))
    assert given == {"family", "setting", "icb", "speech-and-language-therapist", "educational-psychologist", "education-setting"}
    told = Message.objects.filter(purpose="final-plan-issued")
    assert {m.address for m in told} == {
        "joanna@example.org", area.grace.user.email, area.dina.user.email, "leila@trust.example", area.helen.user.email, area.aaron.user.email,
    }  # fmt: skip
    assert not told.exclude(state="sent").exists()
    days = dict(Event.objects.filter(case=case).values_list("event", "on"))
    assert days["final-plan-issued"] == ISSUED < dt.date(2027, 4, 13)
