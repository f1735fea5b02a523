"""What a file's facts mean for the journal: nothing new, a new event, a correction, or a difference.

An event that a person recorded is never overruled, and neither is a newer file by an older one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from goldenthread.cases.imports.report import DIFFERS, DOUBTFUL, ImportReport
from goldenthread.cases.imports.staging import as_json
from goldenthread.engine.explain import long_day
from goldenthread.exchange.facts import Fact, event_id, next_id
from goldenthread.pathways import PATHWAYS

BY_IMPORT = "import:"

# Of these a case holds one for each request: a decision that is told the other way is a difference, not a second decision.
ONCE: Mapping[str, str] = {
    "request-received": "request-received",
    "brought-to-attention": "brought-to-attention",
    "notified-considering": "notified-considering",
    "decided-to-assess": "request-decision",
    "decided-not-to-assess": "request-decision",
    "advice-requested": "advice-requested",
    "advice-received": "advice-received",
    "advice-nil-return": "advice-nil-return",
    "advice-refused": "advice-refused",
    "decided-to-issue": "decided-to-issue",
    "decided-not-to-issue": "assessment-decision",
    "final-plan-issued": "assessment-decision",
    "request-withdrawn": "ended",
    "moved-out-of-area": "ended",
    "died": "ended",
    "reported-closed": "ended",
    "exception-reported": "exception-reported",
    "plan-made": "plan-made",
    "plan-ceased": "plan-ceased",
}

_REVIEW_DECISIONS = ("decided-to-maintain", "decided-to-amend", "decided-to-cease")


@cache
def _kind_of_data(pathway: str, event: str, for_: str | None) -> str:
    return PATHWAYS[pathway].kind_of_data(event, for_)


@dataclass(slots=True)
class Recorded:
    """An event of the journal, as far as an import compares it."""

    id: UUID
    number: int
    event: str
    on: date
    about: str
    fields: Mapping[str, Any]
    by: str

    @property
    def by_import(self) -> bool:
        return self.by.startswith(BY_IMPORT)


@dataclass(slots=True)
class NewEvent:
    id: UUID
    case: UUID
    number: int
    event: str
    on: date
    at: str | None
    about: str
    kind_of_data: str
    fields: str
    row: str = ""


@dataclass(slots=True)
class CaseJournal:
    """One case, with what it holds and what this import adds."""

    id: UUID
    pathway: str
    reference: str
    child: UUID
    opened_on: date
    last_number: int = 0
    new: bool = False
    arose_from: UUID | None = None
    renamed: bool = False
    events: list[Recorded] = field(default_factory=list)
    added: list[NewEvent] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Run:
    """The import at hand, and when each earlier one's file spoke of."""

    id: UUID
    kind: str
    file: str
    told_on: date | None
    earlier: Mapping[str, tuple[str, date | None]]

    @property
    def by(self) -> str:
        return f"{BY_IMPORT}{self.id}"


