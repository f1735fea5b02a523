"""A provider's waiting list, read from whatever columns its own system writes.

One row is one referral. `FIELDS` is what can be said of it; a `Reading` says, of one provider's layout, which of its columns
says what, in which order a date is written, and what its codes mean. A person makes one, and the same columns are then read by it
again. Nothing is guessed: a value that has no meaning refuses its row, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from goldenthread.exchange import identifiers
from goldenthread.exchange.extract import BadRow, unseen
from goldenthread.exchange.facts import Fact, Identity
from goldenthread.exchange.table import DATE_ORDERS, DATE_WORDS, LARGEST, Table, day_of, read_table, sheets_in
from goldenthread.pathways import SERVICES
from goldenthread.pathways.common.referral import PRIORITIES, PRIORITY_REASONS, REFERRAL_ENDS, SOURCES
from goldenthread.pathways.continuing_care import CONTINUING_CARE, DECIDED

__all__ = ["DATE_ORDERS", "DATE_WORDS", "LARGEST", "Table", "read_table", "sheets_in"]
_LONGEST_CELL = 500
_LONGEST = {"reference": 60, "surname": 100, "forename": 100, "service": 40, "moved_agreed_by": 100}

FIELDS: dict[str, str] = {
    "reference": "Their reference for the referral",
    "nhs_number": "NHS number",
    "upn": "UPN",
    "surname": "Surname",
    "forename": "First name",
    "date_of_birth": "Date of birth",
    "postcode": "Postcode of home",
    "service": "Which service",
    "source": "Who referred",
    "looked_for": "What is looked for (autism, ADHD or both)",
    "priority": "Priority",
    "received_on": "Day the referral was received",
    "first_received_on": "Day it was first received, by an earlier provider",
    "accepted_on": "Day it was accepted",
    "first_seen_on": "Day the child was first seen",
    "seen_how": "How the child was first seen",
    "assessment_started_on": "Day the assessment started",
    "assessment_completed_on": "Day the assessment was finished",
    "treatment_started_on": "Day treatment started, or the package of continuing care",
    "decided_on": "Day of the decision on continuing care",
    "decision": "What was decided: whether the child is eligible",
    "decision_told_on": "Day the family was told that decision",
    "closed_on": "Day the referral was closed",
    "closed_how": "How it was closed",
    "ethnicity": "Ethnicity",
    "language": "First language",
    "moved_on": "Day the priority was changed by hand, against the rule",
    "moved_to": "Priority it was changed to",
    "moved_why": "Why it was changed",
    "moved_agreed_by": "Who else agreed",
}
NEEDED = ("reference", "surname", "forename", "date_of_birth", "service", "received_on")
DATES = tuple(name for name in FIELDS if name.endswith("_on")) + ("date_of_birth",)
ENDS = tuple(end for end in REFERRAL_ENDS if end != "passed-to-adult-service")
ETHNICITIES = {
    "white-british": "WBRI", "white-irish": "WIRI", "gypsy-or-roma": "WROM", "irish-traveller": "WIRT", "white-other": "WOTH", "mixed-white-and-black-caribbean": "MWBC",
    "mixed-white-and-black-african": "MWBA", "mixed-white-and-asian": "MWAS", "mixed-other": "MOTH", "indian": "AIND", "pakistani": "APKN", "bangladeshi": "ABAN", "chinese": "CHNE",
    "asian-other": "AOTH", "black-african": "BAFR", "black-caribbean": "BCRB", "black-other": "BOTH", "another-group": "OOTH", "not-known": "",
}  # fmt: skip
LANGUAGES = {"english": "ENG", "another-language": "OTH", "not-known": ""}
"""What a list may say of these, and the school census's code for it, as children on record have it. They serve comparisons of groups alone."""
CODES: dict[str, tuple[str, ...]] = {
    "source": SOURCES,
    "looked_for": ("autism", "adhd", "both"),
    "priority": PRIORITIES,
    "seen_how": ("face-to-face", "video", "telephone", "other"),
    "decision": ("eligible", "not-eligible"),
    "closed_how": ENDS,
    "ethnicity": tuple(ETHNICITIES),
    "language": tuple(LANGUAGES),
    "moved_to": PRIORITIES,
    "moved_why": PRIORITY_REASONS,
}
"""What each coded field may say. A closing is named by its event."""
STEPS = {
    "accepted_on": "referral-accepted",
    "assessment_started_on": "assessment-started",
    "assessment_completed_on": "assessment-completed",
    "treatment_started_on": "treatment-started",
    "decision_told_on": "family-told-decision",
}
SAYS_NOTHING = "-"
"""What a person says of a code that stands for nothing, such as N/K: the row is read as if the cell were empty."""
DECISION = ("decided_on", "decision", "decision_told_on")
"""What a referral to continuing care alone may say."""
@dataclass(frozen=True)
class Reading:
    """How one layout is read. columns: our field, their column. always: our field, a value that holds for every row. codes: our field,
    their value in small letters, ours."""

    columns: Mapping[str, str]
    always: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: str = "ymd"

    def lacks(self) -> list[str]:
        """What every row must say, and none does."""
        return [name for name in NEEDED if name not in self.columns and name not in self.always]


