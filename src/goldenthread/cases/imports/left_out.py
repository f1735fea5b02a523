"""What a return of an earlier census told as going on and this one leaves out. A return gives every request and plan that is open on its census day, and
all that ended in its year, so what it leaves out has ended untold, or its own items were changed. Nothing follows from that by itself:
the case stays as it was, with its limits, and a person is told."""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from typing import Any
from uuid import UUID

from goldenthread.cases.imports.report import DOUBTFUL, ImportReport
from goldenthread.pathways import PATHWAYS

_STILL_OPEN = """
select c.id, c.child_id, c.opened_on, told.on
from cases_case c
join cases_casestate s on s.case_id = c.id
cross join lateral (
    select max((r.counts ->> 'told_on')::date) as on
    from cases_event e join cases_importrun r on r.id::text = substr(e.by, 8)
    where e.case_id = c.id and e.by like 'import:%%' and r.kind = 'sen2'
) told
where c.owner_id = %(owner)s and c.pathway = %(pathway)s and s.stage <> all(%(closed)s)
  and not exists (select 1 from unnest(%(told)s::uuid[]) t(id) where t.id = c.id)
  and told.on < %(told_on)s
order by c.opened_on, c.id
"""
_WORDS = {
    "ehc-needs-assessment": (
        "A request of {opened_on} that the return of {before} gave is open on record, and this return has no such request of the child. If it ended, record how on its "
        "page; if this return gives it with another received date, it stands twice now: put the date right in one of the two."
    ),
    "annual-review": (
        "A plan that the return of {before} gave is in force on record, and this return has no plan of the child, neither in force nor ceased. If it ceased or moved to "
        "another authority, record that on its page; if not, the return lacks it."
    ),
}

_OR_REFUSED = " Part of this return was refused: look first whether it is there."


def report_left_out(cursor: Any, owner: UUID, told: Set[UUID], told_on: date, report: ImportReport) -> None:
    """`told`: the cases of which this return tells. What it tells of a person, request or plan that is refused is told of no case."""
    more = _OR_REFUSED if report.refused else ""
    for pathway, words in _WORDS.items():
        closed = [stage.slug for stage in PATHWAYS[pathway].stages if stage.closed]
        cursor.execute(_STILL_OPEN, {"owner": owner, "pathway": pathway, "closed": closed, "told": list(told), "told_on": told_on})
        for case, child, opened_on, before in cursor.fetchall():
            report.find(DOUBTFUL, "the file", words.format(opened_on=opened_on, before=before) + more, rule="left-out", child=child, case=case)
