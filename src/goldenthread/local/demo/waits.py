"""The waiting lists of the demo's providers as their systems would export them: five years of referrals in one big list, and two monthly
lists after it. The lists of one trust have a layout of its own, which its manager describes; the others are in ours.

What is planted: rows that no list names any more, rows that could be a child on record and do not say so for sure, and rows at fault. They
stand in a file of their own, which is for no importer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from goldenthread.engine.calendar import age_on
from goldenthread.local.demo.background import deprivation_rows
from goldenthread.local.demo.care import OF_OSCAR, continuing_care
from goldenthread.local.demo.chance import born_at_age, pick, weekday
from goldenthread.local.demo.extracts import write_rows
from goldenthread.local.demo.names import a_name
from goldenthread.local.demo.offers import CARE, GAP, KINDS, services
from goldenthread.local.demo.personas import EASTWAY
from goldenthread.local.demo.places import QUADRANTS, a_postcode, districts
from goldenthread.local.demo.population import ETHNICITIES
from goldenthread.local.demo.queues import Flow, waits_of
from goldenthread.local.demo.staff import CHOSEN, MINDS
from goldenthread.local.demo.story import CENSUS, Area, Child
from goldenthread.pathways.common.referral import PRIORITIES
from goldenthread.services.list_files import ETHNICITIES as LIST_WORDS
from goldenthread.services.list_files import FIELDS, Reading

BEFORE = (57, 32, 4)
"""Days before today on which each list is taken. What the first alone names was last confirmed longer ago than a manager lets pass."""
OURS = ("provider", *(name for name in FIELDS))
PLANTED = ("file", "service", "reference", "what")

# At full size, of all of Essex; shares of quadrants are those of people under 26. Only the length of the neurodevelopmental list
# is anywhere near a published figure; the others are made up.
_FLOWS = {
    "neurodevelopmental": Flow(6_000, 0.10, (5_500, 20_000), 4_000),
    "speech-and-language": Flow(2_400, 0.04, (800, 1_500), 900),
    "occupational-therapy": Flow(1_000, 0.04, (400, 900), 1_000),
    "physiotherapy": Flow(600, 0.02, (200, 300), 800),
    "community-nursing": Flow(600, 0.02, (40, 60), 500),
    "camhs": Flow(1_700, 0.05, (400, 600), 500),
    "learning-disability": Flow(300, 0.05, (150, 350), 900),
}
_CHOSEN, _CHOSEN_FROM = Flow(700, 0.2, (60, 450), 4_000), 6
"""Of the provider of the Right to Choose, in all of Essex, and from which age it takes children."""
_AGES = {
    "neurodevelopmental": {3: 4, 4: 7, 5: 9, 6: 11, 7: 11, 8: 11, 9: 10, 10: 9, 11: 8, 12: 7, 13: 5, 14: 4, 15: 2, 16: 1},
    "speech-and-language": {2: 14, 3: 22, 4: 18, 5: 11, 6: 8, 7: 6, 8: 4, 9: 3, 10: 2, 11: 2, 12: 3, 13: 3, 14: 2, 15: 1, 16: 1},
    "occupational-therapy": {3: 6, 4: 9, 5: 10, 6: 11, 7: 11, 8: 10, 9: 9, 10: 8, 11: 6, 12: 5, 13: 4, 14: 3, 15: 2, 16: 1},
    "physiotherapy": {0: 12, 1: 13, 2: 10, 3: 7, 4: 6, 5: 6, 7: 7, 9: 8, 11: 8, 13: 9, 15: 8, 17: 6},
    "community-nursing": {0: 20, 1: 12, 2: 8, 3: 7, 5: 9, 7: 9, 9: 8, 11: 8, 13: 8, 15: 7, 17: 4},
    "camhs": {5: 2, 6: 3, 7: 4, 8: 5, 9: 6, 10: 7, 11: 8, 12: 11, 13: 14, 14: 15, 15: 14, 16: 11, 17: 2},
    "learning-disability": {4: 5, 5: 7, 6: 8, 7: 9, 8: 9, 9: 9, 10: 9, 11: 9, 12: 9, 13: 8, 14: 8, 15: 6, 16: 4},
}
# How many of a list are children of whom the council has a plan, in a hundred.
_OWN = {"neurodevelopmental": 12, "speech-and-language": 16, "occupational-therapy": 20, "physiotherapy": 12, "community-nursing": 10, "camhs": 10, "learning-disability": 55}
_SOURCES = {"school-or-setting": 48, "gp": 26, "health-visitor": 8, "other-health": 9, "parent": 6, "social-care": 3}
# Days from the end of the assessment to treatment, on average. CAMHS assesses promptly and treats unevenly.
_TREATMENT = {"speech-and-language": 30, "occupational-therapy": 45, "physiotherapy": 21, "community-nursing": 5, "learning-disability": 60}
_CAMHS = {"Mid": 60, "North East": 110, "South": 85, "West": 230}
_LEFT = {"referral-withdrawn": 42, "discharged": 34, "transferred": 18, "signposted": 6}
_MOVES = (("breakdown", "out-of-school"), ("breakdown", "placement-or-family-breakdown"), ("breakdown", "child-in-care"))
_SECONDS = ("Ruth Hale", "Sunil Dave", "Fay Oduya", "Tim Brand")
# Pathway, child, how far from the front of the line of Mid those stand whose place they take; what is looked for.
_PICTURED = (
    ("neurodevelopmental", "Maya Whitfield", 0.35, "both"), ("neurodevelopmental", "Callum Reeve", 0.6, "adhd"),
    ("neurodevelopmental", "Jaden Brooks", 0.15, "adhd"), ("neurodevelopmental", "Noah Mensah", 0.9, "autism"),
    ("speech-and-language", "Noah Mensah", 0.5, ""), ("speech-and-language", "Maya Whitfield", 0.8, ""),
    ("occupational-therapy", "Oscar Lindqvist", 0.4, ""), ("physiotherapy", "Ivy Thornton", 0.5, ""), ("camhs", "Freya Collins", 0.5, ""),
)  # fmt: skip

# The trust whose system has words of its own: our field, its column. Two columns of it say nothing that we ask for.
THEIRS = {
    "reference": "RefID", "nhs_number": "NHS No", "surname": "Family Name", "forename": "Given Name", "date_of_birth": "DoB", "postcode": "Post Code",
    "service": "Team", "source": "Referral Source", "looked_for": "Query", "priority": "Clin Priority", "received_on": "Referral Recd",
    "first_received_on": "Original Ref Date", "accepted_on": "Triage Accept", "first_seen_on": "1st Appt Attended", "seen_how": "Consult Medium",
    "assessment_started_on": "Assmt Start", "assessment_completed_on": "Assmt End", "treatment_started_on": "Tx Start", "decided_on": "CC Panel Decision", "decision": "CC Outcome", "decision_told_on": "CC Family Told", "closed_on": "Discharge Date",
    "closed_how": "Discharge Reason", "ethnicity": "Ethnic Cat", "language": "Main Lang", "moved_on": "Escalated On", "moved_to": "Escalated To", "moved_why": "Escalation Reason", "moved_agreed_by": "Escalation Agreed By",
}  # fmt: skip
_THEIR_CODES: dict[str, dict[str, str]] = {
    "service": {"ND": "NEURODEV", "SLT": "SALT", "OT": "OCC THER", "PT": "PHYSIO", "CCN": "CH NURSING"},
    "source": {"gp": "01", "school-or-setting": "07", "health-visitor": "04", "other-health": "05", "parent": "02", "social-care": "09"},
    "looked_for": {"autism": "ASD", "adhd": "ADHD", "both": "ASD+ADHD"},
    "priority": {"safety": "P1", "breakdown": "P2", "transition": "P3", "routine": "P4"},
    "moved_to": {"safety": "P1", "breakdown": "P2", "transition": "P3", "routine": "P4"},
    "moved_why": {"out-of-school": "OOS", "placement-or-family-breakdown": "BRKDWN", "child-in-care": "CIC"},
    "seen_how": {"face-to-face": "F2F", "video": "AV"},
    # The NHS's own ethnic categories, and two letters more.
    "ethnicity": {"white-british": "A", "white-irish": "B", "white-other": "C", "gypsy-or-roma": "C1", "irish-traveller": "C2", "mixed-white-and-black-caribbean": "D", "mixed-white-and-black-african": "E",
                  "mixed-white-and-asian": "F", "mixed-other": "G", "indian": "H", "pakistani": "J", "bangladeshi": "K", "asian-other": "L", "black-caribbean": "M", "black-african": "N", "black-other": "P",
                  "chinese": "R", "another-group": "S", "not-known": "Z"},
    "language": {"english": "EN", "another-language": "OTH", "not-known": "NK"},
    "decision": {"eligible": "Y", "not-eligible": "N"},
    "closed_how": {"discharged": "D1", "referral-rejected": "R1", "referral-withdrawn": "W1", "transferred": "T1", "signposted": "S1"},
}
_WORDS = {census: words for words, census in LIST_WORDS.items() if census} | {"NOBT": "not-known"}
"""What a list says of ethnicity, by the school census's code."""
READING = Reading(THEIRS, {}, {name: {theirs.casefold(): ours for ours, theirs in codes.items()} for name, codes in _THEIR_CODES.items()}, "dmy")
"""How the trust's manager says that its lists are read."""


