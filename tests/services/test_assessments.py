"""How long an EHC assessment still takes: said beside the law's date from the area's own history, tested on its past, and kept from others."""

import csv
import datetime as dt
import io
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from tests.cases.pages.conftest import (
    TODAY,
    _today,  # noqa: F401
    as_application,
    as_the_worker,
    case_of,
    child_of,
    get,
    organisation,
    practitioner,
    text_of,
)
from tests.families.conftest import parent_of

from goldenthread.access.actions import load_rules
from goldenthread.access.viewer import become
from goldenthread.cases.models import Case, Event
from goldenthread.people.models import District, Postcode
from goldenthread.services.assessments import _wait, forecast_assessments
from goldenthread.services.journeys import Wait
from goldenthread.services.models import AssessmentForecast, AssessmentRange
from goldenthread.wait_estimate_command import HISTORY, answer_to

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def area(db):
    """A council that finishes about one assessment a working day, the oldest first; Maya's request came three weeks ago, Noah's is confidential."""
    load_rules()
    council = organisation("LA:881", "Essex County Council", "local-authority")
    mid = District.objects.create(code="E07000070", name="Chelmsford", locality="Mid")
    Postcode.objects.create(postcode="CM1 1QH", district=mid, easting=0, northing=0)

    a = SimpleNamespace(council=council, manager=practitioner("Ruth Dale", "la-send-manager", council), officer=practitioner("Priya Nair", "la-send-caseworker", council),
                        maya=child_of(council, "Maya", "Whitfield", postcode="CM1 1QH"))  # fmt: skip
    a.joanna = parent_of(a.maya, "Joanna", "Whitfield")
    other = organisation("LA:882", "Southend", "local-authority")
    a.elsewhere = practitioner("Sam Oduya", "la-send-manager", other)
    some = child_of(council, "Some", "Child", postcode="CM1 1QH")
    weekdays = [d for n in range(900) if (d := TODAY - dt.timedelta(days=900 - n)).weekday() < 5]
    cases, events = [], []
    for n, day in enumerate(weekdays):
        cases.append(Case(child=some, owner=council, pathway="ehc-needs-assessment", opened_on=day, last_number=2))
        last = weekdays[n + 100] if n + 100 < len(weekdays) else None
        told = [("request-received", day)] + ([("decided-not-to-assess" if n % 5 == 0 else "final-plan-issued", last)] if last else [])
        events += [Event(case=cases[-1], number=k, event=slug, on=on, by="system:import", kind_of_data="ehc-request-and-stage") for k, (slug, on) in enumerate(told, 1)]
    Case.objects.bulk_create(cases)
    Event.objects.bulk_create(events)
    a.case = case_of(a.maya, ("request-received", TODAY - dt.timedelta(days=21)), ("decided-to-assess", TODAY - dt.timedelta(days=2)))
    a.path = "/waits/assessments/"
    with transaction.atomic(), as_the_worker():
        assert forecast_assessments(TODAY) == 1
    return a


def test_a_refusal_ends_the_wait_and_a_plan_after_it_is_another():
    assert _wait(D(2026, 3, 2), None, D(2026, 4, 1)) == Wait(D(2026, 3, 2), None, D(2026, 4, 1), 0)
    assert _wait(D(2026, 3, 2), D(2026, 9, 1), D(2026, 4, 1)) == Wait(D(2026, 3, 2), None, D(2026, 4, 1), 0)
    assert _wait(D(2026, 3, 2), D(2026, 7, 1), D(2026, 8, 1)) == Wait(D(2026, 3, 2), D(2026, 7, 1), None, 0)


def test_the_command_gives_the_numbers_of_the_page_from_its_file(area):
    f = AssessmentForecast.objects.get()
    assert (f.locality, f.abstains) == ("Mid", "")
    assert f.test["coverage"] > 0.7
    page = get(area.manager, area.path)
    said = text_of(page)
    assert "How long assessments take" in text_of(get(area.manager, "/my-work/"))
    assert "in 1 of 1 places" in said
    assert f"{f.test['coverage']:.0%}" in said
    assert f"--as-at {TODAY}" in said
    file = get(area.manager, area.path + "history.csv").content.decode("utf-8-sig")
    assert "Whitfield" not in file
    assert str(area.maya.pk) not in file
    rows = [(n, row) for n, row in enumerate(csv.DictReader(io.StringIO(file)), 2)]
    assert tuple(rows[0][1]) == HISTORY
    told = answer_to(rows, TODAY, {})
    (line,) = told["lists"]
    assert line["back_test"]["coverage"] == round(f.test["coverage"], 3)
    assert line["back_test"]["number"] == f.test["number"]
    stored = sorted(AssessmentRange.objects.values_list("low", "middle", "high"))
    assert sorted((c["low"], c["middle"], c["high"]) for c in told["children"]) == stored
    assert len(stored) == line["waiting"]


