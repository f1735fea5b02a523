"""Children of the next council who come to a school of this area, as that council's own extracts: their SENCO has one list of reviews."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from goldenthread.exchange.identifiers import upn_check_letter
from goldenthread.local.demo.extracts import PEOPLE, record, write_events, write_rows
from goldenthread.local.demo.personas import NEIGHBOUR
from goldenthread.local.demo.pictures import DRAWN_ON, Pictures
from goldenthread.local.demo.plan_files import Plans
from goldenthread.local.demo.staff import SINCE, Staff, who
from goldenthread.local.demo.story import Area, Child, Plan, Review, Stay, Told

# Over the border from Braintree.
POSTCODE = "CO10 2EA"
OFFICER = "SUF-CO-01"


def write_neighbours(essex: Area, pictures: Pictures, staff: Staff, folder: Path) -> list[tuple[Path, str, date]]:
    """The files in the order in which to load them, each as `Manifest.files` has it."""
    folder.mkdir()
    area = Area(0, essex.seed + 1, essex.today)
    area.schools = essex.schools
    _arthur(area, pictures)
    _elsie(area, pictures)
    record(area)
    plans = Plans(area, staff)
    plans.make()
    people = [
        {"record": "practitioner", "reference": OFFICER, "name": "Ross Tillotson", "organisation": NEIGHBOUR, "role": "la-send-caseworker",
         "email": "ross.tillotson@demo.example", "from": SINCE},
    ]  # fmt: skip
    for child in area.children:
        assert child.plan
        people.append({"record": "allocation", "practitioner": OFFICER, "role": "la-send-caseworker", **who(child), "from": "2025-09-01"})
        people.append({"record": "connection", "kind": "attends", "organisation": pictures.larkfield.code, **who(child), "from": child.plan.stays[-1].entry})
    exports, _ = plans.write(folder)
    files = [(path, "events", day) for path, day in write_events(area, folder)]
    # There may be nothing later than the first.
    files += [each for each in exports if each[0].stat().st_size]
    files += [(write_rows(folder / "people.csv", PEOPLE, people), "people", area.today)]
    return sorted(files, key=lambda each: each[2])


def _child(area: Area, name: str, born: date, sex: str, number: int) -> Child:
    forename, surname = name.split()
    child = Child(surname, forename, born + (area.today - DRAWN_ON), sex, "WBRI", POSTCODE, "", named=True)
    # A number of a school that is in use nowhere (9xxx), as in Essex.
    digits = f"9359999{(child.born.year + 5) % 100:02d}{number:03d}"
    child.upn = upn_check_letter(digits) + digits
    area.children.append(child)
    return child


def _reviewed(area: Area, pictures: Pictures, child: Child, start: date, last: date, needs: list[str], number: int) -> Told:
    """A plan that is in force, last reviewed on a day."""
    plan = child.plan = Plan(start, f"SUF-{number:05d}", needs=needs)
    plan.stays.append(Stay(pictures.larkfield.code, pictures.larkfield.kind, date(2022, 9, 5)))
    plan.reviews.append(Review(last, last + timedelta(days=21), "M"))
    told = Told(area, plan.reference, child, "annual-review", start)
    told.tell("plan-made", start, recorded=pictures.day(8, 3), date_of_birth=child.born)
    told.tell("review-meeting-held", last, recorded=pictures.day(8, 3))
    told.tell("review-report-sent", last + timedelta(days=12), recorded=pictures.day(8, 3))
    told.tell("decided-to-maintain", last + timedelta(days=21), recorded=pictures.day(8, 3))
    return told


def _arthur(area: Area, pictures: Pictures) -> None:
    """A meeting in two weeks, whose advice is to go round now."""
    told = _reviewed(area, pictures, _child(area, "Arthur Pell", date(2016, 6, 9), "M", 1), date(2023, 1, 16), date(2025, 12, 10), ["SLCN"], 1)
    meeting = pictures.day(12, 9)
    told.tell("review-meeting-arranged", pictures.day(11, 9), str(meeting), recorded=pictures.day(11, 9), meeting_on=meeting)


def _elsie(area: Area, pictures: Pictures) -> None:
    """A meeting that was held, whose report is owed."""
    told = _reviewed(area, pictures, _child(area, "Elsie Nunn", date(2018, 2, 2), "F", 2), date(2023, 12, 4), date(2025, 11, 18), ["SEMH", "MLD"], 2)
    meeting = pictures.day(11, 12)
    told.tell("review-meeting-arranged", pictures.day(10, 12), str(meeting), recorded=pictures.day(10, 12), meeting_on=meeting)
    told.tell("review-advice-circulated", pictures.day(10, 28), recorded=pictures.day(10, 28))
    told.tell("review-meeting-held", meeting, recorded=pictures.day(11, 13))
