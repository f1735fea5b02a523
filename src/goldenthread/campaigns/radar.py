"""The radar as a page has it: which plans the filters leave, in what order, and the words of those that are shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl

from goldenthread.access.policy import CHILD, IDENTITY, visible
from goldenthread.access.viewer import Viewer
from goldenthread.campaigns.reading import Plans
from goldenthread.people.models import Child, Postcode
from goldenthread.science.staleness import REASONS, Reason, age_words, reasons
from goldenthread.web.words import year_group

SCORED = 50
"""From this score on the first sentence counts a plan."""
SHOWN = 25
NOBODY = "No team"
YEARS = {"": ("All years", None, None), "early": ("Before Year 1", -9, 0), "primary": ("Years 1 to 6", 1, 6), "lower": ("Years 7 and 8", 7, 8), "9": ("Year 9 and above", 9, 99)}
NAMES = {"year": "Year group", "older": "Text older than", "reason": "Reason"}
OLDER = {"": ("Any age", 0), "12": ("1 year", 12), "24": ("2 years", 24), "36": ("3 years", 36), "60": ("5 years", 60)}


@dataclass(frozen=True)
class Filters:
    team: str = ""
    year: str = ""
    older: str = ""
    reason: str = ""
    wrong: tuple[str, ...] = ()

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Filters:
        """A value that is no choice is `wrong`, and leaves no plan: a campaign is never begun with more plans than were meant."""
        choices: dict[str, Collection[str]] = {"year": YEARS, "older": OLDER, "reason": REASONS}
        chosen = {n: given.get(n, "") for n in choices}
        wrong = tuple(n for n, value in chosen.items() if value and value not in choices[n])
        return cls(given.get("team", "")[:100], **{n: "" if n in wrong else value for n, value in chosen.items()}, wrong=wrong)

    @property
    def words(self) -> str:
        """What they leave: "Mid team, Year 9 and above"."""
        if self.wrong:
            return "No plans"
        parts = [self.team, YEARS[self.year][0] if self.year else "", f"text older than {OLDER[self.older][0]}" if self.older else "", REASONS.get(self.reason, "").lower()]
        return ", ".join(p for p in parts if p) or "All plans"

    def leave(self, ranked: pl.DataFrame) -> pl.DataFrame:
        c = pl.col
        if self.wrong:
            return ranked.clear()
        if self.team:
            ranked = ranked.filter(c("team") == ("" if self.team == NOBODY else self.team))
        if self.year:
            _, least, most = YEARS[self.year]
            ranked = ranked.filter(c("year").is_between(least, most))
        if self.older:
            ranked = ranked.filter(c("months") >= OLDER[self.older][1])
        if self.reason:
            # By the reason and not by its points: one that weighs nothing still holds.
            held = {
                "age": c("months") > 0, "review": c("late") != "", "setting": c("moved"), "phase": c("phase_by").is_not_null(), "adulthood": c("p_adulthood") > 0,
                "health": c("health") > 0, "care": c("care") > 0, "provision": c("owed_minutes") > 0,
            }  # fmt: skip
            ranked = ranked.filter(held[self.reason])
        return ranked


@dataclass(frozen=True)
class Row:
    """A plan as the page shows it. `child` is None where the viewer may not see who it is."""

    case: UUID
    child: Child | None
    under: str
    text: str
    reasons: tuple[Reason, ...]
    score: int

    @property
    def name(self) -> str:
        return f"{self.child.forename} {self.child.surname}" if self.child else "A child whose name you may not see"


def lines(viewer: Viewer, found: Plans, shown: pl.DataFrame, on: date, weights: Mapping[str, int]) -> list[Row]:
    """The words of these rows: two questions, however many there are."""
    rows = list(shown.iter_rows(named=True))
    keys = [found.children[r["n"]] for r in rows]
    named = {c.pk: c for c in Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in=keys)}
    places = dict(Postcode.objects.filter(postcode__in={c.postcode for c in named.values()}).values_list("postcode", "district__name"))
    return [_line(found, r, named.get(child), places, on, weights) for r, child in zip(rows, keys, strict=True)]


def _line(found: Plans, row: dict[str, Any], child: Child | None, places: Mapping[str, str], on: date, weights: Mapping[str, int]) -> Row:
    text = age_words(row["months"]) if row["text_on"] else "Not known"
    why = reasons(found.facts(row), on, weights)
    under = ", ".join(p for p in (child.reference, year_group(child.date_of_birth, on), places.get(child.postcode, "")) if p) if child else ""
    return Row(found.cases[row["n"]], child, under, text, why, row["score"])
