"""Clinicians review the harm of waiting when it is owed, and what harm then asks for is owed to a person, by its day."""

import datetime as dt

import pytest
from django.db import connection, transaction
from tests.cases.pages.conftest import TODAY, allocate, as_the_worker, practitioner
from tests.families.conftest import parent_of
from tests.services.conftest import load
from tests.services.test_worse import page, post

from goldenthread.access.viewer import become
from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.people.models import Allocation
from goldenthread.services.keeping_safe import keep_lists_safe, record

pytestmark = pytest.mark.django_db
PATH = "/waits/harm/"


@pytest.fixture
def long(area):
    """Maya has waited since 2 March 2026: 26 weeks were over on 31 August."""
    load(area, [{"reference": "ND-1", "received_on": "2026-03-02", "accepted_on": "2026-03-09"}])
    with transaction.atomic(), as_the_worker():
        keep_lists_safe(TODAY)
    area.case = Case.objects.get(pathway="safe-waiting")
    area.joanna = parent_of(area.maya, "Joanna", "Whitfield")
    area.nurse = practitioner("Nell Ward", "health-practitioner", area.provider)
    area.stranger = practitioner("Omar Reid", "health-practitioner", area.provider)
    allocate(area.maya, area.nurse)
    area.one = f"{PATH}{area.case.pk}/"
    return area


def owed():
    return {c.clock: c.due for c in ClockRow.objects.filter(case__pathway="safe-waiting", stopped=None, kind_of_data="own-service-clinical-note")}


def found(area, outcome, who=None, **more):
    day = {"on_day": "24", "on_month": "11", "on_year": "2026"}
    return post(who or area.nurse, area.one, outcome=outcome, **day, **more)


def test_a_wait_of_26_weeks_is_owed_a_review_and_the_next_one_is_26_weeks_later(long):
    listed = page(long.nurse, PATH).text
    assert "1 child who waits is owed a clinician’s review, or what follows one, within 4 weeks" in listed
    # 26 weeks of 2 March passed on 31 August, before anything was promised: so it is owed on the day of the promise.
    assert "Review the harm of waiting: Tue 24 Nov" in listed
    assert "Choose what harm the wait has done" in found(long, "").text
    assert "is recorded" in found(long, "none", also="priority").text
    # 26 weeks from Tuesday 24 November 2026.
    assert owed() == {"review-harm-again": dt.date(2027, 5, 25)}
    assert ClockRow.objects.get(clock="review-priority-again", stopped=None).due == dt.date(2027, 5, 25)
    assert "No review is owed" in page(long.nurse, PATH).text


def test_moderate_harm_is_to_be_reported_told_to_the_family_and_to_the_designated_officer(long):
    answer = found(long, "moderate").text
    assert "After a review that found harm" in answer
    steps = {clock: due for clock, due in owed().items() if not clock.startswith("review")}
    # Two working days from Tuesday the 24th are Thursday the 26th, ten Tuesday 8 December.
    assert steps == {"report-incident": dt.date(2026, 11, 26), "tell-designated-officer": dt.date(2026, 11, 26), "meet-duty-of-candour": dt.date(2026, 12, 8)}
    post(long.nurse, long.one, step="report-incident", reference="INC-77")
    post(long.nurse, long.one, step="meet-duty-of-candour")
    post(long.nurse, long.one, step="tell-designated-officer")
    assert not {clock for clock in owed() if not clock.startswith("review")}
    assert Event.objects.get(event="incident-reported").fields == {"reference": "INC-77"}


@pytest.mark.parametrize(("typed", "said"), [("INC\0 77", "has a character in it that cannot be kept"), ("7" * 61, "60 characters")])
def test_a_number_of_an_incident_that_cannot_be_kept_is_refused_beside_its_field(long, typed, said):
    found(long, "moderate")
    answer = post(long.nurse, long.one, step="report-incident", reference=typed)
    assert answer.status_code == 400
    assert said in answer.text
    assert "report-incident" in owed()


def test_low_harm_asks_for_nothing_more(long):
    found(long, "low")
    assert all(clock.startswith("review") for clock in owed())


def test_a_warning_is_reviewed_within_five_working_days_and_stands_first(long):
    with transaction.atomic(), as_the_worker():
        record(long.case.pk, "warning-noted", TODAY, {"why": "excluded"}, "system:test")
        from goldenthread.cases.projection import rebuild

        rebuild([long.case.pk])
    assert ": Tue 1 Dec" in page(long.nurse, PATH).text
    found(long, "none")
    assert "review-harm-after-warning" not in owed()


def test_only_clinicians_who_have_the_child_review_and_the_manager_gives_it_to_one(long):
    Allocation.objects.all().delete()
    assert "No review is owed" in page(long.nurse, PATH).text
    assert found(long, "none").status_code == 404
    manager = page(long.manager, PATH).text
    assert "Clinician who reviews Maya Whitfield" in manager
    assert found(long, "none", who=long.manager).status_code == 404
    elsewhere = practitioner("Una Far", "health-practitioner", long.council)
    for who, to in ((long.manager, elsewhere), (long.stranger, long.stranger), (long.officer, long.nurse)):
        assert post(who, PATH, case=str(long.case.pk), clinician=str(to.pk)).status_code == 404
    assert not Allocation.objects.exists()
    assert "the review is theirs" in post(long.manager, PATH, case=str(long.case.pk), clinician=str(long.nurse.pk)).text
    assert "Given to Nell Ward" in page(long.manager, PATH).text
    assert "is recorded" in found(long, "none").text


def test_no_council_role_and_no_family_sees_a_review_by_either_wall(long):
    found(long, "severe")
    lead = practitioner("Mel Hart", "la-send-manager", long.council)
    for who in (long.officer, lead, long.joanna):
        for path in (PATH, long.one):
            assert page(who, path).status_code == 404
        shown = page(who, f"/cases/{long.case.pk}/").text.lower()
        assert "harm" not in shown
        assert "incident" not in shown
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local role goldenthread_app")
            become(who.user.pk)
            cursor.execute("select count(*) from cases_event where event in ('harm-reviewed', 'priority-reviewed')")
            assert cursor.fetchone() == (0,)
            cursor.execute("select count(*) from cases_clockrow where clock like '%harm%' or clock in ('report-incident', 'meet-duty-of-candour')")
            assert cursor.fetchone() == (0,)
            cursor.execute("select services_give_waiting(%s, %s)", [long.case.pk, long.nurse.pk])
            assert cursor.fetchone() == (False,)
