"""A small council with one assessment, in which real viewers open real pages through both walls."""

import contextlib
import copy
import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goldenthread.access.actions import load_rules
from goldenthread.access.models import RoleGrant, User
from goldenthread.access.viewer import become
from goldenthread.cases.models import Case, Event
from goldenthread.cases.projection import project
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Allocation, Child, Connection, Cover, Organisation, Practitioner, Team

from ...conftest import client_of

TODAY = dt.date(2026, 11, 24)
LONG_AGO = dt.date(2020, 1, 1)


@pytest.fixture(autouse=True)
def _today(settings):
    settings.DEMO_TODAY = TODAY


def organisation(code, name, kind):
    return Organisation.objects.create(code=code, name=name, kind=kind)


def practitioner(name, role, body, team=None):
    """Somebody who works for a body, and signs in."""
    reference = name.lower().replace(" ", ".")
    who = Practitioner.objects.create(reference=reference, name=name, role=role, organisation=body, team=team)
    user = User.objects.create(email=f"{reference}@example.org", name=name, practitioner=who)
    RoleGrant.objects.create(user=user, role=role, organisation=body, valid_from=LONG_AGO)
    return SimpleNamespace(who=who, user=user, pk=who.pk, name=name)


def child_of(owner, forename, surname, **others):
    others.setdefault("date_of_birth", dt.date(2019, 10, 5))
    child = Child.objects.create(owner=owner, forename=forename, surname=surname, **others)
    child.refresh_from_db()
    return child


def allocate(child, someone, case=None):
    return Allocation.objects.create(
        child=child, owner=child.owner, practitioner=someone.who, role=someone.who.role, case=case, valid_from=LONG_AGO
    )


def cover(away, by, until):
    return Cover.objects.create(practitioner=away.who, covered_by=by.who, valid_from=TODAY, valid_to=until)


def case_of(child, *events, pathway="ehc-needs-assessment"):
    """A case with its journal, projected: each event is (slug, day) or (slug, day, fields)."""
    case = Case.objects.create(
        child=child, owner=child.owner, pathway=pathway, opened_on=events[0][1], last_number=len(events)
    )
    for number, (slug, on, *fields) in enumerate(events, 1):
        add_event(case, number, slug, on, *fields)
    project(case.pk)
    case.refresh_from_db()
    return case


def add_event(case, number, slug, on, fields=None):
    fields = fields or {}
    declared = PATHWAYS[case.pathway].events[slug]
    about = fields.get(declared.about) if declared.about else ""
    kind = PATHWAYS[case.pathway].kind_of_data(slug, about if isinstance(about, str) else None)
    return Event.objects.create(
        case=case,
        number=number,
        event=slug,
        on=on,
        by="import:none",
        about=about or "",
        kind_of_data=kind,
        fields=fields,
    )


def day(text):
    return dt.date.fromisoformat(text)


def sign_in(someone):
    return client_of(someone.user)


@contextlib.contextmanager
def as_application():
    """The database role of pages: row-level security binds it."""
    with connection.cursor() as cursor:
        cursor.execute("set role goldenthread_app")
        try:
            yield
        finally:
            cursor.execute("reset role")


@contextlib.contextmanager
def as_the_worker():
    """The database role of what the queue does, for nobody who is signed in."""
    with connection.cursor() as cursor:
        cursor.execute("set role goldenthread_system")
        try:
            become(None)
            yield
        finally:
            cursor.execute("reset role")


def get(someone, path, **data):
    client = sign_in(someone)
    with as_application():
        return client.get(path, data)


def post(someone, path, **data):
    client = sign_in(someone)
    with as_application():
        return looked(client, client.post(path, {k.replace("__", "-"): v for k, v in data.items()}))


def looked(client, answer):
    """What a browser shows after a post: what was typed is looked at by its address."""
    return client.get(answer["Location"]) if answer.status_code == 302 and answer["Location"].endswith("?typed") else answer


def text_of(page):
    """What a reader reads, without the markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def queries(someone, path, **asked):
    client = sign_in(someone)
    with as_application(), CaptureQueriesContext(connection) as caught:
        assert client.get(path, asked).status_code == 200
    return len([q for q in caught if "SAVEPOINT" not in q["sql"]])


def recorded_on_the_day_shown():
    """The journal's clock stands at the day of the tests, whenever they run."""
    with connection.cursor() as cursor:
        cursor.execute("insert into cases_demo_area values (true) on conflict do nothing")
        cursor.execute("select set_config('app.demo_now', %s, true)", [f"{TODAY}T09:00:00+00:00"])


def a_council():
    """Priya Nair, a case officer, answers for Maya Whitfield, whose advice is being gathered."""
    load_rules()
    recorded_on_the_day_shown()
    council = organisation("LA:881", "Essex County Council", "local-authority")
    other = organisation("LA:999", "Another Council", "local-authority")
    school = organisation("URN:123456", "Larkfield Primary School", "school")
    team = Team.objects.create(reference="mid", name="Mid team", organisation=council, locality="Mid")
    maya = child_of(council, "Maya", "Whitfield")
    Connection.objects.create(child=maya, owner=council, organisation=school, kind="attends", valid_from=LONG_AGO)
    priya = practitioner("Priya Nair", "la-send-caseworker", council, team)
    case = case_of(
        maya,
        ("request-received", day("2026-08-10"), {"by": "parent"}),
        ("decided-to-assess", day("2026-09-18")),
        ("advice-requested", day("2026-09-18"), {"contributor": "educational-psychologist"}),
        ("advice-requested", day("2026-09-18"), {"contributor": "family"}),
        ("advice-received", day("2026-10-14"), {"contributor": "family"}),
    )
    allocate(maya, priya)
    return SimpleNamespace(
        council=council, school=school, team=team, maya=maya, case=case, priya=priya,
        daniel=practitioner("Daniel Okafor", "la-send-caseworker", council, team),
        helen=practitioner("Helen Marsh", "educational-psychologist", council),
        stranger=practitioner("Sam Elsewhere", "la-send-caseworker", other),
    )  # fmt: skip


@pytest.fixture(scope="class")
def the_council(scenes):
    with scenes(a_council) as told:
        yield told


@pytest.fixture
def area(the_council, db):
    recorded_on_the_day_shown()
    return copy.deepcopy(the_council)
