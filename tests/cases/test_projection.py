import datetime as dt

import pytest

from goldenthread.cases.actions import NewEvent, append, open_case
from goldenthread.cases.models import CaseState, ClockRow, Duty
from goldenthread.cases.projection import rebuild
from goldenthread.people.models import Child, Organisation

from .conftest import an_officer

pytestmark = pytest.mark.django_db


def projected():
    return [
        sorted(model.objects.values_list(*[f.attname for f in model._meta.fields if f.attname != "id"]), key=str)
        for model in (CaseState, ClockRow, Duty)
    ]


def test_rebuilding_changes_nothing(desk, as_viewer, as_system):
    def work(v):
        append(v, desk.case, 1, [NewEvent("decided-to-assess", dt.date(2026, 3, 9))])
        asked = {"contributor": "educational-psychologist", "received_on": dt.date(2026, 3, 17)}
        append(v, desk.case, 2, [NewEvent("advice-requested", dt.date(2026, 3, 16), asked)])
        refused = NewEvent("decided-not-to-issue", dt.date(2026, 6, 1))
        append(v, desk.case, 3, [refused])

    def dispute(v):
        lodged = NewEvent("appeal-lodged", dt.date(2026, 6, 20), {"about": "refusal-to-issue"})
        appeal = open_case(v, child=desk.child.pk, pathway="tribunal-appeal", first=lodged, arose_from=desk.case)
        append(v, appeal, 1, [NewEvent("appeal-sent-to-authority", dt.date(2026, 6, 25))])

    as_viewer(desk.officer, work)
    as_viewer(an_officer(desk.council, "Ruth Manager", role="la-send-manager"), dispute)
    before = projected()
    assert all(before)
    with as_system():
        assert rebuild() == 2
    assert projected() == before
    with as_system():
        assert rebuild([desk.case]) == 1
    assert projected() == before


def test_a_health_services_duties_are_its_managers_and_rebuilding_changes_none(as_viewer, as_system, db):
    clinic = Organisation.objects.create(code="RX1", name="Mid Essex therapies", kind="nhs-provider")
    child = Child.objects.create(owner=clinic, surname="Ash", forename="Leo", date_of_birth=dt.date(2015, 6, 20))

    def work(v):
        received = NewEvent("referral-received", dt.date(2026, 3, 2), {"looked_for": "autism"})
        referral = open_case(v, child=child.pk, pathway="neurodevelopmental", first=received)
        began = NewEvent("waiting-began", dt.date(2026, 3, 2), {"because": "was-referred"})
        open_case(v, child=child.pk, pathway="safe-waiting", first=began, arose_from=referral)
        append(v, referral, 1, [NewEvent("referral-accepted", dt.date(2026, 3, 9))])

    as_viewer(an_officer(clinic, "Sam Manager", role="health-service-manager"), work)
    duties = set(Duty.objects.values_list("clock", "role", "organisation"))
    manager, clinician = ("health-service-manager", clinic.pk), ("health-practitioner", None)
    assert {("start-autism-assessment", *manager), ("tell-what-to-expect", *manager), ("review-priority", *clinician)} <= duties
    before = projected()
    with as_system():
        assert rebuild() == 2
    assert projected() == before


def test_a_projection_that_was_lost_comes_back(desk, as_system):
    before = projected()
    ClockRow.objects.all().delete()
    Duty.objects.all().delete()
    with as_system():
        rebuild()
    assert projected() == before
