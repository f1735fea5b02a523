"""A real browser on real pages. What it asks for is answered in this process, inside the test's own transaction, so
that a journey needs no server of its own and leaves nothing behind."""

import contextlib
import csv
import os
import re
import shutil
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from django.template import engines
from django.test import Client
from jinja2 import TemplateNotFound, nodes
from jinja2.runtime import Context
from playwright.sync_api import Error, Page, expect, sync_playwright

from ..cases.pages.conftest import *  # noqa: F403  the same small council
from ..cases.pages.conftest import _today, as_application, sign_in  # noqa: F401  a star brings no underscore

DESK, PHONE = 1280, 320
HOST = "http://localhost"  # a name that the browser trusts as it would TLS
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe().axe_script
# Only what is wrong is handed over: all that axe found in order is a hundred times as much, and takes longer than finding it.
JUDGE = """async rules => (await axe.run({runOnly: rules, resultTypes: ["violations"]})).violations
    .flatMap(fault => fault.nodes.slice(0, 3).map(node => `${fault.id}: ${node.html.slice(0, 160)}`))"""
# What never changes is asked of Django once, whichever browser asks.
STATIC: dict[str, "Answer"] = {}
# Which templates the answer that came last was made of, and which ones axe has judged in this test.
MADE_OF: set[str] = set()
JUDGED: set[str] = set()
JUDGED_BY: dict[str, set[str]] = {}
"""By each test so far, all its variants together."""
# A folder, to look at each page that a journey judges.
SHOTS = os.environ.get("SHOTS")
# Playwright drives the browser from an event loop in this thread; Django would refuse to be called beneath it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in str(item.path):
            item.add_marker(pytest.mark.journey)


def executable() -> str:
    """Debian's browser without a window of its own, which turns a page in half the time; else the one that has one."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium") or "chromium"


# Not for the session: while playwright's loop runs, nothing else in the process can run one, and the worker's tests do. Of a module, so
# that it comes before the scenes: Django keeps a thread's connection in another place once the loop runs.
@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=executable(), args=arguments)
        yield browser
        connections.close_all()
        browser.close()


class _Named(Context):
    def __init__(self, environment, parent, name, *more, **others):
        MADE_OF.add(name)
        super().__init__(environment, parent, name, *more, **others)


@pytest.fixture(scope="session", autouse=True)
def _templates_are_named():
    engines["jinja2"].env.context_class = _Named


def with_what_they_use(names):
    """Templates, and what they extend and import, which is made with no context of its own."""
    found, left = set(), set(names)
    while left:
        found.add(name := left.pop())
        left |= _used_by(name) - found
    return found


@cache
def _used_by(name):
    env = engines["jinja2"].env
    try:
        tree = env.parse(env.loader.get_source(env, name)[0])
    except TemplateNotFound:  # the Design System's own, which name one another in a way of theirs
        return set()
    return {node.template.value for node in tree.find_all((nodes.Extends, nodes.FromImport, nodes.Import))}


def templates_judged():
    """Of each template the test that judges it, as `file::test`."""
    table = Path(__file__).with_name("every_template.csv")
    return {row["template"]: row["test"] for row in csv.DictReader(table.read_text("utf-8").splitlines())}


@pytest.fixture(autouse=True)
def _judges_what_the_table_says(request):
    JUDGED.clear()
    failed = request.session.testsfailed
    yield
    test = f"{request.path.name}::{request.node.originalname}"
    # Its variants count together, since axe sees nothing where there are no scripts: the last of them answers for all.
    JUDGED_BY.setdefault(test, set()).update(JUDGED)
    variants = [item for item in request.session.items if (item.path, item.originalname) == (request.path, request.node.originalname)]
    if request.node is not variants[-1]:
        return
    JUDGED.update(JUDGED_BY[test])
    due = {template for template, where in templates_judged().items() if where == test}
    if due and request.session.testsfailed == failed:
        assert due - with_what_they_use(JUDGED) == set(), "axe never saw these, though every_template.csv says so"


def wrong_by_axe(page: Page) -> list[str]:
    """What a reader of screens cannot use on a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(JUDGE, RULES)


Answer = tuple[int, dict[str, str], bytes]


