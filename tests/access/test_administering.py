"""Accounts and roles are given by an administrator of the organisation, through named functions, as pages run them."""

import datetime as dt

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client

from goldenthread.access.models import RoleGrant, User
from goldenthread.access.viewer import become
from goldenthread.people.models import Practitioner

from . import conftest as area

pytestmark = pytest.mark.django_db
TODAY = dt.date.today()
PASSWORD = "a long pass phrase"
ADMIN = "system-administrator"


def ask(function, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}({', '.join(['%s'] * len(arguments))})", arguments)
        return cursor.fetchone()[0]


def grant(who, role, body, first_day=TODAY):
    return ask("access_grant_role", who.pk, role, body.pk, first_day)


def add(body, role="la-send-caseworker", address="new@example.org", practitioner=None):
    return ask("access_add_user", address, "New Person", make_password(PASSWORD), role, body.pk, TODAY, practitioner)


def roles_of(user):
    with transaction.atomic():
        return become(user.pk).role_slugs


def test_an_administrator_adds_somebody_who_then_holds_that_role_alone(world, look):
    made = User.objects.get(pk=look(ADMIN, lambda v: add(world.council)))
    assert made.check_password(PASSWORD)
    assert (made.is_staff, made.is_superuser) == (False, False)
    assert made.practitioner.organisation == world.council
    assert roles_of(made) == {"la-send-caseworker"}
    assert made.grants.get().granted_by == world.users[ADMIN].pk


@pytest.mark.parametrize("role", [r for r in area.BODY_OF if r != ADMIN])
def test_nobody_else_adds_an_account_or_gives_a_role(role, world, look):
    def question(viewer):
        assert add(world.council) is None
        assert grant(world.users["dsco"], "la-send-manager", world.council) is None
        assert ask("access_set_active", world.users["dsco"].pk, False) is False
        held = RoleGrant.objects.get(user=world.users["dsco"])
        assert ask("access_end_role", held.pk) is False

    look(role, question)


def test_nobody_gives_themselves_a_role_nor_ends_or_closes_their_own(world, look):
    me = world.users[ADMIN]

    def question(viewer):
        assert grant(me, "la-send-manager", world.council) is None
        assert ask("access_end_role", RoleGrant.objects.get(user=me).pk) is False
        assert ask("access_set_active", me.pk, False) is False

    look(ADMIN, question)


def test_a_role_is_given_in_an_organisation_that_one_administers_and_that_has_such_a_role(world, look):
    colleague = world.users["dsco"]

    def question(viewer):
        assert grant(colleague, "la-send-manager", world.elsewhere) is None
        assert grant(colleague, "dco", world.icb) is None
        assert grant(colleague, "dco", world.council) is None
        assert grant(colleague, "parent", world.council) is None
        assert grant(colleague, "la-send-manager", world.council, TODAY - dt.timedelta(1)) is None
        assert grant(world.users["parent"], "la-send-manager", world.council) is None
        assert grant(colleague, "la-send-manager", world.council) is not None
        assert grant(colleague, "la-send-manager", world.council) is None

    look(ADMIN, question)
    assert roles_of(colleague) == {"dsco", "la-send-manager"}


def test_a_schools_administrator_cannot_make_a_case_officer_who_would_read_what_the_council_shares(world, look):
    RoleGrant.objects.filter(user=world.users[ADMIN]).update(organisation=world.school)

    def question(viewer):
        assert add(world.school, "la-send-caseworker") is None
        assert add(world.council, "la-send-caseworker") is None
        assert add(world.school, "setting-senco") is not None

    look(ADMIN, question)


@pytest.mark.parametrize("owner", ["provider", "icb", "school", "sendiass", "council"])
def test_every_body_that_owns_records_may_have_an_information_governance_lead(owner, world, look):
    body = getattr(world, owner)
    RoleGrant.objects.filter(user=world.users[ADMIN]).update(organisation=body)
    assert look(ADMIN, lambda v: add(body, "information-governance")) is not None


@pytest.mark.parametrize(("body", "given"), [("provider", True), ("icb", True), ("council", False), ("school", False)])
def test_an_nhs_body_names_whoever_answers_complaints_and_no_other_body_does(body, given, world, look):
    owner = getattr(world, body)
    RoleGrant.objects.filter(user=world.users[ADMIN]).update(organisation=owner)
    assert bool(look(ADMIN, lambda v: add(owner, "complaints-manager"))) is given


def test_a_role_that_is_ended_opens_nothing_at_once_and_leaves_a_trace(world, look):
    officer = world.users["la-send-caseworker"]
    held = RoleGrant.objects.get(user=officer)
    assert look(ADMIN, lambda v: ask("access_end_role", held.pk)) is True
    held.refresh_from_db()
    assert (held.valid_from, held.valid_to, held.ended_by) == (area.LONG_AGO, TODAY, world.users[ADMIN].pk)
    assert roles_of(officer) == frozenset()


def test_a_closed_account_sees_nothing_and_can_be_opened_again(world, look):
    officer = world.users["la-send-caseworker"]
    assert look(ADMIN, lambda v: ask("access_set_active", officer.pk, False)) is True
    assert roles_of(officer) == frozenset()
    assert look(ADMIN, lambda v: grant(officer, "la-send-manager", world.council)) is None
    assert look(ADMIN, lambda v: ask("access_set_active", officer.pk, True)) is True
    assert roles_of(officer) == {"la-send-caseworker"}


def test_an_account_of_another_body_or_of_a_family_is_not_closed(world, look):
    for role in ("dco", "parent"):
        assert look(ADMIN, lambda v, role=role: ask("access_set_active", world.users[role].pk, False)) is False


def test_an_address_or_a_practitioner_has_one_account(world, look):
    def question(viewer):
        assert add(world.council, address="DSCO@example.org") is None
        assert add(world.council, practitioner=world.users["dsco"].practitioner_id) is None
        assert add(world.council, practitioner=Practitioner.objects.get(reference="dco").pk) is None

    look(ADMIN, question)


def test_a_password_in_clear_is_never_kept(world, look):
    look(ADMIN, lambda v: ask(
        "access_add_user", "a@example.org", "A", "secret words", "dsco", world.council.pk, TODAY, None
    ))  # fmt: skip
    assert not User.objects.filter(email="a@example.org").exists()


@pytest.mark.parametrize("statement", [
    "update access_user set is_active = true",
    "update access_user set is_superuser = true",
    "update access_user set email = 'x@example.org'",
    "update access_user set practitioner_id = null, person_id = null, child_id = null",
    "insert into access_user (id, email, name, password, is_active, is_staff, is_superuser, date_joined)"
    " values (gen_random_uuid(), 'x@example.org', 'X', '!', true, false, false, now())",
    "delete from access_user",
    "insert into access_rolegrant (user_id, role, valid_from) select id, 'la-send-manager', now() from access_user",
    "update access_rolegrant set valid_to = null",
    "insert into people_practitioner (id) values (gen_random_uuid())",
])  # fmt: skip
def test_a_page_cannot_write_an_account_or_a_role_itself(statement, world, look):
    def question(viewer):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    look(ADMIN, question)


def test_signing_in_and_a_new_password_work_with_what_a_page_may_write(world, as_application):
    user = world.users["la-send-caseworker"]
    user.set_password(PASSWORD)
    user.save()
    client = Client(raise_request_exception=True)
    with as_application():
        assert client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
        answer = client.post("/accounts/password/change/", {
            "oldpassword": PASSWORD, "password1": "another pass phrase", "password2": "another pass phrase",
        })  # fmt: skip
    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.last_login is not None
    assert user.check_password("another pass phrase")
