"""Which day a page shows: today, or an earlier one, as it was known then or with what is known now."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest

from goldenthread.engine.calendar import LONDON, PLANS_BEGAN, london_date
from goldenthread.engine.explain import long_day


class BadDay(Http404):
    """A day that is none, or is to come. Its words stand beside the field that asks for it."""


@dataclass(frozen=True)
class DayShown:
    """`as_at` is what had happened by the end of that day; `known_at` what had been recorded by then (None: all)."""

    as_at: date
    known_at: datetime | None
    today: date
    known: str = "now"

    @property
    def past(self) -> bool:
        return self.as_at != self.today or self.known_at is not None

    @property
    def known_words(self) -> str:
        if self.known == "then":
            return "as it was known that day"
        return "with what we know today" if self.known == "now" else f"as it was known on {long_day(date.fromisoformat(self.known))}"

    @property
    def query(self) -> str:
        """The parameters that keep a link on the day shown."""
        return "?" + urlencode({"as-at": self.as_at.isoformat(), "known": self.known}) if self.past else ""


def today() -> date:
    """The civil day in London. The demo area may hold it at the day that its story has reached."""
    held = getattr(settings, "DEMO_TODAY", None)
    return held or datetime.now(LONDON).date()


def day_of(moment: datetime) -> date:
    """The civil day in London of a moment, as a page tells it. Where a demo area holds its day, all that was done in it since
    it was made was done on that day, whatever the clock of the machine says: a page never shows two todays."""
    held, since = getattr(settings, "DEMO_TODAY", None), getattr(settings, "DEMO_SINCE", None)
    if held and since and since <= moment <= datetime.now(LONDON):
        return held
    return london_date(moment)


def day_shown(request: HttpRequest) -> DayShown:
    """The day that a request's `as-at` and `known` ask for. A day that is none, or to come, is refused in
    words."""
    now = today()
    asked = request.GET
    if "as-at-year" in asked:
        as_at = _of_parts(asked, "as-at")
    else:
        as_at = _day(asked.get("as-at") or now.isoformat())
    known = asked.get("known") or "now"
    if known == "other":
        known = _of_parts(asked, "known").isoformat()
    if as_at > now:
        raise BadDay("The day must be today or in the past")
    if as_at < PLANS_BEGAN:
        raise BadDay(f"The day must be {long_day(PLANS_BEGAN)} or later, when EHC plans began, with a year of four digits, like 2026")
    if known == "now":
        return DayShown(as_at, None, now)
    known_day = as_at if known == "then" else _day(known)
    if known_day > now:
        raise BadDay("The day on which it was known must be today or in the past")
    return DayShown(as_at, end_of(known_day), now, known)


def end_of(day: date) -> datetime:
    """The last moment of a civil day in London."""
    return datetime.combine(day + timedelta(days=1), time.min, LONDON) - timedelta(microseconds=1)


def _of_parts(asked: "object", name: str) -> date:
    parts = [asked.get(f"{name}-{part}", "") for part in ("year", "month", "day")]  # type: ignore[attr-defined]
    try:
        return date(*(int(p) for p in parts))
    except (ValueError, OverflowError):
        raise BadDay("The day must be a real date, like 30 10 2026") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadDay("The day must be a real date, like 30 10 2026") from None
