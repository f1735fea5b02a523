"""Sending the notice of a decision: the event, the letter and its messages, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from goldenthread.access.viewer import Viewer
from goldenthread.assessments.advice_queries import facts_of
from goldenthread.assessments.contributors import proposed
from goldenthread.assessments.decisions import ASSESS, ISSUE, REASSESS
from goldenthread.assessments.decisions_queries import limits_elsewhere
from goldenthread.assessments.notice_facts import notice_dates, received_on, said
from goldenthread.assessments.recipients import Addressee, addressed, copies_of, family_of, served_on
from goldenthread.assessments.requests import case_officer_of
from goldenthread.cases.actions import NewEvent, append, open_case
from goldenthread.cases.models import Case
from goldenthread.cases.projection import calendar_of
from goldenthread.cases.queries_case import CaseView, case_view
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.engine.explain import listed
from goldenthread.letters.document import Document, Unfilled
from goldenthread.letters.models import Letter
from goldenthread.letters.sending import queue
from goldenthread.letters.writing import About, Incomplete, keep, mail, write
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.pathways.common.notices import NOTICES
from goldenthread.pathways.ehc_needs_assessment import REFUSED
from goldenthread.people.kinds import MESSAGES, STAGE
from goldenthread.people.models import Content
from goldenthread.web.turns import one_at_a_time
from goldenthread.web.words import full_day, long_day

_ASKED_OF_FAMILY = {
    "family": "you",
    "education-setting": "the school or college",
    "early-years-setting": "the early years setting",
    "education-other": "whoever is responsible for the education",
    "health": "a health adviser whom the NHS names",
    "educational-psychologist": "an educational psychologist",
    "preparation-for-adulthood": "somebody who knows about preparing for adult life",
    "other-by-family": "anybody whom you reasonably ask us to ask",
}


@dataclass(frozen=True)
class Lacking:
    """Something without which the notice is not sent, and who can put it right: the name of a page, or none."""

    words: str
    who: str
    screen: str = ""


@dataclass(frozen=True)
class Notice:
    """A notice as it will be sent. Without a document it cannot be, and `lacking` says why."""

    event: str
    cite: str
    document: Document | None
    family: tuple[Addressee, ...]
    copies: tuple[Addressee, ...]
    lacking: tuple[Lacking, ...] = ()
    letter: str = ""

    @property
    def everybody(self) -> tuple[Addressee, ...]:
        return (*self.family, *self.copies)


@dataclass(frozen=True)
class Words:
    """What the officer typed for a refusal, each as the family reads it; `anew` where the reasons are those for which the council
    changes a refusal of its own."""

    reasons: str = ""
    help_now: str = ""
    call_times: str = ""
    evidence: str = ""
    anew: bool = False


def letter_of(event: str, words: Words) -> str:
    """Which letter tells of a decision: one of its own where the council has changed its mind."""
    return f"{event}-anew" if words.anew else event


def about_of(case: Case) -> About:
    assert case.child_id is not None
    return About(case.child_id, case.pk, case.owner_id)


def notice(
    viewer: Viewer, view: CaseView, event: str, words: Words, on: dt.date, family: list[Addressee], copies: list[Addressee]
) -> Notice:
    """The notice of an event as it would be sent on a day, and what it still lacks."""
    document, lacking = None, []
    try:
        document = write(about_of(view.case), letter_of(event, words), facts(viewer, view, event, words, on, family), day=long_day(on))
        document = replace(document, sender=view.case.owner.name)
    except Incomplete as lacks:
        lacking = [
            Lacking(f"The area’s own words for this notice leave out {what}", "A SEND manager changes them", "letter-templates")
            for what in lacks.lacking
        ]
    except Unfilled as lacks:
        lacking = [_unfilled(name) for name in lacks.names]
    if not family:
        lacking.append(Lacking("Nobody is recorded as a parent, so there is nobody to send it to", "Add the family to the child’s record"))
    lacking += [
        Lacking(f"There is no email with an account, and no postal address, for {a.to.name}", "Enter the postal address below")
        for a in family
        if a.needs_address
    ]
    return Notice(event, NOTICES[event].cite, None if lacking else document, tuple(family), tuple(copies), tuple(lacking), letter_of(event, words))


def facts(viewer: Viewer, view: CaseView, event: str, words: Words, on: dt.date, family: list[Addressee]) -> dict[str, str]:
    """What the letter's words may name. Dates come from the engine, with the event added to the case's own facts."""
    case, child = view.case, view.case.child
    assert child is not None
    sent = event if event in view.pathway.events else None
    dates = notice_dates(view.pathway, view.journal, sent, on, calendar_of(case.closures), {"own_motion": True} if words.anew else None)
    # An order's own limits take the place of those of the request, on whichever case it is recorded.
    dates |= limits_elsewhere(viewer, case) if sent in (ASSESS.yes, ISSUE.yes) else {}
    refused = next((e.on for e in reversed(view.reader.events) if e.event in REFUSED), None) if words.anew else None
    received = received_on(view.pathway, view.journal, on)
    officer = case_officer_of(child.pk, on)
    asked = [p.contributor for p in proposed(facts_of(case, viewer, on))]
    return {
        **{name: said(day, on) for name, day in dates.items()},
        "child_first": child.forename,
        "child_name": f"{child.forename} {child.surname}",
        "reader": _listed([a.to.name for a in family]),
        "officer": officer.name if officer else viewer.name,
        "received_on": full_day(received) if received else "",
        "contributors": _listed([_ASKED_OF_FAMILY.get(c) or CONTRIBUTORS.get(c, c) for c in asked]),
        "refused_on": full_day(refused) if refused else "",
        "reasons": words.reasons,
        "help_now": words.help_now,
        "call_times": words.call_times.rstrip(". "),
        "evidence": words.evidence,
    }


def to_tell(viewer: Viewer, case: Case, event: str, on: dt.date) -> tuple[list[Addressee], list[Addressee]]:
    """The family, and those who get a copy by law."""
    return family_of(viewer, case, on), copies_of(viewer, case, NOTICES[event].copies, on)


@transaction.atomic
def send(viewer: Viewer, view: CaseView, ready: Notice, words: Words, read_up_to: int, on: dt.date) -> Letter:
    """Records the event on the day of the notice, keeps the letter and queues its messages. Raises `Conflict` where others
    have written meanwhile, and `ValueError` for a notice that lacks something; then nothing happens."""
    if ready.document is None:
        raise ValueError("this notice cannot be sent yet")
    declared = {f.name for f in view.pathway.events[ready.event].fields}
    fields: dict[str, Any] = {"reasons": words.reasons} if words.reasons and "reasons" in declared else {}
    if words.anew:
        fields["own_motion"] = True
    served = served_on(ready.family, on)
    # What runs from service and not from sending (r.48) runs from a later day where it goes by post.
    if served != on and "served_on" in declared:
        fields["served_on"] = served
    append(viewer, view.case.pk, read_up_to, [NewEvent(ready.event, on, fields)])
    return _deliver(viewer, view, ready)


def _deliver(viewer: Viewer, view: CaseView, ready: Notice) -> Letter:
    """Keeps the letter of a notice whose event is recorded, and queues its messages."""
    assert ready.document is not None
    about = about_of(view.case)
    letter = keep(viewer, about, ready.letter, ready.document, kind=MESSAGES)
    words = mail(about.owner, "notice", {"address": f"{settings.BASE_URL}/letters/{letter.pk}/"})
    for addressee in ready.everybody:
        queue(
            viewer, addressee.to, purpose="notice", subject=words.subject, body=words.body, child=about.child,
            case=about.case, owner=about.owner, about=ready.event, letter=letter, kind=MESSAGES,
        )  # fmt: skip
    return letter


@transaction.atomic
def begin_reassessment(viewer: Viewer, plan: Case, by: str, received: dt.date, today: dt.date) -> UUID:
    """Opens a reassessment of the plan of this case from the day on which it was asked for (s.44(2)). Raises `AlreadyReassessing`."""
    return _open(viewer, plan, NewEvent("reassessment-requested", received, {"by": by}), today)


@transaction.atomic
def reassess_of_own_motion(viewer: Viewer, plan: Case, addresses: Mapping[str, str], on: dt.date) -> tuple[UUID, tuple[Lacking, ...]]:
    """Decides to reassess without being asked (s.44(3)) and tells the family, in one. Where the letter lacks something, nothing
    is recorded and the answer says what."""
    with transaction.atomic():
        case = _open(viewer, plan, NewEvent(REASSESS.yes, on, {"own_motion": True}), on)
        found = Case.objects.select_related("child", "owner").get(pk=case)
        view = case_view(viewer, found, on)
        family, copies = to_tell(viewer, found, REASSESS.yes, on)
        ready = notice(viewer, view, REASSESS.yes, Words(), on, addressed(family, dict(addresses)), copies)
        if ready.lacking:
            transaction.set_rollback(True)
        else:
            _deliver(viewer, view, ready)
    return case, ready.lacking


def _open(viewer: Viewer, plan: Case, first: NewEvent, today: dt.date) -> UUID:
    assert plan.child is not None
    # Two presses of one button wait for one another here.
    one_at_a_time(f"reassess {plan.child_id}")
    if any(c.case.pathway == REASSESS.pathway and not c.closed for c in cases_of_child(viewer, plan.child, today)):
        raise AlreadyReassessing
    return open_case(viewer, child=plan.child.pk, pathway=REASSESS.pathway, first=first, arose_from=plan.pk)


class AlreadyReassessing(Exception):
    """A reassessment of the child is open. Nothing was recorded."""


SAID = "What {who} said, {day}"


@transaction.atomic
def note_consulted(viewer: Viewer, view: CaseView, who: str, what: str, words: str, on: dt.date, read_up_to: int) -> None:
    """Keeps what somebody who was consulted said, and records it where it was the family (r.3). Whoever reads the
    request reads this."""
    if who == "family":
        append(viewer, view.case.pk, read_up_to, [NewEvent("family-consulted", on)])
    about = about_of(view.case)
    named = SAID.format(who=what, day=long_day(on))
    # A second press finds what the first kept.
    if words.strip() and not Content.objects.filter(case=about.case, file_name=named, text=words.strip()).exists():
        content = Content(
            key=uuid4(), child_id=about.child, case=about.case, owner_id=about.owner, kind_of_data=STAGE, text=words.strip(),
            file_name=named,
        )  # fmt: skip
        Content.objects.bulk_create([content])


_WHO_MENDS: Mapping[str, tuple[str, str]] = {
    "mediation adviser": ("A SEND manager enters whom letters name", "letter-contacts"),
    "mediation contact": ("A SEND manager enters whom letters name", "letter-contacts"),
    "sendiass": ("A SEND manager enters whom letters name", "letter-contacts"),
    "sendiass contact": ("A SEND manager enters whom letters name", "letter-contacts"),
    "disagreement resolution": ("A SEND manager enters whom letters name", "letter-contacts"),
    "authority contact": ("A SEND manager enters whom letters name", "letter-contacts"),
    "decide issue by": ("Record first the order, the concession or the agreement that overturned the refusal: its own limits are then told", ""),
    "final plan by": ("Record first the order, the concession or the agreement that overturned the refusal: its own limits are then told", ""),
    "reader": ("Add the family to the child’s record", ""),
}


def _unfilled(name: str) -> Lacking:
    who, screen = _WHO_MENDS.get(name, ("", ""))
    if not who:
        who = "A SEND manager changes the words, which name something that is not known here" if name not in _TYPED else "Type it in the form"
        screen = "letter-templates" if name not in _TYPED else ""
    name = {"decide issue by": "day by which a refusal of a plan must be told", "final plan by": "day of the final plan"}.get(name, name)
    return Lacking(f"The {name} is missing" if name != "reader" else "Nobody is recorded as a parent", who, screen)


_TYPED = ("reasons", "help now", "call times")


def _listed(names: list[str]) -> str:
    return listed(list(dict.fromkeys(n for n in names if n)))
