"""What is filled in to ask to see a child's page, to check who asks, and to record a bar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from goldenthread.families.models import WhoSpeaks
from goldenthread.people.models import Bar, Relationship
from goldenthread.science.second_parent import BASES, ORDERS, SAID
from goldenthread.web import fields

RELATIONS = [(r.value, r.label) for r in Relationship.Relation if r.value != "sibling"]
LONGEST = 2000


class _Asker(fields.Form):
    forename = fields.TextField(label="First name", missing="Enter the first name", max_length=100)
    surname = fields.TextField(label="Last name", missing="Enter the last name", max_length=100)
    email = fields.EmailField(label="Email address", missing="Enter an email address", max_length=254, help_text="One that nobody else reads.")
    phone = fields.TextField(label="Phone number (optional)", required=False, max_length=30, width="govuk-input--width-20")
    safe_contact = fields.TextField(label="When and how is it safe to reach you? (optional)", required=False, max_length=300)
    relation = fields.ChoiceField(label="Who are you to the child?", choices=RELATIONS, missing="Select who they are to the child")


class PublicAskForm(_Asker):
    child_named = fields.TextField(label="Child’s full name", missing="Enter the child’s full name", max_length=200)
    child_born = fields.DayField(label="Child’s date of birth", missing="Enter the child’s date of birth", not_after=dt.date(2100, 1, 1))
    says = fields.LongTextField(label="Is there something that we should know? (optional)", required=False, max_length=LONGEST)
    field_order = ("forename", "surname", "email", "phone", "safe_contact", "relation", "child_named", "child_born", "says")


class EnterForm(_Asker):
    person = fields.ChoiceField(label="Are they on the record?", missing="Select if they are on the record")
    says = fields.LongTextField(label="What did they ask, and how? (optional)", required=False, max_length=LONGEST)
    field_order = ("person", "forename", "surname", "email", "phone", "safe_contact", "relation", "says")

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = [*people, ("nobody", "No, they are not on the record yet")]  # type: ignore[attr-defined]
        self.fields["safe_contact"].label = "When and how is it safe to reach them? (optional)"
        self.fields["relation"].label = "Who are they to the child?"


class ChecksForm(fields.Form):
    identity_how = fields.TextField(label="How did you check who they are?", required=False, max_length=300, help_text="For example, a passport seen on a video call. Leave it empty while it is not done.")
    basis = fields.ChoiceField(label="Are they a parent in education law? (Education Act 1996 s.576)", required=False, choices=list(BASES.items()))
    basis_seen = fields.TextField(label="What shows it?", required=False, max_length=300, help_text="For example, the full birth certificate, an order, or that the child lives with them.")
    orders_looked = fields.ChoicesField(label="Court orders", required=False, choices=[("yes", "I have looked for orders, and asked social care and the school")])
    orders = fields.ChoicesField(label="Which orders stand?", required=False, choices=list(ORDERS.items()), help_text="Leave all empty where there is none.")
    orders_seen = fields.LongTextField(label="What did you see, and what does it say?", required=False, max_length=LONGEST)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("basis") and not told.get("basis_seen"):
            self.add_error("basis_seen", "Say what shows it")
        if told.get("orders") and not told.get("orders_seen"):
            self.add_error("orders_seen", "Say what the orders say")
        if told.get("orders") and not told.get("orders_looked"):
            self.add_error("orders_looked", "Select that you have looked, or leave the orders empty")
        return told


class FirstForm(fields.Form):
    said = fields.ChoiceField(label="What did they say?", choices=list(SAID.items()), missing="Select what they said")
    how = fields.TextField(label="How and when did you ask, or why was it not safe to?", max_length=300, missing="Say how you asked, or why it was not safe")
    words = fields.LongTextField(label="Their own words (optional)", required=False, max_length=LONGEST)


class LostForm(fields.Form):
    who = fields.ChoiceField(label="Who cannot sign in?", missing="Select who cannot sign in")
    how = fields.TextField(label="How did you check who asks?", missing="Say how you checked who asks", max_length=300, help_text="For example, a passport seen on a video call. A voice on a telephone is not enough.")

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["who"].choices = people  # type: ignore[attr-defined]


class DecideForm(fields.Form):
    decision = fields.ChoiceField(label="What do you decide?", missing="Select what you decide")
    reasons = fields.LongTextField(label="Your reasons", max_length=LONGEST, missing="Give your reasons")

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]


class SecondForm(fields.Form):
    agree = fields.ChoiceField(label="Do you agree?", choices=[("yes", "Yes, I agree"), ("no", "No, decide again")], missing="Select if you agree")
    words = fields.LongTextField(label="Your reasons", max_length=LONGEST, missing="Give your reasons")


class BarForm(fields.Form):
    person = fields.ChoiceField(label="Who is barred?", missing="Select who is barred")
    ground = fields.ChoiceField(label="Why?", choices=Bar.Ground.choices, missing="Select why")
    words = fields.LongTextField(label="What does the order say, or who judged the risk and how?", max_length=LONGEST, missing="Say what it rests on")

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class EndBarForm(fields.Form):
    reasons = fields.LongTextField(label="Why should it end?", max_length=LONGEST, missing="Say why it should end")


class SpeaksForm(fields.Form):
    found = fields.ChoiceField(label="Who speaks for the child?", choices=WhoSpeaks.Found.choices, missing="Select what you found")
    words = fields.LongTextField(label="What did you look at, and whom did you ask?", max_length=LONGEST, missing="Say what you looked at and whom you asked", help_text="For example, the order itself, social care, the school, legal advice.")
    again_on = fields.DayField(label="When do you look again?", missing="Enter the day on which you look again", help_text="At most six months from now.")

    def __init__(self, *args: Any, on: dt.date, latest: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.on, self.latest = on, latest

    def clean_again_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["again_on"]
        if not self.on < day <= self.latest:
            raise forms.ValidationError("Enter a day within the next six months")
        return day


class AskForm(fields.Form):
    text = fields.LongTextField(label="Your question", max_length=4000, missing="Write something first")
