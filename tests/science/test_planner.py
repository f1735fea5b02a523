"""Plans whose answer is arithmetic, and what must hold of every plan."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.science.named_plans import named_plans, price_of_equity
from goldenthread.science.plan_chances import chances
from goldenthread.science.planner import Area, Demand, Locums, Matrix, Service, Staff, solve, worth

AUTUMN = [dt.date(2026, 9, 1), dt.date(2026, 10, 1), dt.date(2026, 11, 1)]


def one_list(**changed):
    """100 hours a month, of which 80 are work on cases of 8 hours each: ten cases a month."""
    area = {
        "months": AUTUMN, "season": [1, 1, 1], "localities": ["Mid"], "services": [Service("speech", 8)],
        "staff": [Staff("therapist", ["speech"], {"Mid": 100}, efficiency=0.8)], "demand": {("Mid", "speech"): Demand(25, [6, 6, 6], [0, 0, 0])}, "gap": 0.0,
    }  # fmt: skip
    return Area(**{**area, **changed})


def test_one_list_loses_what_its_hours_are_worth():
    """25 + 6 - 10 = 21, then 17, then 13: 51 child-months at the ends of months."""
    plan, _ = solve(one_list(), ("late", "waiting", "hours"))
    assert plan.waiting[0, :, 0] == pytest.approx([21, 17, 13], rel=1e-4)  # an aim is held to within a hundred-thousandth
    assert plan.seen[0, :, 0] == pytest.approx([10, 10, 10], rel=1e-4)
    assert plan.values["waiting"] == pytest.approx(51, rel=1e-4)
    assert plan.hours.sum() == pytest.approx(300, rel=1e-4)


def test_an_earlier_hour_is_worth_more():
    """An hour is a tenth of a case, counted at the end of every month that follows: 0.3, 0.2 and 0.1 child-months."""
    matrix = Matrix(one_list())
    _, x = solve(one_list(), ("late", "waiting"), matrix)
    assert worth(matrix, x, ("late", "waiting"))["waiting"]["supply 0"] == pytest.approx([0.3, 0.2, 0.1])


def test_in_august_hardly_anybody_works_and_some_children_leave():
    """No hours in the second month. A tenth of the list leaves in each: 22.5 + 6 - 10 = 18.5; 16.65 + 6 = 22.65; 20.385 + 6 - 10 = 16.385."""
    area = one_list(season=[1, 0, 1], services=[Service("speech", 8, leave_rate=0.1)])
    assert solve(area, ("waiting",))[0].waiting[0, :, 0] == pytest.approx([18.5, 22.65, 16.385])


def test_a_duty_that_cannot_be_met_says_how_short_it_is():
    """Ten cases a month, and 20 due in September and 5 in October: 10 late, then 25 - 20 = 5, then none."""
    area = one_list(services=[Service("advice", 8, statutory=True)], staff=[Staff("EP", ["advice"], {"Mid": 80})], demand={("Mid", "advice"): Demand(25, [6, 6, 6], [20, 5, 0])})
    named = named_plans(area)[0]
    assert named.plan.overdue[0, :, 0] == pytest.approx([10, 5, 0])
    assert named.plan.values["late"] == pytest.approx(15)
    assert named.limits[0] == "advice in Mid is late for as many as 10.0 cases, at the end of September 2026: 80.0 more hours of work on cases are needed by then."
    # One more hour in September is an eighth of a case less at the ends of September and October, one in October at the end of October.
    assert named.limits[1] == "Every hour of EP is used in September 2026 to October 2026. One more in each month would mean up to 0.38 fewer case-months overdue, in Mid."
    assert named.hours[0]["late_by_month"] == pytest.approx([0.25, 0.125, 0])


def hired(budget):
    """Nobody in post. A block is two cases a month and is engaged for two months at £1,000; four cases are due in September."""
    return one_list(
        services=[Service("advice", 13, statutory=True)], staff=[Staff("EP", ["advice"], {"Mid": 0})], demand={("Mid", "advice"): Demand(4, [0, 0, 0], [4, 0, 0])},
        locums=Locums(["advice"], hours=26, cost=1000, months=2), budget=budget,
    )  # fmt: skip


def test_locums_come_in_whole_blocks_for_a_whole_engagement():
    enough, _ = solve(hired(4000), ("late", "cost", "waiting"))
    assert (enough.values["late"], enough.cost) == pytest.approx((0, 4000), abs=1e-4)
    assert enough.starts[:, 0].tolist() == [2, 0, 0]
    assert enough.in_post[:, 0].tolist() == [2, 2, 0]
    # For £3,999 only one: two cases in September, two late, and those in October.
    short, _ = solve(hired(3999), ("late", "cost", "waiting"))
    assert short.values["late"] == pytest.approx(2, rel=1e-4)
    assert short.cost == pytest.approx(2000)


def test_what_the_budget_lacks_is_said_with_what_a_block_costs():
    found = {n.name: n for n in named_plans(hired(3999))}
    assert set(found) == {"staff in post", "least cost", "least waiting", "most even"}
    assert any(s.startswith("The budget is engaged but for £1,999, and a block of locum hours costs £2,000 for its 2 months.") for s in found["least waiting"].limits)
    assert found["staff in post"].plan.values["late"] == pytest.approx(12), "four cases late at three months' ends"


def test_a_block_takes_the_hours_that_supervise_it():
    """26 hours of a locum less 8 of an EP who would have done the same work: 80 - 8 + 26 = 98 hours."""
    area = one_list(staff=[Staff("EP", ["speech"], {"Mid": 80})], locums=Locums(["speech"], 26, 1000, 3, supervised_by="EP", supervision_hours=8), budget=3000)
    assert solve(area, ("waiting",))[0].hours.sum(axis=(0, 2, 3)) == pytest.approx([98, 98, 98])


def two_places(floor):
    """September has 30 days, so 30/7 arrivals are one a week: a case is a week of demand. Everybody is based in B and drives an hour for each hour in
    A. 20 hours: x cases in A take 2x of them. A ends with 34.286 - x, B with 24.286 - (20 - 2x): 30 - 3x weeks apart, 38.571 + x waiting."""
    return Area(
        AUTUMN[:1], [1], ["A", "B"], [Service("speech", 1)], [Staff("therapist", ["speech"], {"B": 20}, travel=1.0)],
        {("A", "speech"): Demand(30, [30 / 7], [0]), ("B", "speech"): Demand(20, [30 / 7], [0])}, floor=floor, gap=0.0,
    )  # fmt: skip


def test_staff_work_only_where_they_may():
    """A team of B that stays there sees none of A, where 34.286 wait at the end. B ends with 24.286 - y: the floor of 20 weeks holds at y = 10. Without a
    floor all 20 hours are B's."""
    area = two_places(20)
    [team] = area.staff
    bound = replace(area, staff=[replace(team, only_in=["B"])])
    assert solve(bound, ("late", "over", "waiting"))[0].seen[:, 0, 0] == pytest.approx([0, 10], abs=1e-4)
    assert solve(replace(bound, floor=None), ("late", "waiting"))[0].seen[:, 0, 0] == pytest.approx([0, 20])
    found = named_plans(bound)
    assert {row["locality"] for plan in found for row in plan.hours} == {"B"}


