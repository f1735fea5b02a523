"""What a child asks that a parent is not shown: withheld from the moment of asking, decided by a professional in their own name, and looked
at again. What the law gives to the parent is never among it (`science.withholding`)."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from goldenthread.access.policy import CHILD, IDENTITY, Refused, visible
from goldenthread.access.rules import ROLES
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_case import documents_of, entries_of
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.engine.explain import long_day
from goldenthread.families.answerers import Named, manager_of
from goldenthread.families.models import Withheld, WithheldDecision
from goldenthread.families.needs import answers_of
from goldenthread.families.queries import officer_bodies, questions_seen
from goldenthread.families.walls_access import decides
from goldenthread.letters.queries import letters_of_child
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Child
from goldenthread.science.promises import promised
from goldenthread.science.withholding import GOES_WITH_THE_PLAN, LETTERS, can_be_withheld, competences
from goldenthread.web.addresses import address, keys_in
from goldenthread.web.days import day_of
from goldenthread.web.turns import one_at_a_time
from goldenthread.web.words import cut

HELPERS = (
    "la-send-caseworker", "la-send-manager", "educational-psychologist", "health-practitioner", "social-worker", "health-visitor", "setting-senco", "dco", "dsco",
)  # fmt: skip
"""Who may write down what a child asks them."""
AHEAD = dt.timedelta(days=14)
"""How long before its day a review stands in the list of work."""
LONGEST = dt.timedelta(days=366)
"""How far away a review may be: after a year a child is another child."""


class Already(Exception):
    """It was asked or decided meanwhile. Nothing was recorded."""


@dataclass(frozen=True)
class Piece:
    """Something that can be kept from a parent. `keys` are of itself and of whatever tells of it."""

    kind: str
    key: UUID
    called: str
    keys: tuple[UUID, ...]


def is_the_child(viewer: Viewer, child: Child) -> bool:
    return viewer.child == child.pk and viewer.holds("young-person")


def may_help(viewer: Viewer, child: Child) -> bool:
    """Whether the viewer works with the child and may write down what it asks. They can see the child; row-level security asks that again. Not of a record
    that they opened outside their work, which is read only."""
    return viewer.practitioner is not None and viewer.holds(*HELPERS) and viewer.link_child is None and child.pk not in viewer.opened


def pieces_of(viewer: Viewer, child: Child, on: dt.date) -> list[Piece]:
    """What can be kept back, as far as the viewer reads it: papers and events from which no date follows, letters of a health service about a wait,
    the child's own questions, and what was said of the help that it needs."""
    found: list[Piece] = []
    for line in cases_of_child(viewer, child, on):
        found += _of_case(viewer, line.case)
    for one in letters_of_child(viewer, child.pk).filter(template__in=sorted(LETTERS)):
        found.append(Piece("letter", one.pk, f"Letter of {long_day(day_of(one.made_at))}: {cut(one.title, 80)}", (one.pk, one.content_id)))
    for q in questions_seen(viewer).filter(child=child.pk, shared=True).filter(Q(asked_by=viewer.id) | Q(asked_by__in=_own_accounts(child))):
        found.append(Piece("question", q.pk, f"Question of {long_day(q.asked_on)}: {cut(q.text, 80)}", (q.pk,)))
    for a in answers_of(viewer, child).filter(sent_on__isnull=False):
        found.append(Piece("view", a.pk, f"What {a.by_name} said of the help that is needed, {long_day(a.sent_on)}", (a.pk,)))
    return found


def _own_accounts(child: Child) -> list[UUID]:
    return [key for (key,) in rows("select id from access_user where child_id = %(child)s", child=child.pk)]


def _of_case(viewer: Viewer, case: Case) -> list[Piece]:
    pathway = PATHWAYS[case.pathway]
    named: dict[UUID, list[UUID]] = {}
    words: dict[UUID, list[UUID]] = {}
    for key, slug, text in rows('select id, event, fields::text from cases_event where case_id = %(case)s', case=case.pk):
        if not can_be_withheld(pathway, slug):
            continue
        for value in json.loads(text).values():
            for content in keys_in(value if isinstance(value, list) else [value]):
                named.setdefault(content, []).append(key)
                words.setdefault(key, []).append(content)
    papers = [d for d in documents_of(viewer, case) if d.kind_of_data not in GOES_WITH_THE_PLAN]
    found = [Piece("document", d.key, d.name, (d.key, *named.get(d.key, ()))) for d in papers]
    of_papers = {key for p in found for key in p.keys}
    found += [
        Piece("event", e.id, f"{pathway.events[e.slug].title}, {long_day(e.on)}", (e.id, *words.get(e.id, ())))
        for e in entries_of(viewer, case)
        if can_be_withheld(pathway, e.slug) and e.id not in of_papers
    ]
    return found


# Who knows the child best decides: a social worker, then a psychologist, then somebody of health, then the case officer.
_KNOWS_BEST = """
select coalesce(by.id, p.id), coalesce(by.name, p.name)
from people_allocation a
join people_practitioner p on p.id = a.practitioner_id
left join people_cover c on c.practitioner_id = p.id and %(on)s between c.valid_from and coalesce(c.valid_to, 'infinity')
left join people_practitioner by on by.id = c.covered_by_id
where a.child_id = %(child)s and a.role in ('social-worker', 'educational-psychologist', 'health-practitioner', 'la-send-caseworker') and a."case" is null
  and %(on)s between a.valid_from and coalesce(a.valid_to, 'infinity') and coalesce(p.valid_to, 'infinity') >= %(on)s
  and exists (select 1 from access_user u where u.practitioner_id = coalesce(by.id, p.id) and u.is_active)
order by array_position(array['social-worker', 'educational-psychologist', 'health-practitioner', 'la-send-caseworker'], a.role::text), a.valid_from desc, a.id
limit 1
"""


