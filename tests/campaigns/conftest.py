"""Essex's Mid team and the plans that it follows, on Tuesday 24 November 2026. Everybody opens real pages through both walls."""

import copy
from types import SimpleNamespace

import pytest

from goldenthread.access.actions import load_rules
from goldenthread.people.models import District, Postcode, Team

from ..cases.pages.conftest import *  # noqa: F403  the same helpers
from ..cases.pages.conftest import (
    _today,  # noqa: F401
    allocate,
    case_of,
    child_of,
    day,
    organisation,
    practitioner,
    recorded_on_the_day_shown,
)

REVIEW = "annual-review"


def a_plan(area, forename, surname, born, *events, team=None, council=None):
    child = child_of(council or area.essex, forename, surname, date_of_birth=day(born), postcode="CM1 1AA")
    allocate(child, team or area.priya)
    return case_of(child, *[(e[0], day(e[1]), *e[2:]) for e in events], pathway=REVIEW)


def a_team_and_its_plans():
    load_rules()
    recorded_on_the_day_shown()
    essex = organisation("LA:881", "Essex County Council", "local-authority")
    other = organisation("LA:882", "Southend City Council", "local-authority")
    icb = organisation("ICB:QH8", "Essex ICB", "icb")
    mid = Team.objects.create(reference="mid", name="Mid team", organisation=essex, locality="Mid")
    west = Team.objects.create(reference="west", name="West team", organisation=essex, locality="West")
    district = District.objects.create(code="E07000070", name="Chelmsford", locality="Mid")
    Postcode.objects.create(postcode="CM1 1AA", district=district, easting=0, northing=0)
    area = SimpleNamespace(
        essex=essex, council=essex, other=other, priya=practitioner("Priya Nair", "la-send-caseworker", essex, mid),
        wes=practitioner("Wes Hall", "la-send-caseworker", essex, west), grace=practitioner("Grace Oyelaran", "la-send-manager", essex),
        sam=practitioner("Sam Ford", "la-send-manager", other), dina=practitioner("Dina Cole", "dco", icb),
    )  # fmt: skip
    # Year 9, text of 24 September 2022 (50 months: 16), the review due by 23 September 2026 and not decided: 25, adulthood 10.
    area.tyler = a_plan(area, "Tyler", "Webb", "2013-01-10", ("plan-made", "2021-09-24"), ("previous-review-completed", "2025-09-24"),
                        ("amended-plan-issued", "2022-09-24"))  # fmt: skip
    # Year 11, held in time on 2 October 2026, and not decided by 30 October.
    area.aisha = a_plan(area, "Aisha", "Rahman", "2011-02-03", ("plan-made", "2021-10-20"), ("previous-review-completed", "2025-12-10"),
                        ("review-meeting-held", "2026-10-02"), ("review-report-sent", "2026-10-09"))  # fmt: skip
    # Year 10, nothing late; text from before Year 9 and another setting since.
    area.nadia = a_plan(area, "Nadia", "Petrova", "2012-05-05", ("plan-made", "2022-05-24"), ("placement-started", "2022-05-24", {"setting": "URN:1", "rank": 1}),
                        ("placement-started", "2025-09-01", {"setting": "URN:2", "rank": 1}), ("previous-review-completed", "2026-05-20"))  # fmt: skip
    area.tim = a_plan(area, "Tim", "Young", "2018-05-05", ("plan-made", "2026-10-24"))
    area.westerner = a_plan(area, "Wilma", "West", "2012-05-05", ("plan-made", "2020-05-24"), ("previous-review-completed", "2026-05-20"), team=area.wes)
    area.elsewhere = a_plan(area, "Else", "Where", "2012-05-05", ("plan-made", "2020-05-24"), council=other, team=area.sam)
    return area


@pytest.fixture(scope="class")
def the_plans(scenes):
    with scenes(a_team_and_its_plans) as told:
        yield told


@pytest.fixture
def area(the_plans, db):
    recorded_on_the_day_shown()
    return copy.deepcopy(the_plans)
