"""What can happen on a pathway, and the typed facts that an event carries: declared by a pathway file, and read from whatever was
recorded. Nothing is guessed: what is wrong is said in words, beside its field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import isfinite
from typing import Any, Literal

from goldenthread.engine.calendar import FIRST_DAY, LAST_DAY

FieldType = Literal["date", "yes-no", "choice", "choices", "number", "text", "texts"]


@dataclass(frozen=True)
class Field:
    """One typed fact of an event. `required` may be True, False, or a pair (other field, value): a form then asks for it
    if that field has that value. A record that comes without it is kept all the same, with what effect it has.

    `no_earlier_than` and `no_later_than` name another date of the event, or its own day as `on`. `days_ahead` is by how many
    days it may lie after the day on which it is recorded; None where it is of the future by its nature. A text with `usual`
    values is a slug: another than these is taken, and reported."""

    name: str
    type: FieldType
    label: str
    required: bool | tuple[str, str] = True
    choices: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    no_earlier_than: str | None = None
    no_later_than: str | None = None
    days_ahead: int | None = None

    def optional(self) -> Field:
        return replace(self, required=False)

    def required_if(self, other: str, value: str) -> Field:
        return replace(self, required=(other, value))

    def not_before(self, other: str) -> Field:
        return replace(self, no_earlier_than=other)

    def not_after(self, other: str) -> Field:
        return replace(self, no_later_than=other)

    def come(self, ahead: int = 0) -> Field:
        """A day that has come by the time it is recorded, or lies at most so many days ahead."""
        return replace(self, days_ahead=ahead)


@dataclass(frozen=True)
class EventType:
    """Something that can happen on a pathway.

    `about` names the field that says which thing it concerns (the contributor, the setting); `stage` is where the
    case stands once it has happened; `kind_of_data` is one of the sixteen kinds, or follows from the `about` value.
    """

    slug: str
    title: str
    fields: tuple[Field, ...]
    about: str | None
    stage: str | None
    kind_of_data: str
    kind_by_about: tuple[tuple[str, str], ...] = ()

    def field(self, name: str) -> Field | None:
        return next((f for f in self.fields if f.name == name), None)


def date_field(name: str, label: str) -> Field:
    return Field(name, "date", label)


def text_field(name: str, label: str) -> Field:
    return Field(name, "text", label)


def slug_field(name: str, label: str, usual: Iterable[str]) -> Field:
    return Field(name, "text", label, usual=tuple(usual))


def texts_field(name: str, label: str) -> Field:
    return Field(name, "texts", label)


def number_field(name: str, label: str) -> Field:
    return Field(name, "number", label)


def yes_no(name: str, label: str) -> Field:
    return Field(name, "yes-no", label)


def choice(name: str, label: str, *choices: str) -> Field:
    return Field(name, "choice", label, choices=choices)


def choices_field(name: str, label: str, *choices: str) -> Field:
    return Field(name, "choices", label, choices=choices)


def event(
    slug: str,
    title: str,
    *fields: Field,
    about: str | None = None,
    stage: str | None = None,
    kind: str = "ehc-request-and-stage",
    kind_by_about: Mapping[str, str] | None = None,
) -> EventType:
    return EventType(slug, title, fields, about, stage, kind, tuple((kind_by_about or {}).items()))


class BadEvent(ValueError):
    """What is wrong with an event, in words for the person who recorded it. `field` is where, if it is one field."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


# --- reading what was recorded -------------------------------------------------------------------------------------


def is_given(value: Any) -> bool:
    return value is not None and value != "" and value != []


_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST_SHOWN = 60
"""Characters of a value that a message repeats."""


def shown(value: Any) -> str:
    """A value as it was given, for a message; a long one by its beginning."""
    written = repr(value)
    return written if len(written) <= MOST_SHOWN else f"{written[:MOST_SHOWN]} ..."


def read_day(text: Any, where: str, field: str | None = None) -> date:
    """A date written YYYY-MM-DD and nothing else, of a year that a record can have."""
    day = text if isinstance(text, date) and not isinstance(text, datetime) else None
    try:
        if isinstance(text, str) and _ISO_DAY.fullmatch(text):
            day = date.fromisoformat(text)
    except ValueError:
        pass
    if day is None:
        raise BadEvent(f"{where}: {shown(text)} is not a date. Write it as YYYY-MM-DD, such as 2026-02-02", field)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BadEvent(f"{where}: {day} is not in a year from {FIRST_DAY.year} to {LAST_DAY.year}. Check the year", field)
    return day


def read_value(slug: str, f: Field, raw: Any) -> Any:
    """What was given for a field, as its type has it. Raises BadEvent, which names the field."""
    where = f"{slug}, {f.name}"
    match f.type:
        case "date":
            return read_day(raw, where, f.name)
        case "yes-no":
            if isinstance(raw, bool):
                return raw
            if isinstance(raw, str) and raw.lower() in ("yes", "no", "true", "false"):
                return raw.lower() in ("yes", "true")
            raise BadEvent(f"{where}: {shown(raw)} is not yes or no", f.name)
        case "number":
            if isinstance(raw, bool) or not isinstance(raw, int | float) or not isfinite(raw):
                raise BadEvent(f"{where}: {shown(raw)} is not a number", f.name)
            return raw
        case "choice":
            if raw not in f.choices:
                raise BadEvent(f"{where}: {shown(raw)} is not one of {', '.join(f.choices)}", f.name)
            return raw
        case "choices" | "texts":
            items = [raw] if isinstance(raw, str) else raw
            if not isinstance(items, list | tuple) or not all(isinstance(i, str) for i in items):
                raise BadEvent(f"{where}: {shown(raw)} is not a list", f.name)
            if f.type == "choices" and (bad := [i for i in items if i not in f.choices]):
                raise BadEvent(f"{where}: {', '.join(bad)} is not among {', '.join(f.choices)}", f.name)
            return tuple(read_text(i, where, f.name) for i in items)
        case _:
            return read_text(raw, where, f.name)


NO_TEXT = re.compile("[\x00\ud800-\udfff]")


def read_text(raw: Any, where: str, field: str | None = None) -> str:
    """Text, or a whole number as text."""
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise BadEvent(f"{where}: {shown(raw)} is not text", field)
    if NO_TEXT.search(str(raw)):
        raise BadEvent(f"{where} holds a character that no text can have. Write it again", field)
    return str(raw)
