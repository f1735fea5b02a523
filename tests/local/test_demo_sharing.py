"""What the bodies of the demo area have agreed to share."""

import pytest

from goldenthread.local.demo.people import share, share_waits
from goldenthread.local.demo.personas import COUNCIL, EASTWAY, ICB
from goldenthread.people.models import Organisation, SharingBasis

pytestmark = pytest.mark.django_db


def test_the_council_shares_totals_and_nothing_else_with_the_inspectorate():
    council = Organisation.objects.create(code="LA:881", name="Essex County Council", kind="local-authority")
    inspectorate = Organisation.objects.create(code="SERVICE:INSPECTORATE", name="Inspectorate", kind="service")
    share(council)
    share(council)
    [agreed] = SharingBasis.objects.filter(reader=inspectorate)
    assert (agreed.owner, agreed.kinds) == (council, ["kpi-aggregates"])


def test_a_provider_shares_that_a_child_waits_and_nothing_else_with_the_council_and_the_board():
    council = Organisation.objects.create(code=COUNCIL, name="Essex County Council", kind="local-authority")
    board = Organisation.objects.create(code=ICB, name="NHS Essex ICB", kind="icb")
    provider = Organisation.objects.create(code=EASTWAY, name="Eastway Community NHS Trust", kind="nhs-provider")
    share_waits(council)
    share_waits(council)
    agreed = SharingBasis.objects.filter(owner=provider)
    assert {(a.reader, tuple(a.kinds)) for a in agreed} == {(council, ("other-health-services",)), (board, ("other-health-services",))}
    assert agreed.count() == 2
