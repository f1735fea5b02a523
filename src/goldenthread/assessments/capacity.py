"""The educational psychologists of an organisation and their weeks: time for assessments, time given, time that is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.models import WorkingWeek
from goldenthread.assessments.queue import PRINCIPAL, PSYCHOLOGIST, body_of
from goldenthread.cases.plain_sql import rows
from goldenthread.people.models import Cover, Practitioner
from goldenthread.science.ep_queue import HALF_DAYS, Time
from goldenthread.web.json_column import json_of

PARTS = ("assessments", "kept_for_reviews", "kept_for_tribunals", "kept_for_schools", "leave")


@dataclass(frozen=True)
class Person:
    """A psychologist on a day. A week that nobody has entered holds no time."""

    key: UUID
    name: str
    locality: str = ""
    covered_by: str = ""
    away_until: date | None = None
    weeks: Mapping[date, Time] = field(default_factory=dict)
    locum_in: frozenset[date] = frozenset()

    def time(self, monday: date) -> Time:
        return self.weeks.get(monday, Time())

    def entered(self, monday: date) -> bool:
        return monday in self.weeks

    def on_leave(self, monday: date) -> bool:
        return self.time(monday).leave >= HALF_DAYS


def mondays(first: date, number: int) -> list[date]:
    return [first + timedelta(weeks=n) for n in range(number)]


_PEOPLE = """
select p.id, p.name, coalesce(t.locality, ''), coalesce(away.covered_by, ''), away.valid_to
from people_practitioner p left join people_team t on t.id = p.team_id
left join lateral (
    select by.name as covered_by, c.valid_to from people_cover c join people_practitioner by on by.id = c.covered_by_id
    where c.practitioner_id = p.id and %(on)s between c.valid_from and coalesce(c.valid_to, 'infinity')
    order by c.id desc limit 1) away on true
where p.organisation_id = %(body)s and p.role = %(role)s
  and coalesce(p.valid_from, '-infinity') <= %(on)s and coalesce(p.valid_to, 'infinity') >= %(on)s
order by t.locality, p.name, p.id
"""
_WEEKS = """
select practitioner_id, week, locum, assessments, kept_for_reviews, kept_for_tribunals, kept_for_schools, leave
from assessments_workingweek where owner_id = %(body)s and week = any(%(weeks)s)
"""


def people(viewer: Viewer, on: date, weeks: Sequence[date]) -> list[Person]:
    """Everybody with these weeks of theirs, by locality and name."""
    body = body_of(viewer)
    if body is None:
        return []
    given = {
        (who, week): n
        for who, week, n in rows("select * from assessments_given(%(body)s, %(since)s)", body=body, since=min(weeks))
    }
    times: dict[UUID, dict[date, Time]] = {}
    locums: dict[UUID, set[date]] = {}
    for who, week, locum, *parts in rows(_WEEKS, body=body, weeks=list(weeks)):
        times.setdefault(who, {})[week] = Time(**dict(zip(PARTS, parts, strict=True)))
        if locum:
            locums.setdefault(who, set()).add(week)
    for (who, week), n in given.items():
        if week in weeks:
            of_theirs = times.setdefault(who, {})
            of_theirs[week] = replace(of_theirs.get(week, Time()), given=n)
    return [
        Person(key, name, locality, cover, until, times.get(key, {}), frozenset(locums.get(key, ())))
        for key, name, locality, cover, until in rows(_PEOPLE, body=body, role=PSYCHOLOGIST, on=on)
    ]


def time_for(people: Iterable[Person], weeks: Sequence[date]) -> list[int]:
    """Assessments that there is time for, week by week, all together."""
    everybody = list(people)
    return [sum(p.time(week).assessments for p in everybody) for week in weeks]


@dataclass(frozen=True)
class WeekChanged:
    """What of a week somebody changed: each part before, or None where nobody had entered it, and after."""

    number: int
    week: date
    by: str
    at: datetime
    parts: Mapping[str, tuple[Any, Any]]


class WeeksChanged(Exception):
    """Somebody has changed these weeks since the page was read. Nothing was recorded."""

    def __init__(self, since: Sequence[WeekChanged]) -> None:
        self.since = tuple(since)
        super().__init__("These weeks have changed since you opened the page. Nothing was saved")


_CHANGES = """
select c.id, c.week, coalesce(u.name, ''), c.at, c.before, c.after
from assessments_weekchange c left join access_user u on u.id = c.by
where c.owner_id = %(body)s and c.practitioner_id = %(who)s and c.id > %(since)s order by c.id desc limit %(most)s
"""


def changes(viewer: Viewer, who: UUID, *, since: int = 0, most: int = 100) -> list[WeekChanged]:
    """What was changed of somebody's weeks, by whom and when, newest first."""
    found = []
    for number, week, by, at, before, after in rows(_CHANGES, body=body_of(viewer), who=who, since=since, most=most):
        was, is_now = json_of(before), json_of(after)
        parts = {part: (was.get(part), is_now[part]) for part in (*PARTS, "locum") if was.get(part, 0) != is_now[part]}
        found.append(WeekChanged(number, week, by, at, parts))
    return found


@transaction.atomic
def keep_weeks(viewer: Viewer, who: UUID, weeks: Mapping[date, tuple[Time, bool]], read_up_to: int) -> None:
    """Writes somebody's weeks, each with whether it is worked as a locum. What was given already stands. Raises
    `WeeksChanged` with what somebody else changed after the number up to which the viewer had read."""
    body = body_of(viewer, PRINCIPAL)
    if body is None or not Practitioner.objects.filter(pk=who, organisation=body, role=PSYCHOLOGIST).exists():
        raise Refused
    with connection.cursor() as cursor:
        cursor.execute("select assessments_hold_queue(%s)", [body])
    if since := changes(viewer, who, since=read_up_to):
        raise WeeksChanged(since)
    kept = [
        WorkingWeek(practitioner_id=who, owner_id=body, week=week, locum=locum, **{part: getattr(time, part) for part in PARTS})
        for week, (time, locum) in weeks.items()
    ]
    WorkingWeek.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["practitioner", "week"], update_fields=[*PARTS, "locum"]
    )


@transaction.atomic
def keep_cover(viewer: Viewer, who: UUID, covered_by: UUID, first: date, last: date) -> None:
    """While one is away the other does their work. Both are psychologists of the viewer's own organisation."""
    body = body_of(viewer, PRINCIPAL)
    both = Practitioner.objects.filter(pk__in=[who, covered_by], organisation=body, role=PSYCHOLOGIST)
    if body is None or who == covered_by or both.count() != 2:
        raise Refused
    Cover.objects.bulk_create([Cover(practitioner_id=who, covered_by_id=covered_by, valid_from=first, valid_to=last)])
