"""Who may know who looked, and what is kept of a look, a search and an attempt to open a record outside the rules."""

import ast
import datetime as dt
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

import goldenthread
from goldenthread.access.actions import NoMatch, TooMany, break_glass, record_look, record_search
from goldenthread.access.models import AccessLog, BreakGlass, BreakGlassAttempt, RoleGrant, Search
from goldenthread.access.policy import Refused
from goldenthread.access.queries import REVIEWERS_OF_OPENINGS, attempts_without_match
from goldenthread.access.queries_looks import looks_at
from goldenthread.access.rules import ROLES
from goldenthread.people.models import Allocation

from . import conftest as area

pytestmark = pytest.mark.django_db
EP = "educational-psychologist"
MANAGER = "la-send-manager"


def opens(child, viewer, **others):
    asked = {"number": child.reference, "date_of_birth": child.date_of_birth, "reason": "At the ward now"}
    return break_glass(viewer, **asked | others)


def tries(child, viewer, **others):
    """An attempt whose failure is answered in a page."""
    try:
        return opens(child, viewer, **others)
    except (NoMatch, TooMany) as fault:
        return type(fault)


# --- who may know who looked: the second wall alone ---


@pytest.mark.parametrize("role", [r for r in ROLES if r not in (MANAGER, "information-governance")])
def test_row_level_security_shows_looks_to_the_family_that_holds_the_rights_alone(role, world, look):
    for child in (world.ada, world.eve):
        look("social-worker", lambda v, child=child: record_look(v, child.pk, "Opened the case"))
    expected = {"parent": {world.ada.pk}, "young-person": {world.eve.pk}}
    expected["social-worker"] = {world.ada.pk, world.eve.pk}  # their own
    found = look(role, lambda v: set(AccessLog.objects.values_list("child", flat=True)))
    assert found == expected.get(role, set())


def test_whoever_broke_the_glass_does_not_read_who_else_looked(world, look):
    Allocation.objects.all().delete()
    ep = world.users[EP]
    look("la-send-caseworker", lambda v: record_look(v, world.ada.pk, "Opened the case"))
    look(ep, lambda v: opens(world.ada, v))
    assert look(ep, lambda v: set(AccessLog.objects.values_list("user", flat=True))) == {ep.pk}
    assert [r.purpose for r in look(ep, lambda v: looks_at(v, world.ada.pk)).rows] == ["Opened outside the rules"]


def test_one_parent_does_not_read_when_another_looked(world, look):
    other = area.a_user(world, "parent-2", None)
    RoleGrant.objects.filter(user=other).update(role="parent")
    area.related(world.ada, other.person)
    look(other, lambda v: record_look(v, world.ada.pk, "Looked at the child’s page"))
    look("social-worker", lambda v: record_look(v, world.ada.pk, "Opened the case"))
    assert [r.role for r in look("parent", lambda v: looks_at(v, world.ada.pk)).rows] == ["Social worker"]
    assert look("parent", lambda v: AccessLog.objects.filter(user=other.pk).count()) == 0


@pytest.mark.parametrize("role", [MANAGER, "parent", "social-worker"])
def test_looks_at_a_hidden_case_are_left_out_by_both_walls(role, world, look):
    case = area.a_case(world.ada, confidentiality="withheld")
    look("social-worker", lambda v: record_look(v, world.ada.pk, "Opened", case.pk))
    assert look(role, lambda v: looks_at(v, world.ada.pk).total) == 0
    assert look(role, lambda v: AccessLog.objects.count()) == 0
    with transaction.atomic():  # the first wall alone: the owner is bound by no policy
        assert looks_at(area.become(world.users[role].pk), world.ada.pk).total == 0


def test_a_look_by_somebody_who_answers_for_a_confidential_case_alone_is_hidden_with_it(world, look):
    Allocation.objects.all().delete()
    case = area.a_case(world.ada, confidentiality="withheld")
    area.allocate(world.ada, world.users["social-worker"].practitioner, "social-worker", case=case.pk)
    look("social-worker", lambda v: record_look(v, world.ada.pk, "Looked at the child’s page"))
    assert AccessLog.objects.get().case == case.pk
    assert look("parent", lambda v: looks_at(v, world.ada.pk).total) == 0
    area.allocate(world.ada, world.users["social-worker"].practitioner, "social-worker")
    look("social-worker", lambda v: record_look(v, world.ada.pk, "Looked at the child’s page"))
    assert look("parent", lambda v: looks_at(v, world.ada.pk).total) == 1


def test_a_page_cannot_write_a_look_of_somebody_else_or_in_another_role(world, look):
    def question(viewer):
        with connection.cursor() as cursor:
            for role, body in (("parent", None), ("social-worker", world.elsewhere.pk)):
                cursor.execute(
                    "select access_record_look(%s, null, 'x', %s, %s)", [world.ada.pk, role, body]
                )  # fmt: skip
                assert cursor.fetchone() == (False,)
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(
                    'insert into access_accesslog ("user", role, child_id, owner_id, purpose)'
                    " values (%s, 'parent', %s, %s, 'x')",
                    [world.users["parent"].pk, world.ada.pk, world.council.pk],
                )

    look("social-worker", question)


def test_a_look_is_kept_for_somebody_in_a_role_or_the_page_is_refused(world, look):
    RoleGrant.objects.filter(user=world.users["social-worker"]).delete()
    with pytest.raises(Refused):
        look("social-worker", lambda v: record_look(v, world.ada.pk, "x"))


