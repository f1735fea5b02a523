"""Who works with the children: bodies, teams, practitioners, allocations, cover and schools, as rows of people.csv."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from goldenthread.local.demo.attendance import Attendance
from goldenthread.local.demo.names import a_practitioner_name
from goldenthread.local.demo.personas import COUNCIL, EASTWAY, ICB, NEIGHBOUR, NEIGHBOUR_NAME, OAKHAVEN, PERSONAS
from goldenthread.local.demo.pictures import DRAWN_ON, NURSERY, OT, SLT, Pictures
from goldenthread.local.demo.places import QUADRANTS, districts
from goldenthread.local.demo.story import CENSUS, Area, Child

Row = dict[str, Any]
TRUSTS = {
    "Mid": (EASTWAY, "Eastway Community NHS Trust"), "North East": ("TRUST:TIDEWAY", "Tideway Community Health"),
    "South": ("TRUST:SOUTHMERE", "Southmere Partnership NHS Trust"), "West": ("TRUST:WESTFEN", "Westfen Community NHS Trust"),
}
CHOSEN = (OAKHAVEN, "Oakhaven Autism and ADHD Clinic (synthetic)")
PAUSED = ("RTC:BRIGHTWELL", "Brightwell ADHD Clinic (synthetic)")
"""Of the NHS Right to Choose: only GPs refer to them. The second takes nobody new now, and sends no list."""
MINDS = ("TRUST:SALTMARSH", "Saltmarsh Mental Health NHS Trust")
"""Mental health and learning disability, for all of Essex."""
BOARDS = (
    ("ICB:QH8", "NHS Mid and South Essex ICB", "2022-07-01", "2026-03-31", ICB),
    ("ICB:QJG", "NHS Suffolk and North East Essex ICB", "2022-07-01", "2026-03-31", ICB),
    ("ICB:QM7", "NHS Hertfordshire and West Essex ICB", "2022-07-01", "2026-03-31", ICB),
    (ICB, "NHS Essex ICB", "2026-04-01", "", ""),
)
# Contributor: prefix of the reference, how many in a full-size quadrant, role.
HEALTH = {
    "speech-and-language-therapist": ("SLT", 10), "occupational-therapist": ("OT", 5), "paediatrician": ("PD", 4),
    "camhs": ("CA", 4), "physiotherapist": ("PT", 3), "health": ("HE", 2),
}
SINCE = "2023-09-01"
# Those who were asked for longer ago have a psychologist, save one in five, whose psychologist has left.
QUEUED = timedelta(days=56)


class Staff:
    def __init__(self, area: Area, pictures: Pictures) -> None:
        self.area, self.pictures = area, pictures
        self._rng = area.stream("staff")
        self.rows: list[Row] = []
        self.allocations: list[Row] = []
        self._senco = {pictures.larkfield.code: "SN-AARON"}
        self.attendance = Attendance(area, pictures)
        self._schools_asked: set[int] = set()
        self._by_part: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._turn: dict[tuple[str, str], int] = defaultdict(int)

    def make(self) -> None:
        self._bodies()
        self._council()
        self._health()
        self._settings()
        self._others()
        self._cover()
        self._allocate()
        self._connect()

    def _row(self, record: str, reference: str = "", name: str = "", **cells: Any) -> None:
        self.rows.append({"record": record, "reference": reference, "name": name, **cells})

    def _practitioner(self, part: str, quadrant: str, reference: str, name: str, role: str, organisation: str, team: str = "") -> None:
        email = f"{name.removeprefix('Dr ').lower().replace(' ', '.').replace(chr(39), '')}@demo.example"
        self._row("practitioner", reference, name, organisation=organisation, team=team, role=role, email=email, **{"from": SINCE})
        self._by_part[part, quadrant].append(reference)

    def _persona(self, reference: str, part: str, quadrant: str, team: str = "") -> None:
        persona = next(each for each in PERSONAS if each.practitioner == reference)
        organisation = self.pictures.larkfield.code if persona.organisation == "larkfield" else persona.organisation
        self._practitioner(part, quadrant, reference, persona.name, persona.role, organisation, team)

    def _bodies(self) -> None:
        self._row("organisation", COUNCIL, "Essex County Council", kind="local-authority")
        self._row("organisation", NEIGHBOUR, NEIGHBOUR_NAME, kind="local-authority")
        for code, name, since, until, successor in BOARDS:
            self._row("organisation", code, name, kind="icb", successor=successor, **{"from": since, "to": until})
        for code, name in (*TRUSTS.values(), MINDS, CHOSEN, PAUSED):
            self._row("organisation", code, name, kind="nhs-provider")
        self._row("organisation", "SENDIASS:ESSEX", "Essex SENDIASS", kind="sendiass")
        for code, name in (
            ("SERVICE:MEDIATION", "Anglia Mediation (synthetic)"), ("SERVICE:TRIBUNAL", "First-tier Tribunal (demo)"),
            ("SERVICE:INSPECTORATE", "Inspectorate (demo)"), ("SERVICE:FORUM", "Essex Family Forum (synthetic)"),
        ):
            self._row("organisation", code, name, kind="service")
        for school in self.area.schools.all:
            self._row("organisation", school.code, school.name, kind="college" if school.phase == "college" else "school")
        self._row("organisation", NURSERY, "Little Wrens Nursery", kind="early-years")

    def _council(self) -> None:
        self._row("team", "MANAGEMENT", "SEND management", organisation=COUNCIL)
        self._persona("MG-GRACE", "manager", "", "MANAGEMENT")
        self._persona("DSCO-NADIA", "dsco", "", "MANAGEMENT")
        self._persona("PEP-SUNITA", "principal", "", "MANAGEMENT")
        children = defaultdict(int)
        for child in self.area.children:
            children[child.quadrant] += _open(child, self.area.today)
        for quadrant in QUADRANTS:
            short = "".join(word[0] for word in quadrant.split()) if " " in quadrant else quadrant[:3].upper()
            self._row("team", f"SEND-{short}", f"{quadrant} team", organisation=COUNCIL, locality=quadrant)
            self._row("team", f"EP-{short}", f"Educational psychology, {quadrant}", organisation=COUNCIL, locality=quadrant)
            self._row("team", f"CWD-{short}", f"Children with disabilities, {quadrant}", organisation=COUNCIL, locality=quadrant)
            if quadrant == "Mid":
                self._persona("CO-PRIYA", "own", quadrant, f"SEND-{short}")
                self._practitioner("own", quadrant, "CO-DANIEL", "Daniel Okafor", "la-send-caseworker", COUNCIL, f"SEND-{short}")
                self._persona("EP-HELEN", "educational-psychologist", quadrant, f"EP-{short}")
                self._persona("SW-LEAH", "social-care", quadrant, f"CWD-{short}")
            self._some("officer", quadrant, f"CO-{short}", "la-send-caseworker", max(2, round(children[quadrant] / 180)), COUNCIL, f"SEND-{short}")
            self._some("manager", quadrant, f"MG-{short}", "la-send-manager", 1, COUNCIL, f"SEND-{short}")
            self._some("educational-psychologist", quadrant, f"EP-{short}", "educational-psychologist", self._size(9), COUNCIL, f"EP-{short}")
            self._some("social-care", quadrant, f"SW-{short}", "social-worker", self._size(6), COUNCIL, f"CWD-{short}")

    def _size(self, full: int) -> int:
        return max(1, round(full * self.area.scale))

    def _some(self, part: str, quadrant: str, prefix: str, role: str, number: int, organisation: str, team: str) -> None:
        for n in range(1, number + 1):
            name = a_practitioner_name(self._rng)
            name = f"Dr {name}" if part == "educational-psychologist" and self._rng.random() < 0.6 else name
            self._practitioner(part, quadrant, f"{prefix}-{n:02d}", name, role, organisation, team)

    def _health(self) -> None:
        for quadrant, (code, _) in TRUSTS.items():
            short = code.split(":")[1]
            self._row("team", f"THERAPY-{short}", f"Children's therapies, {quadrant}", organisation=code, locality=quadrant)
            if quadrant == "Mid":
                self._persona("OT-RUTH", "occupational-therapist", quadrant, f"THERAPY-{short}")
                self._persona("HV-MEI", "health-visitor", quadrant, f"THERAPY-{short}")
                self._persona("HM-OLU", "health-service-manager", quadrant)
                self._persona("NU-BRIDGET", "adhd-nurse", quadrant)
            for part, (prefix, full) in HEALTH.items():
                self._some(part, quadrant, f"{prefix}-{short}", "health-practitioner", self._size(full), code, f"THERAPY-{short}")
        self._persona("HM-ROSA", "health-service-manager", "")
        self._persona("HM-INES", "health-service-manager", "")
        self._persona("CM-WYN", "complaints-manager", "")
        self._persona("CM-PAT", "complaints-manager", "")
        self._persona("DCO-AMARA", "dco", "")
        self._persona("IC-TOM", "commissioner", "")

    def _settings(self) -> None:
        self._persona("SN-AARON", "senco", "Mid")
        for school in self.area.schools.all:
            if school is not self.pictures.larkfield:
                quadrant = districts()[school.district].quadrant
                self._senco[school.code] = f"SN-{school.number}"
                self._practitioner("senco", quadrant, f"SN-{school.number}", a_practitioner_name(self._rng), "setting-senco", school.code)

    def _others(self) -> None:
        for reference in ("IA-KATE", "IM-MINA", "NV-NIA", "ME-DAVID", "TR-CLARE", "IN-IAN", "AN-ZARA", "SA-JOEL", "IG-FARAH", "SG-SAL", "SC-CAL", "FM-FAY"):
            self._persona(reference, "other", "")

    def _cover(self) -> None:
        shift = self.area.today - DRAWN_ON
        span = {"from": date(2026, 11, 16) + shift, "to": date(2026, 11, 27) + shift}
        self._row("cover", practitioner="CO-PRIYA", covers="CO-DANIEL", **span)
        for quadrant in QUADRANTS[1:]:
            officers = self._by_part["officer", quadrant]
            if len(officers) > 1:
                self._row("cover", practitioner=officers[0], covers=officers[1], **span)

    # --- who answers for whom ---------------------------------------------------------------------------

    def _next(self, part: str, quadrant: str) -> str:
        there = self._by_part[part, quadrant]
        self._turn[part, quadrant] += 1
        return there[self._turn[part, quadrant] % len(there)]

    def givers(self, part: str, quadrant: str) -> list[str]:
        """The references of those who give a part's advice and help in a quadrant."""
        return self._by_part[part, quadrant]

    def give(self, reference: str, child: Child, role: str, since: date, until: date | None = None) -> None:
        self.allocations.append({
            "record": "allocation", "practitioner": reference, "role": role, **who(child), "from": since, "to": until or "",
        })

    def _allocate(self) -> None:
        names = {id(child): name for name, child in self.pictures.children.items()}
        daniels = {"Samir Haddad", "Noah Mensah", "Freya Collins"}
        quiet = self._quiet_plans()
        for child in self._on_record():
            name = names.get(id(child))
            if name:
                officer = "CO-DANIEL" if name in daniels else "CO-PRIYA"
            else:
                officer = quiet.get(id(child)) or self._next("officer", child.quadrant)
            since = child.plan.start if child.plan and child.plan.start <= self.area.today else child.requests[-1].received
            self.give(officer, child, "la-send-caseworker", max(since, date(2025, 9, 1)))
        self._contributors({id(child) for child in self.pictures.children.values()})
        self._by_hand()

    def _on_record(self) -> list[Child]:
        """Those with a plan or an open request who are in the last return, or of whom something has been entered."""
        today = self.area.today
        told = {id(fact.child) for fact in self.area.facts if fact.recorded and fact.recorded <= today}
        return [c for c in self.area.children if _open(c, today) and (id(c) in told or _returned(c))]

    def _connect(self) -> None:
        """The last return names the settings of its plans; of other children only the case system knows it."""
        wanted = {id(c) for c in self._on_record() if c.named or not (c.plan and c.plan.start <= CENSUS[2026])} | self._schools_asked
        for child in self.area.children:
            place = self.attendance.of(child) if id(child) in wanted else None
            if place:
                self.allocations.append({
                    "record": "connection", "kind": "attends", "organisation": place[0], **who(child), "from": place[1],
                })

    def _quiet_plans(self) -> dict[int, str]:
        """A few children of Mid whose review was completed lately, so that the demo officers have some calm work too."""
        since = self.area.today - timedelta(days=150)
        calm = [
            c for c in self.area.children
            if c.quadrant == "Mid" and not c.named and c.plan and c.plan.active_on(self.area.today) and c.plan.reviews
            and c.plan.reviews[-1].outcome == "M" and c.plan.reviews[-1].decided and since < c.plan.reviews[-1].decided <= self.area.today
            and c.plan.reviews[-1].meeting <= self.area.today
        ]
        return {id(c): "CO-PRIYA" if n < 6 else "CO-DANIEL" for n, c in enumerate(calm[:10])}

    def _contributors(self, by_hand: set[int]) -> None:
        asked: dict[tuple[str, str], tuple[Child, date]] = {}
        answered: dict[tuple[str, str], date] = {}
        for fact in self.area.facts:
            entered = fact.recorded is not None and fact.recorded <= self.area.today
            if entered and fact.pathway == "ehc-needs-assessment" and id(fact.child) not in by_hand:
                if fact.event == "advice-requested":
                    asked[fact.case, fact.for_] = (fact.child, fact.on)
                elif fact.event in ("advice-received", "advice-nil-return"):
                    answered[fact.case, fact.for_] = fact.on
        roles = {"educational-psychologist": "educational-psychologist", "social-care": "social-worker"}
        waiting = 0
        for (case, part), (child, on) in asked.items():
            # A clinician owes the advice of their own profession alone.
            role = roles.get(part) or (part if part in HEALTH else None)
            came = answered.get((case, part))
            if came and came <= self.area.today - timedelta(days=120):
                continue
            if part == "educational-psychologist" and not came:
                waiting += 1
                if on > self.area.today - QUEUED or waiting % 5 == 0:
                    continue  # waits in the queue, with nobody yet
            if role:
                self.give(self._next(part, child.quadrant), child, role, on, came + timedelta(days=180) if came else None)
            elif part == "education-setting":
                place = self.attendance.of(child)
                if place and place[0] in self._senco:
                    self._schools_asked.add(id(child))
                    self.give(self._senco[place[0]], child, "setting-senco", on)

    def _by_hand(self) -> None:
        children, day = self.pictures.children, self.pictures.day
        maya, noah = children["Maya Whitfield"], children["Noah Mensah"]
        speech = self._by_part[SLT, "Mid"][0]
        self.give("EP-HELEN", maya, "educational-psychologist", day(9, 18))
        self.give("SN-AARON", maya, "setting-senco", day(9, 18))
        self.give("OT-RUTH", maya, OT, day(9, 21))
        self.give(speech, maya, SLT, day(9, 21))
        self.give("SW-LEAH", maya, "social-worker", day(9, 18))
        self.give("EP-HELEN", noah, "educational-psychologist", day(10, 22))
        self.give("HV-MEI", noah, "health-visitor", day(9, 14))
        self.give(speech, noah, SLT, day(10, 22))
        for name in ("Callum Reeve", "Oscar Lindqvist", "Samir Haddad", "Freya Collins"):
            self.give("EP-HELEN", children[name], "educational-psychologist", day(9, 10))


def who(child: Child) -> dict[str, Any]:
    return {
        "upn": child.upn, "surname": child.surname, "forename": child.forename, "date_of_birth": child.born, "postcode": child.postcode,
    }


def _returned(child: Child) -> bool:
    """In the last return, so on record before any extract."""
    return child.requests[-1].received <= CENSUS[2026]


def _open(child: Child, today: date) -> bool:
    """A plan in force, or a request that has not ended."""
    if child.plan and child.plan.start <= today:
        return child.plan.active_on(today)
    request = child.requests[-1]
    if request.received > today or (request.outcome == "N" and request.decided and request.decided <= today):
        return False
    return not any(day and day <= today for day in (request.ended, request.refused))


