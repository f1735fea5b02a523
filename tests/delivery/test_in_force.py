"""When a plan is in force, and when the four weeks begin in which setting and family say that what it promises is in place."""

import datetime as dt

import pytest
from django.db import connection, transaction

from goldenthread.cases.imports.connections import write_connections
from goldenthread.cases.imports.report import ImportReport, quiet
from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.delivery.alerts import lines_behind
from goldenthread.delivery.ledger import ledger
from goldenthread.delivery.models import Reading, Word
from goldenthread.delivery.owed import copied
from goldenthread.delivery.readings import keep_readings
from goldenthread.people.models import Child
from goldenthread.plans.kept import edition
from goldenthread.plans.queries import plan_in_force

from ..plans.test_sending import issue, later, the_answered  # noqa: F401
from .conftest import TODAY, as_the_worker, as_viewer, case_of, day, get, lines, text_of

ON = dt.date(2027, 2, 1)


def by_the_job(work, *given):
    with transaction.atomic(), as_the_worker():
        return work(*given)


# --- one rule of a plan in force ---


@pytest.mark.parametrize(
    "pathway, event, fields",
    [
        ("annual-review", "plan-ceased", {"reason": "x"}),
        ("plan-cessation", "plan-ceased", {"reason": "x"}),
        ("annual-review", "moved-out-of-area", {"to": "Kent"}),
        ("annual-review", "reported-closed", {"reason": "x"}),
    ],
)
def test_a_plan_that_ended_on_any_case_is_in_force_nowhere(arranged, pathway, event, fields):
    assert as_viewer(arranged.priya, lambda v: plan_in_force(v, arranged.oscar.pk)) is not None
    begun = ("plan-made", day("2026-11-02")) if pathway == "annual-review" else ("cessation-considered", day("2026-11-02"))
    case_of(arranged.oscar, begun, (event, day("2026-11-13"), fields), pathway=pathway)
    assert as_viewer(arranged.priya, lambda v: plan_in_force(v, arranged.oscar.pk)) is None
    assert {d.monday.day for d in lines(arranged, arranged.priya)["speech-and-language-therapist"].dues(TODAY)} == {2, 9}


def test_an_assessment_that_was_reported_as_ended_ends_no_plan(arranged):
    case_of(arranged.oscar, ("request-received", day("2026-11-02"), {"by": "parent"}), ("reported-closed", day("2026-11-13"), {"reason": "x"}))
    assert as_viewer(arranged.priya, lambda v: plan_in_force(v, arranged.oscar.pk)) is not None


# --- the four weeks begin by themselves ---


def begun():
    return list(Event.objects.filter(event="provision-to-start").order_by("number").values_list("on", "fields"))


def test_the_four_weeks_to_confirm_provision_begin_when_the_plan_is_issued(later):  # noqa: F811
    page = issue(later)
    assert page.status_code == 302, text_of(page)
    ((on, fields),) = begun()
    assert fields == {"because": "issued"}
    case = Case.objects.get(pathway="provision-delivery")
    assert case.arose_from_id == later.case.pk
    assert {c.owed_by: c.due for c in ClockRow.objects.filter(case=case)} == dict.fromkeys(("setting", "family"), on + dt.timedelta(days=28))


def moved(area, on):
    with transaction.atomic(), connection.cursor() as cursor:
        write_connections(cursor, ImportReport("people", "people.csv", None), [(area.oscar.pk, area.other_school.pk, "attends", on, None)], area.council.pk, quiet)


def test_the_four_weeks_begin_anew_from_the_day_on_which_a_child_goes_to_another_setting(arranged):
    case = case_of(arranged.oscar, ("provision-to-start", day("2026-11-02"), {"because": "issued"}), pathway="provision-delivery")
    moved(arranged, day("2026-11-16"))
    assert begun()[1] == (day("2026-11-16"), {"because": "setting-changed", "setting": arranged.other_school.code})
    assert set(ClockRow.objects.filter(case=case, stopped=None, due=day("2026-12-14")).values_list("owed_by", flat=True)) == {"setting", "family"}
    # Loaded again, nothing begins again.
    moved(arranged, day("2026-11-16"))
    assert len(begun()) == 2


