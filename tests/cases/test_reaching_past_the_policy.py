"""What a page may ask of the functions that read and write as the system role, whatever case it names."""

import datetime as dt

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import become
from goldenthread.cases.actions import NewEvent, append
from goldenthread.cases.models import Case, CaseState, ClockRow, Event
from goldenthread.cases.projection import project
from goldenthread.people.models import Allocation, Child, Content, Organisation, Practitioner

from .conftest import LONG_AGO, an_officer

pytestmark = pytest.mark.django_db
DECIDED = NewEvent("decided-to-assess", dt.date(2026, 3, 2))


def ask(function, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}({', '.join(['%s'] * len(arguments))})", arguments)
        return [row[0] for row in cursor.fetchall()]


def a_case(child, pathway="mediation", event="mediation-requested", **others):
    """A case that a file brought, with one event."""
    case = Case.objects.create(
        child=child, owner=child.owner, pathway=pathway, opened_on=LONG_AGO, last_number=1,
        kind_of_data="complaints-and-tribunal" if pathway == "mediation" else "ehc-request-and-stage", **others,
    )  # fmt: skip
    Event.objects.create(
        case=case, number=1, event=event, on=dt.date(2026, 2, 2), by="import:x", kind_of_data=case.kind_of_data,
        fields={"issues": ["education"]} if pathway == "mediation" else {"by": "parent"},
    )  # fmt: skip
    project(case.pk)
    return case


@pytest.fixture
def elsewhere(desk):
    council = Organisation.objects.create(code="LA:882", name="Elsewhere", kind="local-authority")
    return an_officer(council, "Sam Elsewhere")


def test_nobody_projects_a_case_that_they_may_not_see(desk, elsewhere, as_viewer):
    before = list(ClockRow.objects.filter(case=desk.case).values_list("clock", "due"))

    def question(viewer):
        assert ask("cases_to_project", desk.case) == [None]
        assert ask("cases_linked", desk.case) == []
        assert ask("cases_take_numbers", desk.case, 1, 1) == [False]
        with pytest.raises(ProgrammingError, match="just written"), transaction.atomic():
            ask("cases_replace", desk.case, "closed", "[]", "[]")
        with pytest.raises(Refused):
            project(desk.case)

    as_viewer(elsewhere, question)
    assert list(ClockRow.objects.filter(case=desk.case).values_list("clock", "due")) == before
    assert Case.objects.get(pk=desk.case).last_number == 1


def test_without_a_viewer_nothing_is_projected(desk, as_application):
    with as_application():
        become(None)
        assert ask("cases_to_project", desk.case) == [None]


def test_seeing_a_case_is_not_enough_to_write_its_projection(desk, as_viewer):
    seen = a_case(desk.child, "ehc-needs-assessment", "request-received")

    def question(viewer):
        assert Case.objects.filter(pk=seen.pk).exists()
        assert ask("cases_to_project", seen.pk) == [None]
        with pytest.raises(ProgrammingError, match="just written"), transaction.atomic():
            ask("cases_replace", seen.pk, "closed", "[]", "[]")

    as_viewer(desk.officer, question)


def test_a_reader_takes_no_numbers(desk, as_viewer):
    analyst = an_officer(desk.council, "Zara Kemble", "analyst")
    case = a_case(desk.child, "ehc-needs-assessment", "request-received")
    assert as_viewer(analyst, lambda v: ask("cases_take_numbers", case.pk, 1, 1)) == [False]
    assert as_viewer(desk.officer, lambda v: ask("cases_take_numbers", case.pk, 1, 0)) == [False]
    assert as_viewer(desk.officer, lambda v: ask("cases_take_numbers", case.pk, 1, 1)) == [True]


def test_a_withheld_case_that_reads_what_was_written_follows_and_stays_hidden(desk, as_viewer):
    withheld = a_case(desk.child, arose_from_id=desk.case, confidentiality="withheld")
    CaseState.objects.filter(case=withheld.pk).delete()
    as_viewer(desk.officer, lambda v: append(v, desk.case, 1, [DECIDED]))
    assert CaseState.objects.filter(case=withheld.pk).exists()
    assert not as_viewer(desk.officer, lambda v: CaseState.objects.filter(case=withheld.pk).exists())


def test_a_role_that_row_level_security_binds_is_known_by_its_own_connection(desk):
    at = connection.settings_dict
    asked = "select cases_asked_by_a_page()"
    for user, bound in (("goldenthread_app", True), ("goldenthread_system", False)):
        with psycopg.connect(host=at["HOST"], dbname=at["NAME"], user=user) as its_own:
            assert its_own.execute(asked).fetchone() == (bound,), user
    assert ask("cases_asked_by_a_page") == [False]


# --- what may name a case ---


def test_a_case_arises_only_from_one_of_its_child_that_the_viewer_may_see(desk, as_viewer):
    withheld = a_case(desk.child, confidentiality="withheld")
    other = Child.objects.create(owner=desk.council, surname="Other", forename="Child")
    of_another = a_case(other, "ehc-needs-assessment", "request-received")

    def arising(source):
        return Case(
            child=desk.child, owner=desk.council, pathway="annual-review", opened_on=LONG_AGO, arose_from_id=source
        )

    def question(viewer):
        for source in (withheld.pk, of_another.pk):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                Case.objects.bulk_create([arising(source)])
        Case.objects.bulk_create([arising(desk.case), arising(None)])

    as_viewer(desk.officer, question)


def test_words_and_allocations_are_of_the_child_and_owner_of_their_case(desk, as_viewer):
    other = Child.objects.create(owner=desk.council, surname="Other", forename="Child")
    elsewhere = Organisation.objects.create(code="LA:883", name="Third", kind="local-authority")
    who = Practitioner.objects.create(
        reference="x", name="X", role="la-send-caseworker", organisation=desk.council
    )  # fmt: skip

    def words(child, owner, kind="ehc-request-and-stage"):
        return Content(child=child, owner=owner, case=desk.case, kind_of_data=kind, text="Words")

    def allocation(child):
        return Allocation(
            child=child, owner=desk.council, case=desk.case, practitioner=who, role=who.role, valid_from=LONG_AGO
        )

    def question(viewer):
        for wrong in (words(other, desk.council), words(desk.child, elsewhere), allocation(other)):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                type(wrong).objects.bulk_create([wrong])
        for kind in ("ehc-request-and-stage", "ep-advice"):
            Content.objects.bulk_create([words(desk.child, desk.council, kind)])
        Allocation.objects.bulk_create([allocation(desk.child)])

    as_viewer(desk.officer, question)
