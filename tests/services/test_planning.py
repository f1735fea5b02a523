"""A provider's manager shares out hours from the lists as they stand; the command gives the same numbers from the page's model."""

import copy
import csv
import datetime as dt
import io
import json

import pytest
from tests.cases.pages.conftest import (
    LONG_AGO,
    add_event,
    child_of,
    day,
    get,
    recorded_on_the_day_shown,
    text_of,
)

from goldenthread.allocate_command import answer
from goldenthread.cases.models import Case
from goldenthread.people.models import Postcode
from goldenthread.services.models import Referral, Service

from .gaps_area import a_gap_in_mid_essex

pytestmark = pytest.mark.django_db


def asked(busy, **more):
    return {"months": "2", "target": "18", "budget": "20000", "block": "30", "cost": "2500", "floor": "4", f"case-{busy.nd.pk}": "9", "hours-mid": "90"} | more


def test_a_manager_sees_plans_limits_and_the_price_of_equity_and_the_command_says_the_same(busy):
    page = text_of(get(busy.manager, "/waits/planner/"))
    assert "Say how many hours there are" in page
    page = text_of(get(busy.manager, "/waits/planner/", **asked(busy)))
    model = json.loads(get(busy.manager, "/waits/planner/model.json", **asked(busy)).content)
    assert model["demand"][0]["waiting"] == busy.forecast.waiting
    assert model["months"] == ["2026-12", "2027-01"]
    assert "Whitfield" not in json.dumps(model)
    told = answer(model)
    assert {"staff in post", "least waiting"} <= {p["name"] for p in told["plans"]}
    for plan in told["plans"]:
        assert f"{plan['name'].capitalize()}" in page
        assert f"£{plan['cost']:,.0f}" in page
        assert f"{plan['child_months_waiting']:,.0f}" in page
        for limit in plan["limits"]:
            assert " ".join(limit.split()) in page
    assert "There is one place in this plan" in page


def test_what_cannot_be_planned_is_said_beside_its_question(busy):
    assert "Enter the hours that one child takes" in text_of(get(busy.manager, "/waits/planner/", **asked(busy, **{f"case-{busy.nd.pk}": ""})))
    assert "Enter the contracted hours of one place at least" in text_of(get(busy.manager, "/waits/planner/", **asked(busy, **{"hours-mid": ""})))
    assert get(busy.manager, "/waits/planner/model.json").status_code == 404


@pytest.mark.parametrize("who", ["officer", "joanna"])
def test_only_the_provider_s_own_manager_and_who_commissions_plan(busy, who):
    for path in ("/waits/planner/", "/waits/planner/model.json", "/waits/planner/table.csv"):
        assert get(getattr(busy, who), path, **asked(busy)).status_code == 404


# --- of who commissions ---


@pytest.fixture(scope="class")
def the_area(scenes):
    with scenes(a_gap_in_mid_essex) as told:
        yield told


@pytest.fixture
def two_providers(the_area, db):
    """Twenty wait in Mid, of Provide; nine in North East and three in West, of another trust."""
    recorded_on_the_day_shown()
    area = copy.deepcopy(the_area)
    area.nd = {
        body.pk: Service.objects.create(owner=body, code="ND", name="Neurodevelopmental assessment", pathway="neurodevelopmental", valid_from=LONG_AGO) for body in (area.mid, area.rest)
    }
    for district, body, many in (("Colchester", area.rest, 5), ("Tendring", area.rest, 4), ("Harlow", area.rest, 3)):
        wait_there(area, district, body, many)
    return area


@pytest.fixture
def lately(two_providers):
    wait_there(two_providers, "Chelmsford", two_providers.mid, 20)
    return two_providers


def wait_there(area, district, body, many, since="2026-10-01"):
    postcode = Postcode.objects.get(district__name=district).postcode
    for n in range(many):
        child = child_of(body, f"Waiting{n}", f"{district}{since}", date_of_birth=dt.date(2019, 10, 1), postcode=postcode)
        case = Case.objects.create(child=child, owner=body, pathway="neurodevelopmental", opened_on=day(since), last_number=1, kind_of_data="other-health-services")
        add_event(case, 1, "referral-received", day(since))
        Referral.objects.create(case=case, child=child, owner=body, service=area.nd[body.pk], confirmed_on=day("2026-11-20"))


def area_asked(area):
    given = {"kind": "neurodevelopmental", "months": "2", "target": "18", "budget": "20000", "block": "30", "cost": "2500", "floor": "4", "case-neurodevelopmental": "4"}
    return given | {f"hours-{area.mid.pk}-mid": "30", f"hours-{area.rest.pk}-north-east": "60"}


def month_of(came):
    """A month's part of those who came in 26 weeks."""
    return round(came / 182 * 365.25 / 12, 2)


