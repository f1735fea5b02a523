"""Reminders of what a treatment owes, and what happens when a family says that the medicine runs out. Days worked out by hand."""

import datetime as dt

import pytest
from tests.cases.pages.conftest import (
    LONG_AGO,
    TODAY,
    add_event,
    as_application,
    as_the_worker,
    child_of,
    practitioner,
    sign_in,
)
from tests.families.conftest import parent_of
from tests.services.test_register import page, treat

from goldenthread.access.models import RoleGrant, User
from goldenthread.access.viewer import become
from goldenthread.cases.models import Case, Event
from goldenthread.cases.projection import project
from goldenthread.letters.models import Message
from goldenthread.people.models import Allocation, Cover
from goldenthread.services.medication import put_on_the_case
from goldenthread.services.models_medication import Reminder, Supply
from goldenthread.services.reminders import remind

pytestmark = pytest.mark.django_db
TELLS = ("adhd", "medic", "prescri", "neuro", "camhs", "height", "weight", "blood", "treat")


@pytest.fixture
def treated(area):
    treat(area)
    area.mother = parent_of(area.sam.child, "Jo", "Marsh")
    return area


def reminded(on=TODAY):
    with as_the_worker():
        return remind(on)


def test_who_treats_and_the_family_are_told_once_that_something_is_due_and_not_what(treated):
    # Sam, 8: weight was due by 11 August and height and heart rate by 11 November: late on 24 November. Kit, 17, has no prescriber.
    assert reminded() == 3
    sent = sorted(Message.objects.values_list("to_name", "kind_of_data", "purpose"))
    assert sent == [("Jo Marsh", "medication", "something-due"), *[("Nell Ward", "medication", "something-due")] * 2]
    assert reminded() == 0
    for message in Message.objects.all():
        said = f"{message.subject} {message.body} {message.purpose} {message.about}".lower()
        assert not any(word in said for word in TELLS), said
        assert "sam" not in said
    # The next day nothing is new: the review of 11 May 2027 is far.
    assert reminded(TODAY + dt.timedelta(days=1)) == 0


def test_a_day_two_weeks_ahead_is_told_of_and_once_more_when_it_has_passed(treated):
    for n, check in enumerate(("height-checked", "weight-checked", "heart-rate-and-blood-pressure-checked"), start=2):
        add_event(treated.sam, n, check, dt.date(2026, 11, 11))
    project(treated.sam.pk)
    Reminder.objects.all().delete()

    def of_sam(day):
        reminded(day)
        return sorted(Reminder.objects.filter(case=treated.sam, on=day).values_list("clock", "late", "to_family"))

    # Sam is 8: the next weight is due by 11 February 2027, and is told of from 28 January on.
    assert of_sam(dt.date(2027, 1, 27)) == []
    assert of_sam(dt.date(2027, 1, 28)) == [("weight-check", False, 1)]
    assert of_sam(dt.date(2027, 2, 11)) == []
    assert of_sam(dt.date(2027, 2, 12)) == [("weight-check", True, 1)]


def test_whoever_covers_is_told_too_and_nobody_of_a_family_of_a_confidential_case(treated):
    other = practitioner("Cy Vale", "health-practitioner", treated.provider)
    Cover.objects.create(practitioner=treated.nurse.who, covered_by=other.who, valid_from=LONG_AGO)
    treated.sam.confidentiality = "withheld"
    treated.sam.save()
    reminded()
    assert set(Message.objects.filter(case=treated.kit.pk).values_list("to_name", flat=True)) == {"Nell Ward", "Cy Vale"}
    # Nobody is named to Sam's case, so nobody hears; the row says so.
    assert not Message.objects.filter(case=treated.sam.pk).exists()
    assert set(Reminder.objects.filter(case=treated.sam).values_list("to_family", "to_clinicians")) == {(0, 0)}


def test_a_family_says_that_the_medicine_runs_out_and_the_clinician_answers(treated):
    mother = sign_in(treated.mother)
    path = f"/family/{treated.sam.child_id}/checks/"
    with as_application():
        shown = mother.get(path)
        assert "Dr Lin" in shown.text
        assert "Was due by Wednesday 11 November 2026" in shown.text
        wrong = mother.post(path, {"which": str(treated.sam.pk), "last_on_day": 31, "last_on_month": 11, "last_on_year": 2026})
        assert "real date" in wrong.text
        assert 'value="31"' in wrong.text
        told = mother.post(path, {"which": str(treated.sam.pk), "last_on_day": 4, "last_on_month": 12, "last_on_year": 2026}, follow=True)
    assert "must answer within two working days" in told.text
    with as_the_worker():
        for _ in range(2):
            put_on_the_case(Supply.objects.get().pk)
    [event] = Event.objects.filter(event="supply-running-out")
    assert (event.kind_of_data, event.fields, event.by) == ("medication", {"last_on": "2026-12-04"}, f"user:{treated.mother.pk}")
    # Two working days after Tuesday 24 November.
    assert "See to the supply of medicine, by Thu 26 Nov 2026" in page(treated.nurse).text
    with as_application():
        assert "The service answers by Thursday 26 November 2026" in mother.get(path).text
        sign_in(treated.nurse).post(f"/adhd-register/{treated.sam.pk}/visit/", {"done": ["supply-secured"], "on_day": 24, "on_month": 11, "on_year": 2026})
        assert "The service answers by" not in mother.get(path).text


