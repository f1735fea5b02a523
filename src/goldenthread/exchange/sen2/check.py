"""Checking a return against the rules that can be computed from the file itself.

Rules that need the register of schools or last year's return are listed in `NOT_CHECKED`, with what they need; an
importer checks those of them for which its database holds enough.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from goldenthread.exchange.sen2.check_assessment import check_requests
from goldenthread.exchange.sen2.check_person import check_person
from goldenthread.exchange.sen2.findings import Checking, Finding, Place, date_of, finding
from goldenthread.exchange.sen2.layout import AUTHORITIES, NAMES_UNTIL, RULES, YEARS
from goldenthread.exchange.sen2.read import year_of
from goldenthread.exchange.sen2.records import Header, Notes, Person, Return, Unreadable

NOT_CHECKED: Mapping[str, str] = {rule.id: rule.needs for rule in RULES.values() if rule.needs is not None}


class Checker:
    """Persons are checked as they stream by; what can only be seen of the whole file comes at the end."""

    def __init__(self, header: Header) -> None:
        self.year = year_of(header)
        census = date_of(header.reference_date)
        other = next((each.year for each in YEARS.values() if census is not None and each.census == census), None)
        if other is not None and other != self.year.year:
            # Either may be the slip, and facts would be dated, and refused, by the wrong one.
            raise Unreadable(
                f"Its Year is {self.year.year} and its ReferenceDate, {census}, is the census of the return of {other}. Which of the two is right cannot "
                "be told: put the header right and load it again."
            )
        # A day years away is no census of this return: taken as one, it would let in what is still to come.
        if census is None or abs(census.year - self.year.year) > 1:
            census = self.year.census
        if census is None:
            raise Unreadable("The file does not say its census date: fill in ReferenceDate in its header.")
        self.census = census
        self._checking = Checking(self.year, census, header.lea or "")
        self._header = header
        self._upns: dict[str, list[int]] = defaultdict(list)
        self._ulns: dict[str, list[int]] = defaultdict(list)
        self._names: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
        self._cease_reasons: Counter[str] = Counter()
        self._needs: Counter[str | None] = Counter()
        self._settings: Counter[str | None] = Counter()

    def header(self) -> list[Finding]:
        return list(_check_header(self._checking, self._header))

    def person(self, person: Person) -> list[Finding]:
        c = self._checking
        c.found = []
        c.position = person.position
        c.request = 0
        check_person(c, person)
        check_requests(c, person)
        self._count(person)
        return c.found

    def _count(self, person: Person) -> None:
        if person.upn:
            self._upns[person.upn].append(person.position)
        if person.unique_learner_number:
            self._ulns[person.unique_learner_number].append(person.position)
        name = (person.surname, person.forename, person.person_birth_date)
        self._names[name].append(person.position)
        for request in person.requests:
            for assessment in request.assessments:
                for plan in assessment.plans:
                    if plan.cease_reason:
                        self._cease_reasons[plan.cease_reason] += 1
            for active in request.active_plans:
                self._needs.update(need.sen_type for need in active.needs)
                self._settings.update(each.sen_setting for each in active.placements)

    def finish(self) -> list[Finding]:
        """What is wrong between persons, and with the file as a whole."""
        found = []
        for rule, tag, numbers in (("P13", "UPN", self._upns), ("P14", "UniqueLearnerNumber", self._ulns)):
            for number, positions in numbers.items():
                if len(positions) > 1:
                    found += [
                        finding(rule, Place(each), (tag,), number, more=_others(positions, each)) for each in positions
                    ]
        for name, positions in self._names.items():
            if len(positions) > 1 and all(name):
                tags = ("Surname", "Forename", "PersonBirthDate")
                found += [finding("P17", Place(each), tags, more=_others(positions, each)) for each in positions]
        whole = Place(0, "sen2")
        ceased = self._cease_reasons.total()
        if ceased and self._cease_reasons["9"] > ceased / 10:
            found.append(finding("N11", whole, ("CeaseReason",), self._cease_reasons["9"]))
        for tag, counted in (("SENtype", self._needs), ("SENsetting", self._settings)):
            if counted["OTH"] > counted.total() / 20:
                found.append(finding("T03", whole, (tag,), counted["OTH"]))
        return found


def _others(positions: list[int], own: int) -> str:
    others = ", ".join(str(each) for each in positions if each != own)
    return f"The other is person {others} in the file."


def _check_header(c: Checking, header: Header) -> Iterator[Finding]:
    place = Place(0, "sen2")
    if header.collection != "SEN2" or header.source_level != "L":
        wrong = header.collection if header.collection != "SEN2" else header.source_level
        yield finding("H01", place, ("Collection", "SourceLevel"), wrong)
    if (
        header.year is None
        or date_of(header.reference_date) is None
        or (c.year.census is not None and date_of(header.reference_date) != c.year.census)
    ):
        more = f"The census of {c.year.year} is that of {c.year.census}." if c.year.census else ""
        yield finding("H02", place, ("Year", "ReferenceDate"), header.reference_date, more=more)
    if header.lea not in AUTHORITIES:
        yield finding("H03", place, ("LEA",), header.lea)
    if header.serial_no is None or header.date_time is None:
        yield finding("H04", place, ("SerialNo", "DateTime"))
    officers = {"DMO": header.dmo, "DCO": header.dco}
    if c.year.year >= 2026:
        officers["DSCO"] = header.dsco
    missing = [tag for tag, value in officers.items() if value is None]
    if missing:
        yield finding("H05", place, missing)


def findings_of_notes(notes: Notes, year: int) -> Iterator[Finding]:
    """What the reader met: each kind of thing once, with how often and where first. Nothing of a name that was the standard one in the return's year."""
    for note in notes:
        if note.rule == "X03" and year <= NAMES_UNTIL.get(note.what.lower(), 0):
            continue
        times = "once" if note.count == 1 else f"{note.count} times, first"
        more = f"Standard name: {note.read_as}. " if note.read_as else ""
        yield finding(note.rule, Place(0, "sen2"), (note.what,), note.what, more=f"{more}Met {times} in {note.first}.")


def check(return_: Return) -> Iterator[Finding]:
    """Every finding of a return, in the order of the file."""
    checker = Checker(return_.header)
    yield from checker.header()
    for person in return_.persons:
        yield from checker.person(person)
    yield from checker.finish()
    yield from findings_of_notes(return_.notes, checker.year.year)
