"""What is said of a waiting list: reckoned from its journeys, tested on its own past, and told to each who may know, and no more."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from tests.cases.pages.conftest import (
    TODAY,
    as_application,
    as_the_worker,
    get,
    organisation,
    post,
    practitioner,
    text_of,
)
from tests.families.conftest import parent_of
from tests.services.conftest import load, reckon

from goldenthread.access import table_command
from goldenthread.access.models import AccessLog
from goldenthread.access.policy import Refused
from goldenthread.access.viewer import become
from goldenthread.cases.models import Case, CaseState, ClockRow
from goldenthread.people.models import SharingBasis
from goldenthread.science.wait_words import in_ten, in_words
from goldenthread.services.forecasting import _JOURNEYS
from goldenthread.services.journeys import Wait, history_of, last_in_line, wait_of
from goldenthread.services.keeping import remove_old_ranges
from goldenthread.services.models import Forecast, Range, Service, Staffing
from goldenthread.services.staffing import Stretch, plan, planned, unplan
from goldenthread.services.waits import FEWER, UNTOLD, Line, Spread, _told
from goldenthread.wait_estimate_command import HISTORY, answer_to

pytestmark = pytest.mark.django_db
D = dt.date


# --- a wait, by hand ---


@pytest.mark.parametrize(("journey", "told"), [
    # Received in March, first by another provider the summer before; seen in November.
    ((D(2025, 6, 2), D(2026, 3, 2), D(2026, 11, 18), None, None, None, None, None), Wait(D(2025, 6, 2), D(2026, 11, 18), None, 3)),
    # Withdrawn unseen.
    ((D(2026, 3, 2), D(2026, 3, 2), None, None, None, None, D(2026, 5, 1), "safety"), Wait(D(2026, 3, 2), None, D(2026, 5, 1), 0)),
    # Discharged after being seen: the wait ended with the first contact.
    ((None, D(2026, 3, 2), D(2026, 4, 1), None, None, None, D(2026, 5, 1), "breakdown"), Wait(D(2026, 3, 2), D(2026, 4, 1), None, 1)),
    # The list tells of the assessment and of no contact before it.
    ((None, D(2026, 3, 2), None, D(2026, 6, 1), None, None, None, "routine"), Wait(D(2026, 3, 2), D(2026, 6, 1), None, 3)),
    # A contact after the referral had ended is of another wait.
    ((None, D(2026, 3, 2), D(2026, 8, 1), None, None, None, D(2026, 5, 1), ""), Wait(D(2026, 3, 2), None, D(2026, 5, 1), 3)),
])  # fmt: skip
def test_a_wait_runs_from_the_first_receipt_to_the_first_contact(journey, told):
    assert wait_of(*journey) == told


def test_who_joins_stands_behind_the_last_of_the_last_priority():
    waits = [Wait(D(2026, 1, 5), None, None, 3), Wait(D(2026, 2, 2), None, None, 0), Wait(D(2026, 1, 9), None, None, 3), Wait(D(2026, 1, 20), D(2026, 2, 1), None, 3)]
    assert last_in_line(history_of(waits)) == 2
    # Of the last priority nobody waits: nothing is known of such a place.
    assert last_in_line(history_of([Wait(D(2026, 1, 5), D(2026, 2, 1), None, 3), Wait(D(2026, 2, 2), None, None, 0)])) is None


# --- a list, with its past ---


def waits_on_record(area):
    with transaction.atomic(), as_the_worker(), connection.cursor() as cursor:
        cursor.execute(_JOURNEYS, [[area.nd.pk]])
        return [wait_of(*journey) for _, _, _, *journey in cursor.fetchall()]


def as_viewer(someone, question):
    """With the application's own filters off: the walls of the database alone."""
    with as_application(), transaction.atomic():
        return question(become(someone.user.pk))


def as_csv(page):
    return list(csv.DictReader(io.StringIO(page.content.decode("utf-8-sig"))))