def test_medicine_that_ends_sooner_is_answered_by_its_last_day_and_one_that_has_ended_at_once(treated):
    def due(case, last_on):
        add_event(case, 3, "supply-running-out", TODAY, {"last_on": last_on})
        project(case.pk)
        return case.clocks.get(clock="secure-supply").due

    # Two working days after Tuesday 24 November are the 26th.
    assert due(treated.sam, "2026-11-25") == dt.date(2026, 11, 25)
    assert due(treated.kit, "2026-11-20") == TODAY


def test_nobody_else_finds_the_page_or_the_row(treated):
    stranger = parent_of(treated.maya, "Tom", "Whitfield")
    path = f"/family/{treated.sam.child_id}/checks/"
    for someone in (stranger, treated.officer, treated.manager, treated.nurse):
        assert page(someone, path).status_code == 404, someone.name
    Supply.objects.create(case=treated.sam, child=treated.sam.child, owner=treated.provider, last_on=TODAY, said_on=TODAY, said_by=treated.mother.pk)
    reminded()
    for someone, sees in ((stranger, False), (treated.officer, False), (treated.manager, False), (treated.nurse, True), (treated.mother, True)):
        with as_application():
            become(someone.user.pk)
            assert Supply.objects.exists() is sees, someone.name
            assert Reminder.objects.filter(case=treated.sam).exists() is sees, someone.name


def test_a_parent_who_may_no_longer_decide_reads_it_no_more(treated):
    """Kit is 17: education rights passed at the end of the last Friday of June 2026, and the young person reads it."""
    father = parent_of(treated.kit.child, "Al", "Marsh")
    assert page(father, f"/family/{treated.kit.child_id}/checks/").status_code == 404
    user = User.objects.create(email="kit@example.org", name="Kit Marsh", child=treated.kit.child)
    RoleGrant.objects.create(user=user, role="young-person", valid_from=LONG_AGO)
    kit = type(father)(user=user, pk=user.pk, name="Kit Marsh")
    said = page(kit, f"/family/{treated.kit.child_id}/checks/").text
    assert "Nobody is on record who prescribes now" in said
    assert "Nobody was asked yet to prescribe at 18" in said


def test_where_nobody_of_the_service_was_given_a_child_its_manager_is_told_by_name_and_not_of_what(treated):
    Allocation.objects.filter(child=treated.kit.child).delete()
    other = child_of(treated.provider, "Ada", "Holt", date_of_birth=dt.date(2016, 5, 1))
    case = Case.objects.create(child=other, owner=treated.provider, pathway="adhd-medication", opened_on=dt.date(2025, 1, 6), kind_of_data="medication", last_number=1)
    add_event(case, 1, "treatment-started", dt.date(2025, 1, 6), {"date_of_birth": "2016-05-01", "prescriber": "Dr Lin"})
    project(case.pk)
    reminded()
    # Two children have nobody, and one email says so: how many there are is not told.
    to_manager = Message.objects.filter(purpose="nobody-given")
    assert [(m.to_name, m.recipient, m.kind_of_data) for m in to_manager] == [("Olu Ade", "manager", "medication")]
    said = f"{to_manager[0].subject} {to_manager[0].body}".lower()
    assert not any(word in said.replace("to treat or to review", "") for word in (*TELLS, "kit", "ada", "two", "2"))
    assert Reminder.objects.filter(to_managers=1).count() == 1
    assert reminded() == 0
    # Sam has a reviewer, of whom alone the clinician hears.
    assert {m.to_name for m in Message.objects.filter(case=treated.sam.pk)} == {"Jo Marsh", "Nell Ward"}
    # What falls due on a later day is told of again, to the manager too.
    assert any(reminded(TODAY + dt.timedelta(days=n)) for n in range(1, 400, 14))
    assert Message.objects.filter(purpose="nobody-given").count() > 1


def test_nobody_is_told_in_place_of_those_who_are_named_to_a_confidential_case(treated):
    Allocation.objects.filter(child=treated.kit.child).delete()
    treated.kit.confidentiality = "withheld"
    treated.kit.save()
    reminded()
    assert not Message.objects.filter(purpose="nobody-given").exists()
    assert not Message.objects.filter(case=treated.kit.pk).exists()


def test_whoever_covers_hears_nothing_of_a_confidential_case_that_stays_shut_to_them(treated):
    other = practitioner("Cy Vale", "health-practitioner", treated.provider)
    Cover.objects.create(practitioner=treated.nurse.who, covered_by=other.who, valid_from=LONG_AGO)
    Allocation.objects.filter(child=treated.kit.child).update(case=treated.kit.pk)
    treated.kit.confidentiality = "withheld"
    treated.kit.save()
    reminded()
    assert set(Message.objects.filter(case=treated.kit.pk).values_list("to_name", flat=True)) == {"Nell Ward"}


def test_a_manager_whose_role_has_ended_is_told_nothing(treated):
    Allocation.objects.filter(child=treated.kit.child).delete()
    RoleGrant.objects.filter(user=treated.manager.user).update(valid_to=TODAY - dt.timedelta(days=1))
    reminded()
    assert not Message.objects.filter(purpose="nobody-given").exists()
