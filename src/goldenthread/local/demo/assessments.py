"""What the case system knows of assessments: advice asked for and come, drafts, consultations, exceptions, final plans."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from goldenthread.engine.calendar import age_on
from goldenthread.local.demo.chance import pick, weekday
from goldenthread.local.demo.places import districts
from goldenthread.local.demo.story import CENSUS, Area, Child, Request, Told

KNOWN_SINCE = date(2025, 10, 1)
LAST_RETURN = CENSUS[2026]
ASKED_BY = {"1": "parent", "2": "school", "3": "health professional", "4": "social worker", "5": "other"}
HEALTH = {
    "speech-and-language-therapist": 0.55, "occupational-therapist": 0.28, "paediatrician": 0.4, "camhs": 0.1, "physiotherapist": 0.05,
}
REASONS = (
    "The school can meet the needs from its own resources",
    "Not enough evidence that a plan may be necessary",
    "Progress with SEN support is as expected",
)
COUNCILS = ("Suffolk", "Cambridgeshire", "Hertfordshire", "Southend-on-Sea", "Thurrock", "Havering", "Kent", "Norfolk")


def tell_assessments(area: Area) -> None:
    rng = area.stream("assessments")
    for child in area.children:
        if child.named:
            continue
        for request in child.requests:
            done = min((day for day in (request.issued, request.refused, request.ended) if day), default=date.max)
            if request.outcome == "N" and request.decided:
                done = request.decided
            if done >= KNOWN_SINCE and request.received <= area.today and not request.no_received_date:
                request.reference = area.reference("EHC")
                _tell(area, rng, child, request)


def _tell(area: Area, rng: Random, child: Child, request: Request) -> None:
    told = Told(area, request.reference, child, "ehc-needs-assessment", request.received)
    told.tell("request-received", request.received, by=ASKED_BY[request.source])
    if rng.random() < 0.7:
        told.tell("notified-considering", weekday(request.received + timedelta(days=rng.randint(1, 8))))
    if request.outcome == "W":
        if request.ended and request.ended > LAST_RETURN:
            told.tell("request-withdrawn", request.ended)
        return
    if request.outcome == "N":
        told.tell("decided-not-to-assess", request.decided, reasons=rng.choice(REASONS))
        return
    if request.decided is None or request.decided > area.today:
        return
    told.tell("decided-to-assess", request.decided)
    if request.ended:
        _advice(rng, told, request, child, request.ended - timedelta(days=3), request.ended)
        if request.ended > LAST_RETURN and request.ended_by == "moved-out-of-area":
            told.tell("moved-out-of-area", request.ended, to=rng.choice(COUNCILS))
        elif request.ended > LAST_RETURN:
            told.tell("request-withdrawn", request.ended)
    elif request.refused:
        _advice(rng, told, request, child, request.refused - timedelta(days=8), request.refused)
        told.tell("decided-not-to-issue", request.refused, reasons=rng.choice(REASONS))
    else:
        _to_plan(rng, told, request, child, request.issued or area.today + timedelta(days=300))


def _to_plan(rng: Random, told: Told, request: Request, child: Child, final: date) -> None:
    """From advice to the final plan; the psychologist's advice is what most plans waited for."""
    assert request.decided
    in_time = (final - request.received).days <= 140
    draft = final - timedelta(days=rng.randint(17, 24) if in_time else rng.randint(18, 46))
    if in_time:
        came = min(request.decided + timedelta(days=rng.randint(32, 50)), draft - timedelta(days=5))
    else:
        came = max(draft - timedelta(days=rng.randint(8, 55)), request.decided + timedelta(days=28))
    came = max(weekday(came), request.decided + timedelta(days=20))
    draft = max(draft, came + timedelta(days=2))
    _advice(rng, told, request, child, came, final)
    told.tell("decided-to-issue", weekday(came + timedelta(days=max(0, (draft - came).days // 3))))
    told.tell("draft-plan-sent", draft)
    answered = draft + timedelta(days=rng.randint(6, 16))
    if (final - draft).days < 15 or rng.random() < 0.7:
        told.tell("representations-received", min(answered, final - timedelta(days=1)))
    _consult(rng, told, child, draft, final)
    if child.plan and child.plan.needs and rng.random() < 0.45:
        icb = "ICB:D7T5G" if final >= date(2026, 4, 1) else f"ICB:{districts()[child.district].icb}"
        told.tell("section-g-agreed", max(draft, final - timedelta(days=rng.randint(1, 9))), icb=icb)
    if request.excepted:
        _excuse(rng, told, request, final)
    stay = child.plan.stays[0] if child.plan and child.plan.stays else None
    if final > LAST_RETURN:
        told.tell("final-plan-issued", final, **({"setting": stay.setting} if stay else {}))


def _consult(rng: Random, told: Told, child: Child, draft: date, final: date) -> None:
    if not child.plan or not child.plan.stays or ":" not in child.plan.stays[0].setting:
        return
    others = told.area.schools.all
    settings = {child.plan.stays[0].setting}
    if rng.random() < 0.35:
        settings.add(rng.choice([s for s in rng.sample(others, min(20, len(others))) if s.phase in ("special", "primary", "secondary")] or others).code)
    for setting in sorted(settings):
        sent = min(draft + timedelta(days=rng.randint(0, 9)), final - timedelta(days=2))
        told.tell("setting-consulted", sent, setting, setting=setting)
        replied = sent + timedelta(days=rng.randint(5, 15) if rng.random() < 0.62 else rng.randint(16, 40))
        if replied <= final:
            told.tell("setting-responded", replied, setting, setting=setting, outcome=rng.choice(("Can meet need", "Can meet need", "Cannot meet need", "Full")))


def _contributors(rng: Random, child: Child, on: date) -> list[str]:
    age = age_on(child.born, on)
    found = ["family", "early-years-setting" if age < 4 else "education-setting", "educational-psychologist", "social-care"]
    found += [who for who, chance in HEALTH.items() if rng.random() < chance]
    if age >= 13:
        found.append("preparation-for-adulthood")
    return found


def _advice(rng: Random, told: Told, request: Request, child: Child, psychologist: date, end: date) -> None:
    assert request.decided
    asked = weekday(request.decided + timedelta(days=rng.randint(0, 4)))
    for who in _contributors(rng, child, request.received):
        health = who in HEALTH
        received = weekday(asked + timedelta(days=rng.randint(0, 4))) if health else asked
        enclosed = {"enclosures": ["Family's views", "School's evidence"]}
        told.tell("advice-requested", asked, who, contributor=who, **({"received_on": received} if received != asked else {}), **enclosed)
        came = _came(rng, who, received, psychologist)
        if health and came > received + timedelta(days=42) and rng.random() < 0.06:
            missed = weekday(received + timedelta(days=rng.randint(20, 38)))
            told.tell(
                "exception-recorded", missed + timedelta(days=1), clock="advice", ground="missed-appointment", contributor=who,
                missed_on=missed, reason="The child did not come to the appointment that the advice needs",
            )
        if came > end:
            continue
        if who == "social-care" and rng.random() < 0.55:
            told.tell("advice-nil-return", came, who, contributor=who)
        else:
            told.tell("advice-received", came, who, contributor=who)


def _came(rng: Random, who: str, received: date, psychologist: date) -> date:
    if who == "educational-psychologist":
        return psychologist
    if who == "family":
        lag = rng.randint(5, 38)
    elif who in HEALTH:
        lag = rng.randint(20, 42) if rng.random() < 0.58 else rng.randint(43, 110)
    else:
        lag = rng.randint(10, 42) if rng.random() < 0.84 else rng.randint(43, 75)
    return weekday(received + timedelta(days=lag))


def _excuse(rng: Random, told: Told, request: Request, final: date) -> None:
    """Few, and on a ground of the closed list."""
    assert request.decided
    since = weekday(request.decided + timedelta(days=rng.randint(10, 60)))
    if since >= final:
        return
    if pick(rng, {True: 3, False: 2}):
        told.tell("exception-recorded", since, clock="issue-final-plan", ground="personal-circumstances",
                  reason="A bereavement in the family; they asked for meetings to wait")
    else:
        back = since + timedelta(days=rng.randint(28, 45))
        told.tell("exception-recorded", back + timedelta(days=1), clock="issue-final-plan", ground="absent-from-area",
                  reason="The child was abroad with the family and could not be seen", from_=since, to=back)
