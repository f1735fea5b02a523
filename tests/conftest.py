"""Tests set their scene as the owner, whom row-level security does not bind in a private server, and look at it
through the role of pages."""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import gc
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as of_django
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, connections, transaction
from django.template import engines
from django.test import Client
from django.utils import timezone
from django.utils.crypto import get_random_string
from hypothesis import HealthCheck
from hypothesis import settings as of_hypothesis
from jinja2 import FileSystemBytecodeCache

from goldenthread.access.actions import load_rules
from goldenthread.access.middleware import VERIFIED
from goldenthread.people.models import Organisation

# How fast the machine is today says nothing about what is tested.
of_hypothesis.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
of_hypothesis.load_profile("any machine")


def pytest_collection_finish():
    """What stands when the first test begins stands to the end: Python need not look through all of it for what may go, again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


WITHOUT_A_DATABASE = ("engine", "exchange", "pathways", "science")


def pytest_collection_modifyitems(items):
    """The file that comes first has its worker migrate a database, which takes a while; what needs none is next, for another worker."""
    first = items[0].path if items else None
    items.sort(key=lambda item: 0 if item.path == first else 1 if item.path.parent.name in WITHOUT_A_DATABASE else 2)


@pytest.fixture(scope="session")
def of_all_workers(tmp_path_factory, worker_id) -> Path:
    """A folder that the workers of one run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session", autouse=True)
def _templates_are_compiled_once(of_all_workers):
    """By whichever worker needs them first, for all."""
    folder = of_all_workers / "templates"
    folder.mkdir(exist_ok=True)
    engines["jinja2"].env.bytecode_cache = FileSystemBytecodeCache(str(folder))


def client_of(user) -> Client:
    """A browser in which somebody has signed in with both steps: the session that signing in leaves, in one question of the database."""
    session = {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: of_django.AUTHENTICATION_BACKENDS[0], HASH_SESSION_KEY: user.get_session_auth_hash(), VERIFIED: True}
    until = timezone.now() + dt.timedelta(seconds=of_django.SESSION_COOKIE_AGE)
    made = Session.objects.create(session_key=get_random_string(32), session_data=SessionStore().encode(session), expire_date=until)
    client = Client()
    client.cookies[of_django.SESSION_COOKIE_NAME] = made.session_key
    return client


@contextlib.contextmanager
def committed_council(django_db_blocker, code: str) -> Iterator[Organisation]:
    """A council of which everything is real, for what two connections do to it at once; cleared away by hand, because the journal refuses. A
    test before it must have had the database made."""
    with django_db_blocker.unblock():
        load_rules()
        council = Organisation.objects.create(code=code, name="Committed", kind="local-authority")
        try:
            yield council
        finally:
            with connection.cursor() as cursor:
                cursor.execute("set session_replication_role = replica")
                # What has no owner of its own goes by its case, under whatever name, while there are cases.
                cursor.execute(
                    "select t.table_name, max(c.column_name) filter (where c.column_name = 'owner_id'), max(c.column_name) from information_schema.tables t"
                    " join information_schema.columns c using (table_schema, table_name)"
                    " where t.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name in ('owner_id', 'case_id', 'referral_id') group by 1 order by 2 nulls first"
                )
                for table, owner, case in cursor.fetchall():
                    owners = f"{owner} = %s" if owner else f"{case} in (select id from cases_case where owner_id = %s)"
                    cursor.execute(f"delete from {table} where {owners}", [council.pk])
                cursor.execute("select user_id from access_rolegrant where organisation_id = %s", [council.pk])
                users = [user for (user,) in cursor.fetchall()]
                for table, column in (("access_change", "about_id"), ("access_rolegrant", "user_id"), ("access_user", "id")):
                    cursor.execute(f"delete from {table} where {column} = any(%s)", [users])
                cursor.execute("delete from people_practitioner where organisation_id = %s", [council.pk])
                cursor.execute("delete from procrastinate_jobs")
                cursor.execute("reset session_replication_role")
            council.delete()
            connection.close()


@contextlib.contextmanager
def meanwhile(act: Callable[[], object]) -> Iterator[None]:
    """Within, what is done is not committed yet when somebody else begins to act, and has to wait; beyond, both have ended well."""
    with transaction.atomic():
        yield
        thread, outcome = somebody_else(act)
        soon(lambda: waits_for_us() or outcome)
        assert outcome == []
    thread.join(30)
    assert outcome == ["done"]


