"""What children and young people tell us: sent by themselves or with somebody they trust, read by the safeguarding lead the same working day,
and only then passed on to the child's plan or to the project that asked."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from goldenthread.access.policy import CHILD, IDENTITY, Refused, visible
from goldenthread.access.rules import OFFICERS
from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.people.models import Child
from goldenthread.plans.media import Media
from goldenthread.plans.queries import adds_for_child, adds_to_plan
from goldenthread.science.safeguarding import read_by
from goldenthread.voice.forms_views import ViewForm
from goldenthread.voice.models import ChildView, Concern, Project
from goldenthread.web.addresses import address
from goldenthread.web.navigation import LEADS_PROJECTS

LEAD = "safeguarding-lead"
AGES = {age: name for age, name in ChildView.Age.choices if age != ChildView.Age.ADULT}
A_LIST = 200


def children_of(viewer: Viewer) -> list[Child]:
    """Whose views the viewer may send: their own, their children's, or those of the pupils of their school."""
    if not (own := _own(viewer)):
        return []
    return list(Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in=own).order_by("sort_key", "reference")[:A_LIST])


def _own(viewer: Viewer) -> set[UUID]:
    """By their keys. No child from whom the viewer is barred is among them."""
    if viewer.link_child is not None:
        return set()
    own = set(viewer.parented)
    if viewer.child and viewer.holds("young-person"):
        own.add(viewer.child)
    return own | {c for role in viewer.roles if role.slug == "setting-senco" for c in role.connected}


def helpers(viewer: Viewer, child: Child | None) -> list[tuple[str, str]]:
    """Who may be beside the child, as the form asks."""
    every = dict(ChildView.Helped.choices)
    if child is None:
        return list(every.items())
    if viewer.child == child.pk and viewer.holds("young-person"):
        return [(k, every[k]) for k in ("alone", "adult")]
    return [(k, every[k]) for k in (("adult",) if child.pk in viewer.parented else ("school",))]


def case_for(viewer: Viewer, child: Child, on: dt.date) -> UUID | None:
    """The open case whose plan takes what the child says, as section A takes it from the viewer already."""
    for line in cases_of_child(viewer, child, on):
        if not line.closed and (adds_to_plan(viewer, line.case) or adds_for_child(viewer, line.case)):
            return line.case.pk
    return None


@transaction.atomic
def say(viewer: Viewer, form: ViewForm, on: dt.date, *, child: Child | None, project: Project | None, helped: str, found: Media | None) -> dt.date:
    """Keeps it for the safeguarding lead, and answers by which day it is read. Raises `Refused`."""
    data, due = form.cleaned_data, read_by(timezone.now(), on)
    case = case_for(viewer, child, on) if child else None
    words = form.words
    given = {
        "which": uuid4(), "child": child.pk if child else None, "project": project.pk if project else None, "case": case, "age": form.age, "helped": helped,
        "faces": json.dumps(form.faces), "words": words, "shows": data["shows"].strip(), "kind": found.kind if found else "words", "file": found.data if found else None,
        "name": found.name if found else "", "hash": found.sha256 if found else "", "unsafe": data["unsafe"] == "yes", "what": data["what"].strip() if data["unsafe"] == "yes" else "",
        "find": data.get("find_me", "").strip() if data["unsafe"] == "yes" else "", "on": on, "due": due, "by": viewer.name[:100],
    }  # fmt: skip
    question = (
        "select voice_say(%(which)s, %(child)s, %(project)s, %(case)s, %(age)s, %(helped)s, %(faces)s::jsonb, %(words)s, %(shows)s, %(kind)s, %(file)s, %(name)s, %(hash)s,"
        " %(unsafe)s, %(what)s, %(find)s, %(on)s, %(due)s, %(by)s)"
    )
    if not rows(question, **given)[0][0]:
        raise Refused
    return due


