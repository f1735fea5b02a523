"""What a service, an editor and anybody may say of an entry."""

from __future__ import annotations

from typing import Any

from django import forms

from goldenthread.offer.models import Service
from goldenthread.offer.models_keeping import Outcome
from goldenthread.science.reading_age import reading_age
from goldenthread.web.fields import ChoiceField, Form, LongTextField, NumberField, SelectField, TextField

CHILD_READS = 10
"""The oldest reading age of a summary for children that is taken. Our own pages for them aim lower (`children.READS_AT`)."""
NO_CHILD = "Do not name a child or a family."
_YEARS: dict[str, Any] = {"min_value": 0, "max_value": 120, "decimal_places": 0, "required": False}


class EntryForm(Form):
    """The words of an entry, as whoever keeps it sees them."""

    name = TextField(label="Name of the service", max_length=200)
    description = LongTextField(label="What it does, as a parent would say it", missing="Enter what it does", max_length=4000)
    child_summary = LongTextField(
        label="What it does, as you would say it to a child of eight", required=False, max_length=600, rows=3,
        help_text="Two or three short sentences: what happens there, and who will be there. It stands on the pages for children. Leave it empty if it is not for children.",
    )  # fmt: skip
    eligibility_description = LongTextField(label="Who it is for", required=False, max_length=4000)
    application_process = LongTextField(label="How to get it", required=False, max_length=4000)
    minimum_age = NumberField(label="From which age, in years", help_text="Leave it empty if there is no lowest age.", **_YEARS)
    maximum_age = NumberField(label="Up to which age, in years", help_text="Leave it empty if there is no highest age.", **_YEARS)
    phone = TextField(label="Telephone", required=False, max_length=40, help_text="The number of the service, never somebody’s own.")
    email = TextField(label="Email", required=False, max_length=254, help_text="We ask here whether this entry is still right.")
    url = TextField(label="Website", required=False, max_length=300)
    status = ChoiceField(label="Is it open?", choices=[(Service.Status.ACTIVE, "Open"), (Service.Status.CLOSED, "Closed for a time"), (Service.Status.DEFUNCT, "It has ended")])

    def clean_email(self) -> str:
        return _held_to(forms.EmailField(required=False, error_messages={"invalid": "Enter an email address like name@example.org"}), self.cleaned_data["email"])

    def clean_url(self) -> str:
        return _held_to(forms.URLField(required=False, assume_scheme="https", error_messages={"invalid": "Enter a website like https://www.example.org"}), self.cleaned_data["url"])

    def clean_child_summary(self) -> str:
        said: str = self.cleaned_data["child_summary"]
        if said and (age := reading_age(said)) > CHILD_READS:
            self.add_error("child_summary", f"A child must be about {age} to read this: use shorter words and sentences, so that one of {CHILD_READS} can")
        return said

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        low, high = given.get("minimum_age"), given.get("maximum_age")
        if low is not None and high is not None and low > high:
            self.add_error("maximum_age", "The highest age must not be under the lowest")
        return given


class EditorsForm(EntryForm):
    why = TextField(label="How do you know?", missing="Enter how you know", max_length=300, help_text="For example, “They told me by telephone”. It stands in the history of the entry.")


class SuggestForm(Form):
    text = LongTextField(label="What is wrong, or missing?", missing="Enter what is wrong, or missing", max_length=2000, help_text=f"{NO_CHILD} We do not ask who you are. A person reads this and checks it with the service.")


class DecideForm(Form):
    decided = ChoiceField(label="What did you decide?", choices=[("approve", "Take it up"), ("refuse", "Leave the entry as it was")])
    answer = TextField(label="Why?", missing="Enter why", max_length=300, help_text=NO_CHILD)


class OutcomeForm(Form):
    """What was made of words that found nothing."""

    words = SelectField(label="Which words?", missing="Select the words", choices=[])
    kind = ChoiceField(label="What do they mean?", choices=[], reveals={"ring": (Outcome.Kind.RING,)})
    ring = SelectField(label="Which ring?", required=False, choices=[])
    text = TextField(label="What is done about it?", missing="Enter what is done about it", max_length=300, help_text=f"For example, who takes it to commissioning. {NO_CHILD}")

    def __init__(self, *given: Any, words: list[str], rings: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["words"].choices = [("", ""), *((w, w) for w in words)]  # type: ignore[attr-defined]
        # Rings are an editor's; a commissioner records the rest.
        self.fields["kind"].choices = [c for c in Outcome.Kind.choices if rings or c[0] != Outcome.Kind.RING]  # type: ignore[attr-defined]
        self.fields["ring"].choices = [("", ""), *rings]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("kind") == Outcome.Kind.RING and not given.get("ring"):
            self.add_error("ring", "Select the ring to which the words belong")
        return given


def _held_to(field: forms.Field, said: str) -> str:
    return str(field.clean(said) or "")


def told_of(service: Service) -> dict[str, Any]:
    """What an entry says now, for the form that changes it."""
    # Years as they are typed: nought is an age, and no empty box.
    said = {name: getattr(service, name) for name in EntryForm.base_fields}
    return said | {name: str(said[name]) for name in ("minimum_age", "maximum_age") if said[name] is not None}
