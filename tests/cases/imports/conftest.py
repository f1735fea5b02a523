"""The example files of the guide, loaded into a real PostgreSQL, and changed a little at a time."""

from __future__ import annotations

import datetime as dt
import os
import sys
import uuid
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from goldenthread.cases.imports.background import load_deprivation, load_languages
from goldenthread.cases.imports.events import load_events
from goldenthread.cases.imports.people import load_people
from goldenthread.cases.imports.sen2 import load_sen2

EXAMPLES = Path(__file__).parents[3] / "docs" / "guide" / "examples"
LOADED_ON = dt.date(2027, 2, 1)
"""After the last census of which a return can be read."""
SAMPLES = Path(__file__).parents[2] / "exchange" / "data"
LOADERS = {"sen2": load_sen2, "people": load_people, "events": load_events, "deprivation": load_deprivation, "languages": load_languages}
NAMES = {"sen2": "sen2.xml", "people": "people.csv", "events": "events.csv", "deprivation": "deprivation.csv", "languages": "languages.csv"}


@pytest.fixture
def load(tmp_path, db):
    """Loads an example after some replacements, under a name of its own."""

    def go(kind, *changes, name=None, path=None, **more):
        source = path or EXAMPLES / NAMES[kind]
        text = source.read_text(encoding="utf-8")
        for before, after in changes:
            assert before in text, before
            text = text.replace(before, after)
        file = tmp_path / (name or source.name)
        file.write_text(text, encoding="utf-8")
        if kind == "sen2":
            more = {"today": LOADED_ON, **more}
        return LOADERS[kind](file, by="test", **more)

    return go


@pytest.fixture
def ask(db):
    """Rows of a query; single values where it has one column."""

    def go(sql, *parameters):
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            if cursor.description is None:
                return None
            rows = cursor.fetchall()
        return [row[0] for row in rows] if rows and len(rows[0]) == 1 else rows

    return go


@pytest.fixture
def journal(ask):
    """The events of a child that stand, in order, as (event, on, fields)."""

    def go(upn, pathway="ehc-needs-assessment"):
        rows = ask(
            'SELECT e.event, e."on"::text, e.fields FROM cases_event e JOIN cases_case c ON c.id = e.case_id'
            " JOIN people_child k ON k.id = c.child_id WHERE k.upn = %s AND c.pathway = %s"
            " AND e.event <> 'corrected' AND NOT EXISTS (SELECT FROM cases_event w"
            " WHERE w.case_id = e.case_id AND w.event = 'corrected' AND w.fields ->> 'event_id' = e.id::text)"
            ' ORDER BY e."on", e.number',
            upn,
            pathway,
        )
        import json

        return [(event, on, json.loads(f) if isinstance(f, str) else f) for event, on, f in rows]

    return go


@pytest.fixture
def everything(ask):
    """How many rows each table of ours holds."""

    def go():
        tables = ask("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^(people|cases)_'")
        return {table: ask(f"SELECT count(*) FROM {table}")[0] for table in tables}

    return go


@pytest.fixture
def record(ask):
    """An event as a person records it on a child's case."""

    def go(upn, event, on, pathway="ehc-needs-assessment", fields="{}", about=""):
        [id_] = ask(
            "UPDATE cases_case c SET last_number = last_number + 1 FROM people_child k"
            " WHERE k.id = c.child_id AND k.upn = %s AND c.pathway = %s RETURNING c.id",
            upn,
            pathway,
        )
        [event_id] = ask(
            'INSERT INTO cases_event (id, case_id, number, event, "on", by, about, kind_of_data, fields)'
            " SELECT gen_random_uuid(), id, last_number, %s, %s, 'user:1', %s, 'ehc-request-and-stage',"
            " %s::jsonb FROM cases_case WHERE id = %s RETURNING id",
            event,
            on,
            about,
            fields,
            id_,
        )
        return event_id

    return go


@pytest.fixture
def samples():
    return SAMPLES


ADA, BEN, CAI = "Y881200000001", "M881200000002", "B881200000003"


@pytest.fixture
def ada():
    return ADA


@pytest.fixture
def ben():
    return BEN


@pytest.fixture
def cai():
    return CAI


@pytest.fixture
def places(ask):
    """The two postcodes of the example."""

    def go():
        ask("INSERT INTO people_district (code, name, locality) VALUES ('E07000070', 'Chelmsford', 'Mid') ON CONFLICT DO NOTHING")
        for code in ("CM1 1QH", "CO1 1JG"):
            ask("INSERT INTO people_postcode (postcode, district_id, easting, northing) VALUES (%s, 'E07000070', 0, 0)", code)

    return go


@pytest.fixture
def area(db):
    """The real command, its environment and a database of its own, for what another process commits cannot be rolled back by a test."""
    held = connection.settings_dict
    name = f"apart_{uuid.uuid4().hex[:8]}"
    address = {
        "host": held["HOST"],
        "port": held["PORT"] or None,
        "user": held["USER"],
        "password": held["PASSWORD"],
    }
    with psycopg.connect(**address, dbname="postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{held["NAME"]}_empty"')
        url = f"postgresql://{held['USER']}@/{name}?host={held['HOST']}"
        environment = os.environ | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", settings.SETTINGS_MODULE),
            "PYTHONUNBUFFERED": "1",
        }
        command = [sys.executable, "-m", "goldenthread.commands"]
        yield command, environment, {**address, "dbname": name}
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
