"""Forms made from the definitions of events, by one function. A screen that needs more is an ordinary page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from goldenthread.cases.presenters import WORDS_NOT_SHOWN, choice_words, clock_name, lower, words_shown
from goldenthread.cases.protected_time import too_early
from goldenthread.cases.queries_case import CaseView
from goldenthread.cases.queries_clocks import OF_A_REQUEST
from goldenthread.cases.queries_settings import UnknownSetting, setting_meant
from goldenthread.cases.resting import key_of
from goldenthread.cases.things import thing_of, things_of
from goldenthread.engine import door
from goldenthread.engine.explain import long_day
from goldenthread.engine.fields import BadEvent, EventType, Field
from goldenthread.engine.pathway import Pathway
from goldenthread.pathways.common.compliance import LIMITS_OF_COMPLIANCE
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.web.fields import (
    EMERGENCY,
    ChoiceField,
    ChoicesField,
    DayField,
    Form,
    LongTextField,
    NumberField,
    SelectField,
    TextField,
)
from goldenthread.web.words import upper_first

ON = "on"
READ_UP_TO = "read_up_to"
# Text that names one of a known list, or a thing; any other text is a person's own words.
NAMES = ("by", "to", "icb", "primary", "secondary")
YES_NO = [("yes", "Yes"), ("no", "No")]
# Answers that give a field a meaning besides the one that requires it: a closure has its days, and an exception for
# one adviser names them.
ALSO_ASKED = {
    ("exception-recorded", "from"): ("ground", ("school-closed", "early-years-closed")),
    ("exception-recorded", "to"): ("ground", ("school-closed", "early-years-closed")),
    ("exception-recorded", "contributor"): ("ground", ("personal-circumstances", "absent-from-area")),
    ("exception-recorded", "missed_on"): ("ground", ("missed-appointment",)),
}


class EventForm(Form):
    """The facts of one event. `values` are as the pathway types them, once the form is valid."""

    view: CaseView
    slug: str
    today: date
    ignoring: UUID | None
    values: dict[str, Any]

    @property
    def pathway(self) -> Pathway:
        return self.view.pathway

    @property
    def on(self) -> date:
        day: date = self.cleaned_data[ON]
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        declared = self.pathway.events[self.slug]
        given = {f.name: v for f in declared.fields if (v := _plain_value(f, data.get(f.name))) not in (None, "", ())}
        for f in declared.fields:
            asked = asked_by(self.slug, f)
            if asked and given.get(asked[0]) not in asked[1]:
                # Filled in beneath an answer that was changed afterwards: the page no longer shows it.
                given.pop(f.name, None)
                self.errors.pop(f.name, None)
            needed = isinstance(f.required, tuple) and given.get(f.required[0]) == f.required[1]
            if needed and f.name not in given and f.name not in self.errors:
                self.add_error(f.name, missing_words(f))
        if "setting" in given and "setting" not in self.errors:
            self._know(given)
        if not self.errors:
            self._check(given)
        return data

    def _know(self, given: dict[str, Any]) -> None:
        """A setting is a body that is asked, replies and is owed: it goes by its code. What an entry that is put right said stays sayable."""
        wrong = next((e for e in self.view.journal if e.id == str(self.ignoring)), None)
        typed = str(given["setting"])
        if wrong is not None and wrong.fields.get("setting") == typed:
            return
        try:
            given["setting"] = setting_meant(self.slug, typed, self.today)
        except UnknownSetting as unknown:
            self.add_error("setting", str(unknown))

    def _check(self, given: dict[str, Any]) -> None:
        try:
            self.values = self.pathway.validate(self.slug, given)
            if on := self.cleaned_data.get(ON):
                door.check(self.pathway, self.slug, on, self.values)
                door.check_come(self.pathway, self.slug, self.values, self.today)
        except BadEvent as bad:
            said = upper_first(str(bad))
            if isinstance(bad, door.OutOfOrder):
                said = self._order_words(bad)
            elif isinstance(bad, door.StillToCome):
                said = self._come_words(bad)
            self.add_error(bad.field if bad.field in self.fields else None, said)
            return
        if self.cleaned_data.get(ON) and (before := self._before_the_case()):
            self.add_error(ON, before)
        elif self.cleaned_data.get(ON) and (refused := too_early(self.view, self.slug, self.on, self.ignoring)):
            self.add_error(ON, refused)

    def _order_words(self, bad: door.OutOfOrder) -> str:
        """By the names that the form gives to the two days, without the hint in their second half."""
        day, other = self._named(bad.field), self._named(bad.other)
        side = "after" if bad.side == "before" else "before"
        return f"{day} must be the same as or {side} the {lower(other)}, {long_day(bad.bound)}"

    def _named(self, field: str | None) -> str:
        return str(self.fields[field or ON].label).partition(",")[0].removesuffix(" (optional)")

    def _come_words(self, bad: door.StillToCome) -> str:
        day = self._named(bad.field)
        when = "today or in the past" if bad.bound == self.today else f"on or before {long_day(bad.bound)}"
        return f"{day} must be {when}"

    def _before_the_case(self) -> str | None:
        """Nothing but what opened a case can have happened before it began."""
        began = self.view.case.opened_on
        opening = {e.event for e in self.view.journal if e.number == 1 and not e.linked}
        if self.on >= began or self.slug in opening:
            return None
        return f"The day must be on or after {long_day(began)}, when this case began"


def form_of(view: CaseView, slug: str, today: date, ignoring: UUID | None = None, **options: Any) -> EventForm:
    """The form of one event of a case's pathway. `ignoring` is the entry that it will take the place of."""
    declared = view.pathway.events[slug]
    fields: dict[str, forms.Field] = {
        ON: DayField(
            label="Day it happened",
            missing="Enter the day it happened",
            not_after=today,
            help_text="For example, 27 3 2026",
        )
    }
    limits = limits_offered(view, _named_already(view, ignoring, options)) if declared.field("clock") else frozenset()
    fields |= {f.name: field_of(f, view.pathway, _reveals(declared, f.name), limits, _made_again(view)) for f in declared.fields}
    if which := thing_of(declared):
        fields[which.name] = _which_thing(view, declared, which, ignoring)
    fields[READ_UP_TO] = forms.IntegerField(widget=forms.HiddenInput, required=False, error_messages={"invalid": "Open this page again, and record it there"})
    made = type(
        "OneEventForm", (EventForm,), {**fields, "view": view, "slug": slug, "today": today, "ignoring": ignoring}
    )
    return made(**options)  # type: ignore[no-any-return]


