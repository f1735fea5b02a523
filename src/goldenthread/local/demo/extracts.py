"""Writing the extracts: people and events, the latter in dated batches by the day on which each was entered."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from goldenthread.local.demo.personas import FAMILIES
from goldenthread.local.demo.pictures import Pictures
from goldenthread.local.demo.staff import who
from goldenthread.local.demo.story import Area, Fact

PEOPLE = (
    "record", "reference", "name", "kind", "organisation", "team", "role", "email", "locality", "practitioner", "covers", "successor",
    "upn", "surname", "forename", "date_of_birth", "postcode", "case", "from", "to",
)
EVENTS = ("case", "upn", "surname", "forename", "date_of_birth", "postcode", "pathway", "opened_on", "event", "on", "at", "for", "fields")
# Days before today of each batch: four in the summer, then every Monday, and two days of the design pictures.
FIRST_EXTRACT = 113
SUMMER = (106, 92, 78, 64)
RECENT = 60


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        columns = tuple(columns)
        writer.writerow(columns)
        writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return path


def batch_days(today: date) -> list[date]:
    """The day of the first extract, and of every batch after it."""
    recent = (today - timedelta(days=n) for n in range(RECENT, 0, -1))
    some = {today - timedelta(days=n) for n in (*SUMMER, 40, 18)} | {day for day in recent if day.weekday() == 0} | {today}
    return [today - timedelta(days=FIRST_EXTRACT), *sorted(some)]


def record(area: Area) -> None:
    """Gives each fact the day on which it was entered: most within days, some weeks late, some wrong at first."""
    rng = area.stream("entering")
    opened: dict[str, date] = {}
    corrections = []
    window = area.today - timedelta(days=RECENT)
    for fact in area.facts:
        if fact.recorded is None:
            chance = rng.random()
            lag = rng.randint(0, 3) if chance < 0.76 else rng.randint(4, 9) if chance < 0.95 else rng.randint(10, 35)
            fact.recorded = fact.on + timedelta(days=lag)
            if fact.event == "advice-received" and fact.recorded > window and rng.random() < 0.02:
                corrections.append(replace(fact, recorded=fact.recorded + timedelta(days=rng.randint(8, 12))))
                fact.on -= timedelta(days=rng.randint(1, 4))
        opened.setdefault(fact.case, fact.recorded)
        # Nothing of a case is entered before the case itself.
        fact.recorded = max(fact.recorded, opened[fact.case])
    area.facts += corrections


def write_events(area: Area, folder: Path) -> list[tuple[Path, date]]:
    """The first extract and its batches. What was entered after today is in none."""
    days = batch_days(area.today)
    batches: dict[date, dict[str, list[Fact]]] = {day: defaultdict(list) for day in days}
    for fact in area.facts:
        assert fact.recorded
        day = next((day for day in days if day >= fact.recorded), None)
        if day:
            batches[day][fact.case].append(fact)
    written = []
    for place, day in enumerate(days):
        if batches[day] or not place:
            name = "events.csv" if place == 0 else f"events-{day}.csv"
            rows = (row for facts in batches[day].values() for row in _rows_of(facts))
            written.append((write_rows(folder / name, EVENTS, rows), day))
    return written


def _rows_of(facts: list[Fact]) -> Iterable[dict[str, Any]]:
    """The rows of one case; its first says whose it is."""
    for place, fact in enumerate(sorted(facts, key=lambda each: each.on)):
        fields = fact.fields
        if fact.for_ and fact.for_ in fields.values():
            fields = {name: value for name, value in fields.items() if value != fact.for_}
        yield {
            "case": fact.case, **(who(fact.child) if place == 0 else {}), "pathway": fact.pathway, "opened_on": fact.opened_on,
            "event": fact.event, "on": fact.on, "for": fact.for_, "fields": json.dumps(fields, ensure_ascii=False) if fields else "",
        }


FAMILY = ("child_upn", "child_surname", "child_forename", "surname", "forename", "relation", "parental_responsibility", "has_care", "from", "to")


def write_family(pictures: Pictures, path: Path) -> Path:
    rows = []
    for name, people in FAMILIES.items():
        child = pictures.children[name]
        for surname, forename, relation, responsible, has_care in people:
            rows.append({
                "child_upn": child.upn, "child_surname": child.surname, "child_forename": child.forename, "surname": surname,
                "forename": forename, "relation": relation, "parental_responsibility": "yes" if responsible else "no",
                "has_care": "yes" if has_care else "no", "from": child.born, "to": "",
            })
    return write_rows(path, FAMILY, rows)