OURS = Reading({name: name for name in FIELDS})
"""A file in our own layout."""


@dataclass(frozen=True, slots=True)
class Row:
    """One referral, with its line; every field is there, empty where the file says nothing."""

    line: int
    values: dict[str, str]


def rows_of(table: Table, reading: Reading) -> Iterator[Row | tuple[int, str]]:
    """Each row by our fields, or its line and why it is refused."""
    places = {name: table.columns.index(column) for name, column in reading.columns.items() if column in table.columns}
    met: dict[tuple[str, str], int] = {}
    for line, cells in table.rows:
        try:
            row = Row(line, {name: _said(name, cells[places[name]] if name in places else reading.always.get(name, ""), reading, name in places) for name in FIELDS})
            _whole(row)
        except BadRow as refusal:
            yield line, str(refusal)
            continue
        key = row.values["service"], row.values["reference"]
        if key in met:
            yield line, f"its reference is on line {met[key]} too: a referral stands once in a list"
        else:
            met[key] = line
            yield row


def _said(name: str, given: str, reading: Reading, from_file: bool) -> str:
    if not given:
        return ""
    if len(given) > _LONGEST.get(name, _LONGEST_CELL):
        raise BadRow(f"{FIELDS[name].lower()} is too long")
    if name in DATES:
        return _day(name, given, reading.dates if from_file else "ymd").isoformat()
    if name in CODES or name == "service":
        ours = reading.codes.get(name, {}).get(given.casefold(), given)
        if ours == SAYS_NOTHING and name in CODES:
            return ""
        if name in CODES and ours not in CODES[name]:
            raise BadRow(f"{FIELDS[name].lower()} has a code, and nobody has said what that means")
        return ours
    try:
        if name == "nhs_number":
            return identifiers.nhs_number(given)
        if name == "upn":
            return identifiers.upn(given)
        if name == "postcode":
            return identifiers.postcode(given)
    except identifiers.BadIdentifier as mistyped:
        raise BadRow(f"{mistyped}") from None
    # A reference with something unseen would be a second referral, and a second wait, of the same child.
    if wrong := unseen(given):
        raise BadRow(f"{FIELDS[name].lower()} {wrong}")
    return given


def _day(name: str, given: str, order: str) -> date:
    if (found := day_of(given, order)) is None:
        # What was given is not repeated: refusals are kept, and a wrong column may hold a name.
        raise BadRow(f"{FIELDS[name].lower()} is no date such as {DATE_WORDS[order]}, and this list is read as writing its days so")
    return found


