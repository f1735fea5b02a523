"""What happens to the synthetic children: plain facts, from which the files of an area are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from goldenthread.exchange.identifiers import upn_check_letter
from goldenthread.local.demo.places import districts
from goldenthread.local.demo.schools import Schools

CENSUS = {2024: date(2024, 1, 18), 2025: date(2025, 1, 16), 2026: date(2026, 1, 15)}


@dataclass(slots=True)
class Stay:
    """A placement. `setting` is a register's number or a code; `kind` is the published type of placement."""

    setting: str
    kind: str
    entry: date
    leaving: date | None = None

    @property
    def unit(self) -> bool:
        return self.kind.endswith("_senunit")

    @property
    def resourced(self) -> bool:
        return self.kind.endswith("_resourced_provision")


@dataclass(slots=True)
class Review:
    meeting: date
    decided: date | None = None
    outcome: str | None = None
    notice: date | None = None
    # The decision is on file and its date is not.
    undated: bool = False


@dataclass(slots=True)
class Plan:
    start: date
    reference: str = ""
    ceased: date | None = None
    reason: str = ""
    transferred_from: str = ""
    residential: str = ""
    needs: list[str] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)

    def active_on(self, day: date) -> bool:
        return self.start <= day and (self.ceased is None or self.ceased > day)

    def stay_on(self, day: date) -> Stay | None:
        return next((s for s in reversed(self.stays) if s.entry <= day and (s.leaving is None or s.leaving >= day)), None)


@dataclass(slots=True)
class Request:
    received: date
    reference: str = ""
    source: str = "2"
    outcome: str = "Y"
    decided: date | None = None
    ended: date | None = None
    ended_by: str = ""
    issued: date | None = None
    refused: date | None = None
    excepted: bool = False
    disputed: tuple[bool, bool, bool, bool] = (False, False, False, False)
    no_received_date: bool = False


@dataclass(slots=True)
class Child:
    surname: str
    forename: str
    born: date
    sex: str
    ethnicity: str
    postcode: str
    district: str
    upn: str = ""
    uln: str = ""
    requests: list[Request] = field(default_factory=list)
    plan: Plan | None = None
    # Written by hand: the children of the design pictures.
    named: bool = False

    @property
    def quadrant(self) -> str:
        return districts()[self.district].quadrant


@dataclass(slots=True)
class Fact:
    """One row of the case system's extract. `recorded` is the day on which somebody entered it."""

    case: str
    child: Child
    pathway: str
    opened_on: date
    event: str
    on: date
    for_: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    recorded: date | None = None


@dataclass(slots=True)
class Told:
    """A case of which facts are told. What has not happened by today is not told."""

    area: Area
    reference: str
    child: Child
    pathway: str
    opened_on: date

    def tell(self, event: str, on: date | None, for_: str = "", /, *, recorded: date | None = None, **fields: Any) -> None:
        if on is None or on > self.area.today:
            return
        plain = {name.rstrip("_"): str(value) if isinstance(value, date) else value for name, value in fields.items()}
        self.area.facts.append(
            Fact(self.reference, self.child, self.pathway, self.opened_on, event, on, for_, plain, recorded)
        )


class Area:
    """The making of one area. Each subject draws from a stream of its own, so that a change in one leaves the others."""

    def __init__(self, scale: float, seed: int, today: date) -> None:
        self.scale, self.seed, self.today = scale, seed, today
        self.schools = Schools(self.stream("schools"), scale)
        self.children: list[Child] = []
        self.facts: list[Fact] = []
        self._counts: dict[str, int] = {}

    def stream(self, subject: str) -> Random:
        return Random(f"{self.seed} {subject}")  # noqa: S311 - a demo must repeat itself

    def number(self, full: float) -> int:
        return round(full * self.scale)

    def reference(self, prefix: str) -> str:
        self._counts[prefix] = self._counts.get(prefix, 0) + 1
        return f"{prefix}-{self._counts[prefix]:05d}"

    def upn(self, born: date) -> str:
        """A number with a right check letter, of a school number that is in use nowhere (9xxx)."""
        count = self._counts["upn"] = self._counts.get("upn", 0) + 1
        digits = f"8819{count // 1000:03d}{(born.year + 5) % 100:02d}{count % 1000:03d}"
        return upn_check_letter(digits) + digits

    def uln(self) -> str:
        """A ten-digit number with a right check digit."""
        while True:
            count = self._counts["uln"] = self._counts.get("uln", 0) + 1
            digits = f"99{count:07d}"
            remainder = sum(int(d) * weight for d, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
            if remainder:
                return f"{digits}{10 - remainder}"
