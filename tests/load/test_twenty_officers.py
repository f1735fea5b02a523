"""Every acknowledged action has its event exactly once, and every refused one named what came first."""

from collections import Counter

import pytest
from django.db import connection, connections

from goldenthread.access.viewer import become
from goldenthread.cases.actions import NewEvent, append

from . import area, judge, officers

CLONE = "at_work"


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A copy of the tests' database, or of that in which a scene is set, for this test alone: another process sees only
    what is committed."""
    with django_db_blocker.unblock():
        connections.close_all()
        # Other threads begin from the first of the two; here it is the second, which a scene has made its own.
        places = [connections.settings["default"], connection.settings_dict]
        own = [settings["NAME"] for settings in places]
        name = f"{own[0]}_{CLONE}"
        # A scene's own is joined to nothing now; to the tests' own, a browser's thread may be.
        _as_owner(f'drop database if exists "{name}" with (force)', f'create database "{name}" template "{_idle(own)}"')
        for settings in places:
            settings["NAME"] = name
        try:
            yield f"postgresql:///{name}?host={places[0]['HOST']}"
        finally:
            connections.close_all()
            for settings, before in zip(places, own, strict=True):
                settings["NAME"] = before
            _as_owner(f'drop database "{name}" with (force)')


def _idle(own):
    """The tests' own has an empty copy that nobody joins; a scene's has none, and is joined to by nobody now."""
    copy = f"{own[1]}_empty"
    with connection._nodb_cursor() as cursor:
        cursor.execute("select 1 from pg_database where datname = %s", [copy])
        return copy if cursor.fetchone() else own[1]


def _as_owner(*statements):
    with connection._nodb_cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def test_what_was_acknowledged_and_not_recorded_or_recorded_unsaid_would_be_told(db):
    """It also has the test database made, which the test beneath does not ask for itself."""
    made = area.make(officers=1, cases=2)
    [officer], [case] = made.officers, made.considering
    assert judge.faults(made, []) == []
    fact = officers.Fact("family-consulted", area.TODAY)
    said = officers.Press(officer, case, (fact,), 1, "recorded")
    assert "acknowledged and not recorded" in judge.faults(made, [said])[0]
    append(become(officer.key), case, 1, [NewEvent(fact.event, fact.on)])
    assert judge.faults(made, [said]) == []
    assert "recorded and not acknowledged, or twice" in judge.faults(made, [])[0]
    refused = officers.Press(officer, case, (fact,), 1, "refused", told="Somebody was first")
    assert "refused without what came first" in judge.faults(made, [said, refused])[0]


def test_twenty_officers_on_two_hundred_cases_lose_nothing_and_are_told_what_came_first(committed, tmp_path):
    made = area.make()
    log = tmp_path / "server.log"
    with officers.serving(committed, log) as port:
        presses = officers.work(made, port, actions=3)
    assert judge.faults(made, presses) == [], log.read_text()[-4000:]
    told = Counter(p.outcome for p in presses)
    assert told["recorded"] >= 40
    assert told["refused"] >= 5, "they never met"
