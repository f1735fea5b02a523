"""The events that a return tells of. A date that the file lacks is never made up, and no code is guessed.

A request becomes a case of EHC needs assessment, a plan a case of annual review. Mediation and tribunal
flags, budgets and phase transfers have no date or no event here: they stay in the raw record for export.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from goldenthread.engine.calendar import months_within
from goldenthread.exchange import identifiers
from goldenthread.exchange.facts import CaseFacts, Fact, Identity, PersonFacts
from goldenthread.exchange.sen2.check import Checker
from goldenthread.exchange.sen2.findings import Finding, date_of, is_set
from goldenthread.exchange.sen2.layout import MEETING_VOLUNTARY, OTHER_CODES, codes, is_ethnicity
from goldenthread.exchange.sen2.records import (
    ActivePlan,
    Assessment,
    NamedPlan,
    Person,
    Placement,
    PlanDetail,
    Request,
    Return,
    raw,
)

NEEDS_ASSESSMENT = "ehc-needs-assessment"
ANNUAL_REVIEW = "annual-review"

_URN, _UKPRN = re.compile(r"[0-9]{6}"), re.compile(r"[0-9]{8}")
_NOT_EXPORTED = ("0", "false", "no", "n")
_UNGIVEN_REASON, _UNKNOWN_REASON = "not given in the return", "given by a code that the return does not have"


def facts_of(return_: Return) -> Iterator[PersonFacts]:
    """Each person's facts, checked on the way; persons whose identity is at fault are left out.

    Two persons with one number are only seen at the end of the file: an importer asks the checker then.
    """
    checker = Checker(return_.header)
    for person in return_.persons:
        facts = facts_of_person(person, checker.year.year, checker.census, checker.person(person))
        if facts is not None:
            yield facts


def facts_of_person(person: Person, year: int, census: date, findings: Collection[Finding]) -> PersonFacts | None:
    """None where a finding refuses the person."""
    if any(found.refuses == "person" for found in findings):
        return None
    identity = identity_of(person, year)
    if identity is None:
        return None
    telling = _Telling(year, census, findings, identity.date_of_birth)
    cases: list[CaseFacts] = []
    plan_facts: list[Fact] = []
    keyed = tuple(zip(request_keys(person), person.requests, strict=True))
    for key, request in keyed:
        if telling.refused("request", request.index):
            continue
        case = telling.needs_assessment(request, key)
        if case is not None:
            cases.append(case)
        plan_facts += telling.plan(request, key)
    if plan_facts:
        starts = [fact.on for fact in plan_facts if fact.event == "plan-made"]
        opened_on = min(starts) if starts else min(fact.on for fact in plan_facts)
        arose = next((case.key for case in cases if _issued(case)), None)
        cases.append(CaseFacts(ANNUAL_REVIEW, "", opened_on, tuple(plan_facts), arose))
    originals = tuple((key, raw(request)) for key, request in keyed)
    return PersonFacts(person.position, identity, tuple(cases), originals)


def _issued(case: CaseFacts) -> bool:
    return any(fact.event == "final-plan-issued" for fact in case.facts)


def identity_of(person: Person, year: int) -> Identity | None:
    """Who a person of a return is, without what is no number or no code of that year. None without a name and a date of birth."""
    born = date_of(person.person_birth_date)
    if born is None or not person.surname or not person.forename:
        return None
    sex = person.sex or ""
    if year <= 2023:
        sex = OTHER_CODES["Sex"].get(sex, sex)
    return Identity(
        surname=person.surname,
        forename=person.forename,
        date_of_birth=born,
        sex=sex if sex in codes("Sex", year) else "",
        ethnicity=person.ethnicity if person.ethnicity and is_ethnicity(person.ethnicity) else "",
        postcode=_or_nothing(identifiers.postcode, person.post_code),
        upn=_or_nothing(identifiers.upn, person.upn),
        uln=_or_nothing(identifiers.uln, person.unique_learner_number),
    )


def _or_nothing(tidy: Any, value: str | None) -> str:
    try:
        return str(tidy(value or ""))
    except ValueError:
        return ""


def request_keys(person: Person) -> list[str]:
    """A key for each request, told apart by place where two would be the same."""
    keys: list[str] = []
    for request in person.requests:
        key = _request_key(request)
        keys.append(key if key not in keys else f"{key}, {request.index}")
    return keys


def _request_key(request: Request) -> str:
    """A request is its received date, else the plan's start date, else its place among the requests."""
    if date_of(request.received_date):
        return f"received {request.received_date}"
    for assessment in request.assessments:
        for plan in assessment.plans:
            if date_of(plan.start_date):
                return f"plan {plan.start_date}"
    return f"request {request.index}"


