"""What of a plan was given to somebody: the database asks for the set once a question, and of one plan the same set again."""

import uuid

import pytest
from django.db import connection

from goldenthread.assessments.models import Advice
from goldenthread.plans.models import Clause, Disclosure, Plan

from .conftest import as_viewer

pytestmark = pytest.mark.django_db
READERS = ("tom", "leila", "nurse", "grace", "anna", "stranger")


def given_to(draft, who, sections):
    Disclosure.objects.create(
        plan=draft.plan, child=draft.plan.child, owner=draft.plan.owner, case=draft.plan.case, reader=who.user.pk, to="setting", to_name="x", ground="named", reason="x",
        by=uuid.uuid4(), sections=sections,
    )  # fmt: skip


def shown(_):
    """By the policies, and of each clause and plan by itself."""
    with connection.cursor() as cursor:
        cursor.execute("select id, plan_id, advice, section from plans_clause where plan_id in (select id from plans_plan)")
        seen = cursor.fetchall()
        cursor.execute("select count(*) from plans_clause")
        assert cursor.fetchone()[0] == len(seen), "no clause is read of a plan that is not"
    return frozenset(seen)


def one_by_one(every):
    def ask(_):
        with connection.cursor() as cursor:
            found = set()
            for row in every:
                cursor.execute("select plans_shows(%s, %s, %s) and plans_concerns(%s)", [*row[1:], row[1]])
                if cursor.fetchone()[0]:
                    found.add(row)
        return frozenset(found)

    return ask


@pytest.mark.parametrize("sections", [[], ["F"], ["A", "F", "own"], ["own"], ["K"]], ids=str)
@pytest.mark.parametrize("sent", [False, True])
def test_a_reader_is_shown_the_parts_that_were_given_and_no_other(draft, sections, sent):
    """The school in whole or part, the therapist what rests on her own advice, and a family all that was sent; whoever may read no plan of this child is given
    nothing by a disclosure."""
    Disclosure.objects.all().delete()
    if sent:
        Plan.objects.filter(pk=draft.plan.pk).update(sent_on="2026-11-20")
    for name in READERS:
        given_to(draft, getattr(draft, name), sections)
    every = frozenset(Clause.objects.filter(plan=draft.plan).values_list("id", "plan_id", "advice", "section"))
    for name in READERS:
        who = getattr(draft, name)
        own = {row for row in every if row[2] is not None and row[2] == _advice_of(draft, who)}
        whole = not sections or (name == "anna" and sent)
        expected = every if whole else frozenset(row for row in every if row[3] in sections or ("own" in sections and row in own))
        reads = name not in ("grace", "stranger")
        assert as_viewer(who, shown) == (expected if reads else frozenset()), name
        assert as_viewer(who, one_by_one(every)) == expected, name


def _advice_of(draft, who):
    return Advice.objects.filter(author=who.user.pk, case=draft.plan.case).values_list("id", flat=True).first()


def test_nothing_is_given_that_was_not_disclosed(draft):
    Disclosure.objects.all().delete()
    for name in READERS:
        assert as_viewer(getattr(draft, name), shown) == frozenset(), name


def test_of_no_plan_nothing_was_given(draft):
    """The set of all that was given is asked for without a plan; a function of one plan that is handed none does not answer of all."""
    given_to(draft, draft.tom, [])

    def ask(_):
        with connection.cursor() as cursor:
            cursor.execute("select plans_concerns(null), plans_shows(null, null, 'F'), plans_concerns(%s)", [draft.plan.pk])
            return cursor.fetchone()

    assert as_viewer(draft.tom, ask) == (False, False, True)
