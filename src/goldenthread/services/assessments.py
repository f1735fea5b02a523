"""How long open EHC needs assessments still take to the final plan: by the method of the waiting lists, on a council's own history.

The law's date stands whatever is said here. A list is one council's, of one locality; an assessment begins with the request and is over with
the final plan, or with a refusal or another end. What is said of one is said for the case that a plan is issued."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_case import CaseView
from goldenthread.pathways.common.assessment import ENDS
from goldenthread.pathways.ehc_needs_assessment import EHC_NEEDS_ASSESSMENT, REFUSED
from goldenthread.people.kinds import STAGE
from goldenthread.people.models import Organisation
from goldenthread.science.wait_estimate import estimate
from goldenthread.science.wait_words import in_ten
from goldenthread.services.forecasting import ends_of, ranges_of, test_of, told_why
from goldenthread.services.journeys import Wait, history_of, key, last_in_line
from goldenthread.services.models import AssessmentForecast, AssessmentRange
from goldenthread.services.told import Remaining
from goldenthread.services.waits import STALE_FORECAST, slug_of
from goldenthread.web.words import HOME_UNLISTED, full_day

PATHWAY = EHC_NEEDS_ASSESSMENT.slug
MANAGER = "la-send-manager"
BEGINS, ISSUED, ENDED = ["request-received", "brought-to-attention"], "final-plan-issued", [*REFUSED, *ENDS]
PLAN_CLOCK = "issue-final-plan"
LATELY = 91

_JOURNEYS = """select "case", child, locality, begun, issued, ended from services_assessments(%s, %s, %s, %s, %s) where begun <= %s"""


@dataclass(frozen=True)
class _Open:
    case: UUID
    child: UUID
    wait: Wait


def _wait(begun: dt.date, issued: dt.date | None, ended: dt.date | None) -> Wait:
    """A refusal ends it, also where an appeal later brings a plan: that is another wait, and is not counted."""
    if issued is not None and ended is not None and ended < issued:
        issued = None
    return Wait(begun, None if issued is None else max(issued, begun), None if issued is not None or ended is None else max(ended, begun), 0)


# --- by the queue's worker, which is the system role ---


def forecast_assessments(on: dt.date) -> int:
    """Of every council that assesses, by locality; how many lists. What was said earlier on the same day is said anew."""
    number = 0
    for owner in Case.objects.filter(pathway=PATHWAY).order_by().values_list("owner_id", flat=True).distinct():
        lists: dict[str, list[_Open]] = defaultdict(list)
        with connection.cursor() as cursor:
            cursor.execute(_JOURNEYS, [owner, PATHWAY, BEGINS, ISSUED, ENDED, on])
            for case, child, locality, *days in cursor.fetchall():
                lists[locality].append(_Open(case, child, _wait(*days)))
        for locality, found in lists.items():
            _forecast(owner, locality, on, found)
        number += len(lists)
    return number


def _forecast(owner: UUID, locality: str, on: dt.date, found: list[_Open]) -> None:
    found = sorted(found, key=lambda r: (*key(r.wait), r.case))
    known = history_of([r.wait for r in found]).by(on.toordinal())
    said = estimate(known, on.toordinal())
    low, high = ends_of(said, last_in_line(known))
    waiting = [r for r in found if r.wait.open(on)]
    with transaction.atomic():
        AssessmentForecast.objects.filter(owner=owner, locality=locality, on=on).delete()
        forecast = AssessmentForecast.objects.create(
            owner_id=owner, locality=locality, on=on, abstains=_in_words(told_why(said.abstains)), unsettled=said.unsettled, test=test_of(said.test), joins_low=low, joins_high=high
        )
        if said.ranges is not None:
            made = [
                AssessmentRange(forecast=forecast, case_id=r.case, child_id=r.child, owner_id=owner, low=first, middle=middle, high=last)
                for r, (first, middle, last) in zip(waiting, ranges_of(said.ranges), strict=True)
            ]
            AssessmentRange.objects.bulk_create(made, batch_size=2000)


def _in_words(why: str) -> str:
    """The method's reason, said of assessments."""
    return (
        why.replace("nobody waits on this list", "no assessment is open").replace("children were seen", "children had their final plan").replace("child was seen", "child had a final plan")
        .replace("children whose wait is over", "children with a final plan").replace("nobody has been seen", "nobody had a final plan")
    )  # fmt: skip


# --- what is said of one assessment ---


@dataclass(frozen=True)
class Said:
    """Beside the law's date. range: in words, or empty where nothing reliable can be said. beyond: "all" where the whole range is after the
    law's date, "part" where its end is, else empty."""

    due: dt.date
    locality: str
    range: str
    beyond: str
    said_on: dt.date | None
    inside: int | None


