"""What to propose where a step failed, by published rules: see remedies.toml. An officer decides, with the family."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Remedy:
    """`low` and `high` are pounds for each `per`; both nought where no payment is proposed. `checked` is whether the rule was compared with
    its source."""

    slug: str
    clocks: tuple[str, ...]
    says: str
    source: str
    low: int = 0
    high: int = 0
    per: str = ""
    checked: bool = True

    @property
    def amount(self) -> str:
        """ "£900 to £2,400 for each term lost"; empty without a payment."""
        if not self.high:
            return ""
        sums = f"£{self.low:,}" if self.low == self.high else f"£{self.low:,} to £{self.high:,}"
        return f"{sums} for each {self.per}"


@cache
def remedies() -> tuple[Remedy, ...]:
    read = tomllib.loads(files("goldenthread.science").joinpath("remedies.toml").read_text("utf-8"))
    return tuple(Remedy(**{**r, "clocks": tuple(r["clocks"])}) for r in read["remedy"])


def proposed(clock: str) -> tuple[Remedy, ...]:
    """The rules for a clock that failed, in their order; of a complaint about something else only those that are for every step."""
    return tuple(r for r in remedies() if not r.clocks or clock in r.clocks)
