"""A council's spreadsheet: a person says what its columns mean, each row is checked, and what looks alike is theirs to decide."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from goldenthread.exchange.extract import UnreadableExtract
from goldenthread.offer.models import Location, Service, ServiceAtLocation, Sheet, SheetLayout
from goldenthread.offer.sheet_actions import take_rows
from goldenthread.offer.sheets import Reading, check, likely, table_in, table_of
from tests.cases.pages.conftest import as_application, as_the_worker, organisation, practitioner, sign_in
from tests.exchange.workbooks import rows as lines
from tests.exchange.workbooks import workbook

pytestmark = pytest.mark.django_db
HEAD = "Title;Provider;Summary;Last checked;Helps with;Venue;Street;City;Postcode\n"
ROWS = (
    "Sing and sign;Little Voices;Songs with signs for small children;05/11/2026;Talking, Autism;Hall;2 Invented Road;Braintree;CM7 1AA\n"
    "Autism drop in;Stepping Stones;Somebody to talk to;05/11/2026;Autism;;;;\n"
)
COLUMNS = {"service": "Title", "organisation": "Provider", "about": "Summary", "checked_on": "Last checked", "needs": "Helps with", "place": "Venue", "address": "Street", "town": "City", "postcode": "Postcode"}
READING = Reading(COLUMNS, {}, {"needs": {"talking": "speech", "autism": "autism"}}, "dmy")


def named(found):
    return sorted(t.service.name for t in found)


def test_columns_whose_name_says_it_are_chosen_for_a_person_to_look_at(offer):
    assert likely(table_in(HEAD + ROWS)).columns == {k: v for k, v in COLUMNS.items() if k not in ("needs", "address")}


def test_rows_are_read_as_was_said(offer):
    made = check(table_in(HEAD + ROWS), READING, {})
    sing = next(t for t in made.new if t.service.name == "Sing and sign")
    assert (sing.service.assured_date, sorted(t.code for t in sing.terms), sing.places[0].where.easting) == (dt.date(2026, 11, 5), ["autism", "speech"], 575_800)
    assert made.refused == []


def test_a_row_that_looks_like_an_entry_waits_for_a_person(offer):
    made = check(table_in(HEAD + ROWS), READING, {})
    assert [(p.told.service.name, p.like_name, p.in_file) for p in made.pairs] == [("Autism drop in", "Autism drop-in", False)]
    assert named(made.ready) == ["Sing and sign"]
    pair = made.pairs[0]
    # It is the same: that entry is changed, and none is added.
    same = check(table_in(HEAD + ROWS), READING, {pair.key: pair.like})
    assert (named(same.new), named(same.changed), same.to_decide) == (["Sing and sign"], ["Autism drop in"], [])
    assert str(same.changed[0].service.pk) == pair.like
    two = check(table_in(HEAD + ROWS), READING, {pair.key: "new"})
    assert (named(two.new), two.changed) == (["Autism drop in", "Sing and sign"], [])
    # An answer that names anything else is none.
    assert check(table_in(HEAD + ROWS), READING, {pair.key: "00000000-0000-4000-8000-000000000000"}).to_decide


def test_two_rows_of_the_file_may_be_one_service(offer):
    rows = "Swim club;Splash;Swimming;05/11/2026;Autism;Pool;1 A Road;Harlow;CM20 1XP\nSwim Club!;Splash Ltd;Swimming for all;05/11/2026;Autism;Pool;1 B Road;Braintree;CM7 1AA\n"
    made = check(table_in(HEAD + rows), READING, {})
    assert [(p.like_name, p.in_file) for p in made.pairs] == [("Swim club", True)]
    one = check(table_in(HEAD + rows), READING, {made.pairs[0].key: made.pairs[0].like})
    assert (named(one.new), one.refused) == (["Swim club"], [])
    assert len(one.new[0].places) == 2


@pytest.mark.parametrize(("row", "why"), [
    ("A;B;;05/11/2026;;;;;\n", "what it does is empty"),
    ("A;B;C;11/05/26;;;;;\n", "the day it was last checked is no date"),
    ("A;B;C;05/11/2026;;Hall;1 Road;Harlow;ZZ1 1ZZ\n", "the postcode ZZ1 1ZZ is not in the area"),
])  # fmt: skip
def test_a_row_that_cannot_be_right_is_said_with_its_line_and_the_rest_is_read(offer, row, why):
    made = check(table_in(HEAD + row + ROWS), READING, {})
    assert [(n, said[: len(why)]) for n, said in made.refused] == [(2, why)]
    assert len(made.new) == 2


def test_of_a_place_whose_address_is_withheld_only_town_and_district_are_kept(offer):
    rows = "Safe house;Refuge;Somewhere safe;05/11/2026;;Hidden House;9 Secret Lane;Harlow;CM20 1XP\n"
    reading = Reading(COLUMNS, {"withhold_address": "yes"}, READING.codes, "dmy")
    where = check(table_in(HEAD + rows), reading, {}).new[0].places[0].where
    assert (where.name, where.address_1, where.postal_code, where.easting, where.city, where.district.name) == ("The address is kept private", "", "", None, "Harlow", "Harlow")
    told = rows.replace("Somewhere safe", "At 9 Secret Lane")
    assert check(table_in(HEAD + told), reading, {}).refused == [(2, "the address is withheld, and another column says it")]


def test_a_workbook_is_read_and_one_with_several_sheets_asks_which():
    rows = lines(["Title", "Provider"], ["Sing", "Voices"])
    assert table_of(workbook({"Services": rows}))[1].columns == ("Title", "Provider")
    with pytest.raises(UnreadableExtract, match="Say which: Services, Other"):
        table_of(workbook({"Services": rows, "Other": rows}))
    assert table_of(workbook({"Services": rows, "Other": rows}), "other")[1].columns == ("Title", "Provider")


@pytest.fixture
def council(offer, settings):
    settings.DEMO_TODAY = dt.date(2026, 11, 27)
    from goldenthread.access.actions import load_rules

    load_rules()
    body = organisation("LA:881", "Essex County Council", "local-authority")
    body.manager, body.dco, body.officer = practitioner("Mo Khan", "la-send-manager", body), practitioner("Dee Cee", "dco", body), practitioner("Priya Nair", "la-send-caseworker", body)
    return body


def test_it_is_sent_said_once_looked_at_and_taken_up(council):
    from django.core.files.uploadedfile import SimpleUploadedFile

    send = lambda who: who.post("/local-offer/sheets/", {"file": SimpleUploadedFile("ours.csv", (HEAD + ROWS).encode())})  # noqa: E731
    said = {f"column-{k}": v for k, v in COLUMNS.items()} | {"dates": "dmy"}
    with as_application():
        manager = sign_in(council.manager)
        assert "Choose the file" in manager.post("/local-offer/sheets/", {}).text
        one = send(manager)["Location"]
        assert manager.get(one)["Location"] == f"{one}columns/"
        assert "Choose the column that has: what it does" in manager.post(f"{one}columns/", said | {"column-about": "", "step": "columns"}).text
        assert "What its words mean" in manager.post(f"{one}columns/", said | {"step": "columns"}).text
        assert "Say what “Talking” means" in manager.post(f"{one}columns/", said | {"step": "codes"}).text
        assert manager.post(f"{one}columns/", said | {"step": "codes", "code-needs-0": "speech", "code-needs-1": "autism"})["Location"] == one
        page = manager.get(one).text
        assert "1 service can be taken up" in page
        assert "It looks like <strong>Autism drop-in</strong>" in page
        assert manager.post(one, {"do": "take"}).status_code == 302
        # Whoever commissions reads and changes nothing; a caseworker sees none of it.
        assert sign_in(council.dco).get("/local-offer/sheets/").status_code == 200
        assert sign_in(council.dco).post(one, {"do": "throw"}).status_code == 404
        assert sign_in(council.officer).get("/local-offer/sheets/").status_code == 404
        # The next file of that layout is read the same way.
        second = send(manager)["Location"]
        assert "1 service can be taken up" in manager.get(second).text
    with as_the_worker():
        take_rows(Sheet.objects.get(state="taking").pk)
    assert Service.objects.filter(name="Sing and sign").count() == 1
    assert not Service.objects.filter(name="Autism drop in").exists()
    kept = Sheet.objects.get(state="taken")
    assert kept.text == ""
    assert "1 not taken, since nobody said whether they are the same" in kept.said
    assert SheetLayout.objects.count() == 1
    with as_application():
        assert "1 service taken up" in sign_in(council.manager).get(one).text


def test_the_database_keeps_sheets_from_everybody_else(council):
    Sheet.objects.create(file_name="x.csv", text="a,b\n1,2", layout="0" * 64, sent_on=dt.date(2026, 11, 27), sent_by_name="Mo Khan")
    with as_application(), connection.cursor() as cursor:
        cursor.execute("select count(*) from offer_sheet")
        assert cursor.fetchone()[0] == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Sheet.objects.create(file_name="y.csv", text="a,b\n1,2", layout="0" * 64, sent_on=dt.date(2026, 11, 27), sent_by_name="Nobody")


def test_what_is_withheld_shows_on_no_page_map_or_feed(offer):
    from django.test import Client

    from goldenthread.offer.columns import COLUMNS as OURS
    from goldenthread.offer.columns import OPTIONAL
    from goldenthread.offer.loading import load_offer

    from .conftest import HARLOW, at, row, write

    secret = row("Refuge for families", "Somewhere safe to stay with your children.", how="ask-yourself", **at(HARLOW, "Harlow", "Hidden House"))
    # It was loaded openly once, by mistake.
    load_offer(write(offer, [secret]))
    load_offer(write(offer, [secret | {"withhold_address": "yes"}], (*OURS, *OPTIONAL)))
    pk = Service.objects.get(name="Refuge for families").pk
    assert not Location.objects.filter(name="Hidden House").exists()
    assert ServiceAtLocation.objects.get(service=pk).location.withheld
    with as_application():
        client = Client()
        pages = [client.get(a).text for a in (f"/local-offer/{pk}/", "/local-offer/map/?q=refuge", "/local-offer/?q=refuge+families", f"/open-referral/services/{pk}", "/open-referral/service_at_locations?per_page=100")]
    assert all("Hidden House" not in p for p in pages)
    for said in (pages[0], pages[1], pages[3]):
        assert "CM20 1XP" not in said
    assert "<circle" not in pages[1]
    assert "The service tells you where it is" in pages[0]
    assert "latitude" not in pages[3]


def test_the_map_counts_by_district_as_its_table_does_and_leads_to_the_list(offer):
    from django.test import Client

    with as_application():
        said = Client().get("/local-offer/map/").text
        assert "5 services" in said
        for name, n in (("Braintree", 1), ("Chelmsford", 2), ("Harlow", 2)):
            assert f'aria-label="{name}: {n} service' in said
            assert f'<a href="/local-offer/?in={name}">{name}</a></th><td class="gt-number">{n}</td>' in said
        there = Client().get("/local-offer/?in=Chelmsford").text
        assert "2 results" in there
        assert "Chatter time" in there
        assert "Showing: <strong>in Chelmsford</strong>" in there
        assert "Nothing answers" in Client().get("/local-offer/map/?q=xyzzyqwv").text
        assert Client().get("/local-offer/map/?near=cm7+1aa")["Location"] == "/local-offer/map/?near=CM7"
