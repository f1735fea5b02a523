"""Events as the readers see them, and which of them count as at a day, as known at a moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from goldenthread.engine import door
from goldenthread.engine.calendar import FIRST_DAY, LAST_DAY, london_date
from goldenthread.engine.fields import BadEvent, read_day, read_text, shown
from goldenthread.engine.pathway import Pathway

Order = tuple[date, datetime, int]
_START_OF_DAY = datetime.min.replace(tzinfo=UTC)
ENVELOPE = ("event", "on", "at", "id", "recorded_at")


@dataclass(frozen=True)
class Event:
    """A dated fact: what happened (`event`, on civil day `on`), when it was recorded, and its typed fields.

    `number` is its place in the case; `at` a time on the day, where one is known.
    """

    event: str
    on: date
    number: int = 0
    fields: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    id: str | None = None
    recorded_at: datetime | None = None
    linked: bool = False

    @property
    def order(self) -> Order:
        return self.on, self.at or _START_OF_DAY, self.number


def effective(events: Iterable[Event], as_at: date | None = None, known_at: datetime | None = None) -> list[Event]:
    """The events that had happened by the end of `as_at`, as recorded by `known_at`, in order.

    A correction withdraws its event from the moment the correction was recorded, whichever day is looked at. An
    event without `recorded_at` counts as always known.
    """
    known = [e for e in events if known_at is None or e.recorded_at is None or e.recorded_at <= known_at]
    withdrawn = {e.fields["event_id"] for e in known if e.event == "corrected"}
    return sorted(
        (e for e in known if e.event != "corrected" and e.id not in withdrawn and (as_at is None or e.on <= as_at)),
        key=lambda e: e.order,
    )


def read_event(pathway: Pathway, raw: Any, number: int) -> Event:
    """An event written as a JSON object. Raises `BadEvent` in plain words; nothing is guessed."""
    if not isinstance(raw, Mapping) or not isinstance(raw.get("event"), str):
        raise BadEvent(f"event {number}: write it as an object with `event` and `on`")
    slug = raw["event"]
    fields = pathway.validate(slug, {k: v for k, v in raw.items() if k not in ENVELOPE})
    at = read_moment(raw["at"], f"{slug}, at") if raw.get("at") is not None else None
    if raw.get("on") is None and at is None:
        raise BadEvent(f"{slug} needs `on` (a date) or `at` (a timestamp with an offset)", "on")
    on = read_day(raw["on"], f"{slug}, on", "on") if raw.get("on") is not None else london_date(at)  # type: ignore[arg-type]
    if at is not None and london_date(at) != on:
        raise BadEvent(f"{slug}: `at` is {london_date(at)} in London, but `on` says {on}", "at")
    recorded = read_moment(raw["recorded_at"], f"{slug}, recorded_at") if raw.get("recorded_at") is not None else None
    event_id = read_text(raw["id"], f"{slug}, id") if raw.get("id") not in (None, "") else None
    door.check(pathway, slug, on, fields)
    return Event(slug, on, number, fields, at, event_id, recorded)


def read_events(pathway: Pathway, raw: Any) -> list[Event]:
    """The events of one case. A correction must name an event of the case that was recorded before it, and not another
    correction."""
    if not isinstance(raw, list):
        raise BadEvent("`events` must be a list of events")
    events = [read_event(pathway, item, number) for number, item in enumerate(raw, 1)]
    named: dict[str, Event] = {}
    for e in events:
        if e.id is not None and named.setdefault(e.id, e) is not e:
            raise BadEvent(f"two events have the same id, {e.id!r}: {named[e.id].event} and {e.event}", "id")
    for e in events:
        if e.event == "corrected":
            _check_correction(e, named.get(e.fields["event_id"]))
    return events


def _check_correction(correction: Event, withdrawn: Event | None) -> None:
    name = correction.fields["event_id"]
    if withdrawn is None:
        raise BadEvent(f"corrected names {name!r}, which is not an event of this case", "event_id")
    if withdrawn.event == "corrected":
        raise BadEvent(f"corrected names {name!r}, which is a correction: record the right event again", "event_id")
    if correction.recorded_at and withdrawn.recorded_at and correction.recorded_at < withdrawn.recorded_at:
        raise BadEvent(f"corrected was recorded before {name!r}, the {withdrawn.event} that it withdraws", "recorded_at")


def read_moment(text: Any, where: str) -> datetime:
    """A timestamp with an offset, such as 2026-06-30T23:30:00+00:00."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadEvent(f"{where}: {shown(text)} is not a timestamp with an offset, such as 2026-06-30T23:30:00+00:00")
    if not FIRST_DAY.year <= moment.year <= LAST_DAY.year:
        raise BadEvent(f"{where}: {shown(text)} is not in a year from {FIRST_DAY.year} to {LAST_DAY.year}. Check the year")
    return moment
