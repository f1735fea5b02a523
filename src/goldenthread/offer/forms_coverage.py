"""What is said of a row of Schedule 2, and of the rows that an entry meets."""

from __future__ import annotations

import datetime as dt
from typing import Any

from goldenthread.offer.forms import NO_CHILD
from goldenthread.web.fields import ChoicesField, DayField, Form, SelectField, TextField


class LookForm(Form):
    owner = SelectField(label="Who looks after this row?", missing="Select who looks after this row", choices=[])
    note = TextField(label="What did you find, and what is done about it?", missing="Enter what you found", max_length=500, help_text=NO_CHILD)
    next_on = DayField(label="When is it looked at next?", missing="Enter the day on which it is looked at next", help_text="For example, 27 3 2027. On that day it stands in the owner’s My work.")

    def __init__(self, *given: Any, owners: list[tuple[str, str]], on: dt.date, **more: Any) -> None:
        super().__init__(*given, **more)
        self.on = on
        self.fields["owner"].choices = [("", ""), *owners]  # type: ignore[attr-defined]

    def clean_next_on(self) -> dt.date:
        said: dt.date = self.cleaned_data["next_on"]
        if said <= self.on:
            self.add_error("next_on", "The next look must be after today")
        return said


class RowsForm(Form):
    rows = ChoicesField(label="Which rows of Schedule 2 does this entry meet?", required=False, choices=[], help_text="Tick a row only where a family who reads this entry learns what the row asks for.")

    def __init__(self, *given: Any, terms: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["rows"].choices = terms  # type: ignore[attr-defined]
