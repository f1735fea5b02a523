"""Opening a second parent's access: asked for, checked, decided by a person by name, and only then opened. The rules are in
`science.second_parent`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from goldenthread.access.models import User
from goldenthread.access.policy import CHILD, IDENTITY, OF_A_CHILD, Refused, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_children import find_children
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.cases.queries_parties import parents_of
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.families.answerers import above, manager_of, who_answers
from goldenthread.families.bars import barred_people
from goldenthread.families.models import AccessAsk, FirstAsked
from goldenthread.families.queries import officer_bodies
from goldenthread.people.models import Bar, Child, Person, Relationship, in_force
from goldenthread.science.promises import promised
from goldenthread.science.second_parent import OPENS, Checks, decisions_open, may_open, needs_second
from goldenthread.web.addresses import address
from goldenthread.web.turns import one_at_a_time

MOST = 200


class Already(Exception):
    """Somebody else did it meanwhile. Nothing was recorded."""


class CannotOpen(Exception):
    """Why nothing was opened, in words."""


def ask_in_public(*, forename: str, surname: str, email: str, phone: str, safe: str, relation: str, child_named: str, born: dt.date | None, says: str, on: dt.date) -> bool:
    """Keeps what somebody asks who is not signed in. No where more came today than can be kept; of the child nothing is answered, and the page says
    the same to everybody."""
    ((kept,),) = rows(
        "select families_ask_for_access(%(forename)s, %(surname)s, %(email)s, %(phone)s, %(safe)s, %(relation)s, %(named)s, %(born)s::date, %(says)s, %(on)s, %(due)s)",
        forename=forename, surname=surname, email=email, phone=phone, safe=safe, relation=relation, named=child_named, born=born, says=says, on=on,
        due=promised("open-access").after(on),
    )  # fmt: skip
    return bool(kept)


def asks_seen(viewer: Viewer):  # type: ignore[no-untyped-def]
    """Those of the bodies whose casework the viewer does or leads, of no sealed child: row-level security holds the same."""
    return AccessAsk.objects.filter(owner__in=sorted(officer_bodies(viewer))).exclude(child__sealed=True).select_related("child", "person").prefetch_related("asked")


def open_asks(viewer: Viewer) -> list[AccessAsk]:
    return list(asks_seen(viewer).filter(opened_on=None, told_on=None).order_by("decide_by", "at")[:MOST])


def asks_of(viewer: Viewer, child: UUID) -> list[AccessAsk]:
    return list(asks_seen(viewer).filter(child=child).order_by("-asked_on", "-at")[:MOST])


def ask_seen(viewer: Viewer, key: UUID) -> AccessAsk | None:
    return asks_seen(viewer).filter(pk=key).first()  # type: ignore[no-any-return]


@transaction.atomic
def enter(viewer: Viewer, child: Child, *, person: Person | None, forename: str, surname: str, email: str, phone: str, safe: str, relation: str, says: str, on: dt.date) -> AccessAsk:
    """An officer enters what somebody asked by telephone, by letter or at a meeting."""
    if viewer.id is None or child.owner_id not in officer_bodies(viewer):
        raise Refused
    one_at_a_time(f"access {child.pk} {email.lower()}")
    before = AccessAsk.objects.filter(child=child.pk, email__iexact=email, opened_on=None, told_on=None).first()
    if before is not None:
        return before
    who = who_answers(child, None, on)
    made = AccessAsk(
        child=child, owner_id=child.owner_id, came="officer", person=person, forename=forename, surname=surname, email=email.lower(), phone=phone,
        safe_contact=safe, relation=relation, says=says, asked_on=on, decide_by=promised("open-access").after(on), asked_by=viewer.id, to=who.practitioner, to_name=who.name,
    )  # fmt: skip
    AccessAsk.objects.bulk_create([made])
    return made


@transaction.atomic
def is_about(viewer: Viewer, ask: AccessAsk, child: Child, on: dt.date) -> None:
    """An officer says which child somebody on the public page meant."""
    if child.owner_id != ask.owner_id:
        raise Refused
    who = who_answers(child, None, on)
    if not AccessAsk.objects.filter(pk=ask.pk, child=None, decision="").update(child=child.pk, to=who.practitioner, to_name=who.name):
        raise Already


# --- the checks ---


@dataclass(frozen=True)
class Other:
    """A parent on the record other than whoever asks, and what they said; nothing where nobody asked them yet."""

    person: Person
    name: str
    asked: FirstAsked | None


def others_of(viewer: Viewer, ask: AccessAsk, on: dt.date) -> list[Other]:
    """The other parents in education law, save whoever is barred: to tell them of anything would not be safe."""
    return others_of_each(viewer, [ask], on)[ask.pk]


def others_of_each(viewer: Viewer, asks: Sequence[AccessAsk], on: dt.date) -> dict[UUID, list[Other]]:
    """The same of many at once."""
    children = sorted({a.child_id for a in asks if a.child_id})
    parents: dict[UUID, dict[UUID, Person]] = {}
    barred = {(b.child_id, b.person_id) for b in Bar.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), child__in=children, ended_at=None)} if children else set()
    if children:
        rows_of = Relationship.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), in_force(on), child__in=children)
        for r in rows_of.filter(Q(parental_responsibility=True) | Q(has_care=True)).select_related("person").order_by("id"):
            parents.setdefault(r.child_id, {})[r.person_id] = r.person
    found: dict[UUID, list[Other]] = {}
    for ask in asks:
        newest = {a.person_id: a for a in sorted(ask.asked.all(), key=lambda a: a.at)}
        found[ask.pk] = [
            Other(p, f"{p.forename} {p.surname}".strip(), newest.get(p.pk))
            for p in (parents.get(ask.child_id, {}) if ask.child_id else {}).values()
            if p.pk != ask.person_id and (ask.child_id, p.pk) not in barred
        ]
    return found


def checks_of(ask: AccessAsk, others: Sequence[Other]) -> Checks:
    return Checks(
        identity=ask.identity_on is not None, basis=ask.basis, orders=tuple(ask.orders) if ask.orders_on else None,
        said=tuple(o.asked.said if o.asked else None for o in others),
    )  # fmt: skip


def _changed(ask: AccessAsk, **fields: object) -> None:
    """Checks are made until somebody decides; after that only a new decision is."""
    if not AccessAsk.objects.filter(pk=ask.pk, opened_on=None, told_on=None, decision__in=("", *(["open", "limited", "refuse"] if ask.second == "again" else []))).update(**fields):
        raise Already


@transaction.atomic
def check(viewer: Viewer, ask: AccessAsk, *, identity: str, basis: str, basis_seen: str, orders: Sequence[str], orders_seen: str, orders_looked: bool, on: dt.date) -> None:
    """What was checked so far; what is left empty is not done."""
    fields: dict[str, object] = {"checked_by_name": viewer.name[:100]}
    fields |= {"identity_how": identity, "identity_on": on if identity else None}
    fields |= {"basis": basis, "basis_seen": basis_seen, "basis_on": on if basis else None}
    fields |= {"orders": list(orders), "orders_seen": orders_seen, "orders_on": on if orders_looked else None}
    _changed(ask, **_as_new(ask), **fields)


def _as_new(ask: AccessAsk) -> dict[str, object]:
    """A decision that a manager sent back is taken anew."""
    if ask.second != "again":
        return {}
    return {"decision": "", "reasons": "", "decided_on": None, "decided_by": None, "decided_by_name": "", "second": "", "second_by": None, "second_by_name": "", "second_words": "", "second_on": None}


@transaction.atomic
def first_said(viewer: Viewer, ask: AccessAsk, other: Person, *, said: str, how: str, words: str, on: dt.date) -> None:
    """What a parent on the record said, or why it was not safe to ask. An objection puts the decision with a manager."""
    if ask.child is None or viewer.id is None or ask.decision:
        raise Refused
    FirstAsked.objects.bulk_create([
        FirstAsked(
            ask=ask, child=ask.child, owner_id=ask.owner_id, person=other, person_name=f"{other.forename} {other.surname}".strip()[:200], said=said, how=how, words=words,
            on=on, by=viewer.id, by_name=viewer.name[:100],
        )
    ])  # fmt: skip
    if said == "objects":
        manager = above(ask.to, on) if ask.to else manager_of(ask.child, on)
        _changed(ask, to=manager.practitioner, to_name=manager.name)


@transaction.atomic
def decide(viewer: Viewer, ask: AccessAsk, decision: str, reasons: str, on: dt.date) -> None:
    """In the viewer's own name. An objection is decided by a manager; `unknown` is said where nobody knows of such a child."""
    checks = checks_of(ask, others_of(viewer, ask, on))
    allowed = ("unknown",) if ask.child is None else decisions_open(checks)
    if viewer.id is None or decision not in allowed or not reasons.strip() or (checks.objected and not viewer.holds("la-send-manager")):
        raise Refused
    _changed(ask, **_as_new(ask) | {"decision": decision, "reasons": reasons, "decided_on": on, "decided_by": viewer.id, "decided_by_name": viewer.name[:100]}, **({"told_on": on} if decision == "unknown" else {}))


