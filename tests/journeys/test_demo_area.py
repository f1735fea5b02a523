"""The demo as a newcomer runs it: made by its own command through the importers, served by its real server under the
application's database role, with nothing of the tests in between."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from goldenthread.local.postgres import Server, scratch

from .conftest import wrong_by_axe


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    home = scratch()
    home.chmod(0o711)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    left_out = ("DATABASE_URL", "GOLDENTHREAD_ROLE", "GOLDENTHREAD_TLS", "DJANGO_SETTINGS_MODULE")
    environment = {k: v for k, v in os.environ.items() if k not in left_out} | {"GOLDENTHREAD_HOME": str(home)}
    log = tmp_path_factory.mktemp("demo") / "log"
    command = [sys.executable, "-m", "goldenthread.commands", "demo", "--scale", "0.003", "--port", str(port)]
    with log.open("wb") as out:
        running = subprocess.Popen(command, env=environment, stdout=out, stderr=out, start_new_session=True)
    try:
        yield _when_it_answers(f"http://127.0.0.1:{port}", running, log)
    finally:
        os.killpg(running.pid, 15)
        running.wait(30)
        server = Server(home)
        server.start()
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def _when_it_answers(address, running, log):
    until = time.monotonic() + 900
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health/", timeout=5):
                return address
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    raise AssertionError(log.read_text("utf-8", "replace")[-3000:])


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request, browser, address):
    context = browser.new_context(
        base_url=address, java_script_enabled=request.param, viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    page.faults = []
    page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
    yield page
    assert page.faults == []
    context.close()


def be(page, name):
    page.goto("/demo/people/")
    page.get_by_role("button", name=f"Be {name}").click()


def test_a_manager_finds_where_it_goes_wrong_and_when_it_did(page):
    be(page, "Grace Oyelaran")
    expect(page.get_by_role("heading", level=1)).to_have_text("Clocks at risk and broken")
    expect(page.get_by_role("region", name="Demonstration")).to_contain_text(
        "Every person and record here is synthetic"
    )
    page.get_by_label("Count by").first.select_option("Cause")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Open assessments by cause")

    row = page.get_by_role("row", name="All causes")
    row.get_by_role("link").nth(1).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open assessments past a limit set by law")
    expect(page.get_by_role("main")).to_contain_text("Callum Reeve")

    page.goto("/clocks/?as-at=2026-10-30&known=then")
    expect(page.get_by_role("region", name="Day shown")).to_contain_text("Friday 30 October 2026, as it was known")
    expect(page.get_by_role("heading", name="Timeliness, October 2025 to September 2026")).to_be_visible()


@pytest.mark.parametrize("page", [True], indirect=True)
def test_a_manager_finds_plans_to_amend_and_hours_that_are_owed(page):
    be(page, "Grace Oyelaran")
    page.goto("/radar/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Plans that need amending")
    expect(page.get_by_role("main")).to_contain_text("past a limit of the law")
    expect(page.get_by_role("main")).to_contain_text("Changed setting since")
    page.goto("/owed-hours/")
    expect(page.get_by_role("main")).to_contain_text("of help in plans are owed to")


@pytest.mark.parametrize("page", [True], indirect=True)
def test_a_count_is_reached_by_keyboard_and_the_page_is_sound(page):
    be(page, "Grace Oyelaran")
    chart = page.get_by_role("region", name="Timeliness")
    chart.focus()
    expect(chart).to_be_focused()
    link = page.get_by_role("row", name="All stages").get_by_role("link").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Open assessments")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/clocks/")
    sizes = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert sizes[0] <= sizes[1]
    assert wrong_by_axe(page) == []


def test_a_posted_form_is_accepted_by_the_real_server(page):
    be(page, "Priya Nair")
    box = page.get_by_label("Name, reference, UPN or NHS number").first
    box.fill("Maya Witfield")
    box.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Maya Whitfield")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/my-work/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize("page", [True], indirect=True)
def test_a_senco_has_the_reviews_of_two_councils_in_one_list_and_in_their_work(page):
    be(page, "Aaron Lowe")
    expect(page.get_by_role("main")).to_contain_text("Write and send the report of the review")
    page.goto("/reviews/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Your children’s plans are those of Essex County Council and Suffolk County Council.")
    for name in ("Elsie Nunn", "Arthur Pell", "Lily Fraser"):
        expect(main).to_contain_text(name)
    page.get_by_role("link", name="Elsie Nunn", exact=True).click()
    page.get_by_role("link", name="Write the report").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("page", [True], indirect=True)
def test_a_mother_reads_the_notice_and_compares_two_versions_on_a_phone(page):
    be(page, "Nina Fraser")
    page.set_viewport_size({"width": 375, "height": 700})
    page.get_by_role("link", name="Read the changes that we propose").click()
    expect(page.get_by_role("main")).to_contain_text("You have until")
    page.get_by_role("link", name="What changed from one version to the next").click()
    expect(page.get_by_role("main")).to_contain_text("Proposed plan")
    expect(page.get_by_role("main")).to_contain_text("20 October 2025")
    page.get_by_role("main").get_by_role("link", name="What changed").first.click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("In 1 place help is less, or is said less clearly.")
    expect(main).to_contain_text("Lily’s mother asked for it at the review")
    sizes = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert sizes[0] <= sizes[1]
    assert wrong_by_axe(page) == []


@pytest.mark.parametrize("page", [True], indirect=True)
def test_a_psychologist_sees_what_became_of_her_advice_and_that_it_is_less(page):
    be(page, "Dr Helen Marsh")
    page.get_by_role("link", name="Check your clauses of the plan").first.click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("6 of 6 clauses wait for your answer")
    page.get_by_role("row", name="once a week").get_by_role("link").click()
    expect(main).to_contain_text("twice a week")
    expect(main).to_contain_text("The school has one assistant with this training")
