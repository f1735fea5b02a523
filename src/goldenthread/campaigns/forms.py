from __future__ import annotations

from typing import Any

from goldenthread.web.fields import Form, NumberField, TextField

_HOURS: dict[str, Any] = {"label": "Hours of the team a week", "missing": "Enter the hours of the team a week", "min_value": 1, "max_value": 2000, "decimal_places": 0}


class BeginForm(Form):
    title = TextField(label="What is the campaign called?", missing="Enter a name for the campaign", max_length=120)
    hours = NumberField(help_text="Of everybody in it together.", **_HOURS)
    hours_a_plan = NumberField(
        label="Hours that you think a plan takes", missing="Enter the hours that you think a plan takes", help_text="Used until four weeks of the campaign have shown it.",
        min_value=1, max_value=100, decimal_places=0,
    )  # fmt: skip


class HoursForm(Form):
    hours = NumberField(**_HOURS)
