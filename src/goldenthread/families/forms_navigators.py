"""What a navigator fills in."""

from __future__ import annotations

from datetime import date
from typing import Any

from goldenthread.families.forms import LONGEST
from goldenthread.families.models import Navigation
from goldenthread.web import fields


class _Ahead(fields.Form):
    """What happens next is not in the past."""

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["next_on"].not_before = today  # type: ignore[attr-defined]


class BeginForm(_Ahead):
    family = fields.TextField(label="Who asks?", missing="Enter who asks", max_length=120)
    contact = fields.TextField(label="How may you reach them? (optional)", required=False, max_length=200)
    about = fields.ChoiceField(label="What is it about?", missing="Select what it is about", choices=Navigation.About.choices)
    asked = fields.LongTextField(label="What do they ask?", missing="Enter what they ask", max_length=LONGEST)
    reference = fields.TextField(label="The child’s reference, such as GT-00012 (optional)", required=False, max_length=20, help_text="Leave it empty where the child is on no record, or the family did not say.")
    next_step = fields.TextField(label="What happens next?", missing="Enter what happens next", max_length=300)
    next_on = fields.DayField(label="By when", missing="Enter the day by which it happens")


class NoteForm(_Ahead):
    text = fields.LongTextField(label="What was said and done?", missing="Enter what was said and done", max_length=LONGEST)
    next_step = fields.TextField(label="What happens next?", missing="Enter what happens next", max_length=300)
    next_on = fields.DayField(label="By when", missing="Enter the day by which it happens")


class CloseForm(fields.Form):
    outcome = fields.ChoiceField(label="How did it end?", missing="Select how it ended", choices=Navigation.Outcome.choices)
