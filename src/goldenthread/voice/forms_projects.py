from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError

from goldenthread.people.models import District
from goldenthread.voice.models import Project, ProjectAnswer, Reached
from goldenthread.voice.projects import NEEDS
from goldenthread.web.fields import ChoiceField, DayField, Form, LongTextField, NumberField, SelectField, TextField


class ProjectForm(Form):
    kind = ChoiceField(label="What is it?", choices=Project.Kind.choices)
    title = TextField(label="Title", max_length=120)
    about = LongTextField(label="What is it about, and what can be changed?", missing="Enter what it is about, and what can be changed", max_length=3000)
    asks_children = TextField(label="What do you ask children and young people? (optional)", required=False, max_length=300, help_text="One question in easy words. It gets a page of its own with no sign-in: words, pictures and sound, read first by the safeguarding lead.")
    asks_adults = TextField(label="What do you ask parents, carers and everybody else? (optional)", required=False, max_length=300, help_text="One question. Anybody answers it on the public page, without a name. You read the answers, and publish what people said in themes.")
    opens_on = DayField(label="First day")
    closes_on = DayField(label="Last day")

    def clean(self) -> Any:
        data = super().clean() or self.cleaned_data
        first, last = data.get("opens_on"), data.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", "Last day must be the first day or later")
        return data


class CountForm(Form):
    how = TextField(label="At which session, or in which way?", missing="Enter at which session, or in which way", max_length=120, help_text="For example, workshop at Larkfield, or the paper form.")
    who = ChoiceField(label="Who took part?", choices=Reached.Who.choices)
    number = NumberField(label="How many?", missing="Enter how many took part", min_value=1, max_value=5000, decimal_places=0)
    district = SelectField(label="Where do they live?", required=False)
    need = SelectField(label="Their area of need", required=False, choices=[("", "Several, or not said"), *NEEDS.items()])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["district"].choices = [("", "Elsewhere, or not said"), *District.objects.order_by("name").values_list("code", "name")]  # type: ignore[attr-defined]


class ProjectAnswerForm(Form):
    """An adult's answer, without a name."""

    text = LongTextField(label="Your answer", missing="Enter your answer", max_length=4000, help_text="Do not give names. Those who run this read it. It is not put on this page in your words.")
    who = ChoiceField(label="Who are you?", choices=ProjectAnswer.Who.choices, missing="Select who you are")
    district = SelectField(label="Where do you live? (optional)", required=False)
    need = SelectField(label="Area of need of your child, or of you (optional)", required=False, choices=[("", "Several, or not said"), *NEEDS.items()])
    unsafe = ChoiceField(
        label="Does your answer say that a child may be unsafe?", missing="Select if a child may be unsafe", choices=[("no", "No"), ("yes", "Yes, or I am not sure")],
        help_text="Then a safeguarding lead reads it first, by the end of the working day, and acts. If a child is in danger now call 999.",
    )  # fmt: skip

    def __init__(self, *args: Any, asked: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = asked
        self.fields["district"].choices = [("", "Elsewhere, or not said"), *District.objects.order_by("name").values_list("code", "name")]  # type: ignore[attr-defined]


class WriteForm(Form):
    text = LongTextField(label="Words", missing="Enter the words", max_length=4000)

    def __init__(self, *args: Any, label: str, hint: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label, self.fields["text"].help_text = label, hint


class QuestionForm(Form):
    """Something that the forum or the Multi-Schools Council asks."""

    text = TextField(label="What do you ask?", missing="Enter what you ask", max_length=500, help_text="It is published in these words. No names of children, families or staff.")
    why = LongTextField(label="Why does it matter? (optional)", required=False, max_length=1500, rows=3)


class OwnerForm(Form):
    to = SelectField(label="Who answers it?", missing="Choose who answers it")
    reply_by = DayField(label="By which day?", missing="Enter the day by which they reply")

    def __init__(self, *args: Any, people: list[tuple[str, str]], today: dt.date, latest: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today, self.latest = today, latest
        self.fields["to"].choices = [("", "Choose"), *people]  # type: ignore[attr-defined]

    def clean_reply_by(self) -> Any:
        by: dt.date = self.cleaned_data["reply_by"]
        if not self.today <= by <= self.latest:
            raise ValidationError(f"The day must be from today to {self.latest.day} {self.latest:%B %Y}: those who asked were promised a reply by then")
        return by


class ReplyForm(Form):
    decision = ChoiceField(label="What is decided?", choices=[("yes", "Yes, we will do it"), ("partly", "Partly"), ("no", "No, and why")], missing="Select what is decided", reveals={"change_by": ("yes", "partly")})
    reply = LongTextField(label="Your reply", missing="Enter your reply", max_length=4000, help_text="It is published. Say what you will do, or why you cannot.")
    change_by = DayField(label="By which day is it done?", required=False)

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean(self) -> Any:
        data = super().clean() or self.cleaned_data
        by = data.get("change_by")
        if data.get("decision") in ("yes", "partly"):
            if by is None and "change_by" not in self.errors:
                self.add_error("change_by", "Enter the day by which it is done")
            elif by and by < self.today:
                self.add_error("change_by", "The day must be today or later")
        else:
            data["change_by"] = None
        return data


class ChangedForm(Form):
    changed = LongTextField(label="What changed?", missing="Enter what changed", max_length=3000, help_text="It is published. Those who asked then say whether they see it.")