def test_nothing_begins_where_nobody_follows_the_provision_or_the_move_is_to_come(arranged):
    moved(arranged, day("2026-11-16"))
    assert begun() == []
    case_of(arranged.oscar, ("provision-to-start", day("2026-11-18"), {"because": "issued"}), pathway="provision-delivery")
    moved(arranged, day("2027-01-04"))
    assert len(begun()) == 1


# --- page and job agree ---


def test_page_and_daily_job_know_of_the_same_closures(arranged):
    # The setting is closed from the day on which the plan was issued to the day before.
    Case.objects.filter(pk=arranged.case.pk).update(closures=[["2026-11-02", "2027-01-31"]])
    (therapy,) = [e for e in as_viewer(arranged.leila, lambda v: ledger(v, [arranged.oscar.pk], ON)) if e.line.line == arranged.therapy.line]
    assert (therapy.account.due, therapy.behind) == (0, False)
    assert by_the_job(lines_behind, ON) == {}


def test_what_a_line_comes_to_is_kept_once_and_changes_no_answer(arranged):
    schema = {"line": "String", "child": "String", "times": "Int16", "every": "Int16", "period": "String", "minutes": "Int32", "weeks": "Int16",
              "first": "Date", "last": "Date", "closures": "String", "details": "String", "words": "String"}  # fmt: skip
    import polars as pl

    typed = {k: getattr(pl, t) for k, t in schema.items()}

    def asked(viewer):
        return copied("delivery_area_lines(%s::uuid[], %s, %s)", typed, ([arranged.council.pk], TODAY, edition()))

    unread = as_viewer(arranged.priya, asked)
    assert unread["details"].null_count() == 0
    assert by_the_job(keep_readings) == 4
    assert by_the_job(keep_readings) == 0
    read = as_viewer(arranged.priya, asked)
    assert set(read["line"]) <= set(unread["line"])
    therapy = read.filter(pl.col("line") == str(arranged.therapy.line)).to_dicts()[0]
    assert (therapy["times"], therapy["every"], therapy["period"], therapy["minutes"], therapy["details"]) == (1, 1, "week", 30, None)
    # What another edition of the reader read counts for nothing.
    Reading.objects.update(edition="another")
    assert as_viewer(arranged.priya, asked)["details"].null_count() == 0
    # A council's plans are given to its own casework alone.
    for someone in (arranged.leila, arranged.anna, arranged.tom, arranged.stranger):
        assert as_viewer(someone, asked).is_empty(), someone.name
    assert get(arranged.priya, "/radar/").status_code in (200, 404)


@pytest.mark.parametrize("kept_back", ["confidential", "sealed"])
def test_the_words_of_a_plan_that_is_kept_back_are_given_to_no_radar(arranged, kept_back):
    Word.objects.create(
        line=arranged.therapy.line, child=arranged.oscar, owner=arranged.council, case=arranged.case.pk, monday=day("2026-11-09"), party="provider", missed=30
    )

    def told(_):
        found = []
        for children in (None, [arranged.oscar.pk]):
            with connection.cursor() as cursor:
                cursor.execute("select delivery_area_words(%s::uuid[], %s, %s::uuid[])", [[arranged.council.pk], TODAY, children])
                found.append(str(arranged.therapy.line) in (cursor.fetchone()[0] or ""))
        return found

    assert as_viewer(arranged.priya, told) == [True, True]
    if kept_back == "sealed":
        Child.objects.filter(pk=arranged.oscar.pk).update(sealed=True)
    else:
        Case.objects.filter(pk=arranged.case.pk).update(confidentiality="officers")
    assert as_viewer(arranged.priya, told) == [False, False]
