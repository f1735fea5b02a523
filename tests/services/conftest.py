"""A provider with two services beside a council that shares with it who is who."""

import copy
import datetime as dt
import random
from types import SimpleNamespace

import pytest
from django.db import transaction
from tests.cases.pages.conftest import (
    LONG_AGO,
    TODAY,
    _today,  # noqa: F401
    as_the_worker,
    child_of,
    organisation,
    practitioner,
)
from tests.families.conftest import parent_of

from goldenthread.access.actions import load_rules
from goldenthread.people.models import District, Postcode, SharingBasis
from goldenthread.services.forecasting import forecast_lists
from goldenthread.services.list_files import FIELDS, Row
from goldenthread.services.loading import load_rows
from goldenthread.services.models import Forecast, Service

TAKEN = dt.date(2026, 11, 20)


@pytest.fixture
def area(db):
    return the_area()


def the_area():
    load_rules()
    council = organisation("LA:881", "Essex County Council", "local-authority")
    provider = organisation("TRUST:EASTWAY", "Eastway Community NHS Trust", "nhs-provider")
    SharingBasis.objects.create(owner=council, reader=provider, purpose="Care", ground="Public task", kinds=["identity-and-contact"], valid_from=LONG_AGO)
    SharingBasis.objects.create(owner=provider, reader=council, purpose="Waits", ground="Public task", kinds=["other-health-services"], valid_from=LONG_AGO)
    mid = District.objects.create(code="E07000070", name="Chelmsford", locality="Mid")
    Postcode.objects.create(postcode="CM1 1QH", district=mid, easting=0, northing=0)
    nd = Service.objects.create(owner=provider, code="ND", name="Neurodevelopmental assessment", pathway="neurodevelopmental", valid_from=LONG_AGO)
    return SimpleNamespace(
        council=council, provider=provider, nd=nd, manager=practitioner("Olu Ade", "health-service-manager", provider),
        officer=practitioner("Priya Nair", "la-send-caseworker", council),
        maya=child_of(council, "Maya", "Whitfield", nhs_number="9990000018", postcode="CM1 1QH"),
    )  # fmt: skip


def a_row(**said):
    """A row in our own layout."""
    usual = {
        "reference": "ND-1", "surname": "Whitfield", "forename": "Maya", "date_of_birth": "2019-10-05", "nhs_number": "9990000018", "service": "ND",
        "received_on": "2026-03-02",
    }  # fmt: skip
    return dict.fromkeys(FIELDS, "") | usual | said


# --- a list with its past ---


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
            waiting.pop(0)
            row = rows[len(rows) - len(waiting) - 1]
            row |= {"first_seen_on": day.isoformat(), "seen_how": "face-to-face"}
    return rows


def load(area, rows, taken_on=TAKEN):
    with transaction.atomic(), as_the_worker():
        return load_rows([Row(n, a_row(**r)) for n, r in enumerate(rows, 2)], provider=area.provider, taken_on=taken_on, file="list.csv", by="user:x")


def reckon(on=TODAY):
    with transaction.atomic(), as_the_worker():
        return forecast_lists(on)


def a_busy_list():
    """A provider's list of three years with Maya on it, reckoned on the day; and those who may know of it, each a part."""
    area = the_area()
    load(area, [*busy_rows(), {"reference": "M-1", "received_on": "2026-11-02"}])
    reckon()
    area.forecast = Forecast.objects.get()
    area.joanna = parent_of(area.maya, "Joanna", "Whitfield")
    icb = organisation("ICB:X", "Central East ICB", "icb")
    SharingBasis.objects.create(owner=area.provider, reader=icb, purpose="Totals", ground="Public task", kinds=["other-health-services"], valid_from=dt.date(2020, 1, 1))
    area.kate = practitioner("Kate Mills", "icb-commissioner", icb)
    area.path = f"/waits/{area.nd.pk}/mid/"
    return area


@pytest.fixture(scope="class")
def the_busy_list(scenes):
    with scenes(a_busy_list) as told:
        yield told


@pytest.fixture
def busy(the_busy_list, db):
    return copy.deepcopy(the_busy_list)
