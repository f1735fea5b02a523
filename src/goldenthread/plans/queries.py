"""What can be asked about plans. Each question takes its viewer: casework and the bodies' own officers read all of a plan,
a family what was sent to it, and everybody else what was disclosed to them (SEND Regulations 2014 r.17)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from goldenthread.access.policy import OF_A_CHILD, Shape, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.models import Advice
from goldenthread.cases.models import Case
from goldenthread.cases.queries_case import case_view
from goldenthread.cases.queries_clocks import made_again_on, record_of
from goldenthread.pathways import PATHWAYS
from goldenthread.pathways.common.assessment import ALL_THREE_AGREE
from goldenthread.people.kinds import PLAN
from goldenthread.people.models import Content
from goldenthread.plans.assembly import REPORT_ALONE, VIEWS, Source
from goldenthread.plans.bundle import Bundle, bundle
from goldenthread.plans.compare import Comparison, compare_provision, compare_words
from goldenthread.plans.confirming import Standing, standing
from goldenthread.plans.models import (
    Clause,
    Comment,
    Consultation,
    Disclosure,
    IcbAgreement,
    IssuedDocument,
    Offering,
    Plan,
    SignBack,
)
from goldenthread.plans.sections import PROVISION, SECTIONS
from goldenthread.science.advice import Advice as Advised
from goldenthread.science.advice import advice_of
from goldenthread.web.days import day_of, today

Reach = Literal["all", "sent", "part", "none"]
IN_ORDER = list(SECTIONS)


def reach(viewer: Viewer, case: Case) -> Reach:
    """How much of a plan of this case the viewer may read at all."""
    if not may(viewer, "read", PLAN, record_of(case)):
        return "none"
    of_this = [
        g for g in viewer.grants
        if PLAN in g.read and (g.owners is None or case.owner_id in g.owners) and (g.children is None or case.child_id in g.children)
    ]  # fmt: skip
    if any(g.children is None for g in of_this):
        return "all"
    return "sent" if any(g.owners is None for g in of_this) else "part"


def may_write(viewer: Viewer, case: Case) -> bool:
    return may(viewer, "write", PLAN, record_of(case))


def adds_to_plan(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer, of the family, may send something for section A of the plan that is made or kept on this case."""
    makes = {"draft-plan-sent", "amendment-notice-sent"} & set(PATHWAYS[case.pathway].events)
    return bool(makes) and viewer.holds("parent", "young-person") and reach(viewer, case) == "sent"


