"""Two connections on one case at once. What they write is real, and cleared away by hand: the journal refuses."""

import datetime as dt
import threading

import psycopg
import pytest
from django.db import connection, transaction

from goldenthread.access.viewer import become
from goldenthread.cases.actions import Conflict, NewEvent, append, open_case, record_by_queue
from goldenthread.cases.imports.moves import begin_where_moved, setting_moved
from goldenthread.cases.imports.people import load_people
from goldenthread.cases.models import Case, Event
from goldenthread.cases.projection import hold, project_with_linked, rebuild, take_turn
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Child, Connection, Organisation

from ..conftest import committed_council, meanwhile, somebody_else, soon, waits_for_us
from .conftest import RECEIVED, an_officer

PROJECTED = ("cases_clockrow", "cases_duty", "cases_casestate")
REFUSED = dt.date(2026, 3, 2)
SCHOOLS = ("URN:998001", "URN:998002")


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    with committed_council(django_db_blocker, "LA:998") as council:
        child = Child.objects.create(owner=council, surname="Once", forename="Only")
        people = [an_officer(council, name, "la-send-manager") for name in ("First Officer", "Second Officer")]
        with transaction.atomic():
            case = open_case(become(people[0].pk), child=child.pk, pathway="ehc-needs-assessment", first=RECEIVED)
        yield case, people
    with django_db_blocker.unblock():
        Organisation.objects.filter(code__in=SCHOOLS).delete()
        connection.close()


def test_who_read_less_than_there_is_is_told_what_came_since(desk, as_viewer):
    """It also has the test database made, which the tests beneath do not ask for themselves."""
    late = NewEvent("decided-to-assess", dt.date(2026, 3, 1))
    with pytest.raises(Conflict) as conflict:
        as_viewer(desk.officer, lambda viewer: append(viewer, desk.case, 0, [late]))
    assert [s.event for s in conflict.value.since] == [RECEIVED.event]


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


# --- what the journal comes to, when two write at once to what is read together ---


@pytest.fixture
def refused_and_mediated(committed):
    """An assessment that was refused, and the mediation that arose from it: each reads the other's events."""
    case, people = committed
    with transaction.atomic():
        viewer = become(people[0].pk)
        append(viewer, case, 1, [NewEvent("decided-not-to-assess", REFUSED)])
        child = Child.objects.get(surname="Once").pk
        first = NewEvent("mediation-requested", dt.date(2026, 3, 9), {"issues": ("education",)})
        mediation = open_case(viewer, child=child, pathway="mediation", first=first, arose_from=case)
    return case, mediation, people


def projected(cases):
    told = {}
    with connection.cursor() as cursor:
        for table in PROJECTED:
            cursor.execute(f"select to_jsonb(t) - 'id' from {table} t where case_id = any(%s) order by (to_jsonb(t) - 'id')::text", [list(cases)])
            told[table] = [row for (row,) in cursor.fetchall()]
    return told


def lodge_appeal(case):
    with connection.cursor() as cursor:
        cursor.execute("select due from cases_clockrow where case_id = %s and clock = 'lodge-appeal'", [case])
        return [due for (due,) in cursor.fetchall()]


def certificate(people, mediation):
    append(become(people[1].pk), mediation, 1, [NewEvent("mediation-certificate-issued", dt.date(2026, 4, 27))])


def assert_as_after_a_rebuild(*cases):
    kept = projected(cases)
    rebuild()
    assert projected(cases) == kept


def test_what_one_records_on_a_case_and_another_on_a_case_linked_to_it_both_count(refused_and_mediated):
    case, mediation, people = refused_and_mediated
    with meanwhile(lambda: certificate(people, mediation)):
        append(become(people[0].pk), case, 2, [NewEvent("mediation-adviser-contacted", dt.date(2026, 3, 5), {"wants_mediation": True})])
    # Two months from the refusal are 2 May, a Saturday; a month from the certificate is 27 May, a Wednesday (SI 2008/2699 r.12, 20).
    assert lodge_appeal(case) == [dt.date(2026, 5, 27)]
    assert_as_after_a_rebuild(case, mediation)


def test_two_on_linked_cases_never_wait_for_each_other(refused_and_mediated):
    case, mediation, people = refused_and_mediated
    with meanwhile(lambda: append(become(people[1].pk), case, 2, [NewEvent("mediation-adviser-contacted", dt.date(2026, 3, 5), {"wants_mediation": True})])):
        certificate(people, mediation)
    assert lodge_appeal(case) == [dt.date(2026, 5, 27)]
    assert_as_after_a_rebuild(case, mediation)


def test_what_is_recorded_during_a_rebuild_is_in_the_projections(refused_and_mediated):
    case, mediation, people = refused_and_mediated
    with meanwhile(lambda: certificate(people, mediation)):
        rebuild()
    assert lodge_appeal(case) == [dt.date(2026, 5, 27)]
    assert_as_after_a_rebuild(case, mediation)