@transaction.atomic
def second(viewer: Viewer, ask: AccessAsk, agree: bool, words: str, on: dt.date) -> None:
    ((done,),) = rows("select families_second(%(key)s, %(agree)s, %(words)s, %(name)s, %(on)s)", key=ask.pk, agree=agree, words=words, name=viewer.name, on=on)
    if not done:
        raise Refused


def awaits_second(ask: AccessAsk, checks: Checks) -> bool:
    return bool(ask.decision) and ask.second == "" and needs_second(ask.decision, checks)


def ready(viewer: Viewer, ask: AccessAsk, checks: Checks) -> bool:
    """Whether the invitation may go now."""
    barred = ask.person_id is not None and ask.child_id is not None and ask.person_id in barred_people(viewer, ask.child_id)
    return ask.opened_on is None and ask.decision in OPENS and may_open(ask.decision, checks, seconded=ask.second == "agree", barred=barred)


@transaction.atomic
def open_access(viewer: Viewer, ask: AccessAsk, on: dt.date) -> str:
    """Opens what was decided and answers the path at which they choose a password, which is kept nowhere; nothing where they have one."""
    if not ready(viewer, ask, checks_of(ask, others_of(viewer, ask, on))):
        raise Refused
    ((account,),) = rows("select families_open_access(%(key)s, %(on)s)", key=ask.pk, on=on)
    if account is None:
        raise CannotOpen(f"Nothing was opened. {ask.email} belongs to somebody who works in the area or to another parent. Ask for an address of their own")
    return invite(viewer, ask, on)


