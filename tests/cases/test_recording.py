import datetime as dt
import uuid

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from goldenthread.access.policy import Refused
from goldenthread.cases.actions import Conflict, NewEvent, append, correct, mark_demo_area, open_case, set_demo_clock
from goldenthread.cases.models import Case, CaseState, ClockRow, Duty, Event
from goldenthread.engine.fields import BadEvent
from goldenthread.people.models import Allocation, Child, Content, Organisation, Practitioner, SharingBasis

from .conftest import an_officer

pytestmark = pytest.mark.django_db
ASSESS = NewEvent("decided-to-assess", dt.date(2026, 3, 16))


def test_a_request_starts_its_clocks_at_once(desk):
    state = CaseState.objects.get(case=desk.case)
    assert state.stage == "considering"
    first = ClockRow.objects.get(case=desk.case, clock="decide-whether-to-assess")
    assert (first.started, first.due, first.stopped) == (dt.date(2026, 2, 2), dt.date(2026, 3, 16), None)
    assert Duty.objects.filter(case=desk.case, clock="decide-whether-to-assess", role="la-send-caseworker").exists()


def test_a_decision_stops_the_clock_in_its_own_transaction(desk, as_viewer):
    as_viewer(desk.officer, lambda v: append(v, desk.case, 1, [ASSESS]))
    assert ClockRow.objects.get(case=desk.case, clock="decide-whether-to-assess").stopped == dt.date(2026, 3, 16)
    assert CaseState.objects.get(case=desk.case).stage == "assessing"
    assert Case.objects.get(pk=desk.case).last_number == 2


def test_whoever_read_too_little_is_told_what_came_since(desk, as_viewer):
    as_viewer(desk.officer, lambda v: append(v, desk.case, 1, [ASSESS]))
    other = an_officer(desk.council, "Daniel Okafor")
    with pytest.raises(Conflict) as refused:
        as_viewer(other, lambda v: append(v, desk.case, 1, [NewEvent("request-withdrawn", dt.date(2026, 3, 1))]))
    assert [(s.number, s.event) for s in refused.value.since] == [(2, "decided-to-assess")]
    assert refused.value.last_number == 2
    assert Event.objects.filter(case=desk.case).count() == 2


def test_a_correction_withdraws_one_event_and_puts_the_right_one_in_its_place(desk, as_viewer):
    as_viewer(desk.officer, lambda v: append(v, desk.case, 1, [ASSESS]))
    wrong = Event.objects.get(case=desk.case, number=2).pk
    right = NewEvent("decided-to-assess", dt.date(2026, 3, 9))
    as_viewer(
        desk.officer, lambda v: correct(v, desk.case, 2, wrong, reason="The letter is dated 9 March", right=right)
    )
    assert ClockRow.objects.get(case=desk.case, clock="decide-whether-to-assess").stopped == dt.date(2026, 3, 9)
    assert list(Event.objects.filter(case=desk.case).order_by("number").values_list("event", flat=True)) == [
        "request-received", "decided-to-assess", "corrected", "decided-to-assess",
    ]  # fmt: skip


def test_somebodys_own_words_lie_apart_from_the_event(desk, as_viewer):
    decision = NewEvent("decided-not-to-assess", dt.date(2026, 3, 10), {"reasons": "Needs can be met at school"})
    as_viewer(desk.officer, lambda v: append(v, desk.case, 1, [decision]))
    event = Event.objects.get(case=desk.case, number=2)
    assert Content.objects.get(pk=event.fields["reasons"]).text == "Needs can be met at school"


def test_an_event_that_the_pathway_does_not_know_is_refused(desk, as_viewer):
    with pytest.raises(BadEvent, match="not an event of ehc-needs-assessment"):
        as_viewer(
            desk.officer, lambda v: append(v, desk.case, 1, [NewEvent("review-meeting-held", dt.date(2026, 3, 1))])
        )
    assert Case.objects.get(pk=desk.case).last_number == 1


def test_an_event_needs_its_fields_and_its_day(desk, as_viewer):
    with pytest.raises(BadEvent) as missing:
        as_viewer(desk.officer, lambda v: append(v, desk.case, 1, [NewEvent("advice-requested", dt.date(2026, 3, 1))]))
    assert "contributor" in str(missing.value)
    with pytest.raises(BadEvent, match="Enter the day"):
        as_viewer(desk.officer, lambda v: append(v, desk.case, 1, [NewEvent("decided-to-assess")]))


def test_somebody_with_no_part_in_it_records_nothing(desk, as_viewer):
    stranger = an_officer(None, "Una Stranger", role="parent")
    for attempt in (
        lambda v: append(v, desk.case, 1, [ASSESS]),
        lambda v: append(v, uuid.uuid4(), 1, [ASSESS]),
        lambda v: open_case(v, child=desk.child.pk, pathway="ehc-needs-assessment", first=ASSESS),
    ):
        with pytest.raises(Refused):
            as_viewer(stranger, attempt)


