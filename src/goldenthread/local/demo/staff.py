"""Who works with the children: bodies, teams, practitioners, allocations and cover, as rows of people.csv."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from goldenthread.local.demo.chance import age_on
from goldenthread.local.demo.names import a_practitioner_name
from goldenthread.local.demo.personas import COUNCIL, EASTWAY, ICB, PERSONAS
from goldenthread.local.demo.pictures import DRAWN_ON, Pictures
from goldenthread.local.demo.places import QUADRANTS, districts
from goldenthread.local.demo.story import CENSUS, Area, Child

Row = dict[str, Any]
TRUSTS = {
    "Mid": (EASTWAY, "Eastway Community NHS Trust"), "North East": ("TRUST:TIDEWAY", "Tideway Community Health"),
    "South": ("TRUST:SOUTHMERE", "Southmere Partnership NHS Trust"), "West": ("TRUST:WESTFEN", "Westfen Community NHS Trust"),
}
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


class Staff:
    def __init__(self, area: Area, pictures: Pictures) -> None:
        self.area, self.pictures = area, pictures
        self._rng = area.stream("staff")
        self.rows: list[Row] = []
        self.allocations: list[Row] = []
        self._senco = {pictures.larkfield.code: "SN-AARON"}
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
        for code, name, since, until, successor in BOARDS:
            self._row("organisation", code, name, kind="icb", successor=successor, **{"from": since, "to": until})
        for code, name in TRUSTS.values():
            self._row("organisation", code, name, kind="nhs-provider")
        self._row("organisation", "SENDIASS:ESSEX", "Essex SENDIASS", kind="sendiass")
        for code, name in (
            ("SERVICE:MEDIATION", "Anglia Mediation (synthetic)"), ("SERVICE:TRIBUNAL", "First-tier Tribunal (demo)"),
            ("SERVICE:INSPECTORATE", "Inspectorate (demo)"),
        ):
            self._row("organisation", code, name, kind="service")
        for school in self.area.schools.all:
            self._row("organisation", school.code, school.name, kind="college" if school.phase == "college" else "school")

    def _council(self) -> None:
        self._row("team", "MANAGEMENT", "SEND management", organisation=COUNCIL)
        self._persona("MG-GRACE", "manager", "", "MANAGEMENT")
        self._persona("DSCO-NADIA", "dsco", "", "MANAGEMENT")
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
            for part, (prefix, full) in HEALTH.items():
                self._some(part, quadrant, f"{prefix}-{short}", "health-practitioner", self._size(full), code, f"THERAPY-{short}")
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
        for reference in ("IA-KATE", "ME-DAVID", "TR-CLARE", "IN-IAN", "AN-ZARA", "SA-JOEL"):
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

    def _give(self, reference: str, child: Child, role: str, since: date, until: date | None = None) -> None:
        self.allocations.append({
            "record": "allocation", "practitioner": reference, "role": role, **who(child), "from": since, "to": until or "",
        })

    def _allocate(self) -> None:
        names = {id(child): name for name, child in self.pictures.children.items()}
        daniels = {"Samir Haddad", "Noah Mensah", "Freya Collins"}
        quiet = self._quiet_plans()
        told = {id(fact.child) for fact in self.area.facts if fact.recorded and fact.recorded <= self.area.today}
        for child in self.area.children:
            if not _open(child, self.area.today) or not (id(child) in told or _returned(child)):
                continue
            name = names.get(id(child))
            if name:
                officer = "CO-DANIEL" if name in daniels else "CO-PRIYA"
            else:
                officer = quiet.get(id(child)) or self._next("officer", child.quadrant)
            since = child.plan.start if child.plan and child.plan.start <= self.area.today else child.requests[-1].received
            self._give(officer, child, "la-send-caseworker", max(since, date(2025, 9, 1)))
        self._contributors({id(child) for child in self.pictures.children.values()})
        self._by_hand()

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
        for (case, part), (child, on) in asked.items():
            role = roles.get(part) or ("health-practitioner" if part in HEALTH else None)
            came = answered.get((case, part))
            if came and came <= self.area.today - timedelta(days=120):
                continue
            if role:
                self._give(self._next(part, child.quadrant), child, role, on, came + timedelta(days=180) if came else None)
            elif part == "education-setting":
                self._give(self._senco_of(child), child, "setting-senco", on)

    def _senco_of(self, child: Child) -> str:
        """Of the school that the plan will name, or of one nearby."""
        stays = child.plan.stays if child.plan else []
        if stays and stays[0].setting in self._senco:
            return self._senco[stays[0].setting]
        phase = "primary" if age_on(child.born, self.area.today) < 11 else "secondary"
        school = self.area.schools.near("mainstream_academy", phase, child.district)
        assert school
        return self._senco[school.code]

    def _by_hand(self) -> None:
        children, day = self.pictures.children, self.pictures.day
        maya, noah = children["Maya Whitfield"], children["Noah Mensah"]
        self._give("EP-HELEN", maya, "educational-psychologist", day(9, 18))
        self._give("SN-AARON", maya, "setting-senco", day(9, 18))
        self._give("OT-RUTH", maya, "health-practitioner", day(9, 21))
        self._give(self._by_part["speech-and-language-therapist", "Mid"][0], maya, "health-practitioner", day(9, 21))
        self._give("SW-LEAH", maya, "social-worker", day(9, 18))
        self._give("EP-HELEN", noah, "educational-psychologist", day(10, 22))
        self._give("HV-MEI", noah, "health-visitor", day(9, 14))
        self._give(self._by_part["speech-and-language-therapist", "Mid"][0], noah, "health-practitioner", day(10, 22))
        for name in ("Callum Reeve", "Oscar Lindqvist", "Samir Haddad", "Freya Collins"):
            self._give("EP-HELEN", children[name], "educational-psychologist", day(9, 10))


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