def kept(path: str, answer) -> Answer:
    """Django's answer as (status, headers, body); what never changes is kept."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = {name: value for name, value in answer.items() if name.lower() != "content-length"}
    if path.startswith("/static/"):
        STATIC[path] = answer.status_code, headers | {"Cache-Control": "max-age=600"}, body
        return STATIC[path]
    return answer.status_code, headers, body


def answer_all(page: Page, answer: Callable[[str, str, bytes, str], Answer | None]) -> None:
    """Whatever a page asks for is answered here: `answer` takes method, address, body and content type, and None is a failed network.

    Told to the browser itself: a route of playwright's takes its cache away, and cannot answer with a redirect."""
    browser = page.context.new_cdp_session(page)

    def asked(event: dict) -> None:
        request = event["request"]
        kind = next((value for name, value in request["headers"].items() if name.lower() == "content-type"), "")
        body = b"".join(b64decode(part["bytes"]) for part in request.get("postDataEntries", []) if "bytes" in part)
        found = answer(request["method"], request["url"], body, kind)
        with contextlib.suppress(Error):  # the page was closed meanwhile
            if found is None:
                browser.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "Failed"})
                return
            status, headers, content = found
            said = [{"name": name, "value": value} for name, value in headers.items()]
            browser.send(
                "Fetch.fulfillRequest",
                {"requestId": event["requestId"], "responseCode": status, "responseHeaders": said, "body": b64encode(content).decode()},
            )

    browser.on("Fetch.requestPaused", asked)
    browser.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})


class Visit:
    """One person at one screen. `faults` is what the browser complained of."""

    def __init__(self, browser, someone, *, width: int, scripts: bool = True) -> None:
        self.client = sign_in(someone) if someone else Client()
        self.client.handler.enforce_csrf_checks = True
        self.connection = connections["default"]
        self.scripts = scripts
        self.faults: list[str] = []
        self.made_of: set[str] = set()
        self.asked: list[str] = []
        self.lost: set[str] = set()  # the methods that reach nobody
        self.elsewhere: dict[str, Answer] = {}  # what others answer
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, base_url=HOST
        )
        self.another_page()

    def open(self, path: str) -> "Visit":
        self.page.goto(path)
        return self

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def another_page(self) -> None:
        """A new tab of the same browser, in place of the one before."""
        self.page = self.context.new_page()
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        answer_all(self.page, self._answer)

    def assert_sound(self, page: str = "") -> None:
        """Nothing broken, nothing that a reader of screens cannot use, nothing that scrolls sideways."""
        # A press returns when the next page has begun to arrive; it is judged when it is all there.
        expect(self.page.locator("main")).to_be_attached()
        self.page.wait_for_load_state()
        faults = wrong_by_axe(self.page) + self.faults
        JUDGED.update(self.made_of)
        if not self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            faults.append("scrolls sideways")
        if SHOTS:
            self.page.screenshot(path=f"{SHOTS}/{re.sub('[^a-z0-9]+', '-', page.lower())}-{self.page.viewport_size['width']}.png", full_page=True)
        assert faults == [], page

    def assert_sound_at_any_width(self, page: str = "") -> None:
        """Sound at a desk and on a phone. Of the pages that are opened one after the other, every second one comes to a phone."""
        narrow = self.page.viewport_size["width"] == PHONE
        for width in (PHONE, DESK) if narrow else (DESK, PHONE):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.assert_sound(f"{page} at {width}")

    def _answer(self, method: str, url: str, body: bytes, kind: str) -> Answer | None:
        # Playwright calls from a context of its own, where Django would open a connection that sees nothing of the test.
        connections["default"] = self.connection
        address = urlsplit(url)
        self.asked.append(url)
        if method in self.lost:
            return None
        if url in self.elsewhere:
            return self.elsewhere[url]
        if f"{address.scheme}://{address.netloc}" != HOST:  # nothing may be asked of anybody else
            self.faults.append(f"asked {url}")
            return None
        path = address.path + (f"?{address.query}" if address.query else "")
        if path in STATIC:
            return STATIC[path]
        try:
            MADE_OF.clear()
            with as_application():
                answer = self.client.generic(method, path, body, content_type=kind)
        except Exception as fault:  # said by the test, where a browser would only wait
            self.faults.append(repr(fault))
            return 500, {}, repr(fault).encode()
        if answer.get("Content-Type", "").startswith("text/html"):
            self.made_of = set(MADE_OF)
        return kept(path, answer)


@pytest.fixture
def visit(browser, db) -> Iterator:
    visits = []

    def begin(someone, *, width=1280, scripts=True) -> Visit:
        visits.append(Visit(browser, someone, width=width, scripts=scripts))
        return visits[-1]

    yield begin
    for each in visits:
        each.context.close()
