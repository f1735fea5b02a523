"""Who gives some lines of the plans, and what became of this term's weeks, as the providers' own systems export them. Most of what
is given is given in full. Speech and language therapy of Mid Essex for ages 11 to 18 is not: nobody has been in post since September."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle
from random import Random
from typing import Any

from goldenthread.engine.calendar import age_on
from goldenthread.local.demo.chance import pick
from goldenthread.local.demo.pictures import OT, SLT
from goldenthread.local.demo.plan_files import KNOWN, LOADED, Plans, Version
from goldenthread.local.demo.plan_texts import Clause
from goldenthread.local.demo.staff import TRUSTS, who
from goldenthread.science.delivery import Line, line_of, school_weeks

COLUMNS = ("record", "upn", "surname", "forename", "date_of_birth", "postcode", "line", "provider", "practitioner", "place", "weekday", "week",
           "outcome", "reason", "minutes_made_up")  # fmt: skip
SHARES = {SLT: {"Mid": 0.5, "": 0.15}, OT: {"Mid": 0.4, "": 0.1}}
"""The part of each service's lines of which a provider sends its sessions, by quadrant."""
RUTHS = 12
_MISSED = {"staff-absent": 5, "child-absent": 4, "school-trip": 2, "closed": 1, "no-room": 1}
_GAP_SINCE = timedelta(days=64)


def session_rows(plans: Plans) -> list[dict[str, Any]]:
    """Rows of arrangements, then of weeks."""
    area, staff = plans.area, plans.staff
    rng = area.stream("sessions")
    weeks = [w.monday for w in school_weeks() if area.today - timedelta(days=LOADED - 7) < w.monday <= area.today - timedelta(days=7)]
    turns: dict[tuple[str, str], Iterator[str]] = {}
    arranged, told = [], []
    ruths: set[int] = set()
    for v, clause in _lines(plans):
        child, service = v.text.child, clause["from"]
        gap = _in_gap(v, service, area.today)
        share = SHARES[service]
        if not gap and rng.random() >= share.get(child.quadrant, share[""]):
            continue
        giver = next(turns.setdefault((service, child.quadrant), cycle(staff.givers(service, child.quadrant))))
        if service == OT and child.quadrant == "Mid" and (id(child) in ruths or len(ruths) < RUTHS):
            # Of the demo's people, one who records her week.
            giver = "OT-RUTH"
            if id(child) not in ruths:
                staff.give(giver, child, OT, area.today - timedelta(days=LOADED))
            ruths.add(id(child))
        place = staff.attendance.of(child)
        of_line = {**who(child), "line": clause["label"].replace(".", "")}
        arranged.append({"record": "arrangement", **of_line, "provider": TRUSTS[child.quadrant][0], "practitioner": giver, "place": place[0] if place else "",
                         "weekday": rng.randint(1, 5)})  # fmt: skip
        told += [{"record": "session", **of_line, **said} for said in _weeks(rng, clause, weeks, area.today - _GAP_SINCE if gap else None)]
    return arranged + told


def _lines(plans: Plans) -> Iterator[tuple[Version, Clause]]:
    """The lines of therapists in plans that have stood all term."""
    known = plans.area.today - timedelta(days=KNOWN)
    for v in plans.current:
        # A row finds its child by a number, or by name, date of birth and postcode.
        if v.text.issued <= known and v.on_record <= known:
            yield from ((v, c) for c in v.text.of("F") if c["from"] in SHARES)


def _in_gap(v: Version, service: str, today: date) -> bool:
    return service == SLT and v.text.child.quadrant == "Mid" and 11 <= age_on(v.text.child.born, today) <= 18


def _weeks(rng: Random, clause: Clause, weeks: list[date], gap_since: date | None) -> Iterator[dict[str, Any]]:
    """What became of each week of a line that comes every week or every second one; of others nothing is sent."""
    reads = line_of(clause["details"], clause["text"])
    if not isinstance(reads, Line) or reads.rhythm.period not in ("day", "week") or reads.rhythm.every > 2:
        return
    owed = 0
    for monday in weeks[reads.rhythm.every - 1 :: reads.rhythm.every]:
        if gap_since is not None and monday >= gap_since and rng.random() < 0.85:
            owed += 1
            yield {"week": monday, "outcome": "missed", "reason": "vacancy"}
        elif rng.random() < 0.08:
            owed += 1
            yield {"week": monday, "outcome": "missed", "reason": pick(rng, _MISSED)}
        elif owed and gap_since is None and rng.random() < 0.5:
            owed -= 1
            yield {"week": monday, "outcome": "made-up"}
        else:
            yield {"week": monday, "outcome": "delivered"}
