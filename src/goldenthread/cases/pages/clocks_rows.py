"""The cases behind a count, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse

from goldenthread.cases.presenters import clock_name, clock_tag
from goldenthread.cases.queries_standing import Standing
from goldenthread.engine.pathway import Pathway
from goldenthread.web.days import DayShown
from goldenthread.web.words import Tag, count_of, short_day, year_group

if TYPE_CHECKING:
    from goldenthread.people.models import Child


@dataclass(frozen=True)
class Row:
    child: str
    child_line: str
    href: str
    clock: str
    context: str
    due: str
    tag: Tag | None
    officer: str
    team: str


def rows_of(standings: Iterable[Standing], named: Mapping[UUID, Child], pathway: Pathway, day: DayShown) -> list[Row]:
    return [_row(s, named.get(s.child) if s.child else None, pathway, day) for s in standings]


def _row(s: Standing, child: Child | None, pathway: Pathway, day: DayShown) -> Row:
    first = s.clocks[0] if s.clocks else None
    others = len(s.clocks) - 1
    said = pathway.stage_titled(s.stage)
    if others > 0:
        said += f". {count_of(others, 'other limit')} past or near"
    place = (child.reference, year_group(child.date_of_birth, day.as_at), s.locality) if child else (s.locality,)
    return Row(
        child=f"{child.forename} {child.surname}" if child else "A child whose name you may not see",
        child_line=", ".join(p for p in place if p),
        href=reverse("case", args=[s.case]) + day.query,
        clock=clock_name(pathway, first) if first else "No limit passed or near",
        context=said,
        due=short_day(first.due, day.as_at) if first else "–",
        tag=clock_tag(first, day.as_at) if first else None,
        officer=s.officer or "Nobody allocated",
        team=s.team,
    )
