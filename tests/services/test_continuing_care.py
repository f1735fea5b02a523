"""Continuing care: what a list of it waits for is the decision, and the day that guidance names stands beside whatever is estimated."""

import datetime as dt

import pytest
from django.db import connection, transaction
from tests.cases.pages.conftest import LONG_AGO, TODAY, add_event, as_application, as_the_worker, sign_in
from tests.families.conftest import parent_of

from goldenthread.cases.models import Case, ClockRow
from goldenthread.cases.projection import project
from goldenthread.services.journeys import COLUMNS, WAITED_FOR, wait_of
from goldenthread.services.list_files import OURS, Table, rows_of
from goldenthread.services.models import Forecast, Referral, Service

from .conftest import a_row, load, reckon

pytestmark = pytest.mark.django_db


@pytest.fixture
def care(area):
    """Maya's referral of 19 October, seen and assessed, and no decision yet."""
    area.care = Service.objects.create(owner=area.provider, code="CC", name="Children’s continuing care", pathway="continuing-care", valid_from=LONG_AGO)
    area.case = Case.objects.create(child=area.maya, owner=area.provider, pathway="continuing-care", opened_on=dt.date(2026, 10, 19), kind_of_data="other-health-services", last_number=3)
    add_event(area.case, 1, "referral-received", dt.date(2026, 10, 19))
    add_event(area.case, 2, "contact-attended", dt.date(2026, 10, 26), {"mechanism": "face-to-face"})
    add_event(area.case, 3, "assessment-started", dt.date(2026, 11, 2))
    Referral.objects.create(case=area.case, child=area.maya, owner=area.provider, service=area.care, confirmed_on=TODAY)
    project(area.case.pk)
    return area


def journey(case):
    with transaction.atomic(), as_the_worker(), connection.cursor() as cursor:
        cursor.execute(f"select {COLUMNS} from services_journeys(%s::uuid[]) where \"case\" = %s", [list(Service.objects.values_list("pk", flat=True)), case.pk])  # noqa: S608
        return wait_of(*cursor.fetchone())


def decide(area, on):
    add_event(area.case, 4, "continuing-care-decided", on, {"eligible": "yes", "date_of_birth": "2019-10-05"})
    project(area.case.pk)


def test_the_wait_ends_with_the_decision_and_not_with_a_visit_or_the_start_of_the_assessment(care):
    assert "continuing-care" in WAITED_FOR
    assert journey(care.case).open(TODAY)
    decide(care, dt.date(2026, 11, 20))
    assert journey(care.case).seen == dt.date(2026, 11, 20)


def test_the_family_reads_the_day_that_guidance_names_and_that_no_range_can_be_given(care):
    joanna = parent_of(care.maya, "Joanna", "Whitfield")
    reckon()
    assert "a range needs at least 30" in Forecast.objects.get(service=care.care).abstains
    client = sign_in(joanna)
    with as_application():
        said = client.get("/family/", follow=True).text
    assert "Children’s continuing care" in said
    # 28 working days after Monday 19 October: four that week, and five weeks more to Friday 27 November are 29; so Thursday 26 November.
    assert "National guidance asks for a decision by Thursday 26 November 2026." in said
    assert "We cannot give a reliable range yet." in said
    assert "nobody on this list had their decision" in said


def test_a_child_whose_assessment_has_begun_stands_on_the_list_without_links_that_lead_nowhere(care):
    reckon()
    client = sign_in(care.manager)
    with as_application():
        page = client.get(f"/waits/{care.care.pk}/mid/").content.decode()
        assert care.case.reference in page
        for step in ("priority", "help"):
            link = f"/waits/{step}/{care.case.pk}/"
            assert (link in page) == (client.get(link).status_code == 200), link


# --- as a list tells it ---

ROW = {"service": "CC", "reference": "CC-1", "received_on": "2026-10-19", "first_seen_on": "2026-10-26", "seen_how": "face-to-face", "assessment_started_on": "2026-11-02"}


@pytest.fixture
def listed(area):
    area.care = Service.objects.create(owner=area.provider, code="CC", name="Children’s continuing care", pathway="continuing-care", valid_from=LONG_AGO)
    return area


def told_of(case):
    return {e.event: (e.on.isoformat(), e.fields) for e in case.events.all()}


def test_a_list_tells_the_decision_its_day_when_the_family_heard_and_when_the_package_began(listed):
    assert not load(listed, [ROW], taken_on=dt.date(2026, 11, 3)).refused
    case = Case.objects.get(pathway="continuing-care")
    assert journey(case).open(dt.date(2026, 11, 19))
    decided = ROW | {"decided_on": "2026-11-16", "decision": "eligible", "decision_told_on": "2026-11-18", "treatment_started_on": "2026-11-19"}
    assert not load(listed, [decided]).refused
    told = told_of(case)
    assert told["continuing-care-decided"] == ("2026-11-16", {"eligible": True, "date_of_birth": "2019-10-05"})
    assert told["family-told-decision"][0] == "2026-11-18"
    assert told["package-started"][0] == "2026-11-19"
    assert "treatment-started" not in told
    # 28 working days after Monday 19 October is Thursday 26 November; the family heard inside five working days.
    assert journey(case).seen == dt.date(2026, 11, 16)
    clocks = {c.clock: c for c in ClockRow.objects.filter(case=case)}
    assert (clocks["decide-continuing-care"].due, clocks["decide-continuing-care"].stopped) == (dt.date(2026, 11, 26), dt.date(2026, 11, 16))
    assert clocks["tell-decision"].stopped == dt.date(2026, 11, 18)
    # The same list again adds nothing.
    assert load(listed, [decided]).counts["events"] == 0


def test_a_decision_of_no_is_a_decision_and_no_package(listed):
    load(listed, [ROW | {"decided_on": "2026-11-16", "decision": "not-eligible"}])
    case = Case.objects.get(pathway="continuing-care")
    assert told_of(case)["continuing-care-decided"][1]["eligible"] is False
    assert not journey(case).open(TODAY)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"decided_on": "2026-11-16"}, "says both its day and whether the child is eligible"),
        ({"decision": "eligible"}, "says both its day and whether the child is eligible"),
        ({"decided_on": "2026-10-16", "decision": "eligible"}, "is before the referral was received"),
        ({"decided_on": "2026-11-16", "decision": "eligible", "decision_told_on": "2026-11-13"}, "was told the decision before it was made"),
        ({"service": "ND", "decided_on": "2026-11-16", "decision": "eligible"}, "nly a referral to continuing care says what was decided"),
    ],
)
def test_a_decision_that_cannot_be_true_refuses_its_row(listed, said, why):
    row = a_row(**ROW | said)
    rows = list(rows_of(Table(tuple(row), ((2, tuple(row.values())),)), OURS))
    if isinstance(rows[0], tuple):
        assert why in rows[0][1]
    else:
        assert why in load(listed, [ROW | said]).refused[0].message


def test_once_it_is_decided_nobody_waits(care):
    joanna = parent_of(care.maya, "Joanna", "Whitfield")
    decide(care, dt.date(2026, 11, 20))
    client = sign_in(joanna)
    with as_application():
        assert "on the list of Eastway" not in client.get("/family/", follow=True).text
