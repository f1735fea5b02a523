"""Two principals give the last hour of a week at the same moment. What they write is real, and cleared away by hand: the
audit refuses."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction

from goldenthread.access.viewer import become
from goldenthread.assessments.capacity import WeeksChanged, changes, keep_weeks
from goldenthread.assessments.models import QueueMove, WorkingWeek
from goldenthread.assessments.queue import queue
from goldenthread.assessments.queue_actions import Changed, NeedsReason, allocate, state_of
from goldenthread.people.models import Child, Connection
from goldenthread.science.ep_queue import Time

from ..cases.pages.conftest import LONG_AGO, case_of, practitioner
from ..conftest import committed_council

ON = dt.date.today()
WEEK = ON - dt.timedelta(days=ON.weekday())
EP = "educational-psychologist"


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    with committed_council(django_db_blocker, "LA:997") as council:
        helen = practitioner("Committed Helen", EP, council)
        principals = [practitioner(f"Committed {n}", "principal-educational-psychologist", council) for n in ("First", "Second")]
        WorkingWeek.objects.create(practitioner=helen.who, owner=council, week=WEEK, assessments=1)
        children = [Child.objects.create(owner=council, surname="Wait", forename=name) for name in ("Ann", "Ben")]
        ago = [ON - dt.timedelta(days=n) for n in (60, 30, 20)]
        cases = []
        for child in children:
            Connection.objects.create(child=child, owner=council, organisation=council, kind="attends", valid_from=LONG_AGO)
            cases.append(
                case_of(child, ("request-received", ago[0], {"by": "parent"}), ("decided-to-assess", ago[1]), ("advice-requested", ago[2], {"contributor": EP}))
            )
        yield council, helen, principals, cases


def test_whoever_changes_a_queue_holds_it_until_the_end(db):
    """It also has the test database made, which the tests beneath do not ask for themselves."""
    with connection.cursor() as cursor:
        cursor.execute("select assessments_hold_queue(gen_random_uuid())")
        cursor.execute("select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()")
        assert cursor.fetchone()[0] >= 1


def at_once(principals, moves):
    """What each principal's move came to; both have read the same page before either begins."""
    start, outcomes = threading.Barrier(2), []

    def move(principal, case, who):
        try:
            with transaction.atomic():
                viewer = become(principal.user.pk)
                read = next(state_of(row) for row in queue(viewer, ON) if row.case.pk == case.pk)
            start.wait(20)
            with transaction.atomic():
                allocate(become(principal.user.pk), case.pk, who.pk, WEEK, reason="", read=read, on=ON)
            outcomes.append("given")
        except (NeedsReason, Changed) as told:
            outcomes.append(type(told).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=(p, *m)) for p, m in zip(principals, moves, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(outcomes)


def test_the_last_hour_is_given_once_without_a_reason(committed):
    council, helen, principals, cases = committed
    assert at_once(principals, [(case, helen) for case in cases]) == ["NeedsReason", "given"]
    assert QueueMove.objects.filter(owner=council).count() == 1


def test_one_child_is_given_once_and_the_second_is_told(committed):
    council, helen, principals, cases = committed
    first = min(cases, key=lambda c: str(c.pk))  # alike in all else, so the first place
    assert at_once(principals, [(first, helen), (first, helen)]) == ["Changed", "given"]
    assert QueueMove.objects.filter(owner=council).count() == 1


def test_of_two_who_save_the_same_weeks_the_second_is_told_and_overwrites_nothing(committed):
    council, helen, principals, cases = committed
    start, outcomes = threading.Barrier(2), []

    def save(principal, assessments):
        try:
            with transaction.atomic():
                viewer = become(principal.user.pk)
                read = changes(viewer, helen.pk)[0].number
            start.wait(20)
            with transaction.atomic():
                keep_weeks(become(principal.user.pk), helen.pk, {WEEK: (Time(assessments=assessments), False)}, read)
            outcomes.append(("saved", assessments))
        except WeeksChanged as told:
            outcomes.append(("told", told.since[0].parts["assessments"][1]))
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(p, n)) for n, p in enumerate(principals, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    kept = WorkingWeek.objects.get(practitioner=helen.who, week=WEEK).assessments
    assert sorted(outcomes) == [("saved", kept), ("told", kept)]
