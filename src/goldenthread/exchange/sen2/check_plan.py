"""Rules about named plans, active plans, placements and types of need."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from goldenthread.engine.calendar import PLANS_BEGAN, age_on
from goldenthread.exchange.sen2.findings import Checking, date_of, is_set
from goldenthread.exchange.sen2.layout import AUTHORITIES, MEETING_VOLUNTARY, codes
from goldenthread.exchange.sen2.records import (
    ActivePlan,
    Assessment,
    NamedPlan,
    Need,
    Placement,
    PlanDetail,
    Request,
)

_RANKS = ("1", "2")
_URN = re.compile(r"[0-9]{6}")
_UKPRN = re.compile(r"1[0-9]{7}")


def check_named_plan(
    c: Checking,
    request: Request,
    assessment: Assessment,
    plan: NamedPlan,
    received: date | None,
    issued: date | None,
    transferred: bool,
) -> None:
    here = ("namedplan", plan.index)
    c.flags(*here, plan)
    start = c.date(*here, "StartDate", plan.start_date)
    if start is None or start > c.census:
        c.add("N01", *here, ("StartDate",), plan.start_date)
    if start is not None:
        if received is not None and start < received and not transferred:
            c.add("N02", *here, ("StartDate", "ReceivedDate"), start)
        if start < PLANS_BEGAN:
            c.add("N03", *here, ("StartDate",), start)
        if assessment.assessment_outcome == "Y" and issued is not None and start != issued:
            c.add("N04", *here, ("StartDate", "AssessmentOutcomeDate"), start)
    if plan.plan_res is not None and plan.plan_res not in codes("Residential", c.year.year):
        c.add("N05", *here, ("PlanRes",), plan.plan_res)
    _check_budget(c, plan)
    if plan.plan_wbp is not None and c.born is not None and age_on(c.born, c.census) < 16:
        c.add("N13", *here, ("PlanWBP",), plan.plan_wbp)
    _check_cessation(c, plan, start)
    ranks = [detail.placement_rank for detail in plan.details]
    if not _ranks_are_right(ranks):
        c.add("N12", *here, ("PlacementRank",), ", ".join(rank or "none" for rank in ranks))
    for detail in plan.details:
        c.flags("plandetail", detail.index, detail)
        _check_establishment(c, "plandetail", detail, c.census)
    ceased = date_of(plan.cease_date)
    if plan.cease_date is None and not request.active_plans:
        c.add("V01", *here, ("CeaseDate", "ActivePlans"))
    if ceased is not None and ceased < c.census and request.active_plans:
        c.add("V02", *here, ("CeaseDate", "ActivePlans"), ceased)


def _ranks_are_right(ranks: Iterable[str | None]) -> bool:
    counted = Counter(ranks)
    return counted["1"] == 1 and counted["2"] <= 1 and counted.keys() <= set(_RANKS)


def _check_budget(c: Checking, plan: NamedPlan) -> None:
    given = plan.dp is not None and plan.dp != "0"
    if plan.pb is None or (not is_set(plan.pb) and (is_set(plan.oa) or given)):
        c.add("N06", "namedplan", plan.index, ("PB", "OA", "DP"), plan.pb)


def _check_cessation(c: Checking, plan: NamedPlan, start: date | None) -> None:
    here = ("namedplan", plan.index)
    if (plan.cease_date is None) != (plan.cease_reason is None):
        c.add("N07", *here, ("CeaseDate", "CeaseReason"), plan.cease_date or plan.cease_reason)
    if plan.cease_reason is not None and plan.cease_reason not in codes("CeaseReason", c.year.year):
        c.add("N09", *here, ("CeaseReason",), plan.cease_reason)
    ceased = c.date(*here, "CeaseDate", plan.cease_date)
    if ceased is None:
        return
    if (start is not None and ceased < start) or not c.reports(ceased):
        c.add("N08", *here, ("CeaseDate", "StartDate"), ceased)
    if plan.cease_reason == "1" and c.born is not None and age_on(c.born, ceased) < 19:
        c.add("N10", *here, ("CeaseReason", "PersonBirthDate"), ceased)


def _check_establishment(c: Checking, module: str, record: PlanDetail | Placement, day: date) -> None:
    here = (module, record.index)
    urn, ukprn, setting = record.urn, record.ukprn, record.sen_setting
    if urn is None and ukprn is None and setting is None:
        c.add("D01", *here, ("URN", "UKPRN", "SENsetting"))
    if setting is not None and (urn is not None or ukprn is not None):
        c.add("D02", *here, ("SENsetting", "URN", "UKPRN"), setting)
    if urn is not None and not _URN.fullmatch(urn):
        c.add("D03", *here, ("URN",), urn)
    if ukprn is not None and not _UKPRN.fullmatch(ukprn):
        c.add("D03", *here, ("UKPRN",), ukprn)
    if setting is not None:
        if setting not in codes("SENsetting", c.year.year):
            c.add("D05", *here, ("SENsetting",), setting)
        elif not record.sen_setting_other and (setting == "OTH" or (setting == "NIEO" and module == "placementdetail")):
            c.add("D06", *here, ("SENsettingOther",), setting)
        if c.born is not None:
            age = age_on(c.born, day)
            if (setting == "NEET" and not 16 <= age <= 25) or (setting == "EYP" and age > 5):
                c.add("D10", *here, ("SENsetting", "PersonBirthDate"), setting)
    if urn is not None or ukprn is not None:
        unit, resourced = record.sen_unit_indicator, record.resourced_provision_indicator
        if unit is None or resourced is None:
            c.add("D07", *here, ("SENunitIndicator", "ResourcedProvisionIndicator"))
        elif is_set(unit) and is_set(resourced):
            c.add("D08", *here, ("SENunitIndicator", "ResourcedProvisionIndicator"), "1, 1")


def check_active_plan(c: Checking, request: Request, active: ActivePlan) -> None:
    here = ("activeplans", active.index)
    # It lay there in 2023, and lies with each placement since.
    if active.res is not None and active.res not in codes("Residential", c.year.year):
        c.add("L07", *here, ("RES",), active.res)
    named = [plan for assessment in request.assessments for plan in assessment.plans]
    if not named and active.transfer_la is None:
        c.add("V03", *here, ("NamedPlan",))
    if active.transfer_la is not None and (active.transfer_la not in AUTHORITIES or active.transfer_la == c.authority):
        c.add("V04", *here, ("TransferLA",), active.transfer_la)
    start = next((date_of(plan.start_date) for plan in named), None)
    _check_review(c, active, start)
    due = c.date(*here, "PhaseTransferDueDate", active.phase_transfer_due_date)
    final = c.date(*here, "PhaseTransferFinalDate", active.phase_transfer_final_date)
    if final is not None and (due is None or final > due):
        c.add("V13", *here, ("PhaseTransferFinalDate", "PhaseTransferDueDate"), final)
    _check_placements(c, active, named)
    _check_needs(c, active)


def _check_review(c: Checking, active: ActivePlan, start: date | None) -> None:
    here = ("activeplans", active.index)
    meeting = c.date(*here, "ReviewMeeting", active.review_meeting)
    decided = c.date(*here, "LastReview", active.last_review)
    draft = c.date(*here, "ReviewDraft", active.review_draft)
    outcome = active.review_outcome
    # Until then a date of decision may stand alone, and later it may not.
    alone = c.year.year <= MEETING_VOLUNTARY and outcome is None
    if c.year.year >= MEETING_VOLUNTARY:
        if active.review_meeting is None and (outcome or active.review_draft or (active.last_review and not alone)):
            c.add("V05", *here, ("ReviewMeeting",))
        if (outcome is None) != (active.last_review is None) and not alone:
            c.add("V09", *here, ("ReviewOutcome", "LastReview"), outcome or active.last_review)
    # Where the meeting was voluntary, a review is known by its decision alone.
    held = meeting or decided
    if draft is not None and (draft > c.census or (held is not None and draft < held)):
        c.add("X12", *here, ("ReviewDraft", "ReviewMeeting"), draft)
    if outcome is not None and outcome not in codes("ReviewOutcome", c.year.year):
        c.add("V06", *here, ("ReviewOutcome",), outcome)
    if meeting is not None and (meeting > c.census or (start is not None and meeting < start)):
        c.add("V07", *here, ("ReviewMeeting", "StartDate"), meeting)
    if decided is not None:
        if decided > c.census or (meeting is not None and decided < meeting) or (meeting is None and start is not None and decided < start):
            c.add("V08", *here, ("LastReview", "ReviewMeeting"), decided)
        elif meeting is not None and (decided - meeting).days > 28:
            c.add("V10", *here, ("LastReview", "ReviewMeeting"), decided)
        if outcome == "C" and (c.census - decided).days > 92:
            c.add("V14", *here, ("ReviewOutcome", "LastReview"), decided)
    if outcome == "A" and active.review_draft is None and c.year.year >= 2026:
        c.add("V11", *here, ("ReviewDraft",))
    if outcome == "A" and active.review_draft is None and c.year.year < 2026:
        c.add("X10", *here, ("ReviewOutcome", "LastReview"), decided)
    if start is not None and (c.census - start).days > 366 and (held is None or (c.census - held).days > 366):
        c.add("V12", *here, ("ReviewMeeting",), held)


def _check_placements(c: Checking, active: ActivePlan, named: list[NamedPlan]) -> None:
    spans: list[tuple[Placement, date | None, date | None]] = []
    for placement in active.placements:
        here = ("placementdetail", placement.index)
        c.flags(*here, placement)
        entry = c.date(*here, "EntryDate", placement.entry_date)
        leaving = c.date(*here, "LeavingDate", placement.leaving_date)
        _check_establishment(c, "placementdetail", placement, min(leaving or c.census, c.census))
        if entry is None or entry > c.census or (c.born is not None and entry < c.born):
            c.add("L03", *here, ("EntryDate",), placement.entry_date)
        if entry is not None and leaving is not None and leaving < entry:
            c.add("L04", *here, ("LeavingDate", "EntryDate"), leaving)
        if placement.res is not None and placement.res not in codes("Residential", c.year.year):
            c.add("L07", *here, ("RES",), placement.res)
        spans.append((placement, entry, leaving))
    _check_open_placements(c, active, named, spans)
    for number, (one, entry, leaving) in enumerate(spans):
        for other, other_entry, other_leaving in spans[number + 1 :]:
            if (
                one.placement_rank == other.placement_rank
                and (entry or date.min) < (other_leaving or date.max)
                and (other_entry or date.min) < (leaving or date.max)
            ):
                c.add("L05", "placementdetail", other.index, ("EntryDate",), other.entry_date)


def _check_open_placements(
    c: Checking,
    active: ActivePlan,
    named: list[NamedPlan],
    spans: list[tuple[Placement, date | None, date | None]],
) -> None:
    here = ("activeplans", active.index)
    open_now = [
        placement
        for placement, entry, leaving in spans
        if (entry is None or entry <= c.census) and (leaving is None or leaving >= c.census)
    ]
    if not open_now:
        if active.transfer_la is None:
            c.add("L01", *here, ("PlacementDetail",))
        return
    ranks = [placement.placement_rank for placement in open_now]
    if not _ranks_are_right(ranks):
        c.add("L02", *here, ("PlacementRank",), ", ".join(rank or "none" for rank in ranks))
    attended = {_establishment(each) for each in open_now if each.placement_rank == "1"}
    planned = {_establishment(detail) for plan in named for detail in plan.details if detail.placement_rank == "1"}
    if attended and planned and not attended & planned:
        c.add("L06", *here, ("PlacementDetail", "PlanDetail"))


def _establishment(record: PlanDetail | Placement) -> str | None:
    return record.urn or record.ukprn or record.sen_setting


def _check_needs(c: Checking, active: ActivePlan) -> None:
    needs: tuple[Need, ...] = active.needs
    if not 1 <= len(needs) <= 2:
        c.add("S01", "activeplans", active.index, ("SENneed",), len(needs))
    for need in needs:
        if need.sen_type not in codes("SENtype", c.year.year):
            c.add("S02", "senneed", need.index, ("SENtype",), need.sen_type)
    ranks = [need.sen_type_rank for need in needs]
    if needs and not _ranks_are_right(ranks):
        words = ", ".join(rank or "none" for rank in ranks)
        c.add("S03", "activeplans", active.index, ("SENtypeRank",), words)
    if len(needs) == 2 and needs[0].sen_type and needs[0].sen_type == needs[1].sen_type:
        c.add("S04", "senneed", 2, ("SENtype",), needs[1].sen_type)
