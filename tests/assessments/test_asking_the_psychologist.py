"""Who asks for a psychologist's advice does not choose the psychologist: the queue does, with its audit."""

import datetime as dt
import re

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from goldenthread.access.models import RoleGrant
from goldenthread.access.viewer import become
from goldenthread.assessments.advice_asking_actions import Asked, CannotAsk, ask
from goldenthread.assessments.advice_queries import people_by_key
from goldenthread.assessments.models import QueueMove, WorkingWeek
from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.letters.models import Contact, Message
from goldenthread.people.models import Allocation, Practitioner

from .conftest import LONG_AGO, TODAY, as_application, case_of, child_of, day, get, post, practitioner, sign_in, text_of

EP = "educational-psychologist"
MONDAY = dt.date(2026, 11, 23)


@pytest.fixture
def deciding(area):
    """Ben, whom it was decided to assess a week ago; nobody is asked yet, and two psychologists have time."""
    area.ben = child_of(area.council, "Ben", "Hart")
    area.bens = case_of(area.ben, ("request-received", day("2026-10-12"), {"by": "parent"}), ("decided-to-assess", day("2026-11-17")))
    area.sunita = practitioner("Sunita Rao", "principal-educational-psychologist", area.council)
    area.trent = practitioner("Sam Trent", EP, area.council)
    for someone in (area.helen, area.trent, area.sunita):
        Practitioner.objects.filter(pk=someone.pk).update(email=someone.user.email)
    for someone in (area.helen, area.trent):
        WorkingWeek.objects.create(practitioner=someone.who, owner=area.council, week=MONDAY, assessments=2)
    area.path = f"/cases/{area.bens.pk}/ask-for-advice/"
    # Maya has waited longer, and Helen has her already.
    Allocation.objects.create(child=area.maya, owner=area.council, practitioner=area.helen.who, role=EP, case=area.case.pk, valid_from=LONG_AGO)
    return area


def row_of(someone, area):
    page = get(someone, area.path).content.decode()
    return next(row for row in re.findall(r"<tr.*?</tr>", page, re.S) if "Educational psychologist</th>" in row)


def words(row):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row))


def given(area, someone, by=None):
    by = by or area.sunita
    read = re.search(r'name="read" value="([^"]*)"', get(by, f"/ep-queue/{area.bens.pk}/").content.decode())[1]
    return post(by, f"/ep-queue/{area.bens.pk}/", who=f"{someone.pk}|{MONDAY}", read=read, reason="")


def asks(area, someone=None):
    return post(someone or area.priya, area.path, ask=EP, enclosed="nothing", read_up_to=str(Case.objects.get(pk=area.bens.pk).last_number))


def test_the_page_leaves_the_psychologist_to_the_queue_and_says_so(deciding):
    row = row_of(deciding.priya, deciding)
    assert "Not allocated yet" in words(row)
    assert "The educational psychologist is chosen from the queue, in its published order" in words(row)
    assert "Choose a person" not in row
    assert "/ep-queue/" not in row, "an officer who does not see the queue is led nowhere"


def test_no_address_lets_an_officer_name_one(deciding):
    assert get(deciding.priya, f"{deciding.path}{EP}/")["Location"] == deciding.path
    assert post(deciding.priya, f"{deciding.path}{EP}/", do="choose", person=str(deciding.trent.pk))["Location"] == deciding.path
    client = sign_in(deciding.priya)
    session = client.session
    session[f"asking-{deciding.bens.pk}"] = {"people": {EP: str(deciding.trent.pk)}, "added": []}
    session.save()
    with as_application():
        assert "Sam Trent" not in text_of(client.get(deciding.path))


def test_the_action_itself_refuses_a_psychologist_whom_the_queue_did_not_give(deciding):
    trent = people_by_key([deciding.trent.pk])[deciding.trent.pk]
    with as_application(), transaction.atomic():
        viewer = become(deciding.priya.user.pk)
        case = Case.objects.select_related("child").get(pk=deciding.bens.pk)
        with pytest.raises(CannotAsk, match="chosen from the queue"):
            ask(viewer, case, case.last_number, [Asked(EP, trent)], ["nothing"], TODAY)


def test_the_request_goes_out_at_once_and_the_principal_is_told(deciding):
    assert asks(deciding).status_code == 302
    assert Event.objects.filter(case=deciding.bens, event="advice-requested", about=EP).count() == 1
    assert ClockRow.objects.get(case=deciding.bens, clock="advice", about=EP).started == TODAY
    told = Message.objects.get(purpose="advice-requested")
    assert (told.address, told.link) == (deciding.sunita.user.email, None)
    assert "Ben" not in told.subject + told.body
    assert not Allocation.objects.filter(case=deciding.bens.pk).exists()
    assert "Asked 24 November 2026" in words(row_of(deciding.priya, deciding))


