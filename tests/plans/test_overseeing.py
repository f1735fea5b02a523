"""The designated officers of health and of social care see every clause of their area, in plans in force and in those being made,
those that nobody has confirmed first, and nobody else does."""

import copy
from itertools import product
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.access.viewer import become
from goldenthread.cases.models import Case
from goldenthread.plans.actions import mark
from goldenthread.plans.confirming import standing
from goldenthread.plans.kept import apart_of, keep
from goldenthread.plans.kept import asked as asked_of_sql
from goldenthread.plans.models import Clause, Plan, SignBack, Touched
from goldenthread.plans.overseeing import Asked, overseen

from ..cases.pages.conftest import add_event, allocate, case_of, child_of, project
from .conftest import (
    as_application,
    as_the_worker,
    as_viewer,
    clause,
    day,
    get,
    post,
    recorded_on_the_day_shown,
    text_of,
)
from .test_sending import AFTER, a_draft_that_was_answered, issue, later, the_answered  # noqa: F401
from .test_signing_back import answer, asked  # noqa: F401

PAGE = "/unconfirmed-clauses/"


def a_plan_in_force():
    """The therapist confirmed her clauses, the paediatrician is silent, and one clause of care rests on nothing."""
    area = a_draft_that_was_answered()
    with override_settings(DEMO_TODAY=AFTER):
        for c in Clause.objects.filter(contributor="speech-and-language-therapist").exclude(section="K"):
            assert answer(area.leila, area, c, "confirmed").status_code == 302
        assert (page := issue(area)).status_code == 302, text_of(page)
    return area


@pytest.fixture(scope="class")
def the_plan_in_force(scenes):
    with scenes(a_plan_in_force) as told:
        yield told


@pytest.fixture
def in_force(the_plan_in_force, db, settings):
    recorded_on_the_day_shown()
    settings.DEMO_TODAY = AFTER
    return copy.deepcopy(the_plan_in_force)


def loaded(area, section, text, forename="Mia", contributor=""):
    """A plan in force whose clause came without advice."""
    child = child_of(area.council, forename, "Ortiz", postcode="CM1 1AA")
    case = case_of(child, ("plan-made", day("2024-03-01"), {"date_of_birth": "2015-10-05"}), pathway="annual-review")
    plan = Plan.objects.create(child=child, owner=area.council, case=case.pk, version=1, made_by=area.priya.user.pk)
    Clause.objects.create(child=child, owner=area.council, case=case.pk, plan=plan, section=section, number=1, text=text, contributor=contributor)
    Plan.objects.filter(pk=plan.pk).update(issued_on=day("2024-03-01"))
    return SimpleNamespace(child=child, case=case, plan=plan)


def states(area, who, **given):
    """As the list tells it now, which is what it tells once each child's clauses are kept."""

    def told():
        found = as_viewer(who, lambda v: overseen(v, Asked.of(given)))
        return [(x.label, x.state, x.clause.pk, x.in_force, x.since, x.place) for x in found.lines], found.total, found.open, found.plans

    before = told()
    children = sorted(set(Plan.objects.values_list("child_id", flat=True)))
    with transaction.atomic(), as_the_worker():
        keep(children, apart_of(children))
        Touched.objects.all().delete()
    assert told() == before
    return [row[:2] for row in before[0]]


def test_the_officer_of_health_sees_the_clauses_of_the_plan_in_force_those_unconfirmed_first(in_force):
    page = text_of(get(in_force.dina, PAGE))
    assert "3 of 6 health clauses, in 1 plan in force or being made, are not confirmed by their authors" in page
    assert page.index("Oscar has epilepsy") < page.index("two-step instruction")
    assert "In force since" in page
    assert [s for _, s in states(in_force, in_force.dina)] == ["not-confirmed"] * 3 + ["confirmed"] * 3
    assert get(in_force.dina, PAGE).headers["Cache-Control"].count("no-store") == 1


