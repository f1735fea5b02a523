"""Row-level security of audits, with the application's own filters off."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError

from goldenthread.audits.models import Agreed, Answer, Audit, Auditor, Finding, Grade, Population, Reading, Sampled
from goldenthread.cases.models import Case
from goldenthread.people.models import Child
from goldenthread.plans.models import Clause, Plan

from ..plans.conftest import as_viewer
from .conftest import a_finding, both_read, drawn, grades, officer_of, post


@pytest.fixture
def audit(area):
    return drawn(area)


def counts(*models):
    return lambda _: [model.objects.count() for model in models]


def asked(question, *given):
    def ask(_):
        with connection.cursor() as cursor:
            cursor.execute(question, given)
            return cursor.fetchall()

    return ask


def refused(someone, do, match="row-level security"):
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        as_viewer(someone, do)


def test_only_casework_reads_the_sample_and_only_a_manager_what_it_was_drawn_from(area, audit):
    assert as_viewer(area.grace, counts(Audit, Sampled, Population)) == [1, 3, 1]
    assert as_viewer(area.priya, counts(Audit, Sampled, Population)) == [1, 3, 0]
    assert as_viewer(area.dina, counts(Audit, Sampled, Population)) == [1, 0, 0]
    for someone in (area.sam, area.sol, area.nell):
        assert as_viewer(someone, counts(Audit, Auditor, Sampled, Population, Reading)) == [0, 0, 0, 0, 0]


def test_an_auditor_reaches_their_own_plans_by_the_functions_of_the_audit_alone(area, audit):
    mine = set(Reading.objects.filter(user=area.leila.user.pk).values_list("sampled", flat=True))
    assert as_viewer(area.leila, lambda _: set(Sampled.objects.values_list("pk", flat=True))) == mine
    assert as_viewer(area.leila, counts(Plan, Clause, Case, Child)) == [0, 0, 0, 0]
    for one in Sampled.objects.all():
        for function in ("audits_plan", "audits_clauses", "audits_may_own"):
            found = as_viewer(area.leila, asked(f"select count(*) from {function}(%s)", one.pk))[0][0]
            assert (found > 0) == (one.pk in mine), function
            assert as_viewer(area.sol, asked(f"select count(*) from {function}(%s)", one.pk)) == [(0,)]
            assert as_viewer(area.sam, asked(f"select count(*) from {function}(%s)", one.pk)) == [(0,)]


@pytest.mark.parametrize("shut", ["update audits_audit set ended_on = current_date", "update audits_audit set made_at = made_at - interval '43 days'",
                                  "update people_child set sealed = true", "update cases_case set confidentiality = 'case'",
                                  "update access_user set is_active = false where name = 'Leila Farouk'",
                                  "update access_rolegrant set ended_at = now()"])  # fmt: skip
def test_plans_shut_when_the_audit_ends_the_child_is_sealed_the_case_is_confidential_or_the_auditor_leaves(area, audit, shut):
    one = both_read(area)
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(shut)
        cursor.execute("set session_replication_role = origin")
    for function in ("audits_plan", "audits_clauses"):
        assert as_viewer(area.leila, asked(f"select count(*) from {function}(%s)", one.pk)) == [(0,)]
    assert as_viewer(area.leila, counts(Sampled)) == [0]


def test_grades_of_another_are_shut_until_all_have_given_theirs(area, audit):
    one = both_read(area)
    grades(area, area.helen, one)
    n = Grade.objects.count()
    assert as_viewer(area.helen, counts(Grade)) == [n]
    for someone in (area.leila, area.grace, area.priya, area.dina, area.sol):
        assert as_viewer(someone, counts(Grade)) == [0]
    assert as_viewer(area.leila, lambda _: Reading.objects.filter(sampled=one).count()) == 1
    grades(area, area.leila, one, specific=1)
    assert as_viewer(area.leila, counts(Grade)) == [2 * n]
    assert as_viewer(area.grace, counts(Grade)) == [2 * n]
    # Casework sees who gave what only once it is agreed.
    assert as_viewer(area.priya, counts(Grade)) == [0]
    post(area.helen, f"/audits/plans/{one.pk}/moderate/", **{"g-specific": "1", "w-specific": "As Leila says"})
    assert as_viewer(area.priya, counts(Grade)) == [2 * n]
    assert as_viewer(area.sam, counts(Grade, Agreed)) == [0, 0]


def test_grades_are_written_by_whose_they_are_and_not_changed_once_given(area, audit):
    one = both_read(area)
    mine = Reading.objects.get(sampled=one, user=area.helen.user.pk)

    def grade(_):
        return Grade.objects.create(reading_id=mine.pk, owner=area.essex, criterion="specific", grade=4)

    for someone in (area.leila, area.grace, area.sam):
        refused(someone, grade)
    grades(area, area.helen, one)
    refused(area.helen, lambda _: Grade.objects.create(reading_id=mine.pk, owner=area.essex, criterion="more", grade=4))
    as_viewer(area.helen, lambda _: Grade.objects.filter(reading=mine).update(grade=1))
    assert not Grade.objects.filter(reading=mine, grade=1).exists()
    refused(area.helen, lambda _: Reading.objects.filter(pk=mine.pk).update(given_at=None), match="were given|row-level")


def test_nobody_gives_grades_for_another(area, audit):
    one = both_read(area)
    from django.utils import timezone

    for someone in (area.leila, area.sam, area.priya):
        as_viewer(someone, lambda _: Reading.objects.filter(sampled=one, user=area.helen.user.pk).update(given_at=timezone.now()))
    refused(area.grace, lambda _: Reading.objects.filter(sampled=one, user=area.helen.user.pk).update(given_at=timezone.now()))
    assert not Reading.objects.filter(given_at__isnull=False).exists()


def test_agreed_grades_are_written_by_those_who_graded_and_the_manager_once_all_have_given(area, audit):
    one = both_read(area)

    def agreed(someone):
        return lambda _: Agreed.objects.create(sampled_id=one.pk, owner=area.essex, criterion="specific", grade=2, reason="r", by=someone.user.pk, by_name="x")

    for someone in (area.helen, area.grace):
        refused(someone, agreed(someone))
    grades(area, area.helen, one)
    grades(area, area.leila, one, specific=1)
    for someone in (area.priya, area.sol, area.sam, area.dina):
        refused(someone, agreed(someone))
    refused(area.helen, agreed(area.leila))
    as_viewer(area.helen, agreed(area.helen))
    with pytest.raises(DatabaseError), transaction.atomic():
        Agreed.objects.update(grade=4)


def test_a_caseworker_draws_nothing_and_a_manager_only_plans_of_their_own_council(area, audit):
    def more(_):
        return Sampled.objects.create(audit_id=audit.pk, owner=area.essex, child=area.elsewhere.child, case=area.elsewhere.case, plan=area.elsewhere.pk, number=9, age="x")

    for someone in (area.priya, area.grace, area.sam, area.helen):
        refused(someone, more)
    for someone in (area.priya, area.sam, area.helen):
        refused(someone, lambda _: Auditor.objects.create(audit_id=audit.pk, owner=area.essex, user=area.sol.user.pk, name="S", role="social-worker", part="care"))
    with pytest.raises(ProgrammingError), transaction.atomic():
        as_viewer(area.grace, lambda _: Audit.objects.update(seed=1))
    refused(area.grace, lambda _: Population.objects.update(plans=[]), match="permission denied|never changed")


def test_a_finding_shows_to_its_owner_its_writer_and_casework_and_is_written_about_ones_own_plan(area, audit):
    one = both_read(area)
    found = a_finding(area, area.helen, one)
    for someone, n in ((area.helen, 1), (officer_of(area, one), 1), (area.grace, 1), (area.leila, 0), (area.sol, 0), (area.sam, 0), (area.dina, 0)):
        assert as_viewer(someone, counts(Finding)) == [n], someone.name
        assert len(as_viewer(someone, asked("select * from audits_versions(%s)", [found.pk]))) == n
    values = {f.name: getattr(found, f.name) for f in Finding._meta.fields if f.name not in ("id", "made_at", "sampled", "owner", "child")}

    def forged(**others):
        return lambda _: Finding(**(values | {"sampled_id": one.pk, "owner": area.essex, "child_id": found.child_id} | others)).save(force_insert=True)

    refused(area.sol, forged(made_by=area.sol.user.pk))
    refused(area.helen, forged(made_by=area.leila.user.pk))
    refused(area.helen, forged(child_id=area.elsewhere.child_id))
    refused(area.helen, forged(plan=area.elsewhere.pk))


def test_a_finding_is_answered_by_its_owner_or_a_manager_in_their_own_name(area, audit):
    one = both_read(area)
    found = a_finding(area, area.helen, one)

    def answer(someone, by=None):
        return lambda _: Answer.objects.create(finding_id=found.pk, owner=area.essex, reason="r", by=(by or someone).user.pk, by_name="x")

    for someone in (area.helen, area.sol, area.sam):
        refused(someone, answer(someone))
    refused(area.grace, answer(area.grace, by=area.priya))
    as_viewer(officer_of(area, one), answer(officer_of(area, one)))
    assert as_viewer(area.sol, counts(Answer)) == [0]
    assert as_viewer(area.helen, counts(Answer)) == [1]


def test_settled_grades_are_told_without_a_name_to_those_who_may_count_and_to_nobody_else(area, audit):
    for reading in Reading.objects.all():
        grades(area, area.helen if reading.user == area.helen.user.pk else area.leila, reading.sampled)
    question = "select count(*) from audits_settled_grades(%s)"
    for someone in (area.grace, area.priya, area.helen, area.leila, area.dina):
        assert as_viewer(someone, asked(question, audit.pk))[0][0] > 0, someone.name
    for someone in (area.sam, area.sol, area.nell):
        assert as_viewer(someone, asked(question, audit.pk)) == [(0,)], someone.name
