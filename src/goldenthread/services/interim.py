"""Help while a child waits: a clinician or the manager of the service offers it, the family takes it up or not, and says how things are after it.

As with “It has got worse”, the words stay here and the days go onto the case on which the wait is kept safe, by the queue. What a family
says is never taken for what the help did: children who use it differ from those who do not, and much else happens while one waits."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from goldenthread.access.policy import Record, Refused, may, visible
from goldenthread.access.viewer import PUBLIC, Viewer
from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.cases.projection import project_with_linked
from goldenthread.letters.sending import enqueue, queue
from goldenthread.letters.writing import mail
from goldenthread.people.kinds import MESSAGES
from goldenthread.people.models import Child
from goldenthread.services.keeping_safe import kept_case, record
from goldenthread.services.models import Referral
from goldenthread.services.models_help import Help
from goldenthread.services.queries import OF_ONE_KIND_ON_A_CASE, children_named
from goldenthread.services.telling import families_to_write
from goldenthread.services.told import WAITING
from goldenthread.web.turns import one_at_a_time

OFFERS = ("health-practitioner", "health-service-manager")
NEVER_A_CAUSE = "This is what was said. It does not show what the help did: much else changes while a child waits."


def helps_of(viewer: Viewer) -> QuerySet[Help]:
    """What the viewer's own family was offered, and what the viewer's service offered to children whom they may read."""
    own = viewer.parented | viewer.parented_with_rights_passed | {c for c in (viewer.child,) if c}
    bodies = {r.organisation for r in viewer.roles if r.slug in OFFERS and r.organisation}
    return Help.objects.filter(visible(viewer, "read", shape=OF_ONE_KIND_ON_A_CASE, kind=MESSAGES), Q(child__in=sorted(own)) | Q(owner__in=sorted(bodies))).order_by("-offered_on", "what")


def names_of_helps(viewer: Viewer, which: Collection[UUID]) -> dict[UUID, str]:
    return {h.pk: f"{h.what}, {h.giver}" for h in helps_of(viewer).filter(pk__in=which)}


def helps_by_referral(viewer: Viewer, child: UUID) -> dict[UUID, list[Help]]:
    """Of one child, the newest first."""
    found: dict[UUID, list[Help]] = defaultdict(list)
    for each in helps_of(viewer).filter(child=child):
        found[each.case_id].append(each)
    return found


def may_be_offered(viewer: Viewer, case: UUID | None = None) -> QuerySet[Referral]:
    """Referrals on which a child still waits, of the viewer's own service and of children to whose families they may write."""
    bodies = {r.organisation for r in viewer.roles if r.slug in OFFERS and r.organisation}
    found = Referral.objects.filter(visible(viewer, "write", shape=OF_ONE_KIND_ON_A_CASE, kind=MESSAGES), owner__in=sorted(bodies), case__state__stage__in=(*WAITING, "waiting-treatment"))
    return (found if case is None else found.filter(case=case)).select_related("service")


@transaction.atomic
def offer(viewer: Viewer, referral: Referral, *, what: str, giver: str, how: str, on: dt.date) -> bool:
    """Whether it is new: the same help on one day is one offer, however often the button is pressed. Raises Refused."""
    if not viewer.holds(*OFFERS) or not may(viewer, "write", MESSAGES, Record(owner=referral.owner_id, child=referral.child_id, case=referral.case_id)):
        raise Refused
    made = Help(
        case_id=referral.case_id, child_id=referral.child_id, owner_id=referral.owner_id, what=what, giver=giver, how=how, offered_on=on, offered_by=viewer.id,
        offered_by_name=viewer.name,
    )  # fmt: skip
    try:
        with transaction.atomic():
            Help.objects.bulk_create([made])
    except IntegrityError:
        return False
    enqueue("services.help_on_case", which=str(made.pk))
    return True


def help_of_family(viewer: Viewer, which: UUID) -> Help | None:
    own = viewer.parented | viewer.parented_with_rights_passed | {c for c in (viewer.child,) if c}
    found = helps_of(viewer).filter(pk=which, child__in=sorted(own)).select_related("case").first()
    return found if found and may(viewer, "write", MESSAGES, Record(owner=found.owner_id, child=found.child_id, case=found.case_id)) else None


@transaction.atomic
def answer(viewer: Viewer, which: UUID, *, taken_up: bool, on: dt.date) -> None:
    """A family may think again. Raises Refused."""
    if help_of_family(viewer, which) is None:
        raise Refused
    said = Help.Answer.TAKEN_UP if taken_up else Help.Answer.DECLINED
    mine = Help.objects.filter(pk=which).exclude(answer=said)
    if mine.update(answer=said, answered_on=on, answered_by=viewer.id, effect="", effect_on=None):
        enqueue("services.help_on_case", which=str(which))


