from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from goldenthread.web.days import today
from goldenthread.web.fields import DayField, Form


class ListForm(Form):
    taken_on = DayField(label="On which day was the list taken from your system?", missing="Enter the day on which the list was taken", help_text="For example, 27 3 2026")

    def clean_taken_on(self) -> Any:
        day: dt.date = self.cleaned_data["taken_on"]
        if day > today():
            raise forms.ValidationError("The day on which the list was taken must be today or in the past")
        return day