def who_decides(child: Child, on: dt.date) -> Named:
    return next((Named(*row) for row in rows(_KNOWS_BEST, child=child.pk, on=on)), None) or manager_of(child, on)


@transaction.atomic
def ask_to_withhold(viewer: Viewer, child: Child, piece: Piece, *, person: UUID | None, says: str, on: dt.date) -> Withheld:
    """From now on the piece is not shown to the parent. The same asked again is one wish."""
    own = is_the_child(viewer, child)
    if viewer.id is None or not (own or may_help(viewer, child)):
        raise Refused
    one_at_a_time(f"withhold {child.pk}")
    before = next((w for w in asked_of(viewer, child) if piece.key in w.pieces and w.person_id == person and decision_of(w) is None), None)
    if before is not None:
        return before
    who = who_decides(child, on)
    made = Withheld(
        child=child, owner_id=child.owner_id, kind=piece.kind, pieces=list(piece.keys), called=piece.called[:200], person_id=person, says=says, asked_by=viewer.id,
        asked_by_name=viewer.name[:100], with_help=not own, asked_on=on, decide_by=promised("decide-withholding").after(on), to=who.practitioner, to_name=who.name,
    )  # fmt: skip
    Withheld.objects.bulk_create([made])
    return made


def asked_of(viewer: Viewer, child: Child) -> list[Withheld]:
    """What was asked about a child, the newest first, as far as the viewer may read it: nobody of the family but whoever asked."""
    return list(_seen(viewer).filter(child=child.pk).order_by("-asked_on", "-pk"))


def _seen(viewer: Viewer):  # type: ignore[no-untyped-def]
    # Whoever wrote it down for the child reads it while they still work with it: no SENCO of a school that the child has left.
    still = Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY))
    mine = Q(asked_by=viewer.id, child__in=still) | Q(owner__in=sorted(officer_bodies(viewer)))
    if viewer.practitioner:
        mine |= Q(to__in=RawSQL("select families_decides_for()", []))  # noqa: S611
    return Withheld.objects.filter(mine).exclude(child__sealed=True).select_related("child", "person").prefetch_related("decisions")


def withheld_seen(viewer: Viewer, key: UUID) -> Withheld | None:
    return _seen(viewer).filter(pk=key).first()  # type: ignore[no-any-return]


def decision_of(withheld: Withheld) -> WithheldDecision | None:
    """The newest, which stands."""
    return max(withheld.decisions.all(), key=lambda d: d.at, default=None)


def may_decide(viewer: Viewer, withheld: Withheld) -> bool:
    ((yes,),) = rows(f"select {decides('%(to)s', '%(body)s')}", to=withheld.to, body=withheld.owner_id)
    return bool(yes) and viewer.practitioner is not None


@transaction.atomic
def decide_withholding(viewer: Viewer, withheld: Withheld, *, withhold: bool, competence: str, reasons: str, review_on: dt.date | None, on: dt.date, after: UUID | None) -> None:
    """In the viewer's own name. `after` is the decision that they had read; another since then is shown first."""
    if viewer.id is None or not may_decide(viewer, withheld) or competence not in competences(withheld.child.date_of_birth, on):
        raise Refused
    one_at_a_time(f"withheld {withheld.pk}")
    newest = WithheldDecision.objects.filter(withheld=withheld.pk).order_by("-at").first()
    if (newest.pk if newest else None) != after:
        raise Already
    role = ROLES[viewer.roles[0].slug][0] if viewer.roles else ""
    WithheldDecision.objects.bulk_create([
        WithheldDecision(
            withheld=withheld, child=withheld.child, owner_id=withheld.owner_id, withhold=withhold, competence=competence, reasons=reasons,
            review_on=review_on if withhold else None, on=on, by=viewer.id, by_name=viewer.name[:100], by_role=role[:60],
        )
    ])  # fmt: skip


def owed(viewer: Viewer, on: dt.date, case: UUID | None) -> list[Task]:
    """Wishes of children that the viewer decides about, and decisions that are soon to be looked at again."""
    if case is not None or viewer.practitioner is None or viewer.id is None:
        return []
    mine = Q(to=viewer.practitioner)
    if viewer.holds("la-send-manager"):
        mine |= Q(to=None)
    found = []
    for w in _seen(viewer).filter(mine):
        decided = decision_of(w)
        if decided is None:
            due, title = w.decide_by, "Decide what a child asks to have kept from a parent"
        elif decided.review_on and decided.review_on - on <= AHEAD:
            due, title = decided.review_on, "Look again at what is kept from a parent"
        else:
            continue
        clock = ClockFacts(w.pk, "decide-withholding", str(w.pk), w.asked_on, due, None, None, None, "", "local", False, "authority")
        found.append(Task(clock, None, w.child, mine=True, said=Said(title, address("withheld", w.pk), "It is not shown meanwhile. Tell neither parent", viewer.name, viewer.id)))
    return found


OWED = Elsewhere(owed, 'from families_withheld where "to" is null or "to" = any(%(whose)s)')
