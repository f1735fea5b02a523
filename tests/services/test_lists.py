"""A service manager sends a list as their own system writes it, says once what its columns mean, checks and loads it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from tests.cases.pages.conftest import as_application, as_the_worker, practitioner, sign_in
from tests.exchange.workbooks import number, row, rows, text, workbook
from tests.services.conftest import TAKEN, a_row

from goldenthread.access.viewer import become
from goldenthread.cases.models import Case, ClockRow
from goldenthread.exchange.table import Table
from goldenthread.services.actions import forget_old_lists, load_upload
from goldenthread.services.list_files import SAYS_NOTHING, Reading, Row, rows_of
from goldenthread.services.loading import load_rows
from goldenthread.services.models import Layout, Match, Referral, Upload

pytestmark = pytest.mark.django_db

UNFAMILIAR = (
    "Ref;Family name;Given name;DOB;NHS No;Team;Referral received;First appt;Appt type;Urgency\r\n"
    "77;Whitfield;Maya;05/10/2019;999 000 0018;ND team;02/03/2026;;;2\r\n"
    "78;Okoro;Ben;03/04/2018;999 000 0026;ND team;14/09/2026;16/11/2026;F2F;3\r\n"
    "79;Nobody;Ann;31/02/2018;999 000 0034;ND team;14/09/2026;;;3\r\n"
)
COLUMNS = {
    "column-reference": "Ref", "column-surname": "Family name", "column-forename": "Given name", "column-date_of_birth": "DOB", "column-nhs_number": "NHS No",
    "column-service": "Team", "column-received_on": "Referral received", "column-first_seen_on": "First appt", "column-seen_how": "Appt type",
    "column-priority": "Urgency", "dates": "dmy",
}  # fmt: skip
CODES = {"code-service-0": "ND", "code-seen_how-0": "face-to-face", "code-priority-0": "transition", "code-priority-1": "routine"}


def post(someone, path, **data):
    client = sign_in(someone)
    with as_application():
        return client.post(path, data, follow=True)


def send(someone, text, name="eastway.csv"):
    taken = {"taken_on_day": TAKEN.day, "taken_on_month": TAKEN.month, "taken_on_year": TAKEN.year}
    return post(someone, "/waits/lists/new/", file=SimpleUploadedFile(name, text.encode()), **taken)


def work():
    with transaction.atomic(), as_the_worker():
        load_upload(str(Upload.objects.get(state="queued").pk))


def test_an_unfamiliar_layout_is_explained_once_and_read_the_same_way_again(area):
    page = send(area.manager, UNFAMILIAR)
    upload = Upload.objects.get()
    assert page.redirect_chain[-1][0] == f"/waits/lists/{upload.pk}/columns/"
    asked = post(area.manager, f"/waits/lists/{upload.pk}/columns/", step="columns", **COLUMNS).text
    assert "What its codes mean" in asked
    assert not Layout.objects.exists()
    checked = post(area.manager, f"/waits/lists/{upload.pk}/columns/", step="codes", **COLUMNS, **CODES).text
    assert "2 rows can be loaded" in checked
    assert "Line 4" in checked
    assert "date of birth is no date" in checked
    assert "being loaded" in post(area.manager, f"/waits/lists/{upload.pk}/").text
    work()
    upload.refresh_from_db()
    assert (upload.state, upload.text, upload.counts["cases"], upload.counts["refused"]) == ("loaded", "", 2, 1)
    assert Case.objects.get(reference="77").child_id == area.maya.pk
    assert ClockRow.objects.get(case__reference="78", clock="first-contact").stopped == dt.date(2026, 11, 16)
    # The same columns in another order need no explanation.
    again = "Given name,Family name,Ref,DOB,NHS No,Team,Referral received,First appt,Appt type,Urgency\nMaya,Whitfield,77,05/10/2019,9990000018,ND team,02/03/2026,,,2\n"
    page = send(area.manager, again)
    assert "1 row can be loaded" in page.text


def test_a_code_that_nobody_explained_is_asked_about(area):
    send(area.manager, UNFAMILIAR)
    upload = Upload.objects.get()
    page = post(area.manager, f"/waits/lists/{upload.pk}/columns/", step="codes", **COLUMNS, **{**CODES, "code-priority-0": ""}).text
    assert "Say what &#39;2&#39; means" in page
    assert not Layout.objects.exists()


def test_a_list_without_what_is_needed_is_not_guessed_at(area):
    send(area.manager, UNFAMILIAR)
    upload = Upload.objects.get()
    some = {k: v for k, v in COLUMNS.items() if k not in ("column-received_on", "column-nhs_number")}
    page = post(area.manager, f"/waits/lists/{upload.pk}/columns/", step="columns", **some).text
    assert "Choose the column that has: day the referral was received" in page
    assert "nobody can say which child it is" in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "No line names the columns"),
        ("only one column\n1\n", "No line names the columns"),
        ("a,b\n", "no rows under its first line"),
        ("a,a\n1,2\n", "same name"),
        ("a,b\n1,2,3\n", "has 3 cells"),
        ('a,b\n1,"2\n', "cannot be read"),
    ],
)
def test_a_file_that_is_no_list_says_why_and_nothing_is_kept(area, text, said):
    assert said in send(area.manager, text).text
    assert not Upload.objects.exists()


SHEET = rows(
    ("", ""), ("Ref", "Family name", "Given name", "DOB", "NHS No", "Team", "Referral received", "First appt", "Appt type", "Urgency"),
) + row(3, text("A3", "77"), text("B3", "Whitfield"), text("C3", "Maya"), number("D3", 43743, 1), number("E3", 9990000018), text("F3", "ND team"), number("G3", 46083, 1), number("J3", 2)) + row(
    4, text("A4", "78"), text("B4", "Okoro"), text("C4", "Ben"), number("D4", 43193, 1), number("E4", 9990000026), text("F4", "ND team"), number("G4", 46279, 1), number("H4", 46342, 2),
    text("I4", "F2F"), number("J4", 3),
) + row(6, text("A6", "79"), text("B6", "Nobody"), text("C6", "Ann"), text("D6", "unknown"), number("E6", 9990000034), text("F6", "ND team"), number("G6", 46279, 1))  # fmt: skip
"""The same list as UNFAMILIAR: 43743 is 5 October 2019, 46083 is 2 March 2026, 43193 is 3 April 2018, 46279 is 14 September and 46342 16 November 2026."""


def send_workbook(someone, data, name="eastway.xlsx"):
    taken = {"taken_on_day": TAKEN.day, "taken_on_month": TAKEN.month, "taken_on_year": TAKEN.year}
    return post(someone, "/waits/lists/new/", file=SimpleUploadedFile(name, data), **taken)


def test_a_workbook_is_read_as_the_same_list_in_csv_is(area):
    page = send_workbook(area.manager, workbook({"List": SHEET}))
    upload = Upload.objects.get()
    assert page.redirect_chain[-1][0] == f"/waits/lists/{upload.pk}/columns/"
    checked = post(area.manager, f"/waits/lists/{upload.pk}/columns/", step="codes", **COLUMNS, **CODES).text
    assert "2 rows can be loaded" in checked
    # As Excel numbers its rows: one above the names is empty, and so is one before this.
    assert "Line 6" in checked
    post(area.manager, f"/waits/lists/{upload.pk}/")
    work()
    assert ClockRow.objects.get(case__reference="78", clock="first-contact").stopped == dt.date(2026, 11, 16)
    # The list of the same columns as CSV is known, and adds nothing.
    assert "2 rows can be loaded" in send(area.manager, UNFAMILIAR).text
    post(area.manager, f"/waits/lists/{Upload.objects.get(state='sent').pk}/")
    work()
    assert not Upload.objects.order_by("-sent_at")[0].counts.get("events")


def test_of_a_workbook_with_several_sheets_the_person_chooses_one_and_no_other_is_kept(area):
    data = workbook({"Staff": rows(("Name", "Team"), ("Jo", "ND")), "List": SHEET, "Broken": rows(("a", "b")) + row(2, '<c r="A2" t="e"><v>#N/A</v></c>')})
    page = send_workbook(area.manager, data)
    upload = Upload.objects.get()
    where = f"/waits/lists/{upload.pk}/sheet/"
    assert page.redirect_chain[-1][0] == where
    assert "3 rows. Columns: Ref, Family name" in page.text
    assert "cell A2 shows an error (#N/A)" in page.text
    assert "Choose the sheet that has the list" in post(area.manager, where).text
    assert "cannot be read" in post(area.manager, where, sheet="Broken").text
    # Nothing is loaded before one is chosen, wherever the person goes.
    for other in ("", "columns/"):
        assert post(area.manager, f"/waits/lists/{upload.pk}/{other}").redirect_chain[0][0] == where
    assert post(area.manager, where, sheet="List").redirect_chain[-1][0] == f"/waits/lists/{upload.pk}/columns/"
    upload.refresh_from_db()
    assert (upload.sheets, upload.text.count("Whitfield"), "Jo" in upload.text) == ([], 1, False)


def test_sheets_of_which_none_was_chosen_are_thrown_away_or_forgotten(area):
    data = workbook({"A": SHEET, "B": SHEET})
    for forget in (lambda u: post(area.manager, f"/waits/lists/{u.pk}/", do="throw"), lambda u: _in_three_weeks()):
        send_workbook(area.manager, data)
        upload = Upload.objects.get(state="sent")
        forget(upload)
        upload.refresh_from_db()
        assert (upload.state, upload.sheets) == ("refused", [])


def _in_three_weeks():
    with transaction.atomic(), as_the_worker():
        forget_old_lists(dt.datetime.now(dt.UTC) + dt.timedelta(days=21))


def test_nobody_of_another_body_chooses_a_sheet(area):
    send_workbook(area.manager, workbook({"A": SHEET, "B": SHEET}))
    client = sign_in(area.officer)
    with as_application():
        assert client.get(f"/waits/lists/{Upload.objects.get().pk}/sheet/").status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04rest", "damaged"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel file"),
        (workbook({"List": rows(("a", "b"), ("1", "2"))}, more={"xl/vbaProject.bin": "x"}), "has macros"),
        (workbook({"List": rows(("a", "a"), ("1", "2"))}), "same name"),
        (workbook({"List": rows(("a", "b"))}), "no rows under its first line"),
    ],
)
def test_a_workbook_that_is_no_list_says_why_and_nothing_is_kept(area, data, said):
    assert said in send_workbook(area.manager, data).text
    assert not Upload.objects.exists()


def test_days_as_excel_counts_them_are_read_where_a_person_says_so(area):
    send(area.manager, "Ref,Family name,Given name,DOB,NHS No,Team,Referral received\n77,Whitfield,Maya,43743,9990000018,ND team,46083\n")
    upload = Upload.objects.get()
    columns = {k: v for k, v in COLUMNS.items() if v not in ("First appt", "Appt type", "Urgency")}
    assert "0 rows can be loaded" in post(area.manager, f"/waits/lists/{upload.pk}/columns/", step="codes", **columns, **CODES).text
    assert "1 row can be loaded" in post(area.manager, f"/waits/lists/{upload.pk}/columns/", step="codes", **{**columns, "dates": "serial"}, **CODES).text


def test_a_list_thrown_away_leaves_nothing(area):
    send(area.manager, UNFAMILIAR)
    upload = Upload.objects.get()
    post(area.manager, f"/waits/lists/{upload.pk}/", do="throw")
    upload.refresh_from_db()
    assert (upload.state, upload.text) == ("refused", "")


def test_nobody_else_reaches_a_provider_s_lists(area):
    send(area.manager, UNFAMILIAR)
    upload = Upload.objects.get()
    other = practitioner("Una Other", "health-service-manager", area.council)
    for someone in (area.officer, other):
        client = sign_in(someone)
        with as_application():
            assert client.get(f"/waits/lists/{upload.pk}/").status_code == 404
            assert client.post(f"/waits/lists/{upload.pk}/").status_code == 404
            assert client.get(f"/waits/lists/{upload.pk}/columns/").status_code == 404
    upload.refresh_from_db()
    assert upload.state == "sent"


def loaded(area, *rows):

    with transaction.atomic(), as_the_worker():
        load_rows([Row(n, r) for n, r in enumerate(rows, 2)], provider=area.provider, taken_on=TAKEN, file="list.csv", by="user:x")


def test_a_referral_that_lists_stopped_naming_is_asked_about_and_never_closed_by_itself(area):

    loaded(area, a_row(), a_row(reference="ND-2", surname="Okoro", forename="Ben", nhs_number="9990000026"))
    Referral.objects.update(confirmed_on=dt.date(2026, 9, 1))
    client = sign_in(area.manager)
    with as_application():
        assert "2 open referrals have" in client.get("/waits/still-waiting/").text
    kept, gone = (Case.objects.get(reference=ref) for ref in ("ND-1", "ND-2"))
    page = post(area.manager, "/waits/still-waiting/", **{f"say-{kept.pk}": "waiting", f"say-{gone.pk}": "referral-withdrawn"}).text
    assert "1 referral still waiting, 1 ended" in page
    assert Referral.objects.get(case=kept).confirmed_on == dt.date(2026, 11, 24)
    gone.refresh_from_db()
    assert gone.state.stage == "withdrawn"
    assert kept.state.stage == "triage"


def test_a_person_says_which_child_a_row_means(area):

    loaded(area, a_row(nhs_number="", postcode="CM9 9ZZ"))
    match = Match.objects.get()
    client = sign_in(area.manager)
    with as_application():
        page = client.get("/waits/whose/").text
    assert "On record" in page
    assert "CM1 1QH" in page
    post(area.manager, "/waits/whose/", match=str(match.pk), decision="same")
    match.refresh_from_db()
    assert (match.decision, match.decided_by_name) == ("same", "Olu Ade")
    assert "had decided this already" in post(area.manager, "/waits/whose/", match=str(match.pk), decision="other").text


def test_what_is_left_out_is_not_kept_and_a_sealed_child_s_row_is_shown_to_nobody(area):
    loaded(
        area,
        a_row(nhs_number="", postcode="CM9 9ZZ"),
        a_row(reference="ND-2", nhs_number="", postcode="CM9 9ZZ", received_on="2026-04-01"),
    )
    post(area.manager, "/waits/whose/", match=str(Match.objects.get(reference="ND-1").pk), decision="left")
    assert Match.objects.get(reference="ND-1").row == {}
    area.maya.sealed = True
    area.maya.save()
    client = sign_in(area.manager)
    with as_application():
        assert "Whitfield" not in client.get("/waits/whose/").text
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role goldenthread_app")
        become(area.manager.user.pk)
        assert not Match.objects.exists()
        cursor.execute("reset role")


def test_a_list_that_nobody_loads_is_not_kept(area):
    send(area.manager, UNFAMILIAR)
    upload = Upload.objects.get()
    with transaction.atomic(), as_the_worker():
        forget_old_lists(upload.sent_at + dt.timedelta(days=13))
        assert Upload.objects.get().text
        forget_old_lists(upload.sent_at + dt.timedelta(days=15))
        assert (Upload.objects.get().text, Upload.objects.get().state) == ("", "refused")
        forget_old_lists(upload.sent_at + dt.timedelta(days=91))
        assert Upload.objects.get().refused == []


def test_a_manager_says_that_a_referral_is_another_child_s_and_nobody_else_can(area):
    loaded(area, a_row())
    path = f"/waits/wrong-child/{Case.objects.get().pk}/"
    client = sign_in(area.manager)
    with as_application():
        assert "Is this referral another child" in client.get(path).text
    assert "taken off" in post(area.manager, path).text
    elsewhere = practitioner("Una Far", "health-service-manager", area.council)
    assert [post(someone, path).status_code for someone in (area.officer, elsewhere)] == [404, 404]


def test_the_second_wall_alone_keeps_lists_to_their_managers(area):

    send(area.manager, UNFAMILIAR)
    loaded(area, a_row(), a_row(reference="ND-2", nhs_number="", postcode="CM9 9ZZ"))
    seen = {}
    for who in (area.manager, area.officer):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set role goldenthread_app")
            become(who.user.pk)
            seen[who.name] = {}
            for table in ("upload", "match", "layout", "referral"):
                cursor.execute(f"select count(*) from services_{table}")  # noqa: S608
                seen[who.name][table] = cursor.fetchone()[0]
            cursor.execute("reset role")
    assert seen["Olu Ade"] == {"upload": 1, "match": 1, "layout": 0, "referral": 1}
    # The council knows that the child waits, by the agreement, and sees nothing of the list.
    assert seen["Priya Nair"] == {"upload": 0, "match": 0, "layout": 0, "referral": 1}


def test_a_wait_shows_on_its_case_and_is_nobody_s_task(area):
    loaded(area, a_row(looked_for="adhd"))
    case = Case.objects.get()
    client = sign_in(area.manager)
    with as_application():
        page = client.get(f"/cases/{case.pk}/").text
    # 2 March to 24 November 2026: 29, 30, 31, 30, 31, 31, 30, 31 and 24 days.
    assert "267 days so far" in page
    assert "No limit" in page
    assert not case.duties.exists()
    # The council knows that she waits, and for how long: status, and no more.
    client = sign_in(area.officer)
    with as_application():
        page = client.get(f"/cases/{case.pk}/")
    assert page.status_code == 200
    assert "267 days so far" in page.text
    assert "Referral received" not in page.text.split("What has happened")[-1]


def test_a_code_that_stands_for_nothing_is_read_as_an_empty_cell():
    row = a_row()
    fields = {name: name for name in row} | {"priority": "Urgency", "reference": "Ref"}
    table = Table(tuple(fields.values()), tuple((n, tuple({**row, "reference": ref, "priority": said}.values())) for n, ref, said in ((2, "7", "N/K"), (3, "8", "2"))))
    read = list(rows_of(table, Reading(fields, codes={"priority": {"n/k": SAYS_NOTHING, "2": "transition"}})))
    assert [r.values["priority"] for r in read] == ["", "transition"]


def test_the_page_takes_it_that_a_code_says_nothing(area):
    send(area.manager, UNFAMILIAR)
    upload = Upload.objects.get()
    page = post(area.manager, f"/waits/lists/{upload.pk}/columns/", step="codes", **COLUMNS, **CODES | {"code-priority-1": "-"})
    assert "2 rows can be loaded" in page.text
    assert Layout.objects.get().codes["priority"]["3"] == "-"