def _which_thing(view: CaseView, declared: EventType, f: Field, ignoring: UUID | None) -> forms.Field:
    """Of what the case has already, by the words a person knows it by; where it has none, or it begins here, a name to be given."""
    if things := things_of(view, declared.slug, ignoring):
        begun = next(e for e in view.pathway.events.values() if e.about == f.name)
        said = "" if begun is declared else f"Not here? Record “{begun.title}” first"
        return ChoiceField(choices=things, label=f.label, missing=f"Select {lower(f.label)}", help_text=said)
    return TextField(max_length=200, label=f.label, missing=missing_words(f), help_text=f"A short name, by which it is found again. {EMERGENCY}")


def _made_again(view: CaseView) -> dict[str, str]:
    """The limits of a request that was made again, by the name that says of which they are."""
    again = sorted((c.facts for c in view.clocks if c.facts.about and c.facts.clock in OF_A_REQUEST), key=lambda c: c.started)
    return {c.clock: clock_name(view.pathway, c) for c in again}


def _named_already(view: CaseView, ignoring: UUID | None, options: Mapping[str, Any]) -> str:
    """The clock of the entry that is put right, which the case may have lost since."""
    wrong = next((e for e in view.journal if e.id == str(ignoring)), None)
    return str((wrong.fields if wrong else options.get("initial") or {}).get("clock", ""))


def asked_by(slug: str, f: Field) -> tuple[str, tuple[str, ...]] | None:
    """The field on whose answer an event's field depends, and the answers that ask for it; None if it always stands."""
    needed = f.required if isinstance(f.required, tuple) else None
    other, more = ALSO_ASKED.get((slug, f.name), (needed[0] if needed else "", ()))
    return (other, ((needed[1],) if needed else ()) + more) if other else None


def _reveals(declared: EventType, name: str) -> dict[str, tuple[str, ...]]:
    """The other fields that the answers to one ask for."""
    found = {f.name: asked_by(declared.slug, f) for f in declared.fields}
    return {f: asked[1] for f, asked in found.items() if asked and asked[0] == name}


