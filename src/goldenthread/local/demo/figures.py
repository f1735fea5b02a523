"""The published figures of Essex that the demo area is calibrated to."""

import csv
from functools import cache
from importlib.resources import files

DATA = files(__package__) / "data"

ALL, AGE, SEX, ETHNICITY, YEARS, PLACEMENT = (
    "All", "Child or young persons age", "Sex", "Ethnicity", "Years EHC plan in place", "Type of placement"
)


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    with (DATA / f"{table}.csv").open(encoding="utf-8") as lines:
        return tuple(csv.DictReader(lines))


@cache
def published(table: str, period: str, topic: str) -> dict[str, dict[str, int]]:
    """Breakdown: column: number. What is not applicable or not available counts nothing."""
    found = {}
    for row in rows(table):
        if row["time_period"] == period and row["breakdown_topic"].startswith(topic):
            numbers = {name: int(value) if value.isdigit() else 0 for name, value in list(row.items())[3:]}
            found[row["breakdown"]] = numbers
    return found


def total(table: str, period: str) -> dict[str, int]:
    """The row of the whole area."""
    return next(iter(published(table, period, ALL).values()))


def by_age(table: str, period: str, column: str, topic: str = AGE) -> dict[int, int]:
    """Completed years: number. 'Aged 20 and over' is 20, 'under 3' is 2."""
    ages: dict[int, int] = {}
    for breakdown, numbers in published(table, period, topic).items():
        digits = "".join(c for c in breakdown if c.isdigit())
        if digits:
            age = int(digits) - 1 if breakdown.lower().startswith("under") else int(digits)
            ages[age] = ages.get(age, 0) + numbers[column]
    return ages