@transaction.atomic
def invite(viewer: Viewer, ask: AccessAsk, on: dt.date) -> str:
    ((account,),) = rows("select families_invite(%(key)s, %(on)s)", key=ask.pk, on=on)
    if account is None:
        return ""
    user = User.objects.get(pk=account)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)})


@transaction.atomic
def told(viewer: Viewer, ask: AccessAsk, on: dt.date) -> None:
    """That whoever asked was told of a refusal, in the way that is safe for them."""
    if ask.decision != "refuse" or ask.second != "agree":
        raise Refused
    if not AccessAsk.objects.filter(pk=ask.pk, told_on=None).update(told_on=on):
        raise Already


def who_signs_in(viewer: Viewer, child: Child, on: dt.date) -> list[User]:
    """Of the child's family: parents on the record, and the young person."""
    people = [r.person_id for r in parents_of(viewer, child, on)]
    return [*accounts_of(people).values(), *User.objects.filter(child=child.pk, is_active=True)]


@transaction.atomic
def lost_phone(viewer: Viewer, child: Child, account: UUID, how: str) -> None:
    """Takes the second step and the password of somebody of the family away: they choose new ones by their own email, which no officer sees."""
    ((done,),) = rows("select families_lost_phone(%(child)s, %(account)s, %(how)s)", child=child.pk, account=account, how=how)
    if not done:
        raise Refused


