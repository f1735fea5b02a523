"""What a family and an officer can do on a family's page: ask, answer, and tell where things are."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from goldenthread.access.models import User
from goldenthread.access.policy import Refused, require
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.recipients import family_of
from goldenthread.cases.models import Case
from goldenthread.cases.queries_clocks import record_of
from goldenthread.families.models import Question, Update
from goldenthread.families.promises import ANSWER_A_QUESTION
from goldenthread.families.queries import MESSAGES, may_answer, may_ask, officer_bodies, question_seen, questions_about
from goldenthread.letters.sending import Recipient, queue
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
    asker = User.objects.filter(pk=question.asked_by, is_active=True).first()
    if asker is not None:
        _notify(viewer, Recipient("family", asker.name, asker.email), question.child_id, question.case, question.owner_id)


@transaction.atomic
def tell(viewer: Viewer, case: Case, text: str, on: dt.date) -> Update:
    """Tells the family where things are, on its page. Whoever of it can sign in gets an email that there is news. The same
    words on the same day are said once."""
    if case.child_id is None or viewer.id is None or case.owner_id not in officer_bodies(viewer):
        raise Refused
    require(viewer, "write", MESSAGES, record_of(case))
    before = Update.objects.filter(case=case.pk, on=on, text=text, by=viewer.id).first()
    if before is not None:
        return before
    update = Update(
        child_id=case.child_id, owner_id=case.owner_id, case=case.pk, text=text, on=on, by=viewer.id, by_name=viewer.name[:100]
    )
    Update.objects.bulk_create([update])
    for one in family_of(viewer, case, on):
        if one.to.email:
            _notify(viewer, one.to, case.child_id, case.pk, case.owner_id)
    return update


def _notify(viewer: Viewer, to: Recipient, child: UUID, case: UUID | None, owner: UUID) -> None:
    queue(
        viewer, to, purpose="news", subject="There is news for you", child=child, case=case, owner=owner,  # type: ignore[arg-type]
        body=f"Dear {to.name},\n\nThere is news for you. Sign in to read it:\n{settings.BASE_URL}/family/\n",
    )  # fmt: skip
