from __future__ import annotations

from goldenthread.web.fields import Form, NumberField, TextField


class BeginForm(Form):
    title = TextField(label="What is the campaign called?", max_length=120)
    hours = NumberField(label="Hours of the team a week", help_text="Of everybody in it together.", min_value=1, max_value=2000, decimal_places=0)
    hours_a_plan = NumberField(label="Hours that you think a plan takes", help_text="Used until four weeks of the campaign have shown it.", min_value=1, max_value=100, decimal_places=0)


class HoursForm(Form):
    hours = NumberField(label="Hours of the team a week", min_value=1, max_value=2000, decimal_places=0)
