"""A case may be computed with the events of one that the viewer may not know of. What would be otherwise without them
is not shown, by either wall, on any page or for any day."""

import datetime as dt
from dataclasses import replace
from importlib import import_module

import pytest
from django.db import connection, transaction

from goldenthread.access.models import RoleGrant, User
from goldenthread.access.policy import visible
from goldenthread.access.viewer import become
from goldenthread.cases.actions import confide
from goldenthread.cases.models import Case, CaseState, ClockRow, Duty
from goldenthread.cases.projection import project, rebuild
from goldenthread.cases.queries_case import case_view
from goldenthread.cases.queries_clocks import OF_A_CASE, OF_A_CLOCK, clocks_of
from goldenthread.cases.queries_standing import population
from goldenthread.cases.queries_work import work_of
from goldenthread.cases.walls import PROTECTED
from goldenthread.pathways import PATHWAYS
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import Person, Relationship, SharingBasis

from .conftest import (
    LONG_AGO,
    TODAY,
    add_event,
    allocate,
    as_application,
    case_of,
    day,
    get,
    post,
    practitioner,
    text_of,
)

pytestmark = pytest.mark.django_db
REFUSED = (
    ("request-received", day("2026-06-01"), {"by": "parent"}),
    ("decided-to-assess", day("2026-07-10")),
    ("decided-not-to-issue", day("2026-10-01")),
)
ORDERED = (
    ("request-received", day("2026-06-01"), {"by": "parent"}),
    ("tribunal-order-made", day("2026-08-03"), {"requires": ["amend-contents"]}),
)
LODGED, AMENDED = day("2026-10-20"), day("2026-10-15")


def linked(source, *events, pathway, confidentiality="withheld"):
    case = case_of(source.child, *events, pathway=pathway)
    Case.objects.filter(pk=case.pk).update(
        arose_from=source.pk, confidentiality=confidentiality, kind_of_data="complaints-and-tribunal"
    )
    project(case.pk)
    project(source.pk)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def refused(area):
    recorded_at("2026-11-10T09:00:00+00:00")
    return case_of(area.maya, *REFUSED)


@pytest.fixture
def ordered(area):
    """An assessment with an order to amend a plan, which a withheld review case met late."""
    case = case_of(area.maya, *ORDERED)
    linked(case, ("plan-made", day("2026-09-01")), ("amended-plan-issued", AMENDED), pathway="annual-review")
    return case


@pytest.fixture
def mother(area):
    joanna = Person.objects.create(owner=area.council, forename="Joanna", surname="Whitfield")
    Relationship.objects.create(
        child=area.maya, owner=area.council, person=joanna, relation="mother", has_care=True, valid_from=LONG_AGO
    )
    user = User.objects.create(email="joanna@example.org", name="Joanna Whitfield", person=joanna)
    RoleGrant.objects.create(user=user, role="parent", valid_from=LONG_AGO)
    return user


@pytest.fixture
def maya_herself(area):
    born = dt.date(2008, 1, 5)
    area.maya.date_of_birth = born
    area.maya.save()
    user = User.objects.create(email="maya@example.org", name="Maya Whitfield", child=area.maya)
    RoleGrant.objects.create(user=user, role="young-person", valid_from=LONG_AGO)
    return user


def an_appeal(source, confidentiality="withheld"):
    return linked(
        source,
        ("appeal-lodged", LODGED, {"about": "refusal-to-issue"}),
        pathway="tribunal-appeal",
        confidentiality=confidentiality,
    )


def moment(text):
    return dt.datetime.fromisoformat(text)


def recorded_at(text):
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.demo_now', %s, true)", [text])


def asking(user, question):
    """In a page's role: both walls stand."""
    with transaction.atomic(), as_application():
        return question(become(user.pk))


def first_wall(user, question):
    """As the owner, whom row-level security does not bind: the application's own policy stands alone."""
    with transaction.atomic():
        return question(become(user.pk))


def slugs(clocks):
    return {c.clock for c in clocks}


def rows_of(case):
    """What is on the second wall alone: no policy of the application is asked."""
    return lambda viewer: (
        set(ClockRow.objects.filter(case=case.pk).values_list("clock", flat=True)),
        set(Duty.objects.filter(case=case.pk).values_list("clock", flat=True)),
    )