class Teller:
    """Tells a file's facts to the journals of their cases."""

    def __init__(self, run: Run, authority: str, report: ImportReport) -> None:
        self._run = run
        self._authority = authority
        self._report = report
        self._seen: dict[UUID, Fact] = {}

    def tell(self, journal: CaseJournal, facts: Iterable[Fact], row: str, again: Mapping[UUID, int] | None = None) -> None:
        """`again` says of events on record to which request made again they belong, where any was."""
        facts = sorted(facts, key=lambda each: each.on)
        index = _Index(journal.events, again or {}, facts) if journal.events else None
        for fact in facts:
            identity = event_id(self._authority, str(journal.child), fact)
            if index is not None and index.of_another_request(identity, fact):
                identity = next_id(identity, f"of request {fact.again + 1}")
            place = fact.row or row
            before = self._seen.get(identity)
            if before is not None:
                if (before.event, before.on, before.fields) != (fact.event, fact.on, fact.fields):
                    self._report.find(
                        DOUBTFUL,
                        place,
                        f"{fact.event} is told twice in the file, once on {before.on} and once on {fact.on}. "
                        "The first was loaded.",
                        child=journal.child,
                    )
                continue
            self._seen[identity] = fact
            if index is None:
                self._add(journal, identity, fact, place)
            elif identity in index.by_id:
                self._again(journal, index, index.by_id[identity], fact, place)
            else:
                self._first_time(journal, index, identity, fact, place)

    def _add(
        self, journal: CaseJournal, identity: UUID, fact: Fact, row: str, withdrawn: Recorded | None = None
    ) -> None:
        journal.last_number += 1
        about = fact.for_ or ""
        # A correction is of the kind of what it withdraws, so that it shows to nobody else.
        shown_as = (withdrawn.event, withdrawn.about or None) if withdrawn else (fact.event, fact.for_)
        journal.added.append(
            NewEvent(
                identity,
                journal.id,
                journal.last_number,
                fact.event,
                fact.on,
                fact.at,
                about,
                _kind_of_data(journal.pathway, *shown_as),
                as_json(fact.fields) if fact.fields else "{}",
                row,
            )
        )
        self._report.counts["events"] += 1

    def _first_time(self, journal: CaseJournal, index: _Index, identity: UUID, fact: Fact, row: str) -> None:
        """The fact has not come by a file of this kind before, but somebody may have recorded it."""
        about = fact.for_ or ""
        if index.same(fact):
            self._report.counts["unchanged"] += 1
            return
        other = index.instead_of(fact, about, self._run)
        if other is not None:
            self._differs(journal, fact, other, row)
        else:
            self._add(journal, identity, fact, row)

    def _again(self, journal: CaseJournal, index: _Index, recorded: Recorded, fact: Fact, row: str) -> None:
        """The fact came by a file before. It may tell the same, or otherwise."""
        head, withdrawn_by_person = index.head(recorded)
        by_then = fact.moved == "ignored" and head.event == fact.event
        # On another day it may stand already: of what was told twice this file tells only the later.
        if _same(head, fact) or (by_then and fact.on >= head.on) or (head.on != fact.on and index.same(fact)):
            self._report.counts["unchanged"] += 1
            return
        kind, told_on = self._run.earlier.get(head.by, (self._run.kind, None))
        if withdrawn_by_person or kind != self._run.kind:
            if not index.same(fact):
                self._differs(journal, fact, head, row)
            return
        if index.tells(head) and head.on != fact.on:
            # The file tells that too, so it did not move: another came before it, and is counted in its place.
            own = next_id(recorded.id, f"on {fact.on}")
            if own in index.by_id:
                self._again(journal, index, index.by_id[own], fact, row)
            else:
                self._first_time(journal, index, own, fact, row)
            return
        if fact.moved == "conflicts" and head.on != fact.on:
            self._differs(journal, fact, head, row)
            return
        # That a thing had happened by a day is known better by an earlier day, and so from an older file too.
        if not by_then and told_on is not None and self._run.told_on is not None and self._run.told_on < told_on:
            self._differs(journal, fact, head, row, "A newer file says otherwise, and it stands.")
            return
        if head.event == fact.event:
            fact = replace(fact, fields={**head.fields, **fact.fields})
        replacement = next_id(head.id, f"{fact.event}|{fact.on}|{fact.for_}|{as_json(fact.fields, in_order=True)}")
        reason = f"{self._run.file} gives another: {long_day(fact.on)}"
        withdrawal = Fact("corrected", fact.on, "", {"event_id": str(head.id), "reason": reason[:200]}, None)
        # The replacement takes the number after its correction: that is how the two are found again.
        self._add(journal, next_id(replacement, "corrected"), withdrawal, row, head)
        self._add(journal, replacement, fact, row)
        self._report.counts["corrections"] += 2

    def _differs(self, journal: CaseJournal, fact: Fact, other: Recorded, row: str, why: str = "") -> None:
        if not why:
            source = "an earlier file" if other.by_import else "a person"
            why = f"The record is {source}'s, and it stands: decide which is right."
        self._report.find(
            DIFFERS,
            row,
            f"The file gives {_told(fact)}; on record is {other.event} on {other.on}{_held(fact, other)}. {why}",
            child=journal.child,
            case=None if journal.new else journal.id,
        )


def effective(events: Iterable[Recorded]) -> list[Recorded]:
    """Those that no correction has withdrawn."""
    events = list(events)
    withdrawn = {str(each.fields.get("event_id")) for each in events if each.event == "corrected"}
    return [each for each in events if each.event != "corrected" and str(each.id) not in withdrawn]


def effective_ids(journal: CaseJournal) -> set[UUID]:
    """The events of a case that stand once this import has added its own."""
    withdrawn = {str(each.fields.get("event_id")) for each in journal.events if each.event == "corrected"}
    withdrawn |= {json.loads(each.fields)["event_id"] for each in journal.added if each.event == "corrected"}
    return {each.id for each in (*journal.events, *journal.added) if each.event != "corrected" and str(each.id) not in withdrawn}


def _told(fact: Fact) -> str:
    fields = ", ".join(f"{name} {value}" for name, value in fact.fields.items())
    return f"{fact.event} on {fact.on}" + (f" ({fields})" if fields else "")


def _held(fact: Fact, other: Recorded) -> str:
    """Of one event on one day the fields differ: those that the file gives, as the record has them."""
    if (fact.event, fact.on) != (other.event, other.on):
        return ""
    fields = ", ".join(f"{name} {other.fields.get(name, 'not given')}" for name, value in fact.fields.items() if other.fields.get(name) != value)
    return f" ({fields})" if fields else ""


