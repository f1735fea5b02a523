"""What the case system knows of plans since the last return: reviews, moves, phase transfers, ceasing, and disputes."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from goldenthread.engine.calendar import age_on
from goldenthread.local.demo.assessments import LAST_RETURN
from goldenthread.local.demo.chance import pick, weekday
from goldenthread.local.demo.lives import PHASE_AGES, age_in_august
from goldenthread.local.demo.story import Area, Child, Plan, Request, Review, Told

REASON_WORDS = {
    "1": "maximum age", "2": "needs met without a plan", "3": "higher education", "4": "paid employment, not apprenticeship",
    "5": "transferred to another English authority", "6": "no longer wishes to engage", "7": "left England", "8": "died", "9": "other",
}


def tell_plans(area: Area) -> None:
    rng = area.stream("plans")
    for child in area.children:
        plan = child.plan
        if child.named or plan is None or plan.start > area.today or (plan.ceased and plan.ceased <= LAST_RETURN):
            continue
        told = Told(area, plan.reference, child, "annual-review", plan.start)
        if plan.start > LAST_RETURN:
            told.tell("plan-made", plan.start, date_of_birth=child.born)
            if plan.needs:
                told.tell("needs-reported", plan.start, primary=plan.needs[0], **({"secondary": plan.needs[1]} if plan.needs[1:] else {}))
        for stay in plan.stays:
            if stay.leaving and stay.leaving > LAST_RETURN:
                told.tell("placement-ended", stay.leaving, setting=stay.setting)
            if stay.entry > LAST_RETURN or plan.start > LAST_RETURN:
                told.tell("placement-started", stay.entry, setting=stay.setting, rank=1, unit=stay.unit or stay.resourced)
        for review in plan.reviews:
            _review(rng, told, plan, review)
        if plan.ceased and plan.ceased <= area.today:
            told.tell("plan-ceased", plan.ceased, reason=REASON_WORDS[plan.reason])
            if plan.reason in "2346" and rng.random() < 0.6:
                _cessation(area, rng, child, plan)
        elif rng.random() < 0.006:
            _cessation_open(area, rng, child)
        if plan.ceased and plan.ceased <= area.today and plan.reason == "5":
            _transfer(area, rng, child, plan)
        _phase_transfer(area, rng, child, plan)
        if rng.random() < 0.004 and plan.active_on(area.today) and plan.start < date(2025, 6, 1):
            _reassess(area, rng, child)
    _disputes(area, rng)


def _review(rng: Random, told: Told, plan: Plan, review: Review) -> None:
    meeting = review.meeting
    if meeting > LAST_RETURN:
        arranged = meeting - timedelta(days=rng.randint(15, 45) if rng.random() < 0.85 else rng.randint(4, 13))
        told.tell("review-meeting-arranged", max(arranged, plan.start), str(meeting), meeting_on=meeting)
        chance = rng.random()
        if chance < 0.85:
            circulated = meeting - timedelta(days=rng.randint(14, 17) if chance < 0.6 else rng.randint(3, 12))
            told.tell("review-advice-circulated", max(circulated, arranged, plan.start))
        told.tell("review-meeting-held", meeting)
    if meeting > date(2025, 11, 15):
        chance = rng.random()
        if chance < 0.9:
            report = meeting + timedelta(days=rng.randint(4, 14) if chance < 0.62 else rng.randint(15, 32))
            told.tell("review-report-sent", min(report, review.decided) if review.decided else report)
        elif review.decided and chance < 0.99:
            told.tell("review-report-sent", review.decided)
    if review.decided and review.decided > LAST_RETURN:
        decision = {"M": "decided-to-maintain", "A": "decided-to-amend", "C": "decided-to-cease"}[review.outcome or "M"]
        told.tell(decision, review.decided)
    if review.notice and review.notice > LAST_RETURN:
        told.tell("amendment-notice-sent", review.notice)
    if review.notice and (review.notice > date(2025, 10, 15) or rng.random() < 0.95):
        issued = review.notice + timedelta(days=rng.randint(20, 56) if rng.random() < 0.66 else rng.randint(57, 130))
        told.tell("representations-received", review.notice + timedelta(days=rng.randint(5, 14)))
        told.tell("amended-plan-issued", max(weekday(issued), review.notice))


def _cessation(area: Area, rng: Random, child: Child, plan: Plan) -> None:
    assert plan.ceased
    decided = weekday(plan.ceased - timedelta(days=rng.randint(96, 130)))
    opened = decided - timedelta(days=rng.randint(20, 60))
    told = Told(area, area.reference("CES"), child, "plan-cessation", opened)
    told.tell("cessation-considered", opened)
    told.tell("family-consulted", opened + timedelta(days=6))
    told.tell("decided-to-cease", decided, reason=REASON_WORDS[plan.reason])
    told.tell("plan-ceased", plan.ceased, reason=REASON_WORDS[plan.reason])


def _cessation_open(area: Area, rng: Random, child: Child) -> None:
    opened = area.today - timedelta(days=rng.randint(15, 90))
    if age_on(child.born, area.today) < 17 or not child.plan or not child.plan.active_on(opened):
        return
    told = Told(area, area.reference("CES"), child, "plan-cessation", opened)
    told.tell("cessation-considered", opened)
    told.tell("family-consulted", opened + timedelta(days=8))
    if rng.random() < 0.6:
        told.tell("decided-to-cease", weekday(opened + timedelta(days=rng.randint(14, 40))), reason="no longer wishes to engage")
        if rng.random() < 0.25:
            told.tell("appeal-lodged", weekday(opened + timedelta(days=rng.randint(42, 70))), about="Ceasing the plan")


def _transfer(area: Area, rng: Random, child: Child, plan: Plan) -> None:
    assert plan.ceased
    aware = plan.ceased - timedelta(days=rng.randint(3, 40))
    told = Told(area, area.reference("TRA"), child, "plan-transfer", aware)
    told.tell("authority-aware-of-move", aware, move_on=plan.ceased)
    told.tell("plan-transferred", plan.ceased if rng.random() < 0.7 else plan.ceased + timedelta(days=rng.randint(1, 30)), plan_made_on=plan.start)
    if rng.random() < 0.8:
        told.tell("family-told-of-transfer", plan.ceased + timedelta(days=rng.randint(31, 60)))


def _phase_transfer(area: Area, rng: Random, child: Child, plan: Plan) -> None:
    """Children who will change phase in September 2027."""
    opened = date(2026, 9, 14)
    phase = PHASE_AGES.get(age_in_august(child, 2026))
    if phase is None or not plan.active_on(area.today) or plan.start > opened or opened > area.today:
        return
    told = Told(area, area.reference("PHT"), child, "phase-transfer", opened)
    told.tell("phase-transfer-identified", opened, phase=phase, transfer_on=date(2027, 9, 1))
    if rng.random() < 0.62:
        wanted = rng.choice([s for s in area.schools.all if s.phase == {"early-years-to-school": "primary", "primary-to-secondary": "secondary"}.get(phase, "college")])
        asked = weekday(opened + timedelta(days=rng.randint(10, 50)))
        told.tell("preference-received", asked, setting=wanted.code)
        if rng.random() < 0.4:
            sent = weekday(asked + timedelta(days=rng.randint(3, 20)))
            told.tell("setting-consulted", sent, wanted.code, setting=wanted.code)
            if rng.random() < 0.5:
                told.tell("setting-responded", sent + timedelta(days=rng.randint(5, 25)), wanted.code, setting=wanted.code, outcome="Can meet need")


def _reassess(area: Area, rng: Random, child: Child) -> None:
    asked = area.today - timedelta(days=rng.randint(10, 220))
    told = Told(area, area.reference("REA"), child, "reassessment", asked)
    told.tell("reassessment-requested", asked, by=rng.choice(("parent", "school")))
    decided = weekday(asked + timedelta(days=rng.randint(9, 22)))
    if rng.random() < 0.45:
        told.tell("decided-not-to-reassess", decided, reasons="An assessment was made in the last six months")
        return
    told.tell("decided-to-reassess", decided)
    for who in ("educational-psychologist", "education-setting"):
        told.tell("advice-requested", decided + timedelta(days=1), who, contributor=who)
        if rng.random() < 0.6:
            told.tell("advice-received", weekday(decided + timedelta(days=rng.randint(20, 60))), who, contributor=who)
    if rng.random() < 0.5:
        told.tell("draft-plan-sent", decided + timedelta(days=72))
        told.tell("final-plan-issued", decided + timedelta(days=rng.randint(88, 110)))


# --- disputes -----------------------------------------------------------------------------------------------


def _disputes(area: Area, rng: Random) -> None:
    """Mediation and appeals that followed a refusal, or a plan's contents, since the last return."""
    for child in area.children:
        request = child.requests[-1] if child.requests and not child.named else None
        if request is None or not request.reference:
            continue
        notice, share, requires = _appealable(request)
        if notice is None or notice < date(2026, 1, 5):
            continue
        chance = rng.random()
        if chance < share:
            _dispute(area, rng, child, request, notice, requires, appeals=chance < share * 0.55)


