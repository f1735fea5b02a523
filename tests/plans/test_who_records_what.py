"""Which role records which answer on a draft, by the database alone: rows are written as a page's role with none of the
application's own checks."""

import json

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import become
from goldenthread.cases.actions import NewEvent, append, correct
from goldenthread.cases.models import Case
from goldenthread.cases.parties import OWN_WORD
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Connection

from .conftest import LONG_AGO, TODAY, add_event, allocate, as_application, as_viewer, day, practitioner

HAWTHORN, LARKFIELD = "URN:654321", "URN:123456"
FIELDS = {
    "representations-received": {},
    "meeting-requested": {},
    "setting-requested": {"setting": HAWTHORN},
    "setting-responded": {"setting": HAWTHORN, "outcome": "can-meet-need"},
    "section-g-agreed": {"icb": "ICB:QH8"},
}
# Casework writes down what anybody said in another way.
CASEWORK = {"priya", "daniel"}
FAMILY = CASEWORK | {"anna"}
RECORDED_BY = {
    "representations-received": FAMILY, "meeting-requested": FAMILY, "setting-requested": FAMILY,
    "setting-responded": CASEWORK | {"grace"}, "section-g-agreed": CASEWORK | {"dina"},
}  # fmt: skip
PEOPLE = ("priya", "daniel", "helen", "leila", "nurse", "tom", "grace", "dina", "sara", "anna", "visitor", "social", "principal", "stranger")


@pytest.fixture
def asked(area):
    """Hawthorn, on whose roll the child is as well, was consulted; and every profession is allocated to the child."""
    Connection.objects.create(child=area.oscar, owner=area.council, organisation=area.other_school, kind="attends", valid_from=LONG_AGO)
    area.visitor = practitioner("Vera Hart", "health-visitor", area.trust)
    area.social = practitioner("Sol Ward", "social-worker", area.council)
    area.principal = practitioner("Sunita Rao", "principal-educational-psychologist", area.council)
    for someone in (area.visitor, area.social):
        allocate(area.oscar, someone)
    number = area.case.last_number + 1
    area.consulted = add_event(area.case, number, "setting-consulted", day("2026-11-20"), {"setting": HAWTHORN})
    Case.objects.filter(pk=area.case.pk).update(last_number=number)
    area.case.refresh_from_db()
    return area


def written(area, someone, event, fields, about="", kind="drafts-and-final-plan"):
    """Whether the database lets somebody write this event on the case."""
    with as_application(), transaction.atomic():
        become(someone.user.pk)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    'insert into cases_event (id, case_id, number, event, "on", by, about, kind_of_data, fields)'
                    " values (gen_random_uuid(), %s, 90, %s, %s, %s, %s, %s, %s)",
                    [area.case.pk, event, TODAY, f"user:{someone.user.pk}", about, kind, json.dumps(fields)],
                )
                transaction.set_rollback(True)
        except ProgrammingError:
            return False
    return True


def by_the_application(area, someone, event, fields):
    with as_application(), transaction.atomic():
        try:
            append(become(someone.user.pk), area.case.pk, area.case.last_number, [NewEvent(event, TODAY, fields)])
        except Refused:
            return False
        transaction.set_rollback(True)
    return True


def test_every_answer_of_a_party_on_a_draft_is_tried_here():
    on_a_draft = {event for event in OWN_WORD if event in PATHWAYS["ehc-needs-assessment"].events}
    assert set(FIELDS) == set(RECORDED_BY) == on_a_draft


@pytest.mark.parametrize("event", FIELDS)
def test_each_answer_is_written_by_its_own_party_and_by_casework(event, asked):
    about = HAWTHORN if event == "setting-responded" else ""
    allowed = {name for name in PEOPLE if written(asked, getattr(asked, name), event, FIELDS[event], about)}
    assert allowed == RECORDED_BY[event]
    assert {name for name in PEOPLE if by_the_application(asked, getattr(asked, name), event, FIELDS[event])} == allowed


def test_a_school_answers_for_itself_alone_and_only_what_it_was_asked(asked):
    reply = {"setting": LARKFIELD, "outcome": "can-meet-need"}
    for someone in (asked.grace, asked.tom):  # nobody consulted Larkfield, where Tom works
        assert not written(asked, someone, "setting-responded", reply, LARKFIELD)
        assert not by_the_application(asked, someone, "setting-responded", reply)


def test_a_school_whose_consultation_was_withdrawn_has_nothing_to_answer(asked):
    as_viewer(asked.priya, lambda v: correct(v, asked.case.pk, asked.case.last_number, asked.consulted.pk, reason="Sent to the wrong school"))
    asked.case.refresh_from_db()
    reply = FIELDS["setting-responded"]
    assert not written(asked, asked.grace, "setting-responded", reply, HAWTHORN)
    assert not by_the_application(asked, asked.grace, "setting-responded", reply)


def test_an_icb_agrees_for_itself_alone(asked):
    assert not written(asked, asked.dina, "section-g-agreed", {"icb": "ICB:OTHER"})
    assert not by_the_application(asked, asked.dina, "section-g-agreed", {"icb": "ICB:OTHER"})


def test_an_answer_about_one_body_is_not_passed_off_as_about_another(asked):
    """What the event is about and what its field names are one."""
    assert not written(asked, asked.grace, "setting-responded", {"setting": HAWTHORN, "outcome": "x"}, LARKFIELD)


def test_a_part_of_the_draft_is_confirmed_by_the_author_of_the_advice_alone(asked):
    said = {"contributor": "paediatrician"}
    allowed = {name for name in (*PEOPLE, "amir") if written(asked, getattr(asked, name), "clause-confirmed", said, "paediatrician")}
    assert allowed == CASEWORK | {"amir"}
