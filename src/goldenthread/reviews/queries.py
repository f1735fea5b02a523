"""What can be asked about reviews. Each question takes its viewer; row-level security knows besides who was invited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from goldenthread.access.policy import CHILD, IDENTITY, OF_A_CHILD, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case, CaseState, ClockRow
from goldenthread.cases.projection import calendar_of
from goldenthread.cases.queries_case import CaseView
from goldenthread.cases.queries_clocks import (
    CASE,
    COLUMNS_OF_A_CLOCK,
    OF_A_CASE,
    OF_A_CLOCK,
    ClockFacts,
    clocks_of,
    record_of,
)
from goldenthread.delivery.ledger import ledger
from goldenthread.engine.calendar import london_date
from goldenthread.engine.events import Event, effective
from goldenthread.engine.pathway import happenings
from goldenthread.pathways.common.amendment import COMPLETED
from goldenthread.people.kinds import PLAN
from goldenthread.people.models import Child, Connection, Organisation, in_force
from goldenthread.plans.models import Clause, Plan
from goldenthread.plans.queries import clauses_of, plan_in_force, reach
from goldenthread.reviews.meeting import Meeting, meeting_on
from goldenthread.reviews.models import Invitation, Paper, Report, Review
from goldenthread.reviews.standing import NOTICE, READS, Where, where

PATHWAY = "annual-review"
_NEVER = datetime.min.replace(tzinfo=UTC)


def setting_of(viewer: Viewer, case: Case) -> Organisation | None:
    """The setting whose SENCO the viewer is and which the child attends: it prepares the review."""
    if not may(viewer, "write", "school-sen-support", record_of(case)):
        return None
    own = [r.organisation for r in viewer.roles if r.slug == "setting-senco" and r.organisation and case.child_id in r.connected]
    return Organisation.objects.filter(pk__in=own).order_by("name").first()


def setting_of_child(viewer: Viewer, case: Case, on: date) -> Organisation | None:
    """The setting that the child attends: without one, the council reviews the plan itself (r.21)."""
    seen = visible(viewer, shape=OF_A_CHILD, kind=IDENTITY)
    attends = Connection.objects.filter(seen, in_force(on), child=case.child_id, kind="attends").select_related("organisation")
    found = attends.order_by("-valid_from", "-pk").first()
    return found.organisation if found else None


def keeps(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer prepares the review: as the setting, or as the council's casework."""
    return decides(viewer, case) or setting_of(viewer, case) is not None


