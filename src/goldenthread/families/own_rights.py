"""When education rights pass to a young person: their own page is opened by an officer, and they say what of it a parent still sees
(Children and Families Act 2014 s.83; Education Act 1996 s.8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from goldenthread.access.actions_administration import add_consent, withdraw_consent
from goldenthread.access.policy import IDENTITY, OF_A_CHILD, Refused, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_parties import parents_of, rights_pass_on
from goldenthread.families.models import AccessAsk
from goldenthread.families.queries import officer_bodies
from goldenthread.families.second_parent import CannotOpen, invite
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import Child, Consent, Relationship
from goldenthread.web.turns import one_at_a_time

SELF = "self"
"""Who asks, of a young person's own page: no relation of theirs."""
AHEAD = dt.timedelta(days=365)
"""From when on a family is told of the day: the school year of the sixteenth birthday, and the summer before it."""

SHARED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "where": ("Where things are, the dates, and letters", ("ehc-request-and-stage", "messages-to-family")),
    "plan": ("My plan and its drafts", ("drafts-and-final-plan",)),
    "reports": ("What professionals wrote about me", ("ep-advice", "health-advice", "social-care-advice", "school-sen-support")),
    "medication": ("My medication and its checks", ("medication",)),
    "waits": ("Which health services I wait for", ("other-health-services",)),
    "disputes": ("Complaints, mediation and appeals", ("complaints-and-tribunal",)),
}
"""What a young person agrees to, in their words, and the kinds of data that each is. Whoever sees anything sees the name that it is about."""


def passes_soon(child: Child, on: dt.date) -> dt.date | None:
    """The day, where it is still to come and near enough to be told of."""
    passes = rights_pass_on(child)
    return passes if passes is not None and on < passes <= on + AHEAD else None


def mine_from(viewer: Viewer) -> dt.date | None:
    """The day from which a young person's page is theirs, for one who can sign in before it."""
    if viewer.child is None or viewer.own_rights:
        return None
    ((passes,),) = rows("select families_mine_from()")
    return passes


# --- the young person's own page ---


def own_ask(viewer: Viewer, child: UUID) -> AccessAsk | None:
    """How the young person's own page was opened, for an officer of their council."""
    return AccessAsk.objects.filter(owner__in=sorted(officer_bodies(viewer)), child=child, child__sealed=False, relation=SELF).exclude(opened_on=None).order_by("-at").first()


def has_account(child: UUID) -> bool:
    """Whether the young person can sign in, also where their account came another way."""
    return bool(rows("select 1 from access_user u where u.child_id = %(child)s and u.is_active limit 1", child=child))


@transaction.atomic
def open_own(viewer: Viewer, child: Child, *, email: str, identity: str, safe: str, on: dt.date) -> tuple[AccessAsk, str]:
    """Opens it, in the officer's name. Answers the path at which the young person chooses a password, which is kept nowhere."""
    if viewer.id is None or child.owner_id not in officer_bodies(viewer):
        raise Refused
    one_at_a_time(f"own page {child.pk}")
    made = AccessAsk(
        child=child, owner_id=child.owner_id, came="officer", forename=child.forename[:100], surname=child.surname[:100], email=email.lower(), relation=SELF, safe_contact=safe,
        asked_on=on, decide_by=on, asked_by=viewer.id,
    )  # fmt: skip
    AccessAsk.objects.bulk_create([made])
    # Every ask begins undecided: the second wall holds that too.
    AccessAsk.objects.filter(pk=made.pk).update(
        identity_how=identity, identity_on=on, checked_by_name=viewer.name[:100],
        decision="open", reasons="The rights are their own", decided_on=on, decided_by=viewer.id, decided_by_name=viewer.name[:100],
    )  # fmt: skip
    ((account,),) = rows("select families_open_own(%(key)s, %(on)s)", key=made.pk, on=on)
    if account is None:
        raise CannotOpen("Nothing was opened: somebody else has this address, or the young person’s account has been ended. Ask for an address that is their own; if there was an account, whoever looks after access opens it again")
    return made, invite(viewer, made, on)


# --- what a parent still sees ---


def agreed(viewer: Viewer, child: Child, on: dt.date) -> list[tuple[Relationship, frozenset[str]]]:
    """Each parent on the record whom no bar keeps from it, and the kinds of data that the young person agrees that they see, by whichever consents."""
    standing: dict[UUID, frozenset[str]] = {}
    for c in _standing(viewer, child, on):
        if c.person_id:
            standing[c.person_id] = standing.get(c.person_id, frozenset()) | set(c.kinds)
    may = {person for (person,) in rows("select families_may_show(%(child)s)", child=child.pk)}
    return [(r, standing.get(r.person_id, frozenset())) for r in parents_of(viewer, child, on) if r.person_id in may]


def bodies_agreed(viewer: Viewer, child: Child, on: dt.date) -> list[Consent]:
    return [c for c in _standing(viewer, child, on) if c.organisation_id]


def _standing(viewer: Viewer, child: Child, on: dt.date) -> list[Consent]:
    found = Consent.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), child=child.pk, withdrawn_at=None)
    return list(found.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on).select_related("person", "organisation").order_by("valid_from", "id"))


def parts_of(seen: Collection[str]) -> list[str]:
    """Which of `SHARED` are seen whole."""
    return [part for part, (_, kinds) in SHARED.items() if set(kinds) <= set(seen)]


def more_in(seen: Collection[str]) -> list[str]:
    """What is seen besides, in words: agreed to another way, and no more once the young person saves. A part that is seen in part is of it."""
    whole = {kind for part in parts_of(seen) for kind in SHARED[part][1]}
    return [KINDS.get(kind, kind) for kind in sorted(seen) if kind != IDENTITY and kind not in whole]


@transaction.atomic
def agree(viewer: Viewer, child: Child, person: UUID, parts: Sequence[str], on: dt.date) -> None:
    """What this parent sees from now on: what was agreed to before ends. The young person's own word alone."""
    if viewer.child != child.pk or not viewer.own_rights or person not in {r.person_id for r, _ in agreed(viewer, child, on)}:
        raise Refused
    one_at_a_time(f"agree {child.pk} {person}")
    for c in _standing(viewer, child, on):
        if c.person_id == person:
            withdraw_consent(viewer, c.pk, timezone.now())
    kinds = [kind for part in SHARED if part in parts for kind in SHARED[part][1]]
    if kinds:
        add_consent(viewer, child.pk, given_by=f"{viewer.name}, on their own page"[:200], kinds=[IDENTITY, *kinds], first_day=on, person=person)


@transaction.atomic
def withdraw(viewer: Viewer, child: Child, consent: int, on: dt.date) -> None:
    """What a service sees by the young person's agreement ends."""
    if viewer.child != child.pk or not viewer.own_rights or consent not in {c.pk for c in bodies_agreed(viewer, child, on)}:
        raise Refused
    withdraw_consent(viewer, consent, timezone.now())
