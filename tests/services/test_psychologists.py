"""The educational psychologists' queue as a list to plan for: from the decisions, the advice that came and everybody's weeks."""

import datetime as dt
import json
from types import SimpleNamespace

import pytest
from django.db import transaction
from tests.cases.pages.conftest import (
    TODAY,
    _today,  # noqa: F401
    as_application,
    case_of,
    child_of,
    get,
    organisation,
    practitioner,
    text_of,
)

from goldenthread.access.actions import load_rules
from goldenthread.access.viewer import become
from goldenthread.allocate_command import answer
from goldenthread.assessments.models import WorkingWeek
from goldenthread.assessments.queue_past import Waited, waited
from goldenthread.people.models import District, Postcode, Team
from goldenthread.queue_command import answer as run
from goldenthread.services.psychologists import localities, plan_of, staff, time_for, waits

pytestmark = pytest.mark.django_db
E = "educational-psychologist"
MONDAY = dt.date(2026, 11, 30)
"""The first full week after TODAY, a Tuesday."""


def assessed(area, n, postcode, decided, *, asked=None, advised=None, withdrawn=None):
    child = child_of(area.council, f"Child{n}", "Moss", date_of_birth=dt.date(2017, 5, 1), postcode=postcode)
    events = [("request-received", decided - dt.timedelta(days=30), {"by": "parent"}), ("decided-to-assess", decided)]
    events += [("advice-requested", asked, {"contributor": E})] if asked else []
    events += [("advice-received", advised, {"contributor": E})] if advised else []
    events += [("request-withdrawn", withdrawn)] if withdrawn else []
    return case_of(child, *events)


@pytest.fixture
def area(db):
    load_rules()
    council = organisation("LA:881", "Essex County Council", "local-authority")
    made = SimpleNamespace(council=council, sunita=practitioner("Sunita Rao", "principal-educational-psychologist", council),
                           grace=practitioner("Grace Oyelaran", "la-send-manager", council), priya=practitioner("Priya Nair", "la-send-caseworker", council),
                           helen=practitioner("Helen Marsh", E, council))  # fmt: skip
    for postcode, code, name, locality in (("CM1 1QH", "E07000070", "Chelmsford", "Mid"), ("SS13 1AA", "E07000066", "Basildon", "South")):
        Postcode.objects.create(postcode=postcode, district=District.objects.create(code=code, name=name, locality=locality), easting=0, northing=0)
    made.helen.who.team = Team.objects.create(reference="ep-mid", name="Educational psychology, Mid", organisation=council, locality="Mid")
    made.helen.who.save()
    for n in range(12):
        WorkingWeek.objects.create(practitioner=made.helen.who, owner=council, week=MONDAY + dt.timedelta(weeks=n), assessments=2 if n % 2 else 1, kept_for_reviews=2)
    # One advice a fortnight or so in Mid, each nine weeks after the decision.
    for n in range(31):
        day = dt.date(2025, 10, 6) + dt.timedelta(days=11 * n)
        assessed(made, n, "CM1 1QH", day, asked=day + dt.timedelta(days=2), advised=day + dt.timedelta(days=63))
    made.waiting = assessed(made, 40, "CM1 1QH", dt.date(2026, 11, 2), asked=dt.date(2026, 11, 3))
    assessed(made, 41, "CM1 1QH", dt.date(2026, 11, 9))
    for n in range(42, 46):
        assessed(made, n, "SS13 1AA", dt.date(2026, 10, 5), asked=dt.date(2026, 10, 6))
    made.withdrawn = assessed(made, 46, "CM1 1QH", dt.date(2026, 9, 1), asked=dt.date(2026, 9, 2), withdrawn=dt.date(2026, 10, 1))
    return made


def as_viewer(someone, question, *link):
    """With the application's own filters as they are, and the walls of the database."""
    with as_application(), transaction.atomic():
        return question(become(someone.user.pk, *link))


def test_the_wait_of_a_request_made_again_is_its_own_and_that_of_the_first_stays_as_it_ended(area):
    days = {name: dt.date.fromisoformat(f"2026-{name}") for name in ("01-05", "02-16", "02-17", "03-30", "04-20", "05-04", "06-01", "06-02", "07-20")}
    made = child_of(area.council, "Noah", "Reed", date_of_birth=dt.date(2017, 5, 1), postcode="SS13 1AA")
    first = [("request-received", days["01-05"], {"by": "parent"}), ("decided-to-assess", days["02-16"]), ("advice-requested", days["02-17"], {"contributor": E}),
             ("advice-received", days["03-30"], {"contributor": E}), ("request-withdrawn", days["04-20"])]  # fmt: skip
    again = [("request-received", days["05-04"], {"by": "parent"}), ("decided-to-assess", days["06-01"]), ("advice-requested", days["06-02"], {"contributor": E})]
    case_of(made, *first, *again)
    of_south = [w for w in as_viewer(area.sunita, lambda v: waited(v, TODAY)) if w.locality == "South" and w.since < dt.date(2026, 10, 1)]
    assert sorted(of_south, key=lambda w: w.since) == [Waited("South", days["02-16"], days["03-30"], None), Waited("South", days["06-01"])]


def test_a_wait_runs_from_the_decision_to_the_advice_or_to_what_ended_the_case(area):
    found = as_viewer(area.sunita, lambda v: waited(v, TODAY))
    assert len(found) == 38
    first = Waited("Mid", dt.date(2025, 10, 6), dt.date(2025, 12, 8), None)
    assert first in found
    assert Waited("Mid", dt.date(2026, 9, 1), None, dt.date(2026, 10, 1)) in found
    # Decided on the 9th, and not asked for yet.
    assert Waited("Mid", dt.date(2026, 11, 9)) in found
    assert found.count(Waited("South", dt.date(2026, 10, 5))) == 4
    assert sum(w.advised is None and w.ended is None for w in found) == 6


