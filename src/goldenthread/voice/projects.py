"""Consultations and co-production projects: opened, counted, answered, decided, and what came of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import rows
from goldenthread.offer.consulted import Consultation
from goldenthread.science.safeguarding import read_by
from goldenthread.science.small_numbers import Shown
from goldenthread.voice.meetings import body_of
from goldenthread.voice.models import Project, ProjectAnswer, Reached
from goldenthread.web.navigation import LEADS_PROJECTS
from goldenthread.web.turns import one_at_a_time

LEADS = LEADS_PROJECTS
NEEDS = {
    "communication": "Communication and interaction", "cognition": "Cognition and learning", "social-emotional": "Social, emotional and mental health",
    "sensory-physical": "Sensory and physical needs",
}  # fmt: skip
"""The areas of need of the SEND Code, 6.28 to 6.35."""


def asking_children(on: dt.date) -> list[Project]:
    """Open projects that ask children and young people something."""
    return list(Project.objects.filter(opens_on__lte=on, closes_on__gte=on).exclude(asks_children="").order_by("closes_on", "title"))


def every(on: dt.date) -> list[Project]:
    """Open ones first, by the day on which they close; then the newest."""
    found = list(Project.objects.select_related("owner").order_by("-closes_on", "title"))
    return sorted((p for p in found if p.closes_on >= on), key=lambda p: p.closes_on) + [p for p in found if p.closes_on < on]


MOST_OFFERED = 100


def about_the_offer(on: dt.date) -> list[Consultation]:
    """Consultations that a record of who was asked about the Local Offer may name, the open ones first."""
    return [Consultation(p.pk, p.title, reverse("project", args=[p.pk]), p.opens_on <= on <= p.closes_on) for p in every(on)[:MOST_OFFERED]]


def own(viewer: Viewer) -> QuerySet[Project]:
    return Project.objects.filter(owner=body_of(viewer, LEADS)).order_by("-closes_on", "title")


@transaction.atomic
def open_one(viewer: Viewer, **given: Any) -> Project:
    body = body_of(viewer, LEADS)
    if body is None or viewer.id is None:
        raise Refused
    one_at_a_time(f"projects of {body}")
    if known := Project.objects.filter(owner=body, made_by=viewer.id, **given).first():
        return known
    made = Project(owner_id=body, made_by=viewer.id, **given)
    made.save(force_insert=True)
    return made


@transaction.atomic
def count(viewer: Viewer, project: Project, on: dt.date, *, how: str, who: str, district: str | None, need: str, number: int) -> bool:
    """False where the same person counted the same group of the same session today: sent twice from one form, it is one count."""
    one_at_a_time(f"counts of {project.pk}")
    given = {"project": project, "on": on, "how": how, "who": who, "district_id": district or None, "need": need, "number": number, "by_name": viewer.name[:100]}
    if Reached.objects.filter(**given).exists():
        return False
    Reached.objects.bulk_create([Reached(**given)])
    return True


def answer(project: Project, on: dt.date, *, text: str, who: str, district: str, need: str, unsafe: str) -> bool:
    """An adult's answer, without a name. False where it is over, or more came today than one project takes."""
    question = "select voice_answer_project(%(which)s, %(project)s, %(who)s, %(district)s, %(need)s, %(text)s, %(unsafe)s, %(on)s, %(due)s)"
    given = {"which": uuid4(), "project": project.pk, "who": who, "district": district or None, "need": need, "text": text, "unsafe": unsafe == "yes", "on": on, "due": read_by(timezone.now(), on)}
    return bool(rows(question, **given)[0][0])


def answers_of(project: Project) -> list[ProjectAnswer]:
    """To be read by those who run it, the newest first: without what went to the safeguarding lead."""
    return list(project.answers.filter(passed_on=None).exclude(text="").select_related("district").order_by("-sent_on", "id")[:500])


def pass_to_lead(viewer: Viewer, answer: UUID, on: dt.date) -> bool:
    """Words by which a child may be unsafe go to the safeguarding lead, and nobody else keeps them."""
    return bool(rows("select voice_pass_answer(%(which)s, %(name)s, %(on)s, %(due)s)", which=answer, name=viewer.name, on=on, due=read_by(timezone.now(), on))[0][0])


STEPS = ("said", "decided", "effect")


def write(viewer: Viewer, project: Project, step: str, text: str, on: dt.date) -> None:
    """What was said, what was decided, or what came of it: each once and on its day, the last two only after the one before. Raises `Refused`."""
    if step not in STEPS or any(not getattr(project, before) for before in STEPS[: STEPS.index(step)]):
        raise Refused
    fields: dict[str, Any] = {step: text, f"{step}_on": on}
    if step == "decided":
        fields["decided_by_name"] = viewer.name[:100]
    if not Project.objects.filter(pk=project.pk, owner=body_of(viewer, LEADS), **{f"{step}_on": None}).update(**fields):
        raise Refused


@dataclass(frozen=True)
class Counted:
    """Who took part, in one way of grouping them; None stands for a number that is left out."""

    title: str
    cells: list[tuple[str, Shown]]


@dataclass(frozen=True)
class Reach:
    total: Shown
    tables: list[Counted]


_GROUPED = {
    "who": ("Who took part", dict(Reached.Who.choices)),
    "district": ("Where they live", {"": "Elsewhere, or not said"}),
    "need": ("Their area of need", NEEDS | {"": "Several, or not said"}),
}


def reach(project: Project) -> Reach:
    """Who took part, as anybody may read it: the database lets out no small number."""
    found = rows("select * from voice_taking_part(%(p)s)", p=project.pk)
    cells = {group: [(words.get(name, name), number) for of, name, number in found if of == group and name is not None] for group, (_, words) in _GROUPED.items()}
    total = next(number for _, name, number in found if name is None)
    return Reach(total, [Counted(_GROUPED[group][0], shown) for group, shown in cells.items() if shown])


def views_sent(project: UUID) -> int:
    """How many children and young people answered on the page; none where they are few."""
    return int(rows("select voice_views_of(%(p)s)", p=project)[0][0])
