"""How far a Local Offer holds what Schedule 2 of the SEND Regulations 2014 (SI 2014/1530) says it must, by district and age.

An entry *counts* where families see it and its provider confirmed it lately. One that is only marked or hidden keeps a row from being
empty and meets nothing. The law sets no ages and no districts: which ages a row can concern is our own reading of its words, and a row without an
entry in a district is a question to its owner, not a breach by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

MARKED_AFTER = 90
"""Days since an entry was confirmed after which families read that nobody has confirmed it."""
HIDDEN_AFTER = 365
"""Days after which they do not see it."""
BANDS: Mapping[str, tuple[int, int]] = {"0 to 4": (0, 4), "5 to 10": (5, 10), "11 to 15": (11, 15), "16 to 18": (16, 18), "19 to 25": (19, 25)}
"""Years of age, both included: before school, primary, secondary, sixth form and college, and to the end of a plan."""
ELIGIBILITY = "R36"
"""The row that each entry meets for itself: it says who may have it (Schedule 2 paragraph 18)."""
AGES: Mapping[str, tuple[int, int]] = {
    "E01": (0, 4), "E02": (5, 18), "E03": (5, 18), "E04": (5, 18), "E05": (16, 25), "E07": (5, 15), "P24": (16, 25), "P25": (11, 25), "P26": (16, 25), "C31": (11, 25), "C32": (16, 25),
}  # fmt: skip
"""Ages that a row can concern, where those are not 0 to 25. A band counts where it overlaps them."""
SUGGESTS: Mapping[str, str] = {"short-breaks": "C30", "transport": "R33", "play": "R35", "parents": "R34", "adulthood": "P25"}
"""Needs of an entry that make a row likely. Only a person says that it meets the row: a need says what an entry is about, not what it publishes."""


@dataclass(frozen=True)
class Entry:
    """Of a service: the rows it is said to meet, days since it was confirmed, years of age (None: no limit), and the districts that it
    reaches. No district is all of them."""

    rows: frozenset[str]
    days: int
    low: int | None
    high: int | None
    districts: frozenset[str]
    says_who: bool

    @property
    def hidden(self) -> bool:
        return self.days > HIDDEN_AFTER

    @property
    def marked(self) -> bool:
        return MARKED_AFTER < self.days <= HIDDEN_AFTER


class State(StrEnum):
    """The worst first."""

    MISSING = "missing"
    STALE = "stale"
    PARTLY = "partly"
    MET = "met"


STATES = {State.MISSING: "Nothing", State.STALE: "Nothing confirmed", State.PARTLY: "In part", State.MET: "Met"}


@dataclass(frozen=True)
class Row:
    code: str
    confirmed: int
    marked: int
    hidden: int
    # Confirmed entries that reach each; an age that the row cannot concern is not in it.
    districts: Mapping[str, int]
    ages: Mapping[str, int]

    @property
    def without(self) -> list[str]:
        return [name for name, n in self.districts.items() if not n]

    @property
    def ages_without(self) -> list[str]:
        return [name for name, n in self.ages.items() if not n]

    @property
    def state(self) -> State:
        if not self.confirmed:
            return State.STALE if self.marked else State.MISSING
        return State.PARTLY if self.without or self.ages_without else State.MET


def coverage(codes: Iterable[str], entries: Sequence[Entry], districts: Sequence[str]) -> list[Row]:
    """Each row, in the order of `codes`."""
    return [_row(code, [e for e in entries if _meets(e, code)], districts) for code in codes]


def _meets(entry: Entry, code: str) -> bool:
    return entry.says_who if code == ELIGIBILITY else code in entry.rows


def _row(code: str, entries: Sequence[Entry], districts: Sequence[str]) -> Row:
    good = [e for e in entries if not e.marked and not e.hidden]
    concerns = AGES.get(code, (0, 25))
    return Row(
        code, len(good), sum(e.marked for e in entries), sum(e.hidden for e in entries),
        {d: sum(not e.districts or d in e.districts for e in good) for d in districts},
        {name: sum(_overlap(e, band) for e in good) for name, band in BANDS.items() if band[0] <= concerns[1] and concerns[0] <= band[1]},
    )  # fmt: skip


def _overlap(entry: Entry, band: tuple[int, int]) -> bool:
    return (entry.low is None or entry.low <= band[1]) and (entry.high is None or entry.high >= band[0])


def gaps_first(rows: Iterable[Row]) -> list[Row]:
    """The worst state first; of those met in part, the one lacking in most places."""
    order = list(State)
    return sorted(rows, key=lambda r: (order.index(r.state), *((-len(r.without), -len(r.ages_without)) if r.state is State.PARTLY else (0, 0)), r.code))
