"""What a family may record on a case is its own word, by whatever way it comes to the journal: the one door of the application, and the
database behind it, which is asked here with none of the application's own checks."""

import datetime as dt
import json
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from goldenthread.access.models import RoleGrant, User
from goldenthread.access.policy import Refused
from goldenthread.access.viewer import become
from goldenthread.cases.actions import NewEvent, append, correct, open_case
from goldenthread.cases.models import Case, Event
from goldenthread.cases.parties import familys_word, writing
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Person, Relationship

from .conftest import LONG_AGO, an_officer

pytestmark = pytest.mark.django_db
MESSAGES = "messages-to-family"
BEGAN = NewEvent("waiting-began", dt.date(2026, 8, 24), {"because": "was-referred"})
OFFERED = NewEvent("help-offered", dt.date(2026, 10, 15), {"help": "a-group"})
TOLD = NewEvent("waiting-update-sent", dt.date(2026, 10, 20), {"channel": "letter"})
IN_PLACE = NewEvent("family-confirmed-provision", dt.date(2026, 10, 20), {"all_in_place": False})


def a_case(desk, pathway, *events):
    case = Case.objects.create(child=desk.child, owner=desk.council, pathway=pathway, kind_of_data="ehc-request-and-stage", opened_on=events[0].on)
    for number, e in enumerate(events, 1):
        kind = PATHWAYS[pathway].kind_of_data(e.event, None)
        Event.objects.create(case=case, number=number, event=e.event, on=e.on, by="import:x", kind_of_data=kind, fields=dict(e.fields))
    Case.objects.filter(pk=case.pk).update(last_number=len(events))
    return case.pk


@pytest.fixture
def home(desk):
    """Maya's mother; a wait of hers, on which a service recorded that it offered help; and a plan whose provision is put in place."""
    person = Person.objects.create(owner=desk.council, forename="Joanna", surname="Whitfield")
    Relationship.objects.create(child=desk.child, owner=desk.council, person=person, relation="mother", has_care=True, valid_from=LONG_AGO)
    mother = User.objects.create(email="joanna@example.org", name="Joanna Whitfield", person=person)
    RoleGrant.objects.create(user=mother, role="parent", valid_from=LONG_AGO)
    begins = next(iter(PATHWAYS["provision-delivery"].events))
    desk.wait = a_case(desk, "safe-waiting", BEGAN, OFFERED)
    desk.provision = a_case(desk, "provision-delivery", NewEvent(begins, dt.date(2026, 10, 1), {"because": "issued"}))
    return SimpleNamespace(mother=mother, person=person, desk=desk)


def by_the_database(user, case, event, kind, fields=None):
    """Whether the database alone lets somebody write this event."""
    with transaction.atomic():
        become(user.pk)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    'insert into cases_event (id, case_id, number, event, "on", by, about, kind_of_data, fields)'
                    " values (gen_random_uuid(), %s, 90, %s, '2026-10-20', %s, '', %s, %s)",
                    [case, event, f"user:{user.pk}", kind, json.dumps(fields or {})],
                )
                transaction.set_rollback(True)
        except ProgrammingError:
            return False
    return True


@pytest.mark.parametrize("event", [e for e in PATHWAYS["safe-waiting"].events if PATHWAYS["safe-waiting"].kind_of_data(e, None) == MESSAGES])
def test_no_family_records_that_a_service_told_it_something(home, as_application, event):
    with as_application():
        assert not by_the_database(home.mother, home.desk.wait, event, MESSAGES)


def test_the_one_door_refuses_a_family_what_a_service_is_to_say(home, as_viewer):
    for attempt in (
        lambda v: append(v, home.desk.wait, 2, [TOLD]),
        # Nor as the beginning of a journey.
        lambda v: open_case(v, child=home.desk.child.pk, pathway="safe-waiting", first=OFFERED),
    ):
        with pytest.raises(Refused):
            as_viewer(home.mother, attempt)
    assert not Event.objects.filter(by=f"user:{home.mother.pk}").exists()
    assert Case.objects.filter(pathway="safe-waiting").count() == 1


def test_a_family_withdraws_nothing_that_a_service_recorded(home, as_viewer, as_application):
    offered = Event.objects.get(case=home.desk.wait, event="help-offered")
    withdrawal = NewEvent("corrected", offered.on, {"event_id": str(offered.pk), "reason": "It was not"})
    for attempt in (
        lambda v: correct(v, home.desk.wait, 2, offered.pk, reason="It was not"),
        lambda v: append(v, home.desk.wait, 2, [withdrawal]),
    ):
        with pytest.raises(Refused):
            as_viewer(home.mother, attempt)
    with as_application():
        assert not by_the_database(home.mother, home.desk.wait, "corrected", MESSAGES, withdrawal.fields)


def test_a_family_says_whether_help_is_in_place_and_puts_that_right(home, as_viewer):
    as_viewer(home.mother, lambda v: append(v, home.desk.provision, 1, [IN_PLACE]))
    said = Event.objects.get(case=home.desk.provision, event=IN_PLACE.event)
    right = NewEvent(IN_PLACE.event, IN_PLACE.on, {"all_in_place": True})
    as_viewer(home.mother, lambda v: correct(v, home.desk.provision, 2, said.pk, reason="It is", right=right))
    assert list(Event.objects.filter(case=home.desk.provision).order_by("number").values_list("event", flat=True)[1:]) == [
        IN_PLACE.event, "corrected", IN_PLACE.event,
    ]  # fmt: skip


def test_a_parent_who_is_a_case_officer_too_records_as_the_officer(home, as_viewer):
    """An officer writes messages of every child of the council: what they hold as a parent neither adds to that nor takes from it."""
    officer = an_officer(home.desk.council, "Joan Both")
    User.objects.filter(pk=officer.pk).update(person=Person.objects.create(owner=home.desk.council, forename="Joan", surname="Both"))
    RoleGrant.objects.create(user=officer, role="parent", valid_from=LONG_AGO)
    as_viewer(officer, lambda v: append(v, home.desk.wait, 2, [TOLD]))
    assert Event.objects.filter(case=home.desk.wait, event=TOLD.event, by=f"user:{officer.pk}").exists()


def test_a_parent_with_an_account_of_another_council_records_as_the_parent_alone(home, as_viewer):
    """A role held elsewhere makes no staff of a parent."""
    elsewhere = type(home.desk.council).objects.create(code="LA:882", name="Elsewhere", kind="local-authority")
    RoleGrant.objects.create(user=home.mother, role="la-send-caseworker", organisation=elsewhere, valid_from=LONG_AGO)
    with pytest.raises(Refused):
        as_viewer(home.mother, lambda v: append(v, home.desk.wait, 2, [TOLD]))
    as_viewer(home.mother, lambda v: append(v, home.desk.provision, 1, [IN_PLACE]))


def test_a_familys_word_is_known_by_its_event_and_whom_it_is_about(home, as_viewer):
    assert familys_word("representations-received", None)
    assert familys_word("advice-received", "family")
    assert not familys_word("advice-received", "social-care")
    assert not familys_word("advice-nil-return", "family")
    with transaction.atomic():
        viewer = become(home.mother.pk)
        assert writing(viewer, "meeting-requested", None) is viewer
        assert not writing(viewer, "help-offered", None).grants