class TestAList:
    def test_a_list_is_forecast_as_the_command_does_it_from_the_file_without_names(self, busy):
        f = busy.forecast
        assert (f.locality, f.abstains, f.with_staffing) == ("Mid", "", False)
        assert Range.objects.count() == f.waiting
        rows = as_csv(get(busy.manager, f"{busy.path}history.csv"))
        assert list(rows[0]) == list(HISTORY)
        assert "Whitfield" not in str(rows)
        said = answer_to(list(enumerate(rows, 2)), TODAY, {})
        assert sorted((c["low"], c["middle"], c["high"]) for c in said["children"]) == sorted(Range.objects.values_list("low", "middle", "high"))
        assert said["lists"][0]["back_test"]["coverage"] == round(f.test["coverage"], 3)
        assert get(busy.kate, f"{busy.path}history.csv").status_code == 404

    def test_the_same_day_is_said_once_and_earlier_days_are_kept(self, busy):
        before = sorted(Range.objects.values_list("case", "low", "high"))
        reckon()
        assert sorted(Range.objects.values_list("case", "low", "high")) == before
        reckon(TODAY + dt.timedelta(days=1))
        assert list(Forecast.objects.order_by("on").values_list("on", flat=True)) == [TODAY, TODAY + dt.timedelta(days=1)]

    def test_a_manager_sees_the_list_with_its_back_test_and_each_child_in_order(self, busy):
        page = text_of(get(busy.manager, "/waits/"))
        assert f"{busy.forecast.waiting} waits are open" in page
        page = text_of(get(busy.manager, busy.path))
        assert "Seen within the range" in page
        assert "goldenthread wait-estimate history.csv --as-at 2026-11-24" in page
        waiting = sorted(w.since for w in waits_on_record(busy) if w.open(TODAY))
        assert page.index("Child") < page.index(f"{waiting[0]:%Y}")
        with_looks = AccessLog.objects.filter(purpose="Looked at a waiting list").count()
        assert with_looks == min(50, len(waiting))

    def test_a_commissioner_sees_the_list_and_no_child(self, busy):
        assert f"{busy.forecast.waiting} waits are open" in text_of(get(busy.kate, "/waits/"))
        page = text_of(get(busy.kate, busy.path))
        assert "Seen within the range" in page
        assert "Children who wait" not in page
        assert "Whitfield" not in page
        (row,) = as_csv(get(busy.kate, "/waits/table.csv"))
        assert (row["Locality"], row["Waiting now"]) == ("Mid", str(busy.forecast.waiting))
        assert row["Who joins now is told (8 in 10)"] == in_words(busy.forecast.joins_low, busy.forecast.joins_high)

    def test_its_table_comes_from_a_command_as_the_page_gives_it(self, busy, capsys):
        with as_application():
            assert table_command.run("/waits/table.csv?place=mid", busy.kate.user.email) == 0
        assert capsys.readouterr().out == get(busy.kate, "/waits/table.csv?place=mid").content.decode("utf-8-sig")
        with as_application():
            # Who may not open the page, an address that is none, and one that is no table are told the same.
            for address, viewer in (("/waits/table.csv", busy.joanna.user.email), ("/waits/table.csv", "nobody@example.org"), ("/waits/", busy.kate.user.email), ("/no/table.csv", busy.kate.user.email)):
                assert table_command.run(address, viewer) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.splitlines() == [table_command.NOTHING] * 4

    @pytest.mark.parametrize("who", ["officer", "joanna"])
    def test_the_page_is_for_those_who_may_count(self, busy, who):
        for path in ("/waits/", "/waits/table.csv", busy.path, f"{busy.path}staffing/", f"{busy.path}history.csv", f"{busy.path}plan.csv"):
            assert get(getattr(busy, who), path).status_code == 404

    def test_a_family_is_told_its_own_child_s_range_and_what_it_rests_on(self, busy):
        case = Case.objects.get(reference="M-1")
        mine = Range.objects.get(case=case)
        page = text_of(get(busy.joanna, f"/family/{busy.maya.pk}/"))
        assert "been on the list of Eastway Community NHS Trust since Monday 2 November 2026. That is 3 weeks so far" in page
        assert f"wait {in_words(mine.low, mine.high)} more" in page
        assert "8 in 10" in page
        assert f"{in_ten(busy.forecast.test['coverage'])} of every 10 were seen in the time we said" in page
        assert "This estimate never replaces a limit of the law" in page

    def test_what_was_said_two_weeks_ago_is_two_weeks_less_and_what_has_passed_is_nothing(self, busy):
        forecast = Forecast.objects.get()
        Forecast.objects.update(on=TODAY - dt.timedelta(days=14))
        Range.objects.filter(case__reference="M-1").update(low=35, high=70)
        assert "wait between 3 and 8 weeks more" in text_of(get(busy.joanna, f"/family/{busy.maya.pk}/"))
        Range.objects.filter(case__reference="M-1").update(low=7, high=14)
        assert "The time that we said has passed, and Maya has not been seen. What we said was wrong." in text_of(get(busy.joanna, f"/family/{busy.maya.pk}/"))
        Forecast.objects.filter(pk=forecast.pk).update(on=TODAY - dt.timedelta(days=60))
        assert "We have not worked it out" in text_of(get(busy.joanna, f"/family/{busy.maya.pk}/"))

    def test_a_confidential_wait_leaves_no_trace(self, busy):
        for model in (Case, CaseState, ClockRow):
            model.objects.filter(**{"reference" if model is Case else "case__reference": "M-1"}).update(confidentiality="withheld")
        assert "Waiting lists" not in text_of(get(busy.joanna, f"/family/{busy.maya.pk}/"))
        assert "Whitfield" not in text_of(get(busy.manager, busy.path))
        assert f"{busy.forecast.waiting - 1} waits are open" in text_of(get(busy.kate, "/waits/"))
        for someone in (busy.joanna, busy.manager, busy.kate):
            assert as_viewer(someone, lambda _: Range.objects.filter(case__reference="M-1").count()) == 0
        # Nor is it counted: the difference would tell of it.
        reckon()
        assert Forecast.objects.get().waiting == busy.forecast.waiting - 1

    def test_totals_are_made_of_journeys_that_say_no_birth_date_and_no_personal_link_reads_them(self, busy):
        def counted(link_child):
            with transaction.atomic(), as_application(), connection.cursor() as cursor:
                become(busy.kate.user.pk, "link" if link_child else "person", link_child)
                cursor.execute("select * from services_count_journeys(%s::uuid[])", [[busy.nd.pk]])
                return [c.name for c in cursor.description], cursor.fetchall()

        columns, rows = counted(None)
        assert rows
        # Born on 3 April 2018 and referred since the summer of 2024, or born on 5 October 2019 and referred on 2 November 2026.
        assert {row[columns.index("age")] for row in rows} == {6, 7, 8}
        assert not any(value in (dt.date(2018, 4, 3), busy.maya.date_of_birth) for row in rows for value in row)
        assert counted(busy.maya.pk)[1] == []

    def test_behind_the_pages_a_range_shows_to_whoever_may_know_that_the_child_waits(self, busy):
        def ranges(_):
            return set(Range.objects.values_list("child", flat=True))

        assert as_viewer(busy.joanna, ranges) == {busy.maya.pk}
        assert len(as_viewer(busy.manager, ranges)) == busy.forecast.waiting
        assert as_viewer(busy.kate, ranges) == set()
        with pytest.raises(DatabaseError, match="permission denied"):
            as_viewer(busy.kate, lambda _: list(Forecast.objects.values_list("waiting", flat=True)))
        for someone in (busy.officer, busy.kate, busy.joanna):
            with pytest.raises((DatabaseError, Refused)):
                as_viewer(someone, lambda v: plan(v, busy.nd, "Mid", TODAY, TODAY, Decimal(4)))
            with pytest.raises(DatabaseError, match="row-level security|permission denied"):
                as_viewer(someone, lambda _: Staffing.objects.create(service=busy.nd, owner=busy.provider, locality="Mid", week=D(2026, 11, 23), slots=4))

    def test_a_staffing_plan_changes_what_is_told_and_both_are_shown(self, busy):
        path = f"{busy.path}staffing/"
        assert "No plan is on record yet" in text_of(get(busy.manager, path))
        given = {"first_day": "24", "first_month": "11", "first_year": "2026", "last_day": "1", "last_month": "6", "last_year": "2027", "slots": "2"}
        assert "must not be before the first" in text_of(post(busy.manager, path, **given | {"last_year": "2025"}))
        assert post(busy.manager, path, **given).status_code == 302
        # From Monday 23 November 2026 to Monday 31 May 2027: 28 weeks.
        assert Staffing.objects.count() == 28
        assert planned(busy.nd, "Mid") == [Stretch(D(2026, 11, 23), D(2027, 5, 31), Decimal(2))]
        post(busy.manager, path, **given | {"last_day": "30", "last_month": "11", "last_year": "2026", "slots": "0"})
        assert planned(busy.nd, "Mid") == [Stretch(D(2026, 11, 23), D(2026, 11, 30), Decimal(0)), Stretch(D(2026, 12, 7), D(2027, 5, 31), Decimal(2))]
        reckon()
        f = Forecast.objects.get()
        assert f.with_staffing
        assert (f.unplanned_low, f.unplanned_high) == (busy.forecast.joins_low, busy.forecast.joins_high)
        # Two a week are fewer than half of what is seen now.
        assert f.joins_low > f.unplanned_high
        page = text_of(get(busy.manager, path))
        assert f"who joins now is told {in_words(f.joins_low, f.joins_high)}" in page
        assert f"Without it: {in_words(f.unplanned_low, f.unplanned_high)}" in page
        rows, weeks = as_csv(get(busy.manager, f"{busy.path}history.csv")), as_csv(get(busy.manager, f"{busy.path}plan.csv"))
        named = {(rows[0]["service"], rows[0]["locality"]): {D.fromisoformat(w["week"]).toordinal(): float(w["slots"]) for w in weeks}}
        said = answer_to(list(enumerate(rows, 2)), TODAY, named)
        assert sorted((c["low"], c["high"]) for c in said["children"]) == sorted(Range.objects.values_list("low", "high"))


    def test_a_planned_week_is_taken_out_again_by_the_manager_alone(self, busy):
        path = f"{busy.path}staffing/"
        with transaction.atomic(), as_the_worker():
            Staffing.objects.bulk_create([Staffing(service=busy.nd, owner=busy.provider, locality="Mid", week=D(2026, 11, 23) + n * dt.timedelta(7), slots=4) for n in range(3)])
        assert "Remove the weeks from" in text_of(get(busy.manager, path))
        for someone in (busy.kate, busy.joanna):
            with pytest.raises(Refused):
                as_viewer(someone, lambda v: unplan(v, busy.nd, "Mid", D(2026, 11, 23), D(2026, 12, 7)))
            assert as_viewer(someone, lambda _: Staffing.objects.all().delete()[0]) == 0
        assert post(busy.manager, path, do="remove", **{"from": "nonsense", "to": "2026-12-07"}).status_code == 404
        assert post(busy.manager, path, do="remove", **{"from": "2026-11-30", "to": "2026-12-07"}).status_code == 302
        assert [s.first for s in planned(busy.nd, "Mid")] == [D(2026, 11, 23)]
        assert post(busy.manager, path, do="remove", **{"from": "2026-11-30", "to": "2026-12-07"}).status_code == 302

    def test_old_ranges_go_but_for_month_ends_and_what_a_family_was_shown(self, busy):
        case, forecast = Case.objects.get(reference="M-1"), Forecast.objects.get()
        days = [D(2026, 6, 1), D(2026, 6, 8), D(2026, 6, 15), D(2026, 6, 29), D(2026, 7, 6), D(2026, 11, 2)]
        shown = {}
        for on in days:
            f = Forecast.objects.create(service=busy.nd, owner=busy.provider, locality="Mid", on=on, waiting=1, seen_in_13_weeks=1)
            Range.objects.create(forecast=f, case=case, child=busy.maya, owner=busy.provider, low=7, high=70)
            shown[on] = f.pk
        noon = dt.datetime(2026, 6, 10, 12, tzinfo=dt.UTC)
        AccessLog.objects.create(at=noon, user=busy.joanna.pk, role="parent", child=busy.maya, owner=busy.council, purpose="Looked at the family’s page")
        with transaction.atomic(), as_the_worker():
            assert remove_old_ranges(TODAY) == 2
            assert remove_old_ranges(TODAY) == 0
        # Of June the week in which the page was opened, and the last; of July the last; then all of the last 13 weeks.
        left = set(Range.objects.filter(case=case).exclude(forecast=forecast).values_list("forecast__on", flat=True))
        assert left == {D(2026, 6, 8), D(2026, 6, 29), D(2026, 7, 6), D(2026, 11, 2)}
        assert Forecast.objects.count() == 7