def decides(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer decides for the council."""
    return may(viewer, "write", PLAN, record_of(case))


def review_of(viewer: Viewer, case: Case) -> Review | None:
    """The newest review of this plan that the viewer may read."""
    return _reviews(viewer, case).first()


def _reviews(viewer: Viewer, case: Case) -> QuerySet[Review]:
    """All of them for those who keep reviews, for the family and for the body's own officers; and to whoever was invited by name,
    those."""
    if not may(viewer, "read", PLAN, record_of(case)):
        return Review.objects.none()
    found = Review.objects.filter(case=case.pk).select_related("setting").order_by("-made_at")
    if keeps(viewer, case) or reach(viewer, case) in ("all", "sent"):
        return found
    return found.filter(pk__in=Invitation.objects.filter(user=viewer.id, ended_at=None).values("review"))


def reports_of(viewer: Viewer, case: Case) -> list[Report]:
    """Reports that were sent, the newest first."""
    return list(Report.objects.filter(review__in=_reviews(viewer, case), sent_at__isnull=False).select_related("review").order_by("-sent_at"))


def report_of(viewer: Viewer, case: Case, review: Review) -> Report | None:
    """Its report: until it is sent, for those who keep the review."""
    found = Report.objects.filter(review__in=_reviews(viewer, case), review=review)
    return (found if keeps(viewer, case) else found.filter(sent_at__isnull=False)).first()


def invitations_of(viewer: Viewer, case: Case, review: Review) -> list[Invitation]:
    """Who is invited, without those who were left out since."""
    return list(Invitation.objects.filter(review__in=_reviews(viewer, case), review=review, ended_at=None).order_by("pk"))


def papers_of(viewer: Viewer, case: Case, review: Review) -> list[Paper]:
    """The advice that came: until it goes round, for those who keep the review."""
    found = Paper.objects.filter(review__in=_reviews(viewer, case), review=review).order_by("added_at")
    return list(found if keeps(viewer, case) else found.filter(shared_at__isnull=False))


def meeting_day(view: CaseView) -> date | None:
    """The day of the meeting that was arranged last."""
    found = [e.fields["meeting_on"] for e in effective(view.journal) if e.event == "review-meeting-arranged"]
    return found[-1] if found else None


@dataclass(frozen=True)
class ToCome:
    """A meeting that is arranged and not held. `review` is None where it was arranged elsewhere."""

    means: Meeting
    review: Review | None
    invited: list[Invitation]

    @property
    def views_by(self) -> date | None:
        """Until when views go round with the advice, two weeks before (r.20(4), 21(4)): a day that is also that of the notice."""
        return self.means.advice_by or self.means.notice_by


def meeting_to_come(view: CaseView, on: date) -> ToCome | None:
    """The next meeting, from its day back to when it was arranged: also while an amendment runs that an earlier review, or nothing
    but the council's own decision, began."""
    day = None
    for e in effective(view.journal):
        if e.event == "review-meeting-arranged":
            day = e.fields["meeting_on"]
        elif e.event == "review-meeting-held":
            day = None
    if day is None or day < on or any(s.slug == view.stage and s.closed for s in view.pathway.stages):
        return None
    found = review_of(view.viewer, view.case)
    review = found if found is not None and not decided(view, found) and held_of(view, found) is None else None
    means = meeting_on(view.reader.events, day, on, calendar_of(view.case.closures), arranged=True)
    return ToCome(means, review, invitations_of(view.viewer, view.case, review) if review else [])


def report_day(view: CaseView, report: Report) -> date | None:
    """The day on which a report was sent: that of its event."""
    day = next((e.on for e in view.journal if report.sent_by_event and e.id == str(report.sent_by_event)), None)
    return day or (london_date(report.sent_at) if report.sent_at else None)


def held_on(view: CaseView) -> date | None:
    """The day of the latest meeting on which the council has not decided. That its report is owed is another matter."""
    return _running(view, "decide-after-review")


def report_owed_for(view: CaseView) -> date | None:
    """The day of the latest meeting whose report was not sent: owed whatever is decided (r.20(9), 21(8))."""
    return _running(view, "send-review-report")


def reported(view: CaseView) -> bool:
    """Whether the report of the meeting that waits for a decision was sent, here or elsewhere."""
    held = held_on(view)
    return held is not None and report_owed_for(view) != held


def _running(view: CaseView, clock: str) -> date | None:
    return max((c.facts.started for c in view.clocks if c.facts.clock == clock and c.facts.stopped is None), default=None)


def since_last_decision(view: CaseView) -> list[Event]:
    """The events of the cycle that runs: after the decision that completed the review before it."""
    ends = view.reader.find((*COMPLETED, *happenings(("previous-review-completed",))))
    return [e for e in view.reader.events if not ends or e.order > ends[-1].order]


def _later(view: CaseView, review: Review, found: Iterable[Event], *, itself: bool = False) -> list[Event]:
    """Those of `found` that came after a review began; `itself` counts the event with which it began."""
    began = next((e for e in view.journal if review.began and e.id == str(review.began)), None)
    if began is None:
        return []

    def after(e: Event) -> bool:
        if e.id == began.id:
            return itself
        if e.on != began.on:
            return e.on > began.on
        # Numbers of two cases do not compare: which was recorded first does.
        return (e.recorded_at or _NEVER) > (began.recorded_at or _NEVER) if e.linked else e.number > began.number

    return [e for e in found if after(e)]


def held_of(view: CaseView, review: Review) -> date | None:
    """The day of this review's own meeting, once it is held."""
    held = _later(view, review, view.reader.find(happenings(("review-meeting-held",))), itself=True)
    return held[-1].on if held else None


def decided(view: CaseView, review: Review) -> bool:
    """Whether the council has decided since this review began: the next meeting is of another."""
    known = any(e.id == str(review.began) for e in view.journal)
    return not known or bool(_later(view, review, view.reader.find(COMPLETED)))


def plan_read(viewer: Viewer, case: Case) -> tuple[Plan | None, list[Clause]]:
    """The plan in force, with the clauses of it that the viewer may read."""
    found = plan_in_force(viewer, case.child_id)
    if found is None:
        return None, []
    plan, of_case = found
    return plan, [c for c in clauses_of(viewer, of_case, plan) if not c.removed]


def help_to_ask_about(viewer: Viewer, case: Case, on: date) -> list[dict[str, str]]:
    """The lines of help that a review asks about: those that the ledger cannot check, and those that are three weeks behind."""
    found = [(e, e.cannot or "it is three weeks or more behind") for e in ledger(viewer, [case.child_id], on) if e.cannot or e.behind]
    return [{"line": str(e.line.line), "label": e.line.label, "text": e.line.words, "why": why} for e, why in found]


# --- lists ---


@dataclass(frozen=True)
class Row:
    """The review of one child, as a row of a list. `child` is None where the viewer may not see who it is."""

    case: UUID
    child: Child | None
    owner: UUID
    stage: str
    where: Where


def lines_for_setting(viewer: Viewer, on: date) -> list[Row]:
    """The reviews of the children who attend the viewer's settings, of whichever council."""
    children = frozenset(c for r in viewer.roles if r.slug == "setting-senco" for c in r.connected)
    cases = list(
        Case.objects.filter(visible(viewer, "status", shape=CASE), pathway=PATHWAY, child__in=sorted(children)).select_related("child", "owner", "state")
    )
    by_case: dict[UUID, list[ClockFacts]] = {}
    for clock in clocks_of(viewer, cases):
        by_case.setdefault(clock.case, []).append(clock)
    named = _named(viewer, {c.child_id for c in cases})
    lines = [Row(c.pk, named.get(c.child_id), c.owner_id, _stage(c), where(_stage(c), by_case.get(c.pk, ()), on)) for c in cases]
    return [line for line in lines if line.stage != "ceased"]


def _stage(case: Case) -> str:
    state = getattr(case, "state", None)
    return state.stage if state else ""


def lines_for_council(viewer: Viewer, on: date) -> list[Row]:
    """Every open review of the councils whose casework the viewer does, in a fixed number of questions."""
    own = frozenset(o for g in viewer.grants if g.children is None and g.owners and PLAN in g.write for o in g.owners)
    states = CaseState.objects.filter(visible(viewer, "status", shape=OF_A_CASE), case__pathway=PATHWAY, owner__in=sorted(own)).exclude(stage="ceased")
    clocks = ClockRow.objects.filter(visible(viewer, "status", shape=OF_A_CLOCK), case__pathway=PATHWAY, owner__in=sorted(own), clock__in=sorted(READS))
    by_case: dict[UUID, list[ClockFacts]] = {}
    for row in clocks.filter(Q(stopped=None) | Q(clock=NOTICE)).order_by("started", "pk").values_list(*COLUMNS_OF_A_CLOCK):
        by_case.setdefault(row[0], []).append(ClockFacts(*row))
    rows = list(states.values_list("case_id", "child_id", "owner_id", "stage"))
    return [Row(case, None, owner, stage, where(stage, by_case.get(case, ()), on)) for case, _, owner, stage in rows]


def _named(viewer: Viewer, children: Iterable[UUID | None]) -> dict[UUID | None, Child]:
    wanted = sorted(c for c in set(children) if c)
    return {c.pk: c for c in Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in=wanted)}


def with_children(viewer: Viewer, lines: list[Row]) -> list[Row]:
    """The same lines with who they are about, for those that a page shows."""
    of = dict(Case.objects.filter(pk__in=[line.case for line in lines]).values_list("pk", "child_id"))
    named = _named(viewer, of.values())
    return [Row(line.case, named.get(of.get(line.case)), line.owner, line.stage, line.where) for line in lines]


def urgent_first(lines: Iterable[Row], on: date) -> list[Row]:
    """Past the law's limit first, then what presses next: law before guidance, then by day. Those of one day keep one order, so that a
    list read page by page holds each once."""

    def rank(line: Row) -> tuple[bool, bool, date, str]:
        clock = line.where.clock
        if clock is None:
            return True, True, date.max, str(line.case)
        over = clock.kind == "law" and clock.status(on) == "overdue"
        return not over, clock.kind != "law", clock.due or date.max, str(line.case)

    return sorted(lines, key=rank)
