"""A clinician learns why the date of her own advice stands, and nothing of what others were asked or excused."""

import pytest

from goldenthread.cases.models import ClockRow
from goldenthread.cases.queries_clocks import clock_key
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import Allocation, SharingBasis, Team

from .conftest import LONG_AGO, allocate, case_of, child_of, day, get, organisation, practitioner, text_of

pytestmark = pytest.mark.django_db
HIDDEN = "You may see how this clock stands, and not what it rests on."


@pytest.fixture
def clinic(area):
    """Ruth, an occupational therapist, and two others were asked; an exception was recorded for the physiotherapist."""
    trust = organisation("TRUST:EASTWAY", "Eastway Community NHS Trust", "nhs-provider")
    kinds = [k for k in KINDS if k not in ("kpi-aggregates", "audit-log")]
    SharingBasis.objects.create(
        owner=area.council, reader=trust, purpose="EHC", ground="x", kinds=kinds, valid_from=LONG_AGO
    )
    team = Team.objects.create(reference="ot", name="Occupational therapy, Mid", organisation=trust)
    area.ruth = practitioner("Ruth Bell", "health-practitioner", trust, team)
    area.ivy = child_of(area.council, "Ivy", "Thornton")
    asked = [
        ("advice-requested", day("2026-09-18"), {"contributor": who, "received_on": "2026-09-21"})
        for who in ("occupational-therapist", "physiotherapist", "educational-psychologist")
    ]
    missed = {
        "clock": "advice", "ground": "missed-appointment", "contributor": "physiotherapist", "missed_on": "2026-10-05",
        "reason": "Ill",
    }  # fmt: skip
    area.ivys = case_of(
        area.ivy, ("request-received", day("2026-08-10")), ("decided-to-assess", day("2026-09-18")), *asked,
        ("exception-recorded", day("2026-10-06"), missed),
    )  # fmt: skip
    allocate(area.ivy, area.ruth)
    return area


def why(someone, case, adviser):
    """The reason of one adviser's date, as this person reads it."""
    row = ClockRow.objects.get(case=case, clock="advice", about=adviser)
    return text_of(get(someone, f"/cases/{case.pk}/why/{clock_key('advice', adviser, row.started)}/"))


def test_who_was_asked_for_advice_reads_why_it_is_due_then(clinic):
    text = why(clinic.ruth, clinic.ivys, "occupational-therapist")
    assert HIDDEN not in text
    assert "Advice requested, Friday 18 September 2026" in text
    assert "received (21 September 2026)" in text
    assert "6 weeks after" in text
    assert "None lifts this limit." in text


@pytest.mark.parametrize("team", ["Occupational therapy, Mid", "Children’s therapies"])
def test_who_was_allocated_as_that_adviser_reads_why_whatever_their_team_is_called(clinic, team):
    """As files of people and providers say it: the part is the profession, not the role."""
    Team.objects.filter(pk=clinic.ruth.who.team_id).update(name=team)
    Allocation.objects.filter(child=clinic.ivy, practitioner=clinic.ruth.who).update(role="occupational-therapist")
    assert "6 weeks after" in why(clinic.ruth, clinic.ivys, "occupational-therapist")
    for adviser in ("physiotherapist", "educational-psychologist"):
        assert HIDDEN in why(clinic.ruth, clinic.ivys, adviser)


def test_what_was_asked_of_another_adviser_stays_closed(clinic):
    for adviser in ("physiotherapist", "educational-psychologist"):
        assert HIDDEN in why(clinic.ruth, clinic.ivys, adviser)


def test_of_exceptions_only_the_ground_that_lifts_their_own_limit_is_told(clinic):
    text = why(clinic.ruth, clinic.ivys, "occupational-therapist")
    assert "appointment" not in text
    assert "6 October" not in text


def test_her_reason_opens_no_event_of_the_case(clinic):
    text = text_of(get(clinic.ruth, f"/cases/{clinic.ivys.pk}/"))
    assert "Exception recorded" not in text
    assert "Decided to assess" not in text


def test_a_health_practitioner_whose_team_is_of_no_asked_profession_reads_no_reason(clinic):
    clinic.ruth.who.team = None
    clinic.ruth.who.save()
    assert HIDDEN in why(clinic.ruth, clinic.ivys, "occupational-therapist")
