"""How long an area gives itself for what it promises its families, where no law or Code sets a limit: see local_promises.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from goldenthread.engine.calendar import count


@dataclass(frozen=True)
class Period:
    """`n` units, of which the day it is counted from is none. `says` is what is promised, `source` whose number it is."""

    slug: str
    n: int
    unit: str
    says: str
    source: str

    @property
    def words(self) -> str:
        """ "3 working days"."""
        return f"{self.n} {self.unit[:-1] if self.n == 1 else self.unit}"

    def after(self, day: date) -> date:
        """The last day on which the promise is still kept."""
        return count(self.n, self.unit, "of", day)


@cache
def promised(slug: str) -> Period:
    return _all()[slug]


@cache
def _all() -> dict[str, Period]:
    read = tomllib.loads(files("goldenthread.science").joinpath("local_promises.toml").read_text("utf-8"))
    return {p["slug"]: Period(**p) for p in read["promise"]}
