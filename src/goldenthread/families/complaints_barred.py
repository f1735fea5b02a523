"""Complaints of whoever is barred: they remain a parent in law, with a right to complain of what was done to them. All that they read of it comes
from functions that read nothing of the child; who answers is warned, and an answer that would tell where the child is is not taken."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.engine.explain import full_day, listed
from goldenthread.families.bars import Told
from goldenthread.families.complaint_about import OTHER, Failed
from goldenthread.families.complaint_steps import ombudsman_by, steps_open
from goldenthread.letters.sending import enqueue
from goldenthread.people.models import Child


def late_of(told: Told, on: dt.date) -> list[ClockFacts]:
    """Limits of the law that others owe and that are past their day, of those that a barred parent is told of."""
    story = told.story
    return [c for c in story.clocks if c.status(on) == "overdue" and not c.familys] if story and story.stage != "closed" else []


def steps_told(told: Told, on: dt.date) -> list[Failed]:
    """What a complaint may be about, besides something else."""
    titles = told.story.pathway.clock_titles if told.story else {}
    return [Failed(c.key, c.clock, words=f"{titles.get(c.clock, c.clock)}: was due on {full_day(c.due)}", due=c.due) for c in late_of(told, on) if c.due]


@transaction.atomic
def complain_barred(child: UUID, failed: Failed, body: UUID | None, also: UUID | None, *, text: str, on: dt.date) -> bool:
    """To the council where no body is named. False where too many were made in a day. The queue opens its case and names the manager."""
    ((made,),) = rows(
        "select families_complain_barred(%(child)s, %(body)s, %(also)s, %(about)s, %(words)s, %(due)s, %(said)s, %(on)s)",
        child=child, body=body, also=also, about=failed.clock or OTHER, words=failed.words, due=failed.due, said=text, on=on,
    )  # fmt: skip
    if made is not None:
        enqueue("families.open_complaint", complaint=str(made))
    return made is not None


@dataclass(frozen=True)
class OwnComplaint:
    """A complaint of a barred parent since the bar, as they read it: no name of anybody."""

    pk: UUID
    of: str
    joint: bool
    about_words: str
    text: str
    made_on: dt.date
    opened: bool
    answer_by: dt.date | None
    answer: str
    outcome: str
    answered_on: dt.date | None
    second_answer: str
    second_outcome: str
    second_answered_on: dt.date | None
    steps: list[dict[str, Any]]
    next_by: dt.date | None
    ombudsman_by: dt.date | None
    remedies: list[dict[str, Any]]

    @property
    def ways(self) -> tuple[str, ...]:
        return steps_open(self.of, self.opened, self.answered_on, {str(s["step"]) for s in self.steps})


def complaints_barred(child: UUID) -> list[OwnComplaint]:
    found = rows(
        """select complaint, whom, joint, about_words, said, made_on, opened, answer_by, answer, outcome, answered_on, second_answer, second_outcome, second_answered_on, steps, next_by, ombudsman_by, remedies
           from families_complaints_barred(%(child)s)""",
        child=child,
    )  # fmt: skip
    return [_own(row) for row in found]


def _own(row: Sequence[Any]) -> OwnComplaint:
    *first, steps, next_by, last, remedies = row
    day = lambda said: dt.date.fromisoformat(said) if said else None  # noqa: E731
    return OwnComplaint(
        *first, [s | {"on": day(s["on"])} for s in json.loads(steps)], next_by, ombudsman_by(last, first[1], council_too=first[2]), [r | {"due": day(r["due"]), "done": day(r["done"])} for r in json.loads(remedies)],
    )  # fmt: skip


@transaction.atomic
def step_barred(child: UUID, complaint: OwnComplaint, step: str, *, text: str, on: dt.date) -> bool:
    """Once each; a repeated press keeps the first. False where it is not open."""
    if step not in complaint.ways:
        return False
    ((made,),) = rows("select families_step_barred(%(child)s, %(which)s, %(step)s, %(said)s, %(on)s)", child=child, which=complaint.pk, step=step, said=text, on=on)
    if made is not None:
        enqueue("families.complaint_step", step=str(made))
    return made is not None


# --- what an answer to somebody who is barred may not name ---

def would_tell(child: Child, text: str) -> list[str]:
    """What stands in a text and would tell where the child is or who works with them, as far as the viewer may read of the child. A person reads the
    rest: a check of names does not understand a sentence."""
    return [
        name
        for (name,) in rows(
            "select distinct n.name from families_names(%(child)s) n where families_tells(n.kind, n.name, %(said)s, %(surname)s) order by n.name",
            child=child.pk, said=text, surname=child.surname,
        )
    ]  # fmt: skip


def would_tell_more(child: Child, text: str) -> bool:
    """The same of all that is recorded of the child, also of what another body alone knows: yes or no, and never which word. Where it cannot be told, yes."""
    ((told,),) = rows("select families_would_tell(%(child)s, %(said)s)", child=child.pk, said=text)
    return told is not False


def leave_out(child: Child, text: str) -> str:
    """What is said beside an answer that would tell it; empty where nothing was found."""
    if told := would_tell(child, text):
        return f"Leave out {listed([f'“{name}”' for name in told])}: whoever reads this is barred, and it tells where the child is or who works with them"
    if would_tell_more(child, text):
        return "Leave out every place, service and person, or write it without names: whoever reads this is barred, and something in it tells where the child is or who works with them, by what another body recorded"
    return ""
