"""A real browser on real pages. What it asks for is answered in this process, inside the test's own transaction, so
that a journey needs no server of its own and leaves nothing behind."""

import csv
import os
from collections.abc import Iterator
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
from playwright.sync_api import Page, Request, Route, expect, sync_playwright

from ..cases.pages.conftest import *  # noqa: F403  the same small council
from ..cases.pages.conftest import _today, as_application, sign_in  # noqa: F401  a star brings no underscore

DESK, PHONE = 1280, 320
HOST = "http://localhost"  # a name that the browser trusts as it would TLS
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only what is wrong is handed over: all that axe found in order is a hundred times as much, and takes longer than finding it.
JUDGE = """async rules => (await axe.run({runOnly: rules, resultTypes: ["violations"]})).violations
    .flatMap(fault => fault.nodes.slice(0, 3).map(node => `${fault.id}: ${node.html.slice(0, 160)}`))"""
# What never changes is asked of Django once: a browser whose requests are intercepted keeps no cache of its own.
STATIC: dict[str, dict] = {}
# Which templates the answer that came last was made of, and which ones axe has judged in this test.
MADE_OF: set[str] = set()
JUDGED: set[str] = set()
# Playwright drives the browser from an event loop in this thread; Django would refuse to be called beneath it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in str(item.path):
            item.add_marker(pytest.mark.journey)


# Not for the session: while playwright's loop runs, nothing else in the process can run one, and the worker's tests do.
@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield browser
        # While playwright's loop runs, Django keeps this thread's connection in another place than before and after.
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
    due = {template for template, where in templates_judged().items() if where == test}
    if due and request.session.testsfailed == failed:
        assert due - with_what_they_use(JUDGED) == set(), "axe never saw these, though every_template.csv says so"


def wrong_by_axe(page: Page) -> list[str]:
    """What a reader of screens cannot use on a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    return page.evaluate(JUDGE, RULES)


class Visit:
    """One person at one screen. `faults` is what the browser complained of."""

    def __init__(self, browser, someone, *, width: int, scripts: bool = True) -> None:
        self.client = sign_in(someone) if someone else Client()
        self.client.handler.enforce_csrf_checks = True
        self.connection = connections["default"]
        self.faults: list[str] = []
        self.made_of: set[str] = set()
        self.asked: list[str] = []
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, base_url=HOST
        )
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.context.route("**/*", self._answer)

    def open(self, path: str) -> "Visit":
        self.page.goto(path)
        self._arrive()
        return self

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self._arrive()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()
        self._arrive()

    def _arrive(self) -> None:
        """A redirect is a page of its own here (see `_fulfill`), which would carry off whoever went elsewhere meanwhile."""
        expect(self.page.locator('meta[http-equiv="refresh"]')).to_have_count(0)

    def assert_sound(self, page: str = "") -> None:
        """Nothing broken, nothing that a reader of screens cannot use, nothing that scrolls sideways."""
        # A press returns when the next page has begun to arrive; it is judged when it is all there.
        expect(self.page.locator("main")).to_be_attached()
        self.page.wait_for_load_state()
        faults = wrong_by_axe(self.page) + self.faults
        JUDGED.update(self.made_of)
        if not self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            faults.append("scrolls sideways")
        assert faults == [], page

    def assert_sound_at_any_width(self, page: str = "") -> None:
        """Sound at a desk and on a phone. Of the pages that are opened one after the other, every second one comes to a phone."""
        narrow = self.page.viewport_size["width"] == PHONE
        for width in (PHONE, DESK) if narrow else (DESK, PHONE):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.assert_sound(f"{page} at {width}")

    def _answer(self, route: Route, request: Request) -> None:
        # Playwright calls from a context of its own, where Django would open a connection that sees nothing of the test.
        connections["default"] = self.connection
        address = urlsplit(request.url)
        self.asked.append(request.url)
        if f"{address.scheme}://{address.netloc}" != HOST:  # nothing may be asked of anybody else
            self.faults.append(f"asked {request.url}")
            route.abort()
            return
        try:
            self._fulfill(route, request, address.path + (f"?{address.query}" if address.query else ""))
        except Exception as fault:  # said by the test, where a browser would only wait
            self.faults.append(repr(fault))
            route.fulfill(status=500, body=repr(fault))

    def _fulfill(self, route: Route, request: Request, path: str) -> None:
        if path in STATIC:
            route.fulfill(**STATIC[path])
            return
        kind = request.headers.get("content-type", "")
        MADE_OF.clear()
        with as_application():
            answer = self.client.generic(request.method, path, request.post_data_buffer or b"", content_type=kind)
        if "Location" in answer.headers:
            # A browser follows a redirect past whoever intercepts, so the page that it gets sends it on.
            onward = f'<meta http-equiv="refresh" content="0;url={answer.headers["Location"]}">'
            route.fulfill(status=200, content_type="text/html", body=onward)
            return
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if request.is_navigation_request():
            self.made_of = set(MADE_OF)
        headers = {name: value for name, value in answer.items() if name.lower() != "content-length"}
        whole = {"status": answer.status_code, "headers": headers, "body": body}
        if path.startswith("/static/"):
            STATIC[path] = whole
        route.fulfill(**whole)


@pytest.fixture
def visit(browser, area) -> Iterator:
    visits = []

    def begin(someone, *, width=1280, scripts=True) -> Visit:
        visits.append(Visit(browser, someone, width=width, scripts=scripts))
        return visits[-1]

    yield begin
    for each in visits:
        each.context.close()
