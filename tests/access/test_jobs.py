"""What the queue's worker does is done by the system role alone: pages are not given it, also where nobody is signed in."""

import re

import pytest
from django.db import DatabaseError, connection, transaction

from goldenthread.access.rls import JOBS
from goldenthread.access.viewer import become

pytestmark = pytest.mark.django_db


def functions():
    """Name, whether pages may call it, and its text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.oid::regprocedure::text, p.proname, has_function_privilege('goldenthread_app', p.oid, 'execute'), p.prosrc"
            " from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public' and p.prosecdef"
        )
        return cursor.fetchall()


def test_each_job_is_a_function_that_pages_cannot_call():
    known = {name: may for _, name, may, _ in functions()}
    assert {name: known[name] for name in JOBS} == dict.fromkeys(JOBS, False)


def test_no_function_that_pages_may_call_is_guarded_by_nobody_being_signed_in():
    """Such a guard lets in whoever is not signed in."""
    refuses = re.compile(r"access_viewer\(\) is not null[^;]*then\s+raise|return access_viewer\(\) is null")
    assert [told for told, name, may, text in functions() if may and refuses.search(text)] == []


@pytest.mark.parametrize("asked", [
    "select * from delivery_unread('x', 1)", "select delivery_keep('[]')", "select * from campaigns_unread('x', 1)", "select campaigns_keep('[]')",
    "select * from delivery_watch_lines()", "select * from plans_silent()",
    "select * from plans_councils('read', 'drafts-and-final-plan')", "select * from delivery_unkept(current_date, 'x')",
])  # fmt: skip
def test_as_nobody_a_page_is_refused(as_application, asked):
    with transaction.atomic(), as_application():
        become(None)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(asked)


@pytest.mark.parametrize("table", ["delivery_account", "delivery_kept", "plans_touched", "plans_kept", "plans_overseen", "campaigns_kept"])
def test_what_is_kept_for_totals_is_shown_to_nobody_and_written_by_no_page(world, as_application, table):
    with connection.cursor() as cursor:
        cursor.execute("insert into delivery_kept values (gen_random_uuid(), current_date, 'x', false)")
        cursor.execute("insert into plans_touched (child) values (gen_random_uuid())")
        cursor.execute("insert into plans_kept values (gen_random_uuid(), 'x', false)")
        cursor.execute(
            "insert into plans_overseen values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), %s, true, null, 'x', 'C', 1, null, true, true)",
            [world.council.pk],
        )
        cursor.execute("insert into delivery_account values (gen_random_uuid(), gen_random_uuid(), %s, 'x', false, 1, 1, 1, 1, 1, 1)", [world.council.pk])
        cursor.execute(
            'insert into campaigns_kept ("case", child, owner, reckoned_on, edition, off) values (gen_random_uuid(), gen_random_uuid(), %s, current_date, \'x\', true)',
            [world.council.pk],
        )
    for role in ("la-send-manager", "la-send-caseworker", "icb-commissioner", "parent"):
        with transaction.atomic(), as_application():
            become(world.users[role].pk)
            with connection.cursor() as cursor:
                cursor.execute(f"select count(*) from {table}")  # noqa: S608  a table of ours
                assert cursor.fetchone()[0] == 0
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"delete from {table}")  # noqa: S608
