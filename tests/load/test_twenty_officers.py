"""Every acknowledged action has its event exactly once, and every refused one named what came first."""

from collections import Counter

import pytest
from django.db import connection, connections

from goldenthread.access.viewer import become
from goldenthread.cases.actions import NewEvent, append

from . import area, judge, officers

CLONE = "officers_at_work"


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A database of its own, beside that of the other tests, because a server sees only what is committed."""
    with django_db_blocker.unblock():
        connections.close_all()
        settings = connection.settings_dict
        own, name = settings["NAME"], f"{settings['NAME']}_{CLONE}"
        _as_owner(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [own],
            f'drop database if exists "{name}" with (force)', None,
            f'create database "{name}" template "{own}"', None,
        )  # fmt: skip
        settings["NAME"] = name
        try:
            yield f"postgresql:///{name}?host={settings['HOST']}"
        finally:
            connections.close_all()
            settings["NAME"] = own
            _as_owner(f'drop database "{name}" with (force)', None)


def _as_owner(*statements):
    with connection._nodb_cursor() as cursor:
        for sql, given in zip(statements[::2], statements[1::2], strict=True):
            cursor.execute(sql, given)


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
