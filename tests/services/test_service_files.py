"""What a file says of services and for whom they are holds from the day on which it is loaded, and what held before is kept."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from tests.cases.pages.conftest import as_the_worker

from goldenthread.cases.imports.report import Unloadable
from goldenthread.pathways import SERVICES
from goldenthread.people.models import District
from goldenthread.services.models import Offer, Service
from goldenthread.services.service_files import load_services

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).parents[2] / "docs" / "guide" / "examples" / "services.csv"
HEAD = "provider,service,name,pathway,district,age_from,age_to,only_in,level,self_referral,verified_on,paused_on"
ND = "TRUST:EASTWAY,ND,Neurodevelopmental assessment,neurodevelopmental,Chelmsford"
MONDAY = dt.date(2026, 11, 16)


@pytest.fixture
def load(area, tmp_path, monkeypatch):
    def go(*rows, day=MONDAY, text=None):
        monkeypatch.setattr(settings, "DEMO_TODAY", day, raising=False)
        path = tmp_path / "services.csv"
        path.write_text(text or "\n".join((HEAD, *rows, "")), "utf-8")
        with transaction.atomic(), as_the_worker():
            return load_services(path, by="test")

    return go


def offers():
    return [(o.age_from, o.age_to, o.only_in, o.valid_from, o.valid_to) for o in Offer.objects.order_by("valid_from", "age_from", "age_to")]


def test_the_example_lands_and_the_same_file_again_changes_nothing(load):
    text = EXAMPLE.read_text("utf-8").replace("TRUST:EXAMPLE-NEW", "TRUST:EASTWAY").replace(",ND,", ",ND2,")
    first = load(text=text)
    assert (first.counts["services"], first.counts["offers"], first.refused) == (2, 3, [])
    young = Service.objects.get(code="ND-P")
    assert (young.pathway, young.paused_on, young.owner.code) == ("neurodevelopmental", dt.date(2026, 2, 2), "TRUST:EASTWAY")
    assert Offer.objects.filter(service=young, self_referral=True, district="E07000070").count() == 1
    before = offers()
    again = load(text=text, day=MONDAY + dt.timedelta(days=1))
    assert again.repeated
    assert offers() == before


def test_a_changed_offer_ends_the_old_and_begins_a_new_one(load):
    load(f"{ND},0,18", f"{ND},19,25")
    later = MONDAY + dt.timedelta(days=7)
    report = load(f"{ND},0,11", f"{ND},0,18,special-school", day=later)
    assert (report.counts["ended"], report.counts["offers"]) == (2, 2)
    yesterday = later - dt.timedelta(days=1)
    assert offers() == [
        (0, 18, "", MONDAY, yesterday), (19, 25, "", MONDAY, yesterday),
        (0, 11, "", later, None), (0, 18, "special-school", later, None),
    ]  # fmt: skip


def test_what_began_today_and_is_told_otherwise_today_is_put_right(load):
    load(f"{ND},0,18")
    assert load(f"{ND},0,11").counts["changed"] == 1
    assert offers() == [(0, 11, "", MONDAY, None)]


def test_a_day_of_verifying_or_of_a_pause_is_no_new_offer(load):
    load(f"{ND},0,18")
    load(f"{ND},0,18,,,,2026-11-20,2026-11-21", day=dt.date(2026, 11, 23))
    [offer] = Offer.objects.all()
    assert (offer.valid_from, offer.verified_on, Service.objects.get().paused_on) == (MONDAY, dt.date(2026, 11, 20), dt.date(2026, 11, 21))


def test_a_service_of_which_the_file_says_nothing_stays(load):
    load(f"{ND},0,18")
    load("TRUST:EASTWAY,OT,Other,neurodevelopmental,Chelmsford,0,18", day=MONDAY + dt.timedelta(days=1))
    assert [o[4] for o in offers()] == [None, None]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("TRUST:NOWHERE,ND,N,neurodevelopmental,Chelmsford", "no organisation has this code"),
        ("TRUST:EASTWAY,XX,N,juggling,Chelmsford", "it is one of neurodevelopmental"),
        (f"{ND.replace('Chelmsford', 'Atlantis')},0,18", "District is 'Atlantis'"),
        (f"{ND},12,11", "Age_from is above age_to"),
        (f"{ND},0,26", "write whole years, 0 to 25"),
        (f"{ND},0,²", "write whole years"),
        (f"{ND},0,18,Special School", "in small letters"),
        (f"{ND},0,18,,best", "it is one of universal, targeted, specialist"),
        (f"{ND},0,18,,,maybe", "write yes or no"),
        (f"{ND},0,18,,,,2027-01-01", "after today"),
        (f"{ND},0,18,,,,,soon", "write the date as YYYY-MM-DD"),
        (f"{ND},0,11", "the same offer stands further up"),
        (f"{ND.replace('assess', 'asses')},0,18", "Name is"),
    ],
)
def test_a_row_at_fault_is_refused_and_its_service_stays_as_it_was(load, row, why):
    load(f"{ND},0,18")
    before = offers()
    report = load(f"{ND},0,11", row, day=MONDAY + dt.timedelta(days=1))
    assert why.casefold() in " ".join(f.message for f in report.refused).casefold()
    if row.startswith("TRUST:EASTWAY,ND,"):
        assert offers() == before
    else:
        assert [o[1] for o in offers()] == [18, 11]


def test_a_service_keeps_its_pathway(load):
    other = next((slug for slug in SERVICES if slug != "neurodevelopmental"), None)
    if other is None:
        pytest.skip("only one pathway of referral is written yet")
    load(f"{ND},0,18")
    report = load(f"{ND.replace('assessment,neurodevelopmental', f'assessment,{other}')},0,18")
    assert "a code of its own" in report.refused[0].message


def test_a_file_without_its_columns_is_refused_whole(load):
    with pytest.raises(Unloadable, match="missing: pathway"):
        load(text="provider,service,name,district\nTRUST:EASTWAY,ND,N,Chelmsford\n")


def test_whom_families_ask_comes_by_the_file_and_a_file_without_it_takes_nothing_away(load):
    head = HEAD + ",asks_name,asks_how"
    row = f"{ND},0,18,,,,,"
    report = load(text=f"{head}\n{row},Ann Lee,01245 555 010")
    assert report.refused == []
    load(text=f"{head}\n{ND},0,17,,,,,,,", day=MONDAY + dt.timedelta(days=1))
    assert [(s.asks_name, s.asks_how) for s in Service.objects.filter(code="ND")] == [("Ann Lee", "01245 555 010")]
    report = load(text=f"{head}\n{ND},0,16,,,,,,Bea Roe,", day=MONDAY + dt.timedelta(days=2))
    assert "say how a family reaches them" in report.refused[0].message


def test_an_area_without_places_is_told_how_to_load_them(load, monkeypatch):
    monkeypatch.setattr(District.objects, "all", District.objects.none)
    assert "goldenthread load places" in load(f"{ND},0,18").refused[0].message
