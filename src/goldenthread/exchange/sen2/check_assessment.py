"""Rules about requests and assessments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from goldenthread.exchange.sen2.check_plan import check_active_plan, check_named_plan
from goldenthread.exchange.sen2.findings import Checking, is_set
from goldenthread.exchange.sen2.layout import codes
from goldenthread.exchange.sen2.records import Assessment, Person, Request


def check_requests(c: Checking, person: Person) -> None:
    open_requests = 0
    before: list[Request] = []
    for request in person.requests:
        c.request = request.index
        own = replace(request, index=0)
        if own in before:
            # Each of its events would be told a second time.
            c.add("R19", "requests", request.index, ("ReceivedDate",), request.received_date)
            continue
        if request.received_date is not None and any(request.received_date == each.received_date for each in before):
            c.add("R20", "requests", request.index, ("ReceivedDate",), request.received_date)
        before.append(own)
        _check_request(c, request)
        open_requests += _is_open(request)
    c.request = 0
    if open_requests > 1:
        c.add("R17", "person", 0, ("RequestOutcome",), open_requests)


def _is_open(request: Request) -> bool:
    return request.request_outcome == "A" or any(
        assessment.assessment_outcome == "A" for assessment in request.assessments
    )


def _check_request(c: Checking, request: Request) -> None:
    here = ("requests", request.index)
    c.flags(*here, request)
    received = c.date(*here, "ReceivedDate", request.received_date)
    decided = c.date(*here, "RequestOutcomeDate", request.request_outcome_date)
    outcome = request.request_outcome
    if received is None and outcome != "H":
        # One that is no date is as good as none: nothing of the request can be loaded.
        c.add("R01", *here, ("ReceivedDate",), request.received_date)
    if received is not None:
        _check_received(c, request, received)
    source = request.request_source
    if source is not None:
        if source not in codes("RequestSource", c.year.year):
            c.add("R04", *here, ("RequestSource",), source)
    elif c.year.year >= 2026 and c.reports(received):
        c.add("R04", *here, ("RequestSource",))
    if request.rya is None:
        c.add("R05", *here, ("RYA",))
    if outcome not in codes("Outcome", c.year.year):
        c.add("R06", *here, ("RequestOutcome",), outcome)
    _check_decision(c, request, received, decided)
    transferred = any(plan.transfer_la for plan in request.active_plans)
    for assessment in request.assessments:
        _check_assessment(c, request, assessment, received, decided, transferred)
    for plan in request.active_plans:
        check_active_plan(c, request, plan)
    if request.exported is not None and _is_open(request):
        c.add("R18", *here, ("Exported", "RequestOutcome"), request.exported)


def _check_received(c: Checking, request: Request, received: date) -> None:
    here = ("requests", request.index)
    if received > c.census:
        c.add("R02", *here, ("ReceivedDate",), received)
    if c.born is not None and received < c.born:
        c.add("R03", *here, ("ReceivedDate", "PersonBirthDate"), received)
    if request.request_outcome == "H" and received.year == c.year.calendar_year:
        c.add("R11", *here, ("RequestOutcome", "ReceivedDate"), received)
    if request.request_outcome == "A" and (c.census - received).days > 42:
        c.add("R16", *here, ("RequestOutcome", "ReceivedDate"), received)


def _check_decision(c: Checking, request: Request, received: date | None, decided: date | None) -> None:
    here = ("requests", request.index)
    outcome = request.request_outcome
    if outcome in ("Y", "N"):
        if request.request_outcome_date is None:
            c.add("R07", *here, ("RequestOutcomeDate",))
    elif outcome in ("A", "W", "H") and request.request_outcome_date is not None:
        c.add("R08", *here, ("RequestOutcomeDate", "RequestOutcome"), request.request_outcome_date)
    if decided is not None:
        if received is not None and decided < received:
            c.add("R09", *here, ("RequestOutcomeDate", "ReceivedDate"), decided)
        elif received is not None and (decided - received).days > 42:
            c.add("R15", *here, ("RequestOutcomeDate", "ReceivedDate"), decided)
        if not c.reports(decided):
            c.add("R10", *here, ("RequestOutcomeDate",), decided)
    if outcome == "Y" and not request.assessments:
        c.add("R12", *here, ("Assessment",))
    if request.assessments and outcome in ("N", "A", "W"):
        severity = "Q" if outcome == "N" else "E"
        c.add("R13", *here, ("RequestOutcome", "Assessment"), outcome, severity)
    if outcome == "N" and (request.request_mediation is None or request.request_tribunal is None):
        c.add("R14", *here, ("RequestMediation", "RequestTribunal"))


def _check_assessment(
    c: Checking,
    request: Request,
    assessment: Assessment,
    received: date | None,
    requested_decision: date | None,
    transferred: bool,
) -> None:
    here = ("assessment", assessment.index)
    c.flags(*here, assessment)
    outcome = assessment.assessment_outcome
    decided = c.date(*here, "AssessmentOutcomeDate", assessment.assessment_outcome_date)
    if outcome not in codes("Outcome", c.year.year):
        c.add("A01", *here, ("AssessmentOutcome",), outcome)
    dated = assessment.assessment_outcome_date is not None
    if not dated and (outcome == "N" or (outcome == "Y" and assessment.plans)):
        c.add("A02", *here, ("AssessmentOutcomeDate",))
    if dated and outcome in ("A", "W", "H"):
        c.add("A03", *here, ("AssessmentOutcomeDate", "AssessmentOutcome"), decided)
    if decided is not None:
        first = max((day for day in (received, requested_decision) if day), default=None)
        if first is not None and decided < first:
            tags = ("AssessmentOutcomeDate", "RequestOutcomeDate", "ReceivedDate")
            c.add("A04", *here, tags, decided)
        if not c.reports(decided):
            c.add("A05", *here, ("AssessmentOutcomeDate",), decided)
    _check_assessment_items(c, assessment, received, decided)
    if not assessment.plans and ((outcome == "Y" and dated) or outcome == "H"):
        c.add("A08", *here, ("NamedPlan",))
    if assessment.plans and outcome in ("N", "A", "W"):
        severity = "Q" if outcome == "N" else "E"
        c.add("A09", *here, ("AssessmentOutcome", "NamedPlan"), outcome, severity)
    if transferred and outcome != "H":
        c.add("A11", *here, ("AssessmentOutcome", "TransferLA"), outcome)
    for plan in assessment.plans:
        check_named_plan(c, request, assessment, plan, received, decided, transferred)


def _check_assessment_items(c: Checking, assessment: Assessment, received: date | None, decided: date | None) -> None:
    here = ("assessment", assessment.index)
    outcome = assessment.assessment_outcome
    if outcome in ("Y", "N"):
        missing = [
            tag
            for tag, value in (
                ("AssessmentMediation", assessment.assessment_mediation),
                ("AssessmentTribunal", assessment.assessment_tribunal),
                ("OtherMediation", assessment.other_mediation),
                ("OtherTribunal", assessment.other_tribunal),
            )
            if value is None
        ]
        if missing:
            c.add("A06", *here, missing)
    if outcome == "Y":
        if assessment.week20 is None and (decided is None or c.reports(decided)):
            c.add("A07", *here, ("Week20",))
        if is_set(assessment.week20) and received and decided and (decided - received).days <= 140:
            c.add("A10", *here, ("Week20", "AssessmentOutcomeDate"), decided)
