"""What an editor records of somebody who was asked about the Local Offer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from goldenthread.engine.explain import listed
from goldenthread.offer.models_consulted import Consulted
from goldenthread.science.personal_details import found_in
from goldenthread.science.small_numbers import LEAST
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


class ConsultedForm(Form):
    who = ChoiceField(label="Who was asked?", missing="Select who was asked", choices=Consulted.Who.choices)
    whom = TextField(label="Which of them?", missing="Enter which of them", max_length=200, help_text="Such as “Essex Family Forum” or “All maintained schools”. Name no person. Families read this.")
    stage = ChoiceField(label="When was it?", missing="Select when it was", choices=Consulted.Stage.choices)
    on = DayField(label="On which day?", missing="Enter the day on which they were asked", help_text="If it took longer, the last day.")
    how = TextField(label="How were they asked?", missing="Enter how they were asked", max_length=200, help_text="For example, “Two meetings and an online form”.")
    about = ChoicesField(label="About what?", missing="Select about what they were asked", choices=Consulted.About.choices)
    people = NumberField(label="How many people took part?", required=False, min_value=0, max_value=100_000, decimal_places=0, help_text=f"Leave it empty if nobody counted. A number below {LEAST} is not shown.")
    said = LongTextField(label="What did they say?", missing="Enter what they said, or that nobody answered", max_length=2000, help_text="In a few plain sentences, without names. Also say so if nobody answered.")
    consultation = SelectField(label="Was it part of a consultation that stands here?", required=False, choices=[])

    def __init__(self, *given: Any, consultations: list[tuple[str, str]], on: dt.date, **more: Any) -> None:
        super().__init__(*given, **more)
        self.today = on
        self.fields["consultation"].choices = [("", "No"), *consultations]  # type: ignore[attr-defined]
        if not consultations:
            del self.fields["consultation"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("on") and given["on"] > self.today:
            self.add_error("on", "The day must be today or in the past")
        for name in ("whom", "how", "said"):
            if still := found_in(given.get(name) or ""):
                self.add_error(name, f"It may hold {listed(still)}: families read this, so take that out")
        return given


class TieForm(Form):
    answer = SelectField(label="Which decision followed?", missing="Select the decision that followed", choices=[])

    def __init__(self, *given: Any, answers: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["answer"].choices = [("", ""), *answers]  # type: ignore[attr-defined]