@dataclass(frozen=True, slots=True)
class Patient:
    surname: str
    forename: str
    born: date
    postcode: str
    nhs_number: str
    upn: str = ""
    # What the provider knows of somebody whom the council does not, in the words of a list.
    ethnicity: str = ""
    language: str = ""


@dataclass(slots=True)
class Referral:
    """`told` is what is known of it by our fields; days of what is to come are left out of a list that is taken before them."""

    pathway: str
    quadrant: str
    patient: Patient
    told: dict[str, Any]
    own: bool = False
    # The first list, by its number, that no longer names it.
    gone_from: int = 9
    plant: str = ""


@dataclass(frozen=True)
class Lists:
    """Path, code of the provider and day of each list, in order of their days; and what is planted in them."""

    files: list[tuple[Path, str, date]]
    planted: Path
    # Of the trust for mental health, for what else it sends.
    minds: list[Referral]


@dataclass
class _Making:
    area: Area
    rng: Random
    names: set[tuple[str, str, date]]
    pupils: dict[str, list[Child]]
    numbers: dict[int, str] = field(default_factory=dict)
    issued: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def nhs_number(self) -> str:
        """Of the range that is never issued to anybody."""
        while True:
            self.issued += 1
            digits = f"999{self.issued:06d}"
            check = -sum(int(d) * weight for d, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
            if check < 10:
                return f"{digits}{check}"

    def of_child(self, child: Child) -> Patient:
        number = self.numbers.setdefault(id(child), "") or self.nhs_number()
        self.numbers[id(child)] = number
        return Patient(child.surname, child.forename, child.born, child.postcode, number, child.upn)

    def somebody(self, quadrant: str, born: date) -> Patient:
        homes = {code: d.young for code, d in districts().items() if d.quadrant == quadrant}
        while True:
            ethnicity = pick(self.rng, {code: 90 if code == "WBRI" else 10 / 18 for code in ETHNICITIES.values()})
            surname, forename = a_name(self.rng, self.rng.choice("FMMM"), ethnicity)
            if (surname, forename, born) not in self.names:
                self.names.add((surname, forename, born))
                postcode, number = a_postcode(self.rng, pick(self.rng, homes)), self.nhs_number()
                # Not drawn, so that what else is drawn stays as it is.
                speaks = int(number) * 37 % 100
                language = "not-known" if speaks < 6 else "another-language" if speaks < (9 if ethnicity == "WBRI" else 45) else "english"
                return Patient(surname, forename, born, postcode, number, ethnicity=_WORDS[ethnicity], language=language)


def write_lists(area: Area, pictured: dict[str, Child], treated: list[Child], folder: Path) -> Lists:
    """`treated` are children whom no list names."""
    left = {id(child) for child in treated}
    rng = area.stream("waiting lists")
    young: dict[str, list[Child]] = {quadrant: [] for quadrant in QUADRANTS}
    for child in area.children:
        # In a return, so that the council's record has them whenever the list is loaded.
        if child.plan and child.plan.start <= CENSUS[2026] and child.plan.active_on(area.today) and not child.named and id(child) not in left:
            young[child.quadrant].append(child)
    for those in young.values():
        rng.shuffle(those)
    making = _Making(area, rng, {(c.surname, c.forename, c.born) for c in area.children}, young)
    days = [area.today - timedelta(days=n) for n in BEFORE]
    of_provider: dict[str, list[Referral]] = defaultdict(list)
    for pathway, quadrant, provider in services():
        found = _referrals(making, pathway, quadrant, days[-1])
        if quadrant == "Mid":
            _picture(making, pathway, found, pictured, days)
        of_provider[provider] += found
    for quadrant in QUADRANTS:
        of_provider[CHOSEN[0]] += _referrals(making, "neurodevelopmental", quadrant, days[-1], _CHOSEN)
    # By a chance of its own, and after all others, so that what is drawn for these is as it was.
    care = continuing_care(area, days[-1], replace(making, rng=area.stream("who is assessed for continuing care")).somebody, making.of_child(pictured["Oscar Lindqvist"]))
    files, planted = [], []
    # Whom families choose comes last, so that what is drawn for the others is as it was without.
    for provider, found in sorted(of_provider.items(), key=lambda each: (each[0] == CHOSEN[0], each[0])):
        found.sort(key=lambda r: r.told["received_on"])
        for n, referral in enumerate(found, start=1):
            referral.told["reference"] = f"{provider.split(':')[1][:2]}{n:06d}"
        _plant(making, provider, found, days)
        _move(area, provider, found)
        found += [Referral(CARE[0], quadrant, patient, told, told["reference"] == OF_OSCAR) for of, quadrant, patient, told in care if of == provider]
        for number, day in enumerate(days):
            path = folder / f"waits-{provider.split(':')[1].lower()}-{day}.csv"
            rows = _rows(found, number, days)
            if number == len(days) - 1:
                rows += _at_fault(provider, rows, day)
            planted += [{"file": path.name, "service": r["service"], "reference": r["reference"], "what": r["plant"]} for r in rows if r.get("plant")]
            files.append((_write(path, provider, rows), provider, day))
    files.sort(key=lambda each: each[2])
    return Lists(files, write_rows(folder / "waits-planted.csv", PLANTED, planted), of_provider[MINDS[0]])


# --- who waits ------------------------------------------------------------------------------------------


def _referrals(making: _Making, pathway: str, quadrant: str, until: date, chosen: Flow | None = None) -> list[Referral]:
    """`chosen`: of the provider of the Right to Choose instead, to which only GPs refer, and which takes nobody under six."""
    area, rng = making.area, making.rng
    share = sum(d.young for d in districts().values() if d.quadrant == quadrant) / sum(d.young for d in districts().values()) * area.scale
    flow = chosen or _FLOWS[pathway]
    flow = Flow(flow.a_year * share, flow.growth, (flow.waiting[0] * share, flow.waiting[1] * share), flow.patience)
    pupils = iter(making.pupils[quadrant])
    found = []
    for wait in waits_of(f"{area.seed} {'chosen ' if chosen else ''}{pathway} {quadrant}", flow, until):
        own = _pupil(pupils, pathway, wait.received) if not chosen and rng.random() * 100 < _OWN[pathway] else None
        if own is not None:
            patient = making.of_child(own)
        else:
            patient = making.somebody(quadrant, born_at_age(rng, pick(rng, {a: n for a, n in _AGES[pathway].items() if not chosen or a >= _CHOSEN_FROM}), wait.received))
        told: dict[str, Any] = {"service": KINDS[pathway][0], "received_on": wait.received, "priority": wait.priority, "source": "gp" if chosen else pick(rng, _SOURCES)}
        if pathway == "neurodevelopmental":
            told["looked_for"] = pick(rng, {"autism": 38, "adhd": 34, "both": 28})
        if _refused(pathway, quadrant, own, age_on(patient.born, wait.received)) or (wait.seen is None and rng.random() < 0.1 and wait.leaves <= until):
            told |= {"priority": "", "closed_on": weekday(wait.received + timedelta(days=rng.randint(4, 20))), "closed_how": "referral-rejected"}
        else:
            _journey(rng, pathway, quadrant, told, wait.seen, wait.leaves)
            if rng.random() < 0.02:
                told["first_received_on"] = weekday(max(wait.received - timedelta(days=rng.randint(40, 320)), patient.born))
                told["first_received_on"] = min(told["first_received_on"], wait.received)
        found.append(Referral(pathway, quadrant, patient, told, own is not None))
    return found


def _pupil(pupils: Iterator[Child], pathway: str, received: date) -> Child | None:
    """The next of the council's children who was of an age for it, among the next few."""
    for _ in range(8):
        child = next(pupils, None)
        if child is None:
            return None
        if min(_AGES[pathway]) <= age_on(child.born, received) <= max(_AGES[pathway]):
            return child
    return None


def _refused(pathway: str, quadrant: str, child: Child | None, age: int) -> bool:
    """The gap as the lists have it: somebody asked, and was turned away."""
    if (pathway, quadrant) != GAP[:2] or age <= GAP[2]:
        return False
    stay = child.plan.stays[-1] if child and child.plan and child.plan.stays else None
    return stay is None or not stay.kind.startswith("special")


def _journey(rng: Random, pathway: str, quadrant: str, told: dict[str, Any], seen: date | None, leaves: date) -> None:
    received = told["received_on"]
    told["accepted_on"] = min(weekday(received + timedelta(days=rng.randint(1, 16))), seen or leaves)
    if seen is None:
        told |= {"closed_on": leaves, "closed_how": pick(rng, _LEFT)}
        return
    told |= {"first_seen_on": seen, "seen_how": pick(rng, {"face-to-face": 80, "video": 20}), "assessment_started_on": seen}
    diagnosis = pathway == "neurodevelopmental"
    assessed = weekday(seen + timedelta(days=rng.randint(35, 150) if diagnosis else rng.randint(0, 25)))
    told["assessment_completed_on"] = assessed
    if diagnosis:
        told |= {"closed_on": weekday(assessed + timedelta(days=rng.randint(20, 90))), "closed_how": "discharged"}
        return
    mean = _CAMHS[quadrant] if pathway == "camhs" else _TREATMENT[pathway]
    treated = weekday(assessed + timedelta(days=int(rng.gammavariate(3, mean / 3))))
    told |= {"treatment_started_on": treated, "closed_on": weekday(treated + timedelta(days=rng.randint(60, 300))), "closed_how": "discharged"}


def _picture(making: _Making, pathway: str, found: list[Referral], pictured: dict[str, Child], days: list[date]) -> None:
    """A pictured child takes the place of somebody who waits: for the first contact, or for treatment in CAMHS."""
    waits_for = "treatment_started_on" if pathway == "camhs" else "first_seen_on"
    line = sorted((r for r in found if not r.own and r.told.get("priority") in ("routine", "transition") and _waits(r, waits_for, days)), key=lambda r: r.told["received_on"])
    for each, name, place, looked_for in _PICTURED:
        child = pictured[name]
        could = [r for r in line if not r.own and age_on(child.born, r.told["received_on"]) >= 2]
        if each != pathway or not could:
            continue
        taken = could[min(int(place * len(could)), len(could) - 1)]
        taken.patient, taken.own = making.of_child(child), True
        taken.told |= {"priority": "routine", **({"looked_for": looked_for} if looked_for else {})}


def _waits(referral: Referral, until: str, days: list[date]) -> bool:
    """Whether it waits for a step in all of the lists."""
    told, last = referral.told, days[-1]
    if until != "first_seen_on" and not told.get("assessment_completed_on", last) < days[0]:
        return False
    return told["received_on"] <= days[0] and told.get("accepted_on", last) < last and all(told.get(name, last) >= last for name in (until, "closed_on"))


# --- what is planted ------------------------------------------------------------------------------------


def _plant(making: _Making, provider: str, found: list[Referral], days: list[date]) -> None:
    rng = making.rng
    waiting = [r for r in found if not r.own and _waits(r, "first_seen_on", days)]
    rng.shuffle(waiting)
    for n, referral in enumerate(waiting[: len(waiting) // 16]):
        referral.gone_from = 1 if n % 3 else 2
        referral.plant = "stale"
    # Children of the council, from another address and without a number.
    mistaken = [c for those in making.pupils.values() for c in those if id(c) not in making.numbers]
    rng.shuffle(mistaken)
    could = [r for r in waiting[len(waiting) // 16 :] if r.told["priority"] == "routine"]
    for referral in could[: 5 if provider == EASTWAY else 0 if provider == CHOSEN[0] else 1]:
        like = next((c for c in mistaken if c.quadrant == referral.quadrant and age_on(c.born, referral.told["received_on"]) >= 2), None)
        if like is not None:
            mistaken.remove(like)
            referral.patient = Patient(like.surname, like.forename, like.born, referral.patient.postcode, "")
            referral.plant = "doubtful"


def _move(area: Area, provider: str, found: list[Referral]) -> None:
    """Children moved up by hand, two years back and later: in the demo three times as often where homes are less deprived, so that the audit of
    priority has something to find."""
    rng = area.stream(f"moves by hand {provider}")
    deciles = {row["postcode"]: row["decile"] for row in deprivation_rows(area)}
    for referral in found:
        told, chance, wait = referral.told, rng.random(), rng.randint(10, 120)
        if not told["priority"] or told["priority"] in PRIORITIES[:2] or chance >= (0.12 if deciles.get(referral.patient.postcode, 1) > 6 else 0.04):
            continue
        moved = weekday(told["received_on"] + timedelta(days=wait))
        if moved < min((told[name] for name in ("first_seen_on", "assessment_started_on", "closed_on") if told.get(name)), default=area.today):
            to, why = rng.choice(_MOVES)
            told |= {"moved_on": moved, "moved_to": to, "moved_why": why, "moved_agreed_by": rng.choice(_SECONDS)}


def _at_fault(provider: str, rows: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """Rows of the last list that have a slip in them, each after a row that is sound."""
    if len(rows) < 8:
        return []
    slips = (
        {"received_on": day + timedelta(days=9), "accepted_on": "", "plant": "refused"},  # after the list was taken
        {"nhs_number": "", "upn": "", "postcode": "", "plant": "refused"},
        {"nhs_number": "9990000017", "plant": "refused"},  # its last digit does not fit
        {"service": "DIET", "plant": "refused"},
    )
    sound = [r for r in rows if not r.get("plant") and not r.get("first_seen_on") and not r.get("closed_on")]
    return [{**row, "reference": f"{row['reference']}X", "first_received_on": "", "moved_on": "", "moved_to": "", "moved_why": "", "moved_agreed_by": "", **slip} for row, slip in zip(sound, slips[: 4 if provider == EASTWAY else 2], strict=False)]


# --- the files ------------------------------------------------------------------------------------------


def _rows(found: Iterable[Referral], number: int, days: list[date]) -> list[dict[str, Any]]:
    """The first list has everybody; a later one those who are open, or were until lately."""
    day = days[number]
    rows = []
    for referral in found:
        told = {name: value for name, value in referral.told.items() if not (isinstance(value, date) and value > day)}
        if "received_on" not in told or number >= referral.gone_from:
            continue
        if "closed_on" not in told:
            told.pop("closed_how", None)
        elif number and told["closed_on"] < day - timedelta(days=45):
            continue
        if "first_seen_on" not in told:
            told.pop("seen_how", None)
        if "decided_on" not in told:
            told.pop("decision", None)
        if "moved_on" not in told:
            for name in ("moved_to", "moved_why", "moved_agreed_by"):
                told.pop(name, None)
        p = referral.patient
        stale = referral.plant == "stale"
        told |= {"surname": p.surname, "forename": p.forename, "date_of_birth": p.born, "postcode": p.postcode, "nhs_number": p.nhs_number, "upn": p.upn, "ethnicity": p.ethnicity, "language": p.language}
        told["plant"] = ("stale" if number == referral.gone_from - 1 else "") if stale else referral.plant
        rows.append(told)
    return rows


def _write(path: Path, provider: str, rows: list[dict[str, Any]]) -> Path:
    if provider != EASTWAY:
        return write_rows(path, OURS, ({**row, "provider": provider} for row in rows))
    return write_rows(path, ("Site", *THEIRS.values(), "Consultant"), (_theirs(row) for row in rows))


def _theirs(row: dict[str, Any]) -> dict[str, Any]:
    cells: dict[str, Any] = {"Site": "EW01", "Consultant": "N/K"}
    for name, column in THEIRS.items():
        value = row.get(name, "")
        cells[column] = f"{value:%d/%m/%Y}" if isinstance(value, date) else _THEIR_CODES.get(name, {}).get(value, value)
    return cells
