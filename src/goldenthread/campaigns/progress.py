"""How far a campaign has come: read from the journals of its plans, never typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, QuerySet

from goldenthread.access.policy import OF_A_CHILD, visible
from goldenthread.access.viewer import Viewer
from goldenthread.campaigns.models import Campaign, Hours, Member
from goldenthread.campaigns.reading import managed, owners
from goldenthread.cases.models import Case, Event
from goldenthread.cases.queries_case import OF_AN_EVENT
from goldenthread.cases.queries_clocks import CASE
from goldenthread.cases.queries_standing import corrections_of_it
from goldenthread.people.kinds import PLAN
from goldenthread.science.campaign import Finish, finish

STATES = {"amended": "amended", "no-change": "decided without a change", "family": "with the family", "not-started": "not started"}
_MEANS = {
    "amended-plan-issued": "amended", "amendment-notice-sent": "family", "decided-not-to-amend": "no-change", "decided-to-maintain": "no-change",
    "decided-to-cease": "no-change", "decided-not-to-cease": "not-started", "plan-ceased": "no-change", "moved-out-of-area": "no-change", "died": "no-change", "reported-closed": "no-change",
}  # fmt: skip
_ARISING = ("phase-transfer", "plan-cessation")


@dataclass(frozen=True)
class Progress:
    """`state` of each case; `done` has plans finished and hours of each week of the campaign that is over."""

    campaign: Campaign
    state: Mapping[UUID, str]
    week: Mapping[UUID, date | None]
    hours: int
    done: Sequence[tuple[int, int]]

    def count(self, state: str) -> int:
        return sum(s == state for s in self.state.values())

    @property
    def left(self) -> int:
        return self.count("family") + self.count("not-started")

    def finish(self, on: date, hours: int | None = None) -> Finish:
        return finish(self.left, self.done, self.hours if hours is None else hours, self.campaign.hours_a_plan, on)


def campaigns_of(viewer: Viewer) -> QuerySet[Campaign]:
    return Campaign.objects.filter(owner__in=owners(viewer), ended_on=None).order_by("-started_on", "-made_at")


def ended_by_us(viewer: Viewer, key: UUID) -> bool:
    """Whether it is one of those whose end the viewer may set, and has ended."""
    return Campaign.objects.filter(pk=key, owner=managed(viewer)).exclude(ended_on=None).exists()


def members_of(viewer: Viewer, campaign: Campaign) -> QuerySet[Member]:
    return Member.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=PLAN), campaign=campaign)


def progress(viewer: Viewer, campaign: Campaign, on: date) -> Progress:
    """Four questions, however many plans."""
    weeks = dict(members_of(viewer, campaign).values_list("case", "week"))
    # A plan is also amended on a phase transfer that arose from its review, and ended on a cessation. Asked for first: with either
    # kind of case in one question, every event of the area is read.
    seen = Case.objects.filter(visible(viewer, "status", shape=CASE), arose_from__in=list(weeks), pathway__in=_ARISING)
    arising = dict(seen.values_list("pk", "arose_from_id"))
    told = Event.objects.filter(visible(viewer, "read", shape=OF_AN_EVENT), case__in=[*weeks, *arising], event__in=_MEANS, on__gte=campaign.started_on, on__lte=on)
    state = dict.fromkeys(weeks, "not-started")
    ended: dict[UUID, date] = {}
    rows = told.exclude(Exists(corrections_of_it())).order_by("on", "number").values_list("case_id", "event", "on")
    for own, slug, day in rows:
        case = own if own in state else arising[own]
        # What was amended in the campaign stays so, whatever is begun after it.
        if state[case] != "amended":
            state[case] = _MEANS[slug]
            if _MEANS[slug] not in ("family", "not-started"):
                ended[case] = day
            else:
                ended.pop(case, None)
    hours = list(Hours.objects.filter(campaign=campaign, begin_on__lte=on).order_by("begin_on", "pk").values_list("begin_on", "hours"))
    return Progress(campaign, state, weeks, hours[-1][1] if hours else 0, _by_week(campaign.started_on, ended.values(), hours, on))


def _by_week(start: date, ended: Iterable[date], hours: Sequence[tuple[date, int]], on: date) -> list[tuple[int, int]]:
    found, begin = [], start
    days = list(ended)
    while begin + timedelta(days=7) <= on:
        end = begin + timedelta(days=7)
        # Of hours changed within a week, those with which it began.
        then = next((h for day, h in reversed(hours) if day <= begin), hours[0][1] if hours else 0)
        found.append((sum(begin <= d < end for d in days), then))
        begin = end
    return found
