"""What a case has already, for a form that names one of it: the offer that was taken up, the message that was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from goldenthread.access.viewer import Viewer
from goldenthread.cases.presenters import names_by_key
from goldenthread.cases.queries_case import CaseView, Entry, entries_of
from goldenthread.engine.fields import EventType, Field
from goldenthread.engine.pathway import Pathway
from goldenthread.web.words import full_day, upper_first

THINGS_NAMED: dict[str, Callable[[Viewer, Collection[UUID]], dict[UUID, str]]] = {}
"""By the field that names a thing by its key: its name for people, as far as the viewer may read it. Each app above says its own."""
# Fields whose text names one of a list that every case knows.
_KNOWN = ("contributor", "setting", "clock")


def thing_of(declared: EventType) -> Field | None:
    """The field in which a person says which thing an event is about, where no list of the whole area has it."""
    field = declared.field(declared.about) if declared.about else None
    return field if field is not None and field.type == "text" and field.name not in _KNOWN else None


def begins_a_thing(pathway: Pathway, declared: EventType) -> bool:
    """Of the events about one kind of thing, the pathway writes first the one with which it begins."""
    return next(e for e in pathway.events.values() if e.about == declared.about) is declared


def things_of(view: CaseView, slug: str, ignoring: UUID | None = None) -> list[tuple[str, str]]:
    """What the form of an event offers as the thing that it is about, the newest first: what the viewer may read of the case. Nothing where
    the thing begins with the event, unless it is put right and goes by a key, which nobody could type."""
    declared = view.pathway.events[slug]
    field = thing_of(declared)
    if field is None:
        return []
    entries = entries_of(view.viewer, view.case)
    wrong = next((e for e in entries if e.id == ignoring), None)
    if begins_a_thing(view.pathway, declared) and not (wrong and names_by_key(wrong.about)):
        return []
    gone = {str(e.fields.get("event_id")) for e in entries if e.slug == "corrected"} - {str(ignoring)}
    about = [e for e in entries if e.about and str(e.id) not in gone and view.pathway.events[e.slug].about == field.name]
    if wrong and begins_a_thing(view.pathway, declared):
        about = [e for e in about if e.about == wrong.about]
    first: dict[str, Entry] = {}
    for e in about:
        first.setdefault(e.about, e)
    told = _told(view, field.name, first)
    return list(reversed(told.items()))


def _told(view: CaseView, field: str, first: dict[str, Entry]) -> dict[str, str]:
    """Each by its name, or by what began it, with its day; two alike are numbered."""
    by_key = {UUID(about) for about in first if names_by_key(about)}
    named: dict[Any, str] = THINGS_NAMED[field](view.viewer, by_key) if by_key and field in THINGS_NAMED else {}

    def words(e: Entry) -> str:
        name = named.get(UUID(e.about), "") if names_by_key(e.about) else e.about
        return f"{upper_first(name) or view.pathway.events[e.slug].title}, {full_day(e.on)}"

    said = {about: words(e) for about, e in first.items()}
    alike, so_far = Counter(said.values()), Counter[str]()
    for about, line in said.items():
        so_far[line] += 1
        if alike[line] > 1:
            said[about] = f"{line} ({so_far[line]} of {alike[line]})"
    return said