def adds_for_child(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer's setting, which the child attends, may pass on the child's own words, pictures and sound for section A: it
    returns the reviews of the plan."""
    own = any(r.slug == "setting-senco" and case.child_id in r.connected for r in viewer.roles)
    return own and "review-meeting-held" in PATHWAYS[case.pathway].events and may(viewer, "write", "school-sen-support", record_of(case))


def plans_of(viewer: Viewer, case: Case) -> QuerySet[Plan]:
    """The versions that the viewer may read, newest first."""
    found = Plan.objects.filter(case=case.pk).order_by("-version")
    match reach(viewer, case):
        case "all":
            return found
        case "sent":
            return found.filter(Q(sent_on__isnull=False) | Q(issued_on__isnull=False))
        case "part":
            return found.filter(pk__in=_given(viewer, case).values("plan"))
    return found.none()


def versions_for_request(viewer: Viewer, case: Case) -> list[Plan]:
    """The versions for the request that stands, newest first: where it was made again on its case, a draft from before was made for the
    request that ended."""
    found, again = list(plans_of(viewer, case)), made_again_on(case.pk)
    return found if again is None else [p for p in found if min(filter(None, (day_of(p.made_at), p.sent_on, p.issued_on))) >= again]


def plan_in_force(viewer: Viewer, child: UUID) -> tuple[Plan, Case] | None:
    """The version of a child's plan that is in force, with the case on which it was issued: a first plan on that of its assessment,
    an amended one on that of the review. None once the plan has ended, and where the viewer may not read that version: whoever was
    given an older one alone reads no plan in force."""
    found = _newest_read(viewer, child)
    return found if found is not None and _asked("plans_is_now", found[0]) else None


def newer_was_issued(viewer: Viewer, child: UUID) -> bool:
    """Whether a version that the viewer may not read has taken the place of the newest that they may."""
    found = _newest_read(viewer, child)
    return found is not None and not _asked("plans_is_now", found[0]) and not _asked("plans_is_over", found[0])


def _newest_read(viewer: Viewer, child: UUID) -> tuple[Plan, Case] | None:
    """The newest issued version that the viewer may read."""
    for plan in Plan.objects.filter(child=child, issued_on__isnull=False).order_by("-issued_on", "-version"):
        case = Case.objects.filter(pk=plan.case).select_related("child", "owner").first()
        if case is not None and plans_of(viewer, case).filter(pk=plan.pk).exists():
            return plan, case
    return None


def _asked(function: Literal["plans_is_now", "plans_is_over"], plan: Plan) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s, %s)", [plan.pk, today()])  # noqa: S608
        return bool(cursor.fetchone()[0])


def clauses_of(viewer: Viewer, case: Case, plan: Plan) -> list[Clause]:
    """The clauses of a version that the viewer may read, in order, also those taken out."""
    found = Clause.objects.filter(plan=plan)
    if reach(viewer, case) == "part":
        sections = [s for given in _given(viewer, case).filter(plan=plan).values_list("sections", flat=True) for s in given or [None]]
        if None not in sections:
            own = Q(advice__in=own_advice(viewer, case)) if "own" in sections else Q(pk__in=[])
            found = found.filter(own | Q(section__in=[s for s in sections if s != "own"]))
    return sorted(found, key=in_order)


def in_order(clause: Clause) -> tuple[int, int]:
    return IN_ORDER.index(clause.section), clause.number


def given_all(viewer: Viewer, case: Case, plan: Plan) -> bool:
    """Whether the viewer may read the whole of this version, and so its document."""
    if reach(viewer, case) != "part":
        return reach(viewer, case) != "none"
    return any(not given for given in _given(viewer, case).filter(plan=plan).values_list("sections", flat=True))


def _given(viewer: Viewer, case: Case) -> QuerySet[Disclosure]:
    to_me = Q(reader=viewer.id) | Q(organisation__in=sorted(viewer.organisations))
    return Disclosure.objects.filter(to_me, case=case.pk)


def grounds_of(viewer: Viewer, case: Case, plan: Plan) -> list[Disclosure]:
    """On which grounds of regulation 17 the viewer reads what they do of a version; none where their role reads all."""
    return list(_given(viewer, case).filter(plan=plan).order_by("at")) if reach(viewer, case) == "part" else []


def own_advice(viewer: Viewer, case: Case) -> list[UUID]:
    """Also that of an earlier case: an amended plan still rests on it."""
    return list(Advice.objects.filter(child=case.child_id, author=viewer.id, sent_at__isnull=False).values_list("pk", flat=True))


def advice_sent(viewer: Viewer, case: Case) -> list[Advice]:
    """The newest advice of each author that the viewer may read, in the order in which they came."""
    found: dict[tuple[str, UUID], Advice] = {}
    for a in advice_read(viewer, case.child_id).filter(case=case.pk).order_by("sent_at"):
        found[a.contributor, a.author] = a
    return sorted(found.values(), key=lambda a: (a.contributor != "family", a.sent_at))


def advice_for_request(viewer: Viewer, case: Case) -> list[Advice]:
    """What a plan for the request that stands is put together from. Where it was made again on its case, advice given for the one before
    is used only where its author, the authority and the family have said that it is sufficient (r.6(4))."""
    found, again = advice_sent(viewer, case), made_again_on(case.pk)
    if again is None:
        return found
    reader = case_view(viewer, case, today()).reader
    agreed = {e.fields["contributor"] for e in reader.find((ALL_THREE_AGREE,)) if e in reader.of_this_request}
    return [a for a in found if a.sent_at and day_of(a.sent_at) >= again or a.contributor in agreed]


def advice_read(viewer: Viewer, child: UUID | None) -> QuerySet[Advice]:
    """The advice on a child that was sent and that the viewer may read, of all cases."""
    return Advice.objects.filter(visible(viewer, shape=Shape()), child=child, sent_at__isnull=False)


def source_of(advice: Advice) -> Source:
    assert advice.sent_at is not None
    named = Content.objects.filter(pk=advice.report_id).values_list("file_name", flat=True).first() if advice.report_id else ""
    return Source(
        advice.pk, advice.contributor, advice.author_name, day_of(advice.sent_at), advice_of(advice.body), advice.registration, named or "",
        advice.reused,
    )


@dataclass(frozen=True)
class Report:
    """A document that is part of a plan: it came as advice, or beside it."""

    advice: UUID
    contributor: str
    name: str


def reports_with(viewer: Viewer, case: Case, plan: Plan) -> list[Report]:
    """The documents of the advice that section K lists (r.12(4)), for whoever has the whole of a version."""
    if not given_all(viewer, case, plan):
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from plans_appended(%s)", [plan.pk])
        return [Report(*row) for row in cursor.fetchall()]


def report_with(viewer: Viewer, case: Case, plan: Plan, advice: UUID) -> tuple[str, bytes] | None:
    """The name and the file of one of them."""
    if not given_all(viewer, case, plan):
        return None
    with connection.cursor() as cursor:
        cursor.execute("select * from plans_appended_file(%s, %s)", [plan.pk, advice])
        row = cursor.fetchone()
    return (row[0], bytes(row[1])) if row else None


def with_reports(viewer: Viewer, case: Case, plan: Plan, document: IssuedDocument) -> Bundle | None:
    """The plan as it was sent, with the reports that are its appendices, for whoever has the whole of it; none for anybody
    else, nor where no file was kept."""
    if not given_all(viewer, case, plan) or not document.content.file:
        return None
    reports = [report_with(viewer, case, plan, r.advice) for r in reports_with(viewer, case, plan)]
    return bundle(bytes(document.content.file), [r for r in reports if r])


# --- a clause beside the words that it came from ---


def compared(clause: Clause, advised: Advised) -> tuple[str, Comparison | None]:
    """The author's words for a clause, and how the clause differs from them."""
    key, text = clause.advice_line, clause.text
    if clause.removed:
        text = ""
    if key == VIEWS and clause.section == "A":
        return advised.views, compare_words(advised.views, text)
    if clause.section in PROVISION:
        for p in advised.provisions:
            if p.id == key:
                return p.sentence, compare_provision(p, text)
    for o in advised.outcomes:
        if o.id == key and clause.section == "E":
            return o.text, compare_words(o.text, text, "The outcome", [("By when", o.by, str(clause.details.get("by", "")))])
    for n in advised.needs:
        if n.id == key:
            return n.text, compare_words(n.text, text, "The need")
    return "", None


# --- answers and standings ---


def answers_read(viewer: Viewer, case: Case) -> QuerySet[SignBack]:
    """What authors answered on the child's plans, on whichever case: all of it for those who read all of a plan, and to an author
    their own."""
    found = SignBack.objects.filter(visible(viewer, shape=OF_A_CHILD, kind=PLAN), child=case.child_id)
    match reach(viewer, case):
        case "none":
            return found.none()
        case "all":
            return found
    return found.filter(by=viewer.id)


def answers_of(viewer: Viewer, case: Case) -> dict[UUID, list[SignBack]]:
    """Answers by the line of the plan that they are on, oldest first, over all versions on whichever case: what was confirmed in
    the plan in force holds for an amended one that says the same."""
    found: dict[UUID, list[SignBack]] = {}
    for answer in answers_read(viewer, case).select_related("clause").order_by("at"):
        found.setdefault(answer.clause.line, []).append(answer)
    return found


def rests_on_advice(clause: Clause) -> bool:
    """Whether a contributor is asked to confirm it: their own words, or the report that they sent instead; not the rest of
    the list of section K, and no family's."""
    own = clause.section != "K" or REPORT_ALONE in clause.details
    return clause.advice is not None and own and clause.contributor != "family"


def standings(viewer: Viewer, case: Case, clauses: Iterable[Clause]) -> dict[UUID, Standing]:
    """How each of these clauses that rests on professional advice stands with its author, by line."""
    answers = answers_of(viewer, case)
    return {
        c.line: standing("" if c.removed else c.text, (a for a in answers.get(c.line, ()) if a.contributor == c.contributor))
        for c in clauses if rests_on_advice(c)
    }  # fmt: skip


def standings_elsewhere(viewer: Viewer, case: Case, clauses: Iterable[Clause]) -> dict[UUID, Standing]:
    """How each of these clauses stands that was confirmed before the plan was loaded, without the advice: nobody here can be asked again."""
    answers = answers_of(viewer, case)
    return {
        c.line: standing("" if c.removed else c.text, said)
        for c in clauses
        if c.advice is None and c.contributor != "family" and (said := [a for a in answers.get(c.line, ()) if a.contributor == c.contributor])
    }  # fmt: skip


def open_corrections(viewer: Viewer, case: Case) -> list[SignBack]:
    """The newest answer on a line, where it is a correction that nobody has decided, of a plan that is gone on with."""
    return [
        latest for answers in answers_of(viewer, case).values()
        if (latest := answers[-1]).answer == SignBack.Answer.CORRECTED and not latest.decision and latest.case == case.pk and not latest.clause.plan.withdrawn
    ]  # fmt: skip


def comments_of(viewer: Viewer, case: Case, of: Collection[Plan] | None = None) -> list[Comment]:
    """What the family said of the plans of a case, oldest first; or of these versions alone. It is between the family and those who
    read all of a plan."""
    if reach(viewer, case) not in ("all", "sent"):
        return []
    found = Comment.objects.filter(case=case.pk).select_related("clause", "plan").order_by("at")
    return list(found if of is None else found.filter(plan__in=[p.pk for p in of]))


def offerings_of(viewer: Viewer, case: Case) -> list[Offering]:
    """What was sent for section A: all of it for those who read all of the plan, and to whoever sent something, that."""
    found = Offering.objects.filter(case=case.pk).order_by("at")
    match reach(viewer, case):
        case "all":
            return list(found)
        case "sent" | "part":
            return list(found.filter(by=viewer.id))
    return []


def media_seen(viewer: Viewer, case: Case, content: UUID, *, issued: bool) -> Content | None:
    """A picture or a recording: with a clause that the viewer may read, of any version, or that they sent themselves, or for those
    who read all; `issued` leaves out drafts and what was sent. None also where it was removed, or sealed."""
    versions = [p for p in plans_of(viewer, case) if p.issued_on or not issued][: 1 if issued else None]
    shown = any(c.content_id == content for p in versions for c in clauses_of(viewer, case, p)) or not issued and any(
        o.content_id == content for o in offerings_of(viewer, case)
    )
    found = Content.objects.filter(pk=content, child=case.child_id, kind_of_data=PLAN).first() if shown else None
    return found if found is not None and found.file else None


def consultations_of(viewer: Viewer, case: Case) -> list[Consultation]:
    """The settings that were asked: to a setting, itself alone."""
    found = Consultation.objects.filter(case=case.pk).select_related("setting", "plan").order_by("sent_on", "setting__name")
    match reach(viewer, case):
        case "none":
            return []
        case "part":
            found = found.filter(setting__in=sorted(viewer.organisations))
    return list(found)


def agreed_words(viewer: Viewer, case: Case) -> IcbAgreement | None:
    """The newest agreement of the ICB to section G of a plan that is gone on with, for those who read all of it."""
    return IcbAgreement.objects.filter(case=case.pk, plan__withdrawn=False).order_by("-at").first() if reach(viewer, case) == "all" else None


def document_of(viewer: Viewer, case: Case, plan: Plan) -> IssuedDocument | None:
    """A version as it was sent, for whoever has the whole of it."""
    if not given_all(viewer, case, plan):
        return None
    return IssuedDocument.objects.filter(plan__in=plans_of(viewer, case).filter(pk=plan.pk)).select_related("content").order_by("-made_at").first()
