"""Real postcodes of the 12 Essex districts, as many homes in each as it has people under 26."""

import csv
import gzip
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

DATA = files("goldenthread.people") / "data"
QUADRANTS = ("Mid", "North East", "South", "West")


@dataclass(frozen=True, slots=True)
class District:
    code: str
    name: str
    quadrant: str
    icb: str
    young: int


@cache
def districts() -> dict[str, District]:
    with (DATA / "districts.csv").open(encoding="utf-8") as lines:
        return {
            row["lad_code"]: District(
                row["lad_code"], row["district"], row["quadrant"], row["icb_ods_to_2026_03_31"],
                int(row["pop_0_25_mid2020"]),
            )
            for row in csv.DictReader(lines)
        }


@cache
def postcodes() -> dict[str, list[str]]:
    """District: its postcodes, written with their space."""
    [name] = [each for each in DATA.iterdir() if each.name.startswith("essex_postcodes")]
    found: dict[str, list[str]] = {code: [] for code in districts()}
    with gzip.open(io.BytesIO(name.read_bytes()), "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["lad_code"] in found:
                code = row["postcode"].replace(" ", "")
                found[row["lad_code"]].append(f"{code[:-3]} {code[-3:]}")
    return found


def a_postcode(rng: Random, district: str) -> str:
    return rng.choice(postcodes()[district])


def district_named(name: str) -> District:
    return next(each for each in districts().values() if each.name == name)
