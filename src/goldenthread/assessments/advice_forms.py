"""The forms of one line of advice, and what is read from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from goldenthread.pathways.common.delays import OTHER, REASONS
from goldenthread.science.advice import AREAS, Advice, Provision
from goldenthread.web.fields import ChoiceField, DayField, Form, LongTextField, NumberField, TextField

LONG, SHORT = 2000, 200


class WholeField(NumberField):
    width = "govuk-input--width-4"

    def __init__(self, *, most: int, **options: Any) -> None:
        words = f"{options['label'].rstrip('?')} must be a whole number from 1 to {most}"
        said = {"min_value": words, "max_value": words, "max_decimal_places": words, "max_digits": words, "max_whole_digits": words}
        super().__init__(min_value=1, max_value=most, decimal_places=0, required=False, error_messages=said, **options)
        self.error_messages["invalid"] = words


def _long(label: str, hint: str, missing: str) -> LongTextField:
    return LongTextField(label=label, help_text=hint, missing=missing, max_length=LONG, rows=4)


def _short(label: str, hint: str = "", required: bool = False, missing: str = "", width: str = "") -> TextField:
    return TextField(label=label, help_text=hint, missing=missing, max_length=SHORT, required=required, width=width)


class ViewsForm(Form):
    views = LongTextField(label="Summary", help_text="What you saw and found, in a few sentences.", max_length=10_000, rows=10, required=False)


class NeedForm(Form):
    text = _long("What does the child need help with?", "One need. Write it so that a parent would know their child in it.", "Enter the need")
    area = ChoiceField(label="Which area is it?", choices=list(AREAS.items()), missing="Select which area it is")


class OutcomeForm(Form):
    text = _long("What will the child be able to do?", "One thing that can be seen or heard.", "Enter what the child will be able to do")
    by = _short("By when?", "For example, July 2027, or the end of Year 4", width="govuk-input--width-20")
    need = ChoiceField(label="Which need does it answer?", choices=(), required=False)


class ProvisionForm(Form):
    what = LongTextField(label="What is it?", help_text="Name the help, therapy or approach.", missing="Enter what it is", max_length=LONG, rows=2)
    who = _short("Who delivers it?", "Job and training")
    how_often = _short("How often?", "A number of times a week, month or term", width="govuk-input--width-20")
    minutes = WholeField(label="Minutes each time?", help_text="For example 30", most=1440)
    weeks = WholeField(label="Weeks a year?", help_text="Term time is 38", most=52)
    group = WholeField(label="Largest group?", help_text="1 if one to one", most=60)
    need = ChoiceField(label="Which need does it meet?", choices=(), required=False)
    outcome = ChoiceField(label="Which outcome is it for? (optional)", choices=(), required=False)
    review = _short("Who checks that it works, and when? (optional)", "For example, by the therapist every half-term")
    kept_because = LongTextField(
        label="Why do you keep your wording? (optional)", help_text="Anybody who reads the advice sees this beside it.", max_length=500, rows=2, required=False
    )


class SendForm(Form):
    name = _short("Your name, as it should stand on the advice", required=True, missing="Enter your name")
    registration = _short("Your registration (optional)", "Body and number, such as HCPC SL12345", width="govuk-input--width-20")


class RefuseForm(Form):
    reasons = LongTextField(
        label="Why can you not give advice?", missing="Enter why you cannot give advice", max_length=LONG,
        help_text="The law lets your body refuse only where giving it is incompatible with its own duties, or would harm how it carries out its functions.",
    )  # fmt: skip


class LateForm(Form):
    """Why advice is late and when it is now expected."""

    reason = ChoiceField(label="What holds it up?", choices=list(REASONS.items()), missing="Select what holds it up", reveals={"words": (OTHER,)})
    words = LongTextField(
        label="What is it?", help_text="The case officer reads this, and the family does not. Do not name a colleague, or say anything of anybody’s health.",
        max_length=500, rows=2, required=False,
    )  # fmt: skip
    expected = DayField(label="The day by which it is now expected", help_text="Leave it empty if nobody can say yet.", required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, on: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.on = on

    def clean_expected(self) -> date | None:
        given: date | None = self.cleaned_data["expected"]
        if given and given < self.on:
            raise ValidationError("The day by which it is now expected must be today or later")
        if given and given > self.on + timedelta(days=366):
            raise ValidationError("The day by which it is now expected must be within a year")
        return given

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("reason") == OTHER and not str(said.get("words") or "").strip() and "words" not in self.errors:
            self.add_error("words", "Enter what it is")
        if said.get("reason") != OTHER:
            said["words"] = ""
        return said


FORMS: dict[str, type[Form]] = {"views": ViewsForm, "needs": NeedForm, "outcomes": OutcomeForm, "provisions": ProvisionForm}
NUMBERS = ("minutes", "weeks", "group")


def form_for(kind: str, advice: Advice, data: Mapping[str, Any] | None = None, initial: Mapping[str, Any] | None = None) -> Form:
    """The form of a line, with the needs and outcomes that there are."""
    form = FORMS[kind](data, initial=dict(initial or {}))
    if "need" in form.fields:
        _choose(form, "need", [(n.id, n.text) for n in advice.needs])
    if "outcome" in form.fields:
        _choose(form, "outcome", [(o.id, o.text) for o in advice.outcomes])
    return form


def _choose(form: Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    if choices:
        form.fields[name].choices = [(key, _cut(text)) for key, text in choices]  # type: ignore[attr-defined]
    else:
        del form.fields[name]


def _cut(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:117].rstrip()}…"


def typed(kind: str, posted: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the form, whatever it is worth: kept as it was typed."""
    return {name: str(posted.get(name, ""))[:20_000] for name in FORMS[kind].base_fields if posted.get(name)}


def line_of(form: Form) -> dict[str, Any]:
    """A valid form as the line that is kept."""
    data = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
    return {name: int(value) if name in NUMBERS else value for name, value in data.items()}


def provision_typed(said: Mapping[str, Any]) -> Provision:
    """A line of provision as far as it has been typed, for how it will read; a number that is none is left out."""
    numbers = {n: int(v) if (v := str(said.get(n) or "").strip()).isdecimal() and 0 < int(v) < 10_000 else None for n in NUMBERS}
    words = {n: str(said.get(n) or "") for n in ("what", "who", "how_often", "review", "need", "outcome", "kept_because")}
    return Provision("", **words, **numbers)
