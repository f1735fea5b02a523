"""Two officers accept the same request at the same moment, on connections of their own. What they write is real, and
cleared away by hand: the journal refuses."""

import datetime as dt
import threading
from uuid import uuid4

import pytest
from django.db import connection, transaction

from goldenthread.access.viewer import become
from goldenthread.assessments.models import Request
from goldenthread.assessments.requests_actions import AlreadyDecided, join, open_for_known_child, open_for_new_child
from goldenthread.cases.models import Case, Event
from goldenthread.people.models import Child

from ..cases.pages.conftest import child_of, practitioner
from ..conftest import committed_council

TODAY = dt.date.today()
RECEIVED = TODAY - dt.timedelta(days=4)
BEN = {"forename": "Ben", "surname": "Hart", "date_of_birth": dt.date(2018, 3, 27)}


def test_a_request_is_settled_once(db):
    """It also has the test database made, which the tests beneath do not ask for themselves."""
    with connection.cursor() as cursor:
        cursor.execute("select assessments_settle(gen_random_uuid(), 'known-child', gen_random_uuid(), gen_random_uuid())")
        assert cursor.fetchone()[0] is False


@pytest.fixture
def council(django_db_setup, django_db_blocker):
    with committed_council(django_db_blocker, "LA:996") as council:
        yield council


def a_request(council):
    said = {"child_forename": "Ben", "child_surname": "Hart", "your_forename": "Jo", "your_surname": "Hart", "email": "jo@example.org"}
    return Request.objects.create(
        reference=uuid4().hex[:10], owner=council, asked_by="parent", secret_hash=uuid4().hex, answers=said,
        sent_at=dt.datetime.combine(RECEIVED, dt.time(9), dt.UTC), received_on=RECEIVED,
    )  # fmt: skip


def at_once(officers, decide):
    """What each officer's decision came to; both have opened the request before either decides."""
    start, outcomes = threading.Barrier(len(officers)), []

    def one(officer, n):
        try:
            with transaction.atomic():
                viewer = become(officer.user.pk)
                start.wait(20)
                decide[n](viewer, officer.who)
            outcomes.append("opened")
        except AlreadyDecided:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(officer, n)) for n, officer in enumerate(officers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(outcomes)


@pytest.mark.parametrize("known", [True, False])
def test_one_request_never_makes_two_cases_nor_two_children(council, known):
    officers = [practitioner(f"Committed {n}", "la-send-caseworker", council) for n in ("First", "Second")]
    request, event = a_request(council), "request-received"
    ben = child_of(council, "Ben", "Hart") if known else None

    def accept(viewer, officer):
        if ben is not None:
            return open_for_known_child(viewer, request, ben, event=event, officer=officer, today=TODAY)
        return open_for_new_child(viewer, request, event=event, child=BEN, parent=None, setting=None, officer=officer, today=TODAY)

    assert at_once(officers, [accept, accept]) == ["opened", "told"]
    [case] = Case.objects.filter(owner=council)
    assert Child.objects.filter(owner=council).count() == 1
    assert list(Event.objects.filter(case=case).values_list("event", "on")) == [(event, RECEIVED)]
    request.refresh_from_db()
    assert request.case == case.pk


def test_one_who_joins_it_and_one_who_opens_it_do_not_both(council):
    officers = [practitioner(f"Committed {n}", "la-send-caseworker", council) for n in ("First", "Second")]
    ben = child_of(council, "Ben", "Hart")
    earlier, request = a_request(council), a_request(council)
    with transaction.atomic():
        before = open_for_known_child(
            become(officers[0].user.pk), earlier, ben, event="request-received", officer=officers[0].who, today=TODAY
        )  # fmt: skip
    outcomes = at_once(
        officers,
        [
            lambda viewer, officer: join(viewer, request, ben.pk, before.case),
            lambda viewer, officer: open_for_known_child(viewer, request, ben, event="request-received", officer=officer, today=TODAY),
        ],
    )
    assert outcomes == ["opened", "told"]
    request.refresh_from_db()
    assert Case.objects.filter(owner=council).count() == (1 if request.outcome == "repeated" else 2)
