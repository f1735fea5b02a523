"""A service manager sees what is said of a list and plans locums; a family sees its child's range; a nurse works the register of ADHD
medication. In a real browser."""


import pytest
from django.db import transaction
from playwright.sync_api import expect

from goldenthread.services.coverage_files import load_access, load_coverage
from goldenthread.services.keeping_safe import keep_lists_safe
from goldenthread.services.medication import put_on_the_case
from goldenthread.services.models import Worse
from goldenthread.services.models_medication import Supply
from goldenthread.services.open_waits import keep_open_waits
from goldenthread.services.telling import tell_families
from goldenthread.services.worse import on_the_case

from ..cases.pages.conftest import TODAY, allocate, as_the_worker, practitioner
from ..families.conftest import parent_of
from ..services.conftest import _today, busy, the_area, the_busy_list  # noqa: F401
from ..services.test_coverage import schools_of
from ..services.test_register import treat
from ..services.test_therapies import minds_of


class TestAList:
    @pytest.fixture
    def area(self, busy):  # noqa: F811
        return busy

    def test_a_manager_sees_the_forecast_and_plans_locums(self, visit, area):
        olu = visit(area.manager).open("/waits/")
        main = olu.page.get_by_role("main")
        olu.open(area.path)
        expect(main).to_contain_text("How well such ranges held")
        olu.follow("Say how many will be seen each week")
        expect(olu.page.get_by_label("How many new children will be seen for the first time")).to_be_visible()
        olu.open(area.path).follow("See what would clear the list")
        expect(main).to_contain_text("As it goes on now")
        olu.page.get_by_label("New children a week").fill("4")
        olu.page.get_by_label("For how many weeks?").fill("26")
        olu.press("Work it out")
        expect(main).to_contain_text("What the locum buys")
        olu.assert_sound("waits capacity")
        olu.page.get_by_label("For how many weeks?").fill("many")
        olu.press("Work it out")
        expect(olu.page.get_by_role("alert")).to_contain_text("There is a problem")

    def test_a_commissioner_shares_out_hours_over_providers(self, visit, area):
        kate = visit(area.kate, width=390).open("/waits/")
        main = kate.page.get_by_role("main")
        kate.follow("Share out the hours")
        kate.page.get_by_label("Kind of service").select_option("Neurodevelopmental assessment")
        kate.press("Show")
        kate.press("Work it out")
        expect(kate.page.get_by_role("alert")).to_contain_text("Enter the hours that one child takes")
        for label, words in (
            ("Neurodevelopmental assessment: hours of work that one child takes", "6"), ("Eastway Community NHS Trust, Mid: contracted hours a month", "60"),
            ("Budget for locums in pounds", "15000"),
        ):  # fmt: skip
            kate.page.get_by_label(label).fill(words)
        kate.press("Work it out")
        expect(main).to_contain_text("of locums would make that")
        expect(main).to_contain_text("Every hour of staff of Eastway Community NHS Trust is used")
        expect(main).to_contain_text("goldenthread allocate plan-model.json")
        kate.assert_sound("area planner")

    def test_anybody_reads_how_long_waits_are(self, visit, area):
        with transaction.atomic(), as_the_worker():
            keep_open_waits(TODAY)
        somebody = visit(None, width=390).open("/local-offer/")
        somebody.follow("How long waits are for health services")
        main = somebody.page.get_by_role("main")
        expect(main).to_contain_text("If referred today, first seen in")
        expect(main).to_contain_text("Eastway Community NHS Trust")
        somebody.page.get_by_label("Where the child lives").select_option("Mid")
        somebody.press("Show")
        somebody.assert_sound("open waits")

    def test_a_family_sees_its_range_and_what_it_rests_on(self, visit, area):
        joanna = visit(area.joanna, width=390).open("/family/")
        expect(joanna.page.get_by_role("main")).to_contain_text("8 in 10")
        joanna.assert_sound("family wait")
        joanna.follow("See who else does this, and how long each list is")
        expect(joanna.page.get_by_role("main")).to_contain_text("Maya is on this list now")
        joanna.assert_sound("choices")


    def test_help_is_offered_while_a_child_waits_and_the_family_says_how_things_are(self, visit, area):
        # Maya joined lately, and stands on the second page of the list.
        olu = visit(area.manager).open(f"{area.path}?from=50")
        olu.page.get_by_role("link", name="Offer help to Maya Whitfield").click()
        olu.assert_sound("offer help")
        olu.press("Offer it")
        expect(olu.page.get_by_role("alert")).to_contain_text("Say what help")
        olu.page.get_by_label("What help?").fill("A sleep course")
        olu.page.get_by_label("Who gives it?").fill("Family hub, Braintree")
        olu.page.get_by_label("What does the family do").fill("Six Tuesdays at 6.")
        olu.press("Offer it")
        expect(olu.page.get_by_role("main")).to_contain_text("1 not answered")
        joanna = visit(area.joanna, width=390).open("/family/")
        joanna.follow("Read more, and say if you will use it")
        joanna.assert_sound("answer help")
        joanna.page.get_by_label("Yes").check()
        joanna.press("Send")
        joanna.assert_sound("family help")
        joanna.follow("Say how things are")
        joanna.page.get_by_label("It is better").check()
        joanna.press("Send")
        expect(joanna.page.get_by_role("main")).to_contain_text("It does not show what the help did")
        olu.open("/waits/help/").assert_sound("helps")

    def test_a_family_says_that_it_has_got_worse_and_a_clinician_answers(self, visit, area):
        nell = practitioner("Nell Ward", "health-practitioner", area.provider)
        allocate(area.maya, nell)
        joanna = visit(area.joanna, width=390).open("/family/")
        joanna.page.get_by_role("link", name="Say that it has got worse").click()
        joanna.press("Send")
        expect(joanna.page.get_by_role("alert")).to_contain_text("Say what has got worse")
        joanna.page.get_by_label("What has got worse?").fill("She has stopped eating at school.")
        joanna.assert_sound("say worse")
        joanna.press("Send")
        expect(joanna.page.get_by_role("main")).to_contain_text("A clinician answers by Wednesday 25 November 2026")
        nurse = visit(nell).open("/waits/got-worse/")
        expect(nurse.page.get_by_role("main")).to_contain_text("1 family waits for a clinician’s answer")
        nurse.assert_sound("worse")
        nurse.page.get_by_label("Your answer to the family").fill("I will call you today at 4pm.")
        nurse.page.get_by_role("button", name="Send the answer").click()
        expect(nurse.page.get_by_role("main")).to_contain_text("No family waits for an answer")
        joanna.open("/family/")
        expect(joanna.page.get_by_role("main")).to_contain_text("I will call you today at 4pm.")
        self.says_what_is_needed(joanna)
        self.looks_at_the_harm(nurse, visit(area.manager))

    def says_what_is_needed(self, joanna):
        """On a phone, kept first and sent later."""
        joanna.page.get_by_role("link", name="Say what help").click()
        expect(joanna.page.get_by_role("main")).to_contain_text("Nobody has answered yet")
        joanna.assert_sound("needs of nobody")
        joanna.page.get_by_role("link", name="Answer the questions").click()
        joanna.press("Send")
        expect(joanna.page.get_by_role("alert")).to_contain_text("Answer at least one question")
        joanna.page.get_by_role("group", name="Feelings and worries").get_by_label("A lot of help").check()
        joanna.assert_sound("say needs")
        joanna.press("Keep it and go on later")
        joanna.page.get_by_role("link", name="Go on with what you kept").click()
        expect(joanna.page.get_by_role("group", name="Feelings and worries").get_by_label("A lot of help")).to_be_checked()
        joanna.press("Send")
        expect(joanna.page.get_by_role("main")).to_contain_text("A lot of help is needed with: feelings and worries.")
        joanna.assert_sound("needs")

    def looks_at_the_harm(self, nurse, manager):
        """What it warns of, and what families were promised."""
        with transaction.atomic(), as_the_worker():
            keep_lists_safe(TODAY)
            for word in Worse.objects.all():
                on_the_case(word.pk)
            tell_families(TODAY)
        nurse.open("/waits/harm/")
        expect(nurse.page.get_by_role("main")).to_contain_text("Review the harm of waiting after a warning")
        nurse.assert_sound("harm reviews")
        nurse.page.get_by_role("link", name="Review Maya Whitfield").click()
        nurse.press("Record the review")
        expect(nurse.page.get_by_role("alert")).to_contain_text("Choose what harm the wait has done")
        nurse.faults.clear()  # the browser says that the form was refused
        nurse.page.get_by_label("Moderate harm").check()
        nurse.assert_sound("harm review")
        nurse.press("Record the review")
        expect(nurse.page.get_by_role("main")).to_contain_text("Family told openly of the harm")
        nurse.assert_sound("after harm")
        self.moves_a_child_up(nurse, manager)
        manager.open("/waits/told/")
        expect(manager.page.get_by_role("main")).to_contain_text("Golden Thread cannot send")
        manager.assert_sound("families to tell")
        manager.open("/letters/templates/")
        expect(manager.page.get_by_role("main")).to_contain_text("letters that your service sends")


    def moves_a_child_up(self, nurse, manager):
        """One asks, another agrees."""
        main = nurse.open("/waits/priority/").page.get_by_role("main")
        expect(main).to_contain_text("No move waits for a second person")
        nurse.page.get_by_role("link", name="Ask for a move").click()
        nurse.press("Ask a second person")
        expect(nurse.page.get_by_role("alert")).to_contain_text("Choose a priority")
        nurse.page.get_by_label("A home or a school place at risk").check()
        nurse.page.get_by_label("Why, by the published reasons?").select_option("out-of-school")
        nurse.page.get_by_label("What has changed").fill("She has been at home since half term.")
        nurse.page.get_by_label("Yes: that the place").check()
        nurse.assert_sound("ask for a move")
        nurse.press("Ask a second person")
        expect(main).to_contain_text("You asked for it, so somebody else must agree")
        expect(manager.open("/waits/priority/").page.get_by_role("main")).to_contain_text("1 of them for you")
        manager.assert_sound("moves on the list")
        manager.page.get_by_role("button", name="I agree").click()
        expect(manager.page.get_by_role("main")).to_contain_text("Two people have agreed")


