"""What is new on a family's page since its reader last looked: on an earlier day, so that to open it twice loses nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_case import entries_of
from goldenthread.cases.queries_children import CaseLine
from goldenthread.families.models import Question, Update
from goldenthread.families.story import NAMES
from goldenthread.letters.models import Letter
from goldenthread.pathways import PATHWAYS
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.web.days import day_of
from goldenthread.web.languages import t, tf
from goldenthread.web.words import upper_first

MOST = 8
TOLD = {
    "corrected": "Something that was written here was put right",
    "exception-recorded": "A reason why something may come later than its date",
    "exception-ended": "A reason why something may come later holds no more",
    "exception-reported": "A reason why something may come later than its date",
}
"""Of entries whose titles are words of the work."""


@dataclass(frozen=True)
class Piece:
    """One thing that is new: what, and the day on which it was or was written."""

    what: str
    on: dt.date
    address: tuple[str, UUID] | None = None


@dataclass(frozen=True)
class Changed:
    """Since when the reader looks, what is new, newest first, and how much more there is."""

    since: dt.date
    pieces: list[Piece]
    more: int


def changed(viewer: Viewer, child: UUID, lines: Sequence[CaseLine], letters: Iterable[Letter], updates: Iterable[Update], asked: Iterable[Question]) -> Changed | None:
    """Nothing for whoever looks for the first time: then all of it is new. To be asked before this look is recorded, or after."""
    ((last,),) = rows("select families_looked_before(%(child)s)", child=child)
    if last is None:
        return None
    found = [Piece(tf("A letter: {title}", title=letter.title), day_of(letter.made_at), ("letter", letter.pk)) for letter in letters if letter.made_at > last]
    found += [Piece(tf("News from {name}", name=u.by_name), u.on) for u in updates if u.at > last]
    found += [Piece(tf("{name} answered your question", name=q.answered_name), q.answered_on) for q in asked if q.answered_at and q.answered_on and q.answered_at > last and q.asked_by == viewer.id]
    found += _events(viewer, lines, last)
    # A letter and the event that it tells of are both there: one says what to read, the other what happened.
    found.sort(key=lambda p: p.on, reverse=True)
    once = list(dict.fromkeys(found))
    return Changed(day_of(last), once[:MOST], max(0, len(once) - MOST))


def _events(viewer: Viewer, lines: Sequence[CaseLine], last: dt.datetime) -> list[Piece]:
    """Of each pathway that the reader sees; what they recorded themselves is no news to them."""
    by_key = {line.case.pk: line.case for line in lines}
    new: Collection[UUID] = [case for (case,) in rows("select distinct case_id from cases_event where case_id = any(%(cases)s) and recorded_at > %(last)s", cases=sorted(by_key), last=last)]
    pieces = []
    for key in new:
        pathway = PATHWAYS[by_key[key].pathway]
        for e in entries_of(viewer, by_key[key]):
            if e.recorded_at > last and e.by != viewer.name:
                title = t(TOLD.get(e.slug) or pathway.events[e.slug].title)
                who = NAMES.get(e.about) or CONTRIBUTORS.get(e.about)
                pieces.append(Piece(f"{title}: {t(upper_first(who))}" if who else title, e.on, ("case", key)))
    return pieces
