"""A service manager sends a list in a layout that nobody here has seen, says once what it means, loads it, says which child a row
means, and asks whether those whom lists no longer name still wait. In a real browser."""

import datetime as dt

from django.db import transaction
from playwright.sync_api import expect

from goldenthread.services.actions import load_match, load_upload
from goldenthread.services.models import Match, Referral, Upload

from ..cases.pages.conftest import as_the_worker
from ..exchange.workbooks import rows, workbook
from ..services.conftest import *  # noqa: F403  the provider and its council
from ..services.conftest import _today  # noqa: F401

FILE = (
    "Ref;Family name;Given name;DOB;NHS No;Home;Team;Referral received;First appt;Appt type;Urgency\r\n"
    "77;Whitfield;Maya;05/10/2019;;CM9 9ZZ;ND team;02/03/2026;;;2\r\n"
    "78;Okoro;Ben;03/04/2018;999 000 0026;;ND team;14/09/2026;16/11/2026;F2F;3\r\n"
    "79;Larkin;Ann;31/02/2018;999 000 0034;;ND team;14/09/2026;;;3\r\n"
)
COLUMNS = {
    "Their reference for the referral needed": "Ref", "Surname needed": "Family name", "First name needed": "Given name", "Date of birth needed": "DOB",
    "NHS number": "NHS No", "Postcode of home": "Home", "Which service needed": "Team", "Priority": "Urgency", "Day the referral was received needed": "Referral received",
    "Day the child was first seen": "First appt", "How the child was first seen": "Appt type",
}  # fmt: skip


def work(task, row):
    with transaction.atomic(), as_the_worker():
        task(str(row.pk))


def test_a_manager_sends_a_list_in_a_layout_of_their_own(visit, area):
    olu = visit(area.manager).open("/waits/lists/")
    page, main = olu.page, olu.page.get_by_role("main")
    expect(main).to_contain_text("Lists that you send will stand here")
    olu.assert_sound("lists empty")
    olu.follow("Send a list")
    olu.assert_sound("list send")
    page.get_by_label("The file").set_input_files({"name": "eastway.csv", "mimeType": "text/csv", "buffer": FILE.encode()})
    for part, value in (("Day", "20"), ("Month", "11"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(value)
    olu.press("Go on")
    expect(page.get_by_role("heading", level=1)).to_have_text("What the columns of eastway.csv mean")
    olu.press("Go on")
    expect(page.get_by_role("alert")).to_contain_text("Choose the column that has: which service")
    olu.assert_sound("list columns wrong")
    for label, column in COLUMNS.items():
        box = page.get_by_label(label, exact=True)
        box.select_option(box.locator(f"option[value='{column}']").get_attribute("value"))
    page.get_by_label("How does the file write 27 March 2026?").select_option("27/03/2026")
    olu.press("Go on")
    page.get_by_label("ND team").select_option("Neurodevelopmental assessment")
    page.get_by_label("F2F").select_option("face to face")
    page.locator("#code-priority-0").select_option("transition")
    page.locator("#code-priority-1").select_option("routine")
    olu.assert_sound("list columns codes")
    olu.press("Keep this and check the list")
    expect(main).to_contain_text("2 rows can be loaded, 2 of them open. 1 cannot")
    olu.assert_sound("list checked")
    olu.press("Load 2 rows")
    expect(main).to_contain_text("The list is being loaded")
    olu.assert_sound("list being loaded")
    work(load_upload, Upload.objects.get())
    olu.follow("Look again")
    expect(main).to_contain_text("1 new referral, 1 new child")
    olu.assert_sound("list loaded")

    # The next list is a workbook: its other sheet is left out, and its columns are known.
    olu.open("/waits/lists/new/")
    data = workbook({"Staff": rows(("Name", "Team"), ("Jo", "ND")), "List": rows(*(line.split(";") for line in FILE.splitlines()))})
    page.get_by_label("The file").set_input_files({"name": "eastway.xlsx", "mimeType": "application/octet-stream", "buffer": data})
    for part, value in (("Day", "20"), ("Month", "11"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(value)
    olu.press("Go on")
    expect(page.get_by_role("heading", level=1)).to_have_text("Which sheet of eastway.xlsx is the list?")
    olu.press("Go on")
    expect(page.get_by_role("alert")).to_contain_text("Choose the sheet that has the list")
    olu.assert_sound("list sheet")
    page.get_by_label("List", exact=True).check()
    olu.press("Go on")
    expect(main).to_contain_text("2 rows can be loaded, 2 of them open. 1 cannot")
    olu.press("Throw the list away")
    olu.open("/waits/lists/")
    page.locator("a", has_text="eastway.csv").click()

    olu.follow("1 row waits for you to say which child is meant")
    expect(main).to_contain_text("no number or postcode confirms that it is the same person")
    olu.assert_sound("list whose")
    page.get_by_role("button", name="It is this child").click()
    expect(main).to_contain_text("Decided. The next list follows it.")
    work(load_match, Match.objects.get())
    olu.open("/waits/whose/")
    olu.follow("This is the wrong child")
    olu.assert_sound("list wrong child")

    olu.open("/waits/lists/")
    olu.follow("Say who answers families")
    expect(main).to_contain_text("1 service names nobody whom a family can ask")
    olu.assert_sound("list who answers")
    olu.follow("Say who")
    page.get_by_label("Who answers families’ questions").fill("Ann Lee")
    olu.press("Save")
    expect(page.get_by_role("alert")).to_contain_text("Enter a telephone number or an email address")
    olu.assert_sound("list say who answers")
    page.get_by_label("How do families reach them?").fill("01245 555 010")
    olu.press("Save")
    expect(main).to_contain_text("Every service names somebody")
    Referral.objects.filter(child=area.maya).update(confirmed_on=dt.date(2026, 9, 1))
    olu.open("/waits/lists/")
    olu.assert_sound("lists")
    olu.follow("Look whether they still wait")
    olu.assert_sound("list stale")
    page.get_by_label("What you found about Maya Whitfield").select_option("Still waiting")
    olu.press("Save")
    expect(main).to_contain_text("1 referral still waiting, 0 ended")
    olu.assert_sound("list none stale")