def test_the_laws_date_comes_first_and_is_not_softened(area):
    due = TODAY - dt.timedelta(days=21) + dt.timedelta(weeks=20)
    family, case = text_of(get(area.joanna, f"/family/{area.maya.pk}/")), text_of(get(area.manager, f"/cases/{area.case.pk}/"))
    assert 0 < family.index("the law says that the final plan must come by") < family.index("(8 in 10)")
    assert f"{due.day} {due:%B %Y}" in family
    assert "Nothing below changes that date" in family
    assert "of every 10 got their plan" in family
    assert 0 < case.index("The law’s date for the final plan is") < case.index("(8 in 10)")
    assert "It stands, whatever is estimated here" in case
    # No single day is named but the law's.
    AssessmentRange.objects.filter(case=area.case).update(low=200, high=300)
    assert "That is later than the law allows. That is our fault" in text_of(get(area.joanna, f"/family/{area.maya.pk}/"))
    AssessmentForecast.objects.update(abstains="only 3 children had their final plan in the last year, and a range needs at least 30")
    AssessmentRange.objects.all().delete()
    for who, page in ((area.joanna, f"/family/{area.maya.pk}/"), (area.manager, f"/cases/{area.case.pk}/")):
        assert "8 in 10" not in text_of(get(who, page))
    assert "We cannot say how long it will take." in text_of(get(area.joanna, f"/family/{area.maya.pk}/"))


def test_nobody_else_reads_a_range_by_either_wall(area):
    assert get(area.officer, area.path).status_code == get(area.joanna, area.path).status_code == 404
    assert "No EHC assessment is on record" in text_of(get(area.elsewhere, area.path))
    for who, sees in ((area.joanna, 1), (area.elsewhere, 0)):
        with transaction.atomic(), connection.cursor() as cursor:
            become(who.user.pk)
            with as_application():
                cursor.execute("select count(*) from services_assessmentrange")
                assert cursor.fetchone()[0] == sees
                cursor.execute("select count(*) from services_count_assessments(%s, 'ehc-needs-assessment', array['request-received'], 'final-plan-issued', array[]::text[])", [area.council.pk])
                assert cursor.fetchone()[0] == 0
            transaction.set_rollback(True)


def test_a_request_made_again_on_a_case_is_an_open_assessment_of_its_own(area):
    before = get(area.manager, area.path + "history.csv").content.decode().splitlines()
    noah = child_of(area.council, "Noah", "Reed", postcode="CM1 1QH")
    days = [TODAY - dt.timedelta(days=n) for n in (300, 250, 14)]
    case = case_of(noah, ("request-received", days[0]), ("request-withdrawn", days[1]), ("request-received", days[2]))
    with transaction.atomic(), as_the_worker():
        forecast_assessments(TODAY)
    assert AssessmentRange.objects.filter(case=case.pk).count() == 1
    new = set(get(area.manager, area.path + "history.csv").content.decode().splitlines()[1:]) - set(before)
    said = [line for line in new if days[0].isoformat() in line or days[2].isoformat() in line]
    assert any(days[0].isoformat() in line and days[1].isoformat() in line for line in said)
    assert any(days[2].isoformat() in line and days[1].isoformat() not in line for line in said)


def test_a_confidential_case_is_in_no_file_and_a_correction_counts(area):
    before = get(area.manager, area.path + "history.csv").content
    first = Event.objects.filter(event="final-plan-issued").order_by("on").first()
    Event.objects.create(case=first.case, number=3, event="corrected", on=TODAY, by="user:x", kind_of_data="ehc-request-and-stage", fields={"event_id": str(first.pk)})
    after = get(area.manager, area.path + "history.csv").content
    assert after.count(first.on.isoformat().encode()) == before.count(first.on.isoformat().encode()) - 1
    Case.objects.filter(pk=area.case.pk).update(confidentiality="withheld")
    assert get(area.manager, area.path + "history.csv").content.count(b"\n") == after.count(b"\n") - 1
