"""What the bodies of the demo area have agreed to share."""

import pytest

from goldenthread.local.demo.people import share
from goldenthread.people.models import Organisation, SharingBasis

pytestmark = pytest.mark.django_db


def test_the_council_shares_totals_and_nothing_else_with_the_inspectorate():
    council = Organisation.objects.create(code="LA:881", name="Essex County Council", kind="local-authority")
    inspectorate = Organisation.objects.create(code="SERVICE:INSPECTORATE", name="Inspectorate", kind="service")
    share(council)
    share(council)
    [agreed] = SharingBasis.objects.filter(reader=inspectorate)
    assert (agreed.owner, agreed.kinds) == (council, ["kpi-aggregates"])
