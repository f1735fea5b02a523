"""A provider's list from a file: whose it is, of which day, and by which layout it is read."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from tests.cases.pages.conftest import as_the_worker
from tests.exchange.workbooks import rows, workbook
from tests.services.conftest import TAKEN, a_row

from goldenthread.access.viewer import become
from goldenthread.cases.imports.report import Unloadable
from goldenthread.cases.models import Case
from goldenthread.services.actions import keep_layout, send
from goldenthread.services.list_command import load_waits
from goldenthread.services.list_files import Reading
from goldenthread.services.models import Referral

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).parents[2] / "docs" / "guide" / "examples" / "waits.csv"
THEIRS = b"Ref;Family;Given;Born;NHS no;Team;In\n77;Whitfield;Maya;05/10/2019;9990000018;Neuro;02/03/2026\n"
HOW = Reading(
    {"reference": "Ref", "surname": "Family", "forename": "Given", "date_of_birth": "Born", "nhs_number": "NHS no", "service": "Team", "received_on": "In"},
    codes={"service": {"neuro": "ND"}}, dates="dmy",
)  # fmt: skip


@pytest.fixture
def load(area, tmp_path, monkeypatch):
    monkeypatch.delenv("GOLDENTHREAD_PROVIDER", raising=False)
    monkeypatch.setattr(settings, "DEMO_TODAY", dt.date(2026, 11, 24), raising=False)

    def go(content, name="waits-2026-11-20.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        with transaction.atomic(), as_the_worker():
            return load_waits(path, by="test")

    return go


def ours(*rows, **more):
    out = io.StringIO()
    writer = csv.DictWriter(out, [*rows[0], *more])
    writer.writeheader()
    writer.writerows({**row, **more} for row in rows)
    return out.getvalue().encode()


def test_the_example_lands_and_the_same_again_adds_nothing(load):
    text = EXAMPLE.read_bytes().replace(b"TRUST:EXAMPLE-NEW", b"TRUST:EASTWAY")
    report = load(text, name="waits.csv")
    assert (report.counts["cases"], report.refused, report.told_on) == (3, [], TAKEN)
    assert {r.confirmed_on for r in Referral.objects.exclude(case__reference="ND-3")} == {TAKEN}
    assert load(text, name="waits.csv").repeated
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'services.forecast_provider'")
        assert cursor.fetchone() == (1,)


def test_a_reference_with_something_that_nobody_sees_makes_no_second_wait(load, monkeypatch):
    monkeypatch.setenv("GOLDENTHREAD_PROVIDER", "TRUST:EASTWAY")
    load(ours(a_row()))
    [refused] = load(ours(a_row(reference="ND-1\u200b"))).refused
    assert "without width" in refused.message
    assert Referral.objects.count() == 1


def test_a_day_that_is_written_otherwise_is_refused_and_says_how_this_list_writes_one(load, monkeypatch):
    monkeypatch.setenv("GOLDENTHREAD_PROVIDER", "TRUST:EASTWAY")
    [refused] = load(ours(a_row(received_on="02/03/2026"))).refused
    assert "is no date such as 2026-03-27, and this list is read as writing its days so" in refused.message


def test_the_environment_says_whose_list_it_is(load, monkeypatch):
    with pytest.raises(Unloadable, match="GOLDENTHREAD_PROVIDER"):
        load(ours(a_row()))
    monkeypatch.setenv("GOLDENTHREAD_PROVIDER", "TRUST:EASTWAY")
    assert load(ours(a_row())).counts["cases"] == 1


def test_a_layout_that_somebody_of_the_provider_described_is_read_as_they_said(load, area, monkeypatch):
    monkeypatch.setenv("GOLDENTHREAD_PROVIDER", "TRUST:EASTWAY")
    with pytest.raises(Unloadable, match="nobody of Eastway"):
        load(THEIRS)
    olu = become(area.manager.user.pk)
    keep_layout(olu, send(olu, file_name="theirs.csv", data=THEIRS, taken_on=TAKEN), HOW)
    become(None)
    assert load(THEIRS).counts["cases"] == 1
    assert Case.objects.get().opened_on == dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (ours(a_row(), provider="TRUST:NOWHERE"), "w-2026-11-20.csv", "No organisation has the code TRUST:NOWHERE"),
        (ours(a_row(), provider="TRUST:EASTWAY"), "w.csv", "on which day it was taken"),
        (ours(a_row(), provider="TRUST:EASTWAY"), "w-2026-11-31.csv", "is no day"),
        (ours(a_row(), provider="TRUST:EASTWAY"), "w-2026-11-25.csv", "after today"),
        (ours(a_row(), provider="TRUST:EASTWAY", colour="red"), "w-2026-11-20.csv", "unknown: colour"),
        (ours(a_row(provider="TRUST:EASTWAY"), a_row(provider="TRUST:OTHER")), "w-2026-11-20.csv", "more than one value"),
    ],
)
def test_a_list_that_does_not_say_whose_it_is_and_when_is_refused_whole(load, content, name, why):
    with pytest.raises(Unloadable, match=why):
        load(content, name)
    assert not Case.objects.exists()


def test_a_workbook_lands_as_the_same_list_in_csv_and_of_several_sheets_one_is_named(area, load, tmp_path):
    table = list(csv.reader(io.StringIO(ours(a_row(), provider="TRUST:EASTWAY").decode())))
    several = workbook({"Notes": rows(("a", "b"), ("1", "2")), "List": rows(*table)})
    with pytest.raises(Unloadable, match="Say which is the list, with --sheet and its name: Notes, List"):
        load(several, "waits-2026-11-20.xlsx")
    path = tmp_path / "waits-2026-11-20.xlsx"
    path.write_bytes(several)
    with transaction.atomic(), as_the_worker():
        with pytest.raises(Unloadable, match="no sheet Lost"):
            load_waits(path, by="test", sheet="Lost")
        assert load_waits(path, by="test", sheet="List").counts["cases"] == 1
    assert load(workbook({"List": rows(*table)}), "waits-2026-11-20.xlsx").counts["cases"] == 0