RIGHTS = {"lodge-appeal", "contact-mediation-adviser"}


# --- the two walls ---


@pytest.mark.parametrize("confidentiality", ["withheld", "young-person"])
def test_the_database_hides_the_clocks_and_duties_that_rest_on_a_hidden_case(confidentiality, area, refused):
    clocks, duties = asking(area.priya.user, rows_of(refused))
    assert clocks >= RIGHTS <= duties
    appeal = an_appeal(refused, confidentiality)
    row = ClockRow.objects.get(case=refused, clock="lodge-appeal")
    assert (row.stopped, row.rests_on) == (LODGED, [appeal.pk]), "it is there, and would show if nothing filtered"
    clocks, duties = asking(area.priya.user, rows_of(refused))
    assert not RIGHTS & (clocks | duties)
    assert "decide-whether-to-issue" in clocks, "what does not rest on it stays"


def test_it_is_the_policy_of_each_table_that_hides_them(area, refused):
    """With that rule taken out of the policies, and nothing else, what rests on the appeal shows."""
    linked(
        refused, ("mediation-requested", day("2026-10-10"), {"issues": ["education"]}),
        ("mediation-certificate-issued", day("2026-11-20")), pathway="mediation",
    )  # fmt: skip
    assert not any(RIGHTS & found for found in asking(area.priya.user, rows_of(refused)))
    with connection.cursor() as cursor:
        for table in PROTECTED:
            if table.table in ("cases_clockrow", "cases_duty"):
                for statement in replace(table, and_also="true").sql():
                    cursor.execute(statement)
    assert all("lodge-appeal" in found for found in asking(area.priya.user, rows_of(refused)))


def test_it_is_the_applications_rule_that_hides_them_where_the_database_hides_nothing(area, refused):
    """The question of a list, asked as the owner: once without the rule about what a clock rests on, once with it."""
    appeal = an_appeal(refused)

    def seen(shape):
        return lambda v: set(
            ClockRow.objects.filter(visible(v, "status", shape=shape), case=refused.pk).values_list("clock", flat=True)
        )

    assert "lodge-appeal" in first_wall(area.priya.user, seen(OF_A_CASE))
    assert "lodge-appeal" not in first_wall(area.priya.user, seen(OF_A_CLOCK))
    allocate(area.maya, area.priya, appeal.pk)
    assert "lodge-appeal" in first_wall(area.priya.user, seen(OF_A_CLOCK))


def test_a_duty_is_hidden_as_the_clock_behind_it(area, refused):
    linked(
        refused, ("mediation-requested", day("2026-10-10"), {"issues": ["education"]}),
        ("mediation-certificate-issued", day("2026-11-20")), pathway="mediation",
    )  # fmt: skip
    assert Duty.objects.get(case=refused, clock="lodge-appeal").rests_on
    clocks, duties = asking(area.priya.user, rows_of(refused))
    assert not RIGHTS & (clocks | duties)


def test_the_application_hides_them_by_itself(area, refused):
    case = Case.objects.get(pk=refused.pk)
    asked = {
        "kept": lambda v: slugs(clocks_of(v, [case])),
        "replayed": lambda v: slugs(clocks_of(v, [case], TODAY)),
        "on the page": lambda v: slugs(c.facts for c in case_view(v, case, TODAY).clocks),
    }
    before = {how: first_wall(area.priya.user, question) for how, question in asked.items()}
    assert all(found >= RIGHTS for found in before.values())
    an_appeal(refused)
    for how, question in asked.items():
        found = first_wall(area.priya.user, question)
        assert not RIGHTS & found, how
        assert found == before[how] - RIGHTS, how


def test_those_named_to_the_hidden_case_see_what_it_did(area, refused):
    appeal = an_appeal(refused)
    allocate(area.maya, area.priya, appeal.pk)
    case = Case.objects.get(pk=refused.pk)
    for ask in (asking, first_wall):
        for as_at in (None, TODAY):
            clocks = ask(area.priya.user, lambda v, as_at=as_at: clocks_of(v, [case], as_at))
            assert {c.clock: c.stopped for c in clocks}["lodge-appeal"] == LODGED
    assert "lodge-appeal" not in slugs(asking(area.daniel.user, lambda v: clocks_of(v, [case])))


