"""The score of every plan of an area as columns: equal to `staleness` plan by plan, which a property test holds; and whether
place in the list goes with something that is no part of the score."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from goldenthread.science.staleness import FULL_AGE, REASONS, WEIGHTS, YEAR_9

FACTS = {"text_on": pl.Date, "late": pl.String, "late_by": pl.Date, "moved": pl.Boolean, "phase_by": pl.Date, "year": pl.Int16, "text_year": pl.Int16,
         "adulthood": pl.Boolean, "health": pl.Int32, "care": pl.Int32, "owed_minutes": pl.Int64, "due_minutes": pl.Int64}  # fmt: skip


def ranked(facts: pl.DataFrame, on: date, weights: Mapping[str, int] = WEIGHTS) -> pl.DataFrame:
    """The same rows in the order of the list, with `months`, `overdue`, `score` and what each reason weighs (`p_` and its key).
    Plans alike in all keep the order in which they came."""
    c = pl.col
    months = (on.year - c("text_on").dt.year()) * 12 + on.month - c("text_on").dt.month().cast(pl.Int32) - (c("text_on").dt.day() > on.day).cast(pl.Int32)
    months = months.clip(0).fill_null(0).cast(pl.Int64)
    late = pl.when(c("late") != "").then((pl.lit(on) - c("late_by")).dt.total_days()).otherwise(0).fill_null(0).clip(0)
    overdue = pl.max_horizontal(late, (pl.lit(on) - c("phase_by")).dt.total_days().fill_null(0))
    silent = (c("adulthood") == pl.lit(False)).fill_null(False) | (c("adulthood").is_null() & (c("text_year") < YEAR_9).fill_null(False))
    owed = pl.min_horizontal("owed_minutes", "due_minutes")
    flags = {
        "review": late > 0, "setting": c("moved"), "phase": c("phase_by").is_not_null(),
        "adulthood": (c("year") >= YEAR_9).fill_null(False) & silent, "health": c("health") > 0, "care": c("care") > 0,
    }  # fmt: skip
    points = {f"p_{k}": pl.when(flag).then(weights[k]).otherwise(0).cast(pl.Int64) for k, flag in flags.items()}
    points["p_age"] = weights["age"] * pl.min_horizontal(months, pl.lit(FULL_AGE)) // FULL_AGE
    points["p_provision"] = pl.when((c("owed_minutes") > 0) & (c("due_minutes") > 0)).then(weights["provision"] * owed // pl.max_horizontal(c("due_minutes"), pl.lit(1))).otherwise(0)
    return (
        facts.with_columns(months=months, overdue=overdue, **points)
        .with_columns(score=pl.sum_horizontal(f"p_{k}" for k in REASONS))
        .sort(c("overdue") == 0, -c("overdue"), -c("score"), c("text_on").fill_null(date.max), maintain_order=True)
    )


@dataclass(frozen=True)
class Association:
    """Spearman's rank correlation of place (1 first) with a number; `low` and `high` are the 95% interval. Positive: more of it
    goes with a later place."""

    n: int
    rho: float
    low: float
    high: float

    @property
    def beyond_chance(self) -> bool:
        return self.low > 0 or self.high < 0


LEAST = 30
"""Plans below which nothing is said."""


def association(place: pl.Series, number: pl.Series) -> Association | None:
    """None where there are too few, or where all have the same number. Ties have the mean of their ranks; the interval is
    Fisher's, with the standard error of Bonett and Wright (2000) for ranks."""
    n = len(place)
    if n < LEAST or number.n_unique() < 2 or place.n_unique() < 2:
        return None
    found = pl.DataFrame({"a": place.rank(), "b": number.rank()}).select(pl.corr("a", "b")).item()
    rho = max(-0.999999, min(0.999999, float(found)))
    half = 1.959964 * math.sqrt((1 + rho * rho / 2) / (n - 3))
    z = math.atanh(rho)
    return Association(n, rho, math.tanh(z - half), math.tanh(z + half))
