"""Drawing by quota: shares come out as published even in a small area, and every draw repeats for one seed."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing", bound=Hashable)


def shares(count: int, weights: Mapping[Thing, float]) -> dict[Thing, int]:
    """`count` split as the weights are, by largest remainder."""
    total = sum(weights.values())
    if not total or count <= 0:
        return dict.fromkeys(weights, 0)
    exact = {key: count * weight / total for key, weight in weights.items()}
    split = {key: int(value) for key, value in exact.items()}
    left = sorted(exact, key=lambda key: split[key] - exact[key])
    for key in left[: count - sum(split.values())]:
        split[key] += 1
    return split


def quota(rng: Random, count: int, weights: Mapping[Thing, float]) -> list[Thing]:
    """`count` things in the shares of their weights, in a random order."""
    drawn = [key for key, number in shares(count, weights).items() for _ in range(number)]
    rng.shuffle(drawn)
    return drawn


def pick(rng: Random, weights: Mapping[Thing, float]) -> Thing:
    return rng.choices(list(weights), list(weights.values()))[0]


def day_between(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, max(0, (last - first).days)))


def weekday(day: date) -> date:
    """The working week's day on or after it: letters are not sent on a Sunday."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def days_through_year(rng: Random, count: int, months: Sequence[float], year: int, last: date | None) -> list[date]:
    """`count` working days of a year, busy as the months are, none after `last`."""
    found = []
    ends = {12: date(year, 12, 31)} | {m: date(year, m + 1, 1) - timedelta(days=1) for m in range(1, 12)}
    weights = {}
    for month, weight in enumerate(months, start=1):
        first, end = date(year, month, 1), ends[month]
        if last and first > last:
            break
        if last and end > last:
            weight *= (last - first).days / (end - first).days
            end = last
        weights[first, end] = weight
    for (first, end), number in shares(count, weights).items():
        for _ in range(number):
            day = day_between(rng, first, end)
            while day.weekday() > 4 and rng.random() < 0.93:
                day = day_between(rng, first, end)
            found.append(day)
    return sorted(found)


def years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def born_at_age(rng: Random, age: int, day: date) -> date:
    """A birth date that gives this age in completed years on the day."""
    return years_before(day, age) - timedelta(days=rng.randint(0, 364))
