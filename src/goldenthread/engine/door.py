"""What every event must satisfy before it is taken into a journal, whoever appends it, beyond the types of its fields.

A record that came in earlier is read without these checks: they hold the door, not the archive."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from goldenthread.engine.calendar import BeyondCalendar, calendar_ends
from goldenthread.engine.fields import BadEvent, Field
from goldenthread.engine.pathway import Clock, Pathway, Pick, Start
from goldenthread.engine.terms import CivilDates, evaluate

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class OutOfOrder(BadEvent):
    """A date of an event that lies on the wrong `side` of another date of it: `other`, which is `bound`."""

    def __init__(self, slug: str, field: str, day: date, side: str, other: str, bound: date) -> None:
        super().__init__(f"{slug}, {field}: {day} is {side} {other}, {bound}", field)
        self.side, self.other, self.bound = side, other, bound


class StillToCome(BadEvent):
    """A date of an event that cannot be known yet: `bound` is the last that can."""

    def __init__(self, slug: str, field: str, day: date, bound: date) -> None:
        super().__init__(f"{slug}, {field}: {day} is still to come: check the date", field)
        self.bound = bound


def check(pathway: Pathway, slug: str, on: date, fields: Mapping[str, Any]) -> None:
    """`fields` are typed, as `Pathway.validate` gives them. Raises `BadEvent` with the field at fault."""
    for f in pathway.events[slug].fields:
        if f.name in fields:
            _check_order(slug, f, on, fields)
            if f.usual and not _SLUG.fullmatch(fields[f.name]):
                raise BadEvent(
                    f"{slug}, {f.name}: {fields[f.name]!r} is not written as a slug, such as {f.usual[0]}", f.name
                )
    _check_countable(pathway, slug, on, fields)


def check_come(pathway: Pathway, slug: str, fields: Mapping[str, Any], today: date) -> None:
    """Whoever records an event on `today` tells nothing that is still to come. A year that was mistyped would otherwise move a
    limit, or hold a plan back, for years."""
    for f in pathway.events[slug].fields:
        if f.days_ahead is not None and f.name in fields and fields[f.name] > (bound := today + timedelta(days=f.days_ahead)):
            raise StillToCome(slug, f.name, fields[f.name], bound)


def unusual(pathway: Pathway, slug: str, fields: Mapping[str, Any]) -> Iterator[str]:
    """What was taken although the vocabulary does not name it, in words."""
    for f in pathway.events[slug].fields:
        if f.usual and f.name in fields and fields[f.name] not in f.usual:
            yield f"{slug}, {f.name}: {fields[f.name]!r} is not one of the usual ones: {', '.join(f.usual)}"


def _check_order(slug: str, f: Field, on: date, fields: Mapping[str, Any]) -> None:
    day, known = fields[f.name], {**fields, "on": on}
    if f.no_earlier_than in known and day < known[f.no_earlier_than]:
        raise OutOfOrder(slug, f.name, day, "before", f.no_earlier_than, known[f.no_earlier_than])
    if f.no_later_than in known and day > known[f.no_later_than]:
        raise OutOfOrder(slug, f.name, day, "after", f.no_later_than, known[f.no_later_than])


def _check_countable(pathway: Pathway, slug: str, on: date, fields: Mapping[str, Any]) -> None:
    """One date past the known bank holidays would stop the reading of every case that is read with it."""
    for clock in pathway.in_working_days.get(slug, ()):
        if on < clock.in_force_from:
            continue
        try:
            evaluate(clock.limit, _Alone(clock, slug, on, fields))
        except BeyondCalendar as beyond:
            dates = [f.name for f in pathway.events[slug].fields if f.type == "date" and f.name in fields]
            at_fault = max(dates, key=lambda name: abs(fields[name] - on), default="on")
            raise BadEvent(
                f"{slug}: {clock.slug} cannot be counted from it ({beyond}). Check the date, or extend the file of bank "
                f"holidays past {calendar_ends()}",
                at_fault,
            ) from None


class _Alone(CivilDates):
    """A limit as it would be if this event were the only one. A limit of several events is one of those that it has for
    each of them, so what can be counted for each alone can be counted together."""

    def __init__(self, clock: Clock, slug: str, on: date, fields: Mapping[str, Any]) -> None:
        self.clock, self.slug, self.on, self.fields = clock, slug, on, fields

    def pick(self, pick: Pick | Start) -> date | None:
        of = pick.of if isinstance(pick, Pick) else self.clock.starts.of
        if not any(self.slug in (h.slug, h.opened_by) for h in of):
            return None
        named = (self.fields[name] for name in pick.dates if name in self.fields)
        return next(named, self.on if pick.or_on else None)
