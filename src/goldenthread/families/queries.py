"""What a family's page is made of, and the questions that families ask, as a viewer may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL

from goldenthread.access.models import User
from goldenthread.access.policy import CHILD, IDENTITY, OF_A_CHILD, Record, may, visible
from goldenthread.access.rules import OFFICERS
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.advice_queries import FAMILY, kind_for
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_case import Around, CaseView, settings_named
from goldenthread.cases.queries_children import CaseLine
from goldenthread.cases.queries_clocks import ClockFacts, asked_for_this_request
from goldenthread.cases.queries_delays import delays_of, why_of
from goldenthread.engine.calendar import Closure
from goldenthread.families.models import Question, QuestionFile, Update
from goldenthread.families.promises import Hear, hear_by
from goldenthread.families.story import ASSESSMENTS, REFUSED, Delayed, Story, Who
from goldenthread.letters.models import Contact, Letter
from goldenthread.pathways import HEALTH
from goldenthread.people.kinds import MESSAGES
from goldenthread.people.models import Child
from goldenthread.web.days import day_of

ANSWERED = ("advice-received", "existing-advice-agreed", "advice-nil-return", "advice-refused")
DISPUTES = ("mediation", "tribunal-appeal", "complaint")
ASIDE = (*DISPUTES, "provision-delivery", "safe-waiting")
"""Cases that have pages of their own, and never lead a family’s page."""
RIGHTS = ("contact-mediation-adviser", "lodge-appeal")
YEAR = timedelta(days=365)
MOST = 100


def family_children(viewer: Viewer) -> list[Child]:
    """The children of whom the viewer is the family, and may know who they are."""
    own = set(viewer.parented) | set(viewer.parented_with_rights_passed)
    if viewer.child and viewer.holds("young-person"):
        own.add(viewer.child)
    seen = visible(viewer, "read", shape=CHILD, kind=IDENTITY)
    return list(Child.objects.filter(seen, pk__in=own).order_by("sort_key", "reference"))


def who_is(viewer: Viewer, child: Child) -> Who:
    return Who(child.forename, you=viewer.child == child.pk)


def leading_case(lines: Iterable[CaseLine], on: date) -> CaseLine | None:
    """The case that the page is about: an assessment that is under way or was refused of late, then whatever else is open, a wait for a
    health service after what the council does, then the newest. Disagreements have pages of their own."""

    def place(line: CaseLine) -> tuple[int, int]:
        assessment = line.case.pathway in ASSESSMENTS
        refused = assessment and line.stage_slug in REFUSED and on - line.case.opened_on <= YEAR
        if line.case.pathway in ASIDE:
            rank = 4
        elif (assessment and not line.closed) or refused or (assessment and _may_appeal(line, on)):
            rank = 0
        elif line.case.pathway in HEALTH:
            rank = 3 if line.closed else 2
        else:
            rank = 3 if line.closed else 1
        return rank, -line.case.opened_on.toordinal()

    return min(lines, key=place, default=None)


def _may_appeal(line: CaseLine, on: date) -> bool:
    """Whether the family can still appeal or ask for mediation: then that stands before what goes on besides."""
    return any(c.clock in RIGHTS and c.status(on) == "running" for c in line.familys)


def officer_of(people: Around) -> str:
    """The name of the case officer, or of who covers them."""
    officer = next((p for p in people.practitioners if p.role == "la-send-caseworker"), None)
    return (officer.covered_by or officer.name) if officer else ""


def story_of(view: CaseView, people: Around, who: Who, on: date) -> Story:
    """The facts that the sentences are made of: the clocks that the viewer may see, and how advice was answered."""
    answers = {
        str(e.fields["contributor"]): e.event
        for e in view.reader.events if e.event in ANSWERED and e.fields.get("contributor")
    }  # fmt: skip
    delays = delays_of(view.viewer, {view.case.pk: view.case.confidentiality})
    said = {c.facts.about: why for c in view.clocks if (why := why_of(c.facts, delays))}
    consulted = [c.facts.about for c in view.clocks if c.facts.clock == "setting-consultation"]
    return Story(
        who=who,
        on=on,
        pathway=view.pathway,
        stage=view.stage or "",
        clocks=tuple(asked_for_this_request(c.facts for c in view.clocks)),
        answers=answers,
        chased=_chased(view.case),
        delays={who: Delayed(why.reason, why.expected) for who, why in said.items()},
        officer=officer_of(people),
        school=people.setting,
        settings=settings_named(consulted),
        closures=tuple(Closure(date.fromisoformat(a), date.fromisoformat(b)) for a, b in view.case.closures)
        + _closed_by_exception(view),
        no_psychologist=not any(p.role == "educational-psychologist" for p in people.practitioners),
    )


def _closed_by_exception(view: CaseView) -> tuple[Closure, ...]:
    """Closures that an exception tells of itself."""
    return tuple(
        Closure(e.fields["from"], e.fields["to"])
        for e in view.reader.events
        if e.event == "exception-recorded"
        and e.fields.get("ground") in ("school-closed", "early-years-closed")
        and e.fields.get("from") and e.fields.get("to")
        and view.may("read", view.pathway.kind_of_data(e.event))
    )  # fmt: skip


def _chased(case: Case) -> dict[str, str]:
    """How far each contributor was chased: told to the head of the service counts for more than a reminder."""
    told: dict[str, str] = {}
    for about, purpose in rows("select about, purpose from families_chased(%(case)s)", case=case.pk):
        if told.get(about) != "advice-escalated":
            told[about] = purpose
    return told


def views_asked_for(view: CaseView) -> ClockFacts | None:
    """The request for the family's own views that stands open, where the viewer may answer it."""
    asked = [c.facts for c in view.clocks if c.facts.clock == "advice" and c.facts.about == FAMILY and c.facts.stopped is None]
    return asked[0] if asked and kind_for(view.viewer, view.case, FAMILY) else None


