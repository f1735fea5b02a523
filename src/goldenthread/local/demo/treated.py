"""The courses of ADHD medication of one trust, as its own system would export them: some in order, and one of each thing that goes wrong.

A provider's own two files: its events, and who of its people treats whom. Every name is made up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from goldenthread.engine.calendar import age_on
from goldenthread.local.demo.chance import weekday
from goldenthread.local.demo.extracts import EVENTS, PEOPLE, write_rows
from goldenthread.local.demo.personas import EASTWAY
from goldenthread.local.demo.staff import who
from goldenthread.local.demo.story import CENSUS, Area, Child

NURSE, DOCTOR = "NU-BRIDGET", "Dr Anita Lal, Eastway"
WEXCOMBE, HYTHE, MILL = "Wexcombe Surgery (synthetic)", "Hythe Road Practice (synthetic)", "Mill Lane Medical Centre (synthetic)"
PRESSURE = "heart-rate-and-blood-pressure-checked"
QUADRANT = "Mid"


@dataclass(frozen=True)
class Course:
    """What is told of one child. Days are before today. `last`: of each check, how long ago it was done; it was done in time before that."""

    months: int
    started: int | None
    diagnosed: int
    last: tuple[int, int, int, int] = (40, 60, 60, 120)
    then: tuple[tuple[str, int, dict[str, Any]], ...] = field(default=())


def _shared(practice: str, proposed: int, accepted: int | None = None, begun: int | None = None, review: int = 90) -> tuple[tuple[str, int, dict[str, Any]], ...]:
    found: list[tuple[str, int, dict[str, Any]]] = [("shared-care-proposed", proposed, {"practice": practice})]
    if accepted is not None:
        found.append(("shared-care-accepted", accepted, {"practice": practice, "review_on": -review}))
    if begun is not None:
        found.append(("shared-care-begun", begun, {"practice": practice, "prescriber": practice}))
    return tuple(found)


# Age in months, started, diagnosed; when weight, height, pressure and the review were last done; what else happened.
PICTURED = {
    # 17, and the service for adults has not answered.
    "Amelia Hart": Course(205, 900, 960, (120, 150, 150, 200), (
        ("reassessed-for-adulthood", 170, {"outcome": "goes-on"}),
        ("adult-prescriber-proposed", 47, {"prescriber": "Adult ADHD service, Eastway"}),
    )),
}  # fmt: skip
COURSES = (
    # For eleven days last spring nobody prescribed, before the practice did.
    Course(108, 420, 520, (60, 60, 60, 30), (("prescriber-ended", 281, {}), *_shared(WEXCOMBE, 300, 280, 270))),
    Course(140, 700, 800, (90, 90, 90, 300), _shared(WEXCOMBE, 560, 540, 530, 25)),
    Course(96, 320, 420, (124, 110, 110, 250)),  # weight overdue
    Course(146, 640, 700, (70, 70, 204, 280)),  # heart rate and blood pressure overdue
    Course(170, 760, 900, (100, 100, 100, 392), _shared(HYTHE, 500, 480, 470)),  # a specialist's review overdue
    Course(120, 260, 400, (80, 170, 170, 250)),  # three checks due within four weeks
    Course(134, 300, 390, (50, 50, 50, 290), _shared(MILL, 64)),  # no answer on shared care
    Course(158, 480, 560, (95, 95, 95, 100), (*_shared(MILL, 240), ("shared-care-declined", 215, {"practice": MILL}))),
    Course(182, 520, 600, (110, 110, 110, 140), (*_shared(MILL, 200), ("shared-care-declined", 190, {"practice": MILL}))),
    # The practice withdrew, and nobody prescribes.
    Course(149, 610, 690, (85, 85, 85, 180), (*_shared(HYTHE, 420, 400, 390), ("shared-care-withdrawn", 9, {"practice": HYTHE}))),
    # A locum's last day passed.
    Course(171, 380, 470, (60, 60, 60, 15), (("prescriber-recorded", 120, {"prescriber": "Dr Ben Saul (locum)", "until_on": 5}),)),
    Course(199, 820, 900, (130, 130, 130, 220), _shared(WEXCOMBE, 600, 580, 570)),  # 16 and a half: to be reassessed
    Course(208, 1000, 1100, (75, 75, 75, 160), (
        ("reassessed-for-adulthood", 200, {"outcome": "goes-on"}),
        ("adult-prescriber-proposed", 160, {"prescriber": "Adult ADHD service, Eastway"}),
        ("adult-prescriber-accepted", 90, {"prescriber": "Adult ADHD service, Eastway"}),
    )),
    Course(125, 150, 260, (45, 45, 60, 150), (("dose-change-planned", 50, {"change_on": 40}), ("dose-changed", 40, {}))),  # not checked since
    Course(160, 540, 650, (30, 30, 30, 60), (("clinician-flagged", 4, {"what": "Speak to the family about sleep", "act_by": -3}),)),
    Course(86, None, 190),
    Course(110, None, 330),
    Course(99, None, 100),
    # Stopped: the register no longer has them.
    Course(180, 700, 800, (250, 250, 250, 260), (("treatment-stopped", 240, {}),)),
)  # fmt: skip


def choose(area: Area) -> list[tuple[Child, Course]]:
    """A child of the return for each course, near its age, whom no list of the trust names: nobody is treated for what is only looked for."""
    could = [c for c in area.children if c.quadrant == QUADRANT and not c.named and c.plan and c.plan.start <= CENSUS[2026] and c.plan.active_on(area.today)]
    area.stream("treated").shuffle(could)
    found = []
    for course in COURSES:
        child = min(could, key=lambda c: abs(_months(c, area.today) - course.months), default=None)
        if child is not None:
            could.remove(child)
            found.append((child, course))
    return found


def _months(child: Child, on: date) -> int:
    return age_on(child.born, on) * 12 + (on.month - child.born.month) % 12


def write_treated(area: Area, chosen: list[tuple[Child, Course]], pictured: dict[str, Child], folder: Path) -> list[tuple[Path, str, str]]:
    """Path, kind and provider of each file, in the order in which to load them."""
    everyone = [(pictured[name], course) for name, course in PICTURED.items()] + chosen
    events = [row for n, (child, course) in enumerate(everyone, start=1) for row in _rows(area.today, f"M{n:05d}", child, course)]
    people = [
        {"record": "allocation", "practitioner": NURSE, "role": "medication-reviewer", **who(child), "from": weekday(area.today - timedelta(days=course.diagnosed))}
        for child, course in everyone
    ]
    return [
        (write_rows(folder / "treated-eastway.csv", EVENTS, events), "events", EASTWAY),
        (write_rows(folder / "treated-eastway-people.csv", PEOPLE, people), "people", EASTWAY),
    ]


def _rows(today: date, reference: str, child: Child, course: Course) -> Iterator[dict[str, Any]]:
    said = sorted(_facts(child, course), key=lambda each: -each[1])
    for place, (event, before, fields) in enumerate(said):
        on = weekday(today - timedelta(days=before))
        fields = {name: str(today - timedelta(days=value)) if isinstance(value, int) else value for name, value in fields.items()}
        practice = fields.pop("practice", "")
        yield {
            "case": reference, **(who(child) if place == 0 else {}), "pathway": "adhd-medication", "event": event, "on": min(on, today), "for": practice,
            "fields": json.dumps(fields) if fields else "",
        }  # fmt: skip


def _facts(child: Child, course: Course) -> Iterator[tuple[str, int, dict[str, Any]]]:
    yield "adhd-diagnosed", course.diagnosed, {}
    if course.started is None:
        return
    yield "baseline-checked", course.started + 10, {}
    yield "treatment-started", course.started, {"date_of_birth": str(child.born), "prescriber": DOCTOR}
    young = course.months - course.started // 30 < 132
    checks = ("weight-checked", "height-checked", PRESSURE, "specialist-review-held")
    for event, last, every in zip(checks, course.last, (80 if young else 170, 170, 170, 350), strict=True):
        for before in range(last, course.started - 20, every):
            yield event, before, {}
    yield from course.then