# The last range of a case that is not stale, and whether nothing has been promised for its locality since.
_RANGE = """
select r.low, r.high, f."on", f.locality, f.test ->> 'coverage', exists (
    select 1 from services_assessmentforecast n
    where n.owner_id = f.owner_id and n.locality = f.locality and n."on" > f."on" and n."on" <= %(on)s and n.abstains <> '')
from services_assessmentrange r join services_assessmentforecast f on f.id = r.forecast_id
where r.case_id = %(case)s and f."on" > %(stale)s and f."on" <= %(on)s order by f."on" desc limit 1
"""


def said_of(view: CaseView, on: dt.date) -> Said | None:
    """Of an assessment whose final plan the law still asks for, as the viewer may know it; else None."""
    due = next((c.facts.due for c in view.clocks if c.facts.clock == PLAN_CLOCK and c.facts.stopped is None), None)
    if due is None or view.case.pathway != PATHWAY:
        return None
    told = rows(_RANGE, case=view.case.pk, on=on, stale=on - dt.timedelta(days=STALE_FORECAST)) if view.may("read", STAGE) else []
    low, high, said_on, locality, coverage, nothing_since = told[0] if told else (None,) * 6
    if low is None or nothing_since:
        return Said(due, "", "", "", None, None)
    words = Remaining(low, high, said_on).in_words(on)
    if not words or coverage is None:
        return Said(due, locality, "", "", said_on, None)
    early, late = said_on + dt.timedelta(days=low), None if high is None else said_on + dt.timedelta(days=high)
    beyond = "all" if early > due else "part" if late is None or late > due else ""
    return Said(due, locality, words, beyond, said_on, in_ten(float(coverage)))


def beside_the_clocks(view: CaseView, on: dt.date) -> list[str]:
    """For the case's page: the law's date first."""
    said = said_of(view, on)
    if said is None:
        return []
    law = f"The law’s date for the final plan is {full_day(said.due)}. It stands, whatever is estimated here."
    if not said.range:
        return [law, "How long it will take cannot be said reliably: too few assessments were finished here, or such estimates did not hold when they were tried on the past."]
    beyond = {"all": " All of that is after the law’s date.", "part": " Part of that is after the law’s date."}.get(said.beyond, "")
    return [
        law,
        f"If a plan is issued, most assessments that stand where this one does wait this long from now for their final plan: {said.range} ({'9' if 'cannot say how' in said.range else '8'} in 10).{beyond} "
        f"When this was tried on the past, {said.inside} of every 10 were inside the range.",
    ]  # fmt: skip


# --- the council's manager ---


@dataclass(frozen=True)
class Row:
    """One locality: open assessments, final plans of the last 13 weeks, and what was last said."""

    locality: str
    open: int
    lately: int
    forecast: AssessmentForecast | None

    @property
    def place(self) -> str:
        return self.locality or HOME_UNLISTED


def council_of(viewer: Viewer) -> Organisation | None:
    """Whose assessments the viewer manages."""
    held = viewer.body_as(MANAGER)
    return Organisation.objects.filter(pk=held).first() if held else None


def _counted(owner: UUID, on: dt.date) -> list[tuple[str, Wait]]:
    """Without anything that says who it is; nothing where the viewer does not manage the council's assessments."""
    with connection.cursor() as cursor:
        cursor.execute("select locality, begun, issued, ended from services_count_assessments(%s, %s, %s, %s, %s) where begun <= %s", [owner, PATHWAY, BEGINS, ISSUED, ENDED, on])
        return [(locality, _wait(*days)) for locality, *days in cursor.fetchall()]


def rows_of(owner: UUID, on: dt.date) -> list[Row]:
    """The council's own numbers, for its manager."""
    of: dict[str, list[Wait]] = defaultdict(list)
    for locality, wait in _counted(owner, on):
        of[locality].append(wait)
    said = AssessmentForecast.objects.filter(owner=owner, on__lte=on, on__gt=on - dt.timedelta(days=STALE_FORECAST))
    newest = {f.locality: f for f in said.order_by("locality", "-on").distinct("locality")}
    since = on - dt.timedelta(days=LATELY)
    return [
        Row(place, sum(w.open(on) for w in waits), sum(w.seen is not None and since < w.seen <= on for w in waits), newest.get(place))
        for place, waits in sorted(of.items(), key=lambda i: (i[0] == "", i[0]))
    ]  # fmt: skip


def history(owner: UUID, on: dt.date) -> Iterable[list[Any]]:
    """As `goldenthread wait-estimate` reads it: a number in place of each child."""
    told = sorted(_counted(owner, on), key=lambda i: (slug_of(i[0]), *key(i[1])))
    return [[n, PATHWAY, slug_of(place), w.priority, w.since, w.seen or "", w.left or ""] for n, (place, w) in enumerate(told, 1)]
