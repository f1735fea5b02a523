"""A pytest plugin that gives the test run a PostgreSQL of its own, unless DATABASE_URL names one.

Loaded with `-p` because pytest-django reads the settings before any conftest. The tests connect as the owner;
pages and actions under test take the application's role, as `access` arranges it."""

import os
import shutil

from goldenthread.local.postgres import Server, scratch

_started: list[Server] = []


def _start() -> None:
    os.environ.setdefault("GOLDENTHREAD_ROLE", "owner")
    os.environ.setdefault("GOLDENTHREAD_TLS", "0")
    if "DATABASE_URL" in os.environ:  # a real server, or a worker of pytest-xdist whose controller started one
        return
    folder = scratch()
    folder.chmod(0o711)
    server = Server(folder, fast=True)
    server.start()
    _started.append(server)
    os.environ["DATABASE_URL"] = server.url


def pytest_unconfigure() -> None:
    while _started:
        server = _started.pop()
        server.stop()
        shutil.rmtree(server.root, ignore_errors=True)


_start()
