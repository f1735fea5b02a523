"""Rules about the person: who it is, and whether the numbers can be right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from goldenthread.engine.calendar import age_on
from goldenthread.exchange import identifiers
from goldenthread.exchange.sen2.findings import Checking, date_of
from goldenthread.exchange.sen2.layout import OTHER_CODES, codes, is_ethnicity
from goldenthread.exchange.sen2.records import Person

_LONGEST_NAME = 100


def check_person(c: Checking, person: Person) -> None:
    if not person.surname or not person.forename:
        missing = [tag for tag, value in (("Surname", person.surname), ("Forename", person.forename)) if not value]
        c.add("P01", "person", 0, missing)
    for tag, value in (("Surname", person.surname), ("Forename", person.forename)):
        if value is not None and len(value) > _LONGEST_NAME:
            c.add("X08", "person", 0, (tag,), value)
    _check_birth(c, person)
    sex = person.sex
    if sex not in codes("Sex", c.year.year) and not (c.year.year <= 2023 and sex in OTHER_CODES["Sex"]):
        c.add("P05", "person", 0, ("Sex",), sex)
    if person.ethnicity is None or not is_ethnicity(person.ethnicity):
        c.add("P06", "person", 0, ("Ethnicity",), person.ethnicity)
    elif person.ethnicity == "NOBT":
        c.add("P07", "person", 0, ("Ethnicity",), person.ethnicity)
    if person.post_code is None or not _accepted(identifiers.postcode, person.post_code):
        c.add("P08", "person", 0, ("PostCode",), person.post_code)
    _check_numbers(c, person)
    if not person.requests:
        c.add("P18", "person", 0, ("Requests",))


def _check_birth(c: Checking, person: Person) -> None:
    c.born = born = date_of(person.person_birth_date)
    if born is None:
        c.add("P02", "person", 0, ("PersonBirthDate",), person.person_birth_date)
        return
    if born > c.census:
        c.add("P03", "person", 0, ("PersonBirthDate",), born)
    if any(request.active_plans for request in person.requests):
        age = age_on(born, date(c.census.year - 1, 8, 31))
        if age > 24 or age < 0:
            c.add("P04", "person", 0, ("PersonBirthDate",), born)


def _check_numbers(c: Checking, person: Person) -> None:
    upn, uln, unknown = person.upn, person.unique_learner_number, person.upn_unknown
    if upn is None and uln is None and unknown is None:
        c.add("P09", "person", 0, ("UPN", "UniqueLearnerNumber", "UPNunknown"))
    if unknown is not None:
        if upn is not None or uln is not None:
            c.add("P10", "person", 0, ("UPNunknown", "UPN", "UniqueLearnerNumber"), unknown)
        if unknown not in codes("UPNunknown", c.year.year):
            c.add("P15", "person", 0, ("UPNunknown",), unknown)
        elif unknown == "UN1" and c.born is not None and age_on(c.born, c.census) >= 6:
            c.add("P16", "person", 0, ("UPNunknown", "PersonBirthDate"), unknown)
    if upn is not None and not _accepted(identifiers.upn, upn):
        c.add("P11", "person", 0, ("UPN",), upn)
    if uln is not None and not _accepted(identifiers.uln, uln):
        c.add("P12", "person", 0, ("UniqueLearnerNumber",), uln)


def _accepted(check: Callable[[str], str], value: str) -> bool:
    try:
        check(value)
    except ValueError:
        return False
    return True