def somebody_else(act: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    """Acts on a connection of their own, in one transaction, from now on; and how that ended: "done", or what went wrong."""
    outcome: list[object] = []

    def go() -> None:
        try:
            with transaction.atomic():
                act()
            outcome.append("done")
        except Exception as fault:  # noqa: BLE001 - whatever it was is told by the assertion
            outcome.append(fault)
        finally:
            connection.close()

    thread = threading.Thread(target=go)
    thread.start()
    return thread, outcome


def soon(so: Callable[[], object]) -> None:
    """Waits until it is so, for twenty seconds at most: what then is not so fails what comes next."""
    until = time.monotonic() + 20
    while not so() and time.monotonic() < until:
        time.sleep(0.02)


def waits_for_us() -> bool:
    with connection.cursor() as cursor:
        # Unlike pg_stat_activity, which a transaction reads once.
        cursor.execute("select exists (select 1 from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid)))")
        return bool(cursor.fetchone()[0])


@contextlib.contextmanager
def as_role(name: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        before = cursor.fetchone()[0]
        cursor.execute(f"set role {name}")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(f"set role {before}")


@pytest.fixture
def as_application():
    """The role of pages, which row-level security binds."""
    return lambda: as_role("goldenthread_app")


@pytest.fixture
def as_system():
    """The role of imports and of rebuilding, which it does not."""
    return lambda: as_role("goldenthread_system")


@pytest.fixture(scope="session")
def migrated(of_all_workers):
    """The name of the database that was migrated first, in a file that one worker holds at a time."""
    with (of_all_workers / "migrated").open("a+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield held


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, django_db_modify_db_settings, django_db_blocker, migrated):
    """Whether Django finds its database made: the worker that comes second copies what the first has migrated."""
    migrated.seek(0)
    if found := migrated.read():
        with django_db_blocker.unblock():
            _anew(connection.creation._get_test_db_name(), found)
    return bool(found) or django_db_keepdb


@pytest.fixture(scope="session")
def django_db_setup(django_db_keepdb, django_db_setup, django_db_blocker, migrated, request):
    """The empty database, and a copy of it to which nobody connects: only such a one can be copied again."""
    of_django.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; nothing is kept
    of_django.WHITENOISE_AUTOREFRESH = True  # else every client of a test looks at every file that never changes
    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
        connection.close()
        _anew(f"{name}_empty", name)
    copied = django_db_keepdb and not request.config.option.reuse_db
    if not copied:
        _say(migrated, f"{name}_empty")
    fcntl.flock(migrated, fcntl.LOCK_UN)
    yield
    fcntl.flock(migrated, fcntl.LOCK_EX)
    with django_db_blocker.unblock():
        if copied:
            connection.close()
            _drop(name)
        else:
            _say(migrated, "")
        _drop(f"{name}_empty")


def _say(held, name: str) -> None:
    held.truncate(0)
    held.write(name)
    held.flush()


@pytest.fixture(scope="session")
def scenes(django_db_setup, django_db_blocker):
    """Databases in which a scene is already set. Each is made once; a test that begins there is undone as any other is.

    To be asked by a fixture of the scope of a class, which comes before `db` begins the test's transaction and, outside
    of a class, lasts no longer than the test. It yields what `build` returned, to be copied before a test changes it."""
    made: dict[Callable, tuple] = {}
    default = connections["default"].settings_dict  # which every thread of this process connects by
    empty = default["NAME"]

    @contextlib.contextmanager
    def at(build: Callable) -> Iterator:
        assert default["NAME"] == empty, "a test has one scene"
        elsewhere = connections["default"]
        default["NAME"] = f"{empty}_{build.__name__}"
        try:
            if build not in made:
                there = type(elsewhere)(default, "default")
                connections["default"] = there
                with django_db_blocker.unblock():
                    _anew(default["NAME"], f"{empty}_empty")
                    with transaction.atomic():
                        made[build] = there, build()
            connections["default"], told = made[build]
            yield told
        finally:
            connections["default"], default["NAME"] = elsewhere, empty

    yield at
    with django_db_blocker.unblock():
        for build, (there, _) in made.items():
            there.close()
            _drop(f"{empty}_{build.__name__}")


def _anew(name: str, template: str) -> None:
    _drop(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'create database "{name}" template "{template}"')


def _drop(name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}"')