def _same(recorded: Recorded, fact: Fact) -> bool:
    """A field that the file leaves out says nothing against the record."""
    return (
        recorded.event == fact.event
        and recorded.on == fact.on
        and recorded.about == (fact.for_ or "")
        and all(recorded.fields.get(name) == value for name, value in fact.fields.items())
    )


class _Index:
    """The events of one case, by identity, by what they are, and through their corrections."""

    def __init__(self, events: list[Recorded], again: Mapping[UUID, int], facts: Iterable[Fact]) -> None:
        self.by_id = {each.id: each for each in events}
        self._by_number = {each.number: each for each in events}
        self._withdrawn: dict[str, Recorded] = {
            str(each.fields.get("event_id")): each for each in events if each.event == "corrected"
        }
        self._again = again
        facts = list(facts)
        self._told = [(each.event, each.on, each.request) for each in facts if each.event in ("plan-made", "plan-ceased")]
        self._days_told = {(each.event, each.on, each.for_ or "", each.again) for each in facts}
        self._effective = effective(events)
        self._groups: dict[tuple[str, str, int], list[Recorded]] = defaultdict(list)
        for each in self._effective:
            self._groups[ONCE.get(each.event, each.event), each.about, again.get(each.id, 0)].append(each)

    def of_another_request(self, identity: UUID, fact: Fact) -> bool:
        """Whether what is on record under a fact's identity came of another request: a part that tells of an earlier one may come later."""
        if identity not in self.by_id:
            return False
        head, withdrawn_by_person = self.head(self.by_id[identity])
        return not withdrawn_by_person and head.id in self._again and self._again[head.id] != fact.again

    def same(self, fact: Fact) -> bool:
        group = self._groups.get((ONCE.get(fact.event, fact.event), fact.for_ or "", fact.again), ())
        # A child may begin at two settings on one day.
        of = fact.fields.get("setting")
        return any(each.event == fact.event and each.on == fact.on and (of is None or each.fields.get("setting", of) == of) for each in group)

    def tells(self, recorded: Recorded) -> bool:
        """Whether the file tells what is on record, on its day."""
        return (recorded.event, recorded.on, recorded.about, self._again.get(recorded.id, 0)) in self._days_told

    def instead_of(self, fact: Fact, about: str, run: Run) -> Recorded | None:
        """What is on record in the place of this fact, where a case holds only one such thing."""
        group = ONCE.get(fact.event)
        if group is None:
            return self._decision_of_a_person(fact) if fact.event in _REVIEW_DECISIONS else None
        among = self._groups.get((group, about, fact.again), [])
        if run.kind == "events":
            # An extract tells each event by itself, so a decision may follow its own reversal.
            among = [each for each in among if each.event == fact.event]
        elif group == "plan-made":
            # A return tells another request's plan as a plan of its own.
            among = [each for each in among if run.earlier.get(each.by, ("", None))[0] != run.kind or self._moved_to(fact, each)]
        return among[-1] if among else None

    def _moved_to(self, fact: Fact, plan: Recorded) -> bool:
        """Whether a plan of a request without a received date may be one on record whose start date moved: that date is all that it is known by."""
        ceased = [each.on for each in self._effective if each.event == "plan-ceased"] + [on for event, on, of in self._told if (event, of) == ("plan-ceased", fact.request)]
        told = plan.on in (on for event, on, _ in self._told if event == "plan-made")
        return fact.request.startswith("plan ") and not told and not any(min(plan.on, fact.on) <= on <= max(plan.on, fact.on) for on in ceased)

    def _decision_of_a_person(self, fact: Fact) -> Recorded | None:
        """A decision that a person recorded for the review that this decision is about."""
        meetings = [each.on for each in self._effective if each.event == "review-meeting-held"]
        opened = max((on for on in meetings if on <= fact.on), default=None)
        closed = min((on for on in meetings if on > fact.on), default=None)
        for event in _REVIEW_DECISIONS:
            for each in self._groups.get((event, "", 0), ()):
                after = opened is not None and each.on >= opened
                if not each.by_import and after and (closed is None or each.on < closed):
                    return each
        return None

    def head(self, recorded: Recorded) -> tuple[Recorded, bool]:
        """What stands now for an event that came by a file, and whether a person withdrew it."""
        while (withdrawal := self._withdrawn.get(str(recorded.id))) is not None:
            if not withdrawal.by_import:
                return recorded, True
            replacement = self._by_number.get(withdrawal.number + 1)
            if replacement is None or replacement.by != withdrawal.by:
                return recorded, False
            recorded = replacement
        return recorded, False