def test_a_young_person_sees_what_rests_on_their_own_case_and_a_parent_does_not(area, refused, mother, maya_herself):
    an_appeal(refused, "young-person")
    case = Case.objects.get(pk=refused.pk)
    for ask in (asking, first_wall):
        for as_at in (None, TODAY):
            question = lambda v, as_at=as_at: slugs(clocks_of(v, [case], as_at))  # noqa: E731
            assert "lodge-appeal" in ask(maya_herself, question)
            assert "lodge-appeal" not in ask(mother, question)


def test_with_two_hidden_cases_each_clock_is_shown_to_those_who_see_all_it_rests_on(area, refused):
    mediation = linked(
        refused, ("mediation-requested", day("2026-10-05"), {"issues": ["education"]}),
        ("mediation-certificate-issued", day("2026-11-12")), pathway="mediation",
    )  # fmt: skip
    appeal = linked(
        refused, ("appeal-lodged", day("2026-11-18"), {"about": "refusal-to-issue"}), pathway="tribunal-appeal"
    )
    allocate(area.maya, area.priya, mediation.pk)
    allocate(area.maya, area.daniel, mediation.pk)
    allocate(area.maya, area.daniel, appeal.pk)
    case = Case.objects.get(pk=refused.pk)
    resting = ClockRow.objects.get(case=refused, clock="lodge-appeal").rests_on
    assert set(resting) == {mediation.pk, appeal.pk}
    for as_at in (None, TODAY):
        question = lambda v, as_at=as_at: slugs(clocks_of(v, [case], as_at))  # noqa: E731
        assert "lodge-appeal" not in asking(area.priya.user, question)
        assert "lodge-appeal" in asking(area.daniel.user, question)


# --- it follows ---


def test_what_rests_on_a_case_follows_when_that_becomes_confidential_and_when_it_stops(area, refused):
    appeal = an_appeal(refused, "none")
    manager = practitioner("Ruth Manager", "la-send-manager", area.council)
    assert "lodge-appeal" in asking(area.priya.user, rows_of(refused))[0]
    allocate(area.maya, manager)
    asking(manager.user, lambda v: confide(v, appeal.pk, "withheld", [manager.who.pk], "Her address must not be found"))
    assert ClockRow.objects.get(case=refused, clock="lodge-appeal").rests_on == [appeal.pk]
    assert "lodge-appeal" not in asking(area.priya.user, rows_of(refused))[0]
    asking(manager.user, lambda v: confide(v, appeal.pk, "none", [], "It is known now"))
    assert ClockRow.objects.get(case=refused, clock="lodge-appeal").rests_on is None
    asking(manager.user, lambda v: confide(v, appeal.pk, "withheld", [], "Her address must not be found"))
    assert ClockRow.objects.get(case=refused, clock="lodge-appeal").rests_on == [appeal.pk]


def test_rebuilding_finds_the_same(area, refused, ordered):
    an_appeal(refused)

    def projected():
        return [
            sorted(model.objects.values_list(*[f.attname for f in model._meta.fields if f.attname != "id"]), key=str)
            for model in (CaseState, ClockRow, Duty)
        ]

    before = projected()
    assert ClockRow.objects.exclude(rests_on=None).count() >= 2
    rebuild()
    assert projected() == before
    rebuild([refused.pk])
    assert projected() == before


def test_an_area_from_before_hides_all_beside_a_confidential_case_until_it_is_computed_again(area, refused):
    appeal = an_appeal(refused)
    ClockRow.objects.update(rests_on=None)
    Duty.objects.update(rests_on=None)
    with connection.cursor() as cursor:
        cursor.execute(import_module("goldenthread.cases.migrations.0004_rests_on").HIDE_UNTIL_COMPUTED)
        cursor.execute("select current_user = session_user")
        assert cursor.fetchone()[0]
    assert {tuple(found) for found in ClockRow.objects.filter(case=refused).values_list("rests_on", flat=True)} == {
        (appeal.pk,)
    }
    assert not ClockRow.objects.exclude(case=refused).exclude(rests_on=None).exists()
    assert asking(area.priya.user, rows_of(refused)) == (set(), set())
    rebuild()
    assert "decide-whether-to-issue" in asking(area.priya.user, rows_of(refused))[0]