def test_a_case_arises_from_one_of_the_same_child_that_its_opener_sees(desk, as_viewer):
    other = Child.objects.create(owner=desk.council, surname="Other", forename="Child")
    lodged = NewEvent("request-received", dt.date(2026, 2, 2), {"by": "parent"})
    for child, source in ((other.pk, desk.case), (desk.child.pk, uuid.uuid4())):
        with pytest.raises(Refused):
            as_viewer(
                desk.officer,
                lambda v, child=child, source=source: open_case(
                    v, child=child, pathway="ehc-needs-assessment", first=lodged, arose_from=source
                ),
            )


def test_an_officer_records_of_what_others_write_that_it_was_agreed_and_no_word_of_it(desk, as_viewer):
    agreed = {
        "contributor": "educational-psychologist", "dated": dt.date(2025, 11, 3),
        "agreed_by_author": True, "agreed_by_authority": True, "agreed_by_family": True,
    }  # fmt: skip
    new = NewEvent("existing-advice-agreed", dt.date(2026, 3, 16), agreed)
    as_viewer(desk.officer, lambda v: append(v, desk.case, 1, [new]))
    assert Event.objects.get(case=desk.case, number=2).kind_of_data == "ep-advice"


def advice_from(contributor):
    return NewEvent("advice-received", dt.date(2026, 3, 20), {"contributor": contributor})


def test_a_contributor_records_their_own_advice_and_nothing_else(desk, as_viewer):
    dsco = an_officer(desk.council, "Ruth Care", role="dsco")
    as_viewer(dsco, lambda v: append(v, desk.case, 1, [advice_from("social-care")]))
    for other in (ASSESS, advice_from("educational-psychologist")):
        with pytest.raises(Refused):
            as_viewer(dsco, lambda v, other=other: append(v, desk.case, 2, [other]))


def test_a_health_practitioner_who_sees_no_event_of_the_case_records_that_their_advice_was_sent(desk, as_viewer):
    provider = Organisation.objects.create(code="TRUST:X", name="Provider", kind="nhs-provider")
    therapist = an_officer(provider, "Thea Pist", role="health-practitioner")
    therapist.practitioner = Practitioner.objects.create(
        reference="t", name="Thea Pist", role="health-practitioner", organisation=provider
    )
    therapist.save()
    long_ago = dt.date(2020, 1, 1)
    Allocation.objects.create(
        child=desk.child, owner=desk.council, practitioner=therapist.practitioner, role="health-practitioner",
        valid_from=long_ago,
    )  # fmt: skip
    SharingBasis.objects.create(
        owner=desk.council, reader=provider, purpose="EHC", ground="2014 Act", valid_from=long_ago,
        kinds=["identity-and-contact", "ehc-request-and-stage", "health-advice"],
    )  # fmt: skip
    as_viewer(therapist, lambda v: append(v, desk.case, 1, [advice_from("occupational-therapist")]))
    assert Event.objects.get(case=desk.case, number=2).about == "occupational-therapist"
    assert as_viewer(therapist, lambda v: Event.objects.count()) == 0
    with pytest.raises(Refused):
        as_viewer(therapist, lambda v: append(v, desk.case, 2, [advice_from("social-care")]))


def test_nobody_dates_a_record_back(desk, as_application):
    long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    event = Event.objects.create(
        case_id=desk.case, number=9, event="decided-to-assess", on=dt.date(2026, 3, 1), by="import:x",
        kind_of_data="ehc-request-and-stage", recorded_at=long_ago,
    )  # fmt: skip
    event.refresh_from_db()
    assert event.recorded_at.year > 2020


def test_a_clock_of_its_own_is_for_a_marked_demo_and_never_for_the_application(desk, as_viewer, settings):
    pretended = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    settings.GOLDENTHREAD_DEMO = False
    with pytest.raises(Refused):
        set_demo_clock(pretended)
    settings.GOLDENTHREAD_DEMO = True

    def record(number):
        with connection.cursor() as cursor:
            cursor.execute(
                'insert into cases_event (id, case_id, number, event, "on", by, kind_of_data)'
                " values (gen_random_uuid(), %s, %s, 'decided-to-assess', '2026-03-01', 'import:x',"
                " 'ehc-request-and-stage') returning recorded_at",
                [desk.case, number],
            )
            return cursor.fetchone()[0]

    set_demo_clock(pretended)
    assert record(2) != pretended
    mark_demo_area()
    set_demo_clock(pretended)
    assert record(3) == pretended
    assert as_viewer(desk.officer, lambda v: (set_demo_clock(pretended), record(4))[1]) != pretended


def test_no_page_makes_a_case_confidential_without_a_reason_and_somebody_who_sees_it(desk, as_viewer):
    def silently(_):
        with connection.cursor() as cursor:
            cursor.execute("select cases_set_confidentiality(%s, 'withheld')", [desk.case])

    with pytest.raises(ProgrammingError, match="permission denied"):
        as_viewer(desk.officer, silently)
