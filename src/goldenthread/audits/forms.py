from __future__ import annotations

from typing import Any

from goldenthread.audits.models import Audit
from goldenthread.audits.queries import BY
from goldenthread.web.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    Form,
    LongTextField,
    NumberField,
    SelectField,
    TextField,
)


class DrawForm(Form):
    title = TextField(label="What is the audit called?", missing="Enter a name for the audit", max_length=120)
    wanted = NumberField(label="How many plans?", missing="Enter how many plans are drawn", min_value=1, max_value=500, decimal_places=0)
    by = ChoicesField(
        label="In proportion to what are they drawn?", missing="Select at least one thing in proportion to which they are drawn", choices=list(BY.items()),
        help_text="Each group gets its share of the plans, rounded down or up by chance. Those higher in this list count first.",
    )  # fmt: skip
    together = NumberField(label="How many of them are graded by more than one person?", missing="Enter how many are graded by more than one person, or 0", min_value=0, max_value=500, decimal_places=0,
                           help_text="Each by themselves; then they compare. Without some, nothing says how far grades can be trusted.")  # fmt: skip
    readers = NumberField(label="By how many people is each of those graded?", missing="Enter by how many people each of those is graded", min_value=2, max_value=4, decimal_places=0)
    weeks = NumberField(label="For how many weeks may they open the plans?", missing="Enter for how many weeks they may open the plans", min_value=1, max_value=26, decimal_places=0)
    ground = ChoiceField(label="On what ground may they read the plans?", missing="Select on what ground they may read the plans", choices=Audit.Ground.choices,
                         help_text="Regulation 17 lets a plan be shown without the family’s consent on the grounds that it lists, and an audit is not one of them by name. Ask whoever leads on information governance.")  # fmt: skip
    ground_reason = TextField(label="Why does that ground hold?", missing="Enter why that ground holds", max_length=300)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("together") or 0) > (given.get("wanted") or 500):
            self.add_error("together", "No more plans can be graded by several people than are drawn")
        return given


class FindingForm(Form):
    change = LongTextField(label="What should change?", missing="Enter what should change", max_length=2000, help_text="Say what it should say instead, so that the family could read it too.")
    whose = SelectField(label="Who owns it?", missing="Choose who owns it")
    by_on = DayField(label="By when", missing="Enter the day by which it should change")

    def __init__(self, *args: Any, people: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["whose"].choices = [("", "Choose"), *people]  # type: ignore[attr-defined]


class AnswerForm(Form):
    reason = LongTextField(label="Why will it not be changed?", missing="Enter why it will not be changed", max_length=2000)
