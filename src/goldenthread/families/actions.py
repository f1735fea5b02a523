"""What a family and an officer can do on a family's page: ask, answer, and tell where things are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from goldenthread.access.models import User
from goldenthread.access.policy import Record, Refused, may, require
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.recipients import family_of
from goldenthread.assessments.uploads import Accepted
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_clocks import record_of
from goldenthread.engine.explain import long_day
from goldenthread.families.answerers import above, who_answers
from goldenthread.families.models import Question, QuestionFile, Update
from goldenthread.families.promises import answer_again_by, answer_by
from goldenthread.families.queries import may_answer, may_ask, officer_bodies, question_seen, questions_about
from goldenthread.families.wishes import owe
from goldenthread.letters.sending import Recipient, queue
from goldenthread.letters.writing import mail
from goldenthread.pathways import PATHWAYS
from goldenthread.people.kinds import MESSAGES, STAGE
from goldenthread.people.models import Child, Content
from goldenthread.plans.actions_answers import family_records
from goldenthread.web.turns import one_at_a_time

MEETING = "meeting-requested"


class Answered(Exception):
    """Somebody else has answered it meanwhile. Nothing was recorded."""


@transaction.atomic
def ask(
    viewer: Viewer, child: Child, case: Case | None, *, about: str, text: str, shared: bool, on: dt.date, files: Sequence[Accepted] = ()
) -> Question:
    """Puts a question to a person of the council by name, with the papers that came with it, and answers within its own period. The same words
    sent again before they are answered are one question: somebody pressed twice. Asking for a meeting is an event of the
    case, where its pathway knows it."""
    if viewer.id is None or not may_ask(viewer, child):
        raise Refused
    # Two presses at one moment are looked at one after the other.
    one_at_a_time(f"question {viewer.id} {child.pk}")
    for before in questions_about(viewer, child):
        if before.asked_by == viewer.id and before.answered_at is None and (before.text, before.about) == (text, about):
            names = {file.name for file in before.files.all()}
            if names == {file.name for file in files}:
                return before
    # What another body holds, such as a waiting list, is not the council's own case: the question is then of none.
    case = case if case and case.owner_id == child.owner_id else None
    who = who_answers(child, case.pk if case else None, on)
    question = Question(
        child=child, owner_id=child.owner_id, case=case.pk if case else None, about=about, text=text, shared=shared, asked_by=viewer.id,
        asked_on=on, answer_by=answer_by(on), to=who.practitioner, to_name=who.name,
    )  # fmt: skip
    Question.objects.bulk_create([question])
    QuestionFile.objects.bulk_create(
        [QuestionFile(question=question, child=child, owner_id=child.owner_id, name=file.name, data=file.data) for file in files]
    )
    if about == Question.About.MEETING and case is not None and MEETING in PATHWAYS[case.pathway].events:
        family_records(viewer, case, MEETING)
    return question


@transaction.atomic
def say_helped(viewer: Viewer, question: Question, helped: bool, on: dt.date, *, text: str = "") -> Question | None:
    """Whether an answer answered the question, said once by whoever asked. If not, it is open again, with the manager of whoever was to
    answer it, and that is answered. Raises `Answered` where it was said before."""
    one_at_a_time(f"helped {question.pk}")
    ((said,),) = rows("select families_say_helped(%(key)s, %(helped)s, %(on)s)", key=question.pk, helped=helped, on=on)
    if not said:
        raise Answered
    if helped:
        return None
    who = above(question.to, on) if question.to else who_answers(question.child, question.case, on)
    again = Question(
        child=question.child, owner_id=question.owner_id, case=question.case, about=question.about, text=text or question.text, shared=question.shared,
        asked_by=question.asked_by, asked_on=on, answer_by=answer_again_by(on), to=who.practitioner, to_name=who.name, again=question.pk,
    )  # fmt: skip
    Question.objects.bulk_create([again])
    return again


@transaction.atomic
def keep_with_the_case(viewer: Viewer, file: QuestionFile) -> None:
    """Adds a paper that came with a question to those of its case, where it can go with requests for advice (r.6(3)).
    Raises `Answered` where it was added before, and `Refused`."""
    case = Case.objects.filter(pk=file.question.case).first()
    if case is None:
        raise Refused
    require(viewer, "write", STAGE, record_of(case))
    copy = Content(
        key=uuid4(), child_id=file.child_id, case=case.pk, owner_id=file.owner_id, kind_of_data=STAGE, file=bytes(file.data),
        file_name=f"From the family, {long_day(file.question.asked_on)}: {file.name}"[:200],
    )  # fmt: skip
    if not QuestionFile.objects.filter(pk=file.pk, kept=None).update(kept=copy.key):
        raise Answered
    Content.objects.bulk_create([copy])


@transaction.atomic
def answer(viewer: Viewer, key: UUID, text: str, on: dt.date) -> None:
    """Answers once, in the viewer's own name. Raises `Answered` where somebody was first, and `Refused`."""
    question = question_seen(viewer, key)
    if question is None or not may_answer(viewer, question, on):
        raise Refused
    changed = Question.objects.filter(pk=key, answered_at=None).update(
        answer=text, answered_by=viewer.id, answered_name=viewer.name, answered_on=on, answered_at=timezone.now()
    )
    if not changed:
        raise Answered
    asker = User.objects.filter(pk=question.asked_by, is_active=True).first()
    if asker is not None:
        owe(viewer, asker.pk, asker.name, on, question=question)
        _notify(viewer, Recipient("family", asker.name, asker.email), question.child_id, question.case, question.owner_id)


@transaction.atomic
def tell(viewer: Viewer, case: Case, text: str, on: dt.date, *, hear_by: dt.date | None = None) -> Update:
    """Tells the family where things are, on its page, and if the teller wishes by which day it hears from them again. Whoever of it can
    sign in gets an email that there is news. The same words on the same day are said once."""
    if case.child_id is None or viewer.id is None or case.owner_id not in officer_bodies(viewer):
        raise Refused
    require(viewer, "write", MESSAGES, record_of(case))
    before = Update.objects.filter(case=case.pk, on=on, text=text, by=viewer.id).first()
    if before is not None:
        return before
    update = Update(
        child_id=case.child_id, owner_id=case.owner_id, case=case.pk, text=text, on=on, by=viewer.id, by_name=viewer.name[:100],
        hear_by=hear_by, to=viewer.practitioner if hear_by else None,
    )  # fmt: skip
    Update.objects.bulk_create([update])
    for one in family_of(viewer, case, on):
        if one.to.email:
            reader = User.objects.filter(email=one.to.email, is_active=True).first()
            if reader is not None:
                owe(viewer, reader.pk, reader.name, on, update=update)
            _notify(viewer, one.to, case.child_id, case.pk, case.owner_id)
    return update


def _notify(viewer: Viewer, to: Recipient, child: UUID, case: UUID | None, owner: UUID) -> None:
    words = mail(owner, "news", {"reader": to.name, "address": f"{settings.BASE_URL}/family/"})
    # A manager who answers writes as one who leads the casework: the email itself says nothing.
    kind = MESSAGES if may(viewer, "write", MESSAGES, Record(owner=owner, child=child)) else STAGE
    queue(viewer, to, purpose="news", subject=words.subject, body=words.body, child=child, case=case, owner=owner, kind=kind)  # type: ignore[arg-type]
