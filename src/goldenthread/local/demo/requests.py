"""Requests for an EHC needs assessment, what was decided, and when each plan was issued.

Plans of 2023 and 2024 are those of the published caseload: each gets the request that it came from. The requests
of those years that led to no plan yet wait in a pool, from which the plans of 2025 and 2026 are issued.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import date, timedelta
from random import Random

from goldenthread.engine.calendar import age_on
from goldenthread.local.demo.chance import (
    born_at_age,
    day_between,
    days_through_year,
    pick,
    quota,
    shares,
    weekday,
)
from goldenthread.local.demo.figures import AGE, by_age, published, total
from goldenthread.local.demo.names import a_name
from goldenthread.local.demo.places import QUADRANTS
from goldenthread.local.demo.population import give_needs, new_children, setting_for
from goldenthread.local.demo.story import CENSUS, Area, Child, Plan, Request, Stay

BUSY = (9, 9, 10, 7, 9, 9, 8, 3, 8, 9, 10, 8)
SOURCES = {"1": 47, "2": 45, "3": 4, "4": 2, "5": 2}
# The share within 20 weeks by month: the inspection's year begins at 15 and ends at 27, and 2026 goes on to 38.
WITHIN_2025 = (0.15, 0.16, 0.17, 0.18, 0.19, 0.20, 0.21, 0.22, 0.23, 0.25, 0.26, 0.27)
WITHIN_2026 = (0.27, 0.27, 0.28, 0.29, 0.30, 0.31, 0.32, 0.33, 0.34, 0.36, 0.37, 0.38)
LATER = 0.42
PLANS_A_MONTH = {2025: 218, 2026: 262, 2027: 260, 2028: 260}
# Where one lives decides how long one waits: how likely a plan in time, and a long wait, is in each quadrant.
IN_TIME = {"Mid": 1.5, "North East": 0.8, "South": 0.6, "West": 1.3}
LONG = {"Mid": 0.6, "North East": 1.2, "South": 1.6, "West": 0.8}
DAY = timedelta(days=1)


def make_requests(area: Area) -> None:
    rng = area.stream("requests")
    given: dict[int, list[Child]] = {2023: [], 2024: []}
    for child in area.children:
        assert child.plan
        _trace_back(rng, child, child.plan)
    _exceptions_and_bands(area, rng)
    for child in area.children:
        [request] = child.requests
        if request.received.year in given and not request.no_received_date:
            given[request.received.year].append(child)
    for year in (2023, 2024):
        figures = total("requests", str(year))
        outcomes = {
            "Y": figures["requests_decided_to_assess"], "N": figures["requests_decided_not_to_assess"],
            "A": figures["requests_decision_not_made"], "W": figures["requests_withdrawn"],
        }
        share = figures["request_outcome_six_weeks"] / (figures["request_outcome_six_weeks"] + figures["request_outcome_over_6_weeks"])
        _fill_year(area, rng, year, area.number(figures["requests_received_in_year"]), outcomes, share, given[year])
    for year, number in ((2025, 4300), (2026, 4350)):
        outcomes = {"Y": 2460, "N": 960, "A": 245, "W": 635}
        if year == 2026:
            number = number * (area.today - date(2026, 1, 1)).days / 365
        _fill_year(area, rng, year, area.number(number), outcomes, 0.915, [])
    issue_plans(area)


def _trace_back(rng: Random, child: Child, plan: Plan) -> None:
    """The request from which an old plan came. Those of 2023 and 2024 are set afterwards, by the published bands."""
    received = weekday(plan.start - timedelta(days=rng.randint(118, 330)))
    received = max(received, child.born + timedelta(days=420))
    child.requests.append(Request(received, "", pick(rng, SOURCES), "Y", received + timedelta(days=40), issued=plan.start))


def _exceptions_and_bands(area: Area, rng: Random) -> None:
    for year in (2023, 2024):
        new = [c for c in area.children if c.plan and c.plan.start.year == year]
        rng.shuffle(new)
        # Some came from another area with their plan: it is not a new one here.
        figures, issued = total("timeliness_20_week", str(year)), total("assessments", str(year))["assess_issued"]
        for child in new[area.number(issued):]:
            assert child.plan
            child.plan.transferred_from = rng.choice(("882", "883", "919", "935", "320", "301", "317"))
            child.requests[0].no_received_date = True
        new = new[: area.number(issued)]
        dated = area.number(figures["plans_issued_den"])
        for child in new[dated:]:
            # On the published count these plans have no request to be timed from.
            child.requests[0].no_received_date = True
        new = sorted(new[:dated], key=lambda child: IN_TIME[child.quadrant] * rng.random(), reverse=True)
        bands = {
            (band, excepted): _band(figures, band, excepted)
            for band in ("within_20_weeks", "gt20weeks_ltYear", "gt_1_year") for excepted in (False, True)
        }
        drawn = [key for key, number in shares(len(new), bands).items() for _ in range(number)]
        # Time in band follows the quadrant, loosely: the list above is sorted by it.
        for child, (band, excepted) in zip(new, drawn, strict=True):
            request, plan = child.requests[0], child.plan
            assert plan
            days = _days(rng, band, year)
            request.received = plan.start - timedelta(days=days)
            request.decided = min(request.received + timedelta(days=_six_weeks(rng, request.received.year)), plan.start - timedelta(days=60))
            request.excepted = excepted
        numbers = total("assessments", str(year))
        flags = {
            (True, False, False, False): numbers["number_assess_mediation"],
            (False, True, False, False): numbers["number_assess_tribunal"],
            (False, False, True, False): numbers["number_other_mediation"],
            (False, False, False, True): numbers["number_other_tribunal"],
        }
        flagged = [flag for flag, number in flags.items() for _ in range(area.number(number))]
        for child, flag in zip(rng.sample(new, len(flagged)), flagged, strict=True):
            child.requests[0].disputed = flag


def _band(figures: dict[str, int], band: str, excepted: bool) -> int:
    without = figures["plans_issued_20_weeks_ex" if band == "within_20_weeks" else f"plans_issued_{band}_ex"]
    return figures[f"plans_issued_{band}"] - without if excepted else without


def _days(rng: Random, band: str, year: int) -> int:
    if band == "within_20_weeks":
        return min(140, max(105, round(rng.gauss(134, 7))))
    if band == "gt20weeks_ltYear":
        return round(rng.triangular(141, 364, 190 if year == 2023 else 330))
    return 365 + min(260, round(rng.expovariate(1 / 70)))


def _six_weeks(rng: Random, year: int) -> int:
    in_time = {2023: 0.733}.get(year, 0.904)
    return rng.randint(27, 42) if rng.random() < in_time else rng.randint(43, 75)


def _fill_year(
    area: Area, rng: Random, year: int, number: int, outcomes: dict[str, float], in_six_weeks: float, given: list[Child]
) -> None:
    """The requests of a year beside those that led to a plan which is on record already."""
    census = CENSUS.get(year + 1, area.today)
    last = min(date(year, 12, 31), area.today)
    days = days_through_year(rng, number - len(given), BUSY, year, last)
    wanted = shares(number, by_age("requests", str(min(year, 2024)), "requests_received_in_year", AGE))
    for child in given:
        wanted[age_on(child.born, child.requests[0].received)] = wanted.get(age_on(child.born, child.requests[0].received), 0) - 1
    ages = quota(rng, len(days), {age: max(0, left) for age, left in wanted.items()})
    rows = published("requests", str(min(year, 2024)), "Sex")
    girls = shares(number, {sex[0]: row["requests_received_in_year"] for sex, row in rows.items()})["F"]
    girls -= sum(child.sex == "F" for child in given)
    children = new_children(area, rng, ages, date(year, 6, 30))
    sexes = quota(rng, len(days), {"F": max(0, girls), "M": max(1, len(days) - girls)})
    letters = shares(number, outcomes)
    undecided = sum(c.requests[0].decided is None or c.requests[0].decided > census for c in given)
    letters["Y"] = max(0, letters["Y"] - (len(given) - undecided))
    still_open = max(0, letters.pop("A") - undecided)
    # Where the census is still to come, what is open today follows from the days that decisions take.
    open_at_census = still_open if census < area.today else 0
    settled = quota(rng, len(days) - open_at_census, letters)
    slow = _slow(rng, days, settled, in_six_weeks, given, census)
    for place, (day, child, age, sex) in enumerate(zip(days, children, ages, sexes, strict=True)):
        _redraw(rng, child, age, sex, day)
        request = Request(day, "", pick(rng, SOURCES))
        # The last requests of December are those that nobody has decided by the census.
        if place >= len(settled):
            request.outcome = pick(rng, {"Y": 72, "N": 22, "W": 6})
            request.decided = max(census + timedelta(days=rng.randint(1, 22)), day + timedelta(days=rng.randint(30, 42)))
        else:
            request.outcome = settled[place]
            latest = census if census < area.today else date.max
            lag = rng.randint(43, 70) if place in slow else rng.randint(26, 42)
            request.decided = min(weekday(day + timedelta(days=lag)), day + timedelta(days=max(lag, 42) if lag <= 42 else 80), latest)
        if request.outcome == "W":
            request.ended, request.ended_by = request.decided - timedelta(days=rng.randint(0, 20)), "request-withdrawn"
            request.decided = None
        child.requests.append(request)
        area.children.append(child)


def _slow(rng: Random, days: list[date], settled: list[str], in_six_weeks: float, given: list[Child], census: date) -> set[int]:
    """The places of those that are decided after six weeks: as many as published, with those that are given."""
    lags = [(c.requests[0].decided - c.requests[0].received).days for c in given if c.requests[0].decided and c.requests[0].decided <= census]
    decided = [place for place, letter in enumerate(settled) if letter in "YN"]
    wanted = round((len(decided) + len(lags)) * (1 - in_six_weeks)) - sum(lag > 42 for lag in lags)
    could = [place for place in decided if days[place] + timedelta(days=43) <= census]
    return set(rng.sample(could, max(0, min(len(could), wanted))))


def _redraw(rng: Random, child: Child, age: int, sex: str, day: date) -> None:
    """The age holds on the day of the request, and the forename goes with the sex."""
    child.born = born_at_age(rng, age, day)
    if child.sex != sex:
        child.sex = sex
        child.surname, child.forename = a_name(rng, sex, child.ethnicity)


class _Pool:
    """Assessments agreed and not ended, by quadrant and the day of their request."""

    def __init__(self) -> None:
        self._by: dict[str, list[tuple[date, int, Child]]] = defaultdict(list)
        self._n = 0

    def add(self, child: Child) -> None:
        waiting = self._by[child.quadrant]
        self._n += 1
        entry = (child.requests[-1].received, self._n, child)
        waiting.insert(bisect_left(waiting, entry[:2], key=lambda each: each[:2]), entry)

    def take(self, rng: Random, first: date, last: date, weights: dict[str, float]) -> Child | None:
        """One whose request was received between the two days; the likelier the quadrant, the likelier it is."""
        found = {}
        for quadrant in QUADRANTS:
            waiting = self._by[quadrant]
            low = bisect_left(waiting, first, key=lambda each: each[0])
            high = bisect_right(waiting, last, key=lambda each: each[0])
            if high > low:
                found[quadrant, low, high] = (high - low) * weights[quadrant]
        if not found:
            return None
        quadrant, low, high = pick(rng, found)
        place = low + int((high - low) * rng.random() ** 3)
        return self._by[quadrant].pop(place)[2]

    def __len__(self) -> int:
        return sum(len(waiting) for waiting in self._by.values())


def issue_plans(area: Area) -> None:
    """Plans of 2025 and after, from the pool. It runs on past today: what is still to come decides what has not happened yet."""
    rng = area.stream("issue")
    agreed = [c for c in area.children if c.plan is None and c.requests[-1].outcome == "Y"]
    for child in agreed:
        _ending(rng, child)
    open_ = sorted((c for c in agreed if not c.requests[-1].ended and not c.requests[-1].refused), key=lambda c: c.requests[-1].decided or date.max)
    pool, coming = _Pool(), 0
    year, month = 2025, 1
    while (year, month) <= (2028, 12) and (coming < len(open_) or len(pool)):
        first = date(year, month, 1)
        month_after = date(year + month // 12, month % 12 + 1, 1)
        quiet = 0.72 if month in (8, 12) else 1.05
        number = area.number(PLANS_A_MONTH[year] * quiet) if area.scale >= 1 else _fraction(rng, PLANS_A_MONTH[year] * quiet * area.scale)
        within = {2025: WITHIN_2025, 2026: WITHIN_2026}.get(year, (LATER,) * 12)[month - 1]
        long = {2025: 0.30, 2026: 0.22}.get(year, 0.12)
        bands = quota(rng, number, {"in-time": within, "late": 1 - within - long, "long": long})
        issued_on = sorted(weekday(day_between(rng, max(first, date(2025, 1, 17)), month_after - DAY)) for _ in bands)
        for day, band in zip(issued_on, bands, strict=True):
            while coming < len(open_) and (open_[coming].requests[-1].decided or date.max) + timedelta(days=55) <= day:
                pool.add(open_[coming])
                coming += 1
            child = _next_for(rng, pool, day, band)
            if child:
                _issue(area, rng, child, day)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _fraction(rng: Random, exact: float) -> int:
    return int(exact) + (rng.random() < exact % 1)


def _next_for(rng: Random, pool: _Pool, day: date, band: str) -> Child | None:
    spans = {
        "in-time": (day - timedelta(days=140), day - timedelta(days=100), IN_TIME),
        "late": (day - timedelta(days=364), day - timedelta(days=141), dict.fromkeys(QUADRANTS, 1.0)),
        "long": (date(2000, 1, 1), day - timedelta(days=365), LONG),
    }
    for name in (band, "late", "in-time", "long"):
        child = pool.take(rng, *spans[name])
        if child:
            return child
    return None


def _ending(rng: Random, child: Child) -> None:
    """A few assessments end with no plan, or because the child moved away."""
    request = child.requests[-1]
    assert request.decided
    chance = rng.random()
    after = weekday(request.decided + timedelta(days=rng.randint(60, 260)))
    if chance < 0.011:
        request.refused = weekday(request.received + timedelta(days=rng.choice((108, 111, 112, 120, 133, 150, 190))))
    elif chance < 0.028:
        request.ended, request.ended_by = after, "moved-out-of-area"
    elif chance < 0.034:
        request.ended, request.ended_by = after, "request-withdrawn"


def _issue(area: Area, rng: Random, child: Child, day: date) -> None:
    request = child.requests[-1]
    request.issued = day
    request.excepted = rng.random() < 0.018
    child.plan = Plan(day, area.reference("REV"))
    age = age_on(child.born, date(day.year if day.month > 8 else day.year - 1, 8, 31))
    kind = _new_placement(rng, age)
    if kind != "placement_unknown":
        entry = date(day.year if day.month > 8 else day.year - 1, 9, 3)
        child.plan.stays.append(Stay(setting_for(area, child, age, kind), kind, max(entry, child.born + timedelta(days=800))))
    give_needs(rng, child)


def _new_placement(rng: Random, age: int) -> str:
    if age < 4:
        return "nm_early_years"
    if age >= 16:
        return pick(rng, {"general_fe_tertiary_colleges": 60, "mainstream_academy": 20, "placement_unknown": 12, "neet_other": 6})
    school = {"mainstream_academy": 55, "mainstream_la_maintained": 28 if age < 11 else 2, "mainstream_free_school": 2}
    return pick(rng, school | {
        "special_academy_free": 6, "special_independent": 1.5, "other_arrangements_la": 2, "elective_home_education": 1.5,
        "placement_unknown": 4,
    })
