"""Who gets a notice, and by which way: the family by their own contact, and those whom the law has told (SEND
Regulations 2014 r.4(2), 5(2), 10(1))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from goldenthread.access.links import LINK_ONLY
from goldenthread.access.models import RoleGrant, User
from goldenthread.access.policy import IDENTITY, OF_A_CHILD, visible
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.models import Request
from goldenthread.cases.models import Case
from goldenthread.cases.queries_parties import parents_of, responsible_icb, rights_passed
from goldenthread.engine.calendar import working_days_within
from goldenthread.letters.queries import messages_of
from goldenthread.letters.sending import BY_HAND, Recipient
from goldenthread.people.kinds import STAGE
from goldenthread.people.models import Bar, Connection, Organisation, Relationship, in_force
from goldenthread.web.words import upper_first

FAMILY = ("parent", "young-person")


@dataclass(frozen=True)
class Addressee:
    """Somebody who gets a notice. `way` says how in words; `needs_address` where nobody knows where to post it."""

    key: str
    to: Recipient
    what: str
    way: str = ""
    needs_address: bool = False

    @property
    def by_hand(self) -> bool:
        """Barred from learning where the child is: nothing is sent to them, and an officer owes them a copy without places."""
        return self.to.kind == BY_HAND

    @property
    def by_post(self) -> bool:
        return not self.to.email and not self.by_hand


def family_of(viewer: Viewer, case: Case, on: dt.date) -> list[Addressee]:
    """The child's parents in education law (Education Act 1996 s.576), or the young person once their rights have passed
    to them. Somebody who can sign in is told by email that there is a letter; anybody else gets it by post. Whoever is barred gets nothing
    by itself: a letter names schools and places, so that an officer makes them a copy without those. They stand here only where nobody
    else does: they are still the parent to whom the law gives the notice, so that a bar stops no decision."""
    child = case.child
    assert child is not None
    if rights_passed(child, on):
        accounts = {str(child.pk): u for u in _accounts(on).filter(child=child)}
        found = [(str(child.pk), f"{child.forename} {child.surname}", "the young person", "")]
    else:
        barred = set(Bar.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), child=child, ended_at=None).values_list("person", flat=True))
        everybody = parents_of(viewer, child, on)
        parents = [r for r in everybody if r.person_id not in barred]
        if not parents:
            return [_by_hand(r) for r in everybody]
        users = _accounts(on).filter(person__in=[r.person_id for r in parents])
        accounts = {str(u.person_id): u for u in users}
        found = [
            (str(r.person_id), f"{r.person.forename} {r.person.surname}".strip(), Relationship.Relation(r.relation).label.lower(), r.person.email)
            for r in parents
        ]
    known = addresses_of(viewer, case)
    return [_of_family(key, name, what, accounts.get(key), email, known.get(name, "")) for key, name, what, email in found]


def _by_hand(r: Relationship) -> Addressee:
    name = f"{r.person.forename} {r.person.surname}".strip()
    return Addressee(str(r.person_id), Recipient(BY_HAND, name), Relationship.Relation(r.relation).label.lower(), "barred: you give them a copy by hand, without any place, school or name")


def _accounts(on: dt.date) -> QuerySet[User]:
    """Whoever can sign in as one of a family today."""
    return User.objects.filter(in_force(on, "grants__"), is_active=True, grants__role__in=FAMILY, grants__ended_at=None).distinct()


def _of_family(key: str, name: str, what: str, account: User | None, email: str, address: str) -> Addressee:
    if account is not None:
        return Addressee(key, Recipient("family", name, account.email), what, "by email, to read after signing in")
    why = "by post: has an email address, and no account to sign in with" if email else "by post"
    return Addressee(key, Recipient("family", name, post_to=address), what, why, needs_address=not address)


def served_on(family: Iterable[Addressee], sent: dt.date) -> dt.date:
    """Email is served the same day; first-class post is taken to be on the second working day after posting, and the
    family's days then begin with the later of the two."""
    everybody = list(family)
    return sent if everybody and all(a.to.email for a in everybody) else working_days_within(2, sent)


def copies_of(viewer: Viewer, case: Case, kinds: Iterable[str], on: dt.date) -> list[Addressee]:
    """Those who get a copy: `icb`, `social-care` and `setting`, as `pathways.common.notices` lists them."""
    found: list[Addressee] = []
    for kind in kinds:
        if kind == "icb":
            found += at_body(kind, responsible_icb(case.child_id, on) if case.child_id else None, "dco", "the ICB", on)
        elif kind == "social-care":
            found += at_body(kind, case.owner, "dsco", "social care", on)
        elif kind == "setting":
            for body in _settings(viewer, case, on):
                found += at_body(kind, body, "setting-senco", "the setting", on)
    return found


def at_body(kind: str, body: Organisation | None, role: str, what: str, on: dt.date) -> list[Addressee]:
    """Those who answer for a body in a role, each by their own email; else a letter to the body."""
    if body is None:
        nobody = Recipient(kind, f"{upper_first(what)} responsible for the child"[:100])
        return [Addressee(kind, nobody, what, "by post: nothing on the record says which one it is", needs_address=True)]
    # Whoever is asked by link alone cannot sign in, and their user's address is none.
    users = [u for u in holders(body, role, on) if not u.email.endswith(LINK_ONLY)]
    if users:
        return [
            Addressee(f"{kind}-{u.pk}", Recipient(kind, u.name, u.email), f"{what}: {body.name}", "by email, to read after signing in")
            for u in users
        ]
    return [Addressee(f"{kind}-{body.pk}", Recipient(kind, body.name[:100]), what, "by post: nobody there has an account", needs_address=True)]


def holders(body: Organisation, role: str, on: dt.date) -> list[User]:
    """Whoever holds a role at a body that day, by name: those who sign in, and those who were asked by link."""
    grants = RoleGrant.objects.filter(in_force(on), role=role, organisation=body, ended_at=None, user__is_active=True)
    return list({g.user_id: g.user for g in grants.select_related("user").order_by("user__name")}.values())


def addressed(found: Iterable[Addressee], typed: dict[str, str]) -> list[Addressee]:
    """The same with the postal addresses that the officer has typed, by key."""
    return [
        replace(a, to=replace(a.to, post_to=typed[a.key].strip()), needs_address=False) if typed.get(a.key, "").strip() and a.by_post else a
        for a in found
    ]


def addresses_of(viewer: Viewer, case: Case) -> dict[str, str]:
    """Postal addresses by name: where a letter of this case was posted, else as whoever asked gave it for an answer,
    which may be kept from the child's record. Casework alone reads either."""
    found: dict[str, str] = {}
    for r in Request.objects.filter(visible(viewer, "write", shape=OF_A_CHILD, kind=STAGE), case=case.pk).only("asked_by", "answers"):
        prefix = "child" if r.asked_by == "young-person" else "your"
        name = f"{r.answers.get(f'{prefix}_forename', '')} {r.answers.get(f'{prefix}_surname', '')}".strip()
        if address := str(r.answers.get("address") or "").strip():
            found[name] = address
    for m in messages_of(viewer, case.pk).filter(recipient="family").exclude(post_to="").order_by("queued_at"):
        found[m.to_name] = m.post_to
    return found


def _settings(viewer: Viewer, case: Case, on: dt.date) -> list[Organisation]:
    rows = Connection.objects.filter(
        visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), in_force(on), child=case.child_id, kind="attends"
    ).select_related("organisation")
    return [c.organisation for c in rows.order_by("id")]
