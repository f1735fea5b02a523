"""Which of the demo's schools a mental health team covers, its family hubs, and how often advice and drop-ins were used: more in some places."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from goldenthread.local.demo.extracts import write_rows
from goldenthread.local.demo.places import QUADRANTS, districts
from goldenthread.local.demo.staff import TRUSTS
from goldenthread.local.demo.story import Area

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
