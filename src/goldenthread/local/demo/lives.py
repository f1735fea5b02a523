"""What happens to plans after January 2025: children grow into the next phase, move, and some plans cease; and all reviews."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from goldenthread.engine.calendar import age_on
from goldenthread.local.demo.chance import day_between, pick, shares, weekday
from goldenthread.local.demo.figures import total
from goldenthread.local.demo.population import CEASE_REASONS, setting_for
from goldenthread.local.demo.story import CENSUS, Area, Child, Plan, Review, Stay

PHASE_AGES = {4: "early-years-to-school", 10: "primary-to-secondary", 15: "secondary-to-post-16"}
OUTCOMES = {"M": 5450, "A": 3417, "C": 143}


def make_lives(area: Area) -> None:
    _cease(area)
    _grow_up(area)
    _review_2024(area)
    _review_other_years(area)


def age_in_august(child: Child, year: int) -> int:
    return age_on(child.born, date(year, 8, 31))


def _cease(area: Area) -> None:
    """In 2025 and 2026 plans cease for the reasons of 2024, of children of the right age."""
    rng = area.stream("cease")
    figures = total("ceased_plans", "2024")
    reasons = {reason: figures[column] for column, reason in CEASE_REASONS.items()}
    for year, rate in ((2025, 930), (2026, 960)):
        days = [date(year, 1, 20) + timedelta(days=n) for n in range(345)]
        active = [c for c in area.children if c.plan and c.plan.active_on(days[0])]
        rng.shuffle(active)
        by_age: dict[str, list[Child]] = defaultdict(list)
        for child in active:
            age = age_in_august(child, year)
            by_age["limit" if age >= 25 else "adult" if age >= 18 else "sixteen" if age >= 16 else "young"].append(child)
        for child in by_age.pop("limit", []):
            _end(child, date(year, 7, 31), "1")
        for reason, number in shares(area.number(rate), {**reasons, "1": 0}).items():
            for _ in range(number):
                group = "young" if reason in "57" and rng.random() < 0.8 else pick(rng, {"adult": 6, "sixteen": 2})
                if reason in "8":
                    group = "young"
                if by_age[group]:
                    _end(by_age[group].pop(), weekday(rng.choice(days)), reason)


def _end(child: Child, day: date, reason: str) -> None:
    assert child.plan
    child.plan.ceased, child.plan.reason = day, reason


def _grow_up(area: Area) -> None:
    """School, secondary school and college, each in its September."""
    rng = area.stream("grow up")
    for child in area.children:
        plan = child.plan
        if not plan or not plan.stays:
            continue
        for year in (2025, 2026):
            move = date(year, 9, 3)
            stay = plan.stays[-1]
            age = age_in_august(child, year)
            if stay.entry >= move or not plan.active_on(move) or move > area.today or child.plan is None:
                continue
            kind = _next_kind(rng, age, stay.kind)
            if kind and plan.start < move:
                stay.leaving = date(year, 7, 22)
                plan.stays.append(Stay(setting_for(area, child, age, kind), kind, move))
            elif rng.random() < 0.012 and plan.start < date(year, 2, 1):
                moved = day_between(rng, date(year, 2, 1), min(date(year, 12, 1), area.today))
                stay.leaving = moved - timedelta(days=1)
                kind = "special_academy_free" if stay.kind.startswith("mainstream") else "other_arrangements_la"
                plan.stays.append(Stay(setting_for(area, child, age, kind), kind, moved))
        if plan.ceased and plan.stays[-1].leaving is None:
            plan.stays[-1].leaving = max(plan.ceased, plan.stays[-1].entry)


def _next_kind(rng: Random, age: int, kind: str) -> str | None:
    if kind == "nm_early_years" and age >= 4:
        return pick(rng, {"mainstream_academy": 44, "mainstream_la_maintained": 34, "special_academy_free": 14, "special_la_maintained": 5})
    if age == 11 and kind.startswith("mainstream"):
        return pick(rng, {"mainstream_academy": 84, "mainstream_free_school": 5, "special_academy_free": 9, "special_independent": 3})
    if age == 16 and (kind.startswith("mainstream") or (kind.startswith("special") and rng.random() < 0.4)):
        return pick(rng, {"general_fe_tertiary_colleges": 74, "mainstream_academy": 18, "ukrlp_provider": 5, "neet_other": 3})
    if age == 19 and kind.startswith("special"):
        return pick(rng, {"general_fe_tertiary_colleges": 80, "specialist_post_16_institutions": 10})
    return None


# --- reviews ------------------------------------------------------------------------------------------------

# (meeting, decision) of the latest review by the census of January 2025; None is no decision by then.
_KINDS = ("none", "jan-jan", "jan-none", "2024-2024", "2024-2025", "late-none", "2024-none", "before-before", "before-2024", "before-none")


def _kinds() -> dict[str, int]:
    """The published margins of meetings and decisions, joined in the one way that fits them all but a few."""
    n = total("annual_reviews", "2024")
    late_decided, jan_decided = 284, 60
    jan_waiting = n["review_meeting_25"] - jan_decided
    not_due = n["review_decision_not_due"] - jan_waiting
    before_waiting = n["review_meeting_prior_24"] - n["review_decision_prior24"] - late_decided
    return dict(zip(_KINDS, (
        n["no_review_meeting"], jan_decided, jan_waiting, n["review_decision24"] - late_decided,
        n["review_decision25"] - jan_decided, not_due, n["review_decision_outstanding"] - before_waiting,
        n["review_decision_prior24"], late_decided, before_waiting,
    ), strict=True))


def _review_2024(area: Area) -> None:
    """The reviews that the return of 2025 tells, by the published counts."""
    rng = area.stream("reviews of 2024")
    census = CENSUS[2025]
    due = [c for c in area.children if c.plan and c.plan.active_on(census) and c.plan.start < date(2024, 1, 1)]
    counts = shares(len(due), _kinds())
    long_ago = [c for c in due if c.plan and c.plan.start < date(2022, 10, 1)]
    rest = {id(c): c for c in due}
    # Reviews that lie far back are mostly those of young people past school.
    long_ago.sort(key=lambda c: (age_in_august(c, 2024) < 16) + 1.6 * rng.random())
    drawn: list[tuple[Child, str]] = []
    for kind in ("before-before", "before-2024", "before-none"):
        for _ in range(counts[kind]):
            if long_ago:
                child = long_ago.pop(0)
                del rest[id(child)]
                drawn.append((child, kind))
    newest = sorted(rest.values(), key=lambda c: (c.plan.start < date(2023, 3, 1)) + 1.8 * rng.random())  # type: ignore[union-attr]
    kinds = [kind for kind in _KINDS if not kind.startswith("before") for _ in range(counts[kind])]
    drawn += list(zip(newest, kinds, strict=False))
    in_time = shares(len([1 for _, kind in drawn if kind in _DECIDED]), {True: 2716, False: 5532})[True]
    quick = {"jan-jan": 1.0, "2024-2025": 0.11, "before-before": 0.22, "before-2024": 0.0}
    others = sum(counts[kind] * share for kind, share in quick.items())
    quick["2024-2024"] = max(0.0, (in_time - others) / max(1, counts["2024-2024"]))
    taken = {kind: round(counts[kind] * share) for kind, share in quick.items()}
    for child, kind in drawn:
        assert child.plan
        fast = taken.get(kind, 0) > 0
        taken[kind] = taken.get(kind, 0) - 1
        review = _review_of(rng, child.plan, kind, fast)
        if review:
            child.plan.reviews.append(review)
    decided = [c.plan.reviews[-1] for c, kind in drawn if kind in _DECIDED and c.plan and c.plan.reviews]
    waiting = [c.plan.reviews[-1] for c, kind in drawn if kind in ("2024-none", "before-none") and c.plan and c.plan.reviews]
    # Some outcomes are on file without their date.
    undated = rng.sample(waiting, min(len(waiting), shares(len(due), {True: 763, False: 12196 - 763})[True]))
    for review in undated:
        review.undated = True
    told = decided + undated
    rng.shuffle(told)
    letters = [letter for letter, number in shares(len(told), OUTCOMES).items() for _ in range(number)]
    for review, letter in zip(told, letters, strict=True):
        review.outcome = letter
        _notice(rng, review)


_DECIDED = ("jan-jan", "2024-2024", "2024-2025", "before-before", "before-2024")


def _review_of(rng: Random, plan: Plan, kind: str, fast: bool) -> Review | None:
    if kind == "none":
        return None
    meeting_in, decision_in = kind.split("-")
    census = CENSUS[2025]
    span = {
        "jan": (date(2025, 1, 2), census - timedelta(days=1)), "late": (date(2024, 12, 20), date(2024, 12, 31)),
        "2024": (date(2024, 1, 8), date(2024, 12, 18)),
        "before": (max(date(2022, 9, 5), plan.start + timedelta(days=60)), date(2023, 12, 20)),
    }[meeting_in]
    if decision_in == "none":
        # Four weeks have passed, or the decision would not be due.
        last = min(span[1], date(2024, 12, 18)) if meeting_in in ("2024", "before") else span[1]
        return Review(_school_day(rng, span[0], last))
    if kind == "jan-jan":
        meeting = _school_day(rng, date(2025, 1, 2), date(2025, 1, 9))
        return Review(meeting, day_between(rng, meeting + timedelta(days=1), census))
    ends = {"2024": (date(2024, 1, 2), date(2024, 12, 31)), "2025": (date(2025, 1, 2), census), "before": (span[0], date(2023, 12, 31))}[decision_in]
    for _ in range(60):
        meeting = _school_day(rng, *span)
        lag = rng.randint(7, 28) if fast else 29 + int(rng.expovariate(1 / 45))
        if ends[0] <= meeting + timedelta(days=lag) <= ends[1]:
            return Review(meeting, meeting + timedelta(days=lag))
    if fast:
        meeting = max(span[0], ends[0] - timedelta(days=20))
        return Review(meeting, min(ends[1], max(ends[0], meeting + timedelta(days=25))))
    return Review(span[0], max(ends[0], min(ends[1], span[0] + timedelta(days=60))))


def _school_day(rng: Random, first: date, last: date) -> date:
    day = day_between(rng, first, last)
    for _ in range(6):
        if day.weekday() < 5 and not (day.month == 8 or (day.month, day.day) >= (12, 21) and last.month != 12):
            break
        day = day_between(rng, first, last)
    return day


def _notice(rng: Random, review: Review) -> None:
    """Most notices come with the decision; some weeks after, which is too late in law."""
    if review.outcome == "A" and review.decided:
        review.notice = review.decided if rng.random() < 0.6 else weekday(review.decided + timedelta(days=rng.randint(5, 60)))


def _review_other_years(area: Area) -> None:
    """The reviews before, and those since: a year apart, some late, some with no decision to this day."""
    rng = area.stream("other reviews")
    for child in area.children:
        plan = child.plan
        if plan is None or (plan.ceased and plan.ceased < date(2024, 1, 1)):
            continue
        first = plan.reviews[0].meeting if plan.reviews else date(2024, 10, 1)
        if plan.start < date(2023, 1, 1) and first.year >= 2024 and rng.random() < 0.8:
            meeting = max(min(first - timedelta(days=rng.randint(300, 380)), date(2023, 12, 18)), plan.start + timedelta(days=30))
            plan.reviews.insert(0, _with_decision(rng, weekday(meeting), CENSUS[2024], 0.85))
        _go_on(area, rng, plan)


def _go_on(area: Area, rng: Random, plan: Plan) -> None:
    last = plan.reviews[-1] if plan.reviews else None
    if last and last.decided is None and rng.random() < 0.6:
        # What was outstanding in January 2025 is decided in time.
        last.decided = weekday(max(last.meeting, CENSUS[2025]) + timedelta(days=rng.randint(10, 240)))
        last.outcome = last.outcome or pick(rng, OUTCOMES)
        _notice(rng, last)
    day = last.meeting if last else plan.start
    while True:
        # A review ends with its decision, so a careful officer meets some weeks before the year is up.
        gap = rng.randint(300, 345) if rng.random() < 0.55 else rng.randint(346, 430)
        if rng.random() < 0.07:
            gap += rng.randint(90, 260)
        day = weekday(day + timedelta(days=gap))
        if day.month == 8:
            day = date(day.year, 9, 8) + timedelta(days=rng.randint(0, 30))
        if day <= CENSUS[2025]:
            # The published counts say that nothing was held by then.
            day = CENSUS[2025] + timedelta(days=rng.randint(5, 150))
            day = weekday(day)
        if day > area.today + timedelta(days=45) or (plan.ceased and day > plan.ceased):
            return
        chance = 0.88 if day.year == 2025 else 0.9
        plan.reviews.append(_with_decision(rng, weekday(day), date(2099, 1, 1), chance))


def _with_decision(rng: Random, meeting: date, by: date, chance: float) -> Review:
    review = Review(meeting)
    if rng.random() < chance:
        lag = rng.randint(10, 28) if rng.random() < 0.42 else 29 + int(rng.expovariate(1 / 40))
        decided = weekday(meeting + timedelta(days=lag))
        if decided <= by:
            review.decided, review.outcome = decided, pick(rng, OUTCOMES)
            _notice(rng, review)
    return review
