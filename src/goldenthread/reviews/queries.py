"""What can be asked about reviews. Each question takes its viewer; row-level security knows besides who was invited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from goldenthread.access.policy import CHILD, IDENTITY, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case, CaseState, ClockRow
from goldenthread.cases.queries_case import CaseView
from goldenthread.cases.queries_clocks import CASE, OF_A_CASE, OF_A_CLOCK, ClockFacts, clocks_of, record_of
from goldenthread.delivery.ledger import ledger
from goldenthread.engine.events import effective
from goldenthread.people.models import Child, Connection, Organisation, in_force
from goldenthread.plans.models import Clause, Plan
from goldenthread.plans.queries import clauses_of, plan_in_force
from goldenthread.reviews.models import Invitation, Paper, Report, Review
from goldenthread.reviews.standing import Where, where

PATHWAY = "annual-review"
PLAN = "drafts-and-final-plan"
_COLUMNS = ("case_id", "clock", "about", "started", "due", "working_target", "stopped", "excused_from", "ground", "kind", "floor", "owed_by")


def setting_of(viewer: Viewer, case: Case) -> Organisation | None:
    """The setting whose SENCO the viewer is and which the child attends: it prepares the review."""
    if not may(viewer, "write", "school-sen-support", record_of(case)):
        return None
    own = [r.organisation for r in viewer.roles if r.slug == "setting-senco" and r.organisation and case.child_id in r.connected]
    return Organisation.objects.filter(pk__in=own).order_by("name").first()


def setting_of_child(case: Case, on: date) -> Organisation | None:
    """The setting that the child attends: without one, the council reviews the plan itself (r.21)."""
    found = Connection.objects.filter(in_force(on), child=case.child_id, kind="attends").select_related("organisation").order_by("id").first()
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
    if not may(viewer, "read", PLAN, record_of(case)):
        return Review.objects.none()
    return Review.objects.filter(case=case.pk).select_related("setting").order_by("-made_at")


def reports_of(viewer: Viewer, case: Case) -> list[Report]:
    """Reports that were sent, the newest first."""
    return list(Report.objects.filter(review__in=_reviews(viewer, case), sent_at__isnull=False).select_related("review").order_by("-sent_at"))


def report_of(viewer: Viewer, review: Review) -> Report | None:
    return Report.objects.filter(review=review).first()


def invitations_of(review: Review) -> list[Invitation]:
    return list(Invitation.objects.filter(review=review).order_by("pk"))


def papers_of(review: Review) -> list[Paper]:
    return list(Paper.objects.filter(review=review).order_by("added_at"))


def meeting_day(view: CaseView) -> date | None:
    """The day of the meeting that was arranged last."""
    found = [e.fields["meeting_on"] for e in effective(view.journal) if e.event == "review-meeting-arranged"]
    return found[-1] if found else None


def report_days(view: CaseView) -> list[date]:
    """The days on which reports were sent, the newest first: as the journal has them."""
    return sorted((e.on for e in effective(view.journal) if e.event == "review-report-sent"), reverse=True)


def held_on(view: CaseView) -> date | None:
    """The day on which the meeting of the cycle that runs was held."""
    running = [c.facts.started for c in view.clocks if c.facts.clock in ("decide-after-review", "send-review-report") and c.facts.stopped is None]
    return max(running, default=None)


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
class Line:
    """The review of one child. `name` is empty where the viewer may not see who it is."""

    case: UUID
    child: Child | None
    owner: UUID
    stage: str
    where: Where


def lines_for_setting(viewer: Viewer, on: date) -> list[Line]:
    """The reviews of the children who attend the viewer's settings, of whichever council."""
    children = frozenset(c for r in viewer.roles if r.slug == "setting-senco" for c in r.connected)
    cases = list(
        Case.objects.filter(visible(viewer, "status", shape=CASE), pathway=PATHWAY, child__in=sorted(children)).select_related("child", "owner", "state")
    )
    by_case: dict[UUID, list[ClockFacts]] = {}
    for clock in clocks_of(viewer, cases):
        by_case.setdefault(clock.case, []).append(clock)
    named = _named(viewer, {c.child_id for c in cases})
    lines = [Line(c.pk, named.get(c.child_id), c.owner_id, _stage(c), where(_stage(c), by_case.get(c.pk, ()), on)) for c in cases]
    return [line for line in lines if line.stage != "ceased"]


def _stage(case: Case) -> str:
    state = getattr(case, "state", None)
    return state.stage if state else ""


def lines_for_council(viewer: Viewer, on: date) -> list[Line]:
    """Every open review of the councils whose casework the viewer does, in a fixed number of questions."""
    own = frozenset(o for g in viewer.grants if g.children is None and g.owners and PLAN in g.write for o in g.owners)
    states = CaseState.objects.filter(visible(viewer, "status", shape=OF_A_CASE), case__pathway=PATHWAY, owner__in=sorted(own)).exclude(stage="ceased")
    clocks = ClockRow.objects.filter(visible(viewer, "status", shape=OF_A_CLOCK), case__pathway=PATHWAY, owner__in=sorted(own))
    # A meeting's notice is given once; everything else of interest is open.
    wanted = clocks.filter(stopped=None) | clocks.filter(clock="give-notice-of-meeting")
    by_case: dict[UUID, list[ClockFacts]] = {}
    for row in wanted.order_by("started", "pk").values_list(*_COLUMNS):
        by_case.setdefault(row[0], []).append(ClockFacts(*row))
    rows = list(states.values_list("case_id", "child_id", "owner_id", "stage"))
    return [Line(case, None, owner, stage, where(stage, by_case.get(case, ()), on)) for case, _, owner, stage in rows]


def _named(viewer: Viewer, children: Iterable[UUID | None]) -> dict[UUID | None, Child]:
    wanted = sorted(c for c in set(children) if c)
    return {c.pk: c for c in Child.objects.filter(visible(viewer, "read", shape=CHILD, kind=IDENTITY), pk__in=wanted)}


def with_children(viewer: Viewer, lines: list[Line]) -> list[Line]:
    """The same lines with who they are about, for those that a page shows."""
    of = dict(Case.objects.filter(pk__in=[line.case for line in lines]).values_list("pk", "child_id"))
    named = _named(viewer, of.values())
    return [Line(line.case, named.get(of.get(line.case)), line.owner, line.stage, line.where) for line in lines]


def urgent_first(lines: Iterable[Line], on: date) -> list[Line]:
    """Past the law's limit first, then what presses next: law before guidance, then by day."""

    def place(line: Line) -> tuple[bool, bool, date]:
        clock = line.where.clock
        if clock is None:
            return True, True, date.max
        over = clock.kind == "law" and clock.status(on) == "overdue"
        return not over, clock.kind != "law", clock.due or date.max

    return sorted(lines, key=place)
