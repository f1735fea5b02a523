"""Two connections on one case at once. What they write is real, and cleared away by hand: the journal refuses."""

import datetime as dt
import threading

import psycopg
import pytest
from django.db import connection, transaction

from goldenthread.access.models import RoleGrant, User
from goldenthread.access.viewer import become
from goldenthread.cases.actions import Conflict, NewEvent, append, open_case
from goldenthread.cases.models import Event
from goldenthread.people.models import Child, Organisation

from .conftest import RECEIVED, an_officer


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        council = Organisation.objects.create(code="LA:998", name="Committed", kind="local-authority")
        child = Child.objects.create(owner=council, surname="Once", forename="Only")
        people = [an_officer(council, name) for name in ("First Officer", "Second Officer")]
        with transaction.atomic():
            case = open_case(become(people[0].pk), child=child.pk, pathway="ehc-needs-assessment", first=RECEIVED)
        try:
            yield case, people
        finally:
            with connection.cursor() as cursor:
                cursor.execute("set session_replication_role = replica")
                for table in ("cases_event", "cases_clockrow", "cases_duty", "cases_casestate"):
                    cursor.execute(f"delete from {table} where case_id = %s", [case])
                cursor.execute("delete from cases_case where id = %s", [case])
                cursor.execute("reset session_replication_role")
            child.delete()
            RoleGrant.objects.filter(organisation=council).delete()
            User.objects.filter(pk__in=[p.pk for p in people]).delete()
            council.delete()
            connection.close()


def test_the_second_of_two_at_once_is_told_and_no_event_is_lost(committed):
    case, people = committed
    start, outcomes = threading.Barrier(2), []

    def record(user, event):
        try:
            with transaction.atomic():
                viewer = become(user.pk)
                start.wait(10)
                append(viewer, case, 1, [NewEvent(event, dt.date(2026, 3, 1))])
            outcomes.append("recorded")
        except Conflict as conflict:
            outcomes.append([s.event for s in conflict.since])
        finally:
            connection.close()

    threads = [
        threading.Thread(target=record, args=pair)
        for pair in zip(people, ("decided-to-assess", "request-withdrawn"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    kept = list(Event.objects.filter(case=case).order_by("number").values_list("event", flat=True))
    assert len(kept) == 2
    assert "recorded" in outcomes
    assert [kept[1]] in outcomes


def test_the_server_speaks_of_the_same_rule_to_any_client(committed):
    """The unique number is the last guard, whoever writes."""
    case, _ = committed
    settings = connection.get_connection_params()
    with (
        psycopg.connect(
            host=settings["host"], user=settings["user"], dbname=settings["dbname"], autocommit=True
        ) as other,
        pytest.raises(psycopg.errors.UniqueViolation),
    ):
        other.execute(
            'insert into cases_event (id, case_id, number, event, "on", by, kind_of_data)'
            " values (gen_random_uuid(), %s, 1, 'decided-to-assess', '2026-03-01', 'x', 'ehc-request-and-stage')",
            [case],
        )