def test_an_equity_floor_moves_hours():
    free, _ = solve(two_places(None), ("late", "waiting"))
    assert free.seen[:, 0, 0] == pytest.approx([0, 20])
    assert free.apart[0] == pytest.approx(30)
    # 30 - 3x = 20: x = 10/3.
    held, _ = solve(two_places(20), ("late", "over", "waiting"))
    assert held.seen[:, 0, 0] == pytest.approx([10 / 3, 20 - 20 / 3], rel=1e-4)
    assert held.values["waiting"] == pytest.approx(38.5714 + 10 / 3, rel=1e-4)


def test_the_price_of_equity_is_what_each_week_closed_costs():
    area = two_places(20)
    free, floor, even = price_of_equity(area, named_plans(area)[0].plan)
    assert (free["name"], free["weeks"], free["each_week_closed"]) == ("no floor", pytest.approx(30, rel=1e-4), None)
    assert (floor["weeks"], floor["more_waiting"], floor["each_week_closed"]) == pytest.approx((20, 10 / 3, 1 / 3), rel=1e-4)
    assert (even["weeks"], even["more_waiting"], even["each_week_closed"]) == pytest.approx((0, 10, 1 / 3), rel=1e-3, abs=1e-4)


def test_a_floor_that_holds_a_plan_back_and_one_that_cannot_be_met_are_said():
    """A week more of the floor is a third of a case less in A, and two thirds more in B."""
    found = {n.name: n for n in named_plans(two_places(20))}
    held = [s for s in found["staff in post"].limits if "equity floor" in s]
    assert held == ["The equity floor of 20 weeks holds speech between A (31.0 weeks) and B (11.0) at the end of September 2026. A week more would mean up to 0.33 fewer child-months of waiting."]
    assert any("stays 30.0 weeks apart, more than the floor of 20" in s for s in found["no equity floor"].limits)


amounts = st.integers(0, 40)


@st.composite
def areas(draw):
    places, months = ["A", "B"], AUTUMN
    services = [Service("advice", 12, statutory=True), Service("early", 8, leave_rate=0.05, target_weeks=4)]
    demand = {}
    for p in places:
        for s in services:
            waiting, arrivals = draw(amounts), [draw(amounts) for _ in months]
            demand[p, s.name] = Demand(waiting, arrivals, [waiting, *arrivals[:-1]])
    staff = [Staff("EP", ["advice", "early"], {p: draw(st.integers(0, 400)) for p in places}, 0.8, draw(st.sampled_from([0.0, 0.25])))]
    locums = Locums(["advice", "early"], 26, 1000, 2, most=draw(st.integers(1, 6)), supervised_by="EP", supervision_hours=2)
    return Area(months, [1, 0.5, 1], places, services, staff, demand, locums, draw(st.integers(0, 9000)), draw(st.sampled_from([None, 2.0])), gap=0.0)