def contacts_of(owner: UUID) -> dict[str, Contact]:
    return {c.kind: c for c in Contact.objects.filter(owner=owner)}


def updates_of(viewer: Viewer, case: UUID) -> list[Update]:
    """What the family was told of a case, the newest first."""
    return list(Update.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=MESSAGES), case=case).order_by("-at")[:MOST])


def last_told(letters: Iterable[Letter], asked: Iterable[Question], updates: Iterable[Update]) -> date | None:
    """The last day on which the family was told something: in words here, by letter, or in an answer that the viewer may
    read."""
    days = [day_of(letter.made_at) for letter in letters] + [u.on for u in updates]
    return max(days + [q.answered_on for q in asked if q.answered_on], default=None)


# --- questions ---



# Not what they hold.
_NAMES_OF_FILES = Prefetch("files", QuestionFile.objects.defer("data").order_by("name"))


def questions_seen(viewer: Viewer) -> QuerySet[Question]:
    """Those that the viewer asked or that were shared with their family, and those put to the council whose officer they
    are; none of a case that is hidden from them."""
    bodies = officer_bodies(viewer)
    family = Q(asked_by=viewer.id) | Q(shared=True, child__in=[c for g in viewer.grants if g.owners is None for c in g.children or ()])
    return Question.objects.filter(
        visible(viewer, "read", shape=OF_A_CHILD, kind=MESSAGES), family | Q(owner__in=sorted(bodies))
    ).exclude(Q(case__in=RawSQL("select access_hidden_cases()", [])) | Q(pk__in=sorted(viewer.withheld)))  # noqa: S611


def officer_bodies(viewer: Viewer) -> frozenset[UUID]:
    """The organisations whose casework the viewer does or leads."""
    held = [role for role in viewer.roles if role.slug in OFFICERS]
    return frozenset(b.owner for role in held for b in role.bases if b.kinds is None)


def questions_about(viewer: Viewer, child: Child) -> list[Question]:
    """A family's own questions about a child, the newest first."""
    found = questions_seen(viewer).filter(child=child.pk).prefetch_related(_NAMES_OF_FILES)
    return list(found.order_by("-asked_on", "-asked_at")[:MOST])


def file_seen(viewer: Viewer, key: UUID) -> QuestionFile | None:
    """A file, for whoever may read the question that it came with."""
    return QuestionFile.objects.filter(pk=key, question__in=questions_seen(viewer)).select_related("question").first()


def may_ask(viewer: Viewer, child: Child) -> bool:
    return may(viewer, "write", MESSAGES, Record(owner=child.owner_id, child=child.pk, sealed=child.sealed))


@dataclass(frozen=True)
class ToAnswer:
    question: Question
    officer: str


