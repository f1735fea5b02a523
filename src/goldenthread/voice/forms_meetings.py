from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from goldenthread.letters.carriers import sends
from goldenthread.people.models import District
from goldenthread.science.ways import EMAIL, TEXT, mobile_of
from goldenthread.voice.models import Meeting
from goldenthread.web.fields import ChoiceField, DayField, Form, LongTextField, NumberField, SelectField, TextField


def time_of(text: str) -> dt.time | None:
    """A time as people type it: 10:30, 10.30, 10am, 2 pm."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", text.strip().lower())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


class MeetingForm(Form):
    kind = ChoiceField(label="What kind of meeting is it?", choices=Meeting.Kind.choices)
    title = TextField(label="Title", max_length=120)
    about = LongTextField(label="What happens there?", max_length=2000, help_text="In plain words: what families can ask, who will be there.")
    who = TextField(label="Who may come?", max_length=300, help_text="For example, any family of a child with SEND; no diagnosis needed.")
    on = DayField(label="On which day?")
    starts = TextField(label="Start time", max_length=10, width="govuk-input--width-5", help_text="For example, 10.30am or 2pm")
    ends = TextField(label="End time", max_length=10, width="govuk-input--width-5")
    online = ChoiceField(label="Where is it?", choices=[("no", "At a place"), ("yes", "Online")], reveals={"place": ("no",), "district": ("no",)})
    place = TextField(label="Address", max_length=300, required=False)
    district = SelectField(label="District", required=False)
    joining = TextField(label="How do people get in? (optional)", max_length=500, required=False, help_text="A link, or the door to use. Only people who booked see it.")
    access = LongTextField(label="Can everybody take part?", missing="Say how people with different needs can take part", max_length=1000, rows=3, help_text="Steps, lifts, a quiet room, captions, an interpreter, parking, childcare.")
    places = NumberField(label="How many places?", missing="Enter how many places there are", min_value=1, max_value=2000, decimal_places=0)

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["district"].choices = [("", "Choose"), *District.objects.order_by("name").values_list("code", "name")]  # type: ignore[attr-defined]

    def _time(self, name: str) -> dt.time:
        found = time_of(self.cleaned_data[name])
        if found is None:
            raise ValidationError(f"{self.fields[name].label} must be a time, like 10:30 or 2pm")
        return found

    def clean_starts(self) -> dt.time:
        return self._time("starts")

    def clean_ends(self) -> dt.time:
        return self._time("ends")

    def clean_on(self) -> Any:
        on: dt.date = self.cleaned_data["on"]
        if on < self.today:
            raise ValidationError("The day must be today or later")
        return on

    def clean(self) -> Any:
        data = super().clean() or self.cleaned_data
        if data.get("online") == "no":
            if not data.get("place"):
                self.add_error("place", "Enter the address")
            if not data.get("district"):
                self.add_error("district", "Select the district")
        if data.get("starts") and data.get("ends") and data["ends"] <= data["starts"]:
            self.add_error("ends", "End time must be after the start time")
        return data

    @property
    def kept(self) -> dict[str, Any]:
        """As a meeting holds it."""
        data = dict(self.cleaned_data)
        online = data.pop("online") == "yes"
        district = data.pop("district", "") or None
        return {**data, "places": int(data["places"]), "online": online, "place": "" if online else data["place"], "district_id": None if online else district}


class BookForm(Form):
    name = TextField(label="Your name", missing="Enter your name", max_length=100)
    contact = TextField(label="Your phone number or email", missing="Enter a phone number or an email address", max_length=150, help_text="Only the people who run this meeting see it. We remove it a month after the meeting.")
    confirm = ChoiceField(
        label="Should we send you a message with your booking?", missing="Select if we should send you a message", choices=[("yes", "Yes, by email or text to that contact"), ("no", "No message: I keep the page’s address")],
        help_text="The message names no meeting, no service and nobody. Choose no if others read your messages.",
    )  # fmt: skip
    needs = TextField(label="Is there anything you need to take part? (optional)", max_length=300, required=False, help_text="For example, an interpreter or a seat near the door.")

    def clean_contact(self) -> str:
        contact: str = self.cleaned_data["contact"].strip()
        if "@" in contact:
            try:
                validate_email(contact)
            except ValidationError:
                raise ValidationError("Enter an email address like name@example.com, or a phone number") from None
        elif not 9 <= len(re.sub(r"[^0-9]", "", contact)) <= 15 or re.search(r"[^0-9+() .\-]", contact):
            raise ValidationError("Enter a phone number like 01632 960001, or an email address")
        return contact

    def clean(self) -> Any:
        data = super().clean() or self.cleaned_data
        contact = data.get("contact", "")
        if data.get("confirm") == "yes" and contact:
            if "@" not in contact and not mobile_of(contact):
                self.add_error("confirm", "A message needs an email address or a mobile number. Enter one, or select no message")
            elif not sends(EMAIL if "@" in contact else TEXT):
                self.add_error("confirm", "We cannot send a message there now. Select no message, and keep the address of the next page")
        return data


class AskForm(Form):
    text = LongTextField(label="What do you want to ask?", missing="Enter your question", max_length=1000, rows=3, help_text="Do not give names. The answer is put on this page for everybody, in other words than yours.")


class AskedThereForm(Form):
    text = LongTextField(label="What was asked?", missing="Enter what was asked", max_length=1000, rows=2)
    families = NumberField(label="How many families asked it?", missing="Enter how many families asked it", min_value=1, max_value=500, decimal_places=0)


class AnswerForm(Form):
    asked_as = TextField(label="The question, in your words", missing="Enter the question in your words", max_length=500, help_text="Nothing by which somebody could tell who asked: no names, schools or rare needs.")
    said = LongTextField(label="The answer", missing="Enter the answer", max_length=4000)
    families = NumberField(label="How many families asked it?", missing="Enter how many families asked it", min_value=1, max_value=500, decimal_places=0, help_text="From three on the page says that several families asked. The number is not shown.")


class LeaveOutForm(Form):
    because = TextField(label="Why can it not be answered for everybody?", missing="Enter why", max_length=300, help_text="For example, it is about one child: offer the family a call.")


class CallOffForm(Form):
    because = TextField(label="Why is the meeting called off?", missing="Enter why, for those who look at the page", max_length=300)


class CameForm(Form):
    """One box a district."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code, name in [*District.objects.order_by("name").values_list("code", "name"), ("", "Elsewhere, or not said")]:
            self.fields[f"came-{code}"] = NumberField(label=name, required=False, min_value=0, max_value=5000, decimal_places=0)

    @property
    def counted(self) -> dict[str, int]:
        return {name.removeprefix("came-"): int(number) for name, number in self.cleaned_data.items() if number is not None}
