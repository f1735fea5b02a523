"""The therapies of the demo's mental health trust, as its own system would export them beside its waiting lists: assessment is prompt, and what
follows is uneven. Of the last two and a half years."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from goldenthread.local.demo.chance import pick, weekday
from goldenthread.local.demo.extracts import EVENTS, write_rows
from goldenthread.local.demo.personas import SALTMARSH
from goldenthread.local.demo.story import Area
from goldenthread.local.demo.waits import Referral

SINCE = 910
# What is agreed, by quadrant: West has little but CBT and medication, as its offer says.
_KINDS = {
    "Mid": {"cbt": 45, "family": 20, "dbt-informed": 8, "medication": 12, "group": 10, "digital": 5},
    "North East": {"cbt": 42, "family": 22, "dbt-informed": 6, "medication": 14, "group": 10, "digital": 6},
    "South": {"cbt": 44, "family": 20, "dbt-informed": 8, "medication": 14, "group": 8, "digital": 6},
    "West": {"cbt": 62, "medication": 30, "digital": 8},
}
_NEXT = {"Mid": 15, "North East": 20, "South": 17, "West": 34}
"""Days between sessions, on average."""
_GROUPINGS = {"getting-advice": 12, "getting-help": 58, "getting-more-help": 24, "getting-risk-support": 6}
_WHERE = {"clinic": 60, "school": 18, "online": 14, "family-hub": 8}


def write_therapies(area: Area, referrals: list[Referral], folder: Path) -> tuple[Path, str, str]:
    """Path, kind and provider. Only of referrals of which no list says anything doubtful."""
    rng = area.stream("therapies")
    rows: list[dict[str, Any]] = []
    for referral in referrals:
        assessed = referral.told.get("assessment_completed_on")
        if referral.pathway != "camhs" or referral.plant or assessed is None or not 0 < (area.today - assessed).days < SINCE:
            continue
        rows += [
            {"case": referral.told["reference"], "pathway": "camhs", "event": event, "on": on, "for": about, "fields": json.dumps(fields) if fields else ""}
            for event, on, about, fields in sorted(_facts(rng, referral, assessed, area.today), key=lambda f: f[1])
        ]  # fmt: skip
    return write_rows(folder / "therapies-saltmarsh.csv", EVENTS, rows), "events", SALTMARSH


def _facts(rng: Random, referral: Referral, assessed: date, today: date) -> Iterator[tuple[str, date, str, dict[str, Any]]]:
    kind = pick(rng, _KINDS[referral.quadrant])
    closed = min(referral.told.get("closed_on") or today, today)
    grouping = pick(rng, _GROUPINGS)
    yield "grouping-set", assessed, "", {"grouping": grouping}
    agreed = weekday(assessed + timedelta(days=rng.randint(0, 10)))
    if agreed > closed:
        return
    yield "therapy-planned", agreed, kind, {"assessed_on": str(assessed)}
    begun = referral.told.get("treatment_started_on")
    if begun is None or max(begun, agreed) > closed:
        return
    day, where = max(begun, agreed), pick(rng, _WHERE)
    yield "therapy-started", day, kind, {"place": where}
    if rng.random() < 0.2 and day + timedelta(days=60) <= closed:
        yield "grouping-set", weekday(day + timedelta(days=rng.randint(30, 60))), "", {"grouping": pick(rng, _GROUPINGS)}
    for _ in range(rng.randint(3, 12)):
        if day > closed:
            return
        yield "session-attended", day, kind, {"place": where}
        day = weekday(day + timedelta(days=max(7, int(rng.gammavariate(3, _NEXT[referral.quadrant] / 3)))))
