"""School teams and family hubs by district, and advice and drop-ins as access: no child is in any of it."""

import csv
import datetime as dt
import io
import re

import pytest
from tests.cases.imports.conftest import EXAMPLES
from tests.cases.pages.conftest import (
    LONG_AGO,
    TODAY,
    add_event,
    as_application,
    day,
    get,
    organisation,
    practitioner,
    sign_in,
    text_of,
)
from tests.families.conftest import parent_of

from goldenthread.access.viewer import become
from goldenthread.cases.imports.report import Unloadable
from goldenthread.cases.models import Case
from goldenthread.cases.projection import project
from goldenthread.people.models import District, SharingBasis
from goldenthread.services.coverage_files import load_access, load_coverage
from goldenthread.services.models import Service
from goldenthread.services.models_coverage import Access, Coverage

pytestmark = pytest.mark.django_db
HEAD = "record,district,school,team,name,pupils,from\n"
USED = "service,district,month,kind,number\n"


@pytest.fixture
def schools(area):
    return schools_of(area)


def schools_of(area):
    for n in (123456, 123457, 123458):
        organisation(f"URN:{n}", f"School {n}", "school")
    District.objects.create(code="E07000073", name="Harlow", locality="West")
    Service.objects.create(owner=area.provider, code="SLT", name="Speech and language therapy", pathway="speech-and-language", valid_from=LONG_AGO)
    icb = organisation("ICB:X", "NHS Essex ICB", "icb")
    for owner in (area.provider, area.council):
        SharingBasis.objects.create(owner=owner, reader=icb, purpose="Totals", ground="Public task", kinds=["other-health-services", "kpi-aggregates"], valid_from=LONG_AGO)
    area.kate = practitioner("Kate Mills", "icb-commissioner", icb)
    return area


@pytest.fixture
def load(schools, tmp_path):
    def go(loader, text, **more):
        path = tmp_path / "file.csv"
        path.write_text(text, encoding="utf-8")
        return loader(path, by="test", **more)

    return go


def page(someone, path="/gaps/coverage/"):
    client = sign_in(someone)
    with as_application():
        return client.get(path)


def table(someone):
    rows = csv.DictReader(io.StringIO(page(someone, "/gaps/coverage/table.csv").text.lstrip("\ufeff")))
    return {row["District"]: row for row in rows}


def test_each_district_says_how_many_of_its_schools_a_team_covers_and_where_no_hub_is(load, schools):
    load(load_coverage, (EXAMPLES / "coverage.csv").read_text("utf-8").replace("URN:10000", "URN:12345").replace("URN:123450", "URN:123456").replace("URN:123451", "URN:123457") + "school,Harlow,URN:123458,,,100,\n")
    said = page(schools.kate).text
    assert "A mental health team covers 1 of 3 schools. The smallest share is in Harlow: 0 of 1. No family hub is on record in Harlow" in said
    assert (table(schools.kate)["Chelmsford"]["Pupils"], table(schools.kate)["Chelmsford"]["Pupils of covered schools"]) == ("550", "210")
    assert "School 123457, Chelmsford" in said


def test_a_later_file_ends_what_it_no_longer_tells_and_the_same_again_changes_nothing(load, schools):
    text = HEAD + "school,Chelmsford,URN:123456,Mid school team,,210,2025-09-01\nhub,Harlow,,,Harlow hub,,2025-01-01\n"
    load(load_coverage, text)
    assert load(load_coverage, text).repeated
    load(load_coverage, HEAD + "school,Chelmsford,URN:123456,,,210,\nhub,Harlow,,,Harlow hub,,\n")
    assert list(Coverage.objects.filter(kind="school").order_by("pk").values_list("name", "valid_to")) == [("Mid school team", TODAY - dt.timedelta(days=1)), ("", None)]
    assert Coverage.objects.get(kind="hub").valid_to is None


