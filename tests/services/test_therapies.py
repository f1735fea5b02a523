"""The page of a mental health service's own manager: from assessment to therapy, and between sessions. Nobody else reads it."""

import csv
import datetime as dt
import io
import json

import pytest
from tests.cases.pages.conftest import LONG_AGO, TODAY, add_event, as_application, child_of, practitioner, sign_in

from goldenthread.access.viewer import become
from goldenthread.calc_command import answer
from goldenthread.cases.models import Case, Event
from goldenthread.cases.projection import project
from goldenthread.people.models import District, Postcode
from goldenthread.services.models import Service
from goldenthread.services.therapies import therapies

pytestmark = pytest.mark.django_db
ONE = "/waits/therapies/"


def day(n):
    return TODAY - dt.timedelta(days=n)


def referral(area, n, postcode, *events, confidentiality="none"):
    child = child_of(area.provider, f"Child{n}", "Some", date_of_birth=dt.date(2012, 4, 3), postcode=postcode)
    case = Case.objects.create(child=child, owner=area.provider, pathway="camhs", opened_on=day(400), kind_of_data="other-health-services", last_number=len(events) + 1, confidentiality=confidentiality)
    add_event(case, 1, "referral-received", day(400))
    for number, (event, before, *fields) in enumerate(events, start=2):
        add_event(case, number, event, day(before), *fields)
    project(case.pk)
    return case


@pytest.fixture
def minds(area):
    return minds_of(area)


def minds_of(area):
    west = District.objects.create(code="E07000073", name="Harlow", locality="West")
    Postcode.objects.create(postcode="CM17 0AA", district=west, easting=0, northing=0)
    Service.objects.create(owner=area.provider, code="CAMHS", name="Emotional wellbeing", pathway="camhs", valid_from=LONG_AGO)
    cbt = {"modality": "cbt"}
    # Mid: 20 and 30 days from the assessment; West: 100 days, and one who has waited 150.
    referral(area, 1, "CM1 1QH", ("grouping-set", 310, {"grouping": "getting-help"}), ("therapy-planned", 300, cbt | {"assessed_on": day(310).isoformat()}), ("therapy-started", 290, cbt),
             ("session-attended", 290, cbt | {"place": "clinic"}), ("session-attended", 276, cbt | {"place": "clinic"}), ("grouping-set", 200, {"grouping": "getting-more-help"}))  # fmt: skip
    referral(area, 2, "CM1 1QH", ("therapy-planned", 200, cbt), ("session-attended", 170, cbt), ("therapy-ended", 160, cbt))
    referral(area, 3, "CM17 0AA", ("therapy-planned", 250, cbt), ("therapy-started", 150, cbt))
    referral(area, 4, "CM17 0AA", ("therapy-planned", 150, cbt))
    referral(area, 5, "CM17 0AA", ("therapy-planned", 140, cbt), confidentiality="withheld")
    return area


def page(someone, path=ONE):
    client = sign_in(someone)
    with as_application():
        return client.get(path)


def cells(text, therapy="CBT"):
    return {row[1]: row[2:] for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) if row[0] == therapy}


def test_the_manager_reads_each_therapy_by_place_and_each_number_can_be_had_again(minds):
    shown = page(minds.manager)
    assert "1 therapy is agreed and not begun" in shown.text
    rows = cells(page(minds.manager, f"{ONE}table.csv").text)
    # Mid: after 20 and 30 days: half after 20 days, 2.9 weeks. West: 100 and still open at 150: half after 100 days, 14.3 weeks.
    assert rows["Mid"][:5] == ["2", "0", "", "2.9", "100%"]
    assert rows["West"][:5] == ["2", "1", "21.4", "14.3", "50%"]
    # Sessions of Mid: 14 days, then waited for since day 276; the other child's course has ended.
    assert rows["Mid"][5:] == ["2", "2.0", "1"]
    with as_application():
        given = json.loads(sign_in(minds.manager).get(f"{ONE}input.json?by=place&therapy=cbt&group=West&calc=begin-kaplan_meier").content)
    assert given == {"times": [100, 150], "events": [1, 0]}
    assert answer("kaplan_meier", given)["median"] == 100


def test_a_grouping_is_that_of_the_day_on_which_the_therapy_was_agreed_and_may_move_either_way(minds):
    rows = cells(page(minds.manager, f"{ONE}table.csv?by=grouping").text)
    assert rows["Getting help"][0] == "1"
    assert rows["Not set"][0] == "3"
    shown = page(minds.manager, f"{ONE}?by=grouping").text
    assert "From getting help to getting more help: 1" in shown


def test_the_page_s_waits_are_those_of_the_pathway_s_own_clock(minds):
    """Whoever began: the clock of assessment to therapy has the same two days."""
    with as_application():
        found = therapies(become(minds.manager.user.pk), TODAY)
    mine = sorted((c.planned, c.begun) for c in found.courses if c.begun)
    clock = sorted(
        row for case in Case.objects.filter(pathway="camhs", confidentiality="none")
        for row in case.clocks.filter(clock="assessment-to-therapy", stopped__isnull=False).values_list("started", "stopped")
    )  # fmt: skip
    assert mine == clock


def test_what_was_withdrawn_counts_nowhere(minds):
    case = Case.objects.filter(pathway="camhs", confidentiality="none").order_by("opened_on", "child__forename")[3]
    planned = Event.objects.get(case=case, event="therapy-planned")
    fields = {"event_id": str(planned.pk), "reason": "mistyped"}
    Event.objects.create(case=case, number=3, event="corrected", on=TODAY, by="import:none", kind_of_data=planned.kind_of_data, fields=fields)
    assert cells(page(minds.manager, f"{ONE}table.csv").text)["West"][0] == "1"


def test_nobody_but_the_service_s_own_manager_reads_it(minds):
    other = practitioner("Zed Lane", "health-practitioner", minds.provider)
    for someone in (minds.officer, other):
        for path in (ONE, f"{ONE}table.csv", f"{ONE}input.json"):
            assert page(someone, path).status_code == 404, (someone.name, path)
    # A manager of a trust without such a service finds no page either.
    Service.objects.filter(code="CAMHS").delete()
    assert page(minds.manager).status_code == 404


def test_a_way_of_comparing_that_is_not_known_is_not_found(minds):
    assert page(minds.manager, f"{ONE}?by=diagnosis").status_code == 404
    assert page(minds.manager, f"{ONE}input.json?therapy=cbt&group=Nowhere&calc=begin-kaplan_meier").status_code == 404
