from __future__ import annotations

from goldenthread.voice.models import PackCount
from goldenthread.web.fields import ChoiceField, Form, LongTextField, NumberField, TextField


class VersionForm(Form):
    made_with = LongTextField(label="Who wrote it together?", missing="Enter who wrote it together", max_length=1000, rows=3, help_text="Groups and numbers, and no names: 14 parents of the Essex Family Forum, 6 young people, 2 therapists.")
    changed = TextField(label="What is new in this version?", missing="Enter what is new in this version", max_length=500)
    text = LongTextField(label="The words of the pack", missing="Enter the words of the pack", max_length=60000, rows=14, help_text="A line that begins with # is a heading. Lines that begin with - are a list.")


class PackForm(VersionForm):
    title = TextField(label="Title", max_length=120)
    about = TextField(label="For whom is it, and what does it help with?", missing="Enter for whom it is, and what it helps with", max_length=500)
    field_order = ("title", "about", "made_with", "changed", "text")


class GaveForm(Form):
    way = ChoiceField(label="How did it reach them?", choices=[c for c in PackCount.Way.choices if c[0] in ("sent", "handed")], missing="Select how it reached them")
    number = NumberField(label="To how many families?", missing="Enter to how many families", min_value=1, max_value=1000, decimal_places=0)
