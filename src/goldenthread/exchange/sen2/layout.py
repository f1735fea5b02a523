"""Items, code sets, census dates and rules of each return year, read from the data files beside this one.

The department changes them every year, so they are data: a new year is a new entry, not new code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

MEETING_VOLUNTARY = 2024
"""The year in which the meeting and the outcome of a review could be given, and need not be. Before, neither was an item."""


@dataclass(frozen=True, slots=True)
class Item:
    tag: str
    field: str
    type: str
    rule: str
    codes: str | None
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class Module:
    name: str
    element: str
    parent: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    severity: str
    words: str
    who: str
    refuses: str
    dfe_number: str
    needs: str | None


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    calendar_year: int
    census: date | None
    layout: str

    @property
    def starts_on(self) -> date:
        return date(self.calendar_year, 1, 1)


def _data(name: str) -> Any:
    return json.loads(files(__package__).joinpath("data", name).read_text(encoding="utf-8"))


def _module(name: str, written: Mapping[str, Any]) -> Module:
    items = tuple(
        Item(
            tag=item["tag"],
            field=item["field"],
            type=item["type"],
            rule=item["rule"],
            codes=item.get("set"),
            first_year=item.get("from", 2022),
            last_year=item.get("to", 9999),
        )
        for item in written["items"]
    )
    return Module(name, written["element"], written["parent"], items)


_LAYOUT = _data("layout.json")
_CODES = _data("codes.json")

MODULES: Mapping[str, Module] = {name: _module(name, written) for name, written in _LAYOUT["modules"].items()}
GROUPS = frozenset(group.lower() for group in _LAYOUT["groups"])
OTHER_NAMES: Mapping[str, str] = {name.lower(): tag for name, tag in _LAYOUT["other_names"].items()}
NAMES_UNTIL: Mapping[str, int] = {name.lower(): year for name, year in _LAYOUT["names_until"].items()}
"""Of another name that was the standard one once, the last year of it."""
OTHER_CODES: Mapping[str, Mapping[str, str]] = _CODES["other_codes"]
ETHNICITY_GROUPS: Mapping[str, str] = _CODES["ethnicity_groups"]
AUTHORITIES: Mapping[str, str] = _data("authorities.json")["authorities"]
YEARS: Mapping[int, Year] = {
    int(year): Year(
        int(year),
        written["calendar_year"],
        date.fromisoformat(written["census"]) if written["census"] else None,
        written["layout"],
    )
    for year, written in _data("returns.json")["years"].items()
}
RULES: Mapping[str, Rule] = {
    written["id"]: Rule(
        written["id"],
        written["severity"],
        written["words"],
        written["who"],
        written["refuses"],
        written["dfe_number"],
        written.get("needs"),
    )
    for written in _data("rules.json")["rules"]
}


@cache
def codes(name: str, year: int) -> Mapping[str, str]:
    """The codes of a set that a return year lists, each with its meaning."""
    since = _CODES["from"].get(name, {})
    return {code: meaning for code, meaning in _CODES["sets"][name].items() if since.get(code, 0) <= year}


@cache
def is_ethnicity(code: str) -> bool:
    if code in codes("Ethnicity", 2022):
        return True
    # Extended codes of the common data set roll up to their group by the first letter.
    return len(code) == 4 and code.isalpha() and code.isupper() and code[0] in ETHNICITY_GROUPS


CODED: Mapping[str, Mapping[str, str]] = {
    name: {item.field: item.codes for item in module.items if item.codes} for name, module in MODULES.items()
}
"""For each module the fields that hold a code, each with its set."""


def in_capitals(name: str, written: str) -> str | None:
    """The code that is meant by one in small letters. No two codes of a set differ in that alone, so it is no guess; None where it is a code as it stands, or none at all."""
    codes_of_any_year = _CODES["sets"][name]
    if written in codes_of_any_year:
        return None
    code = written.upper()
    if code == written:
        return None
    return code if code in codes_of_any_year or (name == "Ethnicity" and is_ethnicity(code)) else None