@transaction.atomic
def say_effect(viewer: Viewer, which: UUID, *, effect: str, on: dt.date) -> None:
    """How things are, as the family says it; a later word takes the place of an earlier one here, and each stays on the case. Raises Refused."""
    if help_of_family(viewer, which) is None or effect not in Help.Effect.values or not effect:
        raise Refused
    if Help.objects.filter(pk=which, answer=Help.Answer.TAKEN_UP).update(effect=effect, effect_on=on):
        enqueue("services.help_on_case", which=str(which))


# --- what the service reads ---


@dataclass(frozen=True)
class Counted:
    """Of one service: offers and what became of them. `weeks` is after how many weeks of waiting half of them were offered."""

    title: str
    offered: int
    taken_up: int
    declined: int
    silent: int
    said: dict[str, int]
    weeks: float | None


@dataclass(frozen=True)
class Line:
    help: Help
    child: Child
    service: str
    weeks: int | None


def offered(viewer: Viewer, most: int = 200) -> tuple[list[Counted], list[Line], int]:
    """Each service's sums over everything that the viewer may read, the newest offers, and how many offers there are."""
    bodies = sorted({r.organisation for r in viewer.roles if r.slug in OFFERS and r.organisation})
    found = list(helps_of(viewer).filter(owner__in=bodies))
    service = dict(Referral.objects.filter(case__in={h.case_id for h in found}).values_list("case_id", "service__name"))
    since = _since({h.case_id for h in found})
    waited = {h.pk: max(0, (h.offered_on - since[h.case_id]).days) // 7 for h in found if h.case_id in since}
    shown = found[:most]
    who = children_named(viewer, [h.child_id for h in shown])
    lines = [Line(h, who[h.child_id], service.get(h.case_id, ""), waited.get(h.pk)) for h in shown if h.child_id in who]
    return [_counted(title, [h for h in found if service.get(h.case_id, "") == title], waited) for title in sorted(set(service.values()))], lines, len(found)


def _counted(title: str, some: Sequence[Help], waited: dict[UUID, int]) -> Counted:
    weeks = [waited[h.pk] for h in some if h.pk in waited]
    answers = [h.answer for h in some]
    return Counted(
        title, len(some), answers.count(Help.Answer.TAKEN_UP), answers.count(Help.Answer.DECLINED), answers.count(Help.Answer.NONE),
        {e: sum(h.effect == e for h in some) for e in Help.Effect.values if e}, median(weeks) if weeks else None,
    )  # fmt: skip


def _since(cases: set[UUID]) -> dict[UUID, dt.date]:
    """Since when each child waits: the clock of the first contact, or of treatment where that is what is waited for."""
    clocks = ClockRow.objects.filter(case__in=cases, clock="first-contact")
    return dict(clocks.order_by("-started").values_list("case_id", "started"))


# --- by the queue's worker, which is the system role ---

PURPOSE = "something-new"


@transaction.atomic
def on_the_case(which: UUID) -> None:
    """The days of an offer, of its answer and of what was said, as events of the case on which this wait is kept safe. Of a new offer the family
    hears that there is news."""
    row = Help.objects.filter(pk=which).select_related("case").first()
    if row is None:
        return
    one_at_a_time(f"safe waiting {row.case_id}")
    case = kept_case(row.case, row.offered_on, f"user:{row.offered_by}")
    told = {"help": str(row.pk)}
    new = _add(case, "help-offered", row.offered_on, told, f"user:{row.offered_by}")
    if row.answer and row.answered_on:
        _add(case, f"help-{row.answer}", row.answered_on, told, f"user:{row.answered_by}")
    if row.effect and row.effect_on:
        _add(case, "help-effect-said", row.effect_on, told | {"effect": row.effect}, f"user:{row.answered_by}")
    project_with_linked(case)
    if new and row.case.confidentiality == Case.Confidentiality.NONE:
        for one in families_to_write([row.child_id], row.offered_on).get(row.child_id, []):
            words = mail(row.owner_id, "news", {"reader": one.name, "address": f"{settings.BASE_URL}/family/"})
            queue(PUBLIC, one, purpose=PURPOSE, subject=words.subject, body=words.body, child=row.child_id, case=row.case_id, owner=row.owner_id)


def _add(case: UUID, event: str, on: dt.date, fields: dict[str, str], by: str) -> bool:
    if Event.objects.filter(case=case, event=event, on=on, about=fields["help"], fields=fields).exists():
        return False
    record(case, event, on, fields, by)
    return True
