"""Cover by which nobody does the work: whoever covers a colleague is away on the same days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from goldenthread.cases.imports.report import ImportReport
from goldenthread.exchange.extract import Row


class Covered(NamedTuple):
    away: UUID
    by: UUID
    first: date
    last: date | None


# Two arrangements, one of them the row's: whoever covers by the first is away by the second, on days when nobody else is there for whom they cover.
_AWAY_TOO = """
select c.id, n.id, away.reference, by.reference, then_by.reference, n.covered_by_id = c.practitioner_id, days.first, days.last
from people_cover c
join people_cover n on n.practitioner_id = c.covered_by_id
cross join lateral (select greatest(c.valid_from, n.valid_from) as first, least(c.valid_to, n.valid_to) as last) days
join people_practitioner away on away.id = c.practitioner_id
join people_practitioner by on by.id = c.covered_by_id
join people_practitioner then_by on then_by.id = n.covered_by_id
where (c.practitioner_id = %(away)s and c.covered_by_id = %(by)s and c.valid_from = %(first)s
       or n.practitioner_id = %(away)s and n.covered_by_id = %(by)s and n.valid_from = %(first)s)
  and days.first <= coalesce(days.last, 'infinity')
  and not exists (select from people_cover o where o.practitioner_id = c.practitioner_id and o.covered_by_id <> c.covered_by_id
                  and o.valid_from <= coalesce(days.last, 'infinity') and coalesce(o.valid_to, 'infinity') >= days.first)
order by c.id, n.id
"""


def report_nobody_there(cursor: Any, landed: Sequence[tuple[Row, Covered]], report: ImportReport) -> None:
    """Once all cover of the file is on record. Where both arrangements are of the file, the row further down is told."""
    told: set[frozenset[int]] = set()
    for row, covered in reversed(landed):
        cursor.execute(_AWAY_TOO, covered._asdict())
        for one, other, away, by, then_by, mutual, first, last in cursor.fetchall():
            if frozenset((one, other)) in told:
                continue
            told.add(frozenset((one, other)))
            days = f"from {first} to {last}" if last else f"from {first} on"
            if mutual:
                words = f"{by} covers {away}, and {away} covers {by}, {days}: both are said to be away, so neither does the work of the other. Both were loaded: put right the one that is not meant"
            else:
                words = (
                    f"{by}, who covers {away}, is away {days}, covered by {then_by}. Cover is not passed on, so nobody does the work of {away} then. Both were loaded: "
                    f"name somebody else for {away} on these days"
                )
            report.doubt_row(row, words, "cover")
