"""Comments on the Local Offer, from the word that somebody leaves to the page of the year that says what was done about it."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from goldenthread.access.viewer import Viewer
from goldenthread.offer import consulted
from goldenthread.offer.asking import answer_of
from goldenthread.offer.keeping import edits
from goldenthread.offer.models_comments import Answer, AnswerChange, Comment, Publication, Theme
from goldenthread.science.personal_details import found_in
from goldenthread.web.owed_besides import Besides
from goldenthread.web.turns import one_at_a_time

READ_WITHIN = 10
"""Days within which a comment is read: our own promise, on the page."""
A_YEAR = 365
"""Days: comments and answers are published at least annually (Children and Families Act 2014 section 30(6))."""
A_LIST = 200


def take(service: UUID | None, on: dt.date, asks: str, who: str, text: str) -> None:
    answer_of("select offer_comment_take(%s, %s, %s, %s, %s)", service, on, asks, who, text)


def judge(comment: UUID, on: dt.date, *, publish: bool, public: str, theme: str, reason: str) -> bool:
    """An editor's judgement. No where it was judged before, or somebody else asks."""
    return bool(answer_of("select offer_comment_judge(%s, %s, %s, %s, %s, %s)", comment, publish, public, theme, reason, on))


def take_back(comment: UUID, on: dt.date, reason: str) -> bool:
    return bool(answer_of("select offer_comment_take_back(%s, %s, %s)", comment, reason, on))


def forget(on: dt.date) -> None:
    """By the worker: the words of what was not published, 90 days after it was judged."""
    with connection.cursor() as cursor:
        cursor.execute("select offer_forget_comments(%s)", [on])


# --- what is read ---


def published() -> QuerySet[Comment]:
    return Comment.objects.filter(state=Comment.State.PUBLISHED).select_related("service", "answer").prefetch_related("answer__changes").order_by("-on", "pk")


def held() -> QuerySet[Comment]:
    return Comment.objects.filter(state=Comment.State.HELD).select_related("service").order_by("on", "pk")


@dataclass(frozen=True)
class Held:
    comment: Comment
    days: int
    warnings: list[str]


def to_read(on: dt.date) -> list[Held]:
    """The oldest first, each with what in it may need care."""
    rows = list(held())
    alike = Counter(_plain(c.text) for c in rows)
    return [Held(c, (on - c.on).days, _warnings(c, alike[_plain(c.text)])) for c in rows]


def warnings_of(comment: Comment) -> list[str]:
    return _warnings(comment, sum(_plain(c.text) == _plain(comment.text) for c in held()))


def _warnings(comment: Comment, alike: int) -> list[str]:
    said = [f"It may hold {what}." for what in found_in(comment.text)]
    return [*said, f"{alike} comments say the same."] if alike > 1 else said


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def unanswered() -> QuerySet[Comment]:
    return published().filter(answer=None).order_by("theme", "on", "pk")


def answers() -> QuerySet[Answer]:
    return Answer.objects.annotate(n=Count("comments", filter=Q(comments__state="published"), distinct=True)).prefetch_related("changes__service").order_by("-decided_on", "pk")


# --- what is decided ---


@transaction.atomic
def answer(viewer: Viewer, on: dt.date, told: dict[str, Any], comments: list[str], changed: str = "", changed_on: dt.date | None = None) -> Answer:
    one_at_a_time(f"offer answers by {viewer.id}")
    # Sent twice from one form, it is one decision: families would read two.
    made = Answer.objects.filter(on=on, by=viewer.id, **told).first() or Answer.objects.create(on=on, by=viewer.id, by_name=viewer.name, **told)
    answer_of("select offer_comment_answer(%s, %s::jsonb)", made.pk, json.dumps(comments))
    if changed and changed_on:
        add_change(viewer, made, changed_on, changed, None)
    return made


def add_comments(of: Answer, comments: list[str]) -> int:
    return int(answer_of("select offer_comment_answer(%s, %s::jsonb)", of.pk, json.dumps(comments)))


@transaction.atomic
def add_change(viewer: Viewer, of: Answer, on: dt.date, text: str, service: UUID | None) -> None:
    one_at_a_time(f"changes of {of.pk}")
    given = {"answer": of, "on": on, "text": text, "service_id": service, "by": viewer.id}
    if not AnswerChange.objects.filter(**given).exists():
        AnswerChange.objects.create(**given, by_name=viewer.name)


