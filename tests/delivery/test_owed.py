"""Owed hours added up by service, locality and age: hours, children and cost, small numbers kept back, and no child in them."""

import datetime as dt

import pytest
from django.db import connection, transaction

from goldenthread.campaigns.kept import keep_all
from goldenthread.cases.models import Case
from goldenthread.delivery.models import Account, Kept, Rate, Word
from goldenthread.delivery.owed import BANDS, totals
from goldenthread.delivery.readings import keep_readings
from goldenthread.people.models import Child
from goldenthread.plans.kept import edition
from goldenthread.plans.models import Touched
from goldenthread.science.delivery import OTHER_WORDS_SQL

from .conftest import TODAY, as_the_worker, as_viewer, case_of, get, post, practitioner, text_of


@pytest.fixture
def owed(thirty):
    """Seven of the thirty children were each owed one session of 30 minutes, of whom two children are 12 years old; three more
    of 45 minutes. From June: 5 school weeks of the summer term of 2026 and 11 of the autumn."""
    thirty.kate = practitioner("Kate Mills", "icb-commissioner", thirty.icb)
    thirty.mona = practitioner("Mona Hart", "la-send-manager", thirty.council)
    thirty.each = [e for e in thirty.thirty if e.clause.details["minutes"] == 30][:7]
    Child.objects.filter(pk__in=[e.child.pk for e in thirty.thirty]).update(postcode="CM1 1AA")
    for e in thirty.each:
        Word.objects.create(line=e.clause.line, child=e.child, owner=thirty.council, case=e.case.pk, monday=dt.date(2026, 11, 9), party="provider", missed=30, reason="vacancy")
    return thirty


def table(area, someone, by="service", **only):
    return as_viewer(someone, lambda v: totals(v, TODAY, by, only))


def test_hours_are_added_up_with_children_and_cost(owed):
    Rate.objects.create(owner=owed.council, service="speech-and-language-therapy", pence=6000, valid_from=dt.date(2026, 4, 1))
    Rate.objects.create(owner=owed.council, service="speech-and-language-therapy", pence=9900, valid_from=dt.date(2020, 4, 1), valid_to=dt.date(2026, 3, 31))
    found = table(owed, owed.kate)
    (row,) = found.rows
    # 7 x 30 minutes = 3.5 hours, at 60 pounds: 210.
    assert (row.key, row.children, row.owed, row.old, row.pence, row.told) == ("speech-and-language-therapy", 7, 210, 0, 21000, "shown")
    assert row.due == row.owed + row.delivered + row.not_recorded
    assert table(owed, owed.kate, "locality").rows[0].title == "Mid"
    page = text_of(get(owed.kate, "/owed-hours/"))
    assert "4 hours of help in plans are owed to 7 children, which would cost £210" in page
    assert "neither owed nor delivered" in page


def test_few_children_are_not_counted_nor_what_would_tell_of_them(owed):
    """Two of the seven are 12: their number is kept back, and the five others with it."""
    for e in owed.each[:2]:
        Child.objects.filter(pk=e.child.pk).update(date_of_birth=dt.date(2014, 3, 1))
    found = table(owed, owed.kate, "age")
    assert {t.key: t.shown for t in found.rows} == {"5-10": False, "11-18": False}
    page = text_of(get(owed.kate, "/owed-hours/", by="age"))
    assert "fewer than 6" in page
    assert "not shown" in page
    for path in ("/owed-hours/", "/owed-hours/table.csv"):
        assert not any(e.child.forename in get(owed.kate, path, by="age").content.decode() for e in owed.thirty)


def test_the_table_is_a_file_too(owed):
    lines = get(owed.kate, "/owed-hours/table.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Service,Children owed,Hours owed")
    assert lines[1].startswith("Speech and language therapy,7,3.5,0.0,")


def test_a_slice_is_asked_for_by_its_own_words_alone(owed):
    assert get(owed.kate, "/owed-hours/", by="age", service="speech-and-language-therapy", locality="Mid").status_code == 200
    for asked in ({"service": "x"}, {"locality": "Moon"}, {"age": "40"}):
        assert get(owed.kate, "/owed-hours/", by="service" if "service" not in asked else "age", **asked).status_code == 404


@pytest.mark.parametrize("who", ["anna", "stranger"])
def test_totals_are_for_those_who_may_count(owed, who):
    someone = getattr(owed, who)
    found = table(owed, someone)
    assert found is None or found.rows == []


def test_a_commissioner_sees_totals_and_no_line(owed):
    def rows_of(viewer):
        from goldenthread.delivery.lines import lines_of

        return len(lines_of(viewer, [e.child.pk for e in owed.thirty])), Word.objects.count()

    assert as_viewer(owed.kate, rows_of) == (0, 0)
    for path in (f"/cases/{owed.thirty[0].case.pk}/ledger/", "/sessions/", "/help-behind/"):
        assert get(owed.kate, path).status_code == 404


