"""A provider's manager, the queue and an import on the same children at once. What they write is real, and cleared away by hand: the journal refuses."""

import datetime as dt
import uuid

import pytest
from django.db import connection, transaction
from django.utils import timezone

from goldenthread.access.models import RoleGrant
from goldenthread.access.viewer import become
from goldenthread.cases.actions import record_by_queue
from goldenthread.cases.models import Case, Event
from goldenthread.cases.projection import hold, project_with_linked, take_turn
from goldenthread.letters.models import Letter, Message
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Child, Content
from goldenthread.services.actions import confirm
from goldenthread.services.medication import put_on_the_case, say_it_runs_out
from goldenthread.services.models import Referral, Service, Telling
from goldenthread.services.models_medication import Supply
from goldenthread.services.telling import settle, told_by_hand

from ..cases.pages.conftest import LONG_AGO, practitioner
from ..conftest import committed_council, somebody_else, soon, waits_for_us
from ..families.conftest import parent_of

CAME = dt.date(2026, 3, 2)
ON = dt.date(2026, 11, 24)


def opened(child, pathway, event, fields, arose_from=None, kind="other-health-services"):
    about = PATHWAYS[pathway]
    case = Case.objects.create(child=child, owner=child.owner, pathway=pathway, regime=about.regime, opened_on=CAME, kind_of_data=kind, arose_from=arose_from)
    with transaction.atomic():
        record_by_queue(about, case.pk, event, CAME, fields, "x")
        project_with_linked(case.pk)
    return case


@pytest.fixture
def listed(django_db_setup, django_db_blocker):
    """Two children on a list, in the order in which the database keeps children."""
    with committed_council(django_db_blocker, "TRUST:994") as provider:
        manager = practitioner("Committed Olu", "health-service-manager", provider)
        service = Service.objects.create(owner=provider, code="ND", name="Assessment", pathway="neurodevelopmental", valid_from=LONG_AGO)
        children = sorted((Child.objects.create(owner=provider, surname="Wait", forename=name) for name in ("Ann", "Ben")), key=lambda c: c.pk)
        cases = [opened(child, "neurodevelopmental", "referral-received", {}) for child in children]
        for case in cases:
            Referral.objects.create(case=case, child=case.child, owner=provider, service=service, confirmed_on=CAME)
        yield manager, cases


def at_once(first, second, *, held):
    """`first` and `second` begin while we hold a case's row, each when the one before waits; both end once we are done."""
    begun = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select 1 from cases_case where id = %s for update", [held.pk])
        for act in (first, second):
            begun.append(somebody_else(act))
            soon(lambda: waiting() >= len(begun))
    for thread, _ in begun:
        thread.join(30)
    assert [outcome for _, outcome in begun] == [["done"], ["done"]]


def waiting():
    with connection.cursor() as cursor:
        cursor.execute("select count(distinct pid) from pg_locks where not granted")
        return cursor.fetchone()[0]


def test_the_database_is_made(db):
    """For the tests beneath, which do not ask for it themselves."""
    assert not waits_for_us()


def test_two_referrals_that_ended_and_an_import_do_not_wait_in_a_ring(listed):
    manager, (low, high) = listed
    gone = {high.pk: "discharged", low.pk: "discharged"}
    at_once(lambda: confirm(become(manager.user.pk), [], gone, ON), lambda: hold([low.pk, high.pk]), held=high)
    assert Event.objects.filter(case__in=[low, high], event="discharged").count() == 2


def test_an_import_that_names_a_referral_which_a_manager_says_still_waits_does_not_wait_in_a_ring(listed):
    manager, (low, high) = listed

    def as_an_import_does():
        hold([low.pk, high.pk])
        Case.objects.filter(pk=low.pk).update(reference="ND-1")
        Referral.objects.filter(case=low).update(confirmed_on=ON)

    at_once(as_an_import_does, lambda: confirm(become(manager.user.pk), [low.pk], {high.pk: "discharged"}, ON), held=low)


def test_a_family_that_is_told_by_hand_while_the_post_is_settled_does_not_wait_in_a_ring(listed):
    """The email was given up, somebody rings the family, and then the carrier says that it arrived after all."""
    manager, (referral, _) = listed
    safe = opened(referral.child, "safe-waiting", "waiting-began", {"because": "was-referred"}, referral)
    about = {"child": referral.child, "owner": referral.owner}
    content = Content.objects.create(child_id=referral.child_id, case=safe.pk, owner_id=referral.owner_id, kind_of_data="messages-to-family", text="{}")
    letter = Letter.objects.create(case=safe.pk, kind_of_data="messages-to-family", template="safe-waiting", title="Told", content=content, made_by=uuid.uuid4(), **about)
    Message.objects.create(letter=letter, purpose="waiting", recipient="family", to_name="Joanna", subject="News", body="News", state="sent", sent_at=timezone.now(), way="email", receipt="delivered", **about)
    telling = Telling.objects.create(case=safe, clock="acknowledge", started=CAME, on=CAME, state="left", why="failed", letter=letter.pk, **about)
    at_once(settle, lambda: told_by_hand(become(manager.user.pk), telling.pk, "call", ON), held=safe)
    assert Event.objects.filter(case=safe, event="acknowledgement-sent").count() == 1


def test_the_post_is_settled_without_waiting_for_an_import_where_nothing_came(listed):
    """Every ten minutes: behind it in the queue are the messages that sign people in."""
    with transaction.atomic():
        take_turn()
        settling, ended = somebody_else(settle)
        settling.join(20)
        assert ended == ["done"]


def test_a_family_that_says_once_more_that_the_medicine_runs_out_waits_for_no_import(listed):
    """The job of its first word waits for an import; its second is kept at once."""
    _, (referral, _) = listed
    mother = parent_of(referral.child, "Committed", "Mother")
    case = opened(referral.child, "adhd-medication", "adhd-diagnosed", {}, kind="medication")
    said = Supply.objects.create(case=case, child=case.child, owner=case.owner, last_on=ON, said_on=ON, said_by=mother.pk)
    threads = []
    try:
        with transaction.atomic():
            take_turn()
            job, put = somebody_else(lambda: put_on_the_case(said.pk))
            threads.append(job)
            soon(waits_for_us)
            page, pressed = somebody_else(lambda: say_it_runs_out(become(mother.pk), case.pk, ON + dt.timedelta(days=7), ON))
            threads.append(page)
            page.join(10)
            assert pressed == ["done"]
            assert Supply.objects.filter(case=case).count() == 2
        job.join(30)
        assert put == ["done"]
        assert Event.objects.filter(case=case, event="supply-running-out").count() == 1
    finally:
        for thread in threads:
            thread.join(30)
        RoleGrant.objects.filter(user=mother.user).delete()
        mother.user.delete()