_OFFICERS_OF = """
select a.child_id, p.name, coalesce(by.name, '')
from people_allocation a
join people_practitioner p on p.id = a.practitioner_id
left join people_cover c on c.practitioner_id = p.id and %(on)s between c.valid_from and coalesce(c.valid_to, 'infinity')
left join people_practitioner by on by.id = c.covered_by_id
where a.child_id = any(%(children)s) and a.role = 'la-send-caseworker'
  and %(on)s between a.valid_from and coalesce(a.valid_to, 'infinity')
order by a."case" nulls first, a.valid_from desc, a.id
"""
"""The officer of the child, given last, goes first, as in requests.case_officer_of: a question is of no case."""


def to_answer(viewer: Viewer, on: date) -> tuple[list[ToAnswer], int]:
    """Questions without an answer, the oldest day first, each with whose child it is; and how many there are."""
    if not officer_bodies(viewer):
        return [], 0
    waiting = questions_seen(viewer).filter(answered_at=None, owner__in=sorted(officer_bodies(viewer)))
    total = waiting.count()
    found = list(waiting.select_related("child").order_by("answer_by", "asked_at")[:MOST])
    named: dict[UUID, str] = {}
    for child, name, cover in rows(_OFFICERS_OF, children=[q.child_id for q in found], on=on):
        named.setdefault(child, f"{name} ({cover} covers)" if cover else name)
    return [ToAnswer(q, named.get(q.child_id, "")) for q in found], total


def question_seen(viewer: Viewer, key: UUID) -> Question | None:
    """A question as an officer of the council that holds the record reads it."""
    bodies = sorted(officer_bodies(viewer))
    return questions_seen(viewer).filter(pk=key, owner__in=bodies).select_related("child").prefetch_related(_NAMES_OF_FILES).first()


def own_question(viewer: Viewer, key: UUID) -> Question | None:
    """A question that the viewer asked themselves."""
    return questions_seen(viewer).filter(pk=key, asked_by=viewer.id).select_related("child").prefetch_related(_NAMES_OF_FILES).first()


def earlier_of(viewer: Viewer, question: Question) -> list[Question]:
    """What a question opens again, the first asked first, as far as the viewer reads it."""
    found: list[Question] = []
    before = question.again
    while before is not None and (one := questions_seen(viewer).filter(pk=before).first()) is not None:
        found.insert(0, one)
        before = one.again
    return found


def may_answer(viewer: Viewer, question: Question, on: date) -> bool:
    """An officer does; a manager where it was put to them, to nobody, or to somebody who left."""
    if may(viewer, "write", MESSAGES, Record(owner=question.owner_id, child=question.child_id, case=None)):
        return question.owner_id in officer_bodies(viewer)
    return bool(rows("select families_put_to(%(to)s, %(body)s, %(on)s)", to=question.to, body=question.owner_id, on=on)[0][0])


def asker_of(question: Question) -> str:
    """The name of whoever asked."""
    return User.objects.filter(pk=question.asked_by).values_list("name", flat=True).first() or "Somebody of the family"


# --- who should hear from us ---


@dataclass(frozen=True)
class ToTell:
    """A case on which something is late, and the day by which its family hears from us."""

    case: UUID
    name: str
    reference: str
    late_since: date
    hear: Hear


_LATE = """
select c.id, c.owner_id, c.child_id, h.forename || ' ' || h.surname, h.reference, min(k.due),
       greatest((select max(u."on") from families_update u where u."case" = c.id),
                (select max((l.made_at at time zone 'Europe/London')::date) from letters_letter l where l."case" = c.id))
from cases_clockrow k join cases_case c on c.id = k.case_id join people_child h on h.id = c.child_id
where c.child_id = any(%(children)s) and k.stopped is null and k.due < %(on)s and not k.floor and k.owed_by <> 'family'
  and (k.excused_from is null or k.excused_from > %(on)s)
group by c.id, h.id
"""


def to_tell(viewer: Viewer, on: date) -> list[ToTell]:
    """The families of the viewer's own caseload to whom a day was promised, the first day first."""
    children = sorted({a.child for a in viewer.allocated}) if officer_bodies(viewer) else []
    found = [
        ToTell(case, name, reference, due, hear_by(due, told, on))
        for case, owner, child, name, reference, due, told in (rows(_LATE, children=children, on=on) if children else [])
        if may(viewer, "write", MESSAGES, Record(owner=owner, child=child))
    ]
    return sorted(found, key=lambda t: (t.hear.missed or t.hear.by, t.reference))