# --- pages, lists and other days ---

PAGES = ("/cases/{case}/", "/children/{child}/", "/my-work/", "/clocks/")


def said(someone, case, path, **asked):
    page = get(someone, path.format(case=case.pk, child=case.child_id), **asked)
    assert page.status_code == 200
    return text_of(page)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_tells_of_a_withheld_appeal(path, area, refused):
    an_appeal(refused)
    for asked in ({}, {"as-at": (LODGED + dt.timedelta(days=3)).isoformat()}):
        words = said(area.priya, refused, path, **asked).lower()
        assert "appeal to the tribunal" not in words
        assert "appeal lodged" not in words
        assert "contact the mediation adviser" not in words
        assert "20 oct" not in words


def test_the_case_page_is_the_same_on_the_day_before_the_hidden_event_and_after(area, refused):
    """Else the days could be tried until the clock goes: what had happened, and what had been recorded."""
    recorded_at("2026-11-20T09:00:00+00:00")
    an_appeal(refused)
    moments = [None, *(moment(f"2026-11-{d}T12:00:00+00:00") for d in (19, 20, 24))]
    for as_at in (LODGED - dt.timedelta(days=1), LODGED, TODAY):
        for known_at in moments:
            view = asking(area.priya.user, lambda v, d=as_at, k=known_at: case_view(v, refused, d, k))
            assert not RIGHTS & slugs(c.facts for c in view.clocks), (as_at, known_at)


def test_what_a_withdrawn_entry_of_a_hidden_case_did_is_not_told_by_what_was_known_then(area, refused):
    recorded_at("2026-11-20T09:00:00+00:00")
    appeal = an_appeal(refused)
    recorded_at("2026-11-22T09:00:00+00:00")
    entry = appeal.events.get()
    Case.objects.filter(pk=appeal.pk).update(last_number=2)
    add_event(appeal, 2, "corrected", LODGED, {"event_id": str(entry.pk), "reason": str(entry.pk)})
    project(refused.pk)
    for known_at in (None, moment("2026-11-21T09:00:00+00:00"), moment("2026-11-19T09:00:00+00:00")):
        for as_at in (LODGED - dt.timedelta(days=1), TODAY):
            view = asking(area.priya.user, lambda v, d=as_at, k=known_at: case_view(v, refused, d, k))
            assert not RIGHTS & slugs(c.facts for c in view.clocks)
    assert not RIGHTS & asking(area.priya.user, rows_of(refused))[0]


def test_why_this_date_answers_nothing_about_such_a_clock(area, refused):
    page = get(area.priya, f"/cases/{refused.pk}/")
    key = page.content.decode().partition("/why/lodge-appeal")[2].partition("/")[0]
    path = f"/cases/{refused.pk}/why/lodge-appeal{key}/"
    assert get(area.priya, path).status_code == 200
    an_appeal(refused)
    assert get(area.priya, path).status_code == 404
    before = (LODGED - dt.timedelta(days=1)).isoformat()
    assert get(area.priya, path, **{"as-at": before}).status_code == 404


def test_lists_leave_out_a_limit_that_a_hidden_case_met(area, ordered):
    before = AMENDED - dt.timedelta(days=1)
    case = Case.objects.get(pk=ordered.pk)
    row = ClockRow.objects.get(case=case, clock="comply-amend-plan")
    assert (row.due, row.stopped) == (day("2026-09-07"), AMENDED)
    for on in (before, TODAY):
        for past in (True, False):
            found = asking(
                area.priya.user, lambda v, on=on, past=past: population(v, case.pathway, on, LONG_AGO, past=past)
            )
            assert "comply-amend-plan" not in {c.clock for s in found.standings for c in s.clocks}
            tasks = asking(area.priya.user, lambda v, on=on, past=past: work_of(v, on, past=past)).tasks
            assert "comply-amend-plan" not in {t.clock.clock for t in tasks}
            assert "comply-amend-plan" not in {c.clock for t in tasks for c in t.others}