def test_whoever_the_queue_gives_the_child_to_is_told_and_shown(deciding):
    asks(deciding)
    assert given(deciding, deciding.trent).status_code == 302
    told = Message.objects.get(purpose="queue-given")
    assert told.address == deciding.trent.user.email
    assert "Ben" not in told.subject + told.body
    assert "Sam Trent" in words(row_of(deciding.priya, deciding))
    assert "Write your advice : Give your advice, Ben Hart" in text_of(get(deciding.trent, "/my-work/"))


def test_once_the_queue_has_chosen_the_request_goes_to_them_by_link(deciding):
    given(deciding, deciding.trent)
    assert asks(deciding).status_code == 302
    told = Message.objects.get(purpose="advice-requested")
    assert told.address == deciding.trent.user.email
    assert told.link is not None
    [place] = Allocation.objects.filter(case=deciding.bens.pk, role=EP)
    assert (place.practitioner_id, place.valid_to) == (deciding.trent.pk, None)


def test_an_officer_who_may_allocate_does_it_by_the_queues_own_action_and_audit(deciding):
    RoleGrant.objects.create(user=deciding.priya.user, role="principal-educational-psychologist", organisation=deciding.council, valid_from=LONG_AGO)
    row = row_of(deciding.priya, deciding)
    assert f'href="/ep-queue/{deciding.bens.pk}/"' in row
    assert 'href="/ep-queue/"' in row
    assert "Allocate from the queue" in words(row)
    given(deciding, deciding.helen, by=deciding.priya)
    [move] = QueueMove.objects.filter(case=deciding.bens.pk)
    assert (move.by, move.practitioner_id, move.what) == (deciding.priya.user.pk, deciding.helen.pk, "allocated")


def test_where_nobody_looks_after_a_queue_the_page_says_what_is_missing(deciding):
    Practitioner.objects.filter(pk=deciding.sunita.pk).update(valid_to=dt.date(2026, 11, 1))
    row = row_of(deciding.priya, deciding)
    assert "No principal educational psychologist is entered" in words(row)
    assert 'name="ask"' not in row
    asks(deciding)
    assert not Event.objects.filter(case=deciding.bens, event="advice-requested").exists()


def test_without_a_principal_the_request_goes_to_the_services_own_address_and_its_weeks_run_from_then(deciding):
    Practitioner.objects.filter(pk=deciding.sunita.pk).update(valid_to=dt.date(2026, 11, 1))
    Contact.objects.create(owner=deciding.council, kind="educational-psychology", name="Essex EP service", how="Write to eps@essex.example, or 0300 1.")
    assert asks(deciding).status_code == 302
    assert ClockRow.objects.get(case=deciding.bens, clock="advice", about=EP).started == TODAY
    told = Message.objects.get(purpose="advice-requested")
    assert (told.address, told.to_name, told.link) == ("eps@essex.example", "Essex EP service", None)
    assert "Ben" not in told.subject + told.body
    assert "No psychologist has the child yet" in told.body
    # Somebody who looks after the queue is entered, and gives the child to a psychologist.
    Practitioner.objects.filter(pk=deciding.sunita.pk).update(valid_to=None)
    assert given(deciding, deciding.trent).status_code == 302
    assert Message.objects.get(purpose="queue-given").address == deciding.trent.user.email


def test_an_address_without_an_email_is_none(deciding):
    Practitioner.objects.filter(pk=deciding.sunita.pk).update(valid_to=dt.date(2026, 11, 1))
    Contact.objects.create(owner=deciding.council, kind="educational-psychology", name="Essex EP service", how="0300 1")
    assert "the service has no email address" in words(row_of(deciding.priya, deciding))


def test_old_advice_can_still_be_used_again(deciding):
    assert f"{deciding.path}{EP}/existing/" in row_of(deciding.priya, deciding)


# --- the second wall ---


def place(area, who):
    return Allocation(child=area.ben, owner=area.council, practitioner=who.who, role=EP, case=area.bens.pk, valid_from=TODAY)


def test_behind_the_second_wall_no_officer_gives_a_child_to_a_psychologist_or_takes_it_away(deciding):
    with as_application(), transaction.atomic():
        become(deciding.priya.user.pk)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Allocation.objects.bulk_create([place(deciding, deciding.trent)])
    given(deciding, deciding.trent)
    with as_application(), transaction.atomic():
        become(deciding.priya.user.pk)
        assert Allocation.objects.filter(case=deciding.bens.pk, role=EP).update(valid_to=TODAY) == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Allocation.objects.bulk_create([place(deciding, deciding.helen)])


def test_behind_the_second_wall_only_whoever_moved_a_case_tells_of_it(deciding):
    given(deciding, deciding.trent)
    move = QueueMove.objects.get(case=deciding.bens.pk).pk
    Message.objects.all().delete()
    with as_application(), transaction.atomic():
        become(deciding.priya.user.pk)
        with connection.cursor() as cursor:
            cursor.execute("select assessments_tell_given(gen_random_uuid(), %s, 'x', 'y')", [move])
            assert cursor.fetchone()[0] is None
    assert not Message.objects.exists()