def test_what_is_recorded_while_a_job_works_out_the_clocks_again_is_in_the_projections(refused_and_mediated):
    case, mediation, people = refused_and_mediated
    with meanwhile(lambda: certificate(people, mediation)):
        project_with_linked(case)
    assert lodge_appeal(case) == [dt.date(2026, 5, 27)]
    assert_as_after_a_rebuild(case, mediation)


def another_child(people, *, moved_on=None):
    """With an assessment of its own; or, where it moved from one school to another on a day, with provision that is followed."""
    council = Organisation.objects.get(code="LA:998")
    child = Child.objects.create(owner=council, surname="Other", forename="Another")
    with transaction.atomic():
        if moved_on is None:
            return open_case(become(people[0].pk), child=child.pk, pathway="ehc-needs-assessment", first=RECEIVED)
        key = Case.objects.create(child=child, owner=council, pathway="provision-delivery", regime="statutory", opened_on=REFUSED, kind_of_data="ehc-plan").pk
        record_by_queue(PATHWAYS["provision-delivery"], key, "provision-to-start", REFUSED, {"because": "issued"}, "x")
        project_with_linked(key)
    for code, day in zip(SCHOOLS, (REFUSED, moved_on), strict=True):
        school = Organisation.objects.create(code=code, name=code, kind="school")
        Connection.objects.create(child=child, owner=council, organisation=school, kind="attends", valid_from=day)
    return key


def test_a_rebuild_that_waits_for_an_import_keeps_no_page_waiting(committed):
    case, people = committed
    other = another_child(people)
    with transaction.atomic():
        # As an import does, which goes on.
        hold([case])
        waiting, rebuilt = somebody_else(rebuild)
        soon(waits_for_us)
        page, pressed = somebody_else(lambda: append(become(people[1].pk), other, 1, [NewEvent("decided-to-assess", dt.date(2026, 3, 1))]))
        page.join(20)
        assert pressed == ["done"], "it waited behind the rebuild"
    waiting.join(30)
    assert rebuilt == ["done"]
    assert_as_after_a_rebuild(case, other)


def test_what_writes_to_many_children_does_it_one_after_another(committed):
    """Whoever holds a child and comes to the next, in whatever order, meets nobody who holds that one and waits for this."""
    case, people = committed
    other = another_child(people)
    with meanwhile(lambda: hold([other, case])):
        hold([case])
        hold([other])


def test_a_case_that_is_opened_while_another_waits_stops_neither(committed):
    case, people = committed
    child = Case.objects.get(pk=case).child_id
    with meanwhile(lambda: append(become(people[1].pk), case, 1, [NewEvent("decided-not-to-assess", REFUSED)])):
        first = NewEvent("mediation-requested", dt.date(2026, 3, 9), {"issues": ("education",)})
        mediation = open_case(become(people[0].pk), child=child, pathway="mediation", first=first, arose_from=case)
    assert_as_after_a_rebuild(case, mediation)


def test_a_move_is_begun_once_whoever_notices_it(committed):
    _, people = committed
    moved = dt.date.today() - dt.timedelta(days=3)
    case = another_child(people, moved_on=moved)
    kept = Case.objects.get(pk=case)

    def as_an_import_does():
        with connection.cursor() as cursor:
            rebuild(begin_where_moved(cursor, kept.owner_id))

    with meanwhile(as_an_import_does):
        setting_moved(kept.child_id)
    begun = Event.objects.filter(case=case, event="provision-to-start").order_by("number").values_list("on", flat=True)
    assert list(begun) == [REFUSED, moved]


def test_a_return_and_a_file_of_people_do_not_wait_in_a_ring(committed, tmp_path):
    """Both write where a child goes, and work out anew what follows from it."""
    case, _ = committed
    child = Case.objects.get(pk=case).child
    Child.objects.filter(pk=child.pk).update(upn="G998000100001")
    school = Organisation.objects.create(code=SCHOOLS[0], name="School", kind="school")
    file = tmp_path / "people.csv"
    file.write_text(f"record,kind,organisation,upn,from\nconnection,attends,{SCHOOLS[0]},G998000100001,2026-03-02\n")
    reports = []
    with transaction.atomic():
        # As a return does from its first step on.
        take_turn()
        people, outcome = somebody_else(lambda: reports.append(load_people(file, by="test", authority="998")))
        soon(waits_for_us)
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into people_connection (child_id, owner_id, organisation_id, kind, valid_from) values (%s, %s, %s, 'attends', %s) on conflict do nothing",
                [child.pk, child.owner_id, school.pk, REFUSED],
            )
    people.join(30)
    assert outcome == ["done"]
    assert reports[0].refused == []
