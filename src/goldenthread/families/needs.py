"""A child's needs as home and school say them, side by side. The questions are our own, by area of need, in plain words: no licensed
instrument, no score and no threshold. Who reads which side follows the policy: home's is a message of the family, school's its own record of support."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from goldenthread.access.policy import Record, Refused, Shape, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.families.models_needs import NeedsAnswer
from goldenthread.people.models import Child
from goldenthread.web.turns import one_at_a_time

KIND = {"home": "messages-to-family", "school": "school-sen-support"}
AREAS = {
    "understanding": ("Understanding and talking", "following what is said, finding words, being understood"),
    "others": ("Being with other people", "making friends, taking turns, joining in"),
    "learning": ("Learning and remembering", "reading, writing, numbers, keeping hold of what was learned"),
    "attention": ("Attention and getting things done", "starting, keeping going, waiting, getting organised"),
    "feelings": ("Feelings and worries", "being anxious, sad or angry, and calming down again"),
    "change": ("Change and things that are new", "plans that change, new places, moving from one thing to the next"),
    "senses": ("Sounds, light, touch, food and smells", "things that are too much, or not noticed"),
    "moving": ("Moving and using hands", "walking, stairs, pencils, buttons, being tired"),
    "everyday": ("Everyday care", "sleep, eating, washing, dressing, using the toilet"),
    "safety": ("Being safe", "danger, roads, running off, hurting themselves or others"),
}
"""Area of need, and what it takes in."""
LEVELS = {"none": "No extra help", "little": "A little help", "lot": "A lot of help", "unsure": "Not sure"}
OPEN = {"strengths": "What goes well, and what does the child like?", "matters": "What would make the most difference now?"}
LONGEST = 1000
_SHAPE = Shape()


def answers_of(viewer: Viewer, child: Child) -> QuerySet[NeedsAnswer]:
    """What was sent, newest first, as far as the viewer may read it; and the viewer's own draft."""
    mine = NeedsAnswer.objects.filter(visible(viewer, "read", shape=_SHAPE), child=child.pk).filter(Q(sent_on__isnull=False) | Q(by=viewer.id)).exclude(pk__in=sorted(viewer.withheld))
    return mine.order_by("-at", "-pk")


def side_of(viewer: Viewer, child: Child) -> str:
    """For which side the viewer may answer: "home", "school", or neither."""
    record = Record(owner=child.owner_id, child=child.pk)
    if child.pk in viewer.parented | viewer.parented_with_rights_passed | {viewer.child} and may(viewer, "write", KIND["home"], record):
        return "home"
    if any(r.slug == "setting-senco" and child.pk in r.connected for r in viewer.roles) and may(viewer, "write", KIND["school"], record):
        return "school"
    return ""


def draft_of(viewer: Viewer, child: Child) -> NeedsAnswer | None:
    return answers_of(viewer, child).filter(by=viewer.id, sent_on=None).first()


@transaction.atomic
def keep(viewer: Viewer, child: Child, levels: Mapping[str, str], words: Mapping[str, str], *, send_on: dt.date | None = None) -> None:
    """Keeps what was answered, and sends it where a day is given. Raises Refused."""
    side = side_of(viewer, child)
    if not side or viewer.id is None:
        raise Refused
    one_at_a_time(f"needs {viewer.id} {child.pk}")
    said = {"levels": {a: v for a, v in levels.items() if a in AREAS and v in LEVELS}, "words": {a: w[:LONGEST] for a, w in words.items() if w and (a in AREAS or a in OPEN)}, "sent_on": send_on, "at": timezone.now()}
    draft = draft_of(viewer, child)
    if draft is not None:
        NeedsAnswer.objects.filter(pk=draft.pk, sent_on=None).update(**said)
        return
    newest = answers_of(viewer, child).filter(by=viewer.id).first()
    if send_on and newest is not None and (newest.levels, newest.words, newest.sent_on) == (said["levels"], said["words"], send_on):
        # Pressed twice.
        return
    NeedsAnswer.objects.bulk_create([NeedsAnswer(child=child, owner_id=child.owner_id, side=side, kind_of_data=KIND[side], by=viewer.id, by_name=viewer.name, **said)])


@dataclass(frozen=True)
class Row:
    """One area as each side says it, newest of each; None where that side did not answer it, or the viewer may not read it."""

    area: str
    title: str
    home: str | None
    school: str | None
    home_words: str
    school_words: str

    @property
    def most(self) -> int:
        """How much help the side that sees more says: 2 a lot, 1 a little."""
        return max({"lot": 2, "little": 1}.get(level or "", 0) for level in (self.home, self.school))

    @property
    def apart(self) -> bool:
        """One side sees a need where the other sees none: something to talk about, and no verdict on either."""
        return {self.home, self.school} in ({"none", "lot"}, {"none", "little"})


def side_by_side(home: NeedsAnswer | None, school: NeedsAnswer | None) -> list[Row]:
    """The areas in which most help is said to be needed first."""

    def of(answer: NeedsAnswer | None, area: str) -> tuple[str | None, str]:
        return (answer.levels.get(area), answer.words.get(area, "")) if answer else (None, "")

    rows = []
    for area, (title, _) in AREAS.items():
        (h, hw), (s, sw) = of(home, area), of(school, area)
        rows.append(Row(area, title, h, s, hw, sw))
    return sorted(rows, key=lambda r: -r.most)
