"""After the answer to a complaint: the next stage, the Ombudsman, or no further; and the remedy that an officer decides. The words lie with the
complaint, the days on its case, which the queue writes to for a family."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from goldenthread.access.models import User
from goldenthread.access.policy import Refused, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.actions import NewEvent, append, record_by_queue
from goldenthread.cases.models import Case
from goldenthread.cases.projection import project_with_linked
from goldenthread.cases.queries_clocks import CASE, ClockFacts, clocks_of
from goldenthread.families.answerers import above, manager_of
from goldenthread.families.complaint_whose import answering_for
from goldenthread.families.models import Complaint, ComplaintStep
from goldenthread.letters.sending import enqueue
from goldenthread.pathways.complaint import COMPLAINT
from goldenthread.web.turns import one_at_a_time

EVENT_OF = {
    ComplaintStep.Step.NEXT: ("stage-requested", {"stage": "stage-2"}),
    ComplaintStep.Step.OMBUDSMAN: ("ombudsman-contacted", {}),
    ComplaintStep.Step.NO_FURTHER: ("complaint-withdrawn", {}),
}


@dataclass(frozen=True)
class Ombudsman:
    of: str
    name: str
    phone: str
    web: str


# Both numbers were read on pages of councils and of the NHS on 28 November 2026.
OMBUDSMEN = {
    "council": Ombudsman("council", "the Local Government and Social Care Ombudsman", "0300 061 0614", "www.lgo.org.uk"),
    "nhs": Ombudsman("nhs", "the Parliamentary and Health Service Ombudsman", "0345 015 4033", "www.ombudsman.org.uk"),
}


def ombudsmen(of: str, both: bool) -> list[Ombudsman]:
    """Whom to go to after the answer; where a council and an NHS body are complained of, that of the body that answers first."""
    first = OMBUDSMEN[of]
    return [first, *(o for o in OMBUDSMEN.values() if o is not first)] if both else [first]


@dataclass(frozen=True)
class Ways:
    """What whoever complained can do now, and by when: their own time, which is theirs to use."""

    steps: tuple[str, ...]
    next_by: dt.date | None
    ombudsman_by: dt.date | None
    remedies: tuple[tuple[str, dt.date | None, dt.date | None], ...]
    """What was agreed, by which day, and the day on which it was done."""
    answer_by: dt.date | None = None
    """The last day of the answer that is owed now."""


def steps_open(of: str, opened: bool, answered_on: dt.date | None, done: set[str]) -> tuple[str, ...]:
    """What whoever complained can still do."""
    steps: list[str] = []
    if opened and ComplaintStep.Step.NO_FURTHER not in done:
        # The NHS has one stage; after its answer there is the Ombudsman.
        if of == Complaint.Of.COUNCIL and answered_on and not done & {ComplaintStep.Step.NEXT, ComplaintStep.Step.OMBUDSMAN}:
            steps.append(ComplaintStep.Step.NEXT.value)
        if ComplaintStep.Step.OMBUDSMAN not in done:
            steps.append(ComplaintStep.Step.OMBUDSMAN.value)
        steps.append(ComplaintStep.Step.NO_FURTHER.value)
    return tuple(steps)


def ombudsman_by(due: dt.date | None, of: str, *, council_too: bool) -> dt.date | None:
    """The family's last day for an Ombudsman, of whom the complaint is about. A council's year begins *with* the day on which they knew (Local Government
    Act 1974 s.26B(2)) and so ends a day before the NHS's (Health Service Commissioners Act 1993 s.9(4)): of a complaint about both, the earlier holds."""
    return due - dt.timedelta(days=1) if due and council_too and of != Complaint.Of.COUNCIL else due


def ways_on(viewer: Viewer, complaint: Complaint, on: dt.date) -> Ways:
    clocks = clocks_of(viewer, list(Case.objects.filter(visible(viewer, "status", shape=CASE), pk=complaint.case))) if complaint.case else []
    steps = steps_open(complaint.of, bool(complaint.case), complaint.answered_on, set(complaint.steps.values_list("step", flat=True)))

    def of(slug: str) -> ClockFacts | None:
        return next((c for c in clocks if c.clock == slug and c.stopped is None), None)

    later, ombudsman = of("ask-for-next-stage"), of("go-to-ombudsman")
    agreed = tuple((c.about, c.due, c.stopped) for c in clocks if c.clock == "do-remedy")
    answer = of("answer-stage")
    last = ombudsman_by(ombudsman.due if ombudsman else None, complaint.of, council_too=complaint.with_body_id == complaint.child.owner_id)
    return Ways(steps, later.due if later else None, last, agreed, answer.due if answer else None)


@transaction.atomic
def take_step(viewer: Viewer, complaint: Complaint, step: str, *, text: str, on: dt.date) -> None:
    """Once each; a repeated press keeps the first."""
    one_at_a_time(f"complaint {complaint.pk}")
    if complaint.made_by != viewer.id or step not in ways_on(viewer, complaint, on).steps:
        raise Refused
    made = ComplaintStep(complaint=complaint, child_id=complaint.child_id, owner_id=complaint.owner_id, step=step, text=text, on=on, by=viewer.id)
    ComplaintStep.objects.bulk_create([made])
    enqueue("families.complaint_step", step=str(made.pk))


@transaction.atomic
def put_step_on_case(key: str) -> None:
    """By the queue's worker, once. The second stage goes to a manager who did not answer the first."""
    one_at_a_time(f"complaint step {key}")
    made = ComplaintStep.objects.select_related("complaint__child").filter(pk=key, recorded=False).first()
    if made is None or made.complaint.case is None:
        return
    slug, fields = EVENT_OF[ComplaintStep.Step(made.step)]
    case = made.complaint.case
    record_by_queue(COMPLAINT, case, slug, made.on, fields, f"user:{made.by}")
    ComplaintStep.objects.filter(pk=made.pk).update(recorded=True)
    if made.step == ComplaintStep.Step.NEXT:
        first = User.objects.filter(pk=made.complaint.answered_by).values_list("practitioner", flat=True).first()
        who = above(first, made.on) if first else manager_of(made.complaint.child, made.on)
        Complaint.objects.filter(pk=made.complaint_id).update(to=who.practitioner, to_name=who.name)
    project_with_linked(case)


def last_number(case: UUID | None) -> int:
    """Up to which number whoever opens a form on a complaint's case has read."""
    return Case.objects.filter(pk=case).values_list("last_number", flat=True).first() or 0


@transaction.atomic
def decide_remedy(viewer: Viewer, owner: UUID, case: UUID, *, action: str, due: dt.date, rule: str, on: dt.date, read_up_to: int) -> None:
    """What a manager decides after what the rules propose: what is done, by which day, and by which rule; `rule` is empty where it is by none."""
    if owner not in answering_for(viewer):
        raise Refused
    append(viewer, case, read_up_to, [NewEvent("remedy-agreed", on, {"action": action, "due": due, **({"rule": rule} if rule else {})})])
