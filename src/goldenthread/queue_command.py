"""`goldenthread queue`: a service's waiting list run forward, from a model written as JSON, without a database."""

from collections.abc import Mapping
from typing import Any

from goldenthread import json_command
from goldenthread.json_command import BadModel, whole
from goldenthread.science import capacity_questions as asked
from goldenthread.science.capacity import NoAnswer, target_queue_size
from goldenthread.science.queue_model import Class, Model, Runs, run

FIELDS = {"horizon_days", "slots", "arrivals", "backlog", "classes", "replications", "seed", "threads"}
QUESTIONS = {"target_wait_weeks", "factor", "clear_by_day", "keep_under_weeks", "keep_from_day", "within", "share", "extra_slots", "extra_weeks"}
LONGEST, MOST = 20_000, 1_000_000


def run_file(file: str) -> int:
    return json_command.run(file, answer, (BadModel, NoAnswer))


def answer(given: Any) -> dict[str, Any]:
    """The waits of each class, and the list at each week's end. Raises BadModel or NoAnswer."""
    if not isinstance(given, Mapping):
        raise BadModel("a model is an object")
    if unknown := set(given) - FIELDS - QUESTIONS:
        raise BadModel(f"a model has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(FIELDS))}, and may have {', '.join(sorted(QUESTIONS))}")
    days = whole(given, "horizon_days", 1, LONGEST)
    model = Model(_each_day(given, "slots", days), _each_day(given, "arrivals", days), whole(given, "backlog", 0, MOST, 0), _classes(given))
    if sum(model.arrivals) > MOST:
        raise BadModel(f"`arrivals` come to more than {MOST:,} children")
    how = whole(given, "replications", 1, 100_000, 200), whole(given, "seed", 0, 2**63, 1), whole(given, "threads", 1, 256, 1)
    questions = _questions(given, days)
    runs = run(model, *how)
    return _shown(model, runs) | _answers(model, runs, questions, how)


def _questions(given: Mapping[str, Any], days: int) -> dict[str, Any]:
    """What is asked beside the run, each number checked."""
    found: dict[str, Any] = {}
    for name, least, most, otherwise in (
        ("target_wait_weeks", 0.0, 1000.0, None), ("factor", 0.1, 100.0, 4.0), ("keep_under_weeks", 1 / 7, 1000.0, None),
        ("within", 0.01, 1.0, asked.WITHIN), ("share", 0.01, 1.0, asked.SHARE), ("extra_weeks", 1e-6, 1e6, None),
    ):  # fmt: skip
        value = given.get(name, otherwise)
        if value is not None and not (_number(value) and least <= value <= most):
            raise BadModel(f"`{name}` is a number from {least:.4g} to {most:,.10g}")
        found[name] = value
    found["clear_by_day"] = whole(given, "clear_by_day", 1, days) if "clear_by_day" in given else None
    found["keep_from_day"] = whole(given, "keep_from_day", 0, days, 0)
    found["extra_slots"] = _each_day(given, "extra_slots", days) if "extra_slots" in given else None
    if found["clear_by_day"] is not None and found["target_wait_weeks"] is None:
        raise BadModel("`clear_by_day` needs `target_wait_weeks`, which says when a list is cleared (0: when nobody waits)")
    if (found["extra_slots"] is None) != (found["extra_weeks"] is None):
        raise BadModel("`extra_slots` and `extra_weeks`, in how many weeks of a locum those are given, go together")
    return found


def _answers(model: Model, runs: Runs, q: Mapping[str, Any], how: tuple[int, int, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    target = None
    if (wait := q["target_wait_weeks"]) is not None:
        by = q["clear_by_day"]
        found["terms"] = asked.in_terms_of_planning(model, wait, q["factor"], by / 7 if by else 26)
        target = target_queue_size(7 * sum(model.arrivals) / len(model.arrivals), wait, q["factor"])
        found["weeks_until_cleared"] = asked.weeks_until_cleared(runs, target)
        if by:
            found["capacity_to_clear"] = asked.capacity_to_clear(model, target, by, q["share"], *how)
    if q["keep_under_weeks"] is not None:
        found["capacity_to_keep"] = asked.capacity_to_keep_waits_under(model, q["keep_under_weeks"], q["share"], *how, within=q["within"], from_day=q["keep_from_day"])
    if q["extra_slots"] is not None:
        found["extra"] = asked.what_more_buys(model, q["extra_slots"], q["extra_weeks"], target, *how)
    return found


def _shown(model: Model, runs: Runs) -> dict[str, Any]:
    import numpy as np

    n = len(runs.seen)
    classes = []
    for c, named in enumerate(model.classes):
        seen = int(runs.seen[:, c].sum())
        # Each run counts by how many it saw: the mean of all who were seen, and the error of that ratio.
        mean = float(runs.waited[:, c].sum() / seen) if seen else None
        error = None
        if mean is not None and n > 1:
            over = runs.waited[:, c] - mean * runs.seen[:, c]
            error = float(np.sqrt((over**2).sum() / (n - 1) / n) / runs.seen[:, c].mean())
        classes.append({
            "name": named.name, "mean_wait": mean, "se": error, "seen": seen / n, "left": float(runs.left[:, c].mean()),
            "still_waiting": float(runs.waiting[:, c].mean()),
        })  # fmt: skip
    low, middle, high = np.quantile(runs.at_week_end, [0.1, 0.5, 0.9], axis=0) if runs.at_week_end.size else ([], [], [])
    weeks = [{"week": w, "p10": float(a), "p50": float(b), "p90": float(c)} for w, (a, b, c) in enumerate(zip(low, middle, high, strict=True), 1)]
    return {"classes": classes, "list": weeks, "replications": n, "seconds": round(runs.seconds, 4)}


def _number(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value < float("inf")


def _each_day(given: Mapping[str, Any], name: str, days: int) -> list[float]:
    value = given.get(name)
    if not isinstance(value, list) or len(value) != days or not all(map(_number, value)):
        raise BadModel(f"`{name}` is a list of {days} numbers, one for each day of `horizon_days`, none below 0")
    if max(value) > MOST:
        raise BadModel(f"`{name}` has a day of more than {MOST:,}")
    return value


def _classes(given: Mapping[str, Any]) -> list[Class]:
    value = given.get("classes")
    if not isinstance(value, list) or not value:
        raise BadModel("`classes` is a list, in order of priority, of objects with `name`, `share` and `patience_mean_days`")
    for c in value:
        if not isinstance(c, Mapping) or set(c) != {"name", "share", "patience_mean_days"}:
            raise BadModel("a class has `name`, `share` and `patience_mean_days`")
        if not isinstance(c["name"], str) or not _number(c["share"]) or not _number(c["patience_mean_days"]) or c["patience_mean_days"] == 0:
            raise BadModel("of a class, `name` is text, `share` a number from 0 to 1 and `patience_mean_days` a number above 0")
    if abs(sum(c["share"] for c in value) - 1) > 1e-6:
        raise BadModel("the shares of the classes add up to 1")
    return [Class(**c) for c in value]