def test_the_officer_of_care_sees_care_alone_and_also_what_rests_on_no_advice(in_force):
    assert "There is no care clause yet" in text_of(get(in_force.sara, PAGE))
    loaded(in_force, "H2", "A befriender, once a week for 2 hours.")
    page = text_of(get(in_force.sara, PAGE))
    assert "None of 1 care clause, in 1 plan in force or being made, rests on advice held here: none is confirmed, and nobody can be asked to confirm one." in page
    # Where nothing else is on the page, they are open.
    assert '<details class="gt-why" open><summary>Clauses that rest on no advice held here: 1 of 1' in get(in_force.sara, PAGE).content.decode()
    assert "epilepsy" not in page
    assert "befriender" not in text_of(get(in_force.dina, PAGE))


def test_whoever_is_no_designated_officer_sees_no_such_list_by_either_wall(in_force):
    loaded(in_force, "G", "Medicine each morning.")
    for someone in (in_force.leila, in_force.tom, in_force.anna, in_force.nurse):
        assert get(someone, PAGE).status_code == 404
        with as_application(), transaction.atomic(), connection.cursor() as cursor:
            become(someone.user.pk)
            cursor.execute("select count(*) from plans_overseen(%s, %s, %s, true, true, 'x')", asked_of_sql())
            assert cursor.fetchone()[0] == 0, someone.name
    assert as_viewer(in_force.stranger, lambda v: overseen(v, Asked())).total == 0


def test_sealed_and_confidential_children_are_on_no_list(in_force):
    other = loaded(in_force, "G", "Medicine each morning.")
    assert len(states(in_force, in_force.dina)) == 7
    Case.objects.filter(pk=other.case.pk).update(confidentiality="withheld")
    assert len(states(in_force, in_force.dina)) == 6
    Case.objects.filter(pk=other.case.pk).update(confidentiality="none")
    type(other.child).objects.filter(pk=other.child.pk).update(sealed=True)
    assert len(states(in_force, in_force.dina)) == 6


def test_a_plan_that_ceased_stands_no_more(in_force):
    other = loaded(in_force, "G", "Medicine each morning.")
    add_event(other.case, 2, "plan-ceased", day("2026-09-01"), {"reason": "Moved to work"})
    project(other.case.pk)
    assert "Medicine" not in text_of(get(in_force.dina, PAGE))


def test_a_later_version_replaces_the_one_before_and_an_amendment_shows_a_line_as_it_would_be(in_force):
    other = loaded(in_force, "G", "Medicine each morning.")
    first = Clause.objects.get(plan=other.plan)
    amending = Plan.objects.create(child=other.child, owner=in_force.council, case=other.case.pk, version=2, made_by=in_force.priya.user.pk)
    copy = Clause.objects.create(
        child=other.child, owner=in_force.council, case=other.case.pk, plan=amending, line=first.line, section="G", number=1, text="Medicine each evening."
    )
    page = text_of(get(in_force.dina, PAGE))
    assert "each evening" in page
    assert "each morning" not in page
    assert "1 clause is like this" in text_of(get(in_force.dina, PAGE, which="being-made"))
    Plan.objects.filter(pk=amending.pk).update(withdrawn=True)
    assert "each morning" in text_of(get(in_force.dina, PAGE))
    Plan.objects.filter(pk=amending.pk).update(withdrawn=False, issued_on=day("2026-11-01"))
    shown = [x for x in as_viewer(in_force.dina, lambda v: overseen(v, Asked())).lines if x.clause.line == copy.line]
    assert [(x.clause.text, x.in_force) for x in shown] == [("Medicine each evening.", True)]


def test_the_list_is_narrowed_by_locality_setting_state_and_plan_and_turned_by_page(in_force):
    elsewhere = loaded(in_force, "G", "Medicine each morning.")
    type(elsewhere.child).objects.filter(pk=elsewhere.child.pk).update(postcode="")
    # What somebody could confirm comes first; what rests on no advice is a group of its own, and not overdue.
    assert [s for _, s in states(in_force, in_force.dina)] == ["not-confirmed"] * 3 + ["confirmed"] * 3 + ["no-advice"]
    page = get(in_force.dina, PAGE).content.decode()
    assert page.index("two-step instruction") < page.index("Clauses that rest on no advice held here") < page.index("Medicine each morning")
    assert '<details class="gt-why"><summary>Clauses that rest on no advice held here: 1 of 7' in page
    assert "gt-tag--overdue" not in page[page.index("Clauses that rest on no advice held here"):]
    assert len(states(in_force, in_force.dina, locality="Mid")) == 6
    assert len(states(in_force, in_force.dina, setting="larkfield")) == 6
    assert states(in_force, in_force.dina, setting="hawthorn") == []
    assert {s for _, s in states(in_force, in_force.dina, state="no-advice")} == {"no-advice"}
    assert len(states(in_force, in_force.dina, which="in-force")) == 7
    assert len(states(in_force, in_force.dina, state="x", which="y")) == 7
    for n in range(50):
        loaded(in_force, "G", f"Medicine {n}.", f"Child{chr(97 + n % 26)}")
    page = text_of(get(in_force.dina, PAGE, page="2"))
    assert "Page 2 of 2" in page
    assert "Page 2 of 2" in text_of(get(in_force.dina, PAGE, page="9999"))
    assert "Page 1 of 2" in text_of(get(in_force.dina, PAGE, page="-1"))


