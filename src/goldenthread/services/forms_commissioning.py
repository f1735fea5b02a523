"""What is added to a commissioning case: one short form for each kind of step."""

from __future__ import annotations

from typing import Any

from goldenthread.services.commissioning import DECISIONS
from goldenthread.web.fields import ChoiceField, DayField, Form, LongTextField, NumberField, TextField

_POUNDS: dict[str, Any] = {"min_value": 0, "max_value": 100_000_000, "decimal_places": 0}
NO_CHILD = "Name no child here: everybody who commissions can read it."


class CostForm(Form):
    children = NumberField(label="How many children?", help_text="As the finding counts them, or another number that you can give a reason for.", min_value=0, max_value=100_000, decimal_places=0)
    hours = NumberField(label="Hours for each child a year", min_value=0.25, max_value=2_000, decimal_places=2)
    pounds = NumberField(label="Pounds an hour", min_value=0.5, max_value=1_000, decimal_places=2)
    text = LongTextField(label="Where these numbers come from (optional)", required=False, help_text=NO_CHILD, max_length=2000)


class OptionForm(Form):
    title = TextField(label="What could be done?", max_length=120)
    pounds = NumberField(label="Pounds a year (optional)", required=False, **_POUNDS)
    text = LongTextField(label="What speaks for and against it", help_text=NO_CHILD, max_length=4000)


class OwnerForm(Form):
    name = TextField(label="Name of whoever sees to it", missing="Enter a name", max_length=120)
    post = TextField(label="Their post", missing="Enter their post", max_length=120)


class DecisionForm(Form):
    decided = ChoiceField(label="What was decided?", choices=list(DECISIONS.items()))
    text = LongTextField(label="Reasons", missing="Enter the reasons", help_text=NO_CHILD, max_length=4000)


class FundingForm(Form):
    pounds = NumberField(label="Pounds a year", **_POUNDS)
    source = TextField(label="From which budget", missing="Enter the budget", max_length=120)


class StartForm(Form):
    on = DayField(label="On which day does it start?", missing="Enter the day on which it starts", help_text="For example, 4 1 2027. The case closes when the offers on record leave no gap, not by this day.")


class NoteForm(Form):
    text = LongTextField(label="Note", missing="Enter a note", help_text=NO_CHILD, max_length=4000)


FORMS: dict[str, type[Form]] = {"cost": CostForm, "option": OptionForm, "owner": OwnerForm, "decision": DecisionForm, "funding": FundingForm, "start": StartForm, "note": NoteForm}


def said_of(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """What a form that is right says, as a step keeps it."""
    if kind == "cost":
        return {"children": int(given["children"]), "hours": float(given["hours"]), "pence": round(given["pounds"] * 100)}
    if kind == "start":
        return {"on": given["on"].isoformat()}
    said = {name: value for name, value in given.items() if name != "text" and value not in (None, "")}
    return said | ({"pounds": int(said["pounds"])} if "pounds" in said else {})
