"""The child's own words, pictures and sound in section A: the family sends them, an officer puts them in the plan, or says why not.
Of a picture the clause's words are what it shows, of a recording what is said in it, so that nobody needs to see or to hear it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.uploads import BadFile
from goldenthread.cases.models import Case
from goldenthread.letters.pdf import pdf
from goldenthread.people.models import Content
from goldenthread.plans.actions import Overtaken, add_clause, of
from goldenthread.plans.media import Media
from goldenthread.plans.models import Clause, Offering, Plan
from goldenthread.plans.queries import PLAN, adds_for_child, may_write, offerings_of, reach
from goldenthread.web.turns import one_at_a_time

MOST = 6
"""Pictures and recordings of one plan: its PDF holds every picture."""

WAITING = ("", "kept")
"""The decisions on what was sent that another may follow."""


class Full(Exception):
    """There are as many already as a plan, or a family's case, may have."""


def drawable(found: Media) -> Media:
    """A picture that the plan's PDF can hold. Raises `BadFile`: it is found out when it is sent, and not when the plan is."""
    if found.kind == "picture":
        name = f"{found.sha256}{PurePosixPath(found.name).suffix}"
        try:
            pdf("picture.typ", pictures={name: found.data}, picture={"name": name})
        except RuntimeError:
            raise BadFile(f"“{found.name}” is damaged, and we cannot open it. Save it again, or take it again, and send that") from None
    return found


@transaction.atomic
def offer(viewer: Viewer, case: Case, *, kind: str, words: str, childs_own: bool, found: Media | None = None) -> None:
    """The family sends something for section A; or the child's setting passes on what is the child's own. Raises `Refused` and `Full`."""
    if reach(viewer, case) != "sent" and not (childs_own and adds_for_child(viewer, case)):
        raise Refused
    given = [uuid4(), case.pk, kind, words, childs_own, viewer.name, found.data if found else None, found.name if found else "", found.sha256 if found else None]
    with connection.cursor() as cursor:
        cursor.execute("select plans_offer(%s, %s, %s, %s, %s, %s, %s, %s, %s)", given)
        said = cursor.fetchone()[0]
    if said == "full":
        raise Full
    if said != "sent":
        raise Refused


@transaction.atomic
def add_own(viewer: Viewer, case: Case, plan: Plan, *, words: str, childs_own: bool, found: Media, because: str = "") -> Clause:
    """An officer adds a picture or a recording that the family gave them. Raises `Refused` and `Full`."""
    if not may_write(viewer, case):
        raise Refused
    details = details_of(found.kind, found.name, found.sha256, childs_own)
    one_at_a_time(f"section A of {plan.pk}")
    # Sent twice from one form, it is one, and its file is kept once.
    if known := Clause.objects.filter(plan=plan, section="A", text=words, details=details, because=because, edited_name=viewer.name, removed=False).first():
        return known
    content = Content(key=uuid4(), kind_of_data=PLAN, file=found.data, file_name=found.name, **of(case))
    Content.objects.bulk_create([content])
    return _clause(viewer, case, plan, content.pk, words, details, because)


@transaction.atomic
def take(viewer: Viewer, case: Case, plan: Plan, which: UUID) -> Clause:
    """Puts what the family sent in section A, in their own words. Raises `Refused`, `Full` and `Overtaken`."""
    return _put_in(viewer, case, plan, _waiting(viewer, case, which))


def _put_in(viewer: Viewer, case: Case, plan: Plan, found: Offering) -> Clause:
    details = {"childs_own": True} if found.childs_own else {}
    if found.content_id:
        name = Content.objects.filter(pk=found.content_id).values_list("file_name", flat=True).first() or ""
        details = details_of(found.kind, name, found.sha256, found.childs_own)
    clause = _clause(viewer, case, plan, found.content_id, found.words, details, f"offering:{found.pk}")
    _decide(found, viewer, "taken", "", clause.line)
    return clause


@transaction.atomic
def keep(viewer: Viewer, case: Case, which: UUID) -> None:
    """Accepts it before there is a version to put it in: the next one begins with it. Raises `Refused` and `Overtaken`."""
    _decide(_waiting(viewer, case, which), viewer, "kept", "", None)


def put_in_kept(viewer: Viewer, case: Case, plan: Plan) -> None:
    """Puts what was kept in a version that begins. What finds no place in it stays kept, and is said on the page of section A."""
    for found in offerings_of(viewer, case):
        if found.decision == "kept":
            try:
                with transaction.atomic():
                    _put_in(viewer, case, plan, found)
            except Full:
                continue


@transaction.atomic
def decline(viewer: Viewer, case: Case, which: UUID, reason: str) -> None:
    """Leaves it out of the plan, for a reason that the family reads. Raises `Refused` and `Overtaken`."""
    if not reason.strip():
        raise Refused
    _decide(_waiting(viewer, case, which), viewer, "declined", reason.strip(), None)


def details_of(kind: str, name: str, sha256: str, childs_own: bool) -> dict[str, Any]:
    return {"media": {"kind": kind, "name": name, "sha256": sha256}, **({"childs_own": True} if childs_own else {})}


def _clause(viewer: Viewer, case: Case, plan: Plan, content: UUID | None, words: str, details: Mapping[str, Any], because: str) -> Clause:
    if content and Clause.objects.filter(plan=plan, content__isnull=False, removed=False).count() >= MOST:
        raise Full
    return add_clause(viewer, case, plan, "A", text=words, details=details, because=because, content=content)


def _waiting(viewer: Viewer, case: Case, which: UUID) -> Offering:
    if not may_write(viewer, case):
        raise Refused
    found = next((o for o in offerings_of(viewer, case) if o.pk == which), None)
    if found is None:
        raise Refused
    if found.decision not in WAITING:
        raise Overtaken(found)
    return found


def _decide(found: Offering, viewer: Viewer, decision: str, reason: str, line: UUID | None) -> None:
    if not Offering.objects.filter(pk=found.pk, decision=found.decision).update(decision=decision, decision_reason=reason, decided_name=viewer.name, line=line):
        raise Overtaken(Offering.objects.get(pk=found.pk))