def _whole(row: Row) -> None:
    """What must be there, and dates in an order that can be true."""
    values = row.values
    for name in NEEDED:
        if not values[name]:
            raise BadRow(f"{FIELDS[name].lower()} is empty")
    if not (values["nhs_number"] or values["upn"] or values["postcode"]):
        raise BadRow("an NHS number, a UPN or a postcode must say which child it is: a name and a date of birth alone do not")
    received = values["received_on"]
    if values["date_of_birth"] > received:
        raise BadRow("the referral was received before the child was born")
    if values["first_received_on"] > received:
        raise BadRow("the day it was first received is after the day it was received here")
    for name in (*STEPS, "first_seen_on", "decided_on", "closed_on", "moved_on"):
        if values[name] and values[name] < received:
            raise BadRow(f"{FIELDS[name].lower()} is before the referral was received")
    if values["first_seen_on"] and not values["seen_how"]:
        raise BadRow("how the child was first seen is empty: only face to face and video end the wait")
    if bool(values["decided_on"]) != bool(values["decision"]):
        raise BadRow("a decision on continuing care says both its day and whether the child is eligible")
    if values["decision_told_on"] and not values["decided_on"] <= values["decision_told_on"]:
        raise BadRow("the family was told the decision before it was made")
    if values["decision_told_on"] and not values["decided_on"]:
        raise BadRow("the family was told a decision of which the day is empty")
    if values["closed_on"] and not values["closed_how"]:
        raise BadRow("how it was closed is empty")
    if values["moved_on"] and not (values["moved_to"] and values["moved_why"] and values["moved_agreed_by"]):
        raise BadRow("a priority that was changed by hand says to which, why and who else agreed")


def latest_day(row: Row) -> str:
    """The last day that a row speaks of: none may be after the day on which the list was taken."""
    return max(row.values[name] for name in DATES)


def after_the_list(row: Row, taken_on: date) -> str:
    """Why a row cannot be of a list of that day; nothing where it can."""
    return f"it has a day after {taken_on:%-d %B %Y}, when the list was taken" if latest_day(row) > taken_on.isoformat() else ""


def identity_of(row: Row) -> Identity:
    v = row.values
    return Identity(v["surname"], v["forename"], date.fromisoformat(v["date_of_birth"]), postcode=v["postcode"], upn=v["upn"], nhs_number=v["nhs_number"])


def facts_of(row: Row, pathway: str) -> tuple[Fact, ...]:
    """What a row tells of its referral. Each is told once: another day in a later file corrects it."""
    v, about = row.values, f"{pathway} {row.values['reference']}"
    received = {name: v[name] for name in ("source", "first_received_on", "looked_for") if v[name] and SERVICES[pathway].events["referral-received"].field(name)}
    told = [("referral-received", v["received_on"], received)]
    told += [(_event_of(name, pathway), v[name], {}) for name in STEPS if v[name]]
    if v["decided_on"]:
        told.append((DECIDED, v["decided_on"], {"eligible": v["decision"] == "eligible", "date_of_birth": v["date_of_birth"]}))
    if v["priority"]:
        told.append(("priority-set", v["accepted_on"] or v["received_on"], {"priority": v["priority"], "why": "as-listed"}))
    if v["moved_on"]:
        told.append((MOVED, v["moved_on"], {"priority": v["moved_to"], "why": v["moved_why"], "by_hand": "yes", "second_name": v["moved_agreed_by"]}))
    if v["first_seen_on"]:
        told.append(("contact-attended", v["first_seen_on"], {"mechanism": v["seen_how"]}))
    if v["closed_on"]:
        told.append((v["closed_how"], v["closed_on"], _ENDING.get(v["closed_how"], {})))
    return tuple(
        Fact(
            "priority-set" if event == MOVED else event, date.fromisoformat(on), "closed" if event in REFERRAL_ENDS else event, fields, request=about, row=f"line {row.line}"
        )
        for event, on, fields in told
    )


def _event_of(step: str, pathway: str) -> str:
    """In continuing care help begins with the package."""
    return "package-started" if step == "treatment_started_on" and pathway == CONTINUING_CARE.slug else STEPS[step]


MOVED = "moved"
"""A second setting of the priority, by hand: what a list tells of it is compared with that alone."""
_ENDING = {
    "referral-rejected": {"why": "other"},
    "signposted": {"to": "As the provider’s list has it"},
    "transferred": {"to": "As the provider’s list has it"},
}