def test_a_file_without_a_row_ends_nothing(load, schools):
    load(load_coverage, HEAD + "school,Chelmsford,URN:123456,Mid school team,,210,2025-09-01\n")
    with pytest.raises(Unloadable, match="all that is on record would end"):
        load(load_coverage, HEAD)
    assert Coverage.objects.get().valid_to is None


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("school,Nowhere,URN:123456,,,,", "District is 'Nowhere'"),
        ("school,Harlow,URN:999999,,,,", "no organisation has this code"),
        ("school,Harlow,URN:123456,,,many,", "write a whole number"),
        ("hub,Harlow,,,,,", "Name is empty"),
        ("bus,Harlow,,,,,", "it is school or hub"),
        ("hub,Harlow,,,Hub,,2027-01-01", "after today"),
    ],
)
def test_one_row_at_fault_changes_nothing(load, schools, row, says):
    report = load(load_coverage, HEAD + "hub,Chelmsford,,,Chelmsford hub,,\n" + row + "\n")
    assert says in " ".join(f.message for f in report.refused)
    assert not Coverage.objects.exists()


def test_advice_and_drop_ins_are_counted_as_access_with_small_numbers_kept_back(load, schools):
    text = USED + "SLT,Chelmsford,2026-10,advice-line,40\nSLT,Chelmsford,2026-09,advice-line,2\nSLT,Harlow,2026-10,advice-line,3\nSLT,Chelmsford,2026-10,drop-in,9\nSLT,Chelmsford,2025-10,drop-in,500\nSLT,Chelmsford,2026-11,drop-in,7\n"
    load(load_access, text, provider="TRUST:EASTWAY")
    said = page(schools.kate).text
    advice = said[said.index("Advice line") :].split("</tr>")[0]
    # All 45 are told; of Harlow's 3 nothing is, nor Chelmsford's 42, from which they could be worked out.
    assert [cell.split("<")[0] for cell in advice.split('gt-number">')[1:]] == ["6 or more", "fewer than 6", "45"]
    # The twelve months to 31 October: neither October of the year before nor this November.
    drop_in = said[said.index("Drop-in") :].split("</tr>")[0]
    assert ">9<" in drop_in
    assert "They are no appointment and no treatment" in said


def test_a_number_is_put_right_by_a_later_file_and_refused_where_it_is_another_s(load, schools):
    load(load_access, USED + "SLT,Chelmsford,2026-10,advice-line,40\n", provider="TRUST:EASTWAY")
    load(load_access, USED + "SLT,Chelmsford,2026-10,advice-line,41\n", provider="TRUST:EASTWAY")
    assert list(Access.objects.values_list("number", flat=True)) == [41]
    report = load(load_access, USED + "OT,Chelmsford,2026-10,advice-line,40\nSLT,Chelmsford,2026-13,advice-line,4\nSLT,Chelmsford,2026-10,chat,4\n", provider="TRUST:EASTWAY")
    assert [f.row for f in report.refused] == ["line 2", "line 3", "line 4"]
    with pytest.raises(Unloadable, match="--provider"):
        load(load_access, USED)


def test_whoever_neither_commissions_nor_manages_a_service_finds_no_page(load, schools):
    load(load_access, USED + "SLT,Chelmsford,2026-10,advice-line,40\n", provider="TRUST:EASTWAY")
    for someone in (schools.officer, practitioner("Zed Lane", "health-practitioner", schools.provider)):
        assert page(someone).status_code == page(someone, "/gaps/coverage/table.csv").status_code == 404
    with as_application():
        become(schools.officer.user.pk)
        assert not Access.objects.exists()
    assert page(schools.manager).status_code == 200


def test_a_case_of_advice_alone_says_so_in_its_stage_to_officer_manager_and_family(area):
    case = Case.objects.create(child=area.maya, owner=area.provider, pathway="speech-and-language", opened_on=day("2026-10-19"), kind_of_data="other-health-services", last_number=1)
    add_event(case, 1, "advice-given", day("2026-10-19"))
    project(case.pk)
    head = practitioner("Ruth Dale", "la-send-manager", area.council)
    for who in (head, area.manager):
        assert "Advice or a drop-in, and no referral" in text_of(get(who, f"/children/{area.maya.pk}/"))
        page = get(who, f"/cases/{case.pk}/").content.decode()
        assert re.search(r'aria-current="step">Advice or a drop-in, and no referral<', page)
    assert "Where things are: advice or a drop-in, and no referral" in text_of(get(parent_of(area.maya, "Joanna", "Whitfield"), f"/family/{area.maya.pk}/"))
