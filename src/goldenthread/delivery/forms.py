"""Forms of the provision ledger."""

from __future__ import annotations

from goldenthread.web.fields import ChoiceField, Form, LongTextField


class HappenedForm(Form):
    words = LongTextField(label="Anything you want to tell us about it (optional)", required=False, max_length=1000, rows=3)


class SettleForm(Form):
    outcome = ChoiceField(
        label="What happened?", missing="Select what happened",
        choices=[("missed", "It did not happen: the time is owed"), ("delivered", "It did happen")],
    )  # fmt: skip
    words = LongTextField(
        label="How you know, which the family and the provider will read", missing="Enter how you know", max_length=1000, rows=3
    )
