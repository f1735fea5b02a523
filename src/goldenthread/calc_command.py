"""`goldenthread calc NAME`: any calculation of waits, capacity and equity by its name, so that a number on a page can be reproduced."""

import datetime as dt
import inspect
import math
from collections.abc import Callable, Mapping
from typing import Any

from goldenthread import json_command
from goldenthread.science import capacity, comparing_places, fairness, scoring, steady_queues, survival
from goldenthread.science.capacity import NoAnswer
from goldenthread.science.queue_on_given import simulate_given
from goldenthread.science.slots import slots_by_day

CALCULATIONS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (
        capacity.target_queue_size, capacity.target_mean_wait, capacity.relief_capacity, capacity.queue_load, capacity.target_capacity,
        capacity.pressure, capacity.queue_size_by_day, capacity.mean_wait_of_those_waiting_days, steady_queues.erlang_c,
        steady_queues.erlang_c_tail, steady_queues.erlang_b, steady_queues.mm1, steady_queues.mg1_mean_wait,
        steady_queues.mm1_nonpreemptive_priority, steady_queues.erlang_a, capacity.fluid_list, capacity.weeks_to_clear,
        capacity.term_week_capacity_to_clear, capacity.daily_list, simulate_given, survival.kaplan_meier,
        survival.kaplan_meier_left_truncated, survival.survival_curve, survival.cumulative_incidence, comparing_places.funnel_normal,
        comparing_places.funnel_binomial_counts, comparing_places.funnel_overdispersed, scoring.pinball, scoring.interval_score,
        scoring.conformal_rank, capacity.position_wait_weeks, comparing_places.gini, comparing_places.rate_ratio_ci95, fairness.restricted_mean_wait,
        fairness.difference_ci95, fairness.shrunk_differences, fairness.rank_intervals, fairness.overdispersion, fairness.funnel_poisson_counts, slots_by_day,
    )
}  # fmt: skip


SIGNED = ("pinball", "interval_score", "shrunk_differences", "rank_intervals")
"""Of whose fields some may be below 0."""


class BadQuestion(ValueError):
    """What was given does not fit the calculation; the message says why."""


def run(name: str, file: str) -> int:
    return json_command.run(file, lambda given: answer(name, given), (BadQuestion, NoAnswer))


def answer(name: str, given: Any) -> Any:
    """The answer to one object of fields. Raises BadQuestion or NoAnswer."""
    calculation = CALCULATIONS[name]
    asked = inspect.signature(calculation).parameters
    needed = [n for n, p in asked.items() if p.default is p.empty]
    if not isinstance(given, Mapping):
        raise BadQuestion(f"{name} takes an object with {', '.join(asked)}")
    if unknown := set(given) - set(asked):
        raise BadQuestion(f"{name} has no {', '.join(sorted(unknown))}; it takes {', '.join(asked)}")
    if missing := [n for n in needed if n not in given]:
        raise BadQuestion(f"{name} needs {', '.join(missing)}")
    read = {n: _read(n, asked[n].annotation, value, name in SIGNED) for n, value in given.items()}
    try:
        found = calculation(**read)
    except (ZeroDivisionError, OverflowError):
        found = math.inf
    if not _finite(found):
        raise BadQuestion(f"{name} has no answer for these numbers: they are too large or too small")
    return found


def _finite(found: Any) -> bool:
    if isinstance(found, Mapping):
        return all(map(_finite, found.values()))
    if isinstance(found, list):
        return all(map(_finite, found))
    return not isinstance(found, float) or math.isfinite(found)


def _read(name: str, kind: Any, value: Any, signed: bool) -> Any:
    """A field as its calculation takes it: whole numbers are whole, and text is a date where dates are meant."""
    if isinstance(value, list):
        if "Sequence" not in str(kind):
            raise BadQuestion(f"`{name}` is one number, not a list")
        return [_one(name, kind, v, signed) for v in value]
    if "Sequence" in str(kind):
        raise BadQuestion(f"`{name}` is a list")
    return _one(name, kind, value, signed)


def _one(name: str, kind: Any, value: Any, signed: bool) -> Any:
    if isinstance(value, str) and "date" in str(kind):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise BadQuestion(f"`{name}`: {value!r} is not a date such as 2026-11-24") from None
    if value is None and "None" in str(kind):
        return value
    if (isinstance(value, Mapping) and "Mapping" in str(kind)) or (isinstance(value, str) and "str" in str(kind)):
        return value
    if not isinstance(value, bool | int | float) or (isinstance(value, bool) and "bool" not in str(kind)) or value != value or abs(value) == float("inf"):
        raise BadQuestion(f"`{name}` is a number" + (" or a date such as 2026-11-24" if "date" in str(kind) else ""))
    if kind is int and value != int(value):
        raise BadQuestion(f"`{name}` is a whole number")
    if value < 0 and not signed:
        raise BadQuestion(f"`{name}` is not below 0")
    return int(value) if kind is int else value
