"""A copy of the Local Offer that somebody asked for, as an editor records it."""

from __future__ import annotations

import datetime as dt

from goldenthread.engine.explain import listed
from goldenthread.offer.models_copies import CopyAsked
from goldenthread.science.personal_details import found_in
from goldenthread.web.fields import ChoiceField, DayField, Form, TextField


class CopyForm(Form):
    format = ChoiceField(label="In what form?", missing="Select the form", choices=CopyAsked.Format.choices)
    what = TextField(label="Which part of it?", missing="Enter which part of it", max_length=200, help_text="For example, “Everything about sleep in Harlow” or “All of it, in Polish”. Not whom it goes to: keep that where you keep your post.")
    asked_on = DayField(label="On which day did they ask?", missing="Enter the day on which they asked")

    def __init__(self, *given: object, on: dt.date, **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]
        self.on = on

    def clean_what(self) -> str:
        said: str = self.cleaned_data["what"]
        if still := found_in(said):
            self.add_error("what", f"It may hold {listed(still)}: take that out")
        return said

    def clean_asked_on(self) -> dt.date:
        said: dt.date = self.cleaned_data["asked_on"]
        if said > self.on:
            self.add_error("asked_on", "The day must be today or in the past")
        return said