def setting_of(record: PlanDetail | Placement, year: int) -> str | None:
    """The register and number of an establishment, or the code of a type of setting."""
    if record.urn and _URN.fullmatch(record.urn):
        return f"URN:{record.urn}"
    if record.ukprn and _UKPRN.fullmatch(record.ukprn):
        return f"UKPRN:{record.ukprn}"
    if record.sen_setting in codes("SENsetting", year):
        return record.sen_setting
    return None


class _Telling:
    def __init__(self, year: int, census: date, findings: Collection[Finding], born: date) -> None:
        self.year = year
        self.census = census
        self.born = born
        self._refused = {(found.refuses, found.place.request, found.place.index) for found in findings}
        self._refused_modules = {
            (found.place.module, found.place.request, found.place.index)
            for found in findings
            if found.refuses == "record"
        }

    def refused(self, what: str, request: int) -> bool:
        return any(kind == what and number == request for kind, number, _ in self._refused)

    def _day(self, text: str | None) -> date | None:
        """A day that had come by the census: a return tells what has happened, not what is planned."""
        day = date_of(text)
        return day if day is not None and day <= self.census else None

    def needs_assessment(self, request: Request, key: str) -> CaseFacts | None:
        received = self._day(request.received_date)
        if received is None or not self._was_worked_on(request):
            return None
        facts = [Fact("request-received", received, "request-received", self._by(request), None, key)]
        decided = self._day(request.request_outcome_date)
        decision = {"Y": "decided-to-assess", "N": "decided-not-to-assess"}.get(request.request_outcome or "")
        if decision and decided:
            facts.append(Fact(decision, decided, "request-decision", {}, None, key))
        for assessment in request.assessments:
            facts += self._assessment(request, assessment, key)
        ended = self._ended(request)
        if ended:
            facts.append(Fact("reported-closed", self.census, "ended", {"reason": ended}, None, key, "ignored"))
        return CaseFacts(NEEDS_ASSESSMENT, key, received, tuple(facts))

    def _was_worked_on(self, request: Request) -> bool:
        """Decided in an earlier period, with nothing in this one: then the plan alone has something to tell.

        An assessment that is still open keeps its case, or its clock would be lost from sight.
        """
        if request.request_outcome != "H":
            return True
        if self._day(request.request_outcome_date):
            return True
        return any(
            self._day(assessment.assessment_outcome_date) or assessment.assessment_outcome in ("A", "W")
            for assessment in request.assessments
        )

    def _by(self, request: Request) -> dict[str, str]:
        words = codes("RequestSource", self.year).get(request.request_source or "")
        return {"by": words} if words else {}

    def _assessment(self, request: Request, assessment: Assessment, key: str) -> Iterator[Fact]:
        decided = self._day(assessment.assessment_outcome_date)
        if decided is None:
            return
        # A request can hold several assessments; the usual single one keeps the shorter identity.
        about = "" if assessment.index == 1 else f" {assessment.index}"
        if assessment.assessment_outcome == "Y":
            setting = next(
                (
                    named
                    for plan in assessment.plans
                    for detail in plan.details
                    if detail.placement_rank == "1" and (named := setting_of(detail, self.year)) is not None
                ),
                None,
            )
            fields = {"setting": setting} if setting else {}
            yield Fact("final-plan-issued", decided, f"assessment-decision{about}", fields, None, key)
        elif assessment.assessment_outcome == "N":
            yield Fact("decided-not-to-issue", decided, f"assessment-decision{about}", {}, None, key)
        if is_set(assessment.week20):
            clock = "issue-final-plan"
            yield Fact("exception-reported", decided, f"exception{about}", {"clock": clock}, None, key)

    def _ended(self, request: Request) -> str | None:
        """Why the return says that the request ended without a decision; on the census date at the latest."""
        exported = request.exported is not None and request.exported.lower() not in _NOT_EXPORTED
        issued = any(each.assessment_outcome in ("Y", "N") for each in request.assessments)
        if exported and request.request_outcome != "N" and not issued:
            return "moved"
        if request.request_outcome == "W":
            return "withdrawn"
        if any(each.assessment_outcome == "W" for each in request.assessments):
            return "withdrawn"
        return None

    def plan(self, request: Request, key: str) -> Iterator[Fact]:
        for assessment in request.assessments:
            for plan in assessment.plans:
                yield from self._named_plan(request, plan, key)
        for active in request.active_plans:
            yield from self._active_plan(request, active, key)

    def _named_plan(self, request: Request, plan: NamedPlan, key: str) -> Iterator[Fact]:
        start = self._day(plan.start_date)
        if start is not None and not self.refused("plan", request.index):
            # The start date moves when a plan is amended, so another date is a question, not a new plan.
            born = {"date_of_birth": self.born.isoformat()}
            yield Fact("plan-made", start, "plan-made", born, None, key, "conflicts")
        ceased = self._day(plan.cease_date)
        if ceased is not None and not self.refused("cessation", request.index):
            reasons = codes("CeaseReason", self.year)
            reason = reasons.get(plan.cease_reason or "", _UNKNOWN_REASON if plan.cease_reason else _UNGIVEN_REASON)
            yield Fact("plan-ceased", ceased, "plan-ceased", {"reason": reason}, None, key)

    def _active_plan(self, request: Request, active: ActivePlan, key: str) -> Iterator[Fact]:
        if not self.refused("review", request.index):
            yield from self._review(active, key, self._held_from(request))
        for placement in active.placements:
            if ("placementdetail", request.index, placement.index) not in self._refused_modules:
                yield from self._placement(placement, key)
        needs = {
            need.sen_type_rank: need.sen_type for need in active.needs if need.sen_type in codes("SENtype", self.year)
        }
        if "1" in needs:
            fields = {"primary": needs["1"]} | ({"secondary": needs["2"]} if "2" in needs else {})
            identity = f"needs {self.census.isoformat()}"
            yield Fact("needs-reported", self.census, identity, fields, None, key)

    def _held_from(self, request: Request) -> date | None:
        starts = (self._day(plan.start_date) for assessment in request.assessments for plan in assessment.plans)
        return min((start for start in starts if start), default=None)

    def _review(self, active: ActivePlan, key: str, held_from: date | None) -> Iterator[Fact]:
        meeting = self._day(active.review_meeting)
        decided = self._day(active.last_review)
        if meeting is not None:
            # A return gives only the latest review: one of a plan held longer than a year had others before it.
            others = held_from is not None and months_within(12, held_from) < meeting
            # It has no item for the report of a review, so nothing here says that none was sent.
            fields = {"report_unknown": True} | ({"earlier_unknown": True} if others else {})
            yield Fact("review-meeting-held", meeting, f"review-meeting {meeting}", fields, None, key)
        if decided is None:
            return
        # A decision belongs to its meeting, so that a later file can correct it.
        review = f"{meeting or decided}"
        if self.year <= MEETING_VOLUNTARY and active.review_outcome is None:
            # The 2023 layout has only this date, and a return of 2024 may: the review was completed, how is not said.
            identity = f"review-decision {review}"
            yield Fact("previous-review-completed", decided, identity, {}, None, key)
        decision = {
            "M": "decided-to-maintain",
            "A": "decided-to-amend",
            "C": "decided-to-cease",
        }.get(active.review_outcome or "")
        if decision:
            yield Fact(decision, decided, f"review-decision {review}", {}, None, key)
        draft = self._day(active.review_draft)
        # One from before the review would be read as a notice outside it, with eight weeks of its own.
        if decision == "decided-to-amend" and draft is not None and draft >= (meeting or decided):
            yield Fact("amendment-notice-sent", draft, f"amendment-notice {review}", {}, None, key)

    def _placement(self, placement: Placement, key: str) -> Iterator[Fact]:
        setting = setting_of(placement, self.year)
        entry = self._day(placement.entry_date)
        if setting is None or entry is None:
            return
        fields: dict[str, Any] = {"setting": setting}
        if placement.placement_rank in ("1", "2"):
            fields["rank"] = int(placement.placement_rank)
        flags = (placement.sen_unit_indicator, placement.resourced_provision_indicator)
        if any(flag is not None for flag in flags):
            fields["unit"] = any(is_set(flag) for flag in flags)
        stay = f"{setting} {entry.isoformat()}"
        yield Fact("placement-started", entry, f"placement {stay}", fields, None, key)
        leaving = self._day(placement.leaving_date)
        if leaving is not None:
            yield Fact("placement-ended", leaving, f"placement-end {stay}", {"setting": setting}, None, key)