@settings(max_examples=25, deadline=None)
@given(areas())
def test_every_plan_balances_and_keeps_within_hours_budget_and_blocks(area):
    plan, _ = solve(area, ("late", "over", "waiting", "apart", "hours"))
    stay = np.array([1 - s.leave_rate for s in area.services])
    for p, place in enumerate(area.localities):
        before = np.array([area.demand[place, s.name].waiting for s in area.services], float)
        for m in range(3):
            new = np.array([area.demand[place, s.name].arrivals[m] for s in area.services])
            assert plan.waiting[p, m] == pytest.approx(stay * before + new - plan.seen[p, m], abs=1e-4)
            before = plan.waiting[p, m]
    efficiency = np.array([0.8, 1.0])
    assert (plan.hours @ efficiency >= plan.seen * [12, 8] - 1e-4).all()
    staff = area.staff[0]
    for m, season in enumerate(area.season):
        based = np.array([staff.hours[p] * season for p in area.localities])
        worked = plan.hours[:, m, :, 0].sum(axis=1)
        away = np.maximum(0, worked - based).sum()
        assert worked.sum() + staff.travel * away + 2 * plan.in_post[m].sum() <= based.sum() + 1e-4
        assert (plan.hours[:, m, :, 1].sum(axis=0) <= 26 * season * plan.in_post[m] + 1e-4).all()
    assert plan.cost <= area.budget + 1e-4
    assert (plan.in_post.sum(axis=1) <= area.locums.most).all()
    assert (plan.starts == np.round(plan.starts)).all()
    due = np.cumsum([[area.demand[p, "advice"].due[m] for m in range(3)] for p in area.localities], axis=1)
    assert plan.overdue[:, :, 0] == pytest.approx(np.maximum(0, due - np.cumsum(plan.seen[:, :, 0], axis=1)), abs=1e-2)


@settings(max_examples=25, deadline=None)
@given(areas(), st.integers(0, 6000))
def test_more_budget_never_makes_a_plan_worse(area, more):
    little, _ = solve(area, ("late",))
    much, _ = solve(replace(area, budget=area.budget + more), ("late",))
    assert much.values["late"] <= little.values["late"] + 1e-4
    little, _ = solve(area, ("waiting",))
    much, _ = solve(replace(area, budget=area.budget + more), ("waiting",))
    assert much.values["waiting"] <= little.values["waiting"] + 1e-4


def test_a_plan_of_means_is_run_as_a_queue():
    """Ten cases a month against 6 and 25: the mean ends at 13, and by chance at more or fewer. In 13 weeks, to come down to nobody takes one case a week
    more at the very least; with half a year's demand as the target every run is cleared."""
    area = one_list(services=[Service("speech", 8, target_weeks=0)])
    plan, _ = solve(area, ("waiting",))
    (never,) = chances(area, plan, replications=100)
    assert never["list"]["p10"] < 13 < never["list"]["p90"]
    assert never["cleared"] < 0.1
    assert 1 < never["more_cases_a_week"] < 4
    assert never["more_hours_a_week"] == pytest.approx(8 * never["more_cases_a_week"])
    generous = replace(area, services=[Service("speech", 8, target_weeks=26)])
    (always,) = chances(generous, plan, replications=100)
    assert (always["cleared"], always["more_cases_a_week"]) == (1, 0)


def test_with_what_it_takes_on_top_eight_of_ten_runs_are_cleared():
    area = one_list(services=[Service("speech", 8, target_weeks=4)])
    plan, _ = solve(area, ("waiting",))
    (before,) = chances(area, plan, replications=100)
    helped = replace(area, staff=[replace(area.staff[0], hours={"Mid": 100 + before["more_hours_a_week"] * 91 / 7 / 3 / 0.8})])
    after, _ = solve(helped, ("waiting", "hours"))
    assert before["cleared"] < 0.8 <= chances(helped, replace(after, hours=after.hours * 0 + helped.staff[0].hours["Mid"]), replications=100)[0]["cleared"] + 0.05


def test_a_list_that_nobody_works_on_is_not_cleared_and_says_what_it_takes():
    """25 and some 18 more in 13 weeks: above three a week."""
    area = one_list(staff=[Staff("therapist", ["speech"], {"Mid": 0})], services=[Service("speech", 8, target_weeks=0)])
    (found,) = chances(area, solve(area, ("waiting",))[0], replications=20)
    assert found["cleared"] == 0
    assert 3 < found["more_cases_a_week"] < 6


def test_one_more_block_is_worth_what_it_does_in_time():
    """Nobody is in post and £3,999 buy one block. One more from September is two cases fewer late at the end of September: two case-months; those that
    it does in October nobody waits for any more."""
    found = {n.name: n for n in named_plans(hired(3999))}["least waiting"].block
    assert (found["service"], found["from"], found["cost"]) == ("advice", AUTUMN[0], 2000)
    assert found["late"] == pytest.approx(2, rel=1e-3)