# --- a short list, of which little can be said ---


class TestFew:
    def test_a_short_list_abstains_and_says_so_to_each_as_they_may_know(self, area):
        load(area, [{"received_on": "2026-03-02"}, {"reference": "B", "surname": "Okoro", "forename": "Ben", "nhs_number": "9990000026", "postcode": "CM1 1QH", "first_seen_on": "2026-10-05", "seen_how": "video"}])
        reckon()
        f = Forecast.objects.get()
        assert (f.waiting, f.seen_in_13_weeks, f.seen_told, f.joins_low) == (1, 1, None, None)
        # What is kept is read by everybody.
        assert f.abstains == "fewer than 6 children were seen in the last year, and a range needs at least 30"
        joanna = parent_of(area.maya, "Joanna", "Whitfield")
        page = text_of(get(joanna, f"/family/{area.maya.pk}/"))
        assert "We cannot give a reliable range yet" in page
        assert "38 weeks so far" in page
        icb = organisation("ICB:X", "Central East ICB", "icb")
        SharingBasis.objects.create(owner=area.provider, reader=icb, purpose="Totals", ground="Public task", kinds=["other-health-services"], valid_from=D(2020, 1, 1))
        kate = practitioner("Kate Mills", "icb-commissioner", icb)
        page = text_of(get(kate, "/waits/"))
        assert "So few children wait on each list that the numbers are not shown" in page
        assert "fewer than 6 children were seen in the last year" in page
        (row,) = as_csv(get(kate, "/waits/table.csv"))
        assert [row[c] for c in ("Waiting now", "Half have waited, weeks", "Over 18 weeks", "First seen in 13 weeks")] == ["fewer than 6", "", "fewer than 6", "fewer than 6"]
        assert "only 1 child" not in text_of(get(kate, f"/waits/{area.nd.pk}/mid/"))
        own = text_of(get(area.manager, f"/waits/{area.nd.pk}/mid/"))
        assert "Maya Whitfield" in own
        assert "No reliable range" in own

    def test_before_anything_is_loaded_the_page_says_what_will_stand_there(self, area):
        assert "Send a list" in text_of(get(area.manager, "/waits/"))


