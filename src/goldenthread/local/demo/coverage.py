"""Which of the demo's schools a mental health team covers, its family hubs, and how often advice and drop-ins were used: more in some places."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from goldenthread.engine.calendar import age_on
from goldenthread.local.demo.chance import weekday
from goldenthread.local.demo.extracts import EVENTS, write_rows
from goldenthread.local.demo.personas import EASTWAY
from goldenthread.local.demo.places import QUADRANTS, districts
from goldenthread.local.demo.staff import TRUSTS, who
from goldenthread.local.demo.story import CENSUS, Area, Child

COLUMNS = ("record", "district", "school", "team", "name", "pupils", "from")
ACCESS = ("service", "district", "month", "kind", "number")
_COVERED = {"Mid": 0.55, "North East": 0.4, "South": 0.5, "West": 0.15}
_WITHOUT_A_HUB = ("Maldon", "Uttlesford")
_A_MONTH = {"advice-line": 9, "drop-in": 5, "link-therapist": 3}


def write_coverage(area: Area, folder: Path) -> Path:
    rng = area.stream("coverage")
    rows = []
    for school in area.schools.all:
        place = districts()[school.district]
        team = f"{place.quadrant} school team" if rng.random() < _COVERED[place.quadrant] and school.phase != "college" else ""
        rows.append({"record": "school", "district": place.name, "school": school.code, "team": team, "pupils": rng.randint(90, 420) if school.phase == "primary" else rng.randint(180, 1400), "from": "2025-09-01"})
    rows += [{"record": "hub", "district": d.name, "name": f"{d.name} family hub", "from": "2024-04-01"} for d in districts().values() if d.name not in _WITHOUT_A_HUB]
    return write_rows(folder / "coverage.csv", COLUMNS, rows)


def write_access_of_children(area: Area, treated: list[Child], folder: Path) -> tuple[Path, str, str]:
    """Of children of Mid Essex whom speech and language therapy advised, saw at a drop-in or talked over with their school, in place of a referral: as
    the trust's system tells it of each. Path, kind and provider."""
    rng, left = area.stream("access of children"), {id(c) for c in treated}
    could = [c for c in area.children if c.quadrant == "Mid" and not c.named and id(c) not in left and c.plan and c.plan.start <= CENSUS[2026] and c.plan.active_on(area.today) and age_on(c.born, area.today) < 16]
    rng.shuffle(could)
    rows: list[dict[str, Any]] = []
    for n, child in enumerate(could[:_OF_CHILDREN], start=1):
        for place, (event, before) in enumerate(_had(rng)):
            rows.append({"case": f"A{n:05d}", **(who(child) if place == 0 else {}), "pathway": "speech-and-language", "event": event, "on": weekday(area.today - timedelta(days=before)), "for": "", "fields": ""})
    return write_rows(folder / "access-of-children-eastway.csv", EVENTS, rows), "events", EASTWAY


_OF_CHILDREN = 48


def _had(rng: Random) -> list[tuple[str, int]]:
    """What one child had, the first first, with how many days ago: advice, and sometimes more after it."""
    first = rng.randint(40, 380)
    had = [(rng.choice(("advice-given", "advice-given", "drop-in-attended", "link-therapist-discussed")), first)]
    if rng.random() < 0.3:
        had.append((rng.choice(("drop-in-attended", "link-therapist-discussed")), max(3, first - rng.randint(14, 60))))
    return had


def write_access(area: Area, folder: Path) -> list[tuple[Path, str, str]]:
    """Of the speech and language therapy of each trust, the last 15 whole months: path, kind and provider."""
    rng = area.stream("access")
    months = [date(area.today.year - (area.today.month <= n), (area.today.month - n - 1) % 12 + 1, 1) for n in range(1, 12)]
    months += [date(m.year - 1, m.month, 1) for m in months[:4]]
    found = []
    for quadrant in QUADRANTS:
        code = TRUSTS[quadrant][0]
        rows = [
            {"service": "SLT", "district": d.name, "month": f"{m:%Y-%m}", "kind": kind, "number": max(0, round(rng.gauss(usual, usual / 3)))}
            for d in districts().values() if d.quadrant == quadrant for m in sorted(set(months)) for kind, usual in _A_MONTH.items() if kind != "drop-in" or quadrant != "West"
        ]  # fmt: skip
        found.append((write_rows(folder / f"access-{code.split(':')[1].lower()}.csv", ACCESS, rows), "access-counts", code))
    return found
