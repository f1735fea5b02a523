"""Pages that belong to no subject, and what a fault looks like."""

from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError
from django.template import engines
from django.test import Client
from jinja2 import meta, nodes

import goldenthread
from goldenthread.access.viewer import Role, Viewer
from goldenthread.web import pages
from goldenthread.web.navigation import Item, in_one_line, navigation

pytestmark = pytest.mark.django_db
SOURCE = Path(goldenthread.__file__).parent


@pytest.mark.parametrize("path", ["/help/", "/privacy/", "/accessibility/", "/who-can-see-what/"])
def test_what_everybody_may_read_needs_no_sign_in(client, path):
    page = client.get(path)
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


def test_every_page_says_whom_to_call_in_an_emergency(client):
    assert "if a child is in danger call 999" in client.get("/help/").content.decode()


def test_scripts_run_only_with_the_nonce_of_the_answer(client):
    page = client.get("/help/")
    policy = page.headers["Content-Security-Policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    html = page.content.decode()
    assert html.count("<script") == html.count(f'nonce="{nonce}"') == 2
    assert "unsafe" not in policy
    assert client.get("/help/").headers["Content-Security-Policy"] != policy


def test_an_address_that_leads_nowhere_says_so_plainly(client):
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert "Page not found" in page.content.decode()


def test_a_page_that_fails_says_whose_fault_it_is_and_shows_no_trace(client, monkeypatch):
    def broken(request, template, **context):
        raise RuntimeError("the trace of Maya Whitfield")

    monkeypatch.setattr(pages, "_page", broken)
    client.raise_request_exception = False
    page = client.get("/help/")
    said = page.content.decode()
    assert page.status_code == 500
    assert "It is our fault" in said
    assert "Maya" not in said
    assert "Traceback" not in said


def test_a_fault_is_told_even_when_the_database_is_what_failed(client, monkeypatch):
    def unreachable(self, **options):
        raise OperationalError("connection refused")

    monkeypatch.setattr(SessionStore, "load", unreachable)
    client.cookies["sessionid"] = "kept-from-this-morning"
    client.raise_request_exception = False
    page = client.get("/my-work/")
    assert page.status_code == 500
    assert "if a child is in danger call 999" in page.content.decode()


def test_a_form_without_its_token_is_refused_in_words():
    page = Client(enforce_csrf_checks=True).post("/find/", {"q": "Maya"})
    assert page.status_code == 403
    assert "This page was open too long" in page.content.decode()


def test_an_earlier_day_leads_back_only_to_pages_of_this_service(client):
    for elsewhere in ("https://example.org/", "//example.org/", "/\\example.org/"):
        assert "example.org" not in client.get("/earlier-day/", {"page": elsewhere}).content.decode()
    assert 'action="/my-work/"' in client.get("/earlier-day/", {"page": "/my-work/"}).content.decode()


def test_the_service_can_say_that_it_runs(client):
    assert client.get("/health/").content == b"ok"


def test_the_demo_says_that_everybody_in_it_is_synthetic(client):
    from django.template import engines

    environment = engines["jinja2"].env
    before = environment.globals["demo"]
    environment.globals["demo"] = True
    try:
        assert "Every person and record here is synthetic" in client.get("/help/").content.decode()
    finally:
        environment.globals["demo"] = before
    assert "synthetic" not in client.get("/help/").content.decode()


@pytest.mark.parametrize(("number", "in_line", "folded"), [(4, 4, 0), (7, 7, 0), (8, 5, 3), (12, 5, 7)])
def test_a_long_menu_stands_on_one_line_and_folds_the_rest(number, in_line, folded):
    items = [Item(str(n), str(n), "/") for n in range(number)]
    shown, more = in_one_line(items)
    assert (len(shown), len(more)) == (in_line, folded)
    assert [*shown, *more] == items


def test_of_long_names_fewer_stand_on_the_line_so_that_the_search_box_stays_on_it():
    """With gaps of 3: 10, 28, 48, 64, 76 and 91 letters. Of 78, "More" takes 10, so four stay; without the last, all five do."""
    items = [Item(name, name, "/") for name in ("My work", "Record sessions", "Help that is owed", "ADHD register", "Got worse", "Harm reviews")]
    shown, more = in_one_line(items)
    assert [item.text for item in shown] == ["My work", "Record sessions", "Help that is owed", "ADHD register"]
    assert [item.text for item in more] == ["Got worse", "Harm reviews"]
    assert in_one_line(items[:5]) == (items[:5], [])


def test_a_manager_begins_at_the_clocks_and_an_officer_at_their_work():
    def in_line(role):
        return [item.text for item in in_one_line(navigation(Viewer(kind="person", roles=(Role(role, None),))))[0]]

    assert in_line("la-send-manager") == ["Clocks", "My work", "Requests", "Reviews", "Plans"]
    assert in_line("la-send-caseworker") == ["My work", "Requests", "Questions", "Reviews", "Plans"]


def test_no_page_is_given_something_by_a_name_that_the_layout_takes_for_itself():
    """What the layout sets stands in its blocks too: a page's own value of that name is gone, for those alone whose menu is long."""
    env = engines["jinja2"].env
    layout = env.parse((SOURCE / "web/templates/layout.html").read_text("utf-8"))
    taken = {n.name for a in layout.find_all(nodes.Assign) for n in (a.target, *a.target.find_all(nodes.Name)) if isinstance(n, nodes.Name)}
    assert {"menu", "menu_here"} <= taken
    clashes = {}
    for path in SOURCE.glob("*/templates/**/*.html"):
        text = path.read_text("utf-8")
        if '{% extends "layout.html" %}' in text:
            asked = meta.find_undeclared_variables(env.parse(text)) & taken
            if asked:
                clashes[path.name] = asked
    assert clashes == {}


def test_a_form_sent_to_an_address_that_is_not_ours_is_refused_in_words():
    page = Client(raise_request_exception=False).post("/my-work/", {"why": "two words"}, headers={"Host": "other.example", "Origin": "http://other.example"})
    assert page.status_code == 400
    assert "We could not read that" in page.content.decode()