def test_a_correction_waits_behind_silence(asked):  # noqa: F811
    c = clause(asked, "paediatrician", "G")
    answer(asked.amir, asked, c, "corrected", "A review three times a year.")
    found = [s for _, s in states(asked, asked.dina)]
    assert found == ["not-confirmed"] * 5 + ["corrected"]
    post(asked.priya, f"{asked.path}answers/{SignBack.objects.get().pk}/", decision="declined", reason="No.")
    assert [s for _, s in states(asked, asked.dina)][-1] == "declined"


WORDS = st.text(alphabet=" ab\t\n\u00a0\u2003\u3000\x1c", max_size=5)


@pytest.mark.django_db
@given(said=WORDS, correction=WORDS, text=WORDS)
def test_the_database_reads_a_state_as_the_plan_page_does(said, correction, text):
    with connection.cursor() as cursor:
        for given_answer, decision in product(("confirmed", "corrected"), ("", "taken", "declined")):
            told = SimpleNamespace(pk=uuid4(), answer=given_answer, said=said, correction=correction, decision=decision)
            cursor.execute("select plans_state(%s, %s, %s, %s, %s)", [text, given_answer, said, correction, decision])
            assert cursor.fetchone()[0] == standing(text, [told]).state


def test_what_was_confirmed_before_a_plan_was_loaded_is_confirmed_until_its_words_change(in_force):
    other = loaded(in_force, "G", "Medicine each morning.", contributor="paediatrician")
    first = Clause.objects.get(plan=other.plan)
    SignBack.objects.create(
        clause=first, plan=other.plan, child=other.child, owner=in_force.council, case=other.case.pk, contributor="paediatrician", said=first.text, answer="confirmed",
        by=in_force.priya.user.pk, by_name="Dr Elsewhere",
    )  # fmt: skip
    assert ("confirmed" in {x.state for x in as_viewer(in_force.dina, lambda v: overseen(v, Asked(state="confirmed"))).lines if x.clause.pk == first.pk})
    newer = Plan.objects.create(child=other.child, owner=in_force.council, case=other.case.pk, version=2, made_by=in_force.priya.user.pk)
    changed = Clause.objects.create(
        child=other.child, owner=in_force.council, case=other.case.pk, plan=newer, line=first.line, section="G", number=1, text=first.text, contributor="paediatrician"
    )
    # An officer who changes it is told whose confirmation goes, and that nobody can be asked from here.
    allocate(other.child, in_force.priya)
    path = f"/cases/{other.case.pk}/plan/"
    assert "Dr Elsewhere confirmed these words before the plan was loaded here" in text_of(get(in_force.priya, f"{path}clauses/{changed.pk}/"))
    changed.refresh_from_db()
    sent = post(in_force.priya, f"{path}clauses/{changed.pk}/", text="Medicine as required.", seen=mark(changed), section="G")
    assert sent.status_code == 302, text_of(sent)
    page = text_of(get(in_force.priya, path))
    assert "They were confirmed before the plan was loaded here" in page
    assert "Changed since they were confirmed: G1" in page
    # The designated clinical officer reads it first of all.
    listed = as_viewer(in_force.dina, lambda v: overseen(v, Asked())).lines
    assert (listed[0].clause.pk, listed[0].state) == (changed.pk, "changed-since")
    assert "whose advice is not held here" in text_of(get(in_force.dina, PAGE))
