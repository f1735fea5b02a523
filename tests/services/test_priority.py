"""A move on a waiting list by hand takes two people, one of them a clinician; it is kept through the next list and read by the service alone."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from tests.cases.pages.conftest import TODAY, add_event, allocate, as_application, as_the_worker, practitioner
from tests.families.conftest import parent_of
from tests.services.conftest import load
from tests.services.test_worse import page, post

from goldenthread.access.viewer import become
from goldenthread.cases.models import Case, Event
from goldenthread.people.models import Child
from goldenthread.services.models import Referral
from goldenthread.services.models_priority import Move
from goldenthread.services.priority import record_move

pytestmark = pytest.mark.django_db
PATH = "/waits/priority/"
ROW = {"reference": "ND-1", "received_on": "2026-03-02", "accepted_on": "2026-03-09", "priority": "routine"}
SAID = {"after": "breakdown", "why": "out-of-school", "words": "At home since half term.", "tell": "yes"}


@pytest.fixture
def listed(area):
    load(area, [ROW])
    area.case = Case.objects.get()
    area.joanna = parent_of(area.maya, "Joanna", "Whitfield")
    area.nurse, area.second, area.stranger = (practitioner(name, "health-practitioner", area.provider) for name in ("Nell Ward", "Bea Long", "Omar Reid"))
    allocate(area.maya, area.nurse)
    allocate(area.maya, area.second)
    area.deputy = practitioner("Dan Poole", "health-service-manager", area.provider)
    return area


def ask(area, who=None, **said):
    return post(who or area.nurse, f"{PATH}{area.case.pk}/", **SAID | said)


def settle(who, said="agreed"):
    return post(who, PATH, move=str(Move.objects.order_by("answer", "pk").first().pk), say=said)


def work():
    for move in Move.objects.all():
        with transaction.atomic(), as_the_worker():
            record_move(move.pk)


def by_hand(area):
    return list(Event.objects.filter(case=area.case, event="priority-set", fields__by_hand="yes"))


def test_a_child_is_moved_once_a_second_person_agrees_and_the_next_list_leaves_it_there(listed):
    assert "Choose a priority" in ask(listed, after="").text
    assert "is moved once a second person agrees" in ask(listed).text
    work()
    assert by_hand(listed) == []
    # Whoever asked cannot agree to it, nor somebody who does not have the child.
    assert settle(listed.nurse).status_code == 404
    assert settle(listed.stranger).status_code == 404
    assert settle(listed.second, "perhaps").status_code == 404
    assert "1 move waits for a second person</strong>, 1 of them for you" in page(listed.second, PATH).text
    assert "Two people have agreed" in settle(listed.second).text
    assert "had answered already" in settle(listed.deputy, "declined").text
    work()
    work()
    (event,) = by_hand(listed)
    assert event.on == TODAY
    assert event.fields == {"priority": "breakdown", "why": "out-of-school", "by_hand": "yes", "second_name": "Bea Long"}
    report = load(listed, [ROW], taken_on=TODAY)
    assert not report.refused
    assert by_hand(listed) == [event]
    assert "has the priority “A home or a school place at risk of breaking down”" in page(listed.nurse, f"{PATH}{listed.case.pk}/").text
    assert "Out of school" in page(listed.deputy, PATH).text


def test_a_move_is_not_agreed_to_once_the_priority_is_another(listed):
    ask(listed)
    number = listed.case.last_number = Case.objects.get(pk=listed.case.pk).last_number + 1
    add_event(listed.case, number, "priority-set", TODAY, {"priority": "safety", "why": "as-listed"})
    Case.objects.filter(pk=listed.case.pk).update(last_number=number)
    assert "priority has changed since this was asked" in settle(listed.second).text
    work()
    assert by_hand(listed) == []
    assert "You did not agree" in settle(listed.second, "declined").text


def test_one_of_the_two_is_a_clinician(listed):
    ask(listed, listed.manager)
    assert "A clinician who has the child must agree" in page(listed.deputy, PATH).text
    assert settle(listed.deputy).status_code == 404
    assert "You did not agree" in settle(listed.nurse, "declined").text
    work()
    assert by_hand(listed) == []
    ask(listed)
    assert "still waits for a second person" in page(listed.manager, f"{PATH}{listed.case.pk}/").text
    assert ask(listed, listed.second).status_code == 200
    assert Move.objects.count() == 2
    settle(listed.deputy)
    work()
    assert len(by_hand(listed)) == 1


def test_what_was_agreed_of_a_child_who_was_seen_meanwhile_moves_nobody(listed):
    ask(listed)
    settle(listed.second)
    load(listed, [ROW | {"first_seen_on": "2026-11-20", "seen_how": "face-to-face", "closed_on": "2026-11-20", "closed_how": "discharged"}], taken_on=TODAY)
    work()
    assert by_hand(listed) == []


def test_the_family_hears_that_the_place_was_changed_and_never_why(listed):
    ask(listed)
    settle(listed.second)
    at = f"/family/{listed.maya.pk}/"
    assert "two people of the service" not in page(listed.joanna, at).text
    work()
    told = page(listed.joanna, at).text
    assert "On Tuesday 24 November 2026 two people of the service looked again at how soon" in told
    assert "half term" not in told
    assert "Out of school" not in told
    Case.objects.filter(pk=listed.case.pk).update(confidentiality="withheld")
    assert "two people of the service" not in page(listed.joanna, at).text


def test_the_family_is_not_told_where_that_could_put_the_child_at_risk(listed):
    ask(listed, tell="no", why="safeguarding", after="safety")
    settle(listed.second)
    work()
    assert len(by_hand(listed)) == 1
    assert "two people of the service" not in page(listed.joanna, f"/family/{listed.maya.pk}/").text


def _as(who, then):
    with as_application(), transaction.atomic(), connection.cursor() as cursor:
        become(who.user.pk)
        return then(cursor)


def _reads(cursor):
    cursor.execute("select count(*) from services_move")
    return cursor.fetchone()[0]


def test_no_council_role_and_no_family_reads_a_move_by_either_wall(listed):
    ask(listed)
    lead = practitioner("Mel Hart", "la-send-manager", listed.council)
    for who in (listed.officer, lead, listed.joanna, listed.stranger):
        assert page(who, f"{PATH}{listed.case.pk}/").status_code == 404
        assert "half term" not in page(who, PATH).text
        assert _as(who, _reads) == 0
    for who in (listed.officer, lead, listed.joanna):
        assert page(who, PATH).status_code == 404
        assert "half term" not in page(who, f"/cases/{listed.case.pk}/").text
    assert [_as(who, _reads) for who in (listed.nurse, listed.manager)] == [1, 1]
    # A confidential case and a sealed record show to nobody.
    Case.objects.filter(pk=listed.case.pk).update(confidentiality="withheld")
    assert _as(listed.manager, _reads) == 0
    Case.objects.filter(pk=listed.case.pk).update(confidentiality="none")
    Child.objects.filter(pk=listed.maya.pk).update(sealed=True)
    assert _as(listed.nurse, _reads) == 0


def test_the_walls_hold_without_the_applications_own_rules(listed):
    referral = Referral.objects.get()
    half = {"case_id": listed.case.pk, "child_id": listed.maya.pk, "owner_id": listed.provider.pk, "before": "routine", "after": "safety", "why": "self-harm", "words": "x", "asked_on": TODAY,
            "asked_by_name": "x"}  # fmt: skip

    def writes(**said):
        return lambda _: Move.objects.bulk_create([Move(**half | said)])

    assert referral.owner_id == listed.provider.pk
    for who, said in (
        (listed.nurse, {"asked_by": listed.second.user.pk, "by_clinician": True}),  # in another's name
        (listed.manager, {"asked_by": listed.manager.user.pk, "by_clinician": True}),  # a manager as a clinician
        (listed.stranger, {"asked_by": listed.stranger.user.pk, "by_clinician": True}),  # without the child
        (listed.officer, {"asked_by": listed.officer.user.pk, "by_clinician": False}),
        (listed.nurse, {"asked_by": listed.nurse.user.pk, "by_clinician": True, "answer": "agreed", "answered_by": listed.second.user.pk, "answered_on": TODAY}),  # both halves at once
        (listed.nurse, {"asked_by": listed.nurse.user.pk, "by_clinician": True, "kind_of_data": "other-health-services"}),
    ):  # fmt: skip
        with pytest.raises(DatabaseError):
            _as(who, writes(**said))
    ask(listed, listed.manager)

    def agrees(who):
        return lambda _: Move.objects.update(answer="agreed", answered_on=dt.date(2026, 11, 24), answered_by=who.user.pk, answered_by_name="x")

    for who in (listed.manager, listed.deputy, listed.stranger, listed.officer, listed.joanna):
        assert _as(who, agrees(who)) == 0
    with pytest.raises(DatabaseError):
        _as(listed.nurse, agrees(listed.second))
    with pytest.raises(DatabaseError):
        _as(listed.nurse, lambda _: Move.objects.update(after="safety"))
