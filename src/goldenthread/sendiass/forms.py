from __future__ import annotations

from datetime import date
from typing import Any

from goldenthread.sendiass.caseload import themes
from goldenthread.sendiass.models import Enquiry, Note
from goldenthread.web.fields import ChoiceField, DayField, Form, LongTextField, SelectField, TextField


class _Ahead(Form):
    """What was done is not in the future, and what happens next is not in the past."""

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["next_on"].not_before = today  # type: ignore[attr-defined]
        if "on" in self.fields:
            self.fields["on"].not_after = today  # type: ignore[attr-defined]


class EnquiryForm(_Ahead):
    family = TextField(label="Who asks?", missing="Enter who asks", max_length=120, help_text="They need not be on any record.")
    contact = TextField(label="How may you reach them?", missing="Enter how you may reach them", max_length=200)
    asked = LongTextField(label="What do they ask?", missing="Enter what they ask", max_length=4000)
    theme = SelectField(label="What is it about?", missing="Choose what it is about")
    locality = SelectField(label="Where do they live?", missing="Choose where they live, or that it is not known")
    next_step = TextField(label="What happens next?", missing="Enter what happens next", max_length=300)
    next_on = DayField(label="By when", missing="Enter the day by which it happens")

    def __init__(self, *args: Any, localities: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["theme"].choices = [("", "Choose"), *themes().items()]  # type: ignore[attr-defined]
        self.fields["locality"].choices = [("", "Choose"), *((n, n) for n in localities), ("Not known", "Not known")]  # type: ignore[attr-defined]


class NoteForm(_Ahead):
    on = DayField(label="On which day?", missing="Enter the day")
    kind = ChoiceField(label="What kind of help was it?", missing="Select what kind of help it was", choices=Note.Kind.choices)
    level = ChoiceField(label="How far did you go in?", missing="Select how far you went in", choices=[(str(n), words) for n, words in Note.Level.choices])
    said = LongTextField(label="What was said and done?", missing="Enter what was said and done", max_length=4000)
    agreed = LongTextField(label="What was agreed?", missing="Enter what was agreed", max_length=2000)
    next_step = TextField(label="What happens next?", missing="Enter what happens next", max_length=300)
    next_on = DayField(label="By when", missing="Enter the day by which it happens")


class CloseForm(Form):
    outcome = ChoiceField(label="How did it end?", missing="Select how it ended", choices=Enquiry.Outcome.choices)
