"""Tests set their scene as the owner, whom row-level security does not bind in a private server, and look at it
through the role of pages."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from django.db import connection


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
