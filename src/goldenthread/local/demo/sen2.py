"""Writing the statutory return: who is in scope on its census date, in the layout of its year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from goldenthread.engine.calendar import age_on
from goldenthread.local.demo.story import CENSUS, Area, Child, Plan, Request, Stay


def write_return(area: Area, year: int, path: Path) -> int:
    """The number of persons in it."""
    census = CENSUS[year]
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(_head(year, census))
        for child in area.children:
            text = "".join(_requests(child, year, census))
            if text:
                out.write(_person(child, census) + text + "</Person>\n")
                count += 1
        out.write("</Persons>\n</Message>\n")
    return count


def _head(year: int, census: date) -> str:
    officers = "<DMO>1</DMO><DCO>1</DCO>" + ("<DSCO>1</DSCO>" if year >= 2025 else "")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!-- Synthetic: no person, school or record in this file is real. -->\n'
        f"<Message>\n<Header><CollectionDetails><Collection>SEN2</Collection><Year>{year}</Year>"
        f"<ReferenceDate>{census}</ReferenceDate></CollectionDetails><Source><SourceLevel>L</SourceLevel><LEA>881</LEA>"
        f"<SoftwareCode>SyntheticEssex</SoftwareCode><Release>1</Release><SerialNo>1</SerialNo>"
        f"<DateTime>{year}-02-20T09:00:00</DateTime></Source>{officers}</Header>\n<Persons>\n"
    )


def _person(child: Child, census: date) -> str:
    if child.upn:
        number = f"<UPN>{child.upn}</UPN>"
    elif child.uln:
        number = f"<UniqueLearnerNumber>{child.uln}</UniqueLearnerNumber>"
    else:
        number = f"<UPNunknown>{'UN1' if age_on(child.born, census) < 6 else 'UN8'}</UPNunknown>"
    return (
        f"<Person><Surname>{escape(child.surname)}</Surname><Forename>{escape(child.forename)}</Forename>"
        f"<PersonBirthDate>{child.born}</PersonBirthDate><Sex>{child.sex}</Sex><Ethnicity>{child.ethnicity}</Ethnicity>"
        f"<PostCode>{child.postcode}</PostCode>{number}"
    )


def _requests(child: Child, year: int, census: date) -> Iterator[str]:
    since = date(year - 1, 1, 1)
    for place, request in enumerate(child.requests):
        plan = child.plan if place == len(child.requests) - 1 and request.outcome == "Y" else None
        if plan and plan.start > census:
            plan = None
        if in_scope(request, plan, since, census):
            yield _request(child, request, plan, year, since, census)


def in_scope(request: Request, plan: Plan | None, since: date, census: date) -> bool:
    # A request without its date came to notice with its plan.
    if request.received > census or (request.no_received_date and not plan):
        return False
    if plan:
        return plan.ceased is None or plan.ceased >= since
    ended = min((day for day in (request.ended, request.refused) if day), default=None)
    if request.outcome == "N" and request.decided:
        ended = min(ended or request.decided, request.decided)
    return ended is None or ended >= since


def _request(child: Child, request: Request, plan: Plan | None, year: int, since: date, census: date) -> str:
    parts = ["\n<Requests>"]
    decided = request.decided if request.decided and request.decided <= census else None
    ended = request.ended if request.ended and request.ended <= census else None
    historical = bool(decided and decided < since) or bool(request.no_received_date and plan)
    letter = "H" if historical else request.outcome if decided else "W" if ended else "A"
    if letter == "W" and request.outcome != "W" and ended is None:
        letter = "A"
    if not (plan and request.no_received_date):
        parts.append(f"<ReceivedDate>{request.received}</ReceivedDate>")
    # Asked for since the return of 2025, of requests from 2024 on; a later return says the same.
    if year >= 2025 and request.received >= date(2024, 1, 1):
        parts.append(f"<RequestSource>{request.source}</RequestSource>")
    parts.append("<RYA>0</RYA>")
    if letter in "YN":
        parts.append(f"<RequestOutcomeDate>{decided}</RequestOutcomeDate>")
    parts.append(f"<RequestOutcome>{letter}</RequestOutcome>")
    if letter == "N":
        parts.append("<RequestMediation>0</RequestMediation><RequestTribunal>0</RequestTribunal>")
    if ended and request.ended_by == "moved-out-of-area":
        parts.append("<Exported>882</Exported>")
    if letter in "YH":
        parts.append(_assessment(request, plan, since, census, ended))
    if plan and plan.active_on(census):
        parts.append(_active(child, plan, year, census))
    parts.append("</Requests>")
    return "".join(parts)


def _assessment(request: Request, plan: Plan | None, since: date, census: date, ended: date | None) -> str:
    refused = request.refused if request.refused and request.refused <= census else None
    if plan:
        letter = "H" if plan.start < since or plan.transferred_from else "Y"
    else:
        letter = "N" if refused else "W" if ended else "A"
    parts = [f"<Assessment><AssessmentOutcome>{letter}</AssessmentOutcome>"]
    if letter in "YN":
        day = plan.start if plan else refused
        flags = [int(flag) for flag in request.disputed]
        parts.append(
            f"<AssessmentOutcomeDate>{day}</AssessmentOutcomeDate><AssessmentMediation>{flags[0]}</AssessmentMediation>"
            f"<AssessmentTribunal>{flags[1]}</AssessmentTribunal><OtherMediation>{flags[2]}</OtherMediation>"
            f"<OtherTribunal>{flags[3]}</OtherTribunal>"
        )
    if letter == "Y":
        parts.append(f"<Week20>{int(request.excepted)}</Week20>")
    if plan:
        parts.append(_named(plan, census))
    return "".join(parts) + "</Assessment>"


def _named(plan: Plan, census: date) -> str:
    parts = [f"<NamedPlan><StartDate>{plan.start}</StartDate>"]
    if plan.residential:
        parts.append(f"<PlanRes>{plan.residential}</PlanRes>")
    parts.append("<PB>0</PB>")
    if plan.ceased and plan.ceased <= census:
        parts.append(f"<CeaseDate>{plan.ceased}</CeaseDate><CeaseReason>{plan.reason}</CeaseReason>")
    stay = plan.stay_on(census) or (plan.stays[-1] if plan.stays else None)
    if stay:
        parts.append(f"<PlanDetail>{_where(stay, '<PlacementRank>1</PlacementRank>')}</PlanDetail>")
    else:
        parts.append(
            "<PlanDetail><SENsetting>OTH</SENsetting><SENsettingOther>Type of setting only</SENsettingOther>"
            "<PlacementRank>1</PlacementRank></PlanDetail>"
        )
    return "".join(parts) + "</NamedPlan>"


def _where(stay: Stay, between: str) -> str:
    register, _, number = stay.setting.partition(":")
    flags = (
        f"<SENunitIndicator>{int(stay.unit)}</SENunitIndicator>"
        f"<ResourcedProvisionIndicator>{int(stay.resourced)}</ResourcedProvisionIndicator>"
    )
    if number:
        return f"<{register}>{number}</{register}>{between}{flags}"
    free = "<SENsettingOther>Setting outside the register</SENsettingOther>" if register in ("OTH", "NIEO") else ""
    return f"<SENsetting>{register}</SENsetting>{free}{between}"


def _active(child: Child, plan: Plan, year: int, census: date) -> str:
    parts = ["<ActivePlans>"]
    if plan.transferred_from and plan.start.year == year - 1:
        parts.append(f"<TransferLA>{plan.transferred_from}</TransferLA>")
    review = next((r for r in reversed(plan.reviews) if r.meeting <= census), None)
    decided = review.decided if review and review.decided and review.decided <= census else None
    if review:
        parts.append(f"<ReviewMeeting>{review.meeting}</ReviewMeeting>")
        if review.outcome and (decided or review.undated):
            parts.append(f"<ReviewOutcome>{review.outcome}</ReviewOutcome>")
        if year >= 2025 and decided and review.notice and review.notice <= census:
            parts.append(f"<ReviewDraft>{review.notice}</ReviewDraft>")
    due = _phase_transfer_due(child, census) if year >= 2025 else None
    if due:
        parts.append(f"<PhaseTransferDueDate>{due}</PhaseTransferDueDate>")
    if decided:
        parts.append(f"<LastReview>{decided}</LastReview>")
    for stay in plan.stays:
        if stay.entry <= census:
            between = f"<PlacementRank>1</PlacementRank><EntryDate>{stay.entry}</EntryDate>"
            if stay.leaving and stay.leaving <= census:
                between += f"<LeavingDate>{stay.leaving}</LeavingDate>"
            residential = f"<RES>{plan.residential}</RES>" if plan.residential and stay.kind.startswith("special") else ""
            parts.append(f"<PlacementDetail>{_where(stay, between)}{residential}</PlacementDetail>")
    for rank, need in enumerate(plan.needs, start=1):
        parts.append(f"<SENneed><SENtype>{need}</SENtype><SENtypeRank>{rank}</SENtypeRank></SENneed>")
    return "".join(parts) + "</ActivePlans>"


def _phase_transfer_due(child: Child, census: date) -> date | None:
    age = age_on(child.born, date(census.year - 1, 8, 31))
    return {10: date(census.year, 2, 15), 15: date(census.year, 3, 31)}.get(age)
