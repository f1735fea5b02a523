"""What the pages of a review begin with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.queries_case import CaseView, case_view
from goldenthread.people.kinds import PLAN
from goldenthread.reviews.models import Review
from goldenthread.reviews.queries import (
    PATHWAY,
    decided,
    decides,
    held_of,
    held_on,
    keeps,
    meeting_day,
    report_of,
    report_owed_for,
    reported,
    review_of,
)
from goldenthread.web.days import day_shown, today


@dataclass(frozen=True)
class Desk:
    """The review of one plan, for a viewer."""

    viewer: Viewer
    case: Case
    view: CaseView

    @cached_property
    def keeps(self) -> bool:
        return keeps(self.viewer, self.case)

    @cached_property
    def decides(self) -> bool:
        return decides(self.viewer, self.case)

    @cached_property
    def newest(self) -> Review | None:
        return review_of(self.viewer, self.case)

    @cached_property
    def review(self) -> Review | None:
        """The review that goes on: being prepared, waiting for its decision, or decided with its report still owed."""
        found = self.newest
        if found is None or not decided(self.view, found):
            return found
        report = report_of(self.viewer, self.case, found)
        return found if held_of(self.view, found) and not (report and report.sent_at) else None

    @cached_property
    def preparing(self) -> bool:
        """Whether its meeting is still to be held."""
        return self.review is not None and not decided(self.view, self.review) and held_of(self.view, self.review) is None

    @cached_property
    def reporting(self) -> bool:
        """Whether a report is still to be written: of this review, or of a meeting that was arranged elsewhere."""
        if self.review is None:
            return report_owed_for(self.view) is not None
        report = report_of(self.viewer, self.case, self.review)
        return not (report and report.sent_at)

    @property
    def reported(self) -> bool:
        return reported(self.view)

    def context(self, request: HttpRequest, **more: Any) -> dict[str, Any]:
        return {
            "nav": "reviews", "day": day_shown(request), "case": self.case, "child": self.case.child, "view": self.view, "desk": self,
            "review": self.review, "meeting": meeting_day(self.view), "held": held_on(self.view), "owed": report_owed_for(self.view), "narrow": True,
            "today": today(), **more,
        }  # fmt: skip


def desk_or_404(request: HttpRequest, case_id: UUID, purpose: str, pathways: tuple[str, ...] = (PATHWAY,)) -> Desk:
    """For whoever may read plans of this child; what of the review they read is asked further in."""
    viewer = request.viewer  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, purpose)
    view = case_view(viewer, case, today())
    if case.pathway not in pathways or not view.may("read", PLAN):
        raise Http404
    return Desk(viewer, case, view)


def keeper_or_404(request: HttpRequest, case_id: UUID, purpose: str) -> Desk:
    """For those who prepare the review; to anybody else the page does not exist."""
    desk = desk_or_404(request, case_id, purpose)
    if not desk.keeps:
        raise Http404
    return desk