def line(waiting, over_18=0, over_52=0, seen=0, service=True):
    return Line("neurodevelopmental", "Mid", Service(name="x") if service else None, waiting, over_18, over_52, seen, Spread(10, 20, 30), Spread(10, 20, 30), None)


@pytest.mark.parametrize(("group", "told"), [
    ([line(20, 10)], [(20, 10)]),
    # Four wait for less than 18 weeks: the two others would say so.
    ([line(20, 16)], [(20, UNTOLD)]),
    ([line(3)], [(FEWER, UNTOLD)]),
    # One of two lists is small: the sum would give it away, or the other with the sum.
    ([line(23, service=False), line(20), line(3)], [(23, 0), (UNTOLD, UNTOLD), (FEWER, UNTOLD)]),
    # Three children are on both lists.
    ([line(27, service=False), line(20), line(10)], [(UNTOLD, UNTOLD), (20, 0), (10, 0)]),
    ([line(20, service=False), line(20), line(10)], [(20, 0), (20, 0), (10, 0)]),
])  # fmt: skip
def test_small_numbers_are_kept_back_with_what_would_tell_of_them(group, told):
    assert [(x.waiting, x.over_18) for x in _told([group])[0]] == told


@pytest.mark.parametrize(("low", "high", "said"), [
    (0, 20, "up to 3 weeks"), (15, 40, "between 2 and 6 weeks"), (14, 14, "between 1 and 2 weeks"), (60, 90, "between 8 and 13 weeks"),
    (60, 91, "between 1 and 3 months"), (153, 270, "between 5 and 9 months"), (400, None, "13 months or longer, and we cannot say how much longer"),
])  # fmt: skip
def test_a_range_is_said_in_weeks_and_later_in_months_rounded_outwards(low, high, said):
    assert in_words(low, high) == said
