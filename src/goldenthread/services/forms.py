from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from goldenthread.services.harm import OUTCOMES
from goldenthread.services.staffing import MOST_WEEKS, WEEK
from goldenthread.web.days import today
from goldenthread.web.fields import ChoiceField, ChoicesField, DayField, Form, LongTextField, NumberField, TextField


class ListForm(Form):
    taken_on = DayField(label="On which day was the list taken from your system?", missing="Enter the day on which the list was taken", help_text="For example, 27 3 2026")

    def clean_taken_on(self) -> Any:
        day: dt.date = self.cleaned_data["taken_on"]
        if day > today():
            raise forms.ValidationError("The day on which the list was taken must be today or in the past")
        return day


class StaffingForm(Form):
    first = DayField(label="From which week?", missing="Enter a day of the first week", help_text="Any day of it. For example, 27 3 2026")
    last = DayField(label="To which week?", missing="Enter a day of the last week", help_text="That week is included")
    slots = NumberField(
        label="How many new children will be seen for the first time in each of these weeks?", missing="Enter the number of children a week", min_value=0, max_value=9999, decimal_places=1,
        help_text="First appointments that will be kept, after leave, training and other duties. 0 for a week in which nobody is seen",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", "The last week must not be before the first")
        elif first and first < today() - 52 * WEEK:
            self.add_error("first", "The first week must not be more than a year ago")
        elif first and last and last - first > (MOST_WEEKS - 1) * WEEK:
            self.add_error("last", f"The plan can have {MOST_WEEKS} weeks at most")
        return given


class CapacityForm(Form):
    target = NumberField(label="Longest wait that is wanted, in weeks", missing="Enter the longest wait in weeks", min_value=1, max_value=80, decimal_places=0)
    start = NumberField(label="A locum starts in how many weeks?", missing="Enter in how many weeks, or 0 for now", min_value=0, max_value=100, decimal_places=0)
    weeks = NumberField(label="For how many weeks?", missing="Enter for how many weeks, or 0 for no locum", min_value=0, max_value=104, decimal_places=0)
    each = NumberField(label="New children a week", missing="Enter how many children a week", min_value=0, max_value=200, decimal_places=1)


class WorseForm(Form):
    words = LongTextField(
        label="What has got worse?", missing="Say what has got worse", max_length=2000,
        help_text="Not for emergencies. If somebody is in danger call 999. For urgent mental health help call 111, option 2.",
    )  # fmt: skip
    call = TextField(label="A telephone number, if you would like a call (optional)", required=False, max_length=40)


class AnswerForm(Form):
    text = LongTextField(label="Your answer to the family", missing="Write your answer", max_length=2000, help_text="They read it on their page. Say what happens next and by when.")


class HarmForm(Form):
    outcome = ChoiceField(
        label="What harm has the wait done?", choices=list(OUTCOMES.items()), missing="Choose what harm the wait has done",
        help_text="Your own judgement: nothing here works it out. Moderate or severe is then to be reported as an incident, and the family told openly.",
    )  # fmt: skip
    also = ChoicesField(label="And the priority?", choices=[("priority", "I looked at the priority again, and the family was told the result")], required=False)
    on = DayField(label="On which day did you review it?", missing="Enter the day of the review")

    def clean_on(self) -> Any:
        day: dt.date = self.cleaned_data["on"]
        if day > today():
            raise forms.ValidationError("The day of the review must be today or in the past")
        return day
