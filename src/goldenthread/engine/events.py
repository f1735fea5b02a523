"""Events as the readers see them, and which of them count as at a day, as known at a moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from goldenthread.engine.calendar import london_date
from goldenthread.engine.pathway import BadEvent, Pathway, read_day

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
    def order(self) -> tuple[date, datetime, int]:
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
    event_id = str(raw["id"]) if raw.get("id") is not None else None
    return Event(slug, on, number, fields, at, event_id, recorded)


def read_events(pathway: Pathway, raw: Any) -> list[Event]:
    """The events of one case. A correction must name an event of the case, and not another correction."""
    if not isinstance(raw, list):
        raise BadEvent("`events` must be a list of events")
    events = [read_event(pathway, item, number) for number, item in enumerate(raw, 1)]
    named = [e.id for e in events if e.id is not None]
    if len(named) != len(set(named)):
        raise BadEvent("two events have the same id")
    correctable = {e.id for e in events if e.id is not None and e.event != "corrected"}
    for e in events:
        if e.event == "corrected" and e.fields["event_id"] not in correctable:
            raise BadEvent(f"corrected names {e.fields['event_id']!r}, which is not an event of this case", "event_id")
    return events


def read_moment(text: Any, where: str) -> datetime:
    """A timestamp with an offset, such as 2026-06-30T23:30:00+00:00."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadEvent(f"{where}: {text!r} is not a timestamp with an offset, such as 2026-06-30T23:30:00+00:00")
    return moment
