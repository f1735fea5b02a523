""" "It has got worse" reaches a clinician of the service, is owed an answer within a working day, and is read by nobody else."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from tests.cases.pages.conftest import TODAY, allocate, as_application, as_the_worker, child_of, practitioner, sign_in
from tests.families.conftest import parent_of
from tests.services.conftest import a_row
from tests.services.test_loading import load

from goldenthread.access.viewer import become
from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.people.models import Allocation, Child
from goldenthread.services.models import Worse
from goldenthread.services.worse import on_the_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(area):
    load(area, a_row(accepted_on="2026-03-09"))
    area.case = Case.objects.get()
    area.joanna = parent_of(area.maya, "Joanna", "Whitfield")
    area.nurse = practitioner("Nell Ward", "health-practitioner", area.provider)
    area.stranger = practitioner("Omar Reid", "health-practitioner", area.provider)
    allocate(area.maya, area.nurse)
    return area


def post(someone, path, **data):
    client = sign_in(someone)
    with as_application():
        return client.post(path, data, follow=True)


def page(someone, path):
    client = sign_in(someone)
    with as_application():
        return client.get(path)


def say(area, someone=None, **data):
    data = {"words": "She has stopped eating.", "call": "07700 900123"} | data
    return post(someone or area.joanna, f"/waits/got-worse/{area.case.pk}/", **data)


def work():
    for word in Worse.objects.all():
        with transaction.atomic(), as_the_worker():
            on_the_case(word.pk)


def test_whoever_says_that_it_has_got_worse_reads_once_whom_to_call(told):
    form = page(told.joanna, f"/waits/got-worse/{told.case.pk}/").content.decode().split("<form")[-1].split("</form>")[0]
    assert form.count("Not for emergencies") == 1
    assert "call 111, option 2" in form


def test_what_a_family_says_starts_a_clock_of_one_working_day_for_a_clinician(told):
    assert "We have it" in say(told).text
    work()
    # Tuesday 24 November 2026, so Wednesday the 25th.
    clock = ClockRow.objects.get(clock="answer-got-worse")
    assert (clock.started, clock.due, clock.owed_by, clock.kind) == (TODAY, dt.date(2026, 11, 25), "clinician", "local")
    assert clock.case.arose_from == told.case
    # A warning that harm is possible: five working days for its review.
    assert ClockRow.objects.get(clock="review-harm-after-warning").due == dt.date(2026, 12, 1)


def test_a_clinician_who_has_the_child_answers_and_the_family_reads_it(told):
    say(told)
    work()
    word = Worse.objects.get()
    assert "She has stopped eating." in page(told.nurse, "/waits/got-worse/").text
    assert "No family waits for an answer" in post(told.nurse, "/waits/got-worse/", word=str(word.pk), text="I call you at 4.").text
    work()
    assert ClockRow.objects.get(clock="answer-got-worse").stopped == TODAY
    assert "I call you at 4." in page(told.joanna, f"/family/{told.maya.pk}/").text
    assert "had answered already" in post(told.nurse, "/waits/got-worse/", word=str(word.pk), text="Again").text
    assert Worse.objects.get().answer == "I call you at 4."


def test_the_words_are_between_the_family_and_the_service(told):
    say(told)
    work()
    # The provider's manager sees that an answer is owed, and cannot give a clinician's.
    manager = page(told.manager, "/waits/got-worse/").text
    assert "Which clinician of yours answers it?" in manager
    word = Worse.objects.get()
    assert post(told.manager, "/waits/got-worse/", word=str(word.pk), text="Wait").status_code == 404
    # A colleague who does not have the child, and the council's officer, read nothing.
    assert "No family waits" in page(told.stranger, "/waits/got-worse/").text
    assert page(told.officer, "/waits/got-worse/").status_code == 404
    assert "eating" not in page(told.officer, f"/cases/{told.case.pk}/").text
    safe = Case.objects.get(pathway="safe-waiting")
    assert "got worse" not in page(told.officer, f"/cases/{safe.pk}/").text.lower()
    assert set(Event.objects.filter(case=safe, event="got-worse").values_list("kind_of_data", flat=True)) == {"own-service-clinical-note"}


def test_where_nobody_has_the_child_the_manager_gives_it_to_a_clinician_of_the_provider_alone(told):
    Allocation.objects.all().delete()
    say(told)
    word = Worse.objects.get()
    assert "No family waits" in page(told.nurse, "/waits/got-worse/").text
    elsewhere = practitioner("Una Far", "health-practitioner", told.council)
    for who, to in ((told.manager, elsewhere), (told.stranger, told.stranger), (told.officer, told.nurse)):
        assert post(who, "/waits/got-worse/", do="give", word=str(word.pk), clinician=str(to.pk)).status_code == 404
    assert not Allocation.objects.exists()
    assert "the answer is theirs" in post(told.manager, "/waits/got-worse/", do="give", word=str(word.pk), clinician=str(told.nurse.pk)).text
    assert "She has stopped eating." in page(told.nurse, "/waits/got-worse/").text
    # Eight weeks, of the child and of no one case: a referral that is made confidential is then not theirs.
    lent = Allocation.objects.get()
    assert (lent.case, lent.valid_to - lent.valid_from) == (None, dt.timedelta(weeks=8))


def test_the_other_parent_and_whoever_else_has_the_child_read_no_word_by_either_wall(told):
    say(told)
    father = parent_of(told.maya, "Dan", "Whitfield", relation="father")
    visitor = practitioner("Hal Visitor", "health-visitor", told.provider)
    allocate(told.maya, visitor)
    for someone in (
        father,
        visitor,
        told.manager,
        told.stranger,
        told.officer,
        practitioner("Dee Co", "dco", told.provider),
    ):
        assert _words_for(someone) == []
    assert _words_for(told.joanna) == _words_for(told.nurse) == [("She has stopped eating.",)]
    assert "eating" not in (found := page(told.manager, "/waits/got-worse/").text)
    assert "07700" not in found
    assert "told the service" not in page(father, f"/family/{told.maya.pk}/").text


def test_an_answer_stands(told):
    say(told)
    word = Worse.objects.get()
    post(told.nurse, "/waits/got-worse/", word=str(word.pk), text="First")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role goldenthread_app")
        become(told.nurse.user.pk)
        assert Worse.objects.filter(pk=word.pk).update(answer="Second") == 0


def test_a_wait_that_is_kept_safe_is_as_confidential_as_its_referral(told):
    say(told)
    work()
    boss = practitioner("Bo Boss", "la-send-manager", told.council)
    allocate(told.maya, told.nurse, case=told.case.pk)
    set_level(told, "withheld")
    safe = Case.objects.get(pathway="safe-waiting")
    assert safe.confidentiality == "withheld"
    for someone in (told.joanna, told.officer, boss):
        assert (
            _asked(someone, "select pathway from cases_case")
            == _asked(someone, "select clock from cases_clockrow")
            == []
        )
    # Those who go on with the referral go on with what keeps the wait safe.
    assert sorted(_asked(told.nurse, "select pathway from cases_case")) == [("neurodevelopmental",), ("safe-waiting",)]
    set_level(told, "none")
    assert ("safe-waiting",) in _asked(told.officer, "select pathway from cases_case")


def test_a_wait_of_a_confidential_referral_is_kept_safe_in_confidence_from_the_start(told):
    allocate(told.maya, told.nurse, case=told.case.pk)
    say(told)
    set_level(told, "withheld")
    work()
    assert Case.objects.get(pathway="safe-waiting").confidentiality == "withheld"
    assert ("safe-waiting",) in _asked(told.nurse, "select pathway from cases_case")
    assert _asked(told.officer, "select pathway from cases_case") == []


def test_who_looked_tells_nobody_that_it_got_worse(told):
    say(told)
    page(told.nurse, "/waits/got-worse/")
    boss = practitioner("Bo Boss", "la-send-manager", told.council)
    assert set(_asked(boss, "select purpose from access_accesslog")) <= {
        ("Looked at a health service’s record",),
        ("Looked at the family’s page",),
    }


def set_level(area, level):
    Case.objects.filter(pk=area.case.pk).update(confidentiality=level)


def _asked(someone, question):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role goldenthread_app")
        become(someone.user.pk)
        cursor.execute(question)
        found = cursor.fetchall()
        cursor.execute("reset role")
    return found


def _words_for(someone):
    return _asked(someone, "select words from services_worse")


def test_pressed_twice_it_is_one_word_and_a_job_that_runs_again_adds_nothing(told):
    say(told)
    say(told)
    work()
    work()
    assert Worse.objects.count() == 1
    assert Event.objects.filter(event="got-worse").count() == Event.objects.filter(event="waiting-began").count() == 1


def test_nobody_says_it_of_another_family_s_child(told):
    other = child_of(told.council, "Ben", "Okoro", nhs_number="9990000026")
    stranger = parent_of(other, "Ada", "Okoro")
    assert say(told, stranger).status_code == 404
    # Nor past the application: the second wall refuses the row.
    with pytest.raises(DatabaseError):
        _write_as(stranger, told)
    assert not Worse.objects.exists()
    assert Child.objects.count() == 2


def _write_as(someone, area):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set role goldenthread_app")
        become(someone.user.pk)
        Worse.objects.bulk_create([Worse(case=area.case, child=area.maya, owner=area.provider, words="x", said_on=TODAY, said_by=someone.user.pk, said_by_name="Ada")])


def test_what_a_health_service_owes_stands_in_no_officer_s_work(told):
    allocate(told.maya, told.officer)
    assert ClockRow.objects.filter(case=told.case, stopped=None).exists()
    shown = page(told.officer, "/my-work/").text
    assert "Whitfield" not in shown


def test_the_plain_form_of_an_answer_offers_who_said_what_day_and_the_clock_shows_no_key(told):
    say(told)
    work()
    safe = Case.objects.get(pathway="safe-waiting")
    form = page(told.nurse, f"/cases/{safe.pk}/record/got-worse-answered/").text
    assert "From Joanna Whitfield, Tuesday 24 November 2026" in form
    assert "eating" not in form
    shown = page(told.nurse, f"/cases/{safe.pk}/").text
    assert "Answer the family that said it has got worse (from 24 November 2026)" in shown
