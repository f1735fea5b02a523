"""What became of the demo's Local Offer since its file was loaded: who owns which row of Schedule 2, what is on in the coming weeks, and what
people said of it with what was done. All of it is invented, and recorded through the same functions as a person's."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import transaction

from goldenthread.access.models import User
from goldenthread.access.viewer import become
from goldenthread.offer import comments, consulted, coverage, sessions
from goldenthread.offer.models import Service
from goldenthread.offer.models_comments import Answer, Comment

SEED = 32
# By the beginning of a service's name: kind, title, weekday (0 is Monday), hours, places (0: no limit), how many weeks.
_SESSIONS = (
    ("Worried about school", "group", "Worried about school: parents’ evening", 1, "19:00", "20:30", 30, 5),
    ("Understanding ADHD", "course", "Understanding ADHD, evening", 2, "18:30", "20:30", 16, 6),
    ("Very selective eating", "webinar", "When your child eats very little: a talk", 0, "19:00", "20:00", 60, 2),
    ("Chatter time", "group", "Chatter time", 1, "09:30", "11:00", 0, 5),
    ("Sleep clinic", "outreach", "Sleep clinic", 0, "10:00", "14:00", 8, 4),
    ("Saturday short breaks club", "activity", "A Saturday of play", 5, "10:00", "15:00", 12, 4),
    ("Quiet swim", "activity", "Quiet swim", 5, "08:30", "09:30", 0, 5),
)  # fmt: skip
# Row, who owns it, days until the next look (not more than none: that day has come), what was found.
_OWNED = (
    ("C30", "Grace Oyelaran", 40, "Overnight stays are in two districts; a second provider begins in spring."),
    ("E11", "Grace Oyelaran", -6, "No entry for special schools. Asked the schools team for a page on each."),
    ("H27", "Amara Osei", 21, "Each trust confirms its own entries. Podiatry is missing."),
    ("H28", "Amara Osei", -2, "Ask the community nurses which schools they train."),
    ("P26", "Tom Ashby", 12, "The colleges were asked for their page on the allowance for disabled students."),
)
# Days ago, service (beginning of its name) or none, about, who, as it came, passed words, theme.
_SAID: tuple[tuple[int, str, str, str, str, str, str], ...] = (
    (210, "", "content", "parent", "My son Jake has waited a year and I only found the sleep clinic by chance. Ring me on 01632 960 333.", "I waited a year and only found the sleep clinic by chance.", "finding"),
    (180, "", "access", "worker", "The pages are hard to read on a phone.", "The pages are hard to read on a phone.", "access"),
    (150, "Saturday short breaks", "content", "parent", "There is no Saturday club near Clacton.", "There is no Saturday club near Clacton.", "place"),
    (120, "", "making", "parent", "Nobody asked us before this was changed.", "Nobody asked us before this was changed.", "heard"),
    (90, "", "content", "parent", "Please list private tutors.", "Please list private tutors.", "missing"),
    (60, "", "content", "child", "more things to do that are not football", "more things to do that are not football", "missing"),
    (40, "Sleep clinic", "content", "parent", "It was so good to be listened to.", "It was so good to be listened to.", "health"),
)  # fmt: skip
_HELD: tuple[tuple[int, str, str, str], ...] = (
    (12, "", "content", "Our daughter Holly is 14 and there is nothing for girls with ADHD in Harlow. Write to holly.mum@example.org"),
    (3, "Chatter time", "access", "The map does not show the side door for a pushchair."),
    (1, "", "other", "Cheap tuition at https://example.org/tuition"),
)
_ANSWERED: tuple[dict[str, Any], ...] = (
    {"theme": "finding", "said": "I only found help by chance, after a year.", "kind": "done", "decision": "Each family that joins a list is told of help for now, near to it.", "why": "", "decided_by": "SEND Partnership Board",
     "changed": "The search understands what parents write, and each letter names the Local Offer.", "ago": 100},
    {"theme": "place", "said": "There is no Saturday club near Clacton.", "kind": "will", "decision": "A club opens in Tendring.", "why": "It needs a building with a hoist, and one is being fitted.", "decided_by": "Short breaks commissioning group", "ago": 80},
    {"theme": "missing", "said": "Please list private tutors.", "kind": "not", "decision": "We will not list private tutors.", "why": "We cannot check how they work with children.", "decided_by": "Local Offer steering group", "ago": 70},
)  # fmt: skip

# Days ago, who, which of them, stage, how, about what, how many took part, what they said, the theme of the decision that followed.
_ASKED: tuple[tuple[int, str, str, str, str, tuple[str, ...], int | None, str, str], ...] = (
    (330, "parents", "The parent-carer forum", "review", "Two meetings and an online form", ("services", "layout", "comments"), 64, "Help is found by chance. Say who may come, and how long the wait is.", "finding"),
    (300, "children", "Pupils of four special schools", "review", "Talking with pictures, in class", ("services", "access"), 31, "More things to do near home. Words that are easy to read.", ""),
    (290, "schools", "Heads and SENCOs of the four quadrants", "review", "Termly SENCO meetings", ("services", "layout"), 118, "Teachers do not know what is in it and need it by need, not by provider.", ""),
    (280, "nhs", "The three integrated care boards and two trusts", "review", "A working group of three meetings", ("services",), None, "Each service can say what its wait is, if the list does it by itself.", ""),
    (120, "parents", "Families in Clacton and Harwich", "review", "A morning at two family hubs", ("services", "offline"), 3, "There is nothing on Saturdays. Paper copies should be at the library.", "place"),
)  # fmt: skip


def keep_the_offer(today: date) -> str:
    """Says in a sentence what was made."""
    who = {u.name: u for u in User.objects.filter(name__in=("Grace Oyelaran", "Dr Amara Osei", "Tom Ashby"), is_active=True)}
    grace = who.get("Grace Oyelaran")
    if grace is None:
        return "Nobody edits the Local Offer"
    with transaction.atomic():
        viewer = become(grace.pk)
        for code, name, ahead, note in _OWNED:
            owner = who.get(name) or who.get(f"Dr {name}")
            if owner:
                coverage.record_look(viewer, code, owner.pk, owner.name, note, today + timedelta(days=ahead), today - timedelta(days=30))
        made = sum(_sessions(Random(SEED + n), today, *row) for n, row in enumerate(_SESSIONS))  # noqa: S311
        _comments(viewer, today)
        _asked(viewer, today)
        become(None)
    return f"{made} sessions with a day, {Comment.objects.count()} comments and {Answer.objects.count()} answers of the Local Offer"


def _sessions(chance: Random, today: date, begins: str, kind: str, title: str, weekday: int, starts: str, ends: str, places: int, weeks: int) -> int:
    first = today + timedelta(days=(weekday - today.weekday()) % 7 or 7)
    n = 0
    for service in Service.objects.filter(name__startswith=begins).order_by("name")[:4]:
        there = service.at.filter(location__location_type="physical").values_list("location", flat=True).first()
        for week in range(weeks):
            # The nearest are fuller than those to come.
            left = min(places, max(0, round(places * week / weeks) + chance.randint(-2, 3))) if places else None
            told = {"kind": kind, "title": title, "on": first + timedelta(weeks=week), "starts": starts, "ends": ends, "location": there, "place": "", "capacity": places or None, "left": left,
                    "booking": "Telephone 01632 960 200" if places else ""}  # fmt: skip
            n += sessions.add(service.pk, told, today - timedelta(days=chance.randint(0, 9)), by_provider=True)
    return n


def _comments(viewer: Any, today: date) -> None:
    for ago, about, asks, who, came, passed, theme in _SAID:
        comments.take(_service(about), today - timedelta(days=ago), asks, who, came)
        one = Comment.objects.get(state=Comment.State.HELD)
        comments.judge(one.pk, today - timedelta(days=ago - 4), publish=True, public=passed, theme=theme, reason="")
    for told in _ANSWERED:
        decided = today - timedelta(days=told["ago"])
        fields = {k: told[k] for k in ("theme", "said", "kind", "decision", "why", "decided_by")} | {"decided_on": decided, "due_on": today + timedelta(days=60) if told["kind"] == "will" else None}
        ones = [str(c.pk) for c in comments.unanswered() if c.theme == told["theme"] and c.who != "child"]
        comments.answer(viewer, decided, fields, ones, told.get("changed", ""), decided + timedelta(days=20) if "changed" in told else None)
    comments.publish(viewer, today - timedelta(days=400), today - timedelta(days=65), "Thank you to everybody who wrote. You can go on telling us at any time.", today - timedelta(days=60))
    for ago, about, asks, came in _HELD:
        comments.take(_service(about), today - timedelta(days=ago), asks, "unsaid", came)


def _asked(viewer: Any, today: date) -> None:
    for ago, who, whom, stage, how, about, people, said, theme in _ASKED:
        on = today - timedelta(days=ago)
        made = consulted.record(viewer, on, {"who": who, "whom": whom, "stage": stage, "how": how, "about": list(about), "people": people, "said": said, "on": on}, None)
        if theme:
            consulted.tie(made.pk, Answer.objects.get(theme=theme).pk)


def _service(begins: str) -> Any:
    return Service.objects.filter(name__startswith=begins).order_by("name").values_list("pk", flat=True).first() if begins else None