# --- the year ---


def publications() -> QuerySet[Publication]:
    return Publication.objects.order_by("-last")


def due() -> dt.date | None:
    """By when the next is owed: a year after the last was published; before any was, a year after the first comment came."""
    last = publications().first()
    begun = last.on if last else Comment.objects.order_by("on").values_list("on", flat=True).first()
    return begun + dt.timedelta(days=A_YEAR) if begun else None


def begins() -> dt.date | None:
    """The first day that the next covers: the day after the last one's, so that no comment falls between."""
    last = publications().first()
    return last.last + dt.timedelta(days=1) if last else Comment.objects.order_by("on").values_list("on", flat=True).first()


def told_of(first: dt.date, last: dt.date) -> dict[str, Any]:
    """The numbers and decisions of a time, as its page says them and keeps them."""
    came = Comment.objects.filter(on__gte=first, on__lte=last)
    states, withheld = Counter(came.values_list("state", flat=True)), Counter(came.filter(state="withheld").values_list("reason", flat=True))
    passed = came.filter(state="published")
    by_theme, open_themes = Counter(passed.values_list("theme", flat=True)), Counter(passed.filter(answer=None).values_list("theme", flat=True))
    of = Answer.objects.filter(Q(decided_on__gte=first, decided_on__lte=last) | Q(changes__on__gte=first, changes__on__lte=last) | Q(comments__in=passed)).distinct()
    return {
        "came": sum(states.values()), "published": states["published"], "held": states["held"],
        "withheld": [[Comment.Reason(r).label, n] for r, n in sorted(withheld.items()) if r],
        "asked": consulted.told_of(first, last),
        "entries": came.exclude(service=None).count(),
        "themes": [[t.label, by_theme[t.value], open_themes[t.value]] for t in Theme if by_theme[t.value]],
        "answers": [
            {
                "id": str(a.pk), "theme": a.get_theme_display(), "said": a.said, "kind": a.kind, "decision": a.decision, "why": a.why, "decided_by": a.decided_by, "decided_on": a.decided_on.isoformat(),
                "due_on": a.due_on.isoformat() if a.due_on else "", "comments": a.comments.filter(state="published").count(),
                "changes": [[c.on.isoformat(), c.text, str(c.service_id or ""), c.service.name if c.service else ""] for c in a.changes.select_related("service").order_by("on", "pk")],
            }
            for a in of.order_by("kind", "decided_on", "pk")
        ],
    }  # fmt: skip


@transaction.atomic
def publish(viewer: Viewer, first: dt.date, last: dt.date, intro: str, on: dt.date) -> Publication | None:
    """Nothing where another has published meanwhile, so that no day stands in two."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('offer publish', 0))")
    if begins() != first:
        return None
    return Publication.objects.create(first=first, last=last, on=on, intro=intro, told=told_of(first, last), by=viewer.id, by_name=viewer.name)


def comments_of(publication: Publication) -> list[Comment]:
    """The comments themselves, as they may be read today: one that was taken back since is gone."""
    return list(published().filter(on__gte=publication.first, on__lte=publication.last).order_by("theme", "on", "pk"))


def owed(viewer: Viewer, on: dt.date) -> list[Besides]:
    """What editors owe to those who commented, for their page of work."""
    if not edits(viewer):
        return []
    found = []
    late = held().filter(on__lt=on - dt.timedelta(days=READ_WITHIN))
    if n := late.count():
        first = late[0].on + dt.timedelta(days=READ_WITHIN)
        found.append(Besides("Read comments on the Local Offer", f"{n} {'has' if n == 1 else 'have'} waited more than {READ_WITHIN} days", first, "Our own promise", reverse("offer-judge-list")))
    by = due()
    if by and by - dt.timedelta(days=56) <= on:
        found.append(Besides("Publish “You said, we did”", "Comments and what was done about them, at least once a year", by, "Children and Families Act 2014, section 30(6)", reverse("offer-year-publish"), "law"))
    promised = Answer.objects.filter(kind=Answer.Kind.WILL, due_on__lte=on, changes=None).order_by("due_on")
    found += [Besides(f"Do what was promised: {a.said[:80]}", a.decision[:120], a.due_on, f"{a.decided_by}, {a.decided_on:%d.%m.%Y}", reverse("offer-answer", args=[a.pk])) for a in promised if a.due_on]
    return found