def test_what_an_hour_costs_is_a_dated_setting_of_the_council(owed):
    assert get(owed.kate, "/owed-hours/rates/").status_code == 404
    assert get(owed.priya, "/owed-hours/rates/").status_code == 404
    Rate.objects.create(owner=owed.council, service="physiotherapy", pence=5000, valid_from=dt.date(2026, 4, 1))
    assert "must be pounds an hour" in text_of(post(owed.mona, "/owed-hours/rates/", **{"rate-school": "many"}))
    assert post(owed.mona, "/owed-hours/rates/", **{"rate-speech-and-language-therapy": "64.50", "rate-physiotherapy": "55"}).status_code == 302
    now = set(Rate.objects.values_list("service", "pence", "valid_from", "valid_to"))
    assert now == {
        ("speech-and-language-therapy", 6450, TODAY, None), ("physiotherapy", 5000, dt.date(2026, 4, 1), TODAY - dt.timedelta(days=1)),
        ("physiotherapy", 5500, TODAY, None),
    }  # fmt: skip


def test_whoever_may_only_count_is_given_no_day_of_birth(owed):
    def columns(viewer):
        with connection.cursor() as cursor:
            cursor.execute("select * from delivery_count_lines(%s, %s, %s, %s)", [TODAY, BANDS, OTHER_WORDS_SQL, edition()])
            return [d.name for d in cursor.description], cursor.fetchall()

    names, found = as_viewer(owed.kate, columns)
    assert found
    assert not {"born", "date_of_birth"} & set(names)
    born = set(Child.objects.values_list("date_of_birth", flat=True))
    assert not born & {value for row in found for value in row}
    assert [t.key for t in table(owed, owed.kate, "age").rows] == ["5-10"]


def test_bands_of_age_begin_on_a_birthday(owed):
    def band(viewer):
        with connection.cursor() as cursor:
            cursor.execute("select distinct band from delivery_count_lines(%s, %s, %s, %s)", [TODAY, BANDS, OTHER_WORDS_SQL, edition()])
            return {row[0] for row in cursor.fetchall()}

    for born, of in (("2021-11-24", 1), ("2021-11-25", 0), ("2015-11-24", 2), ("2007-11-24", 3), ("2007-11-25", 2)):
        Child.objects.update(date_of_birth=dt.date.fromisoformat(born))
        assert as_viewer(owed.kate, band) == {of}, born


def kept(on=TODAY):
    with transaction.atomic(), as_the_worker():
        return keep_all(on)


def by_hand(someone, on):
    """The same table with nothing kept."""
    before = list(Kept.objects.values())
    Kept.objects.all().delete()
    found = as_viewer(someone, lambda v: totals(v, on))
    Kept.objects.bulk_create(Kept(**row) for row in before)
    return found


def test_what_is_kept_of_each_line_comes_to_what_its_sessions_do(owed):
    def table_now(on=TODAY):
        found = as_viewer(owed.kate, lambda v: totals(v, on))
        assert found == by_hand(owed.kate, on)
        return found

    before = by_hand(owed.kate, TODAY)
    assert kept() > 30
    assert kept() == 0
    assert table_now() == before
    assert not Touched.objects.exists()
    # Of each child alone: what is told is read, and no session.
    children = [e.child.pk for e in owed.thirty]
    assert Account.objects.filter(child__in=children, cannot=False).count() == len(children)
    # Sessions recorded since count at once, and are kept the next time.
    first, second = owed.each[:2]
    said = {"owner": owed.council, "party": "provider", "monday": dt.date(2026, 11, 16)}
    Word.objects.create(line=first.clause.line, child=first.child, case=first.case.pk, missed=30, **said)
    Word.objects.create(line=second.clause.line, child=second.child, case=second.case.pk, delivered=30, made_up=30, **said)
    assert set(Touched.objects.values_list("child", flat=True)) == {first.child.pk, second.child.pk}
    after = table_now()
    assert after.rows[0].owed == before.rows[0].owed + 30 - 30
    assert kept() == 2
    assert table_now() == after
    # What falls due moves with the day though nobody records anything: a day's sums are no other day's.
    later = TODAY + dt.timedelta(weeks=3)
    moved = table_now(later)
    assert moved.rows[0].not_recorded > after.rows[0].not_recorded
    assert kept(later) == 30
    assert table_now(later) == moved
    # A plan that ends, a setting that closes, and another version of a plan.
    assert case_of(first.child, ("cessation-considered", TODAY), ("plan-ceased", TODAY, {"reason": "x"}), pathway="plan-cessation")
    Case.objects.filter(pk=second.case.pk).update(closures=[["2026-09-01", "2026-10-31"]])
    changed = table_now(later)
    assert changed.rows[0].due < moved.rows[0].due
    kept(later)
    assert table_now(later) == changed


def test_nothing_is_kept_of_a_child_with_a_confidential_case(owed):
    case = case_of(owed.each[0].child, ("cessation-considered", TODAY), pathway="plan-cessation")
    Case.objects.filter(pk=case.pk).update(confidentiality="officers")
    kept()
    assert not Account.objects.filter(child=owed.each[0].child.pk).exists()
    assert table(owed, owed.kate) == by_hand(owed.kate, TODAY)


def test_totals_are_the_same_once_the_words_were_read(owed):
    before = table(owed, owed.kate)
    with transaction.atomic(), as_the_worker():
        assert keep_readings() == 30
    assert table(owed, owed.kate) == before
