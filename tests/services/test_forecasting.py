"""What is said of a waiting list: reckoned from its journeys, tested on its own past, and told to each who may know, and no more."""

import datetime as dt
import random
from types import SimpleNamespace

import pytest
from django.db import transaction

from goldenthread.cases.models import Case
from goldenthread.people.models import SharingBasis
from goldenthread.services.forecasting import forecast_lists
from goldenthread.services.journeys import Wait, history_of, key, last_in_line, rows_for_the_command, wait_of
from goldenthread.services.list_files import Row
from goldenthread.services.loading import load_rows
from goldenthread.services.models import Forecast, Range
from goldenthread.wait_estimate_command import HISTORY, answer_to
from tests.cases.pages.conftest import TODAY, as_the_worker, get, organisation, post, practitioner, text_of
from tests.families.conftest import parent_of
from tests.services.conftest import a_row

pytestmark = pytest.mark.django_db
D = dt.date


def weekdays(first, last):
    return [d for n in range((last - first).days + 1) if (d := first + dt.timedelta(days=n)).weekday() < 5]


def busy_rows(seed=3, days=900, every=1.0):
    """A list that takes about one child a working day and sees a few less, the longest wait first, up to the day before TODAY."""
    chance = random.Random(seed)
    waiting, rows, number = [], [], 0
    for day in weekdays(TODAY - dt.timedelta(days=days), TODAY - dt.timedelta(days=5)):
        if chance.random() < every:
            number += 1
            row = {"reference": f"ND-{number}", "surname": f"Child{number}", "forename": "Some", "nhs_number": "", "postcode": "CM1 1QH", "date_of_birth": "2018-04-03",
                   "received_on": day.isoformat(), "looked_for": "autism"}  # fmt: skip
            waiting.append(row)
            rows.append(row)
        if len(waiting) > 40 and chance.random() < 0.96:
            waiting.pop(0) | {}
            row = rows[len(rows) - len(waiting) - 1]
            row |= {"first_seen_on": day.isoformat(), "seen_how": "face-to-face"}
    return rows


def load(area, rows, taken_on=D(2026, 11, 20)):
    with transaction.atomic(), as_the_worker():
        return load_rows([Row(n, a_row(**r)) for n, r in enumerate(rows, 2)], provider=area.provider, taken_on=taken_on, file="list.csv", by="user:x")


def reckon(on=TODAY):
    with transaction.atomic(), as_the_worker():
        return forecast_lists(on)


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


@pytest.fixture
def busy(area):
    load(area, [*busy_rows(), {"reference": "M-1", "received_on": "2026-11-02", "postcode": "CM1 1QH"}])
    reckon()
    area.forecast = Forecast.objects.get()
    area.joanna = parent_of(area.maya, "Joanna", "Whitfield")
    icb = organisation("ICB:X", "Central East ICB", "icb")
    SharingBasis.objects.create(owner=area.provider, reader=icb, purpose="Totals", ground="Public task", kinds=["other-health-services"], valid_from=D(2020, 1, 1))
    area.kate = practitioner("Kate Mills", "icb-commissioner", icb)
    area.path = f"/waits/{area.nd.pk}/mid/"
    return area


def test_a_list_is_forecast_as_the_command_does_it(busy):
    f = busy.forecast
    assert (f.locality, f.abstains, f.with_staffing) == ("Mid", "", False)
    assert Range.objects.count() == f.waiting
    with transaction.atomic(), as_the_worker():
        from goldenthread.services.forecasting import _JOURNEYS, ENDS, SEEN_BY
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(_JOURNEYS, [[busy.nd.pk], SEEN_BY, ENDS])
            waits = [wait_of(*journey) for _, _, _, *journey in cursor.fetchall()]
    rows = [dict(zip(HISTORY, map(str, r), strict=True)) for r in rows_for_the_command("ND", "Mid", waits)]
    said = answer_to(list(enumerate(rows, 2)), TODAY, {})
    assert sorted((c["low"], c["middle"], c["high"]) for c in said["children"]) == sorted(Range.objects.values_list("low", "middle", "high"))
    assert said["lists"][0]["back_test"]["coverage"] == round(f.test["coverage"], 3)
    last = max(waits, key=key)
    assert Range.objects.filter(low=f.joins_low, high=f.joins_high, case__opened_on=last.since).exists()


def test_the_same_day_is_said_once_and_earlier_days_are_kept(busy):
    before = sorted(Range.objects.values_list("case", "low", "high"))
    reckon()
    assert sorted(Range.objects.values_list("case", "low", "high")) == before
    reckon(TODAY + dt.timedelta(days=1))
    assert Forecast.objects.count() == 2
