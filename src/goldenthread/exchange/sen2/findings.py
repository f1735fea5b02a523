"""What is wrong with a return, told so that somebody can put it right. Nothing is corrected silently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from goldenthread.engine.calendar import FIRST_DAY, LAST_DAY
from goldenthread.exchange.sen2.layout import MODULES, RULES, Year

_WORDS = {
    "sen2": "the header",
    "person": "the person",
    "requests": "request",
    "assessment": "assessment",
    "namedplan": "plan",
    "plandetail": "establishment named in the plan",
    "activeplans": "active plan",
    "placementdetail": "placement",
    "senneed": "type of need",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A record: the person's position in the file (0 for the header), the request, and what within it."""

    person: int
    module: str = "person"
    request: int = 0
    index: int = 0

    def __str__(self) -> str:
        if self.module in ("sen2", "person"):
            return _WORDS[self.module]
        if self.module == "requests":
            return f"request {self.request}"
        return f"request {self.request}, {_WORDS[self.module]} {self.index}"


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    severity: str
    place: Place
    fields: tuple[str, ...]
    value: str
    reason: str
    who: str
    refuses: str

    @property
    def person(self) -> int:
        return self.place.person


_LONGEST_VALUE = 200


def finding(
    rule: str,
    place: Place,
    tags: Sequence[str] = (),
    value: object = None,
    *,
    severity: str | None = None,
    more: str = "",
) -> Finding:
    known = RULES[rule]
    reason = f"{known.words} {more}".strip() if more else known.words
    return Finding(
        rule,
        severity or known.severity,
        place,
        tuple(tags),
        "" if value is None else str(value)[:_LONGEST_VALUE],
        reason,
        known.who,
        known.refuses,
    )


def date_of(text: str | None) -> date | None:
    """A date as the return writes it, of a year that a record can have; nothing else: 2025-1-3 or 20250103 is none."""
    if text is None or len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


@dataclass(slots=True)
class Checking:
    """The return that is being checked, the person at hand, and what was found so far."""

    year: Year
    census: date
    authority: str
    position: int = 0
    request: int = 0
    born: date | None = None
    found: list[Finding] = field(default_factory=list)

    @property
    def starts_on(self) -> date:
        return self.year.starts_on

    def reports(self, day: date | None) -> bool:
        """Whether the day is in the time that the return covers: the calendar year, up to the census."""
        return day is not None and self.starts_on <= day <= self.census

    def add(
        self,
        rule: str,
        module: str,
        index: int,
        tags: Sequence[str],
        value: object = None,
        severity: str | None = None,
    ) -> None:
        place = Place(self.position, module, self.request, index)
        self.found.append(finding(rule, place, tags, value, severity=severity))

    def date(self, module: str, index: int, tag: str, text: str | None) -> date | None:
        if text is None:
            return None
        day = date_of(text)
        if day is None:
            self.add("X01", module, index, (tag,), text)
        return day

    def flags(self, module: str, index: int, record: object) -> None:
        for item in _FLAGS[module]:
            value = getattr(record, item.field)
            if value is not None and value not in _BOOLEANS:
                self.add("X05", module, index, (item.tag,), value)


_BOOLEANS = frozenset(("0", "1", "true", "false", "True", "False", "TRUE", "FALSE"))
_FLAGS = {name: tuple(item for item in module.items if item.type == "bool") for name, module in MODULES.items()}


def is_set(flag: str | None) -> bool:
    return flag is not None and (flag == "1" or flag.lower() == "true")
