"""The form of a move on a waiting list by hand."""

from __future__ import annotations

from typing import Any

from goldenthread.services.priority import REASONS, RULES
from goldenthread.web.fields import ChoiceField, Form, LongTextField, SelectField


class MoveForm(Form):
    after = ChoiceField(label="Which priority should the child have?", missing="Choose a priority")
    why = SelectField(label="Why, by the published reasons?", choices=[("", "Choose"), *REASONS.items()], missing="Choose a reason")
    words = LongTextField(
        label="What has changed, or what was not known before?", missing="Say what has changed", max_length=1000,
        help_text="For the second person, and for whoever asks later. That somebody asked or complained is no reason. It stays in the service’s own notes.",
    )  # fmt: skip
    tell = ChoiceField(
        label="May the family be told?", choices=[("yes", "Yes: that the place was looked at and changed, without the reason"), ("no", "No: telling could put the child at risk")],
        missing="Choose whether the family may be told",
    )  # fmt: skip

    def __init__(self, *args: Any, stands: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["after"].choices = [(slug, f"{who}: {means}") for slug, (who, means) in RULES.items() if slug != stands]  # type: ignore[attr-defined]