def test_the_same_lists_show_it_where_nothing_is_hidden(area, ordered):
    Case.objects.exclude(confidentiality="none").update(confidentiality="none")
    project(ordered.pk)
    before = AMENDED - dt.timedelta(days=1)
    found = asking(area.priya.user, lambda v: population(v, ordered.pathway, before, LONG_AGO, past=True))
    assert "comply-amend-plan" in {c.clock for s in found.standings for c in s.clocks}
    tasks = asking(area.priya.user, lambda v: work_of(v, before, past=True)).tasks
    assert "comply-amend-plan" in {t.clock.clock for t in tasks}


def test_totals_leave_out_what_rests_on_a_hidden_case(area):
    """Six past a limit are a number that may be shown; the seventh rests on a withheld case."""
    analyst = practitioner("Zara Kemble", "analyst", area.council)
    case = PATHWAYS["ehc-needs-assessment"]
    cases = [case_of(area.maya, *ORDERED) for _ in range(7)]
    asked = "select n from cases_limits('stage', %s, %s, %s, %s) where what is null and measure = 'past'"

    def past(on):
        def question(_):
            with connection.cursor() as cursor:
                cursor.execute(asked, [case.slug, [s.slug for s in case.stages if not s.closed], on, on])
                return cursor.fetchone()[0]

        return asking(analyst.user, question)

    on = day("2026-09-08")
    ClockRow.objects.exclude(clock="comply-amend-plan").delete()
    assert past(on) == 7
    ClockRow.objects.filter(case=cases[0]).update(rests_on=[cases[1].pk])
    assert past(on) == 6


# --- what can be recorded ---


def test_the_form_takes_an_opening_of_another_case_for_none_of_this_one(area):
    """The first event of a linked case is not what opened this one."""
    case = case_of(area.maya, ("plan-made", day("2026-09-01")), pathway="annual-review")
    mediation = linked(
        case, ("mediation-certificate-issued", day("2026-09-20")), pathway="mediation", confidentiality="none"
    )
    assert mediation.events.get().number == 1
    given = {"read_up_to": "1", "on_day": "20", "on_month": "8", "on_year": "2026"}
    manager = practitioner("Ruth Manager", "la-send-manager", area.council)
    page = text_of(post(manager, f"/cases/{case.pk}/record/mediation-certificate-issued/", **given))
    assert "The day must be on or after" in page


def test_only_a_plan_in_force_and_a_wait_take_their_stage_from_another_case(area):
    """From the case that amends or ends it; and never from a confidential one, because the stage is told to everybody."""
    taking = {slug for slug, pathway in PATHWAYS.items() if any(pathway.events[read].stage for read in pathway.reads)}
    assert taking == {"annual-review", "phase-transfer", "provision-delivery", "safe-waiting"}
    case = case_of(area.maya, ("plan-made", day("2026-01-14")), pathway="annual-review")
    linked(case, ("plan-ceased", day("2026-09-01"), {"reason": "met"}), pathway="plan-cessation")
    assert CaseState.objects.get(case=case.pk).stage == "plan-in-force"
    rebuild()
    assert CaseState.objects.get(case=case.pk).stage == "plan-in-force"
    other = case_of(area.maya, ("plan-made", day("2026-01-14")), pathway="annual-review")
    linked(other, ("plan-ceased", day("2026-09-01"), {"reason": "met"}), pathway="plan-cessation", confidentiality="none")
    assert CaseState.objects.get(case=other.pk).stage == "ceased"
    assert not ClockRow.objects.filter(case=other.pk, clock="complete-review").exists()
    rebuild()
    assert CaseState.objects.get(case=other.pk).stage == "ceased"


def test_a_school_that_sees_the_case_sees_nothing_that_rests_on_a_hidden_one(area, ordered):
    kinds = [k for k in KINDS if k not in ("kpi-aggregates", "audit-log")]
    SharingBasis.objects.create(
        owner=area.council, reader=area.school, purpose="EHC", ground="x", kinds=kinds, valid_from=LONG_AGO
    )
    senco = practitioner("Aaron Lowe", "setting-senco", area.school)
    case = Case.objects.get(pk=ordered.pk)
    for as_at in (None, TODAY, AMENDED - dt.timedelta(days=1)):
        question = lambda v, as_at=as_at: slugs(clocks_of(v, [case], as_at))  # noqa: E731
        assert asking(senco.user, question)
        assert "comply-amend-plan" not in asking(senco.user, question)