def test_who_commissions_plans_over_providers_and_the_command_says_the_same(lately):
    page = text_of(get(lately.tom, "/waits/planner/"))
    assert "Provide, Mid: contracted hours a month" in page
    assert "North Community NHS Trust, North East: contracted hours a month" in page
    given = area_asked(lately)
    model = json.loads(get(lately.tom, "/waits/planner/model.json", **given).content)
    # Counted by hand from `two_providers` and `lately`: what waits, and 26 weeks' newcomers for each month.
    assert {(d["locality"], d["waiting"], d["arrivals"]) for d in model["demand"]} == {("Mid", 20, month_of(20)), ("North East", 9, month_of(9))}
    assert [s["name"] for s in model["services"]] == ["Neurodevelopmental assessment"]
    # Each provider's staff work for its own lists alone.
    assert [(s["name"], s["hours"], s["only_in"]) for s in model["staff"]] == [
        ("staff of North Community NHS Trust", {"North East": 60.0}, ["North East"]), ("staff of Provide", {"Mid": 30.0}, ["Mid"]),
    ]  # fmt: skip
    assert "Waiting" not in json.dumps(model)
    told = answer(model)
    page = text_of(get(lately.tom, "/waits/planner/", **given))
    table = get(lately.tom, "/waits/planner/table.csv", **given).content.decode("utf-8-sig")
    rows = {(r["what"], r["name"]): r for r in csv.DictReader(io.StringIO(table))}
    for plan in told["plans"]:
        assert f"£{plan['cost']:,.0f}" in page
        assert f"{plan['child_months_waiting']:,.0f}" in page
        for limit in plan["limits"]:
            assert " ".join(limit.split()) in page
            assert limit in rows["plan", plan["name"]]["what holds it back"]
        assert float(rows["plan", plan["name"]]["months waited"]) == pytest.approx(plan["child_months_waiting"], abs=0.051)
    for even in told["price_of_equity"]:
        assert float(rows["price of equity", even["name"]]["weeks apart at most"]) == pytest.approx(even["weeks"], abs=0.051)
    # 9 who wait and 9 / 182 * 30.44 a month are seen by 60 hours of 4: Mid's 30 hours are what holds all back.
    assert "Every hour of staff of Provide is used" in page


def test_a_list_of_few_children_is_in_no_plan_and_its_number_nowhere(lately):
    # Four wait in Tendring, which is of North East with the five of Colchester; three in Harlow, of the West, alone.
    page = text_of(get(lately.tom, "/waits/planner/"))
    assert "Not in the plan, because so few children wait that no number is told: Neurodevelopmental assessment, West." in page
    assert "North Community NHS Trust, West" not in page
    assert "West" not in json.dumps(json.loads(get(lately.tom, "/waits/planner/model.json", **area_asked(lately)).content))


def test_of_few_who_came_three_are_taken_and_who_left_is_told_of_no_place(two_providers):
    # All but two of Chelmsford's had come before these 26 weeks.
    wait_there(two_providers, "Chelmsford", two_providers.mid, 18, "2026-02-02")
    wait_there(two_providers, "Chelmsford", two_providers.mid, 2)
    given = area_asked(two_providers)
    model = json.loads(get(two_providers.tom, "/waits/planner/model.json", **given).content)
    assert {(d["locality"], d["waiting"], d["arrivals"]) for d in model["demand"]} >= {("Mid", 20, month_of(3))}
    assert "Fewer than 6 children came in 26 weeks, and 3 are taken: Neurodevelopmental assessment, Mid." in text_of(get(two_providers.tom, "/waits/planner/", **given))
    assert [s["leave_rate"] for s in model["services"]] == [0.0]
    only_mid = {k: v for k, v in given.items() if str(two_providers.rest.pk) not in k}
    assert json.loads(get(two_providers.tom, "/waits/planner/model.json", **only_mid).content)["services"] == model["services"]


def test_hours_of_nobody_who_has_such_a_list_are_no_plan(lately):
    given = area_asked(lately)
    assert "Enter the contracted hours of one place at least" in text_of(get(lately.tom, "/waits/planner/", **{k: v for k, v in given.items() if not k.startswith("hours-")}))
    assert get(lately.tom, "/waits/planner/", kind="no-such").status_code == 404
    assert "Not in the plan" in text_of(get(lately.tom, "/waits/planner/", kind="neurodevelopmental"))


def test_a_child_on_two_providers_lists_of_a_kind_waits_once_and_leaves_only_when_it_is_on_none(lately):
    """The first of Chelmsford's twenty goes onto the other trust's list too, and leaves the first: twenty wait there still."""
    first = Referral.objects.get(owner=lately.mid, child__forename="Waiting0", child__surname__startswith="Chelmsford")
    case = Case.objects.create(child=first.child, owner=lately.rest, pathway="neurodevelopmental", opened_on=day("2026-10-08"), last_number=1, kind_of_data="other-health-services")
    add_event(case, 1, "referral-received", day("2026-10-08"))
    Referral.objects.create(case=case, child=first.child, owner=lately.rest, service=lately.nd[lately.rest.pk], confirmed_on=day("2026-11-20"))
    add_event(first.case, 2, "transferred", day("2026-10-12"), {"to": "North"})
    model = json.loads(get(lately.tom, "/waits/planner/model.json", **area_asked(lately) | {f"hours-{lately.rest.pk}-mid": "10"}).content)
    mid = next(d for d in model["demand"] if d["locality"] == "Mid")
    assert (mid["waiting"], mid["arrivals"]) == (20, month_of(20))
