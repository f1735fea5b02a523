"""A small Local Offer loaded from a file, in three districts."""

import csv
import datetime as dt

import pytest

from goldenthread.offer.columns import COLUMNS
from goldenthread.offer.loading import load_offer, load_rings
from goldenthread.people.models import District, Postcode

TODAY = dt.date(2026, 11, 27)
BRAINTREE, CHELMSFORD, HARLOW = ("CM7 1AA", 575_800, 223_000), ("CM1 1QH", 570_700, 206_900), ("CM20 1XP", 544_700, 210_100)


def row(service, about, **told):
    usual = {"organisation": "Stepping Stones", "about_organisation": "A charity.", "service": service, "about": about, "cost": "free", "checked_on": "2026-11-03"}
    return dict.fromkeys(COLUMNS, "") | usual | told


def at(postcode, town, place="Community centre"):
    return {"place": place, "address": "1 Invented Street", "town": town, "postcode": postcode[0]}


ROWS = (
    row("Back to school, step by step", "A worker helps you and the school make a plan for a child who is not going to school.", needs="school-anxiety", how="no-diagnosis;ask-yourself",
        age_from="8", age_to="16", schedule_2="E08", phone="01632 960 200", email="hello@example.org", days="MO,WE", opens="09:00", closes="16:00", **at(BRAINTREE, "Braintree")),
    row("School anxiety team", "Up to 8 sessions for a child who is anxious about school.", organisation="Eastway", needs="school-anxiety", how="referred", age_from="11", age_to="18",
        waiting_list="TRUST:EASTWAY CAMHS", **at(CHELMSFORD, "Chelmsford")),
    row("Chatter time", "Play and talk for little ones who are not talking.", needs="speech", how="no-diagnosis;just-turn-up", age_from="0", age_to="4", **at(CHELMSFORD, "Chelmsford")),
    row("Overnight stays", "A night away for a disabled child.", needs="short-breaks", how="referred", cost="12.50", districts="Harlow", **at(HARLOW, "Harlow")),
    row("Autism drop-in", "Talk to somebody who knows autism.", needs="autism", how="no-diagnosis;just-turn-up", **at(HARLOW, "Harlow")),
    row("Nobody confirms this", "It was about school once, for a child who is not going to school.", needs="school-anxiety", checked_on="2025-06-01"),
)  # fmt: skip


def write(folder, rows, columns=COLUMNS):
    path = folder / "local_offer.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def the_places():
    for code, name, where, locality in (("E07000067", "Braintree", BRAINTREE, "Mid"), ("E07000070", "Chelmsford", CHELMSFORD, "Mid"), ("E07000073", "Harlow", HARLOW, "West")):
        district, _ = District.objects.get_or_create(code=code, defaults={"name": name, "locality": locality})
        Postcode.objects.update_or_create(postcode=where[0], defaults={"district": district, "easting": where[1], "northing": where[2]})


def the_offer(folder):
    the_places()
    load_rings()
    load_offer(write(folder, ROWS))


@pytest.fixture
def offer(db, tmp_path, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC), tick=False)
    the_offer(tmp_path)
    return tmp_path