def passed_on(viewer: Viewer) -> QuerySet[ChildView]:
    """What the viewer may read once it was passed on: what they sent for a child for whom they still may, of their council's children, or of
    their project. Nothing of a child whose record is sealed."""
    if viewer.id is None or viewer.link_child is not None:
        return ChildView.objects.none()
    works_for = [r.organisation for r in viewer.roles if r.slug in (LEAD, *OFFICERS)]
    leads = [r.organisation for r in viewer.roles if r.slug in LEADS_PROJECTS]
    mine = Q(by=viewer.id, child__in=_own(viewer)) | Q(owner__in=works_for) | Q(child=None, project__owner__in=leads)
    open_ = Q(child=None) | Q(child__in=Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY)))
    return ChildView.objects.filter(mine, open_, state=ChildView.State.PASSED).select_related("project").order_by("-sent_on", "-at")


def names_of(viewer: Viewer, views: Iterable[ChildView]) -> dict[UUID, str]:
    """Of the children whose views they are, as far as the viewer may read who they are."""
    children = Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in=[v.child_id for v in views if v.child_id])
    return {c.pk: f"{c.forename} {c.surname}" for c in children}


# --- what the safeguarding lead does ---


def is_lead(viewer: Viewer) -> bool:
    return viewer.holds(LEAD) and viewer.link_child is None


@dataclass(frozen=True)
class Held:
    """Something to read, and of whom it is."""

    concern: Concern
    who: str

    def late(self, on: dt.date) -> bool:
        return self.concern.read_on is None and self.concern.due < on


def concerns(viewer: Viewer, *, read: bool = False) -> list[Held]:
    """Those to read: what a child said is unsafe first, then by the day by which it is read."""
    found = _to_lead(viewer).filter(read_on__isnull=not read).select_related("view", "view__child", "view__project")
    ordered = found.order_by("-read_on", "-due")[:50] if read else found.order_by(F("said_unsafe").desc(), "due", "view__at")[:A_LIST]
    return [Held(c, who_of(c.view)) for c in ordered]


def who_of(view: ChildView) -> str:
    if view.child:
        return f"{view.child.forename} {view.child.surname}"
    return f"Somebody who answered “{view.project.title}”" if view.project else "Somebody"


def concern_of(viewer: Viewer, view: UUID) -> Concern | None:
    return _to_lead(viewer).filter(pk=view).select_related("view", "view__child", "view__project").first()


def _to_lead(viewer: Viewer) -> QuerySet[Concern]:
    """Of the bodies for which the viewer is the safeguarding lead; of none for anybody else."""
    return Concern.objects.filter(owner__in=[r.organisation for r in viewer.roles if r.slug == LEAD] if is_lead(viewer) else [])


def owed(viewer: Viewer, on: dt.date, case: UUID | None) -> list[Task]:
    """In a safeguarding lead's work: what is still to be read. The list tells no word of what they said."""
    if case is not None or viewer.id is None or not is_lead(viewer):
        return []
    return [
        Task(
            ClockFacts(held.concern.pk, "childs-view", "", held.concern.view.sent_on, held.concern.due, None, None, None, "", "local", False, "authority"), None, held.concern.view.child, mine=True,
            said=Said("Read what a child told us", address("safeguarding-one", held.concern.pk), "They say that they are not safe" if held.concern.said_unsafe else "Before it is passed on", viewer.name, viewer.id, of="" if held.concern.view.child else held.who),
        )
        for held in concerns(viewer)
    ]  # fmt: skip


OWED = Elsewhere(owed, "from voice_concern where read_on is null")


def read(viewer: Viewer, concern: Concern, *, outcome: str, done: str, shows: str, on: dt.date) -> str:
    """Answers where it went: "plan", "kept", "held-back", or "read" where somebody had read it already."""
    question = "select voice_read(%(which)s, %(outcome)s, %(done)s, %(shows)s, %(name)s, %(on)s)"
    return str(rows(question, which=concern.pk, outcome=outcome, done=done.strip(), shows=shows.strip(), name=viewer.name[:100], on=on)[0][0])
