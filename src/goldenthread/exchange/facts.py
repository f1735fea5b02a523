"""What a file tells of one child: who, and per case the dated facts, each known again in a later file.

The same shape serves the statutory return and the extract of a case system, so one importer settles
repetition, correction and conflict for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from uuid import NAMESPACE_URL, UUID, uuid5

_NAMESPACE = uuid5(NAMESPACE_URL, "https://goldenthread.invalid/imports")


@dataclass(frozen=True, slots=True)
class Identity:
    """The items by which a file knows a person. An item that failed its check is left out."""

    surname: str
    forename: str
    date_of_birth: date
    sex: str = ""
    ethnicity: str = ""
    postcode: str = ""
    upn: str = ""
    uln: str = ""
    nhs_number: str = ""

    @property
    def key(self) -> str:
        """UPN, else ULN, else NHS number, else name and date of birth."""
        if self.upn:
            return f"upn:{self.upn}"
        if self.uln:
            return f"uln:{self.uln}"
        if self.nhs_number:
            return f"nhs:{self.nhs_number}"
        name = f"{self.surname} {self.forename}".casefold()
        return f"name:{' '.join(name.split())}:{self.date_of_birth.isoformat()}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One event as a file tells it.

    `key` is what stays the same when a later file tells the same fact otherwise: a decision is one fact
    whichever way it went, and a repeatable event carries its date there. `moved` says what another `on`
    means: a correction, a conflict for a person to settle, or nothing, where `on` is only the day of the
    report. `again` counts the requests made again on the case up to the one that it belongs to.
    """

    event: str
    on: date
    key: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    for_: str | None = None
    request: str = ""
    moved: Literal["corrects", "conflicts", "ignored"] = "corrects"
    at: str | None = None
    row: str = ""
    again: int = 0


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """`key` tells a person's cases on one pathway apart. A plan case is one a person: its key is empty."""

    pathway: str
    key: str
    opened_on: date
    facts: tuple[Fact, ...]
    arose_from: str | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    position: int
    identity: Identity
    cases: tuple[CaseFacts, ...]
    raw: tuple[tuple[str, Mapping[str, Any]], ...] = ()


def person_id(authority: str, identity: Identity) -> UUID:
    return uuid5(_NAMESPACE, f"person|{authority}|{identity.key}")


def case_id(authority: str, person: str, pathway: str, key: str) -> UUID:
    return uuid5(_NAMESPACE, f"case|{authority}|{person}|{pathway}|{key}")


def event_id(authority: str, person: str, fact: Fact) -> UUID:
    return uuid5(_NAMESPACE, f"event|{authority}|{person}|{fact.request}|{fact.key}|{fact.for_ or ''}")


def next_id(previous: UUID, content: str) -> UUID:
    """The event that replaces a corrected one: the same file always makes the same replacement."""
    return uuid5(previous, content)
