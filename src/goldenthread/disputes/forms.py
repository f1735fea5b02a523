from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from goldenthread.disputes.models import BundleItem
from goldenthread.disputes.ties import Choice
from goldenthread.science.tribunal_bundle import scheme
from goldenthread.web import fields
from goldenthread.web.words import lower_first


class BeginForm(fields.Form):
    appeal = fields.ChoiceField(label="What is the appeal about?", missing="Select what the appeal is about")
    appellant = fields.ChoiceField(label="Who appeals?", missing="Select who appeals", help_text="Where others of the family live, and how they are reached, is kept out of it.")

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["appeal"].choices = [(a.slug, a.title) for a in scheme().appeals.values()]  # type: ignore[attr-defined]
        self.fields["appellant"].choices = [(str(key), name) for key, name in people]  # type: ignore[attr-defined]


class DecideForm(fields.Form):
    decision = fields.ChoiceField(label="Is it in the bundle?", missing="Select if it is in", choices=[("in", "In"), ("out", "Out")])
    part = fields.SelectField(label="In which part?", missing="Choose a part")
    reason = fields.TextField(label="Why? (needed where you decide otherwise than proposed)", required=False, max_length=300)
    looked = fields.ChoicesField(
        label="Looked at", required=False, choices=[("yes", "I have looked at each page: nothing in it is of another child, of talks at mediation, or of where others of the family live")]
    )

    def __init__(self, *args: Any, item: BundleItem, **options: Any) -> None:
        super().__init__(*args, **options)
        self.item = item
        self.fields["part"].choices = [(p.slug, f"{p.letter}. {p.title}") for p in scheme().parts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        decision = told.get("decision")
        if decision == "in" and self.item.barred:
            self.add_error("decision", ValidationError(f"It can never be in: {lower_first(self.item.barred)}"))
        if decision == "in" and not told.get("looked"):
            self.add_error("looked", ValidationError("Look at each page of it, then tick that you have"))
        if decision and decision != self.item.proposed and not told.get("reason"):
            self.add_error("reason", ValidationError("Say why you decide otherwise than proposed"))
        return dict(told)


class TieForm(fields.Form):
    about = fields.ChoicesField(label="What is it about?", missing="Select at least one decision, step or clause")

    def __init__(self, *args: Any, choices: Sequence[Choice], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["about"].choices = [(c.value, c.words) for c in choices]  # type: ignore[attr-defined]


class DisputeForm(TieForm):
    what = fields.ChoiceField(label="What begins?", missing="Select mediation or appeal", reveals={"issues": ("mediation",)}, choices=[("mediation", "A mediation: the family told us that it wants one"), ("tribunal-appeal", "An appeal: the family lodged it with the tribunal")])
    on = fields.DayField(label="On which day?", missing="Enter the day", help_text="For a mediation, the day on which we were told. For an appeal, the day on which it was lodged.")
    issues = fields.ChoicesField(label="What is in issue?", required=False, choices=[("education", "Education"), ("health", "Health"), ("social-care", "Social care")])

    field_order = ("what", "on", "issues", "about")

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].not_after = today  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("what") == "mediation" and not told.get("issues"):
            self.add_error("issues", ValidationError("Select what is in issue: it says who arranges the mediation, and by when"))
        return dict(told)
