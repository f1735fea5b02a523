"""A provider's manager shares out hours from the lists as they stand; the command gives the same numbers from the page's model."""

import json

import pytest
from tests.cases.pages.conftest import get, text_of

from goldenthread.allocate_command import answer

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


@pytest.mark.parametrize("who", ["kate", "officer", "joanna"])
def test_only_the_provider_s_own_manager_plans(busy, who):
    for path in ("/waits/planner/", "/waits/planner/model.json"):
        assert get(getattr(busy, who), path, **asked(busy)).status_code == 404
