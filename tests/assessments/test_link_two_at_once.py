"""Two officers ask the same person, whom nobody has asked before, at the same moment. What they write is real, and cleared
away by hand."""

import datetime as dt

import pytest
from django.db import connection

from goldenthread.access.links import make_link
from goldenthread.access.models import PersonalLink, RoleGrant
from goldenthread.access.viewer import become
from goldenthread.people.models import Child, Practitioner

from ..cases.pages.conftest import case_of, practitioner
from ..conftest import committed_council, meanwhile

RECEIVED = dt.date.today() - dt.timedelta(days=60)
THERAPIST = "speech-and-language-therapist"


def link_for(officer, leila, case):
    become(officer.user.pk)
    return make_link(leila, task="advice", child=case.child_id, case=case.pk, owner=case.owner_id, about=THERAPIST)


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    with committed_council(django_db_blocker, "LA:995") as council:
        officers = [practitioner(f"Committed {n}", "la-send-manager", council) for n in ("First", "Second")]
        leila = Practitioner.objects.create(
            reference="committed.leila", name="Committed Leila", email="leila@example.org", role="health-practitioner", organisation=council,
        )  # fmt: skip
        cases = [
            case_of(Child.objects.create(owner=council, surname="Wait", forename=name), ("request-received", RECEIVED, {"by": "parent"}))
            for name in ("Ann", "Ben")
        ]
        yield officers, leila, cases


def test_whoever_opens_an_account_waits_for_another_with_the_same_address(db):
    """It also has the test database made, which the test beneath does not ask for itself."""
    with connection.cursor() as cursor:
        cursor.execute("select access_one_account('Leila@example.org'), access_one_account(' leila@example.org ')")
        cursor.execute("select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()")
        assert cursor.fetchone()[0] == 1


def test_two_officers_who_ask_one_person_for_the_first_time_both_reach_them(committed):
    officers, leila, cases = committed
    links = []
    with meanwhile(lambda: links.append(link_for(officers[1], leila, cases[1]))):
        links.append(link_for(officers[0], leila, cases[0]))
    users = {link.user_id for link in PersonalLink.objects.filter(pk__in=links)}
    assert PersonalLink.objects.filter(pk__in=links).count() == 2
    assert len(users) == 1, "one person, one account"
    assert RoleGrant.objects.filter(user__practitioner=leila).count() == 1