class TestTherapies:
    @pytest.fixture
    def area(self, db):
        return minds_of(the_area())

    def test_a_manager_reads_the_wait_from_assessment_to_therapy_and_between_sessions(self, visit, area):
        olu = visit(area.manager).open("/waits/")
        olu.follow("From assessment to therapy, and between sessions")
        expect(olu.page.get_by_role("main")).to_contain_text("1 therapy is agreed and not begun")
        olu.assert_sound("therapies")
        olu.page.get_by_label("Compared by").select_option("grouping")
        olu.press("Show")
        expect(olu.page.get_by_role("main")).to_contain_text("Getting help")


class TestCoverage:
    @pytest.fixture
    def area(self, db, tmp_path):
        area = schools_of(the_area())
        file = tmp_path / "access.csv"
        file.write_text("service,district,month,kind,number\nSLT,Chelmsford,2026-10,advice-line,40\n", "utf-8")
        covered = tmp_path / "coverage.csv"
        covered.write_text("record,district,school,team,name,pupils,from\nschool,Chelmsford,URN:123456,Mid school team,,210,2025-09-01\nschool,Chelmsford,URN:123457,,,340,2025-09-01\n", "utf-8")
        load_coverage(covered, by="test")
        load_access(file, by="test", provider="TRUST:EASTWAY")
        return area

    def test_a_commissioner_sees_which_schools_a_team_covers_and_what_is_used_without_a_referral(self, visit, area):
        kate = visit(area.kate).open("/gaps/")
        kate.follow("School teams and family hubs")
        expect(kate.page.get_by_role("main")).to_contain_text("A mental health team covers 1 of 2 schools")
        expect(kate.page.get_by_role("main")).to_contain_text("Advice line")
        kate.assert_sound("coverage")


