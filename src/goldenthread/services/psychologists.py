"""The educational psychologists' queue as a list to plan for: the time that everybody's weeks hold for assessments, beside the waits that there
were and are. For those who look after the queue of their own organisation."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from goldenthread.access.viewer import Viewer
from goldenthread.assessments.capacity import Person, mondays, people
from goldenthread.assessments.queue_past import Waited, waited
from goldenthread.science.ep_queue import WEEKS, first_week
from goldenthread.science.queue_model import Model
from goldenthread.services.capacity import model as model_of_a_list
from goldenthread.services.journeys import Wait, history_of, key

ADVICE = "advice"
NAMES = {ADVICE: "Advice of an educational psychologist"}
A_MONTH = 52 / 12
"""In weeks."""


def waits(viewer: Viewer, on: dt.date) -> dict[tuple[str, str], list[Wait]]:
    """By locality. The order of the queue is that of the day and was never kept, so that a wait has no priority here."""
    found: dict[tuple[str, str], list[Wait]] = defaultdict(list)
    for w in waited(viewer, on):
        if w.since <= on:
            found[ADVICE, w.locality].append(wait_of(w))
    return found


def wait_of(w: Waited) -> Wait:
    return Wait(w.since, w.advised, w.ended, 0)


def localities(lists: Iterable[tuple[str, str]], staff: Iterable[Person]) -> list[str]:
    """Where somebody waits or works; homes that are in none of the area's lists last."""
    return sorted({place for _, place in lists} | {p.locality for p in staff if p.locality}, key=lambda place: (place == "", place))


def staff(viewer: Viewer, on: dt.date) -> list[Person]:
    """With the next weeks of theirs, from the first full one."""
    return people(viewer, on, weeks(on))


def weeks(on: dt.date) -> list[dt.date]:
    return mondays(first_week(on), WEEKS)


def plan_of(everybody: Sequence[Person], on: dt.date, locality: str | None = None) -> dict[int, float]:
    """Assessments that there is time for in each week that somebody has entered, by the ordinal of its Monday; of all, or of those based in
    one locality. A week that nobody has entered is not planned."""
    here = [p for p in everybody if locality in (None, p.locality)]
    return {week.toordinal(): float(sum(p.time(week).assessments for p in here)) for week in weeks(on) if any(p.entered(week) for p in here)}


def time_for(everybody: Sequence[Person], on: dt.date) -> Mapping[str, float]:
    """Assessments a month, in each locality, as the entered weeks have them on average."""
    found = {}
    for place in {p.locality for p in everybody}:
        plan = plan_of(everybody, on, place)
        found[place] = sum(plan.values()) / len(plan) * A_MONTH if plan else 0.0
    return found


def model(lists: Mapping[tuple[str, str], Sequence[Wait]], everybody: Sequence[Person], on: dt.date, locality: str | None) -> Model | str:
    """The queue from a day on, everywhere or in one locality, or why there is no model."""
    told = sorted((w for (_, place), ws in lists.items() for w in ws if locality in (None, place)), key=key)
    return model_of_a_list(history_of(told), on, plan_of(everybody, on, locality))