def _appealable(request: Request) -> tuple[date | None, float, str]:
    if request.outcome == "N":
        return request.decided, 0.3, "assess"
    if request.refused:
        return request.refused, 0.4, "make-plan"
    return request.issued, 0.055, "amend-contents"


def _dispute(area: Area, rng: Random, child: Child, request: Request, notice: date, requires: str, *, appeals: bool) -> None:
    about = Told(area, request.reference, child, "ehc-needs-assessment", request.received)
    contacted = weekday(notice + timedelta(days=rng.randint(6, 50)))
    mediates = rng.random() < 0.4
    about.tell("mediation-adviser-contacted", contacted, wants_mediation=mediates)
    certified = weekday(contacted + timedelta(days=rng.randint(1, 3)))
    if mediates:
        certified = _mediate(area, rng, child, contacted, requires)
    about.tell("mediation-certificate-issued", certified)
    if appeals:
        lodged = weekday(max(certified, notice + timedelta(days=rng.randint(20, 58))))
        about.tell("appeal-lodged", lodged, about={"assess": "Refusal to assess", "make-plan": "Refusal to issue"}.get(requires, "Sections B, F and I"))
        _appeal(area, rng, child, lodged, requires)


def _mediate(area: Area, rng: Random, child: Child, asked: date, requires: str) -> date:
    told = Told(area, area.reference("MED"), child, "mediation", asked)
    issues = pick(rng, {("education",): 7, ("education", "health"): 2, ("education", "social-care"): 1})
    told.tell("mediation-requested", asked, issues=list(issues))
    if "health" in issues:
        told.tell("icb-notified-of-issues", weekday(asked + timedelta(days=rng.randint(1, 4))))
    meeting = weekday(asked + timedelta(days=rng.randint(18, 40)))
    told.tell("mediation-arranged", weekday(meeting - timedelta(days=rng.randint(9, 16))), meeting_on=meeting)
    told.tell("mediation-held", meeting, outcome=rng.choice(("Agreed", "Agreed in part", "Not agreed")))
    if rng.random() < 0.45:
        told.tell("mediation-agreement-made", meeting, requires, requires=[requires])
        _comply(rng, told, meeting, requires)
    told.tell("mediation-certificate-issued", weekday(meeting + timedelta(days=rng.randint(1, 3))))
    return weekday(meeting + timedelta(days=2))