def limits_offered(view: CaseView, named: str) -> frozenset[str]:
    """The limits that an exception can be recorded on: those of the case that the law lets be lifted or, before it has
    any, the ordinary ones of its pathway. `named` is one that an entry names already."""
    shown = {c.facts.clock for c in view.clocks}
    of_case = {
        i.clock.slug for i, state in view.reader.states if i.clock.excusable and key_of(state) not in view.kept_back
    }
    of_pathway = {c.slug for c in view.pathway.clocks if c.excusable}
    return frozenset((of_case & shown or of_pathway - LIMITS_OF_COMPLIANCE or of_pathway) | ({named} if named else set()))


def field_of(
    f: Field,
    pathway: Pathway,
    reveals: Mapping[str, tuple[str, ...]] | None,
    limits: frozenset[str],
    made_again: Mapping[str, str] | None,
) -> forms.Field:
    """The form field of one field of an event: the type decides, and for text whether it names something. `limits` are
    the clocks that may be chosen."""
    required = f.required is True
    label = f.label if required or isinstance(f.required, tuple) else f"{f.label} (optional)"
    shared: dict[str, Any] = {"label": label, "required": required, "missing": missing_words(f)}
    if isinstance(f.required, tuple):
        shared["help_text"] = f"Needed if “{lower(choice_words(_other(f, pathway), f.required[1]))}”"
    match f.type:
        case "date":
            return DayField(**shared)
        case "yes-no":
            return ChoiceField(choices=YES_NO, reveals=reveals, **shared)
        case "choice":
            return ChoiceField(choices=[(c, choice_words(f, c)) for c in f.choices], reveals=reveals, **shared)
        case "choices":
            return ChoicesField(choices=[(c, choice_words(f, c)) for c in f.choices], **shared)
        case "number":
            return NumberField(**shared)
    if f.name == "contributor":
        return SelectField(choices=[("", ""), *((c, upper_first(w)) for c, w in CONTRIBUTORS.items())], **shared)
    if f.name == "clock":
        titles = {**pathway.clock_titles, **(made_again or {})}
        if made_again:
            shared["help_text"] = "Without days of its own it counts for the request that stood on the day above"
        return SelectField(choices=[("", ""), *((c, titles[c]) for c in titles if c in limits)], **shared)
    if f.name == "setting":
        return TextField(max_length=200, **{"help_text": "Its whole name, or its code or number, such as URN:123456"} | shared)
    if f.name in NAMES:
        shared.setdefault("help_text", EMERGENCY)
        return TextField(max_length=200, **shared)
    if f.type == "texts":
        shared["help_text"] = "One on each line"
    return LongTextField(max_length=4000, **shared)


def _other(f: Field, pathway: Pathway) -> Field:
    assert isinstance(f.required, tuple)
    name = f.required[0]
    return next(g for e in pathway.events.values() if f in e.fields for g in e.fields if g.name == name)


def missing_words(f: Field) -> str:
    verb = "Select" if f.type in ("yes-no", "choice", "choices") or f.name in ("contributor", "clock") else "Enter"
    label = f.label.rstrip("?")
    if f.type == "yes-no":
        return f"Select yes if the answer to “{f.label}” is yes"
    return f"{verb} {lower(label)}"


def _plain_value(f: Field, value: Any) -> Any:
    """A cleaned value as the pathway reads it."""
    if f.type == "texts":
        return tuple(line.strip() for line in str(value or "").splitlines() if line.strip())
    if f.type == "choices":
        return tuple(value or ())
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def initial_of(slug: str, pathway: Pathway, fields: Mapping[str, Any], on: date | None) -> dict[str, Any]:
    """What a form shows of an event that exists, to be put right."""
    shown: dict[str, Any] = {ON: on}
    for f in pathway.events[slug].fields:
        value = fields.get(f.name)
        if isinstance(value, bool):
            value = "yes" if value else "no"
        elif f.type == "texts" and value:
            value = "\n".join(value)
        elif f.type == "choices" and value:
            value = list(value)
        elif f.type == "text" and f.name != pathway.events[slug].about and words_shown(str(value)) == WORDS_NOT_SHOWN:
            value = None
        shown[f.name] = value
    return shown


class WithdrawForm(Form):
    """Why an entry was wrong, and whether it happened at all. It stands in one form with the fields of an event, of which none may have these
    names: an exception has a reason of its own."""

    wrong_because = LongTextField(label="Why was it wrong?", missing="Enter why it was wrong", max_length=1000)
    what_is_right = ChoiceField(
        label="What is right?",
        missing="Select what is right",
        choices=[
            ("changed", "It happened, but a detail was wrong"),
            ("withdrawn", "It did not happen, or belongs to another case"),
        ],
    )
