"""A provider with two services beside a council that shares with it who is who."""

import datetime as dt
from types import SimpleNamespace

import pytest
from tests.cases.pages.conftest import (
    LONG_AGO,
    _today,  # noqa: F401
    child_of,
    organisation,
    practitioner,
)

from goldenthread.access.actions import load_rules
from goldenthread.people.models import District, Postcode, SharingBasis
from goldenthread.services.list_files import FIELDS
from goldenthread.services.models import Service

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