def _appeal(area: Area, rng: Random, child: Child, lodged: date, requires: str) -> None:
    words = {"assess": "Refusal to assess", "make-plan": "Refusal to issue a plan"}.get(requires, "Contents of the plan and placement")
    told = Told(area, area.reference("TRI"), child, "tribunal-appeal", lodged)
    told.tell("appeal-lodged", lodged, about=words)
    sent = weekday(lodged + timedelta(days=rng.randint(5, 15)))
    told.tell("appeal-sent-to-authority", sent)
    chance = rng.random()
    if chance < 0.35:
        conceded = weekday(sent + timedelta(days=rng.randint(20, 40)))
        told.tell("appeal-conceded", conceded, requires, requires=[requires])
        _comply(rng, told, conceded, requires)
        return
    told.tell("response-sent", weekday(sent + timedelta(days=rng.randint(28, 50))))
    if chance < 0.45:
        told.tell("appeal-withdrawn", weekday(sent + timedelta(days=rng.randint(50, 90))))
        return
    hearing = weekday(sent + timedelta(days=rng.randint(110, 300)))
    told.tell("hearing-held", hearing)
    ordered = weekday(hearing + timedelta(days=rng.randint(8, 25)))
    told.tell("tribunal-order-made", ordered, requires, requires=[requires])
    _comply(rng, told, ordered, requires)
    if requires == "amend-contents" and rng.random() < 0.3:
        told.tell("recommendation-made", ordered, "icb", to="icb")


def _comply(rng: Random, told: Told, since: date, requires: str) -> None:
    """What meets an order, a concession or an agreement: most in time, some not yet."""

    def after(first: int, last: int) -> date:
        return weekday(since + timedelta(days=rng.randint(first, last)))

    if rng.random() < 0.12:
        return
    if requires == "assess":
        told.tell("decided-to-assess", after(4, 15))
        told.tell("final-plan-issued", after(80, 106))
    elif requires == "make-plan":
        told.tell("draft-plan-sent", after(18, 36))
        told.tell("final-plan-issued", after(55, 80))
    else:
        told.tell("amended-plan-issued", after(15, 38))
