"""The fields of an entry in words, as its pages and its history say them."""

from __future__ import annotations

from typing import Any

from goldenthread.offer.models import Service

NAMES = {
    "name": "Name", "description": "What it does", "child_summary": "What it does, for a child", "eligibility_description": "Who it is for", "application_process": "How to get it", "minimum_age": "From age", "maximum_age": "Up to age",
    "phone": "Telephone", "email": "Email", "url": "Website", "status": "Is it open",
    "schedule_2": "Rows of Schedule 2",
}  # fmt: skip


def words_of(name: str, value: Any) -> str:
    if name == "status" and value in Service.Status.values:
        return str(Service.Status(value).label)
    if name == "schedule_2":
        return ", ".join(value) or "none"
    if value in (None, ""):
        return "no limit" if name.endswith("_age") else "not said"
    return str(value)


def said_of(told: dict[str, Any]) -> list[tuple[str, str]]:
    return [(NAMES[name], words_of(name, value)) for name, value in told.items() if name in NAMES]


def changes_of(fields: dict[str, list[Any]]) -> list[tuple[str, str, str]]:
    """Each field with what it said before and after."""
    return [(NAMES[name], words_of(name, before), words_of(name, after)) for name, (before, after) in fields.items() if name in NAMES]
