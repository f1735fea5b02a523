"""What a family and an officer can do on a family's page: ask, and answer."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.families.models import Question
from goldenthread.families.promises import ANSWER_A_QUESTION
from goldenthread.families.queries import may_answer, may_ask, question_seen, questions_about
from goldenthread.people.models import Child


class Answered(Exception):
    """Somebody else has answered it meanwhile. Nothing was recorded."""


@transaction.atomic
def ask(viewer: Viewer, child: Child, case: UUID | None, *, about: str, text: str, shared: bool, on: dt.date) -> Question:
    """Puts a question to the council, which answers within its own period. The same words sent again before they are
    answered are one question: somebody pressed twice."""
    if viewer.id is None or not may_ask(viewer, child):
        raise Refused
    with connection.cursor() as cursor:
        # Two presses at one moment are looked at one after the other.
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"question {viewer.id} {child.pk}"])
    for before in questions_about(viewer, child):
        if before.asked_by == viewer.id and before.answered_at is None and (before.text, before.about) == (text, about):
            return before
    question = Question(
        child=child, owner_id=child.owner_id, case=case, about=about, text=text, shared=shared, asked_by=viewer.id,
        asked_on=on, answer_by=ANSWER_A_QUESTION.after(on),
    )  # fmt: skip
    Question.objects.bulk_create([question])
    return question


@transaction.atomic
def answer(viewer: Viewer, key: UUID, text: str, on: dt.date) -> None:
    """Answers once, in the viewer's own name. Raises `Answered` where somebody was first, and `Refused`."""
    question = question_seen(viewer, key)
    if question is None or not may_answer(viewer, question):
        raise Refused
    changed = Question.objects.filter(pk=key, answered_at=None).update(
        answer=text, answered_by=viewer.id, answered_name=viewer.name, answered_on=on, answered_at=timezone.now()
    )
    if not changed:
        raise Answered
