"""Who gives each line of a plan, and whether it is in place: the choices that an officer is offered, and the answers of
setting and family with the events that follow from them (pathway provision-delivery)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from goldenthread.access.models import User
from goldenthread.access.policy import IDENTITY, OF_A_CHILD, open_parts, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.actions import NewEvent, append
from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.cases.queries_case import OF_AN_EVENT
from goldenthread.cases.queries_clocks import CASE, OF_A_CLOCK
from goldenthread.delivery.actions import Arranging, answer_in_place, arrange
from goldenthread.delivery.lines import GIVES, PlanLine
from goldenthread.delivery.models import InPlace
from goldenthread.pathways.provision_delivery import PROVISION_DELIVERY, TO_START
from goldenthread.people.models import Allocation, Connection, Organisation, Practitioner, in_force
from goldenthread.plans.provision import begin_provision
from goldenthread.plans.queries import PLAN
from goldenthread.web.turns import one_at_a_time

CONFIRMED = {"setting": "setting-confirmed-provision", "family": "family-confirmed-provision"}


@dataclass(frozen=True)
class Choices:
    """Bodies and people who could give a line of a child's plan."""

    settings: tuple[Organisation, ...]
    people: tuple[Practitioner, ...]
    bodies: tuple[Organisation, ...]

    def options(self) -> list[tuple[str, str]]:
        found = [(f"person:{p.pk}", f"{p.name}, {p.organisation.name}") for p in self.people]
        known = {*(s.pk for s in self.settings)}
        found += [(f"body:{s.pk}", f"{s.name} (its staff)") for s in self.settings]
        return found + [(f"body:{b.pk}", f"{b.name} (whoever answers for the child)") for b in self.bodies if b.pk not in known]

    def taken(self, value: str) -> tuple[Organisation, Practitioner | None] | None:
        """What an option stands for; None where it was not offered."""
        for p in self.people:
            if value == f"person:{p.pk}":
                return p.organisation, p
        for b in (*self.settings, *self.bodies):
            if value == f"body:{b.pk}":
                return b, None
        return None


def choices_for(viewer: Viewer, child: UUID, on: date) -> Choices:
    seen = visible(viewer, shape=OF_A_CHILD, kind=IDENTITY)
    attends = Connection.objects.filter(seen, in_force(on), child=child, kind="attends").select_related("organisation").order_by("-valid_from")
    given = Allocation.objects.filter(seen & open_parts(viewer), in_force(on), child=child, practitioner__role__in=GIVES).select_related("practitioner__organisation")
    people = {a.practitioner.pk: a.practitioner for a in given.order_by("practitioner__name")}
    bodies = {p.organisation.pk: p.organisation for p in people.values()}
    return Choices(tuple(c.organisation for c in attends), tuple(people.values()), tuple(bodies.values()))


def proposed(line: PlanLine, choices: Choices) -> str:
    """What stands, else what is likely: the setting for its own staff, and whoever advised it for the rest."""
    if a := line.arranged:
        return f"person:{a.practitioner_id}" if a.practitioner_id else f"body:{a.provider_id}"
    if line.service == "school":
        return f"body:{choices.settings[0].pk}" if choices.settings else ""
    author = User.objects.filter(pk=line.author).values_list("practitioner", flat=True).first() if line.author else None
    return next((f"person:{p.pk}" for p in choices.people if p.pk == author), "")


def case_in_place(viewer: Viewer, child: UUID) -> Case | None:
    """The child's case of provision being put in place, if the viewer may know of it."""
    seen = Case.objects.filter(visible(viewer, "status", shape=CASE), child=child, pathway=PROVISION_DELIVERY.slug)
    return seen.order_by("-opened_on").first()


CLOCKS = {"setting": "confirm-provision-in-place", "family": "say-whether-provision-in-place"}


def answer_by(viewer: Viewer, child: UUID, party: str) -> date | None:
    """The last day for a party's answers, where its four weeks have begun and are not over by an answer."""
    case = case_in_place(viewer, child)
    found = ClockRow.objects.filter(visible(viewer, "status", shape=OF_A_CLOCK), case=case, clock=CLOCKS[party], stopped=None).order_by("-started").first() if case else None
    return found.due if found else None


@transaction.atomic
def arrange_plan(viewer: Viewer, lines: Sequence[PlanLine], wanted: Sequence[Arranging], case: UUID) -> int:
    """Says who gives each line, and begins the four weeks in which each is to be confirmed where issuing has not: of a plan that
    came from elsewhere."""
    number = arrange(viewer, lines, wanted)
    child, issued = lines[0].child.pk, max(x.stretches[-1].first for x in lines)
    # Pressed twice at once, they begin once.
    one_at_a_time(f"arranging {child}")
    found = case_in_place(viewer, child)
    if found is None or not _begun(viewer, found, issued):
        begin_provision(viewer, Case.objects.get(pk=case), issued, "amended" if found else "issued")
    return number


def _begun(viewer: Viewer, case: Case, issued: date) -> bool:
    return Event.objects.filter(visible(viewer, shape=OF_AN_EVENT), case=case, event=TO_START, on__gte=issued).exists()


@transaction.atomic
def confirm(viewer: Viewer, lines: Sequence[PlanLine], party: str, answers: Mapping[UUID, str], on: date) -> bool:
    """Keeps the answers of setting or family, and, once every line of the plan in force has one, that it was said. Answers
    whether it is all in place. "I do not know" is an answer, and is not "yes"."""
    one_at_a_time(f"in place, {party} of {lines[0].child.pk}")
    before = standing(viewer, lines, party)
    new = {line: answer for line, answer in answers.items() if line not in before or before[line].answer != answer}
    answer_in_place(viewer, lines, party, new)
    said = standing(viewer, lines, party)
    everything = all(said.get(x.line) for x in lines)
    in_place = everything and all(said[x.line].answer == "yes" for x in lines)
    case = case_in_place(viewer, lines[0].child.pk) if everything else None
    # The same answers sent again say nothing new: what followed from them is recorded.
    if case is not None and (new or answer_by(viewer, lines[0].child.pk, party)):
        append(viewer, case.pk, case.last_number, [NewEvent(CONFIRMED[party], on, {"all_in_place": in_place})])
    return in_place


def standing(viewer: Viewer, lines: Sequence[PlanLine], party: str) -> dict[UUID, InPlace]:
    """The newest answer of a party on each line, for the version of the plan that is in force."""
    plans = {x.line: x.plan for x in lines}
    found: dict[UUID, InPlace] = {}
    for a in InPlace.objects.filter(visible(viewer, shape=OF_A_CHILD, kind=PLAN), line__in=list(plans), party=party).order_by("id"):
        if a.plan == plans[a.line]:
            found[a.line] = a
    return found
