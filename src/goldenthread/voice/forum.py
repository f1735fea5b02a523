"""What the Multi-Schools Council and the parent-carer forum ask, from the question to what changed: each with one named person and a day, and
back to those who asked, who say whether they see the change."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet

from goldenthread.access.models import RoleGrant
from goldenthread.access.policy import Refused
from goldenthread.access.rules import ROLES
from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.people.models import in_force
from goldenthread.science.promises import promised
from goldenthread.voice.models import ForumQuestion
from goldenthread.web.addresses import address
from goldenthread.web.navigation import ANSWERS_THE_FORUM, ASKS_FOR_MANY
from goldenthread.web.turns import one_at_a_time

ASKS, ANSWERS = ASKS_FOR_MANY, ANSWERS_THE_FORUM


def reply_day(on: dt.date) -> dt.date:
    return promised("forum-reply").after(on)


def role_of(viewer: Viewer) -> tuple[str, UUID] | None:
    """The role in which the viewer asks for many, and the body for which they hold it."""
    return next(((r.slug, r.organisation) for r in viewer.roles if r.slug in ASKS and r.organisation and viewer.link_child is None), None)


def names_owners(viewer: Viewer) -> bool:
    return viewer.holds("la-send-manager") and viewer.link_child is None


def answers(viewer: Viewer) -> bool:
    return viewer.holds(*ANSWERS) and viewer.link_child is None


def public_record() -> QuerySet[ForumQuestion]:
    """Every question, the newest first."""
    return ForumQuestion.objects.select_related("to_body", "raised_body").order_by("-raised_on", "pk")


def own(viewer: Viewer) -> QuerySet[ForumQuestion]:
    """Those that the viewer's forum raised, and those put to the viewer; with a manager also those put to nobody."""
    mine = Q(to_user=viewer.id)
    if asked := role_of(viewer):
        mine |= Q(raised_by=asked[0], raised_body=asked[1])
    if names_owners(viewer):
        mine |= Q(council__in=viewer.organisations)
    return public_record().filter(mine).order_by(F("changed_on").asc(nulls_first=True), "reply_by", "pk")


def people(on: dt.date) -> list[tuple[str, str]]:
    """Who can be named: people who decide or lead, with what they are."""
    found = RoleGrant.objects.filter(in_force(on), role__in=ANSWERS, ended_at=None, user__is_active=True).select_related("user", "organisation").order_by("user__name", "role")
    return [(str(g.user_id), f"{g.user.name}, {ROLES[g.role][0]}{f', {g.organisation.name}' if g.organisation else ''}") for g in found]


@transaction.atomic
def raise_one(viewer: Viewer, text: str, why: str, on: dt.date) -> UUID:
    role, key = role_of(viewer), uuid4()
    one_at_a_time(f"forum question by {viewer.id}")
    # Pressed twice it is one question: each owes a reply, on the public record.
    if known := own(viewer).filter(raised_user=viewer.id, text=text.strip(), raised_on=on, replied_on=None).first():
        return known.pk
    if role is None or not rows("select voice_raise(%(key)s, %(role)s, %(body)s, %(text)s, %(why)s, %(on)s, %(by)s)", key=key, role=role[0], body=role[1], text=text, why=why, on=on, by=reply_day(on))[0][0]:
        raise Refused
    return key


def put_to(question: ForumQuestion, user: UUID, reply_by: dt.date, on: dt.date) -> None:
    _did("select voice_put_to(%(q)s, %(user)s, %(by)s, %(on)s, %(roles)s)", q=question.pk, user=user, by=reply_by, on=on, roles=list(ANSWERS))


def reply(question: ForumQuestion, *, decision: str, text: str, change_by: dt.date | None, on: dt.date) -> None:
    _did("select voice_reply(%(q)s, %(decision)s, %(text)s, %(by)s, %(on)s)", q=question.pk, decision=decision, text=text, by=change_by, on=on)


def changed(question: ForumQuestion, text: str, on: dt.date) -> None:
    _did("select voice_changed(%(q)s, %(text)s, %(on)s)", q=question.pk, text=text, on=on)


def seen(question: ForumQuestion, there: bool, on: dt.date) -> None:
    """Those who asked say whether they see the change. Where they do not, it is owed again, within the same days."""
    _did("select voice_seen(%(q)s, %(there)s, %(on)s, %(by)s)", q=question.pk, there=there, on=on, by=reply_day(on))


def _did(question: str, **given: object) -> None:
    if not rows(question, **given)[0][0]:
        raise Refused


def late(question: ForumQuestion, on: dt.date) -> bool:
    """A reply, or a change that was decided, whose day has passed."""
    if question.replied_on is None:
        return question.reply_by < on
    return question.changed_on is None and question.change_by is not None and question.change_by < on


def stands(question: ForumQuestion) -> str:
    if question.replied_on is None:
        return f"Waits for a reply from {question.to_name}" if question.to_name else "Waits for somebody to be named"
    if question.decision == "no":
        return "Answered: no"
    if question.changed_on is None:
        return "Decided: the change is to come"
    return {"yes": "Changed, and seen by those who asked", "": "Changed"}.get(question.seen, "Changed")


def owed(viewer: Viewer, on: dt.date, case: UUID | None) -> list[Task]:
    """In My work: the reply and the change of whoever was named; with a manager, a question for which nobody is named."""
    if case is not None or viewer.id is None or viewer.link_child is not None or not answers(viewer):
        return []
    open_to_me = Q(to_user=viewer.id) & (Q(replied_on=None) | Q(change_by__isnull=False, changed_on=None))
    unnamed = Q(to_user=None, council__in=viewer.organisations) if names_owners(viewer) else Q(pk=None)
    return [_task(viewer, q) for q in ForumQuestion.objects.filter(open_to_me | unnamed)]


def _task(viewer: Viewer, q: ForumQuestion) -> Task:
    title = "Name who answers" if q.to_user is None else "Reply to those who ask for many" if q.replied_on is None else "Make the change that you decided"
    due = q.reply_by if q.replied_on is None else q.change_by
    clock = ClockFacts(q.pk, "forum-question", str(q.pk), q.raised_on, due, None, None, None, "", "local", False, "authority")
    assert viewer.id is not None
    return Task(clock, None, None, mine=True, said=Said(title, address("forum-question", q.pk), f"{q.get_raised_by_display()}: “{q.text[:120]}”", viewer.name, viewer.id))


OWED = Elsewhere(
    owed, "from voice_forumquestion where (to_user = %(user)s or to_user is null) and (replied_on is null or change_by is not null and changed_on is null)"
)
