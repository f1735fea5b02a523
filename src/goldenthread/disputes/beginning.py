"""A mediation or an appeal begun from the case on which the decision was made, and tied at once to what it is about; and those that came by a file
and are tied to nothing yet, for whoever does or leads the casework."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from goldenthread.access.policy import Refused, may, visible
from goldenthread.access.rules import OFFICERS
from goldenthread.access.viewer import Viewer
from goldenthread.cases.actions import NewEvent, open_case
from goldenthread.cases.models import Case, Event
from goldenthread.cases.queries_clocks import CASE, ClockFacts, record_of
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.disputes.models import Tie
from goldenthread.disputes.ties import DISPUTES, Choice, tie, ties_of
from goldenthread.families.queries import officer_bodies
from goldenthread.pathways import PATHWAYS
from goldenthread.pathways.common.learning import tied_by
from goldenthread.pathways.common.rights import DISPUTE
from goldenthread.web.addresses import address
from goldenthread.web.turns import one_at_a_time

APPEAL = "tribunal-appeal"
LODGED = "appeal-lodged"
UNTIED = "say-what-it-is-about"
_YEAR = timedelta(days=365)
"""How far back one that is tied to nothing is still asked about in a list of work."""


def may_begin(viewer: Viewer, case: Case) -> bool:
    """From a case whose decisions can be appealed, by whoever may write of disagreements: they lead the casework."""
    return (
        case.child_id is not None and case.pathway not in DISPUTES and LODGED in PATHWAYS[case.pathway].events
        and case.owner_id in officer_bodies(viewer) and may(viewer, "write", DISPUTE, record_of(case))
    )  # fmt: skip


@transaction.atomic
def begin_dispute(viewer: Viewer, case: Case, *, what: str, on: date, issues: list[str], chosen: list[Choice], today: date) -> UUID:
    """The case of a mediation or an appeal, which arose from this one and is about what was chosen. The case that it arose from reads by that
    link that an appeal was lodged: the family's time to appeal stops there, and no last day moves."""
    if not may_begin(viewer, case) or not chosen or what not in DISPUTES or case.child_id is None:
        raise Refused
    words = "; ".join(c.words for c in chosen)[:200]
    first = NewEvent(LODGED, on, {"about": words}) if what == APPEAL else NewEvent("mediation-requested", on, {"issues": issues})
    one_at_a_time(f"{what} {case.pk}")
    if (known := _begun(viewer, case, what, first, chosen)) is not None:
        return known
    key = open_case(viewer, child=case.child_id, pathway=what, first=first, arose_from=case.pk)
    tie(viewer, Case.objects.select_related("child").get(pk=key), chosen, today)
    return key


def _begun(viewer: Viewer, case: Case, what: str, first: NewEvent, chosen: list[Choice]) -> UUID | None:
    """The case that an earlier press of the same button began, if it stands: the answer to that press was lost on its way."""
    same, wanted = Event.objects.filter(case__arose_from=case.pk, case__pathway=what, event=first.event, on=first.on, fields=dict(first.fields)), {c.value for c in chosen}
    for event in same.select_related("case"):
        withdrawn = Event.objects.filter(case=event.case_id, event="corrected", fields__event_id=str(event.pk)).exists()
        if not withdrawn and {f"{t.of_case}:{t.key}" for t in ties_of(viewer, event.case)} == wanted:
            return event.case_id
    return None


def untied(viewer: Viewer) -> QuerySet[Case]:
    """Mediations and appeals of the bodies whose casework the viewer does or leads, of which nobody said what they are about; the oldest first."""
    seen = visible(viewer, "read", shape=CASE)
    return (
        Case.objects.filter(seen, ~Exists(Tie.objects.filter(case=OuterRef("pk"))), pathway__in=DISPUTES, owner__in=sorted(officer_bodies(viewer)))
        .select_related("child").order_by("opened_on", "pk")
    )  # fmt: skip


def owed(viewer: Viewer, on: date, case: UUID | None) -> list[Task]:
    """Of the children whose officer the viewer is: each is tied, or somebody is asked to tie it."""
    children = sorted({a.child for a in viewer.allocated if a.part in OFFICERS})
    if case is not None or viewer.id is None or not children:
        return []
    return [
        Task(
            ClockFacts(c.pk, UNTIED, "", c.opened_on, tied_by(c.opened_on), None, None, None, "", "local", False, "authority"), c, c.child, mine=True,
            said=Said("Say what it is about", address("what-it-is-about", c.pk), f"{PATHWAYS[c.pathway].title}: the step or the clause is not said yet", viewer.name, viewer.id),
        )
        for c in untied(viewer).filter(child__in=children, opened_on__gte=on - _YEAR)
        if c.child is not None
    ]  # fmt: skip


OWED = Elsewhere(
    owed,
    """from cases_case c where c.child_id = any(%(children)s) and c.pathway in ('mediation', 'tribunal-appeal') and c.opened_on >= %(on)s::date - 365
        and not exists (select 1 from disputes_tie t where t."case" = c.id)""",
)