KEPT = dt.timedelta(days=90)


def forget(on: dt.date) -> int:
    """By the worker: who asked, and about which child, where nobody knows of such a child. That somebody asked and what was decided is kept. How many."""
    unknown = AccessAsk.objects.filter(decision="unknown", child=None, told_on__lt=on - KEPT).exclude(email="")
    return unknown.update(forename="", surname="", email="", phone="", safe_contact="", child_named="", child_born=None, says="", reasons="")


# --- in lists of work ---

TITLES = {
    "match": "Say which child somebody means who asks to see a page",
    "check": "Check who asks to see this child’s page",
    "object": "Decide about access to which a parent objects",
    "second": "Agree to a decision about a parent’s access, or send it back",
    "open": "Send the invitation",
    "tell": "Tell whoever asked that it was refused",
}


def step_of(ask: AccessAsk, checks: Checks) -> str:
    if ask.child_id is None:
        return "match"
    if not ask.decision or ask.second == "again":
        return "object" if checks.objected else "check"
    if awaits_second(ask, checks):
        return "second"
    return "open" if ask.decision in OPENS else "tell"


def owed(viewer: Viewer, on: dt.date, case: UUID | None) -> list[Task]:
    """Of the viewer's own; a second name and an objection, of every manager but whoever decided. None belongs to a case."""
    if case is not None or not officer_bodies(viewer) or viewer.id is None:
        return []
    manages = viewer.holds("la-send-manager")
    found = []
    asks = [ask for ask in open_asks(viewer) if ask.child is not None]
    others = others_of_each(viewer, asks, on)
    for ask in asks:
        assert ask.child is not None
        checks = checks_of(ask, others[ask.pk])
        step = step_of(ask, checks)
        mine = (ask.to is not None and ask.to == viewer.practitioner) or (ask.to is None and manages)
        if step == "second":
            mine = manages and ask.decided_by != viewer.id
        due = promised("second-name").after(ask.decided_on) if step == "second" and ask.decided_on else ask.decide_by
        if mine:
            clock = ClockFacts(ask.pk, "open-access", step, ask.asked_on, due, None, None, None, "", "local", False, "authority")
            found.append(Task(clock, None, ask.child, mine=True, said=Said(TITLES[step], address("access-ask", ask.pk), "The other parent is told nothing that is not safe", viewer.name, viewer.id)))
    return found


def candidates(viewer: Viewer, ask: AccessAsk) -> list[Child]:
    """The council's children who may be meant: born on the day that was given, those first whose name is most like it; then others of a name
    that is like it, since a day is easily mistyped."""
    seen = visible(viewer, "read", shape=CHILD, kind=IDENTITY)
    named = {word.casefold() for word in ask.child_named.split()}
    born = list(Child.objects.filter(seen, owner=ask.owner_id, date_of_birth=ask.child_born).order_by("sort_key")[:MOST]) if ask.child_born else []
    born = sorted(born, key=lambda c: -len(named & {w.casefold() for w in f"{c.forename} {c.surname}".split()}))[:20]
    alike = [f.child for f in find_children(viewer, ask.child_named) if f.child.owner_id == ask.owner_id and not f.child.sealed]
    return [*born, *[c for c in alike if c not in born][:10]]


def accounts_of(people: Sequence[UUID]) -> dict[UUID, User]:
    """Who of these people can sign in."""
    return {u.person_id: u for u in User.objects.filter(person__in=people, is_active=True, grants__role__in=("parent", "parent-of-young-person"), grants__ended_at=None).distinct() if u.person_id}


def without_account(viewer: Viewer, child: Child, on: dt.date) -> list[Person]:
    """Parents on the record who cannot sign in yet."""
    people = [r.person for r in parents_of(viewer, child, on)]
    known = accounts_of([p.pk for p in people])
    return [p for p in people if p.pk not in known]


OWED = Elsewhere(owed, "from families_accessask where child_id is not null and opened_on is null and told_on is null")
