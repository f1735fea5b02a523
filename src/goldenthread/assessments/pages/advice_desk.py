"""Where somebody gives their advice: by a personal link, or signed in. The same pages stand at two addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from goldenthread.access.links import OpenLink
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import IDENTITY, Record, may
from goldenthread.access.rules import OFFICERS
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.advice_queries import FAMILY, answering, asked_of, in_hand, kind_for
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.presenters import advice_of
from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.letters.pages.personal_link import by_link
from goldenthread.web.days import today
from goldenthread.web.words import time_of_day, upper_first

if TYPE_CHECKING:
    from goldenthread.assessments.models import Advice
    from goldenthread.cases.models import Case


@dataclass(frozen=True)
class Desk:
    request: HttpRequest
    viewer: Viewer
    case: Case
    contributor: str
    link: OpenLink | None = None

    @cached_property
    def row(self) -> Advice | None:
        return in_hand(self.viewer, self.case.pk, self.contributor, self.clock)

    @cached_property
    def clock(self) -> ClockFacts | None:
        return asked_of(self.viewer, self.case, self.contributor)

    @property
    def today(self) -> dt.date:
        return today()

    @property
    def title(self) -> str:
        child = self.case.child
        assert child is not None
        return f"{upper_first(advice_of(self.contributor))} for {child.forename} {child.surname}"

    @property
    def born(self) -> dt.date | None:
        """The child's date of birth, for whoever may see who the child is."""
        child = self.case.child
        assert child is not None
        return child.date_of_birth if may(self.viewer, "read", IDENTITY, Record(owner=child.owner_id, child=child.pk)) else None

    @property
    def key(self) -> str:
        """Names this piece of work on the device where it is typed; nothing personal."""
        return f"{self.case.pk}/{self.contributor}"

    def to(self, page: str = "", *args: Any) -> str:
        name = f"-{page}" if page else ""
        if self.link is not None:
            return reverse(f"task-advice{name}", args=args)
        return reverse(f"advice-write{name}", args=[self.case.pk, self.contributor, *args])

    def go(self, page: str = "", *args: Any) -> HttpResponse:
        return redirect(self.to(page, *args))

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        saved = timezone.localtime(self.row.saved_at) if self.row and self.row.revision else None
        shared = {
            "nav": "my-work", "narrow": True, "desk": self, "case": self.case, "child": self.case.child, "row": self.row,
            "born": self.born, "saved": time_of_day(saved) if saved else "",
        }  # fmt: skip
        return render(self.request, f"assessments/{template}.html", shared | context, status=status)


Page = Callable[..., HttpResponse]
STANDING = ("home", "enclosure_page", "own_report")


def at_desk(page: Page) -> Page:
    """A page of somebody's own advice, by whichever way they came. Once it is sent, only the first page stands."""

    @by_link("advice")
    @wraps(page)
    def linked(request: HttpRequest, **parts: Any) -> HttpResponse:
        link: OpenLink = request.link  # type: ignore[attr-defined]
        case = case_or_404(request, link.case, "Opened a task to give advice")
        return _open(page, Desk(request, request.viewer, case, link.about, link), parts)  # type: ignore[attr-defined]

    @signed_in
    @wraps(page)
    def own(request: HttpRequest, case_id: UUID, contributor: str, **parts: Any) -> HttpResponse:
        case = case_or_404(request, case_id, "Opened a task to give advice")
        return _open(page, Desk(request, request.viewer, case, contributor), parts)  # type: ignore[attr-defined]

    @wraps(page)
    def either(request: HttpRequest, **parts: Any) -> HttpResponse:
        return own(request, **parts) if "case_id" in parts else linked(request, **parts)

    return either


def _open(page: Page, desk: Desk, parts: dict[str, Any]) -> HttpResponse:
    if desk.clock is None or not may_write(desk.viewer, desk.case, desk.contributor):
        raise Http404
    answered = desk.row is not None and desk.row.sent_at is not None
    if (answered or desk.clock.stopped is not None) and page.__name__ not in STANDING:
        return desk.go()
    return page(desk, **parts)


def may_write(viewer: Viewer, case: Case, contributor: str) -> bool:
    """Whoever was asked by name, or whose role writes this contributor's advice and none of the case's own record."""
    # A family has a page of its own for its views.
    if contributor == FAMILY or kind_for(viewer, case, contributor) is None:
        return False
    return contributor in answering(viewer, case.pk) or not viewer.holds(*OFFICERS)
