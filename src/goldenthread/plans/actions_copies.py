"""A setting that was never given the plan in force, has a part of it alone, or holds one that is no longer, asks for it; an officer gives it on a ground of regulation
17 of the SEND Regulations 2014, or says why not."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.recipients import holders
from goldenthread.cases.models import Case
from goldenthread.letters.sending import Recipient
from goldenthread.people.models import Connection, in_force
from goldenthread.plans.actions import Overtaken
from goldenthread.plans.actions_answers import disclose
from goldenthread.plans.actions_sending import give_to
from goldenthread.plans.facts import practitioner_of
from goldenthread.plans.models import CopyAsked, Disclosure, Plan
from goldenthread.plans.queries import adds_for_child, may_write
from goldenthread.web.days import today

GROUNDS = (Disclosure.Ground.INTERESTS, Disclosure.Ground.CONSENT)


def ask_for_copy(viewer: Viewer, case: Case, reason: str) -> bool:
    """Whether it was sent; not where the setting has asked already and waits. Raises `Refused`."""
    if not adds_for_child(viewer, case):
        raise Refused
    with connection.cursor() as cursor:
        cursor.execute("select plans_ask_for_copy(%s, %s, %s, %s)", [uuid4(), case.pk, reason, viewer.name])
        said = cursor.fetchone()[0]
    if said == "refused":
        raise Refused
    return bool(said == "sent")


@transaction.atomic
def give_copy(viewer: Viewer, asked: CopyAsked, plan: Plan, of: Case, ground: str, reason: str) -> None:
    """Lets the setting read the whole of the plan in force, and tells whoever answers for it. `of` is the case on which the plan was issued.
    Raises `Refused` and `Overtaken`."""
    if not may_write(viewer, of) or ground not in GROUNDS or plan.case != of.pk or plan.child_id != asked.child_id:
        raise Refused
    if not still_attends(asked):
        raise Refused
    _decide(viewer, asked, CopyAsked.Decision.GIVEN, reason)
    disclose(viewer, of, plan, to="setting", to_name=asked.setting.name, organisation=asked.setting_id, ground=ground, reason=reason)
    for user in holders(asked.setting, "setting-senco", today()):
        who = practitioner_of(user.pk)
        if who is not None and who.email:
            give_to(viewer, of, who, Recipient("setting", who.name, who.email), asked.setting.code, purpose="plan-copy-given")


def still_attends(asked: CopyAsked) -> bool:
    """Whether the child is at the setting that asked today: one that it has left needs no copy."""
    return Connection.objects.filter(in_force(today()), child=asked.child_id, organisation=asked.setting_id, kind="attends").exists()


@transaction.atomic
def decline_copy(viewer: Viewer, asked: CopyAsked, reason: str) -> None:
    """Raises `Refused` and `Overtaken`."""
    _decide(viewer, asked, CopyAsked.Decision.DECLINED, reason)


def _decide(viewer: Viewer, asked: CopyAsked, decision: str, reason: str) -> None:
    case = Case.objects.filter(pk=asked.case).first()
    if case is None or not may_write(viewer, case) or not reason.strip():
        raise Refused
    done = CopyAsked.objects.filter(pk=asked.pk, decision="").update(
        decision=decision, decision_reason=reason.strip()[:300], decided_name=viewer.name[:100], decided_at=timezone.now()
    )
    if not done:
        raise Overtaken(CopyAsked.objects.get(pk=asked.pk))


def copies_asked(viewer: Viewer, case: Case) -> list[CopyAsked]:
    """What was asked of this case's plan that the viewer may read, newest first: an officer all, a setting its own."""
    found = CopyAsked.objects.filter(case=case.pk).select_related("setting").order_by("-at")
    if may_write(viewer, case):
        return list(found)
    return list(found.filter(setting__in=sorted(viewer.organisations))) if adds_for_child(viewer, case) else []


def has_part(asked: CopyAsked, plan: Plan) -> bool:
    """Whether the setting that asks was given a part of this version: the body itself, or who answers for it."""
    readers = [user.pk for user in holders(asked.setting, "setting-senco", today())]
    return Disclosure.objects.filter(Q(organisation=asked.setting_id) | Q(reader__in=readers), plan=plan).exists()


def copy_asked(viewer: Viewer, case: Case, which: UUID) -> CopyAsked | None:
    return next((c for c in copies_asked(viewer, case) if c.pk == which), None)
