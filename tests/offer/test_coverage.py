"""The Local Offer against Schedule 2: which entries meet a row, where there is none, who owns it, and what an editor says of an entry."""

import csv
import datetime as dt
import io

import pytest
from django.db import ProgrammingError, transaction

from goldenthread.offer import coverage
from goldenthread.offer.loading import load_offer
from goldenthread.offer.models import Service
from goldenthread.offer.models_coverage import RowLook
from goldenthread.offer.models_keeping import Change
from tests.cases.pages.conftest import as_application, sign_in

from .conftest import ROWS, TODAY, write
from .test_keeping import ask, council  # noqa: F401

NEXT = {"next_on_day": "1", "next_on_month": "3", "next_on_year": "2027"}


def look(client, code, owner, note="Asked the short breaks team", **day):
    return ask(client, f"/local-offer/coverage/{code}/", {"owner": str(owner.pk), "note": note} | (day or NEXT))


def name(client, path):
    return ask(client, path).content.decode()


def test_a_row_is_met_by_entries_that_say_so_and_reach_a_place(council):  # noqa: F811
    # The one entry of E08 stands in Braintree, names no district and is for 8 to 16.
    found = coverage.row("E08", TODAY)
    assert (found.row.confirmed, found.row.districts) == (1, {"Braintree": 1, "Chelmsford": 0, "Harlow": 0})
    assert found.row.ages_without == ["0 to 4", "19 to 25"]
    assert found.look is None
    assert coverage.row("C30", TODAY).row.state == "missing"
    assert len(coverage.rows(TODAY)) == 38


def test_the_page_has_gaps_first_and_its_file_has_a_line_for_each_row(council):  # noqa: F811
    client = sign_in(council.manager)
    text = name(client, "/local-offer/coverage/")
    assert "Of 38 rows of Schedule 2" in text
    assert text.index("E01 Early years providers") < text.index("E08 Those whom the council commissions")
    lines = list(csv.DictReader(io.StringIO(ask(client, "/local-offer/coverage/schedule-2.csv").content.decode("utf-8-sig"))))
    assert len(lines) == 38
    e08 = next(line for line in lines if line["row"] == "E08")
    assert (e08["confirmed"], e08["in_Braintree"], e08["in_Harlow"], e08["ages_5_to_10"]) == ("1", "1", "0", "1")


def test_others_read_none_of_it(council):  # noqa: F811
    for path in ("/local-offer/coverage/", "/local-offer/coverage/schedule-2.csv", "/local-offer/coverage/E08/"):
        assert ask(sign_in(council.officer), path).status_code == 404
    service = Service.objects.get(name="Overnight stays")
    assert ask(sign_in(council.dco), f"/local-offer/entries/{service.pk}/rows/").status_code == 404


def test_an_editor_says_which_rows_an_entry_meets_and_confirms_nothing_by_it(council):  # noqa: F811
    service = Service.objects.get(name="Overnight stays")
    Service.objects.filter(pk=service.pk).update(assured_date=TODAY - dt.timedelta(days=100))
    # A proposal counts nowhere until somebody takes it up.
    assert [s.name for s in coverage.proposed("C30")] == ["Overnight stays"]
    assert coverage.row("C30", TODAY).row.state == "missing"
    ask(sign_in(council.manager), f"/local-offer/entries/{service.pk}/rows/", {"rows": ["C30", "R35"]})
    assert coverage.rows_of(service) == ["C30", "R35"]
    assert coverage.row("C30", TODAY).row.state == "stale"
    assert coverage.proposed("C30") == []
    service.refresh_from_db()
    assert service.assured_date == TODAY - dt.timedelta(days=100)
    assert Change.objects.get(service=service).fields == {"schedule_2": [[], ["C30", "R35"]]}
    assert "Rows of Schedule 2" in name(sign_in(council.manager), f"/local-offer/entries/{service.pk}/")


