"""A synthetic Essex as the files that a real area would hold. It touches no model: the importers load what it writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from goldenthread.local.demo.assessments import tell_assessments
from goldenthread.local.demo.background import DEPRIVATION, LANGUAGES, deprivation_rows, language_rows
from goldenthread.local.demo.coverage import write_access, write_access_of_children, write_coverage
from goldenthread.local.demo.extracts import PEOPLE, record, write_events, write_family, write_rows
from goldenthread.local.demo.lives import make_lives
from goldenthread.local.demo.local_offer import offer_file_rows
from goldenthread.local.demo.neighbours import write_neighbours
from goldenthread.local.demo.offers import OFFERS, offer_rows
from goldenthread.local.demo.pictures import DRAWN_ON, Pictures
from goldenthread.local.demo.plan_files import Plans
from goldenthread.local.demo.plan_sessions import COLUMNS as SESSIONS
from goldenthread.local.demo.plan_sessions import session_rows
from goldenthread.local.demo.plans import tell_plans
from goldenthread.local.demo.population import make_caseload, make_ceased
from goldenthread.local.demo.requests import make_requests
from goldenthread.local.demo.sen2 import write_return
from goldenthread.local.demo.staff import Staff
from goldenthread.local.demo.story import Area
from goldenthread.local.demo.therapies import write_therapies
from goldenthread.local.demo.treated import choose, write_treated
from goldenthread.local.demo.waits import Lists, write_lists
from goldenthread.offer.columns import COLUMNS as LOCAL_OFFER
from goldenthread.offer.columns import OPTIONAL as ALSO_OF_THE_OFFER

SEED = 881
# Each return is loaded in the week in which it was sent.
SENT = {2024: date(2024, 2, 26), 2025: date(2025, 2, 24), 2026: date(2026, 2, 23)}
DIRECTORY_ON = date(2024, 1, 8)


@dataclass(frozen=True)
class Manifest:
    """Files in the order in which to load them: path, kind as `goldenthread load` names it, and the demo day of loading.

    `schools` is the register by which a placement's number is known to be of a type; `family` says who are the parents of
    the children of the pictures; `faults` are those that the plans are known to have. None of these is for an importer.
    `waits` are lists that providers send, once the bodies of the area have agreed who may know whom; `own_files` (path, kind
    and provider) are what trusts tell of their own after them: whom one gives medication, and which therapies another gives."""

    files: list[tuple[Path, str, date]]
    today: date
    schools: Path
    family: Path
    faults: Path
    waits: Lists
    neighbours: list[tuple[Path, str, date]]
    """As `files`, of another council's children at a school of this area: loaded in its name, after `files`."""
    own_files: list[tuple[Path, str, str]]


def generate(folder: Path, scale: float, seed: int = SEED, today: date = DRAWN_ON) -> Manifest:
    area = Area(scale, seed, today)
    # Before the caseload, so that other children attend the pictures' schools too.
    pictures = Pictures(area)
    make_caseload(area)
    make_ceased(area)
    make_requests(area)
    make_lives(area)
    pictures.make()
    tell_assessments(area)
    tell_plans(area)
    record(area)
    staff = Staff(area, pictures)
    staff.make()
    files = [(write_rows(folder / "people.csv", PEOPLE, staff.rows), "people", DIRECTORY_ON)]
    for year, sent in SENT.items():
        path = folder / f"sen2-{year}.xml"
        write_return(area, year, path)
        files.append((path, "sen2", sent))
    files += [(path, "events", day) for path, day in write_events(area, folder)]
    plans = Plans(area, staff)
    plans.make()
    exports, faults = plans.write(folder)
    # Before the allocations: a demo person is allocated to the children of whom she gives a line.
    sessions = session_rows(plans)
    files.append((write_rows(folder / "allocations.csv", PEOPLE, staff.allocations), "people", today))
    files += exports
    files.append((write_rows(folder / "sessions.csv", SESSIONS, sessions), "sessions", today))
    files.append((write_rows(folder / "deprivation.csv", DEPRIVATION, deprivation_rows(area)), "deprivation", today))
    files.append((write_rows(folder / "languages.csv", LANGUAGES, language_rows(area)), "languages", today))
    files.append((write_rows(folder / "services.csv", OFFERS, offer_rows(DIRECTORY_ON, today)), "services", DIRECTORY_ON))
    files.append((write_coverage(area, folder), "coverage", today))
    files.append((write_rows(folder / "local_offer.csv", (*LOCAL_OFFER, *ALSO_OF_THE_OFFER), offer_file_rows(today)), "local-offer", today))
    files.sort(key=lambda each: each[2])
    register = ({"urn": s.code, "name": s.name, "type": s.kind, "phase": s.phase, "postcode": s.postcode} for s in area.schools.all)
    schools = write_rows(folder / "schools.csv", ("urn", "name", "type", "phase", "postcode"), register)
    neighbours = write_neighbours(area, pictures, staff, folder / "neighbour")
    chosen = choose(area)
    lists = write_lists(area, pictures.children, [child for child, _ in chosen], folder)
    own = [*write_treated(area, chosen, pictures.children, folder), write_therapies(area, lists.minds, folder), *write_access(area, folder), write_access_of_children(area, [child for child, _ in chosen], folder)]
    return Manifest(files, today, schools, write_family(pictures, folder / "family.csv"), faults, lists, neighbours, own)