class TestTheRegister:
    @pytest.fixture
    def area(self, db):
        return treat(the_area())

    def test_a_nurse_works_the_register(self, visit, area):
        nell = visit(area.nurse).open("/adhd-register/")
        main = nell.page.get_by_role("main")
        expect(main).to_contain_text("1 needs somebody today")
        nell.assert_sound("register")
        nell.page.get_by_role("link", name="Record a visit of Sam Marsh").click()
        nell.page.get_by_label("Height measured and plotted").check()
        nell.page.get_by_label("Weight measured and plotted").check()
        nell.assert_sound("visit")
        nell.press("Record")
        expect(main).to_contain_text("Recorded for Sam Marsh")
        expect(main).to_contain_text("24 Feb 2027")

    def test_a_family_reads_the_checks_and_says_that_the_medicine_runs_out(self, visit, area):
        mother = visit(parent_of(area.sam.child, "Jo", "Marsh"), width=390).open("/family/")
        main = mother.page.get_by_role("main")
        mother.assert_sound("family treated")
        mother.follow("What is checked, who prescribes")
        expect(main).to_contain_text("Dr Lin prescribes now")
        mother.assert_sound("checks")
        mother.press("Say that the medicine runs out")
        expect(mother.page.get_by_role("alert")).to_contain_text("Enter the last day")
        for part, value in (("Day", "2"), ("Month", "12"), ("Year", "2026")):
            mother.page.get_by_label(part, exact=True).fill(value)
        mother.press("Say that the medicine runs out")
        expect(main).to_contain_text("must answer within two working days")
        with as_the_worker():
            put_on_the_case(Supply.objects.get().pk)
        nell = visit(area.nurse).open("/adhd-register/")
        expect(nell.page.get_by_role("main")).to_contain_text("See to the supply of medicine")