def test_an_old_file_leaves_an_editor_s_rows_and_takes_the_rest(council, tmp_path):  # noqa: F811
    service = Service.objects.get(name="Overnight stays")
    ask(sign_in(council.manager), f"/local-offer/entries/{service.pk}/rows/", {"rows": ["C30"]})
    told = [r | {"about": "A night away, with staff who know them."} if r["service"] == "Overnight stays" else r for r in ROWS]
    load_offer(write(tmp_path, told))
    service.refresh_from_db()
    assert service.description == "A night away, with staff who know them."
    assert coverage.rows_of(service) == ["C30"]
    # A file that was checked after the editor spoke is newer.
    load_offer(write(tmp_path, [r | {"checked_on": "2026-12-01", "schedule_2": "R35"} if r["service"] == "Overnight stays" else r for r in told]))
    assert coverage.rows_of(service) == ["R35"]


def test_an_owner_is_told_when_the_day_has_come_and_says_what_they_found(council, time_machine):  # noqa: F811
    editor, dco = sign_in(council.manager), sign_in(council.dco)
    assert ask(dco, "/local-offer/coverage/H27/", {"owner": str(council.dco.user.pk)} | NEXT).status_code == 404  # not theirs yet
    # Sent twice, it is one look.
    for _ in range(2):
        assert look(editor, "H27", council.dco.user).status_code == 302
    assert RowLook.objects.filter(code="H27").count() == 1
    assert "Look again at H27" not in name(dco, "/my-work/")
    RowLook.objects.update(next_on=TODAY)
    assert "Look again at H27, Additional health care" in name(dco, "/my-work/")
    assert "Look again at H27" not in name(editor, "/my-work/")
    # The owner records a look of their own, and cannot give the row away.
    assert look(dco, "H27", council.dco.user, note="Two services have no page").status_code == 302
    assert "Look again at H27" not in name(dco, "/my-work/")
    assert look(dco, "H27", council.manager.user).status_code == 200
    page = name(editor, "/local-offer/coverage/H27/")
    assert "Two services have no page" in page
    assert "Asked the short breaks team" in page


@pytest.mark.parametrize(("given", "said"), [
    ({"note": ""}, "Enter what you found"),
    ({"next_on_day": "27", "next_on_month": "11", "next_on_year": "2026"}, "The next look must be after today"),
    ({"owner": ""}, "Select who looks after this row"),
])  # fmt: skip
def test_a_look_that_lacks_something_is_refused_beside_its_field_and_kept(council, given, said):  # noqa: F811
    client = sign_in(council.manager)
    typed = {"owner": str(council.manager.user.pk), "note": "Typed with care"} | NEXT | given
    text = ask(client, "/local-offer/coverage/H27/", typed).content.decode()
    assert said in text
    assert given.get("note") == "" or "Typed with care" in text
    assert not RowLook.objects.exists()


def test_the_database_keeps_looks_from_everybody_else(council):  # noqa: F811
    RowLook.objects.create(code="H27", owner=council.dco.user.pk, owner_name="Dee Cee", next_on=TODAY, on=TODAY, by=council.manager.user.pk, by_name="Mo Khan")
    with as_application():
        assert not RowLook.objects.exists()
        with pytest.raises(ProgrammingError), transaction.atomic():
            RowLook.objects.create(code="H27", owner=council.dco.user.pk, owner_name="Dee Cee", next_on=TODAY, on=TODAY, by=council.manager.user.pk, by_name="Mo Khan")


@pytest.mark.parametrize("page", ["entries", "coverage", "comments/read", "copies", "searches", "sheets", "feeds"])
def test_each_page_of_the_keepers_says_its_sentence_before_the_way_to_the_others(council, page):  # noqa: F811
    text = name(sign_in(council.manager), f"/local-offer/{page}/").partition("</h1>")[2]
    first, sentence, ways = text.index("<p"), text.find('<p class="gt-answer">'), text.index("Pages of those who keep the Local Offer")
    assert first < ways
    assert sentence in (-1, first)
    assert text.partition("Pages of those who keep")[2].partition("</nav>")[0].count('aria-current="page"') == 1