def test_a_refusal_that_is_turned_round_begins_no_wait(area):
    child = child_of(area.council, "Turned", "Moss", date_of_birth=dt.date(2017, 5, 1), postcode="SS13 1AA")
    case_of(child, ("request-received", dt.date(2026, 1, 5), {"by": "parent"}), ("decided-not-to-assess", dt.date(2026, 2, 9)), ("decided-to-assess", dt.date(2026, 10, 19)))
    assert Waited("South", dt.date(2026, 10, 19)) in as_viewer(area.sunita, lambda v: waited(v, TODAY))


def test_who_does_not_look_after_the_queue_has_no_past_of_it(area):
    for someone in (area.priya, area.helen):
        assert as_viewer(someone, lambda v: waited(v, TODAY)) == []
    assert as_viewer(area.sunita, lambda v: waited(v, TODAY), "link", area.waiting.child_id) == []


def test_the_plan_is_what_everybody_s_weeks_hold(area):
    everybody, lists = as_viewer(area.sunita, lambda v: (staff(v, TODAY), waits(v, TODAY)))
    assert localities(lists, everybody) == ["Mid", "South"]
    assert plan_of(everybody, TODAY, "Mid") == {(MONDAY + dt.timedelta(weeks=n)).toordinal(): 2.0 if n % 2 else 1.0 for n in range(12)}
    assert plan_of(everybody, TODAY, "South") == {}
    # 18 assessments in 12 weeks, and 52 weeks in 12 months.
    assert time_for(everybody, TODAY) == {"Mid": pytest.approx(6.5)}


def test_the_principal_sees_when_the_queue_is_gone_and_what_a_locum_buys_and_the_command_says_the_same(area):
    asked = {"target": "6", "start": "4", "weeks": "12", "each": "1", "place": "mid"}
    page = text_of(get(area.sunita, "/ep-queue/capacity/", **asked))
    assert "Educational psychologist queue, Mid" in page
    assert "Weeks that you have entered in everyone’s time are taken as they are" in page
    model = json.loads(get(area.sunita, "/ep-queue/capacity/model.json", **asked).content)
    assert model["backlog"] == 2
    # The first day is Wednesday the 25th, so that Monday the 30th is the sixth: one assessment, then two.
    assert [round(sum(model["slots"][n : n + 7]), 2) for n in (5, 12, 19)] == [1.0, 2.0, 1.0]
    told = run(model)
    assert f"{told['extra']['seen']['each_week']:.1f} more children be seen for each week they work" in page
    for week in (13, 52, 104):
        end = told["list"][week - 1]
        assert f"{week} weeks {end['p10']:.0f} {end['p50']:.0f} {end['p90']:.0f}" in page
    everywhere = json.loads(get(area.grace, "/ep-queue/capacity/model.json").content)
    assert everywhere["backlog"] == 6
    # South has nobody and too short a past.
    assert "only 0 children were seen in the last year" in text_of(get(area.sunita, "/ep-queue/capacity/", **asked | {"place": "south"}))


def test_hours_and_locums_are_shared_out_with_the_law_first_and_the_command_says_the_same(area):
    asked = {"months": "3", "target": "6", "budget": "15000", "block": "42", "cost": "2500", "floor": "", "case-advice": "14", "hours-mid": "", "hours-south": "",
             "supervision": "4", "travel": "0.2"}  # fmt: skip
    page = text_of(get(area.sunita, "/ep-queue/planner/"))
    assert "Left empty: what everybody’s weeks hold, 6.5 assessments a month" in page
    page = text_of(get(area.sunita, "/ep-queue/planner/", **asked))
    model = json.loads(get(area.sunita, "/ep-queue/planner/model.json", **asked).content)
    # 6.5 assessments of 14 hours.
    assert model["staff"] == [{"name": "own staff", "services": ["Advice of an educational psychologist"], "hours": {"Mid": 91.0, "South": 0.0}, "travel": 0.2}]
    assert model["services"][0]["statutory"] is True
    assert {d["locality"]: d["waiting"] for d in model["demand"]} == {"Mid": 2, "South": 4}
    assert model["locums"]["supervision_hours"] == 4.0
    told = answer(model)
    assert "Months past the law’s limit, all together" in page
    few = asked | {"hours-mid": "14"}
    late = answer(json.loads(get(area.sunita, "/ep-queue/planner/model.json", **few).content))
    without = next(p for p in late["plans"] if p["name"] == "staff in post")
    assert without["overdue_case_months"] > 1
    assert f"In 3 months all cases together are past the law’s limit for {without['overdue_case_months']:,.0f} months with the staff in post" in text_of(get(area.sunita, "/ep-queue/planner/", **few))
    for plan in told["plans"]:
        assert f"£{plan['cost']:,.0f} {plan['overdue_case_months']:,.0f} {plan['child_months_waiting']:,.0f}" in page
        for limit in plan["limits"]:
            assert " ".join(limit.split()) in page
    assert "Enter" in text_of(get(area.sunita, "/ep-queue/planner/", **asked | {"case-advice": ""}))


@pytest.mark.parametrize("who", ["priya", "helen"])
def test_only_those_who_look_after_the_queue_plan_it(area, who):
    for path in ("capacity/", "capacity/model.json", "planner/", "planner/model.json"):
        assert get(getattr(area, who), f"/ep-queue/{path}").status_code == 404