# --- searches ---


def test_a_search_keeps_who_and_how_many_and_never_what_was_looked_for(world, look):
    look("la-send-caseworker", lambda v: record_search(v, 3))
    kept = Search.objects.values().get()
    assert {k: v for k, v in kept.items() if k not in ("id", "at")} == {
        "user": world.users["la-send-caseworker"].pk, "role": "la-send-caseworker",
        "organisation_id": world.council.pk, "found": 3,
    }  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_searches_are_read_by_whoever_made_them_and_by_the_managers_of_their_body(role, world, look):
    look("la-send-caseworker", lambda v: record_search(v, 3))
    expected = role in ("la-send-caseworker", MANAGER, "information-governance")
    assert look(role, lambda v: Search.objects.exists()) == expected


def test_a_search_is_never_changed(world, look):
    look("la-send-caseworker", lambda v: record_search(v, 3))
    for statement in ("update access_search set found = 0", "delete from access_search"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# --- attempts to open a record outside the rules ---


def test_each_attempt_is_kept_without_whom_it_named(world, look):
    look(EP, lambda v: tries(world.ben, v, number="GT-99999"))
    look(EP, lambda v: tries(world.ben, v, date_of_birth=dt.date(2001, 1, 1)))
    look(EP, lambda v: opens(world.ben, v))
    kept = list(BreakGlassAttempt.objects.order_by("pk").values_list("user", "organisation", "outcome"))
    ep = world.users[EP].pk
    assert kept == [(ep, world.council.pk, outcome) for outcome in ("no-match", "no-match", "opened")]
    columns = {f.column for f in BreakGlassAttempt._meta.fields}
    assert columns == {"id", "at", "user", "role", "organisation_id", "outcome"}


def test_opening_is_itself_a_look_that_the_family_sees(world, look):
    Allocation.objects.all().delete()
    look(EP, lambda v: opens(world.ada, v))
    seen = look("parent", lambda v: looks_at(v, world.ada.pk)).rows
    assert [(r.role, r.organisation, r.purpose, r.name) for r in seen] == [
        ("Educational psychologist", "Council", "Opened outside the rules", "")
    ]


def test_after_five_that_match_nobody_nothing_opens_for_an_hour(world, look):
    for n in range(5):
        assert look(EP, lambda v, n=n: tries(world.ben, v, number=f"GT-9999{n}")) is NoMatch
    assert look(EP, lambda v: tries(world.ben, v)) is TooMany
    assert look(EP, lambda v: tries(world.ben, v, number="GT-99999")) is TooMany
    assert not BreakGlass.objects.exists()
    assert look("social-worker", lambda v: tries(world.ben, v)) is not TooMany, "others are not held up"
    _hours_ago(1)
    assert look(EP, lambda v: tries(world.ben, v)) not in (NoMatch, TooMany)


def test_after_twenty_records_in_a_day_no_more_open(world, look):
    for _ in range(20):
        look(EP, lambda v: opens(world.ben, v))
    assert look(EP, lambda v: tries(world.ben, v)) is TooMany
    _hours_ago(24)
    assert look(EP, lambda v: tries(world.ben, v)) is not TooMany


def _hours_ago(hours):
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table access_breakglassattempt disable trigger user")
        cursor.execute("update access_breakglassattempt set at = at - make_interval(hours => %s)", [hours])
        cursor.execute("alter table access_breakglassattempt enable trigger user")


def test_those_who_review_see_who_of_their_own_tried_and_how_often(world, look):
    since = timezone.now() - dt.timedelta(days=1)
    for n in range(3):
        look(EP, lambda v, n=n: tries(world.ben, v, number=f"GT-9999{n}"))
    look("dco", lambda v: tries(world.ben, v, number="GT-99999"))
    for role in REVIEWERS_OF_OPENINGS:
        found = look(role, lambda v: attempts_without_match(v, since))
        assert [(a.who, a.role, a.times) for a in found] == [(EP, "Educational psychologist", 3)]
    for role in (r for r in ROLES if r not in REVIEWERS_OF_OPENINGS):
        assert look(role, lambda v: attempts_without_match(v, since)) == []
    assert look(EP, lambda v: BreakGlassAttempt.objects.count()) == 3, "one's own"
    assert look("social-worker", lambda v: BreakGlassAttempt.objects.count()) == 0


@pytest.mark.parametrize("role", ["parent", "sendiass", "analyst", "system-administrator"])
def test_a_role_that_opens_nothing_leaves_no_attempt(role, world, look):
    assert look(role, lambda v: tries(world.ben, v)) is NoMatch
    assert not BreakGlassAttempt.objects.exists()


ACTS = ("Added", "Answered", "Arranged", "Changed", "Consulted", "Decided", "Prepared", "Recorded", "Sent", "Suggested", "Told", "Wrote")


def test_a_look_is_called_a_look_and_never_what_might_have_followed():
    """A family reads why somebody opened its record. Opening a form decides, sends and tells nothing: what was done stands in the journal."""
    told = []
    for path in Path(goldenthread.__file__).parent.rglob("pages/*.py"):
        for call in (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            if name == "record_look" or name.endswith(("_or_404", "_desk", "_given", "_view", "_in_hand", "_to_give")):
                told += [f"{path.name}: {a.value}" for a in call.args if isinstance(a, ast.Constant) and str(a.value).startswith(ACTS)]
    assert told == []
